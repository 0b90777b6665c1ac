//! What a terminal and central say to each other: ids, ops, rows, requests, sealing, signatures.
//!
//! Two one-way logs and never a merge. A terminal *pushes* numbered facts ([`op::Op`]) that it made
//! itself; central *publishes* rows ([`feed::Row`]) that it made itself. Every row has one writer, so
//! there is nothing to resolve.
//!
//! **Architecture invariant:** this crate does no I/O. It opens no file, no socket, no clock: time and
//! randomness come in as parameters (the two exceptions are key generation and HPKE's ephemeral key,
//! which ask the operating system for randomness).
//!
//! **Architecture invariant:** what is parsed here is trusted afterwards. Everything that arrives from
//! the other side passes through one of these types or is refused with an error that names the field.
//!
//! **Unknown fields.** Terminals and centrals are updated at different times. A field that one side does not know
//! is ignored in requests, answers and rows; in a sealed fact it makes central hold the fact until it knows better;
//! in a signed document it makes the document useless, because what is not understood must not be acted on.

pub mod application;
pub mod card;
pub mod command;
pub mod compliance;
pub mod content;
pub mod encoding;
pub mod fact;
pub mod feed;
pub mod health;
pub mod id;
pub mod kiosk_config;
pub mod limits;
pub mod nik;
pub mod office;
pub mod op;
pub mod receipt;
pub mod request;
pub mod revocation;
pub mod rotate;
pub mod seal;
pub mod sector;
pub mod sign;
pub mod signed;
pub mod snapshot;
pub mod status;
pub mod usage;
pub mod vacancy;
pub mod version;
pub mod words;
