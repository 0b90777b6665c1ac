//! What central publishes: rows of a scope, in pages, with the proof that a copy is whole.
//!
//! A scope has a *head* (the number of its newest change), a *horizon* (tombstones at or below it are
//! purged), a *count* of living rows and an order-free *digest* over them. A terminal at head compares
//! count and digest with its own; a head alone proves no content.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use crate::encoding::hex_u64;
use crate::id::{Epoch, Scope};
use crate::signed::Signed;
use crate::snapshot::Snapshot;

/// One row of a scope. Its scope never changes: a move is a tombstone here and a new row there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Row {
    /// Unique in the scope.
    pub id: String,
    /// The number of the change that made it what it is. Unique in the scope.
    pub seq: u64,
    /// A tombstone: the row is gone. Then there is no body.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub del: bool,
    /// The content, kept byte for byte: the digest is taken over these bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Box<RawValue>>,
}

impl Row {
    /// The bytes of the body; empty for a tombstone.
    pub fn body_text(&self) -> &str {
        self.body.as_ref().map_or("", |body| body.get())
    }
}

/// Order-free digest of living rows: XOR over rows of the first 8 bytes of SHA-256 over id, seq and body.
/// A checksum against loss and rot, kept incrementally; not a seal against an enemy.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(#[serde(with = "hex_u64")] pub u64);

impl Digest {
    /// Adds a living row, or takes it away: the operation is its own inverse.
    pub fn toggle(&mut self, id: &str, seq: u64, body: &str) {
        let mut hash = Sha256::new();
        hash.update((id.len() as u64).to_be_bytes());
        hash.update(id);
        hash.update(seq.to_be_bytes());
        hash.update(body);
        let first: [u8; 8] = hash.finalize()[..8].try_into().expect("SHA-256 has 32 bytes");
        self.0 ^= u64::from_be_bytes(first);
    }
}

/// What a terminal asks a feed for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedQuery {
    /// The epoch its cursor belongs to.
    pub epoch: Epoch,
    /// Its cursor: the last change it has. 0 begins a walk.
    pub after: u64,
    /// Head when its present walk began. Changes up to here were seen or will be walked over, so a
    /// horizon below it is harmless; without it a long walk and a purge chase each other for ever.
    pub floor: u64,
    /// Rows wanted, at most [`crate::limits::FEED_ROWS_MAX`].
    pub limit: u32,
}

/// What central answers.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeedAnswer {
    /// Rows after the cursor.
    Page(Page),
    /// The cursor is of no use: walk again from the start, and keep showing the old rows meanwhile.
    Reset(Reset),
}

/// A page of changes, ordered by `seq`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Page {
    /// Central's epoch.
    pub epoch: Epoch,
    /// The `after` this answers. A terminal whose cursor has moved since drops the page.
    pub after: u64,
    /// Changes, oldest first.
    pub rows: Vec<Row>,
    /// The new cursor.
    pub next: u64,
    /// Whether there are more changes.
    pub more: bool,
    /// The newest change of the scope.
    pub head: u64,
    /// Living rows at head.
    pub count: u64,
    /// Their digest.
    pub digest: Digest,
    /// When central last heard from the sources, Unix seconds: what "Data per …" says. 0 when never.
    #[serde(default)]
    pub as_of_s: i64,
}

/// Begin again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reset {
    /// Central's epoch.
    pub epoch: Epoch,
    /// A quicker way than walking from 0, where central has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snapshot: Option<Signed<Snapshot>>,
}

/// A scope and how far a terminal has it, in a beat.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Cursor {
    /// The feed.
    pub scope: Scope,
    /// The epoch of the cursor.
    pub epoch: Epoch,
    /// The last change applied.
    pub after: u64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_digest_depends_on_the_rows_and_not_on_their_order(
            rows in proptest::collection::btree_map("[a-z]{1,6}", (0u64..100, "[a-z]{0,9}"), 0..9),
        ) {
            let mut forward = Digest::default();
            let mut backward = Digest::default();
            for (id, (seq, body)) in &rows {
                forward.toggle(id, *seq, body);
            }
            for (id, (seq, body)) in rows.iter().rev() {
                backward.toggle(id, *seq, body);
            }
            prop_assert_eq!(forward, backward);
            for (id, (seq, body)) in &rows {
                forward.toggle(id, *seq, body);
            }
            prop_assert_eq!(forward, Digest::default());
        }
    }

    #[test]
    fn where_an_id_ends_and_a_body_begins_matters() {
        let (mut a, mut b) = (Digest::default(), Digest::default());
        a.toggle("ab", 1, "c");
        b.toggle("a", 1, "bc");
        assert_ne!(a, b);
    }

    #[test]
    fn an_answer_survives_the_wire_with_its_bodies() {
        let text = r#"{"page":{"epoch":"00000000-0000-0000-0000-000000000001","after":0,"rows":[{"id":"x","seq":3,"body":{"a": 1}},{"id":"y","seq":4,"del":true}],"next":4,"more":false,"head":4,"count":1,"digest":"00000000000000ff","as_of_s":0}}"#;
        let answer: FeedAnswer = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_string(&answer).unwrap(), text);
    }

    #[test]
    fn a_body_keeps_its_bytes() {
        let text = r#"{"id":"x","seq":3,"body":{"b":1.50,  "a":"\u0041"}}"#;
        let row: Row = serde_json::from_str(text).unwrap();
        assert_eq!(row.body_text(), r#"{"b":1.50,  "a":"\u0041"}"#);
    }
}
