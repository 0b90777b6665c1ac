//! Backup and restore of the database. The keys are not in a backup: keep a copy of `keys/` apart.
//!
//! ```text
//! restore:  FILE ─ copy ─▶ staged ─ check, migrate, erase who was erased since, new epoch ─▶ copied over central.db in one transaction
//! ```
//!
//! **Architecture invariant:** the database never holds a restored history under an epoch that
//! terminals know. The new epoch is in the staged copy before that copy becomes the database.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anjungan_wire::id::Epoch;
use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::error::{Result, StoreError};
use super::{Store, connect, keys, meta, migrate, retention};

/// Held while a process serves a data folder; a restore needs it too.
#[derive(Debug)]
pub struct ServeLock {
    _file: File,
}

impl ServeLock {
    /// Takes the lock, or says that another process has it. The system frees it when the process ends,
    /// however it ends.
    pub fn take(dir: &Path) -> Result<ServeLock> {
        keys::make_dir(dir)?;
        let path = dir.join("serve.lock");
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(StoreError::file("make", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(ServeLock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Busy { dir: dir.into() }),
            Err(TryLockError::Error(error)) => Err(StoreError::File { doing: "lock", path, error }),
        }
    }
}

impl Store {
    /// Writes a copy of the database, as of one moment, while everything goes on. The copy is one file.
    pub fn backup(&self, to: &Path) -> Result<()> {
        if to.exists() {
            return Err(StoreError::Exists { path: to.into() });
        }
        let part = part_of(to);
        copy(&self.conn, &part)?;
        fs::rename(&part, to).map_err(StoreError::file("write", to))?;
        match to.parent() {
            Some(dir) if !dir.as_os_str().is_empty() => keys::sync_dir(dir),
            Some(_) | None => keys::sync_dir(Path::new(".")),
        }
    }
}

/// Makes the backup `from` the database of `dir`, with a new epoch. What was in `dir` stays beside it as
/// `central.db.before-restore`.
pub fn restore(dir: &Path, from: &Path) -> Result<Epoch> {
    let _lock = ServeLock::take(dir)?;
    if !from.is_file() {
        let error = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(StoreError::File { doing: "read", path: from.into(), error });
    }
    let staged_path = dir.join("central.db.restoring");
    remove_database(&staged_path)?;
    let source = Connection::open_with_flags(from, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let not_ours = |why: String| StoreError::NotOurs { path: from.into(), why };
    let health: String = source
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| not_ours(error.to_string()))?;
    if health != "ok" {
        return Err(not_ours(format!("it is damaged ({health})")));
    }
    let version: u32 = source.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version == 0 {
        return Err(not_ours("it holds none of central's tables".into()));
    }
    copy(&source, &staged_path)?;

    let mut staged = connect(&staged_path)?;
    migrate::migrate(&mut staged, from)?;
    // Fails when the keys of that history are not here: better now than after.
    let keys = keys::Keys::load_existing(&staged, &dir.join("keys"))?;
    // Who was erased since does not come back.
    retention::catch_up(&mut staged, &keys, dir)?;
    let epoch = Epoch::begin();
    meta::set(&staged, "epoch", &epoch.to_string())?;

    let path = dir.join("central.db");
    if path.exists() {
        let kept = dir.join("central.db.before-restore");
        remove_database(&kept)?;
        copy(&connect(&path)?, &kept)?;
    }
    let mut live = connect(&path)?;
    Backup::new(&staged, &mut live)?.run_to_completion(i32::MAX, Duration::from_millis(50), None)?;
    drop(staged);
    remove_database(&staged_path)?;
    tracing::warn!(%epoch, "restored a backup; a new epoch begins: terminals will tell again what they have");
    Ok(epoch)
}

/// A whole copy at `to`, synced, readable by its owner alone.
fn copy(from: &Connection, to: &Path) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let failed = || StoreError::file("write", to);
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(to).map_err(failed())?;
    let mut copy = Connection::open(to)?;
    Backup::new(from, &mut copy)?.run_to_completion(i32::MAX, Duration::from_millis(50), None)?;
    // Out of WAL: the copy is one file.
    copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    drop(copy);
    File::open(to).and_then(|file| file.sync_all()).map_err(failed())
}

fn part_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

/// Removes a database with its two companions.
fn remove_database(path: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        let path = PathBuf::from(name);
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(StoreError::File { doing: "remove", path, error }),
        }
    }
    Ok(())
}
