//! What the head of an office asks: how many came, what they wanted, where they gave up, who found work, and what they
//! said of it. Counted as facts come in, by day and kiosk; no person is in it.
//!
//! ```text
//!  an op, a move ──► Count ──► figure (day, kiosk, name, part) ──► Totals ──► Report ──► page · CSV · XLSX · PDF
//! ```
//!
//! **Architecture invariant:** a count is added in the transaction that applies its fact, so that each fact is counted
//! once, whatever the network and restarts do.

mod baseline;
mod chart;
mod count;
mod csv;
mod pdf;
mod report;
mod table;
mod trouble;
mod words;
mod xlsx;

pub use baseline::{BASELINES, Baseline};
pub use chart::draw;
pub use count::{Count, of_report, of_search_miss, of_survey, of_ticket, of_visit};
pub use csv::csv;
pub(crate) use csv::plain;
pub use pdf::pdf;
pub use report::{Counted, Period, PeriodError, Report, SURVEYED_MIN};
pub use table::{Cell, Chart, Table};
pub(crate) use trouble::open_on;
pub use trouble::{Within, by_day as troubled_days};
pub use xlsx::xlsx;

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Name {
    /// Visits by how they ended; total: seconds.
    Visit,
    /// Visits by language.
    Language,
    /// Visits by hour of the day, `08`.
    Hour,
    /// Visits with larger text, high contrast or the lower screen.
    Adjusted,
    /// Uses of a service; total: seconds.
    Begun,
    /// Uses that ended with what the service is for; total: seconds.
    Finished,
    /// Uses that did not, by `service/screen` they were left on.
    Left,
    /// Searches; total: how many.
    Search,
    /// Searches that found nothing.
    SearchMiss,
    /// Vacancies opened; total: how many.
    Opened,
    /// Tickets by outcome.
    Ticket,
    /// Papers that came out, by sort.
    Print,
    /// Moves of applications, by stage reached; total: seconds since it came in.
    Application,
    /// Reports of holders: `still-looking`, `employed`, `found-here`.
    Report,
    /// Surveys by service.
    Survey,
    /// Marks by `service/element`; total: their sum.
    Mark,
    /// Times a machine was out of order, by cause; total: seconds.
    Down,
    /// Times a kiosk was cut off, reduced or suspended, by `open/standing cause` (in opening hours) or `day/…`; total:
    /// seconds. From its timeline, and not from what a technician notes, which is [`Name::Down`].
    Trouble,
}

impl Name {
    /// Everything that is counted.
    pub const ALL: [Name; 18] = [
        Name::Visit,
        Name::Language,
        Name::Hour,
        Name::Adjusted,
        Name::Begun,
        Name::Finished,
        Name::Left,
        Name::Search,
        Name::SearchMiss,
        Name::Opened,
        Name::Ticket,
        Name::Print,
        Name::Application,
        Name::Report,
        Name::Survey,
        Name::Mark,
        Name::Down,
        Name::Trouble,
    ];

    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Name::Visit => "visit",
            Name::Language => "language",
            Name::Hour => "hour",
            Name::Adjusted => "adjusted",
            Name::Begun => "begun",
            Name::Finished => "finished",
            Name::Left => "left",
            Name::Search => "search",
            Name::SearchMiss => "search-miss",
            Name::Opened => "opened",
            Name::Ticket => "ticket",
            Name::Print => "print",
            Name::Application => "application",
            Name::Report => "report",
            Name::Survey => "survey",
            Name::Mark => "mark",
            Name::Down => "down",
            Name::Trouble => "trouble",
        }
    }

    /// What has this name.
    pub fn named(name: &str) -> Option<Name> {
        Name::ALL.into_iter().find(|known| known.as_str() == name)
    }
}

/// Sums of what was counted: by name and part.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Totals(std::collections::BTreeMap<(Name, String), Sum>);

/// How often, and the sum of what was measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Sum {
    /// How often.
    pub count: u64,
    /// The sum of what was measured.
    pub total: u64,
}

impl Sum {
    /// The mean of what was measured; `None`: nothing was.
    pub fn mean(self) -> Option<f64> {
        (self.count > 0).then(|| self.total as f64 / self.count as f64)
    }

    fn plus(self, other: Sum) -> Sum {
        Sum { count: self.count + other.count, total: self.total + other.total }
    }
}

impl Totals {
    /// Adds to a part.
    pub fn add(&mut self, name: Name, part: String, sum: Sum) {
        let known = self.0.entry((name, part)).or_default();
        *known = known.plus(sum);
    }

    /// One part.
    pub fn part(&self, name: Name, part: &str) -> Sum {
        self.0.get(&(name, part.to_owned())).copied().unwrap_or_default()
    }

    /// All parts together.
    pub fn all(&self, name: Name) -> Sum {
        self.parts(name).fold(Sum::default(), |sum, (_, part)| sum.plus(part))
    }

    /// Each part, by its name.
    pub fn parts(&self, name: Name) -> impl Iterator<Item = (&str, Sum)> {
        let begin = (name, String::new());
        self.0
            .range(begin..)
            .take_while(move |((of, _), _)| *of == name)
            .map(|((_, part), sum)| (part.as_str(), *sum))
    }
}
