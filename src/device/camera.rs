//! The camera: its thread, and who it speaks to.
//!
//! ```text
//!   Dark ──Start──▶ Looking ──Capture──▶ Looking, the next frame is taken whole
//!    ▲                 │ Stop, or a fault: the device is closed and the last frame forgotten
//!    └─────────────────┘
//! ```
//!
//! Absent is normal: most kiosks have none, and the visit then offers the counter or the phone. Whether there is one is
//! looked at while dark, so that a camera that is plugged in is offered to the next visitor.
//!
//! **Architecture invariant:** the device is open only between Start and Stop, so its light is on only while somebody
//! asked for it.

pub mod drawn;
pub mod picture;
pub mod v4l2;

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::visit::{self, Camera as Order, CameraNews, Picture, machine};
use crate::wording::LogEvent;

/// Frames are shown at most this often: enough to see oneself, and a tenth of a core.
const FRAME_EVERY: Duration = Duration::from_millis(100);
/// How often it is looked whether a camera was plugged in or out.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Frames thrown away after opening: the exposure has to settle.
const SETTLE_FRAMES: u32 = 3;
/// Frames in a row that can't be read, until the camera is given up. A single torn one is nothing.
const BAD_FRAMES_MAX: u32 = 10;

/// Where a camera would be.
pub trait Source: Send {
    /// Whether it is there.
    fn attached(&self) -> bool;
    /// Opens it.
    ///
    /// # Errors
    /// It is not there, or something else holds it.
    fn open(&self) -> Result<Box<dyn Eye>, Fault>;
}

/// An open camera.
pub trait Eye {
    /// The next frame, whole. Waits a second at most.
    ///
    /// # Errors
    /// [`Fault::Frame`] for a frame that can't be read: the next may be. Any other: it is gone.
    fn look(&mut self) -> Result<Picture, Fault>;
}

/// Why a camera does not deliver.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Fault {
    /// There is no such device.
    #[error("there is no camera at {0}: check its cable and `camera.device`")]
    Absent(String),
    /// Something else holds it, or this user may not use it.
    #[error(
        "the camera can't be opened ({0}): is this user in the group video, and no other program using it?"
    )]
    Refused(String),
    /// It sends nothing, or broke off.
    #[error("the camera stopped ({0}): plug it in again")]
    Broken(String),
    /// It sends pictures of a kind that is not known here.
    #[error("the camera sends {0}, and neither MJPG nor YUYV: use another camera")]
    Format(String),
    /// This frame is torn.
    #[error("a frame can't be read")]
    Frame,
}

/// Takes news to the screen's thread.
pub type Listener = Arc<dyn Fn(visit::Event) + Send + Sync>;

/// The running thread. Dropping it closes the camera.
pub struct Camera {
    orders: Option<Sender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl Camera {
    /// Watches over `source`; `None`: there is no camera, and everything asked of it says so.
    ///
    /// # Errors
    /// There is no thread.
    pub fn start(source: Option<Box<dyn Source>>, post: Listener) -> std::io::Result<Self> {
        let (orders, inbox) = mpsc::channel();
        let work = move || Worker { source, post, told: None }.run(&inbox);
        let thread = std::thread::Builder::new().name("camera".into()).spawn(work)?;
        Ok(Self { orders: Some(orders), thread: Some(thread) })
    }

    /// Does what the visit asks.
    pub fn order(&self, order: Order) {
        if self.orders.as_ref().is_none_or(|orders| orders.send(order).is_err()) {
            tracing::error!(event = LogEvent::ThreadLost.name(), thread = "camera");
        }
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!(event = LogEvent::ThreadLost.name(), thread = "camera");
        }
    }
}

struct Worker {
    source: Option<Box<dyn Source>>,
    post: Listener,
    told: Option<bool>,
}

/// What is to be done after looking.
enum Next {
    Dark,
    Stop,
}

impl Worker {
    fn run(mut self, inbox: &Receiver<Order>) {
        loop {
            self.tell_presence();
            match inbox.recv_timeout(LOOK_EVERY) {
                Ok(Order::Start) => match self.look(inbox) {
                    Next::Dark => {}
                    Next::Stop => return,
                },
                // A capture without a start: the visit has gone on meanwhile.
                Ok(Order::Capture | Order::Stop) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn tell_presence(&mut self) {
        let here = self.source.as_ref().is_some_and(|source| source.attached());
        if self.told.replace(here) != Some(here) {
            (self.post)(visit::Event::Machine(machine::Event::Camera(here)));
        }
    }

    fn say(&self, news: CameraNews) {
        (self.post)(visit::Event::Camera(news));
    }

    fn look(&self, inbox: &Receiver<Order>) -> Next {
        let Some(source) = &self.source else {
            self.say(CameraNews::Absent);
            return Next::Dark;
        };
        let mut eye = match source.open() {
            Ok(eye) => eye,
            Err(fault) => {
                tracing::warn!(%fault, "the camera can't be used");
                self.say(if matches!(fault, Fault::Absent(_)) {
                    CameraNews::Absent
                } else {
                    CameraNews::Failed
                });
                return Next::Dark;
            }
        };
        let (mut seen, mut bad, mut wanted, mut shown) = (0, 0, false, None::<Instant>);
        loop {
            match inbox.try_recv() {
                Ok(Order::Stop) => return Next::Dark,
                Ok(Order::Capture) => wanted = true,
                Ok(Order::Start) | Err(mpsc::TryRecvError::Empty) => {}
                Err(mpsc::TryRecvError::Disconnected) => return Next::Stop,
            }
            let frame = match eye.look() {
                Ok(frame) => frame,
                Err(Fault::Frame) if bad < BAD_FRAMES_MAX => {
                    bad += 1;
                    continue;
                }
                Err(fault) => {
                    tracing::warn!(%fault, "the camera stopped");
                    self.say(CameraNews::Failed);
                    return Next::Dark;
                }
            };
            (seen, bad) = (seen + 1, 0);
            if seen <= SETTLE_FRAMES {
                continue;
            }
            if std::mem::take(&mut wanted) {
                self.take(&frame);
                continue;
            }
            if shown.is_none_or(|at| at.elapsed() >= FRAME_EVERY) {
                shown = Some(Instant::now());
                self.say(CameraNews::Frame(Arc::new(picture::preview(&frame))));
            }
        }
    }

    fn take(&self, frame: &Picture) {
        let photo = picture::photo(frame);
        match picture::jpeg(&photo) {
            Some(jpeg) => self.say(CameraNews::Taken { jpeg, picture: Arc::new(photo) }),
            None => self.say(CameraNews::Failed),
        }
    }
}

#[cfg(test)]
mod tests;
