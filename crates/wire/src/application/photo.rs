//! The photo of 3×4 cm.

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::encoding::base64;

/// The photo, 3×4.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Photo {
    /// Taken here: JPEG, 354×472 pixels.
    Taken {
        /// The file, at most [`super::limits::PHOTO_BYTES_MAX`].
        #[serde(with = "base64")]
        jpeg: Vec<u8>,
    },
    /// Foto di loket: an officer takes it.
    AtCounter,
    /// The applicant sends it from a phone, by the page that the receipt's code opens.
    FromPhone,
}

impl Photo {
    /// The file, where there is one.
    pub fn jpeg(&self) -> Option<&[u8]> {
        match self {
            Photo::Taken { jpeg } => Some(jpeg),
            Photo::AtCounter | Photo::FromPhone => None,
        }
    }
}

impl Zeroize for Photo {
    fn zeroize(&mut self) {
        match self {
            Photo::Taken { jpeg } => jpeg.zeroize(),
            Photo::AtCounter | Photo::FromPhone => {}
        }
    }
}

impl std::fmt::Debug for Photo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Photo::Taken { jpeg } => write!(f, "Taken({} bytes)", jpeg.len()),
            Photo::AtCounter => f.write_str("AtCounter"),
            Photo::FromPhone => f.write_str("FromPhone"),
        }
    }
}
