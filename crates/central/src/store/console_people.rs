//! What the console needs of accounts, sessions and the trail beyond signing in.

use crate::store::db::params;
use jiff::Timestamp;
use serde_json::json;

use super::error::Result;
use super::{ApplicationId, Store, audit};
use crate::office::people::OfficerId;
use crate::office::workflow::Actor;

impl Store {
    /// Whether anybody has an account that can be signed in to. Until then the console begins with the set-up page.
    pub fn has_officers(&self) -> Result<bool> {
        Ok(self
            .conn
            .query_row("SELECT EXISTS (SELECT 1 FROM officer WHERE joined = 1)", [], |row| row.get(0))?)
    }

    /// Writes down that an officer looked at a person: `look`, `show-nik`, `print-at-counter`.
    pub fn note_look(&mut self, actor: &Actor, act: &str, id: ApplicationId) -> Result<()> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let at_ms = Timestamp::now().as_millisecond();
        audit::note(&tx, &keys, at_ms, &actor.to_string(), act, &format!("application:{id}"), &json!({}))?;
        tx.commit()?;
        Ok(())
    }

    /// Writes down whom a search showed an officer. What was searched for is a person's, and stays out.
    pub fn note_search(&mut self, actor: &Actor, found: &[ApplicationId]) -> Result<()> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let (at_ms, detail) = (Timestamp::now().as_millisecond(), json!({ "found": found }));
        audit::note(&tx, &keys, at_ms, &actor.to_string(), "search", "applications", &detail)?;
        tx.commit()?;
        Ok(())
    }

    /// Signs an officer out everywhere. How many sessions there were.
    pub fn end_sessions(&mut self, id: OfficerId, by: &Actor) -> Result<usize> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let ended = tx.execute("DELETE FROM session WHERE officer = ?1", [id.0])?;
        let (at_ms, detail) = (Timestamp::now().as_millisecond(), json!({ "sessions": ended }));
        audit::note(
            &tx,
            &keys,
            at_ms,
            &by.to_string(),
            "sign-out-everywhere",
            &format!("officer:{id}"),
            &detail,
        )?;
        tx.commit()?;
        Ok(ended)
    }

    /// In how many places an officer is signed in at `at`.
    pub fn session_count(&self, id: OfficerId, at: Timestamp) -> Result<u32> {
        let at_ms = at.as_millisecond();
        let idle_ms = super::people::IDLE.as_millis() as i64;
        Ok(self.conn.query_row(
            "SELECT count(*) FROM session WHERE officer = ?1 AND ends_ms > ?2 AND seen_ms > ?3",
            params![id.0, at_ms, at_ms - idle_ms],
            |row| row.get(0),
        )?)
    }
}
