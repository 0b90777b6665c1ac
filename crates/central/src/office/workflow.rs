//! The way of an application: the canonical machine, as one table.
//!
//! ```text
//!            take              approve            sign               release       print          collect
//! TERKIRIM ───────▶ DIVERIFIKASI ─────▶ DISETUJUI ────▶ DITANDATANGANI ────▶ SIAP_CETAK ──▶ DICETAK(n) ──▶ DIAMBIL
//!                     │     ▲                                                                 └─ print ─┘
//!           send back ▼     │ mend
//!                   PERLU_PERBAIKAN
//!
//! side exits:  DITOLAK (refuse: DIVERIFIKASI, DISETUJUI) · DIBATALKAN (cancel: up to DISETUJUI; supersede: a card
//!              that a correction has replaced)
//! later:       KEDALUWARSA (expire) · DITUTUP_SUDAH_BEKERJA (employ), from SIAP_CETAK on
//! ```
//!
//! DRAF is the kiosk's alone. A number is given on approval, so an application that is refused or cancelled after it
//! leaves its number void: taken, and never given again. Until something is signed nothing has left the office.
//!
//! Types: *baru* begins anew; *perbaikan* keeps the number; *perpanjangan* is approved only after its card has ended.
//! Both rules are the store's, which knows the cards.

mod actor;

use std::fmt;

use anjungan_wire::status::PublicStage;
use serde::{Deserialize, Serialize};

pub use actor::{Actor, IdempotencyKey, NotAllowed, Why};

use super::people::{Action, may};

/// Where an application is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Stage {
    /// TERKIRIM: central has it.
    #[serde(rename = "TERKIRIM")]
    Submitted,
    /// DIVERIFIKASI: an officer looks at it.
    #[serde(rename = "DIVERIFIKASI")]
    Verifying,
    /// PERLU_PERBAIKAN: the applicant is to mend something.
    #[serde(rename = "PERLU_PERBAIKAN")]
    NeedsMending,
    /// DISETUJUI: approved; it has a number.
    #[serde(rename = "DISETUJUI")]
    Approved,
    /// DITANDATANGANI: the document is signed.
    #[serde(rename = "DITANDATANGANI")]
    Signed,
    /// SIAP_CETAK: it can be printed or fetched.
    #[serde(rename = "SIAP_CETAK")]
    Ready,
    /// DICETAK(n): printed at least once.
    #[serde(rename = "DICETAK")]
    Printed,
    /// DIAMBIL: handed over.
    #[serde(rename = "DIAMBIL")]
    Collected,
    /// DITOLAK: refused, with reasons.
    #[serde(rename = "DITOLAK")]
    Refused,
    /// DIBATALKAN: withdrawn, a duplicate, or replaced by a correction.
    #[serde(rename = "DIBATALKAN")]
    Cancelled,
    /// KEDALUWARSA: the card has ended.
    #[serde(rename = "KEDALUWARSA")]
    Expired,
    /// DITUTUP_SUDAH_BEKERJA: its holder is at work.
    #[serde(rename = "DITUTUP_SUDAH_BEKERJA")]
    Employed,
}

/// What can be done with an application.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// An officer begins to look.
    Take,
    /// An officer changes the data with the applicant at the counter (a photo, above all). No move.
    Amend,
    /// An officer asks the applicant to mend, with reasons.
    SendBack,
    /// The applicant mended.
    Mend,
    /// An officer approves: the number is given.
    Approve,
    /// An officer refuses, with reasons.
    Refuse,
    /// Withdrawn by the applicant's wish, or as the same as another.
    Cancel,
    /// The signer signs.
    Sign,
    /// The signed card is published.
    Release,
    /// A kiosk or the counter printed it.
    Print,
    /// It was handed over.
    Collect,
    /// A correction has replaced it.
    Supersede,
    /// Its last day has passed.
    Expire,
    /// Its holder reported to be at work.
    Employ,
}

/// Every move there is.
const TABLE: [(Stage, Act, Stage); 34] = [
    (Stage::Submitted, Act::Take, Stage::Verifying),
    (Stage::Submitted, Act::Amend, Stage::Submitted),
    (Stage::Submitted, Act::Cancel, Stage::Cancelled),
    (Stage::Verifying, Act::Amend, Stage::Verifying),
    (Stage::Verifying, Act::SendBack, Stage::NeedsMending),
    (Stage::Verifying, Act::Approve, Stage::Approved),
    (Stage::Verifying, Act::Refuse, Stage::Refused),
    (Stage::Verifying, Act::Cancel, Stage::Cancelled),
    (Stage::NeedsMending, Act::Amend, Stage::NeedsMending),
    (Stage::NeedsMending, Act::Mend, Stage::Verifying),
    (Stage::NeedsMending, Act::Cancel, Stage::Cancelled),
    (Stage::Approved, Act::Sign, Stage::Signed),
    (Stage::Approved, Act::Refuse, Stage::Refused),
    (Stage::Approved, Act::Cancel, Stage::Cancelled),
    (Stage::Signed, Act::Release, Stage::Ready),
    (Stage::Ready, Act::Print, Stage::Printed),
    (Stage::Ready, Act::Supersede, Stage::Cancelled),
    (Stage::Ready, Act::Expire, Stage::Expired),
    (Stage::Ready, Act::Employ, Stage::Employed),
    (Stage::Printed, Act::Print, Stage::Printed),
    (Stage::Printed, Act::Collect, Stage::Collected),
    (Stage::Printed, Act::Supersede, Stage::Cancelled),
    (Stage::Printed, Act::Expire, Stage::Expired),
    (Stage::Printed, Act::Employ, Stage::Employed),
    (Stage::Collected, Act::Print, Stage::Collected),
    (Stage::Collected, Act::Supersede, Stage::Cancelled),
    (Stage::Collected, Act::Expire, Stage::Expired),
    (Stage::Collected, Act::Employ, Stage::Employed),
    // What a person tells late is still true: the placement is the figure that is missing everywhere.
    (Stage::Expired, Act::Employ, Stage::Employed),
    // A print that came in after the card's end, or after a correction: it is on paper, so it is counted.
    (Stage::Expired, Act::Print, Stage::Expired),
    (Stage::Employed, Act::Print, Stage::Employed),
    (Stage::Cancelled, Act::Print, Stage::Cancelled),
    (Stage::Signed, Act::Print, Stage::Signed),
    (Stage::Expired, Act::Supersede, Stage::Cancelled),
];

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 12] = [
        Stage::Submitted,
        Stage::Verifying,
        Stage::NeedsMending,
        Stage::Approved,
        Stage::Signed,
        Stage::Ready,
        Stage::Printed,
        Stage::Collected,
        Stage::Refused,
        Stage::Cancelled,
        Stage::Expired,
        Stage::Employed,
    ];

    /// The name in the database and in exports: the canonical machine's own.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Submitted => "TERKIRIM",
            Stage::Verifying => "DIVERIFIKASI",
            Stage::NeedsMending => "PERLU_PERBAIKAN",
            Stage::Approved => "DISETUJUI",
            Stage::Signed => "DITANDATANGANI",
            Stage::Ready => "SIAP_CETAK",
            Stage::Printed => "DICETAK",
            Stage::Collected => "DIAMBIL",
            Stage::Refused => "DITOLAK",
            Stage::Cancelled => "DIBATALKAN",
            Stage::Expired => "KEDALUWARSA",
            Stage::Employed => "DITUTUP_SUDAH_BEKERJA",
        }
    }

    /// The stage with this name.
    pub fn named(name: &str) -> Option<Stage> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == name)
    }

    /// What its applicant is told.
    pub fn public(self) -> PublicStage {
        match self {
            Stage::Submitted => PublicStage::Received,
            Stage::Verifying => PublicStage::Verifying,
            Stage::NeedsMending => PublicStage::NeedsMending,
            Stage::Approved | Stage::Signed => PublicStage::Approved,
            Stage::Ready | Stage::Printed | Stage::Collected => PublicStage::Ready,
            Stage::Refused => PublicStage::Refused,
            Stage::Cancelled => PublicStage::Withdrawn,
            Stage::Expired => PublicStage::Expired,
            Stage::Employed => PublicStage::Employed,
        }
    }

    /// Whether it still waits for the office or the applicant: a person has one such application at a time.
    pub fn is_pending(self) -> bool {
        match self {
            Stage::Submitted | Stage::Verifying | Stage::NeedsMending | Stage::Approved | Stage::Signed => {
                true
            }
            Stage::Ready
            | Stage::Printed
            | Stage::Collected
            | Stage::Refused
            | Stage::Cancelled
            | Stage::Expired
            | Stage::Employed => false,
        }
    }

    /// Whether there is a card that its holder can use.
    pub fn has_card(self) -> bool {
        matches!(self, Stage::Ready | Stage::Printed | Stage::Collected)
    }

    /// Whether the office's clock runs: it owes a decision.
    pub fn is_owed(self) -> bool {
        matches!(self, Stage::Submitted | Stage::Verifying | Stage::Approved | Stage::Signed)
    }

    /// Where `act` leads from here.
    pub fn after(self, act: Act) -> Result<Stage, NotAllowed> {
        TABLE
            .iter()
            .find(|(from, by, _)| (*from, *by) == (self, act))
            .map(|(_, _, to)| *to)
            .ok_or(NotAllowed::Stage { stage: self, act })
    }

    /// What can be done here, by anybody.
    pub fn acts(self) -> impl Iterator<Item = Act> {
        TABLE.iter().filter(move |(from, _, _)| *from == self).map(|(_, act, _)| *act)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Act {
    /// Every act.
    pub const ALL: [Act; 14] = [
        Act::Take,
        Act::Amend,
        Act::SendBack,
        Act::Mend,
        Act::Approve,
        Act::Refuse,
        Act::Cancel,
        Act::Sign,
        Act::Release,
        Act::Print,
        Act::Collect,
        Act::Supersede,
        Act::Expire,
        Act::Employ,
    ];

    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Act::Take => "take",
            Act::Amend => "amend",
            Act::SendBack => "send-back",
            Act::Mend => "mend",
            Act::Approve => "approve",
            Act::Refuse => "refuse",
            Act::Cancel => "cancel",
            Act::Sign => "sign",
            Act::Release => "release",
            Act::Print => "print",
            Act::Collect => "collect",
            Act::Supersede => "supersede",
            Act::Expire => "expire",
            Act::Employ => "employ",
        }
    }

    /// The act with this name.
    pub fn named(name: &str) -> Option<Act> {
        Self::ALL.into_iter().find(|act| act.as_str() == name)
    }

    /// What an officer must be allowed in order to do this. `None`: no officer does it.
    pub fn action(self) -> Option<Action> {
        match self {
            Act::Take | Act::Amend | Act::SendBack | Act::Approve | Act::Refuse => Some(Action::Verify),
            Act::Cancel => Some(Action::Cancel),
            Act::Sign | Act::Release => Some(Action::Sign),
            Act::Print | Act::Collect => Some(Action::HandOver),
            Act::Employ => Some(Action::ResolveReport),
            Act::Mend | Act::Supersede | Act::Expire => None,
        }
    }

    /// Whether it needs a reason of the master list.
    pub fn needs_reason(self) -> bool {
        matches!(self, Act::SendBack | Act::Refuse)
    }

    /// Whether the officer must hold the application's lease.
    pub fn needs_lease(self) -> bool {
        matches!(self, Act::Amend | Act::SendBack | Act::Approve | Act::Refuse)
    }

    /// Whether `actor` may do it at all.
    pub fn by(self, actor: &Actor) -> Result<(), NotAllowed> {
        let allowed = match actor {
            Actor::Officer { role, .. } => self.action().is_some_and(|action| may(*role, action)),
            Actor::Applicant => matches!(self, Act::Mend | Act::Employ | Act::Amend),
            Actor::Kiosk(_) => matches!(self, Act::Print),
            Actor::System => {
                matches!(self, Act::Cancel | Act::Release | Act::Supersede | Act::Expire | Act::Employ)
            }
        };
        if allowed { Ok(()) } else { Err(NotAllowed::Actor { act: self }) }
    }
}

#[cfg(test)]
mod tests;
