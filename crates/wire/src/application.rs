//! What a person tells when applying for the AK/I card, mending an application, or reporting.
//!
//! These facts are about persons: they exist in the terminal's memory until they are sealed, and never on its disk in
//! the clear. Nothing is asked that no card, law or match needs: height and weight, for one, are not here.
//!
//! Fields: the union of the application forms (AK/II) in use; sources in the fields' docs where a rule stands behind
//! one. Texts are limited by [`limits`].

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::card::CardNumber;
use crate::encoding::base64;
use crate::fact::Language;
use crate::id::RegionCode;
use crate::nik::{Nik, NikDoubt, Sex};
use crate::receipt::{ReceiptNumber, Secret};

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

/// The photo, 3×4.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Photo {
    /// Taken here: JPEG, 354×472 pixels.
    Taken {
        /// The file, at most [`limits::PHOTO_BYTES_MAX`].
        #[serde(with = "base64")]
        jpeg: Vec<u8>,
    },
    /// Foto di loket: an officer takes it.
    AtCounter,
    /// The applicant sends it from a phone, by the page that the receipt's code opens.
    FromPhone,
}

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

/// The six-monthly report, or "Saya sudah bekerja".
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Who.
    pub holder: Holder,
    /// What.
    pub news: ReportNews,
    /// The officer who helped, by the code of their card.
    pub assisted_by: Option<String>,
}

/// How somebody who reports is known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Holder {
    /// By the code on the card, checked at the kiosk.
    Card {
        /// The card.
        number: CardNumber,
    },
    /// By the receipt's code.
    Receipt {
        /// The number.
        receipt: ReceiptNumber,
        /// What proves it.
        secret: Secret,
    },
    /// By what was typed: central matches it, and holds what does not fit.
    Typed {
        /// The card's number.
        number: CardNumber,
        /// The holder's day of birth.
        born: Date,
    },
}

/// What is reported.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ReportNews {
    /// Still looking: the duty of every six months.
    StillLooking {
        /// The day at the kiosk.
        day: Date,
    },
    /// At work: the placement.
    Employed {
        /// Where; empty when they would rather not say.
        employer: String,
        /// From which day.
        since: Date,
        /// Whether this service led there: `None` when they did not say.
        found_here: Option<bool>,
    },
}

impl Photo {
    /// The file, where there is one.
    pub fn jpeg(&self) -> Option<&[u8]> {
        match self {
            Photo::Taken { jpeg } => Some(jpeg),
            Photo::AtCounter | Photo::FromPhone => None,
        }
    }
}

impl Zeroize for Photo {
    fn zeroize(&mut self) {
        match self {
            Photo::Taken { jpeg } => jpeg.zeroize(),
            Photo::AtCounter | Photo::FromPhone => {}
        }
    }
}

impl std::fmt::Debug for Photo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Photo::Taken { jpeg } => write!(f, "Taken({} bytes)", jpeg.len()),
            Photo::AtCounter => f.write_str("AtCounter"),
            Photo::FromPhone => f.write_str("FromPhone"),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// An invented person: no region has the code 99, and none such is refused as a NIK, so 97 with 99.
    pub(crate) fn application() -> Application {
        let address = Address {
            street: "Jl. Contoh 1".into(),
            rt: Some("001".into()),
            rw: Some("002".into()),
            village: "3216082001".parse().unwrap(),
            postcode: Some("17530".into()),
        };
        Application {
            receipt: ReceiptNumber::draw(&"K07".parse().unwrap(), [1; 8]),
            secret: Secret::new([2; 16]),
            kind: ApplicationKind::New,
            office: "3216".parse().unwrap(),
            consent: Consent {
                notice_version: "2026-11".into(),
                language: Language::Id,
                shown_ms: 1_790_000_000_000,
                whatsapp: false,
                disability: false,
                guardian: None,
            },
            assisted_by: None,
            person: Person {
                nik: "9799991505050001".parse().unwrap(),
                nik_doubts: vec![NikDoubt::DistrictUnknown],
                name: "CONTOH SINTETIS".into(),
                birth_place: "Kota Rekaan".into(),
                born: "2005-05-15".parse().unwrap(),
                sex: Sex::Male,
                religion: Religion::Islam,
                marital: Marital::Single,
                address,
                lives_at: None,
                phone: None,
                email: None,
                education: vec![Education {
                    level: Level::Vocational,
                    major: "Teknik Pemesinan".into(),
                    school: "SMK Contoh".into(),
                    graduated: Some(2023),
                }],
                skills: vec![],
                languages: vec![],
                work: vec![],
                wish: Wish {
                    position: "Operator produksi".into(),
                    places: vec![WishPlace::Here],
                    wage: None,
                },
                disability: None,
            },
            photo: Photo::Taken { jpeg: vec![7; limits::PHOTO_BYTES_MAX] },
            documents: vec!["ktp".into()],
        }
    }

    #[test]
    fn the_largest_photo_fits_one_op_and_comes_back() {
        let text = serde_json::to_vec(&application()).unwrap();
        assert!(text.len() + 48 <= crate::limits::OP_SEALED_BYTES_MAX, "{}", text.len());
        assert_eq!(serde_json::from_slice::<Application>(&text).unwrap(), application());
    }

    #[test]
    fn no_person_shows_in_a_debug_text_by_number_secret_or_picture() {
        let text = format!("{:?}", application());
        assert!(!text.contains("9799991505050001") && text.contains("9799••••••••0001"), "{text}");
        assert!(text.contains("Secret(…)") && text.contains("Taken(40000 bytes)"), "{text}");
    }
}
