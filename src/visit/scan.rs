//! What the scanner reads, as far as a visit sees it: parsed and, where it is signed, verified.

use std::fmt;

use anjungan_wire::card::CardCode;
use anjungan_wire::receipt::ReceiptCode;

/// Something was scanned.
#[derive(Clone, PartialEq, Eq)]
pub enum Scan {
    /// A receipt.
    Receipt(ReceiptCode),
    /// A card whose signature is right.
    Card(CardCode),
    /// It looks like a card's code and is not signed by a known key.
    FalseCard,
    /// A helper officer's card: their code, `P03`.
    Officer(String),
    /// Something else.
    Other,
}

/// A receipt opens a card, and a card names a person: only what kind of code it was.
impl fmt::Debug for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Scan::Receipt(_) => "Receipt(…)",
            Scan::Card(_) => "Card(…)",
            Scan::FalseCard => "FalseCard",
            Scan::Officer(_) => "Officer(…)",
            Scan::Other => "Other",
        })
    }
}
