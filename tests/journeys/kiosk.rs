//! A whole kiosk with its central and its printer, in a folder of its own.

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anjungan::config::{self, Config};
use anjungan::screen::{Mailbox, Screen};
use anjungan::sync::engine::Waker;
use anjungan::terminal::Terminal;
use anjungan::wording::Zone;
use anjungan_central::demonstration;
use anjungan_ui::App;
use i_slint_backend_testing::{TestingBackend, TestingBackendOptions, mock_elapsed_time};
use rusqlite::{Connection, OpenFlags};
use slint::{ComponentHandle, PhysicalSize};
use tempfile::TempDir;

use crate::office::Office;
use crate::press::{PROFILE, Press};
use crate::scanner::Scanner;

/// Nothing takes longer, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(40);
/// Between two looks at whether something has happened.
const LOOK_AGAIN: Duration = Duration::from_millis(3);
/// How much of Slint's time passes between two looks: motion takes at most 200 ms of it.
const MOTION: Duration = Duration::from_millis(100);

/// Which printer a kiosk has.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Printing {
    /// One that is plugged in.
    Ready,
    /// One in the configuration only.
    Unplugged,
    /// None.
    Never,
}

/// What is not the kiosk's own, where it is in another process: this one holds the terminal and its window alone.
pub struct House {
    /// The terminal's data go below it, and the printer is a link in it.
    pub folder: PathBuf,
    /// Of central.
    pub central: SocketAddr,
    pub enrolment_code: String,
    /// The scanner's address.
    pub scanner: String,
}

/// How a kiosk is set up.
pub struct Plan {
    house: Option<House>,
    printing: Printing,
    desk: bool,
    /// A scanner on a serial line.
    line: bool,
    sheets: Option<String>,
    idle: config::Idle,
    survey: bool,
    enrolment_code: Option<String>,
    scanner: Option<config::Scanner>,
}

impl Plan {
    pub fn printing(self, printing: Printing) -> Self {
        Self { printing, ..self }
    }

    /// Of an office that issues cards, and holds applications in every stage.
    pub fn desk(self) -> Self {
        Self { desk: true, ..self }
    }

    /// In this house.
    pub fn house(self, house: House) -> Self {
        Self { house: Some(house), ..self }
    }

    /// With a scanner on a serial line.
    pub fn scanner(self) -> Self {
        Self { line: true, ..self }
    }

    /// With the printer of sheets at this address.
    pub fn sheets(self, uri: String) -> Self {
        Self { sheets: Some(uri), ..self }
    }

    /// Shorter than a configuration file may ask for.
    pub fn idle(self, warn_after_s: u32, countdown_s: u32) -> Self {
        Self { idle: config::Idle { warn_after_s, countdown_s }, ..self }
    }

    /// Whoever used a service is asked how it was.
    pub fn survey(self) -> Self {
        Self { survey: true, ..self }
    }

    /// With a scanner that pretends to be a keyboard.
    pub fn scanner_that_types(self) -> Self {
        Self { scanner: Some(config::Scanner { address: "keyboard".into() }), ..self }
    }

    /// With this code instead of the one that central gave out.
    pub fn enrolment_code(self, code: &str) -> Self {
        Self { enrolment_code: Some(code.into()), ..self }
    }

    /// Starts everything, and waits until all that was planned is there.
    pub fn open(self) -> Kiosk {
        let (printing, desk) = (self.printing, self.desk);
        let kiosk = self.switch_on();
        kiosk.until("vacancies on the attract screen", |kiosk| {
            kiosk.shows("lowongan kerja di Kab.\u{a0}Bekasi")
        });
        if printing == Printing::Ready {
            kiosk.until("a printer that is ready", |kiosk| !kiosk.printer_is_down());
        }
        if desk {
            kiosk.wait_for_the_desk();
        }
        kiosk
    }

    /// Starts everything.
    pub fn switch_on(self) -> Kiosk {
        let own = tempfile::tempdir().unwrap();
        let elsewhere = self.house.is_some();
        let dir = self.house.as_ref().map_or(own.path(), |house| &house.folder).to_path_buf();
        let link = dir.join("printer");
        let (mut office, code) = match &self.house {
            Some(house) => (Office::elsewhere(house.central), house.enrolment_code.clone()),
            None => Office::open(dir.join("central")),
        };
        if self.desk && !elsewhere {
            office.opens_its_desk();
        }
        let scanner = self.line.then(Scanner::plug_in);
        let reads = self.house.map(|house| house.scanner).or(scanner.as_ref().map(Scanner::address));
        let press = (self.printing == Printing::Ready && !elsewhere).then(|| Press::plug_in(&link));
        let config = Config {
            data: dir.join("terminal"),
            central: config::Central {
                url: office.url(),
                enrolment_code: Some(self.enrolment_code.unwrap_or(code)),
            },
            printer: (self.printing != Printing::Never).then(|| config::Printer {
                address: format!("serial:{}?baud=115200", link.display()),
                profile: PROFILE.into(),
                ..config::Printer::default()
            }),
            sheet_printer: self.sheets.map(|uri| config::SheetPrinter { uri }),
            scanner: reads.map(|address| config::Scanner { address }).or(self.scanner),
            camera: None,
            service: config::Service::default(),
            screen: config::Screen::default(),
            idle: self.idle,
            survey: self.survey,
            programs: config::Programs::default(),
            update: config::Update::default(),
            clock: config::Clock::default(),
            zone: Zone::default(),
        };

        // One kiosk a test: a thread can have one platform.
        let platform = TestingBackend::new(TestingBackendOptions {
            mock_time: true,
            threading: false,
            renderer_name: Some("software".into()),
        });
        slint::platform::set_platform(Box::new(platform)).unwrap();
        let mailbox = Mailbox::open(config.screen.px_per_mm).unwrap();
        let terminal = Terminal::start(&config, mailbox.post()).unwrap();
        let waker = terminal.waker();
        let screen = Screen::connect(mailbox, terminal);
        screen.app().show().unwrap();
        screen.app().window().set_size(PhysicalSize::new(1080, 1920));
        Kiosk {
            screen,
            waker,
            config,
            press,
            scanner,
            office,
            touches: Cell::default(),
            forbidden: RefCell::default(),
            _dir: own,
        }
    }
}

/// The kiosk. What it is made of is dropped in the order in which it depends on each other.
pub struct Kiosk {
    screen: Rc<Screen>,
    waker: Waker,
    config: Config,
    press: Option<Press>,
    scanner: Option<Scanner>,
    pub office: Office,
    pub touches: Cell<u32>,
    forbidden: RefCell<Vec<String>>,
    _dir: TempDir,
}

impl Kiosk {
    /// A kiosk as it stands in a hall; nobody is hurried.
    pub fn plan() -> Plan {
        let idle = config::Idle { warn_after_s: 600, countdown_s: 60 };
        let printing = Printing::Ready;
        Plan {
            house: None,
            printing,
            desk: false,
            line: false,
            sheets: None,
            idle,
            survey: false,
            enrolment_code: None,
            scanner: None,
        }
    }

    pub fn open() -> Self {
        Self::plan().open()
    }

    pub fn app(&self) -> &App {
        self.screen.app()
    }

    pub fn press(&self) -> &Press {
        self.press.as_ref().expect("this kiosk has a printer")
    }

    /// Holds a code to the scanner.
    pub fn scan(&self, text: &str) {
        self.scanner.as_ref().expect("this kiosk has a scanner").read(text);
    }

    /// Until the applications that the office holds can be looked up here.
    fn wait_for_the_desk(&self) {
        let rows = "SELECT count(*) FROM row JOIN shelf ON shelf.no = row.shelf WHERE scope LIKE 'cards@%'";
        let path = self.config.data.join("catalogue.db");
        let held = demonstration::office::PEOPLE_COUNT;
        self.until("the office's applications", |_| {
            let catalogue = Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
            catalogue.query_row(rows, [], |row| row.get(0)).is_ok_and(|rows: usize| rows >= held)
        });
    }

    /// How many facts of this kind the terminal has ever written down.
    pub fn stored(&self, kind: &str) -> u32 {
        let ledger = Connection::open_with_flags(self.ledger(), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
        ledger.query_row("SELECT count(*) FROM outbox WHERE kind = ?1", [kind], |row| row.get(0)).unwrap()
    }

    /// `ledger.db` of the terminal.
    pub fn ledger(&self) -> PathBuf {
        self.config.data.join("ledger.db")
    }

    /// Makes the terminal talk to central now.
    pub fn wake_sync(&self) {
        self.waker.wake();
    }

    /// From here on the screens must never say this, at no moment that is looked at.
    pub fn never_says(&self, text: &str) {
        self.forbidden.borrow_mut().push(text.to_lowercase());
    }

    /// From here on the screens may say anything.
    pub fn allow_all(&self) {
        self.forbidden.borrow_mut().clear();
    }

    /// Whether the screens take the printer for unable.
    pub fn printer_is_down(&self) -> bool {
        !self.screen.view().kiosk.printer_ready
    }

    /// Ends the visit and stops the parts, as when the machine is shut down.
    pub fn shut_down(&self) {
        self.screen.stop();
    }

    /// What arrived, timers, a little of every motion.
    pub fn live(&self) {
        self.screen.take_news();
        mock_elapsed_time(MOTION);
        for forbidden in &*self.forbidden.borrow() {
            let said = self.texts().into_iter().find(|text| text.to_lowercase().contains(forbidden));
            assert_eq!(said, None, "the screen must not say {forbidden:?}");
        }
    }

    /// Lets the kiosk live until `done`.
    pub fn until(&self, what: &str, mut done: impl FnMut(&Self) -> bool) {
        let begun = Instant::now();
        loop {
            self.live();
            if done(self) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}; there is {:#?}", self.texts());
            std::thread::sleep(LOOK_AGAIN);
        }
    }
}

impl Drop for Kiosk {
    fn drop(&mut self) {
        self.screen.stop();
    }
}
