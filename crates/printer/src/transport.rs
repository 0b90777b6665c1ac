//! The ways to a printer, behind one small trait.
//!
//! Every call returns soon: that is what lets one thread watch a printer and print on it. A kernel takes a whole job
//! at once and sends it over seconds, and a blocking write of a large buffer ignores its timeout (measured: 7 s for
//! 60,000 bytes), so writes are at most [`CHUNK_MAX`] bytes, and nobody ever waits for a flush.

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
use std::time::Duration;

/// The most bytes one write may carry, and the most that may wait in the kernel.
pub const CHUNK_MAX: usize = 256;

/// An open way to a device. An error of any method means that the link is gone and must be opened anew.
pub trait Transport: Send {
    /// Sends at most [`CHUNK_MAX`] bytes and says how many were taken; 0 when the device takes none at present.
    ///
    /// # Errors
    /// The link is gone.
    fn write_chunk(&mut self, bytes: &[u8]) -> io::Result<usize>;

    /// Receives what has arrived, waiting at most about `wait`; 0 when nothing came.
    ///
    /// # Errors
    /// The link is gone.
    fn read(&mut self, buffer: &mut [u8], wait: Duration) -> io::Result<usize>;

    /// Bytes taken by `write_chunk` which still wait in this computer; 0 where that cannot be known.
    ///
    /// # Errors
    /// The link is gone.
    fn queued(&mut self) -> io::Result<usize>;

    /// Throws away what waits in this computer in either direction.
    ///
    /// # Errors
    /// The link is gone.
    fn purge(&mut self) -> io::Result<()>;
}

/// Opens a device; called again after it has gone.
pub type Opener = Box<dyn FnMut() -> io::Result<Box<dyn Transport>> + Send>;

/// Turns "not now" into 0 and leaves true errors.
fn taken(result: io::Result<usize>) -> io::Result<usize> {
    match result {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
            ) =>
        {
            Ok(0)
        }
        other => other,
    }
}
