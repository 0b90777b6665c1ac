//! Days, out of the forms in which the sources write moments.
//!
//! Karirhub writes `published_at` in WIB (the list's Unix seconds agree with it) and `expires_at` either
//! as a bare date or as the end of that day in UTC: `15:59:59` for an employer in Bali, `16:59:59` for one
//! in Java, and `23:59:59` where no zone was applied at all. No end of day anywhere in Indonesia falls on
//! another date in UTC, so **the date as written is the day meant, in every one of these forms**. Only a
//! moment that names its own zone is converted, to WIB.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use serde_json::Value;

use super::field;

/// The day of a moment at the end of a path.
pub fn day(value: &Value, path: &[&str]) -> Option<Date> {
    match field::at(value, path)? {
        Value::Number(seconds) => in_wib(seconds.as_i64()?),
        Value::String(text) => parse(text.trim()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The day in WIB of a moment in Unix seconds.
pub fn in_wib(seconds: i64) -> Option<Date> {
    let day = Timestamp::from_second(seconds).ok()?.to_zoned(wib()).date();
    is_sensible(day).then_some(day)
}

/// Western Indonesia, where there is no summer time.
pub fn wib() -> TimeZone {
    TimeZone::fixed(Offset::constant(7))
}

fn parse(text: &str) -> Option<Date> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return in_wib(moment.as_second());
    }
    let (date, rest) = text.split_at_checked(10)?;
    if !(rest.is_empty() || rest.starts_with([' ', 'T'])) {
        return None;
    }
    let day = date.parse::<Date>().ok()?;
    is_sensible(day).then_some(day)
}

/// "0000-00-00" never parses; "0001-01-01" and "9999-12-31" do and mean as little.
fn is_sensible(day: Date) -> bool {
    (2000..=2199).contains(&day.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_date_as_written_is_the_day_meant() {
        for (written, expected) in [
            (json!("2025-12-22"), Some("2025-12-22")),
            (json!("2025-12-22 23:59:59"), Some("2025-12-22")),
            (json!("2025-12-31 15:59:59"), Some("2025-12-31")),
            (json!("2025-12-31 16:59:59"), Some("2025-12-31")),
            (json!("2025-12-31T16:59:59"), Some("2025-12-31")),
            (json!("2025-12-31T16:59:59Z"), Some("2025-12-31")),
            (json!("2025-12-31T17:00:00.000000Z"), Some("2026-01-01")),
            (json!("2025-12-31T23:59:59+07:00"), Some("2025-12-31")),
            (json!(" 2025-12-22 "), Some("2025-12-22")),
            (json!(1761184610), Some("2025-10-23")),
            (json!("0000-00-00 00:00:00"), None),
            (json!("9999-12-31"), None),
            (json!("2025-02-30"), None),
            (json!("2025-12-221"), None),
            (json!("22 Desember 2025"), None),
            (json!("besok"), None),
            (json!(""), None),
            (json!(true), None),
            (json!(u64::MAX), None),
            (json!(null), None),
        ] {
            let expected = expected.map(|day| day.parse::<Date>().unwrap());
            assert_eq!(day(&json!({ "d": written }), &["d"]), expected, "{written}");
        }
    }
}
