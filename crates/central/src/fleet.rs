//! How a kiosk is, in a word, with its cause: from what its last beat said. Pure.
//!
//! ```text
//! beat ──▶ aspects (one word each) ──▶ standing and cause ──▶ kiosk_live, kiosk_aspect, kiosk_change
//!          silence of 5 minutes ─────────▲
//! ```

pub mod rollout;
pub mod settings;

use anjungan_wire::health::{ClockState, DiskState, PrinterState};
use anjungan_wire::request::Beat;

/// A kiosk that has not been heard for so long is cut off. Five beats.
pub const SILENT_MS: i64 = 5 * 60_000;
/// A roll with so little left, in percent, is a reason to drive there.
pub(crate) const PAPER_LOW_PERCENT: u8 = 10;
/// Tickets that are as few, for programs that say no share.
const TICKETS_LOW: u32 = 30;
/// From here on a processor slows itself down.
const HOT_C: i16 = 85;

/// A kiosk in a word, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Standing {
    /// Not heard for five minutes.
    Disconnected,
    /// It serves, and something is wrong.
    Reduced,
    /// Its machine is accepted, and has said nothing yet.
    Awaited,
    /// A machine waits for its four words to be compared.
    Pending,
    /// The office has suspended it.
    Suspended,
    /// Invited, and no machine has come yet.
    Invited,
    /// Its machine was taken out of service.
    Retired,
    /// All is well.
    Ready,
}

impl Standing {
    /// Every standing, the worst first.
    pub const ALL: [Standing; 8] = [
        Standing::Disconnected,
        Standing::Reduced,
        Standing::Awaited,
        Standing::Pending,
        Standing::Suspended,
        Standing::Invited,
        Standing::Retired,
        Standing::Ready,
    ];

    /// The word in the database and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Disconnected => "disconnected",
            Standing::Reduced => "reduced",
            Standing::Awaited => "awaited",
            Standing::Pending => "pending",
            Standing::Suspended => "suspended",
            Standing::Invited => "invited",
            Standing::Retired => "retired",
            Standing::Ready => "ready",
        }
    }

    /// The standing of this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == word)
    }

    /// For the list's order: the worst has the most.
    pub fn weight(self, cause: Option<Trouble>) -> i64 {
        match self {
            Standing::Disconnected => 70,
            Standing::Reduced => 60 + cause.map_or(0, Trouble::weight),
            Standing::Awaited => 55,
            Standing::Pending => 50,
            Standing::Suspended => 40,
            Standing::Invited => 30,
            Standing::Ready => 20,
            Standing::Retired => 10,
        }
    }
}

/// What is told apart on a kiosk's timeline.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Aspect {
    /// The kiosk as a whole: a [`Standing`].
    Standing,
    /// The ticket printer: a [`PrinterState`], and its code.
    Printer,
    /// Percent left of the roll.
    Paper,
    /// The A4 printer.
    Sheets,
    /// `fresh`, or days of the oldest feed.
    Data,
    /// `right`, `wrong`
    Clock,
    /// `plenty`, `low`, `critical`
    Disk,
    /// `fine`, `behind`: facts older than an hour that central does not have.
    Outbox,
    /// `fine`, `hot`
    Heat,
    /// The program's version.
    Version,
    /// The generation of the configuration in force.
    Config,
}

impl Aspect {
    /// Every aspect.
    pub const ALL: [Aspect; 11] = [
        Aspect::Standing,
        Aspect::Printer,
        Aspect::Paper,
        Aspect::Sheets,
        Aspect::Data,
        Aspect::Clock,
        Aspect::Disk,
        Aspect::Outbox,
        Aspect::Heat,
        Aspect::Version,
        Aspect::Config,
    ];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Aspect::Standing => "standing",
            Aspect::Printer => "printer",
            Aspect::Paper => "paper",
            Aspect::Sheets => "sheets",
            Aspect::Data => "data",
            Aspect::Clock => "clock",
            Aspect::Disk => "disk",
            Aspect::Outbox => "outbox",
            Aspect::Heat => "heat",
            Aspect::Version => "version",
            Aspect::Config => "config",
        }
    }

    /// The aspect of this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|aspect| aspect.as_str() == word)
    }
}

/// What is wrong with a kiosk that serves.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Trouble {
    /// The ticket printer does not print.
    Printer(PrinterState),
    /// Its roll is near its end.
    PaperLow,
    /// Facts that central does not have are older than an hour.
    Outbox,
    /// What it shows is older than a day.
    Data,
    /// Its clock is wrong.
    Clock,
    /// Its disk is nearly full.
    Disk,
    /// It is too hot.
    Heat,
    /// The A4 printer does not print.
    Sheets,
}

impl Trouble {
    /// Whether visitors get no ticket because of it.
    pub fn stops_printing(self) -> bool {
        match self {
            Trouble::Printer(_) => true,
            Trouble::PaperLow
            | Trouble::Outbox
            | Trouble::Data
            | Trouble::Clock
            | Trouble::Disk
            | Trouble::Heat
            | Trouble::Sheets => false,
        }
    }

    /// Among kiosks that serve with something wrong: what stops a service before what will stop one.
    fn weight(self) -> i64 {
        match self {
            Trouble::Printer(_) => 6,
            Trouble::Outbox | Trouble::Data | Trouble::Clock | Trouble::Heat | Trouble::Sheets => 3,
            Trouble::PaperLow | Trouble::Disk => 1,
        }
    }

    /// The word in the database.
    pub fn code(self) -> String {
        match self {
            Trouble::Printer(state) => format!("printer:{}", state.as_str()),
            Trouble::PaperLow => "paper-low".into(),
            Trouble::Outbox => "outbox".into(),
            Trouble::Data => "data".into(),
            Trouble::Clock => "clock".into(),
            Trouble::Disk => "disk".into(),
            Trouble::Heat => "heat".into(),
            Trouble::Sheets => "sheets".into(),
        }
    }

    /// The trouble of this word.
    pub fn named(code: &str) -> Option<Self> {
        match code {
            "paper-low" => Some(Trouble::PaperLow),
            "outbox" => Some(Trouble::Outbox),
            "data" => Some(Trouble::Data),
            "clock" => Some(Trouble::Clock),
            "disk" => Some(Trouble::Disk),
            "heat" => Some(Trouble::Heat),
            "sheets" => Some(Trouble::Sheets),
            code => code.strip_prefix("printer:").map(|word| Trouble::Printer(PrinterState::named(word))),
        }
    }
}

/// The ticket printer, also as an older program said it.
pub fn printer(beat: &Beat) -> PrinterState {
    let health = &beat.health;
    match &health.condition {
        Some(condition) => condition.printer,
        None if health.out_of_order.is_some() => PrinterState::OutOfOrder,
        None => match health.printer.as_str() {
            "cutter-stuck" => PrinterState::Cutter,
            "printer-fault" => PrinterState::Fault,
            "paper-short" => PrinterState::PaperOut,
            word => PrinterState::named(word),
        },
    }
}

/// What a beat says, in aspects. One that nothing is known of is left out.
pub fn aspects(beat: &Beat) -> Vec<(Aspect, String)> {
    let health = &beat.health;
    let mut told = Vec::new();
    let code = health.condition.as_ref().and_then(|condition| condition.printer_code.as_deref());
    let printer = match code.or(health.out_of_order.as_deref()) {
        Some(code) => format!("{} {}", printer(beat).as_str(), code.chars().take(8).collect::<String>()),
        None => printer(beat).as_str().to_owned(),
    };
    told.push((Aspect::Printer, printer));
    if !health.version.is_empty() {
        told.push((Aspect::Version, health.version.chars().take(40).collect()));
    }
    let Some(condition) = &health.condition else { return told };
    if let Some(percent) = condition.paper_percent {
        told.push((Aspect::Paper, percent.to_string()));
    }
    if let Some(sheets) = condition.sheets {
        told.push((Aspect::Sheets, sheets.as_str().to_owned()));
    }
    let days = condition.stale.iter().map(|(_, days)| *days).max();
    told.push((Aspect::Data, days.map_or_else(|| "fresh".to_owned(), |days| days.to_string())));
    let clock = match condition.clock {
        ClockState::Right => Some("right"),
        ClockState::Wrong => Some("wrong"),
        ClockState::Unknown => None,
    };
    told.extend(clock.map(|clock| (Aspect::Clock, clock.to_owned())));
    let disk = match condition.disk {
        DiskState::Plenty => Some("plenty"),
        DiskState::Low => Some("low"),
        DiskState::Critical => Some("critical"),
        DiskState::Unknown => None,
    };
    told.extend(disk.map(|disk| (Aspect::Disk, disk.to_owned())));
    let outbox = if condition.outbox.oldest_hours > 0 { "behind" } else { "fine" };
    told.push((Aspect::Outbox, outbox.to_owned()));
    if let Some(celsius) = condition.temperature_c {
        told.push((Aspect::Heat, if celsius >= HOT_C { "hot" } else { "fine" }.to_owned()));
    }
    told.push((Aspect::Config, condition.config_generation.to_string()));
    told
}

/// What is wrong, the worst first.
pub fn troubles(beat: &Beat) -> Vec<Trouble> {
    let health = &beat.health;
    let mut found = Vec::new();
    let state = printer(beat);
    // Before it was asked, and where there is none, nothing is wrong.
    if !state.prints() && !matches!(state, PrinterState::Absent | PrinterState::Unknown) {
        found.push(Trouble::Printer(state));
    }
    let Some(condition) = &health.condition else {
        if health.tickets_left.is_some_and(|left| left < TICKETS_LOW) {
            found.push(Trouble::PaperLow);
        }
        return found;
    };
    if matches!(condition.disk, DiskState::Low | DiskState::Critical) {
        found.push(Trouble::Disk);
    }
    if condition.outbox.oldest_hours > 0 {
        found.push(Trouble::Outbox);
    }
    if !condition.stale.is_empty() {
        found.push(Trouble::Data);
    }
    if condition.clock == ClockState::Wrong {
        found.push(Trouble::Clock);
    }
    if condition.temperature_c.is_some_and(|celsius| celsius >= HOT_C) {
        found.push(Trouble::Heat);
    }
    let low = condition.paper_percent.is_some_and(|percent| percent < PAPER_LOW_PERCENT);
    if state == PrinterState::PaperLow || (state.prints() && low) {
        found.push(Trouble::PaperLow);
    }
    let sheets_down = |sheets: PrinterState| {
        !sheets.prints() && !matches!(sheets, PrinterState::Absent | PrinterState::Unknown)
    };
    if condition.sheets.is_some_and(sheets_down) {
        found.push(Trouble::Sheets);
    }
    found
}

/// What is known of a kiosk besides its beat.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Known {
    /// A machine stands there.
    pub accepted: bool,
    /// One waits to be accepted.
    pub pending: bool,
    /// One stood there.
    pub had_one: bool,
    /// The office has suspended it.
    pub suspended: bool,
    /// Milliseconds since it was last heard; since it was accepted, where it never was.
    pub silent_ms: i64,
}

/// The kiosk in a word, and its cause.
pub fn standing(known: Known, last_beat: Option<&Beat>) -> (Standing, String) {
    let plain = |standing| (standing, String::new());
    match known {
        // Somebody stands before it and waits, also where it replaces one in service.
        Known { pending: true, .. } => plain(Standing::Pending),
        Known { accepted: false, had_one: true, .. } => plain(Standing::Retired),
        Known { accepted: false, .. } => plain(Standing::Invited),
        Known { silent_ms, .. } if silent_ms >= SILENT_MS => plain(Standing::Disconnected),
        Known { suspended: true, .. } => plain(Standing::Suspended),
        Known { .. } => match last_beat.map(troubles) {
            None => plain(Standing::Awaited),
            Some(troubles) => match troubles.first() {
                Some(trouble) => (Standing::Reduced, trouble.code()),
                None => plain(Standing::Ready),
            },
        },
    }
}

#[cfg(test)]
mod tests;
