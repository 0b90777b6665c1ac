//! Signed requests: who is speaking, and that nothing was changed on the way.
//!
//! The shape of RFC 9421 with one fixed list of components: `"@method" "@authority" "@path" "@query"
//! "content-digest"` and the parameters `created`, `keyid`, `alg`. `@authority` and `@path` rather than
//! the whole target, because behind a TLS proxy central can't know the scheme the terminal used.
//!
//! There is no nonce table: a replayed push is idempotent, a replayed read is a read, an enrolment code
//! works once. The window of ± [`REQUEST_AGE_S_MAX`] only bounds how long a captured request is useful.

use data_encoding::BASE64;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::encoding::hex;
use crate::limits::REQUEST_AGE_S_MAX;

/// Header with the digest of the body, also of an empty one.
pub const CONTENT_DIGEST: &str = "content-digest";
/// Header with the list of what is signed.
pub const SIGNATURE_INPUT: &str = "signature-input";
/// Header with the signature.
pub const SIGNATURE: &str = "signature";

/// The parts of a request that are signed.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// `GET`, `POST`.
    pub method: &'a str,
    /// Host and port as in the `Host` header, lower case.
    pub authority: &'a str,
    /// The path, as sent.
    pub path: &'a str,
    /// The query without its question mark; empty when there is none.
    pub query: &'a str,
    /// The body.
    pub body: &'a [u8],
}

/// The three headers a signature adds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignatureHeaders {
    /// [`CONTENT_DIGEST`]
    pub content_digest: String,
    /// [`SIGNATURE_INPUT`]
    pub signature_input: String,
    /// [`SIGNATURE`]
    pub signature: String,
}

/// Why a request's signature was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSignature {
    /// A header is missing or not of the fixed shape.
    #[error("the signature headers are missing or not of the shape this API signs with")]
    Shape,
    /// The body is not what was signed.
    #[error("the body does not match its content-digest")]
    Body,
    /// Too old, or from the future.
    #[error(
        "the request was signed {0} seconds away from this clock; at most {REQUEST_AGE_S_MAX} are allowed"
    )]
    Clock(i64),
    /// The signature does not verify under the key.
    #[error("the signature does not verify: wrong key, or the request was altered")]
    Key,
}

/// The id of a key: the first 16 bytes of the SHA-256 of its public half.
pub fn key_id(public: &[u8; 32]) -> String {
    hex(&Sha256::digest(public)[..16])
}

/// Signs a request at `created_s` (Unix seconds).
pub fn sign(key: &SigningKey, parts: &Parts<'_>, created_s: i64) -> SignatureHeaders {
    let content_digest = content_digest(parts.body);
    let parameters = parameters(created_s, &key_id(&key.verifying_key().to_bytes()));
    let signature = key.sign(base(parts, &content_digest, &parameters).as_bytes());
    SignatureHeaders {
        content_digest,
        signature_input: format!("sig1={parameters}"),
        signature: format!("sig1=:{}:", BASE64.encode(&signature.to_bytes())),
    }
}

/// Whose key the headers name, before anything is verified: the caller looks the key up.
pub fn claimed_key_id(signature_input: &str) -> Result<&str, BadSignature> {
    split_input(signature_input).map(|(_, key)| key)
}

/// Checks a request against a key at `now_s` (Unix seconds).
pub fn verify(
    key: &[u8; 32],
    parts: &Parts<'_>,
    headers: &SignatureHeaders,
    now_s: i64,
) -> Result<(), BadSignature> {
    let (created_s, named) = split_input(&headers.signature_input)?;
    if content_digest(parts.body) != headers.content_digest {
        return Err(BadSignature::Body);
    }
    if named != key_id(key) {
        return Err(BadSignature::Key);
    }
    let bytes = headers
        .signature
        .strip_prefix("sig1=:")
        .and_then(|rest| rest.strip_suffix(':'))
        .and_then(|text| BASE64.decode(text.as_bytes()).ok())
        .and_then(|bytes| <[u8; 64]>::try_from(bytes).ok())
        .ok_or(BadSignature::Shape)?;
    let key = VerifyingKey::from_bytes(key).map_err(|_| BadSignature::Key)?;
    let base = base(parts, &headers.content_digest, &parameters(created_s, named));
    key.verify_strict(base.as_bytes(), &Signature::from_bytes(&bytes)).map_err(|_| BadSignature::Key)?;
    // The clock comes last: only a terminal that proved its key is told what time it is.
    let away_s = now_s.saturating_sub(created_s);
    if away_s.saturating_abs() > REQUEST_AGE_S_MAX {
        return Err(BadSignature::Clock(away_s));
    }
    Ok(())
}

const COMPONENTS: &str = r#"("@method" "@authority" "@path" "@query" "content-digest")"#;

fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", BASE64.encode(&Sha256::digest(body)))
}

fn parameters(created_s: i64, key: &str) -> String {
    format!(r#"{COMPONENTS};created={created_s};keyid="{key}";alg="ed25519""#)
}

/// RFC 9421 §2.5, for our fixed components.
fn base(parts: &Parts<'_>, content_digest: &str, parameters: &str) -> String {
    let Parts { method, authority, path, query, body: _ } = parts;
    format!(
        "\"@method\": {method}\n\"@authority\": {authority}\n\"@path\": {path}\n\"@query\": ?{query}\n\
         \"content-digest\": {content_digest}\n\"@signature-params\": {parameters}"
    )
}

fn split_input(input: &str) -> Result<(i64, &str), BadSignature> {
    let rest = input
        .strip_prefix("sig1=")
        .and_then(|rest| rest.strip_prefix(COMPONENTS))
        .and_then(|rest| rest.strip_prefix(";created="))
        .ok_or(BadSignature::Shape)?;
    let (created, rest) = rest.split_once(";keyid=\"").ok_or(BadSignature::Shape)?;
    let key = rest.strip_suffix("\";alg=\"ed25519\"").ok_or(BadSignature::Shape)?;
    if key.len() != 32 || !key.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(BadSignature::Shape);
    }
    Ok((created.parse().map_err(|_| BadSignature::Shape)?, key))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARTS: Parts<'static> =
        Parts { method: "POST", authority: "central.example", path: "/v1/push", query: "", body: b"{}" };

    fn signed() -> (SigningKey, SignatureHeaders) {
        let key = SigningKey::from_bytes(&[9; 32]);
        let headers = sign(&key, &PARTS, 1_000_000);
        (key, headers)
    }

    #[test]
    fn a_request_verifies_under_its_own_key_only() {
        let (key, headers) = signed();
        let public = key.verifying_key().to_bytes();
        assert_eq!(claimed_key_id(&headers.signature_input).unwrap(), key_id(&public));
        assert_eq!(verify(&public, &PARTS, &headers, 1_000_100), Ok(()));
        let other = SigningKey::from_bytes(&[8; 32]).verifying_key().to_bytes();
        assert_eq!(verify(&other, &PARTS, &headers, 1_000_100), Err(BadSignature::Key));
    }

    #[test]
    fn every_signed_part_counts() {
        let (key, headers) = signed();
        let public = key.verifying_key().to_bytes();
        for parts in [
            Parts { method: "GET", ..PARTS },
            Parts { authority: "evil.example", ..PARTS },
            Parts { path: "/v1/beat", ..PARTS },
            Parts { query: "after=0", ..PARTS },
        ] {
            assert_eq!(verify(&public, &parts, &headers, 1_000_000), Err(BadSignature::Key), "{parts:?}");
        }
        let body = Parts { body: b"{ }", ..PARTS };
        assert_eq!(verify(&public, &body, &headers, 1_000_000), Err(BadSignature::Body));
    }

    #[test]
    fn a_wrong_clock_is_said_only_to_whom_proved_the_key() {
        let (key, headers) = signed();
        let public = key.verifying_key().to_bytes();
        assert_eq!(verify(&public, &PARTS, &headers, 1_000_601), Err(BadSignature::Clock(601)));
        assert_eq!(verify(&public, &PARTS, &headers, 999_399), Err(BadSignature::Clock(-601)));
        let mut forged = headers;
        forged.signature = forged.signature.replacen(":A", ":B", 1).replacen("a", "b", 1);
        assert_eq!(verify(&public, &PARTS, &forged, 1_000_601), Err(BadSignature::Key));
    }

    #[test]
    fn headers_of_another_shape_are_refused() {
        let (key, good) = signed();
        let public = key.verifying_key().to_bytes();
        for input in ["", "sig1=", "sig1=();created=1;keyid=\"x\"", "sig2=(\"@method\")"] {
            let headers = SignatureHeaders { signature_input: input.into(), ..good.clone() };
            assert_eq!(verify(&public, &PARTS, &headers, 1_000_000), Err(BadSignature::Shape), "{input}");
        }
        let headers = SignatureHeaders { signature: "sig1=::".into(), ..good };
        assert_eq!(verify(&public, &PARTS, &headers, 1_000_000), Err(BadSignature::Shape));
    }
}
