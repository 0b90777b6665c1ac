//! The parts together: the driver, a real pseudo-terminal, the virtual printer.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod bytes;
mod driving;
mod faults;
mod faults_in_job;
mod orders;
mod paper;
mod program;
mod simulator_bytes;
mod simulator_faults;
mod support;
mod waiting;
