//! What an officer sends back, and what comes instead.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Address, Education, Job, Marital, Photo, Religion, Skill, Wish};
use crate::nik::{Nik, NikDoubt, Sex};
use crate::receipt::{ReceiptNumber, Secret};

/// Somebody mended what central asked for. What is not mended stays as it was; the terminal never had it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mend {
    /// The application.
    pub receipt: ReceiptNumber,
    /// Proves that it is theirs.
    pub secret: Secret,
    /// The officer who helped, by the code of their card.
    pub assisted_by: Option<String>,
    /// What, each part whole.
    pub parts: Vec<Mended>,
}

/// A part of an application, as an officer sends it back.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// NIK
    Nik,
    /// Name
    Name,
    /// Place and day of birth
    Birth,
    /// Sex
    Sex,
    /// Religion and marital status
    Civil,
    /// Both addresses
    Address,
    /// Telephone and e-mail
    Contact,
    /// Schools
    Education,
    /// Skills and languages
    Skills,
    /// Work history
    Work,
    /// What they look for
    Wish,
    /// The photo
    Photo,
}

impl Part {
    /// Every part, in the order of the questions.
    pub const ALL: [Part; 12] = [
        Part::Nik,
        Part::Name,
        Part::Birth,
        Part::Sex,
        Part::Civil,
        Part::Address,
        Part::Contact,
        Part::Education,
        Part::Skills,
        Part::Work,
        Part::Wish,
        Part::Photo,
    ];
}

/// A part with its new content.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Mended {
    /// [`Part::Nik`]
    Nik {
        /// The NIK.
        nik: Nik,
        /// What is odd about it.
        doubts: Vec<NikDoubt>,
    },
    /// [`Part::Name`]
    Name(String),
    /// [`Part::Birth`]
    Birth {
        /// Where.
        place: String,
        /// When.
        born: Date,
    },
    /// [`Part::Sex`]
    Sex(Sex),
    /// [`Part::Civil`]
    Civil {
        /// Agama.
        religion: Religion,
        /// Status perkawinan.
        marital: Marital,
    },
    /// [`Part::Address`]
    Address {
        /// On the identity card.
        address: Address,
        /// Where they live, if elsewhere.
        lives_at: Option<Address>,
    },
    /// [`Part::Contact`]
    Contact {
        /// The telephone.
        phone: Option<String>,
        /// The e-mail.
        email: Option<String>,
    },
    /// [`Part::Education`]
    Education(Vec<Education>),
    /// [`Part::Skills`]
    Skills {
        /// What they can.
        skills: Vec<Skill>,
        /// Languages.
        languages: Vec<String>,
    },
    /// [`Part::Work`]
    Work(Vec<Job>),
    /// [`Part::Wish`]
    Wish(Wish),
    /// [`Part::Photo`]
    Photo(Photo),
}

impl Mended {
    /// Which part.
    pub fn part(&self) -> Part {
        match self {
            Mended::Nik { .. } => Part::Nik,
            Mended::Name(_) => Part::Name,
            Mended::Birth { .. } => Part::Birth,
            Mended::Sex(_) => Part::Sex,
            Mended::Civil { .. } => Part::Civil,
            Mended::Address { .. } => Part::Address,
            Mended::Contact { .. } => Part::Contact,
            Mended::Education(_) => Part::Education,
            Mended::Skills { .. } => Part::Skills,
            Mended::Work(_) => Part::Work,
            Mended::Wish(_) => Part::Wish,
            Mended::Photo(_) => Part::Photo,
        }
    }
}
