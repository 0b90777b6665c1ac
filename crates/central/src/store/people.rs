//! Officers' accounts and sessions.
//!
//! Signing in has three steps, because hashing a password is slow on purpose and must not hold the writer up:
//!
//! ```text
//! credentials(login)            read; also for a login that nobody has
//! Credentials::check(…)         slow, pure: password (argon2id) and code (RFC 6238), both always computed
//! sign_in(credentials, checked) written: counters, lock-out, session
//! ```
//!
//! A wrong password, a wrong code, an unknown login and a locked account look the same to whoever tries, and take the
//! same time. A code works once. Only the SHA-256 of a session's token is kept.

use std::fmt;

use anjungan_wire::id::RegionCode;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use super::application::moment;
use super::error::{Result, StoreError};
use super::fields::{self, Owner, Place, random};
use super::{Store, audit};
use crate::office::dossier::Group;
use crate::office::people::{OfficerId, Role};

/// Wrong tries in a row until an account is locked.
const TRIES: u32 = 5;
/// For how many minutes at most.
const LOCKED_MINUTES_MAX: u32 = 60;
/// A session ends after this long without a request.
pub const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// A session ends after this long in any case.
pub const SESSION: SignedDuration = SignedDuration::from_hours(8);
/// A session's last use is written down this often at most.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(1);
/// The shortest password.
const PASSWORD_MIN: usize = 12;

/// An account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Its number.
    pub id: OfficerId,
    /// What the officer types.
    pub login: String,
    /// The officer's name.
    pub name: String,
    /// As what.
    pub role: Role,
    /// For which office. `None`: for every.
    pub office: Option<RegionCode>,
    /// Whether it can be used.
    pub active: bool,
    /// Until when it is locked after wrong tries.
    pub locked_until: Option<Timestamp>,
}

/// An account that is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewAccount {
    /// What the officer types: 3 to 40 small letters, digits, dots and dashes.
    pub login: String,
    /// The officer's name.
    pub name: String,
    /// As what.
    pub role: Role,
    /// For which office. `None`: for every.
    pub office: Option<RegionCode>,
}

/// The secret of a second factor. Said once, to be put into the officer's app.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret(Zeroizing<Vec<u8>>);

impl TotpSecret {
    fn draw() -> Result<Self> {
        let mut bytes = vec![0; 20];
        random(&mut bytes)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// As people type it into an app.
    pub fn to_base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// As an app scans it.
    pub fn to_url(&self, login: &str) -> String {
        format!("otpauth://totp/Anjungan:{login}?secret={}&issuer=Anjungan", self.to_base32())
    }

    /// The six digits of a moment: for tests and for the demonstration.
    pub fn code(&self, at: Timestamp) -> String {
        self.totp().generate(seconds(at)).to_string()
    }

    fn totp(&self) -> totp_rs::Totp {
        // SHA-1, six digits, 30 s, one step either way: what every app speaks.
        totp_rs::Builder::new().with_secret(self.0.to_vec()).build_noncompliant()
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

fn seconds(at: Timestamp) -> u64 {
    at.as_second().max(0).cast_unsigned()
}

/// What a try to sign in is checked against.
pub struct Credentials {
    account: Option<Account>,
    phc: String,
    totp: TotpSecret,
    last_step: i64,
}

/// What came of the check. Says nothing of which part was wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Checked {
    step: Option<u64>,
}

impl Credentials {
    /// Compares password and code. Takes about a tenth of a second and 19 MiB, whether there is such an account or
    /// not; nothing is written.
    pub fn check(&self, password: &str, code: &str, at: Timestamp) -> Checked {
        let known = PasswordHash::new(&self.phc)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        let step = self.totp.totp().check(code.trim(), seconds(at));
        let fresh = step.filter(|step| step.cast_signed() > self.last_step);
        Checked { step: fresh.filter(|_| known && self.account.is_some()) }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

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

    fn hash(&self) -> [u8; 32] {
        Sha256::new().chain_update("session").chain_update(self.0).finalize().into()
    }
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

/// What came of signing in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SignIn {
    /// A session began.
    Welcome(SessionToken, Account),
    /// Something was wrong, or the account is locked: which of them is not said.
    Refused,
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

/// Why an account was not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum PeopleRefusal {
    /// The login.
    #[error("a login has 3 to 40 small letters, digits, dots and dashes, and nobody else has it")]
    Login,
    /// The password.
    #[error("a password has at least {PASSWORD_MIN} characters and at most 200")]
    Password,
    /// There is no such account.
    #[error("there is no officer with this login: see `officer list`")]
    Unknown,
    /// The last admin.
    #[error("this is the last admin who can sign in: make another one first")]
    LastAdmin,
    /// The hash could not be computed.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for PeopleRefusal {
    fn from(error: rusqlite::Error) -> Self {
        PeopleRefusal::Store(error.into())
    }
}

/// A password that fits on a slip of paper: 4 × 5 characters without look-alikes, 97 bits.
pub fn draw_password() -> Result<String> {
    let mut bytes = [0; 16];
    random(&mut bytes)?;
    let text = BASE32_NOPAD.encode(&bytes).to_lowercase();
    Ok([&text[..5], &text[5..10], &text[10..15], &text[15..20]].join("-"))
}

impl Store {
    /// Makes an account. The second factor's secret comes back once.
    pub fn add_officer(
        &mut self,
        new: &NewAccount,
        password: &str,
        by: &str,
        at: Timestamp,
    ) -> Result<(OfficerId, TotpSecret), PeopleRefusal> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
        if !(3..=40).contains(&new.login.len()) || !new.login.chars().all(allowed) {
            return Err(PeopleRefusal::Login);
        }
        let phc = hash_password(password)?;
        let totp = TotpSecret::draw()?;
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let made = tx.execute(
            "INSERT INTO officer (login, name, role, office, password, made_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (login) DO NOTHING",
            params![
                new.login,
                new.name,
                new.role.as_str(),
                new.office.as_ref().map(RegionCode::as_str),
                phc,
                at.as_millisecond()
            ],
        )?;
        if made == 0 {
            return Err(PeopleRefusal::Login);
        }
        let id = OfficerId(tx.last_insert_rowid());
        put_totp(&tx, &keys, id, &totp, at)?;
        note(&tx, &keys, at, by, "add-officer", id, json!({ "role": new.role, "office": new.office }))?;
        tx.commit()?;
        Ok((id, totp))
    }

    /// Gives an account a new password and a new second factor, unlocks it, and ends its sessions.
    pub fn reset_officer(
        &mut self,
        login: &str,
        password: &str,
        by: &str,
        at: Timestamp,
    ) -> Result<TotpSecret, PeopleRefusal> {
        let phc = hash_password(password)?;
        let totp = TotpSecret::draw()?;
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let account = by_login(&tx, login)?.ok_or(PeopleRefusal::Unknown)?;
        tx.execute(
            "UPDATE officer SET password = ?2, failed = 0, locked_until_ms = 0, totp_step = 0, active = 1
             WHERE id = ?1",
            params![account.id.0, phc],
        )?;
        tx.execute("DELETE FROM session WHERE officer = ?1", [account.id.0])?;
        put_totp(&tx, &keys, account.id, &totp, at)?;
        note(&tx, &keys, at, by, "reset-officer", account.id, json!({}))?;
        tx.commit()?;
        Ok(totp)
    }

    /// Changes role and office, or takes an account out of use, which ends its sessions. History keeps naming it.
    pub fn change_officer(
        &mut self,
        id: OfficerId,
        role: Role,
        office: Option<&RegionCode>,
        active: bool,
        by: &str,
        at: Timestamp,
    ) -> Result<(), PeopleRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let other_admins: bool = tx.query_row(
            "SELECT count(*) > 0 FROM officer WHERE role = 'admin' AND active = 1 AND id <> ?1",
            [id.0],
            |row| row.get(0),
        )?;
        let was_admin: Option<bool> = tx
            .query_row("SELECT role = 'admin' AND active = 1 FROM officer WHERE id = ?1", [id.0], |row| {
                row.get(0)
            })
            .optional()?;
        let was_admin = was_admin.ok_or(PeopleRefusal::Unknown)?;
        if was_admin && !other_admins && (role != Role::Admin || !active) {
            return Err(PeopleRefusal::LastAdmin);
        }
        tx.execute(
            "UPDATE officer SET role = ?2, office = ?3, active = ?4 WHERE id = ?1",
            params![id.0, role.as_str(), office.map(RegionCode::as_str), active],
        )?;
        // A session holds no role of its own, but one that began under more rights should not go on.
        tx.execute("DELETE FROM session WHERE officer = ?1", [id.0])?;
        let detail = json!({ "role": role, "office": office, "active": active });
        note(&tx, &keys, at, by, "change-officer", id, detail)?;
        tx.commit()?;
        Ok(())
    }

    /// Every account.
    pub fn officers(&self) -> Result<Vec<Account>> {
        let mut statement =
            self.conn.prepare_cached(&format!("SELECT {COLUMNS} FROM officer ORDER BY login"))?;
        let rows = statement.query_map([], |row| Ok(account(row)))?;
        rows.map(|row| row?).collect()
    }

    /// An account.
    pub fn officer(&self, id: OfficerId) -> Result<Option<Account>> {
        self.conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM officer WHERE id = ?1"))?
            .query_row([id.0], |row| Ok(account(row)))
            .optional()?
            .transpose()
    }

    /// What a try to sign in is checked against, for any login.
    pub fn credentials(&self, login: &str) -> Result<Credentials> {
        let found: Option<(String, i64, Result<Account>)> = self
            .conn
            .prepare_cached(&format!("SELECT {COLUMNS}, password, totp_step FROM officer WHERE login = ?1"))?
            .query_row([login.trim().to_lowercase()], |row| Ok((row.get(7)?, row.get(8)?, account(row))))
            .optional()?;
        match found {
            Some((phc, last_step, account)) => {
                let account = account?;
                let place = Place { owner: Owner::Officer, row: account.id.0, group: Group::Totp };
                let totp = fields::get(&self.conn, &self.keys.fields, place)?
                    .ok_or(StoreError::Damaged { place: "officer.totp" })?;
                Ok(Credentials { account: Some(account), phc, totp: TotpSecret(totp), last_step })
            }
            // The same work for a login that nobody has.
            None => Ok(Credentials {
                account: None,
                phc: NOBODY.into(),
                totp: TotpSecret(Zeroizing::new(vec![0; 20])),
                last_step: 0,
            }),
        }
    }

    /// Ends a try to sign in: a session, or one more wrong try.
    pub fn sign_in(&mut self, credentials: &Credentials, checked: Checked, at: Timestamp) -> Result<SignIn> {
        let Some(account) = &credentials.account else { return Ok(SignIn::Refused) };
        let keys = std::sync::Arc::clone(&self.keys);
        let at_ms = at.as_millisecond();
        let tx = self.write()?;
        // As it is now: another try may have been written meanwhile.
        let (failed, locked_until_ms, active, last_step): (u32, i64, bool, i64) = tx.query_row(
            "SELECT failed, locked_until_ms, active, totp_step FROM officer WHERE id = ?1",
            [account.id.0],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )?;
        let step = checked.step.map(u64::cast_signed).filter(|step| *step > last_step);
        let locked = at_ms < locked_until_ms;
        let Some(step) = step.filter(|_| active && !locked) else {
            // Tries while it is locked don't prolong the lock: nobody can keep an officer out for ever.
            if !locked {
                let failed = failed.saturating_add(1);
                let lock = failed >= TRIES;
                let until = at_ms + locked_for(failed).as_millis() as i64;
                tx.execute(
                    "UPDATE officer SET failed = ?2, locked_until_ms = ?3 WHERE id = ?1",
                    params![account.id.0, failed, until],
                )?;
                let act = if lock { "sign-in-locked" } else { "sign-in-refused" };
                note(&tx, &keys, at, "nobody", act, account.id, json!({}))?;
                tx.commit()?;
            }
            return Ok(SignIn::Refused);
        };
        let mut token = SessionToken([0; 32]);
        random(&mut token.0)?;
        tx.execute(
            "UPDATE officer SET failed = 0, locked_until_ms = 0, totp_step = ?2 WHERE id = ?1",
            params![account.id.0, step],
        )?;
        tx.execute(
            "INSERT INTO session VALUES (?1, ?2, ?3, ?3, ?4)",
            params![token.hash(), account.id.0, at_ms, at_ms + SESSION.as_millis() as i64],
        )?;
        note(&tx, &keys, at, &format!("officer:{}", account.id), "sign-in", account.id, json!({}))?;
        tx.commit()?;
        Ok(SignIn::Welcome(token, account.clone()))
    }

    /// An officer changes their own password, having proved the present one and a code. Ends their sessions but
    /// `keep`. `false`: it was wrong, or the account is locked; counted like a try to sign in.
    pub fn change_password(
        &mut self,
        credentials: &Credentials,
        checked: Checked,
        phc: &str,
        keep: &SessionToken,
        at: Timestamp,
    ) -> Result<bool> {
        // Signing in has all the rules; the session it begins is not needed.
        let SignIn::Welcome(token, account) = self.sign_in(credentials, checked, at)? else {
            return Ok(false);
        };
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        tx.execute("UPDATE officer SET password = ?2 WHERE id = ?1", params![account.id.0, phc])?;
        tx.execute(
            "DELETE FROM session WHERE officer = ?1 AND (token_sha256 <> ?2 OR token_sha256 = ?3)",
            params![account.id.0, keep.hash(), token.hash()],
        )?;
        let by = format!("officer:{}", account.id);
        note(&tx, &keys, at, &by, "change-password", account.id, json!({}))?;
        tx.commit()?;
        Ok(true)
    }

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

const COLUMNS: &str = "id, login, name, role, office, active, locked_until_ms";

/// The hash of a password that was drawn and thrown away, with the parameters of all others.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$YW5qdW5nYW4tbm9ib2R5IQ$\
    Zm9yIG5vYm9keSBhdCBhbGwsIGFuZCBub3QgZ3Vlc3M";

fn account(row: &Row<'_>) -> Result<Account> {
    const DAMAGED: StoreError = StoreError::Damaged { place: "officer" };
    let office: Option<String> = row.get(4)?;
    let locked_until_ms: i64 = row.get(6)?;
    Ok(Account {
        id: OfficerId(row.get(0)?),
        login: row.get(1)?,
        name: row.get(2)?,
        role: Role::named(&row.get::<_, String>(3)?).ok_or(DAMAGED)?,
        office: office.map(|office| office.parse()).transpose().map_err(|_| DAMAGED)?,
        active: row.get(5)?,
        locked_until: (locked_until_ms > 0).then(|| moment(locked_until_ms)).transpose()?,
    })
}

fn by_login(conn: &Connection, login: &str) -> Result<Option<Account>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM officer WHERE login = ?1"))?
        .query_row([login], |row| Ok(account(row)))
        .optional()?
        .transpose()
}

fn put_totp(
    conn: &Connection,
    keys: &super::Keys,
    id: OfficerId,
    totp: &TotpSecret,
    at: Timestamp,
) -> Result<()> {
    fields::remove(conn, Owner::Officer, id.0)?;
    let place = Place { owner: Owner::Officer, row: id.0, group: Group::Totp };
    fields::put(conn, &keys.fields, place, &totp.0, at.as_millisecond())
}

fn note(
    conn: &Connection,
    keys: &super::Keys,
    at: Timestamp,
    by: &str,
    act: &str,
    id: OfficerId,
    detail: serde_json::Value,
) -> Result<()> {
    audit::note(conn, keys, at.as_millisecond(), by, act, &format!("officer:{id}"), &detail)
}

/// How long an account is locked after so many wrong tries in a row: 1 minute after the fifth, then 2, 4 … 60.
fn locked_for(failed: u32) -> SignedDuration {
    let minutes = failed.checked_sub(TRIES).map_or(0, |more| (1 << more.min(6)).min(LOCKED_MINUTES_MAX));
    SignedDuration::from_mins(i64::from(minutes))
}

/// Hashes a new password, as a PHC string with a salt of its own. Takes about a tenth of a second.
pub fn hash_password(password: &str) -> Result<String, PeopleRefusal> {
    if !(PASSWORD_MIN..=200).contains(&password.chars().count()) {
        return Err(PeopleRefusal::Password);
    }
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| PeopleRefusal::Hash(error.to_string()))
}
