//! One program at a time works with a data folder.

use std::fs::File;
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
        std::fs::create_dir_all(folder).map_err(failed)?;
        let held = File::open(folder).map_err(failed)?;
        match flock(&held, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Alone { _folder: held }),
            Err(Errno::WOULDBLOCK) => Err(StartError::FolderInUse { path: folder.into() }),
            Err(errno) => Err(failed(errno.into())),
        }
    }
}
