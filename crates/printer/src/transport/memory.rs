//! A device in memory for tests: what is written can be read, what is said is heard, and it breaks when told.

use std::collections::VecDeque;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rustix::event::{EventfdFlags, eventfd};

use super::{CHUNK_MAX, Interest, Transport, wait_for_file};

#[derive(Debug, Default)]
struct Wire {
    to_device: Vec<u8>,
    from_device: VecDeque<u8>,
    taking: Option<usize>,
    gone: bool,
    /// Can be read while the device's end has changed something since the last wait.
    bell: Option<OwnedFd>,
}

impl Wire {
    fn ring(&self) {
        if let Some(bell) = &self.bell {
            // Full only after 2⁶⁴ rings without a wait.
            let _ = rustix::io::write(bell, &1u64.to_ne_bytes());
        }
    }
}

/// The computer's end.
#[derive(Debug, Default)]
pub struct Memory {
    wire: Arc<Mutex<Wire>>,
}

/// The device's end.
#[derive(Debug, Clone, Default)]
pub struct MemoryPeer {
    wire: Arc<Mutex<Wire>>,
}

impl MemoryPeer {
    /// A computer's end of this wire; after [`MemoryPeer::vanish`] of a new one.
    #[must_use]
    pub fn transport(&self) -> Memory {
        Memory { wire: Arc::clone(&self.wire) }
    }

    /// All that was sent to the device.
    #[must_use]
    pub fn written(&self) -> Vec<u8> {
        lock(&self.wire).to_device.clone()
    }

    /// Answers with bytes.
    pub fn say(&self, bytes: &[u8]) {
        let mut wire = lock(&self.wire);
        wire.from_device.extend(bytes);
        wire.ring();
    }

    /// Takes only so many more bytes, then none. `None` takes all.
    pub fn take_only(&self, bytes: Option<usize>) {
        let mut wire = lock(&self.wire);
        wire.taking = bytes;
        wire.ring();
    }

    /// Breaks the link: every call of the computer fails.
    pub fn vanish(&self) {
        let mut wire = lock(&self.wire);
        wire.gone = true;
        wire.ring();
    }

    /// Mends the link.
    pub fn come_back(&self) {
        lock(&self.wire).gone = false;
    }

    /// Whether the link is broken.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        lock(&self.wire).gone
    }
}

impl Memory {
    fn open(&self) -> io::Result<MutexGuard<'_, Wire>> {
        let wire = lock(&self.wire);
        if wire.gone { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(wire) }
    }
}

impl Transport for Memory {
    fn write_chunk(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut wire = self.open()?;
        let n = bytes.len().min(CHUNK_MAX).min(wire.taking.unwrap_or(usize::MAX));
        wire.to_device.extend(&bytes[..n]);
        if let Some(left) = &mut wire.taking {
            *left -= n;
        }
        Ok(n)
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut wire = self.open()?;
        let n = buffer.len().min(wire.from_device.len());
        for (slot, byte) in buffer.iter_mut().zip(wire.from_device.drain(..n)) {
            *slot = byte;
        }
        Ok(n)
    }

    fn wait(&mut self, waker: BorrowedFd<'_>, interest: Interest, limit: Duration) -> io::Result<()> {
        let bell = {
            let mut wire = self.open()?;
            let room = interest == Interest::ReadWrite && wire.taking != Some(0);
            let due = room || (interest != Interest::Nothing && !wire.from_device.is_empty());
            let limit_now = if due { Duration::ZERO } else { limit };
            let bell = match wire.bell.take() {
                Some(bell) => bell,
                None => eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC)?,
            };
            let watched = bell.try_clone()?;
            wire.bell = Some(bell);
            drop(wire);
            wait_for_file(watched.as_fd(), waker, interest, limit_now)?;
            watched
        };
        // Nothing to read is what silence looks like.
        let _ = rustix::io::read(&bell, &mut [0; 8]);
        Ok(())
    }

    fn queued(&mut self) -> io::Result<Option<usize>> {
        self.open().map(|_| Some(0))
    }

    fn purge(&mut self) -> io::Result<()> {
        self.open()?.from_device.clear();
        Ok(())
    }
}

fn lock(wire: &Mutex<Wire>) -> MutexGuard<'_, Wire> {
    wire.lock().unwrap_or_else(PoisonError::into_inner)
}
