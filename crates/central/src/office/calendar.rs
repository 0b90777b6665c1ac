//! The days on which an office works, and when it owes an answer.
//!
//! The clock starts when something arrives in office hours, or at the next opening, and runs in working days: filed
//! on Friday at 15.30 with one working day, due on Monday at 15.30; filed on Saturday, it starts on Monday at 08.00.
//! Days off are Saturday, Sunday, and what the yearly joint decree of three ministers names (`holidays.tsv`), *cuti
//! bersama* included: government offices are closed then. An office adds its own.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time, Weekday, time};
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};

/// A time zone of Indonesia. None has summer time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Zone {
    /// UTC+7
    #[default]
    Wib,
    /// UTC+8
    Wita,
    /// UTC+9
    Wit,
}

impl Zone {
    /// Where a region lies (Keppres 41/1987, and the provinces made since).
    pub fn of(region: &anjungan_wire::id::RegionCode) -> Zone {
        match region.province().as_str() {
            "51" | "52" | "53" | "63" | "64" | "65" | "71" | "72" | "73" | "74" | "75" | "76" => Zone::Wita,
            "81" | "82" | "91" | "92" | "93" | "94" | "95" | "96" => Zone::Wit,
            _ => Zone::Wib,
        }
    }

    /// As a time zone.
    pub fn time_zone(self) -> TimeZone {
        TimeZone::fixed(Offset::constant(match self {
            Zone::Wib => 7,
            Zone::Wita => 8,
            Zone::Wit => 9,
        }))
    }

    /// The wall clock there.
    pub fn local(self, at: Timestamp) -> DateTime {
        self.time_zone().to_datetime(at)
    }

    /// The moment of a wall clock there.
    pub fn moment(self, local: DateTime) -> Timestamp {
        self.time_zone().to_timestamp(local).unwrap_or(Timestamp::MAX)
    }
}

/// Nobody counts further.
pub const DAYS_OVER_MAX: u32 = 999;

/// When an office works.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Calendar {
    /// Its time zone.
    pub zone: Zone,
    /// When it opens.
    pub opens: Time,
    /// When it closes.
    pub closes: Time,
    /// Its own days off, beside the nation's.
    pub days_off: BTreeSet<Date>,
}

impl Default for Calendar {
    /// 08.00 to 16.00 WIB, no days off of its own.
    fn default() -> Self {
        Self {
            zone: Zone::Wib,
            opens: time(8, 0, 0, 0),
            closes: time(16, 0, 0, 0),
            days_off: BTreeSet::new(),
        }
    }
}

impl Calendar {
    /// Whether the office works on this day.
    pub fn is_working_day(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
            && !NATIONAL.contains(&day)
            && !self.days_off.contains(&day)
    }

    /// The days from `from` on that are off besides Saturdays and Sundays.
    pub fn days_off_from(&self, from: Date) -> Vec<Date> {
        self.days_off.union(&NATIONAL).copied().filter(|day| *day >= from).collect()
    }

    /// When the clock starts for what arrives at `local`.
    pub fn clock_starts(&self, local: DateTime) -> DateTime {
        let day = local.date();
        if self.is_working_day(day) && local.time() < self.closes {
            return day.to_datetime(local.time().max(self.opens));
        }
        self.later(day, 1).to_datetime(self.opens)
    }

    /// When an answer is owed to what arrived at `local`.
    pub fn due(&self, local: DateTime, working_days: u8) -> DateTime {
        let starts = self.clock_starts(local);
        self.later(starts.date(), working_days).to_datetime(starts.time())
    }

    /// [`Calendar::due`] for moments.
    pub fn due_at(&self, at: Timestamp, working_days: u8) -> Timestamp {
        self.zone.moment(self.due(self.zone.local(at), working_days))
    }

    /// How many working days `at` is past the day on which something was due: 0 on that day itself, and on days off
    /// right after it. [`DAYS_OVER_MAX`] at most.
    pub fn days_over(&self, due: Timestamp, at: Timestamp) -> u32 {
        let (mut day, today) = (self.zone.local(due).date(), self.zone.local(at).date());
        let mut over = 0;
        while day < today && over < DAYS_OVER_MAX {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            over += u32::from(self.is_working_day(day));
        }
        over
    }

    /// The `working_days`-th working day after `day`.
    pub fn later(&self, day: Date, working_days: u8) -> Date {
        let mut day = day;
        for _ in 0..working_days {
            loop {
                match day.tomorrow() {
                    Ok(next) => day = next,
                    // The calendar's end, 9999: nobody waits until then.
                    Err(_) => return day,
                }
                if self.is_working_day(day) {
                    break;
                }
            }
        }
        day
    }
}

/// Whether the nation's days off are known for this year. For other years only weekends are skipped.
pub fn is_known(year: i16) -> bool {
    NATIONAL.iter().any(|day| day.year() == year)
}

static NATIONAL: LazyLock<BTreeSet<Date>> = LazyLock::new(|| {
    include_str!("holidays.tsv")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let day = line.split('\t').next().unwrap_or_default();
            day.parse().expect("holidays.tsv is the project's own, and a test reads all of it")
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(day: Date, hour: i8, minute: i8) -> DateTime {
        day.at(hour, minute, 0, 0)
    }

    #[test]
    fn the_clocks_of_the_field() {
        let office = Calendar::default();
        let friday = date(2026, 11, 20);
        let monday = date(2026, 11, 23);
        assert_eq!(office.due(at(friday, 15, 30), 1), at(monday, 15, 30));
        let saturday = date(2026, 11, 21);
        assert_eq!(office.clock_starts(at(saturday, 10, 0)), at(monday, 8, 0));
        assert_eq!(office.due(at(saturday, 10, 0), 1), at(date(2026, 11, 24), 8, 0));
        // Before opening it starts at opening; at closing it is the next day's.
        assert_eq!(office.clock_starts(at(friday, 6, 0)), at(friday, 8, 0));
        assert_eq!(office.clock_starts(at(friday, 16, 0)), at(monday, 8, 0));
    }

    #[test]
    fn working_days_skip_the_decrees_days() {
        let office = Calendar::default();
        // Idulfitri 1447 H: 18 to 24 March 2026 are off.
        let tuesday = date(2026, 3, 17);
        assert_eq!(office.later(tuesday, 1), date(2026, 3, 25));
        assert_eq!(office.later(tuesday, 6), date(2026, 4, 1));
        assert_eq!(office.later(tuesday, 5), date(2026, 3, 31));
        // Good Friday falls between.
        assert_eq!(office.later(tuesday, 14), date(2026, 4, 14));
        assert_eq!(office.later(tuesday, 30), date(2026, 5, 7));
        // Christmas and New Year, over the year's end.
        assert_eq!(office.later(date(2026, 12, 23), 1), date(2026, 12, 28));
        assert_eq!(office.later(date(2026, 12, 31), 1), date(2027, 1, 4));
    }

    #[test]
    fn what_is_late_is_counted_in_working_days() {
        let office = Calendar::default();
        let moment = |day: Date, hour: i8| office.zone.moment(at(day, hour, 0));
        let friday = moment(date(2026, 11, 20), 15);
        for (day, over) in [(20, 0), (21, 0), (22, 0), (23, 1), (24, 2), (30, 6)] {
            assert_eq!(office.days_over(friday, moment(date(2026, 11, day), 16)), over, "{day}");
        }
        // Over Idulfitri: eight days, one of which is worked.
        assert_eq!(office.days_over(moment(date(2026, 3, 17), 9), moment(date(2026, 3, 25), 9)), 1);
        assert_eq!(office.days_over(moment(date(2026, 3, 17), 9), moment(date(2026, 3, 1), 9)), 0);
        let never = moment(date(1990, 1, 1), 9);
        assert_eq!(office.days_over(never, friday), DAYS_OVER_MAX);
        let own = Calendar { days_off: [date(2026, 11, 23)].into(), ..Calendar::default() };
        assert_eq!(own.days_over(friday, moment(date(2026, 11, 24), 9)), 1);
    }

    #[test]
    fn an_office_adds_its_own_days() {
        let office = Calendar { days_off: [date(2026, 11, 23)].into(), ..Calendar::default() };
        assert_eq!(office.due(at(date(2026, 11, 20), 9, 0), 1), at(date(2026, 11, 24), 9, 0));
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(NATIONAL.len(), 51);
        assert!(is_known(2026) && is_known(2027) && !is_known(2028));
    }

    #[test]
    fn zones_are_seven_eight_and_nine_hours() {
        let noon = date(2026, 11, 21).at(12, 0, 0, 0);
        for (zone, hour) in [(Zone::Wib, 5), (Zone::Wita, 4), (Zone::Wit, 3)] {
            let moment = zone.moment(noon);
            assert_eq!(TimeZone::UTC.to_datetime(moment).hour(), hour);
            assert_eq!(zone.local(moment), noon);
        }
    }
}
