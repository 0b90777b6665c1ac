//! The spool's thread.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use anjungan_printer::driver::{BeforeFirstByte, Progress};
use anjungan_printer::status;

use super::log;
use super::owed::{self, Owed, Patience, Reached};
use super::press::cause;
use super::{JobUpdate, News, NewsListener, Press, Signal, Wishes};
use crate::ledger::{self, Actor, Cause, Job, JobId, JobState, LedgerError, Station};
use crate::sync::Timekeeper;
use crate::wording::LogEvent;

/// How often a blocked job looks whether the printer is well again, and a suspended one whether anybody waits.
const LOOK_AGAIN: Duration = Duration::from_millis(200);
/// How long a printer may take to tell what the last run of the program printed. It keeps its answers while it
/// has power, and sends them at once.
const LATE_PROOF: Duration = Duration::from_secs(2);

pub(super) struct Worker {
    station: Station,
    press: Box<dyn Press>,
    ledger: ledger::Shared,
    clock: Arc<Timekeeper>,
    on_news: NewsListener,
    signal: Arc<Signal>,
    owed: Owed,
    patience: Patience,
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
    pub fn new(
        station: Station,
        press: Box<dyn Press>,
        ledger: ledger::Shared,
        clock: Arc<Timekeeper>,
        on_news: NewsListener,
        signal: Arc<Signal>,
    ) -> Self {
        let (owed, patience) = (Owed::default(), Patience::default());
        Self { station, press, ledger, clock, on_news, signal, owed, patience }
    }

    pub fn run(mut self) {
        if !self.recover() {
            return;
        }
        loop {
            // What is queued from here on is looked for once more, also where this look fails.
            self.signal.lock().queued = false;
            match self.next() {
                Ok(found) => {
                    self.patience.reset();
                    match found {
                        Some(job) => self.see_through(job),
                        None if self.wait_for_work() => {}
                        None => return,
                    }
                }
                Err(error) => {
                    if !self.withstand(&error) {
                        return;
                    }
                }
            }
        }
    }

    /// The ledger failed: nobody is kept waiting for it, and it is tried again after a while, or when there is
    /// another job. `false`: stop.
    fn withstand(&mut self, error: &LedgerError) -> bool {
        let pause = self.patience.failed(error);
        self.turn_away();
        let rests = |wishes: &mut Wishes| !wishes.stop && !wishes.queued;
        let rested = self.signal.changed.wait_timeout_while(self.signal.lock(), pause, rests);
        let (wishes, _) = rested.unwrap_or_else(std::sync::PoisonError::into_inner);
        !wishes.stop
    }

    /// What can't be taken up can't be printed, nor later, when whoever waits for it has gone. Where the ledger can
    /// still be read, they are told.
    fn turn_away(&mut self) {
        let Ok(queued) = self.ledger.lock().queued_jobs(self.station) else { return };
        for mut job in queued {
            if self.owed.owes(job.id) {
                continue;
            }
            let end = self.unwanted(&job).unwrap_or(JobState::Failed(Cause::NotStored));
            self.end(&mut job, end, None);
            self.signal.lock().cancelled.remove(&job.id);
        }
    }

    /// Settles what the last run of the program left undecided; nothing is printed before. `false`: stop.
    fn recover(&mut self) -> bool {
        let mut heard = None;
        loop {
            match self.try_recover(&mut heard) {
                Ok(()) => {
                    self.patience.reset();
                    return true;
                }
                Err(error) => {
                    self.signal.lock().queued = false;
                    if !self.withstand(&error) {
                        return false;
                    }
                }
            }
        }
    }

    fn try_recover(&self, heard: &mut Option<Vec<u32>>) -> Result<(), LedgerError> {
        let undecided = self.ledger.lock().undecided(self.station)?;
        if undecided.is_empty() {
            return Ok(());
        }
        let names: Vec<u32> = undecided.iter().filter_map(|job| job.process_id).collect();
        // Asked once: what was heard is not said again.
        let heard = heard.get_or_insert_with(|| self.press.recover(&names, LATE_PROOF));
        let is_proved = |job: &&Job| job.process_id.is_some_and(|name| heard.contains(&name));
        let proved: Vec<JobId> = undecided.iter().filter(is_proved).map(|job| job.id).collect();
        let settled = self.ledger.lock().settle_undecided(self.station, &proved, self.clock.now())?;
        for job in &settled {
            let event = LogEvent::PrintSettledAtStart.name();
            tracing::warn!(event, job = %job.id, state = job.state.as_str());
        }
        (self.on_news)(News::Recovered(settled));
        Ok(())
    }

    fn next(&mut self) -> Result<Option<Job>, LedgerError> {
        let mut ledger = self.ledger.lock();
        self.owed.pay(&mut ledger, self.clock.now())?;
        ledger.claim(self.station, self.clock.now())
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
            wishes = self.signal.changed.wait(wishes).unwrap_or_else(std::sync::PoisonError::into_inner);
        }
    }

    /// Waits a moment, or less when something is wished. `false`: stop.
    fn pause(&self, how_long: Duration) -> bool {
        let wishes = self.signal.lock();
        if wishes.stop {
            return false;
        }
        let waited = self.signal.changed.wait_timeout(wishes, how_long);
        let (wishes, _) = waited.unwrap_or_else(std::sync::PoisonError::into_inner);
        !wishes.stop
    }

    fn see_through(&mut self, mut job: Job) {
        self.tell(&job);
        let id = job.id;
        loop {
            if let Some(end) = self.unwanted(&job) {
                self.end(&mut job, end, None);
                break;
            }
            if self.advance(&mut job, JobState::Precheck).is_err() {
                self.end(&mut job, JobState::Failed(Cause::NotStored), None);
                break;
            }
            match self.attempt(&mut job) {
                Attempt::Over => break,
                Attempt::Withheld => {
                    let end = self.unwanted(&job).unwrap_or(JobState::Failed(Cause::NotStored));
                    self.end(&mut job, end, None);
                    break;
                }
                Attempt::Blocked(cause) => {
                    self.pass(&mut job, JobState::Blocked(cause));
                    self.wait_until_well(&mut job);
                }
            }
        }
        self.signal.lock().cancelled.remove(&id);
    }

    /// Whether a job that has not begun should not begin any more.
    fn unwanted(&self, job: &Job) -> Option<JobState> {
        let locked = || self.ledger.lock().out_of_order_at(self.station).is_ok_and(|out| out.is_some());
        let wishes = self.signal.lock();
        if wishes.cancelled.contains(&job.id) {
            return Some(JobState::Cancelled);
        }
        let stop = wishes.stop;
        drop(wishes);
        let over = stop || job.expired(&self.clock.now()) || (job.actor == Actor::Visitor && locked());
        over.then_some(JobState::Expired)
    }

    fn wait_until_well(&self, job: &mut Job) {
        // At least one pause, so that a printer that says it is well and refuses all the same is not asked
        // without end.
        while self.pause(LOOK_AGAIN) && self.unwanted(job).is_none() {
            match self.press.refusal() {
                None => return,
                Some(refusal) => self.pass(job, JobState::Blocked(cause(refusal))),
            }
        }
    }

    fn attempt(&mut self, job: &mut Job) -> Attempt {
        let payload = self.ledger.lock().payload(job.id);
        let paper = match payload {
            Ok(Some(paper)) => paper,
            Ok(None) | Err(_) => return Attempt::Withheld,
        };
        let name = job.name_for_printer();
        let progress = self.press.print(name, paper.bytes, paper.paper_mm, self.before_first_byte(job));
        let mut goes_on_as = JobState::Sending;
        while let Some(step) = self.next_step(&progress, job) {
            match step {
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
                    goes_on_as = JobState::Sent;
                    self.pass(job, JobState::Sent);
                }
                Progress::Resumed => self.pass(job, goes_on_as),
                Progress::Suspended(trouble) => self.pass(job, JobState::Suspended(cause(trouble))),
                Progress::Printed(proof) => {
                    tracing::info!(event = LogEvent::PrintProved.name(), job = %job.id, ?proof);
                    self.end(job, JobState::Printed, None);
                    return Attempt::Over;
                }
                Progress::PrintedUnverified => {
                    self.end(job, JobState::PrintedUnverified, None);
                    return Attempt::Over;
                }
                Progress::Doubtful(trouble) => {
                    self.end(job, JobState::Doubtful, Some(cause(trouble)));
                    return Attempt::Over;
                }
            }
        }
        // The printer's thread is gone without a word.
        self.look_up(job);
        match job.state {
            JobState::Sending | JobState::Sent | JobState::Suspended(_) => {
                self.end(job, JobState::Doubtful, Some(Cause::NotConnected));
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

    /// What happens next to the job in the printer; `None` when the printer's thread is gone. While the job
    /// stands still, it is taken back if nobody waits for it any more: new paper would bring it out for a
    /// stranger.
    fn next_step(&self, progress: &Receiver<Progress>, job: &Job) -> Option<Progress> {
        if !matches!(job.state, JobState::Suspended(_)) {
            return progress.recv().ok();
        }
        loop {
            match progress.recv_timeout(LOOK_AGAIN) {
                Ok(step) => return Some(step),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {
                    let wishes = self.signal.lock();
                    if wishes.stop || wishes.cancelled.contains(&job.id) {
                        self.press.abandon();
                    }
                }
            }
        }
    }

    /// Runs on the printer's thread. Once it said yes, the ledger says `sending`.
    fn before_first_byte(&self, job: &Job) -> BeforeFirstByte {
        let (ledger, clock, signal) =
            (self.ledger.clone(), Arc::clone(&self.clock), Arc::clone(&self.signal));
        let (job, words) = (job.clone(), self.press.words());
        Box::new(move || {
            let now = clock.now();
            if signal.is_cancelled(job.id) || job.expired(&now) {
                return Err("nobody waits for it any more".into());
            }
            ledger.lock().move_job_because(job.id, JobState::Sending, None, words.as_deref(), now)?;
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

    /// The job has come to a state on its way, and says so. Where the ledger does not take it down, the end will
    /// be enough.
    fn pass(&self, job: &mut Job, state: JobState) {
        if job.state != state && self.advance(job, state).is_err() {
            job.state = state;
            self.tell(job);
        }
    }

    /// The job has come to its end, and says so. Where the ledger does not take it down, it is owed it.
    fn end(&mut self, job: &mut Job, state: JobState, why: Option<Cause>) {
        if state == JobState::Doubtful {
            let cause = why.map(Cause::as_str);
            tracing::warn!(event = LogEvent::PrintDoubtful.name(), job = %job.id, cause);
        }
        let reached = Reached { id: job.id, state, why, words: self.press.words() };
        let written = owed::write(&mut self.ledger.lock(), &reached, self.clock.now());
        if let Err(error) = written {
            let event = LogEvent::PrintNotWritten.name();
            tracing::error!(event, job = %job.id, %error, state = state.as_str());
            self.owed.push(reached);
            // Where the disk does not take the end down, the bytes still end here.
            self.ledger.lock().forget_bytes(job.id);
        }
        job.state = state;
        self.tell(job);
    }

    /// Commits a move and tells of it.
    fn advance(&self, job: &mut Job, to: JobState) -> Result<(), LedgerError> {
        let words = self.press.words();
        let moved = self.ledger.lock().move_job_because(job.id, to, None, words.as_deref(), self.clock.now());
        match moved {
            Ok(moved) => {
                *job = moved;
                self.tell(job);
                Ok(())
            }
            Err(error) => {
                let event = LogEvent::PrintNotWritten.name();
                tracing::error!(event, job = %job.id, %error, state = to.as_str());
                Err(error)
            }
        }
    }

    fn tell(&self, job: &Job) {
        log::told(job);
        let Job { id, station, number, state, .. } = job;
        (self.on_news)(News::Job(JobUpdate {
            id: *id,
            station: *station,
            number: number.clone(),
            state: *state,
        }));
    }
}
