//! When an office works on what was applied for: working days, and the hours of the day.

use anjungan_wire::office::Office;
use jiff::civil::{Date, DateTime, Weekday};

/// When it will be worked on, and when it should be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Clock {
    /// The day on which work begins; `None`: it has begun.
    pub(super) waits_for: Option<Date>,
    /// The day by which it should be decided.
    pub(super) due: Date,
}

/// Reckoned from `submitted`, by the kiosk's clock and the office's days without work.
pub(super) fn reckon(office: &Office, submitted: DateTime) -> Clock {
    let (day, hour) = (submitted.date(), submitted.hour());
    let closes = i8::try_from(office.closes).unwrap_or(24);
    let opens = i8::try_from(office.opens).unwrap_or(0);
    let begins = if works_on(office, day) && hour < closes { day } else { next(office, day) };
    let waits = begins != day || hour < opens;
    let mut due = begins;
    for _ in 0..office.working_days {
        due = next(office, due);
    }
    Clock { waits_for: waits.then_some(begins), due }
}

fn works_on(office: &Office, day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) && !office.holidays.contains(&day)
}

/// The next working day after `day`. An office that never works is looked for half a year.
fn next(office: &Office, day: Date) -> Date {
    let later = std::iter::successors(day.tomorrow().ok(), |day| day.tomorrow().ok());
    later.take(183).find(|day| works_on(office, *day)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn office() -> Office {
        Office::usual("3216".parse().unwrap(), "Disnaker Contoh")
    }

    fn at(day: i8, hour: i8, minute: i8) -> Clock {
        reckon(&office(), date(2026, 11, day).at(hour, minute, 0, 0))
    }

    #[test]
    fn a_working_day_ends_the_next_working_day() {
        // Friday 15.30.
        assert_eq!(at(20, 15, 30), Clock { waits_for: None, due: date(2026, 11, 23) });
        assert_eq!(at(17, 9, 0), Clock { waits_for: None, due: date(2026, 11, 18) });
    }

    #[test]
    fn outside_working_hours_it_waits_for_the_next_ones() {
        let monday = Some(date(2026, 11, 23));
        assert_eq!(at(21, 10, 42), Clock { waits_for: monday, due: date(2026, 11, 24) });
        assert_eq!(at(20, 16, 0).waits_for, monday);
        assert_eq!(at(23, 7, 59), Clock { waits_for: monday, due: date(2026, 11, 24) });
        assert_eq!(at(23, 8, 0).waits_for, None);
    }

    #[test]
    fn a_holiday_is_no_working_day() {
        let office = Office { holidays: vec![date(2026, 11, 23)], ..office() };
        let clock = reckon(&office, date(2026, 11, 20).at(17, 0, 0, 0));
        assert_eq!(clock, Clock { waits_for: Some(date(2026, 11, 24)), due: date(2026, 11, 25) });
    }
}
