//! What central is told of print jobs: a ticket's outcome, and every change of every job's state.
//!
//! Changes are kept until the job comes to rest and told then, and again when a person says something about a
//! job at rest. One record a job, not one a change: a ticket makes seven changes in two seconds.

use anjungan_wire::card::CardId;
use anjungan_wire::fact::{Print, PrintChange, PrintSort, Ticket, TicketOutcome};
use anjungan_wire::op::Clock;
use rusqlite::{Transaction, params};

use super::LedgerError;
use super::job::{Cause, JobState};
use super::kind::JobKind;
use super::outbox::{Fact, Writer};
use super::spool::Job;

/// Changes in one record. A job that is blocked for 90 s by a printer that changes its mind has more; they go in
/// several records, none of them larger than a push can carry.
const CHANGES_MAX: usize = 100;

/// A job came to rest, or a person said something about one that had: central is told in the same transaction.
pub(super) fn tell_central(
    writer: &Writer<'_>,
    change: &Transaction<'_>,
    job: &Job,
    to: JobState,
    cause: Option<Cause>,
    clock: Clock,
) -> Result<(), LedgerError> {
    if let (JobKind::Ticket, Some(outcome)) = (job.kind, outcome(to)) {
        let fact = Ticket {
            number: job.number.to_string(),
            vacancy: job.subject.clone(),
            outcome,
            cause: cause.map(|cause| cause.as_str().into()),
        };
        writer.write_fact(change, &Fact::Ticket(fact), clock)?;
    }
    tell_changes(writer, change, job, clock)
}

/// Every change of the job's state that central was not told of yet.
fn tell_changes(
    writer: &Writer<'_>,
    change: &Transaction<'_>,
    job: &Job,
    clock: Clock,
) -> Result<(), LedgerError> {
    let changes = untold(change, job)?;
    for part in changes.chunks(CHANGES_MAX) {
        let fact = Print {
            job: job.id.0.unsigned_abs(),
            number: job.number.to_string(),
            sort: sort(job.kind),
            copy: job.copy,
            card: card(job),
            changes: part.to_vec(),
        };
        writer.write_fact(change, &Fact::Print(fact), clock)?;
    }
    change.execute(
        "UPDATE print_job SET told_event = (SELECT max(id) FROM print_event WHERE job = ?1) WHERE id = ?1",
        [job.id.0],
    )?;
    Ok(())
}

fn untold(change: &Transaction<'_>, job: &Job) -> Result<Vec<PrintChange>, LedgerError> {
    let mut query = change.prepare_cached(
        "SELECT state, cause, wall_ms, mono_ms, status FROM print_event
         WHERE job = ?1 AND id > (SELECT told_event FROM print_job WHERE id = ?1) ORDER BY id",
    )?;
    let rows = query.query_map(params![job.id.0], |row| {
        Ok(PrintChange {
            state: row.get(0)?,
            cause: row.get(1)?,
            wall_ms: row.get(2)?,
            mono_ms: row.get(3)?,
            status: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn sort(kind: JobKind) -> PrintSort {
    match kind {
        JobKind::Ticket => PrintSort::Ticket,
        JobKind::Sheet => PrintSort::Sheet,
        JobKind::Test => PrintSort::Test,
        JobKind::Slip => PrintSort::Slip,
        JobKind::Card => PrintSort::Card,
    }
}

/// Which card it was. What can't be read is told without; the number on the job still names the application.
fn card(job: &Job) -> Option<CardId> {
    match job.kind {
        JobKind::Card => job.subject.parse().ok(),
        JobKind::Ticket | JobKind::Sheet | JobKind::Test | JobKind::Slip => None,
    }
}

/// The outcome that a state is. A superseded job was reported when it became doubtful, and its successor
/// will be.
fn outcome(state: JobState) -> Option<TicketOutcome> {
    match state {
        JobState::Printed => Some(TicketOutcome::Printed),
        JobState::PrintedUnverified => Some(TicketOutcome::Unverified),
        JobState::Doubtful => Some(TicketOutcome::Doubtful),
        JobState::Expired => Some(TicketOutcome::Expired),
        JobState::Cancelled => Some(TicketOutcome::Cancelled),
        JobState::Failed(_) => Some(TicketOutcome::Failed),
        JobState::Queued
        | JobState::Claimed
        | JobState::Precheck
        | JobState::Sending
        | JobState::Sent
        | JobState::Blocked(_)
        | JobState::Suspended(_)
        | JobState::Superseded => None,
    }
}
