//! The real process is killed at random moments while it prints, until 500 tickets were begun; the printer goes on.
//! Each next process settles what it finds. In the end, ledger and paper are laid side by side.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rusqlite::Connection;

use super::stand::{Dice, Stand, enrolled_ledger};

const TICKETS: u64 = 500;
/// Most processes are killed within so many milliseconds after they reported a first ticket: one that has to ask the
/// printer for what the last one left takes up to two seconds before.
const PRINTING_MS_MAX: u64 = 1_200;
/// Every eighth is killed within so many milliseconds after its start instead.
const STARTING_MS_MAX: u64 = 2_500;

/// A print job as the ledger has it.
#[derive(Debug)]
struct Row {
    number: String,
    copy: u32,
    state: String,
    /// The states it went through.
    path: Vec<String>,
}

fn rows(stand: &Stand) -> BTreeMap<i64, Row> {
    let db = Connection::open(stand.data().join("ledger.db")).unwrap();
    let mut query = db.prepare("SELECT id, number, copy, state FROM print_job ORDER BY id").unwrap();
    let mut path = db.prepare("SELECT state FROM print_event WHERE job = ?1 ORDER BY id").unwrap();
    let rows = query.query_map([], |row| {
        let id = row.get(0)?;
        let path = path.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok((id, Row { number: row.get(1)?, copy: row.get(2)?, state: row.get(3)?, path }))
    });
    rows.unwrap().map(Result::unwrap).collect()
}

fn selftest(stand: &Stand, tickets: u64) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_anjungan"));
    command.args(["selftest", "--tickets", &tickets.to_string(), "--config"]).arg(stand.config());
    command.env("RUST_LOG", "error").stdin(Stdio::null()).stdout(Stdio::piped());
    command
}

fn kill_at_random(mut process: Child, dice: &mut Dice) {
    let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
    let most_ms = if dice.below(8) == 0 {
        STARTING_MS_MAX
    } else {
        let ticket = |line: &String| line.starts_with("K07-") && !line.contains("of an earlier run");
        // What it says afterwards stays in the pipe, which holds thousands of lines.
        lines.by_ref().find(ticket).expect("it prints");
        PRINTING_MS_MAX
    };
    // Not waiting for anything: the moment is the point.
    std::thread::sleep(Duration::from_millis(dice.below(most_ms)));
    process.kill().unwrap();
    process.wait().unwrap();
}

#[test]
fn killed_at_random_moments_the_ledger_never_says_more_than_the_paper() {
    let stand = Stand::fast();
    drop(enrolled_ledger(&stand.data()));
    let mut dice = Dice::seeded("kill");
    let mut found_at_kill = BTreeMap::new();
    let mut kills = 0;
    loop {
        kill_at_random(selftest(&stand, TICKETS).spawn().unwrap(), &mut dice);
        kills += 1;
        let rows = rows(&stand);
        for (id, row) in &rows {
            if UNSETTLED.contains(&row.state.as_str()) {
                found_at_kill.insert(*id, row.state.clone());
            }
        }
        if rows.len() as u64 >= TICKETS {
            break;
        }
        assert!(kills < TICKETS, "no process lives long enough to print: {} rows", rows.len());
    }
    let last = selftest(&stand, 1).status().unwrap();
    assert_eq!(last.code(), Some(0), "the last one prints, after it settled what was left");

    let rows = rows(&stand);
    let papers = stand.papers();
    let numbers = stand.numbers();
    let mut tally = BTreeMap::<(String, String, bool), u32>::new();
    for (id, row) in &rows {
        let out = numbers.get(&row.number).copied().unwrap_or(0);
        let at_kill = found_at_kill.get(id).map_or("-", String::as_str);
        *tally.entry((at_kill.into(), row.state.clone(), out > 0)).or_default() += 1;
        assert!(!UNSETTLED.contains(&row.state.as_str()), "stuck: {row:?}");
        assert_eq!(row.copy, 1, "nobody asked for a copy: {row:?}");
        assert!(out <= 1, "{out} papers: {row:?}");
        match row.state.as_str() {
            "printed" => assert_eq!(out, 1, "said to be printed: {row:?}"),
            "expired" => assert_eq!(out, 0, "said to be not printed: {row:?}"),
            "doubtful" => {
                assert!(BEGUN.contains(&at_kill), "{at_kill} was decidable: {row:?}");
                assert!(row.path.iter().any(|state| state == "sending"), "not a byte had left: {row:?}");
            }
            other => panic!("{other} is no end here: {row:?}"),
        }
    }
    for text in &papers {
        let whole = text.contains("CETAK UJI") && text.contains("K07-") && text.contains("WIB");
        assert!(
            whole || text.trim().is_empty() || !text.contains("K07-"),
            "half a ticket was cut off: {text}"
        );
    }
    println!("{} tickets, {kills} kills, {} papers", rows.len(), papers.len());
    println!("{:<12} {:<12} {:>8} {:>8}", "at the kill", "in the end", "paper", "none");
    let mut pairs: Vec<_> = tally.keys().map(|(at, end, _)| (at.clone(), end.clone())).collect();
    pairs.dedup();
    for (at, end) in pairs {
        let count = |out| tally.get(&(at.clone(), end.clone(), out)).copied().unwrap_or(0);
        println!("{at:<12} {end:<12} {:>8} {:>8}", count(true), count(false));
    }
}

/// Not at rest.
const UNSETTLED: [&str; 7] = ["queued", "claimed", "precheck", "blocked", "sending", "sent", "suspended"];
/// The first byte may have left.
const BEGUN: [&str; 3] = ["sending", "sent", "suspended"];
