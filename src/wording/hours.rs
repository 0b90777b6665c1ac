//! When an office is open, in words.

use jiff::civil::{Date, Time};

use super::time::weekday;
use super::{Lang, Phrase, day_and_date, month, pick};

/// The page with the week and the days off.
pub const TITLE: Phrase = Phrase::new("Jam Buka Kantor", "Office Hours");
/// Above the week.
pub const WEEK: Phrase = Phrase::new("Setiap minggu", "Every week");
/// Above the days off.
pub const HOLIDAYS: Phrase = Phrase::new("Hari libur berikutnya", "Next days off");
/// `15.00`, `15:00`
pub fn time(lang: Lang, time: Time) -> String {
    let point = pick(lang, ".", ":");
    format!("{:02}{point}{:02}", time.hour(), time.minute())
}

/// `08.00–15.00`
pub fn span(lang: Lang, opens: Time, closes: Time) -> String {
    format!("{}–{}", time(lang, opens), time(lang, closes))
}

/// `Senin: 08.00–15.00`; `hours` is `None` on a day off.
pub fn of_day(lang: Lang, day: Date, hours: Option<(Time, Time)>, is_today: bool) -> String {
    let name = weekday(lang, day.weekday());
    let said = match hours {
        Some((opens, closes)) => span(lang, opens, closes),
        None => pick(lang, "tutup", "closed").into(),
    };
    let today = if is_today { pick(lang, " (hari ini)", " (today)") } else { "" };
    format!("{name}: {said}{today}")
}

/// `Jumat, 25 Desember 2026: Hari Natal`
pub fn holiday(lang: Lang, day: Date, name: &str) -> String {
    format!("{}: {name}", day_and_date(lang, day))
}

/// `hari ini`, `besok`, `Senin`, `4 Januari`: as near as it can be said without a mistake.
fn when(lang: Lang, day: Date, today: Date) -> String {
    let days = today.until(day).map_or(i32::MAX, |span| span.get_days());
    match days {
        0 => pick(lang, "hari ini", "today").into(),
        1 => pick(lang, "besok", "tomorrow").into(),
        2..=6 => weekday(lang, day.weekday()).into(),
        _ => format!("{} {}", day.day(), month(lang, day.month())),
    }
}

/// `Buka sampai 15.00 · besok 08.00`
pub fn open(lang: Lang, closes: Time, next: Option<(Date, Time)>, today: Date) -> String {
    let until = match lang {
        Lang::Id => format!("Buka sampai {}", time(lang, closes)),
        Lang::En => format!("Open until {}", time(lang, closes)),
    };
    match next {
        Some((day, opens)) => format!("{until} · {} {}", when(lang, day, today), time(lang, opens)),
        None => until,
    }
}

/// `Petugas tidak di tempat · buka lagi besok pukul 08.00`
pub fn closed(lang: Lang, next: Option<(Date, Time)>, today: Date) -> String {
    let away = pick(lang, "Petugas tidak di tempat", "No officer is here now");
    match (lang, next) {
        (_, None) => away.into(),
        (Lang::Id, Some((day, opens))) => {
            format!("{away} · buka {} pukul {}", when(lang, day, today), time(lang, opens))
        }
        (Lang::En, Some((day, opens))) => {
            format!("{away} · open {} at {}", when(lang, day, today), time(lang, opens))
        }
    }
}

/// `Libur: Hari Natal.`
pub fn day_off(lang: Lang, name: &str) -> String {
    format!("{}: {name}.", pick(lang, "Libur", "Day off"))
}

/// What becomes of an application meanwhile.
pub fn applications(lang: Lang, day: Date) -> String {
    match lang {
        Lang::Id => format!(
            "Mesin ini tetap bisa dipakai. Pengajuan kartu diperiksa mulai {}.",
            day_and_date(lang, day)
        ),
        Lang::En => {
            format!("This machine can be used. Applications are looked at from {}.", day_and_date(lang, day))
        }
    }
}

/// Nothing is applied for here.
pub fn machine_works(lang: Lang) -> &'static str {
    pick(lang, "Mesin ini tetap bisa dipakai.", "This machine can be used.")
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time as at};

    use super::*;

    #[test]
    fn the_next_opening_is_said_as_near_as_it_can_be_without_a_mistake() {
        let today = date(2026, 11, 20);
        for (day, id, en) in [
            (date(2026, 11, 20), "Buka sampai 11.30 · hari ini 13.00", "Open until 11:30 · today 13:00"),
            (date(2026, 11, 21), "Buka sampai 11.30 · besok 13.00", "Open until 11:30 · tomorrow 13:00"),
            (date(2026, 11, 23), "Buka sampai 11.30 · Senin 13.00", "Open until 11:30 · Monday 13:00"),
            // "Jumat" would be today.
            (
                date(2026, 11, 27),
                "Buka sampai 11.30 · 27 November 13.00",
                "Open until 11:30 · 27 November 13:00",
            ),
        ] {
            assert_eq!(open(Lang::Id, at(11, 30, 0, 0), Some((day, at(13, 0, 0, 0))), today), id);
            assert_eq!(open(Lang::En, at(11, 30, 0, 0), Some((day, at(13, 0, 0, 0))), today), en);
        }
        assert_eq!(closed(Lang::Id, None, today), "Petugas tidak di tempat");
        let monday = Some((date(2026, 11, 23), at(8, 0, 0, 0)));
        assert_eq!(closed(Lang::Id, monday, today), "Petugas tidak di tempat · buka Senin pukul 08.00");
        assert_eq!(closed(Lang::En, monday, today), "No officer is here now · open Monday at 08:00");
    }
}
