//! The whole print pipeline: ledger, spool and driver as they are, and a printer of software at the end of a
//! pseudo-terminal. What is really on paper is read from that printer and held against what the ledger says.
//!
//! | module | what is done to it |
//! |---|---|
//! | [`check`] | nothing: what a technician's check says |
//! | [`faults`] | it is broken in every way, in every phase of a job |
//! | [`kill`] | the process is killed at random moments |
//! | [`soak`] | thousands of tickets while random faults come and go |

mod check;
mod faults;
mod kill;
mod soak;
pub mod stand;
