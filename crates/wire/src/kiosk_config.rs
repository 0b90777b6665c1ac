//! What an office decides about a kiosk from its desk: `config@K07`, one row, signed by central's content key.
//!
//! It holds effective values: where each came from (tenant, district, kiosk) is central's business. What is `None`
//! here is as the machine's own configuration file says. A value that a terminal does not know yet is passed over: each
//! stands for itself, and one that is new must not keep the others from a terminal that is old.

use serde::{Deserialize, Serialize};

use crate::id::{KioskCode, Tag};
use crate::signed::Content;

/// The row's id in its feed.
pub const ROW: &str = "config";

/// Effective values for one kiosk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KioskConfig {
    /// The kiosk it is for: a document of another one is not used.
    pub kiosk: KioskCode,
    /// Verifies commands ([`crate::command`]): another hand than the one that signs content.
    #[serde(with = "crate::encoding::hex_array")]
    pub operations_key: [u8; 32],
    /// The kiosk serves nobody, and says this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended: Option<Notice>,
    /// Seconds of silence before the question whether anybody is there. 10 to 3600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_warn_after_s: Option<u32>,
    /// Seconds that the question stays. 5 to 300.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_countdown_s: Option<u32>,
    /// Tickets that one visit may print. 0 to 20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tickets_per_visit_max: Option<u32>,
    /// The kiosk's tags: content may be meant for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

/// A sentence in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Notice {
    /// In Indonesian. Not empty.
    pub id: String,
    /// In English; the Indonesian one is shown where it is empty.
    pub en: String,
}

/// Characters of a notice, at most: what a screen holds in large letters.
pub const NOTICE_CHARS_MAX: usize = 240;

impl Content for KioskConfig {
    const KIND: &'static str = "kiosk-config";
}
