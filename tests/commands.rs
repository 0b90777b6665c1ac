//! The command line as a technician meets it: what goes wrong is said in one line that names the file, the
//! place and the remedy, ends with the documented code, and leaves nothing half-written.
//!
//! `anjungan-central` has the same in `crates/central/tests/command_line.rs`. What must be refused behind
//! the window is tried in a window on a virtual display (Xvfb), and where there is none the test says so.

#[cfg(feature = "screen")]
mod demonstration;
#[cfg(feature = "screen")]
mod preview;
#[cfg(feature = "screen")]
mod program;
#[cfg(feature = "screen")]
mod refused;
mod start;
