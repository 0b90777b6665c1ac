//! Where pulled rows go: `crate::catalogue`, or memory in tests.

use std::io::Read;

use anjungan_wire::content::Where;
use anjungan_wire::feed::{Cursor, FeedAnswer, FeedQuery};
use anjungan_wire::id::Scope;
use anjungan_wire::office::Office;
use anjungan_wire::snapshot::Snapshot;
use anjungan_wire::status::Blob;
use jiff::Timestamp;

use crate::catalogue::{Applied, ApplyError, Catalogue, LoadError, Loaded, Offered, Verified};

/// A copy of what central publishes. The methods are the catalogue's own.
pub trait Replica {
    /// What to ask the feed of `scope` for next.
    fn cursor(&self, scope: &Scope) -> Result<FeedQuery, ApplyError>;
    /// Every scope kept and how far, for the beat.
    fn cursors(&self) -> Result<Vec<Cursor>, ApplyError>;
    /// Applies an answer to [`Replica::cursor`].
    fn apply(&mut self, scope: &Scope, answer: &FeedAnswer) -> Result<Applied, ApplyError>;
    /// Loads a whole scope from its compressed file. `manifest` has been verified.
    fn load_snapshot(
        &mut self,
        scope: &Scope,
        manifest: &Snapshot,
        file: &mut dyn Read,
    ) -> Result<Loaded, LoadError>;
    /// Forgets scopes that are no longer followed.
    fn keep_only(&mut self, scopes: &[Scope]) -> Result<(), ApplyError>;
    /// Rules of an office that are neither in force nor refused.
    fn offered_office(&self, scope: &Scope) -> Result<Option<Offered>, ApplyError>;
    /// What came of verifying them: rules to put in force, or `None` for what is not to be trusted.
    fn settle_office(
        &mut self,
        scope: &Scope,
        offered: &Offered,
        trusted: Option<&Office>,
    ) -> Result<(), ApplyError>;
    /// Files that rows name, those of the newest rows first, of at most `bytes_max` together.
    fn cards(&self, bytes_max: u64, each_max: u64) -> Result<Vec<Blob>, ApplyError>;
    /// Pictures of the slides that a kiosk at `place` shows now or later.
    fn pictures(&self, now: Timestamp, place: &Where<'_>) -> Result<Vec<Blob>, ApplyError>;
    /// Reads every row against what is noted of them. Where they differ a walk begins.
    fn verify(&mut self, scope: &Scope) -> Result<Verified, ApplyError>;
    /// The rows of a small scope as they came: id and body.
    fn own_rows(&self, _scope: &Scope) -> Result<Vec<(String, String)>, ApplyError> {
        Ok(Vec::new())
    }
    /// Begins a walk of a scope from the start.
    fn walk_again(&mut self, _scope: &Scope) -> Result<(), ApplyError> {
        Ok(())
    }
}

impl Replica for Catalogue {
    fn cursor(&self, scope: &Scope) -> Result<FeedQuery, ApplyError> {
        self.cursor(scope)
    }

    fn cursors(&self) -> Result<Vec<Cursor>, ApplyError> {
        self.cursors()
    }

    fn apply(&mut self, scope: &Scope, answer: &FeedAnswer) -> Result<Applied, ApplyError> {
        self.apply(scope, answer)
    }

    fn load_snapshot(
        &mut self,
        scope: &Scope,
        manifest: &Snapshot,
        file: &mut dyn Read,
    ) -> Result<Loaded, LoadError> {
        self.load_snapshot(scope, manifest, file, |_progress| {})
    }

    fn keep_only(&mut self, scopes: &[Scope]) -> Result<(), ApplyError> {
        self.keep_only(scopes)
    }

    fn offered_office(&self, scope: &Scope) -> Result<Option<Offered>, ApplyError> {
        self.offered_office(scope)
    }

    fn settle_office(
        &mut self,
        scope: &Scope,
        offered: &Offered,
        trusted: Option<&Office>,
    ) -> Result<(), ApplyError> {
        self.settle_office(scope, offered, trusted)
    }

    fn cards(&self, bytes_max: u64, each_max: u64) -> Result<Vec<Blob>, ApplyError> {
        self.cards(bytes_max, each_max)
    }

    fn pictures(&self, now: Timestamp, place: &Where<'_>) -> Result<Vec<Blob>, ApplyError> {
        self.pictures(now, place)
    }

    fn verify(&mut self, scope: &Scope) -> Result<Verified, ApplyError> {
        self.verify_full(scope)
    }

    fn own_rows(&self, scope: &Scope) -> Result<Vec<(String, String)>, ApplyError> {
        self.own_rows(scope)
    }

    fn walk_again(&mut self, scope: &Scope) -> Result<(), ApplyError> {
        self.walk_again(scope)
    }
}
