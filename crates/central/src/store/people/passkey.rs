//! Passkeys of officers: added by who proved password and code, used to sign in, alone, because an authenticator makes
//! sure who uses it.
//!
//! ```text
//! begin_passkey(password and code) ──challenge──▶ browser ──▶ add_passkey    \ each challenge once,
//! passkey_challenge()              ──challenge──▶ browser ──▶ use_passkey    / for five minutes
//! ```

use crate::store::db::{Connection, OptionalExtension, params};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::sign_in::{Checked, Credentials};
use super::{OfficerId, SignIn, note, session};
use crate::passkey::{Key, Made, Signed};
use crate::store::Store;
use crate::store::application::moment;
use crate::store::error::{Result, StoreError};
use crate::store::fields::random;

/// How long a challenge can be answered: somebody looks for a security token in a bag.
const ANSWER_WITHIN: SignedDuration = SignedDuration::from_mins(5);
/// Passkeys of one officer.
const PASSKEYS_MAX: i64 = 10;
/// Characters of a passkey's name.
const NAME_CHARS_MAX: usize = 40;

/// What a passkey is asked to sign.
pub type Challenge = [u8; 32];

/// A passkey, as its officer sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Passkey {
    /// What the list calls it.
    pub id: i64,
    /// The officer's name for it.
    pub name: String,
    /// Since when.
    pub made: Timestamp,
    /// When it was last used.
    pub used: Option<Timestamp>,
}

/// Draws a challenge and forgets those that are over.
fn draw(conn: &Connection, officer: Option<OfficerId>, at: Timestamp) -> Result<Challenge> {
    let mut challenge = [0; 32];
    random(&mut challenge)?;
    let at_ms = at.as_millisecond();
    conn.execute("DELETE FROM passkey_challenge WHERE ends_ms <= ?1", [at_ms])?;
    conn.execute(
        "INSERT INTO passkey_challenge (challenge_sha256, officer, ends_ms) VALUES (?1, ?2, ?3)",
        params![hash(&challenge), officer.map(|id| id.0), at_ms + ANSWER_WITHIN.as_millis() as i64],
    )?;
    Ok(challenge)
}

fn hash(challenge: &[u8]) -> [u8; 32] {
    Sha256::digest(challenge).into()
}

/// Uses a challenge up. Whether it was given to this officer (or to nobody, for signing in) and is not over.
fn spend(conn: &Connection, challenge: &[u8], officer: Option<OfficerId>, at: Timestamp) -> Result<bool> {
    let found: Option<(Option<i64>, i64)> = conn
        .query_row(
            "DELETE FROM passkey_challenge WHERE challenge_sha256 = ?1 RETURNING officer, ends_ms",
            [hash(challenge)],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    Ok(found.is_some_and(|(of, ends_ms)| of == officer.map(|id| id.0) && ends_ms > at.as_millisecond()))
}

/// Takes all passkeys of an officer out of use.
pub(super) fn remove_all(conn: &Connection, officer: OfficerId) -> Result<()> {
    conn.execute("DELETE FROM passkey WHERE officer = ?1", [officer.0])?;
    conn.execute("DELETE FROM passkey_challenge WHERE officer = ?1", [officer.0])?;
    Ok(())
}

impl Store {
    /// What a new passkey of an officer who proved password and code is asked to sign. `None`: it was wrong, or the
    /// account is locked; counted like a try to sign in.
    pub fn begin_passkey(
        &mut self,
        credentials: &Credentials,
        checked: Checked,
        at: Timestamp,
    ) -> Result<Option<Challenge>> {
        let Some(account) = self.proven(credentials, checked, at)? else { return Ok(None) };
        let tx = self.write()?;
        let challenge = draw(&tx, Some(account.id), at)?;
        tx.commit()?;
        Ok(Some(challenge))
    }

    /// What a passkey is asked to sign so that its officer is let in.
    pub fn passkey_challenge(&mut self, at: Timestamp) -> Result<Challenge> {
        let tx = self.write()?;
        let challenge = draw(&tx, None, at)?;
        tx.commit()?;
        Ok(challenge)
    }

    /// Keeps a new passkey. `false`: its challenge was another's, used or over, it is known already, or there are too
    /// many.
    pub fn add_passkey(
        &mut self,
        officer: OfficerId,
        made: &Made,
        name: &str,
        at: Timestamp,
    ) -> Result<bool> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let asked = spend(&tx, &made.challenge, Some(officer), at)?;
        let count: i64 =
            tx.query_row("SELECT count(*) FROM passkey WHERE officer = ?1", [officer.0], |row| row.get(0))?;
        let name: String = name.chars().take(NAME_CHARS_MAX).collect();
        let id: Option<i64> = if asked && count < PASSKEYS_MAX {
            tx.query_row(
                "INSERT INTO passkey (officer, credential, algorithm, public_key, counter, name, made_ms)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (credential) DO NOTHING RETURNING id",
                params![
                    officer.0,
                    made.credential,
                    made.key.algorithm(),
                    made.key.bytes(),
                    i64::from(made.counter),
                    name,
                    at.as_millisecond()
                ],
                |row| row.get(0),
            )
            .optional()?
        } else {
            None
        };
        if let Some(id) = id {
            let by = format!("officer:{officer}");
            note(&tx, &keys, at, &by, "add-passkey", officer, json!({ "passkey": id }))?;
        }
        // Either way the challenge is used up.
        tx.commit()?;
        Ok(id.is_some())
    }

    /// An officer's passkeys, the oldest first.
    pub fn passkeys(&self, officer: OfficerId) -> Result<Vec<Passkey>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT id, name, made_ms, used_ms FROM passkey WHERE officer = ?1 ORDER BY id",
        )?;
        let rows = statement.query_map([officer.0], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?, row.get::<_, Option<i64>>(3)?))
        })?;
        rows.map(|row| {
            let (id, name, made_ms, used_ms) = row?;
            Ok(Passkey { id, name, made: moment(made_ms)?, used: used_ms.map(moment).transpose()? })
        })
        .collect()
    }

    /// Gives a passkey of an officer another name. Whether there is one.
    pub fn rename_passkey(&mut self, officer: OfficerId, id: i64, name: &str, at: Timestamp) -> Result<bool> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let name: String = name.chars().take(NAME_CHARS_MAX).collect();
        let sql = "UPDATE passkey SET name = ?3 WHERE id = ?1 AND officer = ?2";
        let found = tx.execute(sql, params![id, officer.0, name])? > 0;
        if found {
            let by = format!("officer:{officer}");
            note(&tx, &keys, at, &by, "rename-passkey", officer, json!({ "passkey": id }))?;
        }
        tx.commit()?;
        Ok(found)
    }

    /// Takes a passkey of an officer out of use; password and app stay. Whether there was one.
    pub fn remove_passkey(&mut self, officer: OfficerId, id: i64, at: Timestamp) -> Result<bool> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let found =
            tx.execute("DELETE FROM passkey WHERE id = ?1 AND officer = ?2", params![id, officer.0])? > 0;
        if found {
            let by = format!("officer:{officer}");
            note(&tx, &keys, at, &by, "remove-passkey", officer, json!({ "passkey": id }))?;
        }
        tx.commit()?;
        Ok(found)
    }

    /// What an officer's authenticators call their passkeys: none of them is to make a second one.
    pub fn passkey_credentials(&self, officer: OfficerId) -> Result<Vec<Vec<u8>>> {
        let mut statement =
            self.conn.prepare_cached("SELECT credential FROM passkey WHERE officer = ?1 ORDER BY id")?;
        let rows = statement.query_map([officer.0], |row| row.get(0))?;
        Ok(rows.collect::<crate::store::db::Result<_>>()?)
    }

    /// The public key of a passkey that somebody signs in with.
    pub fn passkey_key(&self, credential: &[u8]) -> Result<Option<Key>> {
        let found: Option<(i64, Vec<u8>)> = self
            .conn
            .prepare_cached("SELECT algorithm, public_key FROM passkey WHERE credential = ?1")?
            .query_row([credential], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let damaged = StoreError::Damaged { place: "passkey" };
        found.map(|(algorithm, bytes)| Key::of(algorithm, bytes).ok_or(damaged)).transpose()
    }

    /// Ends a try to sign in with a passkey whose signature was verified. Nobody guesses one, so a lock that others'
    /// wrong passwords brought about does not hold its officer up.
    pub fn use_passkey(&mut self, credential: &[u8], signed: &Signed, at: Timestamp) -> Result<SignIn> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let asked = spend(&tx, &signed.challenge, None, at)?;
        let found: Option<(i64, i64, i64)> = tx
            .query_row(
                "SELECT passkey.id, officer, counter FROM passkey JOIN officer ON officer.id = passkey.officer
                 WHERE credential = ?1 AND active = 1 AND joined = 1",
                [credential],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )
            .optional()?;
        let counter = i64::from(signed.counter);
        let Some((id, officer, last)) = found.filter(|_| asked) else {
            tx.commit()?;
            return Ok(SignIn::Refused);
        };
        let officer = OfficerId(officer);
        // One that counts and does not go up was copied (WebAuthn § 6.1.1).
        if (counter != 0 || last != 0) && counter <= last {
            note(&tx, &keys, at, "nobody", "passkey-copied", officer, json!({ "passkey": id }))?;
            tx.commit()?;
            return Ok(SignIn::Refused);
        }
        tx.execute(
            "UPDATE passkey SET counter = ?2, used_ms = ?3 WHERE id = ?1",
            params![id, counter, at.as_millisecond()],
        )?;
        tx.execute("UPDATE officer SET failed = 0, locked_until_ms = 0 WHERE id = ?1", [officer.0])?;
        let token = session::begin(&tx, officer, at)?;
        note(&tx, &keys, at, &format!("officer:{officer}"), "sign-in", officer, json!({ "passkey": id }))?;
        tx.commit()?;
        match self.officer(officer)? {
            Some(account) => Ok(SignIn::Welcome(token, account)),
            None => Ok(SignIn::Refused),
        }
    }
}
