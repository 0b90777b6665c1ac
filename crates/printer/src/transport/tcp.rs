//! A network printer's raw port (9100).

use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd};
use std::time::Duration;

use rustix::io::Errno;
use rustix::net::{SendFlags, send, sockopt};

use super::{CHUNK_MAX, Interest, Transport, taken, wait_for_file};

const CONNECT_WAIT: Duration = Duration::from_secs(2);
/// What the kernel may hold of a job on its way, about: it can neither be counted nor taken back.
const SEND_BUFFER: usize = 4096;

/// A connection to a network printer. Printers close idle ones after minutes; the driver then opens anew.
pub struct Tcp {
    stream: TcpStream,
}

impl Tcp {
    /// Connects to `host:port`, within two seconds an address. Looking up a name may take longer: give a printer a
    /// number.
    ///
    /// # Errors
    /// As the system says: no such name, nobody listens, no way there.
    pub fn open(addr: &str) -> io::Result<Self> {
        let mut last = io::Error::new(io::ErrorKind::NotFound, format!("{addr} has no address"));
        for target in addr.to_socket_addrs()? {
            match TcpStream::connect_timeout(&target, CONNECT_WAIT) {
                Ok(stream) => {
                    stream.set_nodelay(true)?;
                    stream.set_nonblocking(true)?;
                    sockopt::set_socket_send_buffer_size(&stream, SEND_BUFFER)?;
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
        let bytes = &bytes[..bytes.len().min(CHUNK_MAX)];
        taken(send(&self.stream, bytes, SendFlags::NOSIGNAL))
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match rustix::io::read(&self.stream, &mut *buffer) {
            Ok(0) if !buffer.is_empty() => Err(Errno::PIPE.into()),
            other => taken(other),
        }
    }

    fn wait(&mut self, waker: BorrowedFd<'_>, interest: Interest, limit: Duration) -> io::Result<()> {
        wait_for_file(self.stream.as_fd(), waker, interest, limit)
    }

    fn queued(&mut self) -> io::Result<Option<usize>> {
        Ok(None)
    }

    fn purge(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn goes_stale(&self) -> bool {
        true
    }
}
