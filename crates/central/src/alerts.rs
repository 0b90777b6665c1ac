//! The fleet tells of itself before anybody complains: rules that an admin sets, what they find, and who is told.
//!
//! ```text
//! every minute   fleet, imports ──▶ seen: since when? ──▶ judge(rule, seen, alert, now) ──▶ raised, told, closed
//!                                                                                  └─▶ messages, one an address
//! every 2 s      messages ──claim──▶ SMTP, HTTPS ──▶ sent, or later again, or given up
//!
//!              trouble lasts long enough          over, nobody to tell yet
//!   (nothing) ──────────────▶ open ──────────────────────▶ closed, owed ──┐
//!                              │ a person has seen it                    │ quiet hours end
//!                              ▼                                         ▼
//!                         acknowledged ──────────────────────────────▶ closed
//! ```
//!
//! **Architecture invariant:** what is told is written in the transaction that notes it as told, so that nothing is
//! told twice and nothing forgotten, however a process ends. Sending comes after, and an answer that got lost may
//! send the same message again, under the same number.
//!
//! **Architecture invariant:** a message holds names of places, and nothing about a person.

pub mod judge;
pub mod opening;
pub mod rule;
pub mod send;
pub mod words;

#[cfg(test)]
mod tests;
