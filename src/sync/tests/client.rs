//! Answers of every sort, over a real socket.

use anjungan_wire::feed::{FeedAnswer, FeedQuery};
use anjungan_wire::id::Epoch;
use anjungan_wire::request::{Beat, BeatAnswer, Health, Refusal, RefusalCode};

use super::super::answer::CallError;
use super::*;

fn beat(clock: &Timekeeper) -> Beat {
    Beat {
        stream: anjungan_wire::id::StreamId::new([1; 16]),
        acked: 0,
        waiting: 0,
        cursors: vec![],
        health: Health::default(),
        clock: clock.now(),
        wait_s: None,
    }
}

fn beat_answer(now_ms: i64) -> BeatAnswer {
    let epoch = Epoch::numbered(1);
    BeatAnswer {
        epoch,
        hwm: 0,
        heads: vec![],
        now_ms,
        backoff_s: None,
        min_version: None,
        scopes: None,
        wait_s_max: None,
        revocation: None,
        pages: vec![],
    }
}

fn refusal(code: RefusalCode) -> Refusal {
    Refusal { code, say: "x".into(), no: None, now_ms: None, revocation: None }
}

fn answer_to(reply: impl Fn() -> Reply + Send + 'static) -> Result<BeatAnswer, CallError> {
    let server = Server::start(move |_| reply());
    let (client, clock) = client(&server);
    client.beat(&beat(&clock))
}

#[test]
fn every_request_verifies_as_central_verifies_it() {
    let server = Server::start(|request| match request.method.as_str() {
        "POST" => json(200, &beat_answer(1_800_000_000_000)),
        _ => Reply::Json(200, r#"{"reset":{"epoch":"00000000-0000-0000-0000-000000000001"}}"#.into()),
    });
    let (client, clock) = client(&server);
    client.beat(&beat(&clock)).unwrap();
    let query = FeedQuery { epoch: Epoch::NONE, after: 0, floor: 0, limit: 200 };
    let answer = client.feed(&"vacancies@32".parse().unwrap(), &query).unwrap();
    assert!(matches!(answer, FeedAnswer::Reset(_)));
    let public_key = device_key().verifying_key().to_bytes();
    let requests = server.requests();
    assert_eq!(requests[1].path, "/v1/feed/vacancies@32");
    assert_eq!(requests[1].query, format!("epoch={}&after=0&floor=0&limit=200", Epoch::NONE));
    assert_eq!(requests[0].verify(&public_key, system_s()), Ok(()), "by the machine's clock");
    assert_eq!(requests[1].verify(&public_key, 1_800_000_000), Ok(()), "by central's, once it was heard");
}

fn system_s() -> i64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

#[test]
fn what_is_not_central_is_not_taken_for_it() {
    type Case = (&'static str, fn() -> Reply);
    let cases: [Case; 6] = [
        ("a login page", || raw("200 OK\r\nContent-Type: text/html", "<html>Selamat datang</html>")),
        ("no type at all", || raw("200 OK", "{}")),
        ("a redirect", || raw("302 Found\r\nLocation: http://login.example/", "")),
        ("a permanent redirect", || raw("308 Permanent Redirect\r\nLocation: https://x/", "")),
        ("an honest portal", || raw("511 Network Authentication Required\r\nContent-Type: text/html", "x")),
        ("a proxy's refusal", || raw("403 Forbidden\r\nContent-Type: text/html", "blocked")),
    ];
    for (name, reply) in cases {
        let error = answer_to(reply).unwrap_err();
        assert!(matches!(error, CallError::NotCentral(_)), "{name}: {error:?}");
        assert!(!error.reached_central(), "{name}");
    }
}

#[test]
fn torn_slow_and_garbled_answers_are_errors_and_end_in_time() {
    let torn = || raw("200 OK\r\nContent-Type: application/json\r\nContent-Length: 900", "{\"epoch\":");
    type Case = (&'static str, fn() -> Reply, fn(&CallError) -> bool);
    let cases: [Case; 5] = [
        ("torn", torn, |e| matches!(e, CallError::Offline(_) | CallError::Garbled(_))),
        ("nothing", || Reply::Raw(vec![]), |e| matches!(e, CallError::Offline(_))),
        ("no HTTP", || Reply::Raw(vec![0xff; 200]), |e| matches!(e, CallError::Offline(_))),
        ("garbage", || Reply::Json(200, "{\"epoch\": 7".into()), |e| matches!(e, CallError::Garbled(_))),
        ("another shape", || Reply::Json(200, "[]".into()), |e| matches!(e, CallError::Garbled(_))),
    ];
    for (name, reply, expected) in cases {
        let error = answer_to(reply).unwrap_err();
        assert!(expected(&error), "{name}: {error:?}");
    }
}

#[test]
fn a_slow_loris_is_left_in_time() {
    let begun = std::time::Instant::now();
    let error = answer_to(|| Reply::Drip(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n".to_vec()));
    assert!(matches!(error, Err(CallError::Offline(_))), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn nobody_there_is_offline() {
    let server = Server::start(|_| Reply::Raw(vec![]));
    let (client, clock) = client(&server);
    drop(server);
    std::thread::sleep(Duration::from_millis(50));
    assert!(matches!(client.beat(&beat(&clock)), Err(CallError::Offline(_))));
}

#[test]
fn refusals_come_with_their_code_and_waits_with_their_time() {
    let error = answer_to(|| json(409, &Refusal { no: Some(7), ..refusal(RefusalCode::Conflict) }));
    assert!(matches!(
        error,
        Err(CallError::Refused(Refusal { code: RefusalCode::Conflict, no: Some(7), .. }))
    ));
    let error = answer_to(|| json(413, &refusal(RefusalCode::TooLarge))).unwrap_err();
    assert!(matches!(error, CallError::TooLarge));
    let busy = || raw("503 Service Unavailable\r\nRetry-After: 120\r\nContent-Type: text/html", "x");
    assert_eq!(answer_to(busy).unwrap_err().asked(), Some(Duration::from_secs(120)));
}

#[test]
fn a_wrong_clock_is_learnt_and_the_request_sent_once_more() {
    let year_2040_ms = 2_208_988_800_000;
    let server = Server::start(move |request| {
        match request.verify(&device_key().verifying_key().to_bytes(), year_2040_ms / 1000) {
            Ok(()) => json(200, &beat_answer(year_2040_ms)),
            Err(_) => json(401, &Refusal { now_ms: Some(year_2040_ms), ..refusal(RefusalCode::Clock) }),
        }
    });
    let (client, clock) = client(&server);
    client.beat(&beat(&clock)).unwrap();
    assert_eq!(server.paths().len(), 2);
    assert!((clock.now_s() - year_2040_ms / 1000).abs() < 5 && clock.now().synced);
    client.beat(&beat(&clock)).unwrap();
    assert_eq!(server.paths().len(), 3, "from then on the first try fits");
}

#[test]
fn a_central_that_never_likes_the_clock_is_asked_twice_and_not_for_ever() {
    let server = Server::start(|_| json(401, &Refusal { now_ms: Some(5), ..refusal(RefusalCode::Clock) }));
    let (client, clock) = client(&server);
    let error = client.beat(&beat(&clock)).unwrap_err();
    assert!(matches!(error, CallError::Refused(Refusal { code: RefusalCode::Clock, .. })));
    assert_eq!(server.paths().len(), 2);
}

#[test]
fn an_address_that_is_no_origin_is_refused() {
    let clock = Arc::new(Timekeeper::new([1; 8], 0));
    for address in ["", "central.example", "ftp://x", "https://x/path", "https://x/?q", "https://"] {
        let client = Client::new(address, device_key(), Arc::clone(&clock), Waits::default());
        assert!(client.is_err(), "{address}");
    }
    for address in ["https://central.example", "http://127.0.0.1:8080/", "https://CENTRAL.example:443"] {
        assert!(
            Client::new(address, device_key(), Arc::clone(&clock), Waits::default()).is_ok(),
            "{address}"
        );
    }
}
