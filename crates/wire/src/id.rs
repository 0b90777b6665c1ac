//! Names for things that cross the wire. Each is its own type, so that none can be passed for another.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::encoding::{from_hex, hex};

/// An id that did not parse.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not {expected}")]
pub struct BadId {
    found: String,
    expected: &'static str,
}

/// One terminal's log of facts: random 128 bits, made together with its ledger. A new ledger is a new
/// stream, so numbers of a re-installed machine can never collide with those it had before.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StreamId([u8; 16]);

impl StreamId {
    /// From 16 random bytes.
    pub fn new(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// The 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StreamId({self})")
    }
}

impl FromStr for StreamId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        from_hex(text)
            .map(Self)
            .map_err(|_| BadId { found: text.into(), expected: "a stream id (32 hexadecimal digits)" })
    }
}

/// Central's history. UUIDv7, so a later one is greater; renewed whenever central is restored from a
/// backup, because then it may have forgotten what it once acknowledged.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(uuid::Uuid);

impl Epoch {
    /// Before any history was heard of: less than every real epoch.
    pub const NONE: Epoch = Epoch(uuid::Uuid::nil());

    /// An epoch that begins now.
    pub fn begin() -> Self {
        Self(uuid::Uuid::now_v7())
    }

    /// An epoch with a given number, for tests that need an order without a clock.
    pub fn numbered(n: u128) -> Self {
        Self(uuid::Uuid::from_u128(n))
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Epoch {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        text.parse().map(Self).map_err(|_| BadId { found: text.into(), expected: "an epoch (a UUID)" })
    }
}

/// A kiosk's public name, as it stands on tickets: `K` and two to five digits, like `K07`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KioskCode(String);

impl KioskCode {
    /// The text, like `K07`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KioskCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for KioskCode {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let digits = text.strip_prefix('K').unwrap_or("");
        if (2..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(text.into()))
        } else {
            Err(BadId { found: text.into(), expected: "a kiosk code (K and two to five digits, like K07)" })
        }
    }
}

/// A region by its Kemendagri code without dots: 2 digits a province, 4 a regency or city, 6 a
/// district, 10 a village. The prefix of a code is the code of what contains it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegionCode(String);

impl RegionCode {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The two digits of the province.
    pub fn province(&self) -> RegionCode {
        RegionCode(self.0[..2].into())
    }

    /// The four digits of the regency or city, when the code goes that deep.
    pub fn regency(&self) -> Option<RegionCode> {
        self.0.get(..4).map(|code| RegionCode(code.into()))
    }

    /// The region of the office in whose hands a place is: its regency or city; of what is wider, itself.
    pub fn office(&self) -> RegionCode {
        self.regency().unwrap_or_else(|| self.clone())
    }

    /// The six digits of the district, when the code goes that deep.
    pub fn district(&self) -> Option<RegionCode> {
        self.0.get(..6).map(|code| RegionCode(code.into()))
    }

    /// Whether `other` is this region or lies in it.
    pub fn contains(&self, other: &RegionCode) -> bool {
        other.0.starts_with(&self.0)
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RegionCode {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let digits: String = text.chars().filter(|c| *c != '.').collect();
        if matches!(digits.len(), 2 | 4 | 6 | 10) && digits.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(digits))
        } else {
            Err(BadId { found: text.into(), expected: "a region code (2, 4, 6 or 10 digits, like 3216)" })
        }
    }
}

/// A word that an office gives its kiosks, to speak of several at once: `mal`, `lantai-1`. Lower-case letters, digits
/// and inner hyphens, at most 32 of them.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tag(String);

impl Tag {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Tag {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let fits = (1..=32).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        if fits {
            Ok(Self(text.into()))
        } else {
            Err(BadId {
                found: text.into(),
                expected: "a tag (small letters, digits and inner hyphens, like lantai-1)",
            })
        }
    }
}

/// One feed that central publishes.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Scope {
    /// `vacancies@32`: the vacancies of a province.
    Vacancies(RegionCode),
    /// `office@3216`: the rules of the office of a regency or city. One row, [`crate::office::Office`], signed.
    Office(RegionCode),
    /// `cards@32`: how applications of a province stand, and the cards that came of them, each sealed under the
    /// secret of its receipt. [`crate::status::CardRow`]
    Cards(RegionCode),
    /// `revoked@32`: cards of a province that are not valid any more before their day. [`crate::card::Revoked`]
    Revoked(RegionCode),
    /// `employers@32`: the employers of a province. [`crate::content::Content`], as in the four that follow, which
    /// are the same for every kiosk: each row says itself which of them show it.
    Employers(RegionCode),
    /// `announcements`: what everybody should know now, and the slides of the waiting screen.
    Announcements,
    /// `texts`: what is published of services, privacy notices, opening hours, minimum wages.
    Texts,
    /// `trainings`
    Trainings,
    /// `fairs`: job fairs.
    Fairs,
    /// `compliance@3275`: company regulations and collective agreements that a regency or city keeps a register of.
    /// [`crate::compliance::CompanyRule`]
    Compliance(RegionCode),
    /// `config@K07`: what the office decides about one kiosk. One row, [`crate::kiosk_config::KioskConfig`], signed.
    Config(KioskCode),
    /// `commands@K07`: what the office asks of one kiosk's machine. [`crate::command::Command`], signed.
    Commands(KioskCode),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scope::Vacancies(region) => write!(f, "vacancies@{region}"),
            Scope::Office(region) => write!(f, "office@{region}"),
            Scope::Cards(region) => write!(f, "cards@{region}"),
            Scope::Revoked(region) => write!(f, "revoked@{region}"),
            Scope::Employers(region) => write!(f, "employers@{region}"),
            Scope::Announcements => f.write_str("announcements"),
            Scope::Texts => f.write_str("texts"),
            Scope::Trainings => f.write_str("trainings"),
            Scope::Fairs => f.write_str("fairs"),
            Scope::Compliance(region) => write!(f, "compliance@{region}"),
            Scope::Config(kiosk) => write!(f, "config@{kiosk}"),
            Scope::Commands(kiosk) => write!(f, "commands@{kiosk}"),
        }
    }
}

impl FromStr for Scope {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let bad = || BadId { found: text.into(), expected: "a scope (like vacancies@32)" };
        let Some((content, region)) = text.split_once('@') else {
            return match text {
                "announcements" => Ok(Scope::Announcements),
                "texts" => Ok(Scope::Texts),
                "trainings" => Ok(Scope::Trainings),
                "fairs" => Ok(Scope::Fairs),
                _ => Err(bad()),
            };
        };
        match content {
            "config" => return Ok(Scope::Config(region.parse().map_err(|_| bad())?)),
            "commands" => return Ok(Scope::Commands(region.parse().map_err(|_| bad())?)),
            _ => {}
        }
        let region: RegionCode = region.parse().map_err(|_| bad())?;
        match (content, region.as_str().len()) {
            ("vacancies", 2) => Ok(Scope::Vacancies(region)),
            ("office", 4) => Ok(Scope::Office(region)),
            ("cards", 2) => Ok(Scope::Cards(region)),
            ("revoked", 2) => Ok(Scope::Revoked(region)),
            ("employers", 2) => Ok(Scope::Employers(region)),
            ("compliance", 4) => Ok(Scope::Compliance(region)),
            _ => Err(bad()),
        }
    }
}

/// Serde by way of `Display` and `FromStr`: one text form everywhere.
macro_rules! serde_as_text {
    ($($name:ty),*) => {$(
        impl TryFrom<String> for $name {
            type Error = BadId;
            fn try_from(text: String) -> Result<Self, BadId> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    )*};
}
serde_as_text!(StreamId, KioskCode, RegionCode, Tag, Scope);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_contains_what_its_code_begins() {
        let bekasi: RegionCode = "32.16".parse().unwrap();
        assert!(bekasi.contains(&"321608".parse().unwrap()));
        assert!(!bekasi.contains(&"327501".parse().unwrap()));
        assert_eq!(bekasi.province().as_str(), "32");
    }

    #[test]
    fn what_is_no_region_no_kiosk_and_no_scope_is_refused() {
        for text in ["", "3", "321", "32161", "ab", "32160811111"] {
            assert!(text.parse::<RegionCode>().is_err(), "{text}");
        }
        for text in ["", "K", "K1", "07", "K123456", "k07", "K0a"] {
            assert!(text.parse::<KioskCode>().is_err(), "{text}");
        }
        for text in [
            "vacancies",
            "vacancies@",
            "vacancies@3216",
            "jobs@32",
            "vacancies@all",
            "office@32",
            "cards@3216",
            "texts@32",
            "employers",
            "Fairs",
            "config@32",
            "commands@",
        ] {
            assert!(text.parse::<Scope>().is_err(), "{text}");
        }
    }

    #[test]
    fn ids_survive_their_text() {
        let stream = StreamId::new([7; 16]);
        assert_eq!(stream.to_string().parse::<StreamId>().unwrap(), stream);
        let scopes = [
            "vacancies@32",
            "office@3216",
            "cards@32",
            "revoked@32",
            "employers@32",
            "config@K07",
            "commands@K07",
        ];
        for scope in scopes.into_iter().chain(["announcements", "texts", "trainings", "fairs"]) {
            assert_eq!(scope.parse::<Scope>().unwrap().to_string(), scope);
        }
        assert!(Epoch::NONE < Epoch::begin());
    }
}
