//! Who is speaking.

use anjungan_wire::request::RefusalCode;
use anjungan_wire::sign::{Parts, sign};
use ed25519_dalek::SigningKey;

use crate::kit::{agent, central, push_of, raw, send};

#[test]
fn an_unsigned_request_is_refused() {
    let running = central();
    let authority = running.central.addr().to_string();
    for (method, path) in
        [("POST", "/v1/push"), ("POST", "/v1/beat"), ("POST", "/v1/enrol"), ("GET", "/v1/feed/vacancies@32")]
    {
        let answer = raw(&agent(), &authority, method, path, "", b"{}", &[]);
        assert_eq!((answer.status, answer.refusal().code), (401, RefusalCode::Signature), "{path}");
    }
    let health = raw(&agent(), &authority, "GET", "/healthz", "", b"", &[]);
    assert_eq!((health.status, health.text().as_str()), (200, "ok\n"));
}

#[test]
fn a_stranger_is_refused() {
    let running = central();
    let terminal = running.terminal(1);
    let stranger = SigningKey::from_bytes(&[77; 32]);
    let answer = send(&agent(), &stranger, &terminal.authority, "POST", "/v1/push", "", b"{}", &[], 0);
    assert_eq!((answer.status, answer.refusal().code), (401, RefusalCode::Signature));
}

#[test]
fn a_request_signed_for_something_else_is_refused() {
    let running = central();
    let terminal = running.terminal(1);
    let body = serde_json::to_vec(&push_of(terminal.stream, vec![])).unwrap();
    let right =
        Parts { method: "POST", authority: &terminal.authority, path: "/v1/push", query: "", body: &body };
    for (parts, why) in [
        (Parts { method: "PUT", ..right }, "method"),
        (Parts { authority: "elsewhere.example", ..right }, "authority"),
        (Parts { path: "/v1/beat", ..right }, "path"),
        (Parts { query: "a=1", ..right }, "query"),
        (Parts { body: b"{}", ..right }, "body"),
    ] {
        let signed = sign(&terminal.key, &parts, jiff::Timestamp::now().as_second());
        let headers = [
            ("content-digest", signed.content_digest.as_str()),
            ("signature-input", signed.signature_input.as_str()),
            ("signature", signed.signature.as_str()),
        ];
        let answer = raw(&agent(), &terminal.authority, "POST", "/v1/push", "", &body, &headers);
        assert_eq!((answer.status, answer.refusal().code), (401, RefusalCode::Signature), "{why}");
    }
    assert_eq!(terminal.post_bytes("/v1/push", &body).status, 200);
}

#[test]
fn the_host_counts_in_lower_case() {
    let running = central();
    let terminal = running.terminal(1);
    let port = running.central.addr().port();
    let body = serde_json::to_vec(&push_of(terminal.stream, vec![])).unwrap();
    let authority = format!("localhost:{port}");
    let parts = Parts { method: "POST", authority: &authority, path: "/v1/push", query: "", body: &body };
    let signed = sign(&terminal.key, &parts, jiff::Timestamp::now().as_second());
    let request = format!(
        "POST /v1/push HTTP/1.1\r\nHost: LocalHost:{port}\r\nConnection: close\r\nContent-Length: {}\r\n\
         Content-Digest: {}\r\nSignature-Input: {}\r\nSignature: {}\r\n\r\n{}",
        body.len(),
        signed.content_digest,
        signed.signature_input,
        signed.signature,
        String::from_utf8(body.clone()).unwrap()
    );
    let answer = super::requests::speak(&running, request.as_bytes());
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer));
}

#[test]
fn a_terminal_whose_clock_is_off_is_told_the_time() {
    let running = central();
    let terminal = running.terminal(1);
    for off_s in [-700, 700, 40_000_000] {
        let answer = terminal.get_at("/v1/feed/vacancies@32", off_s);
        let refusal = answer.refusal();
        assert_eq!((answer.status, refusal.code), (401, RefusalCode::Clock));
        let off_ms = refusal.now_ms.unwrap() - jiff::Timestamp::now().as_millisecond();
        assert!(off_ms.abs() < 10_000, "{off_ms}");
    }
    assert_ne!(terminal.get_at("/v1/feed/vacancies@32", -500).status, 401);
    let stranger = SigningKey::from_bytes(&[77; 32]);
    let answer = send(&agent(), &stranger, &terminal.authority, "GET", "/v1/blob/x", "", b"", &[], 9_999);
    assert_eq!(answer.refusal().now_ms, None, "a stranger is not told");
}
