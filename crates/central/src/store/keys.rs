//! Central's private keys: files outside the database, so that a stolen backup opens nothing.
//!
//! `seal-<kid>.key` opens what terminals seal (several may exist; the last by name is given to newly
//! enrolled terminals), `content.key` signs what terminals trust. Each holds 64 hexadecimal digits.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anjungan_wire::encoding::{from_hex, hex};
use anjungan_wire::seal::{KeyId, OpeningKey, SealingKey};
use anjungan_wire::sign::key_id;
use ed25519_dalek::SigningKey;
use rusqlite::{Connection, TransactionBehavior};

use super::error::{Result, StoreError};
use super::meta;

/// The keys, loaded.
pub(super) struct Keys {
    opening: BTreeMap<KeyId, OpeningKey>,
    /// Signs snapshots.
    pub(super) content: SigningKey,
}

impl Keys {
    /// Loads the keys in `dir`, or makes them when the database has never had any.
    pub(super) fn load_or_make(conn: &mut Connection, dir: &Path) -> Result<Keys> {
        make_dir(dir)?;
        // The write lock is also what keeps two first starts from making two sets of keys.
        let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
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
            (None, None) => {
                let mut secret = [0; 32];
                getrandom::fill(&mut secret)
                    .map_err(|error| std::io::Error::other(error.to_string()))
                    .map_err(StoreError::file("make", &content_path))?;
                write(&content_path, &secret)?;
                SigningKey::from_bytes(&secret)
            }
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
        tx.commit()?;
        Ok(Keys { opening, content })
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
            Some(_) | None => Ok(Keys { opening, content }),
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

fn seal_path(dir: &Path, id: &str) -> PathBuf {
    dir.join(format!("seal-{id}.key"))
}

fn load_opening(dir: &Path) -> Result<BTreeMap<KeyId, OpeningKey>> {
    let mut keys = BTreeMap::new();
    for entry in fs::read_dir(dir).map_err(StoreError::file("read", dir))? {
        let path = entry.map_err(StoreError::file("read", dir))?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        let Some(id) = name.strip_prefix("seal-").and_then(|rest| rest.strip_suffix(".key")) else {
            continue;
        };
        let secret = read(&path)?.ok_or_else(|| StoreError::KeyMissing { path: path.clone() })?;
        let key =
            OpeningKey::from_bytes(id, secret).map_err(|_| StoreError::KeyBroken { path: path.clone() })?;
        keys.insert(id.to_owned(), key);
    }
    Ok(keys)
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

/// Makes a folder that central alone can look into.
pub(super) fn make_dir(dir: &Path) -> Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(StoreError::file("make", dir))
}

/// Makes a rename in `dir` durable.
pub(super) fn sync_dir(dir: &Path) -> Result<()> {
    fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(StoreError::file("sync", dir))
}
