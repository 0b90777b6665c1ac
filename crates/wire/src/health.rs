//! How a machine is, as closed types in steps: an idle one has nothing new to say, so central's timeline holds
//! changes and not readings.
//!
//! A word that one side does not know yet is read as `unknown`: terminals and centrals are updated on different days.

use serde::{Deserialize, Serialize};

use crate::id::Scope;

/// What a beat says about the machine beyond [`crate::request::Health`]'s older fields.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Condition {
    /// The ticket printer.
    #[serde(default)]
    pub printer: PrinterState,
    /// The code of what is wrong with it, such as `P03`: the one in the technician's manual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printer_code: Option<String>,
    /// How much of the roll is left, in steps of ten percent, rounded down. `None`: no refill was confirmed yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper_percent: Option<u8>,
    /// The A4 printer. `None`: there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheets: Option<PrinterState>,
    /// Feeds whose data are older than a day, with their age in whole days.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "known_ages")]
    pub stale: Vec<(Scope, u32)>,
    /// The clock.
    #[serde(default)]
    pub clock: ClockState,
    /// Space left where the ledger is.
    #[serde(default)]
    pub disk: DiskState,
    /// The processor's temperature in steps of five degrees Celsius, rounded down. `None`: not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub temperature_c: Option<i16>,
    /// When the last visit ended, Unix seconds, rounded down to ten minutes. `None`: none since it was installed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_visit_s: Option<i64>,
    /// Facts that central does not have.
    #[serde(default)]
    pub outbox: Outbox,
    /// Whole hours since the program started.
    #[serde(default)]
    pub up_hours: u32,
    /// The generation of [`crate::kiosk_config::KioskConfig`] in force; 0: none.
    #[serde(default)]
    pub config_generation: u64,
}

/// A printer in a word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrinterState {
    /// It prints.
    Ready,
    /// It prints, and the roll is near its end.
    PaperLow,
    /// No paper, or not enough for one ticket.
    PaperOut,
    /// Its cover is open.
    CoverOpen,
    /// Its cutter is stuck.
    Cutter,
    /// It reports an error of its own.
    Fault,
    /// Its cable is out, or it is switched off.
    NotConnected,
    /// It takes bytes and does not answer.
    NoAnswer,
    /// Closed until a technician's test print was good.
    OutOfOrder,
    /// This kiosk has none.
    Absent,
    /// Not asked yet, or a word of another version.
    #[default]
    #[serde(other)]
    Unknown,
}

impl PrinterState {
    /// Every state.
    pub const ALL: [PrinterState; 11] = [
        PrinterState::Ready,
        PrinterState::PaperLow,
        PrinterState::PaperOut,
        PrinterState::CoverOpen,
        PrinterState::Cutter,
        PrinterState::Fault,
        PrinterState::NotConnected,
        PrinterState::NoAnswer,
        PrinterState::OutOfOrder,
        PrinterState::Absent,
        PrinterState::Unknown,
    ];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            PrinterState::Ready => "ready",
            PrinterState::PaperLow => "paper-low",
            PrinterState::PaperOut => "paper-out",
            PrinterState::CoverOpen => "cover-open",
            PrinterState::Cutter => "cutter",
            PrinterState::Fault => "fault",
            PrinterState::NotConnected => "not-connected",
            PrinterState::NoAnswer => "no-answer",
            PrinterState::OutOfOrder => "out-of-order",
            PrinterState::Absent => "absent",
            PrinterState::Unknown => "unknown",
        }
    }

    /// The state of this word; [`PrinterState::Unknown`] for any other.
    pub fn named(word: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.as_str() == word).unwrap_or_default()
    }

    /// Whether a ticket would come out.
    pub fn prints(self) -> bool {
        match self {
            PrinterState::Ready | PrinterState::PaperLow => true,
            PrinterState::PaperOut
            | PrinterState::CoverOpen
            | PrinterState::Cutter
            | PrinterState::Fault
            | PrinterState::NotConnected
            | PrinterState::NoAnswer
            | PrinterState::OutOfOrder
            | PrinterState::Absent
            | PrinterState::Unknown => false,
        }
    }
}

/// The machine's clock beside central's.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockState {
    /// Within five minutes.
    Right,
    /// More than five minutes ahead or behind.
    Wrong,
    /// Not compared yet, or a word of another version.
    #[default]
    #[serde(other)]
    Unknown,
}

/// Space on the disk.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DiskState {
    /// A GiB or more.
    Plenty,
    /// Less than a GiB.
    Low,
    /// Less than 100 MiB: what visitors do may soon not be kept.
    Critical,
    /// Could not be looked at, or a word of another version.
    #[default]
    #[serde(other)]
    Unknown,
}

impl DiskState {
    /// The state of so much free space, in MiB.
    pub fn of_free_mib(mib: u64) -> Self {
        match mib {
            0..100 => DiskState::Critical,
            100..1024 => DiskState::Low,
            1024.. => DiskState::Plenty,
        }
    }
}

/// Facts that central does not have.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Outbox {
    /// How many, rounded down to a power of two.
    pub depth: u64,
    /// Age of the oldest in whole hours; 0 where none is that old.
    pub oldest_hours: u32,
}

impl Outbox {
    /// So many facts, the oldest of them so many seconds old.
    pub fn new(depth: u64, oldest_s: i64) -> Self {
        let depth = if depth == 0 { 0 } else { 1 << depth.ilog2() };
        Self { depth, oldest_hours: u32::try_from(oldest_s.max(0) / 3600).unwrap_or(u32::MAX) }
    }
}

/// Steps of ten percent.
pub fn paper_step(left_mm: f32, roll_mm: f32) -> Option<u8> {
    let share = left_mm / roll_mm;
    share.is_finite().then(|| ((share * 10.0).floor().clamp(0.0, 10.0) as u8) * 10)
}

/// Ages of feeds that this program does not know are passed over.
fn known_ages<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<(Scope, u32)>, D::Error> {
    let ages = Vec::<(String, u32)>::deserialize(from)?;
    Ok(ages.into_iter().filter_map(|(name, days)| Some((name.parse().ok()?, days))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_another_version_are_unknown_and_hurt_nothing_else() {
        let text = r#"{"printer":"on-fire","clock":"sundial","disk":"plenty","up_hours":3,"invented_later":1,
            "stale":[["fashions@32",4],["vacancies@32",2]],"outbox":{"depth":8,"oldest_hours":1}}"#;
        let condition: Condition = serde_json::from_str(text).unwrap();
        assert_eq!(condition.printer, PrinterState::Unknown);
        assert_eq!(condition.clock, ClockState::Unknown);
        assert_eq!((condition.disk, condition.up_hours), (DiskState::Plenty, 3));
        assert_eq!(condition.stale, [("vacancies@32".parse().unwrap(), 2)]);
        assert_eq!(serde_json::from_str::<Condition>("{}").unwrap(), Condition::default());
    }

    #[test]
    fn every_printer_word_is_read_as_it_is_written() {
        for state in PrinterState::ALL {
            assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{}\"", state.as_str()));
            assert_eq!(PrinterState::named(state.as_str()), state);
        }
        assert_eq!(PrinterState::named("on-fire"), PrinterState::Unknown);
    }

    #[test]
    fn readings_move_in_steps() {
        let papers = [(0.0, Some(0)), (9.9, Some(0)), (10.0, Some(10)), (99.0, Some(90)), (120.0, Some(100))];
        for (left, step) in papers {
            assert_eq!(paper_step(left, 100.0), step, "{left}");
        }
        assert_eq!(paper_step(1.0, 0.0), None);
        for (depth, step) in [(0, 0), (1, 1), (3, 2), (1000, 512)] {
            assert_eq!(Outbox::new(depth, 3599), Outbox { depth: step, oldest_hours: 0 });
        }
        assert_eq!(Outbox::new(1, 7200).oldest_hours, 2);
        let disks = [
            (0, DiskState::Critical),
            (99, DiskState::Critical),
            (100, DiskState::Low),
            (1024, DiskState::Plenty),
        ];
        for (mib, state) in disks {
            assert_eq!(DiskState::of_free_mib(mib), state, "{mib}");
        }
    }
}
