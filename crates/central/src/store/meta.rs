//! What is true of the whole database: its epoch above all.

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::id::Epoch;

use super::Store;
use super::error::{Result, StoreError};

pub(super) fn get(conn: &Connection, name: &str) -> Result<Option<String>> {
    let mut statement = conn.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    Ok(statement.query_row([name], |row| row.get(0)).optional()?)
}

pub(super) fn set(conn: &Connection, name: &str, value: &str) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO meta (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )?
    .execute(params![name, value])?;
    Ok(())
}

/// The epoch. Read each time and never remembered: another process may have restored a backup.
pub(super) fn epoch(conn: &Connection) -> Result<Epoch> {
    let text = get(conn, "epoch")?.ok_or(StoreError::Damaged { place: "meta.epoch" })?;
    text.parse().map_err(|_| StoreError::Damaged { place: "meta.epoch" })
}

/// Gives a new database its first epoch.
pub(super) fn begin_first_epoch(conn: &Connection) -> Result<()> {
    conn.execute(
        "INSERT INTO meta (name, value) VALUES ('epoch', ?1) ON CONFLICT (name) DO NOTHING",
        [Epoch::begin().to_string()],
    )?;
    Ok(())
}

impl Store {
    /// Central's present epoch.
    pub fn epoch(&self) -> Result<Epoch> {
        epoch(&self.conn)
    }

    /// Writes one small row, to know whether anything can be written.
    pub(crate) fn try_to_write(&mut self) -> Result<()> {
        let tx = self.write()?;
        set(&tx, "tried_ms", &super::now_ms().to_string())?;
        Ok(tx.commit()?)
    }

    /// Renews the epoch: every terminal walks its feeds again and tells again what it still has. For
    /// when central may have forgotten something, which is after every restore.
    pub fn begin_new_epoch(&mut self) -> Result<Epoch> {
        let epoch = Epoch::begin();
        set(&self.conn, "epoch", &epoch.to_string())?;
        tracing::warn!(%epoch, "a new epoch begins: terminals will walk their feeds again");
        Ok(epoch)
    }
}
