//! The clerk's work for a person: applications, slips and cards.
//!
//! **Architecture invariant:** "TERSIMPAN" goes to the screen after the commit and never before; a slip that can't be
//! printed is no reason to lose an application.

use anjungan_printer::profile::Profile;
use anjungan_wire::application::{Application, Holder, Mend, Report};
use anjungan_wire::receipt::ReceiptCode;
use jiff::Timestamp;

use super::clerk::Workplace;
use super::counter::{self, SHEET_MM, accepted};
use super::inquiry::Fetched;
use super::jobs::{Asker, What};
use super::tries::{self, Tried};
use crate::ledger::{Drawn, Fact, Job, JobId, LedgerError, Paper, Tries};
use crate::paper::slip::{self, Slip};
use crate::visit::apply::{self, Submission};
use crate::visit::ticket::{self, Update};
use crate::visit::{self, Request, report, status};
use crate::wording::{Cause, Lang, Zone};

/// Stores an application, tells its number, and has its slip printed.
pub fn submit(at: &Workplace, request: Request, draft: Submission, lang: Lang) {
    let desk = &at.counter.desk;
    let form = SlipForm::of(at, lang);
    let mut ledger = desk.ledger.lock();
    let mut noting = at.jobs.noting();
    let stored = ledger.submit(
        Some(at.counter.visit),
        desk.clock.now(),
        draw,
        |code| filled_in(draft, code),
        |code| form.fill(code, 1),
    );
    let queued = match stored {
        Ok(stored) => {
            desk.awaited.add(stored.code.number.clone(), stored.no);
            let (receipt, code) = (stored.code.number.clone(), stored.code.to_text(&form.public_host));
            (at.post)(visit::Event::Apply(apply::Event::Stored { request, receipt, code }));
            let queued = form.accepted(stored.slip);
            if let Ok(job) = &queued {
                noting.note(job.id, Asker::Visit(request), What::Slip(stored.code));
            }
            queued
        }
        Err(error) => {
            // Nothing of an application stands in these texts.
            tracing::error!(%error, "an application can't be stored");
            let cause = Cause::NotStored;
            return (at.post)(visit::Event::Apply(apply::Event::NotStored { request, cause }));
        }
    };
    drop((noting, ledger));
    tell(at, request, queued);
    desk.waker.wake();
}

/// Prints a receipt's slip once more.
pub fn print_slip(at: &Workplace, request: Request, code: ReceiptCode, lang: Lang) {
    let desk = &at.counter.desk;
    let form = SlipForm::of(at, lang);
    let mut ledger = desk.ledger.lock();
    let mut noting = at.jobs.noting();
    let queued =
        accepted(ledger.queue_slip(&code.number, Some(at.counter.visit), desk.clock.now(), |copy| {
            form.fill(&code, copy)
        }));
    if let Ok(job) = &queued {
        noting.note(job.id, Asker::Visit(request), What::Slip(code));
    }
    drop((noting, ledger));
    tell(at, request, queued);
}

/// A person says that a slip did not come out: the same once more.
pub fn reprint_slip(at: &Workplace, request: Request, id: JobId, code: ReceiptCode, lang: Lang) {
    let desk = &at.counter.desk;
    let form = SlipForm::of(at, lang);
    let mut ledger = desk.ledger.lock();
    let mut noting = at.jobs.noting();
    let queued = form.accepted(ledger.reprint(id, desk.clock.now(), |_, copy| form.fill(&code, copy)));
    if let Ok(job) = &queued {
        noting.note(job.id, Asker::Visit(request), What::Slip(code));
    }
    drop((noting, ledger));
    tell(at, request, queued);
}

/// Prints a card that is here, or says why it is not. `of`: the job that did not come out.
pub fn print_card(
    at: &Workplace,
    request: Request,
    code: ReceiptCode,
    of: Option<JobId>,
    card: Result<Fetched, Cause>,
) {
    let queued = card.and_then(|Fetched { card, pdf }| {
        let desk = &at.counter.desk;
        let now = desk.clock.now();
        let paper = Paper { bytes: pdf.to_vec(), paper_mm: SHEET_MM };
        let mut ledger = desk.ledger.lock();
        let mut noting = at.jobs.noting();
        let queued = match of {
            Some(id) => ledger.reprint(id, now, |_, _| paper),
            None => ledger.queue_card(card.id, &code.number, card.left, Some(at.counter.visit), now, paper),
        };
        let job = accepted(queued)?;
        noting.note(job.id, Asker::Visit(request), What::Card(code));
        Ok(job)
    });
    tell(at, request, queued);
}

/// Writes down what somebody mended.
pub fn mend(at: &Workplace, request: Request, mend: Mend) {
    let event = match stored(at, &Fact::Mend(Box::new(mend))) {
        Ok(()) => status::Event::MendStored { request },
        Err(cause) => status::Event::NotStored { request, cause },
    };
    (at.post)(visit::Event::Status(event));
}

/// Writes a report down. What was typed is judged by central alone, so every one of those is a try.
pub fn report(at: &Workplace, request: Request, report: Report) {
    let typed = matches!(report.holder, Holder::Typed { .. });
    let desk = &at.counter.desk;
    let tried = typed.then(|| tries::count(&desk.ledger, Tries::Report, desk.clock.now()));
    if let Some(Tried::Locked { wait_ms }) = tried {
        let retry_s = tries::seconds(wait_ms);
        return (at.post)(visit::Event::Report(report::Event::TooMany { request, retry_s }));
    }
    let uncounted = tried == Some(Tried::NotStored);
    let written = if uncounted { Err(Cause::NotStored) } else { stored(at, &Fact::Report(Box::new(report))) };
    let event = match written {
        Ok(()) => report::Event::Stored { request },
        Err(cause) => report::Event::NotStored { request, cause },
    };
    (at.post)(visit::Event::Report(event));
}

fn stored(at: &Workplace, fact: &Fact) -> Result<(), Cause> {
    let desk = &at.counter.desk;
    match desk.ledger.lock().record(fact, desk.clock.now()) {
        Ok(_no) => {
            desk.waker.wake();
            Ok(())
        }
        Err(error) => {
            tracing::error!(%error, "what a person told can't be stored");
            Err(Cause::NotStored)
        }
    }
}

/// What became of asking for a paper, to whoever asked and to its printer.
pub(super) fn tell(at: &Workplace, request: Request, queued: Result<Job, Cause>) {
    let station = queued.as_ref().ok().map(|job| job.station);
    let update = match queued {
        Ok(job) => Update::Accepted { number: job.number.to_string() },
        Err(cause) => Update::Failed(cause),
    };
    (at.post)(visit::Event::Ticket(ticket::Event::Job { request, update }));
    if let Some(station) = station {
        at.queued(station);
    }
}

/// Everything on a slip but the receipt.
struct SlipForm {
    public_host: String,
    office: String,
    lang: Lang,
    printed_at: Option<Timestamp>,
    zone: Zone,
    profile: Option<Profile>,
    logo_stored: bool,
}

impl SlipForm {
    /// Takes what it needs, so that nothing is looked up inside the transaction. The ledger must be free.
    fn of(at: &Workplace, lang: Lang) -> Self {
        let desk = &at.counter.desk;
        let rules = desk.rules.office();
        let tenant = || counter::office(&desk.ledger.lock()).tenant;
        Self {
            public_host: rules.as_ref().map(|rules| rules.public_host.clone()).unwrap_or_default(),
            office: rules.as_ref().map_or_else(tenant, |rules| rules.name.clone()),
            lang,
            printed_at: desk.clock.time_of_day(),
            zone: desk.zone,
            profile: desk.profile.clone(),
            logo_stored: desk.logo_stored,
        }
    }

    /// The job, or why there is none.
    fn accepted(&self, queued: Result<Job, LedgerError>) -> Result<Job, Cause> {
        match queued {
            Err(LedgerError::NotComposed) if self.profile.is_none() => Err(Cause::NoPrinter),
            queued => accepted(queued),
        }
    }

    /// `None` without a printer: then the code is on the screen alone.
    fn fill(&self, code: &ReceiptCode, copy: u32) -> Option<Paper> {
        let slip = Slip {
            code,
            public_host: &self.public_host,
            copy,
            lang: self.lang,
            office: &self.office,
            printed_at: self.printed_at,
            zone: self.zone,
            logo_stored: self.logo_stored,
        };
        Some(slip::compose(&slip, self.profile.as_ref()?))
    }
}

fn filled_in(draft: Submission, code: &ReceiptCode) -> Application {
    let Submission { kind, office, consent, assisted_by, person, photo, documents } = draft;
    Application {
        receipt: code.number.clone(),
        secret: code.secret.clone(),
        kind,
        office,
        consent,
        assisted_by,
        person,
        photo,
        documents,
    }
}

fn draw() -> Result<Drawn, LedgerError> {
    let mut drawn = Drawn { number: [0; 8], secret: [0; 16] };
    getrandom::fill(&mut drawn.number)
        .and_then(|()| getrandom::fill(&mut drawn.secret))
        .map_err(|_| LedgerError::NoRandomness)?;
    Ok(drawn)
}

#[cfg(test)]
mod tests;
