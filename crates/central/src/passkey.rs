//! Passkeys: what a browser sends of an authenticator, and whether it is what was asked for (WebAuthn Level 3,
//! §§ 6.1, 7.1, 7.2). Pure; challenges are kept by the store, once each.
//!
//! Two kinds are made, without attestation and with user verification: ES256, which phones and security keys can, and
//! RS256, which is what Windows Hello has on most computers. So a registration has one of two fixed layouts, and what
//! is left of the standard is a comparison of bytes and one signature, which *ring* verifies.
//!
//! **Architecture invariant:** nothing is believed of what the page says: origin, site, challenge, presence and
//! verification are compared here, and the key is the one in the authenticator's own bytes.

mod key;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

pub use key::{ALGORITHMS, Key};

/// Longer credential ids are not made (§ 5.8.3: at most 1,023 bytes).
const CREDENTIAL_BYTES_MAX: usize = 1_023;

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const ATTESTED: u8 = 0x40;
const EXTENDED: u8 = 0x80;

/// Where browsers find central.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Site {
    origin: String,
    host: String,
}

/// Why an address can't be where browsers find central.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "write it as browsers show it, like https://central.example.go.id, without anything after the name or port"
)]
pub struct BadSite;

impl std::str::FromStr for Site {
    type Err = BadSite;

    fn from_str(text: &str) -> Result<Self, BadSite> {
        let origin = text.trim_end_matches('/').to_ascii_lowercase();
        let (scheme, authority) = origin.split_once("://").ok_or(BadSite)?;
        let (host, port) =
            authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
        let is_name = !host.is_empty()
            && host.split('.').all(|part| {
                !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            })
            // A number is no name that a passkey can be for.
            && host.split('.').next_back().is_some_and(|last| !last.bytes().all(|byte| byte.is_ascii_digit()));
        let usual = if scheme == "https" { "443" } else { "80" };
        // Browsers don't show the usual one, nor zeros before another.
        let is_shown = |port: &str| port != usual && !port.starts_with(['0', '+']);
        let is_port = port.is_none_or(|port| is_shown(port) && port.parse::<u16>().is_ok());
        // Browsers have passkeys in plain on the machine itself alone.
        let is_safe = scheme == "https" || scheme == "http" && host == "localhost";
        if !(is_name && is_port && is_safe) {
            return Err(BadSite);
        }
        Ok(Site { host: host.to_owned(), origin })
    }
}

/// Why what came is not believed. For the log: whoever tries is told only that it did not work.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadPasskey {
    /// It is not laid out as it must be.
    #[error("what the browser sent can't be read")]
    Shape,
    /// It was made for another purpose, page or site.
    #[error("it was made for another page: is --public-url what browsers show?")]
    Elsewhere,
    /// Nobody touched the authenticator, or it did not make sure who.
    #[error("the authenticator did not verify its user")]
    Unverified,
    /// The key is neither ES256 nor RS256, or weaker than it may be.
    #[error("the key is of another kind than was asked for")]
    Kind,
    /// The signature is another's.
    #[error("the signature does not fit")]
    Signature,
}

/// A passkey that an authenticator made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    /// What it calls it.
    pub credential: Vec<u8>,
    /// Its public key.
    pub key: Key,
    /// Signatures so far.
    pub counter: u32,
    /// What it was asked to sign.
    pub challenge: Vec<u8>,
}

/// What an authenticator signed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    /// Signatures so far; 0 where it does not count.
    pub counter: u32,
    /// What it was asked to sign.
    pub challenge: Vec<u8>,
}

/// What the browser says about itself, as the authenticator signs it.
#[derive(Deserialize)]
struct ClientData {
    r#type: String,
    challenge: String,
    origin: String,
    #[serde(default, rename = "crossOrigin")]
    cross_origin: bool,
}

impl Site {
    /// The name that passkeys are for.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Reads a new passkey.
    ///
    /// # Errors
    /// It was not made as it was asked for, or not here.
    pub fn made(&self, client_data: &[u8], authenticator_data: &[u8]) -> Result<Made, BadPasskey> {
        let challenge = self.challenge(client_data, "webauthn.create")?;
        let (flags, counter, rest) = self.authenticator(authenticator_data)?;
        if flags & ATTESTED == 0 {
            return Err(BadPasskey::Shape);
        }
        // 16 bytes say which model it is, which nobody asked.
        let rest = rest.get(16..).ok_or(BadPasskey::Shape)?;
        let (length, rest) = rest.split_first_chunk::<2>().ok_or(BadPasskey::Shape)?;
        let length = usize::from(u16::from_be_bytes(*length));
        if length == 0 || length > CREDENTIAL_BYTES_MAX || rest.len() < length {
            return Err(BadPasskey::Shape);
        }
        let (credential, key) = rest.split_at(length);
        let (key, rest) = Key::read(key)?;
        // Nobody asked for extensions; an authenticator that adds some says so.
        if flags & EXTENDED == 0 && !rest.is_empty() {
            return Err(BadPasskey::Shape);
        }
        Ok(Made { credential: credential.to_vec(), key, counter, challenge })
    }

    /// Verifies what a passkey signed.
    ///
    /// # Errors
    /// It was not signed with this key, or not here, or not for signing in.
    pub fn signed(
        &self,
        key: &Key,
        client_data: &[u8],
        authenticator_data: &[u8],
        signature: &[u8],
    ) -> Result<Signed, BadPasskey> {
        let challenge = self.challenge(client_data, "webauthn.get")?;
        let (_, counter, _) = self.authenticator(authenticator_data)?;
        let signed = [authenticator_data, &Sha256::digest(client_data)].concat();
        key.verify(&signed, signature)?;
        Ok(Signed { counter, challenge })
    }

    fn challenge(&self, client_data: &[u8], wanted: &str) -> Result<Vec<u8>, BadPasskey> {
        let told: ClientData = serde_json::from_slice(client_data).map_err(|_| BadPasskey::Shape)?;
        if told.r#type != wanted || told.origin != self.origin || told.cross_origin {
            return Err(BadPasskey::Elsewhere);
        }
        data_encoding::BASE64URL_NOPAD.decode(told.challenge.as_bytes()).map_err(|_| BadPasskey::Shape)
    }

    /// Flags, counter and what follows.
    fn authenticator<'a>(&self, data: &'a [u8]) -> Result<(u8, u32, &'a [u8]), BadPasskey> {
        let (site, rest) = data.split_first_chunk::<32>().ok_or(BadPasskey::Shape)?;
        if *site != <[u8; 32]>::from(Sha256::digest(self.host.as_bytes())) {
            return Err(BadPasskey::Elsewhere);
        }
        let (flags, rest) = rest.split_first().ok_or(BadPasskey::Shape)?;
        if flags & PRESENT == 0 || flags & VERIFIED == 0 {
            return Err(BadPasskey::Unverified);
        }
        let (counter, rest) = rest.split_first_chunk::<4>().ok_or(BadPasskey::Shape)?;
        Ok((*flags, u32::from_be_bytes(*counter), rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_written_as_browsers_show_it() {
        for good in
            ["https://central.example.go.id", "https://central.example:8443/", "http://localhost:7300"]
        {
            assert!(good.parse::<Site>().is_ok(), "{good}");
        }
        assert_eq!("https://Central.Example/".parse::<Site>().unwrap().host(), "central.example");
        for bad in [
            "central.example",
            "http://central.example",
            "https://10.0.0.1",
            "https://central.example/console",
            "https://a b",
            "https://central.example:x",
            "https://",
        ] {
            assert_eq!(bad.parse::<Site>(), Err(BadSite), "{bad}");
        }
    }
}
