//! What the service screen is told about the connection to central.

use std::sync::Arc;

use anjungan_wire::kiosk_config::KioskConfig;
use anjungan_wire::request::RefusalCode;

pub use crate::wording::OfflineCause;

/// How this terminal stands with central.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Standing {
    /// Central does not know it yet. `refused` says so when a code was tried and not taken.
    NotEnrolled {
        /// What central said to the code.
        refused: Option<String>,
    },
    /// A person at central has yet to accept the key, after comparing these words.
    NotAccepted {
        /// The fingerprint of the device key.
        words: [&'static str; 4],
    },
    /// All is well.
    Accepted,
    /// Central does not take this terminal's requests. Nothing is sent but a beat every 15 minutes.
    Refused {
        /// Why.
        code: RefusalCode,
        /// What central said, for the technician.
        say: String,
    },
    /// Central has another op under this number. Pushing has stopped; a person must look.
    Conflict {
        /// The number.
        no: u64,
    },
    /// Central has ops that this ledger never wrote: the ledger was put back from a copy. Pushing has
    /// stopped; this terminal needs a new ledger.
    LedgerWentBack {
        /// What central has.
        hwm: u64,
        /// What the ledger wrote.
        last_no: u64,
    },
}

/// The state of the connection. Published on every change.
#[derive(Clone, PartialEq, Debug)]
pub struct SyncStatus {
    /// How this terminal stands with central.
    pub standing: Standing,
    /// The last request was answered by central.
    pub online: bool,
    /// Why central was not reached, when it was not.
    pub offline: Option<OfflineCause>,
    /// When a round last went through, Unix milliseconds.
    pub last_success_ms: Option<i64>,
    /// Facts that central does not have.
    pub waiting: u64,
    /// By how many seconds the machine's clock is behind central's, when that is more than five minutes.
    pub clock_wrong_s: Option<i64>,
    /// The generation of the office's rules in force; 0 before any came. When it changes they are to be read again.
    pub office_generation: u64,
    /// What the office decided about this kiosk; `None` before anything came.
    pub config: Option<Arc<KioskConfig>>,
    /// Its generation; 0 before anything came.
    pub config_generation: u64,
    /// The version that central wants at least, where this program is older.
    pub update_to: Option<String>,
    /// What does not work, for the technician: a captive portal, a full disk, a damaged catalogue.
    pub trouble: Option<String>,
}

impl SyncStatus {
    /// Before anything was tried.
    pub fn unknown() -> Self {
        Self {
            standing: Standing::NotEnrolled { refused: None },
            online: false,
            offline: None,
            last_success_ms: None,
            waiting: 0,
            clock_wrong_s: None,
            office_generation: 0,
            config: None,
            config_generation: 0,
            update_to: None,
            trouble: None,
        }
    }
}
