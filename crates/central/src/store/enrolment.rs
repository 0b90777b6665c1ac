//! How a machine becomes a kiosk.
//!
//! ```text
//! invite ─▶ code (once, 24 h) ─ enrol ─▶ pending ─ accept, four words compared ─▶ accepted
//!                                            └──────────────┬───────────────────────┘
//!                                                 retire, lost (store/device.rs)
//! ```

use crate::store::db::{Connection, OptionalExtension, params};
use anjungan_wire::id::{KioskCode, RegionCode, Scope};
use anjungan_wire::request::{Enrol, Enrolled};
use anjungan_wire::sign::key_id;
use sha2::{Digest, Sha256};

use super::device::{self, DeviceState};
use super::error::{Result, StoreError};
use super::keys::Keys;
use super::{Store, fleet, meta, now_ms, stand};

/// How long an enrolment code can be used.
pub const CODE_HOURS: i64 = 24;

/// A kiosk that is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invite {
    /// Its public name; the next free one when `None`. An existing one: the machine is to be replaced.
    pub kiosk: Option<KioskCode>,
    /// Where it stands, as the screen says it.
    pub site: String,
    /// Who runs it, as the screen says it.
    pub tenant: String,
    /// Its district or regency.
    pub region: RegionCode,
    /// The feeds it follows; those of its province and its office when empty.
    pub scopes: Vec<Scope>,
    /// Accept whoever brings the code, without a person. For the demonstration and for tests.
    pub accept: bool,
}

/// A code for the machine's configuration file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invited {
    /// Eight Crockford characters. Said once; only its hash is kept.
    pub code: String,
    /// The kiosk's public name.
    pub kiosk: KioskCode,
    /// When the code ends, Unix milliseconds.
    pub expires_ms: i64,
}

/// Why a machine was not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum EnrolRefusal {
    /// Wrong, used or too old: which of them is not said.
    #[error(
        "this enrolment code is wrong, used or older than {CODE_HOURS} hours: ask for a new one (`kiosk invite`)"
    )]
    Code,
    /// The key was reported lost.
    #[error("this terminal was reported lost: install it anew, so that it makes a new key")]
    Lost,
    /// The stream belongs to another machine.
    #[error("this ledger's stream is enrolled with another key: install the terminal anew")]
    StreamTaken,
    /// The machine's name.
    #[error("the machine's name is longer than 200 characters or has control characters")]
    Machine,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<crate::store::db::Error> for EnrolRefusal {
    fn from(error: crate::store::db::Error) -> Self {
        EnrolRefusal::Store(error.into())
    }
}

impl Store {
    /// Makes a code that enrols one machine as this kiosk.
    pub fn invite(&mut self, invite: Invite) -> Result<Invited> {
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let invited = self::invite(&tx, &keys, invite, now_ms())?;
        tx.commit()?;
        Ok(invited)
    }

    /// A machine brings a code. The same machine may bring it again: its answer may have been lost.
    pub fn enrol(&mut self, enrol: &Enrol, at_ms: i64) -> Result<Enrolled, EnrolRefusal> {
        if enrol.machine.chars().count() > 200 || enrol.machine.chars().any(char::is_control) {
            return Err(EnrolRefusal::Machine);
        }
        let key = key_id(&enrol.public_key);
        let sealing_key = self.sealing_key();
        let content_key = self.content_key();
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let code = code_hash(&enrol.code);
        let (kiosk, expires_ms, accept, used_by) = tx
            .query_row(
                "SELECT kiosk, expires_ms, accept, used_by FROM enrolment WHERE code_sha256 = ?1",
                [code],
                |row| {
                    Ok((
                        row.get::<_, String>(0)?,
                        row.get::<_, i64>(1)?,
                        row.get::<_, bool>(2)?,
                        row.get::<_, Option<String>>(3)?,
                    ))
                },
            )
            .optional()?
            .ok_or(EnrolRefusal::Code)?;
        let known = device::by_key(&tx, &key)?;
        if known.as_ref().is_some_and(|device| device.state == DeviceState::Lost) {
            return Err(EnrolRefusal::Lost);
        }
        let retired = known.as_ref().is_some_and(|device| device.state == DeviceState::Retired);
        match used_by {
            // Who was taken out of service comes back with a new code or not at all.
            Some(used_by) if used_by == key && !retired => {}
            Some(_) => return Err(EnrolRefusal::Code),
            None if at_ms > expires_ms => return Err(EnrolRefusal::Code),
            None => {
                let taken: bool = tx.query_row(
                    "SELECT count(*) > 0 FROM device WHERE stream = ?1 AND key_id <> ?2",
                    params![enrol.stream.to_string(), key],
                    |row| row.get(0),
                )?;
                if taken {
                    return Err(EnrolRefusal::StreamTaken);
                }
                tx.execute(
                    "INSERT INTO device (key_id, public_key, kiosk, stream, machine, state, enrolled_ms)
                     VALUES (?1, ?2, ?3, ?4, ?5, 'pending', ?6)
                     ON CONFLICT (key_id) DO UPDATE SET kiosk = excluded.kiosk, stream = excluded.stream,
                        machine = excluded.machine, state = 'pending', enrolled_ms = excluded.enrolled_ms",
                    params![key, enrol.public_key, kiosk, enrol.stream.to_string(), enrol.machine, at_ms],
                )?;
                tx.execute("UPDATE enrolment SET used_by = ?2 WHERE code_sha256 = ?1", params![code, key])?;
                stand::changed(&tx)?;
                if accept {
                    device::accept(&tx, &keys, &key, at_ms)?;
                }
                fleet::refresh(&tx, &kiosk, at_ms)?;
                tracing::info!(kiosk, key, "a machine enrolled as {kiosk}");
            }
        }
        let device = device::by_key(&tx, &key)?.ok_or(StoreError::Damaged { place: "enrolment.used_by" })?;
        let epoch = meta::epoch(&tx)?;
        tx.commit()?;
        Ok(Enrolled {
            kiosk: device.kiosk,
            accepted: device.state == DeviceState::Accepted,
            epoch,
            sealing_key,
            content_key,
            scopes: device.scopes,
            tenant: device.tenant,
            site: device.site,
            region: device.region,
        })
    }
}

/// [`Store::invite`] in the caller's transaction.
pub(super) fn invite(conn: &Connection, keys: &Keys, invite: Invite, at_ms: i64) -> Result<Invited> {
    let code = new_code()?;
    let expires_ms = at_ms + CODE_HOURS * 3_600_000;
    let Invite { kiosk, site, tenant, region, mut scopes, accept } = invite;
    if scopes.is_empty() {
        scopes = usual_scopes(&region);
    }
    let scopes = serde_json::to_string(&scopes)
        .map_err(|_| StoreError::Kiosk("the scopes have no text form".into()))?;
    let kiosk = match kiosk {
        Some(kiosk) => kiosk,
        None => next_free(conn)?,
    };
    conn.execute(
        "INSERT INTO kiosk (code, site, tenant, region, scopes) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (code) DO UPDATE SET site = excluded.site, tenant = excluded.tenant,
            region = excluded.region, scopes = excluded.scopes",
        params![kiosk.as_str(), site, tenant, region.as_str(), scopes],
    )?;
    stand::changed(conn)?;
    conn.execute(
        "INSERT INTO enrolment (code_sha256, kiosk, expires_ms, accept) VALUES (?1, ?2, ?3, ?4)",
        params![code_hash(&code), kiosk.as_str(), expires_ms, accept],
    )?;
    fleet::publish_config(conn, keys, &kiosk)?;
    fleet::refresh(conn, kiosk.as_str(), at_ms)?;
    Ok(Invited { code, kiosk, expires_ms })
}

/// What a kiosk at `region` follows: what its province publishes, the rules of its
/// regency's office, and what is published for all.
pub(super) fn usual_scopes(region: &RegionCode) -> Vec<Scope> {
    let province = region.province();
    let mut scopes = vec![
        Scope::Vacancies(province.clone()),
        Scope::Cards(province.clone()),
        Scope::Revoked(province.clone()),
    ];
    scopes.extend(region.regency().map(Scope::Office));
    scopes.extend([
        Scope::Employers(province),
        Scope::Announcements,
        Scope::Texts,
        Scope::Trainings,
        Scope::Fairs,
    ]);
    scopes
}

const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 40 bits. Guessing is hopeless in 24 hours at the rate the API allows.
fn new_code() -> Result<String> {
    let mut random = [0u8; 8];
    getrandom::fill(&mut random)
        .map_err(|error| StoreError::Kiosk(format!("the system gives no random numbers: {error}")))?;
    Ok(random.iter().map(|byte| char::from(CROCKFORD[usize::from(byte % 32)])).collect())
}

/// As people type it: any case, dashes and spaces dropped, O for 0, I and L for 1 (Crockford's rule).
fn code_hash(code: &str) -> [u8; 32] {
    let plain: String = code
        .chars()
        .filter(|c| !matches!(c, '-' | ' '))
        .take(64)
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    Sha256::digest(plain.as_bytes()).into()
}

fn next_free(conn: &Connection) -> Result<KioskCode> {
    let last: i64 =
        conn.query_row("SELECT coalesce(max(CAST(substr(code, 2) AS INTEGER)), 0) FROM kiosk", [], |row| {
            row.get(0)
        })?;
    format!("K{:02}", last + 1)
        .parse()
        .map_err(|_| StoreError::Kiosk("all kiosk codes up to K99999 are taken".into()))
}
