//! Central's private keys: files outside the database, so that a stolen backup opens nothing.
//!
//! `seal-<kid>.key` opens what terminals seal (several may exist; the last by name is given to newly
//! enrolled terminals), `content.key` signs what terminals trust, `operations.key` signs commands to them, `fields-<kid>.key` opens what persons told (the
//! last by name seals anew), `records.key` finds persons by keyed hashes and chains the audit trail, and
//! `card-<office>-<n>.key` signs the codes on an office's cards. Each holds 64 hexadecimal digits.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::store::db::Connection;
use anjungan_wire::encoding::{from_hex, hex};
use anjungan_wire::seal::{KeyId, OpeningKey, SealingKey};
use anjungan_wire::sign::key_id;
use ed25519_dalek::SigningKey;

use super::error::{Result, StoreError};
use super::fields::{FieldKeys, RecordsKey};
use super::meta;

/// The file of the key that signs commands, and the row that remembers which it is.
const OPERATIONS: &str = "operations.key";
const OPERATIONS_KEY: &str = "operations_key";

/// The keys, loaded.
pub(super) struct Keys {
    opening: BTreeMap<KeyId, OpeningKey>,
    /// Signs commands to kiosks' machines: another hand than the one that signs content.
    pub(super) operations: SigningKey,
    /// Signs snapshots.
    pub(super) content: SigningKey,
    /// Open what persons told.
    pub(super) fields: FieldKeys,
    /// Finds persons, and chains the audit trail.
    pub(super) records: RecordsKey,
    /// Where the files are.
    pub(super) dir: PathBuf,
}

impl Keys {
    /// Loads the keys in `dir`, or makes them when the database has never had any.
    pub(super) fn load_or_make(conn: &Connection, dir: &Path) -> Result<Keys> {
        make_dir(dir)?;
        // The write lock is also what keeps two first starts from making two sets of keys.
        let tx = conn.write()?;
        let content_path = dir.join("content.key");
        let content = match (read(&content_path)?, meta::get(&tx, "content_key")?) {
            (Some(secret), known) => {
                let key = SigningKey::from_bytes(&secret);
                let id = key_id(&key.verifying_key().to_bytes());
                if known.is_some_and(|known| known != id) {
                    return Err(StoreError::KeyOther { path: content_path });
                }
                key
            }
            (None, Some(_)) => return Err(StoreError::KeyMissing { path: content_path }),
            (None, None) => SigningKey::from_bytes(&make(&content_path)?),
        };
        meta::set(&tx, "content_key", &key_id(&content.verifying_key().to_bytes()))?;

        let mut opening = load_opening(dir)?;
        match (meta::get(&tx, "seal_key")?, opening.is_empty()) {
            (Some(id), _) if !opening.contains_key(&id) => {
                return Err(StoreError::KeyMissing { path: seal_path(dir, &id) });
            }
            (None, true) => {
                let id = format!("{}", jiff::Timestamp::now().strftime("%Y%m%d"));
                let key = OpeningKey::generate(id.clone());
                write(&seal_path(dir, &id), &key.to_bytes())?;
                opening.insert(id, key);
            }
            (Some(_) | None, _) => {}
        }
        if let Some(newest) = opening.keys().next_back() {
            meta::set(&tx, "seal_key", newest)?;
        }
        let (fields, records) = load_or_make_records(&tx, dir)?;
        same_operations(&tx, dir)?;
        let operations = operations(&tx, dir)?;
        tx.commit()?;
        Ok(Keys { opening, operations, content, fields, records, dir: dir.into() })
    }

    /// Loads the keys that a database was made with, and makes none.
    pub(super) fn load_existing(conn: &Connection, dir: &Path) -> Result<Keys> {
        let content_path = dir.join("content.key");
        let secret = read(&content_path)?.ok_or(StoreError::KeyMissing { path: content_path.clone() })?;
        let content = SigningKey::from_bytes(&secret);
        if meta::get(conn, "content_key")?
            .is_some_and(|known| known != key_id(&content.verifying_key().to_bytes()))
        {
            return Err(StoreError::KeyOther { path: content_path });
        }
        let opening = load_opening(dir)?;
        match meta::get(conn, "seal_key")? {
            Some(id) if !opening.contains_key(&id) => {
                Err(StoreError::KeyMissing { path: seal_path(dir, &id) })
            }
            Some(_) | None => {
                // A history from before there were applications has neither.
                let (fields, records) = load_or_make_records(conn, dir)?;
                let operations = operations(conn, dir)?;
                Ok(Keys { opening, operations, content, fields, records, dir: dir.into() })
            }
        }
    }

    /// The key with this id, when we have it.
    pub(super) fn opening(&self, id: &str) -> Option<&OpeningKey> {
        self.opening.get(id)
    }

    /// What newly enrolled terminals seal with.
    pub(super) fn sealing(&self) -> SealingKey {
        self.opening.values().next_back().expect("load_or_make leaves at least one sealing key").sealing_key()
    }
}

/// Made where there is none: kiosks are told its public half with their next configuration, so that one that was lost
/// costs nothing but the commands that are under way. The database remembers which it is.
fn operations(conn: &Connection, dir: &Path) -> Result<SigningKey> {
    let path = dir.join(OPERATIONS);
    let secret = match read(&path)? {
        Some(secret) => secret,
        None => make(&path)?,
    };
    let key = SigningKey::from_bytes(&secret);
    meta::set(conn, OPERATIONS_KEY, &operations_id(&key))?;
    Ok(key)
}

fn operations_id(key: &SigningKey) -> String {
    key_id(&key.verifying_key().to_bytes())
}

/// Two machines with another key each would sign in turn what kiosks then refuse from one another: whoever has another
/// than the database knows works in another folder.
fn same_operations(conn: &Connection, dir: &Path) -> Result<()> {
    let path = dir.join(OPERATIONS);
    let (Some(secret), Some(known)) = (read(&path)?, meta::get(conn, OPERATIONS_KEY)?) else { return Ok(()) };
    if operations_id(&SigningKey::from_bytes(&secret)) == known {
        Ok(())
    } else {
        Err(StoreError::KeyOther { path })
    }
}

/// The keys of what persons told. Made when the database has never had any.
fn load_or_make_records(conn: &Connection, dir: &Path) -> Result<(FieldKeys, RecordsKey)> {
    let path = dir.join("records.key");
    let secret = match (read(&path)?, meta::get(conn, "records_key")?) {
        (Some(secret), known) => {
            if known.is_some_and(|known| known != secret_id(&secret)) {
                return Err(StoreError::KeyOther { path });
            }
            secret
        }
        (None, Some(_)) => return Err(StoreError::KeyMissing { path }),
        (None, None) => make(&path)?,
    };
    meta::set(conn, "records_key", &secret_id(&secret))?;

    let mut secrets = load_named(dir, "fields-")?;
    match meta::get(conn, "fields_key")? {
        Some(id) if !secrets.contains_key(&id) => {
            return Err(StoreError::KeyMissing { path: fields_path(dir, &id) });
        }
        None if secrets.is_empty() => {
            let id = today();
            secrets.insert(id.clone(), make(&fields_path(dir, &id))?);
        }
        Some(_) | None => {}
    }
    let fields = FieldKeys::new(&secrets);
    meta::set(conn, "fields_key", fields.current())?;
    Ok((fields, RecordsKey::new(&secret)))
}

/// Makes the next key for what persons told. From the next opening of the store on it seals.
pub(super) fn make_fields_key(dir: &Path) -> Result<String> {
    let known = load_named(dir, "fields-")?;
    let mut id = today();
    // By name in order, also when there are several a day, or when the clock was ahead before.
    if let Some(last) = known.keys().next_back().filter(|last| **last >= id) {
        id = format!("{last}a");
    }
    make(&fields_path(dir, &id))?;
    Ok(id)
}

/// The keys that sign the codes on an office's cards, by number. The last signs; there is one at least.
pub(super) fn card_keys(dir: &Path, office: &str) -> Result<BTreeMap<u16, SigningKey>> {
    let prefix = format!("card-{office}-");
    let mut keys = BTreeMap::new();
    for (id, secret) in load_named(dir, &prefix)? {
        let path = dir.join(format!("{prefix}{id}.key"));
        let number = id.parse().map_err(|_| StoreError::KeyBroken { path })?;
        keys.insert(number, SigningKey::from_bytes(&secret));
    }
    if keys.is_empty() {
        let secret = make(&dir.join(format!("{prefix}1.key")))?;
        keys.insert(1, SigningKey::from_bytes(&secret));
    }
    Ok(keys)
}

/// The keys that sign the codes on the cards of every office whose region begins so, by office: those of a province, or
/// all.
pub(super) fn card_keys_of(dir: &Path, regions: &str) -> Result<Vec<(u16, SigningKey)>> {
    let mut keys = Vec::new();
    for (id, secret) in load_named(dir, "card-")?.into_iter().filter(|(id, _)| id.starts_with(regions)) {
        let number = id.rsplit_once('-').and_then(|(_, number)| number.parse().ok());
        let number =
            number.ok_or_else(|| StoreError::KeyBroken { path: dir.join(format!("card-{id}.key")) })?;
        keys.push((number, SigningKey::from_bytes(&secret)));
    }
    Ok(keys)
}

/// Makes the next key for the codes on an office's cards.
pub(super) fn new_card_key(dir: &Path, office: &str) -> Result<u16> {
    let number = card_keys(dir, office)?.keys().next_back().map_or(1, |last| last + 1);
    make(&dir.join(format!("card-{office}-{number}.key")))?;
    Ok(number)
}

fn today() -> String {
    format!("{}", jiff::Timestamp::now().strftime("%Y%m%d"))
}

/// Says which key it is and nothing about it.
fn secret_id(secret: &[u8; 32]) -> String {
    anjungan_wire::encoding::sha256_hex(&[b"key id".as_slice(), secret].concat())[..16].into()
}

/// A new secret, written down.
fn make(path: &Path) -> Result<[u8; 32]> {
    let mut secret = [0; 32];
    getrandom::fill(&mut secret)
        .map_err(|error| std::io::Error::other(error.to_string()))
        .map_err(StoreError::file("make", path))?;
    write(path, &secret)?;
    Ok(secret)
}

fn fields_path(dir: &Path, id: &str) -> PathBuf {
    dir.join(format!("fields-{id}.key"))
}

fn seal_path(dir: &Path, id: &str) -> PathBuf {
    dir.join(format!("seal-{id}.key"))
}

fn load_opening(dir: &Path) -> Result<BTreeMap<KeyId, OpeningKey>> {
    load_named(dir, "seal-")?
        .into_iter()
        .map(|(id, secret)| {
            let key = OpeningKey::from_bytes(id.as_str(), secret)
                .map_err(|_| StoreError::KeyBroken { path: seal_path(dir, &id) })?;
            Ok((id, key))
        })
        .collect()
}

/// The secrets in `PREFIX<id>.key`, by id.
fn load_named(dir: &Path, prefix: &str) -> Result<BTreeMap<String, [u8; 32]>> {
    let mut secrets = BTreeMap::new();
    for entry in fs::read_dir(dir).map_err(StoreError::file("read", dir))? {
        let path = entry.map_err(StoreError::file("read", dir))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        let Some(id) = name.strip_prefix(prefix).and_then(|rest| rest.strip_suffix(".key")) else {
            continue;
        };
        let secret = read(&path)?.ok_or_else(|| StoreError::KeyMissing { path: path.clone() })?;
        secrets.insert(id.to_owned(), secret);
    }
    Ok(secrets)
}

fn read(path: &Path) -> Result<Option<[u8; 32]>> {
    match fs::read_to_string(path) {
        Ok(text) => match from_hex(text.trim()) {
            Ok(secret) => Ok(Some(secret)),
            Err(_) => Err(StoreError::KeyBroken { path: path.into() }),
        },
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::File { doing: "read", path: path.into(), error }),
    }
}

/// Written beside, synced and renamed: a power cut leaves a whole key or none.
fn write(path: &Path, secret: &[u8; 32]) -> Result<()> {
    let part = path.with_extension("part");
    let failed = |doing| StoreError::file(doing, path);
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&part)
        .map_err(failed("make"))?;
    file.write_all(hex(secret).as_bytes()).map_err(failed("write"))?;
    file.sync_all().map_err(failed("write"))?;
    fs::rename(&part, path).map_err(failed("write"))?;
    sync_dir(path.parent().unwrap_or(Path::new(".")))
}

/// Makes a folder that central alone can look into, so that a power cut does not take its name back: the keys would go with
/// it.
pub(super) fn make_dir(dir: &Path) -> Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    let around = match dir.parent() {
        Some(around) if !around.as_os_str().is_empty() => around,
        Some(_) | None => Path::new("."),
    };
    make_dir(around)?;
    match fs::DirBuilder::new().mode(0o700).create(dir) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && dir.is_dir() => {}
        made => made.map_err(StoreError::file("make", dir))?,
    }
    sync_dir(around)
}

/// Makes a rename in `dir` durable.
pub(super) fn sync_dir(dir: &Path) -> Result<()> {
    fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(StoreError::file("sync", dir))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_key_comes_last_by_name_also_when_the_clock_was_ahead() {
        let dir = tempfile::tempdir().unwrap();
        let first = make_fields_key(dir.path()).unwrap();
        let second = make_fields_key(dir.path()).unwrap();
        assert!(second > first);
        write(&fields_path(dir.path(), "29991231"), &[7; 32]).unwrap();
        assert_eq!(make_fields_key(dir.path()).unwrap(), "29991231a");
    }
}
