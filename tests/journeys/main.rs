//! Visits through the real screens, found by their labels.
//!
//! ```text
//!   finger, keyboard ─► window (real screens, drawn in memory) ─► Screen ─► Terminal ─► central (port 0)
//!        ▲                                                                     └──────► printer (a pty)
//!        └── what can be read on it: labels, pixels, codes
//! ```
//!
//! Nothing behind the glass is a stand-in but the printer, which is made of software. Slint's clock is
//! moved by hand, so that no picture is taken in mid-motion; every other clock is the real one.
//!
//! `cargo test -p anjungan-journeys` leaves a picture of each journey's end in `target/journeys/`.
#![allow(clippy::unwrap_used)]

mod applicant;
mod apply;
mod assist;
mod browser;
mod filters;
mod fleet;
mod forget;
mod hand;
mod idle;
mod keyboard;
mod kiosk;
mod leave;
mod left;
mod look;
mod mend;
mod office;
mod offline;
#[allow(dead_code, reason = "the faults that it can have are of use in its own crate's tests")]
#[path = "../../crates/ipp/tests/peer.rs"]
mod peer;
mod place;
mod preferences;
mod press;
mod print;
mod report;
mod scan;
mod scanner;
mod search;
mod status;
mod story;
mod survey;
mod trouble;
mod under_age;

/// That of the real program: [`left`] looks at what it leaves.
#[global_allocator]
static ALLOCATOR: zeroizing_alloc::ZeroAlloc<std::alloc::System> =
    zeroizing_alloc::ZeroAlloc(std::alloc::System);
