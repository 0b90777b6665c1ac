//! What is on its way between a terminal and central.

use anjungan_wire::feed::{Cursor, FeedAnswer, FeedQuery};
use anjungan_wire::id::{Epoch, Scope};
use anjungan_wire::request::{Push, PushAnswer};
use anjungan_wire::signed::Signed;
use anjungan_wire::snapshot::Snapshot;

/// Who sent it, or to whom it goes.
pub type Name = usize;

/// A request of a terminal.
#[derive(Clone, Debug)]
pub enum Request {
    Beat { cursors: Vec<Cursor> },
    Push(Push),
    Ask { scope: Scope, query: FeedQuery },
    Fetch(Signed<Snapshot>),
}

/// Central's answer.
#[derive(Clone, Debug)]
pub enum Answer {
    Beat {
        epoch: Epoch,
        hwm: u64,
        heads: Vec<(Scope, u64)>,
    },
    /// `refused` is empty; a central that is seeded with a fault refuses what it can't apply.
    Push {
        answer: PushAnswer,
        refused: Vec<u64>,
    },
    Rows {
        scope: Scope,
        answer: FeedAnswer,
    },
    File {
        document: Signed<Snapshot>,
        bytes: Vec<u8>,
    },
}

/// Either.
#[derive(Clone, Debug)]
pub enum Message {
    Up(Name, Request),
    Down(Name, Answer),
}
