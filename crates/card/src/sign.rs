//! The office's signature in the PDF: PAdES, baseline B-B (ETSI EN 319 142-1).
//!
//! It is appended as an incremental update, so the composed bytes stay as they were and the signature covers them and
//! the update, all but the hole that it stands in itself. Who holds the key is behind [`Signer`]: a file here, a
//! hardware module or a service like BSrE's through PKCS#11.

pub(crate) mod cms;
mod file;
mod office;
#[cfg(feature = "pkcs11")]
pub mod pkcs11;
mod update;

pub use file::FileKey;
pub use office::{OfficeKey, make_office_key};

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::compose::Pdf;

/// Who signs.
pub trait Signer: Send + Sync {
    /// The certificates in DER: the signer's own first, then each one's issuer, as far as they are known.
    fn chain(&self) -> &[Vec<u8>];
    /// What kind of signature it makes.
    fn algorithm(&self) -> Algorithm;
    /// Signs a message of a few hundred bytes; the hashing is part of it.
    ///
    /// # Errors
    /// Whatever keeps a key from being used: a module that is gone, a wrong PIN.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError>;
}

/// Kinds of signatures, all over SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5, 2048 bits and more.
    Rsa,
    /// ECDSA on P-256, the signature as a DER sequence.
    P256,
}

impl Algorithm {
    /// Bytes of a signature at most: RSA with 4096 bits, two numbers of 32 bytes in DER.
    fn bytes_max(self) -> usize {
        match self {
            Algorithm::Rsa => 512,
            Algorithm::P256 => 72,
        }
    }
}

/// Why there is no signature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignError {
    /// The key's file.
    #[error("the key can't be used ({0}): it must be PKCS#8 in PEM, RSA with 2048 to 4096 bits or P-256")]
    Key(String),
    /// The certificate's file.
    #[error("the certificate can't be used ({0}): it must be PEM, the signer's own first, then its issuers")]
    Certificate(String),
    /// The certificate belongs to another key.
    #[error("certificate and key do not belong together: import the pair again")]
    NotAPair,
    /// The module that holds the key.
    #[error("the key's module does not sign: {0}")]
    Module(String),
    /// The PDF is none of [`crate::compose`]'s. A defect of this program.
    #[error("the document can't take a signature: {0}")]
    Document(&'static str),
}

/// Signs a composed card. The frame that shows where appears in the reserved rectangle.
///
/// # Errors
/// See [`SignError`].
pub fn sign_pades(pdf: &Pdf, signer: &dyn Signer, at: Timestamp) -> Result<Vec<u8>, SignError> {
    let own = signer.chain().first().ok_or_else(|| SignError::Certificate("there is none".into()))?;
    // The chain (half of the signer's again, as its issuer's name is told once more), a hash for each, the signature.
    let carried: usize = signer.chain().iter().map(|certificate| certificate.len() + 64).sum();
    let room = carried + own.len() / 2 + 384 + signer.algorithm().bytes_max();
    let mut file = update::append(pdf, &common_name(own)?, room, at)?;
    let hash = Sha256::new().chain_update(file.before()).chain_update(file.after()).finalize();
    let signed = cms::signed_data(signer, &hash)?;
    file.fill(&signed)?;
    Ok(file.bytes)
}

/// Who a certificate says it belongs to.
pub(crate) fn common_name(certificate: &[u8]) -> Result<String, SignError> {
    use der::Decode as _;
    let wrong = |error: der::Error| SignError::Certificate(error.to_string());
    let certificate = x509_cert::Certificate::from_der(certificate).map_err(wrong)?;
    let names = certificate.tbs_certificate.subject.0;
    let name = names
        .iter()
        .flat_map(|part| part.0.iter())
        .find(|part| part.oid == const_oid::db::rfc4519::CN)
        .and_then(|part| std::str::from_utf8(part.value.value()).ok());
    Ok(name.unwrap_or_default().to_owned())
}
