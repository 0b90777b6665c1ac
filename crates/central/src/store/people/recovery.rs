//! Recovery codes: eight numbers on paper, each of which stands in for the app once.
//!
//! Twelve digits, so that they fit the field that asks for the app's six. Only keyed hashes are kept; the key is
//! outside the database, so that a stolen one can't be searched for codes. Tries count like any to sign in.

use std::collections::BTreeSet;

use crate::store::db::{Connection, params};
use jiff::Timestamp;
use serde_json::json;

use super::sign_in::{Checked, Credentials};
use super::{OfficerId, note};
use crate::store::error::Result;
use crate::store::fields::random;
use crate::store::{Keys, Store};

/// Codes that are given at once.
const CODES: usize = 8;
/// Digits of a code.
pub(super) const DIGITS: usize = 12;

/// Replaces an officer's codes. As they are shown: `1234-5678-9012`.
pub(super) fn draw(conn: &Connection, keys: &Keys, officer: OfficerId) -> Result<Vec<String>> {
    remove(conn, officer)?;
    let mut codes = Vec::new();
    for _ in 0..CODES {
        let mut bytes = [0; 16];
        random(&mut bytes)?;
        // 128 bits over 10^12: no digit is visibly more likely than another.
        let digits = format!("{:0DIGITS$}", u128::from_be_bytes(bytes) % 10u128.pow(DIGITS as u32));
        conn.prepare_cached("INSERT INTO recovery_code VALUES (?1, ?2)")?
            .execute(params![officer.0, keys.records.recovery(officer.0, &digits)])?;
        codes.push([&digits[..4], &digits[4..8], &digits[8..]].join("-"));
    }
    Ok(codes)
}

/// The hashes of the codes that an officer has left.
pub(super) fn left(conn: &Connection, officer: OfficerId) -> Result<BTreeSet<[u8; 32]>> {
    let mut statement = conn.prepare_cached("SELECT mac FROM recovery_code WHERE officer = ?1")?;
    let macs = statement.query_map([officer.0], |row| row.get(0))?;
    Ok(macs.collect::<crate::store::db::Result<_>>()?)
}

/// Uses a code up. Whether it was there.
pub(super) fn spend(conn: &Connection, officer: OfficerId, mac: &[u8; 32]) -> Result<bool> {
    let spent = conn
        .prepare_cached("DELETE FROM recovery_code WHERE officer = ?1 AND mac = ?2")?
        .execute(params![officer.0, mac])?;
    Ok(spent == 1)
}

/// Takes all codes away.
pub(super) fn remove(conn: &Connection, officer: OfficerId) -> Result<()> {
    conn.execute("DELETE FROM recovery_code WHERE officer = ?1", [officer.0])?;
    Ok(())
}

impl Store {
    /// How many recovery codes an officer has left.
    pub fn recovery_codes_left(&self, officer: OfficerId) -> Result<usize> {
        Ok(left(&self.conn, officer)?.len())
    }

    /// New recovery codes for an officer who proved password and code; the old ones end. `None`: it was wrong, or the
    /// account is locked; counted like a try to sign in.
    pub fn renew_recovery(
        &mut self,
        credentials: &Credentials,
        checked: Checked,
        at: Timestamp,
    ) -> Result<Option<Vec<String>>> {
        let Some(account) = self.proven(credentials, checked, at)? else { return Ok(None) };
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let codes = draw(&tx, &keys, account.id)?;
        note(&tx, &keys, at, &format!("officer:{}", account.id), "renew-recovery", account.id, json!({}))?;
        tx.commit()?;
        Ok(Some(codes))
    }
}
