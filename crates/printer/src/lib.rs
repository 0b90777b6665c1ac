//! ESC/POS printers, whole: the bytes, the answers, the wires, the thread that drives one printer, and a
//! printer made of software to test it all on.
//!
//! | module | what it is |
//! |---|---|
//! | [`command`] | one typed value a printer command, and its bytes |
//! | [`job`] | a builder that turns lines, codes and pictures into the bytes for one printer |
//! | [`charset`], [`layout`] | characters a printer lacks; lines too long for the paper |
//! | [`bitmap`], [`qr`] | black and white pictures, and QR codes as such pictures |
//! | [`status`] | what a printer says back, split from one stream into closed types |
//! | [`profile`] | what a printer model can do, as TOML |
//! | [`transport`] | serial line, `/dev/usb/lpN`, TCP, memory |
//! | [`driver`] | one thread a printer: watches it, prints, and says only what it can prove |
//! | [`virtual_printer`] | a printer on a pseudo-terminal which draws its paper, and breaks when told |
//!
//! ```no_run
//! use anjungan_printer::{command::Align, driver::{Printer, Progress}, job::Job, profile::Profile};
//!
//! let profile = Profile::named("epson-tm-t82")?;
//! let mut job = Job::new(&profile);
//! job.align(Align::Centre).line("DINAS TENAGA KERJA");
//! job.qr("HTTPS://KIOS.EXAMPLE/V/01JD6Y3Q9Z", 6)?.cut();
//! let ticket = job.finish();
//!
//! let printer = Printer::start("serial:/dev/ttyS0?baud=38400".parse()?, profile);
//! // The closure is the place to write “sending” to disk: behind it the job may be on paper.
//! for progress in printer.print(42, ticket.bytes, ticket.paper_mm, Box::new(|| Ok(()))) {
//!     match progress {
//!         Progress::Refused(cause) => println!("not begun: {cause}; may be printed again"),
//!         Progress::Printed(proof) => println!("on paper, by {proof:?}"),
//!         Progress::PrintedUnverified | Progress::Doubtful(_) => println!("ask the person"),
//!         Progress::Suspended(cause) => println!("waiting: {cause}"),
//!         Progress::FirstByte | Progress::Sent | Progress::Resumed => {}
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Architecture invariant: nothing here knows what is printed, or for whom. The caller owns the job's number,
//! its record on disk, and the decision to print it again.
//!
//! Sources cited in comments: the Epson specifications of TM-T81, TM-T88 and TM-L90.

#![forbid(unsafe_code)]

pub mod bitmap;
pub mod charset;
pub mod command;
pub mod driver;
pub mod job;
pub mod layout;
pub mod profile;
pub mod qr;
pub mod status;
pub mod transport;
pub mod virtual_printer;
