//! Backup and restore of the database. The keys are not in a backup: keep a copy of `keys/` apart.
//!
//! ```text
//! backup:   central.db ─ SQLite's own copy ─▶ FILE        PostgreSQL ─ table by table, of one moment ─▶ FILE
//! restore:  FILE ─ copy ─▶ staged ─ check, migrate, erase who was erased since, new epoch ─▶ copied over the database
//!           in one transaction
//! ```
//!
//! A backup is one SQLite file, of either store: it needs no program of PostgreSQL's, is brought to the present version
//! like any database, and restores into either. Who runs a PostgreSQL by its own means (`pg_basebackup` and its log, for
//! any point in time) begins a new epoch after such a restore: `anjungan-central new-epoch`.
//!
//! **Architecture invariant:** the database never holds a restored history under an epoch that
//! terminals know. The new epoch is in the staged copy before that copy becomes the database.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anjungan_wire::id::Epoch;
use rusqlite::backup::Backup;

use super::db::{Connection, Home};
use super::error::{Result, StoreError};
use super::{Store, copy, db, keys, meta, migrate, retention};

/// Held while a process serves a data folder; a restore needs it alone.
#[derive(Debug)]
pub struct ServeLock {
    _file: File,
}

impl ServeLock {
    /// [`ServeLock::of`] the home of a folder.
    pub fn take(dir: &Path) -> Result<ServeLock> {
        Self::of(&Home::of(dir)?)
    }

    /// Takes the lock, or says that another process has it. The system frees it when the process ends,
    /// however it ends. On PostgreSQL several may serve, from one folder too; none while a restore is under way.
    pub fn of(home: &Home) -> Result<ServeLock> {
        Self::lock(home.dir(), home.postgres().is_none())
    }

    /// The lock that no other process of this folder has at the same time, whatever the database is.
    pub fn alone(home: &Home) -> Result<ServeLock> {
        Self::lock(home.dir(), true)
    }

    fn lock(dir: &Path, alone: bool) -> Result<ServeLock> {
        keys::make_dir(dir)?;
        let path = dir.join("serve.lock");
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(StoreError::file("make", &path))?;
        match if alone { file.try_lock() } else { file.try_lock_shared() } {
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
        make_private(&part)?;
        match self.conn.sqlite() {
            Some(file) => copy_file(file, &part)?,
            None => {
                let file = Connection::open_file(&part)?;
                migrate::migrate(&file, &Home::file_alone(&part))?;
                copy::all(&self.conn, &file)?;
                finish(file.sqlite().ok_or(StoreError::Damaged { place: "a new file" })?)?;
            }
        }
        File::open(&part).and_then(|file| file.sync_all()).map_err(StoreError::file("write", to))?;
        fs::rename(&part, to).map_err(StoreError::file("write", to))?;
        match to.parent() {
            Some(dir) if !dir.as_os_str().is_empty() => keys::sync_dir(dir),
            Some(_) | None => keys::sync_dir(Path::new(".")),
        }
    }
}

/// [`restore_home`] for the home of a folder.
pub fn restore(dir: &Path, from: &Path) -> Result<Epoch> {
    restore_home(&Home::of(dir)?, from)
}

/// Makes the backup `from` the database, with a new epoch. What was there before stays in the folder as
/// `central.db.before-restore`.
pub fn restore_home(home: &Home, from: &Path) -> Result<Epoch> {
    let dir = home.dir();
    let _lock = ServeLock::alone(home)?;
    if !from.is_file() {
        let error = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(StoreError::File { doing: "read", path: from.into(), error });
    }
    let staged_path = dir.join("central.db.restoring");
    remove_database(&staged_path)?;
    check_and_copy(from, &staged_path)?;

    let staged = Connection::open_file(&staged_path)?;
    migrate::migrate(&staged, &Home::file_alone(from))?;
    // Fails when the keys of that history are not here: better now than after.
    let keys = keys::Keys::load_existing(&staged, &dir.join("keys"))?;
    // Who was erased since does not come back.
    retention::catch_up(&staged, &keys, dir)?;
    let epoch = Epoch::begin();
    meta::set(&staged, "epoch", &epoch.to_string())?;
    drop(keys);

    let kept = dir.join("central.db.before-restore");
    match home.postgres() {
        None => replace_file(&home.file(), &staged, &kept)?,
        Some(_) => replace_postgres(home, &staged, &kept)?,
    }
    drop(staged);
    remove_database(&staged_path)?;
    tracing::warn!(%epoch, "restored a backup; a new epoch begins: terminals will tell again what they have");
    Ok(epoch)
}

fn check_and_copy(from: &Path, staged: &Path) -> Result<()> {
    let not_ours = |why: String| StoreError::NotOurs { path: from.into(), why };
    let source = Connection::open_file_to_read(from)?;
    let source = source.sqlite().ok_or(StoreError::Damaged { place: "a file" })?;
    let health: String = source
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| not_ours(error.to_string()))?;
    if health != "ok" {
        return Err(not_ours(format!("it is damaged ({health})")));
    }
    let version: u32 =
        source.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(db::Error::from)?;
    if version == 0 {
        return Err(not_ours("it holds none of central's tables".into()));
    }
    make_private(staged)?;
    copy_file(source, staged)
}

fn replace_file(path: &Path, staged: &Connection, kept: &Path) -> Result<()> {
    let replace = || -> Result<(), rusqlite::Error> {
        let mut live = rusqlite::Connection::open(path)?;
        live.busy_timeout(Duration::from_secs(30))?;
        let staged = staged.sqlite().ok_or(rusqlite::Error::InvalidQuery)?;
        Backup::new(staged, &mut live)?.run_to_completion(i32::MAX, Duration::from_millis(50), None)
    };
    if path.exists() {
        remove_database(kept)?;
        make_private(kept)?;
        let live = Connection::open_file(path)?;
        copy_file(live.sqlite().ok_or(StoreError::Damaged { place: "central.db" })?, kept)?;
    } else {
        // In WAL from the beginning, and with our settings.
        drop(Connection::open_file(path)?);
    }
    Ok(replace().map_err(db::Error::from)?)
}

/// In one transaction: whoever looks meanwhile sees what was there before.
fn replace_postgres(home: &Home, staged: &Connection, kept: &Path) -> Result<()> {
    let live = Connection::open_alone(home)?.ok_or_else(|| StoreError::Busy { dir: home.name() })?;
    if !db::is_schema_empty(&live)? {
        remove_database(kept)?;
        migrate::migrate(&live, home)?;
        make_private(kept)?;
        let file = Connection::open_file(kept)?;
        migrate::migrate(&file, &Home::file_alone(kept))?;
        copy::all(&live, &file)?;
        finish(file.sqlite().ok_or(StoreError::Damaged { place: "a new file" })?)?;
    }
    migrate::migrate(&live, home)?;
    copy::all(staged, &live)
}

/// An empty file that its owner alone may read: what is copied into it keeps that.
fn make_private(path: &Path) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .map_err(StoreError::file("write", path))?;
    Ok(())
}

/// A whole copy at `to`, out of WAL and synced.
fn copy_file(from: &rusqlite::Connection, to: &Path) -> Result<()> {
    let copy = || -> Result<(), rusqlite::Error> {
        let mut copy = rusqlite::Connection::open(to)?;
        Backup::new(from, &mut copy)?.run_to_completion(i32::MAX, Duration::from_millis(50), None)?;
        copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
    };
    copy().map_err(db::Error::from)?;
    File::open(to).and_then(|file| file.sync_all()).map_err(StoreError::file("write", to))
}

/// Out of WAL: the copy is one file.
fn finish(file: &rusqlite::Connection) -> Result<()> {
    Ok(file.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(())).map_err(db::Error::from)?)
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
