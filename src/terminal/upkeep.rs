//! What the clerk does besides orders: it writes down what the ticket printer says of its paper, puts it out of
//! order when a fault lasts, tells the screen what can be printed, and throws old jobs away after midnight.

use std::sync::Arc;
use std::time::Duration;

use anjungan_printer::profile::Profile;
use anjungan_printer::status::{CoverState, FaultState, PaperState, Status};
use anjungan_wire::op::Clock;
use jiff::Timestamp;
use jiff::civil::Date;

use super::{Post, printer};
use crate::ledger::purge::PURGE_BATCH;
use crate::ledger::{self, LedgerError};
use crate::sync::Timekeeper;
use crate::visit::{self, Printer, machine};
use crate::wording::{Cause, LogEvent, Zone};

/// A fault of the mechanism that lasts so long will not pass by itself, and the driver's one attempt at the cutter
/// (`DLE ENQ 1`) has failed. Shorter, and staff who are clearing a jam would find the machine locked; longer, and
/// visitors walk up to a printer that the screen calls "in trouble for a moment".
const FAULT_MS_MAX: u64 = 5 * 60_000;
/// How often the clerk looks up when nothing happens.
const LOOK_EVERY: Duration = Duration::from_secs(600);

/// The upkeep of the ticket printer and the ledger.
pub struct Upkeep {
    ledger: ledger::Shared,
    clock: Arc<Timekeeper>,
    zone: Zone,
    post: Post,
    /// `None`: no printer belongs to this kiosk.
    status: Option<Status>,
    /// Without a sensor "nearly used up" is what an unconnected line says, for ever.
    near_end_sensor: bool,
    /// Since when, on the machine's clock, and the fault's code.
    fault: Option<(u64, &'static str)>,
    /// Somebody may have put in another roll: the cover was open, the paper out, or we were not there.
    loaded: bool,
    told: Option<(Printer, Option<u32>)>,
    /// The day, and the tickets of it, as the screen knows them.
    counted: Option<(Date, u32)>,
    purged_on: Option<Date>,
}

impl Upkeep {
    /// Of a kiosk with a ticket printer of this profile, or without one.
    pub fn new(
        ledger: ledger::Shared,
        clock: Arc<Timekeeper>,
        zone: Zone,
        post: Post,
        printer: Option<&Profile>,
    ) -> Self {
        Self {
            ledger,
            clock,
            zone,
            post,
            status: printer.map(|_| Status::UNKNOWN),
            near_end_sensor: printer.is_some_and(|profile| profile.near_end_sensor),
            fault: None,
            loaded: true,
            told: None,
            counted: None,
            purged_on: None,
        }
    }

    /// The printer says something else than before.
    pub fn printer_says(&mut self, status: Status) {
        let now = self.clock.now();
        self.status = Some(status);
        self.fault = lasting(status).map(|code| match self.fault {
            Some((since_ms, known)) if known == code => (since_ms, code),
            Some(_) | None => (now.mono_ms, code),
        });
        // Under an open cover a paper sensor is not believed (Epson TM-T81 p. 57).
        self.loaded |= status.cover == CoverState::Open || status.paper == PaperState::Out;
        if let Err(error) = self.note_paper(status) {
            tracing::error!(%error, "what the printer says of its paper can't be written down");
        }
        self.look();
    }

    fn note_paper(&mut self, status: Status) -> Result<(), LedgerError> {
        let mut ledger = self.ledger.lock();
        match status.paper {
            PaperState::NearEnd if self.near_end_sensor => {
                self.loaded = false;
                ledger.near_end(true)
            }
            PaperState::Out if status.cover != CoverState::Open => ledger.roll_ended(),
            // A sensor that flickers at the roll's edge is no new roll.
            PaperState::Present if self.loaded => {
                self.loaded = false;
                ledger.near_end(false)
            }
            PaperState::Present | PaperState::NearEnd | PaperState::Out | PaperState::Unknown => Ok(()),
        }
    }

    /// Time passed, a job came to rest, or a technician did something: whatever follows from that.
    pub fn look(&mut self) {
        let now = self.clock.now();
        if let Some((since_ms, code)) = self.fault
            && now.mono_ms.saturating_sub(since_ms) >= FAULT_MS_MAX
        {
            self.put_out_of_order(code, now);
        }
        self.tell();
        self.count(now);
        self.purge(now);
    }

    /// How long nothing need be looked at.
    pub fn next_look(&self) -> Duration {
        let now_ms = self.clock.now().mono_ms;
        let due = self.fault.map(|(since_ms, _)| (since_ms + FAULT_MS_MAX).saturating_sub(now_ms));
        // A fault whose time has come and that could not be written down is tried again, not at once.
        due.map_or(LOOK_EVERY, |ms| Duration::from_millis(ms.max(1_000)).min(LOOK_EVERY))
    }

    fn put_out_of_order(&mut self, code: &'static str, now: Clock) {
        let mut ledger = self.ledger.lock();
        let known = ledger.out_of_order().is_ok_and(|out| out.is_some());
        match ledger.put_out_of_order(code, now) {
            Ok(()) => {
                // Watched on: a technician may open the printer without having mended it.
                self.fault = Some((now.mono_ms, code));
                if !known {
                    tracing::error!(event = LogEvent::PrinterOutOfOrder.name(), code);
                }
            }
            Err(error) => tracing::error!(%error, code, "the printer can't be put out of order"),
        }
    }

    /// Tells the screen what can be printed, when that is something else than before.
    fn tell(&mut self) {
        let (printer, left) = {
            let ledger = self.ledger.lock();
            (self.printer(&ledger), ledger.paper_left().ok().and_then(|left| left.tickets()))
        };
        let before = self.told.replace((printer, left));
        if before.map(|(printer, _)| printer) != Some(printer) {
            let state = match printer {
                Printer::Ready => "ready",
                Printer::Down(cause) => cause.code(),
                Printer::OutOfOrder(_) => Cause::OutOfOrder.code(),
            };
            tracing::info!(event = LogEvent::PrinterChanged.name(), state);
            (self.post)(visit::Event::Machine(machine::Event::Printer(printer)));
        }
        if before.map(|(_, left)| left) != Some(left) {
            (self.post)(visit::Event::Machine(machine::Event::TicketsLeft(left)));
        }
    }

    /// Tells the screen how many tickets came out today, when there are more: the office may have set a limit.
    fn count(&mut self, now: Clock) {
        let at = Timestamp::from_millisecond(now.wall_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        let today = self.zone.day(at);
        let midnight_ms = self.zone.begins(today).as_millisecond();
        let count = match self.ledger.lock().tickets_since(midnight_ms) {
            Ok(count) => count,
            Err(error) => {
                tracing::error!(%error, "today's tickets can't be counted");
                return;
            }
        };
        let before = self.counted.replace((today, count));
        if before != Some((today, count)) && (count > 0 || before.is_some()) {
            (self.post)(visit::Event::Machine(machine::Event::TicketsOn(today, count)));
        }
    }

    fn printer(&self, ledger: &ledger::Ledger) -> Printer {
        match (self.status, ledger.out_of_order()) {
            (None, _) => Printer::Down(Cause::NoPrinter),
            (Some(_), Ok(Some(out))) => printer::of_order(&out),
            (Some(status), Ok(None) | Err(_)) => printer::of_status(status),
        }
    }

    fn purge(&mut self, now: Clock) {
        let today = self.zone.day(Timestamp::from_millisecond(now.wall_ms).unwrap_or(Timestamp::UNIX_EPOCH));
        if !now.synced || self.purged_on == Some(today) {
            return;
        }
        self.purged_on = Some(today);
        let mut gone = 0;
        loop {
            // Not one lock over all batches: a visitor's ticket may come in between.
            let batch = self.ledger.lock().purge_jobs(now);
            match batch {
                Ok(deleted) => {
                    gone += deleted;
                    if deleted < PURGE_BATCH {
                        break;
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "old print jobs can't be deleted; tried again tomorrow");
                    break;
                }
            }
        }
        if gone > 0 {
            tracing::info!(jobs = gone, "old print jobs were deleted");
        }
    }
}

/// The code of a fault that only a technician mends. Paper, cover and cable are mended by whoever is there.
fn lasting(status: Status) -> Option<&'static str> {
    match status.fault {
        FaultState::Cutter => Some(Cause::CutterStuck.code()),
        FaultState::Lasting => Some(Cause::PrinterFault.code()),
        FaultState::None | FaultState::Passing | FaultState::Unknown => None,
    }
}

#[cfg(test)]
mod tests;
