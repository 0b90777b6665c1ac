//! What the printer says, in the words of the terminal's error catalogue.

use anjungan_ipp::IppStatus;
use anjungan_printer::status::{self, Status};
use anjungan_wire::health::PrinterState;

use crate::ledger::{self, OutOfOrder, Station};
use crate::paper::sheet_press;
use crate::visit::{Printer, SheetPrinter};
use crate::wording::{Cause, Code};

/// Whether tickets can be printed.
pub fn of_status(status: Status) -> Printer {
    status.refusal().map_or(Printer::Ready, |cause| Printer::Down(of_device(cause)))
}

/// As it was put out of order. A code that this version does not know is left out.
pub fn of_order(out: &OutOfOrder) -> Printer {
    Printer::OutOfOrder(Code::written(&out.code).unwrap_or(Code::OutOfOrder))
}

/// Before the printer was asked.
pub fn before_any_news(configured: bool) -> Printer {
    Printer::Down(if configured { Cause::NotConnected } else { Cause::NoPrinter })
}

fn of_device(cause: status::Cause) -> Cause {
    match cause {
        status::Cause::PaperOut => Cause::PaperOut,
        status::Cause::CoverOpen => Cause::CoverOpen,
        status::Cause::Cutter => Cause::CutterStuck,
        status::Cause::Fault => Cause::PrinterFault,
        status::Cause::NoDevice | status::Cause::LinkLost | status::Cause::Stopped => Cause::NotConnected,
        status::Cause::Offline | status::Cause::NoAnswer | status::Cause::Deadline => Cause::NoAnswer,
        status::Cause::Withheld => Cause::NotStored,
    }
}

/// Whether sheets can be printed.
pub fn of_sheet_status(status: &IppStatus) -> SheetPrinter {
    status.refusal().map_or(SheetPrinter::Ready, |cause| SheetPrinter::Down(of_sheet_device(cause)))
}

fn of_sheet_device(cause: anjungan_ipp::Cause) -> Cause {
    match sheet_press::cause(cause) {
        status::Cause::PaperOut => Cause::SheetPaperOut,
        status::Cause::CoverOpen | status::Cause::Cutter | status::Cause::Fault => Cause::SheetFault,
        status::Cause::NoDevice
        | status::Cause::LinkLost
        | status::Cause::Stopped
        | status::Cause::Offline
        | status::Cause::NoAnswer
        | status::Cause::Deadline
        | status::Cause::Withheld => Cause::SheetOffline,
    }
}

/// The sheet printer in one word, for central.
pub fn sheets_in_a_word(status: &IppStatus) -> &'static str {
    status.refusal().map_or("ready", |cause| of_sheet_device(cause).name())
}

/// A cause that the ledger kept.
fn of_job(cause: ledger::Cause) -> Cause {
    match cause {
        ledger::Cause::PaperOut => Cause::PaperOut,
        ledger::Cause::CoverOpen => Cause::CoverOpen,
        ledger::Cause::CutterStuck => Cause::CutterStuck,
        ledger::Cause::PrinterFault => Cause::PrinterFault,
        ledger::Cause::NotConnected | ledger::Cause::Restart => Cause::NotConnected,
        ledger::Cause::NoAnswer | ledger::Cause::NotOut => Cause::NoAnswer,
        ledger::Cause::NotStored => Cause::NotStored,
        ledger::Cause::NotPrintable => Cause::NotPrintable,
    }
}

/// A cause that the ledger kept of a job at a printer.
pub fn of_job_at(station: Station, cause: ledger::Cause) -> Cause {
    match station {
        Station::Tickets => of_job(cause),
        Station::Sheets => of_sheet_job(cause),
    }
}

fn of_sheet_job(cause: ledger::Cause) -> Cause {
    match cause {
        ledger::Cause::PaperOut => Cause::SheetPaperOut,
        ledger::Cause::CoverOpen | ledger::Cause::CutterStuck | ledger::Cause::PrinterFault => {
            Cause::SheetFault
        }
        ledger::Cause::NotConnected
        | ledger::Cause::NoAnswer
        | ledger::Cause::Restart
        | ledger::Cause::NotOut => Cause::SheetOffline,
        ledger::Cause::NotStored => Cause::NotStored,
        ledger::Cause::NotPrintable => Cause::NotPrintable,
    }
}

/// The printer for central: its state, and the code of what is wrong.
pub fn told(status: Option<Status>) -> (PrinterState, Option<String>) {
    match status.map(|status| status.refusal()) {
        None => (PrinterState::Absent, None),
        Some(None) => (PrinterState::Ready, None),
        Some(Some(cause)) => {
            let cause = of_device(cause);
            (state_of(cause), Some(cause.code().into()))
        }
    }
}

/// The sheet printer for central.
pub fn sheets_told(status: &IppStatus) -> PrinterState {
    status.refusal().map_or(PrinterState::Ready, |cause| state_of(of_sheet_device(cause)))
}

fn state_of(cause: Cause) -> PrinterState {
    match cause {
        Cause::PaperOut | Cause::PaperShort | Cause::SheetPaperOut => PrinterState::PaperOut,
        Cause::CoverOpen => PrinterState::CoverOpen,
        Cause::CutterStuck => PrinterState::Cutter,
        Cause::TooHot | Cause::PrinterFault | Cause::SheetFault => PrinterState::Fault,
        Cause::NotConnected | Cause::SheetOffline => PrinterState::NotConnected,
        Cause::NoAnswer | Cause::TooLate => PrinterState::NoAnswer,
        Cause::NoPrinter => PrinterState::Absent,
        Cause::OutOfOrder => PrinterState::OutOfOrder,
        Cause::NotStored
        | Cause::NotPrintable
        | Cause::CardNotHere
        | Cause::CardAltered
        | Cause::CardUsedUp => PrinterState::Unknown,
    }
}

/// The printer in one word, for central.
pub fn in_a_word(status: Option<Status>) -> &'static str {
    match status.map(|status| status.refusal()) {
        None => "absent",
        Some(None) => "ready",
        Some(Some(cause)) => of_device(cause).name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_that_closed_a_printer_is_kept_and_one_of_another_version_left_out() {
        for (kept, code) in [("P03", Code::CutterStuck), ("P13", Code::OutOfOrder), ("X9", Code::OutOfOrder)]
        {
            let out = OutOfOrder { code: kept.into(), since_ms: 0 };
            assert_eq!(of_order(&out), Printer::OutOfOrder(code));
        }
    }
}
