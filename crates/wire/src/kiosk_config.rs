//! What an office decides about a kiosk from its desk: `config@K07`, one row, signed by central's content key.
//!
//! It holds effective values: where each came from (tenant, district, kiosk) is central's business. What is `None`
//! here is as the machine's own configuration file says. A value that a terminal does not know yet is passed over: each
//! stands for itself, and one that is new must not keep the others from a terminal that is old.

use jiff::civil::Time;
use serde::{Deserialize, Serialize};

use crate::content::Hours;
use crate::fact::Language;
use crate::id::{KioskCode, Tag};
use crate::signed::Content;

/// The row's id in its feed.
pub const ROW: &str = "config";

/// Effective values for one kiosk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KioskConfig {
    /// The kiosk it is for: a document of another one is not used.
    pub kiosk: KioskCode,
    /// Verifies commands ([`crate::command`]): another hand than the one that signs content.
    #[serde(with = "crate::encoding::hex_array")]
    pub operations_key: [u8; 32],
    /// The kiosk serves nobody, and says this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended: Option<Notice>,
    /// Seconds of silence before the question whether anybody is there. 10 to 3600.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_warn_after_s: Option<u32>,
    /// Seconds that the question stays. 5 to 300.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_countdown_s: Option<u32>,
    /// Tickets that one visit may print. 0 to 20.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tickets_per_visit_max: Option<u32>,
    /// Tickets that the kiosk may print in a day, over all visits. 0 to 5000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tickets_per_day_max: Option<u32>,
    /// Tiles that are not offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiles_hidden: Vec<TileName>,
    /// When the idle screen keeps still and dark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<QuietHours>,
    /// The language that each visit begins in.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "known_language")]
    pub language: Option<Language>,
    /// Whether visitors are asked how it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey: Option<bool>,
    /// Seconds of silence after which nobody is asked any more. 10 to 120.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey_silence_s: Option<u32>,
    /// Which opening hours the kiosk tells.
    #[serde(default, skip_serializing_if = "HoursChoice::is_published")]
    pub opening_hours: HoursChoice,
    /// The kiosk's tags: content may be meant for them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Tag>,
}

/// A tile that an office may hide. Looking for work is none of them: there is always something to do here.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TileName {
    /// Vacancies that ask for no experience.
    NoExperience,
    /// Traineeships.
    Internships,
    /// Vacancies that welcome people with disabilities.
    OpenToDisabled,
    /// Vacancies that close first.
    ClosingSoon,
    /// Trainings.
    Trainings,
    /// Job fairs.
    Fairs,
    /// Employers.
    Employers,
    /// Applying for the card (AK/I).
    Ak1,
    /// How an application stands.
    Status,
    /// "Saya sudah bekerja"
    Employed,
    /// The six-monthly report.
    SixMonths,
    /// The check of a card.
    Check,
    /// Minimum wages.
    MinimumWage,
    /// Other jobs, for those in work.
    OtherJobs,
    /// How an employer reports a vacancy.
    ReportVacancy,
    /// One that a newer central knows.
    #[serde(other)]
    Unknown,
}

impl TileName {
    /// Every one that is known.
    pub const ALL: [TileName; 15] = [
        TileName::NoExperience,
        TileName::Internships,
        TileName::OpenToDisabled,
        TileName::ClosingSoon,
        TileName::Trainings,
        TileName::Fairs,
        TileName::Employers,
        TileName::Ak1,
        TileName::Status,
        TileName::Employed,
        TileName::SixMonths,
        TileName::Check,
        TileName::MinimumWage,
        TileName::OtherJobs,
        TileName::ReportVacancy,
    ];

    /// The name on the wire, and of the tile.
    pub fn as_str(self) -> &'static str {
        match self {
            TileName::NoExperience => "no-experience",
            TileName::Internships => "internships",
            TileName::OpenToDisabled => "open-to-disabled",
            TileName::ClosingSoon => "closing-soon",
            TileName::Trainings => "trainings",
            TileName::Fairs => "fairs",
            TileName::Employers => "employers",
            TileName::Ak1 => "ak1",
            TileName::Status => "status",
            TileName::Employed => "employed",
            TileName::SixMonths => "six-months",
            TileName::Check => "check",
            TileName::MinimumWage => "minimum-wage",
            TileName::OtherJobs => "other-jobs",
            TileName::ReportVacancy => "report-vacancy",
            TileName::Unknown => "unknown",
        }
    }

    /// The tile of this name.
    pub fn named(name: &str) -> Option<TileName> {
        Self::ALL.into_iter().find(|tile| tile.as_str() == name)
    }
}

/// A language that this program does not know is none: the other settings count all the same.
fn known_language<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Language>, D::Error> {
    let told = Option::<String>::deserialize(from)?;
    Ok(told.and_then(|word| match word.as_str() {
        "id" => Some(Language::Id),
        "en" => Some(Language::En),
        _ => None,
    }))
}

/// From one time of day to before another, by the kiosk's own clock; over midnight where the end comes first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct QuietHours {
    /// They begin.
    pub from: Time,
    /// They end. Not the same as `from`.
    pub to: Time,
}

impl QuietHours {
    /// Whether `time` lies in them.
    pub fn include(self, time: Time) -> bool {
        if self.from <= self.to {
            (self.from..self.to).contains(&time)
        } else {
            time >= self.from || time < self.to
        }
    }
}

/// Which opening hours a kiosk tells.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum HoursChoice {
    /// Those that its office has published.
    #[default]
    Published,
    /// None.
    Hidden,
    /// These, with the holidays that its office has published: where the kiosk stands has hours of its own.
    Week {
        /// Monday to Sunday; `None` is closed.
        week: [Option<Hours>; 7],
    },
    /// One that a newer central knows.
    #[serde(other)]
    Unknown,
}

impl HoursChoice {
    /// Whether nothing was decided.
    pub fn is_published(&self) -> bool {
        *self == HoursChoice::Published
    }
}

/// A sentence in both languages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Notice {
    /// In Indonesian. Not empty.
    pub id: String,
    /// In English; the Indonesian one is shown where it is empty.
    pub en: String,
}

/// Characters of a notice, at most: what a screen holds in large letters.
pub const NOTICE_CHARS_MAX: usize = 240;

impl Content for KioskConfig {
    const KIND: &'static str = "kiosk-config";
}

impl KioskConfig {
    /// Nothing is decided: all is as the machine's own file says.
    pub fn undecided(kiosk: KioskCode, operations_key: [u8; 32]) -> Self {
        Self {
            kiosk,
            operations_key,
            suspended: None,
            idle_warn_after_s: None,
            idle_countdown_s: None,
            tickets_per_visit_max: None,
            tickets_per_day_max: None,
            tiles_hidden: Vec::new(),
            quiet: None,
            language: None,
            survey: None,
            survey_silence_s: None,
            opening_hours: HoursChoice::Published,
            tags: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    #[test]
    fn quiet_hours_may_go_over_midnight() {
        let night = QuietHours { from: time(21, 0, 0, 0), to: time(6, 0, 0, 0) };
        let noon = QuietHours { from: time(12, 0, 0, 0), to: time(13, 0, 0, 0) };
        for (hour, at_night, at_noon) in [
            (20, false, false),
            (21, true, false),
            (0, true, false),
            (5, true, false),
            (6, false, false),
            (12, false, true),
            (13, false, false),
        ] {
            let at = time(hour, 0, 0, 0);
            assert_eq!((night.include(at), noon.include(at)), (at_night, at_noon), "{hour}");
        }
    }

    #[test]
    fn what_a_newer_central_decides_keeps_nothing_else_from_an_old_terminal() {
        let text = r#"{"kiosk":"K07","operations_key":"0101010101010101010101010101010101010101010101010101010101010101",
            "idle_warn_after_s":90,"tiles_hidden":["fairs","hologram"],"opening_hours":{"is":"lunar"},"language":"jv","novelty":[1]}"#;
        let config: KioskConfig = serde_json::from_str(text).unwrap();
        assert_eq!(config.idle_warn_after_s, Some(90));
        assert_eq!(config.tiles_hidden, [TileName::Fairs, TileName::Unknown]);
        assert_eq!(config.opening_hours, HoursChoice::Unknown);
        assert_eq!(config.language, None);
    }

    #[test]
    fn every_tile_has_its_name_on_the_wire() {
        for tile in TileName::ALL {
            assert_eq!(serde_json::to_string(&tile).unwrap(), format!("\"{}\"", tile.as_str()));
            assert_eq!(TileName::named(tile.as_str()), Some(tile));
        }
        assert_eq!(TileName::named("jobs"), None);
    }

    #[test]
    fn what_is_decided_survives_the_wire() {
        let hours = Some(Hours { opens: time(8, 0, 0, 0), closes: time(15, 30, 0, 0) });
        let config = KioskConfig {
            tickets_per_day_max: Some(300),
            tiles_hidden: vec![TileName::Fairs],
            quiet: Some(QuietHours { from: time(21, 0, 0, 0), to: time(6, 0, 0, 0) }),
            language: Some(Language::En),
            survey: Some(false),
            survey_silence_s: Some(40),
            opening_hours: HoursChoice::Week { week: [hours, None, hours, None, None, None, None] },
            ..KioskConfig::undecided("K07".parse().unwrap(), [1; 32])
        };
        let text = serde_json::to_string(&config).unwrap();
        assert_eq!(serde_json::from_str::<KioskConfig>(&text).unwrap(), config);
    }
}
