//! Making a printer forget what it holds of a job that broke off, so that neither new paper nor the next job brings the
//! rest out for somebody else. It is not done until the printer has said so: one that could not be told, because its
//! cable was pulled, is told as soon as it is there again.

use std::io;
use std::time::Instant;

use super::link::SLICE_MAX;
use super::worker::Worker;
use crate::command::Command;
use crate::status::{Cause, Event};

impl Worker {
    /// Clears the printer, which was left inside a command that lacks at most `missing` bytes, and begins anew with it;
    /// returns what it complains of.
    pub(super) fn forget(&mut self, missing: usize) -> io::Result<Option<Cause>> {
        self.unforgotten = Some(missing);
        let Some(link) = &mut self.link else { return Ok(None) };
        link.greeted = false;
        if self.profile.read_back {
            // Which has it forget, greets it anew, and finds out whether it still answers.
            self.ask()?;
        } else {
            self.forget_what_is_left()?;
        }
        Ok(self.link.as_ref().and_then(|link| link.status.trouble()))
    }

    /// Clears the printer of what a job before may have left there, if one has.
    pub(super) fn forget_what_is_left(&mut self) -> io::Result<()> {
        let (Some(link), Some(missing)) = (&mut self.link, self.unforgotten) else { return Ok(()) };
        let cleared = link.clear(self.timing.clear, missing)?;
        tracing::warn!(cleared, "the printer was made to forget");
        // One that does not know the order has its broken command completed, and may still print what it holds.
        self.unforgotten = Some(0).filter(|_| !cleared && self.profile.read_back);
        Ok(())
    }

    /// Whether nothing of an older job can come out any more. A printer that never said that it has forgotten is asked
    /// what it answers only when all before is done; the answers of older jobs are heard out with it.
    pub(super) fn is_empty_of_others(&mut self) -> io::Result<bool> {
        if self.unforgotten.is_none() {
            return Ok(true);
        }
        let until = Instant::now() + self.timing.silence;
        let Some(link) = &mut self.link else { return Ok(false) };
        if !link.write(&Command::Barrier.bytes(), until)? {
            return Ok(false);
        }
        let mut answered_at: Option<Instant> = None;
        while !self.shared.stopping() {
            let now = Instant::now();
            let limit = answered_at.map_or(until, |at| at + self.timing.settle);
            let left = limit.saturating_duration_since(now);
            if left.is_zero() {
                break;
            }
            let Some(link) = &mut self.link else { return Ok(false) };
            let events = link.pump(left.min(SLICE_MAX))?;
            if events.iter().any(|event| matches!(event, Event::InOrder(_))) {
                answered_at = Some(Instant::now());
            }
        }
        let is_empty = answered_at.is_some() && !self.shared.stopping();
        if is_empty {
            self.unforgotten = None;
        }
        Ok(is_empty)
    }
}
