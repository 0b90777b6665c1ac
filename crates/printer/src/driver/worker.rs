//! The thread's life between jobs: open, ask who is there, keep the status fresh, open again.
//!
//! While nothing is in hand the thread sleeps until the device says something, an order comes, or a question is due;
//! within an order it waits in slices, and looks after each whether it is to stop.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

use super::identify::Interview;
use super::link::{Link, SLICE_MAX};
use super::order::Order;
use super::porter::Porter;
use super::shared::Shared;
use super::{Opener, Timing};
use crate::profile::Profile;
use crate::status::{CoverState, LinkState, Status};
use crate::transport::{Interest, Transport};

/// The longest sleep of a thread that has nothing to do at all.
const SLEEP_MAX: Duration = Duration::from_secs(60);
/// How long the thread's end waits for the device to be closed.
const CLOSE_WAIT: Duration = Duration::from_millis(250);
/// What a printer takes to answer, beside the time on the line.
const ANSWER_TIME: Duration = Duration::from_millis(20);

pub(super) struct Worker {
    pub(super) porter: Porter,
    pub(super) profile: Profile,
    pub(super) timing: Timing,
    pub(super) shared: Arc<Shared>,
    inbox: Receiver<Order>,
    pub(super) link: Option<Link>,
    /// The line speed that a search has found.
    pub(super) baud: Option<u32>,
    /// The printer may hold the rest of a job that broke off, inside a command that lacks at most so many bytes.
    pub(super) unforgotten: Option<usize>,
    interview: Interview,
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
    ) -> io::Result<Self> {
        shared.waker.check()?;
        let now = Instant::now();
        Ok(Self {
            porter: Porter::start(open, Arc::clone(&shared))?,
            profile,
            shared,
            inbox,
            link: None,
            baud: None,
            unforgotten: None,
            interview: Interview::default(),
            reopen_pause: timing.reopen_min,
            timing,
            reopen_at: now,
            ask_at: now,
        })
    }

    pub(super) fn run(mut self) {
        while !self.shared.stopping() {
            match self.inbox.try_recv() {
                Ok(order) => self.carry_out(order),
                Err(TryRecvError::Empty) => self.rest(),
                Err(TryRecvError::Disconnected) => break,
            }
        }
        for order in self.inbox.try_iter() {
            order.refuse();
        }
        if let Some(link) = self.link.take() {
            self.porter.close(link.into_transport());
        }
        self.porter.finish(CLOSE_WAIT);
    }

    fn carry_out(&mut self, order: Order) {
        // In every case the caller may have lost interest.
        match order {
            Order::Print(order) => self.serve(order),
            Order::Recover { names, wait, reply } => {
                if let Some(heard) = self.recover(&names, wait) {
                    let _ = reply.send(heard);
                }
            }
            Order::ProbeBaud { reply } => self.probe_baud(&reply),
            Order::StoreLogo { key, picture, reply } => {
                let _ = reply.send(self.store_logo(key, &picture));
            }
        }
    }

    /// Does what is due, and sleeps until something is.
    fn rest(&mut self) {
        let before = self.shared.vitals().wakeups;
        let due = self.do_what_is_due();
        if self.shared.vitals().wakeups != before {
            // A wait for answers may have taken the wake-up that an order brought: look for orders first.
            return;
        }
        let limit = due.saturating_duration_since(Instant::now()).min(SLEEP_MAX);
        let Some(link) = &mut self.link else { return self.shared.sleep(limit) };
        match link.rest(limit) {
            Ok(events) => {
                self.settle_cover();
                self.interview.hear(&events);
            }
            Err(error) => self.lose(&error),
        }
    }

    /// Returns when something is due again.
    fn do_what_is_due(&mut self) -> Instant {
        self.adopt_opened();
        let now = Instant::now();
        if self.link.is_none() {
            if now >= self.reopen_at {
                self.porter.open(self.baud);
            }
            return if self.porter.is_opening() { now + SLEEP_MAX } else { self.reopen_at };
        }
        if !self.profile.read_back {
            if let Err(error) = self.forget_what_is_left() {
                self.lose(&error);
            }
            return now + SLEEP_MAX;
        }
        if now >= self.ask_at
            && let Err(error) = self.ask_gathering()
        {
            self.lose(&error);
            return Instant::now();
        }
        self.interview().unwrap_or_else(|error| {
            self.lose(&error);
            Instant::now()
        })
    }

    /// Has a healthy printer say who it is, and returns when something is due again.
    fn interview(&mut self) -> io::Result<Instant> {
        let Some(link) = &mut self.link else { return Ok(self.reopen_at) };
        let asks = self.profile.asb && link.greeted && link.status.refusal().is_none();
        let overdue = if asks { self.interview.go_on(link)? } else { None };
        if let Some(identity) = self.interview.finished() {
            self.shared.identify(identity);
        }
        Ok(overdue.map_or(self.ask_at, |overdue| overdue.min(self.ask_at)))
    }

    /// The first answers after a cover was closed may tell of before: they are asked for again.
    fn settle_cover(&mut self) {
        if let Some(link) = &self.link
            && let Some(left) = link.unsettled(self.timing.cover_settle)
        {
            self.ask_at = self.ask_at.min(Instant::now() + left);
        }
    }

    /// Asks for the status; greets a printer that was silent before.
    pub(super) fn ask(&mut self) -> io::Result<()> {
        self.ask_after(Duration::ZERO)
    }

    /// The same when nobody waits: one wake-up for all four answers.
    fn ask_gathering(&mut self) -> io::Result<()> {
        // Twelve bytes there, four back, ten bits each.
        let line = Duration::from_secs_f32(160.0 / self.profile.baud as f32);
        self.ask_after(line + ANSWER_TIME)
    }

    fn ask_after(&mut self, gather: Duration) -> io::Result<()> {
        self.ask_at = Instant::now() + self.timing.poll;
        // First of all: inside a broken command a question would be its data.
        if self.link.as_ref().is_some_and(|link| !link.greeted) {
            self.forget_what_is_left()?;
        }
        let Some(link) = &mut self.link else { return Ok(()) };
        let (answered, said) = link.ask(self.timing.reply, gather)?;
        // What else it says meanwhile concerns jobs that have ended, or is who it is.
        self.interview.hear(&said);
        if !answered {
            link.status = Status::of_link(LinkState::Silent);
            link.heard = None;
            link.greeted = false;
            if link.is_stale() {
                tracing::debug!("a silent connection is opened anew");
                self.shared.publish(link.status);
                self.reopen_at = Instant::now();
                self.drop_link();
                return Ok(());
            }
        } else if !link.greeted {
            // Switched on, plugged in, or a stranger's half job inside: begin anew.
            link.greeted = link.initialise(&self.profile, Instant::now() + self.timing.reply)?;
            self.interview = Interview::default();
        }
        self.shared.publish(link.status);
        if link.status.cover != CoverState::Open {
            self.settle_cover();
        }
        Ok(())
    }

    /// Takes over a device that was opened meanwhile, or doubles the pause before the next attempt.
    fn adopt_opened(&mut self) {
        match self.porter.opened() {
            Some(Ok(transport)) => self.adopt(transport),
            Some(Err(error)) => self.lose(&error),
            None => {}
        }
    }

    /// Takes over an open device and asks it who it is.
    pub(super) fn adopt(&mut self, transport: Box<dyn Transport>) {
        self.drop_link();
        self.reopen_pause = self.timing.reopen_min;
        let link = Link::new(transport, &self.profile, Arc::clone(&self.shared));
        self.shared.publish(link.status);
        self.link = Some(link);
        self.ask_at = Instant::now();
    }

    /// Opens the device if it is not, waiting for it at most so long. Whether it is open.
    pub(super) fn open_within(&mut self, limit: Duration) -> bool {
        let until = Instant::now() + limit;
        while self.link.is_none() && !self.shared.stopping() {
            self.porter.open(self.baud);
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            match self.porter.opened() {
                Some(Ok(transport)) => self.adopt(transport),
                Some(Err(error)) => {
                    self.lose(&error);
                    break;
                }
                None => self.shared.sleep(left.min(SLICE_MAX)),
            }
        }
        self.link.is_some()
    }

    /// The device has gone.
    pub(super) fn lose(&mut self, error: &io::Error) {
        tracing::debug!(%error, "the printer's port is lost");
        self.drop_link();
        self.reopen_at = Instant::now() + self.reopen_pause;
        self.reopen_pause = (self.reopen_pause * 2).min(self.timing.reopen_max);
        self.shared.publish(Status::of_link(LinkState::Absent));
    }

    pub(super) fn drop_link(&mut self) {
        if let Some(link) = self.link.take() {
            self.porter.close(link.into_transport());
        }
    }
}

impl Shared {
    /// Waits for nothing but being woken.
    pub(super) fn sleep(&self, limit: Duration) {
        let result =
            self.waiting(|waker| crate::transport::wait_for_file(waker, waker, Interest::Nothing, limit));
        if let Err(error) = result {
            // Out of memory, at worst: do not spin.
            tracing::error!(%error, "the printer's thread cannot wait");
            std::thread::sleep(SLICE_MAX);
        }
    }
}
