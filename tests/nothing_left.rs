//! After a visit nothing of a person is left: not in the process's own memory, not in its files, not in its log.
//!
//! The child is this test program again, with the real terminal in it and the allocator of the real program. A NIK and a
//! name come to it through a pipe, so that they stand neither in its arguments nor in its environment; it stores an
//! application, ends the visit in the way it was told, and waits. The parent then reads all of the child's memory
//! (`/proc/PID/mem`) and every file, and looks for both in plain, as hex, as UTF-16 and as base64.

mod search;

use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anjungan::config::{self, Config};
use anjungan::ledger::Ledger;
use anjungan::terminal::Terminal;
use anjungan::visit::apply::{self, Submission};
use anjungan::visit::{self, Effect, Request, ticket};
use anjungan::wording::{Lang, Zone};
use anjungan_printer::profile::Profile;
use anjungan_printer::virtual_printer::{Fault, Setup, VirtualPrinter};
use anjungan_wire::application::{ApplicationKind, Photo, specimen};
use anjungan_wire::fact::{self, Language, VisitEnd};
use anjungan_wire::id::Epoch;
use anjungan_wire::request::Enrolled;
use anjungan_wire::seal::OpeningKey;

use search::{base64, found_in, in_files, in_memory, may_look, needles};

/// Invented: no province has the code 97.
const NIK: &str = "9799991505050001";
const NAME: &str = "ZULAIKHA CONTOH SINTETIS QUARTZ";
const PHONE: &str = "089912349876";

const FOLDER: &str = "ANJUNGAN_TEST_LEFT_FOLDER";
const END: &str = "ANJUNGAN_TEST_LEFT_END";
/// Told to a child that is to keep the draft.
const HELD: &str = "Held";
/// No step takes longer on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// How a visit ends here.
#[derive(Clone, Copy, PartialEq, Debug)]
enum End {
    /// Stored, the slip printed, "Selesai".
    Submitted,
    /// Stopped before it was sent: the draft is dropped.
    Stopped,
    /// Stored, and the printer is dead: nobody takes the slip.
    PrinterDead,
    /// The ledger can't be written: nothing is stored.
    LedgerBusy,
}

impl End {
    const ALL: [End; 4] = [End::Submitted, End::Stopped, End::PrinterDead, End::LedgerBusy];

    fn name(self) -> String {
        format!("{self:?}")
    }
}

/// A kiosk's folder with an enrolled ledger in it, and the log beside it.
fn kiosk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("data")).unwrap();
    let mut ledger = Ledger::open(&folder.path().join("data/ledger.db"), [9; 16]).unwrap();
    let enrolled = Enrolled {
        kiosk: "K07".parse().unwrap(),
        accepted: true,
        epoch: Epoch::numbered(1),
        sealing_key: OpeningKey::from_bytes("test", [5; 32]).unwrap().sealing_key(),
        content_key: [0; 32],
        scopes: vec!["vacancies@32".parse().unwrap()],
        tenant: "Disnaker Kabupaten Contoh".into(),
        site: "Contoh".into(),
        region: "3216".parse().unwrap(),
    };
    ledger.set_enrolled(enrolled).unwrap();
    folder
}

struct Running {
    child: Child,
    folder: tempfile::TempDir,
}

impl Running {
    fn start(folder: tempfile::TempDir, end: &str) -> Self {
        let log =
            std::fs::OpenOptions::new().create(true).append(true).open(folder.path().join("log")).unwrap();
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "nothing_left::child", "--nocapture"])
            .env(FOLDER, folder.path())
            .env(END, end)
            .env("RUST_LOG", "trace")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        Self { child, folder }
    }

    /// Until the child says that it is over.
    fn until_done(&mut self) {
        let begun = Instant::now();
        while !self.folder.path().join("done").exists() {
            assert!(begun.elapsed() < PATIENCE, "{}", self.log());
            assert_eq!(self.child.try_wait().unwrap(), None, "{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
        std::fs::remove_file(self.folder.path().join("done")).unwrap();
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Everything of the person that is anywhere.
    fn left(&self) -> Vec<String> {
        let needles = needles(&[NIK, NAME, PHONE]);
        let (memory, mut found) = in_memory(self.child.id(), &needles);
        let (files, in_files) = in_files(self.folder.path(), &needles);
        println!("searched {} KiB of memory and {} KiB of files", memory >> 10, files >> 10);
        assert!(memory > 1 << 20 && files > 1 << 10, "there was something to search");
        found.extend(in_files);
        found
    }

    fn kill(mut self) -> tempfile::TempDir {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.folder
    }
}

#[test]
fn the_search_finds_what_is_there() {
    let needles = needles(&[NIK, NAME, PHONE]);
    let hay =
        [NIK.as_bytes(), &[0], base64(format!("{{\"name\":\"{NAME}\"}}").as_bytes()).as_bytes()].concat();
    let found = found_in(&hay, &needles);
    assert!(found.contains(&format!("{NIK} in plain")), "{found:?}");
    assert!(found.iter().any(|what| what.starts_with(&format!("{NAME} in base64"))), "{found:?}");
    let held = format!("{NIK}{}", std::process::id());
    let (_, found) = in_memory(std::process::id(), &needles);
    assert!(found.iter().any(|what| what.starts_with(NIK)), "{held}");
}

#[test]
fn however_a_visit_ends_nothing_of_the_person_is_left() {
    if !may_look() {
        eprintln!("skipped: this user may not read a process's memory");
        return;
    }
    for end in End::ALL {
        let folder = kiosk();
        let profile = Profile::named("epson-tm-t82").unwrap();
        let printer = VirtualPrinter::start(Setup::new(folder.path().join("printer"), profile)).unwrap();
        if end == End::PrinterDead {
            printer.fault(Fault::PaperOut);
        }
        let ledger = folder.path().join("data/ledger.db");
        let mut running = Running::start(folder, &end.name());
        running.until_done();
        let lock = (end == End::LedgerBusy).then(|| {
            let other = rusqlite::Connection::open(&ledger).unwrap();
            other.execute_batch("BEGIN IMMEDIATE").unwrap();
            other
        });
        let person = format!("{NIK}\n{NAME}\n{PHONE}\n");
        running.child.stdin.as_mut().unwrap().write_all(person.as_bytes()).unwrap();
        running.until_done();
        let left = running.left();
        assert!(left.is_empty(), "{end:?}: {left:#?}");
        drop(lock);

        // Killed and started again: nothing comes back.
        let mut again = Running::start(running.kill(), "Restarted");
        again.until_done();
        let left = again.left();
        assert!(left.is_empty(), "{end:?}, started again: {left:#?}");
        drop(again.kill());
        drop(printer);
    }
}

/// A draft that is kept is found: else the other test would prove nothing.
#[test]
fn what_is_held_is_found() {
    if !may_look() {
        return;
    }
    let mut running = Running::start(kiosk(), HELD);
    running.until_done();
    let person = format!("{NIK}\n{NAME}\n{PHONE}\n");
    running.child.stdin.as_mut().unwrap().write_all(person.as_bytes()).unwrap();
    running.until_done();
    let left = running.left();
    for text in [NIK, NAME, PHONE] {
        assert!(left.iter().any(|what| what.starts_with(text)), "{text}: {left:?}");
    }
    // Until it is submitted it is in memory alone.
    let (_, in_files) = in_files(running.folder.path(), &needles(&[NIK, NAME, PHONE]));
    assert_eq!(in_files, [""; 0]);
    running.kill();
}

/// The child: see above. It does nothing unless it is told to.
#[test]
fn child() {
    let (Ok(folder), Ok(end)) = (std::env::var(FOLDER), std::env::var(END)) else { return };
    let folder = std::path::PathBuf::from(folder);
    tracing_subscriber::fmt().with_env_filter("trace").with_writer(std::io::stderr).init();
    let config = Config {
        data: folder.join("data"),
        central: config::Central { url: "http://127.0.0.1:9".into(), enrolment_code: None },
        printer: Some(config::Printer {
            address: format!("serial:{}?baud=115200", folder.join("printer").display()),
            profile: "epson-tm-t82".into(),
            ..config::Printer::default()
        }),
        sheet_printer: None,
        scanner: None,
        camera: None,
        service: config::Service::default(),
        screen: config::Screen::default(),
        idle: config::Idle::default(),
        survey: false,
        programs: Default::default(),
        update: Default::default(),
        clock: Default::default(),
        zone: Zone::Wib,
    };
    let (outbox, inbox) = mpsc::channel();
    let terminal =
        Terminal::start(&config, Arc::new(move |event| outbox.send(event).unwrap_or_default())).unwrap();
    let done = || std::fs::write(folder.join("done"), "").unwrap();
    done();
    if let Some(end) = End::ALL.into_iter().find(|known| known.name() == end) {
        visit(end, &terminal, &inbox);
        done();
    }
    let held = (end == HELD).then(draft);
    if held.is_some() {
        done();
    }
    // Until it is killed.
    loop {
        std::thread::sleep(Duration::from_secs(1));
    }
}

/// One visit, as far as the terminal sees it.
fn visit(end: End, terminal: &Terminal, inbox: &mpsc::Receiver<visit::Event>) {
    let draft = draft();
    if end == End::Stopped {
        drop(draft);
    } else {
        let request = Request(1);
        terminal.perform(vec![Effect::Submit { request, draft, lang: Lang::Id }]);
        let wanted = |event: &visit::Event| match (end, event) {
            (End::LedgerBusy, visit::Event::Apply(apply::Event::NotStored { .. })) => true,
            (End::PrinterDead, visit::Event::Ticket(ticket::Event::Job { update, .. })) => {
                matches!(update, ticket::Update::Blocked(_))
            }
            (End::Submitted, visit::Event::Ticket(ticket::Event::Job { update, .. })) => {
                matches!(update, ticket::Update::Printed)
            }
            _ => false,
        };
        let begun = Instant::now();
        while !wanted(&inbox.recv_timeout(PATIENCE).unwrap()) {
            assert!(begun.elapsed() < PATIENCE);
        }
        terminal.perform(vec![Effect::CancelPrint { request }]);
    }
    let finished = fact::Visit {
        seconds: 60,
        end: VisitEnd::Finished,
        language: Language::Id,
        searches: 0,
        vacancies_opened: 0,
        tickets_printed: 0,
        adjusted: false,
        uses: vec![],
    };
    terminal.perform(vec![Effect::Record(visit::Fact::Visit(finished))]);
    // Whoever asks next is answered after all this was done.
    std::thread::sleep(Duration::from_millis(500));
    inbox.try_iter().for_each(drop);
}

/// The draft of an application by whoever the parent says.
fn draft() -> Box<Submission> {
    // Not `stdin()`, whose buffer lives as long as the program.
    let mut pipe = std::fs::File::open("/proc/self/fd/0").unwrap();
    let mut text = String::new();
    let mut byte = [0];
    while text.lines().count() < 3 || !text.ends_with('\n') {
        pipe.read_exact(&mut byte).unwrap();
        text.push(char::from(byte[0]));
    }
    let mut lines = text.lines();
    let mut line = || lines.next().unwrap().to_owned();
    let mut person = specimen::person();
    person.nik = line().parse().unwrap();
    person.name = line();
    person.phone = Some(line());
    Box::new(Submission {
        kind: ApplicationKind::New,
        office: "3216".parse().unwrap(),
        consent: specimen::consent(),
        assisted_by: None,
        person,
        photo: Photo::Taken { jpeg: vec![7; 24_000] },
        documents: vec!["ktp".into()],
    })
}
