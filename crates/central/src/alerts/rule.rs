//! A rule: what is wrong, where, for how long, and who is told when. Pure.

use anjungan_wire::health::PrinterState;
use anjungan_wire::id::{RegionCode, Tag};
use jiff::Timestamp;
use jiff::tz::Offset;

use crate::fleet::{Aspect, PAPER_LOW_PERCENT};

/// Characters of a rule's name.
pub const NAME_CHARS_MAX: usize = 80;
/// Addresses that one rule tells.
pub const MAILS_MAX: usize = 10;
/// Characters of an address.
pub const ADDRESS_CHARS_MAX: usize = 254;
/// Messages of one rule to one address in an hour. What comes faster waits and is told together.
pub const MESSAGES_PER_HOUR: u64 = 12;
const MINUTES_OF_DAY: u16 = 24 * 60;
/// Thirty days: what lasts longer is no alert.
const AFTER_MIN_MAX: u32 = 30 * 24 * 60;
/// A week.
const AGAIN_H_MAX: u16 = 168;

/// What a rule looks for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Watched {
    /// A kiosk is not heard.
    Silent,
    /// A ticket printer does not print: paper out, cover, fault, cable.
    Printer,
    /// A roll is near its end.
    PaperLow,
    /// A clock is wrong.
    Clock,
    /// A disk is nearly full.
    Disk,
    /// A kiosk shows old data.
    Data,
    /// Facts wait for central.
    Outbox,
    /// A machine waits to be accepted.
    Enrolment,
    /// A feed of others can't be read.
    Source,
}

impl Watched {
    /// Everything that can be watched.
    pub const ALL: [Watched; 9] = [
        Watched::Silent,
        Watched::Printer,
        Watched::PaperLow,
        Watched::Clock,
        Watched::Disk,
        Watched::Data,
        Watched::Outbox,
        Watched::Enrolment,
        Watched::Source,
    ];

    /// The word in the database and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Watched::Silent => "silent",
            Watched::Printer => "printer",
            Watched::PaperLow => "paper-low",
            Watched::Clock => "clock",
            Watched::Disk => "disk",
            Watched::Data => "data",
            Watched::Outbox => "outbox",
            Watched::Enrolment => "enrolment",
            Watched::Source => "source",
        }
    }

    /// What this word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|watched| watched.as_str() == word)
    }

    /// The parts of a kiosk's timeline that tell of it; none: it is found elsewhere.
    pub fn aspects(self) -> &'static [Aspect] {
        match self {
            Watched::Printer => &[Aspect::Printer],
            Watched::PaperLow => &[Aspect::Paper, Aspect::Printer],
            Watched::Clock => &[Aspect::Clock],
            Watched::Disk => &[Aspect::Disk],
            Watched::Data => &[Aspect::Data],
            Watched::Outbox => &[Aspect::Outbox],
            Watched::Silent | Watched::Enrolment | Watched::Source => &[],
        }
    }

    /// Whether an aspect's value, as it stands in the database, is the trouble.
    pub fn is(self, aspect: Aspect, value: &str) -> bool {
        let word = value.split(' ').next().unwrap_or("");
        match self {
            Watched::Printer => {
                let state = PrinterState::named(word);
                aspect == Aspect::Printer
                    && !state.prints()
                    && !matches!(state, PrinterState::Absent | PrinterState::Unknown)
            }
            Watched::PaperLow => {
                let few = word.parse().is_ok_and(|percent: u8| percent < PAPER_LOW_PERCENT);
                let said = PrinterState::named(word) == PrinterState::PaperLow;
                (aspect == Aspect::Paper && few) || (aspect == Aspect::Printer && said)
            }
            Watched::Clock => aspect == Aspect::Clock && word == "wrong",
            Watched::Disk => aspect == Aspect::Disk && matches!(word, "low" | "critical"),
            Watched::Data => aspect == Aspect::Data && word != "fresh",
            Watched::Outbox => aspect == Aspect::Outbox && word == "behind",
            Watched::Silent | Watched::Enrolment | Watched::Source => false,
        }
    }

    /// How long it had lasted when the timeline first told of it: data are called old after a day, facts after an
    /// hour. Milliseconds.
    pub fn head_start_ms(self) -> i64 {
        match self {
            Watched::Data => 24 * 3_600_000,
            Watched::Outbox => 3_600_000,
            Watched::Silent
            | Watched::Printer
            | Watched::PaperLow
            | Watched::Clock
            | Watched::Disk
            | Watched::Enrolment
            | Watched::Source => 0,
        }
    }

    /// Sooner it can't be known, in minutes.
    pub fn after_min_least(self) -> u32 {
        match self {
            // Two beats: one that was late is no trouble.
            Watched::Silent => 2,
            Watched::Data => 24 * 60,
            Watched::Outbox => 60,
            Watched::Printer
            | Watched::PaperLow
            | Watched::Clock
            | Watched::Disk
            | Watched::Enrolment
            | Watched::Source => 0,
        }
    }

    /// Whether the kiosk itself tells of it, so that nobody knows any more how it is once the kiosk is not heard.
    pub fn is_told_by_kiosk(self) -> bool {
        !self.aspects().is_empty()
    }

    /// Whether it is about kiosks.
    pub fn is_of_kiosks(self) -> bool {
        self != Watched::Source
    }
}

/// Hours in which nobody is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quiet {
    /// From this minute of the day.
    pub from: u16,
    /// Until before this one; may be past midnight. The same as `from`: never quiet.
    pub to: u16,
    /// The clock that is meant: hours ahead of UTC, 7 (WIB), 8 (WITA) or 9 (WIT).
    pub zone_h: i8,
}

impl Quiet {
    /// Whether it is quiet then.
    pub fn covers(self, now: Timestamp) -> bool {
        let zone = Offset::constant(self.zone_h).to_time_zone();
        let local = now.to_zoned(zone);
        let minute = u16::from(local.hour().unsigned_abs()) * 60 + u16::from(local.minute().unsigned_abs());
        match self.from.cmp(&self.to) {
            std::cmp::Ordering::Equal => false,
            std::cmp::Ordering::Less => (self.from..self.to).contains(&minute),
            std::cmp::Ordering::Greater => minute >= self.from || minute < self.to,
        }
    }
}

/// A rule.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// What people call it.
    pub name: String,
    /// What it looks for.
    pub watched: Watched,
    /// Kiosks of this regency only.
    pub district: Option<RegionCode>,
    /// Kiosks with this tag only.
    pub tag: Option<Tag>,
    /// After so many minutes of it.
    pub after_min: u32,
    /// Told again after so many hours, until somebody has seen it; 0: once.
    pub again_h: u16,
    /// Only while the kiosk's office is open: one that is switched off at night needs nobody.
    pub open_only: bool,
    /// When nobody is told.
    pub quiet: Quiet,
    /// Who is told by e-mail.
    pub mails: Vec<String>,
    /// Where it is posted; empty: nowhere.
    pub hook: String,
}

/// Why a rule can't be used.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadRule {
    /// Its name.
    #[error("a rule's name has 1 to {NAME_CHARS_MAX} characters")]
    Name,
    /// How long.
    #[error("after {0} minutes at least, and 30 days at most")]
    After(u32),
    /// Again.
    #[error("again after 0 to {AGAIN_H_MAX} hours")]
    Again,
    /// Quiet hours.
    #[error("quiet hours are times of the day like 20:00, in WIB, WITA or WIT")]
    Quiet,
    /// An address of e-mail.
    #[error("at most {MAILS_MAX} addresses of e-mail, with spaces between")]
    Mail,
    /// An address of the web.
    #[error("an address of the web begins with https://")]
    Hook,
    /// Nobody.
    #[error("somebody must be told: by e-mail, or at an address of the web")]
    Nobody,
    /// A source never closes.
    #[error("a source has no opening hours")]
    Open,
    /// Where a source is has no meaning.
    #[error("a source belongs to no regency and has no tag")]
    Place,
}

impl Rule {
    /// Whether it can be used.
    pub fn check(&self) -> Result<(), BadRule> {
        let chars = self.name.chars().count();
        if self.name.trim().is_empty() || chars > NAME_CHARS_MAX || self.name.chars().any(char::is_control) {
            return Err(BadRule::Name);
        }
        let least = self.watched.after_min_least();
        if !(least..=AFTER_MIN_MAX).contains(&self.after_min) {
            return Err(BadRule::After(least));
        }
        if self.again_h > AGAIN_H_MAX {
            return Err(BadRule::Again);
        }
        let Quiet { from, to, zone_h } = self.quiet;
        if from >= MINUTES_OF_DAY || to >= MINUTES_OF_DAY || !(7..=9).contains(&zone_h) {
            return Err(BadRule::Quiet);
        }
        if self.mails.len() > MAILS_MAX || !self.mails.iter().all(|address| is_mail(address)) {
            return Err(BadRule::Mail);
        }
        if !self.hook.is_empty() && !is_web(&self.hook) {
            return Err(BadRule::Hook);
        }
        if self.mails.is_empty() && self.hook.is_empty() {
            return Err(BadRule::Nobody);
        }
        if !self.watched.is_of_kiosks() && self.open_only {
            return Err(BadRule::Open);
        }
        if !self.watched.is_of_kiosks() && (self.district.is_some() || self.tag.is_some()) {
            return Err(BadRule::Place);
        }
        Ok(())
    }
}

fn is_mail(address: &str) -> bool {
    address.len() <= ADDRESS_CHARS_MAX && address.parse::<lettre::Address>().is_ok()
}

/// Whether it may be posted there at all; [`super::send`] looks at where the name leads.
fn is_web(address: &str) -> bool {
    let uri: Result<ureq::http::Uri, _> = address.parse();
    address.len() <= ADDRESS_CHARS_MAX
        && uri.is_ok_and(|uri| {
            let authority = uri.authority().map_or("", |authority| authority.as_str());
            // A password in an address would be seen by everybody who sees the rule.
            matches!(uri.scheme_str(), Some("https" | "http"))
                && !authority.is_empty()
                && !authority.contains('@')
        })
}

/// `20:00` or `20.00`, in minutes of the day.
pub fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once([':', '.'])?;
    let number = |text: &str, under: u16| match text.len() {
        1 | 2 => text.parse::<u16>().ok().filter(|number| *number < under),
        _ => None,
    };
    Some(number(hour, 24)? * 60 + number(minute, 60)?)
}
