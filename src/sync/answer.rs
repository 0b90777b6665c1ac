//! What an answer means. A kiosk's network is other people's: hotel portals, proxies, half-open links. Only
//! what has the shape of central's answers is taken for central.
//!
//! ```text
//!  no answer, torn ──────────────────────────▶ Offline
//!  TLS: certificate too old or too young ────▶ Clock
//!  TLS: anything else, or no TLS at all ─────▶ NotCentral
//!  2xx + JSON that parses ───────────────────▶ the answer
//!  2xx + JSON that does not ─────────────────▶ Garbled
//!  2xx + anything else, 3xx, 4xx not ours ───▶ NotCentral
//!  4xx/5xx + Refusal: 413 ───────────────────▶ TooLarge
//!                     429, 500 ──────────────▶ Unavailable
//!                     the rest ──────────────▶ Refused
//!  413, 429, 5xx of a proxy ─────────────────▶ TooLarge, Unavailable
//! ```

use std::time::Duration;

use anjungan_wire::request::{Refusal, RefusalCode};

/// A request that did not get the answer it wanted.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// No answer: no network, no route, a timeout, a connection that broke.
    #[error("central can't be reached: {0}")]
    Offline(String),
    /// Something answered that is not central: a captive portal, a wrong address.
    #[error("something else than central answered: {0}; is there a login page on this network?")]
    NotCentral(String),
    /// By this machine's clock, the certificate is not valid now.
    #[error(
        "by this machine's clock central's certificate is not valid now ({0}): set the clock, and give the machine a time server"
    )]
    Clock(String),
    /// Central's shape, but not readable: cut off on the way, or of a version too far away.
    #[error("central's answer can't be read: {0}")]
    Garbled(String),
    /// Central says no.
    #[error("central refuses ({:?}): {}", .0.code, .0.say)]
    Refused(Refusal),
    /// Send less at a time.
    #[error("central takes less at a time")]
    TooLarge,
    /// Not now.
    #[error("central is not available (status {status})")]
    Unavailable {
        /// The HTTP status.
        status: u16,
        /// What it asked for.
        retry_after: Option<Duration>,
    },
}

impl CallError {
    /// The wait that was asked for.
    pub fn asked(&self) -> Option<Duration> {
        match self {
            CallError::Unavailable { retry_after, .. } => *retry_after,
            CallError::Offline(_)
            | CallError::NotCentral(_)
            | CallError::Clock(_)
            | CallError::Garbled(_)
            | CallError::Refused(_)
            | CallError::TooLarge => None,
        }
    }

    /// Whether central itself answered.
    pub fn reached_central(&self) -> bool {
        match self {
            CallError::Offline(_)
            | CallError::NotCentral(_)
            | CallError::Clock(_)
            | CallError::Garbled(_) => false,
            CallError::Refused(_) | CallError::TooLarge | CallError::Unavailable { .. } => true,
        }
    }
}

/// Whatever broke a request on the way. The URL is not in these texts, nor is any body.
pub fn broken(error: ureq::Error) -> CallError {
    if let ureq::Error::Rustls(why) = &error {
        return unknown_peer(why);
    }
    // The handshake happens while the first bytes are written, and speaks through their error.
    if let ureq::Error::Io(io) = &error
        && let Some(why) = io.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>())
    {
        return unknown_peer(why);
    }
    CallError::Offline(error.to_string())
}

/// Somebody who can't prove to be central; or a clock that does not let it.
fn unknown_peer(why: &rustls::Error) -> CallError {
    use rustls::CertificateError::{Expired, ExpiredContext, NotValidYet, NotValidYetContext};
    let by_the_clock = matches!(
        why,
        rustls::Error::InvalidCertificate(
            Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. },
        )
    );
    match by_the_clock {
        true => CallError::Clock(why.to_string()),
        false => CallError::NotCentral(format!("no proof that it is central: {why}")),
    }
}

/// `Retry-After` (RFC 9110 §10.2.3): seconds, or a date, which is reckoned from the answer's own `Date`.
pub fn retry_after(value: &str, date: Option<&str>) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let at = |text: &str| jiff::fmt::rfc2822::parse(text.trim()).ok().map(|at| at.timestamp());
    let wait = at(value)?.duration_since(at(date?)?);
    Some(wait.try_into().unwrap_or(Duration::ZERO))
}

/// What is known of an answer before its body is read.
#[derive(Clone, Debug, Default)]
pub struct Head {
    /// The HTTP status.
    pub status: u16,
    /// The content type without parameters.
    pub mime: Option<String>,
    /// Where a redirect leads.
    pub location: Option<String>,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<Duration>,
}

impl Head {
    /// Whether a body of this type is to be read as an answer.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the body says to be JSON.
    pub fn is_json(&self) -> bool {
        self.mime.as_deref() == Some("application/json")
    }

    /// What an answer that is no success means; `body` is its text, where it is JSON.
    pub fn failure(&self, body: Option<&[u8]>) -> CallError {
        let Head { status, mime: _, location, retry_after } = self.clone();
        if (300..400).contains(&status) {
            let to = location.unwrap_or_else(|| "nowhere".into());
            return CallError::NotCentral(format!("a redirect to {to}"));
        }
        let refusal = body.and_then(|body| serde_json::from_slice::<Refusal>(body).ok());
        match refusal {
            Some(refusal) => match refusal.code {
                RefusalCode::TooLarge => CallError::TooLarge,
                RefusalCode::TooMany | RefusalCode::Internal => {
                    CallError::Unavailable { status, retry_after }
                }
                RefusalCode::Malformed
                | RefusalCode::Signature
                | RefusalCode::Clock
                | RefusalCode::NotAccepted
                | RefusalCode::Revoked
                | RefusalCode::NotFound
                | RefusalCode::Conflict
                | RefusalCode::EnrolmentCode => CallError::Refused(refusal),
            },
            None => match status {
                413 => CallError::TooLarge,
                // 511 is what an honest captive portal says.
                429 | 500..=510 => CallError::Unavailable { status, retry_after },
                _ => CallError::NotCentral(format!("status {status} without central's reasons")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_asked_for_in_seconds_or_as_a_date() {
        let date = Some("Sun, 22 Nov 2026 09:00:00 GMT");
        let s = |value, date| retry_after(value, date).map(|wait| wait.as_secs());
        assert_eq!(s(" 120 ", None), Some(120));
        assert_eq!(s("Sun, 22 Nov 2026 09:02:00 GMT", date), Some(120));
        assert_eq!(s("Sun, 22 Nov 2026 08:00:00 GMT", date), Some(0), "over already");
        for (value, date) in
            [("Sun, 22 Nov 2026 09:02:00 GMT", None), ("soon", date), ("-5", date), ("", date)]
        {
            assert_eq!(s(value, date), None, "{value}");
        }
    }

    #[test]
    fn who_cannot_prove_to_be_central_is_not_and_a_wrong_clock_is_told_apart() {
        use rustls::CertificateError as Bad;
        let is_clock = |why: rustls::Error| {
            let error = broken(ureq::Error::Io(std::io::Error::other(why)));
            let is_clock = matches!(error, CallError::Clock(_));
            assert!(is_clock || matches!(error, CallError::NotCentral(_)), "{error:?}");
            is_clock
        };
        assert!(is_clock(rustls::Error::InvalidCertificate(Bad::Expired)));
        assert!(is_clock(rustls::Error::InvalidCertificate(Bad::NotValidYet)));
        for other in [Bad::NotValidForName, Bad::UnknownIssuer, Bad::Revoked, Bad::BadSignature] {
            assert!(!is_clock(rustls::Error::InvalidCertificate(other)));
        }
        assert!(!is_clock(rustls::Error::HandshakeNotComplete));
        let cut = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        assert!(matches!(broken(ureq::Error::Io(cut)), CallError::Offline(_)));
        assert!(matches!(broken(ureq::Error::HostNotFound), CallError::Offline(_)));
    }

    #[test]
    fn the_table() {
        let refusal = |code: &str| format!(r#"{{"code":"{code}","say":"x"}}"#);
        type Case = (u16, Option<String>, fn(&CallError) -> bool);
        let cases: [Case; 12] = [
            (302, None, |e| matches!(e, CallError::NotCentral(_))),
            (401, Some(refusal("signature")), |e| matches!(e, CallError::Refused(_))),
            (403, Some(refusal("not-accepted")), |e| matches!(e, CallError::Refused(_))),
            (409, Some(refusal("conflict")), |e| matches!(e, CallError::Refused(_))),
            (413, Some(refusal("too-large")), |e| matches!(e, CallError::TooLarge)),
            (413, None, |e| matches!(e, CallError::TooLarge)),
            (429, Some(refusal("too-many")), |e| matches!(e, CallError::Unavailable { status: 429, .. })),
            (500, Some(refusal("internal")), |e| matches!(e, CallError::Unavailable { status: 500, .. })),
            (502, None, |e| matches!(e, CallError::Unavailable { status: 502, .. })),
            (403, None, |e| matches!(e, CallError::NotCentral(_))),
            (511, None, |e| matches!(e, CallError::NotCentral(_))),
            (404, Some(refusal("a-code-of-the-future")), |e| matches!(e, CallError::NotCentral(_))),
        ];
        for (status, body, expected) in cases {
            let head = Head { status, ..Head::default() };
            let error = head.failure(body.as_deref().map(str::as_bytes));
            assert!(expected(&error), "{status} {body:?}: {error:?}");
        }
    }
}
