//! `anjungan provision`: a configuration from a technician's desk onto the medium that a kiosk starts from. Stricter than
//! [`super::check`], for what is wrong here is found out at a place that somebody has to drive to.

use std::path::{Path, PathBuf};

use super::edit;
use super::medium::{self, MediumError, Replace};
use crate::config::{BadConfig, Config, PinHash, line_of_key};

/// Where the image lets the terminal write.
const DATA: &str = "/var/lib/anjungan";
/// What stands in the example and in `anjungan run --help`, for all to read.
const EXAMPLE_CODE: &str = "7K3M9QXA";
const EXAMPLE_PINS: [&str; 2] = ["905117", "483920"];
/// Names that lead nowhere (RFC 2606, RFC 6761).
const INVENTED: [&str; 4] = [".example", ".test", ".invalid", ".localhost"];

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Order {
    /// The configuration.
    pub config: PathBuf,
    /// The medium.
    pub target: PathBuf,
    /// Whether one that is there may go.
    pub replace: Replace,
    /// For a virtual machine: invented values pass.
    pub for_test: bool,
}

/// Why the medium was not prepared.
#[derive(Debug, thiserror::Error)]
pub enum ProvisionError {
    /// The configuration, or one of its values for a kiosk that people use.
    #[error("{0}")]
    Config(BadConfig),
    /// The medium.
    #[error("{}: {why}", target.display())]
    Medium {
        /// Which.
        target: PathBuf,
        /// Why.
        why: MediumError,
    },
    /// No hash without it.
    #[error("sistem ini tidak memberi bilangan acak: coba di komputer lain / no randomness")]
    NoRandomness,
}

/// Checks, hashes the PIN, writes, and reads back.
///
/// # Errors
/// One line for the technician.
pub fn provision(order: &Order) -> Result<(), ProvisionError> {
    let file = order.config.as_path();
    let bad = |bad: BadConfig| ProvisionError::Config(bad.in_file(file));
    let text = Config::text(file).map_err(ProvisionError::Config)?;
    let config = Config::parse(&text).map_err(bad)?;
    fit_for_people(&text, &config, order).map_err(bad)?;
    // What the kiosk will refuse is refused here.
    edit::without_code(&text, &config).map_err(bad)?;
    let text = match &config.service.pin {
        None => text,
        Some(pin) => {
            let mut salt = [0; 16];
            getrandom::fill(&mut salt).map_err(|_| ProvisionError::NoRandomness)?;
            let hash = PinHash::of(pin, &salt).ok_or(ProvisionError::NoRandomness)?;
            edit::with_hash(&text, &config, pin, &hash).map_err(bad)?
        }
    };
    medium::write(&order.target, text.as_bytes(), order.replace)
        .map_err(|why| ProvisionError::Medium { target: order.target.clone(), why })
}

/// What a kiosk can start with and nobody should put in front of people.
fn fit_for_people(text: &str, config: &Config, order: &Order) -> Result<(), BadConfig> {
    let refused = |table: &str, key: &str, why: &str| {
        Err(BadConfig::new(line_of_key(text, table, key), format!("{table}.{key} {why}")))
    };
    if config.data != Path::new(DATA) {
        let why =
            format!("data harus {DATA:?}: kiosk tidak dapat menulis di tempat lain / must be this folder");
        return Err(BadConfig::new(line_of_key(text, "", "data"), why));
    }
    if !config.service.has_pin() {
        return refused(
            "service",
            "pin",
            "belum ada: tanpa PIN tak seorang pun dapat membuka mode layanan / missing",
        );
    }
    let code = config.central.enrolment_code.as_deref();
    // A kiosk that central knows keeps its key, and needs none.
    if code.is_none() && order.replace == Replace::Never {
        return refused(
            "central",
            "enrolment_code",
            "belum ada: buat dengan `anjungan-central kiosk invite` / missing",
        );
    }
    if order.for_test {
        return Ok(());
    }
    if code == Some(EXAMPLE_CODE) {
        return refused(
            "central",
            "enrolment_code",
            "masih kode contoh: buat kode sendiri / is the example's",
        );
    }
    if config.service.pin.as_ref().is_some_and(|pin| EXAMPLE_PINS.contains(&pin.digits())) {
        return refused("service", "pin", "masih PIN contoh: pilih angka secara acak / is the example's");
    }
    let invented = |host: &str| INVENTED.iter().any(|end| host.trim_end_matches('.').ends_with(end));
    match config.central.host_and_port() {
        Some((host, _)) if invented(&host) => {
            refused("central", "url", "masih alamat contoh / is an invented address")
        }
        Some(_) if config.central.is_here() => {
            refused("central", "url", "menunjuk mesin kiosk itu sendiri / points at the kiosk itself")
        }
        Some(_) | None => Ok(()),
    }
}
