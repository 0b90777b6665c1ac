//! Ten thousand kiosks on one machine: enrols them, plays their days against a running central over the real
//! protocol, and says what it took.
//!
//! ```text
//! anjungan-load prepare --data DIR --terminals 10000     central stopped: keys and kiosks straight into its database
//! anjungan-central serve --data DIR
//! anjungan-load run --data DIR --terminals 10000 --minutes 10
//! ```
//!
//! Each terminal has a connection for its beats (one a minute ± 20 %, or held by central as real ones are with `--hold`)
//! and another for each visit, of eight facts at random times. With `--backlog-hours 24` each begins with the facts of a
//! day on its disk, as after an outage. With `--publish-every-s 30` something is published meanwhile, and every terminal
//! fetches it. At the end every fact that a terminal made is acknowledged, and with `--compare` each is looked up at
//! central, count and digest; the program says how many are not and fails.
//!
//! A process may have so many open files and no more (`ulimit -n`): beyond, run several centrals on one PostgreSQL, and
//! one of these for each with its own `--first`.

mod ear;
mod fleet;
mod life;
mod line;
mod news;
mod report;
mod sent;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

#[derive(Parser)]
#[command(name = "anjungan-load", version, about, verbatim_doc_comment)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Enrols terminals. Central must not be running on this database.
    Prepare {
        /// Central's folder.
        #[arg(long)]
        data: PathBuf,
        /// How many.
        #[arg(long, default_value_t = 1_000)]
        terminals: u32,
    },
    /// Plays them.
    Run(Run),
}

/// How the fleet lives.
#[derive(clap::Args, Clone)]
struct Run {
    /// Central's folder: epoch and sealing key are read from it before the run.
    #[arg(long)]
    data: PathBuf,
    /// Where central listens.
    #[arg(long, default_value = "127.0.0.1:8080")]
    central: String,
    /// How many terminals.
    #[arg(long, default_value_t = 1_000)]
    terminals: u32,
    /// The number of the first of them.
    #[arg(long, default_value_t = 0)]
    first: u32,
    /// How long, after the warm-up.
    #[arg(long, default_value_t = 5.0)]
    minutes: f64,
    /// Seconds at the beginning in which nothing is measured.
    #[arg(long, default_value_t = 60.0)]
    warm_s: f64,
    /// Seconds between two beats of a terminal, ± 20 %.
    #[arg(long, default_value_t = 60.0)]
    beat_s: f64,
    /// Visits of a terminal in a day.
    #[arg(long, default_value_t = 200.0)]
    visits_per_day: f64,
    /// Facts of a visit.
    #[arg(long, default_value_t = 8)]
    ops_per_visit: u32,
    /// Hours of facts that each terminal has on its disk when it begins.
    #[arg(long, default_value_t = 0.0)]
    backlog_hours: f64,
    /// Beats are held by central until there is news.
    #[arg(long)]
    hold: bool,
    /// Publish something in all terminals' feed so often, in seconds.
    #[arg(long)]
    publish_every_s: Option<f64>,
    /// At the end, look every fact up in central's database.
    #[arg(long)]
    compare: bool,
    /// Central's process, to tell its memory and its processor time.
    #[arg(long)]
    pid: Option<u32>,
    /// Connections are opened over so many seconds at the beginning.
    #[arg(long, default_value_t = 30.0)]
    ramp_s: f64,
}

impl Run {
    fn lasts(&self) -> Duration {
        Duration::from_secs_f64(self.warm_s + self.minutes * 60.0)
    }
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Prepare { data, terminals } => fleet::prepare(&data, terminals).map(|()| true),
        Command::Run(run) => play(&run),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}

/// The database is looked at before and after: PostgreSQL's driver has a runtime of its own, which can't begin within
/// another.
fn play(run: &Run) -> anyhow::Result<bool> {
    let fleet = fleet::read(&run.data, run.first, run.terminals)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let (sent, well) = runtime.block_on(async {
        let report = report::Report::begin(run);
        let sent = life::all(run, fleet, &report).await;
        let well = report.print(run);
        (sent, well)
    });
    let whole = !run.compare || sent::compare(&run.data, &sent)?;
    Ok(well && whole)
}
