//! Networks that are in the way: login pages, clocks that are years off, a central that asks to be spared.

use anjungan_wire::request::{BeatAnswer, RefusalCode};

use super::super::status::{OfflineCause, Standing};
use super::session::{Bench, central, refusal, serve};
use super::*;

type Page = fn() -> Reply;

/// What login pages say, to whatever they are asked.
fn login_pages() -> [(&'static str, Page); 8] {
    [
        ("a page in place of the answer", || {
            raw("200 OK\r\nContent-Type: text/html", "<html>Silakan masuk</html>")
        }),
        ("a page that calls itself JSON", || Reply::Json(200, "<html>Silakan masuk</html>".into())),
        ("JSON of somebody else", || Reply::Json(200, r#"{"success":true,"redirect":"/login"}"#.into())),
        ("nothing at all", || raw("204 No Content", "")),
        ("a redirect", || raw("302 Found\r\nLocation: http://login.example/", "")),
        ("a redirect that keeps the method", || {
            raw("307 Temporary Redirect\r\nLocation: https://login.example/", "")
        }),
        ("an honest one", || raw("511 Network Authentication Required\r\nContent-Type: text/html", "<html>")),
        ("a proxy's own refusal", || raw("403 Forbidden\r\nContent-Type: text/html", "<html>blocked</html>")),
    ]
}

#[test]
fn a_login_page_acknowledges_nothing_whenever_it_comes() {
    for (name, page) in login_pages() {
        for path in ["/v1/beat", "/v1/push"] {
            let (bench, central) = (Bench::with_facts(3), central(5));
            let away = Arc::new(AtomicBool::new(true));
            let in_the_way = Arc::clone(&away);
            let server = serve(&central, move |request| {
                (in_the_way.load(Ordering::Relaxed) && request.path == path).then(page)
            });
            let mut session = bench.session(&server);
            let next = session.round();
            assert_eq!((bench.waiting(), central.lock().unwrap().hwm), (3, 0), "{name} at {path}");
            assert!(!next.may_be_sooner || path == "/v1/push", "{name} at {path}");
            let status = session.status();
            assert!(status.trouble.is_some(), "{name} at {path}");
            if !name.contains("JSON") {
                assert_eq!(status.offline, Some(OfflineCause::NotCentral), "{name} at {path}");
                assert!(!status.online, "{name} at {path}");
            }
            away.store(false, Ordering::Relaxed);
            session.forget_waits();
            session.round();
            assert_eq!((bench.waiting(), session.status().offline), (0, None), "{name} at {path}: it passes");
            assert!(session.status().online && session.status().trouble.is_none(), "{name} at {path}");
        }
    }
}

#[test]
fn what_does_not_speak_tls_is_not_central() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    // It reads the hello that it does not understand, and says so in its own way.
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        assert!(std::io::Read::read(&mut stream, &mut [0; 4096]).unwrap() > 0);
        std::io::Write::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap();
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        // Until the other side has read it: closing at once might take it back.
        std::io::Read::read_to_end(&mut stream, &mut Vec::new()).ok();
    });
    let clock = Arc::new(Timekeeper::new([1; 8], 0));
    let waits = Waits { connect: Duration::from_millis(500), whole: Duration::from_millis(800) };
    let client = Client::new(&address, device_key(), clock, waits).unwrap();
    let error = client.feed(&"cards@32".parse().unwrap(), &super::scopes::from_the_start()).unwrap_err();
    assert!(matches!(error, super::super::answer::CallError::NotCentral(_)), "{error:?}");
    drop(client);
    server.join().unwrap();
}

#[test]
fn central_is_spared_as_long_as_it_asks_and_no_longer_than_an_hour() {
    for (asked_s, wait_s) in [(20, 60), (120, 120), (u32::MAX, 3_600)] {
        let (bench, central) = (Bench::with_facts(3), central(5));
        let server = serve(&central, move |request| {
            (request.path == "/v1/beat").then(|| {
                let answer = BeatAnswer { backoff_s: Some(asked_s), ..super::session::beat_answer(0, 5) };
                json(200, &answer)
            })
        });
        let mut session = bench.session(&server);
        let next = session.round();
        assert_eq!((next.wait.as_secs(), next.may_be_sooner), (wait_s, false), "{asked_s}");
        assert_eq!(server.paths(), ["/v1/beat"], "neither facts nor rows meanwhile");
        assert_eq!(bench.waiting(), 3);
    }
}

#[test]
fn a_push_that_is_to_wait_leaves_the_feeds_alone_and_the_other_way_round() {
    let busy = |path: &'static str| {
        move |request: &Request| {
            request.path.starts_with(path).then(|| raw("503 Service Unavailable\r\nRetry-After: 300", ""))
        }
    };
    let (bench, centre) = (Bench::with_facts(3), central(5));
    let server = serve(&centre, busy("/v1/push"));
    let mut session = bench.session(&server);
    session.round();
    assert_eq!((bench.waiting(), bench.replica.after.load(Ordering::Relaxed)), (3, 5));
    centre.lock().unwrap().head = 9;
    session.round();
    assert_eq!(bench.replica.after.load(Ordering::Relaxed), 9);
    assert_eq!(server.paths().iter().filter(|path| *path == "/v1/push").count(), 1, "not within 300 s");

    let (bench, centre) = (Bench::with_facts(3), central(5));
    let server = serve(&centre, busy("/v1/feed"));
    let mut session = bench.session(&server);
    session.round();
    bench.ledger.lock().record(&crate::ledger::tests::visit(9), crate::ledger::tests::at(0)).unwrap();
    session.round();
    assert_eq!((bench.waiting(), bench.replica.after.load(Ordering::Relaxed)), (0, 0));
    assert_eq!(server.paths().iter().filter(|path| path.starts_with("/v1/feed")).count(), 1);
}

#[test]
fn whoever_asks_to_try_now_waits_for_no_lane() {
    let (bench, central) = (Bench::with_facts(3), central(0));
    let busy = Arc::new(AtomicBool::new(true));
    let is_busy = Arc::clone(&busy);
    let server = serve(&central, move |request| {
        (request.path == "/v1/push" && is_busy.load(Ordering::Relaxed))
            .then(|| raw("503 Service Unavailable\r\nRetry-After: 300", ""))
    });
    let (tell, news) = std::sync::mpsc::channel();
    let engine = super::super::Engine::start(
        bench.settings(),
        |stopping| bench.parts(&server, stopping),
        Box::new(move |status| drop(tell.send(status))),
    )
    .unwrap();
    let first = news.recv_timeout(Duration::from_secs(10)).unwrap();
    assert_eq!((first.waiting, first.trouble.is_some()), (3, true));
    busy.store(false, Ordering::Relaxed);
    engine.waker().try_now();
    let then = news.recv_timeout(Duration::from_secs(10)).unwrap();
    assert_eq!((then.waiting, then.trouble), (0, None));
    engine.stop();
}

#[test]
fn a_proxy_that_takes_one_fact_at_a_time_gets_one_at_a_time_and_one_that_takes_none_is_named() {
    let (bench, centre) = (Bench::with_facts(40), central(0));
    let server = serve(&centre, |request| {
        let ops =
            |body: &[u8]| serde_json::from_slice::<anjungan_wire::request::Push>(body).unwrap().ops.len();
        (request.path == "/v1/push" && ops(&request.body) > 1)
            .then(|| raw("413 Payload Too Large\r\nContent-Type: text/html", "<html>nginx</html>"))
    });
    bench.session(&server).round();
    assert_eq!(bench.waiting(), 0);
    let pushes = centre.lock().unwrap().pushes.len();
    assert_eq!(pushes, 40);
    let asked = server.paths().iter().filter(|path| *path == "/v1/push").count();
    assert!(asked < 50, "{asked} pushes: what was refused is not tried with every push");

    let (bench, centre) = (Bench::with_facts(2), central(7));
    let server =
        serve(&centre, |request| (request.path == "/v1/push").then(|| raw("413 Payload Too Large", "")));
    let mut session = bench.session(&server);
    session.round();
    let trouble = session.status().trouble.clone().unwrap();
    assert!(trouble.contains("fact 1 alone") && trouble.contains("client_max_body_size"), "{trouble}");
    assert_eq!((bench.waiting(), bench.replica.after.load(Ordering::Relaxed)), (2, 7), "rows go on");
}

/// A central whose clock says `now_ms`, and which takes nothing signed more than ten minutes off.
fn strict(now_ms: i64) -> Server {
    let inner = central(5);
    Server::start(move |request| {
        let public_key = device_key().verifying_key().to_bytes();
        if request.verify(&public_key, now_ms / 1000).is_err() {
            let clock =
                anjungan_wire::request::Refusal { now_ms: Some(now_ms), ..refusal(RefusalCode::Clock, "x") };
            return json(401, &clock);
        }
        match request.path.as_str() {
            "/v1/beat" => {
                let hwm = inner.lock().unwrap().hwm;
                json(200, &BeatAnswer { now_ms, ..super::session::beat_answer(hwm, 5) })
            }
            _ => inner.lock().unwrap().answer(request),
        }
    })
}

#[test]
fn a_machine_whose_clock_is_years_off_delivers_and_says_so() {
    // This machine's clock against a central that is years ahead of it, and one that is months behind.
    for now_ms in [2_100_000_000_000, 1_793_500_000_000] {
        let bench = Bench::with_facts(3);
        let server = strict(now_ms);
        let mut session = bench.session(&server);
        session.round();
        assert_eq!(bench.waiting(), 0, "{:?}", session.status());
        assert_eq!(session.status().standing, Standing::Accepted);
        assert!(session.status().clock_wrong_s.is_some());
        let refused = server.paths().iter().filter(|path| *path == "/v1/beat").count();
        assert_eq!(refused, 2, "one refusal is enough to learn the time");
    }
}
