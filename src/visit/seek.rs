//! Searching, and what can lie over it: filters, places, a vacancy. The search stays as it was below,
//! so "back" finds the list again.

use super::board::Board;
use super::detail::{self, Detail};
use super::filters::{self, Filters};
use super::place::{self, Picker};
use super::search::{self, Search};
use super::ticket::{self, Ticket};
use super::{Key, Turn};
use crate::catalogue::Query;

/// The search and what is over it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Seek {
    pub(super) search: Search,
    pub(super) over: Over,
    /// The employer whose vacancies these are, as the visitor came to it.
    pub(super) under: Option<Under>,
}

/// What an employer's vacancies lie over.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Under {
    /// The employer, in the list of employers.
    Board(Box<Board>),
    /// The employer, over another of its vacancies.
    Seek(Box<Seek>),
}

/// What lies over the search.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Over {
    Nothing,
    Filters(Filters),
    Place(Picker),
    Vacancy(Box<Detail>),
    /// The list, being printed.
    List(Box<Ticket>),
}

impl Seek {
    pub(super) fn begin(query: Query, turn: &mut Turn<'_>) -> Self {
        Self { search: Search::begin(query, turn), over: Over::Nothing, under: None }
    }

    /// A key goes to the field of the page that is up.
    pub(super) fn key(&mut self, key: Key, turn: &mut Turn<'_>) {
        match &mut self.over {
            Over::Nothing => self.search.key(key, turn),
            Over::Place(picker) => picker.key(key),
            Over::Filters(_) | Over::Vacancy(_) | Over::List(_) => {}
        }
    }

    pub(super) fn search(&mut self, event: search::Event, turn: &mut Turn<'_>) {
        // An answer is taken in whatever lies over the list; a touch only on the list itself.
        match (self.search.take_in(event, turn), &self.over) {
            (Some(touch), Over::Nothing) => {
                if let Some(over) = self.search.touch(touch, turn) {
                    self.search.settle(turn);
                    self.over = over;
                }
            }
            (Some(_), Over::Filters(_) | Over::Place(_) | Over::Vacancy(_) | Over::List(_)) | (None, _) => {}
        }
    }

    pub(super) fn filters(&mut self, event: filters::Event, turn: &mut Turn<'_>) {
        if let Over::Filters(filters) = &mut self.over
            && let Some(query) = filters.step(event, turn)
        {
            self.over = Over::Nothing;
            self.search.run(query, turn);
        }
    }

    pub(super) fn place(&mut self, event: place::Event, turn: &mut Turn<'_>) {
        if let Over::Place(picker) = &mut self.over
            && let Some(place::Chosen(place)) = picker.step(event, turn)
        {
            self.over = Over::Nothing;
            let query = Query { place, ..self.search.query().clone() };
            self.search.run(query, turn);
        }
    }

    pub(super) fn detail(&mut self, event: detail::Event, turn: &mut Turn<'_>) {
        let Over::Vacancy(detail) = &mut self.over else { return };
        match detail.employers_vacancies(&event) {
            Some(query) => self.search_over(query, turn),
            None => detail.step(event, turn),
        }
    }

    /// Searches with what is up kept below. What lies below already stays there: going back is never a long way.
    fn search_over(&mut self, query: Query, turn: &mut Turn<'_>) {
        let below = match self.under.take() {
            Some(Under::Seek(below)) => below,
            under @ (Some(Under::Board(_)) | None) => Box::new(Seek { under, ..self.clone() }),
        };
        *self = Seek { under: Some(Under::Seek(below)), ..Seek::begin(query, turn) };
    }

    /// One step back. `false`: there is nothing over the list.
    pub(super) fn back(&mut self, turn: &mut Turn<'_>) -> bool {
        match &mut self.over {
            Over::Nothing => return false,
            Over::Filters(_) | Over::Place(_) => self.over = Over::Nothing,
            Over::List(ticket) => {
                ticket::leave(ticket, turn);
                self.over = Over::Nothing;
            }
            Over::Vacancy(detail) => {
                if !detail.back(turn) {
                    self.over = Over::Nothing;
                }
            }
        }
        true
    }

    pub(super) fn leave(mut self, turn: &mut Turn<'_>) {
        match &mut self.over {
            Over::Vacancy(detail) => detail.leave(turn),
            Over::List(ticket) => ticket::leave(ticket, turn),
            Over::Nothing | Over::Filters(_) | Over::Place(_) => {}
        }
        self.search.settle(turn);
    }

    pub(super) fn settle_if_quiet(&mut self, turn: &mut Turn<'_>) {
        self.search.settle_if_quiet(turn);
    }
}
