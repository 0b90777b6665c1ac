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

impl Press for Printer {
    fn print(
        &self,
        process_id: u32,
        bytes: Vec<u8>,
        paper_mm: f32,
        before_first_byte: BeforeFirstByte,
    ) -> Receiver<Progress> {
        self.print(process_id, bytes, paper_mm, before_first_byte)
    }

    fn refusal(&self) -> Option<status::Cause> {
        self.status().refusal()
    }

    fn recover(&self, names: &[u32], wait: Duration) -> Vec<u32> {
        // A driver that is gone proves nothing.
        self.recover(names.to_vec(), wait).recv().unwrap_or_default()
    }

    fn abandon(&self) {
        self.abandon();
    }

    fn words(&self) -> Option<String> {
        let status::Status { link, online, paper, cover, fault } = self.status();
        Some(
            format!("{link:?}, {online:?}, paper {paper:?}, cover {cover:?}, fault {fault:?}").to_lowercase(),
        )
    }
}

impl Press for Box<dyn Press> {
    fn print(
        &self,
        process_id: u32,
        bytes: Vec<u8>,
        paper_mm: f32,
        before_first_byte: BeforeFirstByte,
    ) -> Receiver<Progress> {
        (**self).print(process_id, bytes, paper_mm, before_first_byte)
    }

    fn refusal(&self) -> Option<status::Cause> {
        (**self).refusal()
    }

    fn recover(&self, names: &[u32], wait: Duration) -> Vec<u32> {
        (**self).recover(names, wait)
    }

    fn abandon(&self) {
        (**self).abandon();
    }

    fn words(&self) -> Option<String> {
        (**self).words()
    }
}

impl<P: Press + Sync> Press for Arc<P> {
    fn print(
        &self,
        process_id: u32,
        bytes: Vec<u8>,
        paper_mm: f32,
        before_first_byte: BeforeFirstByte,
    ) -> Receiver<Progress> {
        P::print(self, process_id, bytes, paper_mm, before_first_byte)
    }

    fn refusal(&self) -> Option<status::Cause> {
        P::refusal(self)
    }

    fn recover(&self, names: &[u32], wait: Duration) -> Vec<u32> {
        P::recover(self, names, wait)
    }

    fn abandon(&self) {
        P::abandon(self);
    }

    fn words(&self) -> Option<String> {
        P::words(self)
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
