//! How long a large workbook takes. `ANJUNGAN_LARGE_XLSX=FILE /usr/bin/time -v cargo test -p anjungan-central --test main
//! import::large -- --ignored --nocapture`, once with `--release`. Any workbook of vacancies will do; the figures in
//! BENCHMARKS are of 200,000 rows and 15 columns.

use std::time::Instant;

use anjungan_central::import::columns::Kind;
use anjungan_central::import::run::Step;

use super::sheets::{begin, fates, source, wish, work};
use crate::kit;

#[test]
#[ignore = "a measurement: needs ANJUNGAN_LARGE_XLSX"]
fn how_long_a_large_workbook_takes() {
    let Some(file) = std::env::var_os("ANJUNGAN_LARGE_XLSX") else {
        eprintln!("skipped: ANJUNGAN_LARGE_XLSX names no workbook");
        return;
    };
    let mut store = kit::store();
    let source = source(&mut store, Kind::Vacancies);
    let begun = Instant::now();
    let run = begin(&mut store, source, &std::fs::read(file).unwrap(), false);
    eprintln!("looked at in {:.1} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    work(&mut store);
    eprintln!("checked in {:.1} s: {:?}", begun.elapsed().as_secs_f64(), fates(&store, run));
    assert!(fates(&store, run).iter().sum::<i64>() > 0);
    let begun = Instant::now();
    wish(&mut store, run, Step::Apply);
    eprintln!("published in {:.1} s", begun.elapsed().as_secs_f64());
    let begun = Instant::now();
    wish(&mut store, run, Step::Undo);
    eprintln!("taken back in {:.1} s", begun.elapsed().as_secs_f64());
}
