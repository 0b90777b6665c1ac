//! Storing a picture in the printer's own memory.

use thiserror::Error;

use crate::status::Cause;

/// Why a picture was not stored, or is not known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LogoError {
    /// By its profile this model stores none.
    #[error("this printer model stores no pictures; tickets go without one")]
    NotSupported,
    /// The printer is not ready, and nothing was sent.
    #[error("the printer is not ready ({0}); mend that and store the picture again")]
    NotReady(Cause),
    /// The picture has no dots.
    #[error("the picture is empty; choose another")]
    Empty,
    /// The picture is wider than the paper.
    #[error("the picture is {dots} dots wide and the paper {paper}; make it smaller")]
    TooWide {
        /// Dots of the picture.
        dots: u16,
        /// Dots of the paper.
        paper: u16,
    },
    /// The picture is larger than all of the printer's memory.
    #[error("the picture takes {bytes} bytes and the printer can hold {capacity}; make it smaller")]
    TooLarge {
        /// Bytes needed.
        bytes: u32,
        /// Bytes in all.
        capacity: u32,
    },
    /// Other pictures take up the printer's memory.
    #[error("the picture takes {bytes} bytes and the printer has {free} left; delete other pictures from it")]
    NoMemory {
        /// Bytes needed.
        bytes: u32,
        /// Bytes left.
        free: u32,
    },
    /// The printer does not answer questions about its memory.
    #[error("the printer does not answer about its memory; set nv_logo = false in its profile")]
    NoAnswer,
    /// The picture was sent, and the printer does not list it.
    #[error("the printer did not keep the picture; its memory may be worn out")]
    NotStored,
    /// The link broke while the picture was on its way.
    #[error("the connection to the printer broke; check the cable and store the picture again")]
    LinkLost,
}
