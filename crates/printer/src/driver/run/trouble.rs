//! What goes wrong within a job, and how it goes on.

use std::time::{Duration, Instant};

use super::precheck::CUTTER_WAIT;
use super::{End, Run};
use crate::command::Command;
use crate::driver::worker::Worker;
use crate::driver::{PrintOrder, Progress};
use crate::status::Cause;

/// A pause that the printer's complaint has brought.
#[derive(Debug, Clone, Copy)]
pub(super) struct Suspension {
    cause: Cause,
    since: Instant,
    /// The caller knows. A cutter that comes free at once is nobody's business.
    told: bool,
    /// The complaint has ended, and the printer was asked once more since.
    asked_again: bool,
}

impl Worker {
    /// Takes in what the printer says, enters and leaves suspension, and watches every limit.
    pub(super) fn look(&mut self, order: &PrintOrder, run: &mut Run, wait: Duration) -> Result<(), End> {
        if self.shared.stopping() {
            return Err(End::Cause(Cause::Stopped));
        }
        let Some(link) = &mut self.link else { return Err(End::Cause(Cause::LinkLost)) };
        let events = link.pump(wait)?;
        let trouble = link.status.trouble();
        self.take(order, run, &events);
        match (trouble, run.suspended) {
            (Some(cause), None) => self.suspend(order, run, cause),
            (Some(cause), Some(suspension)) => self.remain_suspended(order, run, cause, suspension),
            (None, Some(suspension)) => self.resume(order, run, suspension),
            (None, None) if Instant::now() >= run.deadline => Err(End::Cause(Cause::Deadline)),
            (None, None) => Ok(()),
        }
    }

    fn suspend(&mut self, order: &PrintOrder, run: &mut Run, cause: Cause) -> Result<(), End> {
        // Before the first byte there is nothing to suspend yet.
        if run.sent == 0 {
            return Err(End::Cause(cause));
        }
        let help = cause == Cause::Cutter && !run.cutter_helped && run.at_safe_point();
        if help && let Some(link) = &mut self.link {
            run.cutter_helped = true;
            link.write(&Command::RecoverContinue.bytes(), Instant::now() + CUTTER_WAIT)?;
        }
        if !help {
            order.report(Progress::Suspended(cause));
        }
        run.suspended = Some(Suspension { cause, since: Instant::now(), told: !help, asked_again: false });
        Ok(())
    }

    fn remain_suspended(
        &mut self,
        order: &PrintOrder,
        run: &mut Run,
        cause: Cause,
        mut suspension: Suspension,
    ) -> Result<(), End> {
        if self.given_up(suspension.since) {
            return Err(End::Cause(cause));
        }
        let overdue = !suspension.told && suspension.since.elapsed() >= CUTTER_WAIT;
        // Paper that ends under a cover that was opened is another thing to mend.
        if overdue || (suspension.told && suspension.cause != cause) {
            order.report(Progress::Suspended(cause));
            suspension.told = true;
        }
        suspension.cause = cause;
        suspension.asked_again = false;
        run.suspended = Some(suspension);
        Ok(())
    }

    /// Nobody waits for it any more, or has waited long enough.
    fn given_up(&self, since: Instant) -> bool {
        self.shared.abandoned() || since.elapsed() >= self.timing.reload_wait
    }

    fn resume(&mut self, order: &PrintOrder, run: &mut Run, mut suspension: Suspension) -> Result<(), End> {
        if self.given_up(suspension.since) {
            return Err(End::Cause(suspension.cause));
        }
        let Some(link) = &mut self.link else { return Err(End::Cause(Cause::LinkLost)) };
        if link.unsettled(self.timing.cover_settle).is_some() {
            return Ok(());
        }
        // The first answer after a cover was closed may tell of before.
        if suspension.cause == Cause::CoverOpen && run.at_safe_point() && !suspension.asked_again {
            if !link.owes() {
                suspension.asked_again = true;
                run.suspended = Some(suspension);
                self.question(run)?;
            }
            return Ok(());
        }
        if suspension.asked_again && link.owes() {
            return Ok(());
        }
        run.deadline += suspension.since.elapsed();
        run.suspended = None;
        if suspension.told {
            order.report(Progress::Resumed);
        }
        Ok(())
    }
}
