//! The kernel's USB printer device, `/dev/usb/lpN`: a plain file, opened so that it never blocks.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::OFlags;

use super::{CHUNK_MAX, Transport, taken};

/// How long one chunk may find no room before the caller is told.
const WRITE_WAIT: Duration = Duration::from_millis(50);

/// An open `/dev/usb/lpN`.
pub struct UsbLp {
    file: File,
}

impl UsbLp {
    /// Opens the device for both directions.
    ///
    /// # Errors
    /// As the system says.
    pub fn open(path: &Path) -> io::Result<Self> {
        let never_block = i32::try_from(OFlags::NONBLOCK.bits()).map_err(io::Error::other)?;
        let file = OpenOptions::new().read(true).write(true).custom_flags(never_block).open(path)?;
        Ok(Self { file })
    }

    fn ready(&self, flags: PollFlags, wait: Duration) -> io::Result<bool> {
        let wait = Timespec::try_from(wait).map_err(io::Error::other)?;
        let mut fds = [PollFd::new(&self.file, flags)];
        poll(&mut fds, Some(&wait))?;
        Ok(!fds[0].revents().is_empty())
    }
}

impl Transport for UsbLp {
    fn write_chunk(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.ready(PollFlags::OUT, WRITE_WAIT)? {
            return Ok(0);
        }
        taken(self.file.write(&bytes[..bytes.len().min(CHUNK_MAX)]))
    }

    fn read(&mut self, buffer: &mut [u8], wait: Duration) -> io::Result<usize> {
        if !self.ready(PollFlags::IN, wait)? {
            return Ok(0);
        }
        taken(self.file.read(buffer))
    }

    fn queued(&mut self) -> io::Result<usize> {
        // One write is one transfer; the kernel holds no queue to count.
        Ok(0)
    }

    fn purge(&mut self) -> io::Result<()> {
        Ok(())
    }
}
