//! The device's private key: 32 bytes in `device.key`, mode 0600.
//!
//! Beside the database rather than in it, so that a copy of the ledger handed to the support (a damaged
//! one, say) does not carry the device's identity with it.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use ed25519_dalek::SigningKey;

use super::LedgerError;

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
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(SigningKey::from_bytes(&seed))
}
