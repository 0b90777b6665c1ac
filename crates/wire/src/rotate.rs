//! `POST /v1/rotate`: a machine changes its key.
//!
//! ```text
//! terminal                                            central
//! makes the next key, keeps both
//! rotate, signed by the old key ────────────────────▶ notes the next key: both are good
//! rotate, signed by the next key ───────────────────▶ the next key is the key; the old one is forgotten
//! forgets the old key
//! ```
//!
//! The same request each time, and each may be sent again after a lost answer or a power cut: who gets no answer asks
//! with the old key and then with the next one.

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use crate::id::StreamId;

const CONTEXT: &[u8] = b"anjungan rotate 1\0";

/// The next key, and the proof that who asks has it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rotate {
    /// The next Ed25519 public key. The private half never leaves the machine.
    #[serde(with = "crate::encoding::hex_array")]
    pub public_key: [u8; 32],
    /// The next key's signature over the stream, the old key and the next one: it is worth nothing elsewhere.
    #[serde(with = "crate::encoding::hex_array")]
    pub proof: [u8; 64],
}

/// The next key is known, or is the key.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Rotated {
    /// The old key is forgotten.
    pub done: bool,
}

impl Rotate {
    /// From `old` to `next`, for the machine with this stream.
    pub fn new(stream: &StreamId, old: &[u8; 32], next: &SigningKey) -> Self {
        let public_key = next.verifying_key().to_bytes();
        let proof = next.sign(&proved(stream, old, &public_key)).to_bytes();
        Self { public_key, proof }
    }

    /// Whether who asks has the next key.
    pub fn is_proved(&self, stream: &StreamId, old: &[u8; 32]) -> bool {
        let proof = Signature::from_bytes(&self.proof);
        VerifyingKey::from_bytes(&self.public_key).is_ok_and(|key| {
            !key.is_weak() && key.verify_strict(&proved(stream, old, &self.public_key), &proof).is_ok()
        })
    }
}

fn proved(stream: &StreamId, old: &[u8; 32], next: &[u8; 32]) -> Vec<u8> {
    [CONTEXT, stream.to_string().as_bytes(), old, next].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_for_one_machine_and_two_keys() {
        let (old, next) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
        let (old, stream) = (old.verifying_key().to_bytes(), StreamId::new([3; 16]));
        let rotate = Rotate::new(&stream, &old, &next);
        assert!(rotate.is_proved(&stream, &old));
        assert!(!rotate.is_proved(&StreamId::new([4; 16]), &old));
        assert!(!rotate.is_proved(&stream, &[5; 32]));
        let other = SigningKey::from_bytes(&[6; 32]).verifying_key().to_bytes();
        assert!(!Rotate { public_key: other, ..rotate.clone() }.is_proved(&stream, &old), "a key of another");
        let text = serde_json::to_string(&rotate).unwrap();
        assert_eq!(serde_json::from_str::<Rotate>(&text).unwrap(), rotate);
    }
}
