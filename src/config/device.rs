//! `[scanner]` and `[camera]`.

use std::path::PathBuf;

use anjungan_printer::transport::Address;
use serde::Deserialize;

use super::refusal::{Wrong, wrong};
use crate::device::scanner::Line;

/// The 2D scanner.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scanner {
    /// `serial:PATH?baud=N`, or `keyboard` for one that types.
    pub address: String,
}

/// The camera.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Camera {
    /// `/dev/v4l/by-id/…` or `/dev/video0`.
    pub device: PathBuf,
}

impl Scanner {
    /// The serial line it is on; `None` where it types.
    ///
    /// # Errors
    /// A sentence that says what to write.
    pub fn line(&self) -> Result<Option<Line>, String> {
        if self.address == "keyboard" {
            return Ok(None);
        }
        match self.address.parse() {
            Ok(Address::Serial { path, baud }) => Ok(Some(Line { path, baud })),
            Ok(_) | Err(_) => Err(format!(
                "{:?} harus \"keyboard\", atau seperti \"serial:/dev/ttyACM0?baud=9600\" / must be one of these",
                self.address
            )),
        }
    }

    pub(super) fn check(&self) -> Result<(), Wrong> {
        match self.line() {
            Ok(_) => Ok(()),
            Err(why) => wrong("scanner", "address", why),
        }
    }
}

impl Camera {
    pub(super) fn check(&self) -> Result<(), Wrong> {
        if self.device.is_absolute() {
            return Ok(());
        }
        wrong(
            "camera",
            "device",
            format!("{:?} harus perangkat seperti /dev/video0 / must be a device", self.device),
        )
    }
}
