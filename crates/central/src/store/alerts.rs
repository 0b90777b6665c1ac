//! Alerts: rules, what they found, and the messages that tell of it.

mod aside;
mod list;
mod messages;
mod rules;
mod watch;

use serde::{Deserialize, Serialize};

pub use list::{Alert, AlertFilter, AlertState};
pub use messages::{AlertMessage, Channel, SentMessage};
pub use rules::KeptRule;

use super::error::StoreError;
use crate::alerts::rule::BadRule;

/// A rule's number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(pub i64);

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum AlertRefusal {
    /// There is no such rule or alert.
    #[error("there is no such rule or alert")]
    Unknown,
    /// It can't be used.
    #[error(transparent)]
    Rule(#[from] BadRule),
    /// Too many.
    #[error("there are as many rules as there may be: switch none off, change one")]
    TooMany,
    /// It is not open any more.
    #[error("the alert is not open any more")]
    State,
    /// Words are missing or too long.
    #[error("write what is being done, in 1 to {} characters", list::NOTE_CHARS_MAX)]
    Note,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<crate::store::db::Error> for AlertRefusal {
    fn from(error: crate::store::db::Error) -> Self {
        AlertRefusal::Store(error.into())
    }
}
