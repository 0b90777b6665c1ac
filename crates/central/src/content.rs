//! What offices write for their kiosks: kinds, fields, the way from a draft to every screen. Pure: the store keeps
//! it, the console shows it.
//!
//! ```text
//! form ─▶ Fields ─▶ Body ─▶ version 1, 2, 3 … ─▶ publish ─▶ a row of a feed ─▶ kiosks
//!           ▲                   │
//!           └─ difference ◀─────┘
//! ```
//!
//! A version is its [`Fields`] put together to a [`Body`]: the same flat list of named texts is what a form shows, what
//! two versions are compared by, and what an old one is restored from.

mod body;
pub mod difference;
pub mod doubt;
mod field;
mod kind;
pub mod machine;
pub mod picture;
pub mod preview;
mod read;
mod schedule;
mod write;

pub use body::{Body, ByHand, Checked, FeedRow, Known, Picture, vacancy_id};
pub use field::{Both, DAYS, Fault, Field, Fields, Input, Wrong};
pub use kind::Kind;
pub(crate) use schedule::TARGET;
pub use schedule::day_of;

#[cfg(test)]
mod tests;
