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
//!  terminal, TCP ──bytes──▶ line ──▶ machine ──ops──▶ sheet ──head, cutter──▶ Paper ─▶ on_paper, files
//!     (runner)   ◀─answers── (speed,   (time,         (dots,   (roll, faults)
//!                            noise)    orders)         text)
//!                └─ VirtualPrinter ─┘└───────────────── Simulator ─────────────────┘
//! ```
//!
//! [`Simulator`] is the whole printer in a time of its own, for tests of bytes, papers and answers.
//! [`VirtualPrinter`] puts it behind a pseudo-terminal or a network port, for programs. What can go wrong is written
//! down once, in [`Fault`].

mod condition;
mod decode;
mod fault;
mod font;
mod line;
mod machine;
mod memory;
mod noise;
mod paper;
mod roll;
mod runner;
mod sheet;
mod simulator;
mod terminal;

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

pub use fault::{Act, After, Fault, Order, OrderError};
pub use paper::{Paper, PaperEnd};
pub use simulator::Simulator;

use crate::bitmap::Bitmap;
use crate::command::LogoKey;
use crate::profile::Profile;
use runner::{Runner, Shared};

/// Called with each finished paper, on the printer's thread.
pub type PaperListener = Box<dyn Fn(Paper) + Send>;

/// How fast the line is. A byte is ten bits (8N1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Speed {
    /// As fast as the computer set its side of the line: right whatever that is. Over TCP without limit.
    #[default]
    AsComputer,
    /// The printer's switches say so many bits a second. A computer at another speed is not understood.
    Baud(u32),
    /// Bytes take no time.
    Unlimited,
}

/// What happens when the receive buffer is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flow {
    /// The printer's ready line (DTR) stops the computer's hardware; nothing is lost. As Epson delivers them.
    #[default]
    Ready,
    /// The printer sends XOFF and XON; bytes of a computer that does not listen are lost. One whose terminal does
    /// (`IXON`), and any over TCP, stops in time.
    XonXoff,
    /// Nothing: what does not fit is lost.
    None,
}

/// How to start a virtual printer.
pub struct Setup {
    /// The path under which programs open it, if it is to have a pseudo-terminal.
    pub link: Option<PathBuf>,
    /// The address on which it is a network printer, if it is to be one; port 0 takes any that is free.
    pub tcp: Option<SocketAddr>,
    /// What it can do, and how fast.
    pub profile: Profile,
    /// Where papers are written, if anywhere; made if absent.
    pub out: Option<PathBuf>,
    /// Who is told of papers. With neither this nor `out` no picture of them is made.
    pub on_paper: Option<PaperListener>,
    /// Pictures it has stored.
    pub logos: Vec<(LogoKey, Bitmap)>,
    /// Line speed.
    pub speed: Speed,
    /// What it does when its buffer is full.
    pub flow: Flow,
    /// Receive buffer, in bytes.
    pub buffer_bytes: usize,
    /// Free bytes of the buffer at which XOFF is sent.
    pub xoff_free_bytes: usize,
    /// Free bytes at which XON is sent again.
    pub xon_free_bytes: usize,
    /// Paper on a new roll, in millimetres; infinity for one that never ends.
    pub roll_mm: f32,
    /// Millimetres left at which the near-end sensor speaks, on a profile that has one.
    pub near_end_mm: f32,
    /// Memory for pictures, in bytes.
    pub nv_bytes: usize,
    /// How long that memory takes for one change.
    pub nv_write: Duration,
    /// Whether it knows the order to forget (`DLE DC4 8`), as many cheap ones do not.
    pub forgets: bool,
    /// Decides which bytes a bad line spoils, and how.
    pub seed: u64,
    /// Done to it before the first byte, or when the order says.
    pub orders: Vec<Order>,
    /// Done to it one after the other.
    pub script: Vec<Order>,
}

impl Setup {
    /// A printer at `link` which keeps its papers to itself.
    #[must_use]
    pub fn new(link: PathBuf, profile: Profile) -> Self {
        Self { link: Some(link), ..Self::bare(profile) }
    }

    /// A printer that is found nowhere, for a [`Simulator`], or to be given a `link` or an address. Buffer and marks
    /// are those of a TM-T88; the roll is the profile's.
    #[must_use]
    pub fn bare(profile: Profile) -> Self {
        Self {
            link: None,
            tcp: None,
            roll_mm: profile.roll_m * 1000.0,
            profile,
            out: None,
            on_paper: None,
            logos: Vec::new(),
            speed: Speed::default(),
            flow: Flow::default(),
            buffer_bytes: 4096,
            xoff_free_bytes: 128,
            xon_free_bytes: 256,
            near_end_mm: 4000.0,
            nv_bytes: 256 * 1024,
            nv_write: Duration::from_millis(500),
            forgets: true,
            seed: 1,
            orders: Vec::new(),
            script: Vec::new(),
        }
    }
}

/// What a printer has seen so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tally {
    /// Bytes received, those included for which there was no room.
    pub bytes: u64,
    /// Commands carried out.
    pub commands: u64,
    /// Commands it did not know, or could not carry out.
    pub unknown: u64,
    /// The first of them.
    pub unknown_first: Vec<Vec<u8>>,
    /// Papers that came out, whole or not.
    pub papers: u32,
    /// Bytes lost: on the line, or because the buffer was full or the power off.
    pub lost: u64,
    /// Bytes sent at a speed the other side does not hear at, in both directions.
    pub garbled: u64,
    /// Times it said XOFF.
    pub xoffs: u64,
    /// Real-time commands that were hidden in other commands, as in a picture, and carried out all the same.
    pub accidents: u64,
    /// Changes of the memory for pictures; a real one endures ten a day.
    pub nv_writes: u64,
    /// Of these, how many were spoilt by a byte that arrived, or by the power.
    pub nv_violations: u64,
    /// Paper moved, in whole millimetres.
    pub paper_mm: u64,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { bytes, commands, unknown, papers, lost, garbled, xoffs, accidents, .. } = self;
        write!(
            f,
            "{bytes} bytes, {commands} commands, {unknown} unknown, {papers} papers, {} mm, {lost} lost, {garbled} garbled, \
             {xoffs} xoff, {accidents} accidents, {} stored, {} spoilt",
            self.paper_mm, self.nv_writes, self.nv_violations
        )
    }
}

/// A running virtual printer. Dropping it removes its link.
pub struct VirtualPrinter {
    shared: Arc<Shared>,
    tcp: Option<SocketAddr>,
    thread: Option<JoinHandle<()>>,
}

impl VirtualPrinter {
    /// Starts a printer; when this returns it can be opened.
    ///
    /// # Errors
    /// No pseudo-terminal, the address is taken, or `link` or `out` cannot be made.
    pub fn start(setup: Setup) -> io::Result<Self> {
        if let Some(out) = &setup.out {
            std::fs::create_dir_all(out)?;
        }
        let shared = Arc::new(Shared::new(&setup));
        let runner = Runner::open(setup, Arc::clone(&shared))?;
        let tcp = runner.tcp_address();
        let thread =
            std::thread::Builder::new().name("virtual-printer".into()).spawn(move || runner.run())?;
        Ok(Self { shared, tcp, thread: Some(thread) })
    }

    /// The address on which it is a network printer.
    #[must_use]
    pub fn tcp_address(&self) -> Option<SocketAddr> {
        self.tcp
    }

    /// Breaks something, beside what is already broken.
    pub fn fault(&self, fault: Fault) {
        self.order(Act::Break(fault));
    }

    /// Takes one kind of fault back, whatever its number; the others stay.
    pub fn mend(&self, fault: Fault) {
        self.order(Act::Mend(fault));
    }

    /// Puts a new roll in and closes the cover; other faults stay. Half a paper that hangs out comes away.
    pub fn refill(&self) {
        self.order(Act::Refill);
    }

    /// Mends everything; a printer that had vanished is back under the same path, newly switched on.
    pub fn clear(&self) {
        self.order(Act::Clear);
    }

    /// Switches it off and on: buffers, modes and automatic status are lost; stored pictures, the roll, and half a
    /// paper that hangs out stay.
    pub fn power_cycle(&self) {
        self.order(Act::PowerCycle);
    }

    /// Does something to it when something has come about, counted from now.
    pub fn at(&self, after: After, act: Act) {
        self.order(Order { after, act });
    }

    /// Carries out an order, now or when it says.
    pub fn order(&self, order: impl Into<Order>) {
        self.shared.now().order(order);
    }

    /// Carries out orders one after the other, each counted from the one before.
    pub fn script(&self, orders: impl IntoIterator<Item = Order>) {
        self.shared.now().script(orders);
    }

    /// What is wrong with it at present.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        self.shared.now().faults()
    }

    /// What hangs out of it and was not cut yet; `None` if there is nothing on it.
    #[must_use]
    pub fn hanging(&self) -> Option<Paper> {
        self.shared.now().hanging()
    }

    /// Millimetres of paper left on the roll.
    #[must_use]
    pub fn paper_left_mm(&self) -> f32 {
        self.shared.now().paper_left_mm()
    }

    /// What it has seen so far.
    #[must_use]
    pub fn tally(&self) -> Tally {
        self.shared.now().tally()
    }
}

impl Drop for VirtualPrinter {
    fn drop(&mut self) {
        self.shared.stop();
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
    let mut printer = Simulator::new(&Setup {
        speed: Speed::Unlimited,
        roll_mm: f32::INFINITY,
        logos: logos.to_vec(),
        ..Setup::bare(profile.clone())
    });
    let mut papers = Vec::new();
    for byte in pieces.into_iter().flatten() {
        printer.send(std::slice::from_ref(byte));
        // A computer without haste: each byte waits until the printer has done with the one before. Only what lies in
        // the printer for a second is torn off, so that must not pass between two.
        printer.run_while_busy();
        papers.extend(printer.papers());
        printer.answers();
    }
    if printer.hanging().is_some() {
        printer.tear_off();
        papers.extend(printer.papers());
    }
    let tally = Tally { papers: u32::try_from(papers.len()).unwrap_or(u32::MAX), ..printer.tally() };
    (papers, tally)
}
