//! A thread that searches, so that the screen never waits for the disk.
//!
//! There is one place per kind of request, and a later request replaces an earlier one that has not
//! begun: whoever types faster than the disk reads gets the answer to the last letter only.

use std::path::PathBuf;

use anjungan_wire::id::RegionCode;
use anjungan_wire::vacancy::Vacancy;
use jiff::civil::Date;

use super::query::{Facets, PlaceCount, Query, Results, Widening};

/// What to find out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Request {
    /// [`super::Reader::search`]
    Search {
        /// What for.
        query: Query,
        /// The day.
        today: Date,
        /// Cards to pass over.
        offset: usize,
        /// Cards wanted.
        limit: usize,
    },
    /// [`super::Reader::counts`]
    Counts(Query, Date),
    /// [`super::Reader::places`]
    Places(Option<RegionCode>, Query, Date),
    /// [`super::Reader::vacancy`]
    Vacancy(String, Date),
    /// [`super::Reader::widen`]
    Widen(Query, Date),
    /// [`super::Reader::near_count`]
    NearCount(RegionCode, Date),
}

/// The number of a request, by which its answer is known. Later requests have greater ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Asked(pub u64);

/// An answer.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    /// What it answers.
    pub to: Asked,
    /// What was found.
    pub found: Found,
}

/// What was found.
#[derive(Clone, PartialEq, Debug)]
pub enum Found {
    /// To [`Request::Search`].
    Search(Results),
    /// To [`Request::Counts`].
    Counts(Facets),
    /// To [`Request::Places`].
    Places(Vec<PlaceCount>),
    /// To [`Request::Vacancy`]; `None` when it is gone.
    Vacancy(Option<Box<Vacancy>>),
    /// To [`Request::Widen`].
    Widen(Vec<Widening>),
    /// To [`Request::NearCount`].
    NearCount(u32),
    /// The catalogue could not be read; the reason is in the log.
    Failed,
}

/// The thread's handle. Dropping it ends the thread after what it is doing.
pub struct Worker {}

impl Worker {
    /// Starts the thread. `reply` is called on it.
    pub fn start(_catalogue: PathBuf, _reply: Box<dyn Fn(Answer) + Send>) -> std::io::Result<Worker> {
        unimplemented!()
    }

    /// Asks; never waits. A request of the same kind that has not begun is dropped unanswered.
    pub fn ask(&self, _request: Request) -> Asked {
        unimplemented!()
    }
}
