//! A vacancy as central publishes it: plain text, parsed numbers, and what the source left out said as
//! left out. The five facts that every vacancy must show (type of job, place, wage, hours, conditions:
//! Permenaker 18/2024 ps 4(1)) are always there, if only as "not stated".

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::RegionCode;

/// A row of `vacancies@…`. Unknown fields are ignored and absent ones have a meaning, so that an older
/// terminal reads a newer central and the other way round.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Vacancy {
    /// Where it was read.
    pub source: Source,
    /// Its id there.
    pub source_id: String,
    /// When this content was fetched, Unix seconds. Not a change by itself.
    pub fetched_s: i64,
    /// The title, as a person would write it: capitals and spaces mended, words untouched.
    pub title: String,
    /// Who offers it. `None`: the employer asked not to be named.
    pub employer: Option<String>,
    /// The employer's line of business: a name of [`crate::sector`] where it is known there, else as the
    /// source names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// Sort of work the source files it under ("Kolektor"), helps the search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub job_function: Option<String>,
    /// Where the work is.
    pub place: Place,
    /// What it pays.
    #[serde(default)]
    pub wage: Wage,
    /// The sort of contract.
    #[serde(default)]
    pub employment: Employment,
    /// Working hours. No feed has them today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// Working conditions. No feed has them today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// How many are wanted and how many have applied.
    #[serde(default)]
    pub quota: Quota,
    /// First day.
    pub opens: Date,
    /// Last day on which one can apply, inclusive. The terminal hides it afterwards by itself.
    pub closes: Date,
    /// The lowest education asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub education: Option<Education>,
    /// Fields of study asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub studies: Vec<String>,
    /// Years of experience asked for. `Some(0)`: none needed, said so. `None`: not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experience_years: Option<u8>,
    /// Skills asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<String>,
    /// An age line, as filed. Shown with a note, never a filter (SE Menaker M/6/HK.04/V/2025).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<AgeLine>,
    /// A line on sex, as filed. Shown with a note, never a filter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// The employer said that people with disabilities are welcome. `false` is "not stated".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open_to_disabled: bool,
    /// The text, in paragraphs separated by line breaks; a line that begins with `• ` is an item.
    #[serde(default)]
    pub description: String,
    /// What is asked for, in the same form. Empty when the source has no text of its own for it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub requirements: String,
    /// Where to go on with a phone.
    pub url: String,
    /// What is odd about the record, for central's report and for honest notes on the screen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
}

impl Vacancy {
    /// The row id: source and source id. Stable over re-imports.
    pub fn row_id(&self) -> String {
        format!("{}:{}", self.source.as_str(), self.source_id)
    }

    /// Whether one can still apply on `day`.
    pub fn open_on(&self, day: Date) -> bool {
        day <= self.closes
    }
}

/// Where a vacancy was read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Kemnaker's Karirhub.
    Karirhub,
    /// Kemnaker's MagangHub (apprenticeships).
    Maganghub,
    /// Entered at central, or invented for the demonstration.
    Local,
}

impl Source {
    /// The name in row ids.
    pub fn as_str(self) -> &'static str {
        match self {
            Source::Karirhub => "karirhub",
            Source::Maganghub => "maganghub",
            Source::Local => "local",
        }
    }
}

/// Where the work is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Place {
    /// As deep as the source goes.
    pub region: RegionCode,
    /// The province, in ordinary spelling: "Jawa Barat".
    pub province: String,
    /// The regency or city, with its kind: "Kab. Bekasi", "Kota Bekasi".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regency: Option<String>,
    /// The district: "Cikarang Barat".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// The employer's street address, where the source gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// Whole rupiah.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rupiah(pub u64);

/// A month's wage.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(tag = "stated", rename_all = "kebab-case")]
pub enum Wage {
    /// "Tidak dicantumkan perusahaan".
    #[default]
    No,
    /// From one amount up to another; they may be equal.
    Range {
        /// At least.
        min: Rupiah,
        /// At most.
        max: Rupiah,
    },
    /// At least this much.
    From {
        /// At least.
        min: Rupiah,
    },
}

impl Wage {
    /// The least it pays, when stated.
    pub fn at_least(self) -> Option<Rupiah> {
        match self {
            Wage::No => None,
            Wage::Range { min, max: _ } | Wage::From { min } => Some(min),
        }
    }
}

/// The sort of contract.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Employment {
    /// Penuh waktu.
    FullTime,
    /// Kontrak (PKWT).
    Contract,
    /// Paruh waktu.
    PartTime,
    /// Harian.
    Daily,
    /// Magang: a trainee at a company (Karirhub's "Internship").
    Internship,
    /// Pemagangan: the ministry's apprenticeship programme (MagangHub).
    Apprenticeship,
    /// The source doesn't say.
    #[default]
    NotStated,
}

impl Employment {
    /// Whether it is paid by the month, so that a minimum wage, which is a month's, can be compared. Trainees, part-timers
    /// and day labourers are not.
    pub fn is_by_the_month(self) -> bool {
        match self {
            Employment::FullTime | Employment::Contract | Employment::NotStated => true,
            Employment::PartTime
            | Employment::Daily
            | Employment::Internship
            | Employment::Apprenticeship => false,
        }
    }
}

/// How many are wanted, how many places are left, how many have applied.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Quota {
    /// Wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<u32>,
    /// Left, where the source says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left: Option<u32>,
    /// Applied, where the source says. May exceed `wanted` by far; the screen says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applied: Option<u32>,
}

/// Levels of education, lowest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Education {
    /// Sekolah dasar.
    Sd,
    /// Sekolah menengah pertama.
    Smp,
    /// Sekolah menengah atas or kejuruan: the sources do not tell them apart.
    Sma,
    /// D1 to D4.
    Diploma,
    /// S1.
    S1,
    /// S2.
    S2,
    /// S3.
    S3,
    /// Profesi (after S1).
    Profesi,
}

/// An age line as filed; one end may be open.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AgeLine {
    /// At least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<u8>,
    /// At most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u8>,
}

/// A sex asked for, as filed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sex {
    /// "Laki-laki".
    Male,
    /// "Perempuan".
    Female,
}

/// What is odd about a record. Counted in the import report; some show as a note.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Flag {
    /// Wage 0/0 although the source says to show it.
    WageZero,
    /// A wage below Rp10.000: a filler like 888–999.
    WagePlaceholder,
    /// The least exceeded the most; they were swapped.
    WageReversed,
    /// A title that names no job ("Lowongan Pekerjaan").
    TitleGeneric,
    /// A title all in capitals; it was set in ordinary case.
    TitleCapitals,
    /// 1,000 or more wanted.
    QuotaHuge,
    /// More have applied than are wanted.
    Oversubscribed,
    /// An age line.
    AgeLimited,
    /// A line on sex.
    SexLimited,
    /// Scripts or styles were cut out of the text.
    ScriptRemoved,
    /// No text at all.
    NoText,
    /// It ends outside the ministry's own sites.
    External,
    /// A number that can't be read; shown as not stated.
    NumberUnreadable,
    /// A text too long for a row; its end was cut off.
    TextShortened,
    /// One that a newer central knows.
    #[serde(other)]
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_centrals_extra_fields_and_flags_do_not_hurt() {
        let text = r#"{"source":"local","source_id":"1","fetched_s":0,"title":"T","employer":null,
            "place":{"region":"32","province":"Jawa Barat"},"opens":"2026-11-01","closes":"2026-12-01",
            "url":"https://example.invalid/1","invented_later":{"a":1},
            "flags":["external","invented-later"]}"#;
        let vacancy: Vacancy = serde_json::from_str(text).unwrap();
        assert_eq!(vacancy.wage, Wage::No);
        assert_eq!(vacancy.flags, [Flag::External, Flag::Unknown]);
        assert_eq!(vacancy.row_id(), "local:1");
        assert!(vacancy.open_on("2026-12-01".parse().unwrap()));
        assert!(!vacancy.open_on("2026-12-02".parse().unwrap()));
    }
}
