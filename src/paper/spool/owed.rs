//! Ends of jobs that the disk did not take down when they came. They are written when it does, so that no job
//! stays on its way for ever.

use std::time::Duration;

use anjungan_wire::op::Clock;

use crate::ledger::{Cause, JobId, JobState, Ledger, LedgerError};

/// Ends remembered at a time. More than a visitor can cause before somebody sees that the disk is broken; a
/// start settles the others.
const OWED_MAX: usize = 64;
/// The first pause after the ledger failed, doubled up to the last.
const PAUSE_MIN: Duration = Duration::from_millis(200);
const PAUSE_MAX: Duration = Duration::from_secs(30);

/// A state that a job has reached, and what is known of the reason.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Reached {
    pub id: JobId,
    pub state: JobState,
    pub why: Option<Cause>,
    pub words: Option<String>,
}

/// Ends to be written down, oldest first.
#[derive(Default)]
pub(super) struct Owed(Vec<Reached>);

impl Owed {
    pub fn push(&mut self, reached: Reached) {
        if self.0.len() == OWED_MAX {
            let left_to_a_restart = self.0.remove(0);
            tracing::error!(job = %left_to_a_restart.id, "the end of a print job is forgotten");
        }
        self.0.push(reached);
    }

    /// Whether a job's end waits to be written.
    pub fn owes(&self, id: JobId) -> bool {
        self.0.iter().any(|reached| reached.id == id)
    }

    /// Writes what can be written. The rest stays.
    pub fn pay(&mut self, ledger: &mut Ledger, clock: Clock) -> Result<(), LedgerError> {
        while let Some(first) = self.0.first() {
            match write(ledger, first, clock) {
                Ok(()) => drop(self.0.remove(0)),
                // The disk, which may mend.
                Err(
                    error @ (LedgerError::Full
                    | LedgerError::ReadOnly
                    | LedgerError::Busy
                    | LedgerError::Database(_)),
                ) => return Err(error),
                // Anything else will not be different next time, and must not hold up the others.
                Err(error) => {
                    tracing::error!(job = %first.id, %error, "the end of a print job is forgotten");
                    self.0.remove(0);
                }
            }
        }
        Ok(())
    }
}

/// Brings a job to where it is. A state in between that could not be written when it came is written now.
pub(super) fn write(ledger: &mut Ledger, reached: &Reached, clock: Clock) -> Result<(), LedgerError> {
    let Reached { id, state, why, words } = reached;
    let found = ledger.job(*id)?.state;
    // The printer refused it after all, which the ledger did not take down.
    let never_began = matches!(state, JobState::Cancelled | JobState::Expired);
    if never_began && found == JobState::Sending {
        ledger.move_job(*id, JobState::Blocked(Cause::NotStored), clock)?;
    }
    let proved = matches!(state, JobState::Printed | JobState::PrintedUnverified);
    if proved && found == JobState::Sending {
        ledger.move_job(*id, JobState::Sent, clock)?;
    }
    if found != *state {
        ledger.move_job_because(*id, *state, *why, words.as_deref(), clock)?;
    }
    Ok(())
}

/// How long to wait before the ledger is tried again, and whether a failure is worth a line in the log.
#[derive(Default)]
pub(super) struct Patience {
    failures: u32,
    last: String,
}

impl Patience {
    /// It worked.
    pub fn reset(&mut self) {
        if self.failures > 0 {
            tracing::info!(failures = self.failures, "the ledger works again");
            *self = Self::default();
        }
    }

    /// It failed: the pause before the next try. The first failure of a sort is logged.
    pub fn failed(&mut self, error: &LedgerError) -> Duration {
        let said = error.to_string();
        if said != self.last {
            tracing::error!(%error, "the ledger fails the spool");
            self.last = said;
        }
        self.failures = self.failures.saturating_add(1);
        PAUSE_MIN.saturating_mul(1 << (self.failures - 1).min(16)).min(PAUSE_MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::tests::{at, enrolled_ledger};
    use crate::ledger::{Paper, Station};

    #[test]
    fn a_ledger_that_fails_is_tried_at_doubling_pauses_up_to_half_a_minute() {
        let mut patience = Patience::default();
        let pauses: Vec<u64> =
            (0..10).map(|_| patience.failed(&LedgerError::Full).as_millis() as u64).collect();
        assert_eq!(pauses, [200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
        patience.reset();
        assert_eq!(patience.failed(&LedgerError::Full), PAUSE_MIN);
    }

    /// Else it would stay on its way until a restart makes a doubt of it.
    #[test]
    fn a_refusal_that_was_not_taken_down_is_no_obstacle_to_the_end() {
        for state in [JobState::Cancelled, JobState::Expired, JobState::Failed(Cause::NotStored)] {
            let folder = tempfile::tempdir().unwrap();
            let mut ledger = enrolled_ledger(&folder.path().join("ledger.db"));
            let paper = Paper { bytes: b"TIKET".to_vec(), paper_mm: 20.0 };
            let id = ledger.queue_ticket("local:1", at(0), |_| paper).unwrap().id;
            ledger.claim(Station::Tickets, at(1)).unwrap();
            for on_its_way in [JobState::Precheck, JobState::Sending] {
                ledger.move_job(id, on_its_way, at(1)).unwrap();
            }
            write(&mut ledger, &Reached { id, state, why: None, words: None }, at(2)).unwrap();
            assert_eq!(ledger.job(id).unwrap().state, state);
        }
    }

    #[test]
    fn what_is_owed_has_a_limit_and_the_newest_stay() {
        let mut owed = Owed::default();
        for id in 0..=OWED_MAX as i64 {
            owed.push(Reached { id: JobId(id), state: JobState::Printed, why: None, words: None });
        }
        assert_eq!((owed.0.len(), owed.0[0].id), (OWED_MAX, JobId(1)));
    }
}
