//! One program at a time works with a data folder.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::StartError;

/// As long as it lives, no other program of ours works with the folder: two spools on one ledger would settle each
/// other's jobs. The kernel lets go of it also when this program is killed.
pub(crate) struct Alone {
    _folder: File,
}

impl Alone {
    /// Makes the data folder where there is none, and holds it for this program.
    pub(crate) fn in_folder(folder: &Path) -> Result<Self, StartError> {
        let failed = |why| StartError::Folder { path: folder.into(), why };
        make(folder).map_err(failed)?;
        let held = File::open(folder).map_err(failed)?;
        match flock(&held, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Alone { _folder: held }),
            Err(Errno::WOULDBLOCK) => Err(StartError::FolderInUse { path: folder.into() }),
            Err(errno) => Err(failed(errno.into())),
        }
    }
}

/// Makes the folder, and those around it that are missing, so that a power cut doesn't take them back: whatever was synced
/// within a folder is lost with its name, which only a sync of the folder around it keeps.
fn make(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let around = match folder.parent() {
        Some(around) if !around.as_os_str().is_empty() => around,
        Some(_) | None => Path::new("."),
    };
    make(around)?;
    match std::fs::create_dir(folder) {
        // Another program of ours was faster.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => {}
        Err(error) => return Err(error),
        Ok(()) => {}
    }
    File::open(around)?.sync_all()
}
