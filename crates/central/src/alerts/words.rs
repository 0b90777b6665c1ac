//! What is written to people and programs. People read Indonesian: whoever drives to a kiosk is at home there.

use jiff::Timestamp;
use jiff::tz::Offset;
use serde::Serialize;

use super::judge::Told;
use super::rule::{Rule, Watched};

/// Lines of one message. What comes after them is counted.
const LINES_MAX: usize = 50;

/// One thing that is told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// Of which alert.
    pub alert: i64,
    /// What.
    pub told: Told,
    /// `kiosk:K07`, `source:3`
    pub subject: String,
    /// Its name and where it is, such as `K07 Mal Pelayanan Publik (Kab. Bekasi)`.
    pub label: String,
    /// Since when it lasts, or lasted, Unix milliseconds.
    pub since_ms: i64,
}

/// A message, before it has addresses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// The subject line.
    pub title: String,
    /// For people.
    pub text: String,
    /// For programs: a JSON object.
    pub json: String,
}

/// The trouble in a few words.
pub fn trouble(watched: Watched) -> (&'static str, &'static str) {
    match watched {
        Watched::Silent => ("tidak terdengar", "not heard"),
        Watched::Printer => ("printer tidak mencetak", "the printer does not print"),
        Watched::PaperLow => ("kertas hampir habis", "paper nearly used up"),
        Watched::Clock => ("jam salah", "clock is wrong"),
        Watched::Disk => ("ruang disk hampir habis", "disk nearly full"),
        Watched::Data => ("data lama", "old data"),
        Watched::Outbox => ("kiriman tertahan", "facts wait"),
        Watched::Enrolment => ("mesin menunggu disetujui", "a machine waits to be accepted"),
        Watched::Source => ("sumber tidak terbaca", "a source can't be read"),
    }
}

fn zone_name(zone_h: i8) -> &'static str {
    match zone_h {
        8 => "WITA",
        9 => "WIT",
        // A rule has no other.
        _ => "WIB",
    }
}

fn moment(at_ms: i64, zone_h: i8) -> String {
    let Ok(at) = Timestamp::from_millisecond(at_ms) else { return "–".into() };
    let local = at.to_zoned(Offset::constant(zone_h).to_time_zone());
    format!("{} {}", local.strftime("%d-%m-%Y %H.%M"), zone_name(zone_h))
}

/// Writes what a rule tells now: all of it in one message.
pub fn write(rule: &Rule, items: &[Item], now: Timestamp) -> Written {
    let zone_h = rule.quiet.zone_h;
    let of = |told: Told| items.iter().filter(move |item| item.told == told);
    let new = of(Told::Begun).count() + of(Told::Still).count();
    let noun = if rule.watched.is_of_kiosks() { "kiosk" } else { "sumber" };
    let title = match new {
        0 => format!("Anjungan: {} {noun} sudah normal – {}", items.len(), rule.name),
        new => format!("Anjungan: {new} {noun} perlu ditangani – {}", rule.name),
    };
    let mut text = format!("{}: {}.\n", rule.name, trouble(rule.watched).0);
    let parts = [
        (Told::Begun, "Perlu ditangani"),
        (Told::Still, "Masih begitu, dan belum ada yang menanggapi"),
        (Told::Over, "Sudah normal"),
        (Told::Passed, "Terjadi dan sudah normal sebelum sempat diberitahukan"),
    ];
    let mut left = LINES_MAX;
    for (told, heading) in parts {
        let count = of(told).count();
        if count == 0 {
            continue;
        }
        text += &format!("\n{heading}:\n");
        for item in of(told).take(left) {
            text += &format!("- {}, sejak {}\n", item.label, moment(item.since_ms, zone_h));
        }
        if count > left {
            text += &format!("- dan {} lagi\n", count - left);
        }
        left = left.saturating_sub(count);
    }
    text += &format!(
        "\nDitulis {} oleh pusat Anjungan. Lihat dan tanggapi di konsol, menu Peringatan.\n",
        moment(now.as_millisecond(), zone_h)
    );
    Written { title, text, json: json(rule, items, now) }
}

/// A message that shows that messages arrive.
pub fn test(rule: &Rule, now: Timestamp) -> Written {
    Written {
        title: format!("Anjungan: percobaan – {}", rule.name),
        text: format!(
            "Ini percobaan aturan \"{}\". Tidak ada kiosk yang perlu ditangani.\n\nDitulis {} oleh pusat Anjungan.\n",
            rule.name,
            moment(now.as_millisecond(), rule.quiet.zone_h)
        ),
        json: json(rule, &[], now),
    }
}

#[derive(Serialize)]
struct Posted<'a> {
    rule: &'a str,
    trouble: &'a str,
    written: String,
    test: bool,
    events: Vec<Event<'a>>,
}

#[derive(Serialize)]
struct Event<'a> {
    alert: i64,
    event: &'a str,
    subject: &'a str,
    label: &'a str,
    since: String,
}

fn json(rule: &Rule, items: &[Item], now: Timestamp) -> String {
    let events = items.iter().map(|item| Event {
        alert: item.alert,
        event: match item.told {
            Told::Begun => "begun",
            Told::Still => "still",
            Told::Over => "over",
            Told::Passed => "passed",
        },
        subject: &item.subject,
        label: &item.label,
        since: Timestamp::from_millisecond(item.since_ms).map(|at| at.to_string()).unwrap_or_default(),
    });
    let posted = Posted {
        rule: &rule.name,
        trouble: rule.watched.as_str(),
        written: now.to_string(),
        test: items.is_empty(),
        events: events.collect(),
    };
    serde_json::to_string(&posted).expect("strings and numbers are JSON")
}
