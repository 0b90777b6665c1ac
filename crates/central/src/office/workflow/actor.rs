//! Who acts, why, and why they may not.

use std::fmt;

use anjungan_wire::id::KioskCode;

use super::{Act, Stage};
use crate::office::people::{OfficerId, Role};
use crate::office::same::Concern;

/// Who does something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Actor {
    /// An officer, signed in.
    Officer {
        /// Who.
        id: OfficerId,
        /// As what.
        role: Role,
    },
    /// The applicant, known by the receipt's secret or as the card's holder.
    Applicant,
    /// A kiosk.
    Kiosk(KioskCode),
    /// Central itself: the clock, a rule.
    System,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actor::Officer { id, role } => write!(f, "officer:{id}:{}", role.as_str()),
            Actor::Applicant => f.write_str("applicant"),
            Actor::Kiosk(code) => write!(f, "kiosk:{code}"),
            Actor::System => f.write_str("system"),
        }
    }
}

/// Why something is done: reasons of the master list, and a note for the office that the applicant does not see.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Why {
    /// Codes of [`crate::office::reasons::Reason`].
    pub reasons: Vec<String>,
    /// Free text; stored sealed. Empty: none.
    pub note: String,
}

impl Why {
    /// One reason and no note.
    pub fn reason(code: &str) -> Self {
        Self { reasons: vec![code.into()], note: String::new() }
    }
}

/// Makes an act happen once: whoever asks again with the same key gets the first answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// From a text of 1 to 100 visible ASCII characters, as a form carries it.
    pub fn new(text: impl Into<String>) -> Option<Self> {
        let text = text.into();
        let fits = (1..=100).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then_some(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why something can't be done with an application.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowed {
    /// The machine has no such move.
    #[error("{act:?} is not possible in {stage}: load the application again")]
    Stage {
        /// Where it is.
        stage: Stage,
        /// What was asked.
        act: Act,
    },
    /// This actor may never do it.
    #[error("this role may not {}", act.as_str())]
    Actor {
        /// What was asked.
        act: Act,
    },
    /// A reason of the master list is missing, or one is unknown or not for this act.
    #[error("{} needs a reason of the master list", act.as_str())]
    Reason {
        /// What was asked.
        act: Act,
    },
    /// Another officer works on it.
    #[error("another officer works on this application")]
    Leased {
        /// Who.
        by: OfficerId,
        /// Until when, Unix milliseconds.
        until_ms: i64,
    },
    /// The officer must open the application first.
    #[error("open the application first, so that no two officers work on it")]
    NoLease,
    /// Something must be looked at first.
    #[error("something about this application must be settled first: {0:?}")]
    Concern(Vec<Concern>),
    /// The key was used for something else.
    #[error("this form was used already for something else: load the page again")]
    KeyReused,
    /// The office's card service is switched off.
    #[error("this office's card service is switched off")]
    ServiceOff,
    /// The officer belongs to another office.
    #[error("this application belongs to another office")]
    OtherOffice,
    /// A renewal before the card's end.
    #[error("a renewal is possible only after the card has ended")]
    NotEnded,
    /// All serial numbers of the period are taken.
    #[error("all serial numbers of this period are taken: give the office's pattern a wider serial")]
    NumbersUsedUp,
}
