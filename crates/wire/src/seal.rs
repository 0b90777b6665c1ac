//! Sealing: what a terminal writes down is readable by central alone.
//!
//! HPKE base mode (RFC 9180) with X25519-HKDF-SHA256, HKDF-SHA256 and ChaCha20-Poly1305. The context
//! (`info`) is `"op" ‖ stream ‖ no ‖ kind`, so a sealed op can't be moved to another place, number or
//! kind. Costs 48 bytes (32 encapsulated key, 16 tag) and about 0.12 ms.

use hpke::aead::ChaCha20Poly1305;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, Kem, OpModeR, OpModeS, Serializable};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::encoding::base64;
use crate::id::StreamId;
use crate::op::OpKind;

type X25519 = X25519HkdfSha256;

/// Which of central's sealing keys was used.
pub type KeyId = String;

/// A sealed fact.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The id of the key that opens it.
    pub key: KeyId,
    /// Encapsulated key (32 bytes) followed by ciphertext and tag.
    #[serde(with = "base64")]
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes for key {})", self.bytes.len(), self.key)
    }
}

/// Why a seal could not be made or opened. It never says anything about the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The key bytes are no X25519 key.
    #[error("central's sealing key is not an X25519 key: enrol this terminal again")]
    BadKey,
    /// Too short, altered, sealed for another key, or taken out of its place.
    #[error("the sealed bytes do not open: altered, for another key, or not of this stream, number and kind")]
    DoesNotOpen,
}

/// The public half of a sealing key: all a terminal has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct SealingKey {
    /// Its id.
    pub id: KeyId,
    /// 32 bytes.
    #[serde(with = "crate::encoding::hex_array")]
    pub public: [u8; 32],
}

/// The private half. Lives at central, outside its database.
pub struct OpeningKey {
    id: KeyId,
    secret: Zeroizing<[u8; 32]>,
}

impl SealingKey {
    /// Seals one op's fact in its place.
    pub fn seal(&self, stream: &StreamId, no: u64, kind: OpKind, fact: &[u8]) -> Result<Sealed, SealError> {
        let public = <X25519 as Kem>::PublicKey::from_bytes(&self.public).map_err(|_| SealError::BadKey)?;
        let (encapsulated, ciphertext) = hpke::single_shot_seal::<ChaCha20Poly1305, HkdfSha256, X25519>(
            &OpModeS::Base,
            &public,
            &context(stream, no, kind),
            fact,
            b"",
        )
        .map_err(|_| SealError::BadKey)?;
        let mut bytes = encapsulated.to_bytes().to_vec();
        bytes.extend_from_slice(&ciphertext);
        Ok(Sealed { key: self.id.clone(), bytes })
    }
}

impl OpeningKey {
    /// A new pair from the operating system's randomness.
    pub fn generate(id: impl Into<KeyId>) -> Self {
        let (secret, _) = X25519::gen_keypair();
        Self { id: id.into(), secret: Zeroizing::new(secret.to_bytes().into()) }
    }

    /// From 32 stored bytes.
    pub fn from_bytes(id: impl Into<KeyId>, secret: [u8; 32]) -> Result<Self, SealError> {
        <X25519 as Kem>::PrivateKey::from_bytes(&secret).map_err(|_| SealError::BadKey)?;
        Ok(Self { id: id.into(), secret: Zeroizing::new(secret) })
    }

    /// The 32 bytes, to be stored with access for central alone.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        self.secret.clone()
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The half that terminals get.
    pub fn sealing_key(&self) -> SealingKey {
        let public = X25519::sk_to_pk(&self.private());
        SealingKey { id: self.id.clone(), public: public.to_bytes().into() }
    }

    /// Opens what was sealed for this place.
    pub fn open(
        &self,
        stream: &StreamId,
        no: u64,
        kind: OpKind,
        sealed: &Sealed,
    ) -> Result<Vec<u8>, SealError> {
        let (encapsulated, ciphertext) = sealed.bytes.split_at_checked(32).ok_or(SealError::DoesNotOpen)?;
        let encapsulated =
            <X25519 as Kem>::EncappedKey::from_bytes(encapsulated).map_err(|_| SealError::DoesNotOpen)?;
        hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519>(
            &OpModeR::Base,
            &self.private(),
            &encapsulated,
            &context(stream, no, kind),
            ciphertext,
            b"",
        )
        .map_err(|_| SealError::DoesNotOpen)
    }

    fn private(&self) -> <X25519 as Kem>::PrivateKey {
        <X25519 as Kem>::PrivateKey::from_bytes(&*self.secret)
            .expect("the bytes were checked when this key was made")
    }
}

fn context(stream: &StreamId, no: u64, kind: OpKind) -> Vec<u8> {
    let mut info = b"op".to_vec();
    info.extend_from_slice(stream.as_bytes());
    info.extend_from_slice(&no.to_be_bytes());
    info.extend_from_slice(kind.as_str().as_bytes());
    info
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_opens_only_in_its_own_place() {
        let central = OpeningKey::generate("2026a");
        let (stream, other) = (StreamId::new([1; 16]), StreamId::new([2; 16]));
        let sealed = central.sealing_key().seal(&stream, 7, OpKind::Visit, b"fact").unwrap();
        assert_eq!(sealed.bytes.len(), 4 + 48);
        assert_eq!(central.open(&stream, 7, OpKind::Visit, &sealed).unwrap(), b"fact");
        for (stream, no, kind) in
            [(&other, 7, OpKind::Visit), (&stream, 8, OpKind::Visit), (&stream, 7, OpKind::Ticket)]
        {
            assert_eq!(central.open(stream, no, kind, &sealed), Err(SealError::DoesNotOpen));
        }
        let stranger = OpeningKey::generate("2026a");
        assert_eq!(stranger.open(&stream, 7, OpKind::Visit, &sealed), Err(SealError::DoesNotOpen));
    }

    #[test]
    fn altered_and_short_bytes_do_not_open() {
        let central = OpeningKey::generate("k");
        let stream = StreamId::new([1; 16]);
        let sealed = central.sealing_key().seal(&stream, 1, OpKind::Visit, b"fact").unwrap();
        for at in 0..sealed.bytes.len() {
            let mut altered = sealed.clone();
            altered.bytes[at] ^= 1;
            assert_eq!(
                central.open(&stream, 1, OpKind::Visit, &altered),
                Err(SealError::DoesNotOpen),
                "byte {at}"
            );
            altered.bytes.truncate(at);
            assert_eq!(
                central.open(&stream, 1, OpKind::Visit, &altered),
                Err(SealError::DoesNotOpen),
                "cut at {at}"
            );
        }
    }

    #[test]
    fn a_stored_key_is_the_same_key() {
        let key = OpeningKey::generate("k");
        let again = OpeningKey::from_bytes("k", *key.to_bytes()).unwrap();
        assert_eq!(key.sealing_key(), again.sealing_key());
    }
}
