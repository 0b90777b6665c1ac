//! The keys that offices sign cards with: `DIR/keys/office-<region>.key` (PKCS#8 in PEM, its owner's alone) and
//! `office-<region>.crt` beside it. An office that has none gets a pair of its own with the first card.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anjungan_card::sign::{FileKey, make_office_key};
use anjungan_card::{SignError, Signer as _};
use anjungan_wire::encoding::sha256_hex;
use anjungan_wire::id::RegionCode;
use jiff::civil::Date;
use jiff::{ToSpan, Zoned};

/// Years that an office's own certificate is valid: longer than the last card that it signs.
const YEARS: i64 = 10;

/// Where the keys are.
pub struct OfficeKeys {
    dir: PathBuf,
    // Two first cards at once must not make two keys.
    making: Mutex<()>,
}

/// Why there is no key to sign with.
#[derive(Debug, thiserror::Error)]
pub enum KeyRefusal {
    /// A file.
    #[error("can't read or write {}: {error}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// One of the pair is missing.
    #[error("{} is missing: put it back from the copy of the keys, or import a pair anew", .0.display())]
    Half(PathBuf),
    /// There is a pair already.
    #[error(
        "this office has a key already: nothing was changed. Cards that it signed stay valid only while its certificate is kept; move both files away to replace them"
    )]
    Exists,
    /// It can't be used.
    #[error(transparent)]
    Unusable(#[from] SignError),
}

/// A certificate, as one tells it to somebody who is to trust it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificateFacts {
    /// In PEM, the issuers' after it.
    pub pem: String,
    /// SHA-256 of the signer's own, in hexadecimal digits.
    pub fingerprint: String,
    /// DER of the signer's own and its issuers', for [`anjungan_card::verify`].
    pub chain: Vec<Vec<u8>>,
}

impl OfficeKeys {
    /// The keys of the data in `dir`.
    pub fn new(dir: &Path) -> Self {
        Self { dir: dir.join("keys"), making: Mutex::new(()) }
    }

    /// What signs the office's cards. Makes a key and a certificate where there are none.
    pub fn signer(&self, region: &RegionCode, office: &str) -> Result<FileKey, KeyRefusal> {
        let _one = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((key, certificate)) = self.read(region)? {
            return Ok(FileKey::from_pem(&key, &certificate)?);
        }
        let today: Date = Zoned::now().date();
        let made =
            make_office_key(office, today.saturating_sub(1.day()), today.saturating_add(YEARS.years()))?;
        self.write(region, &made.key, &made.certificate)?;
        tracing::info!(office = %region, "made a key and a certificate to sign cards with");
        Ok(FileKey::from_pem(&made.key, &made.certificate)?)
    }

    /// Puts a pair in place: a certificate from a PSrE with its key.
    pub fn import(&self, region: &RegionCode, key: &str, certificate: &str) -> Result<(), KeyRefusal> {
        let _one = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        FileKey::from_pem(key, certificate)?;
        self.write(region, key, certificate)
    }

    /// The office's certificate; `None` where there is none yet.
    pub fn certificate(&self, region: &RegionCode) -> Result<Option<CertificateFacts>, KeyRefusal> {
        let Some((key, pem)) = self.read(region)? else { return Ok(None) };
        let chain = FileKey::from_pem(&key, &pem)?.chain().to_vec();
        let fingerprint = chain.first().map(|own| sha256_hex(own)).unwrap_or_default();
        Ok(Some(CertificateFacts { pem, fingerprint, chain }))
    }

    fn paths(&self, region: &RegionCode) -> (PathBuf, PathBuf) {
        let file = |kind: &str| self.dir.join(format!("office-{region}.{kind}"));
        (file("key"), file("crt"))
    }

    fn read(&self, region: &RegionCode) -> Result<Option<(zeroize::Zeroizing<String>, String)>, KeyRefusal> {
        let read = |path: &Path| match fs::read_to_string(path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(KeyRefusal::File { path: path.into(), error }),
        };
        let (key, certificate) = self.paths(region);
        match (read(&key)?.map(zeroize::Zeroizing::new), read(&certificate)?) {
            (Some(key), Some(certificate)) => Ok(Some((key, certificate))),
            (None, None) => Ok(None),
            (None, Some(_)) => Err(KeyRefusal::Half(key)),
            (Some(_), None) => Err(KeyRefusal::Half(certificate)),
        }
    }

    fn write(&self, region: &RegionCode, key: &str, certificate: &str) -> Result<(), KeyRefusal> {
        let (key_path, certificate_path) = self.paths(region);
        if key_path.exists() || certificate_path.exists() {
            return Err(KeyRefusal::Exists);
        }
        put(&key_path, key, 0o600)?;
        put(&certificate_path, certificate, 0o644)
    }
}

/// Written beside, synced and renamed: a power cut leaves a whole file or none.
fn put(path: &Path, text: &str, mode: u32) -> Result<(), KeyRefusal> {
    let part = path.with_extension("part");
    let write = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(&part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, path)?;
        fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
    };
    write().map_err(|error| KeyRefusal::File { path: path.into(), error })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn the_first_card_makes_a_key_that_is_its_owners_alone_and_stays() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("keys")).unwrap();
        let (keys, region) = (OfficeKeys::new(dir.path()), "3216".parse().unwrap());
        assert_eq!(keys.certificate(&region).unwrap(), None);
        let first = keys.signer(&region, "Disnaker Contoh").unwrap();
        let mode = fs::metadata(dir.path().join("keys/office-3216.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let again = keys.signer(&region, "Disnaker Contoh").unwrap();
        assert_eq!(first.chain(), again.chain());
        assert!(matches!(keys.import(&region, "", ""), Err(KeyRefusal::Unusable(SignError::Key(_)))));
        fs::remove_file(dir.path().join("keys/office-3216.crt")).unwrap();
        assert!(matches!(keys.signer(&region, "Disnaker Contoh"), Err(KeyRefusal::Half(_))));
    }
}
