//! An IPP printer as the spool sees it: what it says, in the words that the ledger knows.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};

use anjungan_ipp::{Cause, IppPrinter, Name, Progress};
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
                let _ = in_the_spools_words(step).map(|step| progress.send(step));
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
}

/// `None`: nothing that the spool has a state for.
fn in_the_spools_words(step: Progress) -> Option<driver::Progress> {
    match step {
        Progress::Refused(why) => Some(driver::Progress::Refused(cause(why))),
        Progress::FirstByte => Some(driver::Progress::FirstByte),
        Progress::Sent => Some(driver::Progress::Sent),
        Progress::Suspended(why) => Some(driver::Progress::Suspended(cause(why))),
        Progress::Resumed => None,
        // The printer names the job when it says that it is completed.
        Progress::Printed(_) => Some(driver::Progress::Printed(Proof::ProcessId)),
        // More is known than the spool has a word for; to ask the person is never wrong.
        Progress::NotPrinted(why) | Progress::Doubtful(why) => Some(driver::Progress::Doubtful(cause(why))),
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
