//! What a certificate says of itself that matters before one signs with it.

use jiff::Timestamp;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage};

use super::{SignError, common_name, parsed};

/// A certificate's names and time, and whether its key may sign documents.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    /// Whom it belongs to: the common name.
    pub subject: String,
    /// The first moment it holds.
    pub from: Timestamp,
    /// The last one.
    pub until: Timestamp,
    /// Whether its issuer lets its key sign documents (RFC 5280 §4.2.1.3: digitalSignature or nonRepudiation; a
    /// certificate that says nothing allows all). Purposes beyond that differ from PSrE to PSrE and are not judged.
    pub may_sign: bool,
}

/// Reads a certificate in DER.
///
/// # Errors
/// It is none.
pub fn term(certificate: &[u8]) -> Result<Term, SignError> {
    let wrong = |error: der::Error| SignError::Certificate(error.to_string());
    let told = parsed(certificate)?.tbs_certificate;
    let usage = told.get::<KeyUsage>().map_err(wrong)?;
    let issues = told.get::<BasicConstraints>().map_err(wrong)?.is_some_and(|(_, basic)| basic.ca);
    let signs = usage.is_none_or(|(_, usage)| usage.digital_signature() || usage.non_repudiation());
    Ok(Term {
        subject: common_name(certificate)?,
        from: at(told.validity.not_before)?,
        until: at(told.validity.not_after)?,
        may_sign: signs && !issues,
    })
}

/// When a certificate in DER ends. It need not name anybody, as those of servers no longer do.
///
/// # Errors
/// It is none.
pub fn until(certificate: &[u8]) -> Result<Timestamp, SignError> {
    at(parsed(certificate)?.tbs_certificate.validity.not_after)
}

fn at(time: x509_cert::time::Time) -> Result<Timestamp, SignError> {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).map_err(|error| SignError::Certificate(error.to_string()))
}
