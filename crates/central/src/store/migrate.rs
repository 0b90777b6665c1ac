//! Migrations: forward only, one file each, counted in `PRAGMA user_version`.
//!
//! A released file is never changed. All pending ones run in one transaction, so that an update that
//! fails leaves the database as it was.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::error::{Result, StoreError};

const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/001_meta.sql"),
    include_str!("../../migrations/002_feed.sql"),
    include_str!("../../migrations/003_inbox.sql"),
    include_str!("../../migrations/004_fact.sql"),
    include_str!("../../migrations/005_device.sql"),
    include_str!("../../migrations/006_snapshot.sql"),
    include_str!("../../migrations/007_print.sql"),
    include_str!("../../migrations/008_office.sql"),
    include_str!("../../migrations/009_invitation.sql"),
    include_str!("../../migrations/010_erasure.sql"),
    include_str!("../../migrations/011_names.sql"),
];

/// "Anju": tells our databases from other people's.
const APPLICATION_ID: i32 = 0x416e_6a75;

/// The version that this program makes.
pub const VERSION: u32 = MIGRATIONS.len() as u32;

/// Brings the database to [`VERSION`].
pub(super) fn migrate(conn: &mut Connection, path: &Path) -> Result<()> {
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found: u32 = tx.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let application: i32 = tx.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if found > VERSION {
        return Err(StoreError::Newer { path: path.into(), found, known: VERSION });
    }
    if application != APPLICATION_ID {
        let tables: u32 = tx.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables > 0 {
            return Err(StoreError::NotOurs { path: path.into(), why: "it holds other tables".into() });
        }
        tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    }
    for sql in &MIGRATIONS[found as usize..] {
        tx.execute_batch(sql)?;
    }
    tx.pragma_update(None, "user_version", VERSION)?;
    tx.commit()?;
    Ok(())
}
