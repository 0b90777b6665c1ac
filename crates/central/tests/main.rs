//! Central as a whole: its store, its API over real sockets, its importers, its command line.
#![allow(clippy::unwrap_used)]

mod alerts;
mod api;
mod certificate;
mod command_line;
mod console;
mod database;
mod enrolment;
mod feed;
mod figures;
mod fleet;
mod hsm;
mod import;
mod inbox;
mod issuing;
mod key_change;
mod kit;
mod measure;
mod objects;
mod office;
mod postgres;
mod prints;
mod restore;
mod snapshot;
mod survives;
mod tls;
mod waiting;
