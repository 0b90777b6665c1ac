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
mod term;
mod update;

pub use file::{FileKey, chain as certificates};
pub use office::{BareKey, OfficeKey, make_office_key};
pub use term::{Term, term, until};

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
    /// Bytes of a signature at most, by those of the public key: RSA's are as long as the modulus in it, ECDSA's two
    /// numbers of 32 bytes in DER.
    fn bytes_max(self, public_key: usize) -> usize {
        match self {
            Algorithm::Rsa => public_key,
            Algorithm::P256 => 72,
        }
    }

    /// What checks its signatures.
    pub(crate) fn verifier(self) -> &'static dyn rustls_pki_types::SignatureVerificationAlgorithm {
        match self {
            Algorithm::Rsa => webpki::ring::RSA_PKCS1_2048_8192_SHA256,
            Algorithm::P256 => webpki::ring::ECDSA_P256_SHA256,
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
    /// The PKCS#11 library.
    #[error("the PKCS#11 module can't be loaded ({0}): is its package installed, and `module` its path?")]
    NoModule(String),
    /// The module has no such token.
    #[error(
        "there is no token with the label `{0}`: is it plugged in and its service reachable? `pkcs11-tool -L` lists tokens"
    )]
    NoToken(String),
    /// The token has none or several such keys.
    #[error("the token has {1} private keys with the name `{0}`, and one is needed: give `key` and `key_id`")]
    NoKey(String, usize),
    /// The token refuses the PIN.
    #[error(
        "the token refuses the PIN: mend the PIN's file. It is not tried again before that, as tokens lock themselves"
    )]
    WrongPin,
    /// The token has locked itself.
    #[error("the token's PIN is locked or has expired: have its security officer set a new one")]
    PinLocked,
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
    let chain = carried(signer.chain())?;
    let own = chain.first().ok_or_else(|| SignError::Certificate("there is none".into()))?;
    let certificate = parsed(own)?.tbs_certificate;
    let public_key = certificate.subject_public_key_info.subject_public_key.raw_bytes().len();
    // The chain (and the signer's issuer once more, by name), a hash for each, the signature.
    let certificates: usize = chain.iter().map(|certificate| certificate.len() + 64).sum();
    let room = certificates + own.len() / 2 + 384 + signer.algorithm().bytes_max(public_key);
    let mut file = update::append(pdf, &common_name(own)?, room, at)?;
    let hash = Sha256::new().chain_update(file.before()).chain_update(file.after()).finalize();
    let signed = cms::signed_data(signer, &chain, &hash)?;
    file.fill(&signed)?;
    Ok(file.bytes)
}

/// What of a chain goes into the signature: all but a root above the signer, which nobody believes because it comes
/// along, and which would take two kilobytes of every card.
fn carried(chain: &[Vec<u8>]) -> Result<Vec<&Vec<u8>>, SignError> {
    let mut carried = Vec::with_capacity(chain.len());
    for (n, certificate) in chain.iter().enumerate() {
        let told = parsed(certificate)?.tbs_certificate;
        if n == 0 || told.issuer != told.subject {
            carried.push(certificate);
        }
    }
    Ok(carried)
}

fn parsed(certificate: &[u8]) -> Result<x509_cert::Certificate, SignError> {
    use der::Decode as _;
    x509_cert::Certificate::from_der(certificate).map_err(|error| SignError::Certificate(error.to_string()))
}

/// Who a certificate says it belongs to.
pub(crate) fn common_name(certificate: &[u8]) -> Result<String, SignError> {
    let names = parsed(certificate)?.tbs_certificate.subject.0;
    let name = names
        .iter()
        .flat_map(|part| part.0.iter())
        .find(|part| part.oid == const_oid::db::rfc4519::CN)
        .and_then(|part| std::str::from_utf8(part.value.value()).ok());
    Ok(name.unwrap_or_default().to_owned())
}
