//! What a ticket costs: bytes, and seconds from the order to print until the printer has said that it is on paper, on a
//! virtual printer of 150 mm/s whose line carries no more than its speed. And what an idle printer costs.
//!
//! ```text
//! cargo bench -p anjungan-printer                       # tickets of its own
//! cargo bench -p anjungan-printer -- JOB.escpos ...     # these jobs instead, on an Epson TM-T82
//! ```

use std::path::Path;
use std::time::{Duration, Instant};

use anjungan_printer::bitmap::Bitmap;
use anjungan_printer::command::{Align, LogoKey, Size};
use anjungan_printer::driver::{Printer, Progress};
use anjungan_printer::job::{Job, Printout};
use anjungan_printer::profile::Profile;
use anjungan_printer::transport::Address;
use anjungan_printer::virtual_printer::{Setup, Speed, VirtualPrinter};
use anyhow::{Context as _, bail};

const QR: &str = "HTTPS://KIOS.EXAMPLE/V/01JD6Y3Q9ZK7M2W8ABCDEFGHJK";
const BAUDS: [u32; 4] = [9_600, 19_200, 38_400, 115_200];
/// Of the printer that the goals are set for.
const MM_PER_S: f32 = 150.0;
const RUNS: usize = 3;
const IDLE: Duration = Duration::from_secs(10);

fn main() -> anyhow::Result<()> {
    let folder = std::env::temp_dir().join(format!("anjungan-ticket-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    // Cargo adds options of its own.
    let files: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let result = if files.is_empty() {
        tickets(&folder).and_then(|()| idle(&folder))
    } else {
        jobs_in(&files, &folder)
    };
    std::fs::remove_dir_all(&folder)?;
    result
}

fn tickets(folder: &Path) -> anyhow::Result<()> {
    heading();
    let native = Profile { mm_per_s: MM_PER_S, ..Profile::named("epson-tm-t82")? };
    let raster = Profile { native_qr: false, ..native.clone() };
    let proved_less = Profile { mm_per_s: MM_PER_S, ..Profile::named("clone-80mm")? };
    for (name, profile) in [
        ("code drawn by the printer, stored logo", native),
        ("code as a picture, stored logo", raster),
        ("code as a picture, no logo, a clone", proved_less),
    ] {
        row(name, folder, &profile, &ticket(&profile)?)?;
    }
    Ok(())
}

fn jobs_in(files: &[String], folder: &Path) -> anyhow::Result<()> {
    heading();
    let profile = Profile { mm_per_s: MM_PER_S, ..Profile::named("epson-tm-t82")? };
    for file in files {
        let bytes = std::fs::read(file).with_context(|| format!("reading {file}"))?;
        let paper_mm = paper_mm(folder, &profile, &bytes).with_context(|| format!("measuring {file}"))?;
        let name = Path::new(file).file_stem().unwrap_or_default().to_string_lossy();
        row(&name, folder, &profile, &Printout { bytes, paper_mm })?;
    }
    Ok(())
}

/// The paper a job takes, which its bytes do not tell: all that comes out.
fn paper_mm(folder: &Path, profile: &Profile, bytes: &[u8]) -> anyhow::Result<f32> {
    let (device, driver) = printer(folder, profile)?;
    let progress = driver.print(0, bytes.to_vec(), 1000.0, Box::new(|| Ok(())));
    match progress.iter().last() {
        Some(Progress::Printed(_)) => Ok(device.tally().paper_mm as f32),
        other => bail!("not printed: {other:?}"),
    }
}

fn heading() {
    println!("{:<44}{:>7}{:>6}{}", "ticket", "bytes", "mm", BAUDS.map(|baud| format!("{baud:>9}")).concat());
}

fn row(name: &str, folder: &Path, profile: &Profile, job: &Printout) -> anyhow::Result<()> {
    let mut line = format!("{name:<44}{:>7}{:>6.0}", job.bytes.len(), job.paper_mm);
    for baud in BAUDS {
        let profile = Profile { baud, ..profile.clone() };
        let seconds = seconds(folder, &profile, job).with_context(|| format!("{name} at {baud}"))?;
        line += &format!("{seconds:>8.2}s");
    }
    println!("{line}");
    Ok(())
}

fn printer(folder: &Path, profile: &Profile) -> anyhow::Result<(VirtualPrinter, Printer)> {
    let link = folder.join("printer");
    let device = VirtualPrinter::start(Setup {
        speed: Speed::Baud(profile.baud),
        logos: vec![(LogoKey::FIRST, Bitmap::from_fn(256, 96, |x, y| (x / 8 + y / 8) % 2 == 0))],
        ..Setup::new(link.clone(), profile.clone())
    })?;
    let driver = Printer::start(Address::Serial { path: link, baud: profile.baud }, profile.clone());
    let until = Instant::now() + Duration::from_secs(20);
    while driver.status().refusal().is_some() || (profile.asb && driver.identity().is_none()) {
        if Instant::now() > until {
            bail!("the printer does not become ready: {:?}", driver.status());
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok((device, driver))
}

/// The median of some tickets.
fn seconds(folder: &Path, profile: &Profile, job: &Printout) -> anyhow::Result<f32> {
    let (_device, driver) = printer(folder, profile)?;
    let mut all = Vec::new();
    for name in 0..RUNS {
        let start = Instant::now();
        let name = u32::try_from(name)?;
        let progress = driver.print(name, job.bytes.clone(), job.paper_mm, Box::new(|| Ok(())));
        match progress.iter().last() {
            Some(Progress::Printed(_)) => all.push(start.elapsed().as_secs_f32()),
            other => bail!("not printed: {other:?}"),
        }
    }
    all.sort_by(f32::total_cmp);
    Ok(all[RUNS / 2])
}

fn ticket(profile: &Profile) -> anyhow::Result<Printout> {
    let mut job = Job::new(profile);
    job.align(Align::Centre);
    if profile.nv_logo {
        job.logo(LogoKey::FIRST, None);
    }
    job.bold(true).line("DINAS TENAGA KERJA").line("KABUPATEN CONTOH").bold(false);
    job.line("Nomor").size(Size::times(4, 4)).line("A-0042").size(Size::NORMAL);
    job.qr(QR, 6)?;
    job.line("Operator produksi").line("PT Contoh Sejahtera").line("Batas: 30 November 2026").cut();
    Ok(job.finish())
}

fn idle(folder: &Path) -> anyhow::Result<()> {
    println!("\n{:<44}{:>10}{:>22}", "idle for 10 s", "wake-ups", "voluntary switches");
    for name in ["epson-tm-t82", "clone-80mm", "write-only"] {
        let profile = Profile::named(name)?;
        let (_device, driver) = printer(folder, &profile)?;
        let (wakeups, switches) = (driver.vitals().wakeups, voluntary_switches()?);
        std::thread::sleep(IDLE);
        let (wakeups, switches) = (driver.vitals().wakeups - wakeups, voluntary_switches()? - switches);
        println!("{name:<44}{wakeups:>10}{switches:>22}");
    }
    Ok(())
}

/// How often the driver's threads have gone to sleep of themselves.
fn voluntary_switches() -> anyhow::Result<u64> {
    let mut all = 0;
    for task in std::fs::read_dir("/proc/self/task")? {
        let task = task?.path();
        let name = std::fs::read_to_string(task.join("comm"))?;
        if name.trim() == "printer" || name.trim() == "printer-open" {
            let status = std::fs::read_to_string(task.join("status"))?;
            let line = status.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
            all += line.context("no count of context switches")?.trim().parse::<u64>()?;
        }
    }
    Ok(all)
}
