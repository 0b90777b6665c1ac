//! What takes seconds, on a thread of its own, so that the clerk goes on. Each ends when the printer's driver
//! has answered or stops.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anjungan_printer::command::LogoKey;
use anjungan_printer::driver::{BaudProbe, LogoError, Printer};
use anjungan_wire::fact::ServiceAct;
use jiff::Timestamp;
use jiff::civil::Date;

use super::place::Place;
use crate::journal;
use crate::ledger;
use crate::paper::logo;
use crate::service::logo::{LogoTrouble, WRITES_PER_DAY_MAX};
use crate::service::{self, BaudNews, LogExport, LogoNews, Snapshot};
use crate::sync::Timekeeper;
use crate::sync::engine::Waker;
use crate::terminal::Post;
use crate::terminal::clerk::Workplace;
use crate::visit;
use crate::wording::Code;

/// What an errand takes along.
struct Bag {
    ledger: ledger::Shared,
    clock: Arc<Timekeeper>,
    waker: Waker,
    post: Post,
}

impl Bag {
    fn of(at: &Workplace) -> Self {
        let desk = &at.counter.desk;
        Self {
            ledger: desk.ledger.clone(),
            clock: Arc::clone(&desk.clock),
            waker: desk.waker.clone(),
            post: Arc::clone(&at.post),
        }
    }

    fn tell(&self, event: service::Event) {
        (self.post)(visit::Event::Service(event));
    }

    fn record(&self, act: ServiceAct, code: Option<String>) {
        match self.ledger.lock().record(&super::noted(act, code), self.clock.now()) {
            Ok(_no) => self.waker.wake(),
            Err(error) => tracing::error!(%error, "a fact can't be written down"),
        }
    }
}

/// Runs `errand`; `without` is told where there is no thread for it.
fn send(at: &Workplace, without: service::Event, errand: impl FnOnce(&Bag) + Send + 'static) {
    let bag = Bag::of(at);
    if let Err(error) = std::thread::Builder::new().name("errand".into()).spawn(move || errand(&bag)) {
        tracing::error!(%error, "no thread for what a technician asked");
        (at.post)(visit::Event::Service(without));
    }
}

/// Tries line speeds and tells of each.
pub(super) fn probe_baud(printer: Option<Arc<Printer>>, at: &Workplace) {
    let nothing = service::Event::Baud(BaudNews::Nothing);
    let Some(printer) = printer else {
        return super::tell(at, service::Event::Baud(BaudNews::NotSerial));
    };
    send(at, nothing, move |bag| {
        let mut last = BaudNews::Nothing;
        for news in printer.probe_baud() {
            last = match news {
                BaudProbe::Trying(baud) => {
                    bag.tell(service::Event::Baud(BaudNews::Trying(baud)));
                    continue;
                }
                BaudProbe::Found(baud) => BaudNews::Found(baud),
                BaudProbe::Nothing => BaudNews::Nothing,
                BaudProbe::NotSerial => BaudNews::NotSerial,
            };
        }
        match last {
            BaudNews::Found(baud) => bag.record(ServiceAct::BaudFound, Some(baud.to_string())),
            BaudNews::Nothing => bag.record(ServiceAct::BaudNotFound, Some(Code::BaudNotFound.code().into())),
            BaudNews::Trying(_) | BaudNews::NotSerial => {}
        }
        bag.tell(service::Event::Baud(last));
    });
}

/// Counts, then stores the logo.
pub(super) fn store_logo(printer: Option<Arc<Printer>>, file: Option<PathBuf>, at: &Workplace) {
    let desk = &at.counter.desk;
    let now = Timestamp::from_millisecond(desk.clock.now().wall_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    let (today, width_dots) = (desk.zone.day(now), desk.profile.as_ref().map(|profile| profile.width_dots));
    let not_taken = service::Event::Logo(LogoNews::NotStored(LogoTrouble::NotTaken));
    send(at, not_taken, move |bag| {
        let stored = match (printer, width_dots, file) {
            (None, _, _) | (_, None, _) => Err(LogoTrouble::NoMemory),
            (_, _, None) => Err(LogoTrouble::NoPicture),
            (Some(printer), Some(width_dots), Some(file)) => store(&printer, width_dots, &file, today, bag),
        };
        let (act, code, news) = match stored {
            Ok(()) => (ServiceAct::LogoStored, None, LogoNews::Stored),
            Err(why) => (ServiceAct::LogoNotStored, why.code(), LogoNews::NotStored(why)),
        };
        bag.record(act, code.map(|code| code.code().into()));
        bag.tell(service::Event::Logo(news));
    });
}

fn store(printer: &Printer, width_dots: u16, file: &Path, today: Date, bag: &Bag) -> Result<(), LogoTrouble> {
    let picture = logo::read(file, width_dots)
        .map_err(|why| LogoTrouble::BadPicture(format!("{} {why}", file.display())))?;
    count(today, bag)?;
    match printer.store_logo(LogoKey::FIRST, picture).recv() {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the logo was not stored");
            Err(trouble(error))
        }
        Err(_driver_stopped) => Err(LogoTrouble::NotTaken),
    }
}

/// The write is on disk before it is done, so that a crash can't hide wear.
fn count(today: Date, bag: &Bag) -> Result<(), LogoTrouble> {
    let mut ledger = bag.ledger.lock();
    let counted = ledger.logo_writes(today).and_then(|writes| {
        if writes >= WRITES_PER_DAY_MAX {
            return Ok(false);
        }
        ledger.note_logo_write(today).map(|()| true)
    });
    match counted {
        Ok(true) => Ok(()),
        Ok(false) => Err(LogoTrouble::TooMany),
        Err(error) => {
            tracing::error!(%error, "a logo's write can't be counted, so it is not done");
            Err(LogoTrouble::NotCounted)
        }
    }
}

fn trouble(error: LogoError) -> LogoTrouble {
    match error {
        LogoError::NotSupported | LogoError::NoAnswer => LogoTrouble::NoMemory,
        LogoError::TooLarge { .. } | LogoError::TooWide { .. } | LogoError::NoMemory { .. } => {
            LogoTrouble::TooLarge
        }
        LogoError::Empty => LogoTrouble::BadPicture(error.to_string()),
        LogoError::NotReady(_) | LogoError::NotStored | LogoError::LinkLost => LogoTrouble::NotTaken,
    }
}

/// Writes the log on a stick, with what the machine says of itself before it.
pub(super) fn export_log(place: Place, known: &Snapshot, at: &Workplace) {
    let day = at.counter.desk.zone.day(known.now.unwrap_or(Timestamp::UNIX_EPOCH));
    let facts: String = service::facts_for_the_log(known)
        .iter()
        .map(|(label, value)| format!("{label}: {value}\n"))
        .collect();
    let device = known.device.clone();
    send(at, service::Event::Log(LogExport::NotWritten), move |bag| {
        let done = place.export(&device, day, &facts, &journal::text());
        bag.tell(service::Event::Log(done));
    });
}
