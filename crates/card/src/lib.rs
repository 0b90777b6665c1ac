//! The AK/I card as a document: composed from what an application says and an office's template, signed with the
//! office's key, and checked again.
//!
//! ```text
//!   CardContent ──┐
//!                 ├─► compose ──► Pdf (PDF/A-1a) ──► sign_pades ──► signed bytes ──► verify ──► Signed
//!   Template ─────┘                                    ▲ Signer: file key · PKCS#11
//! ```
//!
//! The same content, template and time make the same PDF, byte for byte. A signed PDF is never composed again: these
//! bytes are the original, whatever is printed of them is a copy.
//!
//! **PDF/A-1a.** Tagged, with alternative texts, language and embedded fonts, and of the one part of PDF/A that an
//! independent validator checks wherever Debian is (PDFBox preflight tests the whole of A-1b, which A-1a contains;
//! krilla itself refuses what A-1a forbids). Nothing on a card needs what A-2 adds.
//!
//! **Two seals.** The signature (PAdES, in the PDF) says who signed the file. The code on the paper
//! ([`anjungan_wire::card::CardCode`]) is a *segel digital* by which a printed copy is checked; it is never called an
//! electronic signature (PP 71/2019 ps 60).
//!
//! [`report`] prints an office's figures with the same pen.
//!
//! Nothing here logs, reads a clock or opens a connection; errors name a field and never what stands in it.

mod compose;
mod content;
pub mod sign;
mod template;
mod verify;

pub use compose::{ComposeError, Pdf, ReportCell, ReportPaper, ReportTable, SignaturePlace, compose, report};
pub use content::{CardContent, Officer};
pub use sign::{SignError, Signer, sign_pades};
pub use template::{Colour, Colours, Field, Panel, Paper, Template, TemplateError, Texts};
pub use verify::{NotValid, Signed, verify};
