//! Thousands of tickets of one process while faults come and go at random: does it keep anything it should not, and
//! does every job come to an end? `benches/printing.rs` runs it at full length.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anjungan_printer::virtual_printer::{Fault, VirtualPrinter};
use rusqlite::Connection;

use super::stand::{Dice, Stand, enrolled_ledger};

/// What came of it.
#[derive(Debug)]
pub struct Report {
    /// Jobs by the state they ended in.
    pub ends: BTreeMap<String, u64>,
    /// Of these, so many were on paper.
    pub on_paper: BTreeMap<String, u64>,
    /// How often the printer was broken.
    pub faults: u64,
    /// Proportional set size of the process after so many tickets, in KiB.
    pub pss_kib: Vec<(u64, u64)>,
    /// How long it took.
    pub took: Duration,
}

/// Prints `tickets`, with a fault after at most every `pause_ms_max`, and looks at the process' memory after each of
/// `looks`. Panics where ledger and paper disagree.
pub fn run(tickets: u64, looks: &[u64], pause_ms_max: u64, mut dice: Dice) -> Report {
    let stand = Stand::fast();
    drop(enrolled_ledger(&stand.data()));
    let begun = Instant::now();
    // A copy of its own: pages of the program that another process uses too would count half, and whole again when
    // that one ends.
    let program = stand.data().with_file_name("anjungan");
    std::fs::copy(env!("CARGO_BIN_EXE_anjungan"), &program).unwrap();
    let mut process = Command::new(program)
        .args(["selftest", "--tickets", &tickets.to_string(), "--config"])
        .arg(stand.config())
        .env("RUST_LOG", "off")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(process.stdout.take().unwrap()).lines();
    let over = AtomicBool::new(false);
    let (pss_kib, faults) = std::thread::scope(|scope| {
        let breaking = scope.spawn(|| break_and_mend(&stand.printer, pause_ms_max, &mut dice, &over));
        let mut ended = 0;
        let mut pss_kib = Vec::new();
        for line in lines {
            if is_end(&line.unwrap()) {
                ended += 1;
                if looks.contains(&ended) {
                    pss_kib.push((ended, pss(process.id())));
                }
            }
        }
        over.store(true, Ordering::Relaxed);
        (pss_kib, breaking.join().unwrap())
    });
    let code = process.wait().unwrap().code();
    assert!(matches!(code, Some(0 | 4)), "the process ended with {code:?}");
    let (ends, on_paper) = compare(&stand, tickets);
    Report { ends, on_paper, faults, pss_kib, took: begun.elapsed() }
}

/// Breaks the printer in every way there is, one after the other, and mends it again. How often.
fn break_and_mend(printer: &VirtualPrinter, pause_ms_max: u64, dice: &mut Dice, over: &AtomicBool) -> u64 {
    let mut faults = 0;
    while !over.load(Ordering::Relaxed) {
        // The moments are random: nothing is waited for.
        std::thread::sleep(Duration::from_millis(dice.below(pause_ms_max)));
        let (fault, most_ms) = match dice.below(100) {
            0..20 => (Fault::PaperOut, 150),
            20..45 => (Fault::PaperOutAfter { mm: dice.below(100) as f32 }, 250),
            45..65 => (Fault::CoverOpen, 150),
            65..75 => (Fault::CutterStuck, 150),
            75..80 => (Fault::NearEnd, 50),
            80..88 => (Fault::Slow { bytes_per_s: 960 }, 300),
            88..94 => (Fault::Stall, 150),
            94..95 => (Fault::Stall, 8_000),
            _ => (Fault::Vanish, 150),
        };
        printer.fault(fault);
        std::thread::sleep(Duration::from_millis(dice.below(most_ms)));
        printer.clear();
        faults += 1;
    }
    faults
}

/// Whether a line of `selftest` says what became of a ticket, and not that it waits.
fn is_end(line: &str) -> bool {
    let waits = ["blocked", "suspended"];
    line.starts_with("K07-") && !waits.iter().any(|state| line.contains(state))
}

fn pss(process: u32) -> u64 {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap();
    let line = rollup.lines().find(|line| line.starts_with("Pss:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Every job came to an end, and what is said to be printed is on paper, once. A kiosk's numbers come round after 9,999
/// tickets, so a number may be that of two jobs.
fn compare(stand: &Stand, tickets: u64) -> (BTreeMap<String, u64>, BTreeMap<String, u64>) {
    let papers = stand.numbers();
    let db = Connection::open(stand.data().join("ledger.db")).unwrap();
    let mut query = db.prepare("SELECT number, state, copy FROM print_job").unwrap();
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let mut jobs = BTreeMap::<String, Vec<String>>::new();
    for row in rows.unwrap() {
        let (number, state, copy): (String, String, u32) = row.unwrap();
        assert_eq!(copy, 1, "{number}: nobody asked for a copy");
        jobs.entry(number).or_default().push(state);
    }
    let (mut ends, mut on_paper) = (BTreeMap::<String, u64>::new(), BTreeMap::<String, u64>::new());
    for (number, states) in jobs {
        let mut out = papers.get(&number).copied().unwrap_or(0);
        let printed = states.iter().filter(|state| *state == "printed").count();
        let doubtful = states.iter().filter(|state| *state == "doubtful").count();
        let settled = states.iter().filter(|state| matches!(state.as_str(), "expired" | "failed")).count();
        assert_eq!(printed + doubtful + settled, states.len(), "{number} is stuck: {states:?}");
        assert!(
            (printed..=printed + doubtful).contains(&(out as usize)),
            "{number} ({states:?}) is on {out} papers, and nobody asked for a copy"
        );
        out -= printed as u64;
        *on_paper.entry("printed".into()).or_default() += printed as u64;
        *on_paper.entry("doubtful".into()).or_default() += out;
        for state in states {
            on_paper.entry(state.clone()).or_default();
            *ends.entry(state).or_default() += 1;
        }
    }
    assert_eq!(ends.values().sum::<u64>(), tickets);
    (ends, on_paper)
}

#[test]
fn hundreds_of_tickets_through_a_failing_printer_all_come_to_an_end() {
    let report = run(300, &[100, 300], 400, Dice::seeded("soak"));
    let Report { ends, on_paper, faults, pss_kib, took } = report;
    println!("{faults} faults in {took:.1?}: {ends:?}, on paper {on_paper:?}, KiB {pss_kib:?}");
    assert!(faults > 0);
}
