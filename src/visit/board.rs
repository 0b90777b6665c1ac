//! Board: trainings and job fairs that central publishes, as a list, one of them, and its code for a phone.
//!
//! ```text
//!   Home --tile--> list --row--> one of them --phone--> code
//! ```
//!
//! What is being read stays while it is read; it has left the list when the visitor comes back, if its day has passed.

use anjungan_wire::content::{Fair, Training};
use anjungan_wire::id::RegionCode;
use jiff::civil::Date;

use super::detail::{self, FactView, Icon, Paragraph, paragraphs};
use super::{Machine, phone};
use crate::wording::{self, Lang, Phrase, board as words};

/// Rows shown, at most.
const ROWS_MAX: usize = 100;

/// What the list is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// Trainings.
    Trainings,
    /// Job fairs.
    Fairs,
}

/// The list, and what lies over it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Board {
    sort: Sort,
    over: Over,
}

#[derive(Clone, PartialEq, Debug)]
enum Over {
    Nothing,
    One { what: Box<What>, on_phone: bool },
}

#[derive(Clone, PartialEq, Debug)]
enum What {
    Training(Training),
    Fair(Fair),
}

impl What {
    fn url(&self) -> Option<&str> {
        match self {
            What::Training(training) => training.url.as_deref(),
            What::Fair(fair) => fair.url.as_deref(),
        }
    }

    fn title(&self, lang: Lang) -> &str {
        match self {
            What::Training(training) => training.title.get(lang),
            What::Fair(fair) => fair.name.get(lang),
        }
    }
}

impl Board {
    pub(super) fn begin(sort: Sort) -> Self {
        Self { sort, over: Over::Nothing }
    }

    /// A row was touched.
    pub(super) fn chosen(&mut self, id: &str, machine: &Machine) {
        if self.over != Over::Nothing {
            return;
        }
        let (now, today) = (machine.now, machine.today());
        let what = match self.sort {
            Sort::Trainings => {
                let mut trainings = machine.published.trainings(now, today).into_iter();
                trainings.find(|(row, _)| *row == id).map(|(_, training)| What::Training(training.clone()))
            }
            Sort::Fairs => {
                let mut fairs = machine.published.fairs(now, today).into_iter();
                fairs.find(|(row, _)| *row == id).map(|(_, fair)| What::Fair(fair.clone()))
            }
        };
        if let Some(what) = what {
            self.over = Over::One { what: Box::new(what), on_phone: false };
        }
    }

    /// "Lanjut di HP"
    pub(super) fn phone(&mut self) {
        if let Over::One { what, on_phone } = &mut self.over {
            *on_phone = what.url().is_some();
        }
    }

    /// Where the visitor is, for the figures.
    pub(super) fn screen(&self) -> &'static str {
        match (self.sort, &self.over) {
            (Sort::Trainings, Over::Nothing) => "trainings",
            (Sort::Trainings, Over::One { on_phone: false, .. }) => "training",
            (Sort::Trainings, Over::One { on_phone: true, .. }) => "training-phone",
            (Sort::Fairs, Over::Nothing) => "fairs",
            (Sort::Fairs, Over::One { on_phone: false, .. }) => "fair",
            (Sort::Fairs, Over::One { on_phone: true, .. }) => "fair-phone",
        }
    }

    /// One step back. `false`: the list was up.
    pub(super) fn back(&mut self) -> bool {
        match &mut self.over {
            Over::Nothing => return false,
            Over::One { on_phone: on_phone @ true, .. } => *on_phone = false,
            Over::One { on_phone: false, .. } => self.over = Over::Nothing,
        }
        true
    }
}

/// What the list shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// "Pelatihan Kerja"
    pub title: String,
    /// What to know of all of them, or that there are none.
    pub note: String,
    /// The rows.
    pub rows: Vec<RowView>,
}

/// A row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RowView {
    /// What comes back in [`super::Event::BoardChosen`].
    pub id: String,
    /// What it is.
    pub title: String,
    /// Who offers it, and where.
    pub line: String,
    /// "24–28 November 2026"
    pub days: String,
    /// "Sisa 4 tempat". May be empty.
    pub badge: String,
}

/// What is up: the list, one of them, or its code.
pub(super) enum Up {
    List(View),
    One(Box<detail::View>),
    Phone(phone::View),
}

pub(super) fn view(board: &Board, machine: &Machine, lang: Lang) -> Up {
    match &board.over {
        Over::Nothing => Up::List(list(board.sort, machine, lang)),
        Over::One { what, on_phone: true } => {
            Up::Phone(phone::of_site(what.url().unwrap_or_default(), what.title(lang)))
        }
        Over::One { what, on_phone: false } => Up::One(Box::new(match &**what {
            What::Training(training) => of_training(training, machine, lang),
            What::Fair(fair) => of_fair(fair, machine, lang),
        })),
    }
}

fn list(sort: Sort, machine: &Machine, lang: Lang) -> View {
    let (now, today) = (machine.now, machine.today());
    let (title, note, none, rows): (Phrase, Phrase, Phrase, Vec<RowView>) = match sort {
        Sort::Trainings => {
            let row = |(id, training): (&str, &Training)| RowView {
                id: id.into(),
                title: training.title.get(lang).to_string(),
                line: with_place(&training.organiser, &training.region),
                days: words::days(lang, training.starts, training.ends),
                badge: places_badge(training, lang),
            };
            let trainings = machine.published.trainings(now, today).into_iter().take(ROWS_MAX);
            (words::TRAININGS, words::TRAININGS_NOTE, words::NO_TRAININGS, trainings.map(row).collect())
        }
        Sort::Fairs => {
            let row = |(id, fair): (&str, &Fair)| RowView {
                id: id.into(),
                title: fair.name.get(lang).to_string(),
                line: with_place(&fair.place, &fair.region),
                days: words::days(lang, fair.starts, fair.ends),
                badge: if fair.free_entry { words::FREE_ENTRY.of(lang).into() } else { String::new() },
            };
            let fairs = machine.published.fairs(now, today).into_iter().take(ROWS_MAX);
            (words::FAIRS, words::FAIRS_NOTE, words::NO_FAIRS, fairs.map(row).collect())
        }
    };
    let note = if rows.is_empty() { none } else { note };
    View { title: title.of(lang).into(), note: note.of(lang).into(), rows }
}

/// "BLK Kabupaten Bekasi, Kab. Bekasi"
fn with_place(text: &str, region: &RegionCode) -> String {
    let regency = region.regency().unwrap_or_else(|| region.clone());
    match super::machine::region_name(&regency) {
        "" => text.to_owned(),
        place => format!("{text}, {place}"),
    }
}

fn places_badge(training: &Training, lang: Lang) -> String {
    match training.places_left {
        None => String::new(),
        Some(0) => words::FULL.of(lang).into(),
        Some(left) => words::places_left(lang, left),
    }
}

fn fact(icon: Icon, label: Phrase, lang: Lang, value: impl Into<String>) -> FactView {
    FactView { label: label.of(lang).into(), value: value.into(), stated: true, icon }
}

/// A heading and the lines below it.
fn section(body: &mut Vec<Paragraph>, heading: impl Into<String>, text: &str) {
    let lines = paragraphs(text);
    if !lines.is_empty() {
        body.push(Paragraph::heading(heading));
        body.extend(lines);
    }
}

fn of_training(training: &Training, machine: &Machine, lang: Lang) -> detail::View {
    let today = machine.today();
    let mut facts = vec![
        fact(Icon::Hours, words::DAYS, lang, words::days(lang, training.starts, training.ends)),
        fact(Icon::Place, words::PLACE, lang, training.place.as_str()),
        fact(Icon::Wage, words::COST, lang, training.cost.get(lang).as_str()),
    ];
    if let Some(until) = training.register_until {
        facts.push(fact(Icon::Deadline, words::REGISTER_BY, lang, wording::deadline(lang, until, today)));
    }
    if let Some(places) = training.places {
        facts.push(fact(Icon::Quota, words::PLACES, lang, words::places(lang, places)));
    }
    facts.push(fact(Icon::Other, words::CONTACT, lang, training.contact.as_str()));
    let mut body = Vec::new();
    if let Some(requirements) = &training.requirements {
        section(&mut body, words::REQUIREMENTS.of(lang), requirements.get(lang));
    }
    section(&mut body, words::HOW_TO_REGISTER.of(lang), training.how_to_register.get(lang));
    detail::View {
        title: training.title.get(lang).to_string(),
        employer: training.organiser.to_string(),
        badge: places_badge(training, lang),
        facts,
        body,
        notes: match training.places_left {
            Some(0) => vec![words::FULL_NOTE.of(lang).into()],
            Some(_) | None => Vec::new(),
        },
        has_link: training.url.is_some(),
        ..detail::View::default()
    }
}

fn of_fair(fair: &Fair, machine: &Machine, lang: Lang) -> detail::View {
    let today = machine.today();
    let mut body = Vec::new();
    section(&mut body, words::HOW_TO_COME.of(lang), fair.how_to_come.get(lang));
    if !fair.employers.is_empty() {
        body.push(Paragraph::heading(words::employers(lang, fair.employers.len())));
        body.extend(fair.employers.iter().map(|employer| Paragraph::bullet(employer.as_str())));
    }
    let free = || words::FREE_ENTRY.of(lang).to_owned();
    detail::View {
        title: fair.name.get(lang).to_string(),
        employer: fair.organiser.to_string(),
        badge: if fair.free_entry { free() } else { String::new() },
        facts: vec![
            fact(Icon::Deadline, words::DAYS, lang, days_line(fair, today, lang)),
            fact(Icon::Hours, words::HOURS, lang, fair.hours.as_str()),
            fact(Icon::Place, words::PLACE, lang, fair.place.as_str()),
        ],
        body,
        has_link: fair.url.is_some(),
        ..detail::View::default()
    }
}

/// The last day of a fair that has begun is what one must know.
fn days_line(fair: &Fair, today: Date, lang: Lang) -> String {
    let days = words::days(lang, fair.starts, fair.ends);
    if fair.starts <= today && fair.starts < fair.ends {
        return format!("{days} ({})", wording::days_left_line(lang, fair.ends, today));
    }
    days
}
