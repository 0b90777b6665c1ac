//! Thanks, after the visit is over and forgotten. Only how the visitor reads is kept for these seconds.

use anjungan_wire::fact::VisitEnd;

use super::survey::Survey;
use super::{Effect, Moment, Preferences, Screen, State, wipe};
use crate::wording;

/// The screen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Thanks {
    pub(super) since: Moment,
    pub(super) preferences: Preferences,
    /// A ticket was asked for: remind of the paper.
    pub(super) paper: bool,
}

/// "Selesai": the visit ends here and now. Whoever used a service to its end is asked first how it was.
pub(super) fn finish(state: &mut State, now: Moment, effects: &mut Vec<Effect>) {
    let (thanks, used) = match &state.screen {
        Screen::Visit(stay) => (
            Thanks {
                since: now,
                preferences: stay.preferences,
                paper: stay.tally.tickets_printed > 0
                    || !stay.tally.tickets_open.is_empty()
                    || stay.tally.other_paper,
            },
            stay.tally.finished(),
        ),
        Screen::Attract
        | Screen::Survey(_)
        | Screen::Thanks(_)
        | Screen::OutOfOrder(_)
        | Screen::Undecided(_)
        | Screen::Service(_) => return,
    };
    wipe::wipe(state, VisitEnd::Finished, now, effects);
    state.screen = match used.filter(|_| state.machine.survey) {
        Some(service) => Screen::Survey(Box::new(Survey::begin(service, thanks))),
        None => Screen::Thanks(thanks),
    };
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// A wish, or a reminder.
    pub message: String,
}

pub(super) fn view(thanks: &Thanks) -> View {
    View { message: wording::thanks(thanks.preferences.lang, thanks.paper).into() }
}
