//! How fast the whole kiosk is: `cargo bench --bench kiosk -- WHAT`.
//!
//! - `load ROWS`: central publishes, an empty terminal enrols, and everything has arrived when?
//! - `frames ROWS`: whole and partial frames at 1080×1920, in memory
//! - `ticket`: from the touch on "Cetak" to the first byte at the printer
//! - `data DIR ROWS`: makes the folder of a terminal that has ROWS vacancies, for `first-frame/compare.sh`
//!
//! Prints lines for BENCHMARKS.md. It judges nothing: machines differ.

#[path = "kiosk/frames.rs"]
mod frames;
#[path = "kiosk/stage.rs"]
mod stage;
#[path = "kiosk/ticket.rs"]
mod ticket;

use std::path::{Path, PathBuf};
use std::time::Duration;

fn main() -> anyhow::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["load", rows] => load(rows.parse()?),
        ["frames", rows] => frames::measure(rows.parse()?),
        ["ticket"] => ticket::measure(),
        ["data", folder, rows] => data(&PathBuf::from(folder), rows.parse()?),
        _ => anyhow::bail!("say what: load ROWS, frames ROWS, ticket, or data DIR ROWS"),
    }
}

fn load(rows: usize) -> anyhow::Result<()> {
    let stage = stage::Stage::set(rows)?;
    let loaded = stage.load(&stage.folder().join("terminal"))?;
    println!(
        "| first load of {} rows from central, enrolment included | {:.2?} | {:.2} MB on the wire |",
        loaded.rows,
        loaded.took,
        loaded.wire_bytes as f64 / 1e6
    );
    Ok(())
}

fn data(folder: &Path, rows: usize) -> anyhow::Result<()> {
    let stage = stage::Stage::set(rows)?;
    let loaded = stage.load(folder)?;
    println!("{} vacancies are in {}", loaded.rows, folder.display());
    Ok(())
}

/// `at` of a sorted list, like 0.5 for the median.
fn quantile(sorted: &[Duration], at: f64) -> Duration {
    let last = sorted.len().saturating_sub(1);
    sorted.get((last as f64 * at).round() as usize).copied().unwrap_or_default()
}

/// One line of a table: median, 95 and 99 in a hundred, the most.
fn report(what: &str, mut times: Vec<Duration>) {
    times.sort();
    println!(
        "| {what} | {} | {:.2?} | {:.2?} | {:.2?} | {:.2?} |",
        times.len(),
        quantile(&times, 0.5),
        quantile(&times, 0.95),
        quantile(&times, 0.99),
        times.last().copied().unwrap_or_default()
    );
}
