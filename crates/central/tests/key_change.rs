//! A machine changes its key: both are good until it first signs with the next one.

use anjungan_wire::request::{Beat, Health};
use anjungan_wire::rotate::{Rotate, Rotated};
use ed25519_dalek::SigningKey;

use crate::kit::{Running, Terminal, central, clock, count};

pub fn next(terminal: &Terminal, seed: u8) -> (Terminal, Rotate) {
    let key = SigningKey::from_bytes(&[seed; 32]);
    let old = terminal.key.verifying_key().to_bytes();
    let rotate = Rotate::new(&terminal.stream, &old, &key);
    let next = Terminal::new(key, &terminal.authority, terminal.stream, terminal.enrolled.clone());
    (next, rotate)
}

pub fn beat(terminal: &Terminal) -> u16 {
    let beat = Beat {
        stream: terminal.stream,
        acked: 0,
        waiting: 0,
        cursors: vec![],
        health: Health { version: "0.2.0".into(), ..Health::default() },
        clock: clock(1),
        wait_s: None,
    };
    terminal.post("/v1/beat", &beat).status
}

fn changes(running: &Running) -> u64 {
    running.central.with_store(|store| count(store, "audit WHERE act = 'change-key'")).unwrap()
}

#[test]
fn both_keys_are_good_until_the_next_one_signs_and_then_only_it_is() {
    let running = central();
    let old = running.terminal(1);
    let (new, rotate) = next(&old, 51);
    assert_eq!(beat(&new), 401, "nobody knows it yet");
    for _ in 0..2 {
        // Also after a lost answer.
        assert!(!old.post("/v1/rotate", &rotate).json::<Rotated>().done);
    }
    assert_eq!(beat(&old), 200, "the old one is good");
    assert_eq!(changes(&running), 0);
    for _ in 0..2 {
        assert!(new.post("/v1/rotate", &rotate).json::<Rotated>().done);
    }
    assert_eq!((beat(&new), beat(&old)), (200, 401));
    assert_eq!(old.post("/v1/rotate", &rotate).status, 401);
    assert_eq!(changes(&running), 1);
    let (again, rotate) = next(&new, 52);
    assert_eq!(new.post("/v1/rotate", &rotate).status, 200);
    assert_eq!((beat(&again), beat(&new)), (200, 401), "any request with it is the first");
}

#[test]
fn a_machine_that_begins_anew_with_a_third_key_loses_the_second() {
    let running = central();
    let old = running.terminal(1);
    let ((second, to_second), (third, to_third)) = (next(&old, 51), next(&old, 52));
    assert_eq!(old.post("/v1/rotate", &to_second).status, 200);
    assert_eq!(old.post("/v1/rotate", &to_third).status, 200);
    assert_eq!((beat(&second), beat(&third), beat(&old)), (401, 200, 401));
}

#[test]
fn nobody_takes_a_key_that_is_not_proved_or_is_anothers() {
    let running = central();
    let (one, two) = (running.terminal(1), running.terminal(2));
    let (_, of_two) = next(&two, 51);
    assert_eq!(one.post("/v1/rotate", &of_two).status, 400, "proved for another machine");
    let old = one.key.verifying_key().to_bytes();
    let stolen = Rotate::new(&one.stream, &old, &two.key);
    assert_eq!(one.post("/v1/rotate", &stolen).status, 400, "another machine's key");
    assert_eq!(two.post("/v1/rotate", &of_two).status, 200);
    let promised = Rotate::new(&one.stream, &old, &SigningKey::from_bytes(&[51; 32]));
    assert_eq!(one.post("/v1/rotate", &promised).status, 400, "one that another machine changes to");
    let k01 = "K01".parse().unwrap();
    running.central.with_store(move |store| store.revoke(&k01, false).unwrap()).unwrap();
    let (_, rotate) = next(&one, 53);
    assert_eq!(one.post("/v1/rotate", &rotate).status, 403, "out of service");
    assert_eq!((beat(&one), beat(&two)), (200, 200), "a retired one still tells what it has");
}
