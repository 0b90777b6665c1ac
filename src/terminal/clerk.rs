//! The clerk: the one thread that writes into the ledger for the screen, so that the screen never waits
//! for the disk. Orders are done in the order in which they came.
//!
//! Invariant: a ticket's number goes to the screen only after its job is committed.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use anjungan_printer::driver::Printer;
use anjungan_printer::profile::Profile;
use anjungan_wire::vacancy::Vacancy;
use jiff::Timestamp;

use super::{Post, printer};
use crate::catalogue::Reader;
use crate::ledger::{self, JobId, JobState, Station};
use crate::paper::spool::{JobUpdate, News, Spool};
use crate::paper::ticket::{self, Ticket};
use crate::sync::Timekeeper;
use crate::sync::engine::Waker;
use crate::visit::ticket::{Event, Update};
use crate::visit::{self, Effect, Fact, Printable, Request};
use crate::wording::{Cause, Lang, Zone};

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
    /// The printer's profile; `None` without a printer.
    pub profile: Option<Profile>,
    /// Whether the printer has the office's logo in its memory.
    pub logo_stored: bool,
    /// Tells the engine that there is something to send.
    pub waker: Waker,
}

/// Tickets remembered at a time: more than any one visit may print.
const JOBS_MAX: usize = 16;

/// Which visit's request a print job answers.
type Jobs = Arc<Mutex<BTreeMap<JobId, Request>>>;

/// The thread's handle. Dropping it lets the clerk finish what was ordered.
pub struct Clerk {
    orders: Option<Sender<Effect>>,
    thread: Option<JoinHandle<()>>,
}

impl Clerk {
    /// Starts the clerk, and the spool where there is a printer.
    pub fn start(desk: Desk, press: Option<Arc<Printer>>, post: Post) -> std::io::Result<Self> {
        let jobs = Jobs::default();
        let spool = match press {
            None => None,
            Some(press) => {
                let (known, waker, post) = (Arc::clone(&jobs), desk.waker.clone(), Arc::clone(&post));
                let on_news = Box::new(move |news| match news {
                    News::Job(update) => tell(&update, &known, &waker, &post),
                    News::Recovered(_) => {}
                });
                let clock = Arc::clone(&desk.clock);
                Some(Spool::start(Station::Tickets, press, desk.ledger.clone(), clock, on_news)?)
            }
        };
        let (orders, inbox) = mpsc::channel();
        let clerk = Working { desk, spool, jobs, post };
        let thread = std::thread::Builder::new().name("clerk".into()).spawn(move || clerk.run(&inbox))?;
        Ok(Self { orders: Some(orders), thread: Some(thread) })
    }

    /// Does what `effect` orders, after what was ordered before.
    pub fn order(&self, effect: Effect) {
        if let Some(orders) = &self.orders
            && orders.send(effect).is_err()
        {
            tracing::error!("the clerk's thread is gone");
        }
    }
}

impl Drop for Clerk {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the clerk's thread had panicked");
        }
    }
}

struct Working {
    desk: Desk,
    spool: Option<Spool>,
    jobs: Jobs,
    post: Post,
}

impl Working {
    fn run(mut self, inbox: &Receiver<Effect>) {
        for effect in inbox {
            match effect {
                Effect::Print { request, what: Printable::Ticket { vacancy }, lang } => {
                    self.print(request, &vacancy, lang);
                }
                // No sheet printer and no second copy yet: said at once, so that nobody waits for one.
                Effect::Print { request, what: Printable::Sheet { .. } | Printable::List { .. }, .. } => {
                    self.tell(request, Update::Failed(Cause::SheetOffline));
                }
                Effect::Reprint { request, .. } | Effect::ReprintUndecided { request, .. } => {
                    self.tell(request, Update::Failed(Cause::NotPrintable));
                }
                Effect::UndecidedSeen { .. } | Effect::Service(_) => {}
                Effect::CancelPrint { request } => self.cancel(request),
                Effect::TicketSeen { request, out } => self.seen(request, out),
                Effect::Record(fact) => self.record(fact),
                Effect::Search { .. }
                | Effect::Widen { .. }
                | Effect::Counts { .. }
                | Effect::Places { .. }
                | Effect::OpenVacancy { .. }
                | Effect::NearCount { .. } => {}
            }
        }
    }

    fn print(&mut self, request: Request, id: &str, lang: Lang) {
        match self.queue(request, id, lang) {
            Ok(number) => {
                self.tell(request, Update::Accepted { number });
                if let Some(spool) = &self.spool {
                    spool.queued();
                }
            }
            Err(cause) => self.tell(request, Update::Failed(cause)),
        }
    }

    /// Writes the ticket down and returns its number.
    fn queue(&mut self, request: Request, id: &str, lang: Lang) -> Result<String, Cause> {
        let profile = self.desk.profile.as_ref().ok_or(Cause::NoPrinter)?;
        let now = self.desk.clock.now();
        let printed_at = Timestamp::from_millisecond(now.wall_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        let (vacancy, as_of) = self.look_up(id, printed_at).ok_or(Cause::NotPrintable)?;
        let mut ledger = self.desk.ledger.lock();
        let (tenant, site) =
            ledger.enrolled().map(|known| (known.tenant.clone(), known.site.clone())).unwrap_or_default();
        // Held until the job is noted: the spool may speak of it before `queue_ticket` returns.
        let mut jobs = lock(&self.jobs);
        let queued = ledger.queue_ticket(id, now, |number| {
            let ticket = Ticket {
                vacancy: &vacancy,
                number,
                copy: 1,
                lang,
                tenant: &tenant,
                site: &site,
                printed_at,
                zone: self.desk.zone,
                as_of,
                logo_stored: self.desk.logo_stored,
            };
            ticket::compose(&ticket, profile)
        });
        match queued {
            Ok(job) => {
                // Nobody is left to be asked about an earlier visit's doubtful tickets.
                while jobs.len() >= JOBS_MAX {
                    jobs.pop_first();
                }
                jobs.insert(job.id, request);
                Ok(job.number.to_string())
            }
            Err(error) => {
                tracing::error!(%error, "a ticket can't be written down");
                Err(Cause::NotStored)
            }
        }
    }

    fn look_up(&self, id: &str, now: Timestamp) -> Option<(Vacancy, Option<Timestamp>)> {
        let found = Reader::open(&self.desk.catalogue)
            .and_then(|reader| Ok((reader.vacancy(id, self.desk.zone.day(now))?, reader.as_of()?)));
        match found {
            Ok((vacancy, as_of)) => {
                vacancy.map(|vacancy| (vacancy, as_of.and_then(|s| Timestamp::from_second(s).ok())))
            }
            Err(error) => {
                tracing::error!(%error, "the vacancy of a ticket can't be read");
                None
            }
        }
    }

    fn cancel(&self, request: Request) {
        if let (Some(spool), Some(id)) = (&self.spool, self.job_of(request)) {
            spool.cancel(id);
        }
    }

    fn seen(&self, request: Request, out: bool) {
        let Some(id) = self.job_of(request) else {
            return;
        };
        lock(&self.jobs).remove(&id);
        let mut ledger = self.desk.ledger.lock();
        let doubtful = ledger.job(id).is_ok_and(|job| job.state == JobState::Doubtful);
        // A person's word settles only what nothing else could; what did not come out stays doubtful, for
        // the technician's page.
        if out
            && doubtful
            && let Err(error) = ledger.seen_on_paper(id, self.desk.clock.now())
        {
            tracing::error!(job = %id, %error, "a visitor's answer can't be written down");
        }
    }

    fn record(&self, fact: Fact) {
        let fact = match fact {
            Fact::Visit(visit) => ledger::Fact::Visit(visit),
            Fact::SearchMiss(miss) => ledger::Fact::SearchMiss(miss),
        };
        match self.desk.ledger.lock().record(&fact, self.desk.clock.now()) {
            Ok(_no) => self.desk.waker.wake(),
            Err(error) => tracing::error!(%error, "a fact can't be written down"),
        }
    }

    fn job_of(&self, request: Request) -> Option<JobId> {
        lock(&self.jobs).iter().find(|(_, known)| **known == request).map(|(id, _)| *id)
    }

    fn tell(&self, request: Request, update: Update) {
        (self.post)(visit::Event::Ticket(Event::Job { request, update }));
    }
}

fn lock(jobs: &Jobs) -> MutexGuard<'_, BTreeMap<JobId, Request>> {
    jobs.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whose job it is. A settled one is forgotten, but for a doubtful one: the visitor is asked about it.
fn request_of(update: &JobUpdate, jobs: &Jobs) -> Option<Request> {
    let mut jobs = lock(jobs);
    if update.state.is_settled() && update.state != JobState::Doubtful {
        jobs.remove(&update.id)
    } else {
        jobs.get(&update.id).copied()
    }
}

/// On the spool's thread: what became of a job, for the visit that asked for it.
fn tell(update: &JobUpdate, jobs: &Jobs, waker: &Waker, post: &Post) {
    let Some(request) = request_of(update, jobs) else {
        return;
    };
    let said = match update.state {
        JobState::Sending => Update::Printing,
        JobState::Printed => Update::Printed,
        JobState::PrintedUnverified => Update::Unverified,
        JobState::Doubtful => Update::Doubtful,
        JobState::Expired => Update::Expired,
        JobState::Blocked(cause) => Update::Blocked(printer::of_job(cause)),
        JobState::Failed(cause) => Update::Failed(printer::of_job(cause)),
        // On the way, or wished for by the visitor: nothing new to say. A suspended job goes on by itself or
        // ends as doubtful.
        JobState::Queued
        | JobState::Claimed
        | JobState::Precheck
        | JobState::Sent
        | JobState::Suspended(_)
        | JobState::Cancelled
        | JobState::Superseded => return,
    };
    if update.state.is_settled() {
        waker.wake();
    }
    post(visit::Event::Ticket(Event::Job { request, update: said }));
}
