//! After a start: what became of the papers that were on their way.
//!
//! Two steps. What had not begun is over at once: whoever wanted it is gone. What had begun may still be told
//! by the printer, which keeps its answers while it has power; only then is the rest doubtful.

use anjungan_wire::op::Clock;

use super::job::{Cause, JobId, JobState};
use super::kind::Station;
use super::row::{self, Move};
use super::spool::Job;
use super::{Ledger, LedgerError};

impl Ledger {
    /// Expires everything that had not begun. Returns what was changed.
    pub fn expire_unbegun(&mut self, clock: Clock) -> Result<Vec<Job>, LedgerError> {
        self.settle(clock, |job| match job.state.after_restart() {
            Some(JobState::Expired) => Some(JobState::Expired),
            Some(_) | None => None,
        })
    }

    /// Jobs of a printer that had begun when the program stopped, oldest first.
    pub fn undecided(&self, station: Station) -> Result<Vec<Job>, LedgerError> {
        let begun = row::select(&self.db, "state IN ('sending', 'sent', 'suspended')")?;
        Ok(begun.into_iter().filter(|job| job.station == station).collect())
    }

    /// Whether any paper is on its way, or waits for its turn.
    pub fn is_printing(&self) -> Result<bool, LedgerError> {
        Ok(!row::select(&self.db, row::UNSETTLED)?.is_empty())
    }

    /// Settles a printer's undecided jobs: those of `proved` are printed, all others doubtful. Returns what was
    /// changed, so that the screen can ask about the doubtful ones.
    pub fn settle_undecided(
        &mut self,
        station: Station,
        proved: &[JobId],
        clock: Clock,
    ) -> Result<Vec<Job>, LedgerError> {
        self.settle(clock, |job| {
            let doubtful = job.state.after_restart() == Some(JobState::Doubtful);
            (doubtful && job.station == station).then(|| match proved.contains(&job.id) {
                true => JobState::Printed,
                false => JobState::Doubtful,
            })
        })
    }

    /// Both steps for all printers, with nothing proved: for a kiosk whose printers are gone.
    pub fn recover(&mut self, clock: Clock) -> Result<Vec<Job>, LedgerError> {
        self.settle(clock, |job| job.state.after_restart())
    }

    fn settle(
        &mut self,
        clock: Clock,
        end: impl Fn(&Job) -> Option<JobState>,
    ) -> Result<Vec<Job>, LedgerError> {
        self.change(|writer, change| {
            let mut settled = Vec::new();
            for mut job in row::select(change, row::UNSETTLED)? {
                let Some(to) = end(&job) else { continue };
                // The late answer proves also that the last byte had left.
                if to == JobState::Printed && job.state == JobState::Sending {
                    job = row::advance(writer, change, &job, JobState::Sent.into(), clock)?;
                }
                let why = (to != JobState::Printed).then_some(Cause::Restart);
                let step = Move { to, why, status: None };
                settled.push(row::advance(writer, change, &job, step, clock)?);
            }
            Ok(settled)
        })
    }
}
