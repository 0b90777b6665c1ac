//! What is submitted: an application without what only the terminal can add, its number and secret.

use std::fmt;

use anjungan_wire::application::{ApplicationKind, Consent, Person, Photo};
use anjungan_wire::id::RegionCode;

/// An application without its number and secret. Field by field [`anjungan_wire::application::Application`].
#[derive(Clone, PartialEq, Eq)]
pub struct Submission {
    /// What is applied for.
    pub kind: ApplicationKind,
    /// The office that decides.
    pub office: RegionCode,
    /// The notice, and what was agreed to.
    pub consent: Consent,
    /// The officer who helped.
    pub assisted_by: Option<String>,
    /// Who.
    pub person: Person,
    /// The photo.
    pub photo: Photo,
    /// Which of the required documents the applicant said to have.
    pub documents: Vec<String>,
}

/// A person is not for a log.
impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Submission(…)")
    }
}
