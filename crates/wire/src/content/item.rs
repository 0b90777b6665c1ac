//! What there is to show.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::text::{Bilingual, Line, Prose, WebAddress};
use crate::encoding::{from_hex, hex};
use crate::id::{RegionCode, Scope};
use crate::vacancy::Rupiah;

/// What a row shows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Item {
    /// Something everybody should know now.
    Announcement(Announcement),
    /// A page of the waiting screen.
    Slide(Slide),
    /// The sentence on a service's tile.
    ServiceText(ServiceText),
    /// What must be published of a service.
    ServiceStandard(ServiceStandard),
    /// What a person is told before typing anything.
    PrivacyNotice(PrivacyNotice),
    /// When an office is open.
    OpeningHours(OpeningHours),
    /// A regency's minimum wage for a year.
    WageReference(WageReference),
    /// A training.
    Training(Training),
    /// A job fair.
    Fair(Fair),
    /// An employer.
    Employer(Employer),
    /// Of a kind that a newer central knows. Passed over.
    #[serde(other)]
    Unknown,
}

impl Item {
    /// The feed it belongs to; `None` for what is not known here.
    pub fn scope(&self) -> Option<Scope> {
        Some(match self {
            Item::Announcement(_) | Item::Slide(_) => Scope::Announcements,
            Item::ServiceText(_)
            | Item::ServiceStandard(_)
            | Item::PrivacyNotice(_)
            | Item::OpeningHours(_)
            | Item::WageReference(_) => Scope::Texts,
            Item::Training(_) => Scope::Trainings,
            Item::Fair(_) => Scope::Fairs,
            Item::Employer(employer) => Scope::Employers(employer.region.province()),
            Item::Unknown => return None,
        })
    }
}

/// Where in a list of its kind something stands: greater first. Equal ones stand by their row's id.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Priority(pub u8);

/// Something everybody should know now.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Announcement {
    /// The headline.
    pub headline: Bilingual<Line<100>>,
    /// The text.
    pub text: Bilingual<Prose<1500>>,
    /// Among the others.
    #[serde(default)]
    pub priority: Priority,
}

/// A page of the waiting screen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Slide {
    /// What it shows.
    pub face: SlideFace,
    /// Among the others.
    #[serde(default)]
    pub priority: Priority,
}

/// What a slide shows.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum SlideFace {
    /// A picture; the English one has English words in it.
    Image {
        /// The picture.
        image: Bilingual<Media>,
    },
    /// A short text.
    Text {
        /// In large letters.
        headline: Bilingual<Line<80>>,
        /// Below them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<Bilingual<Prose<240>>>,
    },
}

/// A picture at `/v1/blob/{sha256}`: JPEG, upright, no metadata, never larger than 1080 × 1920 pixels.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Media {
    /// What it is, and where.
    pub sha256: MediaHash,
    /// Bytes.
    pub size: u64,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// What it says or shows, for who can't see it.
    pub alt: Line<200>,
}

/// SHA-256 of a picture's bytes: 64 hexadecimal digits, lower case.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MediaHash(pub [u8; 32]);

impl fmt::Display for MediaHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for MediaHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MediaHash({self})")
    }
}

impl FromStr for MediaHash {
    type Err = crate::encoding::NotBytes;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        from_hex(text).map(Self)
    }
}

impl TryFrom<String> for MediaHash {
    type Error = crate::encoding::NotBytes;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<MediaHash> for String {
    fn from(hash: MediaHash) -> String {
        hash.to_string()
    }
}

/// A service of a kiosk.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceName {
    /// Looking for work.
    Vacancies,
    /// Applying for the card (AK/I).
    Card,
    /// Looking up how an application stands, and printing.
    Status,
    /// "Saya sudah bekerja"
    Employed,
    /// The six-monthly report.
    SixMonths,
    /// The check of a card.
    Check,
    /// Trainings.
    Trainings,
    /// Job fairs.
    Fairs,
    /// One that a newer central knows.
    #[serde(other)]
    Unknown,
}

impl ServiceName {
    /// Every one that is known.
    pub const ALL: [ServiceName; 8] = [
        ServiceName::Vacancies,
        ServiceName::Card,
        ServiceName::Status,
        ServiceName::Employed,
        ServiceName::SixMonths,
        ServiceName::Check,
        ServiceName::Trainings,
        ServiceName::Fairs,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            ServiceName::Vacancies => "vacancies",
            ServiceName::Card => "card",
            ServiceName::Status => "status",
            ServiceName::Employed => "employed",
            ServiceName::SixMonths => "six-months",
            ServiceName::Check => "check",
            ServiceName::Trainings => "trainings",
            ServiceName::Fairs => "fairs",
            ServiceName::Unknown => "unknown",
        }
    }

    /// The service of this name.
    pub fn named(name: &str) -> Option<ServiceName> {
        Self::ALL.into_iter().find(|service| service.as_str() == name)
    }
}

/// What a service's tile says below its name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ServiceText {
    /// The service.
    pub service: ServiceName,
    /// The sentence.
    pub lead: Bilingual<Line<120>>,
}

/// The six components of a service that must be published (UU 25/2009 ps 21, Permenpan RB 15/2014), in this order.
/// A line of a text is a point of its own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ServiceStandard {
    /// The service.
    pub service: ServiceName,
    /// Persyaratan.
    pub requirements: Bilingual<Prose<1500>>,
    /// Sistem, mekanisme, dan prosedur.
    pub procedure: Bilingual<Prose<1500>>,
    /// Jangka waktu.
    pub time: Bilingual<Prose<500>>,
    /// Biaya atau tarif.
    pub cost: Bilingual<Prose<500>>,
    /// Produk pelayanan.
    pub product: Bilingual<Prose<500>>,
    /// Penanganan pengaduan.
    pub complaints: Bilingual<Prose<1000>>,
}

/// What UU 27/2022 ps 21 asks to be told, by version: an application says which version its applicant read.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PrivacyNotice {
    /// The version: `2026-11`.
    pub version: Line<20>,
    /// In order; seven by the law, at most 12.
    pub items: Vec<NoticeItem>,
    /// Whom to ask (ps 53).
    pub contact: Bilingual<Line<200>>,
}

/// An item of a privacy notice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct NoticeItem {
    /// "Untuk apa"
    pub head: Bilingual<Line<60>>,
    /// What is told.
    pub text: Bilingual<Prose<600>>,
}

/// When an office is open.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OpeningHours {
    /// The office's regency or city.
    pub region: RegionCode,
    /// Monday to Sunday; `None` is closed.
    pub week: [Option<Hours>; 7],
    /// Days without work besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<Holiday>,
    /// "Istirahat 12.00–13.00"
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Bilingual<Line<160>>>,
}

/// Hours of a day, by the office's own clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hours {
    /// Work begins.
    pub opens: Time,
    /// It ends.
    pub closes: Time,
}

/// A day without work.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Holiday {
    /// The day.
    pub day: Date,
    /// Its name.
    pub name: Bilingual<Line<80>>,
}

/// A regency's minimum wage (UMK) for a year.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WageReference {
    /// The regency or city.
    pub region: RegionCode,
    /// Its name: "Kab. Bekasi".
    pub place: Line<80>,
    /// A month.
    pub amount: Rupiah,
    /// In force from here to the end of that year.
    pub valid_from: Date,
    /// The governor's decree.
    pub decree: Line<120>,
}

/// A training.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Training {
    /// What is learned.
    pub title: Bilingual<Line<120>>,
    /// Who gives it.
    pub organiser: Line<120>,
    /// Where.
    pub place: Line<160>,
    /// The regency or city, or deeper.
    pub region: RegionCode,
    /// The first day.
    pub starts: Date,
    /// The last day.
    pub ends: Date,
    /// The last day on which one can register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub register_until: Option<Date>,
    /// Places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places: Option<u32>,
    /// Places that are left, where somebody keeps count. 0: full.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places_left: Option<u32>,
    /// What is asked for; a line each.
    #[serde(default = "no_text", skip_serializing_if = "Option::is_none")]
    pub requirements: Option<Bilingual<Prose<1000>>>,
    /// "Gratis (APBD)"
    pub cost: Bilingual<Line<120>>,
    /// An office's telephone or counter, never a person's.
    pub contact: Line<160>,
    /// How to register.
    pub how_to_register: Bilingual<Prose<600>>,
    /// Where to go on with a phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<WebAddress>,
}

fn no_text<T>() -> Option<T> {
    None
}

/// A job fair.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Fair {
    /// Its name.
    pub name: Bilingual<Line<120>>,
    /// Who holds it.
    pub organiser: Line<120>,
    /// Where.
    pub place: Line<160>,
    /// The regency or city, or deeper.
    pub region: RegionCode,
    /// The first day.
    pub starts: Date,
    /// The last day.
    pub ends: Date,
    /// "09.00–15.00 WIB"
    pub hours: Line<60>,
    /// Who offers work there; at most 300.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub employers: Vec<Line<120>>,
    /// Whether it costs nothing to come in.
    pub free_entry: bool,
    /// How to come, what to bring; slots, where crowds are kept small by them.
    pub how_to_come: Bilingual<Prose<800>>,
    /// Where to go on with a phone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<WebAddress>,
}

/// An employer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Employer {
    /// Its name.
    pub name: Line<120>,
    /// Where it is: a regency or city, or deeper.
    pub region: RegionCode,
    /// Its line of business: a name of [`crate::sector`] where it is known there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<Line<80>>,
    /// Its street address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Line<200>>,
    /// What it does.
    #[serde(default = "no_text", skip_serializing_if = "Option::is_none")]
    pub about: Option<Bilingual<Prose<600>>>,
    /// Its site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<WebAddress>,
}
