//! `[service]`: who may open service mode.

use std::path::PathBuf;

use anjungan_wire::encoding::from_hex;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use super::{Wrong, wrong};
use crate::service::Pin;
use crate::service::pin::{DIGITS_MAX, DIGITS_MIN};

/// Who may open service mode.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Six to twelve digits.
    #[serde(default, deserialize_with = "pin")]
    pub pin: Option<Pin>,
    /// SHA-256 of the file `anjungan-service.key` on a technician's stick: 64 hexadecimal digits.
    #[serde(default, deserialize_with = "sha256")]
    pub key_sha256: Option<[u8; 32]>,
    /// Where sticks appear. Each folder is looked into one and two levels deep.
    #[serde(default = "folders")]
    pub key_folders: Vec<PathBuf>,
}

impl Default for Service {
    fn default() -> Self {
        Self { pin: None, key_sha256: None, key_folders: folders() }
    }
}

fn folders() -> Vec<PathBuf> {
    vec!["/media".into(), "/run/media".into()]
}

/// A PIN that was read is never repeated in a message: logs are sent around.
fn pin<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Pin>, D::Error> {
    let text = String::deserialize(from)
        .map_err(|_| D::Error::custom("pin must stand in quotes, so that its first 0 counts"))?;
    Ok(Some(Pin::new(&text)))
}

fn sha256<'de, D: Deserializer<'de>>(from: D) -> Result<Option<[u8; 32]>, D::Error> {
    let text = String::deserialize(from)?;
    let bytes = from_hex::<32>(&text.to_ascii_lowercase()).map_err(|_| {
        D::Error::custom(
            "key_sha256 must be 64 hexadecimal digits: `sha256sum anjungan-service.key` prints them",
        )
    })?;
    Ok(Some(bytes))
}

impl Service {
    pub(super) fn check(&self) -> Result<(), Wrong> {
        if let Some(pin) = &self.pin {
            let digits = pin.digits();
            if !digits.bytes().all(|byte| byte.is_ascii_digit())
                || !(DIGITS_MIN..=DIGITS_MAX).contains(&digits.len())
            {
                return wrong("service", "pin", "must be 6 to 12 digits in quotes");
            }
            if is_trivial(digits.as_bytes()) {
                return wrong("service", "pin", "is one that everybody tries first: choose digits by chance");
            }
        }
        if let Some(folder) = self.key_folders.iter().find(|folder| !folder.is_absolute()) {
            return wrong(
                "service",
                "key_folders",
                format!("has {folder:?}, which is not a whole path: begin it with /"),
            );
        }
        if self.key_folders.len() > 8 {
            return wrong(
                "service",
                "key_folders",
                "has more than 8 folders: keep those where sticks appear",
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
