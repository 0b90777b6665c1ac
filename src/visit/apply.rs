//! Applying for the AK/I card, one question a screen, up to the receipt.

mod receipt;
mod submission;

use anjungan_wire::receipt::ReceiptNumber;
use jiff::Timestamp;

use super::Request;
use crate::wording::Cause;

pub use receipt::{PaperView, ReceiptStage, ReceiptView};
pub use submission::Submission;

/// A touch on the receipt's page, or an answer.
#[derive(Clone, PartialEq, Eq)]
pub enum Event {
    /// It is on disk, sealed and synced.
    Stored {
        /// The number it was submitted with.
        request: Request,
        /// Its number.
        receipt: ReceiptNumber,
        /// The text of its QR code.
        code: String,
    },
    /// It is not; nothing of it was kept.
    NotStored {
        /// The number it was submitted with.
        request: Request,
        /// Why.
        cause: Cause,
    },
    /// Central has it.
    Acknowledged {
        /// Which.
        receipt: ReceiptNumber,
        /// Since when.
        at: Timestamp,
    },
    /// "Apakah kertas sudah keluar?"
    SlipSeen(bool),
    /// "Cetak ulang"
    SlipReprint,
    /// "Selesai", on the receipt.
    Done,
}

/// A receipt's code opens a card.
impl std::fmt::Debug for Event {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Event::Stored { request, receipt, code: _ } => write!(f, "Stored({request:?}, {receipt})"),
            Event::NotStored { request, cause } => write!(f, "NotStored({request:?}, {cause:?})"),
            Event::Acknowledged { receipt, at } => write!(f, "Acknowledged({receipt}, {at})"),
            Event::SlipSeen(out) => write!(f, "SlipSeen({out})"),
            Event::SlipReprint => f.write_str("SlipReprint"),
            Event::Done => f.write_str("Done"),
        }
    }
}

impl Event {
    /// Whether it comes from the terminal and not from a hand.
    pub fn is_answer(&self) -> bool {
        match self {
            Event::Stored { .. } | Event::NotStored { .. } | Event::Acknowledged { .. } => true,
            Event::SlipSeen(_) | Event::SlipReprint | Event::Done => false,
        }
    }
}
