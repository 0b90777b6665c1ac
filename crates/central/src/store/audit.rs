//! Who did what: append-only, and chained.
//!
//! ```text
//! hash(n) = HMAC(audit key, hash(n-1) ‖ n ‖ time ‖ actor ‖ act ‖ subject ‖ detail)      audit.hash
//! head    = n, HMAC(audit key, "head" ‖ n ‖ hash(n))                                    meta.audit_head
//! ```
//!
//! The key is outside the database, so whoever can write to the database can't make a chain that verifies: not with a
//! row changed, removed, put in or moved, and not with the last rows cut off, because the head is vouched for too.
//! What is left is to put back a whole older database, which only a note kept elsewhere shows: `audit verify` prints
//! the head for that.
//!
//! **Architecture invariant:** an audit row is written in the transaction of what it tells, and holds nothing about a
//! person.

mod offices;

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::encoding::hex;
use serde_json::Value;

use super::error::{Result, StoreError};
use super::keys::Keys;
use super::{Store, meta};

pub use offices::{AuditFilter, AuditPage};

/// A row of the trail.
#[derive(Clone, PartialEq, Debug)]
pub struct AuditRow {
    /// Its number; without holes.
    pub no: i64,
    /// When, Unix milliseconds.
    pub at_ms: i64,
    /// Who: `officer:P01:signer`, `kiosk:K07`, `applicant`, `system`.
    pub actor: String,
    /// What.
    pub act: String,
    /// With what: `application:12`, `office:3216`, `officer:P03`.
    pub subject: String,
    /// More, without anything about a person.
    pub detail: Value,
}

/// A chain that holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditHead {
    /// Rows.
    pub rows: i64,
    /// The last row's hash: note it elsewhere, and compare.
    pub hash: String,
}

/// What is wrong with the trail.
#[derive(Debug, thiserror::Error)]
pub enum AuditBroken {
    /// A row was altered, put in, or stands where another was.
    #[error(
        "audit row {no} is not what was written: it, or the row before it, was changed, removed or put in"
    )]
    Row {
        /// The first that does not fit.
        no: i64,
    },
    /// Numbers are missing.
    #[error("audit row {no} is missing")]
    Missing {
        /// The first missing.
        no: i64,
    },
    /// The last rows are gone.
    #[error("the trail's end was cut off or its head altered: {rows} rows are left")]
    Head {
        /// How many are left.
        rows: i64,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<crate::store::db::Error> for AuditBroken {
    fn from(error: crate::store::db::Error) -> Self {
        AuditBroken::Store(error.into())
    }
}

/// Whether there is anything that was never done without a row: who cuts off the whole trail, head and all, leaves it.
fn has_history(conn: &Connection) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM officer) OR EXISTS (SELECT 1 FROM move)
        OR EXISTS (SELECT 1 FROM office_rules)";
    Ok(conn.query_row(sql, [], |row| row.get(0))?)
}

/// Writes a row, in the caller's transaction.
pub(super) fn note(
    conn: &Connection,
    keys: &Keys,
    at_ms: i64,
    actor: &str,
    act: &str,
    subject: &str,
    detail: &Value,
) -> Result<()> {
    let last: Option<(i64, Vec<u8>)> = conn
        .prepare_cached("SELECT no, hash FROM audit ORDER BY no DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let (no, previous) = last.map_or((1, Vec::new()), |(no, hash)| (no + 1, hash));
    let detail = detail.to_string();
    let hash = link(keys, &previous, no, at_ms, [actor, act, subject, &detail]);
    conn.prepare_cached("INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![no, at_ms, actor, act, subject, detail, hash])?;
    meta::set(conn, "audit_head", &head(keys, no, &hash))
}

fn link(keys: &Keys, previous: &[u8], no: i64, at_ms: i64, texts: [&str; 4]) -> [u8; 32] {
    let [actor, act, subject, detail] = texts.map(str::as_bytes);
    keys.records.audit(&[previous, &no.to_be_bytes(), &at_ms.to_be_bytes(), actor, act, subject, detail])
}

fn head(keys: &Keys, no: i64, hash: &[u8]) -> String {
    format!("{no} {}", hex(&keys.records.audit(&[b"head", &no.to_be_bytes(), hash])))
}

impl Store {
    /// The rows about a subject (all when empty), the newest first.
    pub fn audit(&self, subject: &str, before: Option<i64>, limit: u32) -> Result<Vec<AuditRow>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT no, at_ms, actor, act, subject, detail FROM audit
             WHERE (CAST(?1 AS TEXT) = '' OR subject = ?1) AND no < ?2 ORDER BY no DESC LIMIT ?3",
        )?;
        let rows = statement.query_map(params![subject, before.unwrap_or(i64::MAX), limit], |row| {
            let detail: String = row.get(5)?;
            Ok(AuditRow {
                no: row.get(0)?,
                at_ms: row.get(1)?,
                actor: row.get(2)?,
                act: row.get(3)?,
                subject: row.get(4)?,
                detail: serde_json::from_str(&detail).unwrap_or(Value::Null),
            })
        })?;
        Ok(rows.collect::<crate::store::db::Result<_>>()?)
    }

    /// Goes through the whole trail.
    pub fn verify_audit(&self) -> Result<AuditHead, AuditBroken> {
        let tx = self.conn.read()?;
        let mut statement =
            tx.prepare_cached("SELECT no, at_ms, actor, act, subject, detail, hash FROM audit ORDER BY no")?;
        let mut rows = statement.query([])?;
        let (mut count, mut previous) = (0i64, Vec::new());
        while let Some(row) = rows.next()? {
            let no: i64 = row.get(0)?;
            if no != count + 1 {
                return Err(AuditBroken::Missing { no: count + 1 });
            }
            let texts: [String; 4] = [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
            let texts = [&*texts[0], &*texts[1], &*texts[2], &*texts[3]];
            let hash: Vec<u8> = row.get(6)?;
            if hash != link(&self.keys, &previous, no, row.get(1)?, texts) {
                return Err(AuditBroken::Row { no });
            }
            (count, previous) = (no, hash);
        }
        let expected = (count > 0).then(|| head(&self.keys, count, &previous));
        if meta::get(&tx, "audit_head")? != expected || count == 0 && has_history(&tx)? {
            return Err(AuditBroken::Head { rows: count });
        }
        Ok(AuditHead { rows: count, hash: hex(&previous) })
    }
}
