//! One thread a printer: it alone holds the port, knows the printer's state before anyone asks, and prints one job
//! at a time, saying only what it can prove.
//!
//! Between "bytes left this computer" and "paper in the hand" there is no transaction. So a job's fate has three
//! values, and only proof makes the first two:
//!
//! ```text
//!  print() ──▶ PRECHECK ── not ready ──────────────────────────────▶ Refused(cause)   no byte left
//!                 │
//!                 ▼ before_first_byte() ── Err ────────────────────▶ Refused(Withheld)
//!                 │ Ok: the caller's record says “sending”
//!                 ├── the first write fails or finds no room ──────▶ Refused(cause)
//!                 ▼
//!              FirstByte
//!                 │ ≤ 256 bytes in flight      ┌───────────────┐
//!                 ▼                            │   Suspended   │──── reload_wait passes ─▶ clear ─▶ Doubtful(cause)
//!              SENDING ── paper out, cover ───▶│   (cause)     │
//!                 │  ▲                         └───────────────┘
//!                 │  └─── mended: Resumed ─────────┘   ▲  │
//!                 ▼                                    │  │
//!               Sent                                   │  │ mended: Resumed
//!                 │                                    │  ▼
//!                 ▼                                    │
//!              PROVING ── paper out, cover ────────────┘
//!                 │ ├─ GS ( H answered with our name ─▶ Printed(ProcessId)
//!                 │ ├─ GS r answered, then healthy ───▶ Printed(Barrier)
//!                 │ └─ profile cannot answer ─────────▶ PrintedUnverified
//!                 │
//!                 ├─ deadline ── clear ───────────────▶ Doubtful(Deadline, or what the printer then says)
//!                 └─ link broken (SENDING too) ───────▶ Doubtful(LinkLost)
//! ```
//!
//! Invariants:
//! - `Refused` is sent only when not one byte of the job left. It alone permits printing again without asking.
//! - Every job ends with exactly one of `Refused`, `Printed`, `PrintedUnverified`, `Doubtful`, then the channel
//!   closes. A driver that is dropped ends its jobs with `Stopped`.
//! - A stuck cutter is helped once (`DLE ENQ 1`), an answer within half a second of a closed cover is asked for again.
//! - What a printer holds of a job that broke off is cleared, when its cable is back if not at once; until the printer has
//!   said that it has forgotten, or that it has done all, no other job begins.
//! - The thread never waits for a device without a limit.
//! - Nothing is sent twice. Repeating is for the caller, with a person's word or with proof.
//!
//! The printer is asked every two seconds while idle, and reports changes by itself where it can, so that a tap on the
//! screen costs no question: with a status younger than `fresh`, the first byte leaves at once (1.3 ms measured on a
//! terminal). In between the thread sleeps, on the device and on its orders together. While an order is in hand no wait is
//! longer than 200 ms, and after each it looks whether it is to stop. Opening and closing, which may hang, are done on a
//! thread of their own.
//!
//! Within a job questions stand only at its safe points ([`crate::job::safe_points`]), for a question inside a picture is
//! picture data to many printers; and nothing follows a question until it is answered. A printer that does not report by
//! itself is asked so every half second, one that does every second, whether it is still there: if it falls silent and
//! then answers, it was switched off and on, and the job is in doubt. No more than 112 bytes are on their way at any
//! time, so that XOFF is heeded before the printer's reserve is full, and little is left to be cleared.

mod forget;
mod identify;
mod link;
mod logo;
mod order;
mod porter;
mod probe;
mod recover;
mod run;
mod shared;
mod worker;

use std::error::Error;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::bitmap::Bitmap;
use crate::command::{LogoKey, ProcessId};
use crate::profile::Profile;
pub use crate::status::{Cause, Status};
use crate::transport::{Address, Opener};
pub use logo::LogoError;
use order::{Order, PrintOrder};
use shared::Shared;
pub use shared::Vitals;

/// A printer and the thread that drives it. Dropping it stops the thread and waits for it.
pub struct Printer {
    orders: Sender<Order>,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// What happens to a job. See the module's drawing for the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Not one byte left, and why. The end.
    Refused(Cause),
    /// The first byte has left: from here the job may be on paper.
    FirstByte,
    /// All bytes have left this computer, which says nothing about paper.
    Sent,
    /// On paper. The end.
    Printed(Proof),
    /// All bytes have left, and this printer never answers. Ask the person. The end.
    PrintedUnverified,
    /// The printer stopped within the job and may go on by itself once mended.
    Suspended(Cause),
    /// A suspended job goes on.
    Resumed,
    /// It cannot be known whether the job is on paper. Ask the person; never repeat by yourself. The end.
    Doubtful(Cause),
}

/// Why a job is believed to be on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// The printer repeated the job's own name after printing it (`GS ( H`).
    ProcessId,
    /// The printer had processed all data and stayed healthy (`GS r`, then `DLE EOT`). Weaker: data processed is not
    /// yet paper moved.
    Barrier,
}

/// What a search for the line speed comes to. `Trying` is told for each speed; the others are the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaudProbe {
    /// This speed, in bits a second, is being tried.
    Trying(u32),
    /// The printer answers at this speed, in bits a second. The driver keeps it until it is started anew; write it
    /// into the configuration.
    Found(u32),
    /// The printer answers at no speed: it is switched off, or the cable is wrong.
    Nothing,
    /// The printer is not on a serial line.
    NotSerial,
}

/// Who a printer says it is (`GS I`); `None` where it does not say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identity {
    /// Its maker, such as `EPSON`.
    pub maker: Option<String>,
    /// Its model, such as `TM-T82`.
    pub model: Option<String>,
    /// The version of its firmware.
    pub firmware: Option<String>,
    /// Its serial number.
    pub serial: Option<String>,
}

/// Limits on every wait.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// How old a healthy status may be to print without asking again.
    pub fresh: Duration,
    /// Time between two rounds of questions while idle. Each wakes the thread twice: to ask, and to hear.
    pub poll: Duration,
    /// How long four answers may take.
    pub reply: Duration,
    /// How long a job waits for a device to be opened before it is refused.
    pub open: Duration,
    /// How long after a cover was closed its printer's answers are not believed yet.
    pub cover_settle: Duration,
    /// How long a printer within a job may leave questions unanswered before they are asked again, and before one that
    /// answers at once otherwise counts as having been switched off.
    pub silence: Duration,
    /// How long a printer is left alone while it writes its own memory.
    pub nv_write: Duration,
    /// Added to a job's time on the wire and on paper to make its deadline.
    pub margin: Duration,
    /// How long a suspended job waits to be mended.
    pub reload_wait: Duration,
    /// How long a printer must stay healthy after a barrier.
    pub settle: Duration,
    /// How long clearing the printer may take.
    pub clear: Duration,
    /// First pause before opening a lost device again; doubled each time.
    pub reopen_min: Duration,
    /// Longest such pause.
    pub reopen_max: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            fresh: Duration::from_millis(2500),
            poll: Duration::from_secs(2),
            reply: Duration::from_millis(300),
            open: Duration::from_secs(1),
            cover_settle: Duration::from_millis(500),
            silence: Duration::from_secs(2),
            nv_write: Duration::from_secs(3),
            margin: Duration::from_secs(5),
            reload_wait: Duration::from_secs(60),
            settle: Duration::from_millis(300),
            clear: Duration::from_millis(500),
            reopen_min: Duration::from_millis(500),
            reopen_max: Duration::from_secs(5),
        }
    }
}

/// What a caller's `before_first_byte` fails with.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Called after the printer was found ready and before the first byte leaves: the place to write “sending” to disk.
pub type BeforeFirstByte = Box<dyn FnOnce() -> Result<(), BoxError> + Send>;

/// Called with every change of status, on the printer's thread: it must return soon, and not subscribe in turn.
pub type StatusListener = Box<dyn Fn(Status) + Send>;

impl Printer {
    /// Starts driving the printer at `address`. The device need not be there yet.
    #[must_use]
    pub fn start(address: Address, profile: Profile) -> Self {
        let mut profile = profile;
        if let Address::Serial { baud, .. } = address {
            profile.baud = baud;
        }
        Self::start_on(address.opener(), profile, Timing::default())
    }

    /// Starts driving whatever `open` opens, with other limits. The profile's `baud` is the line's.
    #[must_use]
    pub fn start_on(open: Opener, profile: Profile, timing: Timing) -> Self {
        let shared = Arc::new(Shared::new());
        let (orders, inbox) = mpsc::channel();
        let worker = worker::Worker::new(open, profile, timing, Arc::clone(&shared), inbox);
        let thread = worker.and_then(|worker| {
            std::thread::Builder::new().name("printer".into()).spawn(move || worker.run())
        });
        if let Err(error) = &thread {
            tracing::error!(%error, "no thread for the printer");
        }
        Self { orders, shared, thread: thread.ok() }
    }

    /// The last known state.
    #[must_use]
    pub fn status(&self) -> Status {
        self.shared.status()
    }

    /// Tells `listener` the present state now, and every change from then on.
    pub fn subscribe(&self, listener: StatusListener) {
        self.shared.subscribe(listener);
    }

    /// Prints `bytes`, which will move `paper_mm` of paper, under the name of `process_id`.
    ///
    /// Returns at once. Jobs wait for each other in the order they came. The receiver may be dropped; the job goes on.
    pub fn print(
        &self,
        process_id: u32,
        bytes: Vec<u8>,
        paper_mm: f32,
        before_first_byte: BeforeFirstByte,
    ) -> Receiver<Progress> {
        let (progress, receiver) = mpsc::channel();
        let name = ProcessId::of(process_id);
        self.order(Order::Print(PrintOrder { name, bytes, paper_mm, before_first_byte, progress }));
        receiver
    }

    /// Takes back the job that is being printed if it is suspended: it ends as `Doubtful` at once, and the printer is
    /// made to forget the rest, so that new paper does not bring it out for somebody else. A job that goes on is not
    /// touched.
    pub fn abandon(&self) {
        self.shared.abandon();
    }

    /// Begins anew with a printer that another run of this program may have left in mid-job. To be called before
    /// the first job.
    ///
    /// Listens up to `wait` for the names (`process_id` of [`Printer::print`]) of jobs that the printer is still
    /// printing, then makes it forget what it holds, so that no half job comes out with the next, and greets it.
    /// Returns at once; what is received are those of `names` that are on paper, in any order. Nothing is received
    /// if the driver stops before.
    #[must_use]
    pub fn recover(&self, names: Vec<u32>, wait: Duration) -> Receiver<Vec<u32>> {
        let (reply, receiver) = mpsc::channel();
        self.order(Order::Recover { names, wait, reply });
        receiver
    }

    /// Searches the line speed of a printer that does not answer at the configured one: the configured one, 115200,
    /// 38400, 19200, 9600. For a technician's test: garbage may come out at the wrong speeds. Returns at once.
    #[must_use]
    pub fn probe_baud(&self) -> Receiver<BaudProbe> {
        let (reply, receiver) = mpsc::channel();
        self.order(Order::ProbeBaud { reply });
        receiver
    }

    /// Stores a picture in the printer under `key`, and makes sure that it is there. Returns at once; it takes some
    /// seconds, in which the printer is asked nothing.
    ///
    /// A printer's memory wears out: fewer than ten times a day. The caller counts, before it calls.
    #[must_use]
    pub fn store_logo(&self, key: LogoKey, picture: Bitmap) -> Receiver<Result<(), LogoError>> {
        let (reply, receiver) = mpsc::channel();
        self.order(Order::StoreLogo { key, picture, reply });
        receiver
    }

    /// Who the printer says it is; `None` until it has said anything of itself.
    #[must_use]
    pub fn identity(&self) -> Option<Identity> {
        self.shared.identity()
    }

    fn order(&self, order: Order) {
        if let Err(mpsc::SendError(order)) = self.orders.send(order) {
            order.refuse();
        }
        self.shared.waker.wake();
    }

    /// How the thread has lived so far: for measurements.
    #[must_use]
    pub fn vitals(&self) -> Vitals {
        self.shared.vitals()
    }

    /// Stops the thread and waits for it. A job in flight ends as `Doubtful(Stopped)`, waiting ones as
    /// `Refused(Stopped)`.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Printer {
    fn drop(&mut self) {
        self.shared.stop();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the printer's thread had panicked");
        }
    }
}
