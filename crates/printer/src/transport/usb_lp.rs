//! The kernel's USB printer device, `/dev/usb/lpN`: a plain file, opened so that it never blocks.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};

use super::{CHUNK_MAX, Interest, Transport, taken, wait_for_file};

/// An open `/dev/usb/lpN`.
pub struct UsbLp {
    file: OwnedFd,
}

impl UsbLp {
    /// Opens the device for both directions.
    ///
    /// # Errors
    /// As the system says: no such device, no permission, already in use.
    pub fn open(path: &Path) -> io::Result<Self> {
        let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(Self { file: rustix::fs::open(path, flags, Mode::empty())? })
    }
}

impl Transport for UsbLp {
    fn write_chunk(&mut self, bytes: &[u8]) -> io::Result<usize> {
        taken(rustix::io::write(&self.file, &bytes[..bytes.len().min(CHUNK_MAX)]))
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // A read when nothing is there is an error to some kernels; asking first costs nothing.
        let mut fds = [PollFd::new(&self.file, PollFlags::IN)];
        if poll(&mut fds, Some(&Timespec { tv_sec: 0, tv_nsec: 0 }))? == 0 {
            return Ok(0);
        }
        match rustix::io::read(&self.file, &mut *buffer) {
            Ok(0) if fds[0].revents().intersects(PollFlags::HUP | PollFlags::ERR) => {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            other => taken(other),
        }
    }

    fn wait(&mut self, waker: BorrowedFd<'_>, interest: Interest, limit: Duration) -> io::Result<()> {
        wait_for_file(self.file.as_fd(), waker, interest, limit)
    }

    fn queued(&mut self) -> io::Result<Option<usize>> {
        // One write is one transfer; the kernel holds no queue to count.
        Ok(None)
    }

    fn purge(&mut self) -> io::Result<()> {
        Ok(())
    }
}
