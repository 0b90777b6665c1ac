//! What is said at the card's desk beside the application itself: status and printing, reports, the check of a card,
//! an officer who helps, and the six things the law wants told of each service.

pub mod assist;
pub mod check;
pub mod find;
pub mod home;
pub mod report;
pub mod service;
pub mod status;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Lang, Zone, date, time_of_day};

/// `pukul 08.10 WIB` of today, `20 November 2026 pukul 08.10 WIB` of another day.
fn moment(lang: Lang, at: Timestamp, zone: Zone, today: Date) -> String {
    let time = time_of_day(lang, at, zone);
    let day = zone.day(at);
    match lang {
        _ if day == today => time,
        Lang::Id => format!("{} {time}", date(lang, day)),
        Lang::En => format!("{}, {time}", date(lang, day)),
    }
}

/// `4 menit`, `40 detik`: how long somebody has to wait, rounded up.
fn wait(lang: Lang, wait_s: u64) -> String {
    let (n, id, one, many) = if wait_s > 90 {
        (wait_s.div_ceil(60), "menit", "minute", "minutes")
    } else {
        (wait_s, "detik", "second", "seconds")
    };
    super::count(lang, n, id, one, many)
}
