//! Search: the list and the keyboard on one screen. Every key searches at once; the answer to the last
//! one wins.
//!
//! Invariant: words that found nothing are reported once, when the visitor has stopped typing, and never
//! for the beginning of a word.

use anjungan_wire::fact::SearchMiss;
use anjungan_wire::vacancy::Employment;

use super::detail::Detail;
use super::filters::Filters;
use super::machine::region_name;
use super::place::Picker;
use super::seek::Over;
use super::{Effect, Fact, Key, Machine, Moment, Request, Turn, wipe};
use crate::catalogue::{Card, Order, Query, Results, Widening};
use crate::wording::{self, Lang};

/// Characters in the search field, at most. Also what a miss may hold on the wire.
pub const WORDS_CHARS_MAX: usize = 60;
/// Cards asked for at once.
pub const PAGE_CARDS: usize = 20;
/// Cards on one list, at most. Whoever scrolled so far is better served by a filter.
pub const CARDS_MAX: usize = 400;
/// A vacancy is new for so many days.
const NEW_DAYS: i32 = 3;

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

/// A chip: an order or a quick filter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Chip {
    Newest,
    ClosingSoon,
    Nearest,
    NoExperience,
    OpenToDisabled,
    Internship,
}

impl Chip {
    const ALL: [Chip; 6] = [
        Chip::Newest,
        Chip::ClosingSoon,
        Chip::Nearest,
        Chip::NoExperience,
        Chip::OpenToDisabled,
        Chip::Internship,
    ];

    fn id(self) -> &'static str {
        match self {
            Chip::Newest => "newest",
            Chip::ClosingSoon => "closing-soon",
            Chip::Nearest => "nearest",
            Chip::NoExperience => "no-experience",
            Chip::OpenToDisabled => "open-to-disabled",
            Chip::Internship => "internship",
        }
    }

    fn words(self, lang: Lang) -> &'static str {
        match self {
            Chip::Newest => wording::pick(lang, "Terbaru", "Newest"),
            Chip::ClosingSoon => wording::pick(lang, "Segera tutup", "Closing soon"),
            Chip::Nearest => wording::pick(lang, "Terdekat", "Nearest"),
            Chip::NoExperience => wording::pick(lang, "Tanpa pengalaman", "No experience"),
            Chip::OpenToDisabled => {
                wording::pick(lang, "Terbuka bagi disabilitas", "Open to disabled people")
            }
            Chip::Internship => wording::pick(lang, "Magang", "Internship"),
        }
    }

    fn active(self, query: &Query) -> bool {
        match self {
            Chip::Newest => query.order == Order::Newest,
            Chip::ClosingSoon => query.order == Order::ClosingSoon,
            Chip::Nearest => matches!(query.order, Order::Nearest(_)),
            Chip::NoExperience => query.no_experience,
            Chip::OpenToDisabled => query.open_to_disabled,
            Chip::Internship => is_internships(&query.employments),
        }
    }

    fn toggled(self, query: &Query, machine: &Machine) -> Query {
        let mut query = query.clone();
        match self {
            Chip::Newest => query.order = Order::Newest,
            Chip::ClosingSoon => query.order = Order::ClosingSoon,
            Chip::Nearest => query.order = Order::Nearest(machine.region.clone()),
            Chip::NoExperience => query.no_experience = !query.no_experience,
            Chip::OpenToDisabled => query.open_to_disabled = !query.open_to_disabled,
            Chip::Internship => {
                query.employments =
                    if is_internships(&query.employments) { Vec::new() } else { INTERNSHIPS.to_vec() }
            }
        }
        query
    }
}

/// What "Magang" means: both sorts.
pub(super) const INTERNSHIPS: [Employment; 2] = [Employment::Internship, Employment::Apprenticeship];

fn is_internships(employments: &[Employment]) -> bool {
    employments.len() == INTERNSHIPS.len() && INTERNSHIPS.iter().all(|each| employments.contains(each))
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
            Event::QueryEdited(words) => {
                self.type_words(words.chars().take(WORDS_CHARS_MAX).collect(), turn);
            }
            Event::QueryCleared => self.type_words(String::new(), turn),
            Event::KeyboardWanted(wanted) => self.keyboard_open = wanted,
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

/// `text` typed at the end of `words`; `"\u{8}"` takes the last character back.
pub(super) fn edited(words: &str, text: &str) -> String {
    let mut words = words.to_owned();
    for c in text.chars() {
        if c == '\u{8}' {
            words.pop();
        } else if !c.is_control() && words.chars().count() < WORDS_CHARS_MAX {
            // No blank at the beginning, no two in a row: they would search for the same again.
            if c != ' ' || !(words.is_empty() || words.ends_with(' ')) {
                words.push(c);
            }
        }
    }
    words
}

/// Words fit to leave the machine. People type telephone numbers and addresses into any field: four or
/// more digits, even with blanks, dots or dashes between them, become `#`, and so does what has an `@`.
pub fn sanitised(words: &str) -> String {
    let mut kept = String::new();
    let mut run = String::new();
    let flush = |run: &mut String, kept: &mut String| {
        let trailing: String = {
            let end = run.trim_end_matches(|c: char| !c.is_numeric()).len();
            run.split_off(end)
        };
        if run.chars().filter(|c| c.is_numeric()).count() >= 4 {
            kept.push('#');
        } else {
            kept.push_str(run);
        }
        kept.push_str(&trailing);
        run.clear();
    };
    for c in words.chars() {
        let joins = matches!(c, ' ' | '.' | '-' | '/' | '(' | ')' | '+') && !run.is_empty();
        if c.is_numeric() || joins {
            run.push(c);
        } else {
            flush(&mut run, &mut kept);
            kept.push(c);
        }
    }
    flush(&mut run, &mut kept);
    let words = kept.split_whitespace().map(|word| if word.contains('@') { "#" } else { word });
    words.collect::<Vec<_>>().join(" ").to_lowercase().chars().take(WORDS_CHARS_MAX).collect()
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// The text of the field.
    pub query: String,
    /// What stands in the empty field.
    pub placeholder: String,
    /// The place searched.
    pub place_label: String,
    /// Filters in force.
    pub filter_count: u32,
    /// The cards.
    pub results: Vec<CardView>,
    /// How many match in all.
    pub total: u32,
    /// The list is about to change.
    pub busy: bool,
    /// "312 lowongan di Kab. Bekasi"
    pub summary: String,
    /// Orders and quick filters.
    pub chips: Vec<ChipView>,
    /// Wider searches.
    pub widenings: Vec<WideningView>,
    /// The keyboard is up.
    pub keyboard_open: bool,
    /// Another spelling was searched.
    pub spelling_note: String,
    /// Changes when the list is a new one.
    pub generation: u32,
}

/// A card.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CardView {
    /// The row id.
    pub id: String,
    /// The title.
    pub title: String,
    /// Who offers it.
    pub employer: String,
    /// Where.
    pub place: String,
    /// What it pays.
    pub wage: String,
    /// When it closes.
    pub closes: String,
    /// "Baru", "Magang", or nothing.
    pub badge: String,
    /// It closes within days.
    pub urgent: bool,
}

/// A chip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChipView {
    /// What comes back in [`Event::ChipToggled`].
    pub id: String,
    /// Its words.
    pub label: String,
    /// In force.
    pub active: bool,
}

/// A wider search.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WideningView {
    /// What comes back in [`Event::WideningChosen`].
    pub id: String,
    /// How it is wider.
    pub label: String,
    /// What it finds.
    pub count: u32,
}

pub(super) fn view(search: &Search, machine: &Machine, lang: Lang) -> View {
    let place = search.query.place.as_ref().map(region_name);
    let chip = |chip: Chip| ChipView {
        id: chip.id().into(),
        label: chip.words(lang).into(),
        active: chip.active(&search.query),
    };
    let widening = |(at, widening): (usize, &Widening)| WideningView {
        id: at.to_string(),
        label: wording::widening(lang, &widening.kind),
        count: widening.count,
    };
    let summary = if search.failed {
        wording::search_failed(lang).into()
    } else if search.first.is_some() && search.generation == 0 {
        String::new()
    } else {
        wording::found(lang, search.total, place)
    };
    View {
        query: search.query.words.clone(),
        placeholder: wording::search_placeholder(lang).into(),
        place_label: wording::place_label(lang, place),
        filter_count: super::filters::in_force(&search.query),
        results: search.cards.iter().map(|card| card_view(card, machine, lang)).collect(),
        total: search.total,
        busy: search.first.is_some() || search.more.is_some(),
        summary,
        chips: Chip::ALL.into_iter().map(chip).collect(),
        widenings: search.widenings.iter().enumerate().map(widening).collect(),
        keyboard_open: search.keyboard_open,
        spelling_note: search
            .corrected
            .as_ref()
            .map_or_else(String::new, |words| wording::spelling(lang, words)),
        generation: search.generation,
    }
}

fn card_view(card: &Card, machine: &Machine, lang: Lang) -> CardView {
    let today = machine.today();
    let place = [card.district.as_deref(), card.regency.as_deref()];
    let place: Vec<&str> = place.into_iter().flatten().collect();
    CardView {
        id: card.row_id.clone(),
        title: card.title.clone(),
        employer: wording::employer(lang, card.employer.as_deref()),
        place: if place.is_empty() { card.province.clone() } else { place.join(", ") },
        wage: wording::wage_line(lang, card.wage),
        closes: wording::closes_line(lang, card.closes, today),
        badge: badge(lang, card.employment, wording::days_left(today, card.opens)),
        urgent: wording::days_left(card.closes, today) <= wording::URGENT_DAYS,
    }
}

/// "Magang" before "Baru": what sort of work it is matters more than its age.
pub(super) fn badge(lang: Lang, employment: Employment, days_open: i32) -> String {
    match employment {
        Employment::Internship | Employment::Apprenticeship => {
            wording::employment(lang, employment).unwrap_or_default().into()
        }
        Employment::FullTime
        | Employment::Contract
        | Employment::PartTime
        | Employment::Daily
        | Employment::NotStated => {
            if (0..=NEW_DAYS).contains(&days_open) {
                wording::pick(lang, "Baru", "New").into()
            } else {
                String::new()
            }
        }
    }
}
