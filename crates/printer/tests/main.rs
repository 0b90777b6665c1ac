//! The parts together: the driver, a real pseudo-terminal, the virtual printer.

mod bytes;
mod driving;
mod faults;
mod paper;
mod program;
mod support;
