//! The pattern of an office's card numbers: there is no national one.
//!
//! ```text
//! {office}          the 4 digits of the office
//! {date:ddmmyy}     the day of approval, of dd, mm, yy and yyyy in any order
//! {serial:6}        the serial number, padded to so many digits
//! anything else     itself: capital letters, digits, space - . /
//! ```

use std::fmt;
use std::str::FromStr;

use anjungan_wire::card::CardNumber;
use anjungan_wire::id::RegionCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// When serial numbers begin again at 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reset {
    /// Every day.
    Day,
    /// Every month.
    Month,
    /// Every year.
    Year,
    /// Never.
    Never,
}

impl Reset {
    /// The name of the period that `day` belongs to.
    pub fn period(self, day: Date) -> String {
        match self {
            Reset::Day => day.to_string(),
            Reset::Month => day.strftime("%Y-%m").to_string(),
            Reset::Year => day.strftime("%Y").to_string(),
            Reset::Never => "-".into(),
        }
    }
}

/// A checked pattern.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct NumberPattern {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
enum Part {
    Literal(String),
    Office,
    Date(Vec<DatePart>),
    Serial(usize),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum DatePart {
    Day,
    Month,
    ShortYear,
    Year,
}

/// Why a pattern can't be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPattern {
    /// `{serial:6}` is missing or is there twice, or its width is not 1 to 9.
    #[error("it needs {{serial:N}} once, N from 1 to 9")]
    Serial,
    /// A part in braces is none of the known.
    #[error("a part in braces is {{office}}, {{date:ddmmyy}} or {{serial:6}}")]
    Part,
    /// A date of other letters.
    #[error("a date is made of dd, mm, yy and yyyy")]
    Date,
    /// The serial begins again, but the date does not tell the periods apart.
    #[error("the serial begins again more often than the date changes, so numbers would come twice")]
    Repeats,
    /// The numbers would not be card numbers.
    #[error("numbers have 4 to 32 capital letters, digits, spaces, dashes, dots and slashes")]
    Shape,
}

impl NumberPattern {
    /// Office, day, serial: 4 + 6 + 6 digits.
    pub fn usual() -> Self {
        "{office} {date:ddmmyy} {serial:6}".parse().expect("the usual pattern is one")
    }

    /// Whether no number can come twice with this reset.
    pub(super) fn check(&self, reset: Reset) -> Result<(), BadPattern> {
        let has = |wanted: &[DatePart]| {
            self.parts.iter().any(
                |part| matches!(part, Part::Date(parts) if wanted.iter().any(|part| parts.contains(part))),
            )
        };
        let year = has(&[DatePart::ShortYear, DatePart::Year]);
        let month = has(&[DatePart::Month]);
        let fits = match reset {
            Reset::Day => year && month && has(&[DatePart::Day]),
            Reset::Month => year && month,
            Reset::Year => year,
            Reset::Never => true,
        };
        if fits { Ok(()) } else { Err(BadPattern::Repeats) }
    }

    /// The number. `None`: the serial is wider than the pattern allows.
    pub fn number(&self, office: &RegionCode, day: Date, serial: u64) -> Option<CardNumber> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Office => text.push_str(office.as_str()),
                Part::Date(parts) => parts.iter().for_each(|part| {
                    text.push_str(&match part {
                        DatePart::Day => format!("{:02}", day.day()),
                        DatePart::Month => format!("{:02}", day.month()),
                        DatePart::ShortYear => format!("{:02}", day.year().rem_euclid(100)),
                        DatePart::Year => format!("{:04}", day.year()),
                    });
                }),
                Part::Serial(width) => {
                    let serial = format!("{serial:0width$}");
                    if serial.len() > *width {
                        return None;
                    }
                    text.push_str(&serial);
                }
            }
        }
        text.parse().ok()
    }
}

impl FromStr for NumberPattern {
    type Err = BadPattern;

    fn from_str(text: &str) -> Result<Self, BadPattern> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (literal, after) = rest.split_once('{').unwrap_or((rest, ""));
            if !literal.is_empty() {
                parts.push(Part::Literal(literal.into()));
            }
            if literal.len() == rest.len() {
                break;
            }
            let (inner, after) = after.split_once('}').ok_or(BadPattern::Part)?;
            parts.push(part(inner)?);
            rest = after;
        }
        if parts.iter().filter(|part| matches!(part, Part::Serial(_))).count() != 1 {
            return Err(BadPattern::Serial);
        }
        let pattern = Self { text: text.into(), parts };
        let (office, day) = ("3216".parse().expect("a region"), jiff::civil::date(2026, 11, 21));
        let number = pattern.number(&office, day, 1).ok_or(BadPattern::Shape)?;
        // Lower case would be changed on its way: what is configured is what is printed.
        let plain = !text
            .replace("{office}", "")
            .split(['{', '}'])
            .step_by(2)
            .any(|literal| literal.chars().any(|c| c.is_ascii_lowercase()));
        if plain && number.as_str().len() <= 32 { Ok(pattern) } else { Err(BadPattern::Shape) }
    }
}

fn part(inner: &str) -> Result<Part, BadPattern> {
    match inner.split_once(':') {
        None if inner == "office" => Ok(Part::Office),
        Some(("date", format)) => date(format).map(Part::Date),
        Some(("serial", width)) => match width.parse() {
            Ok(width @ 1..=9) => Ok(Part::Serial(width)),
            Ok(_) | Err(_) => Err(BadPattern::Serial),
        },
        None | Some(_) => Err(BadPattern::Part),
    }
}

fn date(mut format: &str) -> Result<Vec<DatePart>, BadPattern> {
    let known = [
        ("yyyy", DatePart::Year),
        ("yy", DatePart::ShortYear),
        ("mm", DatePart::Month),
        ("dd", DatePart::Day),
    ];
    let mut parts = Vec::new();
    while !format.is_empty() {
        let (rest, part) = known
            .iter()
            .find_map(|(text, part)| format.strip_prefix(text).map(|rest| (rest, *part)))
            .ok_or(BadPattern::Date)?;
        parts.push(part);
        format = rest;
    }
    if parts.is_empty() { Err(BadPattern::Date) } else { Ok(parts) }
}

impl fmt::Display for NumberPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl TryFrom<String> for NumberPattern {
    type Error = BadPattern;
    fn try_from(text: String) -> Result<Self, BadPattern> {
        text.parse()
    }
}

impl From<NumberPattern> for String {
    fn from(pattern: NumberPattern) -> String {
        pattern.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_patterns_in_use() {
        // Bojonegoro, Pariaman (4 + 10 + 6), Manokwari, Lebak.
        let cases = [
            ("{office} {date:ddmmyy} {serial:6}", "3522", date(2026, 11, 21), 123, "3522 211126 000123"),
            (
                "{office} 13{date:ddmmyyyy} {serial:6}",
                "1377",
                date(2026, 11, 21),
                7,
                "1377 1321112026 000007",
            ),
            ("{office}{date:ddmmyyyy}{serial:6}", "9202", date(2026, 11, 21), 123, "920221112026000123"),
            ("DTK-AK1-{serial:4}-{date:mmyy}", "3602", date(2025, 10, 9), 1, "DTK-AK1-0001-1025"),
        ];
        for (pattern, office, day, serial, expected) in cases {
            let pattern: NumberPattern = pattern.parse().unwrap();
            let number = pattern.number(&office.parse().unwrap(), day, serial).unwrap();
            assert_eq!(number.as_str(), expected);
        }
    }

    #[test]
    fn a_serial_that_is_too_wide_is_no_number() {
        let pattern: NumberPattern = "AK1-{serial:2}".parse().unwrap();
        let office = "3216".parse().unwrap();
        assert!(pattern.number(&office, date(2026, 1, 1), 99).is_some());
        assert_eq!(pattern.number(&office, date(2026, 1, 1), 100), None);
    }

    #[test]
    fn what_would_repeat_or_is_no_pattern_is_refused() {
        let cases = [
            ("{office}", Err(BadPattern::Serial)),
            ("{serial:3}{serial:3}", Err(BadPattern::Serial)),
            ("{serial:0}AAAA", Err(BadPattern::Serial)),
            ("{kota}{serial:4}", Err(BadPattern::Part)),
            ("{serial:4", Err(BadPattern::Part)),
            ("{date:dmy}{serial:4}", Err(BadPattern::Date)),
            ("{date:}{serial:4}", Err(BadPattern::Date)),
            ("ak1-{serial:4}", Err(BadPattern::Shape)),
            ("{serial:1}", Err(BadPattern::Shape)),
            ("NOMOR_{serial:4}", Err(BadPattern::Shape)),
        ];
        for (text, expected) in cases {
            assert_eq!(text.parse::<NumberPattern>().map(|_| ()), expected, "{text}");
        }
        let pattern: NumberPattern = "AK1 {date:mmyy} {serial:4}".parse().unwrap();
        assert_eq!(pattern.check(Reset::Day), Err(BadPattern::Repeats));
        for fits in [Reset::Month, Reset::Year, Reset::Never] {
            assert_eq!(pattern.check(fits), Ok(()));
        }
        let plain: NumberPattern = "AK1 {serial:6}".parse().unwrap();
        assert_eq!(plain.check(Reset::Year), Err(BadPattern::Repeats));
    }
}
