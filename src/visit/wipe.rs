//! The end of a visit: its fact, and a new state. There is no list of things to clear that something
//! could be missing from: the whole [`super::Stay`] is dropped.

use anjungan_wire::fact::{self, VisitEnd};

use super::{Effect, Fact, Moment, Preferences, Request, Screen, State, Tally, body, survey, undecided};

/// How many words found nowhere one visit reports at most.
pub(super) const MISSES_MAX: usize = 20;

impl Tally {
    pub(super) fn starting(now: Moment) -> Self {
        Self {
            started: now,
            searches: 0,
            vacancies_opened: 0,
            tickets_begun: 0,
            tickets_printed: 0,
            tickets_open: Vec::new(),
            other_paper: false,
            adjusted: false,
            misses: Vec::new(),
            using: None,
            uses: Vec::new(),
            last_finished: None,
        }
    }

    /// The outcome of a ticket is known.
    pub(super) fn ticket_closed(&mut self, request: Request, printed: bool) {
        let before = self.tickets_open.len();
        self.tickets_open.retain(|open| *open != request);
        if printed && self.tickets_open.len() < before {
            self.tickets_printed += 1;
        }
    }

    fn fact(&self, end: VisitEnd, preferences: Preferences, now: Moment) -> fact::Visit {
        fact::Visit {
            seconds: u32::try_from(now.since_ms(self.started) / 1_000).unwrap_or(u32::MAX),
            end,
            language: preferences.lang,
            searches: self.searches,
            vacancies_opened: self.vacancies_opened,
            tickets_printed: self.tickets_printed,
            adjusted: self.adjusted,
            uses: self.uses.clone(),
        }
    }
}

/// Ends the visit, if there is one, and empties the screen.
pub(super) fn wipe(state: &mut State, end: VisitEnd, now: Moment, effects: &mut Vec<Effect>) {
    super::in_visit(state, now, effects, |visiting, turn| {
        body::leave(std::mem::replace(visiting.page, super::Page::Home), turn);
    });
    match std::mem::replace(&mut state.screen, Screen::Attract) {
        Screen::Visit(mut stay) => {
            stay.tally.end_use(now);
            let fact = stay.tally.fact(end, stay.preferences, now);
            effects.push(Effect::Record(Fact::Visit(fact)));
            effects.push(Effect::NearCount { region: state.machine.near_region() });
        }
        Screen::OutOfOrder(outage) => state.screen = Screen::OutOfOrder(outage),
        Screen::Service(session) => state.screen = Screen::Service(session),
        Screen::Undecided(question) => undecided::put_back(&mut state.unasked, *question),
        Screen::Survey(survey) => survey::tell(&survey, effects),
        Screen::Attract | Screen::Thanks(_) => {}
    }
}
