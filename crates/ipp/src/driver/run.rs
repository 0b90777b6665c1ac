//! One job, from the look at the printer to its end. The states are drawn in [`super`].

use std::sync::atomic::Ordering;
use std::time::Instant;

use super::worker::Worker;
use super::{PDF_BYTES_MAX, Print, Progress, Proof};
use crate::ask::AskError;
use crate::job::{JobReport, JobState};
use crate::status::{Cause, Link};

/// What following a job knows.
struct Following {
    deadline: Instant,
    suspended: Option<(Cause, Instant)>,
    /// Since when the printer has not answered.
    unheard: Option<Instant>,
}

impl Worker {
    pub(super) fn serve(&mut self, mut order: Print) {
        let end = self.see_through(&mut order);
        match end {
            Progress::Refused(_) => self.be_attentive(),
            Progress::FirstByte
            | Progress::Sent
            | Progress::Suspended(_)
            | Progress::Resumed
            | Progress::Printed(_)
            | Progress::NotPrinted(_)
            | Progress::Doubtful(_) => {}
        }
        order.report(end);
    }

    fn see_through(&mut self, order: &mut Print) -> Progress {
        self.shared.abandon.store(false, Ordering::Relaxed);
        if let Err(cause) = takes(&order.pdf) {
            return Progress::Refused(cause);
        }
        let status = self.look();
        if let Some(cause) = status.refusal() {
            return Progress::Refused(cause);
        }
        let before_first_byte = std::mem::replace(&mut order.before_first_byte, Box::new(|| Ok(())));
        if let Err(error) = before_first_byte() {
            tracing::warn!(%error, "a sheet was withheld before its first byte");
            return Progress::Refused(Cause::Withheld);
        }
        let pdf = std::mem::take(&mut order.pdf);
        let job = match if status.creates_jobs {
            self.in_two_steps(order, pdf)
        } else {
            self.at_once(order, pdf)
        } {
            Ok(job) => job,
            Err(end) => return end,
        };
        order.report(Progress::Sent);
        let deadline = Instant::now() + self.timing.job;
        let end = self.follow(order, job, &mut Following { deadline, suspended: None, unheard: None });
        if let Progress::Printed(Proof { impressions: Some(1..) }) = end {
            self.counts |= !status.is_cups;
        }
        end
    }

    /// Create-Job, Send-Document: whatever happens, the job has a number to be asked after and cancelled by.
    fn in_two_steps(&mut self, order: &Print, pdf: Vec<u8>) -> Result<i32, Progress> {
        let job = match self.peer.create_job(&order.name) {
            Ok(job) => job,
            Err(error) => {
                // An answer that was lost may have made a job; without a document it prints nothing.
                if let Ok(Some(job)) = self.find(&order.name) {
                    self.cancel(job.id);
                }
                return Err(Progress::Refused(error.cause()));
            }
        };
        match self.peer.send_document(job, pdf, &order.progress) {
            Ok(()) => Ok(job),
            Err(error) => self.not_taken(job, error),
        }
    }

    /// Print-Job.
    fn at_once(&mut self, order: &Print, pdf: Vec<u8>) -> Result<i32, Progress> {
        match self.peer.print_job(&order.name, pdf, &order.progress) {
            Ok(Some(job)) => Ok(job),
            Ok(None) => self.by_name(order),
            // A printer that answers no to Print-Job has made no job (RFC 8011 4.2.1).
            Err(error @ (AskError::Rejected(_) | AskError::NotFound)) => {
                Err(Progress::NotPrinted(error.cause()))
            }
            Err(AskError::Unreachable) => Err(Progress::Refused(Cause::Unreachable)),
            Err(AskError::Silent) => self.by_name(order),
        }
    }

    /// The answer was lost: the job may be there all the same.
    fn by_name(&mut self, order: &Print) -> Result<i32, Progress> {
        let begun = Instant::now();
        while begun.elapsed() < self.timing.link_patience && !self.shared.stopping() {
            match self.find(&order.name) {
                Ok(Some(job)) => return Ok(job.id),
                Ok(None) => return Err(Progress::Doubtful(Cause::LinkLost)),
                Err(_) => std::thread::sleep(self.follow_pause()),
            }
        }
        Err(Progress::Doubtful(Cause::LinkLost))
    }

    /// The document's answer was no, or there was none. The job's own record tells more than the broken link.
    fn not_taken(&mut self, job: i32, error: AskError) -> Result<i32, Progress> {
        match error {
            AskError::Rejected(_) | AskError::NotFound => {
                self.cancel(job);
                Err(Progress::NotPrinted(error.cause()))
            }
            AskError::Unreachable => {
                // No connection was made: not one byte left.
                self.cancel(job);
                Err(Progress::Refused(error.cause()))
            }
            AskError::Silent => Ok(job),
        }
    }

    fn follow(&mut self, order: &Print, job: i32, following: &mut Following) -> Progress {
        loop {
            if self.shared.stopping() {
                self.cancel(job);
                return Progress::Doubtful(Cause::Stopped);
            }
            let said = self.peer.job(job);
            if let Some(end) = self.judge(order, job, following, said) {
                return end;
            }
            std::thread::sleep(self.follow_pause());
        }
    }

    fn abandoned(&self) -> bool {
        self.shared.abandon.load(Ordering::Relaxed)
    }

    fn judge(
        &mut self,
        order: &Print,
        job: i32,
        following: &mut Following,
        said: Result<JobReport, AskError>,
    ) -> Option<Progress> {
        let report = match said {
            Ok(report) => report,
            Err(AskError::NotFound) => return Some(Progress::Doubtful(Cause::Vanished)),
            Err(AskError::Unreachable | AskError::Silent | AskError::Rejected(_)) => {
                let since = *following.unheard.get_or_insert_with(Instant::now);
                self.look();
                if since.elapsed() >= self.timing.link_patience {
                    self.cancel(job);
                    return Some(Progress::Doubtful(Cause::LinkLost));
                }
                return None;
            }
        };
        following.unheard = None;
        if report.proves_printed() {
            return Some(Progress::Printed(Proof { impressions: report.impressions }));
        }
        if report.proves_nothing_printed(self.counts) {
            return Some(Progress::NotPrinted(Cause::Aborted));
        }
        match report.state {
            JobState::Completed => Some(Progress::Doubtful(Cause::Fault)),
            JobState::Aborted => Some(Progress::Doubtful(Cause::Aborted)),
            JobState::Cancelled => Some(Progress::Doubtful(Cause::Cancelled)),
            JobState::Pending
            | JobState::Held
            | JobState::Processing
            | JobState::Stopped
            | JobState::Unknown => self.watch(order, &report, following),
        }
    }

    /// Enters and leaves suspension, and watches every limit.
    fn watch(&mut self, order: &Print, report: &JobReport, following: &mut Following) -> Option<Progress> {
        let status = self.look();
        let trouble = if status.link == Link::Answering { status.trouble() } else { None };
        let trouble = trouble.or((report.state == JobState::Stopped).then_some(Cause::Fault));
        match (trouble, following.suspended) {
            (Some(cause), None) => {
                following.suspended = Some((cause, Instant::now()));
                order.report(Progress::Suspended(cause));
            }
            (Some(cause), Some((_, since)))
                if self.abandoned() || since.elapsed() >= self.timing.reload_wait =>
            {
                self.cancel(report.id);
                return Some(Progress::Doubtful(cause));
            }
            (Some(cause), Some((known, since))) => {
                if cause != known {
                    following.suspended = Some((cause, since));
                    order.report(Progress::Suspended(cause));
                }
            }
            (None, Some((_, since))) => {
                following.deadline += since.elapsed();
                following.suspended = None;
                order.report(Progress::Resumed);
            }
            (None, None) if Instant::now() >= following.deadline => {
                self.cancel(report.id);
                return Some(Progress::Doubtful(Cause::Deadline));
            }
            (None, None) => {}
        }
        None
    }
}

/// Whether a printer is given this at all; [`IppPrinter::print`](super::IppPrinter::print) refuses what is not. Not a
/// validation of PDF: enough to refuse what is clearly something else, such as half a file. ISO 32000-1 7.5.2 and
/// 7.5.5, with the leeway that readers give.
///
/// # Errors
/// [`Cause::TooLarge`], [`Cause::NotPdf`].
pub fn takes(bytes: &[u8]) -> Result<(), Cause> {
    if bytes.len() > PDF_BYTES_MAX {
        return Err(Cause::TooLarge);
    }
    let begins = bytes.starts_with(b"%PDF-1.") || bytes.starts_with(b"%PDF-2.");
    let tail = &bytes[bytes.len().saturating_sub(1024)..];
    let ends = tail.windows(5).any(|window| window == b"%%EOF");
    if begins && ends { Ok(()) } else { Err(Cause::NotPdf) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_clearly_no_pdf_is_refused() {
        assert_eq!(takes(b"%PDF-1.7\n...\n%%EOF\n"), Ok(()));
        assert_eq!(takes(b"%PDF-1.7\nhalf a fi"), Err(Cause::NotPdf));
        assert_eq!(takes(b"%!PS\n%%EOF"), Err(Cause::NotPdf));
        assert_eq!(takes(b""), Err(Cause::NotPdf));
        let mut large = b"%PDF-1.7\n".to_vec();
        large.resize(PDF_BYTES_MAX, b' ');
        large.extend(b"%%EOF");
        assert_eq!(takes(&large), Err(Cause::TooLarge));
    }
}
