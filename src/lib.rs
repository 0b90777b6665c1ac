//! Being built.
pub mod catalogue;
pub mod ledger;
pub mod sync;
pub mod visit;
pub mod wording;
pub mod paper;
