//! Judges one text a line as a NIK, on a given day: for `tests/nik.sh`, which compares with another library.
//!
//! `nik YYYY-MM-DD < lines` prints `refused REASON`, or `ok SEX BIRTH`, where BIRTH is a date, or `ask` and the dates
//! there may be.

use std::io::{BufRead, Write};

use anjungan_wire::nik::{Born, Nik, Sex};
use jiff::civil::Date;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let today: Date = std::env::args().nth(1).ok_or("which day is it? YYYY-MM-DD")?.parse()?;
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        match line?.parse::<Nik>() {
            Err(why) => writeln!(out, "refused {why:?}")?,
            Ok(nik) => {
                let sex = match nik.sex() {
                    Sex::Male => "L",
                    Sex::Female => "P",
                };
                let dates = match nik.born(today) {
                    Born::On(date) => date.to_string(),
                    Born::Ask(later, earlier) => {
                        let dates = [later, earlier].into_iter().flatten().map(|date| format!(" {date}"));
                        format!("ask{}", dates.collect::<String>())
                    }
                };
                writeln!(out, "ok {sex} {dates}")?;
            }
        }
    }
    Ok(())
}
