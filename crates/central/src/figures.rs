//! What the head of an office asks: how many came, what they wanted, where they gave up, who found work, and what they
//! said of it. Counted as facts come in, by day and kiosk; no person is in it.
//!
//! ```text
//!                      ┌─► figure_day   (day, kiosk)   ─┐
//!  an op, a move ──► Count                              ├─► Figures ──► Report ──► page · CSV · XLSX · PDF
//!                      └─► figure_month (month, kiosk) ─┘
//! ```
//!
//! **Architecture invariant:** a count is added in the transaction that applies its fact, to its day and to its month, so
//! that each fact is counted once, whatever the network and restarts do, and a month is the sum of its days at every moment.

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

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

pub use baseline::{BASELINES, Baseline};
pub use chart::draw;
pub use count::{Count, of_report, of_search_miss, of_survey, of_ticket, of_visit};
pub use csv::csv;
pub(crate) use csv::plain;
pub use pdf::pdf;
pub use report::{Counted, Period, PeriodError, Piece, Report, SURVEYED_MIN};
pub use table::{Cell, Chart, Table};
pub(crate) use trouble::open_on;
pub use trouble::{Within, by_day as troubled_days, by_day_within as troubled_days_within};
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
pub struct Totals(BTreeMap<Name, BTreeMap<String, Sum>>);

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
    pub fn add(&mut self, name: Name, part: &str, sum: Sum) {
        let parts = self.0.entry(name).or_default();
        match parts.get_mut(part) {
            Some(known) => *known = known.plus(sum),
            None => _ = parts.insert(part.to_owned(), sum),
        }
    }

    /// Adds each part of others.
    pub fn add_all(&mut self, others: &Totals) {
        for (name, parts) in &others.0 {
            for (part, sum) in parts {
                self.add(*name, part, *sum);
            }
        }
    }

    /// One part.
    pub fn part(&self, name: Name, part: &str) -> Sum {
        self.0.get(&name).and_then(|parts| parts.get(part)).copied().unwrap_or_default()
    }

    /// All parts together.
    pub fn all(&self, name: Name) -> Sum {
        self.parts(name).fold(Sum::default(), |sum, (_, part)| sum.plus(part))
    }

    /// Each part, by its name.
    pub fn parts(&self, name: Name) -> impl Iterator<Item = (&str, Sum)> {
        self.0.get(&name).into_iter().flatten().map(|(part, sum)| (part.as_str(), *sum))
    }
}

/// What was counted in a period.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Figures {
    /// Everything together.
    pub totals: Totals,
    /// Visits and services finished by day, or in a long period by month, as far as the period has it. Without those on
    /// which nothing was counted.
    pub steps: BTreeMap<String, Served>,
    /// By the code of the kiosk; empty: of no kiosk.
    pub kiosks: BTreeMap<String, Totals>,
    /// By the code of the regency or city; empty: of none that is known.
    pub regions: BTreeMap<String, Totals>,
}

/// What a line over the days is drawn of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Served {
    /// Visits.
    pub visits: u64,
    /// Services finished.
    pub finished: u64,
}

impl Figures {
    /// Adds what one kiosk counted while it stood in one regency.
    pub fn add(&mut self, kiosk: String, region: &str, sums: Totals) {
        self.totals.add_all(&sums);
        self.regions.entry(region.to_owned()).or_default().add_all(&sums);
        match self.kiosks.entry(kiosk) {
            Entry::Vacant(none) => _ = none.insert(sums),
            Entry::Occupied(mut known) => known.get_mut().add_all(&sums),
        }
    }
}
