//! What central says to one kiosk: nothing is done that is not signed by the right key and for this machine, and
//! everything once.

use anjungan_wire::command::{Command, Order, Outcome, Receipt};
use anjungan_wire::id::StreamId;
use anjungan_wire::kiosk_config::{KioskConfig, ROW};
use anjungan_wire::op::{Clock, OpKind};
use anjungan_wire::request::{BeatAnswer, Enrolled, Push, Refusal, RefusalCode};
use anjungan_wire::revocation::Revocation;
use anjungan_wire::signed::Signed;
use ed25519_dalek::SigningKey;

use super::super::own::{Ended, Errands};
use super::super::session::{Parts, Session};
use super::super::status::Standing;
use super::session::{Bench, Counting, beat_answer, central, refusal, serve};
use super::*;
use crate::ledger::tests::{central_key, enrolled};

/// After every clock of these tests, Unix seconds.
const LATER_S: i64 = 4_000_000_000;

fn key(of: u8) -> SigningKey {
    SigningKey::from_bytes(&[of; 32])
}

/// Signs content here.
const CONTENT: u8 = 21;
/// Signs commands here.
const OPERATIONS: u8 = 22;
/// Signs nothing here.
const STRANGER: u8 = 23;

/// A kiosk of K07 that knows central's key, with so many facts to tell.
fn bench(facts: u32) -> Bench {
    let bench = Bench::with_facts(facts);
    let content_key = key(CONTENT).verifying_key().to_bytes();
    bench.ledger.lock().set_enrolled(Enrolled { content_key, ..enrolled() }).unwrap();
    bench
}

fn stream(bench: &Bench) -> StreamId {
    bench.ledger.lock().stream()
}

fn revocation(bench: &Bench, lost: bool) -> Revocation {
    Revocation { kiosk: "K07".parse().unwrap(), stream: stream(bench), lost }
}

fn signed(by: u8, ends_s: i64, content: Revocation) -> Box<Signed<Revocation>> {
    Box::new(Signed::sign(&key(by), 1, ends_s, content))
}

#[test]
fn a_revocation_that_is_not_meant_for_this_machine_empties_nothing() {
    let bench = bench(3);
    let right = revocation(&bench, true);
    let other: StreamId = StreamId::new([1; 16]);
    for wrong in [
        signed(STRANGER, LATER_S, right.clone()),
        signed(CONTENT, 1_000, right.clone()),
        signed(CONTENT, LATER_S, Revocation { stream: other, ..right.clone() }),
        signed(CONTENT, LATER_S, Revocation { kiosk: "K08".parse().unwrap(), ..right.clone() }),
    ] {
        let refused = Refusal { revocation: Some(wrong), ..refusal(RefusalCode::Revoked, "lost") };
        let server = serve(&central(0), move |_| Some(json(403, &refused)));
        bench.session(&server).round();
        assert_eq!(bench.waiting(), 3);
        assert!(bench.ledger.lock().enrolled().is_some());
    }
    let right = signed(CONTENT, LATER_S, right);
    let refused = Refusal { revocation: Some(right), ..refusal(RefusalCode::Revoked, "lost") };
    let server = serve(&central(0), move |_| Some(json(403, &refused)));
    let mut session = bench.session(&server);
    session.round();
    assert_eq!(bench.waiting(), 0, "the right one does");
    assert!(bench.ledger.lock().enrolled().is_none());
    assert!(matches!(session.status().standing, Standing::Refused { code: RefusalCode::Revoked, .. }));
}

#[test]
fn a_retired_machine_that_can_tell_nothing_keeps_what_it_has() {
    let (bench, central) = (bench(3), central(5));
    let word = signed(CONTENT, LATER_S, revocation(&bench, false));
    let open = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&open);
    let server = serve(&central, {
        let central = Arc::clone(&central);
        move |request| match request.path.as_str() {
            "/v1/beat" => {
                let hwm = central.lock().unwrap().hwm;
                Some(json(200, &BeatAnswer { revocation: Some(word.clone()), ..beat_answer(hwm, 5) }))
            }
            "/v1/push" if !seen.load(Ordering::Relaxed) => Some(Reply::Json(503, "{}".into())),
            _ => None,
        }
    });
    let mut session = bench.session(&server);
    session.round();
    assert_eq!((bench.waiting(), bench.ledger.lock().enrolled().is_some()), (3, true));
    open.store(true, Ordering::Relaxed);
    session.forget_waits();
    session.round();
    assert_eq!((bench.waiting(), bench.ledger.lock().enrolled().is_some()), (0, false));
    assert_eq!(central.lock().unwrap().hwm, 3, "all of it is at central");
    assert!(!server.paths().iter().any(|path| path.starts_with("/v1/feed")), "it gets nothing");
}

/// Writes down what it is asked, and does nothing before it is `night`.
struct Noted {
    asked: Arc<Mutex<Vec<Order>>>,
    night: Arc<AtomicBool>,
}

impl Errands for Noted {
    fn is_time(&self, order: Order, _: Clock) -> bool {
        order != Order::Update || self.night.load(Ordering::Relaxed)
    }

    fn run(&mut self, order: Order) -> Ended {
        self.asked.lock().unwrap().push(order);
        Ended::new(if order == Order::Reboot { Outcome::Failed } else { Outcome::Done }, "looked")
    }
}

/// The feeds of K07: its settings, and commands with their numbers, ends, keys and streams.
fn say(bench: &Bench, commands: &[(u64, Order, i64, u8, StreamId)]) {
    let kiosk: anjungan_wire::id::KioskCode = "K07".parse().unwrap();
    let config = KioskConfig::undecided(kiosk.clone(), key(OPERATIONS).verifying_key().to_bytes());
    let config = serde_json::to_string(&Signed::sign(&key(CONTENT), 7, LATER_S, config)).unwrap();
    let mut rows = vec![("config@K07".parse().unwrap(), ROW.to_owned(), config)];
    for (no, order, ends_s, by, stream) in commands {
        let command = Command { kiosk: kiosk.clone(), stream: *stream, order: *order };
        let body = serde_json::to_string(&Signed::sign(&key(*by), *no, *ends_s, command)).unwrap();
        rows.push(("commands@K07".parse().unwrap(), no.to_string(), body));
    }
    *bench.replica.own.lock().unwrap() = rows;
}

#[test]
fn commands_are_done_once_each_and_only_those_of_the_office_for_this_machine() {
    let (bench, central) = (bench(0), central(0));
    let (here, elsewhere) = (stream(&bench), StreamId::new([1; 16]));
    say(
        &bench,
        &[
            (10, Order::Update, LATER_S, OPERATIONS, here),
            (11, Order::SelfTest, LATER_S, OPERATIONS, here),
            (12, Order::FetchLogs, 1_000, OPERATIONS, here),
            (13, Order::Reboot, LATER_S, OPERATIONS, here),
            (14, Order::Reboot, LATER_S, STRANGER, here),
            (15, Order::Reboot, LATER_S, CONTENT, here),
            (16, Order::Reboot, LATER_S, OPERATIONS, elsewhere),
        ],
    );
    let told = Arc::new(Mutex::new(Vec::new()));
    let server = serve(&central, {
        let told = Arc::clone(&told);
        move |request| {
            if request.path == "/v1/push" {
                let push: Push = serde_json::from_slice(&request.body).unwrap();
                for op in push.ops {
                    assert_eq!(op.kind, OpKind::Receipt);
                    let fact = central_key().open(&here, op.no, op.kind, &op.sealed).unwrap();
                    let receipt: Receipt = serde_json::from_slice(&fact).unwrap();
                    told.lock().unwrap().push((receipt.no, receipt.outcome));
                }
            }
            None
        }
    });
    let (asked, night) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)));
    let session = || {
        let errands = Noted { asked: Arc::clone(&asked), night: Arc::clone(&night) };
        let parts: Parts<Counting> = bench.parts(&server, Box::new(|| false));
        Session::new(bench.settings(), Parts { errands: Box::new(errands), ..parts })
    };
    let mut first = session();
    first.round();
    assert_eq!(first.status().config_generation, 7);
    first.round();
    drop(first);
    assert_eq!(*asked.lock().unwrap(), [Order::SelfTest, Order::Reboot]);

    night.store(true, Ordering::Relaxed);
    let mut again = session();
    again.round();
    again.round();
    assert_eq!(*asked.lock().unwrap(), [Order::SelfTest, Order::Reboot, Order::Update]);
    let expected = [
        (11, Outcome::Started),
        (11, Outcome::Done),
        (12, Outcome::Expired),
        (13, Outcome::Started),
        (13, Outcome::Failed),
        (10, Outcome::Started),
        (10, Outcome::Done),
    ];
    assert_eq!(*told.lock().unwrap(), expected);
}

#[test]
fn settings_of_a_stranger_or_of_another_kiosk_change_nothing() {
    let (bench, central) = (bench(0), central(0));
    let server = serve(&central, |_| None);
    say(&bench, &[]);
    let mut session = bench.session(&server);
    session.round();
    let in_force = session.status().config.clone().unwrap();
    let change = |kiosk: &str| KioskConfig {
        kiosk: kiosk.parse().unwrap(),
        tickets_per_visit_max: Some(0),
        ..(*in_force).clone()
    };
    for (by, generation, kiosk, taken) in [
        (STRANGER, 8, "K07", false),
        (CONTENT, 8, "K08", false),
        (CONTENT, 6, "K07", false),
        (CONTENT, 8, "K07", true),
    ] {
        let body = Signed::sign(&key(by), generation, LATER_S, change(kiosk));
        bench.replica.own.lock().unwrap()[0].2 = serde_json::to_string(&body).unwrap();
        session.round();
        let max = session.status().config.as_ref().unwrap().tickets_per_visit_max;
        assert_eq!(max, taken.then_some(0), "{by} {generation} {kiosk}");
    }
}
