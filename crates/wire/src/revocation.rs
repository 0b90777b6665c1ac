//! The end of a machine's service, signed: a refusal alone makes no terminal delete anything, because anybody between
//! can write one.

use serde::{Deserialize, Serialize};

use crate::id::{KioskCode, StreamId};
use crate::signed::Content;

/// A machine is no kiosk any more and empties itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Revocation {
    /// The kiosk it was.
    pub kiosk: KioskCode,
    /// The ledger it is about: whoever is installed there later is not meant.
    pub stream: StreamId,
    /// In unknown hands: what it still has to tell is not waited for.
    pub lost: bool,
}

impl Content for Revocation {
    const KIND: &'static str = "revocation";
}
