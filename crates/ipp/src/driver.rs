//! One thread a printer: it alone asks, knows the printer's state before anyone wants it, and prints one job at a
//! time, saying only what it can prove.
//!
//! ```text
//!  print() ──▶ PRECHECK ── not a PDF, not ready ─────────────────────▶ Refused(cause)   nothing left
//!                 │
//!                 ▼ before_first_byte() ── Err ──────────────────────▶ Refused(Withheld)
//!                 │ Create-Job: a number at the printer, no document yet ── fails ──▶ Refused(cause)
//!                 ▼
//!              FirstByte        the document begins to leave
//!                 ├── the printer answers that it will not take it ──▶ NotPrinted(cause)
//!                 ├── the link breaks ── the job is asked after, by number or name ── not found ─▶ Doubtful(LinkLost)
//!                 ▼
//!               Sent            the printer has all of it
//!                 │                             ┌─ mended: Resumed ─┐
//!                 ▼                             │                   │
//!             FOLLOWING ── paper out, stopped ──┴─▶ Suspended(cause)┴─ reload_wait passes, or abandon() ─▶ cancel ─▶ Doubtful(cause)
//!                 ├─ completed (9), nothing contradicts ─────────────▶ Printed
//!                 ├─ aborted (8), and the printer counted no sheet ──▶ NotPrinted(Aborted)
//!                 ├─ aborted, cancelled, completed with errors ──────▶ Doubtful(cause)
//!                 ├─ the printer does not know it any more ──────────▶ Doubtful(Vanished)
//!                 ├─ no answer for `link_patience` ──────────────────▶ Doubtful(LinkLost)
//!                 └─ deadline ── cancel ─────────────────────────────▶ Doubtful(Deadline)
//! ```
//!
//! Invariants:
//! - `Refused` is sent only when not one byte of the document left, `NotPrinted` only when the printer's own word
//!   says that no sheet came out. They alone permit printing again without asking.
//! - Every job ends with exactly one of `Refused`, `NotPrinted`, `Printed`, `Doubtful`; then the channel closes.
//! - A doubtful job is cancelled at the printer, at once or when it can be reached again: nothing prints later to
//!   a stranger.
//! - Nothing is sent twice, and no wait is without a limit.
//!
//! Through CUPS, *completed* means what the queue's back end says: that of an `ipp://` printer waits for the
//! printer's own word, those of `socket://` and `usb://` only for the last byte. Point queues at IPP printers.

mod run;
mod worker;

pub use run::takes;

use std::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::address::Address;
use crate::ask::Peer;
use crate::job::Name;
use crate::status::{Cause, IppStatus};

/// Largest document taken, in bytes: a sheet has 60 kB; a scanned page has 2 MB.
pub const PDF_BYTES_MAX: usize = 16 << 20;

/// A printer and the thread that drives it. Dropping it stops the thread.
pub struct IppPrinter {
    orders: Option<Sender<Order>>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// What happens to a job. See the module's drawing for the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Not one byte of the document left, and why. The end.
    Refused(Cause),
    /// The document begins to leave: from here it may come on paper.
    FirstByte,
    /// The printer has all of it, which says nothing about paper.
    Sent,
    /// The printer stopped within the job and goes on by itself once mended.
    Suspended(Cause),
    /// It goes on.
    Resumed,
    /// On paper. The end.
    Printed(Proof),
    /// The printer says that no sheet came out, and why. The end.
    NotPrinted(Cause),
    /// It cannot be known whether it is on paper. Ask the person; never repeat by yourself. The end.
    Doubtful(Cause),
}

/// Why a job is believed to be on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// Sides that the printer counted, where it counts.
    pub impressions: Option<u32>,
}

/// What became of a job of an earlier run of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The printer says that it is completed.
    Printed,
    /// The printer gave it up and counted no sheet.
    NotPrinted,
    /// It can't be known; had it still been waiting, it is cancelled now.
    Unknown,
}

/// Limits on every wait.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// Time between two questions while idle.
    pub poll: Duration,
    /// The same for `attentive_for` after a job was refused, for then somebody waits for the printer to be mended.
    pub attentive_poll: Duration,
    /// See [`Timing::attentive_poll`].
    pub attentive_for: Duration,
    /// How long an answer may take.
    pub reply: Duration,
    /// How long a document may take to leave.
    pub transfer: Duration,
    /// Time between two questions while a job is followed.
    pub follow: Duration,
    /// How long a job may take to be printed, suspensions not counted.
    pub job: Duration,
    /// How long a suspended job waits to be mended.
    pub reload_wait: Duration,
    /// How long a printer may not answer while a job is followed.
    pub link_patience: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            poll: Duration::from_secs(30),
            attentive_poll: Duration::from_secs(2),
            attentive_for: Duration::from_secs(100),
            reply: Duration::from_secs(3),
            transfer: Duration::from_secs(30),
            follow: Duration::from_millis(500),
            job: Duration::from_secs(120),
            reload_wait: Duration::from_secs(60),
            link_patience: Duration::from_secs(10),
        }
    }
}

/// What a caller's `before_first_byte` fails with.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Called after the printer was found ready and before anything leaves: the place to write “sending” to disk.
pub type BeforeFirstByte = Box<dyn FnOnce() -> Result<(), BoxError> + Send>;

/// Called with every change of status, on the printer's thread: it must return soon, and not subscribe in turn.
pub type StatusListener = Box<dyn Fn(&IppStatus) + Send>;

/// How long a drop waits for a question under way; after that the thread ends by itself.
const STOP_WAIT: Duration = Duration::from_secs(1);

impl IppPrinter {
    /// Starts driving the printer at `address`. It need not be there yet.
    #[must_use]
    pub fn start(address: Address, timing: Timing) -> Self {
        let shared = Arc::new(Shared {
            status: Mutex::new(IppStatus::UNKNOWN),
            listeners: Mutex::new(Vec::new()),
            stop: AtomicBool::new(false),
            abandon: AtomicBool::new(false),
        });
        let (orders, inbox) = mpsc::channel();
        let peer = Peer::new(address, timing.reply, timing.transfer);
        let worker = worker::Worker::new(peer, timing, Arc::clone(&shared), inbox);
        let thread = std::thread::Builder::new().name("ipp".into()).spawn(move || worker.run());
        if let Err(error) = &thread {
            tracing::error!(%error, "no thread for the printer");
        }
        Self { orders: Some(orders), shared, thread: thread.ok() }
    }

    /// The last known state.
    #[must_use]
    pub fn status(&self) -> IppStatus {
        self.shared.status()
    }

    /// Tells `listener` the present state now, and every change from then on.
    pub fn subscribe(&self, listener: StatusListener) {
        let mut listeners = self.shared.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        listener(&self.status());
        listeners.push(listener);
    }

    /// Prints a PDF under `name`. Returns at once; jobs wait for each other. The receiver may be dropped; the job
    /// goes on.
    pub fn print(&self, name: Name, pdf: Vec<u8>, before_first_byte: BeforeFirstByte) -> Receiver<Progress> {
        let (progress, receiver) = mpsc::channel();
        self.order(Order::Print(Print { name, pdf, before_first_byte, progress }));
        receiver
    }

    /// Asks the printer what became of jobs that were sent before this program started. What of them still waits or
    /// is being printed gets `wait` to come to its end and is cancelled then. One answer a name, in their order;
    /// none when the printer's thread has ended.
    pub fn recover(&self, names: Vec<Name>, wait: Duration) -> Receiver<Vec<(Name, Fate)>> {
        let (fates, receiver) = mpsc::channel();
        self.order(Order::Recover(Recover { names, wait, fates }));
        receiver
    }

    /// Takes back a job that is suspended: it is cancelled and ends as `Doubtful` now, not when `reload_wait` is over.
    /// Without effect on one that goes on.
    pub fn abandon(&self) {
        self.shared.abandon.store(true, Ordering::Relaxed);
    }

    /// Stops the thread. A job on its way ends as `Doubtful(Stopped)`, waiting ones as `Refused(Stopped)`.
    pub fn stop(self) {
        drop(self);
    }

    fn order(&self, order: Order) {
        let lost = match &self.orders {
            Some(orders) => orders.send(order).err().map(|mpsc::SendError(order)| order),
            None => Some(order),
        };
        if let Some(Order::Print(print)) = lost {
            print.report(Progress::Refused(Cause::Stopped));
        }
    }
}

impl Drop for IppPrinter {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        self.orders = None;
        let Some(thread) = self.thread.take() else { return };
        let begun = Instant::now();
        while !thread.is_finished() && begun.elapsed() < STOP_WAIT {
            std::thread::sleep(Duration::from_millis(5));
        }
        if !thread.is_finished() {
            tracing::info!("the sheet printer's thread still waits for an answer; it ends by itself");
        } else if thread.join().is_err() {
            tracing::error!("the sheet printer's thread had panicked");
        }
    }
}

struct Shared {
    status: Mutex<IppStatus>,
    listeners: Mutex<Vec<StatusListener>>,
    stop: AtomicBool,
    abandon: AtomicBool,
}

impl Shared {
    fn publish(&self, status: &IppStatus) {
        let listeners = self.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        let before = std::mem::replace(
            &mut *self.status.lock().unwrap_or_else(PoisonError::into_inner),
            status.clone(),
        );
        if before != *status {
            tracing::info!(?status, "sheet printer status");
            for listener in listeners.iter() {
                listener(status);
            }
        }
    }

    fn status(&self) -> IppStatus {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

enum Order {
    Print(Print),
    Recover(Recover),
}

struct Print {
    name: Name,
    pdf: Vec<u8>,
    before_first_byte: BeforeFirstByte,
    progress: Sender<Progress>,
}

impl Print {
    fn report(&self, progress: Progress) {
        // The caller may have lost interest; the job goes on all the same.
        let _ = self.progress.send(progress);
    }
}

struct Recover {
    names: Vec<Name>,
    wait: Duration,
    fates: Sender<Vec<(Name, Fate)>>,
}
