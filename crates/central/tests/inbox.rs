//! Taking pushes in: protocol rules 3 and 4.

use anjungan_central::figures::{Name, Period};
use anjungan_central::store::{Delivered, Delivery, Opened, PushRefusal, Stands, Store};
use anjungan_wire::fact::{
    Print, PrintChange, PrintSort, SearchMiss, Service, ServiceAct, Ticket, TicketOutcome,
};
use anjungan_wire::op::{Clock, Op, OpKind};
use anjungan_wire::request::{Beat, Enrol, Health};
use proptest::prelude::*;

use crate::kit::{STREAM, clock, count, database, invite, op, op_of, push_of, store};

fn ops(store: &Store, stream: u8, numbers: impl IntoIterator<Item = u64>) -> Vec<Op> {
    let key = store.sealing_key();
    numbers.into_iter().map(|no| op(&key, STREAM.n(stream), no)).collect()
}

fn send(store: &mut Store, ops: Vec<Op>) -> Result<u64, PushRefusal> {
    let stream = STREAM.n(1);
    store.push(&stream, &push_of(stream, ops), 5_000).map(|answer| answer.hwm)
}

#[test]
fn pushing_twice_applies_once() {
    let mut store = store();
    let first = ops(&store, 1, 1..=3);
    assert_eq!(send(&mut store, first.clone()).unwrap(), 3);
    assert_eq!(send(&mut store, first.clone()).unwrap(), 3);
    let mut more = first[1..].to_vec();
    more.extend(ops(&store, 1, 4..=5));
    assert_eq!(send(&mut store, more).unwrap(), 5);
    assert_eq!((count(&store, "inbox"), count(&store, "visit")), (5, 5));
}

#[test]
fn an_empty_push_asks_how_far_central_is() {
    let mut store = store();
    assert_eq!(send(&mut store, vec![]).unwrap(), 0);
    let first = ops(&store, 1, 1..=2);
    send(&mut store, first).unwrap();
    assert_eq!(send(&mut store, vec![]).unwrap(), 2);
    assert_eq!(count(&store, "inbox_gap"), 0);
}

#[test]
fn a_hole_stops_it_and_a_late_one_fills_it() {
    let mut store = store();
    let all = ops(&store, 1, 1..=4);
    assert_eq!(send(&mut store, vec![all[0].clone(), all[2].clone(), all[3].clone()]).unwrap(), 1);
    assert_eq!(send(&mut store, all[3..].to_vec()).unwrap(), 1);
    assert_eq!(send(&mut store, all[1..].to_vec()).unwrap(), 4);
    assert_eq!(count(&store, "visit"), 4);
}

#[test]
fn ops_out_of_order_stop_at_the_first_hole() {
    let mut store = store();
    let all = ops(&store, 1, 1..=3);
    assert_eq!(send(&mut store, vec![all[1].clone(), all[0].clone(), all[2].clone()]).unwrap(), 0);
    assert_eq!(send(&mut store, vec![all[0].clone(), all[0].clone(), all[1].clone()]).unwrap(), 2);
}

#[test]
fn other_bytes_under_the_same_number_are_a_conflict() {
    let mut store = store();
    let all = ops(&store, 1, 1..=3);
    send(&mut store, all[..2].to_vec()).unwrap();
    // Sealed anew: another ephemeral key, so other bytes, though the fact is the same.
    let again = ops(&store, 1, 2..=2);
    let refusal = send(&mut store, vec![all[0].clone(), again[0].clone(), all[2].clone()]).unwrap_err();
    assert!(matches!(refusal, PushRefusal::Conflict { no: 2 }), "{refusal}");
    assert_eq!(store.hwm(&STREAM.n(1)).unwrap(), 2);
    let mut other_clock = all[1].clone();
    other_clock.clock = clock(77);
    assert!(matches!(send(&mut store, vec![other_clock]), Err(PushRefusal::Conflict { no: 2 })));
    assert_eq!(send(&mut store, all).unwrap(), 3, "the right ones go on");
}

#[test]
fn a_restored_central_goes_on_behind_a_written_gap() {
    let mut store = store();
    let stream = STREAM.n(1);
    let all = ops(&store, 1, 1..=9);
    send(&mut store, all[..2].to_vec()).unwrap();
    let mut push = push_of(stream, all[5..7].to_vec());
    push.oldest = 6;
    assert_eq!(store.push(&stream, &push, 1).unwrap().hwm, 7);
    assert_eq!(store.gaps().unwrap(), [(stream, 3, 5)]);
    assert_eq!(store.push(&stream, &push, 1).unwrap().hwm, 7, "and only once");
    assert_eq!(store.gaps().unwrap().len(), 1);
    // One that was under way all the time arrives after all.
    assert_eq!(send(&mut store, all[3..4].to_vec()).unwrap(), 7);
    assert_eq!(send(&mut store, all[3..4].to_vec()).unwrap(), 7);
    assert_eq!((count(&store, "inbox"), count(&store, "visit")), (5, 5));
}

#[test]
fn an_oldest_that_is_not_what_is_sent_makes_no_gap() {
    let mut store = store();
    let stream = STREAM.n(1);
    for (oldest, first) in [(5, 6), (9, 6)] {
        let mut push = push_of(stream, ops(&store, 1, first..=first));
        push.oldest = oldest;
        assert_eq!(store.push(&stream, &push, 1).unwrap().hwm, 0, "oldest {oldest}");
    }
    for oldest in [0, u64::MAX] {
        let mut push = push_of(stream, ops(&store, 1, 6..=6));
        push.oldest = oldest;
        let refused = store.push(&stream, &push, 1);
        assert!(matches!(refused, Err(PushRefusal::Malformed { .. })), "{oldest}: {refused:?}");
    }
    let mut push = push_of(stream, ops(&store, 1, 1..=1));
    push.oldest = 1;
    assert_eq!(store.push(&stream, &push, 1).unwrap().hwm, 1);
    assert!(store.gaps().unwrap().is_empty());
}

#[test]
fn what_can_not_be_applied_is_held_and_delays_nobody() {
    let mut store = store();
    let stream = STREAM.n(1);
    let key = store.sealing_key();
    let secret = "3216081234567890";
    let mut wrong_key = op(&key, stream, 3);
    wrong_key.sealed.key = "nobody".into();
    let mut moved = op(&key, stream, 9);
    moved.no = 4;
    let mut kind = op(&key, stream, 5);
    kind.kind = OpKind::Ticket;
    let mut short = op(&key, stream, 6);
    short.sealed.bytes.truncate(7);
    let all = vec![
        op(&key, stream, 1),
        op_of(&key, stream, 2, format!("{{\"seconds\":\"{secret}\"}}").as_bytes()),
        wrong_key,
        moved,
        kind,
        short,
        op(&key, stream, 7),
    ];
    assert_eq!(send(&mut store, all).unwrap(), 7);
    assert_eq!(count(&store, "visit"), 2);
    let held = store.held().unwrap();
    assert_eq!(held.iter().map(|op| op.no).collect::<Vec<_>>(), [2, 3, 4, 5, 6]);
    assert!(held.iter().all(|op| !op.reason.is_empty() && !op.reason.contains(secret)), "{held:?}");
    assert_eq!(store.retry_held().unwrap(), 0);
    assert_eq!(store.held().unwrap().len(), 5);
    assert_eq!(visits_counted(&store), 2, "each once, though the batch was done twice");
}

/// Visits in the figures of the day on which these tests' facts happen, of no kiosk.
fn visits_counted(store: &Store) -> u64 {
    let day = "1970-01-01".parse().unwrap();
    let figures = store.figures(Period::new(day, day).unwrap(), &Stands::default()).unwrap();
    figures.totals.all(Name::Visit).count
}

#[test]
fn what_a_table_refuses_when_all_is_written_is_held_alone() {
    let mut store = store();
    // Nothing writes such a row: it stands for whatever a rule of a table may forbid one day.
    database(store.dir())
        .execute(
            "INSERT INTO visit VALUES (?1, 2, 0, 'synced', 1, 'finished', 'id', 0, 0, 0, 0)",
            [STREAM.n(1).to_string()],
        )
        .unwrap();
    let all = ops(&store, 1, 1..=3);
    assert_eq!(send(&mut store, all).unwrap(), 3);
    let held = store.held().unwrap();
    assert_eq!(held.iter().map(|op| op.no).collect::<Vec<_>>(), [2]);
    assert_eq!((count(&store, "visit"), visits_counted(&store)), (3, 2));
}

#[test]
fn a_kind_from_the_future_is_kept_and_told_apart() {
    let mut store = store();
    let stream = STREAM.n(1);
    let known = op(&store.sealing_key(), stream, 1);
    let future = |kind: &str| Delivery {
        stream,
        oldest: 1,
        ops: vec![Delivered {
            no: 1,
            kind: kind.into(),
            clock: known.clock,
            sealed: known.sealed.clone(),
            opened: Opened::default(),
        }],
    };
    assert_eq!(store.deliver(&stream, future("dance"), 1).unwrap().hwm, 1);
    assert_eq!(store.deliver(&stream, future("dance"), 1).unwrap().hwm, 1);
    assert!(matches!(store.deliver(&stream, future("survez"), 1), Err(PushRefusal::Conflict { no: 1 })));
    assert_eq!(store.held().unwrap()[0].kind, "dance");
}

#[test]
fn every_kind_has_its_table() {
    let mut store = store();
    let stream = STREAM.n(1);
    let key = store.sealing_key();
    let ticket = Ticket {
        number: "K07-000123".into(),
        vacancy: "local:1".into(),
        outcome: TicketOutcome::Printed,
        cause: None,
    };
    let miss = SearchMiss {
        words: "operator forklift".into(),
        place: Some("3216".parse().unwrap()),
        day: "2026-11-22".parse().unwrap(),
    };
    let change = |state: &str, mono_ms| PrintChange {
        state: state.into(),
        cause: None,
        wall_ms: 9,
        mono_ms,
        status: Some("14 00 00 00".into()),
    };
    let print = Print {
        job: 7,
        number: "K07-0123-X".into(),
        sort: PrintSort::Ticket,
        copy: 1,
        card: None,
        changes: vec![change("queued", 1), change("sending", u64::MAX)],
    };
    let service = Service { act: ServiceAct::PutOutOfOrder, code: Some("P03".into()) };
    let sealed = |no, kind, fact: String| Op {
        no,
        kind,
        clock: clock(9),
        sealed: key.seal(&stream, no, kind, fact.as_bytes()).unwrap(),
    };
    let all = vec![
        sealed(1, OpKind::Ticket, serde_json::to_string(&ticket).unwrap()),
        sealed(2, OpKind::SearchMiss, serde_json::to_string(&miss).unwrap()),
        sealed(3, OpKind::Print, serde_json::to_string(&print).unwrap()),
        sealed(4, OpKind::Service, serde_json::to_string(&service).unwrap()),
    ];
    assert_eq!(send(&mut store, all.clone()).unwrap(), 4);
    assert_eq!(send(&mut store, all).unwrap(), 4, "and once only");
    assert_eq!(store.held().unwrap(), []);
    assert_eq!(count(&store, "ticket WHERE outcome = 'printed' AND number = 'K07-000123'"), 1);
    assert_eq!(count(&store, "search_miss WHERE place = '3216' AND day = '2026-11-22'"), 1);
    assert_eq!(count(&store, "print_change WHERE job = 7 AND sort = 'ticket' AND copy = 1"), 2);
    assert_eq!(count(&store, "print_change WHERE place = 1 AND state = 'sending'"), 1);
    assert_eq!(count(&store, "service_act WHERE act = 'put-out-of-order' AND code = 'P03'"), 1);
}

#[test]
fn what_no_terminal_sends_is_refused_whole() {
    let mut store = store();
    let stream = STREAM.n(1);
    let mut push = push_of(stream, ops(&store, 1, 1..=1));
    push.ops[0].no = 0;
    assert!(matches!(store.push(&stream, &push, 1), Err(PushRefusal::Malformed { no: 0, .. })));
    push.ops[0].no = u64::MAX;
    push.oldest = u64::MAX;
    assert!(matches!(store.push(&stream, &push, 1), Err(PushRefusal::Malformed { .. })));
    let many = push_of(stream, vec![op(&store.sealing_key(), stream, 1); 201]);
    assert!(matches!(store.push(&stream, &many, 1), Err(PushRefusal::TooMany(201))));
    let others = push_of(STREAM.n(2), vec![]);
    assert!(matches!(store.push(&stream, &others, 1), Err(PushRefusal::OtherStream)));
    let mut clock = op(&store.sealing_key(), stream, 1);
    clock.clock.mono_ms = u64::MAX;
    assert_eq!(send(&mut store, vec![clock]).unwrap(), 1, "a mad clock is kept, not refused");
}

#[test]
fn an_unset_clock_is_mended_by_the_beat_of_the_same_start() {
    let mut store = store();
    let stream = STREAM.n(1);
    let code = store.invite(invite(true)).unwrap().code;
    let enrol = Enrol { code, public_key: [9; 32], stream, machine: "m".into() };
    store.enrol(&enrol, 0).unwrap();
    let boot = [4; 8];
    let beat = Beat {
        stream,
        acked: 0,
        waiting: 0,
        cursors: vec![],
        health: Health::default(),
        clock: Clock { wall_ms: 0, boot, mono_ms: 60_000, synced: false },
        wait_s: None,
    };
    let conn = crate::kit::database(store.dir());
    conn.execute(
        "UPDATE device SET beat_received_ms = 1000000, beat = ?1",
        [serde_json::to_string(&beat).unwrap()],
    )
    .unwrap();
    let mut op = op(&store.sealing_key(), stream, 1);
    op.clock = Clock { wall_ms: 7, boot, mono_ms: 20_000, synced: false };
    send(&mut store, vec![op]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(count(&store, "visit WHERE happened_by = 'unsure'"), 0);
    // 40 seconds before the beat, which central heard at 1,000,000; never after it was received (5,000).
    assert_eq!(count(&store, "visit WHERE happened_ms = 5000"), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_network_does_every_op_is_applied_once(
        windows in prop::collection::vec((1..30u64, 1..8u64), 1..40),
    ) {
        let mut store = store();
        let all = ops(&store, 1, 1..=30);
        let mut hwm = 0;
        for (from, length) in windows {
            let to = (from + length).min(30);
            let now = send(&mut store, all[from as usize - 1..to as usize].to_vec()).unwrap();
            prop_assert!(now >= hwm, "the high-water mark fell");
            prop_assert_eq!(now, if from <= hwm + 1 { hwm.max(to) } else { hwm });
            hwm = now;
        }
        while hwm < 30 {
            hwm = send(&mut store, all[hwm as usize..(hwm as usize + 7).min(30)].to_vec()).unwrap();
        }
        prop_assert_eq!((count(&store, "inbox"), count(&store, "visit")), (30, 30));
    }
}
