//! Passwords and the secrets of second factors.

use std::fmt;

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use zeroize::Zeroizing;

use super::PeopleRefusal;
use crate::store::error::Result;
use crate::store::fields::random;

/// The shortest password.
pub(super) const PASSWORD_MIN: usize = 12;

/// The secret of a second factor. Said once, to be put into the officer's app.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpSecret(pub(super) Zeroizing<Vec<u8>>);

impl TotpSecret {
    pub(super) fn draw() -> Result<Self> {
        let mut bytes = vec![0; 20];
        random(&mut bytes)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// As people type it into an app.
    pub fn to_base32(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// As an app scans it.
    pub fn to_url(&self, login: &str) -> String {
        format!("otpauth://totp/Anjungan:{login}?secret={}&issuer=Anjungan", self.to_base32())
    }

    /// The six digits of a moment: for tests and for the demonstration.
    pub fn code(&self, at: Timestamp) -> String {
        self.totp().generate(seconds(at)).to_string()
    }

    pub(super) fn totp(&self) -> totp_rs::Totp {
        // SHA-1, six digits, 30 s, one step either way: what every app speaks.
        totp_rs::Builder::new().with_secret(self.0.to_vec()).build_noncompliant()
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

pub(super) fn seconds(at: Timestamp) -> u64 {
    at.as_second().max(0).cast_unsigned()
}

/// Hashes a new password, as a PHC string with a salt of its own. Takes about a tenth of a second.
pub fn hash_password(password: &str) -> Result<String, PeopleRefusal> {
    if !(PASSWORD_MIN..=200).contains(&password.chars().count()) {
        return Err(PeopleRefusal::Password);
    }
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| PeopleRefusal::Hash(error.to_string()))
}
