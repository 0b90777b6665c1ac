//! Opening the file: what it must be, what is refused, how an older one is brought forward.
//!
//! `user_version` is the number of the last migration applied. Migrations only go forward, each in its own
//! transaction together with the new number, so a power cut leaves the version before or the one after.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::LedgerError;

/// Every migration, oldest first. A released one is never changed.
pub const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/ledger/0001_begin.sql"),
    include_str!("../migrations/ledger/0002_paper.sql"),
    include_str!("../migrations/ledger/0003_people.sql"),
    include_str!("../migrations/ledger/0004_command.sql"),
];

/// How long to wait for another connection's lock.
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// Opens the ledger's file or creates it, checked and at the newest version.
pub fn open(path: &Path) -> Result<Connection, LedgerError> {
    create_private(path);
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(BUSY_WAIT)?;
    // Before anything is written: what is it? Closing a file that is refused must not bring its `-wal` into
    // it either: that would be a change.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    refuse_the_future(&db, path)?;
    refuse_damage(&db, path)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    // Half a MiB instead of SQLite's two: the ledger reads little twice, and a cache that fills for a thousand tickets
    // hides whether anything else grows.
    db.pragma_update(None, "cache_size", -512)?;
    // Deleted rows are overwritten: a settled job's payload does not linger in free pages.
    db.pragma_update(None, "secure_delete", true)?;
    migrate(&mut db, MIGRATIONS)?;
    Ok(db)
}

/// Applies what is missing.
pub fn migrate(db: &mut Connection, migrations: &[&str]) -> Result<(), LedgerError> {
    for (at, sql) in migrations.iter().enumerate().skip(version(db)? as usize) {
        let change = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        change.execute_batch(sql)?;
        change.pragma_update(None, "user_version", at + 1)?;
        change.commit()?;
    }
    Ok(())
}

fn version(db: &Connection) -> rusqlite::Result<u32> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn refuse_the_future(db: &Connection, path: &Path) -> Result<(), LedgerError> {
    let found = version(db).map_err(|error| damaged_or(error, path))?;
    let known = MIGRATIONS.len() as u32;
    if found > known {
        return Err(LedgerError::FromTheFuture { path: path.into(), found, known });
    }
    Ok(())
}

/// The ledger is small (30 days of one kiosk, a few MB), so all of it is read at every start.
fn refuse_damage(db: &Connection, path: &Path) -> Result<(), LedgerError> {
    let answer: String = db
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| damaged_or(error, path))?;
    if answer != "ok" {
        return Err(LedgerError::Damaged { path: path.into(), what: answer });
    }
    Ok(())
}

fn damaged_or(error: rusqlite::Error, path: &Path) -> LedgerError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            LedgerError::Damaged { path: path.into(), what: error.to_string() }
        }
        Some(_) | None => error.into(),
    }
}

/// A new file is readable by this user alone. SQLite gives its `-wal` the same rights. Where this fails,
/// opening fails just after with a better message.
fn create_private(path: &Path) {
    let _ = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
}
