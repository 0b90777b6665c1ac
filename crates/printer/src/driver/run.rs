//! One job, from the look at the printer to its end. The states are drawn in [`super`].

use std::io;
use std::time::{Duration, Instant};

use super::worker::Worker;
use super::{PrintOrder, Progress, Proof};
use crate::command::Command;
use crate::job::AUTO_STATUS;
use crate::profile::Profile;
use crate::status::{Cause, Event};

/// Time between two questions while proof is awaited.
const ASK_EVERY: Duration = Duration::from_millis(100);

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
    sent: usize,
    deadline: Instant,
    suspended: Option<(Cause, Instant)>,
    /// Our proof has been answered.
    answered: bool,
}

impl Worker {
    pub(super) fn serve(&mut self, mut order: PrintOrder) {
        if let Some(cause) = self.precheck() {
            return order.report(Progress::Refused(cause));
        }
        let before_first_byte = std::mem::replace(&mut order.before_first_byte, Box::new(|| Ok(())));
        if let Err(error) = before_first_byte() {
            tracing::warn!(%error, "a job was withheld before its first byte");
            return order.report(Progress::Refused(Cause::Withheld));
        }
        let mut run = Run {
            payload: payload(&order, &self.profile),
            sent: 0,
            deadline: Instant::now() + self.allowance(&order),
            suspended: None,
            answered: false,
        };
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

    /// Why the job must not begin. A healthy status that is fresh costs no question; a bad one is asked again, for
    /// the cover may just have been closed.
    fn precheck(&mut self) -> Option<Cause> {
        if self.link.is_none() {
            self.try_open();
        }
        let Some(link) = &self.link else { return Some(Cause::NoDevice) };
        let healthy = link.status.refusal().is_none();
        if self.profile.read_back
            && !(healthy && link.is_fresh(self.timing.fresh))
            && let Err(error) = self.ask()
        {
            self.lose(&error);
        }
        self.link.as_ref().map_or(Some(Cause::NoDevice), |link| link.status.refusal())
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
        while run.sent < run.payload.len() {
            self.look(order, run, Duration::ZERO)?;
            if run.suspended.is_some() {
                self.look(order, run, Duration::from_millis(20))?;
                continue;
            }
            let Some(link) = &mut self.link else { return Err(End::Cause(Cause::LinkLost)) };
            let n = link.write_some(&run.payload[run.sent..])?;
            if n == 0 {
                self.look(order, run, Duration::from_millis(2))?;
            } else if run.sent == 0 {
                order.report(Progress::FirstByte);
            }
            run.sent += n;
        }
        while !self.link.as_mut().map_or(Ok(true), |link| link.drained())? {
            self.look(order, run, Duration::from_millis(5))?;
        }
        Ok(())
    }

    fn prove(&mut self, order: &PrintOrder, run: &mut Run) -> Result<Progress, End> {
        if !self.profile.read_back {
            return Ok(Progress::PrintedUnverified);
        }
        let mut ask_at = Instant::now() + ASK_EVERY;
        let mut healthy_since = None;
        loop {
            self.look(order, run, Duration::from_millis(5))?;
            if run.answered && self.profile.process_id {
                return Ok(Progress::Printed(Proof::ProcessId));
            }
            if Instant::now() < ask_at {
                continue;
            }
            ask_at = Instant::now() + ASK_EVERY;
            let Some(link) = &mut self.link else { return Err(End::Cause(Cause::LinkLost)) };
            let (asked, events) = link.ask(self.timing.reply)?;
            self.take(order, run, &events);
            let healthy = asked && self.link.as_ref().is_some_and(|link| link.status.trouble().is_none());
            if !(healthy && run.answered) {
                healthy_since = None;
            } else if healthy_since.get_or_insert_with(Instant::now).elapsed() >= self.timing.settle
                && !self.profile.process_id
            {
                return Ok(Progress::Printed(Proof::Barrier));
            }
        }
    }

    /// Takes in what the printer says, enters and leaves suspension, and watches every limit.
    fn look(&mut self, order: &PrintOrder, run: &mut Run, wait: Duration) -> Result<(), End> {
        if self.shared.stopping() {
            return Err(End::Cause(Cause::Stopped));
        }
        let Some(link) = &mut self.link else { return Err(End::Cause(Cause::LinkLost)) };
        let events = link.pump(wait)?;
        let status = link.status;
        self.shared.publish(status);
        self.take(order, run, &events);
        match (status.trouble(), run.suspended) {
            (Some(cause), None) => {
                run.suspended = Some((cause, Instant::now()));
                // Before the first byte there is nothing to suspend yet.
                if run.sent == 0 {
                    return Err(End::Cause(cause));
                }
                order.report(Progress::Suspended(cause));
            }
            (Some(cause), Some((_, since))) if since.elapsed() >= self.timing.reload_wait => {
                return Err(End::Cause(cause));
            }
            (None, Some((_, since))) => {
                run.deadline += since.elapsed();
                run.suspended = None;
                order.report(Progress::Resumed);
            }
            (None, None) if Instant::now() >= run.deadline => return Err(End::Cause(Cause::Deadline)),
            (Some(_), Some(_)) | (None, None) => {}
        }
        Ok(())
    }

    fn take(&self, order: &PrintOrder, run: &mut Run, events: &[Event]) {
        run.answered |= events.iter().any(|event| match event {
            Event::Printed(name) => self.profile.process_id && *name == order.name,
            Event::InOrder(_) => !self.profile.process_id && run.sent == run.payload.len(),
            Event::RealTime(_)
            | Event::Automatic(_)
            | Event::OfflineNotice(_)
            | Event::Cleared
            | Event::Text(_)
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
        match self.forget() {
            Ok(Some(complaint)) if cause == Cause::Deadline => cause = complaint,
            Ok(_) => {}
            Err(error) => self.lose(&error),
        }
        Progress::Doubtful(cause)
    }

    /// Clears the printer and begins anew with it; returns what it complains of.
    pub(super) fn forget(&mut self) -> io::Result<Option<Cause>> {
        let Some(link) = &mut self.link else { return Ok(None) };
        let cleared = link.clear(self.timing.clear)?;
        tracing::warn!(cleared, "the printer was made to forget");
        // The next question greets it anew, and finds out whether it still answers.
        if self.profile.read_back {
            link.greeted = false;
            self.ask()?;
        }
        Ok(self.link.as_ref().and_then(|link| link.status.trouble()))
    }
}

/// The job with the question that proves it. Automatic status is switched on again, for a job may have reset it.
fn payload(order: &PrintOrder, profile: &Profile) -> Vec<u8> {
    let mut payload = order.bytes.clone();
    if profile.asb {
        Command::AutoStatus(AUTO_STATUS).write_to(&mut payload);
    }
    if profile.process_id {
        Command::ProcessId(order.name).write_to(&mut payload);
    } else if profile.read_back {
        Command::Barrier.write_to(&mut payload);
    }
    payload
}
