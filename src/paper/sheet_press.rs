//! An IPP printer as the spool sees it: what it says, in the words that the ledger knows.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use anjungan_ipp::{Cause, Fate, IppPrinter, Name, Progress};
use anjungan_printer::driver::{self, BeforeFirstByte, Proof};
use anjungan_printer::status;

use super::spool::Press;

/// An A4 printer for the spool.
pub struct SheetPress {
    printer: Arc<IppPrinter>,
    device: String,
}

/// Characters of the device's id in a job's name.
const DEVICE_CHARS: usize = 12;

impl SheetPress {
    /// `device` names this ledger's jobs at the printer: two kiosks may share one, and each counts from 1. Only its
    /// letters and digits are used.
    pub fn new(printer: Arc<IppPrinter>, device: &str) -> Self {
        let device = device.chars().filter(char::is_ascii_alphanumeric).take(DEVICE_CHARS).collect();
        Self { printer, device }
    }

    /// What the job is called at the printer, where everybody can read it: nothing about a person or a vacancy.
    fn name(&self, process_id: u32) -> Name {
        Name::new(&format!("{}-{process_id}", self.device)).expect("letters, digits and a dash, at most 23")
    }
}

impl Press for SheetPress {
    fn print(
        &self,
        process_id: u32,
        bytes: Vec<u8>,
        _paper_mm: f32,
        before_first_byte: BeforeFirstByte,
    ) -> Receiver<driver::Progress> {
        let steps = self.printer.print(self.name(process_id), bytes, before_first_byte);
        let (progress, receiver) = mpsc::channel();
        let carry = move || {
            for step in steps {
                // The caller may have lost interest; the job goes on all the same.
                let _ = progress.send(in_the_spools_words(step));
            }
        };
        if let Err(error) = std::thread::Builder::new().name("sheet".into()).spawn(carry) {
            // The channel closes without a word, which the spool knows to be doubtful once it has begun.
            tracing::error!(%error, "no thread to follow a sheet");
        }
        receiver
    }

    fn refusal(&self) -> Option<status::Cause> {
        self.printer.status().refusal().map(cause)
    }

    fn recover(&self, names: &[u32], wait: Duration) -> Vec<u32> {
        let asked: Vec<Name> = names.iter().map(|id| self.name(*id)).collect();
        // A driver that is gone proves nothing.
        let fates = self.printer.recover(asked, wait).recv().unwrap_or_default();
        let printed = names.iter().zip(fates).filter(|(_, (_, fate))| *fate == Fate::Printed);
        printed.map(|(id, _)| *id).collect()
    }

    fn abandon(&self) {
        self.printer.abandon();
    }

    fn words(&self) -> Option<String> {
        let status = self.printer.status();
        let reasons: Vec<String> =
            status.reasons.iter().map(|reason| format!("{:?} {:?}", reason.kind, reason.severity)).collect();
        Some(format!("{:?}, {:?}, [{}]", status.link, status.state, reasons.join(", ")).to_lowercase())
    }
}

fn in_the_spools_words(step: Progress) -> driver::Progress {
    match step {
        Progress::Refused(why) => driver::Progress::Refused(cause(why)),
        Progress::FirstByte => driver::Progress::FirstByte,
        Progress::Sent => driver::Progress::Sent,
        Progress::Suspended(why) => driver::Progress::Suspended(cause(why)),
        Progress::Resumed => driver::Progress::Resumed,
        // The printer names the job when it says that it is completed.
        Progress::Printed(_) => driver::Progress::Printed(Proof::ProcessId),
        // More is known than the spool has a word for; to ask the person is never wrong.
        Progress::NotPrinted(why) | Progress::Doubtful(why) => driver::Progress::Doubtful(cause(why)),
    }
}

/// The sheet printer's causes in the words of the thermal one.
pub fn cause(of: Cause) -> status::Cause {
    match of {
        Cause::PaperOut => status::Cause::PaperOut,
        Cause::CoverOpen => status::Cause::CoverOpen,
        Cause::Jam | Cause::SupplyEmpty | Cause::Fault | Cause::Aborted => status::Cause::Fault,
        Cause::Offline | Cause::Paused | Cause::Rejected => status::Cause::Offline,
        Cause::Unreachable | Cause::NoSuchPrinter | Cause::NoPdf => status::Cause::NoDevice,
        Cause::NoAnswer => status::Cause::NoAnswer,
        Cause::LinkLost | Cause::Vanished | Cause::Cancelled => status::Cause::LinkLost,
        Cause::Deadline => status::Cause::Deadline,
        // Sending it again would end in the same way.
        Cause::NotPdf | Cause::TooLarge | Cause::Withheld => status::Cause::Withheld,
        Cause::Stopped => status::Cause::Stopped,
    }
}

#[cfg(test)]
mod tests {
    use anjungan_ipp::Timing;

    use super::*;

    fn press(device: &str) -> SheetPress {
        // Nobody listens on the port of the discard service; nothing here needs an answer.
        let address = "ipp://127.0.0.1:9/ipp/print".parse().unwrap();
        SheetPress::new(Arc::new(IppPrinter::start(address, Timing::default())), device)
    }

    #[test]
    fn two_kiosks_at_one_printer_never_take_each_others_jobs_for_their_own() {
        let (one, other) = (press("0193c2d4-7a51-7000"), press("0193c2d4-7a52-7000"));
        assert_eq!(one.name(42).as_str(), "0193c2d47a51-42");
        assert_ne!(one.name(42), other.name(42));
        assert_eq!(press("").name(u32::MAX).as_str(), "-4294967295");
    }

    #[test]
    fn what_is_known_not_to_be_printed_is_asked_for_all_the_same() {
        for step in [Progress::NotPrinted(Cause::Aborted), Progress::Doubtful(Cause::Aborted)] {
            assert_eq!(in_the_spools_words(step), driver::Progress::Doubtful(status::Cause::Fault));
        }
    }

    #[test]
    fn a_printer_that_is_not_there_proves_nothing() {
        assert_eq!(press("K07").recover(&[1, 2], Duration::ZERO), Vec::<u32>::new());
    }
}
