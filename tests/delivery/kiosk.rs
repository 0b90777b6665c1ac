//! A terminal in a process of its own, from outside and from inside.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use anjungan::config::Config;
use anjungan::terminal::Terminal;
use anjungan::visit::apply::{self, Submission};
use anjungan::visit::{Effect, Event, Request, machine};
use anjungan::wording::Lang;
use anjungan_wire::application::{ApplicationKind, Photo, specimen};
use rusqlite::Connection;

use crate::whole::house::until;

/// Before and after a receipt's number on the child's standard output.
pub const SHOWN: &str = "shown ";
pub const END: &str = " .";

const CONFIG: &str = "ANJUNGAN_TEST_KIOSK";
const LIFE: &str = "ANJUNGAN_TEST_LIFE";
const PEOPLE: &str = "ANJUNGAN_TEST_PEOPLE";
const LEAVING: &str = "ANJUNGAN_TEST_LEAVING";

/// How often the terminal is asked to try now: nobody waits for its patience here.
const IMPATIENCE: Duration = Duration::from_millis(15);

/// From one receipt to the next person's submitting: time for a few requests.
const NEXT_PERSON: Duration = Duration::from_millis(20);

/// No life of these tests takes a tenth of it: one that does has got stuck, and must not hold up all others.
const LIFE_MAX: Duration = Duration::from_secs(300);

/// A kiosk's folder and configuration.
pub struct Kiosk {
    dir: tempfile::TempDir,
}

/// How a life ends in which only so many people come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Leaving {
    /// At once, and nothing is closed.
    Exits,
    /// As when the machine is shut down.
    Stops,
    /// Not by itself.
    Waits,
}

impl Leaving {
    const ALL: [Leaving; 3] = [Leaving::Exits, Leaving::Stops, Leaving::Waits];
}

impl Kiosk {
    pub fn new(central: &str, code: &str) -> Kiosk {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let config =
            format!("data = {data:?}\n[central]\nurl = \"{central}\"\nenrolment_code = \"{code}\"\n");
        std::fs::write(dir.path().join("kiosk.toml"), config).unwrap();
        Kiosk { dir }
    }

    /// Prints on what is at `link`.
    pub fn with_printer(self, link: &Path) -> Kiosk {
        use std::fs::OpenOptions;
        let printer = format!(
            "[printer]\naddress = \"serial:{}?baud=115200\"\nprofile = \"epson-tm-t82\"\n",
            link.display()
        );
        let mut config = OpenOptions::new().append(true).open(self.dir.path().join("kiosk.toml")).unwrap();
        config.write_all(printer.as_bytes()).unwrap();
        self
    }

    /// The folder around its data.
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }

    pub fn ledger(&self) -> PathBuf {
        self.dir.path().join("data/ledger.db")
    }

    /// Lives until central has accepted it.
    pub fn enrol(&self) {
        let mut life = self.drain();
        until("the kiosk to be accepted", || {
            let db = Connection::open(self.ledger()).ok()?;
            let enrolled: Option<String> =
                db.query_row("SELECT enrolled FROM device", [], |row| row.get(0)).ok()?;
            enrolled?.contains("\"accepted\":true").then_some(())
        });
        life.kill().unwrap();
        life.wait().unwrap();
    }

    /// People apply, one after the other, until it is killed.
    pub fn live(&self, life: u32) -> Child {
        self.start(&life.to_string())
    }

    /// Nobody comes; what is left is delivered.
    pub fn drain(&self) -> Child {
        self.start("")
    }

    /// So many people apply, as soon as central has accepted the kiosk. `under` is the program that starts it.
    pub fn serve(&self, mut under: Command, life: u32, people: u16, leaving: Leaving) -> Child {
        let program = std::env::current_exe().unwrap();
        under.arg(program).env(PEOPLE, people.to_string()).env(LEAVING, format!("{leaving:?}"));
        self.started_by(under, &life.to_string())
    }

    fn start(&self, life: &str) -> Child {
        self.started_by(Command::new(std::env::current_exe().unwrap()), life)
    }

    fn started_by(&self, mut command: Command, life: &str) -> Child {
        let module = module_path!().split_once("::").unwrap().1;
        command
            .args(["--exact", "--nocapture", &format!("{module}::child")])
            .env(CONFIG, self.dir.path().join("kiosk.toml"))
            .env(LIFE, life)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }
}

/// The terminal's side. Without the environment there is nothing to be.
#[test]
fn child() {
    let (Ok(config), Ok(life)) = (std::env::var(CONFIG), std::env::var(LIFE)) else {
        return;
    };
    std::thread::spawn(|| {
        std::thread::sleep(LIFE_MAX);
        std::process::exit(3);
    });
    let config = Config::read(Path::new(&config)).unwrap();
    let (post, events) = mpsc::channel();
    let post = std::sync::Mutex::new(post);
    // Nobody listens any more while the process ends.
    let post = Arc::new(move |event| drop(post.lock().unwrap().send(event)));
    let terminal = Terminal::start(&config, post).unwrap();
    let waker = terminal.waker();
    std::thread::spawn(move || {
        loop {
            waker.try_now();
            std::thread::sleep(IMPATIENCE);
        }
    });
    // The test's own line may have no end yet.
    println!();
    let people = std::env::var(PEOPLE).ok().map(|people| people.parse().unwrap());
    if let Ok(life) = life.parse() {
        if people.is_some() {
            await_acceptance(&terminal, &events);
        }
        apply_one_after_the_other(&terminal, &events, life, people.unwrap_or(u16::MAX));
    }
    let leaving = std::env::var(LEAVING).ok();
    match Leaving::ALL.into_iter().find(|known| leaving.as_ref() == Some(&format!("{known:?}"))) {
        Some(Leaving::Exits) => std::process::exit(0),
        Some(Leaving::Stops) => terminal.stop(),
        Some(Leaving::Waits) | None => loop {
            std::thread::park();
        },
    }
}

/// Nobody can apply before central has named the kiosk.
fn await_acceptance(terminal: &Terminal, events: &Receiver<Event>) {
    let named = |event: Event| matches!(event, Event::Machine(machine::Event::Identity { .. }));
    while terminal.machine().kiosk.is_none() && !named(events.recv().unwrap()) {}
}

fn apply_one_after_the_other(terminal: &Terminal, events: &Receiver<Event>, life: u32, people: u16) {
    for serial in 1..=people {
        let draft = Box::new(submission(life, serial));
        let request = Request(serial.into());
        terminal.perform(vec![Effect::Submit { request, draft, lang: Lang::Id }]);
        let receipt = loop {
            let event = events.recv().unwrap();
            assert!(!matches!(event, Event::Apply(apply::Event::NotStored { .. })));
            if let Event::Apply(apply::Event::Stored { request: of, receipt, .. }) = event
                && of == request
            {
                break receipt;
            }
        };
        let mut out = std::io::stdout().lock();
        // In one write, so that a kill leaves all of it in the pipe or nothing.
        out.write_all(format!("{SHOWN}{receipt}{END}\n").as_bytes()).unwrap();
        out.flush().unwrap();
        std::thread::sleep(NEXT_PERSON);
    }
}

/// Another invented person each time.
fn submission(life: u32, serial: u16) -> Submission {
    let (day, month, year) = (life % 28 + 1, life / 28 % 12 + 1, 70 + life / 336 % 30);
    let mut person = specimen::person();
    person.nik = format!("979999{day:02}{month:02}{year:02}{serial:04}").parse().unwrap();
    person.name = format!("CONTOH SINTETIS {life} {serial}");
    person.born = format!("19{year:02}-{month:02}-{day:02}").parse().unwrap();
    Submission {
        kind: ApplicationKind::New,
        office: "3216".parse().unwrap(),
        consent: specimen::consent(),
        assisted_by: None,
        person,
        photo: Photo::Taken { jpeg: vec![7; 6_000] },
        documents: vec!["ktp".into(), "ijazah".into()],
    }
}
