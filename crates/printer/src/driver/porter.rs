//! Opens and closes the device on a thread of its own, for either may hang: a name that no server answers, a network
//! that swallows, a serial driver that waits for its last bytes. The printer's thread asks, and goes on.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender, TryRecvError};
use std::time::Duration;

use super::shared::Shared;
use crate::transport::{Opener, Transport};

type Opened = io::Result<Box<dyn Transport>>;

enum Errand {
    Open(Option<u32>),
    Close(Box<dyn Transport>),
}

/// The printer's thread's end. At most one opening is under way.
pub(super) struct Porter {
    errands: Sender<Errand>,
    opened: Receiver<Opened>,
    under_way: bool,
}

impl Porter {
    pub(super) fn start(mut open: Opener, shared: Arc<Shared>) -> io::Result<Self> {
        let (errands, inbox) = mpsc::channel();
        let (sender, opened) = mpsc::channel();
        std::thread::Builder::new().name("printer-open".into()).spawn(move || {
            for errand in inbox {
                match errand {
                    Errand::Open(baud) => {
                        let result = open(baud);
                        // Nobody may want it any more; then it is closed again here.
                        let _ = sender.send(result);
                        shared.waker.wake();
                    }
                    Errand::Close(transport) => drop(transport),
                }
            }
        })?;
        Ok(Self { errands, opened, under_way: false })
    }

    /// Begins to open the device, unless that is under way.
    pub(super) fn open(&mut self, baud: Option<u32>) {
        if !self.under_way {
            self.under_way = self.errands.send(Errand::Open(baud)).is_ok();
        }
    }

    pub(super) fn is_opening(&self) -> bool {
        self.under_way
    }

    /// What became of the opening; `None` while it is under way, or when there was none.
    pub(super) fn opened(&mut self) -> Option<Opened> {
        if !self.under_way {
            return None;
        }
        match self.opened.try_recv() {
            Ok(result) => {
                self.under_way = false;
                Some(result)
            }
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => {
                self.under_way = false;
                Some(Err(io::Error::other("what opens the device has panicked")))
            }
        }
    }

    pub(super) fn close(&self, transport: Box<dyn Transport>) {
        // Without the other thread it is closed here, by being dropped.
        let _ = self.errands.send(Errand::Close(transport));
    }

    /// Lets all be closed, which is waited for a moment: whoever starts another driver finds the device free.
    pub(super) fn finish(self, limit: Duration) {
        let Self { errands, opened, .. } = self;
        drop(errands);
        while let Ok(late) = opened.recv_timeout(limit) {
            drop(late);
        }
        match opened.recv_timeout(Duration::ZERO) {
            Err(RecvTimeoutError::Disconnected) => {}
            Ok(_) | Err(RecvTimeoutError::Timeout) => {
                tracing::warn!("the printer's device is still being opened or closed");
            }
        }
    }
}
