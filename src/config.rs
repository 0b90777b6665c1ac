//! The terminal's configuration file: TOML, read once at start. Everything that differs between two
//! kiosks of one office and can't come from central is here; a wrong line stops the start with one
//! sentence that names the file, the place and the remedy.

mod device;
mod printer;
mod service;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

pub use device::{Camera, Scanner};
pub use printer::{Printer, SheetPrinter};
pub use service::Service;

use crate::wording::Zone;

/// What `anjungan run --config FILE` reads.
///
/// ```toml
/// data = "/var/lib/anjungan"
///
/// [central]
/// url = "https://central.example"
/// enrolment_code = "7K3M9QXA"
///
/// [printer]
/// address = "serial:/dev/serial/by-id/usb-EPSON_TM-T82-if00?baud=38400"
/// profile = "epson-tm-t82"
///
/// [screen]
/// px_per_mm = 2.71
///
/// [idle]
/// warn_after_s = 60
/// countdown_s = 20
/// ```
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Folder of `ledger.db` (precious), `catalogue.db` (disposable) and the device's key. On a disk
    /// that survives a restart.
    pub data: PathBuf,
    /// Who to talk to.
    pub central: Central,
    /// The ticket printer. Left out: a kiosk without one, which shows numbers and codes to photograph.
    pub printer: Option<Printer>,
    /// The A4 printer. Left out: a kiosk without one, which offers no sheets.
    pub sheet_printer: Option<SheetPrinter>,
    /// The 2D scanner for receipts and cards. Left out: a kiosk without one, where numbers are typed.
    pub scanner: Option<Scanner>,
    /// The camera. Left out: a kiosk without one, where the photo is taken at the counter.
    pub camera: Option<Camera>,
    /// Who may open service mode. Left out: nobody.
    #[serde(default)]
    pub service: Service,
    /// What the office may ask for from its desk.
    #[serde(default)]
    pub programs: Programs,
    /// The panel.
    #[serde(default)]
    pub screen: Screen,
    /// When a visit ends by itself.
    #[serde(default)]
    pub idle: Idle,
    /// Whether whoever used a service is asked how it was, after the visit (Permenpan RB 14/2017).
    #[serde(default = "yes")]
    pub survey: bool,
    /// `WIB`, `WITA` or `WIT`.
    #[serde(default, deserialize_with = "zone")]
    pub zone: Zone,
}

/// Who to talk to.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Central {
    /// Where central listens, without a path.
    pub url: String,
    /// Eight characters from `anjungan-central kiosk invite`. Used once; may stay in the file.
    pub enrolment_code: Option<String>,
}

/// Programs that a command of the office runs: name and arguments, without a shell. Left out: it is told that none is
/// set up here.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programs {
    /// Restarts the machine.
    #[serde(default)]
    pub reboot: Vec<String>,
    /// Begins an update. Run between 1 and 5 o'clock.
    #[serde(default)]
    pub update: Vec<String>,
}

/// The panel.
#[derive(Clone, Copy, PartialEq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Screen {
    /// Pixels a millimetre: all sizes on the screen follow from it. 1080 pixels across a 32-inch
    /// portrait panel (398 mm) are 2.71.
    #[serde(default = "portrait_32_inch")]
    pub px_per_mm: f32,
    /// The panel's width and height in pixels, as it stands.
    #[serde(default = "portrait_full_hd")]
    pub size_px: (u32, u32),
    /// The whole screen and nothing beside it, where a window manager runs. Without one (a bare X server)
    /// the window is `size_px` large, which comes to the same.
    #[serde(default = "yes")]
    pub fullscreen: bool,
}

/// When a visit ends by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Idle {
    /// Seconds of silence before the question "Masih di sana?".
    pub warn_after_s: u32,
    /// Seconds the question stays before everything is wiped.
    pub countdown_s: u32,
}

impl Default for Screen {
    fn default() -> Self {
        Self { px_per_mm: portrait_32_inch(), size_px: portrait_full_hd(), fullscreen: yes() }
    }
}

impl Default for Idle {
    fn default() -> Self {
        Self { warn_after_s: 60, countdown_s: 20 }
    }
}

fn portrait_32_inch() -> f32 {
    2.71
}

fn portrait_full_hd() -> (u32, u32) {
    (1080, 1920)
}

fn yes() -> bool {
    true
}

fn zone<'de, D: Deserializer<'de>>(from: D) -> Result<Zone, D::Error> {
    let text = String::deserialize(from)?;
    Zone::ALL.into_iter().find(|zone| zone.name() == text).ok_or_else(|| {
        D::Error::custom(format!("zone {text:?} is none of WIB (UTC+7), WITA (UTC+8) and WIT (UTC+9)"))
    })
}

/// Why there is no configuration: file, place and remedy in one line.
#[derive(Debug, PartialEq, Eq)]
pub struct BadConfig {
    file: PathBuf,
    line: Option<usize>,
    why: String,
}

impl fmt::Display for BadConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.why)
    }
}

impl std::error::Error for BadConfig {}

impl Config {
    /// Reads and checks a file.
    pub fn read(file: &Path) -> Result<Self, BadConfig> {
        let bad = |line, why| BadConfig { file: file.into(), line, why };
        let text = std::fs::read_to_string(file).map_err(|error| {
            if error.kind() == std::io::ErrorKind::InvalidData {
                return bad(None, "is not UTF-8 text: save it as plain text".into());
            }
            bad(None, format!("cannot be read ({error}): check the path and its permissions"))
        })?;
        Self::parse(&text).map_err(|(line, why)| bad(line, why))
    }

    fn parse(text: &str) -> Result<Self, (Option<usize>, String)> {
        let config: Config = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| line_of(text, span.start));
            let what = error.message().lines().next().unwrap_or("not TOML").to_owned();
            (line, format!("{what}: correct the line (`anjungan run --help` shows a whole file)"))
        })?;
        config.check().map_err(|wrong| (line_of_key(text, wrong.table, wrong.key), wrong.why))?;
        Ok(config)
    }

    fn check(&self) -> Result<(), Wrong> {
        self.central.check()?;
        if let Some(printer) = &self.printer {
            printer.check()?;
        }
        if let Some(printer) = &self.sheet_printer {
            printer.check()?;
        }
        if let Some(scanner) = &self.scanner {
            scanner.check()?;
        }
        if let Some(camera) = &self.camera {
            camera.check()?;
        }
        self.screen.check()?;
        self.idle.check()?;
        self.service.check()
    }
}

/// A value that can't be meant: where it stands, and the sentence for the technician.
#[derive(Debug)]
struct Wrong {
    table: &'static str,
    key: &'static str,
    why: String,
}

/// For a `check`: the first thing that is wrong.
fn wrong(table: &'static str, key: &'static str, why: impl fmt::Display) -> Result<(), Wrong> {
    Err(Wrong { table, key, why: format!("{table}.{key} {why}") })
}

impl Central {
    fn check(&self) -> Result<(), Wrong> {
        let url = &self.url;
        if !(url.starts_with("https://") || url.starts_with("http://"))
            || url.trim_end_matches('/').matches('/').count() != 2
        {
            return wrong(
                "central",
                "url",
                format!("{url:?} must be http:// or https:// and a host, without a path"),
            );
        }
        if url.starts_with("http://") && !is_loopback(url) {
            return wrong(
                "central",
                "url",
                format!("{url:?} is not encrypted: use https:// (http:// is for this machine only)"),
            );
        }
        Ok(())
    }
}

impl Screen {
    fn check(&self) -> Result<(), Wrong> {
        if !(0.5..=40.0).contains(&self.px_per_mm) {
            return wrong(
                "screen",
                "px_per_mm",
                "must be between 0.5 and 40: divide the panel's pixels by its millimetres",
            );
        }
        let (width, height) = self.size_px;
        if !(320..=8192).contains(&width) || !(320..=8192).contains(&height) {
            return wrong("screen", "size_px", "must be two numbers from 320 to 8192, like [1080, 1920]");
        }
        Ok(())
    }
}

impl Idle {
    fn check(&self) -> Result<(), Wrong> {
        if !(10..=3600).contains(&self.warn_after_s) || !(5..=300).contains(&self.countdown_s) {
            return wrong("idle", "warn_after_s", "must be 10 to 3600 and idle.countdown_s 5 to 300 seconds");
        }
        Ok(())
    }
}

/// The line on which `key` of `[table]` is written, as most people write it; a file in another of TOML's
/// styles is still told what is wrong.
fn line_of_key(text: &str, table: &str, key: &str) -> Option<usize> {
    let mut here = false;
    for (i, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix('[') {
            here = rest.split(']').next() == Some(table);
        } else if here && line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('=')) {
            return Some(i + 1);
        }
    }
    None
}

/// The line of a byte; what begins a line belongs to it, and the end of the text to the last one.
fn line_of(text: &str, byte: usize) -> usize {
    let before = &text.as_bytes()[..byte.min(text.trim_end().len())];
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// Whether only this machine can answer there. Whoever writes a name and password before the host means neither.
fn is_loopback(url: &str) -> bool {
    let Ok(uri) = url.parse::<ureq::http::Uri>() else {
        return false;
    };
    let plain = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    plain && matches!(uri.host(), Some("localhost" | "127.0.0.1" | "[::1]"))
}
