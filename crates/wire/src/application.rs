//! What a person tells when applying for the AK/I card, mending an application, or reporting.
//!
//! These facts are about persons: they exist in the terminal's memory until they are sealed, and never on its disk in
//! the clear. Nothing is asked that no card, law or match needs: height and weight, for one, are not here.
//!
//! Fields: the union of the application forms (AK/II) in use; sources in the fields' docs where a rule stands behind
//! one. Texts are limited by [`limits`].

use serde::{Deserialize, Serialize};

use crate::card::CardNumber;
use crate::fact::Language;
use crate::id::RegionCode;
use crate::receipt::{ReceiptNumber, Secret};

mod mend;
mod person;
mod photo;
mod report;
pub mod specimen;
#[cfg(test)]
mod tests;

pub use mend::{Mend, Mended, Part};
pub use person::{
    Address, Disability, Education, Job, Level, Marital, Person, Religion, Skill, Wish, WishPlace,
};
pub use photo::Photo;
pub use report::{Holder, Report, ReportNews};

/// Limits of what is typed, in characters, and of what is attached.
pub mod limits {
    /// A name. The longest on an identity card have about 55.
    pub const NAME_MAX: usize = 80;
    /// A line: street, school, employer, skill.
    pub const LINE_MAX: usize = 120;
    /// Rows of a list: schools, skills, jobs.
    pub const ROWS_MAX: usize = 10;
    /// Bytes of a photo (JPEG). One of 354×472 pixels has about 24 KB.
    pub const PHOTO_BYTES_MAX: usize = 40_000;
}

/// Somebody applies for a card.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// Its number, given by the terminal.
    pub receipt: ReceiptNumber,
    /// What the receipt's code carries.
    pub secret: Secret,
    /// What is applied for.
    pub kind: ApplicationKind,
    /// The office that decides: the regency or city of the address on the identity card (4 digits).
    pub office: RegionCode,
    /// The notice that was shown before the NIK was typed (UU 27/2022 ps 21), and what was agreed to.
    pub consent: Consent,
    /// The officer who helped at the kiosk, by the code of their card. `None`: nobody.
    pub assisted_by: Option<String>,
    /// Who.
    pub person: Person,
    /// The photo.
    pub photo: Photo,
    /// Which of the office's required documents the applicant said to have, by their ids.
    pub documents: Vec<String>,
}

/// What is applied for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApplicationKind {
    /// Baru: the first card.
    New,
    /// Perbaikan: data have changed; the number is kept.
    Correction {
        /// The card.
        number: CardNumber,
    },
    /// Perpanjangan: after the card has ended.
    Renewal {
        /// The card.
        number: CardNumber,
    },
}

/// The notice, and what was agreed to beyond what the law asks anyway. Nothing is agreed to by default.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Which text was shown: [`crate::office::Office::notice_version`].
    pub notice_version: String,
    /// In which language.
    pub language: Language,
    /// When, Unix milliseconds by the terminal's clock.
    pub shown_ms: i64,
    /// To be told of fitting vacancies by WhatsApp.
    pub whatsapp: bool,
    /// To have the disability stored (UU 27/2022 ps 4: specific data). Without it there is none in [`Person`].
    pub disability: bool,
    /// Who agreed for a person under 18 (UU 27/2022 ps 25).
    pub guardian: Option<Guardian>,
}

/// A parent or guardian who stood beside.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guardian {
    /// The name.
    pub name: String,
    /// Who they are.
    pub relation: Relation,
}

/// Who a guardian is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Ayah
    Father,
    /// Ibu
    Mother,
    /// Wali
    Guardian,
}
