//! The command line: `run` for a kiosk, `check` and `provision` to set one up, `selftest` to check its machine, `demo`
//! to see it all on one machine. Without the feature `screen` only what needs no window is there.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anjungan::config::Config;
use anjungan::device::memory;
use anjungan::journal::Journal;
use anjungan::setup::check::{self, CheckError};
use anjungan::setup::medium::Replace;
use anjungan::setup::provision;
use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::MakeWriterExt as _;

/// What is freed is overwritten: a visit that has ended leaves nothing in the memory it used.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);

/// The kiosk for job seekers.
#[derive(Parser)]
#[command(version, after_help = AFTER_HELP)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "\
Exit codes: 0 ended as asked, 1 could not start or broke, 2 wrong command line, 3 wrong configuration file or medium,
  4 selftest found the printer not ready, or a ticket that is not (or perhaps not) on paper.
  `health` exits with 1 for a version that is not fit to stay.
Environment:
  RUST_LOG         what to log, to standard error: `info` (default), `debug`, `anjungan::sync=debug`
  DISPLAY          the X display to open the window on
  NOTIFY_SOCKET, WATCHDOG_USEC, RUNTIME_DIRECTORY
                   as systemd sets them: it is told when the first frame is seen and that the window is alive; health
                   and requests for updates and restarts are files in that folder
  SLINT_BACKEND    how the window is made, where the default is not wanted: see Slint's documentation";

#[derive(Subcommand)]
enum Command {
    /// Run the kiosk.
    #[cfg(feature = "screen")]
    #[command(after_help = CONFIG_HELP)]
    Run {
        /// The configuration file (TOML).
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Check this machine without its window: the ledger, the printer and, if asked, test tickets.
    ///
    /// The kiosk must be stopped. What an earlier run left undecided is settled first, as the kiosk does. Each test
    /// ticket goes the way of a real one and ends in a line like "K07-0042-H printed".
    #[command(after_help = CONFIG_HELP)]
    Selftest {
        /// The configuration file (TOML).
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// Print so many test tickets, one after the other.
        #[arg(long, value_name = "N", default_value_t = 0)]
        tickets: u32,
    },
    /// Check a configuration file, and write what the machine around the terminal takes from it.
    ///
    /// Says nothing and ends with 0 when all is right; otherwise one line says what to mend. Files are written only when
    /// all is right, readable by their owner alone.
    #[command(after_help = CONFIG_HELP)]
    Check {
        /// The configuration file (TOML).
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// Write here what the machine needs before the terminal starts: rotation, touch, updates, time servers, central.
        #[arg(long, value_name = "OUT")]
        environment: Option<PathBuf>,
        /// Write here the configuration without its enrolment code.
        #[arg(long, value_name = "OUT")]
        without_code: Option<PathBuf>,
        /// Write here the enrolment code alone.
        #[arg(long, value_name = "OUT")]
        code: Option<PathBuf>,
    },
    /// Put a configuration on the medium that a kiosk starts from.
    ///
    /// The medium is the disk image, a disk or stick it was copied to (not mounted), or the folder of a mounted one. The
    /// PIN is hashed on the way. Refused is what would send somebody there again: no PIN, no enrolment code, invented
    /// values, a disk that is not a kiosk's.
    #[command(after_help = CONFIG_HELP)]
    Provision {
        /// The medium.
        #[arg(long, value_name = "TARGET")]
        write: PathBuf,
        /// The configuration file (TOML).
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// Overwrite the configuration that is there. An enrolment code may then be left out.
        #[arg(long)]
        replace: bool,
        /// For a virtual machine: let invented addresses, the example's code and its PIN pass.
        #[arg(long)]
        for_test: bool,
    },
    /// Say whether this version is fit to stay on the machine: the kiosk image asks before it keeps an update.
    ///
    /// Exits with 0 when it is, and with 1 and one line that says why when it is not.
    Health {
        /// What the running kiosk wrote: health.json in its runtime folder.
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// What the version before wrote last. A printer that was silent then may be silent now.
        #[arg(long, value_name = "FILE")]
        before: Option<PathBuf>,
    },
    /// Draw what a kiosk would show, for the editors at central. No window is opened.
    ///
    /// Reads requests from standard input, a line of JSON each, and answers each with a line of JSON: a PNG in base64,
    /// or an error in words. The program's documentation of the module `preview` has the form of both.
    #[cfg(feature = "screen")]
    Preview,
    /// Show everything on this machine: a central with invented vacancies and an office, a virtual printer, a drawn
    /// camera and the kiosk.
    ///
    /// Opens two windows: the kiosk, and beside it the paper that comes out, with buttons that break the printer and
    /// hold codes to the scanner. Says where officers sign in, and how. Without a display, or with --headless, a visit
    /// is played instead and pictures of it are written.
    #[cfg(all(feature = "demo", feature = "screen"))]
    Demo {
        /// Open no window; play a visit and write pictures of it.
        #[arg(long)]
        headless: bool,
        /// Where to write screens/NN-name.png, paper/NN.png and visit.json. A new folder for temporary
        /// files when left out.
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

const CONFIG_HELP: &str = "\
A whole configuration file:

  data = \"/var/lib/anjungan\"        # ledger.db (keep it!), catalogue.db, device.key
  zone = \"WIB\"                      # or WITA, WIT

  [central]
  url = \"https://central.example\"
  enrolment_code = \"7K3M9QXA\"       # from `anjungan-central kiosk invite`; used once

  [printer]                         # leave out for a kiosk without one
  address = \"serial:/dev/ttyS0?baud=38400\"   # or usb:/dev/usb/lp0, tcp:HOST:9100
  profile = \"epson-tm-t82\"
  logo = \"/etc/anjungan/logo.png\"   # what service mode stores in the printer
  logo_stored = false               # true: that logo is in the printer's memory, key 01
  # profile_file = \"/etc/anjungan/printer.toml\", instead of profile
  # roll_m = 80                     # a new roll's length in metres, where it is not the profile's

  [printer.override]                # single fields of the profile that differ, such as
  native_qr = false                 # what the QR test in service mode recommends

  [sheet_printer]                   # leave out for a kiosk without an A4 printer
  uri = \"ipp://192.168.1.20/ipp/print\"         # or a CUPS queue: ipp://localhost/printers/a4

  [scanner]                         # leave out for a kiosk without a 2D scanner
  address = \"serial:/dev/ttyACM0?baud=9600\"     # or \"keyboard\", for one that types

  [camera]                          # leave out, and photos are taken at the counter
  device = \"/dev/video0\"            # better its name under /dev/v4l/by-id

  [service]                         # leave out, and nobody can open service mode
  pin = \"905117\"                    # 6 to 12 digits of your own; seven touches on the clock ask for it
  # key_sha256 = \"…\"               # what `sha256sum anjungan-service.key` prints: a file on a stick
  key_folders = [\"/media\", \"/run/media\"]
  # pin_argon2 = \"$argon2id$…\"    # instead of pin: what `anjungan provision` makes of it

  [programs]                        # leave out, and the office can't ask for them, unless the image's units do it
  reboot = [\"systemctl\", \"reboot\"]
  update = [\"systemctl\", \"start\", \"anjungan-update\"]

  [screen]
  px_per_mm = 2.71                  # 1080 pixels across a 32-inch portrait panel
  size_px = [1080, 1920]            # the panel as it stands: width, height
  fullscreen = true                 # false: an ordinary window of that size
  # rotation_deg = 90               # kiosk image: the picture is turned clockwise: 0, 90, 180, 270
  # touch_matrix = [0, 1, 0, -1, 0, 1]   # kiosk image: libinput's calibration matrix

  [update]                          # kiosk image: leave out, and none come by themselves
  address = \"https://updates.example/anjungan\"   # a folder that kiosk-image/release made

  [clock]                           # kiosk image: leave out for central's host, then the network's
  servers = [\"time.example\"]

  [idle]
  warn_after_s = 60
  countdown_s = 20";

fn main() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,ureq=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr.and(|| Journal))
        .init();
    if let Err(error) = memory::keep_to_ourselves() {
        tracing::warn!(%error, "a crash may write this program's memory to the disk");
    }
    match run(cli.command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("anjungan: {}", one_line(&error));
            ExitCode::FAILURE
        }
    }
}

/// A window library tells a story of several lines where one is promised, with the place in its own source
/// in the middle; only what comes after that place says anything here.
fn one_line(error: &anyhow::Error) -> String {
    let story = format!("{error:#}");
    let after_place = |(_, place): (_, &str)| Some(place.lines().next()?.split_once(": ")?.1.to_owned());
    if let Some(reason) = story.split_once("os error at ").and_then(after_place) {
        return format!("{error} ({reason})");
    }
    story.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Says so at once where the window is certain not to open: the window library takes several lines, and
/// only after the databases are open. A build that draws on the graphics device needs no display.
#[cfg(feature = "screen")]
fn can_open_window() -> anyhow::Result<()> {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let wants_display =
        cfg!(all(feature = "desktop", target_os = "linux")) && !anjungan::kiosk::draws_on_the_device();
    anyhow::ensure!(
        !wants_display || ["DISPLAY", "SLINT_BACKEND"].into_iter().any(is_set),
        "no window can be opened: DISPLAY is not set: start it in a graphical session, or set it, like DISPLAY=:0"
    );
    Ok(())
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        #[cfg(feature = "screen")]
        Command::Run { config } => with_config(&config, |config| {
            can_open_window()?;
            anjungan::kiosk::run(config)?;
            Ok(ExitCode::SUCCESS)
        }),
        Command::Check { config, environment, without_code, code } => {
            let outs = check::Outs { environment, without_code, code };
            match check::check(&config, &outs) {
                Ok(()) => Ok(ExitCode::SUCCESS),
                Err(CheckError::Config(bad)) => Ok(refused(&bad)),
                Err(error @ CheckError::Out { .. }) => Err(error.into()),
            }
        }
        Command::Provision { write, config, replace, for_test } => {
            let replace = if replace { Replace::Yes } else { Replace::Never };
            match provision::provision(&provision::Order { config, target: write.clone(), replace, for_test })
            {
                Ok(()) => {
                    println!(
                        "{}: siap. Pasang di kiosk lalu nyalakan. / ready for its kiosk",
                        write.display()
                    );
                    Ok(ExitCode::SUCCESS)
                }
                Err(error) => Ok(refused(&error)),
            }
        }
        #[cfg(feature = "screen")]
        Command::Preview => {
            anjungan::preview::run(&mut std::io::stdin().lock(), &mut std::io::stdout().lock())?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Health { file, before } => {
            Ok(match anjungan::health::judge_files(&file, before.as_deref()) {
                Ok(()) => ExitCode::SUCCESS,
                Err(why) => {
                    eprintln!("anjungan: {why}");
                    ExitCode::FAILURE
                }
            })
        }
        Command::Selftest { config, tickets } => with_config(&config, |config| {
            let verdict = anjungan::selftest::run(config, tickets, &mut std::io::stdout())?;
            Ok(ExitCode::from(verdict.exit_code()))
        }),
        #[cfg(all(feature = "demo", feature = "screen"))]
        Command::Demo { headless, out } => {
            anjungan::demo::run(headless, out)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn with_config(
    file: &Path,
    work: impl FnOnce(&Config) -> anyhow::Result<ExitCode>,
) -> anyhow::Result<ExitCode> {
    match Config::read(file) {
        Ok(config) => work(&config),
        Err(error) => Ok(refused(&error)),
    }
}

/// Says in one line what to mend.
fn refused(why: &dyn std::error::Error) -> ExitCode {
    eprintln!("anjungan: {why}");
    ExitCode::from(3)
}
