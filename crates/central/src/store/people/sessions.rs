//! Where an officer is signed in: listed for the officer and for an admin, and ended one at a time or all at once.

use crate::store::db::params;
use jiff::Timestamp;
use serde_json::json;

use super::note;
use super::session::{IDLE, SessionToken};
use crate::office::people::OfficerId;
use crate::office::workflow::Actor;
use crate::store::Store;
use crate::store::application::moment;
use crate::store::error::Result;

/// More are not listed: nobody works in so many places, and an account that seems to is ended as a whole.
const LISTED_MAX: u32 = 100;

/// A session as a list calls it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct SessionId(pub i64);

/// A place where an officer is signed in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenSession {
    /// What the list calls it.
    pub id: SessionId,
    /// Since when.
    pub since: Timestamp,
    /// When it was last used, to the minute.
    pub seen: Timestamp,
    /// Browser and system in a word each; empty when not known.
    pub device: String,
    /// Whether it is the one that asks.
    pub here: bool,
}

impl Store {
    /// Where an officer is signed in at `at`, the last used first. `asking` is marked.
    pub fn open_sessions(
        &self,
        officer: OfficerId,
        asking: &SessionToken,
        at: Timestamp,
    ) -> Result<Vec<OpenSession>> {
        let at_ms = at.as_millisecond();
        let mut statement = self.conn.prepare_cached(
            "SELECT id, began_ms, seen_ms, device, token_sha256 = ?4 FROM session
             WHERE officer = ?1 AND ends_ms > ?2 AND seen_ms > ?3 ORDER BY seen_ms DESC, id DESC LIMIT ?5",
        )?;
        let rows = statement.query_map(
            params![officer.0, at_ms, at_ms - IDLE.as_millis() as i64, asking.hash(), LISTED_MAX],
            |row| {
                Ok((
                    SessionId(row.get(0)?),
                    row.get::<_, i64>(1)?,
                    row.get::<_, i64>(2)?,
                    row.get(3)?,
                    row.get(4)?,
                ))
            },
        )?;
        rows.map(|row| {
            let (id, began_ms, seen_ms, device, here) = row?;
            Ok(OpenSession { id, since: moment(began_ms)?, seen: moment(seen_ms)?, device, here })
        })
        .collect()
    }

    /// Writes down what a session is used with: what its browser says, in a word for browser and system each.
    pub fn name_device(&mut self, token: &SessionToken, device: &str) -> Result<()> {
        self.conn
            .prepare_cached("UPDATE session SET device = ?2 WHERE token_sha256 = ?1")?
            .execute(params![token.hash(), device])?;
        Ok(())
    }

    /// Ends one session of an officer. Whether it was there.
    pub fn end_session(
        &mut self,
        officer: OfficerId,
        session: SessionId,
        by: &Actor,
        at: Timestamp,
    ) -> Result<bool> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let ended =
            tx.execute("DELETE FROM session WHERE id = ?1 AND officer = ?2", params![session.0, officer.0])?;
        if ended > 0 {
            note(&tx, &keys, at, &by.to_string(), "end-session", officer, json!({ "sessions": ended }))?;
        }
        tx.commit()?;
        Ok(ended > 0)
    }

    /// Ends every session of an officer but `keep`. How many.
    pub fn end_other_sessions(
        &mut self,
        officer: OfficerId,
        keep: &SessionToken,
        by: &Actor,
        at: Timestamp,
    ) -> Result<usize> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let ended = tx.execute(
            "DELETE FROM session WHERE officer = ?1 AND token_sha256 <> ?2",
            params![officer.0, keep.hash()],
        )?;
        let act = "sign-out-elsewhere";
        note(&tx, &keys, at, &by.to_string(), act, officer, json!({ "sessions": ended }))?;
        tx.commit()?;
        Ok(ended)
    }
}
