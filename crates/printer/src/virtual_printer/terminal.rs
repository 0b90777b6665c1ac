//! The pseudo-terminal a printer hangs on, and the name it is found under.

use std::fs;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{InputModes, OptionalActions, ioctl_tiocnxcl, tcgetattr, tcsetattr};

/// The line as a program sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Computer {
    /// Bits a second; what a new terminal has until a program sets it is 38,400.
    pub(super) baud: u32,
    /// Its system stops sending when the printer says XOFF.
    pub(super) heeds_xoff: bool,
}

/// An open pseudo-terminal with a link to it.
pub(super) struct Terminal {
    master: OwnedFd,
    /// Held so that the line keeps its settings between two programs that use it.
    slave: OwnedFd,
    device: PathBuf,
    link: PathBuf,
}

impl Terminal {
    /// Opens a terminal and puts a link to it at `link`. A link that is already there is replaced; anything else is
    /// left alone.
    pub(super) fn open(link: &Path) -> io::Result<Self> {
        // Not for programs that this one starts: a terminal that they hold too would not hang up when it is unplugged.
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        grantpt(&master)?;
        unlockpt(&master)?;
        let name = ptsname(&master, Vec::new())?;
        let device = PathBuf::from(name.to_str().map_err(io::Error::other)?);
        let slave =
            rustix::fs::open(&device, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
        let mut settings = tcgetattr(&slave)?;
        settings.make_raw();
        tcsetattr(&slave, OptionalActions::Now, &settings)?;
        let flags = rustix::fs::fcntl_getfl(&master)?;
        rustix::fs::fcntl_setfl(&master, flags | OFlags::NONBLOCK)?;
        match fs::symlink_metadata(link) {
            Ok(there) if there.file_type().is_symlink() => fs::remove_file(link)?,
            Ok(_) => {
                return Err(io::Error::new(
                    io::ErrorKind::AlreadyExists,
                    format!("{} exists and is not a link; choose another path", link.display()),
                ));
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        symlink(&device, link)?;
        Ok(Self { master, slave, device, link: link.to_owned() })
    }

    /// The printer's end, to wait on.
    pub(super) fn end(&self) -> BorrowedFd<'_> {
        self.master.as_fd()
    }

    /// How the program has set its end.
    pub(super) fn computer(&self) -> io::Result<Computer> {
        let settings = tcgetattr(&self.slave)?;
        let heeds_xoff = settings.input_modes.contains(InputModes::IXON);
        Ok(Computer { baud: settings.output_speed(), heeds_xoff })
    }

    pub(super) fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        match rustix::io::read(&self.master, buffer) {
            Err(Errno::AGAIN | Errno::INTR) => Ok(0),
            other => Ok(other?),
        }
    }

    /// Writes what the line takes; a computer that does not listen loses the rest, as on a wire.
    pub(super) fn write(&self, bytes: &[u8]) -> io::Result<()> {
        match rustix::io::write(&self.master, bytes) {
            Ok(_) | Err(Errno::AGAIN | Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Lets the next program in after one that was killed while it held the line for itself.
    pub(super) fn release(&self) {
        // If it fails the line stays held, which the next program will report.
        let _ = ioctl_tiocnxcl(&self.slave);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Another printer may have taken the name meanwhile.
        if fs::read_link(&self.link).is_ok_and(|device| device == self.device)
            && let Err(error) = fs::remove_file(&self.link)
        {
            tracing::warn!(link = %self.link.display(), %error, "the printer's link stays behind");
        }
    }
}
