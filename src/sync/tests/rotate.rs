//! A change of key with a stop or a lost answer at every step: the machine always ends with the one key that central
//! knows, and tells once that it is done.

use anjungan_wire::command::{Command, Order, Outcome, Receipt};
use anjungan_wire::encoding::hex;
use anjungan_wire::kiosk_config::{KioskConfig, ROW};
use anjungan_wire::request::{Enrolled, Push, RefusalCode};
use anjungan_wire::rotate::{Rotate, Rotated};
use anjungan_wire::sign::key_id;
use anjungan_wire::signed::Signed;
use ed25519_dalek::SigningKey;

use super::super::client::{Client, Waits};
use super::super::session::{Parts, Session};
use super::session::{Bench, Counting, central, refusal, serve};
use super::*;
use crate::ledger::Ledger;
use crate::ledger::tests::{central_key, enrolled};

const LATER_S: i64 = 4_000_000_000;

/// Where a request is lost: before central sees it, or its answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Lost {
    Request,
    Answer,
}

/// The keys that central knows for the machine.
struct Known {
    key: [u8; 32],
    next: Option<[u8; 32]>,
    asked: usize,
}

/// What central does with a request: whose it is, and what it knows afterwards.
fn admit(known: &mut Known, request: &Request) -> Option<Reply> {
    let signed_by = |key: &[u8; 32]| {
        let id = key_id(key);
        request.header("signature-input").is_some_and(|input| input.contains(&id))
    };
    if let Some(next) = known.next.filter(signed_by) {
        (known.key, known.next) = (next, None);
    }
    if !signed_by(&known.key) {
        return Some(json(401, &refusal(RefusalCode::Signature, "no such key")));
    }
    if request.path != "/v1/rotate" {
        return None;
    }
    let rotate: Rotate = serde_json::from_slice(&request.body).unwrap();
    let done = rotate.public_key == known.key;
    if !done {
        known.next = Some(rotate.public_key);
    }
    Some(json(200, &Rotated { done }))
}

fn say(bench: &Bench, operations: &SigningKey, content: &SigningKey) {
    let config = KioskConfig::undecided("K07".parse().unwrap(), operations.verifying_key().to_bytes());
    let stream = bench.ledger.lock().stream();
    let command = Command { kiosk: config.kiosk.clone(), stream, order: Order::RotateKey };
    let config = serde_json::to_string(&Signed::sign(content, 7, LATER_S, config)).unwrap();
    let command = serde_json::to_string(&Signed::sign(operations, 10, LATER_S, command)).unwrap();
    *bench.replica.own.lock().unwrap() = vec![
        ("config@K07".parse().unwrap(), ROW.to_owned(), config),
        ("commands@K07".parse().unwrap(), "10".to_owned(), command),
    ];
}

fn session(bench: &Bench, server: &Server) -> Session<Counting> {
    let parts = bench.parts(server, Box::new(|| false));
    let waits = Waits { connect: Duration::from_millis(500), whole: Duration::from_millis(800) };
    let keyring = bench.ledger.lock().keyring();
    let client = Client::new(&server.address, keyring, Arc::clone(&parts.clock), waits).unwrap();
    Session::new(bench.settings(), Parts { client, ..parts })
}

/// The program stops and starts again: what is left is what is on disk.
fn start_again(bench: &mut Bench) {
    bench.ledger = Ledger::open(&bench.path(), [9; 16]).unwrap().share();
}

#[test]
fn a_stop_or_a_lost_answer_anywhere_ends_with_one_key_on_both_sides() {
    let faults = [
        None,
        Some((1, Lost::Request)),
        Some((1, Lost::Answer)),
        Some((2, Lost::Request)),
        Some((2, Lost::Answer)),
    ];
    for (fault, stops) in faults.into_iter().flat_map(|fault| [(fault, false), (fault, true)]) {
        let mut bench = Bench::with_facts(0);
        let (operations, content) = (SigningKey::from_bytes(&[22; 32]), SigningKey::from_bytes(&[21; 32]));
        let content_key = content.verifying_key().to_bytes();
        bench.ledger.lock().set_enrolled(Enrolled { content_key, ..enrolled() }).unwrap();
        say(&bench, &operations, &content);
        let (stream, old) = {
            let ledger = bench.ledger.lock();
            (ledger.stream(), ledger.device_key().verifying_key().to_bytes())
        };
        let known = Arc::new(Mutex::new(Known { key: old, next: None, asked: 0 }));
        let told = Arc::new(Mutex::new(Vec::new()));
        let server = serve(&central(0), {
            let (known, told) = (Arc::clone(&known), Arc::clone(&told));
            move |request| {
                let mut known = known.lock().unwrap();
                if request.path == "/v1/rotate" {
                    known.asked += 1;
                    let fault = fault.filter(|(nth, _)| *nth == known.asked);
                    match fault {
                        Some((_, Lost::Request)) => return Some(Reply::Raw(Vec::new())),
                        Some((_, Lost::Answer)) => {
                            admit(&mut known, request);
                            return Some(Reply::Raw(Vec::new()));
                        }
                        None => {}
                    }
                }
                let answer = admit(&mut known, request);
                if answer.is_none() && request.path == "/v1/push" {
                    let push: Push = serde_json::from_slice(&request.body).unwrap();
                    for op in push.ops {
                        let fact = central_key().open(&stream, op.no, op.kind, &op.sealed).unwrap();
                        let receipt: Receipt = serde_json::from_slice(&fact).unwrap();
                        told.lock().unwrap().push((receipt.no, receipt.outcome));
                    }
                }
                answer
            }
        });
        let mut running = session(&bench, &server);
        running.round();
        if stops {
            drop(running);
            start_again(&mut bench);
            running = session(&bench, &server);
        }
        running.forget_waits();
        running.round();
        running.forget_waits();
        running.round();
        let ledger = bench.ledger.lock();
        let mine = ledger.device_key().verifying_key().to_bytes();
        let what = format!("{fault:?}, stops: {stops}");
        assert_ne!(mine, old, "{what}");
        assert!(ledger.next_key().is_none(), "{what}");
        let known = known.lock().unwrap();
        assert_eq!((hex(&known.key), known.next), (hex(&mine), None), "{what}");
        assert_eq!(*told.lock().unwrap(), [(10, Outcome::Started), (10, Outcome::Done)], "{what}");
        assert!(running.status().online, "{what}");
        drop(ledger);
        // And what is on disk is that key.
        start_again(&mut bench);
        assert_eq!(bench.ledger.lock().device_key().verifying_key().to_bytes(), mine, "{what}");
    }
}

#[test]
fn a_central_that_knows_no_change_of_key_keeps_nothing_up() {
    let bench = Bench::with_facts(3);
    bench.ledger.lock().begin_key_change().unwrap();
    let server = serve(&central(0), |_| None);
    let mut running = session(&bench, &server);
    running.round();
    assert_eq!(bench.waiting(), 0, "facts go on under the old key");
    assert!(bench.ledger.lock().next_key().is_some(), "and the next key waits");
}

#[test]
fn a_stop_before_the_next_key_was_made_is_told_as_interrupted() {
    let bench = Bench::with_facts(0);
    let now = anjungan_wire::op::Clock { wall_ms: 1, boot: [1; 8], mono_ms: 1, synced: true };
    bench.ledger.lock().begin_command(10, Order::RotateKey, now).unwrap();
    let before = bench.ledger.lock().device_key();
    let server = serve(&central(0), |_| None);
    session(&bench, &server).round();
    let ledger = bench.ledger.lock();
    assert!(ledger.begun_commands().unwrap().is_empty());
    assert_eq!(ledger.device_key().to_bytes(), before.to_bytes());
}
