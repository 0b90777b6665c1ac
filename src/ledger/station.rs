//! What is known of each printer between two starts: how much paper is left, and whether it is out of order.
//!
//! Millimetres count where a job's paper may have moved (printed, unverified, doubtful), in the transaction
//! that settles it. Every other end proves that nothing moved.

use anjungan_wire::fact::{Service, ServiceAct};
use anjungan_wire::op::Clock;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::job::{Cause, JobState};
use super::kind::{Actor, Station};
use super::outbox::{Fact, Writer};
use super::spool::Job;
use super::{Ledger, LedgerError};
use crate::wording;

/// A ticket, before any was printed: 678 dots of content and 15 mm from head to cutter.
const TICKET_MM: f32 = 100.0;
/// Tickets that say how long a ticket is.
const TICKETS_AVERAGED: u32 = 50;
/// A roll that is "nearly used up" has at least this many tickets left: sensors speak at 6 to 8 mm of roll
/// around the core, which is 3 m of paper and more.
const TICKETS_AT_NEAR_END: f32 = 30.0;
/// Jobs in a row that end in doubt through the printer's own fault, until it is out of order. One is a bad
/// moment, two may be one jam cleared by halves; a third visitor should not be the next to find out.
pub const FAILURES_MAX: u32 = 3;

/// How much paper a printer has.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PaperLeft {
    /// Millimetres; `None` while nobody knows what was put in.
    pub mm: Option<f32>,
    /// An average ticket.
    pub ticket_mm: f32,
    /// The longest of the last tickets.
    pub longest_mm: f32,
}

impl PaperLeft {
    /// "About 35 tickets left." The last one is promised only where it may be as long as the longest: nobody is to
    /// learn after a search that the ticket does not fit.
    pub fn tickets(&self) -> Option<u32> {
        self.mm.map(|mm| if mm < self.longest_mm { 0 } else { (mm / self.ticket_mm) as u32 })
    }
}

/// A printer that a technician must see to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutOfOrder {
    /// The short code of why, such as `P03`.
    pub code: String,
    /// Since when, Unix milliseconds.
    pub since_ms: i64,
}

impl Ledger {
    /// The ticket printer's paper.
    pub fn paper_left(&self) -> Result<PaperLeft, LedgerError> {
        paper_left(&self.db)
    }

    /// Tickets of visitors that came out, or may have, among those asked for since `wall_ms`.
    pub fn tickets_since(&self, wall_ms: i64) -> Result<u32, LedgerError> {
        Ok(self.db.query_row(
            "SELECT count(*) FROM print_job WHERE station = 'tickets' AND kind = 'ticket' AND actor = 'visitor'
             AND changed_ms >= ?1 AND created_ms >= ?1 AND state IN ('sending', 'sent', 'suspended', 'printed', 'printed-unverified', 'doubtful')",
            [wall_ms],
            |row| row.get(0),
        )?)
    }

    /// How much of the ticket printer's roll is left, from 0 to 1. `None` while nobody knows what was put in.
    pub fn paper_share(&self) -> Result<Option<f32>, LedgerError> {
        let roll_mm: Option<f64> =
            self.db
                .query_row("SELECT roll_mm FROM station WHERE station = 'tickets'", [], |row| row.get(0))?;
        let left = paper_left(&self.db)?;
        Ok(left.mm.zip(roll_mm).map(|(left, roll)| left / roll as f32))
    }

    /// A technician confirmed that a roll of `roll_mm` was put into the ticket printer.
    pub fn refilled(&mut self, roll_mm: f32) -> Result<(), LedgerError> {
        self.db.execute(
            "UPDATE station SET roll_mm = ?1, used_mm = 0, near_end_mm = NULL WHERE station = 'tickets'",
            [f64::from(roll_mm)],
        )?;
        Ok(())
    }

    /// What the ticket printer's near-end sensor says. The first "nearly used up" caps what is believed to be
    /// left; a sensor that says "enough" again saw a new roll, whose length nobody confirmed.
    pub fn near_end(&mut self, near: bool) -> Result<(), LedgerError> {
        let sql = if near {
            "UPDATE station SET near_end_mm = used_mm WHERE station = 'tickets' AND near_end_mm IS NULL"
        } else {
            "UPDATE station SET near_end_mm = NULL, roll_mm = NULL
             WHERE station = 'tickets' AND near_end_mm IS NOT NULL"
        };
        self.db.execute(sql, [])?;
        Ok(())
    }

    /// The ticket printer found its roll at its end: whatever is put in now, nobody has confirmed its length.
    pub fn roll_ended(&mut self) -> Result<(), LedgerError> {
        self.db.execute(
            "UPDATE station SET roll_mm = NULL, near_end_mm = NULL
             WHERE station = 'tickets' AND (roll_mm IS NOT NULL OR near_end_mm IS NOT NULL)",
            [],
        )?;
        Ok(())
    }

    /// Whether the ticket printer waits for a technician.
    pub fn out_of_order(&self) -> Result<Option<OutOfOrder>, LedgerError> {
        out_of_order(&self.db, Station::Tickets)
    }

    /// Whether a printer waits for a technician.
    pub fn out_of_order_at(&self, station: Station) -> Result<Option<OutOfOrder>, LedgerError> {
        out_of_order(&self.db, station)
    }

    /// The ticket printer prints for nobody but technicians from now on, and central is told. A printer that is
    /// already out of order keeps its first reason.
    pub fn put_out_of_order(&mut self, code: &str, clock: Clock) -> Result<(), LedgerError> {
        self.change(|writer, change| lock_up(writer, change, Station::Tickets, code, clock))
    }

    /// A technician says that the ticket printer works.
    pub fn put_in_order(&mut self) -> Result<(), LedgerError> {
        self.db.execute(
            "UPDATE station SET out_of_order = NULL, out_since_ms = NULL, failures = 0
             WHERE station = 'tickets'",
            [],
        )?;
        Ok(())
    }
}

/// Whether there is paper and leave for a job of `paper_mm`, besides those that wait already.
pub(super) fn check(
    change: &Transaction<'_>,
    station: Station,
    actor: Actor,
    paper_mm: f32,
) -> Result<(), LedgerError> {
    if actor == Actor::Visitor
        && let Some(OutOfOrder { code, .. }) = out_of_order(change, station)?
    {
        return Err(LedgerError::OutOfOrder { code });
    }
    // Sheets come from a tray that nobody measures; the printer says when it is empty. A technician may try
    // with what there is.
    if station == Station::Sheets || actor == Actor::Technician {
        return Ok(());
    }
    let Some(left_mm) = paper_left(change)?.mm else { return Ok(()) };
    let promised_mm: f64 = change.query_row(
        "SELECT coalesce(sum(paper_mm), 0) FROM print_job WHERE station = ?1
         AND state IN ('queued', 'claimed', 'precheck', 'blocked', 'sending', 'sent', 'suspended')",
        [station.as_str()],
        |row| row.get(0),
    )?;
    let left_mm = left_mm - promised_mm as f32;
    if paper_mm > left_mm {
        return Err(LedgerError::PaperShort { needed_mm: paper_mm, left_mm });
    }
    Ok(())
}

/// A job is being settled: its paper is counted, and so are the printer's failures in a row.
pub(super) fn settled(
    writer: &Writer<'_>,
    change: &Transaction<'_>,
    job: &Job,
    to: JobState,
    why: Option<Cause>,
    clock: Clock,
) -> Result<(), LedgerError> {
    let moved_paper = match to {
        JobState::Printed | JobState::PrintedUnverified | JobState::Doubtful => true,
        JobState::Queued
        | JobState::Claimed
        | JobState::Precheck
        | JobState::Sending
        | JobState::Sent
        | JobState::Blocked(_)
        | JobState::Suspended(_)
        | JobState::Failed(_)
        | JobState::Cancelled
        | JobState::Expired
        | JobState::Superseded => false,
    };
    // A person's later word moves no paper: it was counted when the job first came to rest.
    if !moved_paper || job.state.is_settled() {
        return Ok(());
    }
    change.execute(
        "UPDATE station SET used_mm = used_mm + (SELECT paper_mm FROM print_job WHERE id = ?1)
         WHERE station = ?2",
        params![job.id.0, job.station.as_str()],
    )?;
    count_failures(writer, change, job, to, why, clock)
}

fn count_failures(
    writer: &Writer<'_>,
    change: &Transaction<'_>,
    job: &Job,
    to: JobState,
    why: Option<Cause>,
    clock: Clock,
) -> Result<(), LedgerError> {
    let own_fault = to == JobState::Doubtful && why.is_some_and(is_own_fault);
    if to == JobState::Doubtful && !own_fault {
        return Ok(());
    }
    // Service mode knows the ticket printer alone: nothing could put the A4 printer in order again.
    if job.station == Station::Sheets {
        return Ok(());
    }
    let failures: u32 = change.query_row(
        "UPDATE station SET failures = iif(?1, failures + 1, 0) WHERE station = ?2 RETURNING failures",
        params![own_fault, job.station.as_str()],
        |row| row.get(0),
    )?;
    match why {
        Some(cause) if failures >= FAILURES_MAX => lock_up(writer, change, job.station, code(cause), clock),
        Some(_) | None => Ok(()),
    }
}

/// Whether a doubt of this cause says something about the printer. Paper, cover and cable mend themselves
/// when a person sees to them, and a restart is ours.
fn is_own_fault(cause: Cause) -> bool {
    match cause {
        Cause::CutterStuck | Cause::PrinterFault | Cause::NoAnswer => true,
        Cause::PaperOut
        | Cause::CoverOpen
        | Cause::NotConnected
        | Cause::NotStored
        | Cause::NotPrintable
        | Cause::Restart
        | Cause::NotOut => false,
    }
}

/// The code that a technician finds in the manual: the names are those of the catalogue.
fn code(cause: Cause) -> &'static str {
    let known = wording::Cause::ALL.into_iter().find(|known| known.name() == cause.as_str());
    known.unwrap_or(wording::Cause::PrinterFault).code()
}

fn lock_up(
    writer: &Writer<'_>,
    change: &Transaction<'_>,
    station: Station,
    code: &str,
    clock: Clock,
) -> Result<(), LedgerError> {
    let locked = change.execute(
        "UPDATE station SET out_of_order = ?1, out_since_ms = ?2
         WHERE station = ?3 AND out_of_order IS NULL",
        params![code, clock.wall_ms, station.as_str()],
    )?;
    if locked == 0 {
        return Ok(());
    }
    let fact = Fact::Service(Service { act: ServiceAct::PutOutOfOrder, code: Some(code.into()) });
    match writer.write_fact(change, &fact, clock) {
        // A machine that no central knows has nobody to tell, and is out of order all the same.
        Ok(_) | Err(LedgerError::NotEnrolled) => Ok(()),
        Err(error) => Err(error),
    }
}

fn out_of_order(db: &Connection, station: Station) -> Result<Option<OutOfOrder>, LedgerError> {
    let found = db
        .query_row(
            "SELECT out_of_order, out_since_ms FROM station WHERE station = ?1 AND out_of_order IS NOT NULL",
            [station.as_str()],
            |row| Ok(OutOfOrder { code: row.get(0)?, since_ms: row.get(1)? }),
        )
        .optional()?;
    Ok(found)
}

fn paper_left(db: &Connection) -> Result<PaperLeft, LedgerError> {
    let (roll, used, near_end): (Option<f64>, f64, Option<f64>) = db.query_row(
        "SELECT roll_mm, used_mm, near_end_mm FROM station WHERE station = 'tickets'",
        [],
        |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
    )?;
    let (average, longest): (Option<f64>, Option<f64>) = db.query_row(
        "SELECT avg(paper_mm), max(paper_mm) FROM (SELECT paper_mm FROM print_job
         WHERE station = 'tickets' AND kind = 'ticket' ORDER BY id DESC LIMIT ?1)",
        [TICKETS_AVERAGED],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let [ticket_mm, longest_mm] = [average, longest].map(|mm| mm.map_or(TICKET_MM, |mm| mm as f32).max(1.0));
    let of_roll = roll.map(|roll| (roll - used) as f32);
    let of_sensor = near_end.map(|then| TICKETS_AT_NEAR_END * ticket_mm - (used - then) as f32);
    let mm = match (of_roll, of_sensor) {
        (Some(roll), Some(sensor)) => Some(roll.min(sensor)),
        (roll, sensor) => roll.or(sensor),
    };
    Ok(PaperLeft { mm: mm.map(|mm| mm.max(0.0)), ticket_mm, longest_mm })
}
