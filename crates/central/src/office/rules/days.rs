//! The days of a card, counted from the day of approval: always from this origin, never from one another, so that
//! the end of a month clamps each by itself.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Whether "two years" ends on the same date or on the day before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// Approved on 21-11-2026, valid on 21-11-2028 still.
    #[default]
    Inclusive,
    /// Approved on 21-11-2026, the last day is 20-11-2028.
    Exclusive,
}

/// The days of a card.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct CardDays {
    /// The day of approval, which is the day of issue.
    pub issued: Date,
    /// The last day it is valid.
    pub valid_until: Date,
    /// The days by which its holder reports: every interval before the end.
    pub reports: Vec<Date>,
}

/// The days of a card approved on `issued`.
pub fn card_days(issued: Date, valid_months: u8, report_months: u8, end: End) -> CardDays {
    let months = |count: u32| issued.saturating_add(i64::from(count).months());
    let last = months(u32::from(valid_months));
    let valid_until = match end {
        End::Inclusive => last,
        End::Exclusive => last.saturating_sub(1.day()),
    };
    let step = u32::from(report_months.max(1));
    let reports = (1..)
        .map(|count| count * step)
        .take_while(|count| *count < u32::from(valid_months))
        .map(months)
        .collect();
    CardDays { issued, valid_until, reports }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn days(issued: Date) -> CardDays {
        card_days(issued, 24, 6, End::Inclusive)
    }

    #[test]
    fn the_vectors_of_the_field() {
        let plain = days(date(2026, 11, 21));
        assert_eq!(plain.reports, [date(2027, 5, 21), date(2027, 11, 21), date(2028, 5, 21)]);
        assert_eq!(plain.valid_until, date(2028, 11, 21));
        assert_eq!(card_days(date(2026, 11, 21), 24, 6, End::Exclusive).valid_until, date(2028, 11, 20));
        // The end of August clamps to that of February, and comes back.
        assert_eq!(
            days(date(2026, 8, 31)).reports,
            [date(2027, 2, 28), date(2027, 8, 31), date(2028, 2, 29)]
        );
        assert_eq!(days(date(2028, 2, 29)).valid_until, date(2030, 2, 28));
    }

    #[test]
    fn the_number_of_reports_follows_interval_and_validity() {
        for (valid, report, count) in
            [(24, 6, 3), (24, 12, 1), (24, 24, 0), (12, 3, 3), (36, 6, 5), (24, 7, 3)]
        {
            let days = card_days(date(2026, 11, 21), valid, report, End::Inclusive);
            assert_eq!(days.reports.len(), count, "{valid}/{report}");
            assert!(days.reports.iter().all(|day| *day < days.valid_until));
        }
    }
}
