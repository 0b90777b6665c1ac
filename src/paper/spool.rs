//! The thread that sees print jobs through, one at a time.
//!
//! ```text
//!  ledger: queued ──claim──▶ Claimed ──▶ Precheck ──────────▶ Press::print
//!                               ▲           ▲                      │
//!                               │           │ well again    Refused│      FirstByte, Sent, Suspended
//!                               │        Blocked ◀─────────────────┤      each committed, then told
//!                               │           │ 90 s                 ▼
//!                               └── next ── Expired      Printed, PrintedUnverified, Doubtful
//! ```
//!
//! `Sending` is committed on the printer's own thread, after it was found ready and before the first byte.
//! From there on no cancel and no expiry is looked at: the paper is on its way.

use std::collections::BTreeSet;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use anjungan_printer::driver::{BeforeFirstByte, Printer, Progress};
use anjungan_printer::status;

use crate::ledger::{self, Cause, Job, JobId, JobState, LedgerError, TicketNumber};
use crate::sync::Timekeeper;

/// How often a blocked job looks whether the printer is well again.
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// Tries to write down what happened to a job that is on its way, and the pause between them.
const COMMIT_TRIES: u32 = 5;
const COMMIT_PAUSE: Duration = Duration::from_millis(200);

/// What became of a job.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobUpdate {
    /// The job.
    pub id: JobId,
    /// The number on the ticket.
    pub number: TicketNumber,
    /// Where it is now.
    pub state: JobState,
}

/// Called with every change, on the spool's thread: it must return soon.
pub type UpdateListener = Box<dyn Fn(JobUpdate) + Send>;

/// What prints: a [`Printer`], or a fake in tests.
pub trait Press: Send {
    /// Prints; see [`Printer::print`].
    fn print(
        &self,
        process_id: u32,
        bytes: Vec<u8>,
        paper_mm: f32,
        before_first_byte: BeforeFirstByte,
    ) -> Receiver<Progress>;

    /// Why a job sent now would not be printed.
    fn refusal(&self) -> Option<status::Cause>;
}

impl Press for Printer {
    fn print(
        &self,
        process_id: u32,
        bytes: Vec<u8>,
        paper_mm: f32,
        before_first_byte: BeforeFirstByte,
    ) -> Receiver<Progress> {
        self.print(process_id, bytes, paper_mm, before_first_byte)
    }

    fn refusal(&self) -> Option<status::Cause> {
        self.status().refusal()
    }
}

impl<P: Press + Sync> Press for Arc<P> {
    fn print(
        &self,
        process_id: u32,
        bytes: Vec<u8>,
        paper_mm: f32,
        before_first_byte: BeforeFirstByte,
    ) -> Receiver<Progress> {
        P::print(self, process_id, bytes, paper_mm, before_first_byte)
    }

    fn refusal(&self) -> Option<status::Cause> {
        P::refusal(self)
    }
}

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
    /// Starts printing what the ledger has queued. Call [`ledger::Ledger::recover`] before.
    pub fn start(
        press: impl Press + 'static,
        ledger: ledger::Shared,
        clock: Arc<Timekeeper>,
        on_update: UpdateListener,
    ) -> std::io::Result<Self> {
        let signal = Arc::new(Signal::default());
        let worker = Worker { press: Box::new(press), ledger, clock, on_update, signal: Arc::clone(&signal) };
        let thread = std::thread::Builder::new().name("spool".into()).spawn(move || worker.run())?;
        Ok(Self { signal, thread: Some(thread) })
    }

    /// Something was queued.
    pub fn queued(&self) {
        self.signal.lock().queued = true;
        self.signal.changed.notify_all();
    }

    /// The visitor left, or does not want it any more. Has an effect only before the first byte.
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
            tracing::error!("the spool's thread had panicked");
        }
    }
}

struct Worker {
    press: Box<dyn Press>,
    ledger: ledger::Shared,
    clock: Arc<Timekeeper>,
    on_update: UpdateListener,
    signal: Arc<Signal>,
}

/// How one attempt to print ended.
enum Attempt {
    /// The job is settled.
    Over,
    /// Not one byte left; the printer said why.
    Blocked(Cause),
    /// Not one byte left; we did not let it.
    Withheld,
}

impl Worker {
    fn run(self) {
        loop {
            let claimed = self.ledger.lock().claim(ledger::Station::Tickets, self.clock.now());
            match claimed {
                Ok(Some(job)) => self.see_through(job),
                Ok(None) => {
                    if !self.wait_for_work() {
                        return;
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "no print job can be taken up");
                    if !self.pause(COMMIT_PAUSE) {
                        return;
                    }
                }
            }
        }
    }

    fn wait_for_work(&self) -> bool {
        let mut wishes = self.signal.lock();
        loop {
            if wishes.stop {
                return false;
            }
            if std::mem::take(&mut wishes.queued) {
                return true;
            }
            wishes = self.signal.changed.wait(wishes).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Waits a moment, or less when something is wished. `false`: stop.
    fn pause(&self, how_long: Duration) -> bool {
        let wishes = self.signal.lock();
        if wishes.stop {
            return false;
        }
        let (wishes, _) =
            self.signal.changed.wait_timeout(wishes, how_long).unwrap_or_else(PoisonError::into_inner);
        !wishes.stop
    }

    fn see_through(&self, mut job: Job) {
        self.tell(&job);
        let id = job.id;
        loop {
            if let Some(end) = self.unwanted(&job) {
                if !self.advance(&mut job, end) {
                    job.state = end;
                    self.tell(&job);
                }
                break;
            }
            if !self.advance(&mut job, JobState::Precheck) {
                self.give_up(&mut job, Cause::NotStored);
                break;
            }
            match self.attempt(&mut job) {
                Attempt::Over => break,
                Attempt::Withheld => {
                    let end = self.unwanted(&job).unwrap_or(JobState::Failed(Cause::NotStored));
                    if !self.advance(&mut job, end) {
                        self.give_up(&mut job, Cause::NotStored);
                    }
                    break;
                }
                Attempt::Blocked(cause) => {
                    self.advance(&mut job, JobState::Blocked(cause));
                    self.wait_until_well(&mut job);
                }
            }
        }
        self.signal.lock().cancelled.remove(&id);
    }

    /// Whether a job that has not begun should not begin any more.
    fn unwanted(&self, job: &Job) -> Option<JobState> {
        let wishes = self.signal.lock();
        if wishes.cancelled.contains(&job.id) {
            Some(JobState::Cancelled)
        } else if wishes.stop || job.expired(&self.clock.now()) {
            Some(JobState::Expired)
        } else {
            None
        }
    }

    fn wait_until_well(&self, job: &mut Job) {
        // At least one pause, so that a printer that says it is well and refuses all the same is not asked
        // without end.
        while self.pause(LOOK_AGAIN) && self.unwanted(job).is_none() {
            match self.press.refusal() {
                None => return,
                Some(refusal) => {
                    let now = JobState::Blocked(cause(refusal));
                    if now != job.state {
                        self.advance(job, now);
                    }
                }
            }
        }
    }

    fn attempt(&self, job: &mut Job) -> Attempt {
        let payload = self.ledger.lock().payload(job.id);
        let paper = match payload {
            Ok(Some(paper)) => paper,
            Ok(None) | Err(_) => return Attempt::Withheld,
        };
        // The printer echoes it; unique enough among the jobs it may still hold.
        let process_id = (job.id.0 & 0x00ff_ffff) as u32;
        let progress = self.press.print(process_id, paper.bytes, paper.paper_mm, self.before_first_byte(job));
        let mut sent = false;
        for step in progress {
            match step {
                Progress::Resumed => {
                    let before = if sent { JobState::Sent } else { JobState::Sending };
                    self.record(job, before);
                }
                Progress::Refused(status::Cause::Withheld) => return Attempt::Withheld,
                Progress::Refused(refusal) => {
                    self.look_up(job);
                    return Attempt::Blocked(cause(refusal));
                }
                Progress::FirstByte => {
                    self.look_up(job);
                    self.tell(job);
                }
                Progress::Sent => {
                    sent = true;
                    self.record(job, JobState::Sent);
                }
                Progress::Suspended(trouble) => self.record(job, JobState::Suspended(cause(trouble))),
                Progress::Printed(proof) => {
                    tracing::info!(job = %job.id, ?proof, "printed");
                    self.record_end(job, JobState::Printed);
                    return Attempt::Over;
                }
                Progress::PrintedUnverified => {
                    self.record_end(job, JobState::PrintedUnverified);
                    return Attempt::Over;
                }
                Progress::Doubtful(trouble) => {
                    tracing::warn!(job = %job.id, cause = ?trouble, "whether it printed can't be known");
                    self.record(job, JobState::Doubtful);
                    return Attempt::Over;
                }
            }
        }
        // The printer's thread is gone without a word.
        self.look_up(job);
        match job.state {
            JobState::Sending | JobState::Sent | JobState::Suspended(_) => {
                self.record(job, JobState::Doubtful);
                Attempt::Over
            }
            JobState::Queued
            | JobState::Claimed
            | JobState::Precheck
            | JobState::Blocked(_)
            | JobState::Printed
            | JobState::PrintedUnverified
            | JobState::Doubtful
            | JobState::Failed(_)
            | JobState::Cancelled
            | JobState::Expired
            | JobState::Superseded => Attempt::Blocked(Cause::NotConnected),
        }
    }

    /// Runs on the printer's thread. Once it said yes, the ledger says `sending`.
    fn before_first_byte(&self, job: &Job) -> BeforeFirstByte {
        let (ledger, clock, signal) =
            (self.ledger.clone(), Arc::clone(&self.clock), Arc::clone(&self.signal));
        let job = job.clone();
        Box::new(move || {
            let now = clock.now();
            if signal.is_cancelled(job.id) || job.expired(&now) {
                return Err("nobody waits for it any more".into());
            }
            ledger.lock().move_job(job.id, JobState::Sending, now)?;
            Ok(())
        })
    }

    /// The job as the ledger has it, after another thread moved it.
    fn look_up(&self, job: &mut Job) {
        match self.ledger.lock().job(job.id) {
            Ok(found) => *job = found,
            Err(error) => tracing::error!(job = %job.id, %error, "a print job can't be looked up"),
        }
    }

    /// `Sent` may have been too quick to be told apart from the end.
    fn record_end(&self, job: &mut Job, end: JobState) {
        if job.state == JobState::Sending {
            self.record(job, JobState::Sent);
        }
        self.record(job, end);
    }

    /// What happened, happened, also when it can't be written down: then the visitor is told, and the next
    /// start finds the job doubtful, which is the truth about what this device knows.
    fn record(&self, job: &mut Job, state: JobState) {
        if job.state == state {
            return;
        }
        for _ in 0..COMMIT_TRIES {
            if self.advance(job, state) {
                return;
            }
            std::thread::sleep(COMMIT_PAUSE);
        }
        job.state = state;
        self.tell(job);
    }

    /// Nothing left, nothing can be written: say so on the screen. The next start expires it.
    fn give_up(&self, job: &mut Job, cause: Cause) {
        job.state = JobState::Failed(cause);
        self.tell(job);
    }

    /// Commits a move and tells of it. `false`: it could not be committed.
    fn advance(&self, job: &mut Job, to: JobState) -> bool {
        let moved: Result<Job, LedgerError> = self.ledger.lock().move_job(job.id, to, self.clock.now());
        match moved {
            Ok(moved) => {
                *job = moved;
                self.tell(job);
                true
            }
            Err(error) => {
                tracing::error!(job = %job.id, %error, "a print job's state can't be written");
                false
            }
        }
    }

    fn tell(&self, job: &Job) {
        (self.on_update)(JobUpdate { id: job.id, number: job.number.clone(), state: job.state });
    }
}

/// The printer's causes in the terminal's words.
fn cause(of: status::Cause) -> Cause {
    match of {
        status::Cause::PaperOut => Cause::PaperOut,
        status::Cause::CoverOpen => Cause::CoverOpen,
        status::Cause::Cutter => Cause::CutterStuck,
        status::Cause::Fault | status::Cause::Offline => Cause::PrinterFault,
        status::Cause::NoDevice | status::Cause::LinkLost => Cause::NotConnected,
        status::Cause::NoAnswer | status::Cause::Deadline => Cause::NoAnswer,
        status::Cause::Withheld => Cause::NotStored,
        status::Cause::Stopped => Cause::Restart,
    }
}

#[cfg(test)]
mod tests;
