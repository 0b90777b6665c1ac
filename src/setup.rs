//! How a machine becomes a kiosk before anything runs on it: its configuration checked ([`check`]), written on a medium
//! ([`provision`]), and its one-time code used up ([`code`]).
//!
//! ```text
//!   desk    kiosk.toml ── provision ──► ESP of the image: kiosk/kiosk.toml (PIN hashed, code in it)
//!                                            │
//!   kiosk   check ◄── the image's script ────┘
//!             ├─► environment       what the machine needs before the terminal starts
//!             ├─► without-code      what the terminal runs with
//!             └─► code ──► DATA/enrolment-code ── terminal enrols ──► overwritten and removed
//! ```
//!
//! **Architecture invariant:** the digits of a PIN are on no medium that [`provision`] wrote, and an enrolment code is in
//! no file once it was used.

pub mod check;
pub mod code;
mod edit;
pub mod medium;
pub mod provision;
#[cfg(test)]
mod tests;

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// Puts a file there whole or not at all, readable by its owner alone.
pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let beside = folder.join(format!(".{}.new", name.to_string_lossy()));
    // One that a power cut left.
    match std::fs::remove_file(&beside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    File::open(folder)?.sync_all()
}

/// Overwrites a file where it stands, for a file that is only removed stays readable on the disk until it is written over.
pub(crate) fn blank(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).custom_flags(nofollow()).open(path)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
    file.write_all(&vec![b'#'; length.min(BLANKED_BYTES_MAX)])?;
    file.sync_all()
}

/// No configuration and no code is longer.
const BLANKED_BYTES_MAX: usize = 1024 * 1024;

fn nofollow() -> i32 {
    rustix::fs::OFlags::NOFOLLOW.bits().cast_signed()
}
