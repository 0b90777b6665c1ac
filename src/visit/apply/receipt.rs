//! The receipt: being stored, stored here, at the office. Three screens that are never confused.
//!
//! ```text
//!   Saving ──Stored──► StoredHere ──Acknowledged──► AtOffice
//!      └──NotStored──► the read-back again, with what went wrong
//! ```

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReceiptStage {
    /// Being written: nothing may be promised yet.
    Saving,
    /// "TERSIMPAN di mesin ini"
    StoredHere,
    /// "Diterima Disnaker pukul …"
    AtOffice,
}

/// What it shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReceiptView {
    /// How far it is.
    pub stage: ReceiptStage,
    /// In large letters.
    pub headline: String,
    /// Below it.
    pub explanation: String,
    /// The receipt's number; empty until it has one.
    pub number: String,
    /// What the QR code holds; empty until it has one.
    pub code: String,
    /// The slip.
    pub paper: PaperView,
    /// What happens now, and what to do.
    pub next_steps: Vec<String>,
    /// For the technician; empty when all is well.
    pub code_for_technician: String,
    /// "Selesai"; empty while it is being stored.
    pub done_label: String,
}

/// How a slip is getting on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaperView {
    /// In a few words; empty where no slip is spoken of.
    pub headline: String,
    /// What to do; may be empty.
    pub explanation: String,
    /// It may still come.
    pub busy: bool,
    /// It did not come.
    pub failed: bool,
    /// The screen asks whether it came out: [`super::Event::SlipSeen`].
    pub asks: bool,
    /// "Cetak ulang"; empty: not offered. [`super::Event::SlipReprint`]
    pub reprint_label: String,
}
