//! Central: what the kiosks talk to.
//!
//! ```text
//! sources ─▶ import ─▶ store ◀─▶ api ◀─▶ kiosks
//! ```
//!
//! [`store`] keeps everything in one folder and knows the rules of the two logs; [`api`] lets verified
//! terminals at it; [`Central`] is both inside another program.

pub mod api;
mod central;
pub mod demonstration;
pub mod import;
pub mod store;

pub use central::Central;
