//! The API over real sockets: who may say what, and what is answered.

mod requests;
mod signatures;

use anjungan_central::store::RowChange;
use anjungan_wire::encoding::{hex, sha256_hex};
use anjungan_wire::feed::{FeedAnswer, Row};
use anjungan_wire::request::{Beat, BeatAnswer, Enrolled, Health, PushAnswer, RefusalCode};

use crate::kit::{Running, Terminal, central, clock, page, push_of, scope};

fn fill(running: &Running, rows: u32) {
    running
        .central
        .with_store(move |store| {
            let body =
                |n: u32| format!("{{\"title\":\"Operator produksi {n}\",\"note\":\"{}\"}}", "a".repeat(50));
            let rows = (0..rows).map(|n| RowChange { id: n.to_string(), body: Some(body(n)) }).collect();
            store.publish_rows(&scope("vacancies@32"), rows, 9).unwrap();
        })
        .unwrap();
}

fn beat_of(terminal: &Terminal) -> Beat {
    Beat {
        stream: terminal.stream,
        acked: 0,
        waiting: 3,
        cursors: vec![anjungan_wire::feed::Cursor {
            scope: scope("vacancies@32"),
            epoch: terminal.enrolled.epoch,
            after: 0,
        }],
        health: Health { printer: "ready".into(), ..Health::default() },
        clock: clock(1),
        wait_s: None,
    }
}

#[test]
fn a_terminal_enrols_beats_pushes_and_reads() {
    let running = central();
    fill(&running, 450);
    let terminal = running.terminal(1);
    assert!(terminal.enrolled.accepted && terminal.enrolled.kiosk.as_str() == "K01");
    assert_eq!(
        terminal.enrolled.scopes,
        [
            "vacancies@32",
            "cards@32",
            "revoked@32",
            "office@3216",
            "employers@32",
            "announcements",
            "texts",
            "trainings",
            "fairs",
            "config@K01",
            "commands@K01"
        ]
        .map(scope)
    );

    let push = push_of(terminal.stream, (1..=3).map(|no| terminal.op(no)).collect());
    let answer: PushAnswer = terminal.post("/v1/push", &push).json();
    assert_eq!((answer.hwm, answer.epoch), (3, terminal.enrolled.epoch));

    let beat: BeatAnswer = terminal.post("/v1/beat", &beat_of(&terminal)).json();
    assert_eq!((beat.hwm, beat.heads), (3, vec![(scope("vacancies@32"), 450)]));
    assert!((beat.now_ms - jiff::Timestamp::now().as_millisecond()).abs() < 10_000);

    let (mut after, mut floor, mut rows) = (0, 0, 0);
    loop {
        let page = page(terminal.feed(after, floor, 200));
        (after, rows) = (page.next, rows + page.rows.len());
        floor = if page.after == 0 { page.head } else { floor };
        if !page.more {
            assert_eq!((rows, page.count, page.as_of_s), (450, 450, 9));
            break;
        }
    }
    let heard =
        running.central.with_store(move |store| store.devices().unwrap().remove(0).last_beat).unwrap();
    assert_eq!(heard.unwrap().1.health.printer, "ready");
    running.central.stop().unwrap();
}

#[test]
fn feed_pages_travel_compressed() {
    let running = central();
    fill(&running, 200);
    let terminal = running.terminal(1);
    let query = format!("epoch={}&after=0&floor=0&limit=200", terminal.enrolled.epoch);
    // Written by hand: the test's client undoes the compression and tells nobody.
    let parts = anjungan_wire::sign::Parts {
        method: "GET",
        authority: &terminal.authority,
        path: "/v1/feed/vacancies@32",
        query: &query,
        body: b"",
    };
    let signed = anjungan_wire::sign::sign(&terminal.key, &parts, jiff::Timestamp::now().as_second());
    let request = format!(
        "GET /v1/feed/vacancies@32?{query} HTTP/1.1\r\nHost: {}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\
         Content-Digest: {}\r\nSignature-Input: {}\r\nSignature: {}\r\n\r\n",
        terminal.authority, signed.content_digest, signed.signature_input, signed.signature
    );
    let answer = requests::speak(&running, request.as_bytes());
    let head = String::from_utf8_lossy(&answer[..answer.len().min(600)]).to_lowercase();
    assert!(head.starts_with("http/1.1 200") && head.contains("content-encoding: gzip"), "{head}");
    assert!(answer.len() < 5_000, "200 rows in {} bytes", answer.len());
}

#[test]
fn a_new_terminal_begins_with_the_snapshot() {
    let running = central();
    fill(&running, 450);
    running.central.with_store(|store| store.build_snapshot(&scope("vacancies@32")).unwrap()).unwrap();
    let terminal = running.terminal(1);
    let query = format!("epoch={}&after=0&floor=0&limit=200", anjungan_wire::id::Epoch::NONE);
    let FeedAnswer::Reset(reset) = terminal.get("/v1/feed/vacancies@32", &query).json() else {
        panic!("a cursor of no epoch begins again");
    };
    let now_s = jiff::Timestamp::now().as_second();
    let snapshot = reset.snapshot.unwrap().verify(&terminal.enrolled.content_key, 0, now_s).unwrap().content;
    let name = hex(&snapshot.sha256);
    let whole = terminal.get(&format!("/v1/blob/{name}"), "");
    assert_eq!((whole.status, sha256_hex(&whole.body)), (200, name));
    let text = String::from_utf8(zstd::decode_all(whole.body.as_slice()).unwrap()).unwrap();
    let rows: Vec<Row> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len() as u64, snapshot.count);
    let next = page(terminal.feed(snapshot.seq, snapshot.seq, 200));
    assert!(next.rows.is_empty() && next.digest == snapshot.digest);
}

#[test]
fn a_blob_comes_in_ranges_and_is_the_same_in_the_end() {
    let running = central();
    fill(&running, 3_000);
    running.central.with_store(|store| store.build_snapshot(&scope("vacancies@32")).unwrap()).unwrap();
    let terminal = running.terminal(1);
    let dir = running.dir.path().join("blobs");
    let mut names =
        std::fs::read_dir(dir).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    // The server makes snapshots too; one of its own may be half written.
    let name = names.find(|name| !name.starts_with('.')).unwrap();
    let path = format!("/v1/blob/{name}");
    let whole = terminal.get(&path, "");
    assert_eq!(whole.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(whole.header("accept-ranges"), "bytes");
    let size = whole.body.len();
    assert_eq!(whole.header("content-length"), size.to_string());

    let mut got = Vec::new();
    while got.len() < size {
        let range = format!("bytes={}-{}", got.len(), got.len() + 999);
        let part = terminal.get_with(&path, "", &[("range", &range), ("if-range", whole.header("etag"))]);
        assert_eq!(part.status, 206);
        let last = (got.len() + 999).min(size - 1);
        assert_eq!(part.header("content-range"), format!("bytes {}-{last}/{size}", got.len()));
        got.extend_from_slice(&part.body);
    }
    assert_eq!(got, whole.body);

    let beyond = terminal.get_with(&path, "", &[("range", &format!("bytes={size}-"))]);
    assert_eq!((beyond.status, beyond.header("content-range")), (416, format!("bytes */{size}").as_str()));
    assert_eq!(beyond.refusal().code, RefusalCode::Malformed);
    let other = terminal.get_with(&path, "", &[("range", "bytes=5-"), ("if-range", "\"other\"")]);
    assert_eq!((other.status, other.body.len()), (200, size));
    let head_only = terminal.get(&format!("/v1/blob/{}", "0".repeat(64)), "");
    assert_eq!((head_only.status, head_only.refusal().code), (404, RefusalCode::NotFound));
}

#[test]
fn a_terminal_waits_until_it_is_accepted() {
    let running = central();
    let code = running.code(false);
    let terminal = running.enrol(1, &code).unwrap();
    assert!(!terminal.enrolled.accepted);
    let push = push_of(terminal.stream, vec![terminal.op(1)]);
    for answer in [
        terminal.post("/v1/push", &push),
        terminal.post("/v1/beat", &beat_of(&terminal)),
        terminal.get("/v1/feed/vacancies@32", ""),
        terminal.get("/v1/blob/x", ""),
    ] {
        assert_eq!((answer.status, answer.refusal().code), (403, RefusalCode::NotAccepted));
    }
    running
        .central
        .with_store(|store| {
            let key = store.devices().unwrap()[0].key_id.clone();
            store.accept(&key).unwrap()
        })
        .unwrap();
    assert_eq!(terminal.post("/v1/push", &push).status, 200);
    let again: Enrolled = running.enrol(1, &code).unwrap().enrolled;
    assert!(again.accepted);
}

#[test]
fn a_retired_terminal_may_tell_and_a_lost_one_nothing() {
    let running = central();
    let terminal = running.terminal(1);
    let push = |no| push_of(terminal.stream, vec![terminal.op(no)]);
    assert_eq!(terminal.post("/v1/push", &push(1)).status, 200);
    running.central.with_store(|store| store.revoke(&"K01".parse().unwrap(), false).unwrap()).unwrap();
    assert_eq!(terminal.post("/v1/push", &push(2)).status, 200);
    assert_eq!(terminal.post("/v1/beat", &beat_of(&terminal)).status, 200);
    let feed = terminal.get("/v1/feed/vacancies@32", "");
    assert_eq!((feed.status, feed.refusal().code), (403, RefusalCode::Revoked));
    running.central.with_store(|store| store.revoke(&"K01".parse().unwrap(), true).unwrap()).unwrap();
    for answer in [terminal.post("/v1/push", &push(3)), terminal.post("/v1/beat", &beat_of(&terminal))] {
        assert_eq!((answer.status, answer.refusal().code), (403, RefusalCode::Revoked));
    }
    assert_eq!(running.central.with_store(move |store| store.hwm(&terminal.stream).unwrap()).unwrap(), 2);
}

#[test]
fn wrong_codes_are_slowed_down() {
    let running = central();
    let mut codes = Vec::new();
    for _ in 0..25 {
        codes.push(running.enrol(9, "AAAA-AAAA").unwrap_err().refusal().code);
    }
    assert_eq!(codes[0], RefusalCode::EnrolmentCode);
    assert_eq!(codes[24], RefusalCode::TooMany);
}

#[test]
fn many_terminals_push_at_once_and_nothing_is_lost() {
    let running = central();
    let terminals: Vec<Terminal> = (1..=12).map(|seed| running.terminal(seed)).collect();
    std::thread::scope(|scope| {
        for terminal in &terminals {
            scope.spawn(move || {
                for first in [1u64, 11, 21] {
                    let push =
                        push_of(terminal.stream, (first..first + 10).map(|no| terminal.op(no)).collect());
                    let answer: PushAnswer = terminal.post("/v1/push", &push).json();
                    assert_eq!(answer.hwm, first + 9);
                }
            });
        }
    });
    let held = running.central.with_store(|store| store.held().unwrap().len()).unwrap();
    assert_eq!(held, 0);
}

#[test]
fn another_process_may_publish_while_central_serves() {
    let running = central();
    let terminal = running.terminal(1);
    let mut other = anjungan_central::store::Store::open(running.dir.path()).unwrap();
    let row = RowChange { id: "x".into(), body: Some("{}".into()) };
    other.publish_rows(&scope("vacancies@32"), vec![row], 0).unwrap();
    assert_eq!(page(terminal.feed(0, 0, 10)).count, 1);
    if crate::kit::on_postgres() {
        // Several may serve there.
        return;
    }
    let error = anjungan_central::Central::start(running.dir.path(), "127.0.0.1:0").unwrap_err();
    assert!(format!("{error:#}").contains("stop it first"), "{error:#}");
}
