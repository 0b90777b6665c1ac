//! The thread's life between jobs: keep the status fresh, cancel what must not print any more.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::{Fate, Order, Progress, Recover, Shared, Timing};
use crate::ask::{AskError, Peer, Which};
use crate::job::{JobReport, JobState, Name};
use crate::status::{Cause, IppStatus, Link};

/// Jobs remembered to be cancelled when the printer can be reached again.
const ORPHANS_MAX: usize = 32;

pub(super) struct Worker {
    pub(super) peer: Peer,
    pub(super) timing: Timing,
    pub(super) shared: Arc<Shared>,
    inbox: Receiver<Order>,
    orphans: Vec<i32>,
    /// Jobs of an earlier run that could not be asked after: they are found by name.
    unasked: Vec<Name>,
    attentive_until: Option<Instant>,
    /// It has counted the sides of a job that it printed, so that 0 sides is a statement.
    pub(super) counts: bool,
}

impl Worker {
    pub(super) fn new(peer: Peer, timing: Timing, shared: Arc<Shared>, inbox: Receiver<Order>) -> Self {
        Self {
            peer,
            timing,
            shared,
            inbox,
            orphans: Vec::new(),
            unasked: Vec::new(),
            attentive_until: None,
            counts: false,
        }
    }

    pub(super) fn run(mut self) {
        while !self.shared.stopping() {
            self.look();
            let attentive = self.attentive_until.is_some_and(|until| Instant::now() < until);
            let pause = if attentive { self.timing.attentive_poll } else { self.timing.poll };
            match self.inbox.recv_timeout(pause) {
                Ok(Order::Print(print)) => self.serve(print),
                Ok(Order::Recover(order)) => self.recover(&order),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        for order in self.inbox.try_iter() {
            if let Order::Print(print) = order {
                print.report(Progress::Refused(Cause::Stopped));
            }
        }
    }

    /// Asks for the status, tells of it, and cancels what is still to be cancelled.
    pub(super) fn look(&mut self) -> IppStatus {
        let status = self.peer.status().unwrap_or_else(|error| IppStatus::of_link(error.link()));
        self.shared.publish(&status);
        if status.link == Link::Answering {
            let peer = &self.peer;
            self.orphans.retain(|job| peer.cancel(*job).is_err_and(AskError::may_pass));
        }
        if status.link == Link::Answering && !self.unasked.is_empty() {
            self.cancel_unasked();
        }
        status
    }

    /// What an earlier run left waiting there would come out for somebody else.
    fn cancel_unasked(&mut self) {
        for name in std::mem::take(&mut self.unasked) {
            match self.find(&name) {
                Ok(Some(job)) if !job.state.is_over() => self.cancel(job.id),
                Ok(_) => {}
                Err(error) if error.may_pass() => self.unasked.push(name),
                Err(_) => {}
            }
        }
    }

    /// Somebody waits for the printer to be mended.
    pub(super) fn be_attentive(&mut self) {
        self.attentive_until = Some(Instant::now() + self.timing.attentive_for);
    }

    /// Cancels now, or when the printer can be reached again.
    pub(super) fn cancel(&mut self, job: i32) {
        if self.peer.cancel(job).is_err_and(AskError::may_pass) {
            if self.orphans.len() == ORPHANS_MAX {
                self.orphans.remove(0);
            }
            self.orphans.push(job);
        }
    }

    /// The printer's own record of a job, the latest of that name.
    pub(super) fn find(&self, name: &Name) -> Result<Option<JobReport>, AskError> {
        let mut found: Option<JobReport> = None;
        for which in [Which::NotCompleted, Which::Completed] {
            for job in self.peer.jobs(which)?.into_iter().filter(|job| job.name == name.as_str()) {
                if found.as_ref().is_none_or(|known| known.id < job.id) {
                    found = Some(job);
                }
            }
        }
        Ok(found)
    }

    fn recover(&mut self, order: &Recover) {
        let deadline = Instant::now() + order.wait;
        self.look();
        let fates = order.names.iter().map(|name| (name.clone(), self.fate(name, deadline)));
        // The caller may not wait any more.
        let _ = order.fates.send(fates.collect());
    }

    fn fate(&mut self, name: &Name, deadline: Instant) -> Fate {
        loop {
            // Each question to one that is silent takes as long as an answer may.
            let is_there = self.shared.status().link == Link::Answering;
            let found = if is_there { self.find(name) } else { Err(AskError::Silent) };
            let job = match found {
                Ok(Some(job)) => job,
                Ok(None) => return Fate::Unknown,
                Err(error) => {
                    if error.may_pass() && self.unasked.len() < ORPHANS_MAX {
                        self.unasked.push(name.clone());
                    }
                    return Fate::Unknown;
                }
            };
            let pending = Instant::now() < deadline && !self.shared.stopping();
            match job.state {
                _ if job.proves_printed() => return Fate::Printed,
                _ if job.proves_nothing_printed(self.counts) => return Fate::NotPrinted,
                JobState::Completed | JobState::Aborted | JobState::Cancelled => return Fate::Unknown,
                // Half of it may be out. What waits for paper would come out to somebody else.
                JobState::Processing if pending => std::thread::sleep(self.follow_pause()),
                JobState::Pending
                | JobState::Held
                | JobState::Processing
                | JobState::Stopped
                | JobState::Unknown => {
                    self.cancel(job.id);
                    return Fate::Unknown;
                }
            }
        }
    }

    pub(super) fn follow_pause(&self) -> Duration {
        self.timing.follow
    }
}
