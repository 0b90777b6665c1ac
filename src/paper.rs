//! What is printed, and the thread that sees it through.
//!
//! | module | what it is |
//! |---|---|
//! | [`boot`] | composes the paper by which a machine is accepted; pure |
//! | [`ticket`] | composes the vacancy ticket; pure |
//! | [`slip`] | composes the proof of an application; pure |
//! | [`sheet`] | composes the sheets to take away and for the notice board, as PDF; pure but for a query |
//! | [`sheet_press`] | lets the spool drive an IPP printer |
//! | [`logo`] | the office's logo, from a PNG file to dots |
//! | [`test_print`] | composes the technician's test papers; pure |
//! | [`spool`] | drives the printer through the ledger's print jobs, one at a time |
//!
//! **Architecture invariant:** what a ticket says is fixed when it is queued. Nothing is composed again
//! between the number's commit and the paper, so ledger and paper can't disagree.

pub mod boot;
pub mod handout;
pub mod logo;
#[cfg(test)]
mod seen;
pub mod sheet;
pub mod sheet_press;
pub mod slip;
pub mod spool;
pub mod test_print;
pub mod ticket;

pub use spool::{JobUpdate, Press, Spool};
pub use ticket::{Ticket, compose};
