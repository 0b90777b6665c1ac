//! A machine changes its key: the next one is noted, and is the key from the first request that it signs.

use anjungan_wire::sign::key_id as id_of;
use serde_json::json;

use super::db::{OptionalExtension, params};
use super::device::{self, Device};
use super::error::Result;
use super::{Store, audit, stand};

impl Store {
    /// The machine that is changing to the key with this id, as it will be.
    pub fn device_changing_to(&self, next_key_id: &str) -> Result<Option<Device>> {
        let found: Option<(String, [u8; 32])> = self
            .conn
            .prepare_cached("SELECT key_id, next_public_key FROM device WHERE next_key_id = ?1")?
            .query_row([next_key_id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let Some((key_id, public_key)) = found else { return Ok(None) };
        let device = device::by_key(&self.conn, &key_id)?;
        Ok(device.map(|device| Device { key_id: next_key_id.to_owned(), public_key, ..device }))
    }

    /// Notes the key that a machine in service changes to, in place of one that it named before. `false`: the key is or
    /// was somebody's.
    pub fn begin_key_change(&mut self, key_id: &str, next: &[u8; 32]) -> Result<bool> {
        let next_id = id_of(next);
        let tx = self.write()?;
        let taken: bool = tx.query_row(
            "SELECT count(*) > 0 FROM device WHERE key_id = ?2 OR (next_key_id = ?2 AND key_id <> ?1)",
            params![key_id, next_id],
            |row| row.get(0),
        )?;
        if taken {
            return Ok(false);
        }
        tx.execute(
            "UPDATE device SET next_key_id = ?2, next_public_key = ?3 WHERE key_id = ?1 AND state = 'accepted'",
            params![key_id, next_id, next],
        )?;
        tx.commit()?;
        Ok(true)
    }

    /// The machine has signed with its next key: it is its key, and the old one is forgotten. Asked a second time, as by
    /// two requests at once, it changes nothing.
    pub fn finish_key_change(&mut self, next_key_id: &str, at_ms: i64) -> Result<()> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let found: Option<(String, String)> = tx
            .query_row("SELECT key_id, kiosk FROM device WHERE next_key_id = ?1", [next_key_id], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        let Some((old, kiosk)) = found else { return Ok(()) };
        tx.execute(
            "UPDATE device SET key_id = next_key_id, public_key = next_public_key, next_key_id = NULL,
                next_public_key = NULL WHERE key_id = ?1",
            [&old],
        )?;
        tx.execute("UPDATE enrolment SET used_by = ?2 WHERE used_by = ?1", params![old, next_key_id])?;
        stand::changed(&tx)?;
        let about = format!("kiosk:{kiosk}");
        let detail = json!({ "was": old, "is": next_key_id });
        audit::note(&tx, &keys, at_ms, &about, "change-key", &about, &detail)?;
        tx.commit()?;
        tracing::warn!(kiosk, key = next_key_id, "{kiosk} has another key");
        Ok(())
    }
}
