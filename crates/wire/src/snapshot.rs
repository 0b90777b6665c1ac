//! A whole scope in one file, so that a new terminal need not walk it page by page.
//!
//! The file is zstd over lines of JSON: `{"id":…,"seq":…,"body":…}` ([`crate::feed::Row`] without
//! tombstones), ordered by `seq`. Its name is its SHA-256. What vouches for it is the signed
//! [`Snapshot`] beside it, which also says what the rows must add up to.

use serde::{Deserialize, Serialize};

use crate::feed::Digest;
use crate::id::{Epoch, Scope};
use crate::signed::Content;

/// What a snapshot holds. Signed by central's content key.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// The feed.
    pub scope: Scope,
    /// The epoch of `seq`.
    pub epoch: Epoch,
    /// SHA-256 of the compressed file: its name under `/v1/blob/`.
    #[serde(with = "crate::encoding::hex_array")]
    pub sha256: [u8; 32],
    /// Bytes of the compressed file.
    pub size: u64,
    /// The cursor to go on from.
    pub seq: u64,
    /// Rows in it.
    pub count: u64,
    /// Their digest.
    pub digest: Digest,
    /// When central last heard from the sources, Unix seconds.
    pub as_of_s: i64,
}

impl Content for Snapshot {
    const KIND: &'static str = "snapshot";
}
