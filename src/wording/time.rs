//! Dates and times as people here write them. The clock of the machine is UTC; the zone is part of the
//! kiosk's configuration (Indonesia has three, none with summer time).

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;

use super::{Lang, Phrase, pick};

/// The zone a kiosk stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Zone {
    /// Western Indonesia, UTC+7.
    #[default]
    Wib,
    /// Central Indonesia, UTC+8.
    Wita,
    /// Eastern Indonesia, UTC+9.
    Wit,
}

impl Zone {
    /// Every zone.
    pub const ALL: [Zone; 3] = [Zone::Wib, Zone::Wita, Zone::Wit];

    /// The abbreviation behind a time.
    pub fn name(self) -> &'static str {
        match self {
            Zone::Wib => "WIB",
            Zone::Wita => "WITA",
            Zone::Wit => "WIT",
        }
    }

    /// The civil date and time there.
    pub fn civil(self, at: Timestamp) -> jiff::civil::DateTime {
        self.offset().to_datetime(at)
    }

    fn offset(self) -> Offset {
        Offset::constant(match self {
            Zone::Wib => 7,
            Zone::Wita => 8,
            Zone::Wit => 9,
        })
    }

    /// The first moment of a day there.
    pub fn begins(self, day: Date) -> Timestamp {
        // A civil day has a midnight in a fixed offset, but for the ends of time.
        day.to_zoned(jiff::tz::TimeZone::fixed(self.offset()))
            .map_or(Timestamp::UNIX_EPOCH, |at| at.timestamp())
    }

    /// The day there.
    pub fn day(self, at: Timestamp) -> Date {
        self.civil(at).date()
    }
}

/// What stands in the corner of the screen while nobody knows the time.
pub const CLOCK_UNKNOWN: &str = "--.--";
/// What stands on paper and in service mode instead of a date and a time.
pub const CLOCK_UNSET: Phrase = Phrase::new("jam belum disetel", "clock not set");

/// `21 November 2026`, the same shape in both languages.
pub fn date(lang: Lang, day: Date) -> String {
    format!("{} {} {}", day.day(), month(lang, day.month()), day.year())
}

/// `Sabtu, 21 November 2026`.
pub fn day_and_date(lang: Lang, day: Date) -> String {
    format!("{}, {}", weekday(lang, day.weekday()), date(lang, day))
}

/// `pukul 14.30 WIB`, `14:30 WIB`.
pub fn time_of_day(lang: Lang, at: Timestamp, zone: Zone) -> String {
    let civil = zone.civil(at);
    let (hour, minute) = (civil.hour(), civil.minute());
    match lang {
        Lang::Id => format!("pukul {hour:02}.{minute:02} {}", zone.name()),
        Lang::En => format!("{hour:02}:{minute:02} {}", zone.name()),
    }
}

/// `14.30`, for the corner of the screen.
pub fn clock(lang: Lang, at: Timestamp, zone: Zone) -> String {
    let civil = zone.civil(at);
    match lang {
        Lang::Id => format!("{:02}.{:02}", civil.hour(), civil.minute()),
        Lang::En => format!("{:02}:{:02}", civil.hour(), civil.minute()),
    }
}

/// When a paper was made: `21 November 2026 10.42 WIB`, or that the clock is not set.
pub fn made_at(lang: Lang, at: Option<Timestamp>, zone: Zone) -> String {
    match at {
        Some(at) => format!("{} {} {}", date(lang, zone.day(at)), clock(lang, at, zone), zone.name()),
        None => CLOCK_UNSET.of(lang).into(),
    }
}

/// `Data per 20 November 2026 pukul 17.00`, or that there are none yet.
pub fn data_as_of(lang: Lang, at: Option<Timestamp>, zone: Zone) -> String {
    let Some(at) = at else {
        return pick(lang, "Belum ada data", "No data yet").into();
    };
    let day = date(lang, zone.day(at));
    let clock = clock(lang, at, zone);
    match lang {
        Lang::Id => format!("Data per {day} pukul {clock}"),
        Lang::En => format!("Data as of {day}, {clock}"),
    }
}

/// The name of a month, 1 to 12.
pub fn month(lang: Lang, month: i8) -> &'static str {
    const MONTHS: [(&str, &str); 12] = [
        ("Januari", "January"),
        ("Februari", "February"),
        ("Maret", "March"),
        ("April", "April"),
        ("Mei", "May"),
        ("Juni", "June"),
        ("Juli", "July"),
        ("Agustus", "August"),
        ("September", "September"),
        ("Oktober", "October"),
        ("November", "November"),
        ("Desember", "December"),
    ];
    // A civil date has a month of 1 to 12.
    let (id, en) = usize::try_from(month - 1).ok().and_then(|i| MONTHS.get(i)).copied().unwrap_or(("?", "?"));
    pick(lang, id, en)
}

pub(crate) fn weekday(lang: Lang, day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => pick(lang, "Senin", "Monday"),
        Weekday::Tuesday => pick(lang, "Selasa", "Tuesday"),
        Weekday::Wednesday => pick(lang, "Rabu", "Wednesday"),
        Weekday::Thursday => pick(lang, "Kamis", "Thursday"),
        Weekday::Friday => pick(lang, "Jumat", "Friday"),
        Weekday::Saturday => pick(lang, "Sabtu", "Saturday"),
        Weekday::Sunday => pick(lang, "Minggu", "Sunday"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn dates_and_times_follow_the_house_rules() {
        let day = jiff::civil::date(2026, 11, 21);
        assert_eq!(date(Lang::Id, day), "21 November 2026");
        assert_eq!(day_and_date(Lang::Id, day), "Sabtu, 21 November 2026");
        assert_eq!(day_and_date(Lang::En, day), "Saturday, 21 November 2026");
        let noonish = at("2026-11-21T07:30:00Z");
        assert_eq!(time_of_day(Lang::Id, noonish, Zone::Wib), "pukul 14.30 WIB");
        assert_eq!(time_of_day(Lang::En, noonish, Zone::Wit), "16:30 WIT");
    }

    #[test]
    fn data_carry_their_age_and_say_when_there_are_none() {
        let fetched = Some(at("2026-11-20T10:00:00Z"));
        assert_eq!(data_as_of(Lang::Id, fetched, Zone::Wib), "Data per 20 November 2026 pukul 17.00");
        assert_eq!(data_as_of(Lang::En, fetched, Zone::Wib), "Data as of 20 November 2026, 17:00");
        assert_eq!(data_as_of(Lang::Id, None, Zone::Wib), "Belum ada data");
    }

    #[test]
    fn the_day_turns_at_local_midnight_in_each_zone() {
        let late = at("2026-11-20T16:30:00Z");
        assert_eq!(Zone::Wib.day(late), jiff::civil::date(2026, 11, 20));
        assert_eq!(Zone::Wita.day(late), jiff::civil::date(2026, 11, 21));
    }

    #[test]
    fn every_month_and_weekday_has_both_names() {
        let mut day = jiff::civil::date(2026, 1, 1);
        for _ in 0..366 {
            for lang in [Lang::Id, Lang::En] {
                assert!(!day_and_date(lang, day).contains('?'));
            }
            day = day.tomorrow().unwrap();
        }
    }
}
