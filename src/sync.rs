//! Two one-way logs with central, on one thread: facts up, rows down, and never a merge.
//!
//! ```text
//!              beat ──▶ plan ──┬─ Rewind ── push ──▶ ledger.acked
//!               ▲              ├─ Push ──── push ──▶ ledger.acked
//!               │ 60 s ± 20 %  ├─ Pull ──── feed ──▶ replica.apply ─┐
//!               │ or woken     └─ FetchSnapshot ◀── reset ──────────┘
//!               └──────────────────── wait
//! ```
//!
//! | module | what it is |
//! |---|---|
//! | [`plan`] | pure: what to do, from what is here and what central says |
//! | [`backoff`] | pure: how long to wait after a failure |
//! | [`clock`] | what time it is, on a machine that may not know |
//! | [`client`], [`answer`] | signed requests, and what an answer means |
//! | [`cards`] | cards of the province, fetched before anybody asks |
//! | [`push`], [`pull`] | facts up; rows down |
//! | [`lane`], [`trouble`] | what is tried again at its own pace, and why |
//! | [`office`] | rules of the office: verified, then in force |
//! | [`own`] | settings, commands and the end of service of this one kiosk |
//! | [`download`] | large files: resumable, checked, whole or not there |
//! | [`session`] | one round: effects of a plan on ledger and replica |
//! | [`ear`] | news at once: a beat that central holds |
//! | [`engine`] | the thread: when a round is due, and how it stops |
//! | [`status`] | what the service screen is told |
//!
//! **Architecture invariant:** the terminal works without any of this. Nothing here is waited for by a visit.
//!
//! **Architecture invariant:** no refusal makes the terminal delete anything, only a revocation that central signed.
//! Only central's `hwm` moves the ledger on, and only a walk of the feed takes a row off the screen.

pub mod answer;
pub mod backoff;
pub mod cards;
pub mod client;
pub mod clock;
pub mod download;
mod ear;
pub mod engine;
mod lane;
mod office;
pub mod own;
pub mod plan;
mod pull;
mod push;
pub mod replica;
mod rotate;
pub mod session;
pub mod status;
mod trouble;

pub use client::{BadAddress, Client};
pub use clock::Timekeeper;
pub use engine::{Engine, Waker};
pub use replica::Replica;
pub use session::Settings;
pub use status::{OfflineCause, Standing, SyncStatus};

#[cfg(test)]
mod tests;
