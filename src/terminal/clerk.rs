//! The clerk: the one thread that writes into the ledger for the screen, so that the screen never waits
//! for the disk. Orders are done in the order in which they came.
//!
//! Invariant: a paper's number goes to the screen only after its job is committed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;

use anjungan_printer::driver::Printer;
use anjungan_printer::profile::Profile;
use anjungan_printer::status::Status;
use anjungan_wire::op::Clock;
use anjungan_wire::receipt::ReceiptCode;

use super::awaited::Awaited;
use super::counter::Counter;
use super::inquiry::{Fetched, Inquiry, Question, Study};
use super::jobs::{Jobs, What};
use super::people;
use super::rules::Rules;
use super::technician::Technician;
use super::upkeep::Upkeep;
use super::{Post, undecided};
use crate::ledger::{self, Job, JobId, JobState, Ledger, LedgerError, Station};
use crate::paper::boot::Pairing;
use crate::paper::spool::{News, NewsListener, Press, Spool};
use crate::sync::Timekeeper;
use crate::sync::engine::Waker;
use crate::visit::ticket::{Event, Update};
use crate::visit::{self, Effect, Fact, Printable, Request};
use crate::wording::{Cause, Lang, LogEvent, Zone};

/// What lies on the clerk's desk.
pub struct Desk {
    /// Where everything is written down.
    pub ledger: ledger::Shared,
    /// Where vacancies are looked up.
    pub catalogue: PathBuf,
    /// The clocks.
    pub clock: Arc<Timekeeper>,
    /// The kiosk's zone.
    pub zone: Zone,
    /// The ticket printer's profile; `None` without a printer.
    pub profile: Option<Profile>,
    /// Whether the ticket printer has the office's logo in its memory.
    pub logo_stored: bool,
    /// Tells the engine that there is something to send.
    pub waker: Waker,
    /// The office's rules in force.
    pub rules: Rules,
    /// Applications that somebody waits for central to have.
    pub awaited: Awaited,
}

/// The printers of this kiosk.
pub struct Presses {
    /// The ticket printer.
    pub tickets: Option<Arc<Printer>>,
    /// The sheet printer.
    pub sheets: Option<Box<dyn Press>>,
}

/// What the clerk is told.
enum Order {
    /// By the visit.
    Do(Effect),
    /// By the inquiry: a card, or why there is none.
    Card(Request, ReceiptCode, Result<Fetched, Cause>),
    /// By the ticket printer.
    PrinterSays(Status),
    /// By a spool: a job has come to rest.
    Settled,
    /// By a spool: what the last run of the program left open, as it is settled now.
    Recovered(Vec<Job>),
    /// By the engine: central knows this machine, and nobody there has accepted it yet.
    Boot(Pairing),
    /// Nothing more comes.
    Stop,
}

/// The thread's handle. Dropping it lets the clerk finish what was ordered.
pub struct Clerk {
    orders: Sender<Order>,
    thread: Option<JoinHandle<()>>,
}

impl Clerk {
    /// Starts the clerk, and a spool for each printer.
    pub fn start(
        desk: Desk,
        presses: Presses,
        technician: Technician,
        study: Study,
        post: Post,
    ) -> std::io::Result<Self> {
        let (orders, inbox) = mpsc::channel();
        let jobs = Jobs::default();
        let news =
            |jobs: &Jobs| news_listener(jobs.clone(), orders.clone(), desk.waker.clone(), Arc::clone(&post));
        let start = |station, press: Box<dyn Press>| {
            Spool::start(station, press, desk.ledger.clone(), Arc::clone(&desk.clock), news(&jobs))
        };
        let tickets = match &presses.tickets {
            None => None,
            Some(printer) => {
                let says = orders.clone();
                // A clerk who has stopped needs to know no more.
                printer.subscribe(Box::new(move |status| {
                    says.send(Order::PrinterSays(status)).unwrap_or_default()
                }));
                Some(start(Station::Tickets, Box::new(Arc::clone(printer)))?)
            }
        };
        let sheets = presses.sheets.map(|press| start(Station::Sheets, press)).transpose()?;
        let upkeep = Upkeep::new(
            desk.ledger.clone(),
            Arc::clone(&desk.clock),
            desk.zone,
            Arc::clone(&post),
            desk.profile.as_ref(),
        );
        let cards = orders.clone();
        // A clerk who has stopped prints no more.
        let on_card = move |request, code, card| {
            cards.send(Order::Card(request, code, card)).unwrap_or_default();
        };
        let inquiry = Inquiry::start(study, Arc::clone(&post), Box::new(on_card))?;
        let at = Workplace {
            counter: Counter::new(desk),
            tickets,
            sheets,
            jobs,
            upkeep,
            post,
            inquiry,
            cards_wanted: BTreeMap::new(),
        };
        at.settle_for_missing_printers();
        let clerk = Working { technician, at };
        let thread = std::thread::Builder::new().name("clerk".into()).spawn(move || clerk.run(&inbox))?;
        Ok(Self { orders, thread: Some(thread) })
    }

    /// Does what `effect` orders, after what was ordered before.
    pub fn order(&self, effect: Effect) {
        if self.orders.send(Order::Do(effect)).is_err() {
            tracing::error!(event = LogEvent::ThreadLost.name(), thread = "clerk");
        }
    }
}

impl Clerk {
    /// Prints the words by which this machine is accepted.
    pub fn boot_ticket(&self) -> impl Fn(Pairing) + Send + 'static {
        let orders = self.orders.clone();
        // A clerk who has stopped prints no more.
        move |pairing| orders.send(Order::Boot(pairing)).unwrap_or_default()
    }
}

impl Drop for Clerk {
    fn drop(&mut self) {
        // A thread that is gone needs no word to stop.
        let _ = self.orders.send(Order::Stop);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!(event = LogEvent::ThreadLost.name(), thread = "clerk");
        }
    }
}

/// On a spool's thread: news for the visit go straight to the screen, the rest to the clerk.
fn news_listener(jobs: Jobs, orders: Sender<Order>, waker: Waker, post: Post) -> NewsListener {
    Box::new(move |news| {
        let order = match news {
            News::Job(update) => {
                if let Some(event) = jobs.news(&update) {
                    post(event);
                }
                if !update.state.is_settled() {
                    return;
                }
                Order::Settled
            }
            News::Recovered(settled) => Order::Recovered(settled),
        };
        waker.wake();
        // A clerk who has stopped needs to know no more.
        let _ = orders.send(order);
    })
}

/// Where the clerk and the technician do their work.
pub struct Workplace {
    /// Composes and queues.
    pub counter: Counter,
    /// Who waits for what.
    pub jobs: Jobs,
    /// The ticket printer's book. To be asked to look after a technician changed something in it.
    pub upkeep: Upkeep,
    /// To the screen.
    pub post: Post,
    tickets: Option<Spool>,
    sheets: Option<Spool>,
    inquiry: Inquiry,
    /// Cards that are being fetched; a copy of an earlier job where there is one. What is not in here any more when it
    /// comes is for somebody who has gone.
    cards_wanted: BTreeMap<Request, Option<JobId>>,
}

impl Workplace {
    /// A job was queued there.
    pub fn queued(&self, station: Station) {
        if let Some(spool) = self.spool(station) {
            spool.queued();
        }
    }

    /// Nobody waits for that job any more.
    pub fn cancel(&self, station: Station, id: JobId) {
        if let Some(spool) = self.spool(station) {
            spool.cancel(id);
        }
    }

    /// Has a card fetched, to be printed when it is here. `of`: the job that did not come out.
    pub fn want_card(&mut self, request: Request, code: ReceiptCode, of: Option<JobId>) {
        if self.sheets.is_none() {
            return people::tell(self, request, Err(Cause::NoPrinter));
        }
        self.cards_wanted.insert(request, of);
        self.inquiry.ask(request, Question::Card(code));
    }

    /// A person's word, which settles only what nothing else could. What did not come out is remembered, for a
    /// reprint.
    pub fn seen(&self, id: JobId, out: bool) {
        if out {
            self.jobs.forget(id);
        }
        let desk = &self.counter.desk;
        match seen(&mut desk.ledger.lock(), id, out, desk.clock.now()) {
            Ok(()) => desk.waker.wake(),
            Err(error) => tracing::error!(job = %id, %error, "a person's answer can't be written down"),
        }
    }

    /// Writes a fact down for central.
    pub fn record(&self, fact: &ledger::Fact) {
        let desk = &self.counter.desk;
        match desk.ledger.lock().record(fact, desk.clock.now()) {
            Ok(_no) => desk.waker.wake(),
            Err(error) => tracing::error!(%error, "a fact can't be written down"),
        }
    }

    /// A printer that is not in the configuration any more tells nothing of what it was printing.
    fn settle_for_missing_printers(&self) {
        let desk = &self.counter.desk;
        for station in Station::ALL.into_iter().filter(|station| self.spool(*station).is_none()) {
            if let Err(error) = desk.ledger.lock().settle_undecided(station, &[], desk.clock.now()) {
                tracing::error!(%error, "what a stop left open can't be settled");
            }
        }
    }

    fn spool(&self, station: Station) -> Option<&Spool> {
        match station {
            Station::Tickets => self.tickets.as_ref(),
            Station::Sheets => self.sheets.as_ref(),
        }
    }
}

/// What the printer has proved, or a person has said before, is settled for good.
fn seen(ledger: &mut Ledger, id: JobId, out: bool, now: Clock) -> Result<(), LedgerError> {
    let state = ledger.job(id)?.state;
    let said = if out { JobState::PrintedUnverified } else { JobState::Failed(ledger::Cause::NotOut) };
    if !state.is_settled() || !state.may_become(said) {
        return Ok(());
    }
    if out { ledger.seen_on_paper(id, now) } else { ledger.not_on_paper(id, now) }.map(drop)
}

struct Working {
    technician: Technician,
    at: Workplace,
}

impl Working {
    fn run(mut self, inbox: &Receiver<Order>) {
        self.at.upkeep.look();
        loop {
            match inbox.recv_timeout(self.at.upkeep.next_look()) {
                Ok(Order::Do(effect)) => self.perform(effect),
                Ok(Order::Card(request, code, card)) => {
                    if let Some(of) = self.at.cards_wanted.remove(&request) {
                        people::print_card(&self.at, request, code, of, card);
                    }
                }
                Ok(Order::PrinterSays(status)) => self.at.upkeep.printer_says(status),
                Ok(Order::Settled) | Err(RecvTimeoutError::Timeout) => self.at.upkeep.look(),
                Ok(Order::Recovered(settled)) => {
                    self.at.upkeep.look();
                    for question in undecided::to_ask(&settled, &self.at.counter) {
                        (self.at.post)(visit::Event::Machine(visit::machine::Event::Undecided(question)));
                    }
                }
                Ok(Order::Boot(pairing)) => self.technician.print_boot_ticket(pairing, &self.at),
                Ok(Order::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Print { request, what, lang } => {
                let queued = self.at.counter.queue(&what, lang, request, &self.at.jobs);
                self.accepted(request, what.kind().into(), queued);
            }
            Effect::Reprint { request, of, lang } => match self.at.jobs.of(of) {
                Some((id, What::Vacancies(what))) => self.reprint(request, id, &what, lang),
                Some((id, What::Slip(code))) => people::reprint_slip(&self.at, request, id, code, lang),
                Some((id, What::Card(code))) => self.at.want_card(request, code, Some(id)),
                Some((_, What::Test(_) | What::Forgotten(_))) | None => {
                    self.tell(request, Update::Failed(Cause::NotPrintable))
                }
            },
            Effect::ReprintUndecided { request, job, lang } => {
                match undecided::printable(JobId(job), &self.at.counter) {
                    Some(what) => self.reprint(request, JobId(job), &what, lang),
                    None => self.tell(request, Update::Failed(Cause::NotPrintable)),
                }
            }
            Effect::CancelPrint { request } => {
                self.at.cards_wanted.remove(&request);
                if let Some((id, what)) = self.at.jobs.of(request) {
                    self.at.cancel(what.station(), id);
                }
            }
            Effect::TicketSeen { request, out } => {
                if let Some((id, _)) = self.at.jobs.of(request) {
                    self.at.seen(id, out);
                }
            }
            Effect::UndecidedSeen { job, out } => self.at.seen(JobId(job), out),
            Effect::Record(Fact::Visit(visit)) => {
                self.at.record(&ledger::Fact::Visit(visit));
                // Exactly one a visit, at its end.
                self.at.counter.visit += 1;
                self.at.jobs.forget_people();
                self.at.counter.desk.awaited.forget();
                self.at.cards_wanted.clear();
            }
            Effect::Record(Fact::SearchMiss(miss)) => self.at.record(&ledger::Fact::SearchMiss(miss)),
            Effect::Record(Fact::Survey(survey)) => self.at.record(&ledger::Fact::Survey(survey)),
            Effect::Submit { request, draft, lang } => people::submit(&self.at, request, *draft, lang),
            Effect::PrintSlip { request, code, lang } => people::print_slip(&self.at, request, code, lang),
            Effect::PrintCard { request, code } => self.at.want_card(request, code, None),
            Effect::Mend { request, mend } => people::mend(&self.at, request, *mend),
            Effect::Report { request, report } => people::report(&self.at, request, *report),
            Effect::LookUp { request, by } => self.at.inquiry.ask(request, Question::LookUp(by)),
            Effect::CheckRevoked { request, number } => {
                self.at.inquiry.ask(request, Question::Revoked(number));
            }
            Effect::TryHelper { request, card, pin } => {
                self.at.inquiry.ask(request, Question::Helper { card, pin });
            }
            Effect::Service(effect) => self.technician.perform(effect, &mut self.at),
            Effect::Search { .. }
            | Effect::Widen { .. }
            | Effect::Counts { .. }
            | Effect::Places { .. }
            | Effect::OpenVacancy { .. }
            | Effect::Camera(_)
            | Effect::NearCount { .. }
            | Effect::EmployerCount { .. } => {}
        }
    }

    fn reprint(&mut self, request: Request, id: JobId, what: &Printable, lang: Lang) {
        let queued = self.at.counter.reprint(id, what, lang, request, &self.at.jobs);
        self.accepted(request, what.kind().into(), queued);
    }

    fn accepted(&mut self, request: Request, station: Station, queued: Result<String, Cause>) {
        match queued {
            Ok(number) => {
                self.tell(request, Update::Accepted { number });
                self.at.queued(station);
            }
            Err(cause) => self.tell(request, Update::Failed(cause)),
        }
    }

    fn tell(&self, request: Request, update: Update) {
        (self.at.post)(visit::Event::Ticket(Event::Job { request, update }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Paper;
    use crate::ledger::tests::{at, enrolled_ledger};

    /// Whoever says so may leave without another.
    #[test]
    fn a_persons_word_settles_what_nothing_proved_and_nothing_else() {
        let not_out = JobState::Failed(ledger::Cause::NotOut);
        let cases = [
            (JobState::Doubtful, true, JobState::PrintedUnverified),
            (JobState::Doubtful, false, not_out),
            (JobState::PrintedUnverified, true, JobState::PrintedUnverified),
            (JobState::PrintedUnverified, false, not_out),
            (JobState::Printed, false, JobState::Printed),
        ];
        for (end, out, expected) in cases {
            let folder = tempfile::tempdir().unwrap();
            let mut ledger = enrolled_ledger(&folder.path().join("ledger.db"));
            let paper = Paper { bytes: b"TIKET".to_vec(), paper_mm: 20.0 };
            let id = ledger.queue_ticket("local:1", at(0), |_| paper).unwrap().id;
            ledger.claim(Station::Tickets, at(1)).unwrap();
            for state in [JobState::Precheck, JobState::Sending, JobState::Sent, end] {
                seen(&mut ledger, id, out, at(1)).unwrap();
                ledger.move_job(id, state, at(1)).unwrap();
            }
            seen(&mut ledger, id, out, at(2)).unwrap();
            assert_eq!(ledger.job(id).unwrap().state, expected, "{end:?}, {out}");
        }
    }
}
