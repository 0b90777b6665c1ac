//! A key in a file: PKCS#8 in PEM, with its certificate and the issuers'.

use der::Decode as _;
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};

use super::{Algorithm, SignError, Signer};

/// A key that was read from a file. The file is its owner's alone (mode 0600); nothing here shows the key.
pub struct FileKey {
    pair: Pair,
    chain: Vec<Vec<u8>>,
}

enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
}

impl FileKey {
    /// Reads a key and its certificates from PEM.
    ///
    /// # Errors
    /// One of them can't be read or used, or they do not belong together.
    pub fn from_pem(key: &str, certificates: &str) -> Result<Self, SignError> {
        let key = PrivatePkcs8KeyDer::from_pem_slice(key.as_bytes())
            .map_err(|error| SignError::Key(error.to_string()))?;
        let key = key.secret_pkcs8_der();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, key, &SystemRandom::new())
            .map(Pair::P256)
            .or_else(|_| RsaKeyPair::from_pkcs8(key).map(Pair::Rsa))
            .map_err(|error| SignError::Key(error.to_string()))?;
        let chain = chain(certificates)?;
        let certificate = x509_cert::Certificate::from_der(&chain[0])
            .map_err(|error| SignError::Certificate(error.to_string()))?;
        let public = match &pair {
            Pair::Rsa(pair) => pair.public_key().as_ref(),
            Pair::P256(pair) => pair.public_key().as_ref(),
        };
        let certified = certificate.tbs_certificate.subject_public_key_info.subject_public_key;
        if certified.raw_bytes() != public {
            return Err(SignError::NotAPair);
        }
        Ok(Self { pair, chain })
    }
}

/// Certificates from PEM as DER, at least one.
///
/// # Errors
/// One can't be read, or there is none.
pub fn chain(certificates: &str) -> Result<Vec<Vec<u8>>, SignError> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificates.as_bytes()).collect();
    let read = read.map_err(|error| SignError::Certificate(error.to_string()))?;
    if read.is_empty() {
        return Err(SignError::Certificate("there is none".into()));
    }
    Ok(read.iter().map(|certificate| certificate.to_vec()).collect())
}

impl Signer for FileKey {
    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn algorithm(&self) -> Algorithm {
        match self.pair {
            Pair::Rsa(_) => Algorithm::Rsa,
            Pair::P256(_) => Algorithm::P256,
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let random = SystemRandom::new();
        let refused = |_| SignError::Key("it refuses to sign".into());
        match &self.pair {
            Pair::P256(pair) => Ok(pair.sign(&random, message).map_err(refused)?.as_ref().to_vec()),
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).map_err(refused)?;
                Ok(signature)
            }
        }
    }
}
