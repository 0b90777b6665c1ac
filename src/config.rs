//! The terminal's configuration file: TOML, read once at start. Everything that differs between two
//! kiosks of one office and can't come from central is here; a wrong line stops the start with one
//! sentence, in plain Indonesian because a technician reads it on the kiosk's screen, that names the file, the
//! place and the remedy.

mod device;
mod machine;
mod printer;
mod refusal;
mod screen;
mod service;
#[cfg(test)]
mod tests;

use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

pub use device::{Camera, Scanner};
pub use machine::{Clock, Update};
pub use printer::{Printer, SheetPrinter};
pub use refusal::BadConfig;
pub(crate) use refusal::{line_of, line_of_key};
pub use screen::{Rotation, Screen};
pub use service::{PinHash, Service};

use refusal::{Wrong, wrong};

use crate::wording::Zone;

/// A configuration is two pages of text.
const FILE_BYTES_MAX: u64 = 64 * 1024;
/// Characters of an enrolment code.
const CODE_CHARS: usize = 8;

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
    /// Where the machine's updates come from.
    #[serde(default)]
    pub update: Update,
    /// Where the machine's time comes from.
    #[serde(default)]
    pub clock: Clock,
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
    /// Eight characters from `anjungan-central kiosk invite`. Used once; may stay in the file. Left out: it may lie in
    /// the data folder (`crate::setup::code`).
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

/// When a visit ends by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Idle {
    /// Seconds of silence before the question "Masih di sana?".
    pub warn_after_s: u32,
    /// Seconds the question stays before everything is wiped.
    pub countdown_s: u32,
}

impl Default for Idle {
    fn default() -> Self {
        Self { warn_after_s: 60, countdown_s: 20 }
    }
}

fn yes() -> bool {
    true
}

fn zone<'de, D: Deserializer<'de>>(from: D) -> Result<Zone, D::Error> {
    let text = String::deserialize(from)?;
    Zone::ALL.into_iter().find(|zone| zone.name() == text).ok_or_else(|| {
        D::Error::custom(format!(
            "zone {text:?} bukan WIB (UTC+7), WITA (UTC+8) atau WIT (UTC+9): pilih salah satu"
        ))
    })
}

impl Config {
    /// Reads and checks a file.
    ///
    /// # Errors
    /// The first thing that is wrong, with its remedy.
    pub fn read(file: &Path) -> Result<Self, BadConfig> {
        Self::parse(&Self::text(file)?).map_err(|bad| bad.in_file(file))
    }

    /// A file's text, as [`Config::parse`] takes it.
    ///
    /// # Errors
    /// It can't be read, is too large, or is no text.
    pub fn text(file: &Path) -> Result<String, BadConfig> {
        let unread = |why: std::io::Error| {
            BadConfig::new(
                None,
                format!("tidak dapat dibaca ({why}): periksa letak dan izinnya / cannot be read"),
            )
            .in_file(file)
        };
        let mut bytes = Vec::new();
        let opened = std::fs::File::open(file).map_err(unread)?;
        // One byte more than allowed shows that there is more.
        opened.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unread)?;
        Self::decode(&bytes).map_err(|bad| bad.in_file(file))
    }

    /// The text of a file's bytes, without the mark that Windows' Notepad begins a file with.
    fn decode(bytes: &[u8]) -> Result<String, BadConfig> {
        let refused = |line, why: &str| Err(BadConfig::new(line, why.into()));
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return refused(
                None,
                "lebih dari 64 KiB, jadi bukan berkas pengaturan / too large for a configuration",
            );
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        if bytes.contains(&0) {
            return refused(
                None,
                "bukan teks UTF-8: simpan ulang dengan pengodean UTF-8 / save it as UTF-8 text",
            );
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if text.trim().is_empty() => {
                refused(None, "kosong: isi seperti contoh `anjungan run --help` / is empty")
            }
            Ok(text) => Ok(text.into()),
            Err(error) => {
                let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
                refused(
                    Some(line),
                    "bukan teks UTF-8: simpan ulang dengan pengodean UTF-8 / save it as UTF-8 text",
                )
            }
        }
    }

    /// Reads and checks a text.
    ///
    /// # Errors
    /// As [`Config::read`], without a file's name.
    pub fn parse(text: &str) -> Result<Self, BadConfig> {
        // First what is no TOML at all: the parser's own words are English, those about values are not its business.
        toml::de::DeTable::parse(text).map_err(|error| refusal::of_syntax(text, &error))?;
        let config: Config = toml::from_str(text).map_err(|error| refusal::of_value(text, &error))?;
        config
            .check()
            .map_err(|wrong| BadConfig::new(line_of_key(text, wrong.table, wrong.key), wrong.why))?;
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
        self.update.check()?;
        self.clock.check()?;
        self.idle.check()?;
        self.service.check()
    }
}

impl Central {
    /// Its host and port, as a firewall wants them.
    pub fn host_and_port(&self) -> Option<(String, u16)> {
        let uri: ureq::http::Uri = self.url.parse().ok()?;
        let usual = if self.url.starts_with("https://") { 443 } else { 80 };
        Some((uri.host()?.to_owned(), uri.port_u16().unwrap_or(usual)))
    }

    /// Whether it is on this machine.
    pub fn is_here(&self) -> bool {
        is_loopback(&self.url)
    }

    fn check(&self) -> Result<(), Wrong> {
        let url = &self.url;
        // Whoever writes a name and a password there finds neither repeated in a message.
        if url.contains('@') {
            return wrong(
                "central",
                "url",
                "memuat nama atau sandi (@): hapus bagian itu / without name and password",
            );
        }
        if !(url.starts_with("https://") || url.starts_with("http://"))
            || url.trim_end_matches('/').matches('/').count() != 2
            || self.host_and_port().is_none_or(|(host, _)| host.is_empty())
        {
            return wrong(
                "central",
                "url",
                format!(
                    "{url:?} harus https:// lalu nama host, tanpa jalur / must be https:// and a host, without a path"
                ),
            );
        }
        if url.starts_with("http://") && !is_loopback(url) {
            return wrong(
                "central",
                "url",
                format!(
                    "{url:?} tidak terenkripsi: pakai https:// (http:// hanya untuk mesin ini) / not encrypted"
                ),
            );
        }
        if self.enrolment_code.as_deref().is_some_and(|code| !is_code(code)) {
            return wrong(
                "central",
                "enrolment_code",
                "harus 8 huruf dan angka dari `anjungan-central kiosk invite`, tanpa huruf U / must be 8 characters",
            );
        }
        Ok(())
    }
}

/// Whether it has the shape of an enrolment code, as people type it: any case, with dashes and spaces. Crockford's
/// alphabet has no U, and takes O, I and L for digits.
pub(crate) fn is_code(code: &str) -> bool {
    let plain: Vec<char> = code.chars().filter(|c| !matches!(c, '-' | ' ')).collect();
    plain.len() == CODE_CHARS && plain.iter().all(|c| c.is_ascii_alphanumeric() && !matches!(c, 'u' | 'U'))
}

impl Idle {
    fn check(&self) -> Result<(), Wrong> {
        if !(10..=3600).contains(&self.warn_after_s) || !(5..=300).contains(&self.countdown_s) {
            return wrong(
                "idle",
                "warn_after_s",
                "harus 10 sampai 3600 detik, dan idle.countdown_s 5 sampai 300 / must be 10 to 3600, and 5 to 300",
            );
        }
        Ok(())
    }
}

/// Whether only this machine can answer there. Whoever writes a name and password before the host means neither.
fn is_loopback(url: &str) -> bool {
    let Ok(uri) = url.parse::<ureq::http::Uri>() else {
        return false;
    };
    let plain = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
    plain && matches!(uri.host(), Some("localhost" | "127.0.0.1" | "[::1]"))
}
