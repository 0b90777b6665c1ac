//! What the spool writes into the log, under the names of the catalogue (`docs/log-events.md`): every change
//! of a job's state, and nothing twice.

use crate::ledger::{Cause, Job, JobState};
use crate::wording::LogEvent;

/// A job's state was told.
pub(super) fn told(job: &Job) {
    let (id, cause) = (job.id, job.state.cause().map(Cause::as_str));
    match job.state {
        JobState::Sending => tracing::info!(event = LogEvent::PrintBegun.name(), job = %id),
        JobState::PrintedUnverified => tracing::info!(event = LogEvent::PrintUnverified.name(), job = %id),
        JobState::Blocked(_) => tracing::warn!(event = LogEvent::PrintBlocked.name(), job = %id, cause),
        JobState::Suspended(_) => tracing::warn!(event = LogEvent::PrintSuspended.name(), job = %id, cause),
        JobState::Expired => tracing::info!(event = LogEvent::PrintExpired.name(), job = %id),
        JobState::Cancelled => tracing::info!(event = LogEvent::PrintCancelled.name(), job = %id),
        JobState::Failed(_) => tracing::error!(event = LogEvent::PrintFailed.name(), job = %id, cause),
        // Proof and doubt are written with their reasons, by those who have them.
        JobState::Printed | JobState::Doubtful => {}
        // On the way; the next line says more.
        JobState::Queued | JobState::Claimed | JobState::Precheck | JobState::Sent | JobState::Superseded => {
        }
    }
}
