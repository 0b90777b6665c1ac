//! Officers' accounts and sessions, as the console uses them.
//!
//! **Architecture invariant:** a session's token and a password are never in the database; a token's SHA-256 and a
//! password's argon2id are. A try to sign in is counted on disk before anything is compared, so that neither a crash
//! nor many at once are a way around the wait.

use std::sync::Arc;

use anjungan_wire::id::RegionCode;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;
use zeroize::Zeroizing;

use super::error::{Result, StoreError};
use super::fields::{self, Owner, Place};
use super::keys::Keys;
use super::{Store, audit, now_ms};
use crate::office::dossier::Group;
use crate::office::people::{OfficerId, Role};
use crate::office::workflow::Actor;

/// The wrong try after which there is a wait.
const FREE_TRIES: u32 = 5;
/// Minutes of the longest wait.
const WAIT_MINUTES_MAX: i64 = 60;
/// A session ends after so long without a request, and after so long in any case, in milliseconds.
pub const IDLE_MS: i64 = 30 * 60_000;
/// See [`IDLE_MS`]. A working day.
pub const WHOLE_MS: i64 = 10 * 3_600_000;
/// A request writes down that it was there no oftener than this, in milliseconds.
const SEEN_EVERY_MS: i64 = 60_000;

/// An officer, as everybody may know them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Officer {
    /// The account.
    pub id: OfficerId,
    /// The sign-in name.
    pub login: String,
    /// The full name.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// Their office; `None`: every office.
    pub office: Option<RegionCode>,
    /// Whether they may sign in.
    pub active: bool,
    /// Whether they have set up their second factor.
    pub has_totp: bool,
}

impl Officer {
    /// As the workflow knows them.
    pub fn actor(&self) -> Actor {
        Actor::Officer { id: self.id, role: self.role }
    }
}

/// A new account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewOfficer {
    /// The sign-in name: 2 to 40 small letters, digits, dots and dashes.
    pub login: String,
    /// The full name.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// Their office; `None`: every office.
    pub office: Option<RegionCode>,
    /// Argon2id of the password, as a PHC string ([`crate::console::password::hash`]).
    pub password: String,
}

/// Why there is no such account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadOfficer {
    /// The sign-in name can't be used.
    #[error("a sign-in name has 2 to 40 small letters, digits, dots and dashes")]
    Login,
    /// The sign-in name is taken.
    #[error("this sign-in name is taken: choose another")]
    Taken,
    /// There must be a name.
    #[error("an officer has a name of 1 to 80 characters")]
    Name,
    /// It would leave nobody who can make accounts.
    #[error("this is the last admin who can sign in: make another one first")]
    LastAdmin,
}

/// What signing in is checked against.
pub struct Account {
    /// Who.
    pub officer: Officer,
    /// Argon2id of the password.
    pub password: String,
    /// The second factor's secret; `None`: not set up yet.
    pub totp: Option<Zeroizing<Vec<u8>>>,
    /// The last step used.
    pub totp_step: u64,
}

/// What a try to sign in begins with.
pub enum Try {
    /// Not before this moment, Unix milliseconds.
    Wait(i64),
    /// The account, if there is one that may sign in.
    Go(Option<Box<Account>>),
}

/// How long an account waits after `failed` wrong tries in a row, in milliseconds: 1 minute after the fifth, then
/// 2, 4 … 60.
pub fn wait_ms(failed: u32) -> i64 {
    match failed.checked_sub(FREE_TRIES) {
        None => 0,
        Some(more) => (1_i64 << more.min(6)).min(WAIT_MINUTES_MAX) * 60_000,
    }
}

impl Store {
    /// Whether there is any account. Without one the console begins with the set-up page.
    pub fn has_officers(&self) -> Result<bool> {
        Ok(self.conn.query_row("SELECT EXISTS (SELECT 1 FROM officer)", [], |row| row.get(0))?)
    }

    /// Every account, by number.
    pub fn officers(&self) -> Result<Vec<Officer>> {
        let mut statement = self.conn.prepare_cached(&format!("{OFFICER} ORDER BY id"))?;
        let officers = statement.query_map([], officer)?;
        officers.map(|officer| officer?).collect()
    }

    /// One account.
    pub fn officer(&self, id: OfficerId) -> Result<Option<Officer>> {
        one_officer(&self.conn, id)
    }

    /// Makes an account. `by` is whoever makes it: an admin, or central itself for the first one.
    pub fn make_officer(&mut self, new: &NewOfficer, by: &Actor) -> Result<Result<OfficerId, BadOfficer>> {
        let login_fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
        if !(2..=40).contains(&new.login.len()) || !new.login.chars().all(login_fits) {
            return Ok(Err(BadOfficer::Login));
        }
        if !(1..=80).contains(&new.name.trim().chars().count()) {
            return Ok(Err(BadOfficer::Name));
        }
        let keys = Arc::clone(&self.keys);
        let tx = self.write()?;
        let office = new.office.as_ref().map(RegionCode::as_str);
        let made = tx.execute(
            "INSERT INTO officer (login, name, role, office, password, made_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (login) DO NOTHING",
            params![new.login, new.name.trim(), new.role.as_str(), office, new.password, now_ms()],
        )?;
        if made == 0 {
            return Ok(Err(BadOfficer::Taken));
        }
        let id = OfficerId(tx.last_insert_rowid());
        note(&tx, &keys, by, "officer-made", id, new.role.as_str())?;
        tx.commit()?;
        Ok(Ok(id))
    }

    /// Switches an account on or off. Off ends its sessions.
    pub fn switch_officer(&mut self, id: OfficerId, active: bool, by: &Actor) -> Result<Result<(), BadOfficer>> {
        let keys = Arc::clone(&self.keys);
        let tx = self.write()?;
        let others: u32 = tx.query_row(
            "SELECT count(*) FROM officer WHERE role = 'admin' AND active = 1 AND id <> ?1",
            [id.0],
            |row| row.get(0),
        )?;
        let is_admin = one_officer(&tx, id)?.is_some_and(|officer| officer.role == Role::Admin);
        if !active && is_admin && others == 0 {
            return Ok(Err(BadOfficer::LastAdmin));
        }
        tx.execute("UPDATE officer SET active = ?2, failed = 0, locked_until_ms = 0 WHERE id = ?1", params![
            id.0, active
        ])?;
        tx.execute("DELETE FROM session WHERE officer = ?1", [id.0])?;
        let act = if active { "officer-on" } else { "officer-off" };
        note(&tx, &keys, by, act, id, "")?;
        tx.commit()?;
        Ok(Ok(()))
    }

    /// Sets the password, ends every session but `keep`, and forgets wrong tries.
    pub fn set_password(&mut self, id: OfficerId, hash: &str, keep: Option<&[u8; 32]>, by: &Actor) -> Result<()> {
        let keys = Arc::clone(&self.keys);
        let tx = self.write()?;
        tx.execute("UPDATE officer SET password = ?2, failed = 0, locked_until_ms = 0 WHERE id = ?1", params![
            id.0, hash
        ])?;
        let keep = keep.map_or(&[][..], |token| token);
        tx.execute("DELETE FROM session WHERE officer = ?1 AND token_sha256 <> ?2", params![id.0, keep])?;
        note(&tx, &keys, by, "password-set", id, "")?;
        tx.commit()?;
        Ok(())
    }

    /// Sets the second factor; `None` takes it away, so that the officer sets up a new one at the next sign-in.
    /// `step` is the step of the code that proved it.
    pub fn set_totp(&mut self, id: OfficerId, secret: Option<&[u8]>, step: u64, by: &Actor) -> Result<()> {
        let keys = Arc::clone(&self.keys);
        let tx = self.write()?;
        match secret {
            Some(secret) => fields::put(&tx, &keys.fields, totp_of(id), secret, now_ms())?,
            None => {
                tx.execute("DELETE FROM sealed_field WHERE owner = 'officer' AND row = ?1", [id.0])?;
                tx.execute("DELETE FROM session WHERE officer = ?1", [id.0])?;
            }
        }
        tx.execute("UPDATE officer SET totp_step = ?2 WHERE id = ?1", params![id.0, step.cast_signed()])?;
        note(&tx, &keys, by, if secret.is_some() { "totp-set" } else { "totp-reset" }, id, "")?;
        tx.commit()?;
        Ok(())
    }

    /// Begins a try to sign in: counts it, then gives what it is checked against.
    pub fn begin_try(&mut self, login: &str, at_ms: i64) -> Result<Try> {
        let keys = Arc::clone(&self.keys);
        let tx = self.write()?;
        let found = tx
            .prepare_cached(
                "SELECT id, failed, locked_until_ms, password, totp_step FROM officer
                 WHERE login = ?1 AND active = 1",
            )?
            .query_row([login], |row| {
                let id: i64 = row.get(0)?;
                let step: i64 = row.get(4)?;
                Ok((OfficerId(id), row.get::<_, u32>(1)?, row.get::<_, i64>(2)?, row.get(3)?, step.cast_unsigned()))
            })
            .optional()?;
        let Some((id, failed, locked_until_ms, password, totp_step)) = found else {
            return Ok(Try::Go(None));
        };
        if at_ms < locked_until_ms {
            return Ok(Try::Wait(locked_until_ms));
        }
        let failed = failed.saturating_add(1);
        let until = at_ms + wait_ms(failed);
        tx.execute("UPDATE officer SET failed = ?2, locked_until_ms = ?3 WHERE id = ?1", params![id.0, failed, until])?;
        if failed >= FREE_TRIES {
            note(&tx, &keys, &Actor::System, "sign-in-locked", id, "")?;
        }
        let officer = one_officer(&tx, id)?.ok_or(StoreError::Damaged { place: "officer" })?;
        let totp = fields::get(&tx, &keys.fields, totp_of(id))?;
        tx.commit()?;
        Ok(Try::Go(Some(Box::new(Account { officer, password, totp, totp_step }))))
    }

    /// It was right: begins a session. `step` is the one of the code, where there is a second factor; `false` when it
    /// was used meanwhile, and then there is no session.
    pub fn begin_session(&mut self, id: OfficerId, token: &[u8; 32], step: Option<u64>, at_ms: i64) -> Result<bool> {
        let keys = Arc::clone(&self.keys);
        let tx = self.write()?;
        if let Some(step) = step {
            let fresh = tx.execute("UPDATE officer SET totp_step = ?2 WHERE id = ?1 AND totp_step < ?2", params![
                id.0,
                step.cast_signed()
            ])?;
            if fresh == 0 {
                return Ok(false);
            }
        }
        tx.execute("UPDATE officer SET failed = 0, locked_until_ms = 0 WHERE id = ?1", [id.0])?;
        tx.execute("DELETE FROM session WHERE ends_ms <= ?1 OR seen_ms <= ?2", [at_ms, at_ms - IDLE_MS])?;
        tx.execute(
            "INSERT INTO session (token_sha256, officer, csrf_sha256, began_ms, seen_ms, ends_ms)
             VALUES (?1, ?2, x'', ?3, ?3, ?4)",
            params![token, id.0, at_ms, at_ms + WHOLE_MS],
        )?;
        note(&tx, &keys, &Actor::System, "signed-in", id, "")?;
        tx.commit()?;
        Ok(true)
    }

    /// Whose session this is, and whether it should be [noted](Store::touch_session) as seen. `None`: nobody's, or it
    /// has ended.
    pub fn session(&self, token: &[u8; 32], at_ms: i64) -> Result<Option<(Officer, bool)>> {
        let found = self
            .conn
            .prepare_cached(
                "SELECT officer, seen_ms FROM session WHERE token_sha256 = ?1 AND ends_ms > ?2 AND seen_ms > ?3",
            )?
            .query_row(params![token, at_ms, at_ms - IDLE_MS], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)))
            .optional()?;
        let Some((id, seen_ms)) = found else { return Ok(None) };
        let officer = one_officer(&self.conn, OfficerId(id))?.filter(|officer| officer.active);
        Ok(officer.map(|officer| (officer, at_ms - seen_ms > SEEN_EVERY_MS)))
    }

    /// The session was used.
    pub fn touch_session(&mut self, token: &[u8; 32], at_ms: i64) -> Result<()> {
        self.conn.execute("UPDATE session SET seen_ms = max(seen_ms, ?2) WHERE token_sha256 = ?1", params![
            token, at_ms
        ])?;
        Ok(())
    }

    /// Signs out here.
    pub fn end_session(&mut self, token: &[u8; 32]) -> Result<()> {
        self.conn.execute("DELETE FROM session WHERE token_sha256 = ?1", params![token])?;
        Ok(())
    }

    /// Signs out everywhere.
    pub fn end_sessions(&mut self, id: OfficerId) -> Result<()> {
        let keys = Arc::clone(&self.keys);
        let tx = self.write()?;
        tx.execute("DELETE FROM session WHERE officer = ?1", [id.0])?;
        note(&tx, &keys, &Actor::System, "signed-out-everywhere", id, "")?;
        tx.commit()?;
        Ok(())
    }

    /// In how many places an officer is signed in.
    pub fn sessions(&self, id: OfficerId, at_ms: i64) -> Result<u32> {
        Ok(self.conn.query_row(
            "SELECT count(*) FROM session WHERE officer = ?1 AND ends_ms > ?2 AND seen_ms > ?3",
            params![id.0, at_ms, at_ms - IDLE_MS],
            |row| row.get(0),
        )?)
    }
}

const OFFICER: &str = "SELECT id, login, name, role, office, active,
    EXISTS (SELECT 1 FROM sealed_field WHERE owner = 'officer' AND row = officer.id AND grp = 'totp') FROM officer";

fn one_officer(conn: &Connection, id: OfficerId) -> Result<Option<Officer>> {
    let found = conn.prepare_cached(&format!("{OFFICER} WHERE id = ?1"))?.query_row([id.0], officer).optional()?;
    found.transpose()
}

fn officer(row: &Row<'_>) -> rusqlite::Result<Result<Officer>> {
    let (role, office): (String, Option<String>) = (row.get(3)?, row.get(4)?);
    let Some(role) = Role::named(&role) else { return Ok(Err(StoreError::Damaged { place: "officer.role" })) };
    let Ok(office) = office.map(|office| office.parse()).transpose() else {
        return Ok(Err(StoreError::Damaged { place: "officer.office" }));
    };
    Ok(Ok(Officer {
        id: OfficerId(row.get(0)?),
        login: row.get(1)?,
        name: row.get(2)?,
        role,
        office,
        active: row.get(5)?,
        has_totp: row.get(6)?,
    }))
}

fn totp_of(id: OfficerId) -> Place {
    Place { owner: Owner::Officer, row: id.0, group: Group::Totp }
}

fn note(tx: &Connection, keys: &Keys, by: &Actor, act: &str, id: OfficerId, detail: &str) -> Result<()> {
    let detail = if detail.is_empty() { json!({}) } else { json!({ "role": detail }) };
    audit::note(tx, keys, now_ms(), &by.to_string(), act, &format!("officer:{id}"), &detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end_at_an_hour() {
        let minutes: Vec<i64> = (0..14).map(|failed| wait_ms(failed) / 60_000).collect();
        assert_eq!(minutes, [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
