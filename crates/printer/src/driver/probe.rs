//! Finding a printer's line speed.
//!
//! At a wrong speed our question is garbage to the printer, and its garbage, or nothing, comes back. So an answer counts
//! only without any noise beside it, and only the second: the first may have been swallowed by what the wrong speeds
//! left in the printer.

use std::io;
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

use super::BaudProbe;
use super::link::SLICE_MAX;
use super::worker::Worker;
use crate::transport::Transport;

/// Tried after the configured one: what printers are delivered with, the fastest first.
const CANDIDATES: [u32; 4] = [115_200, 38_400, 19_200, 9_600];
/// How long one question may be unanswered.
const ANSWER_WAIT: Duration = Duration::from_millis(300);
/// How long a line may take to be opened at another speed.
const OPEN_WAIT: Duration = Duration::from_secs(2);

impl Worker {
    pub(super) fn probe_baud(&mut self, reply: &Sender<BaudProbe>) {
        let configured = self.profile.baud;
        let others = CANDIDATES.into_iter().filter(|baud| *baud != configured);
        let mut found = BaudProbe::Nothing;
        for baud in std::iter::once(configured).chain(others) {
            // The caller may have lost interest; the printer is to be found all the same.
            let _ = reply.send(BaudProbe::Trying(baud));
            match self.answers_at(baud) {
                Ok(true) => {
                    found = BaudProbe::Found(baud);
                    break;
                }
                Ok(false) => {}
                Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                    found = BaudProbe::NotSerial;
                    break;
                }
                Err(error) => tracing::debug!(baud, %error, "the line cannot be opened at this speed"),
            }
            if self.shared.stopping() {
                break;
            }
        }
        self.keep(found);
        let _ = reply.send(found);
    }

    fn keep(&mut self, found: BaudProbe) {
        tracing::info!(?found, "line speed");
        match found {
            BaudProbe::Found(baud) => {
                self.baud = Some(baud);
                self.profile.baud = baud;
                // Garbage of the wrong speeds would come out with the next job.
                if let Err(error) = self.forget(0) {
                    self.lose(&error);
                }
            }
            // What is open is open at a speed that is not the configured one.
            BaudProbe::Nothing | BaudProbe::Trying(_) | BaudProbe::NotSerial => self.drop_link(),
        }
    }

    fn answers_at(&mut self, baud: u32) -> io::Result<bool> {
        self.drop_link();
        let Some(transport) = self.open_at(baud)? else { return Ok(false) };
        self.adopt(transport);
        let Some(link) = &mut self.link else { return Ok(false) };
        link.handshake(ANSWER_WAIT)?;
        link.handshake(ANSWER_WAIT)
    }

    /// The line opened at this speed, if that succeeds in time.
    fn open_at(&mut self, baud: u32) -> io::Result<Option<Box<dyn Transport>>> {
        let until = Instant::now() + OPEN_WAIT;
        let mut ours = false;
        while Instant::now() < until && !self.shared.stopping() {
            // One at the configured speed may still be under way; it is closed again.
            if !self.porter.is_opening() {
                self.porter.open(Some(baud));
                ours = true;
            }
            match self.porter.opened() {
                Some(opened) if ours => return opened.map(Some),
                Some(Ok(other)) => self.porter.close(other),
                Some(Err(_)) => {}
                None => self.shared.sleep(SLICE_MAX),
            }
        }
        Ok(None)
    }
}
