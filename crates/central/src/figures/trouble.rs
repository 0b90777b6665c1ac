//! How long a kiosk was in trouble, day by day: in the office's opening hours where they are published, else all day.

use std::ops::RangeInclusive;

use anjungan_wire::content::OpeningHours;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use crate::office::calendar::Zone;

/// A trouble of more days is counted for its last ones: timelines are kept no longer.
const DAYS_MAX: i64 = 366;

/// Within what a trouble is counted: the beginning of its part.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Within {
    /// Published opening hours.
    Open,
    /// The whole day: no opening hours are published.
    Day,
}

impl Within {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Within::Open => "open",
            Within::Day => "day",
        }
    }
}

/// Seconds of a trouble on each day on which there were any, oldest first.
pub fn by_day(
    since: Timestamp,
    until: Timestamp,
    zone: Zone,
    hours: Option<&OpeningHours>,
) -> Vec<(Date, u64)> {
    by_day_within(Date::MIN..=Date::MAX, since, until, zone, hours)
}

/// [`by_day`], of some days alone: the others cost nothing.
pub fn by_day_within(
    days_of: RangeInclusive<Date>,
    since: Timestamp,
    until: Timestamp,
    zone: Zone,
    hours: Option<&OpeningHours>,
) -> Vec<(Date, u64)> {
    let longest = jiff::SignedDuration::from_hours(24 * DAYS_MAX);
    let since = since.max(until.saturating_sub(longest).unwrap_or(since));
    let (from, to) = (zone.local(since), zone.local(until));
    let mut days = Vec::new();
    let mut day = from.date().max(*days_of.start());
    while day <= to.date().min(*days_of.end()) {
        let next = day.tomorrow().ok();
        let whole = next.map(|next| (day.to_datetime(Time::MIN), next.to_datetime(Time::MIN)));
        let counted = match hours {
            None => whole,
            Some(hours) => open_on(hours, day),
        };
        if let Some((opens, closes)) = counted {
            let seconds = closes.min(to).duration_since(opens.max(from)).as_secs();
            if seconds > 0 {
                days.push((day, seconds.unsigned_abs()));
            }
        }
        let Some(next) = next else { break };
        day = next;
    }
    days
}

/// When the office is open on a day.
pub(crate) fn open_on(hours: &OpeningHours, day: Date) -> Option<(DateTime, DateTime)> {
    if hours.holidays.iter().any(|holiday| holiday.day == day) {
        return None;
    }
    let weekday = usize::from(day.weekday().to_monday_zero_offset().unsigned_abs());
    let open = hours.week.get(weekday).copied().flatten()?;
    Some((day.to_datetime(open.opens), day.to_datetime(open.closes)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Monday to Friday from 8 to 16, and Thursday the 19th off.
    fn hours() -> OpeningHours {
        let open = r#"{"opens":"08:00:00","closes":"16:00:00"}"#;
        let text = format!(
            r#"{{"region":"3216","week":[{open},{open},{open},{open},{open},null,null],
            "holidays":[{{"day":"2026-11-19","name":{{"id":"Libur"}}}}]}}"#
        );
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn all_day_is_cut_at_midnight_where_the_kiosk_stands() {
        // 22.00 on the 17th to 01.30 on the 18th, in Bekasi.
        let days = by_day(at("2026-11-17T15:00:00Z"), at("2026-11-17T18:30:00Z"), Zone::Wib, None);
        assert_eq!(days, [(date(2026, 11, 17), 7_200), (date(2026, 11, 18), 5_400)]);
        assert_eq!(by_day(at("2026-11-17T15:00:00Z"), at("2026-11-17T15:00:00Z"), Zone::Wib, None), []);
    }

    #[test]
    fn opening_hours_leave_out_nights_holidays_and_weekends() {
        let hours = hours();
        // From Wednesday 15.00 to the Monday after, 09.00.
        let days = by_day(at("2026-11-18T08:00:00Z"), at("2026-11-23T02:00:00Z"), Zone::Wib, Some(&hours));
        let counted =
            [(date(2026, 11, 18), 3_600), (date(2026, 11, 20), 28_800), (date(2026, 11, 23), 3_600)];
        assert_eq!(days, counted);
        // A night.
        assert_eq!(
            by_day(at("2026-11-17T12:00:00Z"), at("2026-11-17T20:00:00Z"), Zone::Wib, Some(&hours)),
            []
        );
        // The same hours lie elsewhere in the day further east.
        let east = by_day(at("2026-11-17T23:00:00Z"), at("2026-11-18T00:00:00Z"), Zone::Wit, Some(&hours));
        assert_eq!(east, [(date(2026, 11, 18), 3_600)]);
    }

    #[test]
    fn a_trouble_that_never_ended_is_counted_for_a_year() {
        let days = by_day(at("2020-01-01T00:00:00Z"), at("2026-11-18T00:00:00Z"), Zone::Wib, None);
        assert_eq!(days.len(), 367);
        assert_eq!(days.iter().map(|(_, seconds)| seconds).sum::<u64>(), 366 * 86_400);
    }

    #[test]
    fn of_some_days_alone_it_says_what_it_says_of_them_among_all() {
        let (since, until, hours) = (at("2020-01-01T03:00:00Z"), at("2026-11-18T05:00:00Z"), hours());
        for (first, last) in [
            (date(2024, 1, 1), date(2024, 12, 31)),
            (date(2025, 11, 10), date(2025, 11, 20)),
            (date(2026, 10, 1), date(2026, 10, 31)),
            (date(2026, 11, 18), date(2026, 12, 31)),
            (date(2026, 11, 19), date(2026, 12, 31)),
        ] {
            for hours in [None, Some(&hours)] {
                let mut all = by_day(since, until, Zone::Wib, hours);
                all.retain(|(day, _)| (first..=last).contains(day));
                assert_eq!(by_day_within(first..=last, since, until, Zone::Wib, hours), all, "{first}");
            }
        }
    }
}
