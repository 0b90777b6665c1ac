//! The terminal's configuration file: TOML, read once at start. Everything that differs between two
//! kiosks of one office and can't come from central is here; a wrong line stops the start with one
//! sentence that names the file, the place and the remedy.

use std::fmt;
use std::path::{Path, PathBuf};

use anjungan_printer::profile::Profile;
use anjungan_printer::transport::Address;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

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
    /// The panel.
    #[serde(default)]
    pub screen: Screen,
    /// When a visit ends by itself.
    #[serde(default)]
    pub idle: Idle,
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

/// The ticket printer.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printer {
    /// `serial:PATH?baud=N`, `usb:/dev/usb/lp0` or `tcp:HOST:PORT`.
    pub address: String,
    /// The model's profile: `anjungan-printer --help` lists them.
    pub profile: String,
    /// The office's logo is in the printer's memory under key 01, and tickets print it.
    #[serde(default)]
    pub logo_stored: bool,
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
        config.check().map_err(|why| (None, why))?;
        Ok(config)
    }

    fn check(&self) -> Result<(), String> {
        let url = &self.central.url;
        if !(url.starts_with("https://") || url.starts_with("http://"))
            || url.trim_end_matches('/').matches('/').count() != 2
        {
            return Err(format!(
                "central.url {url:?} must be http:// or https:// and a host, without a path"
            ));
        }
        if url.starts_with("http://") && !is_loopback(url) {
            return Err(format!(
                "central.url {url:?} is not encrypted: use https:// (http:// is for this machine only)"
            ));
        }
        if let Some(Printer { address, profile, .. }) = &self.printer {
            address.parse::<Address>().map_err(|why| format!("printer.address {why}"))?;
            Profile::named(profile).map_err(|why| format!("printer.profile: {why}"))?;
        }
        if !(0.5..=40.0).contains(&self.screen.px_per_mm) {
            return Err(
                "screen.px_per_mm must be between 0.5 and 40: divide the panel's pixels by its millimetres"
                    .into(),
            );
        }
        let (width, height) = self.screen.size_px;
        if !(320..=8192).contains(&width) || !(320..=8192).contains(&height) {
            return Err("screen.size_px must be two numbers from 320 to 8192, like [1080, 1920]".into());
        }
        if !(10..=3600).contains(&self.idle.warn_after_s) || !(5..=300).contains(&self.idle.countdown_s) {
            return Err("idle.warn_after_s must be 10 to 3600 and idle.countdown_s 5 to 300 seconds".into());
        }
        Ok(())
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "data = \"/var/lib/anjungan\"\n[central]\nurl = \"https://central.example\"\n";

    #[test]
    fn a_short_file_is_enough() {
        let config = Config::parse(GOOD).unwrap();
        assert_eq!(config.idle, Idle { warn_after_s: 60, countdown_s: 20 });
        assert_eq!(config.zone, Zone::Wib);
        assert!(config.printer.is_none());
    }

    #[test]
    fn a_wrong_line_is_named() {
        let (line, why) =
            Config::parse(&format!("{GOOD}[printer]\nadress = \"usb:/dev/usb/lp0\"\n")).unwrap_err();
        assert_eq!(line, Some(5));
        assert!(why.contains("adress"), "{why}");
        let (line, _) = Config::parse("data = \n").unwrap_err();
        assert_eq!(line, Some(1));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_the_remedy() {
        for (wrong, says) in [
            ("data = \"d\"\n[central]\nurl = \"ftp://x\"\n", "http"),
            ("data = \"d\"\n[central]\nurl = \"http://central.example\"\n", "https"),
            ("data = \"d\"\n[central]\nurl = \"https://x/y/z\"\n", "path"),
            (
                "data = \"d\"\n[central]\nurl = \"https://x\"\n[printer]\naddress = \"lp0\"\nprofile = \"epson-tm-t82\"\n",
                "usb:/dev/usb/lp0",
            ),
            (
                "data = \"d\"\n[central]\nurl = \"https://x\"\n[printer]\naddress = \"usb:/dev/usb/lp0\"\nprofile = \"x\"\n",
                "epson-tm-t82",
            ),
            ("data = \"d\"\n[central]\nurl = \"https://x\"\n[screen]\npx_per_mm = 0.0\n", "px_per_mm"),
            (
                "data = \"d\"\n[central]\nurl = \"https://x\"\n[idle]\nwarn_after_s = 0\ncountdown_s = 20\n",
                "warn_after_s",
            ),
        ] {
            let (_, why) = Config::parse(wrong).unwrap_err();
            assert!(why.contains(says), "{why}");
        }
        for here in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]", "http://[::1]:80/"] {
            assert!(Config::parse(&format!("data = \"d\"\n[central]\nurl = \"{here}\"\n")).is_ok(), "{here}");
        }
        for elsewhere in ["http://127.0.0.1:x@central.example", "http://localhost.example"] {
            let config = format!("data = \"d\"\n[central]\nurl = \"{elsewhere}\"\n");
            assert!(Config::parse(&config).is_err(), "{elsewhere}");
        }
    }

    #[test]
    fn a_zone_that_does_not_exist_is_refused() {
        let (line, why) = Config::parse(&format!("zone = \"WIX\"\n{GOOD}")).unwrap_err();
        assert_eq!(line, Some(1));
        assert!(why.contains("WITA"), "{why}");
    }

    #[test]
    fn a_file_that_is_not_there_is_named() {
        let error = Config::read(Path::new("/nowhere/anjungan.toml")).unwrap_err();
        assert!(error.to_string().starts_with("/nowhere/anjungan.toml: cannot be read"), "{error}");
    }
}
