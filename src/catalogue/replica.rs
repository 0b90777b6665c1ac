//! The one writer: keeps a scope's rows, cursor, count and digest as central's feed says.

use std::io::Read;
use std::path::Path;

use anjungan_wire::feed::{Cursor, FeedAnswer, FeedQuery};
use anjungan_wire::id::Scope;
use anjungan_wire::snapshot::Snapshot;

/// Why the catalogue could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// SQLite said so, even about a new file.
    #[error("catalogue: {0}")]
    Database(#[from] rusqlite::Error),
    /// The damaged file could not be removed.
    #[error("the damaged catalogue could not be removed: {0}")]
    Remove(#[from] std::io::Error),
}

/// What became of an answer of the feed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Applied {
    /// It was applied; there is more to ask for at once.
    More {
        /// Changes in it.
        rows: usize,
    },
    /// It was applied and the copy equals central's, by count and digest.
    AtHead {
        /// Changes in it.
        rows: usize,
    },
    /// It belongs to another epoch or cursor (late, twice, or out of order): nothing was done.
    Stale,
    /// A walk from the start begins, on central's word. What is shown stays.
    WalkAgain,
    /// The copy differs from central's: a walk from the start begins. What is shown stays.
    Differed,
}

/// Why an answer could not be applied. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// The page breaks its own rules.
    #[error("central sent a page that breaks the protocol: {0}")]
    Page(&'static str),
    /// The disk is full; the catalogue stays as it was.
    #[error("no space left for the catalogue")]
    DiskFull,
    /// The file is damaged: drop this handle and every reader, and [`Catalogue::open`] again.
    #[error("the catalogue is damaged: {0}")]
    Damaged(String),
    /// SQLite said so; it may work later.
    #[error("catalogue: {0}")]
    Database(rusqlite::Error),
}

/// How far a snapshot is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// Rows written.
    pub rows: u64,
    /// Rows there will be.
    pub of: u64,
}

/// What became of a snapshot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Loaded {
    /// It is in use.
    InUse,
    /// What is here is as new, or of a newer epoch: nothing was done.
    NotNeeded,
}

/// Why a snapshot is not used. The old catalogue is in use.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file is not what the manifest says.
    #[error("the snapshot is not what its manifest says: {0}")]
    Differs(&'static str),
    /// The file could not be read.
    #[error("the snapshot could not be read: {0}")]
    Read(std::io::Error),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] ApplyError),
}

/// What a full scan found.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verified {
    /// The rows add up to what is noted.
    Sound,
    /// They don't: a walk from the start begins.
    Rotten,
}

/// The writer's handle. One per catalogue.
pub struct Catalogue {}

impl Catalogue {
    /// Opens the catalogue, and makes it anew when it is missing, damaged or of another version.
    /// Open it before any [`super::Reader`].
    pub fn open(_path: &Path) -> Result<Catalogue, OpenError> {
        unimplemented!()
    }

    /// What to ask the feed of `scope` for next.
    pub fn cursor(&self, _scope: &Scope) -> Result<FeedQuery, ApplyError> {
        unimplemented!()
    }

    /// Every scope kept and how far, for the beat.
    pub fn cursors(&self) -> Result<Vec<Cursor>, ApplyError> {
        unimplemented!()
    }

    /// Applies an answer to [`Catalogue::cursor`].
    pub fn apply(&mut self, _scope: &Scope, _answer: &FeedAnswer) -> Result<Applied, ApplyError> {
        unimplemented!()
    }

    /// Loads a whole scope from its compressed file. `manifest` has been verified.
    pub fn load_snapshot(
        &mut self,
        _scope: &Scope,
        _manifest: &Snapshot,
        _file: impl Read,
        _progress: impl FnMut(Progress),
    ) -> Result<Loaded, LoadError> {
        unimplemented!()
    }

    /// Forgets scopes that are no longer followed.
    pub fn keep_only(&mut self, _scopes: &[Scope]) -> Result<(), ApplyError> {
        unimplemented!()
    }

    /// Reads every row of `scope` against its count and digest.
    pub fn verify_full(&mut self, _scope: &Scope) -> Result<Verified, ApplyError> {
        unimplemented!()
    }
}
