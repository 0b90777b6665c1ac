//! A whole kiosk with its central and its printer, in a folder of its own.

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use anjungan::config::{self, Config};
use anjungan::screen::{Mailbox, Screen};
use anjungan::sync::engine::Waker;
use anjungan::terminal::Terminal;
use anjungan::wording::Zone;
use anjungan_ui::App;
use i_slint_backend_testing::{TestingBackend, TestingBackendOptions, mock_elapsed_time};
use slint::{ComponentHandle, PhysicalSize};
use tempfile::TempDir;

use crate::office::Office;
use crate::press::{PROFILE, Press};

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

/// How a kiosk is set up.
pub struct Plan {
    printing: Printing,
    idle: config::Idle,
    enrolment_code: Option<String>,
    scanner: Option<config::Scanner>,
}

impl Plan {
    pub fn printing(self, printing: Printing) -> Self {
        Self { printing, ..self }
    }

    /// Shorter than a configuration file may ask for.
    pub fn idle(self, warn_after_s: u32, countdown_s: u32) -> Self {
        Self { idle: config::Idle { warn_after_s, countdown_s }, ..self }
    }

    /// With a scanner that pretends to be a keyboard.
    pub fn scanner_that_types(self) -> Self {
        Self { scanner: Some(config::Scanner { address: "keyboard".into() }), ..self }
    }

    /// With this code instead of the one that central gave out.
    pub fn enrolment_code(self, code: &str) -> Self {
        Self { enrolment_code: Some(code.into()), ..self }
    }

    /// Starts everything, and waits until vacancies and printer are there.
    pub fn open(self) -> Kiosk {
        let printing = self.printing;
        let kiosk = self.switch_on();
        kiosk.until("vacancies on the attract screen", |kiosk| {
            kiosk.shows("lowongan kerja di Kab.\u{a0}Bekasi")
        });
        if printing == Printing::Ready {
            kiosk.until("a printer that is ready", |kiosk| !kiosk.printer_is_down());
        }
        kiosk
    }

    /// Starts everything.
    pub fn switch_on(self) -> Kiosk {
        let dir = tempfile::tempdir().unwrap();
        let link = dir.path().join("printer");
        let (office, code) = Office::open(dir.path().join("central"));
        let press = (self.printing == Printing::Ready).then(|| Press::plug_in(&link));
        let config = Config {
            data: dir.path().join("terminal"),
            central: config::Central {
                url: office.url(),
                enrolment_code: Some(self.enrolment_code.unwrap_or(code)),
            },
            printer: (self.printing != Printing::Never).then(|| config::Printer {
                address: format!("serial:{}?baud=115200", link.display()),
                profile: PROFILE.into(),
                ..config::Printer::default()
            }),
            sheet_printer: None,
            scanner: self.scanner,
            camera: None,
            service: config::Service::default(),
            screen: config::Screen::default(),
            idle: self.idle,
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
            office,
            touches: Cell::default(),
            forbidden: RefCell::default(),
            _dir: dir,
        }
    }
}

/// The kiosk. What it is made of is dropped in the order in which it depends on each other.
pub struct Kiosk {
    screen: Rc<Screen>,
    waker: Waker,
    config: Config,
    press: Option<Press>,
    pub office: Office,
    pub touches: Cell<u32>,
    forbidden: RefCell<Vec<String>>,
    _dir: TempDir,
}

impl Kiosk {
    /// A kiosk as it stands in a hall; nobody is hurried.
    pub fn plan() -> Plan {
        let idle = config::Idle { warn_after_s: 600, countdown_s: 60 };
        Plan { printing: Printing::Ready, idle, enrolment_code: None, scanner: None }
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
