//! Reading the replica while it is being written.

use std::path::Path;

use anjungan_wire::id::RegionCode;
use anjungan_wire::vacancy::Vacancy;
use jiff::civil::Date;

use super::query::{Facets, PlaceCount, Query, Results, Widening};

/// Why the catalogue could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// SQLite said so.
    #[error("catalogue: {0}")]
    Database(#[from] rusqlite::Error),
    /// The index does not decode.
    #[error("the catalogue's index is damaged ({0}); it will be rebuilt at the next start")]
    Damaged(&'static str),
}

/// A handle for searching. Cheap to open; it loads the index at its first search and keeps up with the
/// writer by itself. Own one per thread.
pub struct Reader {}

impl Reader {
    /// Opens the catalogue that [`super::Catalogue::open`] made.
    pub fn open(_path: &Path) -> Result<Reader, ReadError> {
        unimplemented!()
    }

    /// Finds vacancies that one can apply for on `today`.
    pub fn search(
        &self,
        _query: &Query,
        _today: Date,
        _offset: usize,
        _limit: usize,
    ) -> Result<Results, ReadError> {
        unimplemented!()
    }

    /// What each choice of the filter page would find.
    pub fn counts(&self, _query: &Query, _today: Date) -> Result<Facets, ReadError> {
        unimplemented!()
    }

    /// The regions directly within `parent` (without it: the provinces) that have vacancies for
    /// `query`, whose own place is ignored, by name.
    pub fn places(
        &self,
        _parent: Option<&RegionCode>,
        _query: &Query,
        _today: Date,
    ) -> Result<Vec<PlaceCount>, ReadError> {
        unimplemented!()
    }

    /// How many are open in `region`.
    pub fn near_count(&self, _region: &RegionCode, _today: Date) -> Result<u32, ReadError> {
        unimplemented!()
    }

    /// Wider searches that find something, the nearest first.
    pub fn widen(&self, _query: &Query, _today: Date) -> Result<Vec<Widening>, ReadError> {
        unimplemented!()
    }

    /// A vacancy, unless it is gone or was to be applied for before `today`.
    pub fn vacancy(&self, _row_id: &str, _today: Date) -> Result<Option<Vacancy>, ReadError> {
        unimplemented!()
    }

    /// When central last heard from its sources, Unix seconds; the newest of the scopes followed.
    pub fn as_of(&self) -> Result<Option<i64>, ReadError> {
        unimplemented!()
    }

    /// Rows kept but not understood, for health.
    pub fn unreadable_rows(&self) -> Result<u32, ReadError> {
        unimplemented!()
    }
}
