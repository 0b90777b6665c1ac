//! What a waiting terminal is told, and what is not told to it: pages with a beat, pages shared by many, and what was
//! decided about a machine while its beat was held or in another process.

use std::sync::{Arc, Barrier};
use std::time::{Duration, Instant};

use anjungan_central::store::{RowChange, Store};
use anjungan_wire::feed::{Cursor, FeedAnswer, Page};
use anjungan_wire::id::Scope;
use anjungan_wire::request::{Beat, BeatAnswer};
use ed25519_dalek::SigningKey;

use crate::fleet::{beat, well};
use crate::kit::{Running, Terminal, central, page, push_of};

/// Longer than any answer here takes, and shorter than a beat that is held to its end.
const SOON: Duration = Duration::from_secs(40);

fn publish(running: &Running, id: &str, text: &str) {
    let (id, body) = (id.to_owned(), Some(format!("{{\"t\":\"{text}\"}}")));
    let row = RowChange { id, body };
    running
        .central
        .with_store(move |store| store.publish_rows(&Scope::Announcements, vec![row], 1))
        .unwrap()
        .unwrap();
}

fn held(terminal: &Terminal, after: u64) -> BeatAnswer {
    let cursor = Cursor { scope: Scope::Announcements, epoch: terminal.enrolled.epoch, after };
    let beat = Beat { cursors: vec![cursor], wait_s: Some(50), ..beat(terminal, well()) };
    let answer = terminal.post("/v1/beat", &beat);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn feed(terminal: &Terminal, after: u64) -> Page {
    let query = format!("epoch={}&after={after}&floor={after}&limit=200", terminal.enrolled.epoch);
    let answer = terminal.get("/v1/feed/announcements", &query);
    assert_eq!(answer.status, 200, "{}", answer.text());
    page(answer.json::<FeedAnswer>())
}

fn same(one: &Page, other: &Page) -> bool {
    serde_json::to_string(one).unwrap() == serde_json::to_string(other).unwrap()
}

/// Waits until so many beats are held.
fn until_held(running: &Running, count: usize) {
    let begun = Instant::now();
    while running.central.beats_held() != count {
        assert!(begun.elapsed() < SOON, "{} beats are held", running.central.beats_held());
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_beat_that_was_held_brings_what_is_new_and_it_is_what_the_feed_says() {
    let running = central();
    publish(&running, "a", "before");
    let terminals: Vec<Arc<Terminal>> = (1..=3).map(|seed| Arc::new(running.terminal(seed))).collect();
    let begun = Instant::now();
    let waiting: Vec<_> = terminals
        .iter()
        .map(|terminal| {
            let terminal = Arc::clone(terminal);
            std::thread::spawn(move || held(&terminal, 1))
        })
        .collect();
    publish(&running, "b", "news");
    for (waits, terminal) in waiting.into_iter().zip(&terminals) {
        let answer = waits.join().unwrap();
        let [(scope, told)] = answer.pages.as_slice() else { panic!("one feed moved: {:?}", answer.pages) };
        assert_eq!((scope, told.rows.len(), told.next), (&Scope::Announcements, 1, 2));
        assert_eq!(answer.heads, [(Scope::Announcements, 2)]);
        assert!(same(told, &feed(terminal, 1)), "{told:?}");
    }
    assert!(begun.elapsed() < SOON, "not for its time being over");
    // Whoever is behind when it asks is told the same at once.
    let late = held(&terminals[0], 0);
    assert!(same(&late.pages[0].1, &feed(&terminals[0], 0)));
}

#[test]
fn what_another_process_publishes_ends_a_beat_that_began_before_it_and_one_that_began_after() {
    let running = central();
    let terminal = Arc::new(running.terminal(1));
    let mut outside = Store::open(running.dir.path()).unwrap();
    let mut publish = |no: u64| {
        let row = RowChange { id: "a".into(), body: Some(format!("{{\"no\":{no}}}")) };
        outside.publish_rows(&Scope::Announcements, vec![row], 1).unwrap();
    };
    for no in (0..6).step_by(2) {
        let begun = Instant::now();
        publish(no + 1);
        let after = held(&terminal, no);
        assert_eq!((after.heads[0].1, after.pages[0].1.next), (no + 1, no + 1));
        let waiting = {
            let terminal = Arc::clone(&terminal);
            std::thread::spawn(move || held(&terminal, no + 1))
        };
        until_held(&running, 1);
        publish(no + 2);
        let before = waiting.join().unwrap();
        assert_eq!((before.heads[0].1, before.pages[0].1.next), (no + 2, no + 2));
        assert!(begun.elapsed() < SOON, "not for its time being over");
    }
}

#[test]
fn what_is_much_is_not_sent_with_a_beat() {
    let running = central();
    let terminal = running.terminal(1);
    publish(&running, "large", &"x".repeat(40_000));
    let answer = held(&terminal, 0);
    assert_eq!((answer.heads.as_slice(), answer.pages.len()), ([(Scope::Announcements, 1)].as_slice(), 0));
    assert_eq!(feed(&terminal, 0).rows.len(), 1);
}

#[test]
fn a_page_that_many_ask_for_is_the_same_until_something_changes() {
    let running = central();
    let (one, other) = (running.terminal(1), running.terminal(2));
    for no in 0..30 {
        publish(&running, &no.to_string(), &"y".repeat(100));
    }
    let first = feed(&one, 0);
    assert!(same(&first, &feed(&other, 0)) && first.rows.len() == 30);
    // Not through central: as an import on the command line does it.
    let mut outside = Store::open(running.dir.path()).unwrap();
    outside.publish_rows(&Scope::Announcements, vec![RowChange { id: "3".into(), body: None }], 1).unwrap();
    let next = feed(&one, 0);
    assert_eq!((next.count, next.head, next.rows.iter().filter(|row| row.del).count()), (29, 31, 1));
    outside.purge_tombstones_up_to(&Scope::Announcements, 31).unwrap();
    assert_eq!(feed(&one, 0).rows.iter().filter(|row| row.del).count(), 0, "forgotten, under the same head");
    // Plain and compressed are the same: the usual client asks for gzip, and unpacks it by itself.
    let query = format!("epoch={}&after=0&floor=0&limit=200", one.enrolled.epoch);
    let plain = one.get_with("/v1/feed/announcements", &query, &[("accept-encoding", "identity")]);
    assert!(same(&page(plain.json()), &feed(&other, 0)));
    outside.begin_new_epoch().unwrap();
    let answer: FeedAnswer = one.get("/v1/feed/announcements", &query).json();
    assert!(matches!(answer, FeedAnswer::Reset(_)), "another history");
}

#[test]
fn what_another_process_decides_about_a_machine_counts_for_its_next_request() {
    let running = central();
    let terminal = running.terminal(1);
    let status = || terminal.post("/v1/beat", &beat(&terminal, well())).status;
    assert_eq!((status(), status()), (200, 200), "known by now");
    let mut outside = Store::open(running.dir.path()).unwrap();
    outside.revoke(&terminal.enrolled.kiosk, false).unwrap();
    let answer: BeatAnswer = terminal.post("/v1/beat", &beat(&terminal, well())).json();
    assert!(answer.revocation.is_some(), "a retired one is told so");
    assert_eq!(terminal.get("/v1/feed/announcements", "").status, 403);
    outside.revoke(&terminal.enrolled.kiosk, true).unwrap();
    assert_eq!(status(), 403, "a lost one is not heard");
}

#[test]
fn who_is_taken_out_of_service_while_its_beat_is_held_is_told_nothing_new() {
    let running = central();
    let terminal = Arc::new(running.terminal(1));
    let waiting = {
        let terminal = Arc::clone(&terminal);
        std::thread::spawn(move || held(&terminal, 0))
    };
    until_held(&running, 1);
    let kiosk = terminal.enrolled.kiosk.clone();
    running
        .central
        .with_store(move |store| {
            store.revoke(&kiosk, false).unwrap();
            let row = RowChange { id: "secret".into(), body: Some("{}".into()) };
            store.publish_rows(&Scope::Announcements, vec![row], 1).unwrap();
        })
        .unwrap();
    let answer = waiting.join().unwrap();
    assert_eq!((answer.heads.as_slice(), answer.pages.len()), ([(Scope::Announcements, 1)].as_slice(), 0));
}

#[test]
fn of_many_that_beat_at_once_each_is_told_its_own_and_none_for_another() {
    const ROUNDS: usize = 4;
    let running = central();
    // Of each as many facts as its number: what it is told of its stream is nobody else's.
    let terminals: Vec<Terminal> = (1..=24).map(|seed| running.terminal(seed)).collect();
    for (terminal, facts) in terminals.iter().zip(1..) {
        let push = push_of(terminal.stream, (1..=facts).map(|no| terminal.op(no)).collect());
        assert_eq!(terminal.post("/v1/push", &push).status, 200);
    }
    let kiosks: Vec<_> = terminals.iter().map(|terminal| terminal.enrolled.kiosk.clone()).collect();
    let (retired, lost) = (kiosks[3].clone(), kiosks[7].clone());
    // One that nobody enrolled, and one that says it is another.
    let stranger = Terminal::new(
        SigningKey::from_bytes(&[99; 32]),
        &terminals[0].authority,
        terminals[0].stream,
        terminals[0].enrolled.clone(),
    );
    let all_at_once = || -> Vec<(u16, Option<BeatAnswer>)> {
        let together = Barrier::new(terminals.len() + 1);
        std::thread::scope(|threads| {
            let beats: Vec<_> = terminals
                .iter()
                .chain([&stranger])
                .map(|terminal| {
                    let together = &together;
                    threads.spawn(move || {
                        let said = beat(terminal, well());
                        together.wait();
                        let answer = terminal.post("/v1/beat", &said);
                        (answer.status, (answer.status == 200).then(|| answer.json()))
                    })
                })
                .collect();
            beats.into_iter().map(|beat| beat.join().unwrap()).collect()
        })
    };
    let told = |answers: &[(u16, Option<BeatAnswer>)]| -> Vec<(u16, Option<u64>)> {
        answers.iter().map(|(status, answer)| (*status, answer.as_ref().map(|answer| answer.hwm))).collect()
    };
    let mut expected: Vec<(u16, Option<u64>)> = (1..=24).map(|hwm| (200, Some(hwm))).collect();
    expected.push((401, None));
    for _ in 0..ROUNDS {
        assert_eq!(told(&all_at_once()), expected);
    }
    // By another process, between two crowds.
    let mut outside = Store::open(running.dir.path()).unwrap();
    outside.revoke(&retired, false).unwrap();
    outside.revoke(&lost, true).unwrap();
    expected[7] = (403, None);
    for _ in 0..ROUNDS {
        let answers = all_at_once();
        assert_eq!(told(&answers), expected);
        let revoked: Vec<usize> = (0..24)
            .filter(|at| answers[*at].1.as_ref().is_some_and(|answer| answer.revocation.is_some()))
            .collect();
        assert_eq!(revoked, [3], "a retired one is told so, and nobody else is");
    }
}
