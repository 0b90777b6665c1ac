//! PDF printers over IPP (RFC 8011), straight (`ipp://host:631/ipp/print`) or through a CUPS queue
//! (`ipp://localhost/printers/NAME`).
//!
//! | module | what it is |
//! |---|---|
//! | [`address`] | where a printer is |
//! | [`status`] | what a printer says of itself, in closed types; pure |
//! | [`job`] | what a printer says of a job; pure |
//! | [`driver`] | one thread a printer: status, print, recover |
//!
//! A printer that is told the truth about gives it back: the driver says *printed* only when the printer reports
//! the job completed, and *not printed* only when nothing can have come out. The rest is *doubtful*, for a person.
//!
//! Architecture invariant: nothing here knows tickets, vacancies or databases, and nothing waits without a limit.
#![forbid(unsafe_code)]

pub mod address;
mod ask;
pub mod driver;
pub mod job;
pub mod status;

pub use address::{Address, AddressError};
pub use driver::{Fate, IppPrinter, Progress, Proof, Timing};
pub use job::Name;
pub use status::{Cause, IppStatus};
