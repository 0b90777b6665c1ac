//! Whether a kiosk's office is open, and since when: for rules that count only then. Pure.

use anjungan_wire::content::OpeningHours;
use jiff::Timestamp;

use super::rule::Rule;
use crate::figures::open_on;
use crate::office::calendar::Zone;

/// From the opening on a trouble is waited for as long as its rule says, and no longer than this, in minutes: no office
/// is open for days, and some troubles count in days.
const WAIT_MIN_MAX: u32 = 240;

/// How an office stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Opening {
    /// Nobody has said when it is open: whenever.
    Always,
    /// Since then, Unix milliseconds.
    Since(i64),
    /// It is closed.
    Closed,
}

/// How an office with these hours stands.
pub fn opening(hours: Option<&OpeningHours>, zone: Zone, now: Timestamp) -> Opening {
    let Some(hours) = hours else { return Opening::Always };
    let local = zone.local(now);
    match open_on(hours, local.date()) {
        Some((opens, closes)) if (opens..closes).contains(&local) => {
            Opening::Since(zone.moment(opens).as_millisecond())
        }
        Some(_) | None => Opening::Closed,
    }
}

/// Whether a rule that counts only while an office is open counts now. After the opening a kiosk has the time that the
/// rule gives each trouble: who switches it on comes with the others.
pub fn counts(rule: &Rule, opening: Opening, now: Timestamp) -> bool {
    let wait_ms = i64::from(rule.after_min.min(WAIT_MIN_MAX)) * 60_000;
    match opening {
        Opening::Always => true,
        Opening::Since(opened_ms) => now.as_millisecond() - opened_ms >= wait_ms,
        Opening::Closed => false,
    }
}

#[cfg(test)]
mod tests {
    use anjungan_wire::content::{Bilingual, Holiday, Hours};
    use jiff::civil::{date, time};

    use super::super::tests::rule;
    use super::*;

    fn hours() -> OpeningHours {
        let day = Some(Hours { opens: time(8, 0, 0, 0), closes: time(15, 30, 0, 0) });
        let name = Bilingual { id: "Libur contoh".parse().unwrap(), en: None };
        OpeningHours {
            region: "3216".parse().unwrap(),
            week: [day, day, day, day, day, None, None],
            holidays: vec![Holiday { day: date(2026, 11, 25), name }],
            note: None,
        }
    }

    #[test]
    fn a_rule_for_open_hours_begins_to_count_some_minutes_after_the_opening() {
        // A Monday, and the clock of Bekasi.
        let at = |text: &str| -> Timestamp { format!("2026-11-{text}+07:00").parse().unwrap() };
        let of = |minutes: u32| Rule { after_min: minutes, ..rule() };
        for (when, after_min, expected) in [
            ("23T07:59", 0, false),
            ("23T08:00", 0, true),
            ("23T08:09", 10, false),
            ("23T08:10", 10, true),
            ("23T15:29", 10, true),
            ("23T15:30", 10, false),
            // What counts in days is waited for no longer than an office is open.
            ("23T11:59", 24 * 60, false),
            ("23T12:00", 24 * 60, true),
            ("25T10:00", 10, false),
            ("28T10:00", 10, false),
        ] {
            let stands = opening(Some(&hours()), Zone::Wib, at(when));
            assert_eq!(
                counts(&of(after_min), stands, at(when)),
                expected,
                "{when} after {after_min} minutes"
            );
        }
        assert_eq!(opening(Some(&hours()), Zone::Wit, at("23T14:00")), Opening::Closed, "16.00 in Jayapura");
        let night = at("23T23:00");
        assert!(counts(&of(10), opening(None, Zone::Wib, night), night), "nobody said when it is open");
    }
}
