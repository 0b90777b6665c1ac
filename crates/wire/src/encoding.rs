//! Bytes as text: hexadecimal for ids and hashes (people compare them), base64 for everything else.

use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};
use serde::{Deserialize, Deserializer, Serializer, de::Error as _};
use sha2::{Digest, Sha256};

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// `N` bytes from hexadecimal of either case.
pub fn from_hex<const N: usize>(text: &str) -> Result<[u8; N], NotBytes> {
    let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).map_err(|_| NotBytes { want: N })?;
    bytes.try_into().map_err(|_| NotBytes { want: N })
}

/// SHA-256 as 64 hexadecimal digits: the name of a blob and of a snapshot.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A text that should have been the hexadecimal or base64 form of some bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not {want} bytes in hexadecimal")]
pub struct NotBytes {
    /// How many bytes were expected.
    pub want: usize,
}

/// `#[serde(with = "base64")]` for byte vectors.
pub mod base64 {
    use super::*;

    /// Writes standard base64 with padding.
    pub fn serialize<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&BASE64.encode(bytes))
    }

    /// Reads standard base64 with padding.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(from)?;
        BASE64.decode(text.as_bytes()).map_err(|_| D::Error::custom("not base64"))
    }
}

/// `#[serde(with = "hex_array")]` for fixed arrays.
pub mod hex_array {
    use super::*;

    /// Writes lower-case hexadecimal.
    pub fn serialize<S: Serializer, const N: usize>(bytes: &[u8; N], to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hex(bytes))
    }

    /// Reads hexadecimal of either case.
    pub fn deserialize<'de, D: Deserializer<'de>, const N: usize>(from: D) -> Result<[u8; N], D::Error> {
        let text = String::deserialize(from)?;
        from_hex(&text).map_err(D::Error::custom)
    }
}

/// `#[serde(with = "hex_u64")]`: a 64-bit number as 16 digits, because JSON readers elsewhere keep 53 bits.
pub mod hex_u64 {
    use super::*;

    /// Writes 16 hexadecimal digits.
    pub fn serialize<S: Serializer>(number: &u64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{number:016x}"))
    }

    /// Reads 16 hexadecimal digits.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
        let text = String::deserialize(from)?;
        from_hex::<8>(&text).map(u64::from_be_bytes).map_err(D::Error::custom)
    }
}
