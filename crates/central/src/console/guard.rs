//! What stands before every page: who may send a form, and what a browser may do with an answer.

use std::time::Duration;

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::form;
use super::lang::Lang;
use super::page::Problem;
use crate::store::Obstacle;

/// Longer than a database waits for another writer.
const READ_WAIT: Duration = Duration::from_secs(45);

/// No script, style or picture but our own files; no frame around us; forms go nowhere else.
pub(super) const CSP: &str = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
                              object-src 'none'; img-src 'self' data:";

/// Writes the pages of problems, and adds the headers that every answer has. What a handler set stays.
pub(super) async fn dress(lang: Lang, request: Request, next: Next) -> Response {
    let home = if request.uri().path().starts_with("/console") { "/console" } else { "/k" };
    let mut response = next.run(request).await;
    let problem = response.extensions_mut().remove::<Problem>().or_else(|| plain(&response));
    if let Some(problem) = problem {
        response = problem.page(lang, home);
    }
    let all = [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Not `no-referrer`: browsers then send `Origin: null` with our own forms.
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in all {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// What axum refused by itself, in a line of text: an address that can't be read, a body that is too long.
fn plain(response: &Response) -> Option<Problem> {
    let kind = response.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    if !response.status().is_client_error() || !kind.starts_with("text/plain") {
        return None;
    }
    Some(match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        StatusCode::BAD_REQUEST | StatusCode::NOT_FOUND => Problem::NotFound,
        _ => Problem::Malformed,
    })
}

/// Refuses what changes something unless our own page sent it. Forms carry a token of the session besides; this
/// also guards signing in, which has no session yet.
pub(super) async fn same_origin(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if safe || from_our_own_page(request.headers()) {
        return next.run(request).await;
    }
    tracing::warn!("a form from elsewhere was refused");
    // Read to its end, or the browser may find the connection closed instead of an answer.
    let _ = axum::body::to_bytes(request.into_body(), form::BYTES_MAX).await;
    Problem::Forged.into_response()
}

/// A page that is only read comes in this time, or the page that says why not. What was posted is waited for: it may be a
/// large file on a slow line, and an act should not be done after somebody was told that it was not.
pub(super) async fn in_time(request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    let late = |_| Problem::Store(Obstacle::Away).into_response();
    tokio::time::timeout(READ_WAIT, next.run(request)).await.unwrap_or_else(late)
}

/// Browsers say where a request comes from in `Sec-Fetch-Site`; older ones, and those without TLS, in `Origin`. One
/// that says neither is no browser.
fn from_our_own_page(headers: &HeaderMap) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin";
    }
    let (Some(origin), Some(host)) = (text(header::ORIGIN), text(header::HOST)) else { return false };
    origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&'static str, &str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
            .collect();
        from_our_own_page(&headers)
    }

    #[test]
    fn only_our_own_pages_may_change_anything() {
        assert!(of(&[("sec-fetch-site", "same-origin")]));
        assert!(of(&[("origin", "https://ak1.example"), ("host", "ak1.example")]));
        for refused in [
            &[("host", "ak1.example")][..],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://ak1.example"), ("host", "ak1.example")],
            &[("sec-fetch-site", "none")],
            &[("origin", "https://evil.example"), ("host", "ak1.example")],
            &[("origin", "null"), ("host", "null")],
            &[("origin", "https://ak1.example.evil"), ("host", "ak1.example")],
        ] {
            assert!(!of(refused), "{refused:?}");
        }
    }
}
