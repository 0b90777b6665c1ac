//! The keys that offices sign cards with, in `DIR/keys`:
//!
//! ```text
//!   office-<region>.key      PKCS#8 in PEM, its owner's alone      ┐ one of both
//!   office-<region>.token    where the key is in a PKCS#11 token   ┘
//!   office-<region>.crt      its certificate in PEM, the issuers' after it
//!   office-<region>.new.key  a key that waits for its certificate
//!   office-<region>.former-<fingerprint>.{key,token,crt}   what signed before
//! ```
//!
//! An office that has none gets a pair of its own with the first card. Which library is loaded is decided by who can
//! write these files, and never by what a browser sends.

mod files;
mod install;
mod token;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anjungan_card::sign::{FileKey, Term, make_office_key, pkcs11::ModuleKey, term};
use anjungan_card::{SignError, Signer};
use anjungan_wire::encoding::sha256_hex;
use anjungan_wire::id::RegionCode;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use zeroize::Zeroizing;

use token::TokenFile;

/// Years that an office's own certificate is valid: longer than the last card that it signs.
const YEARS: i64 = 10;
/// Days before a certificate's end from which central speaks of it: a PSrE takes weeks for a new one.
const WARN_DAYS: i64 = 60;

/// Where the keys are.
pub struct OfficeKeys {
    dir: PathBuf,
    // Two first cards at once must not make two keys.
    making: Mutex<()>,
    /// Hashes of PINs that a token refused: each further try brings it nearer to locking itself.
    refused: Mutex<BTreeMap<RegionCode, String>>,
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
    /// Somebody else can read what is secret.
    #[error("{} can be read by others: chmod 600 it, and think whether somebody has read it", .0.display())]
    Open(PathBuf),
    /// One of the pair is missing.
    #[error("{} is missing: put it back from the copy of the keys, or import a pair anew", .0.display())]
    Half(PathBuf),
    /// The key has no certificate.
    #[error(
        "the key of the office {0} has no certificate yet: `anjungan-central certificate request {0}`, or `self-signed {0}` for a trial"
    )]
    NoCertificate(RegionCode),
    /// The key is in a file and in a token.
    #[error("{} and {} are both there: move the one away that does not sign", .0.display(), .1.display())]
    Both(PathBuf, PathBuf),
    /// There is a pair already.
    #[error(
        "this office has a key already: nothing was changed. To replace its certificate: `anjungan-central certificate request`, then `install`"
    )]
    Exists,
    /// Nothing waits for a certificate.
    #[error("no key of this office waits for a certificate: `anjungan-central certificate request` first")]
    NoRequest,
    /// The description of a token.
    #[error("{} does not say which key ({why}); it has module, token, key or key_id (or both), pin_file", path.display())]
    TokenFile {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The certificate's time has not come.
    #[error("the certificate holds from {0} on: sign then, or look at the clock of this machine")]
    NotYet(Timestamp),
    /// The certificate's time is over.
    #[error("the certificate has ended at {0}: ask for a new one, `anjungan-central certificate request`")]
    Ended(Timestamp),
    /// Its issuer allows other things.
    #[error(
        "the certificate is not for signing documents: it needs the key usage digitalSignature or nonRepudiation, and must not be an issuer's"
    )]
    Usage,
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
    /// Whose it is, and how long it holds.
    pub term: Term,
    /// DER of the signer's own and its issuers', for [`anjungan_card::verify`].
    pub chain: Vec<Vec<u8>>,
}

/// What an office signs with.
enum Kept {
    Nothing,
    File { key: Zeroizing<String>, certificate: String },
    Token { token: TokenFile, certificate: Option<String> },
}

impl OfficeKeys {
    /// The keys of the data in `dir`.
    pub fn new(dir: &Path) -> Self {
        let refused = Mutex::new(BTreeMap::new());
        Self { dir: dir.join("keys"), making: Mutex::new(()), refused }
    }

    /// What signs the office's cards at `at`. Makes a key and a certificate where there are none.
    ///
    /// # Errors
    /// See [`KeyRefusal`]; nothing is changed then, and the same may be tried again.
    pub fn signer(
        &self,
        region: &RegionCode,
        office: &str,
        at: Timestamp,
    ) -> Result<Box<dyn Signer>, KeyRefusal> {
        let _one = self.turn();
        let signer: Box<dyn Signer> = match self.read(region)? {
            Kept::File { key, certificate } => Box::new(FileKey::from_pem(&key, &certificate)?),
            Kept::Token { certificate: None, .. } => return Err(KeyRefusal::NoCertificate(region.clone())),
            Kept::Token { token, certificate: Some(certificate) } => self
                .with_pin(region, &token, |pin| ModuleKey::open(&token.which(), pin, &certificate))
                .map(Box::new)?,
            Kept::Nothing => {
                let today = at.to_zoned(TimeZone::UTC).date();
                let to = today.saturating_add(YEARS.years());
                let made = make_office_key(office, today.saturating_sub(1.day()), to)?;
                self.place(region, &made.key, &made.certificate)?;
                tracing::info!(office = %region, "made a key and a certificate to sign cards with");
                Box::new(FileKey::from_pem(&made.key, &made.certificate)?)
            }
        };
        let own = signer.chain().first().ok_or(SignError::NotAPair)?;
        holds(&term(own)?, at)?;
        Ok(signer)
    }

    /// The office's certificate; `None` where there is none yet.
    pub fn certificate(&self, region: &RegionCode) -> Result<Option<CertificateFacts>, KeyRefusal> {
        match self.read(region)? {
            Kept::Nothing | Kept::Token { certificate: None, .. } => Ok(None),
            Kept::File { key, certificate } => {
                FileKey::from_pem(&key, &certificate)?;
                facts(certificate).map(Some)
            }
            Kept::Token { certificate: Some(certificate), .. } => facts(certificate).map(Some),
        }
    }

    /// When the office's certificate ends, if that is within the next 60 days, or was.
    pub fn ends_soon(&self, region: &RegionCode, at: Timestamp) -> Result<Option<Timestamp>, KeyRefusal> {
        let until = self.certificate(region)?.map(|facts| facts.term.until);
        Ok(until.filter(|until| until.duration_since(at).as_hours() < WARN_DAYS * 24))
    }

    fn turn(&self) -> MutexGuard<'_, ()> {
        self.making.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn facts(pem: String) -> Result<CertificateFacts, KeyRefusal> {
    let chain = anjungan_card::sign::certificates(&pem)?;
    let own = chain.first().ok_or(SignError::NotAPair)?;
    let (fingerprint, term) = (sha256_hex(own), term(own)?);
    Ok(CertificateFacts { pem, fingerprint, term, chain })
}

/// That a certificate holds at a time, and is one to sign documents with.
fn holds(term: &Term, at: Timestamp) -> Result<(), KeyRefusal> {
    if !term.may_sign {
        return Err(KeyRefusal::Usage);
    }
    if at < term.from {
        return Err(KeyRefusal::NotYet(term.from));
    }
    if at > term.until {
        return Err(KeyRefusal::Ended(term.until));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
