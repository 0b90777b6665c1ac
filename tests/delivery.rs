//! Applications from the first tap to central's acknowledgement, under everything that may happen in between.
//!
//! ```text
//!   terminal (a real process, killed) ──▶ proxy that loses, cuts, doubles, delays, reorders, refuses ──▶ central
//!        └─ says which receipts it showed                                              (restarted now and then)
//! ```
//!
//! The terminal is `anjungan::terminal`, whole, in a process of its own: this test program again, told by the
//! environment to be one. What it shows it writes on its standard output, after the event that a screen would draw.
//!
//! About 120 lives end in a kill. `ANJUNGAN_KILLS=1000 cargo test --test e2e delivery -- --nocapture` goes on until there
//! were a thousand. What a power cut leaves is in `power`.

pub mod kiosk;
pub mod rough_proxy;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Lines};
use std::path::Path;
use std::process::{Child, ChildStdout};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::printing::stand::Dice;
use crate::whole::house::{Office, until};

use kiosk::Kiosk;
use rough_proxy::RoughProxy;

/// Applications whose receipt was shown, at least.
const SHOWN: usize = 1_000;
/// Kills, at least, when the environment asks for more than the receipts need.
const KILLS: &str = "ANJUNGAN_KILLS";
/// Most lives end after so many receipts, at most.
const RECEIPTS_MAX: u64 = 16;
/// … and so many milliseconds later: the moment is the point.
const MORE_MS_MAX: u64 = 40;
/// Every eighth ends within so many milliseconds after its start instead.
const STARTING_MS_MAX: u64 = 400;
/// Central is stopped and started again after so many lives.
const LIVES_OF_CENTRAL: u32 = 25;

#[test]
fn every_application_whose_receipt_was_shown_arrives_exactly_once() {
    let mut office = Office::open();
    let proxy = RoughProxy::before(office.addr(), Dice::seeded("delivery"));
    let kiosk = Kiosk::new(&proxy.address, &office.invite(true));
    kiosk.enrol();
    proxy.be_rough();

    let mut dice = Dice::seeded("kills");
    let kills = std::env::var(KILLS).map_or(0, |kills| kills.parse().expect("a whole number"));
    let (mut shown, mut lives, mut unacknowledged) = (Vec::new(), 0, Vec::new());
    while shown.len() < SHOWN || lives < kills {
        let life = kiosk.live(lives);
        shown.extend(killed_at_random(life, &mut dice));
        unacknowledged.push(waiting(&kiosk.ledger()));
        lives += 1;
        assert!(
            (lives as usize) < SHOWN + kills as usize,
            "no life lasts long enough: {} receipts",
            shown.len()
        );
        if lives % LIVES_OF_CENTRAL == 0 {
            office.stop();
            office.start_again();
        }
    }
    let faults = proxy.behave();
    let mut last = kiosk.drain();
    let mut left = waiting(&kiosk.ledger());
    while left > 0 {
        left = until("more to be delivered", || Some(waiting(&kiosk.ledger())).filter(|now| *now < left));
    }
    last.kill().unwrap();
    last.wait().unwrap();

    let stored = receipts(&kiosk.ledger());
    let arrived = arrived(&office.data().join("central.db"));
    let distinct: BTreeSet<&String> = shown.iter().collect();
    assert_eq!(distinct.len(), shown.len(), "a receipt is shown once");
    for receipt in &shown {
        assert_eq!(stored.get(receipt), Some(&true), "{receipt} was shown and is not whole on the disk");
        assert_eq!(arrived.get(receipt), Some(&1), "{receipt} was shown");
    }
    // What was stored and never shown: the kill came between the commit and the screen.
    let unshown: Vec<&String> = stored.keys().filter(|receipt| !distinct.contains(receipt)).collect();
    assert!(unshown.len() <= lives as usize, "one in hand at a time: {unshown:?}");
    for receipt in &unshown {
        assert_eq!((stored[*receipt], arrived.get(*receipt)), (true, Some(&1)), "{receipt} is half there");
    }
    assert_eq!(arrived.len(), stored.len(), "and central has nothing that was never stored");
    let undelivered = unacknowledged.iter().filter(|waiting| **waiting > 0).count();
    assert!(undelivered > lives as usize / 4, "too few kills between the receipt and the acknowledgement");

    println!("{} receipts shown, {} stored and not shown, {lives} kills", shown.len(), unshown.len());
    println!(
        "{undelivered} of the kills came with facts undelivered, at most {:?}",
        unacknowledged.iter().max()
    );
    println!("faults: {faults:?}");
    assert!(faults.values().all(|count| *count > 0), "every fault has its turn");
}

/// Lets it show receipts, ends it, and says which it showed.
fn killed_at_random(mut life: Child, dice: &mut Dice) -> Vec<String> {
    let mut lines = BufReader::new(life.stdout.take().unwrap()).lines();
    let mut shown = Vec::new();
    let more_ms = if dice.below(8) == 0 {
        STARTING_MS_MAX
    } else {
        let wanted = dice.below(RECEIPTS_MAX);
        shown.extend(receipts_in(&mut lines).take(wanted as usize + 1));
        MORE_MS_MAX
    };
    // Not waiting for anything: the moment is the point.
    std::thread::sleep(Duration::from_millis(dice.below(more_ms)));
    life.kill().unwrap();
    life.wait().unwrap();
    shown.extend(receipts_in(&mut lines));
    shown
}

/// A line that was cut off by the kill was not shown whole.
pub fn receipts_in(lines: &mut Lines<BufReader<ChildStdout>>) -> impl Iterator<Item = String> {
    lines
        .map_while(Result::ok)
        .filter_map(|line| line.strip_prefix(kiosk::SHOWN)?.strip_suffix(kiosk::END).map(str::to_owned))
}

pub fn read_only(path: &Path) -> Connection {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    db.busy_timeout(Duration::from_secs(5)).unwrap();
    db
}

/// Facts that central has not acknowledged.
pub fn waiting(ledger: &Path) -> u64 {
    read_only(ledger).query_row("SELECT last_no - acked FROM device", [], |row| row.get(0)).unwrap()
}

/// Every receipt that the terminal gave, and whether its sealed application is there; no application is without one.
pub fn receipts(ledger: &Path) -> BTreeMap<String, bool> {
    let db = read_only(ledger);
    let sql =
        "SELECT number, EXISTS (SELECT 1 FROM outbox WHERE outbox.no = receipt.no AND kind = 'application'
        AND length(sealed) > 0) FROM receipt";
    let mut statement = db.prepare(sql).unwrap();
    let receipts = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let receipts: BTreeMap<String, bool> = receipts.map(Result::unwrap).collect();
    let ops: usize =
        db.query_row("SELECT count(*) FROM outbox WHERE kind = 'application'", [], |row| row.get(0)).unwrap();
    assert_eq!(ops, receipts.len(), "a receipt for every application");
    receipts
}

/// How often each application is at central. Its inbox has every op once, without a hole, and none is held.
pub fn arrived(central: &Path) -> BTreeMap<String, u32> {
    let db = read_only(central);
    let number = |sql: &str| -> u64 { db.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(number("SELECT count(*) FROM inbox WHERE status = 'held'"), 0);
    assert_eq!(number("SELECT count(*) FROM inbox_gap"), 0);
    assert_eq!(number("SELECT count(*) FROM inbox"), number("SELECT max(no) FROM inbox"));
    assert_eq!(number("SELECT hwm FROM inbox_stream"), number("SELECT max(no) FROM inbox"));
    let applications = number("SELECT count(*) FROM inbox WHERE kind = 'application'");
    assert_eq!(applications, number("SELECT count(*) FROM application"));
    assert_eq!(number("SELECT count(*) FROM application WHERE merged = 1 OR duplicate_of IS NOT NULL"), 0);
    let mut statement = db.prepare("SELECT receipt, count(*) FROM application GROUP BY receipt").unwrap();
    let arrived = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    arrived.map(Result::unwrap).collect()
}
