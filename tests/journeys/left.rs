//! Nothing is left of a person after a visit through the window, however it ends: not in the memory of the process,
//! fonts, glyphs and text runs included, not in a file, not in the log.
//!
//! ```text
//!   this process: central, printer, sheet printer, scanner        child: the terminal and its window alone
//!        └── reads all of the child's memory and files  ◄── "done" ──┘  plays one visit by touch, then waits
//! ```
//!
//! The child is this test program again, with the allocator of the real one. What it types stands in its program text,
//! which can't be written and is not searched.

#[path = "../nothing_left/search.rs"]
mod search;

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anjungan::device::memory;
use slint::Model;

use crate::applicant::{Applicant, NAME, NIK};
use crate::kiosk::{House, Kiosk};
use crate::office::{HELPER_CARD, HELPER_PIN, Office, Who};
use crate::peer::Peer;
use crate::press::Press;
use crate::scanner::Scanner;

use search::{in_files, in_memory, may_look, needles};

const FOLDER: &str = "ANJUNGAN_TEST_WINDOW_FOLDER";
const END: &str = "ANJUNGAN_TEST_WINDOW_END";
/// No visit takes longer on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(300);
/// As it stands on the screen.
const NIK_IN_GROUPS: &str = "979999 150505 0001";
/// How a visit ends here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    /// Nothing ends it: what is searched for is there.
    Held,
    /// Sent, at the office, "Selesai".
    Finished,
    /// Given up at the read-back.
    Stopped,
    /// Nobody touches it any more.
    Idle,
    /// The machine is shut down in the middle.
    ShutDown,
    /// An officer helps, and it is given up.
    Helped,
    /// A card is fetched, unlocked and printed; "Selesai".
    CardPrinted,
}

/// A house with one kiosk in another process.
struct Running {
    child: Child,
    folder: PathBuf,
    peer: Peer,
    _scanner: Scanner,
    _press: Press,
    _office: Office,
    _dir: tempfile::TempDir,
}

impl Running {
    fn start(end: End) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("kiosk");
        std::fs::create_dir_all(folder.join("tmp")).unwrap();
        let (mut office, code) = Office::open(dir.path().join("central"));
        office.opens_its_desk();
        let (scanner, peer) = (Scanner::plug_in(), Peer::start());
        let press = Press::plug_in(&folder.join("printer"));
        let log = std::fs::File::create(folder.join("log")).unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "left::child", "--nocapture"])
            .env(FOLDER, &folder)
            .env(END, format!("{end:?}"))
            .env("ANJUNGAN_TEST_CENTRAL", office.addr.to_string())
            .env("ANJUNGAN_TEST_CODE", code)
            .env("ANJUNGAN_TEST_SCANNER", scanner.address())
            .env("ANJUNGAN_TEST_SHEETS", peer.address().to_string())
            .env("TMPDIR", folder.join("tmp"))
            .env("RUST_LOG", "trace")
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        // What is scanned is told by the parent: a code opens a card, and must not stand in the child's environment.
        let wants = |name: &str| folder.join(name);
        let begun = Instant::now();
        let mut scanned = Vec::new();
        while !wants("done").exists() {
            for (wish, code) in [("officer", HELPER_CARD.to_owned()), ("receipt", Who::Issued.code())] {
                if wants(wish).exists() && !scanned.contains(&wish) {
                    scanner.read(&code);
                    scanned.push(wish);
                }
            }
            let log = || std::fs::read_to_string(wants("log")).unwrap_or_default();
            let tail = |log: String| log[log.len().saturating_sub(3_000)..].to_owned();
            assert!(begun.elapsed() < PATIENCE, "{end:?}: {}", tail(log()));
            assert_eq!(child.try_wait().unwrap(), None, "{end:?}: {}", tail(log()));
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { child, folder, peer, _scanner: scanner, _press: press, _office: office, _dir: dir }
    }

    /// Everything of the person that is anywhere.
    fn left(&self, end: End) -> Vec<String> {
        let upper = NAME.to_uppercase();
        let texts: &[&str] = match end {
            End::CardPrinted => &[NIK, "CONTOH ANDIKA"],
            End::Held | End::Finished | End::Stopped | End::Idle | End::ShutDown | End::Helped => {
                &[NIK, NIK_IN_GROUPS, &upper]
            }
        };
        let mut needles = needles(texts);
        if end == End::Helped {
            needles.push(("the officer's PIN".into(), HELPER_PIN.into()));
        }
        needles.extend(pieces(&self.peer.lock().document));
        let (memory, mut found) = in_memory(self.child.id(), &needles);
        let (files, in_files) = in_files(&self.folder, &needles);
        println!("{end:?}: searched {} KiB of memory and {} KiB of files", memory >> 10, files >> 10);
        assert!(memory > 8 << 20 && files > 1 << 10, "there was something to search");
        found.extend(in_files);
        found
    }

    fn limit_of_core(&self) -> String {
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", self.child.id())).unwrap();
        let line = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
        line.split_whitespace().nth(4).unwrap().to_owned()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It waits for that.
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Of a document that was printed: what no other document has.
fn pieces(document: &[u8]) -> Vec<(String, Vec<u8>)> {
    let piece = |at: usize| (format!("byte {at} of the card's file"), document[at..at + 48].to_vec());
    (1..8).map(|eighth| eighth * document.len() / 8).filter(|_| document.len() > 1_000).map(piece).collect()
}

/// The child is not dumpable, as the real program is not.
fn may_look_at_others() -> bool {
    may_look() && std::fs::metadata("/proc/self").unwrap().uid() == 0
}

fn nothing_is_left_after(end: End) {
    if !may_look_at_others() {
        eprintln!("skipped: only root may read the memory of a process that keeps it to itself");
        return;
    }
    let running = Running::start(end);
    assert_eq!(running.limit_of_core(), "0", "no crash writes this memory anywhere");
    assert_eq!(running.peer.lock().document.is_empty(), end != End::CardPrinted);
    let left = running.left(end);
    assert!(left.is_empty(), "{end:?}: {left:#?}");
}

/// A draft on the screen is found: else the other tests would prove nothing.
#[test]
fn what_is_on_the_screen_is_found() {
    if !may_look_at_others() {
        return;
    }
    let left = Running::start(End::Held).left(End::Held);
    for text in [NIK, &NAME.to_uppercase()] {
        assert!(left.iter().any(|what| what.starts_with(text)), "{text}: {left:#?}");
    }
    assert!(!left.iter().any(|what| what.contains(" in \"")), "and in no file: {left:#?}");
}

#[test]
fn nothing_is_left_after_it_was_sent() {
    nothing_is_left_after(End::Finished);
}

#[test]
fn nothing_is_left_after_it_was_given_up() {
    nothing_is_left_after(End::Stopped);
}

#[test]
fn nothing_is_left_after_silence() {
    nothing_is_left_after(End::Idle);
}

#[test]
fn nothing_is_left_after_the_machine_was_shut_down() {
    nothing_is_left_after(End::ShutDown);
}

#[test]
fn nothing_is_left_after_an_officer_helped() {
    nothing_is_left_after(End::Helped);
}

#[test]
fn nothing_is_left_after_a_card_was_printed() {
    nothing_is_left_after(End::CardPrinted);
}

/// The child: see above. It does nothing unless it is told to.
#[test]
fn child() {
    let (Ok(folder), Ok(end)) = (std::env::var(FOLDER), std::env::var(END)) else { return };
    memory::keep_to_ourselves().unwrap();
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(std::io::stderr).init();
    let all =
        [End::Held, End::Finished, End::Stopped, End::Idle, End::ShutDown, End::Helped, End::CardPrinted];
    let end = all.into_iter().find(|known| format!("{known:?}") == end).unwrap();
    let told = |name| std::env::var(name).unwrap();
    let house = House {
        folder: PathBuf::from(&folder),
        central: told("ANJUNGAN_TEST_CENTRAL").parse().unwrap(),
        enrolment_code: told("ANJUNGAN_TEST_CODE"),
        scanner: told("ANJUNGAN_TEST_SCANNER"),
    };
    let plan = Kiosk::plan().desk().house(house).sheets(told("ANJUNGAN_TEST_SHEETS"));
    // Long enough for a slow machine to type; the usual is a minute.
    let plan = if end == End::Idle { plan.idle(20, 5) } else { plan };
    let kiosk = plan.open();
    play(&kiosk, end, Path::new(&folder));
    kiosk.settle();
    std::fs::write(Path::new(&folder).join("done"), "").unwrap();
    // Lives on as an idle kiosk does, until it is killed.
    loop {
        if end != End::ShutDown && end != End::Held {
            kiosk.live();
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn play(kiosk: &Kiosk, end: End, folder: &Path) {
    let thanks = "Data Anda sudah dihapus dari layar.";
    let wish = |name: &str| std::fs::write(folder.join(name), "").unwrap();
    if end == End::CardPrinted {
        kiosk.tap("Sentuh layar untuk mulai");
        wish("receipt");
        kiosk.tap("Cetak kartu");
        kiosk.until("the card", |kiosk| kiosk.shows("berhasil dicetak"));
        kiosk.tap("Selesai");
        return kiosk.until("thanks", |kiosk| kiosk.shows(thanks));
    }
    kiosk.begin_at("Kartu AK1 (Kartu Kuning)");
    let mut applicant = Applicant::at(kiosk);
    if end == End::Helped {
        applicant.answer_up_to("Siapa nama Anda?");
        wish("officer");
        kiosk.until("the pad", |kiosk| kiosk.shows("Petugas P03: ketik PIN Anda."));
        kiosk.enter(HELPER_PIN);
        kiosk.tap("Masuk");
        kiosk.until("the officer", |kiosk| kiosk.shows("Dibantu petugas P03"));
    }
    applicant.answer_until(|applicant| applicant.ask().get_groups().row_count() > 0);
    // Drawn, so that whatever draws it has seen it all.
    assert!(kiosk.codes().is_empty());
    match end {
        End::Held | End::CardPrinted => {}
        End::Finished => {
            applicant.apply();
            kiosk.until("the office", |kiosk| kiosk.shows("Diterima Disnaker pukul"));
            assert_eq!(kiosk.codes().len(), 1);
            kiosk.finish_receipt();
        }
        End::Stopped | End::Helped => {
            kiosk.tap("Berhenti");
            kiosk.scroll_and_tap("Ya, hapus jawaban saya");
            kiosk.until("thanks", |kiosk| kiosk.shows(thanks));
        }
        End::Idle => {
            kiosk.until("an empty screen", |kiosk| kiosk.has_control("Sentuh layar untuk mulai"));
        }
        End::ShutDown => kiosk.shut_down(),
    }
}
