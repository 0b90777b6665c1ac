//! Requests that are wrong in some way: too large, torn, of another shape.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anjungan_wire::limits::PUSH_BYTES_MAX;
use anjungan_wire::request::RefusalCode;

use super::beat_of;
use crate::kit::{Running, central, push_of};

/// Sends bytes and reads what comes until the other side closes.
pub fn speak(running: &Running, bytes: &[u8]) -> Vec<u8> {
    let mut socket = TcpStream::connect(running.central.addr()).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    socket.write_all(bytes).unwrap();
    let mut answer = Vec::new();
    socket.read_to_end(&mut answer).unwrap();
    answer
}

#[test]
fn a_body_beyond_its_limit_is_refused_with_413() {
    let running = central();
    let terminal = running.terminal(1);
    for size in [PUSH_BYTES_MAX + 1, 3 * 1024 * 1024] {
        let answer = terminal.post_bytes("/v1/push", &vec![b' '; size]);
        assert_eq!((answer.status, answer.refusal().code), (413, RefusalCode::TooLarge), "{size}");
        assert!(answer.refusal().say.contains(&PUSH_BYTES_MAX.to_string()), "{}", answer.text());
    }
    let full = terminal.post_bytes("/v1/push", &vec![b' '; PUSH_BYTES_MAX]);
    assert_eq!(full.refusal().code, RefusalCode::Malformed, "just within the limit is read");
    let many = push_of(terminal.stream, vec![terminal.op(1); 201]);
    assert_eq!(terminal.post("/v1/push", &many).status, 413);
    let with_body = terminal.get("/v1/blob/x", "");
    assert_eq!(with_body.status, 404);
}

#[test]
fn a_push_of_the_largest_size_is_taken() {
    let running = central();
    let terminal = running.terminal(1);
    let push = push_of(terminal.stream, (1..=200).map(|no| terminal.op(no)).collect());
    let body = serde_json::to_vec(&push).unwrap();
    assert!(body.len() < PUSH_BYTES_MAX, "200 visits are {} bytes", body.len());
    assert_eq!(terminal.post_bytes("/v1/push", &body).status, 200);
}

#[test]
fn a_torn_upload_writes_nothing_and_hurts_nobody() {
    let running = central();
    let terminal = running.terminal(1);
    let body = serde_json::to_vec(&push_of(terminal.stream, vec![terminal.op(1)])).unwrap();
    let parts = anjungan_wire::sign::Parts {
        method: "POST",
        authority: &terminal.authority,
        path: "/v1/push",
        query: "",
        body: &body,
    };
    let signed = anjungan_wire::sign::sign(&terminal.key, &parts, jiff::Timestamp::now().as_second());
    let head = format!(
        "POST /v1/push HTTP/1.1\r\nHost: {}\r\nContent-Length: {}\r\nContent-Digest: {}\r\nSignature-Input: {}\r\n\
         Signature: {}\r\n\r\n",
        terminal.authority,
        body.len(),
        signed.content_digest,
        signed.signature_input,
        signed.signature
    );
    for keep in [0, 1, body.len() / 2, body.len() - 1] {
        let mut socket = TcpStream::connect(running.central.addr()).unwrap();
        socket.write_all(head.as_bytes()).unwrap();
        socket.write_all(&body[..keep]).unwrap();
        socket.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = Vec::new();
        // What comes, if anything, is a refusal; a reset is an answer too.
        let _ = socket.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{keep}");
    }
    let stream = terminal.stream;
    assert_eq!(running.central.with_store(move |store| store.hwm(&stream).unwrap()).unwrap(), 0);
    assert_eq!(terminal.post_bytes("/v1/push", &body).status, 200);
}

#[test]
fn wrong_fields_and_unknown_queries_are_named() {
    let running = central();
    let terminal = running.terminal(1);
    let epoch = terminal.enrolled.epoch;
    for (query, names) in [
        (String::new(), "epoch"),
        (format!("epoch={epoch}&after=0&floor=0"), "limit"),
        (format!("epoch={epoch}&after=0&floor=0&limit=5&sort=x"), "sort"),
        (format!("epoch={epoch}&after=-1&floor=0&limit=5"), "after"),
        ("epoch=x&after=0&floor=0&limit=5".to_owned(), "epoch"),
        (format!("epoch={epoch}&after=0&floor=0&limit=0"), "limit"),
        (format!("epoch={epoch}&after=0&after=1&floor=0&limit=5"), "after"),
    ] {
        let answer = terminal.get("/v1/feed/vacancies@32", &query);
        assert_eq!((answer.status, answer.refusal().code), (400, RefusalCode::Malformed), "{query}");
        let say = answer.refusal().say;
        assert!(
            !say.contains('\n') && (say.contains(names) || query.contains("=x") || query.contains("-1")),
            "{say}"
        );
    }
    let mut beat = serde_json::to_value(beat_of(&terminal)).unwrap();
    beat["acked"] = "many".into();
    let answer = terminal.post("/v1/beat", &beat);
    assert_eq!(answer.status, 400);
    assert!(
        answer.refusal().say.contains("acked") || answer.refusal().say.contains("u64"),
        "{}",
        answer.text()
    );
    for body in ["", "[]", "null", "{\"stream\":", &"[".repeat(100_000), "\u{0}"] {
        let answer = terminal.post_bytes("/v1/push", body.as_bytes());
        assert_eq!((answer.status, answer.refusal().code), (400, RefusalCode::Malformed));
    }
    let mut crowd = beat_of(&terminal);
    crowd.cursors = vec![crowd.cursors[0].clone(); 101];
    assert_eq!(terminal.post("/v1/beat", &crowd).status, 400);
    crowd.cursors.clear();
    crowd.stream = crate::kit::STREAM.n(2);
    assert_eq!(terminal.post("/v1/beat", &crowd).status, 400);
}

#[test]
fn what_a_newer_terminal_adds_to_a_body_is_ignored() {
    let running = central();
    let terminal = running.terminal(1);
    let mut beat = serde_json::to_value(beat_of(&terminal)).unwrap();
    beat["invented_later"] = "fine".into();
    assert_eq!(terminal.post("/v1/beat", &beat).status, 200);
}

#[test]
fn a_conflict_says_which_op() {
    let running = central();
    let terminal = running.terminal(1);
    let push = || push_of(terminal.stream, vec![terminal.op(1)]);
    assert_eq!(terminal.post("/v1/push", &push()).status, 200);
    // Sealed again, so other bytes.
    let answer = terminal.post("/v1/push", &push());
    assert_eq!(
        (answer.status, answer.refusal().code, answer.refusal().no),
        (409, RefusalCode::Conflict, Some(1))
    );
}

#[test]
fn what_is_not_there_is_said_in_one_line() {
    let running = central();
    let terminal = running.terminal(1);
    let query = format!("epoch={}&after=0&floor=0&limit=5", terminal.enrolled.epoch);
    for path in ["/v1/feed/vacancies@99x", "/v1/feed/jobs@32", "/v1/feed/vacancies@31", "/v1/nothing"] {
        let answer = terminal.get(path, &query);
        assert_eq!((answer.status, answer.refusal().code), (404, RefusalCode::NotFound), "{path}");
    }
    let answer = terminal.get("/v1/push", "");
    assert_eq!((answer.status, answer.refusal().code), (405, RefusalCode::Malformed));
}

#[test]
fn nonsense_on_the_socket_leaves_central_up() {
    let running = central();
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc"[..],
        b"GET\r\n\r\n",
        b"POST /v1/push HTTP/1.1\r\n\r\n",
        &[0; 4096],
    ] {
        let mut socket = TcpStream::connect(running.central.addr()).unwrap();
        let mut answer = Vec::new();
        // It may hang up on nonsense before all of it was said; whatever it does, it must be there afterwards.
        let _ = socket
            .write_all(bytes)
            .and_then(|()| socket.shutdown(std::net::Shutdown::Write))
            .and_then(|()| socket.read_to_end(&mut answer));
    }
    assert_eq!(running.terminal(1).post("/v1/beat", &beat_of(&running.terminal(2))).status, 400);
}
