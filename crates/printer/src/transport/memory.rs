//! A device in memory for tests: what is written can be read, what is said is heard, and it breaks when told.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{CHUNK_MAX, Transport};

#[derive(Debug, Default)]
struct Wire {
    to_device: Vec<u8>,
    from_device: VecDeque<u8>,
    taking: Option<usize>,
    gone: bool,
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
        lock(&self.wire).from_device.extend(bytes);
    }

    /// Takes only so many more bytes, then none. `None` takes all.
    pub fn take_only(&self, bytes: Option<usize>) {
        lock(&self.wire).taking = bytes;
    }

    /// Breaks the link: every call of the computer fails.
    pub fn vanish(&self) {
        lock(&self.wire).gone = true;
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

    fn read(&mut self, buffer: &mut [u8], wait: Duration) -> io::Result<usize> {
        if self.open()?.from_device.is_empty() {
            std::thread::sleep(wait.min(Duration::from_millis(1)));
        }
        let mut wire = self.open()?;
        let n = buffer.len().min(wire.from_device.len());
        for (slot, byte) in buffer.iter_mut().zip(wire.from_device.drain(..n)) {
            *slot = byte;
        }
        Ok(n)
    }

    fn queued(&mut self) -> io::Result<usize> {
        self.open().map(|_| 0)
    }

    fn purge(&mut self) -> io::Result<()> {
        self.open()?.from_device.clear();
        Ok(())
    }
}

fn lock(wire: &Mutex<Wire>) -> MutexGuard<'_, Wire> {
    wire.lock().unwrap_or_else(PoisonError::into_inner)
}
