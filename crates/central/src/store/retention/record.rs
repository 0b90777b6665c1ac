//! The record of erasures: what makes an erasure outlive a restore.
//!
//! ```text
//! erase:  record ◀─ append, fsync ── then the database commits
//! open:   in the record and not in the database ─▶ an older database was put back: those persons are erased again
//!         in the database and not in the record ─▶ an older folder of keys was put back: written into the record
//! ```
//!
//! `keys/erased` lies beside the keys, where no restore of the database reaches it, and says nothing about anybody: a
//! line is a time and a keyed hash of an application's card id. The same hashes are in the table `erasure`, so that an
//! op which a terminal sends again after a restore is known too.
//!
//! Not a key for each person, thrown away with them: those keys would be a second thing as precious as the database,
//! written and synced with each application, and an older copy of *them* brings everybody back just the same.
//!
//! **Architecture invariant:** the line is on disk before the erasure is committed. A power cut between the two
//! finishes the erasure at the next start.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::store::db::{Connection, OptionalExtension};
use anjungan_wire::encoding::{from_hex, hex};
use jiff::Timestamp;
use serde_json::json;

use super::erase::{erase_one, remove_blobs};
use crate::office::workflow::Actor;
use crate::store::application::ApplicationId;
use crate::store::error::{Result, StoreError};
use crate::store::keys::sync_dir;
use crate::store::{Keys, audit, inbox};

/// What an erased application is known by.
type Mac = [u8; 32];

/// The hash of an application, by its card id.
pub(super) fn mac(keys: &Keys, card_id: &str) -> Mac {
    keys.records.audit(&[b"erased", card_id.as_bytes()])
}

/// Whether the application with this card id was erased, in this history or in one before a restore.
pub(in crate::store) fn is_erased(conn: &Connection, keys: &Keys, card_id: &str) -> Result<bool> {
    Ok(conn
        .prepare_cached("SELECT 1 FROM erasure WHERE mac = ?1")?
        .query_row([mac(keys, card_id)], |_| Ok(()))
        .optional()?
        .is_some())
}

/// Writes erasures down, in file and table. The caller commits afterwards.
pub(super) fn note(conn: &Connection, keys: &Keys, macs: &[Mac], at: Timestamp) -> Result<()> {
    append(keys, macs, at)?;
    insert(conn, macs)
}

fn insert(conn: &Connection, macs: &[Mac]) -> Result<()> {
    let mut insert = conn.prepare_cached("INSERT INTO erasure VALUES (?1) ON CONFLICT (mac) DO NOTHING")?;
    for mac in macs {
        insert.execute([mac])?;
    }
    Ok(())
}

fn path(keys: &Keys) -> PathBuf {
    keys.dir.join("erased")
}

fn append(keys: &Keys, macs: &[Mac], at: Timestamp) -> Result<()> {
    let path = path(keys);
    let failed = |doing| StoreError::file(doing, &path);
    // Half a line that a power cut left is ended first, and never read.
    let torn = match fs::read(&path) {
        Ok(bytes) => bytes.last().is_some_and(|last| *last != b'\n'),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => false,
        Err(error) => return Err(failed("read")(error)),
    };
    let mut lines = if torn { String::from("\n") } else { String::new() };
    for mac in macs {
        lines += &format!("{} {}\n", at.as_millisecond(), hex(mac));
    }
    let mut file =
        OpenOptions::new().append(true).create(true).mode(0o600).open(&path).map_err(failed("write"))?;
    file.write_all(lines.as_bytes()).map_err(failed("write"))?;
    file.sync_all().map_err(failed("write"))?;
    sync_dir(&keys.dir)
}

fn read(path: &Path) -> Result<HashSet<Mac>> {
    let text = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(HashSet::new()),
        Err(error) => return Err(StoreError::file("read", path)(error)),
    };
    let mut macs = HashSet::new();
    for line in text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let hex = std::str::from_utf8(line).ok().and_then(|line| line.split_once(' '));
        match hex.and_then(|(_, hex)| from_hex(hex).ok()) {
            Some(mac) => _ = macs.insert(mac),
            None => tracing::warn!("{} has a broken line, as a power cut leaves it", path.display()),
        }
    }
    Ok(macs)
}

fn in_database(conn: &Connection) -> Result<HashSet<Mac>> {
    let mut statement = conn.prepare_cached("SELECT mac FROM erasure")?;
    let macs = statement.query_map([], |row| row.get(0))?;
    Ok(macs.collect::<crate::store::db::Result<_>>()?)
}

/// Brings database and record together: whoever was erased and came back with an older database is erased again.
/// How many applications. `dir` is central's folder.
pub(in crate::store) fn catch_up(conn: &Connection, keys: &Keys, dir: &Path) -> Result<usize> {
    let record = read(&path(keys))?;
    if record == in_database(conn)? {
        return Ok(0);
    }
    let at = Timestamp::now();
    let tx = conn.write()?;
    // Again, where nobody else writes.
    let (record, known) = (read(&path(keys))?, in_database(&tx)?);
    let unrecorded: Vec<Mac> = known.difference(&record).copied().collect();
    if !unrecorded.is_empty() {
        append(keys, &unrecorded, at)?;
    }
    let forgotten: Vec<Mac> = record.difference(&known).copied().collect();
    insert(&tx, &forgotten)?;
    let (mut back, mut blobs) = (0, Vec::new());
    if !forgotten.is_empty() {
        for (id, card_id) in not_erased(&tx)? {
            if record.contains(&mac(keys, &card_id)) {
                blobs.extend(erase_one(&tx, keys, id, &Actor::System, at)?.blob);
                back += 1;
            }
        }
        inbox::retry_all(&tx, keys)?;
        let detail = json!({ "erasures": forgotten.len(), "applications": back });
        audit::note(&tx, keys, at.as_millisecond(), "system", "replay-erasures", "erasures", &detail)?;
    }
    tx.commit()?;
    remove_blobs(dir, &blobs)?;
    if back > 0 {
        tracing::warn!(
            applications = back,
            "an older database was put back: {back} applications of erased persons were erased again"
        );
        conn.forget_deleted()?;
    }
    Ok(back)
}

fn not_erased(conn: &Connection) -> Result<Vec<(ApplicationId, String)>> {
    let mut statement = conn.prepare_cached("SELECT id, card_id FROM application WHERE erased_ms IS NULL")?;
    let rows = statement.query_map([], |row| Ok((ApplicationId(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<crate::store::db::Result<_>>()?)
}
