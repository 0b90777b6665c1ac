//! What persons told, at rest: sealed by group of fields under keys outside the database.
//!
//! ```text
//! fields-<kid>.key ─ HKDF(group) ─▶ AES-256-GCM, associated data "owner/row/group/version" ─▶ sealed_field
//! records.key ─ HKDF ─▶ HMAC of NIK, of day of birth ─▶ application.nik_mac, .birth_mac
//!             ├ HKDF ─▶ HMAC of the beginnings of names (store::names)
//!             └ HKDF ─▶ HMAC chain ─▶ audit.hash
//! ```
//!
//! A sealed text can't be moved to another row, group or version. The hashes find a person whose NIK is typed, and
//! without the key nobody can try all NIKs on them.

use std::collections::BTreeMap;

use crate::store::db::many::{in_sizes, places};
use crate::store::db::{Connection, OptionalExtension, Transaction, params, params_from_iter};
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use anjungan_wire::nik::Nik;
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use jiff::civil::Date;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::Store;
use super::error::{Result, StoreError};
use super::keys::make_fields_key;
use crate::office::dossier::{Group, Opened};

const NONCE: usize = 12;
/// Texts that are in memory at once while all are sealed anew: a photo has up to 40 kB.
const RENEWED_AT_ONCE: i64 = 200;
const DAMAGED: StoreError = StoreError::Damaged { place: "sealed_field.sealed" };

/// Where a sealed text belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub(super) owner: Owner,
    pub(super) row: i64,
    pub(super) group: Group,
}

/// The table that a sealed text belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Owner {
    Application,
    Move,
    Report,
    Officer,
}

impl Owner {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Owner::Application => "application",
            Owner::Move => "move",
            Owner::Report => "report",
            Owner::Officer => "officer",
        }
    }
}

/// A key for each group, of each key file.
pub(super) struct FieldKeys {
    current: String,
    ciphers: BTreeMap<String, BTreeMap<Group, Aes256Gcm>>,
}

impl FieldKeys {
    /// From the key files' secrets, of which there is one at least. The last by name seals.
    pub(super) fn new(secrets: &BTreeMap<String, [u8; 32]>) -> Self {
        let ciphers = secrets.iter().map(|(id, secret)| {
            let hkdf = Hkdf::<Sha256>::new(None, secret);
            let cipher = |group: Group| {
                let key = derive(&hkdf, &format!("anjungan field {}", group.as_str()));
                (group, Aes256Gcm::new((&*key).into()))
            };
            (id.clone(), Group::ALL.into_iter().map(cipher).collect())
        });
        let ciphers: BTreeMap<String, BTreeMap<Group, Aes256Gcm>> = ciphers.collect();
        let current = ciphers.keys().next_back().cloned().unwrap_or_default();
        Self { current, ciphers }
    }

    /// The id of the key that seals.
    pub(super) fn current(&self) -> &str {
        &self.current
    }

    fn seal(&self, place: Place, version: i64, plain: &[u8]) -> Result<Vec<u8>> {
        let mut nonce = [0; NONCE];
        random(&mut nonce)?;
        let cipher = self.cipher(&self.current, place.group)?;
        let place_text = associated(place, version);
        let payload = Payload { msg: plain, aad: place_text.as_bytes() };
        let sealed = cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| DAMAGED)?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    fn open(&self, place: Place, version: i64, key: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or(DAMAGED)?;
        let place_text = associated(place, version);
        let payload = Payload { msg: sealed, aad: place_text.as_bytes() };
        let cipher = self.cipher(key, place.group)?;
        cipher.decrypt(&Nonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| DAMAGED)
    }

    fn cipher(&self, key: &str, group: Group) -> Result<&Aes256Gcm> {
        self.ciphers
            .get(key)
            .and_then(|groups| groups.get(&group))
            .ok_or_else(|| StoreError::KeyMissing { path: format!("keys/fields-{key}.key").into() })
    }
}

fn associated(Place { owner, row, group }: Place, version: i64) -> String {
    format!("{}/{row}/{}/{version}", owner.as_str(), group.as_str())
}

fn derive(hkdf: &Hkdf<Sha256>, info: &str) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    hkdf.expand(info.as_bytes(), key.as_mut_slice()).expect("32 bytes are less than 255 hashes");
    key
}

/// Fills with the operating system's randomness.
pub(super) fn random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes)
        .map_err(|error| StoreError::Kiosk(format!("the system gives no random numbers: {error}")))
}

/// What finds persons and chains the audit trail.
pub(super) struct RecordsKey {
    lookup: Zeroizing<[u8; 32]>,
    names: Zeroizing<[u8; 32]>,
    audit: Zeroizing<[u8; 32]>,
}

impl RecordsKey {
    pub(super) fn new(secret: &[u8; 32]) -> Self {
        let hkdf = Hkdf::<Sha256>::new(None, secret);
        Self {
            lookup: derive(&hkdf, "anjungan lookup"),
            names: derive(&hkdf, "anjungan names"),
            audit: derive(&hkdf, "anjungan audit"),
        }
    }

    /// What a NIK is found by.
    pub(super) fn nik(&self, nik: &Nik) -> [u8; 32] {
        mac(&self.lookup, &[b"nik", nik.digits().as_bytes()])
    }

    /// What a day of birth is compared by, for one receipt.
    pub(super) fn birth(&self, receipt: &str, born: Date) -> [u8; 32] {
        mac(&self.lookup, &[b"birth", receipt.as_bytes(), born.to_string().as_bytes()])
    }

    /// What the beginning of a name's word is found by. Short, because there are many, and names are compared anyway.
    pub(super) fn name(&self, term: &str) -> [u8; 8] {
        let mac = mac(&self.names, &[term.as_bytes()]);
        *mac.first_chunk().expect("32 bytes have 8")
    }

    /// What an officer's recovery code is compared by.
    pub(super) fn recovery(&self, officer: i64, digits: &str) -> [u8; 32] {
        mac(&self.lookup, &[b"recovery", &officer.to_be_bytes(), digits.as_bytes()])
    }

    /// What a receiver of alerts of a rule knows central by.
    pub(super) fn alert_hook(&self, rule: i64, hook: &str) -> [u8; 32] {
        mac(&self.lookup, &[b"alert hook", &rule.to_be_bytes(), hook.as_bytes()])
    }

    /// A link of the audit chain.
    pub(super) fn audit(&self, parts: &[&[u8]]) -> [u8; 32] {
        mac(&self.audit, parts)
    }
}

/// HMAC-SHA256 over parts, each with its length before it.
fn mac(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac =
        <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Seals a new version.
pub(super) fn put(conn: &Connection, keys: &FieldKeys, place: Place, plain: &[u8], at_ms: i64) -> Result<()> {
    let version: i64 = conn
        .prepare_cached(
            "SELECT coalesce(max(version), 0) + 1 FROM sealed_field WHERE owner = ?1 AND row = ?2 AND grp = ?3",
        )?
        .query_row(params![place.owner.as_str(), place.row, place.group.as_str()], |row| row.get(0))?;
    conn.prepare_cached("INSERT INTO sealed_field VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(params![
        place.owner.as_str(),
        place.row,
        place.group.as_str(),
        version,
        keys.current(),
        keys.seal(place, version, plain)?,
        at_ms
    ])?;
    Ok(())
}

/// Opens the newest version, where there is one.
pub(super) fn get(conn: &Connection, keys: &FieldKeys, place: Place) -> Result<Option<Zeroizing<Vec<u8>>>> {
    at(conn, keys, place, i64::MAX)
}

/// Opens the newest version up to `version`.
pub(super) fn at(
    conn: &Connection,
    keys: &FieldKeys,
    place: Place,
    version: i64,
) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let found: Option<(i64, String, Vec<u8>)> = conn
        .prepare_cached(
            "SELECT version, key, sealed FROM sealed_field
             WHERE owner = ?1 AND row = ?2 AND grp = ?3 AND version <= ?4 ORDER BY version DESC LIMIT 1",
        )?
        .query_row(params![place.owner.as_str(), place.row, place.group.as_str(), version], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    found.map(|(version, key, sealed)| keys.open(place, version, &key, &sealed)).transpose()
}

/// Opens the newest version of one group of several rows, by row; those that have none are left out.
pub(super) fn newest(
    conn: &Connection,
    keys: &FieldKeys,
    owner: Owner,
    group: Group,
    rows: &[i64],
) -> Result<BTreeMap<i64, Zeroizing<Vec<u8>>>> {
    let mut opened = BTreeMap::new();
    for some in in_sizes(rows) {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT row, version, key, sealed FROM sealed_field
             WHERE row IN ({}) AND owner = '{}' AND grp = '{}' AND version = (SELECT max(version) FROM sealed_field AS other
                WHERE other.owner = sealed_field.owner AND other.row = sealed_field.row AND other.grp = sealed_field.grp)",
            places(some.len()),
            owner.as_str(),
            group.as_str(),
        ))?;
        let found = statement.query_map(params_from_iter(some), |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, String>(2)?,
                row.get::<_, Vec<u8>>(3)?,
            ))
        })?;
        for found in found {
            let (row, version, key, sealed) = found?;
            opened.insert(row, keys.open(Place { owner, row, group }, version, &key, &sealed)?);
        }
    }
    Ok(opened)
}

/// Opens the newest version of several groups.
pub(super) fn groups(
    conn: &Connection,
    keys: &FieldKeys,
    owner: Owner,
    row: i64,
    groups: &[Group],
) -> Result<Opened> {
    let mut opened = Opened::new();
    for group in groups {
        if let Some(plain) = get(conn, keys, Place { owner, row, group: *group })? {
            opened.insert(*group, plain);
        }
    }
    Ok(opened)
}

/// Removes everything sealed of a row.
pub(super) fn remove(conn: &Connection, owner: Owner, row: i64) -> Result<()> {
    conn.execute("DELETE FROM sealed_field WHERE owner = ?1 AND row = ?2", params![owner.as_str(), row])?;
    Ok(())
}

/// Removes every version of a group.
pub(super) fn remove_group(conn: &Connection, Place { owner, row, group }: Place) -> Result<()> {
    conn.execute(
        "DELETE FROM sealed_field WHERE owner = ?1 AND row = ?2 AND grp = ?3",
        params![owner.as_str(), row, group.as_str()],
    )?;
    Ok(())
}

impl Store {
    /// Makes a new key for what persons told and seals everything anew under it. How many texts. The old key's file
    /// may be destroyed once no backup that needs it is kept.
    pub fn rotate_field_key(&mut self) -> Result<u64> {
        make_fields_key(&self.keys.dir)?;
        let keys = super::Keys::load_or_make(&self.conn, &self.keys.dir)?;
        self.keys = std::sync::Arc::new(keys);
        let keys = std::sync::Arc::clone(&self.keys);
        let tx = self.write()?;
        let mut count = 0;
        loop {
            let renewed = renew_some(&tx, &keys.fields)?;
            if renewed == 0 {
                break;
            }
            count += renewed;
        }
        super::names::rebuild(&tx, &keys)?;
        super::audit::note(
            &tx,
            &keys,
            super::now_ms(),
            "system",
            "rotate-key",
            "fields",
            &serde_json::json!({
                "texts": count
            }),
        )?;
        tx.commit()?;
        Ok(count)
    }
}

/// Seals up to [`RENEWED_AT_ONCE`] texts that lie under an older key with the newest. How many.
fn renew_some(tx: &Transaction<'_>, keys: &FieldKeys) -> Result<u64> {
    let sql = "SELECT owner, row, grp, version, key, sealed FROM sealed_field WHERE key <> ?1 LIMIT ?2";
    let old: Vec<(String, i64, String, i64, String, Vec<u8>)> = tx
        .prepare_cached(sql)?
        .query_map(params![keys.current(), RENEWED_AT_ONCE], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
        })?
        .collect::<crate::store::db::Result<_>>()?;
    for (owner, row, group, version, key, sealed) in &old {
        let owners = [Owner::Application, Owner::Move, Owner::Report, Owner::Officer];
        let owner = owners.into_iter().find(|known| known.as_str() == owner).ok_or(DAMAGED)?;
        let place = Place { owner, row: *row, group: Group::named(group).ok_or(DAMAGED)? };
        let plain = keys.open(place, *version, key, sealed)?;
        tx.prepare_cached(
            "UPDATE sealed_field SET key = ?5, sealed = ?6
             WHERE owner = ?1 AND row = ?2 AND grp = ?3 AND version = ?4",
        )?
        .execute(params![
            owner.as_str(),
            row,
            group,
            version,
            keys.current(),
            keys.seal(place, *version, &plain)?
        ])?;
    }
    Ok(old.len() as u64)
}
