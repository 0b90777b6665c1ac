//! When a feed of others is pulled next. Pure: now and chance come in.

use jiff::{SignedDuration, Timestamp, ToSpan};

use super::day::wib;

/// After a failure it is tried again sooner, then ever later, and never later than it would have been anyway.
const AGAIN_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// How often, and at which hours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Schedule {
    /// Hours between two pulls: 1 to 168.
    pub every_h: u8,
    /// From this hour of the day (WIB).
    pub hour_from: u8,
    /// Until before this one. The same as the first: at any hour. May be past midnight: 22 to 5.
    pub hour_to: u8,
}

impl Schedule {
    /// The next pull after one at `now` that failed for the `failures`-th time in a row, or went well (0). `chance`
    /// from 0 to 1 spreads centrals that pull from the same server over a tenth of the time.
    pub fn next(self, now: Timestamp, failures: u32, chance: f64) -> Timestamp {
        let every = SignedDuration::from_hours(i64::from(self.every_h.clamp(1, 168)));
        let wait = match failures {
            0 => every,
            failures => every.min(AGAIN_AFTER * 2i32.pow((failures - 1).min(8))),
        };
        // A tenth of a week at most; nothing is lost in the float.
        let spread = SignedDuration::from_secs((wait.as_secs() as f64 * 0.1 * chance.clamp(0.0, 1.0)) as i64);
        let at = now.saturating_add(wait + spread).unwrap_or(now);
        self.within_hours(at, spread)
    }

    fn within_hours(self, at: Timestamp, spread: SignedDuration) -> Timestamp {
        let (from, to) = (self.hour_from.min(23), self.hour_to.min(24) % 24);
        let local = at.to_zoned(wib());
        let hour = local.hour().unsigned_abs();
        let inside = match from.cmp(&to) {
            std::cmp::Ordering::Equal => true,
            std::cmp::Ordering::Less => (from..to).contains(&hour),
            std::cmp::Ordering::Greater => hour >= from || hour < to,
        };
        if inside {
            return at;
        }
        let begin = local.date().at(i8::try_from(from).unwrap_or(0), 0, 0, 0);
        let begin = if begin < local.datetime() { begin.saturating_add(1.day()) } else { begin };
        let begin = begin.to_zoned(wib()).map_or(at, |begin| begin.timestamp());
        begin.saturating_add(spread.min(SignedDuration::from_mins(30))).unwrap_or(begin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("{text}+07:00").parse().unwrap()
    }

    #[test]
    fn the_next_pull_is_in_its_hours() {
        let day = Schedule { every_h: 6, hour_from: 6, hour_to: 20 };
        let night = Schedule { every_h: 6, hour_from: 22, hour_to: 5 };
        let any = Schedule { every_h: 24, hour_from: 0, hour_to: 0 };
        for (schedule, now, expected) in [
            (day, "2026-11-22T08:00", "2026-11-22T14:00"),
            (day, "2026-11-22T13:59", "2026-11-22T19:59"),
            (day, "2026-11-22T14:00", "2026-11-23T06:00"),
            (day, "2026-11-22T20:30", "2026-11-23T06:00"),
            (night, "2026-11-22T10:00", "2026-11-22T22:00"),
            (night, "2026-11-22T18:30", "2026-11-23T00:30"),
            (night, "2026-11-22T23:30", "2026-11-23T22:00"),
            (any, "2026-11-22T23:30", "2026-11-23T23:30"),
        ] {
            assert_eq!(schedule.next(at(now), 0, 0.0), at(expected), "{schedule:?} {now}");
        }
    }

    #[test]
    fn a_failure_is_tried_again_sooner_and_then_ever_later() {
        let schedule = Schedule { every_h: 6, hour_from: 0, hour_to: 0 };
        let now = at("2026-11-22T08:00");
        let minutes = |failures| schedule.next(now, failures, 0.0).duration_since(now).as_secs() / 60;
        assert_eq!([1, 2, 3, 4, 5, 6, 30, u32::MAX].map(minutes), [15, 30, 60, 120, 240, 360, 360, 360]);
    }

    #[test]
    fn chance_spreads_over_a_tenth() {
        let schedule = Schedule { every_h: 10, hour_from: 0, hour_to: 0 };
        let now = at("2026-11-22T08:00");
        assert_eq!(schedule.next(now, 0, 1.0), at("2026-11-22T19:00"));
        assert_eq!(schedule.next(now, 0, 7.0), at("2026-11-22T19:00"));
    }
}
