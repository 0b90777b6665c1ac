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
//! same time. A code works once. Where the app is lost, a recovery code ([`recovery`]) stands in for it, once.
//!
//! Nobody is handed a secret: an admin invites, and the officer chooses the password and scans the second factor
//! ([`invitation`]).

mod invitation;
mod passkey;
mod recovery;
mod secret;
mod session;
mod sessions;
mod sign_in;

use crate::store::db::{Connection, OptionalExtension, Row, params};
use jiff::Timestamp;
use serde_json::json;

use super::application::moment;
use super::error::{Result, StoreError};
use super::fields::{self, Owner, Place};
use super::{Store, audit};
use crate::office::dossier::Group;
use crate::office::offices::Offices;
use crate::office::people::{OfficerId, Role};

pub use invitation::{INVITED_HOURS, InviteCode, Invited, Joined, Joining, Lost, Proof};
pub use passkey::Passkey;
use secret::PASSWORD_MIN;
pub use secret::{TotpSecret, hash_password};
pub(super) use session::IDLE;
pub use session::{SessionToken, SignedIn};
pub use sessions::{OpenSession, SessionId};
pub use sign_in::{Checked, Credentials, SignIn};

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
    /// For which offices.
    pub offices: Offices,
    /// Whether it can be used.
    pub active: bool,
    /// Until when it is locked after wrong tries.
    pub locked_until: Option<Timestamp>,
    /// Whether its officer has a password and a second factor. Without them there is only an invitation.
    pub joined: bool,
    /// Until when an invitation can be used; also for who has joined and takes another app.
    pub invited_until: Option<Timestamp>,
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
    /// For which offices.
    pub offices: Offices,
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
    #[error("this is the last admin who can sign in, or the last for every office: make another one first")]
    LastAdmin,
    /// The hash could not be computed.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<crate::store::db::Error> for PeopleRefusal {
    fn from(error: crate::store::db::Error) -> Self {
        PeopleRefusal::Store(error.into())
    }
}

impl Store {
    /// Makes an account that is in use at once, for the demonstration and for tests: whoever calls knows its secrets.
    pub fn add_officer(
        &mut self,
        new: &NewAccount,
        password: &str,
        by: &str,
        at: Timestamp,
    ) -> Result<(OfficerId, TotpSecret), PeopleRefusal> {
        let phc = hash_password(password)?;
        let totp = TotpSecret::draw()?;
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let id = insert(&tx, new, &phc, true, at)?;
        put_totp(&tx, &keys, id, Group::Totp, &totp, at)?;
        note(&tx, &keys, at, by, "add-officer", id, json!({ "role": new.role, "offices": new.offices }))?;
        tx.commit()?;
        Ok((id, totp))
    }

    /// Changes role and offices, or takes an account out of use, which ends its sessions. History keeps naming it.
    pub fn change_officer(
        &mut self,
        id: OfficerId,
        role: Role,
        offices: &Offices,
        active: bool,
        by: &str,
        at: Timestamp,
    ) -> Result<(), PeopleRefusal> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        // Of anything, and of everything: an admin of some offices can't give rights in the others.
        let (others, others_of_all): (bool, bool) = tx.query_row(
            "SELECT count(*) > 0, count(*) > count(offices) FROM officer
             WHERE role = 'admin' AND active = 1 AND joined = 1 AND id <> ?1",
            [id.0],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        let was: Option<(bool, bool)> = tx
            .query_row(
                "SELECT role = 'admin' AND active = 1, offices IS NULL FROM officer WHERE id = ?1",
                [id.0],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let (was_admin, was_of_all) = was.ok_or(PeopleRefusal::Unknown)?;
        let stays = role == Role::Admin && active;
        let stays_of_all = stays && *offices == Offices::Every;
        if was_admin && (!others && !stays || was_of_all && !others_of_all && !stays_of_all) {
            return Err(PeopleRefusal::LastAdmin);
        }
        tx.execute(
            "UPDATE officer SET role = ?2, offices = ?3, active = ?4 WHERE id = ?1",
            params![id.0, role.as_str(), offices.to_text(), active],
        )?;
        // A session holds no role of its own, but one that began under more rights should not go on.
        tx.execute("DELETE FROM session WHERE officer = ?1", [id.0])?;
        let detail = json!({ "role": role, "offices": offices, "active": active });
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
}

/// The columns that [`account`] reads, in its order.
const COLUMNS: &str = "id, login, name, role, offices, active, locked_until_ms, joined, \
    (SELECT ends_ms FROM officer_invitation WHERE officer = officer.id)";
/// How many they are.
const COLUMN_COUNT: usize = 9;
fn account(row: &Row<'_>) -> Result<Account> {
    const DAMAGED: StoreError = StoreError::Damaged { place: "officer" };
    let offices: Option<String> = row.get(4)?;
    let locked_until_ms: i64 = row.get(6)?;
    Ok(Account {
        id: OfficerId(row.get(0)?),
        login: row.get(1)?,
        name: row.get(2)?,
        role: Role::named(&row.get::<_, String>(3)?).ok_or(DAMAGED)?,
        offices: Offices::read(&offices.unwrap_or_default()).map_err(|_| DAMAGED)?,
        active: row.get(5)?,
        locked_until: (locked_until_ms > 0).then(|| moment(locked_until_ms)).transpose()?,
        joined: row.get(7)?,
        invited_until: row.get::<_, Option<i64>>(8)?.map(moment).transpose()?,
    })
}

fn by_login(conn: &Connection, login: &str) -> Result<Option<Account>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM officer WHERE login = ?1"))?
        .query_row([login], |row| Ok(account(row)))
        .optional()?
        .transpose()
}

/// Writes a new account down.
fn insert(
    conn: &Connection,
    new: &NewAccount,
    phc: &str,
    joined: bool,
    at: Timestamp,
) -> Result<OfficerId, PeopleRefusal> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    if !(3..=40).contains(&new.login.len()) || !new.login.chars().all(allowed) {
        return Err(PeopleRefusal::Login);
    }
    let made: Option<i64> = conn
        .query_row(
            "INSERT INTO officer (login, name, role, offices, password, made_ms, joined)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (login) DO NOTHING RETURNING id",
            params![
                new.login,
                new.name,
                new.role.as_str(),
                new.offices.to_text(),
                phc,
                at.as_millisecond(),
                joined
            ],
            |row| row.get(0),
        )
        .optional()?;
    made.map(OfficerId).ok_or(PeopleRefusal::Login)
}

/// Keeps the secret of a second factor, in force ([`Group::Totp`]) or not yet ([`Group::TotpNext`]).
fn put_totp(
    conn: &Connection,
    keys: &super::Keys,
    id: OfficerId,
    group: Group,
    totp: &TotpSecret,
    at: Timestamp,
) -> Result<()> {
    let place = Place { owner: Owner::Officer, row: id.0, group };
    fields::remove_group(conn, place)?;
    fields::put(conn, &keys.fields, place, &totp.0, at.as_millisecond())
}

/// The secret of a second factor, where there is one.
fn totp(conn: &Connection, keys: &super::Keys, id: OfficerId, group: Group) -> Result<Option<TotpSecret>> {
    let place = Place { owner: Owner::Officer, row: id.0, group };
    Ok(fields::get(conn, &keys.fields, place)?.map(TotpSecret))
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
