//! The terminal: from a touch to a durable record and back.
//!
//! `ARCHITECTURE.md` draws the whole. In short: [`visit`] decides, [`screen`] shows, [`terminal`] carries,
//! [`catalogue`] finds, [`ledger`] remembers, [`paper`] prints, [`sync`] talks to central, [`service`] is the
//! technician's, and [`setup`] makes a machine a kiosk.

pub mod catalogue;
pub mod config;
#[cfg(all(feature = "demo", feature = "screen"))]
pub mod demo;
pub mod device;
pub mod health;
pub mod journal;
#[cfg(feature = "screen")]
pub mod kiosk;
pub mod ledger;
pub mod paper;
#[cfg(feature = "screen")]
pub mod preview;
#[cfg(feature = "screen")]
pub mod screen;
pub mod selftest;
pub mod service;
pub mod setup;
pub mod sync;
pub mod terminal;
pub mod visit;
pub mod wording;
