//! What central is told of print jobs.

use anjungan_wire::fact::{Ticket, TicketOutcome};
use anjungan_wire::op::Clock;
use rusqlite::Transaction;

use super::LedgerError;
use super::job::{Cause, JobState};
use super::kind::JobKind;
use super::outbox::{Fact, Writer};
use super::spool::Job;

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
    Ok(())
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
