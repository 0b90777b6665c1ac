//! Central: what the kiosks talk to.
//!
//! ```text
//! sources ─▶ import ─▶ store ◀─▶ api ◀─▶ kiosks
//! ```
//!
//! [`store`] keeps everything in one folder and knows the rules of the two logs; [`api`] lets verified
//! terminals at it; [`office`] is what an office that issues cards may and must do, without any I/O;
//! [`alerts`] tells people of it;
//! [`fleet`] is how kiosks are and what is decided about them, without any I/O;
//! [`issuing`] makes the documents of cards and signs them;
//! [`Central`] is all of it inside another program.

pub mod alerts;
pub mod api;
mod central;
pub mod console;
pub mod content;
pub mod demonstration;
pub mod figures;
pub mod fleet;
pub mod import;
pub mod issuing;
mod metrics;
pub mod objects;
pub mod office;
mod partners;
pub mod passkey;
mod routes;
pub mod store;
mod tls;

pub use central::{Central, Serving};
pub use partners::document as openapi;
pub use routes::{Route, Rule};
pub use tls::{TlsError, TlsFiles};
