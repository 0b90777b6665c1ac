//! A technician at a whole terminal: real threads, real driver, a printer made of software, and nobody at
//! central's address.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::{Fault, Setup, VirtualPrinter};
use anjungan_wire::fact::{Service, ServiceAct};
use anjungan_wire::op::OpKind;
use anjungan_wire::request::Enrolled;

use crate::config::{self, Config};
use crate::ledger::{JobState, Ledger, tests::central_key, tests::enrolled_ledger};
use crate::service::view::{MenuView, StepView};
use crate::service::{self, Picture, Pin};
use crate::terminal::Terminal;
use crate::visit::view::Body;
use crate::visit::{self, State};
use crate::wording::{Code, Zone};

const PIN: &str = "483920";
/// No step takes longer on the slowest machine; a wait that ends here has failed.
const PATIENCE: Duration = Duration::from_secs(60);

struct Kiosk {
    terminal: Terminal,
    state: State,
    inbox: Receiver<visit::Event>,
    printer: VirtualPrinter,
    folder: tempfile::TempDir,
}

fn config(folder: &Path, baud: u32) -> Config {
    Config {
        data: folder.join("data"),
        central: config::Central { url: "http://127.0.0.1:9".into(), enrolment_code: None },
        printer: Some(config::Printer {
            address: format!("serial:{}?baud={baud}", folder.join("printer").display()),
            profile: "epson-tm-t82".into(),
            logo: Some(folder.join("logo.png")),
            ..config::Printer::default()
        }),
        sheet_printer: None,
        scanner: None,
        camera: None,
        service: config::Service { pin: Some(Pin::new(PIN)), ..config::Service::default() },
        screen: config::Screen::default(),
        update: config::Update::default(),
        clock: config::Clock::default(),
        idle: config::Idle::default(),
        survey: false,
        programs: Default::default(),
        zone: Zone::default(),
    }
}

impl Kiosk {
    fn start() -> Self {
        Self::start_at(115_200)
    }

    fn start_at(baud: u32) -> Self {
        Self::start_with(baud, |_| {})
    }

    /// After `change` was done to its configuration; its ledger lies there already.
    fn start_with(baud: u32, change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path(), baud);
        std::fs::create_dir_all(&config.data).unwrap();
        drop(enrolled_ledger(&config.data.join("ledger.db")));
        change(&mut config);
        let profile = Profile::named("epson-tm-t82").unwrap();
        let printer = VirtualPrinter::start(Setup::new(folder.path().join("printer"), profile)).unwrap();
        let (outbox, inbox) = mpsc::channel();
        let post = Arc::new(move |event| outbox.send(event).unwrap_or_default());
        let terminal = Terminal::start(&config, post).unwrap();
        let state = State::new(terminal.machine());
        Self { terminal, state, inbox, printer, folder }
    }

    fn tell(&mut self, event: visit::Event) {
        let effects = visit::step(&mut self.state, event, self.terminal.moment());
        self.terminal.perform(effects);
    }

    fn does(&mut self, event: service::Event) {
        self.tell(visit::Event::Service(event));
    }

    /// Goes on as a screen does, until it shows what is waited for.
    fn until<T>(&mut self, what: &str, shown: impl Fn(&Body) -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            let body = visit::view(&self.state, self.terminal.moment()).body;
            if let Some(found) = shown(&body) {
                return found;
            }
            assert!(begun.elapsed() < PATIENCE, "never saw {what}; last was {body:?}");
            match self.inbox.recv_timeout(Duration::from_millis(100)) {
                Ok(event) => self.tell(event),
                Err(_nothing_yet) => self.tell(visit::Event::Tick),
            }
        }
    }

    fn menu(&mut self, what: &str, is: impl Fn(&MenuView) -> bool) -> MenuView {
        self.until(what, |body| {
            if let Body::ServiceMenu(menu) = body
                && is(menu)
            {
                Some(menu.clone())
            } else {
                None
            }
        })
    }

    fn step(&mut self, what: &str, is: impl Fn(&StepView) -> bool) -> StepView {
        self.until(what, |body| {
            if let Body::ServiceStep(step) = body
                && is(step)
            {
                Some(step.clone())
            } else {
                None
            }
        })
    }

    fn picture(&mut self, picture: Picture) -> StepView {
        self.step(&format!("{picture:?}"), |step| step.picture == picture)
    }

    fn chooses(&mut self, id: &str) {
        self.does(service::Event::Chosen(id.into()));
    }

    fn types(&mut self, pin: &str) {
        for _ in 0..7 {
            self.does(service::Event::Knock);
        }
        self.until("the pad", |body| matches!(body, Body::ServicePin(pad) if pad.enabled).then_some(()));
        for digit in pin.bytes() {
            self.does(service::Event::Digit(digit - b'0'));
        }
        self.does(service::Event::Enter);
    }

    /// In service mode, with a printer that is well.
    fn opened() -> Self {
        Self::start().open()
    }

    fn open(mut self) -> Self {
        self.types(PIN);
        self.menu("a printer that is well", |menu| {
            menu.trouble.is_none() && menu.items.iter().any(|item| item.id == "paper" && item.enabled)
        });
        self
    }

    /// Stops everything and looks into what is left.
    fn ledger(self) -> (Ledger, tempfile::TempDir) {
        let Self { terminal, folder, .. } = self;
        terminal.stop();
        let ledger = enrolled_ledger(&folder.path().join("data/ledger.db"));
        (ledger, folder)
    }
}

/// What central will be told of technicians, in order.
fn acts(ledger: &Ledger) -> Vec<ServiceAct> {
    let ops = ledger.unacked(1_000, usize::MAX).unwrap();
    let service = ops.iter().filter(|op| op.kind == OpKind::Service);
    service
        .map(|op| {
            let fact = central_key().open(&ledger.stream(), op.no, OpKind::Service, &op.sealed).unwrap();
            serde_json::from_slice::<Service>(&fact).unwrap().act
        })
        .collect()
}

#[test]
fn paper_is_loaded_from_an_open_cover_to_a_judged_test() {
    let mut kiosk = Kiosk::opened();
    kiosk.chooses("paper");
    kiosk.picture(Picture::CoverOpening);
    kiosk.printer.fault(Fault::PaperOut);
    kiosk.printer.fault(Fault::CoverOpen);
    kiosk.picture(Picture::OldRollOut);
    kiosk.chooses("next");
    kiosk.picture(Picture::RollIn);
    kiosk.printer.refill();
    kiosk.step("which roll", |step| step.choices.iter().any(|choice| choice.id == "new"));
    kiosk.chooses("new");
    kiosk.picture(Picture::TestPrint);
    assert_eq!(kiosk.printer.tally().papers, 1);
    kiosk.chooses("clear");
    kiosk.picture(Picture::Done);
    kiosk.chooses("done");
    kiosk.menu("the paper counted anew", |menu| {
        menu.status.iter().any(|(label, value)| label == "Sisa kertas" && value.contains("sekitar"))
    });
    let (ledger, _folder) = kiosk.ledger();
    let jobs = ledger.last_jobs(5).unwrap();
    assert_eq!(jobs.iter().map(|job| job.state).collect::<Vec<_>>(), [JobState::Printed]);
    assert_eq!(acts(&ledger), [ServiceAct::EnteredByPin, ServiceAct::TestPassed, ServiceAct::PaperLoaded]);
    assert!(ledger.paper_left().unwrap().tickets().is_some_and(|left| left > 500));
}

#[test]
fn a_closed_printer_stays_closed_over_a_restart_until_a_test_passes() {
    let mut kiosk = Kiosk::opened();
    kiosk.chooses("order");
    kiosk.step("the question", |step| step.choices.iter().any(|choice| choice.id == "close-machine"));
    kiosk.chooses("close-machine");
    kiosk.menu("it closed", |menu| menu.trouble.as_ref().is_some_and(|trouble| trouble.code == "P13"));
    kiosk.chooses("test");
    kiosk.picture(Picture::TestPrint);
    let Kiosk { terminal, folder, printer, .. } = kiosk;
    terminal.stop();
    let (outbox, inbox) = mpsc::channel();
    let post = Arc::new(move |event| outbox.send(event).unwrap_or_default());
    let terminal = Terminal::start(&config(folder.path(), 115_200), post).unwrap();
    let state = State::new(terminal.machine());
    assert_eq!(
        state.machine().printer,
        visit::Printer::OutOfOrder(Code::OutOfOrder),
        "from the first screen on"
    );
    let mut kiosk = Kiosk { terminal, state, inbox, printer, folder };
    kiosk.types(PIN);
    kiosk.menu("it is closed still", |menu| {
        menu.trouble.as_ref().is_some_and(|trouble| trouble.code == "P13")
    });
    kiosk.chooses("test");
    kiosk.picture(Picture::TestPrint);
    kiosk.chooses("clear");
    kiosk.picture(Picture::Done);
    kiosk.chooses("done");
    kiosk.menu("it is open again", |menu| menu.trouble.is_none());
}

#[test]
fn wrong_pins_lock_the_pad_also_over_a_restart() {
    let mut kiosk = Kiosk::start();
    kiosk.types("111222");
    for left in (0..5).rev() {
        kiosk.until("a verdict", |body| {
            let Body::ServicePin(pad) = body else { return None };
            let said = if left > 0 { left.to_string() } else { ":".into() };
            (pad.enabled == (left > 0) && pad.message.contains(&said)).then_some(())
        });
        for _ in 0..6 {
            kiosk.does(service::Event::Digit(9));
        }
        kiosk.does(service::Event::Enter);
    }
    let (ledger, folder) = kiosk.ledger();
    assert_eq!(acts(&ledger), [ServiceAct::LockedOut]);
    assert_eq!(ledger.pin_failures().unwrap().count, 5, "what is locked counts no further try");
    drop(ledger);
    let terminal = Terminal::start(&config(folder.path(), 115_200), Arc::new(|_| ())).unwrap();
    terminal.stop();
    let ledger = enrolled_ledger(&folder.path().join("data/ledger.db"));
    assert_eq!(ledger.pin_failures().unwrap().count, 5);
}

#[test]
fn a_logo_goes_from_a_file_through_the_printer_onto_paper_and_is_counted() {
    let mut kiosk = Kiosk::start();
    let file = std::fs::File::create(kiosk.folder.path().join("logo.png")).unwrap();
    let mut encoder = png::Encoder::new(file, 64, 32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&[0; 64 * 32]).unwrap();
    kiosk = kiosk.open();
    kiosk.chooses("logo");
    kiosk.chooses("begin");
    let shown =
        kiosk.step("stored or not", |step| matches!(step.picture, Picture::TestPrint | Picture::Trouble));
    assert_eq!(shown.picture, Picture::TestPrint, "{shown:?}");
    kiosk.chooses("clear");
    assert_eq!(kiosk.picture(Picture::Done).code, "logo_stored = true");
    assert_eq!(kiosk.printer.tally().papers, 1);
    let today = kiosk.terminal.zone.day(kiosk.terminal.timestamp());
    let (ledger, _folder) = kiosk.ledger();
    assert_eq!(ledger.logo_writes(today).unwrap(), 1);
}

#[test]
fn the_speed_of_a_printer_with_other_switches_is_found() {
    let mut kiosk = Kiosk::start_at(9_600);
    kiosk.printer.fault(Fault::WrongBaud { baud: 38_400 });
    kiosk.types(PIN);
    kiosk.menu("the menu", |menu| menu.items.iter().any(|item| item.id == "baud" && item.enabled));
    kiosk.chooses("baud");
    kiosk.chooses("begin");
    let found =
        kiosk.step("an end", |step| !step.busy && matches!(step.picture, Picture::Done | Picture::Trouble));
    assert!(found.code.ends_with("?baud=38400\""), "{found:?}");
}

#[test]
fn a_test_that_can_not_begin_says_why_and_begins_once_mended() {
    let mut kiosk = Kiosk::opened();
    kiosk.printer.fault(Fault::CoverOpen);
    kiosk.menu("the open cover", |menu| menu.trouble.as_ref().is_some_and(|trouble| trouble.code == "P02"));
    kiosk.chooses("test");
    let held = kiosk.picture(Picture::Trouble);
    assert!(held.busy && held.code == "P02", "{held:?}");
    kiosk.printer.clear();
    kiosk.picture(Picture::TestPrint);
}

#[test]
fn leaving_takes_a_test_back_that_has_not_begun() {
    let mut kiosk = Kiosk::opened();
    kiosk.printer.fault(Fault::CoverOpen);
    kiosk.menu("the open cover", |menu| menu.trouble.as_ref().is_some_and(|trouble| trouble.code == "P02"));
    kiosk.chooses("test");
    kiosk.picture(Picture::Trouble);
    kiosk.does(service::Event::Leave);
    let (ledger, _folder) = kiosk.ledger();
    let states: Vec<JobState> = ledger.last_jobs(5).unwrap().iter().map(|job| job.state).collect();
    assert!(matches!(states[..], [JobState::Cancelled | JobState::Expired]), "{states:?}");
}

#[test]
fn a_doubtful_test_of_the_codes_is_settled_by_what_a_telephone_reads() {
    let mut kiosk = Kiosk::opened();
    kiosk.printer.fault(Fault::Slow { bytes_per_s: 200 });
    kiosk.chooses("qr");
    kiosk.chooses("begin");
    kiosk.step("bytes on their way", |step| step.headline.starts_with("Sedang mencetak uji"));
    kiosk.printer.fault(Fault::Vanish);
    kiosk.picture(Picture::QrBoth);
    kiosk.chooses("both");
    kiosk.picture(Picture::Done);
    let (ledger, _folder) = kiosk.ledger();
    let id = ledger.last_jobs(1).unwrap()[0].id;
    let [.., before, last] = ledger.job_events(id).unwrap()[..] else { panic!("no events") };
    assert_eq!([before, last], [JobState::Doubtful, JobState::PrintedUnverified]);
    assert_eq!(ledger.doubtful_jobs().unwrap(), []);
}

#[test]
fn a_pin_of_which_only_the_hash_is_kept_opens_service_mode() {
    let hash = config::PinHash::of(&Pin::new(PIN), &[3; 16]).unwrap();
    let mut kiosk = Kiosk::start_with(115_200, |config| {
        config.service = config::Service { pin: None, pin_argon2: Some(hash), ..config::Service::default() };
    });
    kiosk.types("111222");
    kiosk.until("a verdict", |body| {
        matches!(body, Body::ServicePin(pad) if pad.message.contains('4')).then_some(())
    });
    for digit in PIN.bytes() {
        kiosk.does(service::Event::Digit(digit - b'0'));
    }
    kiosk.does(service::Event::Enter);
    kiosk.menu("the menu", |_| true);
}

#[test]
fn a_machine_that_nobody_accepted_yet_prints_the_words_to_compare_once() {
    let mut kiosk = Kiosk::start_with(115_200, |config| {
        let mut ledger = Ledger::open(&config.data.join("ledger.db"), [9; 16]).unwrap();
        let enrolled = ledger.enrolled().cloned().unwrap();
        ledger.set_enrolled(Enrolled { accepted: false, ..enrolled }).unwrap();
    });
    let begun = Instant::now();
    while kiosk.printer.tally().papers == 0 {
        assert!(begun.elapsed() < PATIENCE, "no paper came out");
        if let Ok(event) = kiosk.inbox.recv_timeout(Duration::from_millis(100)) {
            kiosk.tell(event);
        }
    }
    let (ledger, _folder) = kiosk.ledger();
    let jobs = ledger.last_jobs(5).unwrap();
    assert_eq!(jobs.iter().map(|job| job.subject.as_str()).collect::<Vec<_>>(), ["boot"]);
}

#[test]
fn a_used_code_is_gone_after_the_first_round_with_a_machine_that_central_knows() {
    let mut kiosk = Kiosk::start_with(115_200, |config| {
        std::fs::write(crate::setup::code::path(&config.data), "7K3M9QXB").unwrap();
    });
    let code = crate::setup::code::path(&kiosk.folder.path().join("data"));
    let begun = Instant::now();
    while code.exists() {
        assert!(begun.elapsed() < PATIENCE, "the code is still there");
        if let Ok(event) = kiosk.inbox.recv_timeout(Duration::from_millis(100)) {
            kiosk.tell(event);
        }
    }
}

#[test]
fn the_machine_tells_of_itself_and_its_screen_is_tested() {
    let mut kiosk = Kiosk::opened();
    kiosk.chooses("about");
    let about = kiosk.step("its facts", |step| !step.lines.is_empty());
    let said = |label: &str| about.lines.iter().find(|(at, _)| at == label).map(|(_, value)| value.as_str());
    assert_eq!(said("Sistem"), Some("tidak diketahui"), "there is no image around a test");
    assert!(said("Program").is_some_and(|version| version.contains(env!("CARGO_PKG_VERSION"))));
    assert!(said("Ruang kosong").is_some_and(|space| space.ends_with(" MB")), "{about:?}");
    kiosk.chooses("cancel");
    kiosk.menu("the menu", |menu| menu.items.iter().any(|item| item.id == "reset" && !item.enabled));
    kiosk.chooses("touch");
    for n in 0..5 {
        kiosk.until("a mark", |body| matches!(body, Body::ServiceTest(_)).then_some(()));
        kiosk.chooses(&format!("mark-{n}"));
    }
    assert_eq!(kiosk.step("a verdict", |_| true).headline, "Kelima tanda terbaca");
}
