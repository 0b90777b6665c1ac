//! An office's own key: what it signs with until it has a certificate from a PSrE.

use jiff::civil::Date;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, IsCa, KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256,
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
    let wrong = |error: rcgen::Error| SignError::Certificate(error.to_string());
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(wrong)?;
    let mut parameters = CertificateParams::default();
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, "ID");
    name.push(DnType::OrganizationName, office);
    name.push(DnType::CommonName, office);
    parameters.distinguished_name = name;
    parameters.not_before = rcgen::date_time_ymd(from.year().into(), month(from), day(from));
    parameters.not_after = rcgen::date_time_ymd(to.year().into(), month(to), day(to));
    parameters.is_ca = IsCa::ExplicitNoCa;
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::ContentCommitment];
    let certificate = parameters.self_signed(&key).map_err(wrong)?;
    Ok(OfficeKey { key: Zeroizing::new(key.serialize_pem()), certificate: certificate.pem() })
}

fn month(date: Date) -> u8 {
    date.month().unsigned_abs()
}

fn day(date: Date) -> u8 {
    date.day().unsigned_abs()
}
