//! `[service]`: who may open service mode.

use std::fmt;
use std::path::PathBuf;

use anjungan_wire::encoding::from_hex;
use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::refusal::{Wrong, wrong};
use crate::service::Pin;
use crate::service::pin::{DIGITS_MAX, DIGITS_MIN};

/// Who may open service mode.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Six to twelve digits.
    #[serde(default, deserialize_with = "pin")]
    pub pin: Option<Pin>,
    /// The same, as `anjungan provision` writes it: a hash from which the digits can't be read.
    #[serde(default, deserialize_with = "pin_hash")]
    pub pin_argon2: Option<PinHash>,
    /// SHA-256 of the file `anjungan-service.key` on a technician's stick: 64 hexadecimal digits.
    #[serde(default, deserialize_with = "sha256")]
    pub key_sha256: Option<[u8; 32]>,
    /// Where sticks appear. Each folder is looked into one and two levels deep.
    #[serde(default = "folders")]
    pub key_folders: Vec<PathBuf>,
}

impl Default for Service {
    fn default() -> Self {
        Self { pin: None, pin_argon2: None, key_sha256: None, key_folders: folders() }
    }
}

fn folders() -> Vec<PathBuf> {
    vec!["/media".into(), "/run/media".into()]
}

/// A PIN that was read is never repeated in a message: logs are sent around.
fn pin<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Pin>, D::Error> {
    let text = String::deserialize(from).map_err(|_| {
        D::Error::custom("service.pin harus dalam tanda kutip, supaya 0 di depan ikut terbaca / in quotes")
    })?;
    Ok(Some(Pin::new(&text)))
}

fn sha256<'de, D: Deserializer<'de>>(from: D) -> Result<Option<[u8; 32]>, D::Error> {
    let text = String::deserialize(from)?;
    let bytes = from_hex::<32>(&text.to_ascii_lowercase()).map_err(|_| {
        D::Error::custom(
            "service.key_sha256 harus 64 angka heksadesimal: keluaran `sha256sum anjungan-service.key` / 64 hexadecimal \
             digits",
        )
    })?;
    Ok(Some(bytes))
}

/// Argon2's cost that a slow kiosk still computes within two seconds: beyond, the pad would seem broken.
const MEMORY_KIB_MAX: u32 = 64 * 1024;
const PASSES_MAX: u32 = 10;

/// An Argon2id hash of the PIN, in PHC's form.
#[derive(Clone, PartialEq, Eq)]
pub struct PinHash(String);

/// A hash of six digits is found out by trying them all: it belongs into no log.
impl fmt::Debug for PinHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PinHash")
    }
}

impl PinHash {
    /// Of a PIN, with a `salt` drawn for it.
    pub fn of(pin: &Pin, salt: &[u8; 16]) -> Option<Self> {
        let hash = Argon2::default().hash_password_with_salt(pin.digits().as_bytes(), salt).ok()?;
        Some(Self(hash.to_string()))
    }

    /// As it stands in the file.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is this PIN's.
    pub fn is_of(&self, pin: &Pin) -> bool {
        PasswordHash::new(&self.0)
            .is_ok_and(|hash| Argon2::default().verify_password(pin.digits().as_bytes(), &hash).is_ok())
    }

    fn read(text: String) -> Option<Self> {
        let hash = PasswordHash::new(&text).ok()?;
        let cost = argon2::Params::try_from(&hash).ok()?;
        let bearable = cost.m_cost() <= MEMORY_KIB_MAX && cost.t_cost() <= PASSES_MAX && cost.p_cost() <= 4;
        let is_whole = hash.algorithm.as_str() == "argon2id" && hash.salt.is_some() && hash.hash.is_some();
        (bearable && is_whole).then_some(Self(text))
    }
}

fn pin_hash<'de, D: Deserializer<'de>>(from: D) -> Result<Option<PinHash>, D::Error> {
    let refused = || {
        D::Error::custom(
            "service.pin_argon2 bukan hash Argon2id yang dibuat `anjungan provision`: tulis service.pin saja / no \
             Argon2id hash",
        )
    };
    let text = String::deserialize(from).map_err(|_| refused())?;
    PinHash::read(text).map(Some).ok_or_else(refused)
}

impl Service {
    /// Whether the PIN opens anything here.
    pub fn has_pin(&self) -> bool {
        self.pin.is_some() || self.pin_argon2.is_some()
    }

    pub(super) fn check(&self) -> Result<(), Wrong> {
        if self.pin.is_some() && self.pin_argon2.is_some() {
            return wrong(
                "service",
                "pin",
                "dan service.pin_argon2 ada dua-duanya: hapus salah satu / keep one",
            );
        }
        if let Some(pin) = &self.pin {
            let digits = pin.digits();
            if !digits.bytes().all(|byte| byte.is_ascii_digit())
                || !(DIGITS_MIN..=DIGITS_MAX).contains(&digits.len())
            {
                return wrong(
                    "service",
                    "pin",
                    "harus 6 sampai 12 angka dalam tanda kutip / 6 to 12 digits in quotes",
                );
            }
            if is_trivial(digits.as_bytes()) {
                return wrong(
                    "service",
                    "pin",
                    "terlalu mudah ditebak: pilih angka secara acak / choose digits by chance",
                );
            }
        }
        if let Some(folder) = self.key_folders.iter().find(|folder| !folder.is_absolute()) {
            return wrong(
                "service",
                "key_folders",
                format!("memuat {folder:?} yang tidak lengkap: awali dengan / (a whole path)"),
            );
        }
        if self.key_folders.len() > 8 {
            return wrong(
                "service",
                "key_folders",
                "lebih dari 8 folder: cukup tempat stik muncul / more than 8 folders",
            );
        }
        Ok(())
    }
}

/// One digit again and again, digits in a row up or down, and short pieces repeated.
fn is_trivial(digits: &[u8]) -> bool {
    let step = |a: u8, b: u8| (b + 10 - a) % 10;
    let same_step = digits.windows(3).all(|w| step(w[0], w[1]) == step(w[1], w[2]));
    let repeats = |n: usize| digits.iter().zip(&digits[n..]).all(|(a, b)| a == b);
    same_step || repeats(2) || repeats(3)
}

#[cfg(test)]
mod tests {
    use super::is_trivial;

    #[test]
    fn what_everybody_tries_first_is_trivial() {
        for pin in ["000000", "123456", "654321", "789012", "246802", "121212", "123123", "112112112"] {
            assert!(is_trivial(pin.as_bytes()), "{pin}");
        }
        for pin in ["483920", "112233", "905117", "123457"] {
            assert!(!is_trivial(pin.as_bytes()), "{pin}");
        }
    }
}
