//! Forgetting tombstones. The horizon rises to the newest one forgotten, in the same transaction.

use crate::store::db::{Connection, params};
use anjungan_wire::id::Scope;

use super::Store;
use super::error::Result;

/// Tombstones are kept this long: a terminal that was dark for less walks on without a reset.
pub const TOMBSTONE_DAYS: i64 = 90;

impl Store {
    /// Forgets tombstones of every scope made before `before_s` (Unix seconds). How many went.
    pub fn purge_tombstones(&mut self, before_s: i64) -> Result<u64> {
        let scopes = self.scopes()?;
        let tx = self.write()?;
        let mut gone = 0;
        for scope in scopes {
            gone += purge(&tx, &scope, "changed_s < ?2", before_s)?;
        }
        tx.commit()?;
        if gone > 0 {
            tracing::info!(gone, "forgot tombstones");
        }
        Ok(gone)
    }

    /// Forgets the tombstones of one scope up to and including a position. How many went.
    pub fn purge_tombstones_up_to(&mut self, scope: &Scope, seq: u64) -> Result<u64> {
        let tx = self.write()?;
        let gone = purge(&tx, scope, "seq <= ?2", i64::try_from(seq).unwrap_or(i64::MAX))?;
        tx.commit()?;
        Ok(gone)
    }
}

fn purge(conn: &Connection, scope: &Scope, which: &str, bound: i64) -> Result<u64> {
    let scope = scope.to_string();
    let newest: Option<i64> = conn.query_row(
        &format!("SELECT max(seq) FROM feed_row WHERE scope = ?1 AND del = 1 AND {which}"),
        params![scope, bound],
        |row| row.get(0),
    )?;
    let Some(newest) = newest else { return Ok(0) };
    conn.execute(
        "UPDATE feed_scope SET horizon = ?2 WHERE scope = ?1 AND horizon < ?2",
        params![scope, newest],
    )?;
    let gone = conn.execute(
        &format!("DELETE FROM feed_row WHERE scope = ?1 AND del = 1 AND {which}"),
        params![scope, bound],
    )?;
    Ok(gone as u64)
}
