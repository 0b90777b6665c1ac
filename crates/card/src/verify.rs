//! Whether a PDF is what was signed: no network, no clock but the caller's.
//!
//! Nothing of the file is trusted to say what is signed: there is one signature, it covers every byte but its own
//! hole, the hole holds nothing but the signature in its one canonical form, and every certificate in it is one that
//! the signature names. So every changed byte is noticed.
//!
//! It knows the layout that [`crate::sign_pades`] writes and no other: a signature that another program made, or two of
//! them, is refused although a reader of PDFs would take it. What it is given may come from anybody: it reads no more
//! than [`BYTES_MAX`], allocates no more than a few times that, and panics at nothing.

use cms::signed_data::SignerIdentifier;
use const_oid::db::{rfc5911, rfc5912};
use der::asn1::OctetString;
use der::{Decode as _, Encode as _};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, UnixTime};
use sha2::{Digest as _, Sha256};
use webpki::{EndEntityCert, KeyPurposeIdIter, anchor_from_trusted_cert};
use x509_cert::Certificate;
use x509_cert::attr::Attributes;

use crate::sign::cms::{ContentInfo, SIGNING_CERTIFICATE_V2, SigningCertificate, identifier, sha256};
use crate::sign::{Algorithm, common_name};

/// The longest file that is looked at, in bytes: a card has 80,000 at most, and room for what comes.
pub const BYTES_MAX: usize = 1_000_000;

/// A signature that holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
    /// The common name in the signer's certificate.
    pub signer: String,
    /// When it was signed, as the signer says. A B-B signature has no witness of its time.
    pub at: Timestamp,
    /// SHA-256 of the whole file.
    pub sha256: [u8; 32],
}

/// Why a PDF is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotValid {
    /// It is longer than any card.
    #[error("it is far longer than a card")]
    TooLong,
    /// There is no signature, or more than one, or it does not cover the file in the way that ours do.
    #[error("it has no signature that covers the whole file")]
    NotWhole,
    /// The signature itself can't be read, or has parts that nothing vouches for.
    #[error("its signature is not built as it must be")]
    Malformed,
    /// The file was changed after it was signed.
    #[error("it was changed after it was signed")]
    Changed,
    /// The key in the certificate did not make this signature.
    #[error("its signature is false")]
    False,
    /// The signature is right, and its signer unknown here, or the certificate was not valid then.
    #[error("it was signed by nobody who is trusted here")]
    Untrusted,
}

/// Checks a signed PDF. `roots` are certificates in DER: those of issuers, or an office's own one.
///
/// # Errors
/// See [`NotValid`].
pub fn verify(pdf: &[u8], roots: &[Vec<u8>]) -> Result<Signed, NotValid> {
    if pdf.len() > BYTES_MAX {
        return Err(NotValid::TooLong);
    }
    let covered = Covered::read(pdf)?;
    let malformed = |_| NotValid::Malformed;
    let whole = ContentInfo::from_der(&covered.signature).map_err(malformed)?;
    // One way of writing it, and nothing behind it.
    if whole.to_der().map_err(malformed)? != covered.signature {
        return Err(NotValid::Malformed);
    }
    let data = &whole.content;
    let [info] = data.signer_infos.as_slice() else { return Err(NotValid::Malformed) };
    let certificates = data.certificates.as_ref().ok_or(NotValid::Malformed)?;
    let certificates: Vec<Vec<u8>> =
        certificates.iter().map(der::Encode::to_der).collect::<der::Result<_>>().map_err(malformed)?;
    let attributes = info.signed_attrs.as_ref().ok_or(NotValid::Malformed)?;
    let well_built = whole.content_type == rfc5911::ID_SIGNED_DATA
        && data.version == cms::content_info::CmsVersion::V1
        && info.version == cms::content_info::CmsVersion::V1
        && data.encap_content_info.econtent_type == rfc5911::ID_DATA
        && data.encap_content_info.econtent.is_none()
        && data.digest_algorithms.as_slice() == [sha256()]
        && info.digest_alg == sha256()
        && info.unsigned_attrs.is_none()
        && attribute(attributes, rfc5911::ID_CONTENT_TYPE)?
            == rfc5911::ID_DATA.to_der().map_err(malformed)?;
    if !well_built {
        return Err(NotValid::Malformed);
    }

    let digest =
        OctetString::from_der(&attribute(attributes, rfc5911::ID_MESSAGE_DIGEST)?).map_err(malformed)?;
    if digest.as_bytes() != covered.digest.as_slice() {
        return Err(NotValid::Changed);
    }
    let own = named(attributes, &certificates)?;
    let certificate = Certificate::from_der(own).map_err(malformed)?.tbs_certificate;
    match &info.sid {
        SignerIdentifier::IssuerAndSerialNumber(id)
            if id.issuer == certificate.issuer && id.serial_number == certificate.serial_number => {}
        SignerIdentifier::IssuerAndSerialNumber(_) | SignerIdentifier::SubjectKeyIdentifier(_) => {
            return Err(NotValid::Malformed);
        }
    }
    let message = attributes.to_der().map_err(malformed)?;
    let der = CertificateDer::from(own.as_slice());
    let entity = EndEntityCert::try_from(&der).map_err(|_| NotValid::Untrusted)?;
    let algorithm = algorithm(&info.signature_algorithm, &certificate.subject_public_key_info.algorithm.oid)?;
    entity.verify_signature(algorithm, &message, info.signature.as_bytes()).map_err(|_| NotValid::False)?;
    trusted(own, &entity, &certificate, &certificates, roots, covered.at)?;
    Ok(Signed {
        signer: common_name(own).map_err(|_| NotValid::Malformed)?,
        at: covered.at,
        sha256: Sha256::digest(pdf).into(),
    })
}

/// What the file says of its signature, checked for shape.
struct Covered {
    /// SHA-256 of everything but the hole.
    digest: [u8; 32],
    signature: Vec<u8>,
    at: Timestamp,
}

impl Covered {
    fn read(pdf: &[u8]) -> Result<Self, NotValid> {
        let mut places = occurrences(pdf, b"/ByteRange[");
        let (Some(range), None) = (places.next(), places.next()) else { return Err(NotValid::NotWhole) };
        let text = pdf.get(range..range + 60).ok_or(NotValid::NotWhole)?;
        let text = text.split(|byte| *byte == b']').next().and_then(|text| std::str::from_utf8(text).ok());
        let numbers: Option<Vec<usize>> = text.and_then(|text| {
            text.trim_start_matches("/ByteRange[").split_ascii_whitespace().map(|n| n.parse().ok()).collect()
        });
        let [0, before, after, length] = numbers.unwrap_or_default()[..] else {
            return Err(NotValid::NotWhole);
        };
        let whole = after.checked_add(length) == Some(pdf.len()) && before < after;
        let hole = pdf.get(before..after).filter(|_| whole).ok_or(NotValid::NotWhole)?;
        // The hole is the value of this very dictionary's /Contents, and a string of digits from end to end.
        let between = pdf.get(range..before).ok_or(NotValid::NotWhole)?;
        if !between.ends_with(b"]/Contents") || occurrences(between, b">>").next().is_some() {
            return Err(NotValid::NotWhole);
        }
        let digits =
            hole.strip_prefix(b"<").and_then(|hole| hole.strip_suffix(b">")).ok_or(NotValid::NotWhole)?;
        let signature = signature(digits).ok_or(NotValid::Malformed)?;
        let digest = Sha256::new().chain_update(&pdf[..before]).chain_update(&pdf[after..]).finalize().into();
        let at = day(&pdf[..range]).ok_or(NotValid::NotWhole)?;
        Ok(Self { digest, signature, at })
    }
}

/// The bytes that the hole's digits write: lower case, a DER value, and only zeros after it.
fn signature(digits: &[u8]) -> Option<Vec<u8>> {
    let value = |digit: &u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let nibbles: Option<Vec<u8>> = digits.iter().map(value).collect();
    let bytes: Vec<u8> =
        nibbles?.chunks(2).map(|pair| pair.iter().fold(0, |all, one| all << 4 | one)).collect();
    // A sequence with a length of two bytes: every signature with a certificate is that long.
    let [0x30, 0x82, high, low, ..] = bytes[..] else { return None };
    let length = 4 + usize::from(u16::from_be_bytes([high, low]));
    let (signature, padding) = bytes.split_at_checked(length)?;
    (digits.len().is_multiple_of(2) && padding.iter().all(|byte| *byte == 0)).then(|| signature.to_vec())
}

/// `/M(D:20261121023000Z)` of the signature, the last one before its range.
fn day(before: &[u8]) -> Option<Timestamp> {
    let at = occurrences(before, b"/M(D:").last()?;
    let text = std::str::from_utf8(before.get(at + 5..at + 20)?).ok()?;
    let time = DateTime::strptime("%Y%m%d%H%M%SZ", text).ok()?;
    Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

fn occurrences<'a>(bytes: &'a [u8], word: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    memchr::memmem::find_iter(bytes, word)
}

/// The one value of an attribute that stands there once, in DER.
fn attribute(attributes: &Attributes, oid: const_oid::ObjectIdentifier) -> Result<Vec<u8>, NotValid> {
    let mut found = attributes.iter().filter(|attribute| attribute.oid == oid);
    let (Some(attribute), None) = (found.next(), found.next()) else { return Err(NotValid::Malformed) };
    let [value] = attribute.values.as_slice() else { return Err(NotValid::Malformed) };
    value.to_der().map_err(|_| NotValid::Malformed)
}

/// The signer's certificate: the first that signing-certificate-v2 names. It names every one that is carried.
fn named<'a>(attributes: &Attributes, certificates: &'a [Vec<u8>]) -> Result<&'a Vec<u8>, NotValid> {
    let signing = SigningCertificate::from_der(&attribute(attributes, SIGNING_CERTIFICATE_V2)?)
        .map_err(|_| NotValid::Malformed)?;
    let is =
        |certificate: &[u8], hash: &OctetString| Sha256::digest(certificate).as_slice() == hash.as_bytes();
    let all = certificates.iter().all(|carried| signing.certs.iter().any(|id| is(carried, &id.hash)));
    let own = signing.certs.first().and_then(|id| certificates.iter().find(|carried| is(carried, &id.hash)));
    own.filter(|_| all).ok_or(NotValid::Malformed)
}

fn algorithm(
    signature: &x509_cert::spki::AlgorithmIdentifierOwned,
    key: &const_oid::ObjectIdentifier,
) -> Result<&'static dyn SignatureVerificationAlgorithm, NotValid> {
    if *key == rfc5912::RSA_ENCRYPTION && *signature == identifier(Algorithm::Rsa) {
        Ok(Algorithm::Rsa.verifier())
    } else if *key == rfc5912::ID_EC_PUBLIC_KEY && *signature == identifier(Algorithm::P256) {
        Ok(Algorithm::P256.verifier())
    } else {
        Err(NotValid::Malformed)
    }
}

/// Any purpose: PSrEs write different ones into certificates for documents.
struct AnyPurpose;

impl webpki::ExtendedKeyUsageValidator for AnyPurpose {
    fn validate(&self, _purposes: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        Ok(())
    }
}

/// Whether the signer is one of `roots`, or vouched for by one, at the time of signing.
fn trusted(
    own: &[u8],
    entity: &EndEntityCert<'_>,
    certificate: &x509_cert::TbsCertificate,
    certificates: &[Vec<u8>],
    roots: &[Vec<u8>],
    at: Timestamp,
) -> Result<(), NotValid> {
    let seconds = u64::try_from(at.as_second()).map_err(|_| NotValid::Untrusted)?;
    let time = std::time::Duration::from_secs(seconds);
    let validity = &certificate.validity;
    if time < validity.not_before.to_unix_duration() || time > validity.not_after.to_unix_duration() {
        return Err(NotValid::Untrusted);
    }
    if roots.iter().any(|root| root == own) {
        return Ok(());
    }
    let roots: Vec<CertificateDer> = roots.iter().map(|root| CertificateDer::from(root.as_slice())).collect();
    let anchors: Vec<_> = roots.iter().filter_map(|root| anchor_from_trusted_cert(root).ok()).collect();
    let between: Vec<CertificateDer> =
        certificates.iter().map(|carried| CertificateDer::from(carried.as_slice())).collect();
    let time = UnixTime::since_unix_epoch(time);
    let algorithms = webpki::ALL_VERIFICATION_ALGS;
    entity
        .verify_for_usage(algorithms, &anchors, &between, time, AnyPurpose, None, None)
        .map(|_| ())
        .map_err(|_| NotValid::Untrusted)
}
