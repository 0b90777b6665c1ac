//! Certificates asked for, put in place, and replaced.
//!
//! ```text
//!   request ─▶ office-R.new.key, the request ──PSrE──▶ install ─▶ office-R.{key,crt}; what was there is former
//!   (a token's key asks for itself; installing changes its .crt alone)
//! ```
//!
//! The old pair signs until the new one is whole, and its certificate stays, so that `check` knows cards it signed.

use std::fs;
use std::path::Path;

use anjungan_card::sign::pkcs11::{ModuleKey, TokenKey};
use anjungan_card::sign::{BareKey, FileKey};
use anjungan_card::{SignError, Signer as _};
use anjungan_wire::id::RegionCode;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::{CertificateFacts, Kept, KeyRefusal, OfficeKeys, YEARS, facts, files, holds};

impl OfficeKeys {
    /// Puts a pair in place: a certificate from a PSrE with its key, for an office that has none.
    pub fn import(
        &self,
        region: &RegionCode,
        key: &Path,
        certificate: &str,
        at: Timestamp,
    ) -> Result<CertificateFacts, KeyRefusal> {
        let _one = self.turn();
        match self.read(region)? {
            Kept::Nothing => {}
            Kept::File { .. } | Kept::Token { .. } => return Err(KeyRefusal::Exists),
        }
        let key = files::secret(key)?.ok_or_else(|| KeyRefusal::Half(key.into()))?;
        FileKey::from_pem(&key, certificate)?;
        let facts = facts(certificate.to_owned())?;
        holds(&facts.term, at)?;
        self.place(region, &key, certificate)?;
        Ok(facts)
    }

    /// A request for a certificate, in PEM: of the token's key, or of a new one that waits in a file. The same again
    /// as long as it waits.
    pub fn request(&self, region: &RegionCode, office: &str) -> Result<String, KeyRefusal> {
        let _one = self.turn();
        Ok(self.asking(region)?.request(office)?)
    }

    /// A certificate that the key signs itself, in force at once: for a trial, and for offices without a PSrE.
    pub fn self_signed(
        &self,
        region: &RegionCode,
        office: &str,
        at: Timestamp,
    ) -> Result<CertificateFacts, KeyRefusal> {
        let certificate = {
            let _one = self.turn();
            let today = at.to_zoned(TimeZone::UTC).date();
            let (from, to) = (today.saturating_sub(1.day()), today.saturating_add(YEARS.years()));
            self.asking(region)?.self_signed(office, from, to)?
        };
        self.install(region, &certificate, at)
    }

    /// Puts the certificate in force that was asked for.
    pub fn install(
        &self,
        region: &RegionCode,
        certificate: &str,
        at: Timestamp,
    ) -> Result<CertificateFacts, KeyRefusal> {
        let _one = self.turn();
        let new = facts(certificate.to_owned())?;
        holds(&new.term, at)?;
        let kept = self.read_for_install(region)?;
        if let Kept::Token { token, .. } = &kept {
            // The token signs something, because it alone knows whether the certificate is this key's.
            let signed = self.with_pin(region, token, |pin| {
                ModuleKey::open(&token.which(), pin, certificate)?.sign(b"a trial")
            });
            signed?;
            self.keep_former(region, &["crt"])?;
            files::put(&self.path(region, "crt"), certificate, 0o644)?;
            return Ok(new);
        }
        let waiting = self.path(region, "new.key");
        let key = files::secret(&waiting)?.ok_or(KeyRefusal::NoRequest)?;
        FileKey::from_pem(&key, certificate)?;
        self.keep_former(region, &["crt", "key"])?;
        self.place(region, &key, certificate)?;
        fs::remove_file(&waiting).map_err(|error| KeyRefusal::File { path: waiting, error })?;
        Ok(new)
    }

    /// The certificates by which cards of this office are believed: the one in force, and those before it.
    pub fn believed(&self, region: &RegionCode) -> Result<Vec<Vec<u8>>, KeyRefusal> {
        let mut believed: Vec<_> = self.certificate(region)?.map(|facts| facts.chain).unwrap_or_default();
        let (start, failed) =
            (format!("office-{region}.former-"), |error| KeyRefusal::File { path: self.dir.clone(), error });
        for entry in fs::read_dir(&self.dir).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if name.starts_with(&start)
                && name.ends_with(".crt")
                && let Some(pem) = files::text(&path)?
            {
                believed.extend(facts(pem)?.chain);
            }
        }
        Ok(believed)
    }

    /// The key that a certificate is asked for.
    fn asking(&self, region: &RegionCode) -> Result<BareKey, KeyRefusal> {
        if let Kept::Token { token, .. } = self.read_for_install(region)? {
            let key = self.with_pin(region, &token, |pin| TokenKey::open(&token.which(), pin))?;
            return Ok(BareKey::in_token(key)?);
        }
        let waiting = self.path(region, "new.key");
        if let Some(key) = files::secret(&waiting)? {
            return Ok(BareKey::from_pem(&key)?);
        }
        let made = BareKey::generate()?;
        files::put(&waiting, &made.pem()?, 0o600)?;
        Ok(made)
    }

    /// What there is; half a pair, as a power cut between two renames leaves it, is mended by installing again.
    fn read_for_install(&self, region: &RegionCode) -> Result<Kept, KeyRefusal> {
        match self.read(region) {
            Err(KeyRefusal::Half(_)) if self.path(region, "new.key").exists() => Ok(Kept::Nothing),
            other => other,
        }
    }

    /// Sets aside what signed until now, under the fingerprint of its certificate.
    fn keep_former(&self, region: &RegionCode, kinds: &[&str]) -> Result<(), KeyRefusal> {
        let Some(pem) = files::text(&self.path(region, "crt"))? else { return Ok(()) };
        let fingerprint = facts(pem)?.fingerprint;
        let short = fingerprint.get(..8).ok_or(SignError::NotAPair)?;
        // The key first: as long as the certificate is there, what is missing can be told.
        for kind in kinds.iter().rev() {
            let former = self.path(region, &format!("former-{short}.{kind}"));
            files::set_aside(&self.path(region, kind), &former)?;
        }
        Ok(())
    }
}
