//! What an office that issues AK/I cards may and must do: pure, without database, clock or files.
//!
//! [`workflow`] is the way of an application, [`people`] who may do what, [`offices`] where, [`partners`] what their
//! programs may read, [`rules`] what differs between offices,
//! [`calendar`] the days on which an office works, [`reasons`] why something is sent back or refused, [`dossier`]
//! what a person told, cut into groups that are encrypted apart, and [`same`] when two applications are one.

pub mod calendar;
pub mod dossier;
pub mod offices;
pub mod partners;
pub mod people;
pub mod reasons;
pub mod rules;
pub mod same;
pub mod workflow;
