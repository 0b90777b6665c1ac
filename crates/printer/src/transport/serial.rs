//! A serial line or pseudo-terminal.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::time::Duration;

use rustix::fs::{Mode, OFlags};
use serialport::{ClearBuffer, SerialPort};

use super::{CHUNK_MAX, Interest, Transport, taken, wait_for_file};

/// An open serial port, held exclusively: a second program that opens it is refused.
pub struct Serial {
    /// Settings, and what waits in the kernel.
    port: Box<dyn SerialPort>,
    /// The same line once more, which never blocks: `port` cannot be polled together with anything else.
    line: OwnedFd,
}

impl Serial {
    /// Opens the port at `baud` bits a second, 8 bits, no parity, no flow control in the kernel: a printer's XOFF would
    /// stop our status questions too, so the driver sees it and paces itself by the bytes that wait.
    ///
    /// # Errors
    /// As the system says: no such device, no permission, already in use.
    pub fn open(path: &Path, baud: u32) -> io::Result<Self> {
        // First, for afterwards nobody can open it any more, neither can we.
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let line = rustix::fs::open(path, flags, Mode::empty())?;
        let mut port = serialport::new(path.to_string_lossy(), baud).open().map_err(io::Error::from)?;
        // Printers that print only while the computer is "ready" look at DTR. A pseudo-terminal has no such line.
        if let Err(error) = port.write_data_terminal_ready(true) {
            tracing::debug!(path = %path.display(), %error, "no DTR line");
        }
        Ok(Self { port, line })
    }
}

impl Transport for Serial {
    fn write_chunk(&mut self, bytes: &[u8]) -> io::Result<usize> {
        taken(rustix::io::write(&self.line, &bytes[..bytes.len().min(CHUNK_MAX)]))
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match rustix::io::read(&self.line, &mut *buffer) {
            // A terminal whose other end has closed reads as ended.
            Ok(0) if !buffer.is_empty() => Err(io::ErrorKind::BrokenPipe.into()),
            other => taken(other),
        }
    }

    fn wait(&mut self, waker: BorrowedFd<'_>, interest: Interest, limit: Duration) -> io::Result<()> {
        wait_for_file(self.line.as_fd(), waker, interest, limit)
    }

    fn queued(&mut self) -> io::Result<Option<usize>> {
        Ok(Some(self.port.bytes_to_write().map_err(io::Error::from)? as usize))
    }

    fn purge(&mut self) -> io::Result<()> {
        self.port.clear(ClearBuffer::All).map_err(io::Error::from)
    }
}

impl Drop for Serial {
    fn drop(&mut self) {
        // Bytes nobody takes would otherwise hold the close for up to 30 s. If the device is gone there are none.
        let _ = self.port.clear(ClearBuffer::All);
    }
}
