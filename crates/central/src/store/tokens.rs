//! Keys of partners' programs: made by an admin, shown once, revoked at any time.

use std::collections::BTreeSet;
use std::fmt;

use crate::store::db::{OptionalExtension, Row, params};
use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use super::application::moment;
use super::error::{Result, StoreError};
use super::fields::random;
use super::{Store, audit};
use crate::office::offices::Offices;
use crate::office::partners::Grant;

/// What every key begins with, so that one that leaked into a repository is known by it.
const PREFIX: &str = "anjungan_";
/// A key's last use is written down this often at most.
const USED_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// Requests a minute that may be allowed at most.
pub const PER_MINUTE_MAX: u32 = 6_000;
/// Letters of a name.
const NAME_MAX: usize = 80;

/// A key: 32 random bytes, with the partner alone.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey([u8; 32]);

impl ApiKey {
    /// As it stands behind `Authorization: Bearer`.
    pub fn to_text(&self) -> String {
        format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&self.0))
    }

    /// From a header.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.strip_prefix(PREFIX)?;
        BASE64URL_NOPAD.decode(text.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::new().chain_update("api key").chain_update(self.0).finalize().into()
    }
}

impl Drop for ApiKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

/// A key that is to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewApiToken {
    /// Who uses it for what: "Dasbor Pemprov Jawa Barat".
    pub name: String,
    /// What it may read, one thing at least.
    pub grants: BTreeSet<Grant>,
    /// Of which offices.
    pub offices: Offices,
    /// Requests a minute, from 1 to [`PER_MINUTE_MAX`].
    pub per_minute: u32,
    /// Until when it works. `None`: until it is revoked.
    pub ends: Option<Timestamp>,
}

/// A key as the list shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApiToken {
    /// Its number.
    pub id: i64,
    /// What was said of it.
    pub what: NewApiToken,
    /// When it was made.
    pub made: Timestamp,
    /// By whom.
    pub made_by: String,
    /// When it was last used, to the minute.
    pub used: Option<Timestamp>,
    /// When it was revoked.
    pub revoked: Option<Timestamp>,
}

impl ApiToken {
    /// Whether it works at `at`.
    pub fn works(&self, at: Timestamp) -> bool {
        self.revoked.is_none() && self.what.ends.is_none_or(|ends| ends > at)
    }
}

/// Why a key was not made.
#[derive(Debug, thiserror::Error)]
pub enum TokenRefusal {
    /// What was said of it.
    #[error(
        "a key needs a name of {NAME_MAX} letters at most, one grant at least, \
         and 1 to {PER_MINUTE_MAX} requests a minute"
    )]
    Said,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<super::db::Error> for TokenRefusal {
    fn from(error: super::db::Error) -> Self {
        TokenRefusal::Store(error.into())
    }
}

const COLUMNS: &str = "id, name, scopes, offices, per_minute, made_ms, made_by, ends_ms, used_ms, revoked_ms";

impl Store {
    /// Makes a key. It is told this once.
    pub fn make_token(
        &mut self,
        new: &NewApiToken,
        by: &str,
        at: Timestamp,
    ) -> Result<(i64, ApiKey), TokenRefusal> {
        let named = (1..=NAME_MAX).contains(&new.name.trim().chars().count());
        if !named || new.grants.is_empty() || !(1..=PER_MINUTE_MAX).contains(&new.per_minute) {
            return Err(TokenRefusal::Said);
        }
        let mut key = ApiKey([0; 32]);
        random(&mut key.0)?;
        let keys = std::sync::Arc::clone(&self.keys);
        let grants = new.grants.iter().map(|grant| grant.as_str()).collect::<Vec<_>>();
        let tx = self.write()?;
        let id: i64 = tx.query_row(
            "INSERT INTO api_token (token_sha256, name, scopes, offices, per_minute, made_ms, made_by, ends_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id",
            params![
                key.hash(),
                new.name.trim(),
                grants.join(" "),
                new.offices.to_text(),
                new.per_minute,
                at.as_millisecond(),
                by,
                new.ends.map(|ends| ends.as_millisecond())
            ],
            |row| row.get(0),
        )?;
        let detail = json!({ "grants": grants, "offices": new.offices });
        audit::note(&tx, &keys, at.as_millisecond(), by, "make-key", &format!("key:{id}"), &detail)?;
        tx.commit()?;
        Ok((id, key))
    }

    /// Every key, the newest first, those that were revoked too.
    pub fn tokens(&self) -> Result<Vec<ApiToken>> {
        let sql = format!("SELECT {COLUMNS} FROM api_token ORDER BY id DESC");
        let mut statement = self.conn.prepare_cached(&sql)?;
        let rows = statement.query_map([], |row| Ok(token(row)))?;
        rows.map(|row| row?).collect()
    }

    /// Whose key this is, if it works.
    pub fn token(&self, key: &ApiKey, at: Timestamp) -> Result<Option<ApiToken>> {
        let found = self
            .conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM api_token WHERE token_sha256 = ?1"))?
            .query_row([key.hash()], |row| Ok(token(row)))
            .optional()?
            .transpose()?;
        Ok(found.filter(|token| token.works(at)))
    }

    /// Notes that a key was used. Worth a write only when [`ApiToken::used`] is a minute old.
    pub fn touch_token(&mut self, id: i64, at: Timestamp) -> Result<()> {
        let at_ms = at.as_millisecond();
        self.conn
            .prepare_cached(
                "UPDATE api_token SET used_ms = ?2 WHERE id = ?1 AND (used_ms IS NULL OR used_ms < ?3)",
            )?
            .execute(params![id, at_ms, at_ms - USED_EVERY.as_millis() as i64])?;
        Ok(())
    }

    /// Revokes a key. Whether there was one that was not revoked.
    pub fn revoke_token(&mut self, id: i64, by: &str, at: Timestamp) -> Result<bool> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let revoked = tx.execute(
            "UPDATE api_token SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms IS NULL",
            params![id, at.as_millisecond()],
        )?;
        if revoked == 1 {
            let subject = format!("key:{id}");
            audit::note(&tx, &keys, at.as_millisecond(), by, "revoke-key", &subject, &json!({}))?;
        }
        tx.commit()?;
        Ok(revoked == 1)
    }
}

/// Whether its use was written down so long ago that it should be again.
pub(crate) fn is_stale(token: &ApiToken, at: Timestamp) -> bool {
    token.used.is_none_or(|used| at.duration_since(used) > USED_EVERY)
}

fn token(row: &Row<'_>) -> Result<ApiToken> {
    const DAMAGED: StoreError = StoreError::Damaged { place: "api_token" };
    let grants: String = row.get(2)?;
    let grants = grants.split(' ').map(|name| Grant::named(name).ok_or(DAMAGED)).collect::<Result<_>>()?;
    let offices: Option<String> = row.get(3)?;
    let time = |ms: Option<i64>| ms.map(moment).transpose();
    Ok(ApiToken {
        id: row.get(0)?,
        what: NewApiToken {
            name: row.get(1)?,
            grants,
            offices: Offices::read(&offices.unwrap_or_default()).map_err(|_| DAMAGED)?,
            per_minute: row.get(4)?,
            ends: time(row.get(7)?)?,
        },
        made: moment(row.get(5)?)?,
        made_by: row.get(6)?,
        used: time(row.get(8)?)?,
        revoked: time(row.get(9)?)?,
    })
}
