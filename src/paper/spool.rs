//! The thread that sees a printer's jobs through, one at a time. Each printer has its own.
//!
//! ```text
//!  at the start: undecided jobs ── the printer still tells their name? ──▶ Printed, else Doubtful
//!
//!  ledger: queued ──claim──▶ Claimed ──▶ Precheck ──────────▶ Press::print
//!                               ▲           ▲                      │
//!                               │           │ well again    Refused│      FirstByte, Sent, Suspended
//!                               │        Blocked ◀─────────────────┤      each committed, then told
//!                               │           │ 90 s                 ▼
//!                               └── next ── Expired      Printed, PrintedUnverified, Doubtful
//! ```
//!
//! `Sending` is committed on the printer's own thread, after it was found ready and before the first byte.
//! From there on no expiry is looked at: the paper is on its way. A cancel then only takes back what has
//! stopped in the middle, so that new paper does not bring out a ticket of somebody who has gone.
//!
//! Invariant: what the screen is told happened. Where the disk does not take it down, the visitor is told all
//! the same and the ledger is owed it until the disk takes it; a restart before that finds the job doubtful,
//! which is the truth about what this device then knows. A job that can't even be claimed has failed at once, and
//! does not begin when the disk mends: whoever wanted it has gone.

mod log;
mod owed;
mod press;
mod worker;

use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::ledger::{self, Job, JobId, JobState, PaperNumber, Station};
use crate::sync::Timekeeper;
use crate::wording::LogEvent;

pub use press::Press;
use worker::Worker;

/// What became of a job.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobUpdate {
    /// The job.
    pub id: JobId,
    /// Where it is printed.
    pub station: Station,
    /// The number on the paper.
    pub number: PaperNumber,
    /// Where it is now.
    pub state: JobState,
}

/// What a spool has to say.
#[derive(Clone, PartialEq, Debug)]
pub enum News {
    /// A job is somewhere else.
    Job(JobUpdate),
    /// Jobs that the last run of the program left undecided, as they are settled now. At most once, first of all.
    Recovered(Vec<Job>),
}

/// Called with all news, on the spool's thread: it must return soon.
pub type NewsListener = Box<dyn Fn(News) + Send>;

/// The running thread. Dropping it stops it; a job on its way is seen to its end first.
pub struct Spool {
    signal: Arc<Signal>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Signal {
    wishes: Mutex<Wishes>,
    changed: Condvar,
}

#[derive(Default)]
struct Wishes {
    stop: bool,
    queued: bool,
    cancelled: BTreeSet<JobId>,
}

impl Signal {
    fn lock(&self) -> MutexGuard<'_, Wishes> {
        self.wishes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_cancelled(&self, id: JobId) -> bool {
        self.lock().cancelled.contains(&id)
    }
}

impl Spool {
    /// Starts printing what the ledger has queued for `station`. Call [`ledger::Ledger::expire_unbegun`] before.
    pub fn start(
        station: Station,
        press: Box<dyn Press>,
        ledger: ledger::Shared,
        clock: Arc<Timekeeper>,
        on_news: NewsListener,
    ) -> std::io::Result<Self> {
        let signal = Arc::new(Signal::default());
        let worker = Worker::new(station, press, ledger, clock, on_news, Arc::clone(&signal));
        let thread = std::thread::Builder::new()
            .name(format!("spool-{}", station.as_str()))
            .spawn(move || worker.run())?;
        Ok(Self { signal, thread: Some(thread) })
    }

    /// Something was queued.
    pub fn queued(&self) {
        self.signal.lock().queued = true;
        self.signal.changed.notify_all();
    }

    /// The visitor left, or does not want it any more. What has begun is printed to its end, unless it has
    /// stopped in the middle.
    pub fn cancel(&self, id: JobId) {
        self.signal.lock().cancelled.insert(id);
        self.signal.changed.notify_all();
    }

    /// Stops, after the job on its way.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        self.signal.lock().stop = true;
        self.signal.changed.notify_all();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!(event = LogEvent::ThreadLost.name(), thread = "spool");
        }
    }
}

#[cfg(test)]
mod tests;
