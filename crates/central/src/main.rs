//! `anjungan-central`: serve, import, kiosks, backup. The command line and nothing else.

mod cli;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser;
use mimalloc::MiMalloc;
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    let log = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info")))
        .with_writer(std::io::stderr);
    match arguments.log_format() {
        cli::LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).init(),
        cli::LogFormat::Json => log.json().flatten_event(true).init(),
    }
    match cli::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line: what, where, why, with the causes in order.
            eprintln!("anjungan-central: {error:#}");
            ExitCode::FAILURE
        }
    }
}
