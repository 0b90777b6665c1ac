//! From sums to what a head of office reads.

mod tables;

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::table::Table;
use super::{Figures, words};
use crate::console::Lang;

/// Fewer surveys than this are not shown: one answer could be somebody's.
pub const SURVEYED_MIN: u64 = 5;
/// Days of a period at most: five years.
const DAYS_MAX: i32 = 1_830;
/// A longer period is drawn by month.
const BY_DAY_MAX: i32 = 92;

/// From a day to a day, both within.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Period {
    first: Date,
    last: Date,
}

/// Why two days are no period.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PeriodError {
    /// It ends before it begins.
    #[error("the period ends before it begins: swap the two days")]
    Backwards,
    /// It is too long.
    #[error("a period has at most five years: choose a later first day")]
    Long,
}

impl Period {
    /// From `first` to `last`.
    ///
    /// # Errors
    /// It ends before it begins, or has more than five years.
    pub fn new(first: Date, last: Date) -> Result<Self, PeriodError> {
        if last < first {
            return Err(PeriodError::Backwards);
        }
        let period = Period { first, last };
        if period.days() > DAYS_MAX { Err(PeriodError::Long) } else { Ok(period) }
    }

    /// The thirty days that end today.
    pub fn month_to(today: Date) -> Self {
        let first = today.checked_sub(jiff::Span::new().days(29)).unwrap_or(today);
        Period { first, last: today }
    }

    /// The first day.
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day.
    pub fn last(self) -> Date {
        self.last
    }

    fn days(self) -> i32 {
        (self.last - self.first).get_days() + 1
    }

    /// Whether it is told by day, and not by month.
    pub fn is_by_day(self) -> bool {
        self.days() <= BY_DAY_MAX
    }

    /// The pieces of it that are kept: months that are whole in it, and days. Each within one month, oldest first.
    pub fn pieces(self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut day = self.first;
        loop {
            let end = day.last_of_month();
            let whole = day.day() == 1 && end <= self.last;
            pieces.push(match whole && !self.is_by_day() {
                true => Piece::Month(day),
                false => Piece::Days(day, end.min(self.last)),
            });
            match end.tomorrow() {
                Ok(next) if next <= self.last => day = next,
                Ok(_) | Err(_) => return pieces,
            }
        }
    }

    /// Every day, or every month, by its name among [`Figures::steps`]; and how it is shown.
    fn steps(self, lang: Lang) -> Vec<(String, String)> {
        let mut steps = Vec::new();
        let mut day = self.first;
        while day <= self.last {
            if self.is_by_day() {
                steps.push((day.to_string(), lang.date(day)));
                let Ok(next) = day.tomorrow() else { break };
                day = next;
            } else {
                let month = day.to_string()[..7].to_owned();
                let shown = lang.date(day.first_of_month());
                steps.push((month, shown.split_once(' ').map_or(shown.clone(), |(_, rest)| rest.to_owned())));
                let Ok(next) = day.last_of_month().tomorrow() else { break };
                day = next;
            }
        }
        steps
    }
}

/// A piece of a period.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Piece {
    /// From a day to a day of one month.
    Days(Date, Date),
    /// The month of this day.
    Month(Date),
}

/// What a head of office reads.
#[derive(Clone, PartialEq, Debug)]
pub struct Report {
    /// "Angka layanan".
    pub title: String,
    /// Which days, which kiosks, and when it was made.
    pub subtitle: String,
    /// The most important numbers: a name for tests, what it is, how much.
    pub headlines: Vec<(&'static str, String, String)>,
    /// Everything, a table a subject.
    pub tables: Vec<Table>,
}

/// What a report is made from.
pub struct Counted {
    /// Over which days.
    pub period: Period,
    /// "Kabupaten Bekasi · K07", or "semua kiosk".
    pub place: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub figures: Figures,
    /// Where each kiosk stands: site by code.
    pub sites: BTreeMap<String, String>,
}

impl Report {
    /// Puts what was counted into words and tables.
    pub fn of(counted: &Counted, lang: Lang) -> Report {
        let Period { first, last } = counted.period;
        let days = match first == last {
            true => lang.date(first),
            false => format!("{} – {}", lang.date(first), lang.date(last)),
        };
        let made = lang.t("Dibuat", "Made");
        Report {
            title: lang.t("Angka layanan", "Figures").into(),
            subtitle: format!("{days} · {} · {made} {}", counted.place, lang.moment(counted.at)),
            headlines: tables::headlines(counted, lang),
            tables: tables::all(counted, lang),
        }
    }

    /// A table by its name.
    pub fn table(&self, id: &str) -> Option<&Table> {
        self.tables.iter().find(|table| table.id == id)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_period_has_an_end_after_its_beginning_and_five_years_at_most() {
        let (first, last) = (date(2026, 11, 1), date(2026, 11, 30));
        assert_eq!(Period::new(last, first), Err(PeriodError::Backwards));
        assert_eq!(Period::new(date(2020, 1, 1), last), Err(PeriodError::Long));
        assert_eq!(Period::new(first, first).unwrap().days(), 1);
        assert_eq!(Period::month_to(last).first(), first);
    }

    #[test]
    fn short_periods_are_told_by_day_and_long_ones_by_month() {
        let days = Period::new(date(2026, 10, 30), date(2026, 11, 2)).unwrap().steps(Lang::Id);
        assert_eq!(days.len(), 4);
        assert_eq!(days[0], ("2026-10-30".into(), "30 Oktober 2026".into()));
        let months = Period::new(date(2025, 11, 15), date(2026, 2, 3)).unwrap();
        assert_eq!(months.steps(Lang::Id).len(), 81);
        let months = Period::new(date(2025, 11, 15), date(2026, 3, 3)).unwrap().steps(Lang::En);
        let names: Vec<_> = months.iter().map(|(key, shown)| (key.as_str(), shown.as_str())).collect();
        assert_eq!(names[0], ("2025-11", "November 2025"));
        assert_eq!(names.last(), Some(&("2026-03", "March 2026")));
        assert_eq!(names.len(), 5);
    }

    #[test]
    fn pieces_of_a_period_are_its_days_once_each() {
        let long = Period::new(date(2025, 11, 15), date(2026, 3, 3)).unwrap();
        assert_eq!(
            long.pieces(),
            [
                Piece::Days(date(2025, 11, 15), date(2025, 11, 30)),
                Piece::Month(date(2025, 12, 1)),
                Piece::Month(date(2026, 1, 1)),
                Piece::Month(date(2026, 2, 1)),
                Piece::Days(date(2026, 3, 1), date(2026, 3, 3)),
            ]
        );
        let short = Period::new(date(2026, 1, 1), date(2026, 1, 31)).unwrap();
        assert_eq!(
            short.pieces(),
            [Piece::Days(short.first(), short.last())],
            "a line over its days is drawn"
        );
        let year = Period::new(date(2028, 1, 1), date(2028, 12, 31)).unwrap();
        assert!(
            year.pieces().len() == 12 && year.pieces().iter().all(|piece| matches!(piece, Piece::Month(_)))
        );
    }
}
