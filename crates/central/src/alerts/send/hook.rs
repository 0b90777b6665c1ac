//! A message as a POST of JSON, signed so that who gets it knows whose it is and when it was sent.
//!
//! ```text
//! Anjungan-Timestamp: 1790000000
//! Anjungan-Signature: v1=hex(HMAC-SHA256(secret, "1790000000." ‖ body))
//! ```

use std::time::Duration;

use anjungan_wire::encoding::hex;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;

use super::Failure;
use super::guard::Guard;
use crate::store::AlertMessage;

/// The header with the seconds at which it was sent.
pub const TIMESTAMP: &str = "Anjungan-Timestamp";
/// The header with the signature.
pub const SIGNATURE: &str = "Anjungan-Signature";
const WAIT: Duration = Duration::from_secs(15);

/// The signature over a body that is sent at `at_s`, Unix seconds.
pub fn signature(secret: &str, at_s: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
    mac.update(format!("{at_s}.").as_bytes());
    mac.update(body.as_bytes());
    format!("v1={}", hex(&mac.finalize().into_bytes()))
}

/// Posts it.
pub(super) fn post(
    allow: &[String],
    secret: &str,
    message: &AlertMessage,
    now: Timestamp,
) -> Result<(), Failure> {
    let uri: ureq::http::Uri = message.target.parse().map_err(|_| Failure::Address)?;
    let host = uri.host().ok_or(Failure::Address)?.trim_matches(['[', ']']).to_ascii_lowercase();
    let allowed = allow.iter().any(|known| known.eq_ignore_ascii_case(&host));
    // In the clear only within one's own network.
    if uri.scheme_str() != Some("https") && !allowed {
        return Err(Failure::Private(host));
    }
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(WAIT))
        .http_status_as_error(false)
        // Elsewhere nobody has looked.
        .max_redirects(0)
        .proxy(None)
        .user_agent(concat!("anjungan-central/", env!("CARGO_PKG_VERSION")))
        .build();
    let guard = Guard { allowed, inner: DefaultResolver::default() };
    let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), guard);
    let at_s = now.as_second();
    let answer = agent
        .post(uri)
        .header("Content-Type", "application/json")
        .header(TIMESTAMP, at_s.to_string())
        .header(SIGNATURE, signature(secret, at_s, &message.body))
        .header("Anjungan-Message", message.id.to_string())
        .send(&message.body)
        .map_err(|error| match matches!(error, ureq::Error::HostNotFound) && !allowed {
            true => Failure::Private(host.clone()),
            false => Failure::NoAnswer(error.to_string()),
        })?;
    let status = answer.status().as_u16();
    if (200..300).contains(&status) { Ok(()) } else { Err(Failure::Status(status)) }
}
