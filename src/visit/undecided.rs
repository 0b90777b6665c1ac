//! Undecided: after a restart the machine asks whoever is there whether the paper it was printing came out.
//! Once, with number and code; it goes away by itself, and anybody who wants something else has right of
//! way.
//!
//! ```text
//!  Attract ──news──► Undecided ──"Ya" | "Lewati" | silence──► the next question | Attract
//!                        └──────"Belum, cetak ulang"────────► a visit on the ticket's screen
//! ```

use std::collections::VecDeque;

use super::idle::Silence;
use super::ticket::Ticket;
use super::{Effect, Machine, Moment, Page, Preferences, Screen, State, Stay, Tally, Turn};
use crate::wording;

/// Questions that wait behind the one on the screen, at most. The others stay with the technician.
const WAITING_MAX: usize = 4;

/// A ticket of which nobody knows whether it is on paper: the machine stopped while it was printed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Undecided {
    /// Its number in the ledger.
    pub job: i64,
    /// The number on it.
    pub number: String,
    /// Where its code leads; may be empty.
    pub url: String,
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

/// The question on the screen, and those behind it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Question {
    about: Undecided,
    waiting: VecDeque<Undecided>,
    since: Moment,
    pub(super) preferences: Preferences,
}

/// There is something to ask. Only an idle screen asks: whoever is in the middle of a visit is not the one
/// who knows.
pub(super) fn arrived(state: &mut State, about: Undecided, now: Moment) {
    match &mut state.screen {
        Screen::Attract => {
            state.screen = Screen::Undecided(Box::new(Question {
                about,
                waiting: VecDeque::new(),
                since: now,
                preferences: Preferences::default(),
            }));
        }
        Screen::Undecided(question) => {
            let known = question.about.job == about.job
                || question.waiting.iter().any(|waiting| waiting.job == about.job);
            if !known && question.waiting.len() < WAITING_MAX {
                question.waiting.push_back(about);
            }
        }
        Screen::Visit(_) | Screen::Thanks(_) | Screen::OutOfOrder(_) | Screen::Service(_) => {}
    }
}

/// A touch on the question.
pub(super) fn step(state: &mut State, event: Event, now: Moment, effects: &mut Vec<Effect>) {
    let Screen::Undecided(question) = &state.screen else { return };
    let job = question.about.job;
    match event {
        Event::Out(out) => {
            effects.push(Effect::UndecidedSeen { job, out });
            next(state, now);
        }
        Event::Reprint => {
            effects.push(Effect::UndecidedSeen { job, out: false });
            if state.machine.can_reprint(wording::PaperKind::Ticket) {
                reprint(state, now, effects);
            } else {
                next(state, now);
            }
        }
        Event::Dismissed => next(state, now),
    }
}

/// Time passed.
pub(super) fn tick(state: &mut State, now: Moment) {
    if let Screen::Undecided(question) = &state.screen
        && now.since_ms(question.since) >= state.machine.timing.undecided_ms
    {
        next(state, now);
    }
}

/// The next question, or the waiting screen.
fn next(state: &mut State, now: Moment) {
    let Screen::Undecided(question) = &mut state.screen else { return };
    match question.waiting.pop_front() {
        Some(about) => {
            question.about = about;
            question.since = now;
        }
        None => state.screen = Screen::Attract,
    }
}

/// Whoever says so is there: a visit begins, on the screen of the ticket they want.
fn reprint(state: &mut State, now: Moment, effects: &mut Vec<Effect>) {
    let State { machine, last_request, screen, knocks: _ } = state;
    let Screen::Undecided(question) = screen else { return };
    let Question { about: Undecided { job, number, url }, preferences, .. } = (**question).clone();
    let mut tally = Tally::starting(now);
    let mut turn = Turn { machine, lang: preferences.lang, tally: &mut tally, last_request, now, effects };
    let ticket = Ticket::undecided(job, number, url, &mut turn);
    *screen = Screen::Visit(Box::new(Stay {
        preferences,
        silence: Silence::since(now),
        tally,
        page: Page::Slip(Box::new(ticket)),
    }));
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The ticket's number.
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
    let lang = question.preferences.lang;
    let can_reprint = machine.can_reprint(wording::PaperKind::Ticket);
    let said = wording::undecided(lang, &question.about.number, can_reprint);
    View {
        number: question.about.number.clone(),
        qr: question.about.url.clone(),
        headline: said.headline,
        explanation: said.explanation,
        can_reprint,
    }
}
