//! One job, from the look at the printer to its end. The states are drawn in [`super`].

mod precheck;
mod trouble;

use std::io;
use std::time::{Duration, Instant};

use super::link::{IN_FLIGHT_MAX, SLICE_MAX};
use super::worker::Worker;
use super::{PrintOrder, Progress, Proof};
use crate::command::{Command, ProcessId};
use crate::job::{AUTO_STATUS, safe_points};
use crate::profile::Profile;
use crate::status::{Cause, Event};
use trouble::Suspension;

/// Time between two rounds of questions while proof is awaited.
const ASK_FOR_PROOF: Duration = Duration::from_millis(100);
/// The same within a job, for a printer that does not report by itself. Each round costs about 20 ms at 9600 baud.
const ASK_IN_JOB: Duration = Duration::from_millis(500);
/// The same for one that does, and is only asked whether it is still there.
const ASK_FOR_LIFE: Duration = Duration::from_secs(1);

/// How a job ended otherwise than on paper.
enum End {
    Cause(Cause),
    Link(io::Error),
}

impl From<io::Error> for End {
    fn from(error: io::Error) -> Self {
        End::Link(error)
    }
}

/// What a running job knows.
struct Run {
    /// The job, and behind it the question that proves it.
    payload: Vec<u8>,
    /// Offsets in it between commands, where questions may be asked.
    safe_points: Vec<usize>,
    sent: usize,
    began: Instant,
    deadline: Instant,
    suspended: Option<Suspension>,
    /// The cutter is helped once.
    cutter_helped: bool,
    /// It has left questions unanswered so long that it must have been switched off.
    was_silent: bool,
    /// Our proof has been answered.
    answered: bool,
}

impl Run {
    fn new(order: &PrintOrder, profile: &Profile, deadline: Instant) -> Self {
        let payload = payload(&order.bytes, order.name, profile);
        Self {
            safe_points: safe_points(&payload),
            payload,
            sent: 0,
            began: Instant::now(),
            deadline,
            suspended: None,
            cutter_helped: false,
            was_silent: false,
            answered: false,
        }
    }

    fn is_sent(&self) -> bool {
        self.sent == self.payload.len()
    }

    /// Whether a question sent now stands between two commands.
    fn at_safe_point(&self) -> bool {
        self.is_sent() || self.safe_points.binary_search(&self.sent).is_ok()
    }

    /// The first safe point behind what was sent, if there is one before the end.
    fn next_safe_point(&self) -> Option<usize> {
        self.safe_points.get(self.safe_points.partition_point(|at| *at <= self.sent)).copied()
    }

    /// Bytes that the command which was left unfinished still lacks.
    fn missing(&self) -> usize {
        if self.at_safe_point() { 0 } else { self.next_safe_point().map_or(0, |at| at - self.sent) }
    }
}

impl Worker {
    pub(super) fn serve(&mut self, mut order: PrintOrder) {
        self.shared.awaited();
        if let Some(cause) = self.precheck() {
            return order.report(Progress::Refused(cause));
        }
        let before_first_byte = std::mem::replace(&mut order.before_first_byte, Box::new(|| Ok(())));
        if let Err(error) = before_first_byte() {
            tracing::warn!(%error, "a job was withheld before its first byte");
            return order.report(Progress::Refused(Cause::Withheld));
        }
        let deadline = Instant::now() + self.allowance(&order);
        let mut run = Run::new(&order, &self.profile, deadline);
        let outcome = self.send(&order, &mut run).and_then(|()| {
            order.report(Progress::Sent);
            self.prove(&order, &mut run)
        });
        let end = match outcome {
            Ok(end) => end,
            Err(end) => self.broken_off(&run, end),
        };
        order.report(end);
    }

    /// The time the job takes on the wire and on paper, and a margin.
    fn allowance(&self, order: &PrintOrder) -> Duration {
        let wire = order.bytes.len() as f32 * 10.0 / self.profile.baud as f32;
        let paper = order.paper_mm / self.profile.mm_per_s;
        // A nonsensical length must not panic; an hour is more paper than any roll.
        let seconds = (wire + paper).clamp(0.0, 3600.0);
        Duration::from_secs_f32(if seconds.is_nan() { 0.0 } else { seconds }) + self.timing.margin
    }

    fn send(&mut self, order: &PrintOrder, run: &mut Run) -> Result<(), End> {
        let ask_every = if self.profile.asb { ASK_FOR_LIFE } else { ASK_IN_JOB };
        while !run.is_sent() {
            self.look(order, run, Duration::ZERO)?;
            if run.suspended.is_some() || self.owed() {
                self.wait_for_answers(order, run, ask_every)?;
                continue;
            }
            let due = run.sent > 0 && run.began.elapsed() >= ask_every && self.question_due(ask_every);
            if due && run.at_safe_point() {
                self.question(run)?;
                continue;
            }
            // A question that is due is asked at the first place where it may be.
            let end = run.next_safe_point().filter(|_| due).unwrap_or(run.payload.len());
            let Some(link) = &mut self.link else { return Err(End::Cause(Cause::LinkLost)) };
            match link.write_some(&run.payload[run.sent..end])? {
                Ok(n) => {
                    if run.sent == 0 {
                        order.report(Progress::FirstByte);
                    }
                    run.sent += n;
                }
                Err(pause) => {
                    let events = link.wait_for_room(pause)?;
                    self.take(order, run, &events);
                }
            }
        }
        while let Some(left) = self.link.as_mut().map_or(Ok(None), |link| link.draining())? {
            self.look(order, run, left)?;
        }
        Ok(())
    }

    fn prove(&mut self, order: &PrintOrder, run: &mut Run) -> Result<Progress, End> {
        if !self.profile.read_back {
            return Ok(Progress::PrintedUnverified);
        }
        let mut healthy_since = None;
        loop {
            self.wait_for_answers(order, run, ASK_FOR_PROOF)?;
            if run.answered && self.profile.process_id {
                return Ok(Progress::Printed(Proof::ProcessId));
            }
            if self.owed() {
                continue;
            }
            let healthy = run.suspended.is_none()
                && self.link.as_ref().is_some_and(|link| link.status.trouble().is_none());
            if !(healthy && run.answered) {
                healthy_since = None;
            } else if healthy_since.get_or_insert_with(Instant::now).elapsed() >= self.timing.settle
                && !self.profile.process_id
            {
                return Ok(Progress::Printed(Proof::Barrier));
            }
        }
    }

    fn owed(&self) -> bool {
        self.link.as_ref().is_some_and(|link| link.owes())
    }

    fn question_due(&self, every: Duration) -> bool {
        self.profile.read_back
            && self.link.as_ref().is_some_and(|link| !link.owes() && link.since_asked() >= every)
    }

    fn question(&mut self, run: &Run) -> Result<(), End> {
        debug_assert!(run.at_safe_point(), "a question inside a command is its data");
        let Some(link) = &mut self.link else { return Err(End::Cause(Cause::LinkLost)) };
        // Without room for it there are no answers, which is seen to by the deadline.
        link.question(Instant::now() + SLICE_MAX)?;
        Ok(())
    }

    /// Lets a slice pass while nothing is sent but questions, one round every `every`, where they may be.
    fn wait_for_answers(&mut self, order: &PrintOrder, run: &mut Run, every: Duration) -> Result<(), End> {
        if run.at_safe_point() {
            if self.question_due(every) {
                self.question(run)?;
            } else if self.silent_for(self.timing.silence) {
                // One lost byte of an answer is no silence, where answers are all that is heard of a printer.
                let is_mute = self.link.as_ref().is_some_and(|link| link.owes_all());
                run.was_silent |= self.profile.asb || (is_mute && !run.is_sent());
                self.question(run)?;
            }
        }
        let since = self.link.as_ref().map_or(Duration::ZERO, |link| link.since_asked());
        let next = if self.owed() { self.timing.silence } else { every };
        let wait = next.saturating_sub(since).max(Duration::from_millis(1));
        self.look(order, run, wait)?;
        // A printer answers at once. After a silence it has been switched off and on: what it held is gone, and so are our
        // settings. (What a printer without reports held when all had been sent includes the barrier, which tells.)
        if run.was_silent && !self.owed() && !run.answered {
            return Err(End::Cause(Cause::NoAnswer));
        }
        Ok(())
    }

    fn silent_for(&self, limit: Duration) -> bool {
        self.link.as_ref().is_some_and(|link| link.owes() && link.since_asked() >= limit)
    }

    fn take(&self, order: &PrintOrder, run: &mut Run, events: &[Event]) {
        run.answered |= events.iter().any(|event| match event {
            // Before all of it left, a name is another job's: names come again after 81 million.
            Event::Printed(name) => self.profile.process_id && run.is_sent() && *name == order.name,
            Event::InOrder(_) => !self.profile.process_id && run.is_sent(),
            Event::RealTime(_)
            | Event::Automatic(_)
            | Event::OfflineNotice(_)
            | Event::Cleared
            | Event::Text(_)
            | Event::LogoCapacity(_)
            | Event::LogoFree(_)
            | Event::LogoKeys { .. }
            | Event::XOn
            | Event::XOff
            | Event::Noise(_) => false,
        });
    }

    /// What to call a job that broke off, after making the printer forget it: what it still held would otherwise
    /// come out with the next job.
    fn broken_off(&mut self, run: &Run, end: End) -> Progress {
        let mut cause = match end {
            End::Link(error) => {
                self.lose(&error);
                Cause::LinkLost
            }
            End::Cause(cause) => cause,
        };
        if run.sent == 0 {
            return Progress::Refused(cause);
        }
        // What waits in this computer is thrown away, or was with the cable: the printer lacks that too.
        match self.forget(run.missing() + IN_FLIGHT_MAX) {
            Ok(Some(complaint)) if cause == Cause::Deadline => cause = complaint,
            Ok(_) => {}
            Err(error) => self.lose(&error),
        }
        Progress::Doubtful(cause)
    }
}

/// The job with the question that proves it. Automatic status is switched on again, for a job may have reset it.
fn payload(job: &[u8], name: ProcessId, profile: &Profile) -> Vec<u8> {
    let mut payload = job.to_vec();
    if profile.asb {
        Command::AutoStatus(AUTO_STATUS).write_to(&mut payload);
    }
    if profile.process_id {
        Command::ProcessId(name).write_to(&mut payload);
    } else if profile.read_back {
        Command::Barrier.write_to(&mut payload);
    }
    payload
}
