//! What the villages cost: time and memory of the first use of a province, of one more, and of the whole country.

use std::time::Instant;

use anjungan_regions::{children, search_villages, village, villages};

fn main() {
    println!("at the start: {} kB resident", resident_kb());
    timed("a district of Jawa Tengah, the largest province, first", || villages("337410").len());
    timed("another district of it", || villages("330101").len());
    timed("a village by its code", || usize::from(village("3374101001").is_some()));
    timed("a search in a regency", || search_villages("karang", "3301", 20).len());
    timed("a search in the province", || search_villages("karang", "33", 20).len());
    timed("every village of the country", || {
        let below = |code: &str| children(code).into_iter().map(|region| region.code);
        below("").flat_map(below).flat_map(below).map(|district| villages(district).len()).sum()
    });
}

fn timed(what: &str, work: impl Fn() -> usize) {
    let begun = Instant::now();
    let found = work();
    println!("{what}: {found} in {:.3?}, {} kB resident", begun.elapsed(), resident_kb());
}

/// From Linux; 0 elsewhere.
fn resident_kb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|text| text.trim().split(' ').next()?.parse().ok()).unwrap_or(0)
}
