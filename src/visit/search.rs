//! Search: the list and the keyboard on one screen. Every key searches at once; the answer to the last
//! one wins.
//!
//! Invariant: words that found nothing are reported once, when the visitor has stopped typing, and never
//! for the beginning of a word.

mod chip;
mod view;
mod words;

use anjungan_wire::fact::SearchMiss;

use super::detail::Detail;
use super::filters::Filters;
use super::info::KARIRHUB;
use super::place::Picker;
use super::seek::Over;
use super::ticket::{LIST_MAX, Printable, Ticket};
use super::{Effect, Fact, Key, Machine, Moment, Request, SheetPrinter, Turn, wipe};
use crate::catalogue::{Card, Query, Results, Widening};

use chip::Chip;
pub(super) use chip::INTERNSHIPS;
pub use view::{CardView, ChipView, View, WideningView};
pub(super) use view::{badge, view};
pub(super) use words::edited;
pub use words::sanitised;

/// Characters in the search field, at most. Also what a miss may hold on the wire.
pub const WORDS_CHARS_MAX: usize = 60;
/// Cards asked for at once.
pub const PAGE_CARDS: usize = 20;
/// Cards on one list, at most. Whoever scrolled so far is better served by a filter.
pub const CARDS_MAX: usize = 400;

/// The chip of the employer whose vacancies alone are shown: it comes first, and a touch takes it away.
const EMPLOYER_CHIP: &str = "employer";
/// Characters of a name on it.
const EMPLOYER_CHARS: usize = 40;

/// A touch on Search, or an answer.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// The whole text of the field.
    QueryEdited(String),
    /// The field was emptied.
    QueryCleared,
    /// A card, by its row id.
    VacancyChosen(String),
    /// A chip, by its id.
    ChipToggled(String),
    /// To the filters.
    FiltersOpened,
    /// To the places.
    PlaceOpened,
    /// A wider search, by its id.
    WideningChosen(String),
    /// "Cetak daftar ini"
    ListPrintChosen,
    /// The end of the list is near.
    EndReached,
    /// The keyboard is to open or close.
    KeyboardWanted(bool),
    /// The answer to [`Effect::Search`].
    Found {
        /// To which.
        request: Request,
        /// What was found.
        results: Results,
    },
    /// The answer to [`Effect::Widen`].
    Wider {
        /// To which.
        request: Request,
        /// Searches that find something.
        widenings: Vec<Widening>,
    },
    /// The catalogue could not be read.
    Failed {
        /// What was asked.
        request: Request,
    },
}

/// The search.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Search {
    query: Query,
    cards: Vec<Card>,
    total: u32,
    corrected: Option<String>,
    widenings: Vec<Widening>,
    /// The first page, asked for and not answered.
    first: Option<Request>,
    /// A further page, asked for and not answered.
    more: Option<Request>,
    /// Wider searches, asked for and not answered.
    wider: Option<Request>,
    failed: bool,
    /// The last key, until the typing has been taken for done.
    typed: Option<Moment>,
    keyboard_open: bool,
    generation: u32,
}

impl Event {
    /// Whether it answers an effect, rather than being a touch.
    pub(super) fn is_answer(&self) -> bool {
        match self {
            Event::Found { .. } | Event::Wider { .. } | Event::Failed { .. } => true,
            Event::QueryEdited(_)
            | Event::QueryCleared
            | Event::VacancyChosen(_)
            | Event::ChipToggled(_)
            | Event::FiltersOpened
            | Event::PlaceOpened
            | Event::WideningChosen(_)
            | Event::ListPrintChosen
            | Event::EndReached
            | Event::KeyboardWanted(_) => false,
        }
    }
}

impl Search {
    pub(super) fn begin(query: Query, turn: &mut Turn<'_>) -> Self {
        let mut search = Self {
            query: Query::default(),
            cards: Vec::new(),
            total: 0,
            corrected: None,
            widenings: Vec::new(),
            first: None,
            more: None,
            wider: None,
            failed: false,
            typed: None,
            keyboard_open: false,
            generation: 0,
        };
        search.run(query, turn);
        search
    }

    pub(super) fn query(&self) -> &Query {
        &self.query
    }

    /// Searches for `query`. What is on the list stays until the answer is here.
    pub(super) fn run(&mut self, query: Query, turn: &mut Turn<'_>) {
        let request = turn.request();
        self.query = query;
        self.first = Some(request);
        (self.more, self.wider) = (None, None);
        turn.ask(Effect::Search { request, query: self.query.clone(), offset: 0, limit: PAGE_CARDS });
    }

    pub(super) fn key(&mut self, key: Key, turn: &mut Turn<'_>) {
        match key {
            Key::Text(text) => {
                let words = edited(&self.query.words, &text);
                self.type_words(words, turn);
            }
            Key::Done => {
                self.keyboard_open = false;
                self.settle(turn);
            }
        }
    }

    fn type_words(&mut self, words: String, turn: &mut Turn<'_>) {
        if words != self.query.words {
            self.typed = Some(turn.now);
            self.run(Query { words, ..self.query.clone() }, turn);
        }
    }

    /// Takes in an answer; gives back what is a touch.
    pub(super) fn take_in(&mut self, event: Event, turn: &mut Turn<'_>) -> Option<Event> {
        match event {
            Event::Found { request, results } => self.found(request, results, turn),
            Event::Wider { request, widenings } => {
                if self.wider == Some(request) {
                    self.wider = None;
                    self.widenings = widenings;
                }
            }
            Event::Failed { request } => self.lost(request),
            Event::QueryEdited(_)
            | Event::QueryCleared
            | Event::VacancyChosen(_)
            | Event::ChipToggled(_)
            | Event::FiltersOpened
            | Event::PlaceOpened
            | Event::WideningChosen(_)
            | Event::ListPrintChosen
            | Event::EndReached
            | Event::KeyboardWanted(_) => return Some(event),
        }
        None
    }

    fn found(&mut self, request: Request, results: Results, turn: &mut Turn<'_>) {
        if self.first == Some(request) {
            self.first = None;
            self.failed = false;
            self.cards = results.cards;
            self.total = results.total;
            self.corrected = results.corrected;
            self.widenings.clear();
            self.generation = self.generation.wrapping_add(1);
            if self.total == 0 {
                let request = turn.request();
                self.wider = Some(request);
                turn.ask(Effect::Widen { request, query: self.query.clone() });
            }
        } else if self.more == Some(request) {
            self.more = None;
            // The catalogue may have changed between two pages: a card is never shown twice.
            for card in results.cards {
                if self.cards.iter().all(|known| known.row_id != card.row_id) {
                    self.cards.push(card);
                }
            }
            self.total = results.total;
        }
    }

    fn lost(&mut self, request: Request) {
        if self.first == Some(request) {
            self.first = None;
            self.failed = true;
            self.cards.clear();
            self.widenings.clear();
            self.total = 0;
        }
        if self.more == Some(request) {
            self.more = None;
        }
        if self.wider == Some(request) {
            self.wider = None;
        }
    }

    /// A touch on the list; what it opens over it.
    pub(super) fn touch(&mut self, event: Event, turn: &mut Turn<'_>) -> Option<Over> {
        match event {
            Event::QueryEdited(words) => self.type_words(edited("", &words), turn),
            Event::QueryCleared => self.type_words(String::new(), turn),
            Event::KeyboardWanted(wanted) => self.keyboard_open = wanted,
            Event::ChipToggled(id) if id == EMPLOYER_CHIP => {
                self.settle(turn);
                self.run(Query { employer: None, ..self.query.clone() }, turn);
            }
            Event::ChipToggled(id) => {
                if let Some(chip) = Chip::ALL.into_iter().find(|chip| chip.id() == id) {
                    self.settle(turn);
                    self.run(chip.toggled(&self.query, turn.machine), turn);
                }
            }
            Event::WideningChosen(id) => {
                let chosen = id.parse().ok().and_then(|at: usize| self.widenings.get(at)).cloned();
                if let Some(Widening { query, .. }) = chosen {
                    self.settle(turn);
                    self.keyboard_open = false;
                    self.run(query, turn);
                }
            }
            Event::EndReached => self.further(turn),
            Event::ListPrintChosen => {
                if self.can_print_list(turn.machine, turn.tally.tickets_begun) {
                    self.keyboard_open = false;
                    let vacancies =
                        self.cards.iter().take(LIST_MAX).map(|card| card.row_id.clone()).collect();
                    let ticket = Ticket::ask(Printable::List { vacancies }, KARIRHUB.into(), turn);
                    return Some(Over::List(Box::new(ticket)));
                }
            }
            Event::FiltersOpened => return Some(Over::Filters(Filters::open(self.query.clone(), turn))),
            Event::PlaceOpened => return Some(Over::Place(Picker::open(&self.query, turn))),
            Event::VacancyChosen(id) => {
                let title = self.cards.iter().find(|card| card.row_id == id)?.title.clone();
                self.keyboard_open = false;
                return Some(Over::Vacancy(Box::new(Detail::open(id, title, turn))));
            }
            // Answers were taken in before.
            Event::Found { .. } | Event::Wider { .. } | Event::Failed { .. } => {}
        }
        None
    }

    /// Whether the first of the list can be printed on a sheet: those that stand there and no others.
    fn can_print_list(&self, machine: &Machine, tickets_begun: u32) -> bool {
        machine.sheet_printer == SheetPrinter::Ready
            && self.first.is_none()
            && !self.cards.is_empty()
            && tickets_begun < machine.tickets_per_visit_max
    }

    fn further(&mut self, turn: &mut Turn<'_>) {
        let shown = self.cards.len();
        let complete = u32::try_from(shown).is_ok_and(|shown| shown >= self.total);
        if self.first.is_some() || self.more.is_some() || complete || shown >= CARDS_MAX {
            return;
        }
        let request = turn.request();
        self.more = Some(request);
        turn.ask(Effect::Search {
            request,
            query: self.query.clone(),
            offset: shown,
            limit: PAGE_CARDS.min(CARDS_MAX - shown),
        });
    }

    pub(super) fn settle_if_quiet(&mut self, turn: &mut Turn<'_>) {
        let quiet = |typed: Moment| turn.now.since_ms(typed) >= turn.machine.timing.settle_ms;
        if self.typed.is_some_and(quiet) {
            self.settle(turn);
        }
    }

    /// The visitor has typed what they meant. While the answer is on its way nothing is known yet.
    pub(super) fn settle(&mut self, turn: &mut Turn<'_>) {
        if self.first.is_some() || self.typed.take().is_none() {
            return;
        }
        turn.tally.searches += 1;
        let words = sanitised(&self.query.words);
        let reported = &mut turn.tally.misses;
        if self.total > 0
            || self.failed
            || words.is_empty()
            || reported.contains(&words)
            || reported.len() >= wipe::MISSES_MAX
        {
            return;
        }
        reported.push(words.clone());
        turn.ask(Effect::Record(Fact::SearchMiss(SearchMiss {
            words,
            place: self.query.place.clone(),
            day: turn.machine.today(),
        })));
    }
}
