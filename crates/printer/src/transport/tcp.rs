//! A network printer's raw port (9100).

use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use super::{CHUNK_MAX, Transport, taken};

/// How long one chunk may find no room before the caller is told.
const WRITE_WAIT: Duration = Duration::from_millis(50);
const CONNECT_WAIT: Duration = Duration::from_secs(2);

/// A connection to a network printer. Printers close idle ones after minutes; the driver then opens anew.
pub struct Tcp {
    stream: TcpStream,
}

impl Tcp {
    /// Connects to `host:port`, within two seconds an address.
    ///
    /// # Errors
    /// As the system says.
    pub fn open(addr: &str) -> io::Result<Self> {
        let mut last = io::Error::new(io::ErrorKind::NotFound, format!("{addr} has no address"));
        for target in addr.to_socket_addrs()? {
            match TcpStream::connect_timeout(&target, CONNECT_WAIT) {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    stream.set_write_timeout(Some(WRITE_WAIT))?;
                    return Ok(Self { stream });
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

impl Transport for Tcp {
    fn write_chunk(&mut self, bytes: &[u8]) -> io::Result<usize> {
        taken(self.stream.write(&bytes[..bytes.len().min(CHUNK_MAX)]))
    }

    fn read(&mut self, buffer: &mut [u8], wait: Duration) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(wait.max(Duration::from_millis(1))))?;
        match self.stream.read(buffer) {
            Ok(0) if !buffer.is_empty() => Err(io::ErrorKind::BrokenPipe.into()),
            other => taken(other),
        }
    }

    fn queued(&mut self) -> io::Result<usize> {
        Ok(0)
    }

    fn purge(&mut self) -> io::Result<()> {
        Ok(())
    }
}
