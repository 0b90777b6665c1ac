//! A technician's orders, carried out: on the clerk's thread, where the ledger is written, and for what takes
//! seconds (trying line speeds, storing a logo) on a thread of its own.
//!
//! Every act is recorded for central. Nobody asks who the technician is.

mod entry;
mod errand;
mod look;
mod place;
mod stick;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anjungan_ipp::IppPrinter;
use anjungan_printer::driver::Printer;
use anjungan_wire::fact::{self, ServiceAct};
use jiff::Timestamp;

use super::clerk::Workplace;
use super::counter::SHEET_MM;
use super::printer;
use super::printing::{self, Printers};
use super::{Post, StartError, no_thread};
use crate::catalogue::Reader;
use crate::config::{self, Config};
use crate::ledger::{Fact, JobId, LedgerError, Paper, Station, TicketNumber};
use crate::paper::boot::{self, Pairing};
use crate::paper::sheet::{self, Sheet};
use crate::paper::test_print::{self, Test};
use crate::service::{self, Effect, PinVerdict, Readable, TestId, TestPrint, TestState, TestUpdate, Verdict};
use crate::sync::status::SyncStatus;
use crate::visit;
use crate::wording::{Code, Lang, LogEvent};

use place::Place;

/// When central last answered. Written by the engine's thread, read here.
#[derive(Default)]
pub struct Contact {
    online: AtomicBool,
    /// Unix milliseconds; 0: never.
    last_ms: AtomicI64,
    /// The version that central wants, where this one is older.
    update_to: Mutex<Option<String>>,
    /// Seconds that the machine's clock is behind central's; 0: it is right, or nobody knows.
    clock_wrong_s: AtomicI64,
}

impl Contact {
    /// A round with central is over.
    pub fn heard(&self, status: &SyncStatus) {
        self.online.store(status.online, Ordering::Relaxed);
        self.last_ms.store(status.last_success_ms.unwrap_or(0), Ordering::Relaxed);
        self.update_to.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&status.update_to);
        self.clock_wrong_s.store(status.clock_wrong_s.unwrap_or(0), Ordering::Relaxed);
    }

    /// Whether central answered when it was last asked.
    pub fn is_online(&self) -> bool {
        self.online.load(Ordering::Relaxed)
    }

    fn update_to(&self) -> Option<String> {
        self.update_to.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn clock_wrong_s(&self) -> Option<i64> {
        Some(self.clock_wrong_s.load(Ordering::Relaxed)).filter(|s| *s != 0)
    }

    fn last(&self) -> Option<Timestamp> {
        let ms = self.last_ms.load(Ordering::Relaxed);
        (ms > 0).then(|| Timestamp::from_millisecond(ms).ok()).flatten()
    }
}

/// Whoever carries out a technician's orders.
pub struct Technician {
    access: config::Service,
    printer: Option<Arc<Printer>>,
    sheets: Option<Arc<IppPrinter>>,
    address: String,
    logo: Option<PathBuf>,
    contact: Arc<Contact>,
    qr: Option<Readable>,
    place: Place,
    central: String,
    _watch: Option<stick::Watch>,
}

impl Technician {
    /// Who waits for a technician; from here on a stick with the right key opens service mode.
    ///
    /// # Errors
    /// There is no thread to watch for sticks.
    pub fn start(
        config: &Config,
        printers: &Printers,
        contact: Arc<Contact>,
        post: &Post,
    ) -> Result<Self, StartError> {
        let wanted = config.printer.as_ref();
        let place = Place::of_this_machine(&config.data);
        // One that was cut off in the middle of it has left nobody here.
        place.service_mode(false);
        Ok(Self {
            access: config.service.clone(),
            printer: printers.tickets.clone(),
            sheets: printers.sheets.clone(),
            address: wanted.map(|printer| printer.address.clone()).unwrap_or_default(),
            logo: wanted.and_then(|printer| printer.logo.clone()),
            contact,
            qr: None,
            place,
            central: config.central.url.clone(),
            _watch: stick::Watch::start(&config.service, Arc::clone(post)).map_err(no_thread)?,
        })
    }

    /// Does what `effect` orders.
    pub fn perform(&mut self, effect: Effect, at: &mut Workplace) {
        match effect {
            Effect::Look => {
                let snapshot = self.look(at);
                tell(at, service::Event::Machine(Box::new(snapshot)));
            }
            Effect::TryPin(pin) => {
                let verdict = entry::try_pin(&pin, &self.access, at);
                if verdict == PinVerdict::Right {
                    self.place.service_mode(true);
                }
                tell(at, service::Event::Pin(verdict));
            }
            Effect::EnteredByKey => {
                self.place.service_mode(true);
                record(at, ServiceAct::EnteredByKey, None);
            }
            Effect::PrintTest { test, what } => self.print(test, what, at),
            Effect::PrintNoticeBoard { test } => self.print(test, TestPrint::NoticeBoard, at),
            Effect::CancelTest { test } => {
                if let Some(id) = at.jobs.of_test(test) {
                    cancel(id, at);
                }
            }
            Effect::Judged { test, what, verdict } => self.judged(test, what, verdict, at),
            Effect::QrJudged { test, readable } => {
                self.qr = Some(readable);
                // Whoever holds a telephone to the codes has the paper.
                if let Some(id) = at.jobs.of_test(test) {
                    settle(id, true, at);
                }
                record(at, ServiceAct::QrTested, Some(readable.name()));
            }
            Effect::ProbeBaud => errand::probe_baud(self.printer.clone(), at),
            Effect::StoreLogo => errand::store_logo(self.printer.clone(), self.logo.clone(), at),
            Effect::PaperLoaded => paper_loaded(at),
            Effect::PutOutOfOrder { code } => put_out_of_order(&code, at),
            Effect::PutInOrder => put_in_order(at),
            Effect::Settle { job, out } => settle(JobId(job), out, at),
            Effect::ExportLog => {
                let facts = self.look(at);
                errand::export_log(self.place.clone(), &facts, at);
            }
            Effect::Wifi { id, order } => {
                tracing::info!(event = LogEvent::TechnicianActed.name(), act = "Wifi", code = order.name());
                self.place.order_wifi(id, &order);
            }
            Effect::FactoryReset => {
                tracing::warn!(event = LogEvent::TechnicianActed.name(), act = "FactoryReset");
                tell(at, service::Event::Reset(self.place.erase()));
            }
            // The screen has gone back by itself.
            Effect::Left => self.place.service_mode(false),
        }
    }

    fn print(&self, test: TestId, what: TestPrint, at: &mut Workplace) {
        let (station, subject) = match what {
            TestPrint::Paper => (Station::Tickets, Test::Paper.name()),
            TestPrint::Logo => (Station::Tickets, Test::Logo.name()),
            TestPrint::QrBoth => (Station::Tickets, Test::Qr.name()),
            TestPrint::NoticeBoard => (Station::Sheets, "notice-board"),
        };
        let device = printing::device_name(&at.counter.desk.ledger.lock());
        let board = (what == TestPrint::NoticeBoard).then(|| Board::read(at)).flatten();
        let desk = &at.counter.desk;
        let queued = at.counter.queue_test(test, station, subject, &at.jobs, |number| match what {
            TestPrint::Paper => test_paper(Test::Paper, number, &device, desk),
            TestPrint::Logo => test_paper(Test::Logo, number, &device, desk),
            TestPrint::QrBoth => test_paper(Test::Qr, number, &device, desk),
            TestPrint::NoticeBoard => board?.paper(number, desk),
        });
        match queued {
            Ok(_id) => at.queued(station),
            Err(cause) => {
                let state = TestState::Failed(cause);
                tell(at, service::Event::Test(TestUpdate { test, state }));
            }
        }
    }

    /// Prints the words by which central accepts this machine.
    pub fn print_boot_ticket(&self, pairing: Pairing, at: &Workplace) {
        let desk = &at.counter.desk;
        let Some((printer, profile)) = self.printer.as_deref().zip(desk.profile.as_ref()) else {
            return;
        };
        let device = printing::device_name(&desk.ledger.lock());
        let state = match printer::of_status(printer.status()) {
            visit::Printer::Ready => "siap".to_owned(),
            visit::Printer::Down(cause) => format!("{} ({})", cause.headline(Lang::Id), cause.code()),
            visit::Printer::OutOfOrder(_) => return,
        };
        let printed_at = desk.clock.time_of_day();
        let queued = at.counter.queue_unasked(boot::SUBJECT, |number| {
            let context = boot::Context {
                number,
                device: &device,
                central: &self.central,
                printer: &format!("{}, {state}", profile.name),
                printed_at,
                zone: desk.zone,
            };
            Some(boot::compose(pairing, &context, profile))
        });
        match queued {
            Ok(_id) => at.queued(Station::Tickets),
            Err(cause) => {
                tracing::warn!(cause = cause.code(), "the words of this machine's key can't be printed")
            }
        }
    }

    /// A person's word on a paper. It also settles a job that nothing else could.
    fn judged(&self, test: TestId, what: TestPrint, verdict: Verdict, at: &mut Workplace) {
        let passed = verdict == Verdict::Clear;
        let act = match (what, passed) {
            (TestPrint::NoticeBoard, true) => ServiceAct::NoticeBoardPrinted,
            (TestPrint::Paper | TestPrint::Logo | TestPrint::QrBoth, true) => ServiceAct::TestPassed,
            (TestPrint::Paper | TestPrint::Logo | TestPrint::QrBoth | TestPrint::NoticeBoard, false) => {
                ServiceAct::TestFailed
            }
        };
        // One that was proved needs no word, and nobody remembers it.
        if let Some(id) = at.jobs.of_test(test) {
            settle(id, verdict != Verdict::Missing, at);
        }
        let code = (act == ServiceAct::TestFailed).then(|| Code::TestFailed.code());
        record(at, act, code);
    }
}

/// A test paper for the ticket printer; `None` without one.
fn test_paper(test: Test, number: &TicketNumber, device: &str, desk: &super::clerk::Desk) -> Option<Paper> {
    let context = test_print::Context {
        number,
        device,
        printed_at: desk.clock.time_of_day(),
        zone: desk.zone,
        lang: Lang::default(),
    };
    Some(test_print::compose(test, &context, desk.profile.as_ref()?))
}

/// What the notice board's sheet is made of, read before the ledger is locked.
struct Board {
    board: sheet::Board,
    tenant: String,
    site: String,
    as_of: Option<Timestamp>,
    printed_at: Option<Timestamp>,
}

impl Board {
    fn read(at: &Workplace) -> Option<Self> {
        let desk = &at.counter.desk;
        let known = desk.ledger.lock().enrolled().cloned()?;
        let found = Reader::open(&desk.catalogue).and_then(|reader| {
            let as_of = reader.as_of()?.and_then(|s| Timestamp::from_second(s).ok());
            // The week up to the data's own day, where nobody knows what day it is.
            let until = desk.clock.time_of_day().or(as_of).unwrap_or(Timestamp::UNIX_EPOCH);
            Ok((sheet::notice_board(&reader, &known.region, desk.zone.day(until))?, as_of))
        });
        match found {
            Ok((board, as_of)) => Some(Self {
                board,
                tenant: known.tenant,
                site: known.site,
                as_of,
                printed_at: desk.clock.time_of_day(),
            }),
            Err(error) => {
                tracing::error!(%error, "the week's vacancies can't be read");
                None
            }
        }
    }

    fn paper(&self, number: &TicketNumber, desk: &super::clerk::Desk) -> Option<Paper> {
        let context = sheet::Context {
            lang: Lang::default(),
            number: number.as_str(),
            copy: 1,
            tenant: &self.tenant,
            site: &self.site,
            printed_at: self.printed_at,
            zone: desk.zone,
            as_of: self.as_of,
        };
        match sheet::compose(&Sheet::NoticeBoard(&self.board), &context) {
            Ok(bytes) => Some(Paper { bytes, paper_mm: SHEET_MM }),
            Err(error) => {
                tracing::error!(%error, "the notice board's sheet can't be composed");
                None
            }
        }
    }
}

fn cancel(id: JobId, at: &Workplace) {
    let found = at.counter.desk.ledger.lock().job(id);
    match found {
        Ok(job) => at.cancel(job.station, id),
        Err(error) => tracing::error!(job = %id, %error, "a test paper can't be looked up"),
    }
}

fn paper_loaded(at: &mut Workplace) {
    let desk = &at.counter.desk;
    let Some(roll_m) = desk.profile.as_ref().map(|profile| profile.roll_m) else {
        return;
    };
    let done = desk.ledger.lock().refilled(roll_m * 1000.0);
    changed(done, at, ServiceAct::PaperLoaded, None);
}

/// The ledger has told central of it, as it does when no person puts the printer out of order.
fn put_out_of_order(code: &str, at: &mut Workplace) {
    let (desk, act) = (&at.counter.desk, ServiceAct::PutOutOfOrder);
    let done = desk.ledger.lock().put_out_of_order(code, desk.clock.now());
    match done {
        Ok(()) => {
            logged(act, Some(code));
            desk.waker.wake();
            at.upkeep.look();
        }
        Err(error) => tracing::error!(%error, ?act, "what a technician did can't be written down"),
    }
}

fn put_in_order(at: &mut Workplace) {
    let desk = &at.counter.desk;
    let (code, done) = {
        let mut ledger = desk.ledger.lock();
        let code = ledger.out_of_order().ok().flatten().map(|out| out.code);
        (code, ledger.put_in_order())
    };
    changed(done, at, ServiceAct::PutInOrder, code.as_deref());
}

/// What a person says of a job that nothing proved.
fn settle(id: JobId, out: bool, at: &Workplace) {
    at.seen(id, out);
    // A technician prints another by another order.
    at.jobs.forget(id);
}

/// The printer's book has changed, or could not be.
fn changed(done: Result<(), LedgerError>, at: &mut Workplace, act: ServiceAct, code: Option<&str>) {
    match done {
        Ok(()) => {
            record(at, act, code);
            at.upkeep.look();
        }
        Err(error) => tracing::error!(%error, ?act, "what a technician did can't be written down"),
    }
}

fn record(at: &Workplace, act: ServiceAct, code: Option<&str>) {
    at.record(&noted(act, code.map(Into::into)));
}

/// An act, as central is told of it; it also stands in the log.
fn noted(act: ServiceAct, code: Option<String>) -> Fact {
    logged(act, code.as_deref());
    Fact::Service(fact::Service { act, code })
}

fn logged(act: ServiceAct, code: Option<&str>) {
    tracing::info!(event = LogEvent::TechnicianActed.name(), ?act, code);
}

fn tell(at: &Workplace, event: service::Event) {
    (at.post)(visit::Event::Service(event));
}
