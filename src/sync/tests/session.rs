//! Whole rounds: a real ledger, a replica in memory, a central that is scripted.

use std::sync::atomic::AtomicU64;

use anjungan_wire::feed::{Cursor, Digest, FeedAnswer, FeedQuery, Page, Reset};
use anjungan_wire::id::{Epoch, Scope};
use anjungan_wire::office::Office;
use anjungan_wire::request::{BeatAnswer, Enrol, Health, Push, PushAnswer, Refusal, RefusalCode};
use anjungan_wire::signed::Signed;
use anjungan_wire::snapshot::Snapshot;
use anjungan_wire::status::Blob;

use super::super::engine::Engine;
use super::super::replica::Replica;
use super::super::session::{Next, Parts, Session, Settings};
use super::super::status::{Standing, SyncStatus};
use super::*;
use crate::catalogue::{Applied, ApplyError, LoadError, Loaded, Offered, Verified};
use crate::ledger::tests::{at, enrolled, enrolled_ledger, visit};
use crate::ledger::{self, Ledger};

/// A replica that counts.
#[derive(Clone, Default)]
pub struct Counting {
    pub after: Arc<AtomicU64>,
    snapshots: Arc<Mutex<Vec<Vec<u8>>>>,
    cards: Arc<Mutex<Vec<Blob>>>,
    pictures: Arc<Mutex<Vec<Blob>>>,
    /// The kiosk's own small feeds: scope, id, body.
    pub own: Arc<Mutex<Vec<(Scope, String, String)>>>,
}

fn scope() -> Scope {
    "vacancies@32".parse().unwrap()
}

impl Replica for Counting {
    fn cursor(&self, _: &Scope) -> Result<FeedQuery, ApplyError> {
        let after = self.after.load(Ordering::Relaxed);
        Ok(FeedQuery { epoch: Epoch::numbered(1), after, floor: 0, limit: 1_000 })
    }

    fn cursors(&self) -> Result<Vec<Cursor>, ApplyError> {
        let after = self.after.load(Ordering::Relaxed);
        Ok(vec![Cursor { scope: scope(), epoch: Epoch::numbered(1), after }])
    }

    fn apply(&mut self, _: &Scope, answer: &FeedAnswer) -> Result<Applied, ApplyError> {
        match answer {
            FeedAnswer::Page(page) => {
                self.after.store(page.next, Ordering::Relaxed);
                Ok(if page.more { Applied::More { rows: 0 } } else { Applied::AtHead { rows: 0 } })
            }
            FeedAnswer::Reset(_) => Ok(Applied::WalkAgain),
        }
    }

    fn load_snapshot(
        &mut self,
        _: &Scope,
        manifest: &Snapshot,
        file: &mut dyn std::io::Read,
    ) -> Result<Loaded, LoadError> {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(LoadError::Read)?;
        self.snapshots.lock().unwrap().push(bytes);
        self.after.store(manifest.seq, Ordering::Relaxed);
        Ok(Loaded::InUse)
    }

    fn keep_only(&mut self, _: &[Scope]) -> Result<(), ApplyError> {
        Ok(())
    }

    fn offered_office(&self, _: &Scope) -> Result<Option<Offered>, ApplyError> {
        Ok(None)
    }

    fn settle_office(&mut self, _: &Scope, _: &Offered, _: Option<&Office>) -> Result<(), ApplyError> {
        Ok(())
    }

    fn cards(&self, _: u64, _: u64) -> Result<Vec<Blob>, ApplyError> {
        Ok(self.cards.lock().unwrap().clone())
    }

    fn pictures(
        &self,
        _: jiff::Timestamp,
        _: &anjungan_wire::content::Where<'_>,
    ) -> Result<Vec<Blob>, ApplyError> {
        Ok(self.pictures.lock().unwrap().clone())
    }

    fn verify(&mut self, _: &Scope) -> Result<Verified, ApplyError> {
        Ok(Verified::Sound)
    }

    fn own_rows(&self, of: &Scope) -> Result<Vec<(String, String)>, ApplyError> {
        let own = self.own.lock().unwrap();
        Ok(own
            .iter()
            .filter(|(scope, _, _)| scope == of)
            .map(|(_, id, body)| (id.clone(), body.clone()))
            .collect())
    }
}

/// Central as it should be: keeps ops, has rows up to `head`. A test puts its rudeness before it.
#[derive(Default)]
pub struct Central {
    pub hwm: u64,
    pub head: u64,
    pub pushes: Vec<usize>,
}

impl Central {
    pub fn answer(&mut self, request: &Request) -> Reply {
        let epoch = Epoch::numbered(1);
        match request.path.as_str() {
            "/v1/enrol" => {
                let enrol: Enrol = serde_json::from_slice(&request.body).unwrap();
                assert_eq!(enrol.code, "7K3M9QXA");
                json(200, &anjungan_wire::request::Enrolled { accepted: false, ..enrolled() })
            }
            "/v1/beat" => json(200, &beat_answer(self.hwm, self.head)),
            "/v1/push" => {
                let push: Push = serde_json::from_slice(&request.body).unwrap();
                assert_eq!(push.ops[0].no, self.hwm + 1, "contiguous");
                self.pushes.push(push.ops.len());
                self.hwm = push.ops.last().unwrap().no;
                json(200, &PushAnswer { epoch, hwm: self.hwm })
            }
            path if path.starts_with("/v1/feed/") => {
                let after: u64 =
                    request.query.split('&').find_map(|p| p.strip_prefix("after=")).unwrap().parse().unwrap();
                let next = (after + 10).min(self.head);
                let more = next < self.head;
                let (head, digest) = (self.head, Digest::default());
                let page =
                    Page { epoch, after, rows: vec![], next, more, head, count: 0, digest, as_of_s: 0 };
                json(200, &FeedAnswer::Page(page))
            }
            other => json(404, &refusal(RefusalCode::NotFound, other)),
        }
    }
}

/// Central at epoch 1, with rows up to `head` in the one feed.
pub fn beat_answer(hwm: u64, head: u64) -> BeatAnswer {
    let (epoch, heads) = (Epoch::numbered(1), vec![(scope(), head)]);
    let now_ms = 1_800_000_000_000;
    BeatAnswer {
        epoch,
        hwm,
        heads,
        now_ms,
        backoff_s: None,
        min_version: None,
        scopes: None,
        wait_s_max: None,
        revocation: None,
        pages: vec![],
    }
}

pub fn refusal(code: RefusalCode, say: &str) -> Refusal {
    Refusal { code, say: say.into(), no: None, now_ms: None, revocation: None }
}

pub struct Bench {
    folder: tempfile::TempDir,
    pub ledger: ledger::Shared,
    pub replica: Counting,
}

impl Bench {
    fn enrolled() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = enrolled_ledger(&folder.path().join("ledger.db")).share();
        Self { folder, ledger, replica: Counting::default() }
    }

    pub fn with_facts(count: u32) -> Self {
        let bench = Self::enrolled();
        for seconds in 0..count {
            bench.ledger.lock().record(&visit(seconds), at(0)).unwrap();
        }
        bench
    }

    /// Where the ledger is.
    pub fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("ledger.db")
    }

    pub fn settings(&self) -> Settings {
        Settings {
            beat_every: Duration::from_secs(60),
            enrol_code: Some("7K3M9QXA".into()),
            machine: "test".into(),
            folder: self.folder.path().join("files"),
        }
    }

    pub fn parts(&self, server: &Server, stopping: Box<dyn Fn() -> bool + Send>) -> Parts<Counting> {
        let (client, clock) = client(server);
        Parts {
            client,
            ledger: self.ledger.clone(),
            replica: self.replica.clone(),
            clock,
            health: Box::new(Health::default),
            errands: Box::new(super::super::own::NoErrands),
            random: Box::new(|| 0.5),
            stopping,
        }
    }

    pub fn session(&self, server: &Server) -> Session<Counting> {
        Session::new(self.settings(), self.parts(server, Box::new(|| false)))
    }

    pub fn waiting(&self) -> u64 {
        self.ledger.lock().waiting().unwrap()
    }
}

/// A central with a test's rudeness before it.
pub fn serve(
    central: &Arc<Mutex<Central>>,
    mut rude: impl FnMut(&Request) -> Option<Reply> + Send + 'static,
) -> Server {
    let central = Arc::clone(central);
    Server::start(move |request| rude(request).unwrap_or_else(|| central.lock().unwrap().answer(request)))
}

pub fn central(head: u64) -> Arc<Mutex<Central>> {
    Arc::new(Mutex::new(Central { head, ..Central::default() }))
}

#[test]
fn a_round_delivers_facts_and_pulls_rows_and_the_next_does_nothing() {
    let (bench, central) = (Bench::with_facts(450), central(25));
    let server = serve(&central, |_| None);
    let mut session = bench.session(&server);
    assert_eq!(session.round(), Next { wait: Duration::from_secs(60), may_be_sooner: true });
    assert_eq!(session.status().standing, Standing::Accepted);
    assert!(session.status().online && session.status().trouble.is_none());
    assert_eq!(central.lock().unwrap().pushes, [200, 200, 50]);
    assert_eq!((bench.waiting(), bench.replica.after.load(Ordering::Relaxed)), (0, 25));
    let before = server.paths().len();
    session.round();
    assert_eq!(server.paths()[before..], ["/v1/beat"], "an idle round is one request");
}

/// A page after `after` up to `next`, of a feed that ends at `head`.
fn told(epoch: u128, after: u64, next: u64, head: u64) -> Page {
    let (epoch, digest) = (Epoch::numbered(epoch), Digest::default());
    Page { epoch, after, rows: vec![], next, more: next < head, head, count: 0, digest, as_of_s: 0 }
}

#[test]
fn pages_that_come_with_a_beat_are_taken_and_not_asked_for_again() {
    for (name, page, asked) in [
        ("all there is", told(1, 0, 8, 8), 0),
        ("the first of two", told(1, 0, 5, 8), 1),
        ("after another cursor", told(1, 3, 8, 8), 1),
        ("of another epoch", told(2, 0, 8, 8), 1),
    ] {
        let (bench, central) = (Bench::with_facts(1), central(8));
        let server = serve(&central, move |request| {
            let pages = vec![(scope(), page.clone())];
            (request.path == "/v1/beat").then(|| json(200, &BeatAnswer { pages, ..beat_answer(0, 8) }))
        });
        let mut session = bench.session(&server);
        session.round();
        assert_eq!(bench.replica.after.load(Ordering::Relaxed), 8, "{name}");
        assert_eq!((bench.waiting(), session.status().trouble.clone()), (0, None), "{name}");
        let feeds = server.paths().iter().filter(|path| path.starts_with("/v1/feed/")).count();
        assert_eq!(feeds, asked, "{name}");
        // Of its round alone: the same page again, whose rows are here, does nothing.
        session.round();
        assert_eq!(bench.replica.after.load(Ordering::Relaxed), 8, "{name}");
    }
}

#[test]
fn a_new_terminal_enrols_waits_to_be_accepted_and_says_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Ledger::open(&folder.path().join("ledger.db"), [3; 16]).unwrap().share();
    let bench = Bench { folder, ledger, replica: Counting::default() };
    let central = central(5);
    let accepted = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&accepted);
    let server = serve(&central, move |request| {
        let open = request.path == "/v1/enrol" || seen.load(Ordering::Relaxed);
        (!open).then(|| json(403, &refusal(RefusalCode::NotAccepted, "wait")))
    });
    let mut session = bench.session(&server);
    session.round();
    assert!(matches!(session.status().standing, Standing::NotAccepted { .. }), "{:?}", session.status());
    accepted.store(true, Ordering::Relaxed);
    session.round();
    assert_eq!(session.status().standing, Standing::Accepted);
    assert!(bench.ledger.lock().enrolled().unwrap().accepted);
    let enrolments = server.paths().iter().filter(|path| *path == "/v1/enrol").count();
    assert_eq!(enrolments, 1, "a code is used once");
}

#[test]
fn a_push_that_is_too_large_is_halved_until_it_fits() {
    let (bench, central) = (Bench::with_facts(100), central(0));
    let server = serve(&central, |request| {
        let too_large = request.path == "/v1/push" && {
            let push: Push = serde_json::from_slice(&request.body).unwrap();
            push.ops.len() > 30
        };
        too_large.then(|| json(413, &refusal(RefusalCode::TooLarge, "less")))
    });
    bench.session(&server).round();
    assert_eq!(bench.waiting(), 0);
}

#[test]
fn a_conflict_stops_pushing_for_good_and_rows_go_on() {
    let (bench, central) = (Bench::with_facts(3), central(5));
    let server = serve(&central, |request| {
        let conflict = Refusal { no: Some(1), ..refusal(RefusalCode::Conflict, "other bytes") };
        (request.path == "/v1/push").then(|| json(409, &conflict))
    });
    let mut session = bench.session(&server);
    session.round();
    session.forget_waits();
    session.round();
    assert_eq!(session.status().standing, Standing::Conflict { no: 1 });
    assert_eq!(server.paths().iter().filter(|path| *path == "/v1/push").count(), 1);
    assert_eq!(bench.waiting(), 3, "nothing is deleted");
    assert_eq!(bench.replica.after.load(Ordering::Relaxed), 5);
}

#[test]
fn a_revoked_terminal_says_so_and_asks_seldom() {
    let (bench, central) = (Bench::with_facts(3), central(5));
    let server = serve(&central, |_| Some(json(403, &refusal(RefusalCode::Revoked, "retired"))));
    let mut session = bench.session(&server);
    assert_eq!(session.round(), Next { wait: Duration::from_secs(900), may_be_sooner: false });
    assert!(matches!(session.status().standing, Standing::Refused { code: RefusalCode::Revoked, .. }));
    assert_eq!((server.paths().len(), bench.waiting()), (1, 3));
}

#[test]
fn a_broken_feed_delays_no_fact_and_is_not_asked_every_round() {
    let (bench, central) = (Bench::with_facts(3), central(5));
    let server = serve(&central, |request| {
        request.path.starts_with("/v1/feed").then(|| Reply::Json(200, "{\"page\":".into()))
    });
    let mut session = bench.session(&server);
    session.round();
    assert_eq!(bench.waiting(), 0);
    assert!(session.status().trouble.is_some());
    let before = server.paths().len();
    session.round();
    assert_eq!(server.paths()[before..], ["/v1/beat"], "pulling backs off by itself");
    session.forget_waits();
    session.round();
    assert_eq!(server.paths().last().unwrap(), "/v1/feed/vacancies@32", "and is tried again");
}

#[test]
fn a_feed_that_central_does_not_know_holds_up_no_other() {
    let (bench, central) = (Bench::with_facts(1), central(5));
    let unknown: Scope = "vacancies@31".parse().unwrap();
    let scopes = vec![unknown.clone(), scope()];
    bench.ledger.lock().set_enrolled(anjungan_wire::request::Enrolled { scopes, ..enrolled() }).unwrap();
    let server = serve(&central, move |request| match request.path.as_str() {
        "/v1/feed/vacancies@31" => Some(json(404, &refusal(RefusalCode::NotFound, "no such feed"))),
        "/v1/beat" => {
            let heads = vec![(unknown.clone(), 5), (scope(), 5)];
            Some(json(200, &BeatAnswer { heads, ..beat_answer(0, 5) }))
        }
        _ => None,
    });
    let mut session = bench.session(&server);
    session.round();
    assert!(server.paths().iter().any(|path| path == "/v1/feed/vacancies@31"), "{:?}", server.paths());
    assert_eq!(bench.replica.after.load(Ordering::Relaxed), 5, "{:?}", session.status());
    assert_eq!(bench.waiting(), 0);
    assert!(session.status().online, "central answered");
}

#[test]
fn a_central_put_back_by_hand_is_noticed_and_not_papered_over() {
    let (bench, central) = (Bench::with_facts(5), central(0));
    let back = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let is_back = Arc::clone(&back);
    let server = serve(&central, move |request| {
        (is_back.load(Ordering::Relaxed) && request.path == "/v1/push")
            .then(|| json(200, &PushAnswer { epoch: Epoch::numbered(1), hwm: 2 }))
    });
    let mut session = bench.session(&server);
    session.round();
    assert_eq!(bench.waiting(), 0);
    back.store(true, Ordering::Relaxed);
    bench.ledger.lock().record(&visit(6), at(0)).unwrap();
    session.round();
    let trouble = session.status().trouble.clone().unwrap_or_default();
    assert!(trouble.contains("without `restore`"), "{trouble}");
    assert_eq!(bench.waiting(), 1);
}

#[test]
fn a_restored_central_is_told_again_what_it_forgot() {
    let (bench, central) = (Bench::with_facts(5), central(0));
    let server = serve(&central, |_| None);
    bench.session(&server).round();
    assert_eq!(bench.waiting(), 0);
    drop(server);
    // Restored: a newer epoch, and only two ops.
    let restored = Arc::new(Mutex::new(2u64));
    let state = Arc::clone(&restored);
    let server = Server::start(move |request| {
        let epoch = Epoch::numbered(2);
        let mut hwm = state.lock().unwrap();
        match request.path.as_str() {
            "/v1/push" => {
                let push: Push = serde_json::from_slice(&request.body).unwrap();
                assert_eq!((push.ops[0].no, push.oldest), (3, 1));
                *hwm = push.ops.last().unwrap().no;
                json(200, &PushAnswer { epoch, hwm: *hwm })
            }
            "/v1/beat" => json(200, &BeatAnswer { epoch, ..beat_answer(*hwm, 0) }),
            _ => json(500, &refusal(RefusalCode::Internal, "later")),
        }
    });
    bench.session(&server).round();
    assert_eq!((*restored.lock().unwrap(), bench.waiting()), (5, 0));
}

#[test]
fn a_ledger_that_went_back_is_an_alarm_and_pushes_nothing() {
    let (bench, central) = (Bench::with_facts(2), central(0));
    central.lock().unwrap().hwm = 9;
    let server = serve(&central, |_| None);
    let mut session = bench.session(&server);
    session.round();
    assert_eq!(session.status().standing, Standing::LedgerWentBack { hwm: 9, last_no: 2 });
    bench.ledger.lock().record(&visit(1), at(0)).unwrap();
    session.round();
    assert!(central.lock().unwrap().pushes.is_empty());
}

/// A central that offers a snapshot until one was loaded.
fn offering(bytes: &'static [u8], signed: Signed<Snapshot>, replica: &Counting) -> Server {
    let (central, replica) = (central(40), replica.clone());
    serve(&central, move |request| {
        if request.path.starts_with("/v1/blob/") {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", bytes.len());
            return Some(Reply::Raw([head.as_bytes(), bytes].concat()));
        }
        let fresh = replica.after.load(Ordering::Relaxed) == 0 && request.path.starts_with("/v1/feed");
        let reset = Reset { epoch: Epoch::numbered(1), snapshot: Some(signed.clone()) };
        fresh.then(|| json(200, &FeedAnswer::Reset(reset)))
    })
}

fn snapshot(bytes: &[u8]) -> Snapshot {
    Snapshot {
        scope: scope(),
        epoch: Epoch::numbered(1),
        sha256: <sha2::Sha256 as sha2::Digest>::digest(bytes).into(),
        size: bytes.len() as u64,
        seq: 30,
        count: 0,
        digest: Digest::default(),
        as_of_s: 0,
    }
}

fn bench_with_content_key(key: &ed25519_dalek::SigningKey) -> Bench {
    let bench = Bench::enrolled();
    let content_key = key.verifying_key().to_bytes();
    bench.ledger.lock().set_enrolled(anjungan_wire::request::Enrolled { content_key, ..enrolled() }).unwrap();
    bench
}

#[test]
fn a_signed_snapshot_is_loaded_and_the_feed_followed_from_there() {
    let key = ed25519_dalek::SigningKey::from_bytes(&[8; 32]);
    let bench = bench_with_content_key(&key);
    let signed = Signed::sign(&key, 7, i64::MAX, snapshot(b"rows"));
    let server = offering(b"rows", signed, &bench.replica);
    let mut session = bench.session(&server);
    session.round();
    assert_eq!(*bench.replica.snapshots.lock().unwrap(), [b"rows".to_vec()], "{:?}", session.status());
    assert_eq!(bench.replica.after.load(Ordering::Relaxed), 40);
    assert_eq!(bench.ledger.lock().generation("snapshot vacancies@32").unwrap(), 7);
    assert_eq!(std::fs::read_dir(bench.settings().folder).unwrap().count(), 0, "loaded files are removed");
}

#[test]
fn a_snapshot_that_is_gone_is_not_asked_for_again() {
    let key = ed25519_dalek::SigningKey::from_bytes(&[8; 32]);
    let bench = bench_with_content_key(&key);
    let signed = Signed::sign(&key, 7, i64::MAX, snapshot(b"rows"));
    let (central, offers) = (central(40), Arc::new(AtomicU64::new(0)));
    let server = serve(&central, move |request| {
        if request.path.starts_with("/v1/blob/") {
            return Some(json(404, &refusal(RefusalCode::NotFound, "no such blob")));
        }
        // Offered once; whoever walks from 0 then gets pages.
        let first = request.path.starts_with("/v1/feed") && offers.fetch_add(1, Ordering::Relaxed) == 0;
        let reset = Reset { epoch: Epoch::numbered(1), snapshot: Some(signed.clone()) };
        first.then(|| json(200, &FeedAnswer::Reset(reset)))
    });
    let mut session = bench.session(&server);
    session.round();
    assert_eq!(bench.replica.after.load(Ordering::Relaxed), 40, "{:?}", session.status());
    assert!(bench.replica.snapshots.lock().unwrap().is_empty());
}

#[test]
fn a_snapshot_of_another_key_an_old_one_and_a_wrong_file_are_not_loaded() {
    let key = ed25519_dalek::SigningKey::from_bytes(&[8; 32]);
    let stranger = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    let cases = [
        ("forged", Signed::sign(&stranger, 7, i64::MAX, snapshot(b"rows"))),
        ("rolled back", Signed::sign(&key, 5, i64::MAX, snapshot(b"rows"))),
        ("expired", Signed::sign(&key, 7, 1_000, snapshot(b"rows"))),
        ("other bytes", Signed::sign(&key, 7, i64::MAX, snapshot(b"cows"))),
        (
            "another feed",
            Signed::sign(
                &key,
                7,
                i64::MAX,
                Snapshot { scope: "vacancies@31".parse().unwrap(), ..snapshot(b"rows") },
            ),
        ),
    ];
    for (name, signed) in cases {
        let bench = bench_with_content_key(&key);
        bench.ledger.lock().raise_generation("snapshot vacancies@32", 6).unwrap();
        let server = offering(b"rows", signed, &bench.replica);
        bench.session(&server).round();
        assert!(bench.replica.snapshots.lock().unwrap().is_empty(), "{name}");
        assert_eq!(bench.ledger.lock().generation("snapshot vacancies@32").unwrap(), 6, "{name}");
    }
}

#[test]
fn the_engine_runs_wakes_and_stops_within_a_second() {
    let (bench, central) = (Bench::with_facts(1), central(5));
    let server = serve(&central, |_| None);
    let told: Arc<Mutex<Vec<SyncStatus>>> = Arc::default();
    let listener = Arc::clone(&told);
    let engine = Engine::start(
        bench.settings(),
        |stopping| bench.parts(&server, stopping),
        Box::new(move |status| listener.lock().unwrap().push(status)),
    )
    .unwrap();
    let until = |done: &dyn Fn() -> bool| {
        let begun = std::time::Instant::now();
        while !done() {
            assert!(begun.elapsed() < Duration::from_secs(5));
            std::thread::sleep(Duration::from_millis(10));
        }
    };
    until(&|| bench.waiting() == 0);
    bench.ledger.lock().record(&visit(1), at(0)).unwrap();
    engine.waker().wake();
    until(&|| bench.waiting() == 0);
    until(&|| told.lock().unwrap().last().is_some_and(|status| status.online && status.waiting == 0));
    let begun = std::time::Instant::now();
    assert!(engine.stop());
    assert!(begun.elapsed() < Duration::from_secs(1));
}

/// One that had begun may have asked central before what the person comes for had happened there.
#[test]
fn who_asks_and_waits_gets_a_round_that_began_afterwards() {
    let (bench, central) = (Bench::with_facts(0), central(5));
    let server = serve(&central, |_| None);
    let engine =
        Engine::start(bench.settings(), |stopping| bench.parts(&server, stopping), Box::new(|_| {})).unwrap();
    let waker = engine.waker();
    for n in 1..=20 {
        bench.ledger.lock().record(&visit(n), at(0)).unwrap();
        assert!(waker.try_and_wait(Duration::from_secs(5)), "round {n}");
        assert_eq!(bench.waiting(), 0, "what was written before is at central");
    }
    assert!(engine.stop());
    assert!(!waker.try_and_wait(Duration::from_millis(1)), "nobody answers any more");
}

#[test]
fn a_stop_during_a_request_that_hangs_takes_at_most_a_second() {
    let bench = Bench::enrolled();
    let server = Server::start(|_| Reply::Drip(vec![b'x'; 1_000]));
    let engine =
        Engine::start(bench.settings(), |stopping| bench.parts(&server, stopping), Box::new(|_| {})).unwrap();
    std::thread::sleep(Duration::from_millis(100));
    let begun = std::time::Instant::now();
    engine.stop();
    assert!(begun.elapsed() < Duration::from_millis(1_200));
}
