//! What arrives, and why it was not taken in.

use anjungan_wire::id::StreamId;
use anjungan_wire::limits::PUSH_OPS_MAX;
use anjungan_wire::op::Clock;
use anjungan_wire::request::Push;
use anjungan_wire::seal::Sealed;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::store::error::StoreError;

/// A [`Push`] as it may arrive from a newer terminal: with kinds of op this program has no name for.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Delivery {
    /// The terminal's stream.
    pub stream: StreamId,
    /// The oldest op it still has.
    pub oldest: u64,
    /// The ops.
    pub ops: Vec<Delivered>,
}

/// One op of a [`Delivery`].
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
pub struct Delivered {
    /// Its number.
    pub no: u64,
    /// The name of its kind.
    pub kind: String,
    /// The terminal's clocks.
    pub clock: Clock,
    /// The fact.
    pub sealed: Sealed,
    /// What is inside, when somebody opened it already.
    #[serde(skip)]
    pub opened: Opened,
}

/// The inside of a seal that was opened before the writer's turn: opening is arithmetic, and the writer holds
/// everybody up. Never kept, never shown.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Opened(pub(in crate::store) Option<Zeroizing<Vec<u8>>>);

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Opened(…)" } else { "Opened(no)" })
    }
}

/// Why a push was not taken in (whole).
#[derive(Debug, thiserror::Error)]
pub enum PushRefusal {
    /// Another op is kept under this number.
    #[error(
        "op {no} of this stream is kept with other bytes: stop the terminal and compare its ledger with central"
    )]
    Conflict {
        /// Its number.
        no: u64,
    },
    /// The stream is not the one the terminal enrolled with.
    #[error("this terminal enrolled with another stream: a new ledger needs a new enrolment code")]
    OtherStream,
    /// More than [`PUSH_OPS_MAX`].
    #[error("{0} ops in one push; at most {PUSH_OPS_MAX} are taken")]
    TooMany(usize),
    /// A number or a name that no terminal of ours makes.
    #[error("op {no}: {why}")]
    Malformed {
        /// Which op.
        no: u64,
        /// What is wrong.
        why: &'static str,
    },
    /// The store failed. Nothing was taken in.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<crate::store::db::Error> for PushRefusal {
    fn from(error: crate::store::db::Error) -> Self {
        PushRefusal::Store(error.into())
    }
}

/// An op that waits for a person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HeldOp {
    /// Whose.
    pub stream: StreamId,
    /// Its number.
    pub no: u64,
    /// Its kind, by name.
    pub kind: String,
    /// Why it is held. Never anything from inside the seal.
    pub reason: String,
}

/// One push of a batch.
pub(crate) struct PushJob {
    /// The stream of the terminal that signed it.
    pub(crate) stream: StreamId,
    /// What it sent.
    pub(crate) delivery: Delivery,
    /// When, Unix milliseconds.
    pub(crate) received_ms: i64,
}

impl From<&Push> for Delivery {
    fn from(push: &Push) -> Self {
        let ops = push.ops.iter().map(|op| Delivered {
            no: op.no,
            kind: op.kind.as_str().into(),
            clock: op.clock,
            sealed: op.sealed.clone(),
            opened: Opened::default(),
        });
        Self { stream: push.stream, oldest: push.oldest, ops: ops.collect() }
    }
}
