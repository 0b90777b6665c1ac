//! The look at the printer before the first byte.

use std::io;
use std::time::{Duration, Instant};

use crate::command::Command;
use crate::driver::link::SLICE_MAX;
use crate::driver::worker::Worker;
use crate::status::{Cause, FaultState};

/// How long a cutter may take to come free after `DLE ENQ 1`.
pub(super) const CUTTER_WAIT: Duration = Duration::from_secs(1);

impl Worker {
    /// Why the job must not begin. A healthy status that is fresh costs no question; a bad one is asked again, for
    /// the cover may just have been closed.
    pub(in crate::driver) fn precheck(&mut self) -> Option<Cause> {
        // A network printer closes connections that were quiet for minutes. That is found by the first look, and the
        // second is through a new one.
        for _ in 0..2 {
            if !self.open_within(self.timing.open) {
                break;
            }
            match self.look_before_job() {
                Ok(Some(refusal)) => return refusal,
                Ok(None) => {}
                Err(error) => self.lose(&error),
            }
        }
        Some(if self.shared.stopping() { Cause::Stopped } else { Cause::NoDevice })
    }

    /// The printer's refusal, if any; `None` when the link went away.
    fn look_before_job(&mut self) -> io::Result<Option<Option<Cause>>> {
        let Some(link) = &mut self.link else { return Ok(None) };
        // Also finds a link that has ended.
        link.pump(Duration::ZERO)?;
        if self.profile.read_back {
            self.ask_unless_fresh()?;
            if self.settle()? {
                self.ask()?;
            }
            self.free_the_cutter()?;
        }
        let refusal = self.link.as_ref().map(|link| link.status.refusal());
        if refusal == Some(None) && !self.is_empty_of_others()? {
            return Ok(Some(Some(Cause::NoAnswer)));
        }
        Ok(refusal)
    }

    /// Lets the time pass in which a printer whose cover was just closed may still tell of before. Whether there was any.
    fn settle(&mut self) -> io::Result<bool> {
        let mut waited = false;
        while let Some(link) = &mut self.link
            && let Some(left) = link.unsettled(self.timing.cover_settle)
            && !self.shared.stopping()
        {
            link.pump(left)?;
            waited = true;
        }
        Ok(waited)
    }

    fn ask_unless_fresh(&mut self) -> io::Result<()> {
        let Some(link) = &self.link else { return Ok(()) };
        let healthy = link.status.refusal().is_none();
        if healthy && link.is_fresh(self.timing.fresh) { Ok(()) } else { self.ask() }
    }

    /// Once; if it stays stuck it is for a person.
    fn free_the_cutter(&mut self) -> io::Result<()> {
        let stuck =
            |worker: &Self| worker.link.as_ref().is_some_and(|link| link.status.fault == FaultState::Cutter);
        if !stuck(self) {
            return Ok(());
        }
        let until = Instant::now() + CUTTER_WAIT;
        if let Some(link) = &mut self.link {
            link.write(&Command::RecoverContinue.bytes(), until)?;
        }
        while stuck(self) && Instant::now() < until && !self.shared.stopping() {
            if let Some(link) = &mut self.link {
                link.pump(SLICE_MAX)?;
            }
            self.ask()?;
        }
        Ok(())
    }
}
