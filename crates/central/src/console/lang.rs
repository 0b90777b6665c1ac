//! The console's two languages. Both wordings of a sentence stand side by side where it is used, so that nobody
//! changes one and forgets the other.

use std::fmt;

use anjungan_wire::fact::Language;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::cookie;

/// The cookie that remembers the choice. It says nothing of anybody.
pub(super) const COOKIE: &str = "bahasa";

/// What a page is written in. Indonesian unless somebody chose otherwise: the browser's own wish is not asked,
/// because offices have browsers in English and officers who read Indonesian.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Lang {
    /// Bahasa Indonesia
    #[default]
    Id,
    /// English
    En,
}

const MONTHS_ID: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Lang {
    /// The wording in this language.
    pub fn t<'a>(self, id: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Id => id,
            Lang::En => en,
        }
    }

    /// As `<html lang>` wants it.
    pub fn code(self) -> &'static str {
        match self {
            Lang::Id => "id",
            Lang::En => "en",
        }
    }

    /// As the wire names it.
    pub fn language(self) -> Language {
        match self {
            Lang::Id => Language::Id,
            Lang::En => Language::En,
        }
    }

    /// The other one.
    pub fn other(self) -> Lang {
        match self {
            Lang::Id => Lang::En,
            Lang::En => Lang::Id,
        }
    }

    /// `21 November 2026`
    pub fn date(self, date: Date) -> String {
        let months = match self {
            Lang::Id => MONTHS_ID,
            Lang::En => MONTHS_EN,
        };
        let month = months[usize::from(date.month().unsigned_abs()) - 1];
        format!("{} {month} {}", date.day(), date.year())
    }

    /// `21 November 2026 pukul 10.42 WIB`: western Indonesia's time, where the offices are.
    pub fn moment(self, at: Timestamp) -> String {
        let local = at.to_zoned(wib());
        let time = match self {
            Lang::Id => format!("pukul {:02}.{:02} WIB", local.hour(), local.minute()),
            Lang::En => format!("{:02}:{:02} WIB", local.hour(), local.minute()),
        };
        format!("{} {time}", self.date(local.date()))
    }

    /// `Sab 21 Nov, 10.42`, for a column of a list: the year stands beside it where it is another than this.
    pub fn short(self, at: Timestamp) -> String {
        let local = at.to_zoned(wib());
        let date = local.date();
        let (days, months) = match self {
            Lang::Id => (["Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min"], MONTHS_ID),
            Lang::En => (["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"], MONTHS_EN),
        };
        let day = days[usize::from(date.weekday().to_monday_zero_offset().unsigned_abs())];
        let month: String = months[usize::from(date.month().unsigned_abs()) - 1].chars().take(3).collect();
        let year = if date.year() == today().year() { String::new() } else { format!(" {}", date.year()) };
        let point = self.t(".", ":");
        format!("{day} {} {month}{year}, {:02}{point}{:02}", date.day(), local.hour(), local.minute())
    }

    /// `08.00` or `08:00`: a time of day that is kept or sent with a colon, as people write it.
    pub fn clock(self, text: &str) -> String {
        text.replace(':', self.t(".", ":"))
    }

    /// [`Lang::moment`] of Unix milliseconds. A time outside the calendar is shown as a dash.
    pub fn moment_ms(self, ms: i64) -> String {
        Timestamp::from_millisecond(ms).map_or_else(|_| "–".into(), |at| self.moment(at))
    }

    /// `12.345` or `12,345`
    pub fn number(self, number: u64) -> String {
        let digits = number.to_string();
        let mut text = String::with_capacity(digits.len() * 4 / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push_str(self.t(".", ","));
            }
            text.push(digit);
        }
        text
    }
}

/// UTC+7, without daylight saving: Indonesia has none.
pub(super) fn wib() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(7))
}

/// Today in western Indonesia.
pub(super) fn today() -> Date {
    Timestamp::now().to_zoned(wib()).date()
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Lang {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(match cookie::value(&parts.headers, COOKIE) {
            Some("en") => Lang::En,
            Some(_) | None => Lang::Id,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_times_and_numbers_are_written_as_people_write_them() {
        let date = jiff::civil::date(2026, 11, 21);
        assert_eq!(Lang::Id.date(date), "21 November 2026");
        assert_eq!(Lang::En.date(jiff::civil::date(2026, 8, 1)), "1 August 2026");
        let at: Timestamp = "2026-11-21T03:42:00Z".parse().unwrap();
        assert_eq!(Lang::Id.moment(at), "21 November 2026 pukul 10.42 WIB");
        assert_eq!(Lang::En.moment(at), "21 November 2026 10:42 WIB");
        assert_eq!(Lang::Id.short("2020-08-01T17:05:00Z".parse().unwrap()), "Min 2 Agu 2020, 00.05");
        assert_eq!(Lang::En.short("2020-08-01T10:05:00Z".parse().unwrap()), "Sat 1 Aug 2020, 17:05");
        assert_eq!((Lang::Id.clock("08:00"), Lang::En.clock("08:00")), ("08.00".into(), "08:00".into()));
        assert_eq!(Lang::Id.number(1_234_567), "1.234.567");
        assert_eq!(Lang::En.number(123), "123");
    }
}
