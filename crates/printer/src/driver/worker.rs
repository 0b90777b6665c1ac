//! The thread's life between jobs: open, ask who is there, keep the status fresh, open again.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::link::Link;
use super::order::Order;
use super::{BaudProbe, LogoError, Shared, Timing};
use crate::profile::Profile;
use crate::status::{LinkState, Status};
use crate::transport::Opener;

/// How often a quiet line is looked at. A job does not wait for it.
const TICK: Duration = Duration::from_millis(20);

pub(super) struct Worker {
    open: Opener,
    pub(super) profile: Profile,
    pub(super) timing: Timing,
    pub(super) shared: Arc<Shared>,
    inbox: Receiver<Order>,
    pub(super) link: Option<Link>,
    reopen_pause: Duration,
    reopen_at: Instant,
    ask_at: Instant,
}

impl Worker {
    pub(super) fn new(
        open: Opener,
        profile: Profile,
        timing: Timing,
        shared: Arc<Shared>,
        inbox: Receiver<Order>,
    ) -> Self {
        let now = Instant::now();
        Self {
            open,
            profile,
            shared,
            inbox,
            link: None,
            reopen_pause: timing.reopen_min,
            timing,
            reopen_at: now,
            ask_at: now,
        }
    }

    pub(super) fn run(mut self) {
        while !self.shared.stopping() {
            self.keep_fresh();
            match self.inbox.recv_timeout(TICK) {
                Ok(order) => self.carry_out(order),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        for order in self.inbox.try_iter() {
            order.refuse();
        }
    }

    fn carry_out(&mut self, order: Order) {
        // In every case the caller may have lost interest.
        match order {
            Order::Print(order) => self.serve(order),
            Order::Recover { names, wait, reply } => {
                let _ = reply.send(self.recover(&names, wait));
            }
            Order::ProbeBaud { reply } => {
                let _ = reply.send(BaudProbe::NotSerial);
            }
            Order::StoreLogo { key, picture, reply } => {
                tracing::debug!(?key, ?picture, "no pictures are stored");
                let _ = reply.send(Err(LogoError::NotSupported));
            }
        }
    }

    fn keep_fresh(&mut self) {
        if self.link.is_none() {
            if Instant::now() >= self.reopen_at {
                self.try_open();
            }
            return;
        }
        let due = self.profile.read_back && Instant::now() >= self.ask_at;
        let result = if due { self.ask() } else { self.listen() };
        if let Err(error) = result {
            self.lose(&error);
        }
    }

    fn listen(&mut self) -> io::Result<()> {
        if let Some(link) = &mut self.link {
            // Answers to jobs that have ended are of no use any more.
            let _late = link.pump(Duration::from_millis(1))?;
            self.shared.publish(link.status);
        }
        Ok(())
    }

    /// Asks for the status; greets a printer that was silent before.
    pub(super) fn ask(&mut self) -> io::Result<()> {
        self.ask_at = Instant::now() + self.timing.poll;
        let Some(link) = &mut self.link else { return Ok(()) };
        let (answered, _late) = link.ask(self.timing.reply)?;
        if !answered {
            link.status = Status::of_link(LinkState::Silent);
            link.heard = None;
            link.greeted = false;
        } else if !link.greeted {
            // Switched on, plugged in, or a stranger's half job inside: begin anew.
            link.greeted = link.initialise(&self.profile, Instant::now() + self.timing.reply)?;
        }
        self.shared.publish(link.status);
        Ok(())
    }

    /// Opens the device and asks it, or doubles the pause before the next attempt.
    pub(super) fn try_open(&mut self) {
        match (self.open)() {
            Ok(transport) => {
                self.reopen_pause = self.timing.reopen_min;
                self.link = Some(Link::new(transport, &self.profile));
                if let Err(error) = if self.profile.read_back { self.ask() } else { self.listen() } {
                    self.lose(&error);
                }
            }
            Err(error) => self.lose(&error),
        }
    }

    /// The device has gone.
    pub(super) fn lose(&mut self, error: &io::Error) {
        tracing::debug!(%error, "the printer's port is lost");
        self.link = None;
        self.reopen_at = Instant::now() + self.reopen_pause;
        self.reopen_pause = (self.reopen_pause * 2).min(self.timing.reopen_max);
        self.shared.publish(Status::of_link(LinkState::Absent));
    }
}
