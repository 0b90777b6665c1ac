//! `anjungan selftest`: a technician's check of ledger, spool and printer, without the window.
//!
//! It goes the way of a visitor's ticket: a number from the ledger, a job in it, the spool, the driver. So what it
//! finds is true of the kiosk too, and what an earlier run left undecided is settled first, as the kiosk does it.
//!
//! **Architecture invariant:** one program at a time works with a ledger. The check refuses a folder that a running
//! kiosk holds: its start would settle the jobs of the other.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use anjungan_printer::driver::Printer;
use anjungan_printer::profile::Profile;
use anjungan_printer::transport::Address;
use anjungan_wire::vacancy::{Place, Source, Vacancy, Wage};
use jiff::Timestamp;

use crate::config::{self, Config};
use crate::ledger::{
    self, Actor, Job, JobId, JobKind, JobState, Ledger, LedgerError, NewJob, Paper, Station, TicketNumber,
};
use crate::paper::spool::{News, Spool};
use crate::paper::ticket::{self, Ticket};
use crate::sync::Timekeeper;
use crate::terminal::StartError;
use crate::terminal::alone::Alone;
use crate::wording::{Lang, Zone};

/// How long a printer may take to say how it is.
const GREETING: Duration = Duration::from_secs(3);

/// What the check found, by the process' exit code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// Everything works, as far as this printer can tell. Exit code 0.
    Sound,
    /// The printer is not ready, or a ticket did not come out or may not have. Exit code 4.
    Trouble,
}

impl Verdict {
    /// The process' exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Verdict::Sound => 0,
            Verdict::Trouble => 4,
        }
    }
}

/// Why the check can't be made, in one line for a technician.
#[derive(Debug, thiserror::Error)]
pub enum SelftestError {
    /// A part does not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The ledger does not take a test ticket.
    #[error("{}: {why}", path.display())]
    Ledger {
        /// The file.
        path: PathBuf,
        /// Why.
        why: LedgerError,
    },
    /// The configuration has no `[printer]`.
    #[error(
        "the configuration names no printer: nothing can be printed; add [printer], or leave --tickets out"
    )]
    NoPrinter,
    /// What is printed on the screen can't be written.
    #[error("the report can't be written ({0}): is the pipe still open?")]
    Report(#[from] io::Error),
    /// The spool's thread ended, which only a panic can make it do.
    #[error("the spool ended by itself: the log above says why")]
    SpoolEnded,
}

/// Checks ledger and printer, and prints `tickets` test tickets one after the other. A line of `out` for everything
/// found; the last of a ticket says what became of it: `K07-0042-H printed`.
pub fn run(config: &Config, tickets: u32, out: &mut dyn Write) -> Result<Verdict, SelftestError> {
    let path = config.data.join("ledger.db");
    let clock = Arc::new(Timekeeper::of_this_machine(random()?));
    let _alone = Alone::in_folder(&config.data)?;
    let ledger = open_ledger(&path, &clock, out)?;
    let Some(wanted) = &config.printer else {
        writeln!(out, "printer: none in the configuration")?;
        return if tickets == 0 { Ok(Verdict::Sound) } else { Err(SelftestError::NoPrinter) };
    };
    let (address, profile) = printer_of(wanted)?;
    let printer = Arc::new(Printer::start(address, profile.clone()));
    let ready = greet(&printer);
    let word = printer.status().refusal().map_or("ready".to_owned(), |cause| cause.to_string());
    writeln!(out, "printer: {word} ({} at {})", profile.name, wanted.address)?;

    let (tell, news) = mpsc::channel();
    // Nobody listens any more once the report ended.
    let on_news = Box::new(move |news| drop(tell.send(news)));
    let press = Box::new(Arc::clone(&printer));
    let spool = Spool::start(Station::Tickets, press, ledger.clone(), Arc::clone(&clock), on_news)
        .map_err(|error| StartError::System { what: "thread", why: error.to_string() })?;
    let mut check = Check { ledger, path, spool, news, clock, profile, zone: config.zone, out };
    let mut good = 0;
    for _ in 0..tickets {
        let end = check.ticket(wanted.logo_stored)?;
        if matches!(end, JobState::Printed | JobState::PrintedUnverified) {
            good += 1;
        }
    }
    check.finish()?;
    if tickets == 0 {
        return Ok(if ready { Verdict::Sound } else { Verdict::Trouble });
    }
    writeln!(out, "{good} of {tickets} tickets printed")?;
    // A printer that became ready while a ticket waited for it is ready.
    Ok(if good == tickets { Verdict::Sound } else { Verdict::Trouble })
}

/// Opens the ledger and drops what had not begun; what had, is settled by the spool, which asks the printer first.
fn open_ledger(
    path: &Path,
    clock: &Timekeeper,
    out: &mut dyn Write,
) -> Result<ledger::Shared, SelftestError> {
    let failed = |why| SelftestError::Ledger { path: path.into(), why };
    let mut ledger = Ledger::open(path, random()?).map_err(failed)?;
    let expired = ledger.expire_unbegun(clock.now()).map_err(failed)?;
    let waiting = ledger.waiting().map_err(failed)?;
    let kiosk = ledger.enrolled().map_or("not enrolled".to_owned(), |known| known.kiosk.to_string());
    writeln!(out, "ledger: ready ({kiosk}, {waiting} facts wait for central)")?;
    report_settled(out, &expired)?;
    Ok(ledger.share())
}

fn report_settled(out: &mut dyn Write, settled: &[Job]) -> io::Result<()> {
    settled
        .iter()
        .try_for_each(|job| writeln!(out, "{} of an earlier run: {}", job.number, outcome(job.state)))
}

fn printer_of(wanted: &config::Printer) -> Result<(Address, Profile), StartError> {
    let address =
        wanted.address.parse().map_err(|error| StartError::Config(format!("printer.address: {error}")))?;
    let profile = wanted.profile().map_err(|why| StartError::Config(format!("printer.profile: {why}")))?;
    Ok((address, profile))
}

fn random<const N: usize>() -> Result<[u8; N], SelftestError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| StartError::System { what: "randomness", why: error.to_string() })?;
    Ok(bytes)
}

/// Waits until the printer has said how it is, and says whether it can print.
fn greet(printer: &Printer) -> bool {
    let (tell, news) = mpsc::channel();
    printer.subscribe(Box::new(move |status| {
        // Nobody listens any more once it is ready.
        let _ = tell.send(status.refusal().is_none());
    }));
    let until = Instant::now() + GREETING;
    loop {
        match news.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(true) => return true,
            Ok(false) => {}
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return false,
        }
    }
}

struct Check<'a> {
    ledger: ledger::Shared,
    path: PathBuf,
    spool: Spool,
    news: Receiver<News>,
    clock: Arc<Timekeeper>,
    profile: Profile,
    zone: Zone,
    out: &'a mut dyn Write,
}

impl Check<'_> {
    /// Prints one ticket and reports what becomes of it.
    fn ticket(&mut self, logo_stored: bool) -> Result<JobState, SelftestError> {
        let id = self.queue(logo_stored)?;
        self.spool.queued();
        loop {
            let update = match self.news.recv() {
                Ok(News::Job(update)) if update.id == id => update,
                Ok(News::Job(_)) => continue,
                Ok(News::Recovered(settled)) => {
                    report_settled(self.out, &settled)?;
                    continue;
                }
                Err(mpsc::RecvError) => return Err(SelftestError::SpoolEnded),
            };
            let waits = matches!(update.state, JobState::Blocked(_) | JobState::Suspended(_));
            if waits || update.state.is_settled() {
                writeln!(self.out, "{} {}", update.number, outcome(update.state))?;
            }
            if update.state.is_settled() {
                return Ok(update.state);
            }
        }
    }

    /// Stops the spool and reports what it settled meanwhile.
    fn finish(self) -> Result<(), SelftestError> {
        self.spool.stop();
        while let Ok(news) = self.news.try_recv() {
            if let News::Recovered(settled) = news {
                report_settled(self.out, &settled)?;
            }
        }
        Ok(())
    }

    fn queue(&self, logo_stored: bool) -> Result<JobId, SelftestError> {
        let now = self.clock.now();
        let today = self.zone.day(Timestamp::from_millisecond(now.wall_ms).unwrap_or(Timestamp::UNIX_EPOCH));
        let vacancy = invented(today);
        let mut ledger = self.ledger.lock();
        let (tenant, site) =
            ledger.enrolled().map(|known| (known.tenant.clone(), known.site.clone())).unwrap_or_default();
        let compose = |number: &TicketNumber| -> Paper {
            let ticket = Ticket {
                vacancy: &vacancy,
                number,
                copy: 1,
                lang: Lang::Id,
                tenant: &tenant,
                site: &site,
                printed_at: self.clock.time_of_day(),
                zone: self.zone,
                as_of: None,
                logo_stored,
            };
            ticket::compose(&ticket, &self.profile)
        };
        let new = NewJob {
            kind: JobKind::Test,
            station: Station::Tickets,
            subject: "selftest",
            actor: Actor::Technician,
            visit: None,
        };
        let queued = ledger.queue(new, now, compose);
        Ok(queued.map_err(|why| SelftestError::Ledger { path: self.path.clone(), why })?.id)
    }
}

/// A state and its cause, for a technician: `printed`, `blocked: paper-out`.
fn outcome(state: JobState) -> String {
    match state.cause() {
        Some(cause) => format!("{}: {}", state.as_str(), cause.as_str()),
        None => state.as_str().into(),
    }
}

/// A vacancy that is none and says so, of about the length of a real one.
fn invented(today: jiff::civil::Date) -> Vacancy {
    Vacancy {
        source: Source::Local,
        source_id: "selftest".into(),
        fetched_s: 0,
        title: "CETAK UJI".into(),
        employer: Some("Bukan lowongan".into()),
        sector: None,
        job_function: None,
        place: Place {
            region: "32".parse().expect("a province has two digits"),
            province: "Jawa Barat".into(),
            regency: None,
            district: None,
            address: None,
        },
        wage: Wage::No,
        employment: Default::default(),
        hours: None,
        conditions: None,
        quota: Default::default(),
        opens: today,
        closes: today,
        education: None,
        studies: Vec::new(),
        experience_years: None,
        skills: Vec::new(),
        age: None,
        sex: None,
        open_to_disabled: false,
        description: String::new(),
        requirements: String::new(),
        url: "https://anjungan.invalid/uji".into(),
        flags: Vec::new(),
    }
}
