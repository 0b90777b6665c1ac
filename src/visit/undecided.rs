//! Undecided: after a restart the machine asks whoever is there whether the paper it was printing came out.
//! Once, with number and code; it goes away by itself, and anybody who wants something else has right of
//! way.
//!
//! ```text
//!  news ──► Unasked ──Attract──► Undecided ──"Ya" | "Lewati" | silence | a touch──► (forgotten)
//!             │  ▲                 │  └──────"Belum, cetak ulang"──► a visit on the paper's screen
//!             │  └─outage, service─┘
//!             └─10 min old─► (forgotten: the technician's)
//! ```

use std::collections::VecDeque;

use super::assist::Assist;
use super::idle::Silence;
use super::ticket::Ticket;
use super::{Effect, Machine, Moment, Page, Preferences, Screen, State, Stay, Tally, Turn};
use crate::wording::{self, PaperKind};

/// Questions that one printer leaves, and questions that wait, at most. The others stay with the technician.
pub const ASKED_MAX: usize = 4;
/// A question older than this is not put to the next passer-by: whoever waited has gone.
pub const ASKED_MS_MAX: u64 = 10 * 60_000;

/// A paper of which nobody knows whether it came out: the machine stopped while it was printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Undecided {
    /// Its number in the ledger.
    pub job: i64,
    /// What it is.
    pub kind: PaperKind,
    /// The number on it.
    pub number: String,
    /// Where its code leads; may be empty.
    pub url: String,
    /// Whether it can be made again; what stood on a list is not kept.
    pub repeatable: bool,
    /// How long ago it was asked for, when this is told.
    pub age_ms: u64,
}

/// What has yet to be asked, oldest news first. Not a visitor's: a number, and where a vacancy stands.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Unasked(VecDeque<Waiting>);

#[derive(Clone, PartialEq, Eq, Debug)]
struct Waiting {
    about: Undecided,
    until: Moment,
}

impl Unasked {
    /// Whether a question waits for an idle screen.
    pub(super) fn is_waiting(&self) -> bool {
        !self.0.is_empty()
    }

    fn push(&mut self, waiting: Waiting) {
        let known = self.0.iter().any(|known| known.about.job == waiting.about.job);
        if !known && self.0.len() < ASKED_MAX {
            self.0.push_back(waiting);
        }
    }
}

/// A touch on Undecided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// "Ya", or "Belum" where nothing can be printed again.
    Out(bool),
    /// "Belum, cetak ulang"
    Reprint,
    /// "Lewati"
    Dismissed,
}

/// The question on the screen.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Question {
    asked: Waiting,
    since: Moment,
    pub(super) preferences: Preferences,
}

/// There is something to ask, as soon as the screen is idle.
pub(super) fn arrived(state: &mut State, about: Undecided, now: Moment) {
    if let Screen::Undecided(question) = &state.screen
        && question.asked.about.job == about.job
    {
        return;
    }
    let until = Moment(now.0 + ASKED_MS_MAX.saturating_sub(about.age_ms));
    state.unasked.push(Waiting { about, until });
}

/// Only an idle screen asks: whoever is in the middle of a visit is not the one who knows.
pub(super) fn ask_if_idle(state: &mut State, now: Moment) {
    state.unasked.0.retain(|waiting| now < waiting.until);
    if let Screen::Attract = state.screen
        && let Some(asked) = state.unasked.0.pop_front()
    {
        let preferences = state.machine.preferences();
        state.screen = Screen::Undecided(Box::new(Question { asked, since: now, preferences }));
    }
}

/// The screen is needed for something that nobody there has chosen: the question comes back after it.
pub(super) fn put_back(unasked: &mut Unasked, question: Question) {
    unasked.0.push_front(question.asked);
}

/// A touch on the question.
pub(super) fn step(state: &mut State, event: Event, now: Moment, effects: &mut Vec<Effect>) {
    let Screen::Undecided(question) = &state.screen else { return };
    let (job, kind) = (question.asked.about.job, question.asked.about.kind);
    let repeatable = question.asked.about.repeatable && state.machine.can_reprint(kind);
    match event {
        Event::Out(out) => {
            effects.push(Effect::UndecidedSeen { job, out });
            state.screen = Screen::Attract;
        }
        Event::Reprint => {
            effects.push(Effect::UndecidedSeen { job, out: false });
            if repeatable {
                reprint(state, now, effects);
            } else {
                state.screen = Screen::Attract;
            }
        }
        Event::Dismissed => state.screen = Screen::Attract,
    }
}

/// Time passed.
pub(super) fn tick(state: &mut State, now: Moment) {
    if let Screen::Undecided(question) = &state.screen
        && now.since_ms(question.since) >= state.machine.timing.undecided_ms
    {
        state.screen = Screen::Attract;
    }
}

/// Whoever says so is there: a visit begins, on the screen of the paper they want.
fn reprint(state: &mut State, now: Moment, effects: &mut Vec<Effect>) {
    let State { machine, last_request, tries, screen, .. } = state;
    let Screen::Undecided(question) = screen else { return };
    let Question { asked, preferences, since: _ } = (**question).clone();
    let mut tally = Tally::starting(now);
    let mut turn = Turn {
        machine,
        lang: preferences.lang,
        assisted_by: None,
        tally: &mut tally,
        tries,
        last_request,
        now,
        effects,
    };
    let ticket = Ticket::undecided(asked.about, &mut turn);
    *screen = Screen::Visit(Box::new(Stay {
        preferences,
        silence: Silence::since(now),
        tally,
        page: Page::Slip(Box::new(ticket)),
        assist: Assist::default(),
    }));
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The paper's number.
    pub number: String,
    /// What the code holds; empty for none.
    pub qr: String,
    /// "Apakah tiket K07-0042-H sudah keluar?"
    pub headline: String,
    /// Below it.
    pub explanation: String,
    /// "Belum, cetak ulang" is offered; otherwise "Belum" alone.
    pub can_reprint: bool,
}

pub(super) fn view(question: &Question, machine: &Machine) -> View {
    let (lang, about) = (question.preferences.lang, &question.asked.about);
    let can_reprint = about.repeatable && machine.can_reprint(about.kind);
    let said = wording::undecided(lang, about.kind, &about.number, can_reprint, !about.url.is_empty());
    View {
        number: about.number.clone(),
        qr: about.url.clone(),
        headline: said.headline,
        explanation: said.explanation,
        can_reprint,
    }
}
