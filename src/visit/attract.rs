//! The screen that waits: how many vacancies there are near here, and an invitation.

use super::assist::Assist;
use super::idle::Silence;
use super::{Machine, Moment, Page, Preferences, Screen, State, Stay, Tally};

/// The first touch begins a visit, with everything at its default. Elsewhere it does nothing. A question that
/// nobody answers gives way, with what was set to read it.
pub(super) fn touched(state: &mut State, now: Moment) {
    let preferences = match &state.screen {
        Screen::Attract => Preferences::default(),
        Screen::Undecided(question) => question.preferences,
        Screen::Visit(_)
        | Screen::Survey(_)
        | Screen::Thanks(_)
        | Screen::OutOfOrder(_)
        | Screen::Service(_) => return,
    };
    state.screen = Screen::Visit(Box::new(Stay {
        preferences,
        silence: Silence::since(now),
        tally: Tally::starting(now),
        page: Page::Home,
        assist: Assist::default(),
    }));
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// Vacancies near this machine; 0 hides the line.
    pub near_count: u32,
    /// Where that is, in one piece: a line does not end after "Kab.".
    pub near_place: String,
    /// Whether a card or a receipt may be scanned.
    pub scanner: bool,
}

pub(super) fn view(machine: &Machine) -> View {
    let place = machine.near_name();
    let near_place = match place.split_once(' ') {
        Some((kind @ ("Kab." | "Kota"), name)) => format!("{kind}\u{a0}{name}"),
        Some(_) | None => place.into(),
    };
    View { near_count: machine.near.unwrap_or(0), near_place, scanner: machine.takes_scans() }
}
