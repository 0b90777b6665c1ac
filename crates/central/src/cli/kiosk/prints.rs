//! What a kiosk's printers are doing: the lines below it in `kiosk list`, and `kiosk prints`.

use anjungan_central::store::{Device, PrintTrail, Store};
use anjungan_wire::id::KioskCode;
use anjungan_wire::request::Health;
use jiff::Timestamp;

use super::local;

/// How far back `list` looks for tickets that nobody knows the fate of.
const DOUBTFUL_MS: i64 = 24 * 3600 * 1000;

/// What a person at central should know of this machine's printing, a line each.
pub(super) fn matters(store: &Store, device: &Device) -> anyhow::Result<Vec<String>> {
    let mut lines = device.last_beat.as_ref().map(|(_, beat)| of_health(&beat.health)).unwrap_or_default();
    let since_ms = Timestamp::now().as_millisecond() - DOUBTFUL_MS;
    let doubtful = store.doubtful_prints(&device.stream, since_ms)?;
    if !doubtful.is_empty() {
        let numbers: Vec<String> = doubtful.iter().map(answered).collect();
        lines.push(format!("doubtful in 24 h: {}", numbers.join(", ")));
    }
    Ok(lines)
}

fn of_health(health: &Health) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(code) = &health.out_of_order {
        lines.push(format!("out of order: {}", code.escape_debug()));
    }
    match health.tickets_left {
        None => {}
        Some(1) => lines.push("about 1 ticket left".into()),
        Some(left) => lines.push(format!("about {left} tickets left")),
    }
    if let Some(word) = &health.sheet_printer {
        lines.push(format!("sheet printer {}", word.escape_debug()));
    }
    lines
}

/// A doubtful ticket and what a person has said of it since.
fn answered(trail: &PrintTrail) -> String {
    let said = match trail.state() {
        "doubtful" => "nobody said yet",
        "superseded" => "printed again, asked for",
        "printed" | "printed-unverified" => "it did come out",
        "failed" => "it did not come out",
        _ => "settled",
    };
    format!("{} ({said})", trail.number.escape_debug())
}

/// `kiosk prints`.
pub(super) fn trails(store: &Store, kiosk: &KioskCode, limit: usize) -> anyhow::Result<()> {
    anyhow::ensure!(
        store.devices()?.iter().any(|device| device.kiosk == *kiosk),
        "no machine is known as {kiosk}: `anjungan-central kiosk list` shows them all"
    );
    let trails = store.print_trails(kiosk, limit)?;
    if trails.is_empty() {
        println!("{kiosk} has told of no print job yet.");
    }
    for trail in trails {
        let copy = if trail.copy > 1 { format!("  CETAK ULANG ke-{}", trail.copy) } else { String::new() };
        println!("{}  {}  job {}{copy}", trail.number.escape_debug(), trail.sort, trail.job);
        for step in &trail.steps {
            let at = local(step.wall_ms);
            let told = [step.cause.as_deref(), step.status.as_deref()].into_iter().flatten();
            let told: String = told.map(|what| format!("  {}", what.escape_debug())).collect();
            println!("  {}  {}{told}", at.strftime("%Y-%m-%d %H:%M:%S%.3f"), step.state.escape_debug());
        }
    }
    Ok(())
}
