//! Detail: a vacancy's text, with its facts in the order in which the law names them.

use anjungan_wire::content::Employer;
use anjungan_wire::vacancy::{Flag, Vacancy};
use jiff::civil::Date;

use super::ticket::{self, Printable, Ticket};
use super::{Effect, Machine, Request, SheetPrinter, Turn, minimum_wage, search};
use crate::catalogue::Query;
use crate::wording::board as board_words;
use crate::wording::{self, Lang, pick};

/// A touch on Detail, or the answer.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    /// "Cetak tiket"
    PrintChosen,
    /// "Cetak lembar A4"
    SheetChosen,
    /// "Lanjut di HP"
    PhoneChosen,
    /// "Tentang perusahaan", or of an employer "Lihat lowongannya" and "Lowongan lain di perusahaan ini".
    MoreChosen,
    /// The answer to [`Effect::OpenVacancy`]; `None`: it is gone.
    Opened {
        /// To which.
        request: Request,
        /// The vacancy.
        vacancy: Option<Box<Vacancy>>,
    },
    /// The answer to [`Effect::EmployerCount`].
    Counted {
        /// To which.
        request: Request,
        /// How many vacancies the employer has open.
        count: u32,
    },
}

impl Event {
    /// Whether it answers an effect, rather than being a touch.
    pub(super) fn is_answer(&self) -> bool {
        match self {
            Event::Opened { .. } | Event::Counted { .. } => true,
            Event::PrintChosen | Event::SheetChosen | Event::PhoneChosen | Event::MoreChosen => false,
        }
    }
}

/// A vacancy on the screen.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Detail {
    id: String,
    /// From the card, until the rest is here.
    title: String,
    content: Content,
    pub(super) over: Over,
}

#[derive(Clone, PartialEq, Debug)]
enum Content {
    Awaited(Request),
    Here(Box<Vacancy>),
    Gone,
}

/// What lies over it.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Over {
    Nothing,
    Phone,
    Ticket(Box<Ticket>),
    /// Who offers it.
    Employer(Box<Offerer>),
}

/// Who offers a vacancy, and what else they offer.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Offerer {
    /// What is published of them.
    pub(super) about: Employer,
    /// Their name as the vacancy has it.
    name: String,
    asked: Request,
    /// Their other vacancies, once they are counted.
    others: u32,
}

impl Offerer {
    /// Their vacancies, this one among them; nothing while there is no other.
    pub(super) fn vacancies(&self) -> Option<Query> {
        (self.others > 0).then(|| Query { employer: Some(self.name.clone()), ..Query::default() })
    }

    /// As it is shown.
    pub(super) fn view(&self, lang: Lang) -> View {
        let more_label =
            if self.others > 0 { board_words::other_vacancies(lang, self.others) } else { String::new() };
        View { more_label, ..super::board::employer(&self.about, false, lang) }
    }
}

impl Detail {
    pub(super) fn open(id: String, title: String, turn: &mut Turn<'_>) -> Self {
        let request = turn.request();
        turn.ask(Effect::OpenVacancy { request, id: id.clone() });
        Self { id, title, content: Content::Awaited(request), over: Over::Nothing }
    }

    pub(super) fn step(&mut self, event: Event, turn: &mut Turn<'_>) {
        match (event, &self.over) {
            (Event::Opened { request, vacancy }, _) => {
                if self.content == Content::Awaited(request) {
                    self.content = vacancy.map_or(Content::Gone, Content::Here);
                    if let Content::Here(_) = self.content {
                        turn.tally.vacancies_opened += 1;
                    }
                }
            }
            (Event::PhoneChosen, Over::Nothing) => {
                if self.vacancy().is_some() {
                    self.over = Over::Phone;
                }
            }
            (Event::PrintChosen, Over::Nothing) => {
                if self.can_print(turn.machine, turn.tally.tickets_begun) {
                    self.print(Printable::Ticket { vacancy: self.id.clone() }, turn);
                }
            }
            (Event::SheetChosen, Over::Nothing) => {
                if self.can_print_sheet(turn.machine, turn.tally.tickets_begun) {
                    self.print(Printable::Sheet { vacancy: self.id.clone() }, turn);
                }
            }
            (Event::MoreChosen, Over::Nothing) => {
                let Some(vacancy) = self.vacancy() else { return };
                let published = employer_of(vacancy, turn.machine).cloned();
                if let (Some(about), Some(name)) = (published, vacancy.employer.clone()) {
                    let asked = turn.request();
                    turn.ask(Effect::EmployerCount { request: asked, name: name.clone() });
                    self.over = Over::Employer(Box::new(Offerer { about, name, asked, others: 0 }));
                }
            }
            (Event::Counted { request, count }, Over::Employer(_)) => {
                if let Over::Employer(offerer) = &mut self.over
                    && offerer.asked == request
                {
                    // The one that is open is one of them.
                    offerer.others = count.saturating_sub(1);
                }
            }
            (Event::Counted { .. }, Over::Nothing | Over::Phone | Over::Ticket(_)) => {}
            (
                Event::PhoneChosen | Event::PrintChosen | Event::SheetChosen | Event::MoreChosen,
                Over::Phone | Over::Ticket(_) | Over::Employer(_),
            ) => {}
        }
    }

    /// Where a touch on "Lowongan lain di perusahaan ini" leads.
    pub(super) fn employers_vacancies(&self, event: &Event) -> Option<Query> {
        match (&self.over, event) {
            (Over::Employer(offerer), Event::MoreChosen) => offerer.vacancies(),
            (Over::Nothing | Over::Phone | Over::Ticket(_) | Over::Employer(_), _) => None,
        }
    }

    fn print(&mut self, what: Printable, turn: &mut Turn<'_>) {
        if let Some(vacancy) = self.vacancy() {
            let qr = vacancy.url.clone();
            self.over = Over::Ticket(Box::new(Ticket::ask(what, qr, turn)));
        }
    }

    pub(super) fn vacancy(&self) -> Option<&Vacancy> {
        match &self.content {
            Content::Here(vacancy) => Some(vacancy),
            Content::Awaited(_) | Content::Gone => None,
        }
    }

    fn can_print(&self, machine: &Machine, tickets_begun: u32) -> bool {
        self.vacancy().is_some() && machine.offers_tickets() && machine.tickets_allowed(tickets_begun) > 0
    }

    /// Sheets are many pages of somebody's paper: only a printer that is well is offered.
    fn can_print_sheet(&self, machine: &Machine, tickets_begun: u32) -> bool {
        self.vacancy().is_some()
            && machine.sheet_printer == SheetPrinter::Ready
            && tickets_begun < machine.tickets_per_visit_max
    }

    /// One step back. `false`: nothing lies over the vacancy.
    pub(super) fn back(&mut self, turn: &mut Turn<'_>) -> bool {
        match std::mem::replace(&mut self.over, Over::Nothing) {
            Over::Nothing => false,
            Over::Phone | Over::Employer(_) => true,
            Over::Ticket(ticket) => {
                ticket::leave(&ticket, turn);
                true
            }
        }
    }

    pub(super) fn leave(&mut self, turn: &mut Turn<'_>) {
        self.back(turn);
    }
}

/// A picture before a fact; the names are those of `FactIcon` in `ui/ui/globals/detail.slint`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Icon {
    /// The sort of work.
    Work,
    /// The place.
    Place,
    /// The wage.
    Wage,
    /// The hours.
    Hours,
    /// The conditions.
    Conditions,
    /// Education.
    Education,
    /// Experience.
    Experience,
    /// The last day.
    Deadline,
    /// Places and applicants.
    Quota,
    /// Open to people with disabilities.
    Disability,
    /// Skills.
    Skills,
    /// Anything else.
    Other,
}

/// A fact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FactView {
    /// "Upah"
    pub label: String,
    /// What it is, or that it is not stated.
    pub value: String,
    /// The employer states it.
    pub stated: bool,
    /// Its picture.
    pub icon: Icon,
}

/// A paragraph.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Paragraph {
    /// It is a heading.
    pub heading: bool,
    /// It is an item of a list.
    pub bullet: bool,
    /// Its words.
    pub text: String,
}

impl Paragraph {
    pub(super) fn heading(text: impl Into<String>) -> Self {
        Self { heading: true, bullet: false, text: text.into() }
    }

    pub(super) fn bullet(text: impl Into<String>) -> Self {
        Self { heading: false, bullet: true, text: text.into() }
    }

    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { heading: false, bullet: false, text: text.into() }
    }
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct View {
    /// The title.
    pub title: String,
    /// Who offers it.
    pub employer: String,
    /// "Baru", "Magang", or nothing.
    pub badge: String,
    /// First the five that the law names, then the others.
    pub facts: Vec<FactView>,
    /// The text.
    pub body: Vec<Paragraph>,
    /// What to know about it.
    pub notes: Vec<String>,
    /// "Sumber: Karirhub, diambil 20 November 2026"
    pub source_line: String,
    /// Whether it is of a sort that is printed here at all.
    pub prints: bool,
    /// Whether there is an address to go on at.
    pub has_link: bool,
    /// A ticket can be printed.
    pub can_print: bool,
    /// A sheet can be printed.
    pub can_print_sheet: bool,
    /// Why not, or how many more when there are few.
    pub print_note: String,
    /// "Tentang perusahaan", "Lihat lowongannya"; empty: there is no more.
    pub more_label: String,
}

/// What is published of who offers it.
fn employer_of<'a>(vacancy: &Vacancy, machine: &'a Machine) -> Option<&'a Employer> {
    machine.published.employer_named(vacancy.employer.as_deref()?, &vacancy.place.region, machine.now)
}

pub(super) fn view(detail: &Detail, machine: &Machine, tickets_begun: u32, lang: Lang) -> View {
    let vacancy = match &detail.content {
        Content::Awaited(_) => return View { title: detail.title.clone(), ..of_vacancy() },
        Content::Gone => {
            let notes = vec![wording::vacancy_gone(lang).into()];
            return View { title: detail.title.clone(), notes, ..of_vacancy() };
        }
        Content::Here(vacancy) => vacancy,
    };
    let today = machine.today();
    View {
        title: vacancy.title.clone(),
        employer: wording::employer(lang, vacancy.employer.as_deref()),
        badge: search::badge(lang, vacancy.employment, wording::days_left(today, vacancy.opens)),
        facts: facts(vacancy, today, lang),
        body: body(vacancy, lang),
        notes: notes(vacancy, today, lang),
        prints: true,
        has_link: true,
        source_line: wording::source_line(lang, vacancy.source, fetched_day(vacancy, machine)),
        can_print: detail.can_print(machine, tickets_begun),
        can_print_sheet: detail.can_print_sheet(machine, tickets_begun),
        print_note: print_note(machine, tickets_begun, lang),
        more_label: match employer_of(vacancy, machine) {
            Some(_) => board_words::ABOUT_EMPLOYER.of(lang).into(),
            None => String::new(),
        },
    }
}

/// Why nothing can be printed, or how many more tickets when there are few.
pub(super) fn print_note(machine: &Machine, tickets_begun: u32, lang: Lang) -> String {
    let left = machine.tickets_allowed(tickets_begun);
    match machine.no_tickets() {
        Some(cause) => machine.with_codes(lang, wording::print_note_down(lang, cause), cause),
        None if left == 0 && tickets_begun < machine.tickets_per_visit_max => {
            wording::print_note_day(lang).into()
        }
        None => wording::print_note_left(lang, left),
    }
}

/// What is the same of every vacancy.
fn of_vacancy() -> View {
    View { prints: true, has_link: true, ..View::default() }
}

fn fetched_day(vacancy: &Vacancy, machine: &Machine) -> jiff::civil::Date {
    let fetched = jiff::Timestamp::from_second(vacancy.fetched_s).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    machine.zone.day(fetched)
}

/// The five of Permenaker 18/2024 ps 4(1) always, in its order; of the others what is stated, except
/// education and experience, whose absence a seeker must be able to see.
pub fn facts(vacancy: &Vacancy, today: Date, lang: Lang) -> Vec<FactView> {
    let fact = |icon, id, en, value: Option<String>| FactView {
        label: pick(lang, id, en).into(),
        stated: value.is_some(),
        value: value.unwrap_or_else(|| wording::not_stated(lang).into()),
        icon,
    };
    let mut place = wording::place(&vacancy.place);
    if let Some(address) = &vacancy.place.address {
        place = format!("{place}\n{address}");
    }
    let education = vacancy.education.map(|level| wording::education_asked(lang, level, &vacancy.studies));
    let employment = wording::employment(lang, vacancy.employment).map(String::from);
    let work = match (employment, &vacancy.job_function) {
        (Some(employment), Some(function)) => Some(format!("{employment}, {function}")),
        (Some(one), None) => Some(one),
        (None, function) => function.clone(),
    };
    let mut facts = vec![
        fact(Icon::Work, "Jenis pekerjaan", "Type of job", work),
        fact(Icon::Place, "Lokasi kerja", "Place of work", Some(place)),
        fact(Icon::Wage, "Upah", "Wage", wording::wage(lang, vacancy.wage)),
        fact(Icon::Hours, "Jam kerja", "Working hours", vacancy.hours.clone()),
        fact(Icon::Conditions, "Kondisi kerja", "Working conditions", vacancy.conditions.clone()),
        fact(Icon::Education, "Pendidikan", "Education", education),
        fact(
            Icon::Experience,
            "Pengalaman",
            "Experience",
            wording::experience(lang, vacancy.experience_years),
        ),
        fact(
            Icon::Deadline,
            "Batas lamaran",
            "Apply by",
            Some(wording::deadline(lang, vacancy.closes, today)),
        ),
    ];
    if let Some(quota) = wording::quota(lang, vacancy.quota) {
        facts.push(fact(Icon::Quota, "Kuota", "Places", Some(quota)));
    }
    if vacancy.open_to_disabled {
        let open = pick(lang, "Terbuka bagi disabilitas", "Open to disabled people");
        facts.push(fact(Icon::Disability, "Disabilitas", "Disability", Some(open.into())));
    }
    if !vacancy.skills.is_empty() {
        facts.push(fact(Icon::Skills, "Keterampilan", "Skills", Some(vacancy.skills.join(", "))));
    }
    if let Some(sector) = &vacancy.sector {
        let name = wording::sector(lang, sector).to_owned();
        facts.push(fact(Icon::Other, "Bidang usaha", "Line of business", Some(name)));
    }
    facts
}

/// What to know about it.
pub fn notes(vacancy: &Vacancy, today: Date, lang: Lang) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some((hint, floor)) = minimum_wage::hint(vacancy, today) {
        notes.push(wording::wage_hint(lang, hint, floor.place, floor.valid_from.year(), floor.amount));
    }
    notes.extend(vacancy.age.and_then(|age| wording::age_note(lang, age)));
    notes.extend(vacancy.sex.map(|sex| wording::sex_note(lang, sex).into()));
    if vacancy.flags.contains(&Flag::External) {
        notes.push(wording::external(lang).into());
    }
    notes.push(wording::no_fee(lang).into());
    notes
}

/// The text, under headings of our own.
pub fn body(vacancy: &Vacancy, lang: Lang) -> Vec<Paragraph> {
    let sections = [
        (pick(lang, "Uraian pekerjaan", "The work"), &vacancy.description),
        (pick(lang, "Persyaratan", "What is asked for"), &vacancy.requirements),
    ];
    let mut body = Vec::new();
    for (heading, text) in sections {
        let paragraphs = paragraphs(text);
        if !paragraphs.is_empty() {
            body.push(Paragraph::heading(heading));
            body.extend(paragraphs);
        }
    }
    body
}

/// Longer lines are sentences, even with a colon at their end.
const HEADING_CHARS_MAX: usize = 48;

/// Lines become paragraphs; `• ` begins an item, and a short line that ends with a colon is a heading.
pub fn paragraphs(text: &str) -> Vec<Paragraph> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            if let Some(item) = line.strip_prefix("• ").or_else(|| line.strip_prefix("- ")) {
                Paragraph::bullet(item.trim())
            } else if line.ends_with(':') && line.chars().count() <= HEADING_CHARS_MAX {
                Paragraph::heading(line.trim_end_matches(':').trim())
            } else {
                Paragraph::text(line)
            }
        })
        .collect()
}
