//! What an office asks of a machine: `commands@K07`, a row a command, each signed by the operations key.
//!
//! **There is no command that prints**, shows something to a visitor, or reads anything about one.
//!
//! At most once: a terminal writes down that it starts before it acts, and never starts a number again.

use serde::{Deserialize, Serialize};

use crate::id::{KioskCode, StreamId};
use crate::signed::Content;

/// One command. Its number is the signed document's generation: it only rises for a kiosk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The kiosk it is for.
    pub kiosk: KioskCode,
    /// The ledger it is for: whoever replaces a machine does not get its orders.
    pub stream: StreamId,
    /// What to do.
    pub order: Order,
}

impl Content for Command {
    const KIND: &'static str = "command";
}

/// What to do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// Read the data again from the beginning, as after a lost disk.
    Reload,
    /// Look at printer, disk, clock and data, and tell. Prints nothing.
    SelfTest,
    /// Send the last lines of the log, which hold nothing about a person.
    FetchLogs,
    /// Restart the machine, by the program that is configured for it.
    Reboot,
    /// Look for an update at night, by the program that is configured for it.
    Update,
    /// Make another key, and tell central of it ([`crate::rotate`]).
    RotateKey,
}

impl Order {
    /// Every order.
    pub const ALL: [Order; 6] =
        [Order::Reload, Order::SelfTest, Order::FetchLogs, Order::Reboot, Order::Update, Order::RotateKey];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Order::Reload => "reload",
            Order::SelfTest => "self-test",
            Order::FetchLogs => "fetch-logs",
            Order::Reboot => "reboot",
            Order::Update => "update",
            Order::RotateKey => "rotate-key",
        }
    }

    /// The order of this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == word)
    }
}

/// What became of a command. [`crate::op::OpKind::Receipt`]
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The command's number.
    pub no: u64,
    /// How it ended.
    pub outcome: Outcome,
    /// What a technician should know, [`DETAIL_CHARS_MAX`] at most and nothing about a person; empty: nothing.
    pub detail: String,
    /// For [`Order::FetchLogs`]: zstd over UTF-8 lines, [`LOG_BYTES_MAX`] at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<crate::op::Bytes>,
}

/// Characters of [`Receipt::detail`].
pub const DETAIL_CHARS_MAX: usize = 300;
/// Bytes of [`Receipt::log`], compressed: with base64 and the seal it fits an op.
pub const LOG_BYTES_MAX: usize = 40 * 1024;
/// Bytes of a log after decompression.
pub const LOG_TEXT_BYTES_MAX: usize = 512 * 1024;

/// How a command ended, or that it began.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It has begun; what follows may end the program.
    Started,
    /// Done.
    Done,
    /// It did not work; `detail` says why.
    Failed,
    /// No program is configured for it on this machine.
    NotConfigured,
    /// It came after its end.
    Expired,
    /// The program or the machine stopped while it was being done: not done again.
    Interrupted,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Outcome; 6] = [
        Outcome::Started,
        Outcome::Done,
        Outcome::Failed,
        Outcome::NotConfigured,
        Outcome::Expired,
        Outcome::Interrupted,
    ];

    /// The word on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Started => "started",
            Outcome::Done => "done",
            Outcome::Failed => "failed",
            Outcome::NotConfigured => "not-configured",
            Outcome::Expired => "expired",
            Outcome::Interrupted => "interrupted",
        }
    }

    /// The outcome of this word.
    pub fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_as_it_is_written() {
        for order in Order::ALL {
            assert_eq!(serde_json::to_string(&order).unwrap(), format!("\"{}\"", order.as_str()));
            assert_eq!(Order::named(order.as_str()), Some(order));
        }
        for outcome in Outcome::ALL {
            assert_eq!(serde_json::to_string(&outcome).unwrap(), format!("\"{}\"", outcome.as_str()));
            assert_eq!(Outcome::named(outcome.as_str()), Some(outcome));
        }
        assert_eq!((Order::named("print"), Outcome::named("lost")), (None, None));
    }
}
