//! A serial line or pseudo-terminal.

use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

use serialport::{ClearBuffer, SerialPort};

use super::{CHUNK_MAX, Transport, taken};

/// How long one chunk may find no room before the caller is told.
const WRITE_WAIT: Duration = Duration::from_millis(50);

/// An open serial port, held exclusively: a second program that opens it is refused.
pub struct Serial {
    port: Box<dyn SerialPort>,
}

impl Serial {
    /// Opens the port, 8 bits, no parity, no flow control in the kernel: a printer's XOFF would stop our status
    /// questions too, so the driver sees it and paces itself by the bytes that wait.
    ///
    /// # Errors
    /// As the system says.
    pub fn open(path: &Path, baud: u32) -> io::Result<Self> {
        let mut port = serialport::new(path.to_string_lossy(), baud)
            .timeout(WRITE_WAIT)
            .open()
            .map_err(io::Error::from)?;
        // Printers that print only while the computer is "ready" look at DTR. A pseudo-terminal has no such line.
        if let Err(error) = port.write_data_terminal_ready(true) {
            tracing::debug!(path = %path.display(), %error, "no DTR line");
        }
        Ok(Self { port })
    }
}

impl Transport for Serial {
    fn write_chunk(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.port.set_timeout(WRITE_WAIT).map_err(io::Error::from)?;
        taken(self.port.write(&bytes[..bytes.len().min(CHUNK_MAX)]))
    }

    fn read(&mut self, buffer: &mut [u8], wait: Duration) -> io::Result<usize> {
        self.port.set_timeout(wait.max(Duration::from_millis(1))).map_err(io::Error::from)?;
        match self.port.read(buffer) {
            // A terminal whose other end has closed reads as ended.
            Ok(0) if !buffer.is_empty() => Err(io::ErrorKind::BrokenPipe.into()),
            other => taken(other),
        }
    }

    fn queued(&mut self) -> io::Result<usize> {
        Ok(self.port.bytes_to_write().map_err(io::Error::from)? as usize)
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
