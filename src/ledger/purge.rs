//! Old print jobs go. A payload is gone when its job is settled; what stays is who, what, where and when of a
//! paper, without anything about a person, for as long as somebody may still ask.

use anjungan_wire::op::Clock;

use super::{Ledger, LedgerError};

/// How long a settled job is remembered, the doubtful ones that nobody answered included.
pub const JOB_DAYS: i64 = 90;
/// Jobs deleted in one transaction, so that no visitor waits for it.
pub const PURGE_BATCH: usize = 50;

impl Ledger {
    /// Deletes a batch of the jobs that came to rest more than [`JOB_DAYS`] ago, with their events. Returns how many:
    /// fewer than [`PURGE_BATCH`] and all is done. Without a time that central vouched for, nothing is old; nor is a job
    /// of this start of the machine, which may have begun with the clock of another decade.
    pub fn purge_jobs(&mut self, clock: Clock) -> Result<usize, LedgerError> {
        if !clock.synced {
            return Ok(0);
        }
        let days_ms = JOB_DAYS * 24 * 3600 * 1000;
        let before_ms = clock.wall_ms - days_ms;
        let before_mono_ms = clock.mono_ms.saturating_sub(days_ms.unsigned_abs());
        self.change(|_, change| {
            // A reprint goes before the job it names.
            let mut query = change.prepare_cached(
                "SELECT id FROM print_job AS job
                 WHERE changed_ms < ?1
                   AND (boot <> ?2 OR expires_mono_ms < ?3)
                   AND state IN ('printed', 'printed-unverified', 'doubtful', 'failed', 'cancelled', 'expired',
                                 'superseded')
                   AND NOT EXISTS (SELECT 1 FROM print_job WHERE reprint_of = job.id)
                 LIMIT ?4",
            )?;
            let limits = (before_ms, clock.boot, before_mono_ms, PURGE_BATCH);
            let old: Vec<i64> = query.query_map(limits, |row| row.get(0))?.collect::<Result<_, _>>()?;
            for id in &old {
                change.execute("DELETE FROM print_event WHERE job = ?1", [id])?;
                change.execute("DELETE FROM print_job WHERE id = ?1", [id])?;
            }
            Ok(old.len())
        })
    }
}
