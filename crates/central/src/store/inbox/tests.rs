use std::time::Instant;

use anjungan_wire::fact::SearchMiss;
use anjungan_wire::op::{Clock, OpKind};

use super::*;
use crate::figures::{Name, Period};
use crate::store::figures::Stands;

const OPS: u64 = 200;

/// `OPS` facts of one terminal, from `first` on.
fn job(store: &Store, stream: StreamId, first: u64) -> PushJob {
    let key = store.sealing_key();
    let fact = SearchMiss { words: "juru las".into(), place: None, day: "2026-11-20".parse().unwrap() };
    let bytes = serde_json::to_vec(&fact).unwrap();
    let ops = (first..first + OPS).map(|no| Delivered {
        no,
        kind: OpKind::SearchMiss.as_str().into(),
        clock: Clock { wall_ms: 1, boot: [1; 8], mono_ms: 1, synced: true },
        sealed: key.seal(&stream, no, OpKind::SearchMiss, &bytes).unwrap(),
        opened: Opened::default(),
    });
    PushJob { stream, delivery: Delivery { stream, oldest: 1, ops: ops.collect() }, received_ms: 5 }
}

/// As a push comes: what central has of the stream is known before.
fn opened_by(store: &Store, job: PushJob) -> PushJob {
    let known = store.hwm(&job.stream).unwrap();
    store.open_seals(job, known)
}

#[test]
fn what_was_opened_before_is_taken_in_alike_and_what_does_not_open_is_held_alike() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    let (opened, closed) = (StreamId::new([1; 16]), StreamId::new([2; 16]));
    for stream in [opened, closed] {
        let mut job = job(&store, stream, 1);
        job.delivery.ops[7].sealed.bytes[3] ^= 1;
        if stream == opened {
            job = opened_by(&store, job);
            let open = job.delivery.ops.iter().filter(|op| op.opened.0.is_some()).count();
            assert_eq!(open as u64, OPS - 1);
        }
        let answers = store.push_batch(&[job]).unwrap();
        assert_eq!(answers[0].as_ref().unwrap().hwm, OPS);
    }
    let held: Vec<(StreamId, u64, String)> =
        store.held().unwrap().into_iter().map(|op| (op.stream, op.no, op.reason)).collect();
    assert_eq!(held[0].2, held[1].2);
    assert_eq!((held[0].0, held[0].1, held[1].0, held[1].1, held.len()), (opened, 8, closed, 8, 2));
    // What is known already is not opened for nothing.
    let again = opened_by(&store, job(&store, opened, 1));
    assert!(again.delivery.ops.iter().all(|op| op.opened.0.is_none()));
}

#[test]
fn a_batch_with_one_that_does_not_apply_is_counted_once_and_answered_as_a_whole() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    let streams = [1, 2, 3].map(|seed| StreamId::new([seed; 16]));
    let mut jobs = streams.map(|stream| job(&store, stream, 1));
    // The last op of the last: all others were applied when it is found.
    jobs[2].delivery.ops[OPS as usize - 1].sealed.bytes[3] ^= 1;
    // And the first terminal sends the same twice in one batch.
    let [one, two, three] = jobs;
    let again = PushJob { stream: one.stream, delivery: one.delivery.clone(), received_ms: 6 };
    let answers = store.push_batch(&[one, two, again, three]).unwrap();
    assert!(answers.iter().all(|answer| answer.as_ref().unwrap().hwm == OPS), "{answers:?}");
    assert_eq!(store.held().unwrap().len(), 1);
    let day = "1970-01-01".parse().unwrap();
    let figures = store.figures(Period::new(day, day).unwrap(), &Stands::default()).unwrap();
    assert_eq!(figures.totals.all(Name::SearchMiss).count, 3 * OPS - 1);
}

/// How long the writer holds everybody up for one push of 200 ops, sealed and opened before.
#[test]
#[ignore = "measures"]
fn measure_the_writers_turn() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::open(dir.path()).unwrap();
    for (seed, before) in [(1, false), (2, true), (3, false), (4, true), (5, false), (6, true)] {
        let stream = StreamId::new([seed; 16]);
        let mut job = job(&store, stream, 1);
        let opening = Instant::now();
        if before {
            job = opened_by(&store, job);
        }
        let (opening, writing) = (opening.elapsed(), Instant::now());
        store.push_batch(&[job]).unwrap().pop().unwrap().unwrap();
        println!("opened before: {before}; opening {opening:?}, the writer's turn {:?}", writing.elapsed());
    }
}
