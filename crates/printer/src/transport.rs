//! The ways to a printer, behind one small trait.
//!
//! Only [`Transport::wait`] waits, and never longer than told: that is what lets one thread watch a printer and print on
//! it. A kernel takes a whole job at once and sends it over seconds, and a blocking write of a large buffer ignores its
//! timeout (measured: 7 s for 60,000 bytes), so files are opened not to block, writes are at most [`CHUNK_MAX`] bytes,
//! and nobody ever waits for a flush.

mod address;
mod memory;
mod serial;
mod tcp;
mod usb_lp;

pub use address::{Address, AddressError};
pub use memory::{Memory, MemoryPeer};
pub use serial::Serial;
pub use tcp::Tcp;
pub use usb_lp::UsbLp;

use std::io;
use std::os::fd::BorrowedFd;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

/// The most bytes one write may carry.
pub const CHUNK_MAX: usize = 256;

/// What [`Transport::wait`] waits for, beside its waker and its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interest {
    /// Nothing of the device.
    Nothing,
    /// Bytes that arrive, or the end of the link.
    Read,
    /// As `Read`, or room for a write.
    ReadWrite,
}

/// An open way to a device. An error of any method means that the link is gone and must be opened anew.
pub trait Transport: Send {
    /// Sends at most [`CHUNK_MAX`] bytes without waiting and says how many were taken; 0 when the device takes none at
    /// present.
    ///
    /// # Errors
    /// The link is gone.
    fn write_chunk(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Receives what has arrived, without waiting; 0 when nothing has.
    ///
    /// # Errors
    /// The link is gone.
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize>;

    /// Waits until what `interest` names happens, `waker` can be read, or `limit` has passed, whichever is first. It
    /// does not say which it was; a link that has gone ends the wait, and the next `read` tells of it.
    ///
    /// # Errors
    /// The link is gone.
    fn wait(&mut self, waker: BorrowedFd<'_>, interest: Interest, limit: Duration) -> io::Result<()>;

    /// Bytes taken by `write_chunk` which still wait in this computer; `None` where that cannot be known.
    ///
    /// # Errors
    /// The link is gone.
    fn queued(&mut self) -> io::Result<Option<usize>>;

    /// Throws away what waits in this computer in either direction, as far as that is possible.
    ///
    /// # Errors
    /// The link is gone.
    fn purge(&mut self) -> io::Result<()>;

    /// Whether silence may mean a dead connection that only a new one mends, as on a network.
    fn goes_stale(&self) -> bool {
        false
    }
}

/// Opens a device; called again after it has gone. The argument is a line speed in bits a second, or `None` for the one
/// configured; what is not a serial line answers a speed with [`io::ErrorKind::Unsupported`]. It may block: the driver
/// calls it on a thread of its own.
pub type Opener = Box<dyn FnMut(Option<u32>) -> io::Result<Box<dyn Transport>> + Send>;

/// [`Transport::wait`] for what is a file.
pub(crate) fn wait_for_file(
    file: BorrowedFd<'_>,
    waker: BorrowedFd<'_>,
    interest: Interest,
    limit: Duration,
) -> io::Result<()> {
    let flags = match interest {
        Interest::Nothing => PollFlags::empty(),
        Interest::Read => PollFlags::IN,
        Interest::ReadWrite => PollFlags::IN | PollFlags::OUT,
    };
    let limit = Timespec::try_from(limit).map_err(io::Error::other)?;
    let mut both = [PollFd::from_borrowed_fd(waker, PollFlags::IN), PollFd::from_borrowed_fd(file, flags)];
    // Waiting for nothing of a device that has gone must still wait.
    let watched = if interest == Interest::Nothing { &mut both[..1] } else { &mut both[..] };
    match poll(watched, Some(&limit)) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Turns "not now" into 0 and leaves true errors.
fn taken(result: Result<usize, Errno>) -> io::Result<usize> {
    match result {
        Err(Errno::AGAIN | Errno::INTR) => Ok(0),
        other => Ok(other?),
    }
}
