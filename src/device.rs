//! What is attached to the kiosk besides its printers, and what the program does to its own memory.
//!
//! | module | what it is |
//! |---|---|
//! | [`scanner`] | a 2D scanner on a serial line, and what it reads |
//! | [`wedge`] | the same scanner as a keyboard: telling it from fingers; pure |
//! | [`scan`] | from a text to what was scanned, verified; pure |
//! | [`camera`] | the camera, its thread, and a picture's way to 3×4; absent is normal |
//! | [`chord`] | keys that would end the window; pure |
//! | [`machine`] | the folder in which the program and the machine's own units speak to each other |
//! | [`network`] | whether the machine has any way out |
//! | [`supervisor`] | what systemd is told: ready, alive, ending |
//! | [`memory`] | no core dump, nothing for a debugger, every freed byte overwritten |
//!
//! **Architecture invariant:** nothing here keeps what it read or saw. It is posted to the visit and forgotten.

pub mod camera;
pub mod chord;
pub mod machine;
pub mod memory;
pub mod network;
pub mod scan;
pub mod scanner;
pub mod supervisor;
pub mod wedge;
