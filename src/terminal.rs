//! The machine room: starts the parts, carries effects to them and their news back, and stops them.
//!
//! ```text
//!            effects                    ┌ clerk ───── ledger.db ── spool ── printer
//!   screen ───────────► Terminal ───────┤                         └─ spool ── sheet printer
//!      ▲                                ├ worker ──── catalogue.db (reading)
//!      │      events (any thread)       │                  ▲
//!      └────────────────────────────────┴ sync engine ─────┘ (writing) ◄──► central
//! ```
//!
//! **Architecture invariant:** nothing here waits on the caller's thread for a disk, a printer or a
//! network. The screen calls [`Terminal::perform`] and goes on drawing.
//!
//! **Architecture invariant:** no decision about a visit is made here. `crate::visit` decides; this
//! carries.

pub(crate) mod alone;
mod answers;
mod awaited;
mod boot;
mod card;
mod clerk;
mod counter;
mod devices;
mod errands;
mod health;
mod inquiry;
mod jobs;
mod keeper;
mod people;
mod printer;
mod printing;
pub(crate) mod publication;
mod rules;
mod technician;
mod tries;
mod undecided;
mod upkeep;
mod vitals;
mod wish;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Once, PoisonError};

use anjungan_wire::kiosk_config::KioskConfig;
use jiff::Timestamp;

use crate::catalogue::{Catalogue, Reader};
use crate::config::Config;
use crate::device::camera::Source;
use crate::device::machine::RuntimeFolder;
use crate::ledger::{self, Ledger};
use crate::setup::code;
use crate::sync::engine::{Engine, Waker};
use crate::sync::session::{Parts, Settings};
use crate::sync::status::{Standing, SyncStatus};
use crate::sync::{Client, Timekeeper, client};
use crate::visit::{self, Attendance, Effect, Machine, Moment, machine};
use crate::wording::{Outage, Zone};

use alone::Alone;
use answers::Answers;
use awaited::Awaited;
use boot::BootTicket;
use clerk::Clerk;
use devices::Devices;
use inquiry::Study;
use keeper::Keeper;
use printing::Printers;
use publication::Publication;
use rules::Rules;
use technician::{Contact, Technician};
use vitals::Vitals;

/// Takes events from any thread to the screen's. It must return soon.
pub type Post = Arc<dyn Fn(visit::Event) + Send + Sync>;

/// Data older than this are said to be old.
const STALE_AFTER_S: i64 = 26 * 3600;

/// The running parts. Dropping it stops them: first who asks, then the connection, then the clerk, who writes what
/// was ordered and sees the job that is on paper to its end.
pub struct Terminal {
    machine: Machine,
    clock: Arc<Timekeeper>,
    zone: Zone,
    // In the order in which they are dropped: first who asks, then who is asked.
    answers: Answers,
    devices: Devices,
    engine: Engine,
    clerk: Clerk,
    rules: Rules,
    scanner_types: bool,
    attendance: errands::Attended,
    vitals: Option<Vitals>,
    keeper: Keeper,
    _printers: Printers,
    _alone: Alone,
}

/// What the machine around the terminal is, beyond its configuration.
#[derive(Default)]
pub struct Surroundings {
    /// Looked through where the configuration names no camera: the demonstration has a drawn one.
    pub eye: Option<Box<dyn Source>>,
    /// Where the machine's own units are told how this program is, and asked for updates and restarts. `None`: there are
    /// none.
    pub runtime: Option<RuntimeFolder>,
}

/// Why the terminal can't start, in one line for a technician. Each says its cause itself, so none is the
/// `source` of another: printed with their sources, causes would stand there twice.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A folder that can't be made.
    #[error("{}: cannot be made ({why}): check the path `data` and its permissions", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        why: std::io::Error,
    },
    /// Another program works with it.
    #[error("{}: another anjungan works with this folder: stop it first", path.display())]
    FolderInUse {
        /// The folder.
        path: PathBuf,
    },
    /// The precious database.
    #[error("{}: {why}", path.display())]
    Ledger {
        /// The file.
        path: PathBuf,
        /// Why.
        why: ledger::LedgerError,
    },
    /// The disposable database, which could not even be made anew.
    #[error("{}: {why}", path.display())]
    Catalogue {
        /// The file.
        path: PathBuf,
        /// Why.
        why: crate::catalogue::OpenError,
    },
    /// The configuration names no usable printer or central.
    #[error("{0}")]
    Config(String),
    /// The system is out of threads or randomness.
    #[error("the system gives no {what} ({why}): restart the machine")]
    System {
        /// What was asked for.
        what: &'static str,
        /// What it said.
        why: String,
    },
}

impl Terminal {
    /// Starts everything, and asks what the first screen shows. `post` gets the events; the first may come
    /// before this returns.
    pub fn start(config: &Config, post: Post) -> Result<Self, StartError> {
        Self::start_in(config, Surroundings::default(), post)
    }

    /// As [`Terminal::start`], on a machine with these surroundings.
    pub fn start_in(config: &Config, surroundings: Surroundings, post: Post) -> Result<Self, StartError> {
        let Surroundings { eye, runtime } = surroundings;
        let folder = &config.data;
        let alone = Alone::in_folder(folder)?;
        let clock = Arc::new(Timekeeper::of_this_machine(random()?));
        let zone = config.zone;

        let ledger = open_ledger(folder, &clock)?;
        let path = folder.join("catalogue.db");
        let catalogue =
            Catalogue::open(&path).map_err(|why| StartError::Catalogue { path: path.clone(), why })?;

        let (rules, awaited) = (Rules::read(&path), Awaited::default());
        let mut machine = machine_of(config, &ledger, &path, &clock, zone);
        machine.office = rules.office();
        let mut publication = Publication::new(&path, folder, config.screen.size_px);
        machine.published = publication.read(ledger.lock().enrolled(), machine.now);
        // One that types can't be seen; one on a line says so when it is there.
        let scanner_types = config.scanner.as_ref().is_some_and(|scanner| scanner.line() == Ok(None));
        machine.scanner = scanner_types;
        let printers = Printers::start(config)?;
        let contact = Arc::new(Contact::default());
        let boot = Arc::new(BootTicket::default());
        let told = Listeners {
            boot: Arc::clone(&boot),
            contact: Arc::clone(&contact),
            rules: rules.clone(),
            awaited: awaited.clone(),
            publication: Mutex::new(publication),
            post: Arc::clone(&post),
            vitals: None,
        };
        let attendance = errands::Attended::default();
        let vitals = runtime.clone().map(|runtime| Vitals::start(runtime, &ledger, &clock, &printers));
        let vitals = vitals.transpose().map_err(no_thread)?;
        let told = Listeners { vitals: vitals.as_ref().map(Vitals::listener), ..told };
        let errands = errands::Machine {
            programs: config.programs.clone(),
            zone,
            data: folder.clone(),
            ledger: ledger.clone(),
            printer: printers.tickets.clone(),
            attendance: attendance.clone(),
            runtime,
            wish: wish::Wish::read(folder),
        };
        let engine = start_engine(config, &ledger, catalogue, &clock, &printers, errands, told)?;
        // Not the kiosk's code, which a reinstalled kiosk keeps while its jobs count from 1 again.
        let stream = ledger.lock().stream().to_string();
        let presses = printers.presses(&stream, &post);
        let desk = clerk::Desk {
            ledger,
            catalogue: path.clone(),
            clock: Arc::clone(&clock),
            zone,
            profile: printers.profile.clone(),
            logo_stored: config.printer.as_ref().is_some_and(|printer| printer.logo_stored),
            waker: engine.waker(),
            rules: rules.clone(),
            awaited,
        };
        let study = Study {
            client: client_of(config, &desk.ledger, &clock, client::Waits::VISIT)?,
            catalogue: path.clone(),
            data: folder.clone(),
            ledger: desk.ledger.clone(),
            clock: Arc::clone(&clock),
            rules: rules.clone(),
            waker: engine.waker(),
            contact: Arc::clone(&contact),
        };
        let technician = Technician::start(config, &printers, contact, &post)?;
        let clerk = Clerk::start(desk, presses, technician, study, Arc::clone(&post)).map_err(no_thread)?;
        boot.printed_by(clerk.boot_ticket());
        let devices = Devices::start(config, eye, &rules, &post)?;
        let answered = keeper::Answered::default();
        let keeper = Keeper::start(path.clone(), answered.clone()).map_err(no_thread)?;
        let answers = Answers::start(path, answered, post).map_err(no_thread)?;
        let terminal = Self {
            machine,
            clock,
            zone,
            answers,
            devices,
            engine,
            clerk,
            rules,
            scanner_types,
            attendance,
            vitals,
            keeper,
            _printers: printers,
            _alone: alone,
        };
        terminal.perform(visit::start(&visit::State::new(terminal.machine())));
        Ok(terminal)
    }

    /// What is known of the machine before any news.
    pub fn machine(&self) -> Machine {
        self.machine.clone()
    }

    /// A clock that only goes forward.
    pub fn moment(&self) -> Moment {
        Moment(self.clock.now().mono_ms)
    }

    /// The time of day, as well as it is known.
    pub fn timestamp(&self) -> Timestamp {
        Timestamp::from_millisecond(self.clock.now().wall_ms).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Whether [`Terminal::timestamp`] may be shown: until the clock is set it is the earliest that it can be.
    pub fn clock_is_set(&self) -> bool {
        self.clock.is_set()
    }

    /// Whether the scanner pretends to be a keyboard.
    pub fn scanner_types(&self) -> bool {
        self.scanner_types
    }

    /// What a scanner read that pretends to be a keyboard.
    pub fn scanned(&self, text: &str) -> visit::Event {
        devices::scanned(text, &self.rules)
    }

    /// Asks central now, whatever was planned.
    pub fn waker(&self) -> Waker {
        self.engine.waker()
    }

    /// Who needs the machine now: what the office asks for may wait until nobody does.
    pub fn attended(&self, attendance: Attendance) {
        if self.attendance.set(attendance) != attendance
            && let Some(vitals) = &self.vitals
        {
            vitals.attended(attendance);
        }
    }

    /// Visitors see the first screen.
    pub fn frame_drawn(&self) {
        if let Some(vitals) = &self.vitals {
            vitals.frame_drawn();
        }
    }

    /// Carries effects to whoever does them.
    pub fn perform(&self, effects: Vec<Effect>) {
        let today = self.zone.day(self.timestamp());
        for effect in effects {
            match effect {
                Effect::Search { .. }
                | Effect::Widen { .. }
                | Effect::Counts { .. }
                | Effect::Places { .. }
                | Effect::OpenVacancy { .. }
                | Effect::NearCount { .. }
                | Effect::EmployerCount { .. } => self.answers.ask(effect, today),
                Effect::Print { .. }
                | Effect::CancelPrint { .. }
                | Effect::Reprint { .. }
                | Effect::TicketSeen { .. }
                | Effect::UndecidedSeen { .. }
                | Effect::ReprintUndecided { .. }
                | Effect::Submit { .. }
                | Effect::PrintSlip { .. }
                | Effect::LookUp { .. }
                | Effect::Mend { .. }
                | Effect::Report { .. }
                | Effect::PrintCard { .. }
                | Effect::CheckRevoked { .. }
                | Effect::TryHelper { .. }
                | Effect::Service(_)
                | Effect::Record(_) => self.clerk.order(effect),
                // Until there is one.
                Effect::Camera(order) => self.devices.camera.order(order),
            }
        }
    }

    /// Stops everything, after what is being written was written. A request to central that is under way is not
    /// waited for longer than a second.
    pub fn stop(self) {
        let Self {
            answers,
            devices,
            engine,
            clerk,
            _printers: printers,
            _alone: alone,
            rules: _,
            scanner_types: _,
            attendance: _,
            vitals,
            keeper,
            machine: _,
            clock: _,
            zone: _,
        } = self;
        drop(devices);
        drop((vitals, keeper));
        drop(answers);
        if !engine.stop() {
            tracing::info!("a request to central was cut short; what it carried is kept and sent again");
        }
        drop(clerk);
        drop(printers);
        drop(alone);
    }
}

/// A kiosk's data folder, opened for what it must not lose. What had not begun to print when the program
/// last stopped is over, so that nothing prints later to a stranger; what had is settled by the spools.
fn open_ledger(folder: &Path, clock: &Timekeeper) -> Result<ledger::Shared, StartError> {
    let path = folder.join("ledger.db");
    let failed = |why| StartError::Ledger { path: path.clone(), why };
    let mut ledger = Ledger::open(&path, random()?).map_err(failed)?;
    for job in ledger.expire_unbegun(clock.now()).map_err(failed)? {
        tracing::warn!(job = %job.id, "a print job that had not begun when the program stopped is over");
    }
    Ok(ledger.share())
}

fn machine_of(
    config: &Config,
    ledger: &ledger::Shared,
    catalogue: &Path,
    clock: &Timekeeper,
    zone: Zone,
) -> Machine {
    let mut machine = match ledger.lock().enrolled() {
        Some(known) => Machine::new(&known.tenant, &known.site, known.kiosk.clone(), known.region.clone()),
        None => Machine::nameless(),
    };
    machine.zone = zone;
    machine.survey = config.survey;
    machine.timing.idle_ms = u64::from(config.idle.warn_after_s) * 1000;
    machine.timing.warning_ms = u64::from(config.idle.countdown_s) * 1000;
    machine.now = Timestamp::from_millisecond(clock.now().wall_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    machine.clock_unset = !clock.is_set();
    machine.data_as_of = data_as_of(catalogue);
    machine.stale = is_stale(machine.data_as_of, clock);
    printing::before_any_news(&mut machine, config, &ledger.lock());
    machine
}

/// What the machine's own file says of what an office may decide.
fn own_settings(config: &Config) -> machine::Settings {
    machine::Settings {
        idle_ms: u64::from(config.idle.warn_after_s) * 1000,
        warning_ms: u64::from(config.idle.countdown_s) * 1000,
        survey: config.survey,
        ..machine::Settings::default()
    }
}

fn start_engine(
    config: &Config,
    ledger: &ledger::Shared,
    catalogue: Catalogue,
    clock: &Arc<Timekeeper>,
    printers: &Printers,
    errands: errands::Machine,
    listeners: Listeners,
) -> Result<Engine, StartError> {
    let client = client_of(config, ledger, clock, client::Waits::default())?;
    let settings = Settings {
        beat_every: std::time::Duration::from_secs(60),
        enrol_code: config.central.enrolment_code.clone().or_else(|| code::read(&config.data)),
        machine: health::machine_name(),
        folder: config.data.clone(),
    };
    let path = config.data.join("catalogue.db");
    let in_force = Arc::new(AtomicU64::new(0));
    let health =
        health::Probe::new(config.data.clone(), ledger.clone(), Arc::clone(clock), printers, &in_force);
    let own = own_settings(config);
    let parts = Parts {
        client,
        ledger: ledger.clone(),
        replica: catalogue,
        clock: Arc::clone(clock),
        health: Box::new(move || health.now()),
        errands: Box::new(errands),
        random: Box::new(uniform),
        stopping: Box::new(|| false),
    };
    let (known, clock) = (ledger.clone(), Arc::clone(clock));
    let (fingerprint_logged, code_removed) = (Once::new(), Once::new());
    let data = config.data.clone();
    let news = move |status: SyncStatus| {
        if let Standing::NotAccepted { words } = &status.standing {
            fingerprint_logged.call_once(|| {
                tracing::info!(fingerprint = words.join(" "), "waiting until central accepts this key");
            });
        }
        if known.lock().enrolled().is_some() {
            code_removed.call_once(|| code::remove(&data));
        }
        listeners.boot.heard(&status);
        listeners.contact.heard(&status);
        if let Some(vitals) = &listeners.vitals {
            vitals.heard(&status);
        }
        listeners.rules.look_again(status.office_generation, &path, &listeners.post);
        in_force.store(status.config_generation, Ordering::Relaxed);
        (listeners.post)(visit::Event::Machine(decided(status.config.as_deref(), &own)));
        tell(&status, &known, &path, &clock, &listeners.post);
        listeners.look_again(status.config.as_deref(), &known, &clock);
        let position = known.lock().position();
        match position {
            Ok(position) => {
                let at = Timestamp::from_millisecond(clock.now().wall_ms).unwrap_or(Timestamp::UNIX_EPOCH);
                listeners.awaited.acknowledged(position.acked, at, &listeners.post);
            }
            Err(error) => tracing::error!(%error, "what central has can't be looked up"),
        }
    };
    let listener = client_of(config, ledger, &parts.clock, client::Waits::HELD)?;
    Engine::start_listening(settings, listener, |stopping| Parts { stopping, ..parts }, Box::new(news))
        .map_err(no_thread)
}

fn client_of(
    config: &Config,
    ledger: &ledger::Shared,
    clock: &Arc<Timekeeper>,
    waits: client::Waits,
) -> Result<Client, StartError> {
    let key = ledger.lock().keyring();
    Client::new(&config.central.url, key, Arc::clone(clock), waits)
        .map_err(|error| StartError::Config(format!("central.url: {error}")))
}

/// Who is told after a round with central.
struct Listeners {
    boot: Arc<BootTicket>,
    contact: Arc<Contact>,
    rules: Rules,
    awaited: Awaited,
    publication: Mutex<Publication>,
    post: Post,
    vitals: Option<vitals::Listener>,
}

impl Listeners {
    /// What is published may have changed, and another kiosk's name or place may be meant.
    fn look_again(&self, config: Option<&KioskConfig>, ledger: &ledger::Shared, clock: &Timekeeper) {
        let now = Timestamp::from_millisecond(clock.now().wall_ms).unwrap_or(Timestamp::UNIX_EPOCH);
        let enrolled = ledger.lock().enrolled().cloned();
        let mut publication = self.publication.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(config) = config {
            publication.tagged(&config.tags);
        }
        publication.look_again(enrolled.as_ref(), now, &self.post);
    }
}

/// What the screen must know after a round with central.
fn tell(status: &SyncStatus, ledger: &ledger::Shared, catalogue: &Path, clock: &Timekeeper, post: &Post) {
    let say = |event| post(visit::Event::Machine(event));
    let enrolled = ledger.lock().enrolled().cloned();
    if let Some(known) = &enrolled {
        say(machine::Event::Identity {
            tenant: known.tenant.clone(),
            site: known.site.clone(),
            kiosk: known.kiosk.clone(),
            region: known.region.clone(),
        });
    }
    say(machine::Event::Offline(!status.online));
    say(machine::Event::OfflineCause(status.offline));
    let as_of = data_as_of(catalogue);
    say(machine::Event::Data { as_of, stale: is_stale(as_of, clock) });
    let suspended = status.config.as_ref().is_some_and(|config| config.suspended.is_some());
    let outage = outage(&status.standing, enrolled.is_some(), as_of.is_some());
    say(machine::Event::Outage(outage.or(suspended.then_some(Outage::SwitchedOff))));
}

/// What the office decided, and where it decided nothing what the machine's own file says.
fn decided(config: Option<&KioskConfig>, own: &machine::Settings) -> machine::Event {
    let ms = |told: Option<u32>, own: u64| told.map_or(own, |seconds| u64::from(seconds) * 1000);
    let settings = match config {
        None => own.clone(),
        Some(config) => machine::Settings {
            idle_ms: ms(config.idle_warn_after_s, own.idle_ms),
            warning_ms: ms(config.idle_countdown_s, own.warning_ms),
            survey_ms: ms(config.survey_silence_s, own.survey_ms),
            survey: config.survey.unwrap_or(own.survey),
            tickets_per_visit_max: config.tickets_per_visit_max.unwrap_or(own.tickets_per_visit_max),
            tickets_per_day_max: config.tickets_per_day_max.or(own.tickets_per_day_max),
            suspended: config.suspended.clone().map(Arc::new),
            language: config.language.unwrap_or(own.language),
            tiles_hidden: config.tiles_hidden.clone(),
            quiet: config.quiet,
            hours: config.opening_hours.clone(),
        },
    };
    machine::Event::Settings(Arc::new(settings))
}

/// Whether nobody can be served. A terminal that central refuses today still shows what it has.
fn outage(standing: &Standing, enrolled: bool, has_data: bool) -> Option<Outage> {
    match standing {
        _ if has_data && enrolled => None,
        Standing::NotAccepted { words } => Some(Outage::NotAccepted { words: *words }),
        Standing::Refused { .. } => Some(Outage::Refused),
        // An enrolled terminal stands so until its first round.
        Standing::NotEnrolled { .. }
        | Standing::Accepted
        | Standing::Conflict { .. }
        | Standing::LedgerWentBack { .. }
            if enrolled =>
        {
            Some(Outage::NoData)
        }
        Standing::NotEnrolled { refused: Some(_) } => Some(Outage::CodeRefused),
        Standing::NotEnrolled { refused: None }
        | Standing::Accepted
        | Standing::Conflict { .. }
        | Standing::LedgerWentBack { .. } => Some(Outage::NotEnrolled),
    }
}

fn data_as_of(catalogue: &Path) -> Option<Timestamp> {
    let seconds = Reader::open(catalogue).and_then(|reader| reader.as_of()).unwrap_or_else(|error| {
        tracing::warn!(%error, "the age of the data can't be read");
        None
    });
    seconds.and_then(|s| Timestamp::from_second(s).ok())
}

fn is_stale(as_of: Option<Timestamp>, clock: &Timekeeper) -> bool {
    as_of.is_some_and(|at| clock.now_s() - at.as_second() > STALE_AFTER_S)
}

fn random<const N: usize>() -> Result<[u8; N], StartError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)
        .map_err(|error| StartError::System { what: "randomness", why: error.to_string() })?;
    Ok(bytes)
}

/// Uniform in 0 to 1, for waits that must not fall together across a fleet. Without randomness: the middle.
fn uniform() -> f64 {
    getrandom::u32().map_or(0.5, |bits| f64::from(bits) / f64::from(u32::MAX))
}

fn no_thread(error: std::io::Error) -> StartError {
    StartError::System { what: "thread", why: error.to_string() }
}

#[cfg(test)]
mod tests {
    use anjungan_wire::kiosk_config::{HoursChoice, QuietHours, TileName};
    use anjungan_wire::request::RefusalCode;

    use super::*;
    use crate::wording::Lang;

    const WORDS: [&str; 4] = ["kijang", "petai", "kolam", "bulan"];

    #[test]
    fn a_terminal_without_data_says_what_it_waits_for() {
        let refused = |refused| Standing::NotEnrolled { refused };
        let revoked = Standing::Refused { code: RefusalCode::Revoked, say: String::new() };
        let cases = [
            (refused(None), false, Outage::NotEnrolled),
            (refused(Some("unknown code".into())), false, Outage::CodeRefused),
            (refused(None), true, Outage::NoData),
            (Standing::NotAccepted { words: WORDS }, true, Outage::NotAccepted { words: WORDS }),
            (revoked, true, Outage::Refused),
            (Standing::Accepted, true, Outage::NoData),
            (Standing::Accepted, false, Outage::NotEnrolled),
        ];
        for (standing, enrolled, expected) in cases {
            assert_eq!(outage(&standing, enrolled, false), Some(expected), "{standing:?}");
        }
    }

    #[test]
    fn what_the_office_does_not_decide_is_as_the_machines_own_file_says() {
        let own = machine::Settings {
            idle_ms: 50_000,
            warning_ms: 15_000,
            survey: true,
            ..machine::Settings::default()
        };
        let told = |settings| machine::Event::Settings(Arc::new(settings));
        assert_eq!(decided(None, &own), told(own.clone()));
        let undecided = KioskConfig::undecided("K07".parse().unwrap(), [1; 32]);
        assert_eq!(decided(Some(&undecided), &own), told(own.clone()));
        let quiet = QuietHours { from: jiff::civil::time(21, 0, 0, 0), to: jiff::civil::time(6, 0, 0, 0) };
        let config = KioskConfig {
            idle_warn_after_s: Some(90),
            tickets_per_visit_max: Some(2),
            tickets_per_day_max: Some(300),
            tiles_hidden: vec![TileName::Fairs],
            quiet: Some(quiet),
            language: Some(Lang::En),
            survey: Some(false),
            survey_silence_s: Some(40),
            opening_hours: HoursChoice::Hidden,
            ..undecided
        };
        let settings = machine::Settings {
            idle_ms: 90_000,
            survey_ms: 40_000,
            survey: false,
            tickets_per_visit_max: 2,
            tickets_per_day_max: Some(300),
            language: Lang::En,
            tiles_hidden: vec![TileName::Fairs],
            quiet: Some(quiet),
            hours: HoursChoice::Hidden,
            ..own.clone()
        };
        assert_eq!(decided(Some(&config), &own), told(settings));
    }

    #[test]
    fn a_terminal_with_data_serves_however_it_stands() {
        for standing in [
            Standing::NotAccepted { words: WORDS },
            Standing::Refused { code: RefusalCode::Clock, say: String::new() },
            Standing::Conflict { no: 7 },
        ] {
            assert_eq!(outage(&standing, true, true), None, "{standing:?}");
        }
    }
}
