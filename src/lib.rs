//! Being built.
pub mod catalogue;
pub mod ledger;
