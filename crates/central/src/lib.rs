//! Central: what the kiosks talk to.
pub mod store;
