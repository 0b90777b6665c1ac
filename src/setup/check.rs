//! `anjungan check`: whether a configuration can be meant, and what the machine around the terminal takes from it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{edit, write_private};
use crate::config::{BadConfig, Config, Rotation};

/// Files to write, each only when all is right, readable by their owner alone.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outs {
    /// What the machine needs before the terminal starts, as lines for systemd's `EnvironmentFile=`.
    pub environment: Option<PathBuf>,
    /// The configuration without the line of its enrolment code.
    pub without_code: Option<PathBuf>,
    /// The enrolment code alone; empty where the configuration has none.
    pub code: Option<PathBuf>,
}

/// Why nothing came of it.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The configuration can't be meant.
    #[error("{0}")]
    Config(BadConfig),
    /// A file that can't be written.
    #[error("{}: tidak dapat ditulis ({why}): periksa letak dan izinnya / cannot be written", path.display())]
    Out {
        /// The file.
        path: PathBuf,
        /// Why.
        why: std::io::Error,
    },
}

/// Checks `file`, and writes what is asked for.
///
/// # Errors
/// One line for the technician; no file was touched then, unless a disk failed between two of them.
pub fn check(file: &Path, outs: &Outs) -> Result<(), CheckError> {
    let bad = |bad: BadConfig| CheckError::Config(bad.in_file(file));
    let text = Config::text(file).map_err(CheckError::Config)?;
    let config = Config::parse(&text).map_err(bad)?;
    let (without, code) = edit::without_code(&text, &config).map_err(bad)?;
    let write = |path: &Option<PathBuf>, what: &str| match path {
        None => Ok(()),
        Some(path) => {
            write_private(path, what.as_bytes()).map_err(|why| CheckError::Out { path: path.clone(), why })
        }
    };
    write(&outs.environment, &environment(&config))?;
    write(&outs.without_code, &without)?;
    write(&outs.code, &code.map(|code| code + "\n").unwrap_or_default())
}

/// Lines for those that are set. [`Config::parse`] has let nothing through that would mean something in there.
fn environment(config: &Config) -> String {
    let mut lines = String::new();
    let mut line = |name: &str, value: String| {
        // Writing into a string can't fail.
        let _ = match value.contains(' ') {
            true => writeln!(lines, "{name}=\"{value}\""),
            false => writeln!(lines, "{name}={value}"),
        };
    };
    if config.screen.rotation_deg != Rotation::None {
        line("SLINT_KMS_ROTATION", config.screen.rotation_deg.degrees().to_string());
    }
    if let Some(matrix) = config.screen.touch_matrix {
        line("LIBINPUT_CALIBRATION_MATRIX", matrix.map(|n| n.to_string()).join(" "));
    }
    if let Some(address) = &config.update.address {
        line("ANJUNGAN_UPDATES", address.clone());
    }
    if !config.clock.servers.is_empty() {
        line("ANJUNGAN_NTP", config.clock.servers.join(" "));
    }
    if let Some((host, port)) = config.central.host_and_port() {
        line("ANJUNGAN_CENTRAL", format!("{host}:{port}"));
    }
    lines
}
