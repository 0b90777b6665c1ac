//! What a restart left open, put to whoever is at the screen.

use super::counter::{Counter, LIST};
use crate::ledger::{Actor, Job, JobId, JobKind, JobState};
use crate::visit::Printable;
use crate::visit::undecided::Undecided;

/// A question older than this is not put to the next passer-by: whoever waited has gone.
const ASKED_MS_MAX: u64 = 10 * 60_000;

/// The one question of this start: the newest ticket whose end nobody knows. The others are for the technician.
pub fn to_ask(settled: &[Job], counter: &Counter) -> Option<Undecided> {
    let now = counter.desk.clock.now();
    let recent = |job: &&Job| job.age_ms(&now).is_some_and(|age_ms| age_ms < ASKED_MS_MAX);
    let visitors = |job: &&Job| {
        job.state == JobState::Doubtful && job.actor == Actor::Visitor && job.kind == JobKind::Ticket
    };
    let job = settled.iter().filter(visitors).filter(recent).max_by_key(|job| job.id)?;
    Some(Undecided {
        job: job.id.0,
        number: job.number.to_string(),
        url: counter.url(&job.subject).unwrap_or_default(),
    })
}

/// What a job of the last run was, for a reprint. A list can't be made again: what stood on it is not kept.
pub fn printable(id: JobId, counter: &Counter) -> Option<Printable> {
    let job = counter.desk.ledger.lock().job(id).ok()?;
    match job.kind {
        JobKind::Ticket => Some(Printable::Ticket { vacancy: job.subject }),
        JobKind::Sheet if job.subject != LIST => Some(Printable::Sheet { vacancy: job.subject }),
        JobKind::Sheet | JobKind::Test => None,
    }
}
