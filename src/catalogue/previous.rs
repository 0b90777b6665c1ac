//! The catalogue of a run that has proved itself, kept beside the one in use: what the machine goes back to by itself when
//! the present content makes the program end again and again.
//!
//! ```text
//!   catalogue.db ──one moment of it──▶ catalogue.previous.db.new ──opened, checked, fsynced──▶ catalogue.previous.db
//!                                        └─ torn, no room, a power cut: thrown away at the next try
//! ```
//!
//! **Architecture invariant:** what is named `catalogue.previous.db` is whole. A half copy never gets that name, and the
//! copy before stays until the new one has it.
//!
//! A catalogue that was put back is an older one like any other: the next round asks its feeds from where it stands.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::store;

/// Its name, beside `catalogue.db`.
pub const FILE: &str = "catalogue.previous.db";
/// So many times its size must be free: the copy, and the catalogue's own growth meanwhile.
const ROOM_TIMES: u64 = 3;

/// What became of a try to keep a copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kept {
    /// There is a new one.
    New,
    /// The disk has not enough room to spare; the one before stays.
    NoRoom,
}

/// Why no copy was kept. The one before stays.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The catalogue could not be read, or its copy not be written or read.
    #[error("the catalogue can't be copied: {0}")]
    Database(#[from] rusqlite::Error),
    /// The copy could not be put in its place.
    #[error("the catalogue's copy can't be put in its place: {0}")]
    File(#[from] std::io::Error),
    /// What was written is not what was read.
    #[error("the catalogue's copy is not whole: {0}")]
    NotWhole(String),
}

/// Keeps a copy of the catalogue at `path` as it is at one moment. It takes as long as the disk needs; neither the
/// writer nor a search waits for it. `free_bytes`: what the disk has left.
///
/// # Errors
/// No copy was kept; the one before stays.
pub fn keep(path: &Path, free_bytes: u64) -> Result<Kept, KeepError> {
    let unfinished = path.with_file_name(format!("{FILE}.new"));
    remove(&unfinished)?;
    let size = std::fs::metadata(path)?.len();
    if free_bytes < size.saturating_mul(ROOM_TIMES) {
        return Ok(Kept::NoRoom);
    }
    let copied = copy(path, &unfinished).and_then(|()| {
        File::open(&unfinished)?.sync_all()?;
        std::fs::rename(&unfinished, path.with_file_name(FILE))?;
        // The name is as precious as the bytes.
        if let Some(folder) = path.parent() {
            File::open(folder)?.sync_all()?;
        }
        Ok(Kept::New)
    });
    if copied.is_err() {
        // What is left of it is thrown away at the next try, too.
        let _ = remove(&unfinished);
    }
    copied
}

/// Forgets the copy: what this machine shows is no longer its business.
///
/// # Errors
/// It can't be removed.
pub fn forget(folder: &Path) -> std::io::Result<()> {
    remove(&folder.join(FILE))?;
    remove(&folder.join(format!("{FILE}.new")))
}

fn copy(path: &Path, to: &Path) -> Result<(), KeepError> {
    let from = store::open_to_read(path)?;
    from.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let copy = Connection::open_with_flags(to, flags)?;
    let version = |db: &Connection| db.pragma_query_value(None, "user_version", |row| row.get::<_, i32>(0));
    if version(&copy)? != version(&from)? {
        return Err(KeepError::NotWhole("it is of another version".into()));
    }
    let says: String = copy.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    if says != "ok" {
        return Err(KeepError::NotWhole(says));
    }
    Ok(())
}

/// Also what SQLite may have left beside it.
fn remove(file: &Path) -> std::io::Result<()> {
    for suffix in ["", "-journal", "-wal", "-shm"] {
        let mut name = file.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}
