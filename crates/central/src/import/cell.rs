//! What stands in a cell, and what people mean by it: numbers with thousands separators of either kind, days as text
//! or as Excel's serial numbers. Everything here is pure and refuses rather than guesses.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// Characters of a cell that are read. Excel itself keeps no more.
pub const CELL_CHARS_MAX: usize = 32_767;
/// Larger amounts are slips of the finger.
const AMOUNT_MAX: f64 = 1e15;

/// One cell.
#[derive(Clone, PartialEq, Debug, Default)]
pub enum Cell {
    /// Nothing, or only spaces.
    #[default]
    Empty,
    /// Text, trimmed.
    Text(String),
    /// A number, as the sheet keeps it.
    Number(f64),
    /// A number that the sheet shows as a day.
    Day(Date),
    /// "#N/A" and its like.
    Broken,
}

/// Which day is number 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Calendar {
    /// Windows: 1 is 1 January 1900, and there is a 29 February 1900.
    #[default]
    From1900,
    /// Old Macs: 0 is 1 January 1904.
    From1904,
}

impl Cell {
    /// A cell of a text.
    pub fn text(text: &str) -> Cell {
        let text: String = text.chars().filter(|c| !is_invisible(*c)).take(CELL_CHARS_MAX).collect();
        match text.trim() {
            "" => Cell::Empty,
            "#N/A" | "#REF!" | "#VALUE!" | "#DIV/0!" | "#NAME?" | "#NULL!" | "#NUM!" => Cell::Broken,
            trimmed => Cell::Text(trimmed.to_owned()),
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, Cell::Empty)
    }

    /// As a person would read it: whole numbers without a point, days as 2026-11-22.
    pub fn shown(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Number(number) if number.fract() == 0.0 && number.abs() < AMOUNT_MAX => {
                format!("{number:.0}")
            }
            Cell::Number(number) => number.to_string(),
            Cell::Day(day) => day.to_string(),
            Cell::Broken => "#N/A".into(),
        }
    }

    /// A whole number.
    pub fn whole(&self) -> Option<i64> {
        match self {
            Cell::Number(number) => rounded(*number),
            Cell::Text(text) => whole(text),
            Cell::Empty | Cell::Day(_) | Cell::Broken => None,
        }
    }

    /// One amount or two, as "4.000.000 – 5.000.000" has them.
    pub fn amounts(&self) -> Option<(i64, Option<i64>)> {
        match self {
            Cell::Number(number) => Some((rounded(*number)?, None)),
            Cell::Text(text) => amounts(text),
            Cell::Empty | Cell::Day(_) | Cell::Broken => None,
        }
    }

    /// A day.
    pub fn day(&self, calendar: Calendar) -> Option<Date> {
        match self {
            Cell::Day(day) => sensible(*day),
            Cell::Number(serial) => day_of_serial(*serial, calendar),
            Cell::Text(text) => {
                day(text).or_else(|| day_of_serial(text.parse().ok().filter(|n| *n > 9_999.0)?, calendar))
            }
            Cell::Empty | Cell::Broken => None,
        }
    }
}

/// Signs that take no room, and the byte order mark.
fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn rounded(number: f64) -> Option<i64> {
    // In range, so that the cast is exact.
    (number.is_finite() && number.abs() <= AMOUNT_MAX).then(|| number.round() as i64)
}

/// A whole number as people write amounts: "Rp 5.599.593", "5,599,593.00", "5 599 593,-", "5,5 juta".
pub fn whole(text: &str) -> Option<i64> {
    let lower = text.to_lowercase();
    let mut rest = lower.trim();
    for word in ["rp.", "rp", "idr"] {
        rest = rest.strip_prefix(word).unwrap_or(rest).trim_start();
    }
    for word in ["orang", "org", "per bulan", "/bulan", "perbulan", "/bln", "rupiah", "tahun", "thn", "th"] {
        rest = rest.strip_suffix(word).unwrap_or(rest).trim_end();
    }
    let (mut rest, times) = [("juta", 1e6), ("jt", 1e6), ("ribu", 1e3), ("rb", 1e3)]
        .into_iter()
        .find_map(|(word, times)| Some((rest.strip_suffix(word)?.trim_end(), times)))
        .unwrap_or((rest, 1.0));
    for end in [",-", ".-", ",--", ",–"] {
        rest = rest.strip_suffix(end).unwrap_or(rest);
    }
    rounded(decimal(rest, times > 1.0)? * times)
}

/// Digits with separators to a number. With both signs, the last is the decimal one. With one sign, three digits
/// after it are thousands, as Indonesians write them, unless a word says millions.
fn decimal(text: &str, before_word: bool) -> Option<f64> {
    let (minus, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let digits: String =
        text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’')).collect();
    if digits.is_empty() || !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if !digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) {
        return None;
    }
    let point = match (digits.rfind('.'), digits.rfind(',')) {
        (None, None) => None,
        (Some(dot), Some(comma)) => Some(dot.max(comma)),
        (Some(at), None) | (None, Some(at)) => {
            let sign = &digits[at..=at];
            let single = digits.matches(sign).count() == 1;
            let thousands = digits.len() - at - 1 == 3 && !digits.starts_with('0') && !before_word;
            (single && !thousands).then_some(at)
        }
    };
    let (head, tail) = point.map_or((digits.as_str(), ""), |at| (&digits[..at], &digits[at + 1..]));
    // What is left before the point must be groups of three, all with the same sign.
    let mut groups = head.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let mut whole = first.to_owned();
    let grouped = head.contains(['.', ',']);
    if grouped && (first.is_empty() || first.len() > 3 || (head.contains('.') && head.contains(','))) {
        return None;
    }
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        whole.push_str(group);
    }
    if whole.len() > 16 || !tail.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let number: f64 = format!("{whole}.{tail}0").parse().ok()?;
    Some(if minus { -number } else { number })
}

/// One amount, or two with something that means "to" between them.
pub fn amounts(text: &str) -> Option<(i64, Option<i64>)> {
    if let Some(one) = whole(text) {
        return Some((one, None));
    }
    let lower = text.to_lowercase();
    for between in
        ["s/d", "s.d.", "s.d", " sd ", "sampai dengan", "sampai", "hingga", " to ", "–", "—", "~", "-"]
    {
        if let Some((least, most)) = lower.split_once(between)
            && let (Some(mut least_amount), Some(most_amount)) = (whole(least), whole(most))
        {
            // "4 - 5 juta" means millions on both sides.
            let word = ["juta", "jt", "ribu", "rb"].into_iter().find(|word| most.contains(word));
            if let Some(word) = word.filter(|word| !least.contains(word)) {
                least_amount = whole(&format!("{}{word}", least.trim()))?;
            }
            return Some((least_amount, Some(most_amount)));
        }
    }
    None
}

/// The day of a serial number. Only days that a person could mean: other numbers are no days.
pub fn day_of_serial(serial: f64, calendar: Calendar) -> Option<Date> {
    if !serial.is_finite() || !(0.0..200_000.0).contains(&serial) {
        return None;
    }
    let days = serial.floor() as i64;
    let zero = match calendar {
        // Not the 31st: 29 February 1900 never was.
        Calendar::From1900 => date(1899, 12, 30),
        Calendar::From1904 => date(1904, 1, 1),
    };
    sensible(zero.checked_add(days.days()).ok()?)
}

/// A day as people write it: 2026-11-22, 22/11/2026, 22-11-26, 22 November 2026, Minggu, 22 Nov 2026. Day before
/// month, always: "11/22/2026" is no day, for then nobody knows what "05/06/2026" is in the same column.
pub fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let first_part = text.split(['T', ' ']).next().unwrap_or_default();
    if let Ok(day) = first_part.parse::<Date>() {
        return sensible(day);
    }
    let lower = text.to_lowercase();
    let parts: Vec<&str> =
        lower.split([' ', '/', '-', '.', ',', '\u{a0}']).filter(|part| !part.is_empty()).collect();
    // A weekday's name before, and a time after, say nothing more.
    let parts = match parts.as_slice() {
        [weekday, rest @ ..] if month(weekday).is_none() && weekday.chars().all(char::is_alphabetic) => rest,
        all => all,
    };
    let (day, month_of, year) = match parts {
        [a, b, year, rest @ ..] if rest.iter().all(|part| part.contains(':') || is_zone(part)) => {
            match (month(a), month(b)) {
                (None, Some(month)) => (*a, month, *year),
                (Some(month), None) => (*b, month, *year),
                (None, None) if a.len() == 4 => return sensible(civil(a, b.parse().ok()?, year)?),
                (None, None) => (*a, b.parse().ok()?, *year),
                (Some(_), Some(_)) => return None,
            }
        }
        _ => return None,
    };
    sensible(civil(year, month_of, day)?)
}

fn is_zone(part: &str) -> bool {
    matches!(part, "wib" | "wita" | "wit" | "am" | "pm" | "pukul" | "jam")
}

fn civil(year: &str, month: i8, day: &str) -> Option<Date> {
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    if !digits(year) || !digits(day) || day.len() > 2 {
        return None;
    }
    let year: i16 = match year.len() {
        4 => year.parse().ok()?,
        2 => 2000 + year.parse::<i16>().ok()?,
        _ => return None,
    };
    Date::new(year, month, day.parse().ok()?).ok()
}

/// A month by its name in either language, or by its first three letters.
fn month(name: &str) -> Option<i8> {
    let name = name.get(..3)?;
    let at = [
        &["jan"][..],
        &["feb", "peb"],
        &["mar"],
        &["apr"],
        &["mei", "may"],
        &["jun"],
        &["jul"],
        &["agu", "ags", "agt", "aug"],
        &["sep"],
        &["okt", "oct"],
        &["nov", "nop"],
        &["des", "dec"],
    ]
    .into_iter()
    .position(|names| names.contains(&name))?;
    i8::try_from(at + 1).ok()
}

fn sensible(day: Date) -> Option<Date> {
    (2000..=2199).contains(&day.year()).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_however_they_are_written() {
        for (text, expected) in [
            ("Rp 5.599.593", Some(5_599_593)),
            ("Rp. 5.599.593,-", Some(5_599_593)),
            ("Rp5.599.593,00", Some(5_599_593)),
            ("5,599,593.00", Some(5_599_593)),
            ("5,599,593", Some(5_599_593)),
            ("IDR 5 599 593", Some(5_599_593)),
            ("5\u{a0}599\u{a0}593", Some(5_599_593)),
            ("5599593", Some(5_599_593)),
            ("5,5 juta", Some(5_500_000)),
            ("5.5jt", Some(5_500_000)),
            ("5.125 juta", Some(5_125_000)),
            ("500 ribu", Some(500_000)),
            ("5.500", Some(5_500)),
            ("5.50", Some(6)),
            ("12 orang", Some(12)),
            ("2 tahun", Some(2)),
            ("-4", Some(-4)),
            ("0", Some(0)),
            ("5.599,593.00", None),
            ("5.59.593", None),
            ("1234.567.890", None),
            ("nego", None),
            ("12a", None),
            ("", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(whole(text), expected, "{text:?}");
        }
    }

    #[test]
    fn two_amounts_stand_in_one_cell() {
        for (text, expected) in [
            ("Rp 4.000.000 - Rp 5.000.000", Some((4_000_000, Some(5_000_000)))),
            ("4.000.000 s/d 5.000.000", Some((4_000_000, Some(5_000_000)))),
            ("4 - 5 juta", Some((4_000_000, Some(5_000_000)))),
            ("4jt–5jt", Some((4_000_000, Some(5_000_000)))),
            ("5.599.593", Some((5_599_593, None))),
            ("UMK", None),
            ("- ", None),
        ] {
            assert_eq!(amounts(text), expected, "{text:?}");
        }
    }

    #[test]
    fn days_are_read_however_they_are_written_and_never_month_first() {
        for (text, expected) in [
            ("2026-11-22", Some("2026-11-22")),
            ("2026-11-22 23:59:59", Some("2026-11-22")),
            ("2026/11/22", Some("2026-11-22")),
            ("22/11/2026", Some("2026-11-22")),
            ("22-11-26", Some("2026-11-22")),
            ("22.11.2026", Some("2026-11-22")),
            ("5/6/2026", Some("2026-06-05")),
            ("22 November 2026", Some("2026-11-22")),
            ("22-Nov-26", Some("2026-11-22")),
            ("Minggu, 22 Nop 2026", Some("2026-11-22")),
            ("17 Agustus 2026 16:00 WIB", Some("2026-08-17")),
            ("August 17, 2026", Some("2026-08-17")),
            ("11/22/2026", None),
            ("31/02/2026", None),
            ("secepatnya", None),
            ("2026", None),
            ("0000-00-00", None),
            ("22/11/226", None),
            ("", None),
        ] {
            let expected = expected.map(|day| day.parse::<Date>().unwrap());
            assert_eq!(day(text), expected, "{text:?}");
        }
    }

    #[test]
    fn serial_numbers_count_from_the_calendar_of_their_sheet() {
        let expected = date(2026, 11, 22);
        assert_eq!(day_of_serial(46_348.0, Calendar::From1900), Some(expected));
        assert_eq!(day_of_serial(46_348.75, Calendar::From1900), Some(expected));
        assert_eq!(day_of_serial(44_886.0, Calendar::From1904), Some(expected));
        assert_eq!(Cell::text("46348").day(Calendar::From1900), Some(expected));
        for wrong in [-1.0, 0.0, 12.0, f64::NAN, f64::INFINITY, 1e9] {
            assert_eq!(day_of_serial(wrong, Calendar::From1900), None, "{wrong}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_no_text() {
        assert_eq!(Cell::text(" \u{feff}\u{200b} \u{a0}"), Cell::Empty);
        assert_eq!(Cell::text("#N/A"), Cell::Broken);
        assert_eq!(Cell::text("  a\u{202e}b "), Cell::Text("ab".into()));
    }

    fn grouped(number: u64, separator: char) -> String {
        let digits = number.to_string();
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(separator);
            }
            text.push(digit);
        }
        text
    }

    proptest! {
        #[test]
        fn an_amount_is_the_same_with_either_separator(number in 0u64..1_000_000_000_000) {
            let expected = Some(number.cast_signed());
            prop_assert_eq!(whole(&number.to_string()), expected);
            prop_assert_eq!(whole(&grouped(number, '.')), expected);
            prop_assert_eq!(whole(&grouped(number, ',')), expected);
            prop_assert_eq!(whole(&format!("Rp {},00", grouped(number, '.'))), expected);
            prop_assert_eq!(whole(&format!("{}.00", grouped(number, ','))), expected);
        }

        #[test]
        fn a_day_survives_every_way_of_writing_it(days in 0i64..70_000) {
            let meant = date(2000, 1, 1).checked_add(days.days()).unwrap();
            let (y, m, d) = (meant.year(), meant.month(), meant.day());
            for text in [meant.to_string(), format!("{d}/{m}/{y}"), format!("{d:02}-{m:02}-{y}"), format!("{y}/{m}/{d}")] {
                prop_assert_eq!(day(&text), Some(meant), "{}", text);
            }
            prop_assert_eq!(day_of_serial((36_526 + days) as f64, Calendar::From1900), Some(meant));
        }

        #[test]
        fn no_text_makes_a_reader_panic(text in ".{0,40}") {
            let cell = Cell::text(&text);
            let _ = (cell.whole(), cell.amounts(), cell.day(Calendar::From1900), cell.shown());
        }
    }
}
