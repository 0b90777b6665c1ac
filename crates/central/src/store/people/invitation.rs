//! How an officer comes by an account: invited by an admin, set up by nobody but the officer.
//!
//! ```text
//! invite(login, role) ──▶ code on paper, 24 hours, once
//!        open(code) ──▶ a second factor is drawn, and shown to whoever has the code
//!        Joining::check(password, code)   slow, pure
//!        join(…) ──▶ password, second factor, recovery codes, a session      the code is gone
//! ```
//!
//! Who has lost the app or the password gets a new invitation, audited like the first. One that renews only the second
//! factor asks for the password, so that the paper alone opens nothing, and dies after five wrong ones. Whoever invites
//! sees the code and never a secret.
//!
//! A code is typed and posted, never part of an address: addresses are kept by proxies and browsers.

use std::fmt;
use std::sync::Arc;

use crate::store::db::{Connection, OptionalExtension, params};
use data_encoding::BASE32_NOPAD;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use super::secret::seconds;
use super::session::{self, SessionToken};
use super::sign_in::{Checked, Credentials, NOBODY, TRIES, fits};
use super::{
    Account, COLUMN_COUNT, COLUMNS, NewAccount, OfficerId, PeopleRefusal, TotpSecret, account, by_login,
    hash_password, insert, note, passkey, put_totp, recovery, totp,
};
use crate::office::dossier::Group;
use crate::store::application::moment;
use crate::store::error::Result;
use crate::store::fields::{self, Owner, Place, random};
use crate::store::{Keys, Store};

/// How long an invitation can be used.
pub const INVITED_HOURS: i64 = 24;

/// What stands on an officer's paper: 80 bits, 16 letters and digits.
#[derive(Clone, PartialEq, Eq)]
pub struct InviteCode([u8; 10]);

impl InviteCode {
    fn draw() -> Result<Self> {
        let mut bytes = [0; 10];
        random(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// For the paper, in groups of four.
    pub fn to_text(&self) -> String {
        let text = BASE32_NOPAD.encode(&self.0);
        [&text[..4], &text[4..8], &text[8..12], &text[12..]].join("-")
    }

    /// As it was typed: small letters, spaces, and digits that look like letters are forgiven.
    pub fn from_text(text: &str) -> Option<Self> {
        let letters =
            text.chars().filter(char::is_ascii_alphanumeric).map(|c| match c.to_ascii_uppercase() {
                '0' => 'O',
                '1' => 'I',
                '8' => 'B',
                other => other,
            });
        let letters = Zeroizing::new(letters.take(17).collect::<String>());
        BASE32_NOPAD.decode(letters.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::new().chain_update("officer invitation").chain_update(self.0).finalize().into()
    }
}

impl Drop for InviteCode {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for InviteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InviteCode(…)")
    }
}

/// What is put on paper for an officer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invited {
    /// Whose account.
    pub officer: OfficerId,
    /// The code. It is not kept.
    pub code: InviteCode,
    /// Until when it can be used.
    pub ends: Timestamp,
}

/// What an officer has lost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lost {
    /// The app; the password is known.
    SecondFactor,
    /// Both.
    Everything,
}

/// An invitation that was opened.
pub struct Joining {
    /// Whose account.
    pub account: Account,
    /// Whether the password stays, and is asked for.
    pub keeps_password: bool,
    /// The second factor, for the officer's app.
    pub totp: TotpSecret,
    code_sha256: [u8; 32],
    phc: String,
}

impl fmt::Debug for Joining {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Joining({})", self.account.id)
    }
}

/// What came of checking what an invited officer typed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Proof {
    /// The password that stays is another one.
    WrongPassword,
    /// The app's code is not this moment's.
    WrongCode,
    /// Both are right.
    Right {
        /// The step of the code: it works once.
        step: i64,
        /// The hash of a new password.
        phc: Option<String>,
    },
}

impl Joining {
    /// Compares or hashes the password, and compares the app's code. Takes about a tenth of a second; nothing is
    /// written. A new password that is too short or too long is refused.
    pub fn check(&self, password: &str, code: &str, at: Timestamp) -> Result<Proof, PeopleRefusal> {
        let step = self.totp.totp().check(code.trim(), seconds(at)).map(u64::cast_signed);
        let phc = match self.keeps_password {
            true if fits(&self.phc, password) => None,
            true => return Ok(Proof::WrongPassword),
            false => Some(hash_password(password)?),
        };
        Ok(step.map_or(Proof::WrongCode, |step| Proof::Right { step, phc }))
    }
}

/// An officer who has joined.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Joined {
    /// The account.
    pub account: Account,
    /// The first session.
    pub token: SessionToken,
    /// Recovery codes, said once.
    pub recovery: Vec<String>,
}

impl Store {
    /// Makes an account without password and second factor, and invites its officer.
    pub fn invite_officer(
        &mut self,
        new: &NewAccount,
        by: &str,
        at: Timestamp,
    ) -> Result<Invited, PeopleRefusal> {
        let keys = Arc::clone(&self.keys);
        let tx = self.write()?;
        let id = insert(&tx, new, NOBODY, false, at)?;
        let invited = invite(&tx, id, false, at)?;
        note(&tx, &keys, at, by, "add-officer", id, json!({ "role": new.role, "offices": new.offices }))?;
        tx.commit()?;
        Ok(invited)
    }

    /// [`Store::invite_officer`] for the first admin, who may begin as often as it takes until somebody has joined.
    pub fn invite_first(
        &mut self,
        new: &NewAccount,
        by: &str,
        at: Timestamp,
    ) -> Result<Invited, PeopleRefusal> {
        if self.has_officers()? {
            return Err(PeopleRefusal::Login);
        }
        match by_login(&self.conn, &new.login)? {
            Some(account) => self.invite_again(account.id, Lost::Everything, by, at),
            None => self.invite_officer(new, by, at),
        }
    }

    /// Takes what an officer has lost out of use, ends the sessions, and invites anew.
    pub fn invite_again(
        &mut self,
        id: OfficerId,
        lost: Lost,
        by: &str,
        at: Timestamp,
    ) -> Result<Invited, PeopleRefusal> {
        let keys = Arc::clone(&self.keys);
        let tx = self.write()?;
        let joined: Option<bool> =
            tx.query_row("SELECT joined FROM officer WHERE id = ?1", [id.0], |row| row.get(0)).optional()?;
        // Who never had a password can't be asked for it.
        let has_password = joined.ok_or(PeopleRefusal::Unknown)? || keeps_password(&tx, id)?.unwrap_or(false);
        let keeps = lost == Lost::SecondFactor && has_password;
        tx.execute(
            "UPDATE officer SET joined = 0, active = 1, failed = 0, locked_until_ms = 0, totp_step = 0,
                password = CASE WHEN ?2 THEN password ELSE ?3 END WHERE id = ?1",
            params![id.0, keeps, NOBODY],
        )?;
        fields::remove(&tx, Owner::Officer, id.0)?;
        recovery::remove(&tx, id)?;
        // Whoever has the phone has what is on it.
        passkey::remove_all(&tx, id)?;
        tx.execute("DELETE FROM session WHERE officer = ?1", [id.0])?;
        let invited = invite(&tx, id, keeps, at)?;
        let act = if keeps { "reset-second-factor" } else { "reset-officer" };
        note(&tx, &keys, at, by, act, id, json!({}))?;
        tx.commit()?;
        Ok(invited)
    }

    /// An officer who proved password and code takes another app. The present one stays in force until the new one is
    /// confirmed. `None`: it was wrong, or the account is locked; counted like a try to sign in.
    pub fn invite_self(
        &mut self,
        credentials: &Credentials,
        checked: Checked,
        at: Timestamp,
    ) -> Result<Option<Invited>> {
        let Some(account) = self.proven(credentials, checked, at)? else { return Ok(None) };
        let keys = Arc::clone(&self.keys);
        let tx = self.write()?;
        let invited = invite(&tx, account.id, true, at)?;
        let by = format!("officer:{}", account.id);
        note(&tx, &keys, at, &by, "change-second-factor", account.id, json!({}))?;
        tx.commit()?;
        Ok(Some(invited))
    }

    /// Opens an invitation and draws its second factor: each time anew, so that whoever saw the page before knows
    /// nothing. `None`: no such code, used, or over.
    pub fn open_invitation(&mut self, code: &InviteCode, at: Timestamp) -> Result<Option<Joining>> {
        let keys = Arc::clone(&self.keys);
        let tx = self.write()?;
        let Some(mut joining) = find(&tx, &keys, &code.hash(), at)? else { return Ok(None) };
        joining.totp = TotpSecret::draw()?;
        put_totp(&tx, &keys, joining.account.id, Group::TotpNext, &joining.totp, at)?;
        tx.commit()?;
        Ok(Some(joining))
    }

    /// An invitation as it was opened last.
    pub fn joining(&self, code: &InviteCode, at: Timestamp) -> Result<Option<Joining>> {
        find(&self.conn, &self.keys, &code.hash(), at)
    }

    /// Ends a try to join: the account is in use, or one wrong password is counted. `None`: it was wrong, or the
    /// invitation is over, or was opened once more meanwhile.
    pub fn join(&mut self, joining: &Joining, proof: &Proof, at: Timestamp) -> Result<Option<Joined>> {
        let keys = Arc::clone(&self.keys);
        let id = joining.account.id;
        let tx = self.write()?;
        let now = find(&tx, &keys, &joining.code_sha256, at)?.filter(|now| now.totp == joining.totp);
        let (Some(now), Proof::Right { step, phc }) = (now, proof) else {
            if *proof == Proof::WrongPassword {
                tx.execute(
                    "UPDATE officer_invitation SET failed = failed + 1 WHERE code_sha256 = ?1",
                    [joining.code_sha256],
                )?;
                tx.execute("DELETE FROM officer_invitation WHERE failed >= ?1", [TRIES])?;
                note(&tx, &keys, at, "nobody", "join-refused", id, json!({}))?;
                tx.commit()?;
            }
            return Ok(None);
        };
        tx.execute(
            "UPDATE officer SET joined = 1, failed = 0, locked_until_ms = 0, totp_step = ?2,
                password = coalesce(?3, password) WHERE id = ?1",
            params![id.0, step, phc],
        )?;
        put_totp(&tx, &keys, id, Group::Totp, &now.totp, at)?;
        fields::remove_group(&tx, Place { owner: Owner::Officer, row: id.0, group: Group::TotpNext })?;
        tx.execute("DELETE FROM officer_invitation WHERE officer = ?1", [id.0])?;
        tx.execute("DELETE FROM session WHERE officer = ?1", [id.0])?;
        let recovery = recovery::draw(&tx, &keys, id)?;
        let token = session::begin(&tx, id, at)?;
        note(&tx, &keys, at, &format!("officer:{id}"), "join", id, json!({}))?;
        tx.commit()?;
        let account = Account { joined: true, invited_until: None, ..now.account };
        Ok(Some(Joined { account, token, recovery }))
    }
}

/// Writes an invitation down in place of any earlier one.
fn invite(conn: &Connection, officer: OfficerId, keeps_password: bool, at: Timestamp) -> Result<Invited> {
    let code = InviteCode::draw()?;
    let ends = at.saturating_add(SignedDuration::from_hours(INVITED_HOURS)).unwrap_or(Timestamp::MAX);
    conn.execute("DELETE FROM officer_invitation WHERE officer = ?1", [officer.0])?;
    conn.execute(
        "INSERT INTO officer_invitation (officer, code_sha256, keeps_password, ends_ms) VALUES (?1, ?2, ?3, ?4)",
        params![officer.0, code.hash(), keeps_password, ends.as_millisecond()],
    )?;
    Ok(Invited { officer, code, ends: moment(ends.as_millisecond())? })
}

/// Whether the open invitation of an officer keeps the password. `None`: there is none.
fn keeps_password(conn: &Connection, officer: OfficerId) -> Result<Option<bool>> {
    Ok(conn
        .query_row("SELECT keeps_password FROM officer_invitation WHERE officer = ?1", [officer.0], |row| {
            row.get(0)
        })
        .optional()?)
}

/// The invitation with this code, that can still be used, of an account that may.
fn find(conn: &Connection, keys: &Keys, code_sha256: &[u8; 32], at: Timestamp) -> Result<Option<Joining>> {
    let found: Option<(Result<Account>, String, bool)> = conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, password, keeps_password FROM officer
             JOIN officer_invitation ON officer_invitation.officer = officer.id
             WHERE code_sha256 = ?1 AND ends_ms > ?2 AND active = 1"
        ))?
        .query_row(params![code_sha256, at.as_millisecond()], |row| {
            Ok((account(row), row.get(COLUMN_COUNT)?, row.get(COLUMN_COUNT + 1)?))
        })
        .optional()?;
    let Some((account, phc, keeps_password)) = found else { return Ok(None) };
    let account = account?;
    // Not opened yet: nothing that a code could fit.
    let unknown = || TotpSecret::draw();
    let totp = totp(conn, keys, account.id, Group::TotpNext)?.map_or_else(unknown, Ok)?;
    Ok(Some(Joining { account, keeps_password, totp, code_sha256: *code_sha256, phc }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = InviteCode([0x5a; 10]);
        let text = code.to_text();
        assert_eq!(text.len(), 19);
        assert_eq!(InviteCode::from_text(&text.to_lowercase().replace('-', " ")), Some(code));
        for wrong in ["", "AAAA", "AAAA-AAAA-AAAA-AAA", "AAAA-AAAA-AAAA-AAAAA", "999999999999999999"] {
            assert_eq!(InviteCode::from_text(wrong), None, "{wrong}");
        }
        assert_eq!(
            InviteCode::from_text("0188-AAAA-AAAA-AAAA"),
            InviteCode::from_text("OIBB-AAAA-AAAA-AAAA")
        );
    }
}
