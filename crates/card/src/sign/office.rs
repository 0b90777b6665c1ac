//! An office's own key: what it signs with until it has a certificate from a PSrE, and what asks for one.

use jiff::civil::Date;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, IsCa, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
    PublicKeyData, SigningKey,
};
use zeroize::Zeroizing;

use super::SignError;

/// A key and its certificate, in PEM, for two files.
pub struct OfficeKey {
    /// PKCS#8: for a file of mode 0600.
    pub key: Zeroizing<String>,
    /// The certificate, which may be shown to anybody.
    pub certificate: String,
}

/// Makes a P-256 key and a certificate that it signs itself, valid from `from` to `to`. Who checks a card believes it
/// because the office hands out this very certificate.
///
/// # Errors
/// A name that a certificate can't carry, or a machine without randomness.
pub fn make_office_key(office: &str, from: Date, to: Date) -> Result<OfficeKey, SignError> {
    let key = BareKey::generate()?;
    Ok(OfficeKey { key: key.pem()?, certificate: key.self_signed(office, from, to)? })
}

/// A key that has no certificate yet.
pub struct BareKey(Held);

enum Held {
    File(KeyPair),
    #[cfg(feature = "pkcs11")]
    Token {
        key: super::pkcs11::TokenKey,
        public: Vec<u8>,
    },
}

impl BareKey {
    /// A new P-256 key, for a file.
    ///
    /// # Errors
    /// A machine without randomness.
    pub fn generate() -> Result<Self, SignError> {
        KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)
            .map(|pair| Self(Held::File(pair)))
            .map_err(|error| SignError::Key(error.to_string()))
    }

    /// A key from a file: PKCS#8 in PEM.
    ///
    /// # Errors
    /// It can't be read or used.
    pub fn from_pem(pem: &str) -> Result<Self, SignError> {
        KeyPair::from_pem(pem)
            .map(|pair| Self(Held::File(pair)))
            .map_err(|error| SignError::Key(error.to_string()))
    }

    /// A key that stays in its token.
    ///
    /// # Errors
    /// The token does not tell the public half.
    #[cfg(feature = "pkcs11")]
    pub fn in_token(key: super::pkcs11::TokenKey) -> Result<Self, SignError> {
        let public = key.public_key()?;
        Ok(Self(Held::Token { key, public }))
    }

    /// PKCS#8 in PEM, for a file of mode 0600.
    ///
    /// # Errors
    /// It is in a token, and stays there.
    pub fn pem(&self) -> Result<Zeroizing<String>, SignError> {
        match &self.0 {
            Held::File(pair) => Ok(Zeroizing::new(pair.serialize_pem())),
            #[cfg(feature = "pkcs11")]
            Held::Token { .. } => Err(SignError::Key("it stays in its token".into())),
        }
    }

    /// What a certification authority is sent: a request (PKCS#10) in PEM.
    ///
    /// # Errors
    /// A name that a request can't carry, or a token that does not sign.
    pub fn request(&self, office: &str) -> Result<String, SignError> {
        let request = parameters(office).serialize_request(self);
        request.and_then(|request| request.pem()).map_err(wrong)
    }

    /// A certificate that the key signs itself, in PEM.
    ///
    /// # Errors
    /// A name that a certificate can't carry, or a token that does not sign.
    pub fn self_signed(&self, office: &str, from: Date, to: Date) -> Result<String, SignError> {
        let mut parameters = parameters(office);
        parameters.not_before = rcgen::date_time_ymd(from.year().into(), month(from), day(from));
        parameters.not_after = rcgen::date_time_ymd(to.year().into(), month(to), day(to));
        Ok(parameters.self_signed(self).map_err(wrong)?.pem())
    }
}

impl PublicKeyData for BareKey {
    fn der_bytes(&self) -> &[u8] {
        match &self.0 {
            Held::File(pair) => pair.der_bytes(),
            #[cfg(feature = "pkcs11")]
            Held::Token { public, .. } => public,
        }
    }

    fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
        match &self.0 {
            Held::File(pair) => pair.algorithm(),
            #[cfg(feature = "pkcs11")]
            Held::Token { key, .. } => match key.algorithm() {
                super::Algorithm::Rsa => &rcgen::PKCS_RSA_SHA256,
                super::Algorithm::P256 => &PKCS_ECDSA_P256_SHA256,
            },
        }
    }
}

impl SigningKey for BareKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        match &self.0 {
            Held::File(pair) => pair.sign(message),
            #[cfg(feature = "pkcs11")]
            Held::Token { key, .. } => key.sign(message).map_err(|_| rcgen::Error::RemoteKeyError),
        }
    }
}

fn parameters(office: &str) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, "ID");
    name.push(DnType::OrganizationName, office);
    name.push(DnType::CommonName, office);
    parameters.distinguished_name = name;
    parameters.is_ca = IsCa::ExplicitNoCa;
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
    parameters
}

fn wrong(error: rcgen::Error) -> SignError {
    SignError::Certificate(error.to_string())
}

fn month(date: Date) -> u8 {
    date.month().unsigned_abs()
}

fn day(date: Date) -> u8 {
    date.day().unsigned_abs()
}
