//! Ten thousand tickets of one process through a printer that keeps failing: does its memory grow?
//!
//! `cargo bench --bench printing --no-default-features`; another number of tickets comes after `--`.

#![allow(clippy::unwrap_used)]

#[path = "../tests/printing/soak.rs"]
mod soak;
#[path = "../tests/printing/stand.rs"]
mod stand;

use stand::Dice;

/// Growth from the first tenth to the end that is no leak: pages that were touched late.
const GROWTH_PERCENT_MAX: f64 = 2.0;

/// Between two faults, at most: about one in a dozen tickets meets one.
const PAUSE_MS_MAX: u64 = 2_000;

fn main() {
    let tickets = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(10_000);
    let looks: Vec<u64> = (1..=10).map(|tenth| tickets * tenth / 10).collect();
    let report = soak::run(tickets, &looks, PAUSE_MS_MAX, Dice::seeded("soak"));
    println!("{tickets} tickets, {} faults, {:.0} s", report.faults, report.took.as_secs_f64());
    for (state, jobs) in &report.ends {
        println!("  {state:<12} {jobs:>6}, {:>6} on paper", report.on_paper[state]);
    }
    for (ticket, kib) in &report.pss_kib {
        println!("  after {ticket:>6} tickets {kib:>7} KiB");
    }
    let (first, last) = (report.pss_kib[0].1 as f64, report.pss_kib[report.pss_kib.len() - 1].1 as f64);
    let growth = (last - first) / first * 100.0;
    println!("  growth {growth:.1} %");
    assert!(
        growth < GROWTH_PERCENT_MAX,
        "the process grew by {growth:.1} %: it keeps something it should not"
    );
}
