//! Sessions. Only the SHA-256 of a session's token is kept.

use std::fmt;

use crate::store::db::{Connection, OptionalExtension, params};
use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use super::{Account, note};
use crate::office::people::OfficerId;
use crate::store::Store;
use crate::store::application::moment;
use crate::store::error::Result;
use crate::store::fields::random;

/// A session ends after this long without a request.
pub(in crate::store) const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// A session ends after this long in any case.
const SESSION: SignedDuration = SignedDuration::from_hours(8);
/// A session's last use is written down this often at most.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// A session's token: 32 random bytes, with the browser alone.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken([u8; 32]);

impl SessionToken {
    /// As the cookie carries it.
    pub fn to_text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// From a cookie.
    pub fn from_text(text: &str) -> Option<Self> {
        BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// What every form of this session carries: a page of another site can't know it.
    pub fn csrf(&self) -> String {
        let hash = Sha256::new().chain_update("csrf").chain_update(self.0).finalize();
        BASE64URL_NOPAD.encode(&hash)
    }

    pub(super) fn hash(&self) -> [u8; 32] {
        Sha256::new().chain_update("session").chain_update(self.0).finalize().into()
    }
}

/// Begins a session.
pub(super) fn begin(conn: &Connection, officer: OfficerId, at: Timestamp) -> Result<SessionToken> {
    let mut token = SessionToken([0; 32]);
    random(&mut token.0)?;
    let at_ms = at.as_millisecond();
    conn.execute(
        "INSERT INTO session (token_sha256, officer, began_ms, seen_ms, ends_ms, device)
         VALUES (?1, ?2, ?3, ?3, ?4, '')",
        params![token.hash(), officer.0, at_ms, at_ms + SESSION.as_millis() as i64],
    )?;
    Ok(token)
}

impl Drop for SessionToken {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// Who is signed in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedIn {
    /// Who.
    pub account: Account,
    /// Since when.
    pub since: Timestamp,
    /// When the session ends in any case.
    pub ends: Timestamp,
}

impl Store {
    /// Who is signed in with this token, as they are now: a changed role holds at once.
    pub fn signed_in(&self, token: &SessionToken, at: Timestamp) -> Result<Option<SignedIn>> {
        let at_ms = at.as_millisecond();
        let found: Option<(i64, i64, i64)> = self
            .conn
            .prepare_cached(
                "SELECT officer, began_ms, ends_ms FROM session
                 WHERE token_sha256 = ?1 AND ends_ms > ?2 AND seen_ms > ?3",
            )?
            .query_row(params![token.hash(), at_ms, at_ms - IDLE.as_millis() as i64], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()?;
        let Some((officer, began_ms, ends_ms)) = found else { return Ok(None) };
        let account = self.officer(OfficerId(officer))?.filter(|account| account.active);
        account
            .map(|account| Ok(SignedIn { account, since: moment(began_ms)?, ends: moment(ends_ms)? }))
            .transpose()
    }

    /// Notes that a session is in use, once a minute at most. Call it with every request.
    pub fn touch_session(&mut self, token: &SessionToken, at: Timestamp) -> Result<()> {
        let at_ms = at.as_millisecond();
        self.conn
            .prepare_cached("UPDATE session SET seen_ms = ?2 WHERE token_sha256 = ?1 AND seen_ms < ?3")?
            .execute(params![token.hash(), at_ms, at_ms - SEEN_EVERY.as_millis() as i64])?;
        Ok(())
    }

    /// Ends a session.
    pub fn sign_out(&mut self, token: &SessionToken, at: Timestamp) -> Result<()> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let officer: Option<i64> = tx
            .query_row(
                "DELETE FROM session WHERE token_sha256 = ?1 RETURNING officer",
                [token.hash()],
                |row| row.get(0),
            )
            .optional()?;
        if let Some(officer) = officer {
            let officer = OfficerId(officer);
            note(&tx, &keys, at, &format!("officer:{officer}"), "sign-out", officer, json!({}))?;
        }
        tx.commit()?;
        Ok(())
    }

    /// Forgets sessions that have ended. How many.
    pub fn forget_sessions(&mut self, at: Timestamp) -> Result<u64> {
        let at_ms = at.as_millisecond();
        let gone = self.conn.execute(
            "DELETE FROM session WHERE ends_ms <= ?1 OR seen_ms <= ?2",
            params![at_ms, at_ms - IDLE.as_millis() as i64],
        )?;
        Ok(gone as u64)
    }
}
