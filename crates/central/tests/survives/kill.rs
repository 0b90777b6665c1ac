//! `kill -9` under load.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anjungan_central::store::Store;
use anjungan_wire::id::StreamId;
use anjungan_wire::op::{Op, fingerprint};
use anjungan_wire::request::PushAnswer;

use crate::kit::{self, Terminal, database, folder, push_of, serve};

const TERMINALS: u8 = 6;
const OPS: u64 = 240;
const OPS_PER_PUSH: usize = 5;
const KILLS: u64 = 4;
/// Between two looks at another process: nothing wakes anybody when it is there.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

/// For the whole of it, which takes seconds on a machine that does nothing else.
const ALL_MAX: Duration = Duration::from_secs(300);

/// A terminal with everything it will ever say: an op is sealed once, so it has the same bytes each time it is sent.
struct Sender {
    terminal: Terminal,
    ops: Vec<Op>,
    /// What it was told that central has.
    told: AtomicU64,
}

impl Sender {
    /// Sends until all of it is acknowledged, wherever central is now.
    fn send_all(&self, authority: &Mutex<String>, acknowledged: &AtomicU64, end: Instant) {
        loop {
            let told = self.told.load(Ordering::SeqCst);
            assert!(Instant::now() < end, "{told} of {} ops were acknowledged in time", self.ops.len());
            let ops: Vec<Op> = self.ops.iter().skip(told as usize).take(OPS_PER_PUSH).cloned().collect();
            if ops.is_empty() {
                return;
            }
            let at = authority.lock().unwrap().clone();
            let push = push_of(self.terminal.stream, ops);
            let Some(answer) = self.terminal.at(&at).try_post("/v1/push", &push) else {
                std::thread::sleep(LOOK_AGAIN);
                continue;
            };
            if answer.status == 200 {
                let hwm = answer.json::<PushAnswer>().hwm;
                self.told.store(hwm, Ordering::SeqCst);
                acknowledged.fetch_add(hwm - told, Ordering::SeqCst);
            }
        }
    }
}

fn hwm(store: &Store, stream: &StreamId) -> u64 {
    store.hwm(stream).unwrap()
}

#[test]
fn killed_under_load_it_has_everything_that_it_acknowledged() {
    let dir = folder();
    let mut store = Store::open(dir.path()).unwrap();
    let mut serving = serve(dir.path());
    let senders: Vec<Sender> = (1..=TERMINALS)
        .map(|seed| {
            let code = store.invite(kit::invite(true)).unwrap().code;
            let terminal = kit::enrol_at(&serving.authority, seed, &code).unwrap();
            let ops = (1..=OPS).map(|no| terminal.op(no)).collect();
            Sender { terminal, ops, told: AtomicU64::new(0) }
        })
        .collect();
    let (authority, acknowledged) = (Mutex::new(serving.authority.clone()), AtomicU64::new(0));
    let all = u64::from(TERMINALS) * OPS;
    let end = Instant::now() + ALL_MAX;
    // It serves until everything is sent.
    let serving = std::thread::scope(|threads| {
        let sending: Vec<_> = senders
            .iter()
            .map(|sender| threads.spawn(|| sender.send_all(&authority, &acknowledged, end)))
            .collect();
        for kill in 1..=KILLS {
            while acknowledged.load(Ordering::SeqCst) < all * kill / (KILLS + 1) {
                assert!(!sending.iter().any(|one| one.is_finished()), "the load goes on until the last kill");
                assert!(Instant::now() < end, "too little was acknowledged before kill {kill}");
                std::thread::sleep(LOOK_AGAIN);
            }
            serving.kill();
            // Before anybody sends again.
            for sender in &senders {
                let told = sender.told.load(Ordering::SeqCst);
                let has = hwm(&store, &sender.terminal.stream);
                assert!(has >= told, "kill {kill}: {told} acknowledged, {has} there");
            }
            serving = serve(dir.path());
            *authority.lock().unwrap() = serving.authority.clone();
        }
        serving
    });
    drop(serving);
    // Each once, with the bytes that were sent.
    let conn = database(dir.path());
    for sender in &senders {
        let kept: Vec<(i64, [u8; 32])> = conn
            .prepare_cached("SELECT no, fingerprint FROM inbox WHERE stream = ?1 ORDER BY no")
            .unwrap()
            .query_map([sender.terminal.stream.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let sent: Vec<_> = sender
            .ops
            .iter()
            .map(|op| (op.no.cast_signed(), fingerprint(op.no, op.kind.as_str(), &op.clock, &op.sealed)))
            .collect();
        assert!(kept == sent, "{} ops of {}", kept.len(), sent.len());
    }
    let visits: i64 = conn.query_row("SELECT count(*) FROM visit", [], |row| row.get(0)).unwrap();
    assert_eq!(visits.cast_unsigned(), all, "and each was applied once");
}
