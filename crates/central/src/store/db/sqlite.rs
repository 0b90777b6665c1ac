//! SQLite: a file in the data folder.

use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::types::{ToSqlOutput, ValueRef as SqliteRef};
use rusqlite::{Connection, ErrorCode};

use super::error::Result;
use super::value::ValueRef;

/// How long a writer waits for another one, in another process too. An import of a nation's vacancies
/// holds the lock for a few seconds.
pub(super) const BUSY_WAIT: Duration = Duration::from_secs(30);
/// Between two looks where SQLite itself does not wait.
const LOOK_AGAIN: Duration = Duration::from_millis(10);

/// Opens the file, and makes it when there is none.
pub(super) fn open(path: &Path) -> Result<Connection> {
    let conn = Connection::open(path)?;
    conn.busy_timeout(BUSY_WAIT)?;
    conn.set_prepared_statement_cache_capacity(128);
    // The first statement that reads the file finds out whether it is one.
    let mode = use_wal(&conn)?;
    debug_assert_eq!(mode, "wal");
    conn.pragma_update(None, "synchronous", "FULL")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    // What is erased is overwritten, not only forgotten.
    conn.pragma_update(None, "secure_delete", true)?;
    Ok(conn)
}

/// Two programs that bring a new file to WAL at once: SQLite tells one of them "locked" without waiting, whatever its
/// busy wait is. So the wait is here.
fn use_wal(conn: &Connection) -> rusqlite::Result<String> {
    let begun = Instant::now();
    loop {
        match conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0)) {
            Err(error) if is_busy(&error) && begun.elapsed() < BUSY_WAIT => std::thread::sleep(LOOK_AGAIN),
            mode => return mode,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

impl rusqlite::ToSql for ValueRef<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            ValueRef::Null => SqliteRef::Null,
            ValueRef::Integer(number) => SqliteRef::Integer(number),
            ValueRef::Real(number) => SqliteRef::Real(number),
            ValueRef::Text(text) => SqliteRef::Text(text.as_bytes()),
            ValueRef::Blob(bytes) => SqliteRef::Blob(bytes),
        }))
    }
}

impl<'a> From<SqliteRef<'a>> for ValueRef<'a> {
    fn from(value: SqliteRef<'a>) -> Self {
        match value {
            SqliteRef::Null => ValueRef::Null,
            SqliteRef::Integer(number) => ValueRef::Integer(number),
            SqliteRef::Real(number) => ValueRef::Real(number),
            // Text that is none comes from another program: as bytes it is refused where text is read.
            SqliteRef::Text(bytes) => {
                std::str::from_utf8(bytes).map_or(ValueRef::Blob(bytes), ValueRef::Text)
            }
            SqliteRef::Blob(bytes) => ValueRef::Blob(bytes),
        }
    }
}
