//! The applicant: who, where from, what they learned, did and look for.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::RegionCode;
use crate::nik::{Nik, NikDoubt, Sex};

/// The applicant.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The NIK.
    pub nik: Nik,
    /// What is odd about it: an officer looks.
    pub nik_doubts: Vec<NikDoubt>,
    /// As on the identity card.
    pub name: String,
    /// A regency's or city's name, or whatever the identity card says.
    pub birth_place: String,
    /// The day of birth.
    pub born: Date,
    /// The sex.
    pub sex: Sex,
    /// The card has it (forms in use, codes 1–7).
    pub religion: Religion,
    /// The card has it.
    pub marital: Marital,
    /// On the identity card.
    pub address: Address,
    /// Where they live, if elsewhere.
    pub lives_at: Option<Address>,
    /// Digits, with the leading 0 of Indonesian numbers. `None`: has none.
    pub phone: Option<String>,
    /// Many have none.
    pub email: Option<String>,
    /// Schools, the highest first. At least one, be it [`Level::None`].
    pub education: Vec<Education>,
    /// What they can.
    pub skills: Vec<Skill>,
    /// Languages they speak.
    pub languages: Vec<String>,
    /// Where they worked, the latest first. None: has never worked.
    pub work: Vec<Job>,
    /// What they look for.
    pub wish: Wish,
    /// Only with [`Consent::disability`]. `None`: not told.
    pub disability: Option<Disability>,
}

/// An address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Address {
    /// Street and number, or the hamlet.
    pub street: String,
    /// RT, up to three digits.
    pub rt: Option<String>,
    /// RW, up to three digits.
    pub rw: Option<String>,
    /// The village (10 digits).
    pub village: RegionCode,
    /// Five digits.
    pub postcode: Option<String>,
}

/// Agama, with the codes of the forms in use (1–7).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Religion {
    /// 1
    Islam,
    /// 2 Katolik
    Catholic,
    /// 3 Kristen Protestan
    Protestant,
    /// 4 Hindu
    Hindu,
    /// 5 Buddha
    Buddhist,
    /// 6 Khonghucu
    Confucian,
    /// 7 Kepercayaan, lain-lain
    Other,
}

/// Status perkawinan.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Marital {
    /// Belum kawin
    Single,
    /// Kawin
    Married,
    /// Cerai hidup
    Divorced,
    /// Cerai mati
    Widowed,
}

/// A school.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Education {
    /// How high.
    pub level: Level,
    /// Jurusan; empty where there is none.
    pub major: String,
    /// The school's name; empty for [`Level::None`].
    pub school: String,
    /// The year of leaving with a diploma; `None`: still there, or without.
    pub graduated: Option<i16>,
}

/// Jenjang.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Tidak/belum tamat SD
    None,
    /// SD
    Primary,
    /// SMP
    JuniorHigh,
    /// SMA
    SeniorHigh,
    /// SMK
    Vocational,
    /// D1
    D1,
    /// D2
    D2,
    /// D3
    D3,
    /// D4
    D4,
    /// S1
    Bachelor,
    /// S2
    Master,
    /// S3
    Doctor,
}

/// A skill.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Skill {
    /// Which: "Operator forklift".
    pub name: String,
    /// Where it was learnt; may be empty.
    pub place: String,
    /// When.
    pub year: Option<i16>,
    /// Whether there is a certificate.
    pub certified: bool,
}

/// A job they had.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// The employer.
    pub employer: String,
    /// What they were there.
    pub position: String,
    /// The first year.
    pub from: i16,
    /// The last; `None`: still there.
    pub to: Option<i16>,
}

/// What they look for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// The position.
    pub position: String,
    /// Where.
    pub places: Vec<WishPlace>,
    /// Rupiah a month, at least; `None`: leaves it open.
    pub wage: Option<u32>,
}

/// Where somebody would work.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WishPlace {
    /// Dalam kota
    Here,
    /// Luar kota
    Elsewhere,
    /// Luar negeri
    Abroad,
}

/// Ragam disabilitas, as the forms in use have it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Disability {
    /// Tidak ada
    None,
    /// Fisik
    Physical,
    /// Netra
    Blind,
    /// Rungu-wicara
    Deaf,
    /// Intelektual
    Intellectual,
    /// Mental
    Mental,
    /// Ganda
    Multiple,
}
