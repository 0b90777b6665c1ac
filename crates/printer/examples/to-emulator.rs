//! Prints a job on a printer and says what became of it.
//!
//! ```text
//! to-emulator ADDRESS PROFILE QR [FILE]
//! ```
//!
//! ADDRESS as in configuration (`serial:/dev/ttyS0?baud=19200`, `tcp:127.0.0.1:9100`), PROFILE a built-in one or a
//! file (`.toml`). Prints a ticket with QR as its code, or, with FILE, the bytes in that file. The last line of its
//! output is how the job ended; it exits with 0 only when that is `Printed`.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anjungan_printer::command::{Align, Size};
use anjungan_printer::driver::{Printer, Progress};
use anjungan_printer::job::{Job, Printout};
use anjungan_printer::profile::Profile;
use anjungan_printer::transport::Address;
use anyhow::{Context as _, bail};

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (address, profile, qr, file) = match &arguments[..] {
        [address, profile, qr] => (address, profile, qr, None),
        [address, profile, qr, file] => (address, profile, qr, Some(file)),
        _ => bail!("to-emulator ADDRESS PROFILE QR [FILE]"),
    };
    let address: Address = address.parse()?;
    let profile = if profile.ends_with(".toml") {
        Profile::from_toml(&std::fs::read_to_string(profile).with_context(|| profile.clone())?)?
    } else {
        Profile::named(profile)?
    };
    let job = match file {
        Some(file) => {
            let bytes = std::fs::read(file).with_context(|| file.clone())?;
            Printout { bytes, paper_mm: 300.0 }
        }
        None => ticket(&profile, qr)?,
    };
    let printer = Printer::start(address, profile);
    wait_until_ready(&printer);
    let mut printed = false;
    for progress in printer.print(1, job.bytes, job.paper_mm, Box::new(|| Ok(()))) {
        println!("{progress:?}");
        printed = matches!(progress, Progress::Printed(_));
    }
    Ok(if printed { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A printer may need a while to answer. If it never does, the job is refused and says why.
fn wait_until_ready(printer: &Printer) {
    let until = Instant::now() + Duration::from_secs(30);
    while printer.status().refusal().is_some() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn ticket(profile: &Profile, qr: &str) -> anyhow::Result<Printout> {
    let mut job = Job::new(profile);
    job.align(Align::Centre)
        .bold(true)
        .size(Size::DOUBLE)
        .line("KANTOR CONTOH")
        .size(Size::NORMAL)
        .bold(false);
    job.line("Jalan Merdeka 1 – “Anjungan”, café").feed(1);
    job.line("Nomor antrean").size(Size::times(4, 4)).line("A-0042").size(Size::NORMAL).line("Loket 3");
    job.qr(qr, 6)?;
    job.align(Align::Left).rule().pair("Sabtu, 21 November 2026", "09.41").pair("Menunggu", "7 orang").rule();
    job.align(Align::Centre).line("Simpan tiket ini. Pindai kode untuk melihat giliran Anda.").feed(2).cut();
    Ok(job.finish())
}
