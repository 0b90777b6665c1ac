//! A thread that searches, so that the screen never waits for the disk.
//!
//! There is one place per kind of request, and a later request replaces an earlier one that has not
//! begun: whoever types faster than the disk reads gets the answer to the last letter only.

use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use anjungan_wire::id::RegionCode;
use anjungan_wire::vacancy::Vacancy;
use jiff::civil::Date;

use super::query::{Facets, PlaceCount, Query, Results, Widening};
use super::reader::{ReadError, Reader};

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
    /// [`super::Reader::employer_count`]
    EmployerCount(String, Date),
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
    /// To [`Request::EmployerCount`].
    EmployerCount(u32),
    /// The catalogue could not be read; the reason is in the log.
    Failed,
}

/// The thread's handle. Dropping it ends the thread after what it is doing.
pub struct Worker {
    mailbox: Arc<Mailbox>,
}

#[derive(Default)]
struct Mailbox {
    letters: Mutex<Letters>,
    arrived: Condvar,
}

#[derive(Default)]
struct Letters {
    /// Oldest first; no two of one kind.
    waiting: Vec<(Asked, Request)>,
    asked: u64,
    closed: bool,
}

impl Worker {
    /// Starts the thread. `reply` is called on it.
    pub fn start(catalogue: PathBuf, reply: Box<dyn Fn(Answer) + Send>) -> std::io::Result<Worker> {
        let mailbox = Arc::new(Mailbox::default());
        let inside = mailbox.clone();
        std::thread::Builder::new().name("catalogue".into()).spawn(move || {
            let mut reader = None;
            while let Some((to, request)) = inside.next() {
                let found = answer(&catalogue, &mut reader, &request).unwrap_or_else(|error| {
                    tracing::warn!(%error, "search failed");
                    // Perhaps the file was made anew: the next request opens it again.
                    reader = None;
                    Found::Failed
                });
                reply(Answer { to, found });
            }
        })?;
        Ok(Worker { mailbox })
    }

    /// Asks; never waits. A request of the same kind that has not begun is dropped unanswered.
    pub fn ask(&self, request: Request) -> Asked {
        let mut letters = self.mailbox.lock();
        letters.asked += 1;
        let asked = Asked(letters.asked);
        let kind = std::mem::discriminant(&request);
        letters.waiting.retain(|(_, waiting)| std::mem::discriminant(waiting) != kind);
        letters.waiting.push((asked, request));
        self.mailbox.arrived.notify_one();
        asked
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.mailbox.lock().closed = true;
        self.mailbox.arrived.notify_one();
    }
}

impl Mailbox {
    /// Nothing that can panic is done under the lock, so what a poisoned one guards is whole.
    fn lock(&self) -> MutexGuard<'_, Letters> {
        self.letters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> Option<(Asked, Request)> {
        let idle = |letters: &mut Letters| letters.waiting.is_empty() && !letters.closed;
        let mut letters = self.arrived.wait_while(self.lock(), idle).unwrap_or_else(PoisonError::into_inner);
        (!letters.closed).then(|| letters.waiting.remove(0))
    }
}

fn answer(
    catalogue: &std::path::Path,
    reader: &mut Option<Reader>,
    request: &Request,
) -> Result<Found, ReadError> {
    let reader = match reader {
        Some(reader) => reader,
        None => reader.insert(Reader::open(catalogue)?),
    };
    Ok(match request {
        Request::Search { query, today, offset, limit } => {
            Found::Search(reader.search(query, *today, *offset, *limit)?)
        }
        Request::Counts(query, today) => Found::Counts(reader.counts(query, *today)?),
        Request::Places(parent, query, today) => {
            Found::Places(reader.places(parent.as_ref(), query, *today)?)
        }
        Request::Vacancy(row_id, today) => Found::Vacancy(reader.vacancy(row_id, *today)?.map(Box::new)),
        Request::Widen(query, today) => Found::Widen(reader.widen(query, *today)?),
        Request::NearCount(region, today) => Found::NearCount(reader.near_count(region, *today)?),
        Request::EmployerCount(name, today) => Found::EmployerCount(reader.employer_count(name, *today)?),
    })
}
