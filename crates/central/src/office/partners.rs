//! Partners' programs: what a key may be given for.

use serde::{Deserialize, Serialize};

/// What a partner's key may read. No person is in any of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grant {
    /// Vacancies that are published, and the employers in them.
    Vacancies,
    /// Employers that are published.
    Employers,
    /// Trainings that are published.
    Trainings,
    /// How many applications are in which stage, how many found work.
    Figures,
    /// Whether the card with a number is valid; nothing of its holder.
    Cards,
    /// How central itself does, for whoever runs it.
    Metrics,
}

impl Grant {
    /// Every grant.
    pub const ALL: [Grant; 6] =
        [Grant::Vacancies, Grant::Employers, Grant::Trainings, Grant::Figures, Grant::Cards, Grant::Metrics];

    /// The name in the database, in forms and in the OpenAPI document.
    pub fn as_str(self) -> &'static str {
        match self {
            Grant::Vacancies => "vacancies",
            Grant::Employers => "employers",
            Grant::Trainings => "trainings",
            Grant::Figures => "figures",
            Grant::Cards => "cards",
            Grant::Metrics => "metrics",
        }
    }

    /// The grant with this name.
    pub fn named(name: &str) -> Option<Grant> {
        Self::ALL.into_iter().find(|grant| grant.as_str() == name)
    }
}
