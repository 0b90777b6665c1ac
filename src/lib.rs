//! Being built.
pub mod catalogue;
pub mod ledger;
pub mod sync;
