//! A printer made of software, on a pseudo-terminal: it reads ESC/POS as a printer does, draws its paper dot by dot,
//! answers, and breaks when told.
//!
//! It is for tests and demonstrations. What it must get right is what a job can see: the order of answers, the time
//! paper takes, what happens to a job when the paper ends. A printer by other hands (emupos) checks its reading of the
//! common commands; both must agree.
//!
//! Architecture invariant: nothing in here uses the driver or the job builder. Bytes are read from the manuals anew,
//! so that one mistake is not made twice the same way.
//!
//! ```text
//!  terminal ──bytes──▶ machine ──ops──▶ sheet ──cut──▶ Paper ─▶ on_paper, files
//!  (a pty)  ◀─answers─ (time, faults)   (dots, text)
//! ```

mod decode;
mod font;
mod machine;
mod paper;
mod sheet;
mod terminal;

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

pub use paper::Paper;

use crate::bitmap::Bitmap;
use crate::command::LogoKey;
use crate::profile::Profile;
use machine::{Faults, Machine};
use terminal::Terminal;

/// Called with each finished paper, on the printer's thread.
pub type PaperListener = Box<dyn Fn(Paper) + Send>;

/// How to start a virtual printer.
pub struct Setup {
    /// The path under which programs open it.
    pub link: PathBuf,
    /// What it can do, and how fast.
    pub profile: Profile,
    /// Where papers are written, if anywhere; made if absent.
    pub out: Option<PathBuf>,
    /// Who is told of papers.
    pub on_paper: Option<PaperListener>,
    /// Pictures it has stored.
    pub logos: Vec<(LogoKey, Bitmap)>,
}

impl Setup {
    /// A printer at `link` which keeps its papers to itself.
    #[must_use]
    pub fn new(link: PathBuf, profile: Profile) -> Self {
        Self { link, profile, out: None, on_paper: None, logos: Vec::new() }
    }
}

/// What can go wrong with a printer. Faults add up until they are cleared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// No paper.
    PaperOut,
    /// The paper ends after so many millimetres more.
    PaperOutAfter {
        /// Millimetres left.
        mm: f32,
    },
    /// The roll is nearly used up.
    NearEnd,
    /// The cover is open.
    CoverOpen,
    /// The cutter is stuck, until `DLE ENQ 1` or 2 or clearing.
    CutterStuck,
    /// The line takes only so many bytes a second.
    Slow {
        /// Bytes a second.
        bytes_per_s: u32,
    },
    /// Takes and says nothing.
    Stall,
    /// Unplugged: the terminal closes and its link is gone.
    Vanish,
}

/// What a printer has seen so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Bytes received.
    pub bytes: u64,
    /// Commands carried out.
    pub commands: u64,
    /// Commands it did not know, or could not carry out.
    pub unknown: u64,
    /// The first of them.
    pub unknown_first: Vec<Vec<u8>>,
    /// Papers that came out.
    pub papers: u32,
}

/// A running virtual printer. Dropping it removes its link.
pub struct VirtualPrinter {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    machine: Mutex<Machine>,
    plugged: AtomicBool,
    stop: AtomicBool,
    papers: Mutex<u32>,
}

impl VirtualPrinter {
    /// Starts a printer; when this returns its link can be opened.
    ///
    /// # Errors
    /// No pseudo-terminal, or `link` or `out` cannot be made.
    pub fn start(setup: Setup) -> io::Result<Self> {
        if let Some(out) = &setup.out {
            std::fs::create_dir_all(out)?;
        }
        let terminal = Terminal::open(&setup.link)?;
        let mut machine = Machine::new(setup.profile.clone());
        for (key, picture) in &setup.logos {
            machine.store_logo(key.bytes(), picture.clone());
        }
        let shared = Arc::new(Shared {
            machine: Mutex::new(machine),
            plugged: AtomicBool::new(true),
            stop: AtomicBool::new(false),
            papers: Mutex::new(0),
        });
        let runner =
            Runner { setup, shared: Arc::clone(&shared), started: Instant::now(), credit: Credit::default() };
        let thread =
            std::thread::Builder::new().name("virtual-printer".into()).spawn(move || runner.run(terminal))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Breaks something, beside what is already broken.
    pub fn fault(&self, fault: Fault) {
        let mut machine = self.shared.machine();
        let faults = &mut machine.faults;
        match fault {
            Fault::PaperOut => faults.paper_left_mm = Some(0.0),
            Fault::PaperOutAfter { mm } => faults.paper_left_mm = Some(mm),
            Fault::NearEnd => faults.near_end = true,
            Fault::CoverOpen => faults.cover_open = true,
            Fault::CutterStuck => faults.cutter_stuck = true,
            Fault::Slow { bytes_per_s } => faults.bytes_per_s = Some(bytes_per_s),
            Fault::Stall => faults.stalled = true,
            Fault::Vanish => self.shared.plugged.store(false, Ordering::Relaxed),
        }
    }

    /// Puts a new roll in and closes the cover; other faults stay.
    pub fn refill(&self) {
        let mut machine = self.shared.machine();
        machine.faults = Faults {
            paper_left_mm: None,
            near_end: false,
            cover_open: false,
            cutter_stuck: machine.faults.cutter_stuck,
            stalled: machine.faults.stalled,
            bytes_per_s: machine.faults.bytes_per_s,
        };
    }

    /// Mends everything; a printer that had vanished is back under the same path, newly switched on.
    pub fn clear(&self) {
        self.shared.machine().faults = Faults::default();
        self.shared.plugged.store(true, Ordering::Relaxed);
    }

    /// What it has seen so far.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let machine = self.shared.machine();
        Tally {
            bytes: machine.bytes,
            commands: machine.commands,
            unknown: machine.unknown_count,
            unknown_first: machine.unknown.clone(),
            papers: *self.shared.papers(),
        }
    }
}

impl Drop for VirtualPrinter {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the virtual printer's thread had panicked");
        }
    }
}

/// The papers that bytes give on a printer of this kind, arriving in these pieces, without a terminal and in no time.
/// What is not cut is torn off at the end.
#[must_use]
pub fn render<'a>(
    profile: &Profile,
    logos: &[(LogoKey, Bitmap)],
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<Paper>, Tally) {
    let mut machine = Machine::new(profile.clone());
    for (key, picture) in logos {
        machine.store_logo(key.bytes(), picture.clone());
    }
    let mut now = Duration::ZERO;
    for chunk in pieces.into_iter().flat_map(|piece| piece.chunks(256)) {
        machine.receive(chunk, now);
        while machine.is_busy(now) {
            now = now.max(machine.busy_until());
            machine.advance(now);
        }
    }
    let mut papers = machine.take_papers();
    machine.tear_off();
    papers.extend(machine.take_papers().into_iter().filter(|(_, text)| !text.trim().is_empty()));
    let tally = Tally {
        bytes: machine.bytes,
        commands: machine.commands,
        unknown: machine.unknown_count,
        unknown_first: machine.unknown.clone(),
        papers: u32::try_from(papers.len()).unwrap_or(u32::MAX),
    };
    let papers =
        (1..).zip(papers).map(|(number, (picture, text))| Paper::new(number, &picture, text, profile.dpi));
    (papers.collect(), tally)
}

impl Shared {
    fn machine(&self) -> MutexGuard<'_, Machine> {
        self.machine.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn papers(&self) -> MutexGuard<'_, u32> {
        self.papers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Runner {
    setup: Setup,
    shared: Arc<Shared>,
    started: Instant,
    credit: Credit,
}

impl Runner {
    fn run(mut self, terminal: Terminal) {
        let mut terminal = Some(terminal);
        while !self.shared.stop.load(Ordering::Relaxed) {
            if !self.shared.plugged.load(Ordering::Relaxed) {
                terminal = None;
                std::thread::sleep(Duration::from_millis(5));
                continue;
            }
            let result = match &terminal {
                Some(open) => self.step(open),
                None => Terminal::open(&self.setup.link).map(|opened| {
                    self.shared.machine().restart();
                    terminal = Some(opened);
                }),
            };
            if let Err(error) = result {
                tracing::error!(%error, "the virtual printer's terminal failed; opening another");
                terminal = None;
                std::thread::sleep(Duration::from_millis(100));
            }
        }
    }

    fn step(&mut self, terminal: &Terminal) -> io::Result<()> {
        let now = self.started.elapsed();
        let (room, busy, limit) = {
            let machine = self.shared.machine();
            (machine.room(), machine.is_busy(now), machine.faults.bytes_per_s)
        };
        let room = self.credit.grant(room, limit, now);
        if room == 0 {
            std::thread::sleep(Duration::from_millis(2));
        } else {
            terminal.wait(Duration::from_millis(if busy { 2 } else { 20 }))?;
        }
        let mut buffer = [0; 256];
        let n = if room == 0 { 0 } else { terminal.read(&mut buffer[..room.min(256)])? };
        self.credit.spend(n);
        if n == 0 && !busy {
            terminal.release();
        }
        let now = self.started.elapsed();
        let (answers, papers) = {
            let mut machine = self.shared.machine();
            machine.receive(&buffer[..n], now);
            machine.advance(now);
            (machine.take_answers(), machine.take_papers())
        };
        // The paper is out before the printer says so.
        for (picture, text) in papers {
            self.deliver(&picture, text);
        }
        if answers.is_empty() { Ok(()) } else { terminal.write(&answers) }
    }

    fn deliver(&self, picture: &Bitmap, text: String) {
        let number = {
            let mut papers = self.shared.papers();
            *papers += 1;
            *papers
        };
        let paper = Paper::new(number, picture, text, self.setup.profile.dpi);
        if let Some(out) = &self.setup.out
            && let Err(error) = paper.save(out)
        {
            tracing::error!(%error, out = %out.display(), "a paper could not be saved");
        }
        if let Some(listener) = &self.setup.on_paper {
            listener(paper);
        }
    }
}

/// Bytes the line may still carry, at a limited speed.
#[derive(Default)]
struct Credit {
    bytes: f64,
    at: Duration,
}

impl Credit {
    fn grant(&mut self, room: usize, limit: Option<u32>, now: Duration) -> usize {
        let passed = now.saturating_sub(self.at).as_secs_f64();
        self.at = now;
        match limit {
            None => room,
            Some(bytes_per_s) => {
                let rate = f64::from(bytes_per_s);
                self.bytes = (self.bytes + rate * passed).min((rate / 10.0).max(1.0));
                room.min(self.bytes as usize)
            }
        }
    }

    fn spend(&mut self, bytes: usize) {
        self.bytes = (self.bytes - bytes as f64).max(0.0);
    }
}
