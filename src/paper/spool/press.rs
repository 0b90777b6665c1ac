//! What a spool prints on.

use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use anjungan_printer::driver::{BeforeFirstByte, Printer, Progress};
use anjungan_printer::status;

use crate::ledger::Cause;

/// What prints: a [`Printer`], a sheet printer, or a fake in tests.
pub trait Press: Send {
    /// Prints; see [`Printer::print`].
    fn print(
        &self,
        process_id: u32,
        bytes: Vec<u8>,
        paper_mm: f32,
        before_first_byte: BeforeFirstByte,
    ) -> Receiver<Progress>;

    /// Why a job sent now would not be printed.
    fn refusal(&self) -> Option<status::Cause>;

    /// Which of the jobs `names` the printer still says to be on paper, after another run of the program sent
    /// them. Waits up to `wait`; afterwards nothing of them comes out any more.
    fn recover(&self, names: &[u32], wait: Duration) -> Vec<u32> {
        // A printer that tells nothing proves nothing.
        let _ = (names, wait);
        Vec::new()
    }

    /// Takes back a job that has stopped in the middle: it ends as doubtful now, not when its wait is over.
    /// Without effect on one that goes on.
    fn abandon(&self) {}

    /// What the printer says of itself, in words; `None` where it says nothing.
    fn words(&self) -> Option<String> {
        None
    }
}

/// Shared with those who watch it.
impl Press for Arc<Printer> {
    fn print(
        &self,
        process_id: u32,
        bytes: Vec<u8>,
        paper_mm: f32,
        before_first_byte: BeforeFirstByte,
    ) -> Receiver<Progress> {
        Printer::print(self, process_id, bytes, paper_mm, before_first_byte)
    }

    fn refusal(&self) -> Option<status::Cause> {
        self.status().refusal()
    }

    fn recover(&self, names: &[u32], wait: Duration) -> Vec<u32> {
        // A driver that is gone proves nothing.
        Printer::recover(self, names.to_vec(), wait).recv().unwrap_or_default()
    }

    fn abandon(&self) {
        Printer::abandon(self);
    }

    fn words(&self) -> Option<String> {
        let status::Status { link, online, paper, cover, fault } = self.status();
        Some(
            format!("{link:?}, {online:?}, paper {paper:?}, cover {cover:?}, fault {fault:?}").to_lowercase(),
        )
    }
}

/// The printer's causes in the terminal's words.
pub(super) fn cause(of: status::Cause) -> Cause {
    match of {
        status::Cause::PaperOut => Cause::PaperOut,
        status::Cause::CoverOpen => Cause::CoverOpen,
        status::Cause::Cutter => Cause::CutterStuck,
        status::Cause::Fault | status::Cause::Offline => Cause::PrinterFault,
        status::Cause::NoDevice | status::Cause::LinkLost => Cause::NotConnected,
        status::Cause::NoAnswer | status::Cause::Deadline => Cause::NoAnswer,
        status::Cause::Withheld => Cause::NotStored,
        status::Cause::Stopped => Cause::Restart,
    }
}
