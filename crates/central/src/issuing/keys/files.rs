//! The files: read with an eye on who else can, written whole or not at all.

use std::fs::{self, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anjungan_wire::id::RegionCode;
use zeroize::Zeroizing;

use super::token::TokenFile;
use super::{Kept, KeyRefusal, OfficeKeys};

impl OfficeKeys {
    /// `office-<region>.<kind>`
    pub(super) fn path(&self, region: &RegionCode, kind: &str) -> PathBuf {
        self.dir.join(format!("office-{region}.{kind}"))
    }

    pub(super) fn read(&self, region: &RegionCode) -> Result<Kept, KeyRefusal> {
        let [key, token, certificate] = ["key", "token", "crt"].map(|kind| self.path(region, kind));
        let told = text(&certificate)?;
        match (secret(&key)?, text(&token)?) {
            (Some(_), Some(_)) => Err(KeyRefusal::Both(key, token)),
            (Some(key), None) => match told {
                Some(certificate) => Ok(Kept::File { key, certificate }),
                None => Err(KeyRefusal::Half(certificate)),
            },
            (None, Some(described)) => {
                let token =
                    TokenFile::parse(&described).map_err(|why| KeyRefusal::TokenFile { path: token, why })?;
                Ok(Kept::Token { token, certificate: told })
            }
            (None, None) if told.is_some() => Err(KeyRefusal::Half(key)),
            (None, None) => Ok(Kept::Nothing),
        }
    }

    /// Puts a new pair in place; the certificate last, as a key alone is told to the technician.
    pub(super) fn place(&self, region: &RegionCode, key: &str, certificate: &str) -> Result<(), KeyRefusal> {
        put(&self.path(region, "key"), key, 0o600)?;
        put(&self.path(region, "crt"), certificate, 0o644)
    }
}

/// A text; `None` where there is no such file.
pub(super) fn text(path: &Path) -> Result<Option<String>, KeyRefusal> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(KeyRefusal::File { path: path.into(), error }),
    }
}

/// A text that nobody but its owner may read; `None` where there is no such file.
pub(super) fn secret(path: &Path) -> Result<Option<Zeroizing<String>>, KeyRefusal> {
    let failed = |error| KeyRefusal::File { path: path.into(), error };
    let mut file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    // The file that was opened, whatever its name leads to by now.
    if file.metadata().map_err(failed)?.permissions().mode() & 0o077 != 0 {
        return Err(KeyRefusal::Open(path.into()));
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(failed)?;
    Ok(Some(text))
}

/// Written beside, synced and renamed: a power cut leaves a whole file or none.
pub(super) fn put(path: &Path, text: &str, mode: u32) -> Result<(), KeyRefusal> {
    let part = path.with_extension("part");
    let write = || -> io::Result<()> {
        // What a power cut left may have another mode.
        match fs::remove_file(&part) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, path)?;
        sync_parent(path)
    };
    write().map_err(|error| KeyRefusal::File { path: path.into(), error })
}

/// Renames a file that may not be there.
pub(super) fn set_aside(from: &Path, to: &Path) -> Result<(), KeyRefusal> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(KeyRefusal::File { path: from.into(), error })
        }
        Ok(()) | Err(_) => sync_parent(to).map_err(|error| KeyRefusal::File { path: to.into(), error }),
    }
}

fn sync_parent(path: &Path) -> io::Result<()> {
    fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}
