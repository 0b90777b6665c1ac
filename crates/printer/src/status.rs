//! What a printer says of itself, in closed types where *unknown* is an answer of its own.
//!
//! Architecture invariant: nothing here guesses. A sensor that was not read is `Unknown`, and a paper sensor read
//! under an open cover is not believed (Epson TM-T81 p. 57: it shows the state of when the cover was closed).

mod parser;

use std::fmt;

pub use parser::{Event, Parser};

use crate::command::RealTime;

/// The last known state of a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status {
    /// Whether there is a device, and whether it answers.
    pub link: LinkState,
    /// Whether it would print what it is sent.
    pub online: OnlineState,
    /// The paper.
    pub paper: PaperState,
    /// The cover.
    pub cover: CoverState,
    /// Faults of the mechanism.
    pub fault: FaultState,
}

/// The way to the device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LinkState {
    /// The port cannot be opened, or has gone.
    Absent,
    /// The port is open and nothing answers.
    Silent,
    /// The printer answers.
    Answering,
    /// The port is open; this printer never answers, by its profile.
    WriteOnly,
}

/// Whether the printer takes and prints data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnlineState {
    /// Yes.
    Online,
    /// No; [`Status::refusal`] has the reason.
    Offline,
    /// Not known.
    Unknown,
}

/// The paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperState {
    /// Enough.
    Present,
    /// The roll is nearly used up. Many cheap printers cannot tell.
    NearEnd,
    /// None.
    Out,
    /// Not known.
    Unknown,
}

/// The cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CoverState {
    /// Closed.
    Closed,
    /// Open.
    Open,
    /// Not known.
    Unknown,
}

/// Faults of the mechanism.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultState {
    /// None.
    None,
    /// The cutter is stuck: clear the paper, then `DLE ENQ 1`.
    Cutter,
    /// Passes by itself, such as a hot print head.
    Passing,
    /// Needs the printer switched off and on, or repaired.
    Lasting,
    /// Not known.
    Unknown,
}

/// Why a printer cannot print, or why a job's fate is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// There is no paper.
    PaperOut,
    /// The cover is open.
    CoverOpen,
    /// The cutter is stuck.
    Cutter,
    /// Another fault of the mechanism.
    Fault,
    /// The printer says it is offline and not why.
    Offline,
    /// The port cannot be opened.
    NoDevice,
    /// The port is open and the printer does not answer: switched off, wrong line speed, wrong cable.
    NoAnswer,
    /// The link broke while the job was on its way.
    LinkLost,
    /// The printer neither finished nor complained in the time the job could take.
    Deadline,
    /// The caller's `before_first_byte` failed.
    Withheld,
    /// The driver was stopped.
    Stopped,
}

impl fmt::Display for Cause {
    /// In a technician's words.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Cause::PaperOut => "no paper",
            Cause::CoverOpen => "cover open",
            Cause::Cutter => "cutter stuck",
            Cause::Fault => "fault of the mechanism",
            Cause::Offline => "offline",
            Cause::NoDevice => "no device",
            Cause::NoAnswer => "no answer",
            Cause::LinkLost => "connection lost",
            Cause::Deadline => "not finished in time",
            Cause::Withheld => "withheld by the caller",
            Cause::Stopped => "driver stopped",
        })
    }
}

impl Status {
    /// Nothing is known yet.
    pub const UNKNOWN: Status = Status {
        link: LinkState::Absent,
        online: OnlineState::Unknown,
        paper: PaperState::Unknown,
        cover: CoverState::Unknown,
        fault: FaultState::Unknown,
    };

    /// A link of which nothing else is known.
    #[must_use]
    pub fn of_link(link: LinkState) -> Self {
        Self { link, ..Self::UNKNOWN }
    }

    /// Why a job sent now would not be printed; `None` when it would, as far as can be known.
    #[must_use]
    pub fn refusal(&self) -> Option<Cause> {
        match self.link {
            LinkState::Absent => Some(Cause::NoDevice),
            LinkState::Silent => Some(Cause::NoAnswer),
            LinkState::WriteOnly => None,
            LinkState::Answering => self.trouble(),
        }
    }

    /// What the device itself complains of.
    #[must_use]
    pub fn trouble(&self) -> Option<Cause> {
        if self.cover == CoverState::Open {
            return Some(Cause::CoverOpen);
        }
        if self.paper == PaperState::Out {
            return Some(Cause::PaperOut);
        }
        match self.fault {
            FaultState::Cutter => return Some(Cause::Cutter),
            FaultState::Passing | FaultState::Lasting => return Some(Cause::Fault),
            FaultState::None | FaultState::Unknown => {}
        }
        (self.online == OnlineState::Offline).then_some(Cause::Offline)
    }

    /// The state after an answer to `DLE EOT`.
    #[must_use]
    pub fn with_real_time(mut self, asked: RealTime, answer: u8) -> Self {
        self.link = LinkState::Answering;
        let bit = |n: u8| answer & (1 << n) != 0;
        match asked {
            RealTime::Printer => {
                self.online = if bit(3) { OnlineState::Offline } else { OnlineState::Online };
            }
            RealTime::Offline => {
                self.cover = if bit(2) { CoverState::Open } else { CoverState::Closed };
                if bit(5) {
                    self.paper = PaperState::Out;
                }
            }
            RealTime::Error => {
                self.fault = fault(bit(3), bit(5), bit(6));
            }
            RealTime::Paper => {
                self.paper = paper(bit(5) || bit(6), bit(2) || bit(3));
            }
        }
        self.disbelieve_paper_under_open_cover()
    }

    /// The state after an automatic report of four bytes.
    #[must_use]
    pub fn with_automatic(mut self, report: [u8; 4]) -> Self {
        let bit = |byte: usize, n: u8| report[byte] & (1 << n) != 0;
        self.link = LinkState::Answering;
        self.online = if bit(0, 3) { OnlineState::Offline } else { OnlineState::Online };
        self.cover = if bit(0, 5) { CoverState::Open } else { CoverState::Closed };
        self.fault = fault(bit(1, 3), bit(1, 5), bit(1, 6));
        self.paper = paper(bit(2, 2) || bit(2, 3), bit(2, 0) || bit(2, 1));
        self.disbelieve_paper_under_open_cover()
    }

    fn disbelieve_paper_under_open_cover(mut self) -> Self {
        if self.cover == CoverState::Open && self.paper != PaperState::Out {
            self.paper = PaperState::Unknown;
        }
        self
    }
}

fn fault(cutter: bool, lasting: bool, passing: bool) -> FaultState {
    if lasting {
        FaultState::Lasting
    } else if cutter {
        FaultState::Cutter
    } else if passing {
        FaultState::Passing
    } else {
        FaultState::None
    }
}

fn paper(out: bool, near_end: bool) -> PaperState {
    if out {
        PaperState::Out
    } else if near_end {
        PaperState::NearEnd
    } else {
        PaperState::Present
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(answers: [u8; 4]) -> Status {
        RealTime::ALL
            .into_iter()
            .zip(answers)
            .fold(Status::UNKNOWN, |status, (what, answer)| status.with_real_time(what, answer))
    }

    #[test]
    fn real_time_answers_as_measured() {
        assert_eq!(asked([0x12; 4]).refusal(), None);
        assert_eq!(asked([0x12, 0x12, 0x12, 0x1E]).paper, PaperState::NearEnd);
        assert_eq!(asked([0x12, 0x12, 0x12, 0x1E]).refusal(), None);
        assert_eq!(asked([0x1A, 0x32, 0x12, 0x7E]).refusal(), Some(Cause::PaperOut));
        assert_eq!(asked([0x1A, 0x16, 0x12, 0x12]).refusal(), Some(Cause::CoverOpen));
        assert_eq!(asked([0x1A, 0x12, 0x1A, 0x12]).refusal(), Some(Cause::Cutter));
        assert_eq!(asked([0x1A, 0x12, 0x12, 0x12]).refusal(), Some(Cause::Offline));
    }

    #[test]
    fn automatic_reports_as_measured() {
        let report = |bytes| Status::UNKNOWN.with_automatic(bytes);
        assert_eq!(report([0x14, 0, 3, 0]).paper, PaperState::NearEnd);
        assert_eq!(report([0x1C, 0, 0x0F, 0]).refusal(), Some(Cause::PaperOut));
        assert_eq!(report([0x3C, 0, 0, 0]).refusal(), Some(Cause::CoverOpen));
        assert_eq!(report([0x3C, 0, 0, 0]).paper, PaperState::Unknown);
    }

    #[test]
    fn a_write_only_printer_is_never_refused() {
        assert_eq!(Status::of_link(LinkState::WriteOnly).refusal(), None);
        assert_eq!(Status::of_link(LinkState::Silent).refusal(), Some(Cause::NoAnswer));
    }
}
