//! The technician's way in and out. What lies between is `crate::service`'s; a visit is never interrupted by
//! it.

use super::{Effect, Moment, Preferences, Screen, State, machine, undecided};
use crate::service::{self, Service};
use crate::wording::Outage;

/// Touches on the clock that open service mode …
const KNOCKS: usize = 7;
/// … within this time, from the first to the last.
const KNOCKS_WITHIN_MS: u64 = 5_000;

/// A technician is here.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Session {
    pub(super) service: Service,
    pub(super) preferences: Preferences,
    /// Why nobody can be served, as it is by now: what the screen goes back to.
    outage: Option<Outage>,
}

/// A technician's touch, or an answer to what they asked for.
pub(super) fn step(state: &mut State, event: service::Event, now: Moment, effects: &mut Vec<Effect>) {
    if event == service::Event::KeyRemoved {
        state.key_waits = false;
    }
    match (&mut state.screen, event) {
        (Screen::Service(session), event) => {
            let asked = service::step(&mut session.service, event, now);
            carry(state, asked, effects);
        }
        (Screen::Attract | Screen::OutOfOrder(_), service::Event::Knock) => {
            if knocked(&mut state.knocks, now) {
                open(state, Service::knocked(now), effects);
            }
        }
        (
            Screen::Attract | Screen::OutOfOrder(_) | Screen::Undecided(_) | Screen::Thanks(_),
            service::Event::KeyPresented,
        ) => open(state, Service::with_key(now), effects),
        // The stick tells once that it is in.
        (Screen::Visit(_) | Screen::Survey(_), service::Event::KeyPresented) => state.key_waits = true,
        // Answers that nobody waits for any more, and anything in the middle of a visit.
        (
            Screen::Attract
            | Screen::OutOfOrder(_)
            | Screen::Undecided(_)
            | Screen::Thanks(_)
            | Screen::Survey(_)
            | Screen::Visit(_),
            _,
        ) => {}
    }
}

/// The visit is over that a key had to wait for. The thanks are the visitor's still.
pub(super) fn let_in(state: &mut State, now: Moment, effects: &mut Vec<Effect>) {
    if state.key_waits && matches!(state.screen, Screen::Attract | Screen::OutOfOrder(_)) {
        open(state, Service::with_key(now), effects);
    }
}

/// Counts a touch on the clock. `true`: that was the last one needed.
fn knocked(knocks: &mut Vec<Moment>, now: Moment) -> bool {
    knocks.retain(|earlier| now.since_ms(*earlier) < KNOCKS_WITHIN_MS);
    knocks.push(now);
    knocks.len() >= KNOCKS
}

fn open(state: &mut State, (service, asked): (Service, Vec<service::Effect>), effects: &mut Vec<Effect>) {
    let outage = match &state.screen {
        Screen::OutOfOrder(outage) => Some(*outage),
        Screen::Attract
        | Screen::Undecided(_)
        | Screen::Survey(_)
        | Screen::Thanks(_)
        | Screen::Visit(_)
        | Screen::Service(_) => None,
    };
    state.knocks.clear();
    state.key_waits = false;
    let session = Session { service, preferences: Preferences::default(), outage };
    let before = std::mem::replace(&mut state.screen, Screen::Service(Box::new(session)));
    if let Screen::Undecided(question) = before {
        undecided::put_back(&mut state.unasked, *question);
    }
    carry(state, asked, effects);
}

/// Time passed.
pub(super) fn tick(state: &mut State, now: Moment, effects: &mut Vec<Effect>) {
    if let Screen::Service(_) = state.screen {
        step(state, service::Event::Tick, now, effects);
    }
}

/// Remembers what the screen goes back to. Everything else a technician reads, service mode looks up itself.
pub(super) fn news(state: &mut State, event: &machine::Event) {
    if let (Screen::Service(session), machine::Event::Outage(outage)) = (&mut state.screen, event) {
        session.outage = *outage;
    }
}

/// Hands on what service mode asks for, and goes when it says so.
fn carry(state: &mut State, asked: Vec<service::Effect>, effects: &mut Vec<Effect>) {
    for effect in asked {
        if effect == service::Effect::Left
            && let Screen::Service(session) = &state.screen
        {
            state.screen = session.outage.map_or(Screen::Attract, Screen::OutOfOrder);
        }
        effects.push(Effect::Service(effect));
    }
}
