//! What can be found here: a disposable replica of central's vacancies, and the search over it.
//!
//! ```text
//!  feed page ─┐                 ┌ row: bodies, byte for byte ──── card, vacancy
//!  snapshot ──┴─> Catalogue ──> │ shelf: cursor, count, digest ── proof that the copy is whole
//!               (one writer)    └ segment: words -> rows ──────── Reader (any number) <── worker
//! ```
//!
//! **Architecture invariant:** the catalogue holds nothing that central can't send again. A damaged or
//! older file is thrown away and filled anew; no migration is ever written for it.
//!
//! **Architecture invariant:** nothing here filters by age or sex. An employer's line is shown as filed
//! (SE Menaker M/6/HK.04/V/2025), so [`Query`] has no field for it.

mod office;
pub mod previous;
mod published;
mod query;
mod reader;
mod replica;
mod search;
mod segment;
mod shelf;
mod snapshot;
mod sort;
mod store;
mod synonyms;
mod typo;
mod words;
pub mod worker;
mod writing;

#[cfg(test)]
mod tests;

pub use office::Offered;
pub use published::{read_content, read_vacancy};
pub use query::{Card, Facets, Order, PlaceCount, Query, Results, Widening, WideningKind, asks_at_most};
pub use reader::{ReadError, Reader};
pub use replica::{Applied, ApplyError, Catalogue, OpenError, Verified};
pub use snapshot::{LoadError, Loaded, Progress};
pub use words::bare_name;
