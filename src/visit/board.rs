//! Board: trainings, job fairs and employers that central publishes, as a list, one of them, its code for a phone, and
//! its paper.
//!
//! ```text
//!   Home --tile--> list --row--> one of them --phone--> code
//!                                     |------print--> ticket        (of a training or a fair)
//!                                     +--vacancies--> search        (of an employer; back leads here again)
//! ```
//!
//! What is being read stays while it is read; it has left the list when the visitor comes back, if its day has passed.

use anjungan_wire::content::{Employer, Fair, Training};
use anjungan_wire::id::RegionCode;
use jiff::civil::Date;

use super::detail::{self, FactView, Icon, Paragraph, paragraphs};
use super::seek::{Seek, Under};
use super::ticket::{self, Printable, Ticket};
use super::{Machine, Page, Turn, phone};
use crate::catalogue::Query;
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
    /// Employers.
    Employers,
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
    One { id: String, what: Box<What>, above: Above },
}

/// What lies over one of them.
#[derive(Clone, PartialEq, Debug)]
enum Above {
    Nothing,
    Phone,
    Paper(Box<Ticket>),
}

#[derive(Clone, PartialEq, Debug)]
enum What {
    Training(Training),
    Fair(Fair),
    Employer(Employer),
}

impl What {
    fn url(&self) -> Option<&str> {
        match self {
            What::Training(training) => training.url.as_deref(),
            What::Fair(fair) => fair.url.as_deref(),
            What::Employer(employer) => employer.url.as_deref(),
        }
    }

    fn title(&self, lang: Lang) -> &str {
        match self {
            What::Training(training) => training.title.get(lang),
            What::Fair(fair) => fair.name.get(lang),
            What::Employer(employer) => &employer.name,
        }
    }

    /// What can be taken home of it; nothing of an employer, whose vacancies have tickets of their own.
    fn printable(&self, id: &str) -> Option<Printable> {
        match self {
            What::Training(_) => Some(Printable::Training { training: id.into() }),
            What::Fair(_) => Some(Printable::Fair { fair: id.into() }),
            What::Employer(_) => None,
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
            Sort::Employers => {
                let here = machine.near_region();
                let mut employers = machine.published.employers(now, &here).into_iter();
                employers.find(|(row, _)| *row == id).map(|(_, employer)| What::Employer(employer.clone()))
            }
        };
        if let Some(what) = what {
            self.over = Over::One { id: id.into(), what: Box::new(what), above: Above::Nothing };
        }
    }

    /// A touch on one of them. Where it leads out of the board, to what.
    pub(super) fn detail(&mut self, event: &detail::Event, turn: &mut Turn<'_>) -> Option<Page> {
        let Over::One { id, what, above: above @ Above::Nothing } = &mut self.over else { return None };
        match event {
            detail::Event::PhoneChosen => {
                if what.url().is_some() {
                    *above = Above::Phone;
                }
            }
            detail::Event::PrintChosen => {
                if let Some(printable) = what.printable(id)
                    && can_print(turn.machine, turn.tally.tickets_begun)
                {
                    let qr = what.url().unwrap_or_default().to_owned();
                    *above = Above::Paper(Box::new(Ticket::ask(printable, qr, turn)));
                }
            }
            detail::Event::MoreChosen => {
                if let What::Employer(employer) = &**what {
                    let query = Query { employer: Some(employer.name.to_string()), ..Query::default() };
                    let mut seek = Seek::begin(query, turn);
                    seek.under = Some(Under::Board(Box::new(self.clone())));
                    return Some(Page::Seek(Box::new(seek)));
                }
            }
            // Of a vacancy alone.
            detail::Event::SheetChosen | detail::Event::Opened { .. } | detail::Event::Counted { .. } => {}
        }
        None
    }

    /// The paper that is on the screen.
    pub(super) fn paper(&self) -> Option<&Ticket> {
        match &self.over {
            Over::One { above: Above::Paper(ticket), .. } => Some(ticket),
            Over::One { above: Above::Nothing | Above::Phone, .. } | Over::Nothing => None,
        }
    }

    pub(super) fn paper_mut(&mut self) -> Option<&mut Ticket> {
        match &mut self.over {
            Over::One { above: Above::Paper(ticket), .. } => Some(ticket),
            Over::One { above: Above::Nothing | Above::Phone, .. } | Over::Nothing => None,
        }
    }

    /// Where the visitor is, for the figures.
    pub(super) fn screen(&self) -> &'static str {
        let above = match &self.over {
            Over::Nothing => None,
            Over::One { above, .. } => Some(above),
        };
        match (self.sort, above) {
            (Sort::Trainings, None) => "trainings",
            (Sort::Trainings, Some(Above::Nothing)) => "training",
            (Sort::Trainings, Some(Above::Phone)) => "training-phone",
            (Sort::Trainings, Some(Above::Paper(_))) => "training-ticket",
            (Sort::Fairs, None) => "fairs",
            (Sort::Fairs, Some(Above::Nothing)) => "fair",
            (Sort::Fairs, Some(Above::Phone)) => "fair-phone",
            (Sort::Fairs, Some(Above::Paper(_))) => "fair-ticket",
            (Sort::Employers, None) => "employers",
            (Sort::Employers, Some(Above::Nothing | Above::Paper(_))) => "employer",
            (Sort::Employers, Some(Above::Phone)) => "employer-phone",
        }
    }

    /// One step back. `false`: the list was up.
    pub(super) fn back(&mut self, turn: &mut Turn<'_>) -> bool {
        let Over::One { above, .. } = &mut self.over else { return false };
        match std::mem::replace(above, Above::Nothing) {
            Above::Phone => {}
            Above::Paper(ticket) => ticket::leave(&ticket, turn),
            Above::Nothing => self.over = Over::Nothing,
        }
        true
    }

    pub(super) fn leave(&mut self, turn: &mut Turn<'_>) {
        if let Some(ticket) = self.paper() {
            ticket::leave(ticket, turn);
        }
    }
}

fn can_print(machine: &Machine, tickets_begun: u32) -> bool {
    machine.offers_tickets() && machine.tickets_allowed(tickets_begun) > 0
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
    /// "24–28 November 2026". May be empty.
    pub days: String,
    /// "Sisa 4 tempat". May be empty.
    pub badge: String,
}

/// What is up: the list, one of them, its code, or its paper.
pub(super) enum Up {
    List(View),
    One(Box<detail::View>),
    Phone(phone::View),
    Paper(ticket::View),
}

pub(super) fn view(board: &Board, machine: &Machine, tickets_begun: u32, lang: Lang) -> Up {
    match &board.over {
        Over::Nothing => Up::List(list(board.sort, machine, lang)),
        Over::One { what, above: Above::Phone, .. } => {
            Up::Phone(phone::of_site(what.url().unwrap_or_default(), what.title(lang)))
        }
        Over::One { above: Above::Paper(ticket), .. } => Up::Paper(ticket::view(ticket, machine, lang)),
        Over::One { what, above: Above::Nothing, .. } => Up::One(Box::new(match &**what {
            What::Training(training) => {
                with_print(of_training(training, machine, lang), machine, tickets_begun, lang)
            }
            What::Fair(fair) => with_print(of_fair(fair, machine, lang), machine, tickets_begun, lang),
            What::Employer(known) => employer(known, true, lang),
        })),
    }
}

fn with_print(view: detail::View, machine: &Machine, tickets_begun: u32, lang: Lang) -> detail::View {
    detail::View {
        prints: true,
        can_print: can_print(machine, tickets_begun),
        print_note: detail::print_note(machine, tickets_begun, lang),
        ..view
    }
}

fn list(sort: Sort, machine: &Machine, lang: Lang) -> View {
    let (now, today) = (machine.now, machine.today());
    let mut more = String::new();
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
        Sort::Employers => {
            let row = |(id, employer): (&str, &Employer)| RowView {
                id: id.into(),
                title: employer.name.to_string(),
                line: employer_line(employer, lang),
                days: String::new(),
                badge: String::new(),
            };
            let employers = machine.published.employers(now, &machine.near_region());
            if employers.len() > ROWS_MAX {
                more = words::more_employers(lang, ROWS_MAX, employers.len());
            }
            let rows = employers.into_iter().take(ROWS_MAX).map(row).collect();
            (words::EMPLOYERS, words::EMPLOYERS_NOTE, words::NO_EMPLOYERS, rows)
        }
    };
    let note = if rows.is_empty() { none } else { note };
    let note = if more.is_empty() { note.of(lang).into() } else { more };
    View { title: title.of(lang).into(), note, rows }
}

/// "BLK Kabupaten Bekasi, Kab. Bekasi"
fn with_place(text: &str, region: &RegionCode) -> String {
    let regency = region.office();
    match super::machine::region_name(&regency) {
        "" => text.to_owned(),
        place => format!("{text}, {place}"),
    }
}

/// "Industri pengolahan · Kab. Bekasi"
fn employer_line(employer: &Employer, lang: Lang) -> String {
    let place = region_line(&employer.region);
    let sector = employer.sector.as_ref().map(|sector| wording::sector(lang, sector).to_owned());
    sector.into_iter().chain([place]).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn region_line(region: &RegionCode) -> String {
    let regency = region.office();
    super::machine::region_name(&regency).to_owned()
}

/// An employer; `with_vacancies`: its vacancies are a touch away.
pub(super) fn employer(employer: &Employer, with_vacancies: bool, lang: Lang) -> detail::View {
    let mut facts = Vec::new();
    if let Some(sector) = &employer.sector {
        facts.push(fact(Icon::Work, words::SECTOR, lang, wording::sector(lang, sector)));
    }
    facts.push(fact(Icon::Place, words::REGION, lang, region_line(&employer.region)));
    if let Some(address) = &employer.address {
        facts.push(fact(Icon::Place, words::ADDRESS, lang, address.as_str()));
    }
    let mut body = Vec::new();
    if let Some(about) = &employer.about {
        section(&mut body, words::ABOUT.of(lang), about.get(lang));
    }
    detail::View {
        title: employer.name.to_string(),
        facts,
        body,
        notes: vec![wording::no_fee(lang).into()],
        has_link: with_vacancies && employer.url.is_some(),
        more_label: if with_vacancies { words::ITS_VACANCIES.of(lang).into() } else { String::new() },
        ..detail::View::default()
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
