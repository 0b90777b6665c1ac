//! The device's private key: 32 bytes in `device.key`, mode 0600.
//!
//! Beside the database rather than in it, so that a copy of the ledger handed to the support (a damaged
//! one, say) does not carry the device's identity with it.
//!
//! A change of key, safe at every step:
//!
//! ```text
//! device.key                         one key
//!     │ begin: the next one is made
//! device.key, device.next.key        both are kept; central may know either by now
//!     │ central has taken a request that the next one signed
//! device.key                         renamed over the old one, which is gone
//! ```

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ed25519_dalek::SigningKey;

use super::LedgerError;

/// The key that signs now, shared by all who sign: when it changes, it changes for all of them.
#[derive(Clone)]
pub struct KeyRing(Arc<Mutex<SigningKey>>);

impl KeyRing {
    /// The key that signs now.
    pub fn current(&self) -> SigningKey {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, key: SigningKey) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = key;
    }
}

impl From<SigningKey> for KeyRing {
    fn from(key: SigningKey) -> Self {
        KeyRing(Arc::new(Mutex::new(key)))
    }
}

/// The keys of a device, in their files.
pub struct DeviceKeys {
    path: PathBuf,
    ring: KeyRing,
    next: Option<SigningKey>,
}

impl DeviceKeys {
    /// Those at `path` and beside it.
    pub fn open(path: &Path) -> Result<Self, LedgerError> {
        let ring = KeyRing::from(load_or_create(path)?);
        let beside = next_path(path);
        let is_there = beside
            .try_exists()
            .map_err(|error| LedgerError::Key { path: beside.clone(), what: error.to_string() })?;
        let next = if is_there { Some(load_or_create(&beside)?) } else { None };
        Ok(Self { path: path.into(), ring, next })
    }

    /// For all who sign.
    pub fn ring(&self) -> &KeyRing {
        &self.ring
    }

    /// The key that is being changed to.
    pub fn next(&self) -> Option<&SigningKey> {
        self.next.as_ref()
    }

    /// Makes the next key, unless a change is under way already.
    pub fn begin(&mut self) -> Result<(), LedgerError> {
        if self.next.is_none() {
            self.next = Some(load_or_create(&next_path(&self.path))?);
        }
        Ok(())
    }

    /// The next key signs from now on: central knows no other, whatever the disk says. Without one nothing changes.
    pub fn use_next(&self) {
        if let Some(next) = &self.next {
            self.ring.set(next.clone());
        }
    }

    /// The next key is the key. Without one nothing changes.
    pub fn finish(&mut self) -> Result<(), LedgerError> {
        if self.next.is_none() {
            return Ok(());
        }
        self.use_next();
        let bad =
            |error: std::io::Error| LedgerError::Key { path: self.path.clone(), what: error.to_string() };
        fs::rename(next_path(&self.path), &self.path).map_err(bad)?;
        // A power cut that takes the renaming back leaves both files, from which the next start goes on.
        self.next = None;
        sync_folder(&self.path).map_err(bad)
    }
}

fn next_path(path: &Path) -> PathBuf {
    path.with_extension("next.key")
}

/// The key in the file; a new one from the operating system's randomness when there is none.
pub fn load_or_create(path: &Path) -> Result<SigningKey, LedgerError> {
    let bad = |what: String| LedgerError::Key { path: path.into(), what };
    match fs::read(path) {
        Ok(bytes) => {
            let rights = fs::metadata(path).map_err(|e| bad(e.to_string()))?.permissions().mode();
            if rights & 0o077 != 0 {
                return Err(bad(format!(
                    "others may read it (mode {:o}): run `chmod 600` on it",
                    rights & 0o777
                )));
            }
            let seed: [u8; 32] = bytes.try_into().map_err(|bytes: Vec<u8>| {
                bad(format!(
                    "has {} bytes instead of 32: move it away and enrol this terminal again",
                    bytes.len()
                ))
            })?;
            Ok(SigningKey::from_bytes(&seed))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => create(path).map_err(|e| bad(e.to_string())),
        Err(error) => Err(bad(error.to_string())),
    }
}

/// Written whole under another name, then renamed: a power cut leaves no key or a whole one.
fn create(path: &Path) -> std::io::Result<SigningKey> {
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(std::io::Error::other)?;
    let unfinished = path.with_extension("key.part");
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(&seed)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    sync_folder(path)?;
    Ok(SigningKey::from_bytes(&seed))
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}
