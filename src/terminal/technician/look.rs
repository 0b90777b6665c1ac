//! The machine as service mode shows it.

use anjungan_ipp::IppStatus;
use anjungan_printer::driver::{Identity, Printer};
use anjungan_printer::profile::Profile;
use anjungan_printer::status::{CoverState, LinkState, PaperState, Status};
use anjungan_wire::words::fingerprint_words;
use jiff::Timestamp;

use super::{Technician, entry};
use crate::ledger::{Job, Ledger, LedgerError};
use crate::service::Snapshot;
use crate::service::snapshot::{JobLook, LogoLook, PinLook, PrinterLook, SheetLook};
use crate::service::view::Model;
use crate::terminal::clerk::Workplace;
use crate::terminal::{printer, printing};
use crate::visit;
use crate::wording::Cause;

/// Jobs shown.
const JOBS_SHOWN: u32 = 5;
/// Narrower paper is the 58 mm sort.
const DOTS_OF_80_MM: u16 = 480;

impl Technician {
    pub(super) fn look(&self, at: &Workplace) -> Snapshot {
        let desk = &at.counter.desk;
        let now = desk.clock.now();
        let today = desk.zone.day(Timestamp::from_millisecond(now.wall_ms).unwrap_or(Timestamp::UNIX_EPOCH));
        // Not read under the ledger's lock.
        let (facts, free_mib) = (self.place.facts(), self.place.free_mib());
        let ledger = desk.ledger.lock();
        let words = fingerprint_words(&ledger.device_key().verifying_key().to_bytes());
        let locked_ms = ledger.pin_failures().map(|kept| entry::of_ledger(kept).wait_ms(&now));
        Snapshot {
            device: printing::device_name(&ledger),
            version: env!("CARGO_PKG_VERSION").into(),
            update_to: self.contact.update_to(),
            printer: self.printer.as_deref().zip(desk.profile.as_ref()).map(|both| self.printer(both)),
            tickets_left: or_log(ledger.paper_left()).and_then(|left| left.tickets()),
            sheet_printer: self.sheets.as_ref().map_or(SheetLook::None, |sheets| sheet(&sheets.status())),
            out_of_order: or_log(ledger.out_of_order()).flatten().map(|out| out.code),
            clock_unset: !desk.clock.is_set(),
            online: self.contact.online.load(std::sync::atomic::Ordering::Relaxed),
            last_contact: self.contact.last(),
            zone: desk.zone,
            jobs: jobs(&ledger),
            doubtful: or_log(ledger.doubtful_jobs()).unwrap_or_default().iter().map(job).collect(),
            logo: LogoLook {
                configured: self.logo.is_some(),
                writes_today: or_log(ledger.logo_writes(today)).unwrap_or(u32::MAX),
            },
            qr: self.qr,
            pin: PinLook { set: self.access.has_pin(), locked_ms: or_log(locked_ms).unwrap_or(0) },
            facts,
            now: Timestamp::from_millisecond(now.wall_ms).ok(),
            clock_wrong_s: self.contact.clock_wrong_s(),
            free_mib,
            unsent: or_log(ledger.waiting()).unwrap_or(0),
            // What can't be counted may be there.
            waiting: or_log(ledger.waiting_of_people()).unwrap_or(1),
            fingerprint: Some(words),
            erasable: self.place.is_erasable(),
            wifi: self.place.wifi(),
        }
    }

    fn printer(&self, (printer, profile): (&Printer, &Profile)) -> PrinterLook {
        let status = printer.status();
        let cause = match printer::of_status(status) {
            visit::Printer::Ready => None,
            visit::Printer::Down(cause) => Some(cause),
            visit::Printer::OutOfOrder(_) => Some(Cause::OutOfOrder),
        };
        PrinterLook {
            cause,
            cover_open: cover_open(status),
            has_paper: has_paper(status),
            near_end: profile.near_end_sensor && status.paper == PaperState::NearEnd,
            model: Model {
                paper_width_mm: if profile.width_dots < DOTS_OF_80_MM { 58 } else { 80 },
                cutter: profile.cutter,
            },
            address: self.address.clone(),
            profile: profile.name.clone(),
            identity: printer.identity().map(in_words).unwrap_or_default(),
            native_qr: profile.native_qr,
            stores_logo: profile.nv_logo,
            roll_m: profile.roll_m,
        }
    }
}

/// A printer that is silent now can't tell: what it said last is no longer so.
fn cover_open(status: Status) -> Option<bool> {
    match (status.link, status.cover) {
        (LinkState::Answering, CoverState::Open) => Some(true),
        (LinkState::Answering, CoverState::Closed) => Some(false),
        (LinkState::Answering, CoverState::Unknown)
        | (LinkState::Absent | LinkState::Silent | LinkState::WriteOnly, _) => None,
    }
}

fn has_paper(status: Status) -> Option<bool> {
    match (status.link, status.paper) {
        (LinkState::Answering, PaperState::Present | PaperState::NearEnd) => Some(true),
        (LinkState::Answering, PaperState::Out) => Some(false),
        (LinkState::Answering, PaperState::Unknown)
        | (LinkState::Absent | LinkState::Silent | LinkState::WriteOnly, _) => None,
    }
}

fn sheet(status: &IppStatus) -> SheetLook {
    match printer::of_sheet_status(status) {
        visit::SheetPrinter::None => SheetLook::None,
        visit::SheetPrinter::Ready => SheetLook::Ready,
        visit::SheetPrinter::Down(cause) => SheetLook::Down(cause),
    }
}

fn in_words(identity: Identity) -> String {
    let parts = [identity.maker, identity.model, identity.firmware];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn jobs(ledger: &Ledger) -> Vec<JobLook> {
    or_log(ledger.last_jobs(JOBS_SHOWN)).unwrap_or_default().iter().map(job).collect()
}

fn job(job: &Job) -> JobLook {
    JobLook { job: job.id.0, number: job.number.to_string(), state: job.state.as_str() }
}

/// Service mode shows what can be read; what can't is in the log.
fn or_log<T>(read: Result<T, LedgerError>) -> Option<T> {
    read.inspect_err(|error| tracing::error!(%error, "service mode can't read the ledger")).ok()
}
