//! Where a key is that stays in a token: a file of a few lines, and the PIN in another one.

use std::path::PathBuf;
use std::sync::PoisonError;

use anjungan_card::SignError;
use anjungan_card::sign::pkcs11::Token;
use anjungan_wire::encoding::sha256_hex;
use anjungan_wire::id::RegionCode;
use serde::Deserialize;

use super::files;
use super::{KeyRefusal, OfficeKeys};

/// `office-<region>.token`, in TOML.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenFile {
    /// The PKCS#11 library, as an absolute path.
    module: PathBuf,
    /// The token's label.
    token: String,
    /// The key's label.
    key: Option<String>,
    /// The key's id, in hexadecimal digits.
    key_id: Option<String>,
    /// The file with the PIN and nothing else, its owner's alone. Never the PIN itself: this file is shown around.
    pub(super) pin_file: PathBuf,
}

impl TokenFile {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let file: Self = toml::from_str(text).map_err(|error| error.message().to_owned())?;
        if file.key.is_none() && file.key_id.is_none() {
            return Err("neither key nor key_id is there".into());
        }
        // A relative path would depend on where the program was started, or on what is in the loader's way.
        if !file.module.is_absolute() || !file.pin_file.is_absolute() {
            return Err("module and pin_file are whole paths, beginning with /".into());
        }
        file.id().map_err(|()| "key_id has hexadecimal digits, two a byte".to_owned())?;
        Ok(file)
    }

    fn id(&self) -> Result<Option<Vec<u8>>, ()> {
        let Some(digits) = &self.key_id else { return Ok(None) };
        data_encoding::HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map(Some).map_err(|_| ())
    }

    pub(super) fn which(&self) -> Token {
        Token {
            module: self.module.clone(),
            token: self.token.clone(),
            key: self.key.clone(),
            key_id: self.id().expect("it was read when the file was"),
        }
    }
}

impl OfficeKeys {
    /// Does something with a token's PIN. A PIN that was refused once is not tried again.
    pub(super) fn with_pin<T>(
        &self,
        region: &RegionCode,
        token: &TokenFile,
        work: impl FnOnce(&str) -> Result<T, SignError>,
    ) -> Result<T, KeyRefusal> {
        let text = files::secret(&token.pin_file)?.ok_or_else(|| KeyRefusal::Half(token.pin_file.clone()))?;
        let pin = text.trim_end_matches(['\r', '\n']);
        let hash = sha256_hex(pin.as_bytes());
        let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if refused.get(region) == Some(&hash) {
            return Err(SignError::WrongPin.into());
        }
        let done = work(pin);
        if matches!(done, Err(SignError::WrongPin)) {
            refused.insert(region.clone(), hash);
        }
        Ok(done?)
    }
}
