//! Being built.
pub mod ledger;
