//! Opening the file, and throwing it away.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::replica::{ApplyError, OpenError};

/// Rises with every change of `tables.sql`, of the segments' form or of how words are folded.
const VERSION: i32 = 3;

/// Opens for writing, anew if need be.
pub fn open(path: &Path) -> Result<Connection, OpenError> {
    match open_as_it_is(path) {
        Ok(Some(connection)) => return Ok(connection),
        Ok(None) if !path.exists() => {}
        Ok(None) => tracing::info!(path = %path.display(), "catalogue of another version, made anew"),
        Err(error) if is_about_the_file(&error) => {
            tracing::warn!(path = %path.display(), %error, "catalogue damaged, made anew");
        }
        Err(error) => return Err(error.into()),
    }
    remove(path)?;
    let mut connection = Connection::open(path)?;
    set_up(&connection)?;
    let transaction = connection.transaction()?;
    transaction.execute_batch(include_str!("tables.sql"))?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    Ok(connection)
}

/// `None`: missing, or of another version.
fn open_as_it_is(path: &Path) -> rusqlite::Result<Option<Connection>> {
    if !path.exists() {
        return Ok(None);
    }
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    set_up(&connection)?;
    let version: i32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version != VERSION {
        return Ok(None);
    }
    // A file cut short still answers user_version; its tables don't.
    connection.query_row("SELECT changed, (SELECT count(*) FROM shelf) FROM state", [], |_| Ok(()))?;
    Ok(Some(connection))
}

/// Opens for reading.
pub fn open_to_read(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "cache_size", -1024)?;
    Ok(connection)
}

/// Nobody holds a lock a tenth as long.
const BUSY: Duration = Duration::from_secs(5);

fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "cache_size", -8192)?;
    // A snapshot's rows go in by id in no order: pages written in one checkpoint instead of in each.
    connection.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    connection.pragma_update(None, "journal_size_limit", 4 << 20)?;
    Ok(())
}

/// Removes the file and what belongs to it.
pub fn remove(path: &Path) -> std::io::Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

/// Whether the file itself is at fault, so that a new one helps.
pub fn is_about_the_file(error: &rusqlite::Error) -> bool {
    match error.sqlite_error_code() {
        Some(code) => {
            matches!(code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown)
        }
        // A missing row or a column of another type in a file that says it is of this version.
        None => true,
    }
}

impl From<rusqlite::Error> for ApplyError {
    fn from(error: rusqlite::Error) -> ApplyError {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => ApplyError::DiskFull,
            _ if is_about_the_file(&error) => ApplyError::Damaged(error.to_string()),
            _ => ApplyError::Database(error),
        }
    }
}
