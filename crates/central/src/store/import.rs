//! Imports: where rows come from, what becomes of each, what they were put in the place of.
//!
//! **Architecture invariant:** what an import publishes, it publishes in one transaction together with what was there
//! before, so that there is no half of an import and every import can be taken back.

mod apply;
mod row;
mod run;
mod source;

use serde::{Deserialize, Serialize};

pub(in crate::store) use row::minimum_wages;
pub use row::{Counts, ImportRow, Reader, RowOutcome};
pub use run::{ImportRun, NewRun, RunJob, Waiting};
pub use source::{ImportSource, NewSource, PullOutcome, SourceKind};

use super::error::StoreError;
use crate::import::columns::Kind;

/// A source's number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SourceId(pub i64);

/// An import's number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RunId(pub i64);

/// How long a process may work on something before another takes it over, in milliseconds. Work that goes on renews it.
pub const LEASE_MS: i64 = 120_000;
/// Hours that an import which nobody goes on with is kept, its file with it.
pub const WAITING_HOURS: i64 = 24;
/// Days in which an import can be taken back.
pub const UNDO_DAYS: i64 = 30;

/// Why something can't be done to an import.
#[derive(Debug, thiserror::Error)]
pub enum ImportRefusal {
    /// There is none of this number.
    #[error("there is no such source or import")]
    Unknown,
    /// The name is taken, or no name.
    #[error("a source has a name of 1 to 80 characters that no other source has")]
    Name,
    /// Something that the kind of source needs is missing or no address.
    #[error("the address must begin with https:// and name a host")]
    Address,
    /// It stands elsewhere: somebody was faster.
    #[error("the import is in another state by now: reload the page")]
    State,
    /// Its rows are fewer than a source has by itself.
    #[error("there are {found} rows where there were {before}: confirm that this is right")]
    Shrunken {
        /// Rows that can be published.
        found: i64,
        /// Rows that are.
        before: i64,
    },
    /// Columns are missing.
    #[error("rows of this kind need columns that nothing was chosen for")]
    Columns,
    /// Who sent it asks to publish it.
    #[error("somebody else must publish what you sent")]
    Own,
    /// What it replaced is not kept any more.
    #[error("an import can be taken back for {UNDO_DAYS} days")]
    TooLate,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<crate::store::db::Error> for ImportRefusal {
    fn from(error: crate::store::db::Error) -> Self {
        ImportRefusal::Store(error.into())
    }
}

/// The scopes that rows of a kind are in, for LIKE.
fn scopes_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Vacancies => "vacancies@%",
        Kind::Trainings => "trainings",
        Kind::Employers => "employers@%",
        Kind::Compliance => "compliance@%",
    }
}

/// The first text after all that begin with `prefix`, which ends in `-`.
fn after_prefix(prefix: &str) -> String {
    // `.` is the character after `-`.
    format!("{}.", prefix.trim_end_matches('-'))
}
