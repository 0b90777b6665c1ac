//! What central signs for terminals to act on: a document with a generation that only rises and a day
//! it ends, so that an old copy can't be served again (rollback) or for ever (freeze).

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::encoding::base64;

/// A kind of signed content. The kind is part of what is signed: a snapshot can't pass for a command.
pub trait Content: Serialize + DeserializeOwned {
    /// The name of the kind.
    const KIND: &'static str;
}

/// A signed document: exactly the bytes that were signed, and the signature.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed<T> {
    /// JSON of the [`Envelope`], as signed.
    document: String,
    #[serde(with = "base64")]
    signature: Vec<u8>,
    #[serde(skip)]
    content: std::marker::PhantomData<T>,
}

impl<T> std::fmt::Debug for Signed<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signed({})", self.document)
    }
}

/// What is around the content.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope<T> {
    /// [`Content::KIND`]
    pub kind: String,
    /// Rises with every new document of this kind (and scope).
    pub generation: u64,
    /// Not to be used after this, Unix seconds.
    pub expires_s: i64,
    /// The content.
    pub content: T,
}

/// Why a signed document is not used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotTrusted {
    /// The signature does not verify under central's content key.
    #[error("the signature does not verify under central's content key")]
    Signature,
    /// Signed, but not a document of this kind or shape.
    #[error("signed, but not a {0} document")]
    Kind(&'static str),
    /// Older than one already used.
    #[error("generation {found} is older than {have}, which is in use")]
    Rollback {
        /// What the document says.
        found: u64,
        /// What is in use.
        have: u64,
    },
    /// Past its end.
    #[error("expired")]
    Expired,
}

impl<T: Content> Signed<T> {
    /// Signs `content`.
    pub fn sign(key: &SigningKey, generation: u64, expires_s: i64, content: T) -> Self {
        let envelope = Envelope { kind: T::KIND.into(), generation, expires_s, content };
        let document = serde_json::to_string(&envelope).expect("an envelope of plain fields is JSON");
        let signature = key.sign(document.as_bytes()).to_bytes().to_vec();
        Self { document, signature, content: std::marker::PhantomData }
    }

    /// The content, when the signature, the kind, the generation and the time are all right.
    pub fn verify(
        &self,
        key: &[u8; 32],
        generation_in_use: u64,
        now_s: i64,
    ) -> Result<Envelope<T>, NotTrusted> {
        let signature = Signature::from_slice(&self.signature).map_err(|_| NotTrusted::Signature)?;
        VerifyingKey::from_bytes(key)
            .and_then(|key| key.verify_strict(self.document.as_bytes(), &signature))
            .map_err(|_| NotTrusted::Signature)?;
        let envelope: Envelope<T> =
            serde_json::from_str(&self.document).map_err(|_| NotTrusted::Kind(T::KIND))?;
        if envelope.kind != T::KIND {
            return Err(NotTrusted::Kind(T::KIND));
        }
        if envelope.generation < generation_in_use {
            return Err(NotTrusted::Rollback { found: envelope.generation, have: generation_in_use });
        }
        if envelope.expires_s < now_s {
            return Err(NotTrusted::Expired);
        }
        Ok(envelope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Menu(String);
    impl Content for Menu {
        const KIND: &'static str = "menu";
    }
    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Order(String);
    impl Content for Order {
        const KIND: &'static str = "order";
    }

    #[test]
    fn only_the_right_key_kind_generation_and_time_are_trusted() {
        let key = SigningKey::from_bytes(&[3; 32]);
        let public = key.verifying_key().to_bytes();
        let signed = Signed::sign(&key, 5, 1_000, Menu("soto".into()));
        assert_eq!(signed.verify(&public, 5, 1_000).unwrap().content, Menu("soto".into()));
        assert_eq!(signed.verify(&public, 6, 1_000), Err(NotTrusted::Rollback { found: 5, have: 6 }));
        assert_eq!(signed.verify(&public, 0, 1_001), Err(NotTrusted::Expired));
        let stranger = SigningKey::from_bytes(&[4; 32]).verifying_key().to_bytes();
        assert_eq!(signed.verify(&stranger, 0, 0), Err(NotTrusted::Signature));
        let text = serde_json::to_string(&signed).unwrap();
        let other: Signed<Order> = serde_json::from_str(&text).unwrap();
        assert_eq!(other.verify(&public, 0, 0), Err(NotTrusted::Kind("order")));
        let altered: Signed<Menu> = serde_json::from_str(&text.replace("soto", "rawon")).unwrap();
        assert_eq!(altered.verify(&public, 0, 0), Err(NotTrusted::Signature));
    }
}
