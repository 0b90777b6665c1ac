//! CMS SignedData (RFC 5652) as PAdES wants it: detached, SHA-256, with signing-certificate-v2 (RFC 5035) and without
//! a signing time, which stands in the PDF's signature dictionary instead.
//!
//! Every certificate that is carried is named by its hash in signing-certificate-v2. So no byte of the structure can
//! be changed without the signature's noticing.

use cms::cert::IssuerAndSerialNumber;
use cms::content_info::CmsVersion;
use cms::signed_data::{EncapsulatedContentInfo, SignerIdentifier, SignerInfo};
use const_oid::ObjectIdentifier;
use const_oid::db::{rfc5911, rfc5912};
use der::asn1::{Any, Null, OctetString, SetOfVec};
use der::{Decode as _, Encode as _, Sequence};
use sha2::{Digest as _, Sha256};
use x509_cert::attr::{Attribute, Attributes};
use x509_cert::spki::AlgorithmIdentifierOwned;

use super::{Algorithm, SignError, Signer};

/// RFC 5035: id-aa-signingCertificateV2.
pub(crate) const SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// The outermost: what kind of content it is, and the content.
#[derive(Clone, PartialEq, Eq, Debug, Sequence)]
pub(crate) struct ContentInfo {
    pub(crate) content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    pub(crate) content: SignedData,
}

/// SignedData with its certificates as they came: reading and writing them must not change a byte.
#[derive(Clone, PartialEq, Eq, Debug, Sequence)]
pub(crate) struct SignedData {
    pub(crate) version: CmsVersion,
    pub(crate) digest_algorithms: SetOfVec<AlgorithmIdentifierOwned>,
    pub(crate) encap_content_info: EncapsulatedContentInfo,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    pub(crate) certificates: Option<SetOfVec<Any>>,
    pub(crate) signer_infos: SetOfVec<SignerInfo>,
}

/// RFC 5035 §5.4.
#[derive(Clone, PartialEq, Eq, Debug, Sequence)]
pub(crate) struct SigningCertificate {
    pub(crate) certs: Vec<CertificateHash>,
}

/// ESSCertIDv2; its hash is SHA-256 where it names none, and other hashes are not read.
#[derive(Clone, PartialEq, Eq, Debug, Sequence)]
pub(crate) struct CertificateHash {
    pub(crate) hash: OctetString,
    #[asn1(optional = "true")]
    pub(crate) issuer_serial: Option<Any>,
}

/// The signature over a document with this SHA-256. It carries the certificates of `chain`, the signer's own first.
pub(super) fn signed_data(
    signer: &dyn Signer,
    chain: &[&Vec<u8>],
    document: &[u8],
) -> Result<Vec<u8>, SignError> {
    let built = build(signer.algorithm(), chain, document);
    let (attributes, unsigned) = built.map_err(|error| SignError::Certificate(error.to_string()))?;
    let message = attributes.to_der().map_err(|error| SignError::Certificate(error.to_string()))?;
    let signature = signer.sign(&message)?;
    finish(unsigned, attributes, signature).map_err(|error| SignError::Certificate(error.to_string()))
}

/// What is signed, and the frame around it.
fn build(
    algorithm: Algorithm,
    chain: &[&Vec<u8>],
    document: &[u8],
) -> der::Result<(Attributes, (ContentInfo, SignerInfo))> {
    let hashes = chain.iter().map(|certificate| {
        Ok(CertificateHash {
            hash: OctetString::new(Sha256::digest(certificate).as_slice())?,
            issuer_serial: None,
        })
    });
    let signing = SigningCertificate { certs: hashes.collect::<der::Result<_>>()? };
    let attribute = |oid, value: Any| -> der::Result<Attribute> {
        Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? })
    };
    let attributes: Attributes = SetOfVec::try_from(vec![
        attribute(rfc5911::ID_CONTENT_TYPE, Any::encode_from(&rfc5911::ID_DATA)?)?,
        attribute(rfc5911::ID_MESSAGE_DIGEST, Any::encode_from(&OctetString::new(document)?)?)?,
        attribute(SIGNING_CERTIFICATE_V2, Any::encode_from(&signing)?)?,
    ])?;
    let own = x509_cert::Certificate::from_der(chain[0])?.tbs_certificate;
    let certificates = chain.iter().map(|certificate| Any::from_der(certificate));
    let frame = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![sha256()])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: rfc5911::ID_DATA, econtent: None },
        certificates: Some(SetOfVec::try_from(certificates.collect::<der::Result<Vec<_>>>()?)?),
        signer_infos: SetOfVec::new(),
    };
    let info = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: own.issuer,
            serial_number: own.serial_number,
        }),
        digest_alg: sha256(),
        signed_attrs: Some(attributes.clone()),
        signature_algorithm: identifier(algorithm),
        signature: OctetString::new([])?,
        unsigned_attrs: None,
    };
    Ok((attributes, (ContentInfo { content_type: rfc5911::ID_SIGNED_DATA, content: frame }, info)))
}

fn finish(
    (mut whole, mut info): (ContentInfo, SignerInfo),
    attributes: Attributes,
    signature: Vec<u8>,
) -> der::Result<Vec<u8>> {
    info.signed_attrs = Some(attributes);
    info.signature = OctetString::new(signature)?;
    whole.content.signer_infos = SetOfVec::try_from(vec![info])?;
    whole.to_der()
}

/// SHA-256, without parameters (RFC 5754 §2).
pub(crate) fn sha256() -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid: rfc5912::ID_SHA_256, parameters: None }
}

/// How a signature's kind is written.
pub(crate) fn identifier(algorithm: Algorithm) -> AlgorithmIdentifierOwned {
    match algorithm {
        Algorithm::Rsa => AlgorithmIdentifierOwned {
            oid: rfc5912::SHA_256_WITH_RSA_ENCRYPTION,
            parameters: Some(Any::from(Null)),
        },
        Algorithm::P256 => AlgorithmIdentifierOwned { oid: rfc5912::ECDSA_WITH_SHA_256, parameters: None },
    }
}
