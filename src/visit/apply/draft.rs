//! What was answered so far, as it was typed. It lives inside the visit and ends with it; what goes out is made of it
//! in [`super::submission`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anjungan_wire::application::{Disability, Level, Marital, Photo, Relation, Religion, WishPlace, limits};
use anjungan_wire::fact::Language;
use anjungan_wire::nik::Sex;
use jiff::civil::Date;
use zeroize::Zeroize;

use super::question::Question;
use crate::visit::camera::Picture;
use crate::visit::day::DayAnswer;
use crate::visit::form::picker::Picker;
use crate::visit::form::rows::Rows;

/// The answers.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::visit) struct Draft {
    /// Questions that were gone on from. One can be answered only so, or every default would count as an answer.
    pub(super) passed: BTreeSet<Question>,
    pub(super) documents: BTreeMap<String, bool>,
    pub(super) kind: Option<Kind>,
    pub(super) card: String,
    pub(super) notice: Option<NoticeShown>,
    pub(super) whatsapp: bool,
    pub(super) nik: NikField,
    pub(super) guardian: Guardian,
    pub(super) name: String,
    pub(super) birth_place: String,
    pub(super) born: DayAnswer,
    /// The day that the NIK gave; whatever else stands in `born` was said by the person.
    pub(super) born_by_nik: Option<Date>,
    pub(super) sex: Option<Sex>,
    pub(super) religion: Option<Religion>,
    pub(super) marital: Option<Marital>,
    pub(super) address: Address,
    pub(super) elsewhere: Option<bool>,
    pub(super) home: Address,
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) schools: Rows<School>,
    pub(super) skills: Rows<SkillRow>,
    pub(super) languages: Vec<&'static str>,
    pub(super) worked: Option<bool>,
    pub(super) jobs: Rows<JobRow>,
    pub(super) position: String,
    pub(super) places: Vec<WishPlace>,
    pub(super) wage: String,
    pub(super) disability: Option<Disability>,
    pub(super) disability_consent: Option<bool>,
    pub(super) photo: PhotoField,
}

/// What is applied for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    New,
    Correction,
    Renewal,
}

/// Which notice was read.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct NoticeShown {
    pub(super) version: String,
    pub(super) language: Language,
    pub(super) at_ms: i64,
}

/// The NIK.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct NikField {
    pub(super) digits: String,
    /// Whole and left: masked from then on.
    pub(super) left: bool,
    /// To be read once more.
    pub(super) shown: bool,
}

/// Who agrees for a person under 18.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Guardian {
    pub(super) name: String,
    pub(super) relation: Option<Relation>,
    pub(super) agrees: Option<bool>,
}

/// An address.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Address {
    pub(super) village: Picker,
    pub(super) street: String,
    /// RT and RW, three figures each.
    pub(super) block: String,
}

/// A school.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct School {
    pub(super) level: Option<Level>,
    pub(super) major: String,
    pub(super) name: String,
    pub(super) year: Year,
}

/// A skill.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct SkillRow {
    pub(super) name: String,
    pub(super) certified: Option<bool>,
    pub(super) place: String,
    pub(super) year: Year,
}

/// A job.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct JobRow {
    pub(super) employer: String,
    pub(super) position: String,
    pub(super) from: String,
    pub(super) to: Year,
}

/// A year that there may not be.
#[derive(Clone, PartialEq, Eq, Default)]
pub(super) struct Year {
    pub(super) typed: String,
    /// "Belum tamat", "Masih bekerja"
    pub(super) none: bool,
}

/// The photo.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum PhotoField {
    /// Neither taken nor put off. With what the camera sees.
    Aim(Option<std::sync::Arc<Picture>>),
    /// It did not deliver.
    Failed,
    /// Taken here, with what is shown of it.
    Taken(Photo, std::sync::Arc<Picture>),
    /// In another way.
    Elsewhere(Photo),
}

impl Draft {
    pub(super) fn new() -> Self {
        Self {
            passed: BTreeSet::new(),
            documents: BTreeMap::new(),
            kind: None,
            card: String::new(),
            notice: None,
            whatsapp: false,
            nik: NikField::default(),
            guardian: Guardian::default(),
            name: String::new(),
            birth_place: String::new(),
            born: DayAnswer::default(),
            born_by_nik: None,
            sex: None,
            religion: None,
            marital: None,
            address: Address::default(),
            elsewhere: None,
            home: Address::default(),
            phone: String::new(),
            email: String::new(),
            schools: Rows::first(limits::ROWS_MAX),
            skills: Rows::none(limits::ROWS_MAX),
            languages: Vec::new(),
            worked: None,
            jobs: Rows::none(limits::ROWS_MAX),
            position: String::new(),
            places: Vec::new(),
            wage: String::new(),
            disability: None,
            disability_consent: None,
            photo: PhotoField::Aim(None),
        }
    }
}

/// A person is not for a log.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Draft(…)")
    }
}

/// What identifies a person is wiped, not only given back.
impl Drop for Draft {
    fn drop(&mut self) {
        self.nik.digits.zeroize();
        for text in [&mut self.name, &mut self.birth_place, &mut self.phone, &mut self.email, &mut self.card]
        {
            text.zeroize();
        }
        for address in [&mut self.address, &mut self.home] {
            address.street.zeroize();
        }
        self.guardian.name.zeroize();
        match &mut self.photo {
            PhotoField::Taken(photo, _) => photo.zeroize(),
            PhotoField::Aim(_) | PhotoField::Failed | PhotoField::Elsewhere(_) => {}
        }
    }
}
