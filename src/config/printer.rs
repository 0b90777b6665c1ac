//! `[printer]` and `[sheet_printer]`.

use std::path::{Path, PathBuf};

use anjungan_printer::profile::Profile;
use anjungan_printer::transport::Address;
use serde::Deserialize;

use super::refusal::{Wrong, wrong};

/// A profile of an installation's own is a page of text.
const PROFILE_BYTES_MAX: u64 = 64 * 1024;

/// The ticket printer.
#[derive(Clone, PartialEq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Printer {
    /// `serial:PATH?baud=N`, `usb:/dev/usb/lp0` or `tcp:HOST:PORT`.
    pub address: String,
    /// The model's profile: `anjungan-printer --help` lists them. Empty where `profile_file` is given.
    #[serde(default)]
    pub profile: String,
    /// A profile of the installation's own, instead of `profile`.
    pub profile_file: Option<PathBuf>,
    /// Single fields of the profile that are otherwise on this printer, such as `native_qr = false`.
    #[serde(default, rename = "override")]
    pub overrides: toml::Table,
    /// Length of a new roll in metres, where it is not the profile's.
    pub roll_m: Option<f32>,
    /// The picture that service mode stores in the printer: a PNG file.
    pub logo: Option<PathBuf>,
    /// The office's logo is in the printer's memory under key 01, and tickets print it.
    #[serde(default)]
    pub logo_stored: bool,
}

/// The A4 printer.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetPrinter {
    /// `ipp://HOST/ipp/print`, or a local CUPS queue: `ipp://localhost/printers/NAME`.
    pub uri: String,
}

impl Printer {
    /// The printer's profile as it is here: built in or of a file, with the overrides.
    ///
    /// # Errors
    /// A sentence that says what to write.
    pub fn profile(&self) -> Result<Profile, String> {
        let profile = match &self.profile_file {
            None => Profile::named(&self.profile).map_err(|why| why.to_string())?,
            Some(file) => {
                let text = read_profile(file)?;
                Profile::from_toml(&text).map_err(|why| format!("{}: {why}", file.display()))?
            }
        };
        let mut overrides = self.overrides.clone();
        if let Some(roll_m) = self.roll_m {
            overrides.insert("roll_m".into(), f64::from(roll_m).into());
        }
        profile.with_overrides(overrides).map_err(|why| why.to_string())
    }

    pub(super) fn check(&self) -> Result<(), Wrong> {
        if let Err(why) = self.address.parse::<Address>() {
            return wrong(
                "printer",
                "address",
                format!(
                    "keliru: tulis seperti serial:/dev/ttyS0?baud=38400, usb:/dev/usb/lp0 atau tcp:HOST:9100 / {why}"
                ),
            );
        }
        if self.profile_file.is_some() && !self.profile.is_empty() {
            return wrong(
                "printer",
                "profile",
                "dan printer.profile_file ada dua-duanya: hapus salah satu / keep one of them",
            );
        }
        // Each is looked at alone first, so that the sentence names the line to change.
        let bare = Self { overrides: toml::Table::new(), roll_m: None, ..self.clone() };
        if let Err(why) = bare.profile() {
            let key = if self.profile_file.is_some() { "profile_file" } else { "profile" };
            return wrong("printer", key, format!("keliru: pilih profil yang ada / {}", one_line(&why)));
        }
        if self.roll_m.is_some_and(|metres| !(1.0..=1000.0).contains(&metres)) {
            return wrong(
                "printer",
                "roll_m",
                "harus 1 sampai 1000: panjang gulungan baru dalam meter / metres of a new roll",
            );
        }
        if let Err(why) = self.profile() {
            let key = self.overrides.keys().next().cloned().unwrap_or_default();
            return Err(Wrong {
                table: "printer.override",
                key: OVERRIDABLE.into_iter().find(|known| *known == key).unwrap_or("override"),
                why: format!("printer.override keliru: perbaiki atau hapus barisnya / {}", one_line(&why)),
            });
        }
        if let Some(logo) = &self.logo
            && logo.extension().is_none_or(|ending| !ending.eq_ignore_ascii_case("png"))
        {
            return wrong(
                "printer",
                "logo",
                format!("{logo:?} bukan berkas .png: simpan logo sebagai PNG / save it as PNG"),
            );
        }
        Ok(())
    }
}

/// The overrides whose line is worth finding: those that are changed at installations.
const OVERRIDABLE: [&str; 7] =
    ["native_qr", "nv_logo", "process_id", "asb", "cutter", "mm_per_s", "head_to_cutter_mm"];

impl SheetPrinter {
    pub(super) fn check(&self) -> Result<(), Wrong> {
        let host = self.uri.strip_prefix("ipp://").or_else(|| self.uri.strip_prefix("ipps://"));
        match host.and_then(|rest| rest.split_once('/')) {
            Some((host, path)) if !host.is_empty() && !path.is_empty() && !host.contains('@') => Ok(()),
            Some(_) | None => wrong(
                "sheet_printer",
                "uri",
                format!(
                    "{:?} harus seperti ipp://192.168.1.20/ipp/print atau ipp://localhost/printers/a4 / must be like these",
                    self.uri
                ),
            ),
        }
    }
}

fn read_profile(file: &Path) -> Result<String, String> {
    let remedy = "periksa letak dan izinnya / check path and permissions";
    let failed = |why: std::io::Error| format!("{}: tidak dapat dibaca ({why}): {remedy}", file.display());
    let size = std::fs::metadata(file).map_err(failed)?.len();
    if size > PROFILE_BYTES_MAX {
        return Err(format!("{}: terlalu besar untuk sebuah profil: {remedy}", file.display()));
    }
    std::fs::read_to_string(file).map_err(failed)
}

/// A parser draws the place over several lines; one sentence is promised.
fn one_line(text: &str) -> String {
    let drawing = |line: &&str| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with("TOML parse error") && !line.contains('|')
    };
    text.lines().filter(drawing).map(str::trim).collect::<Vec<_>>().join(": ")
}
