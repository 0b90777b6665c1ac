//! The way of a thing that kiosks show, as one table.
//!
//! ```text
//!           ┌──── edit ────┐           ┌─ send back, recall ─┐
//!           ▼              │           ▼                     │
//!  new ─▶ DRAFT ───────────┴──────── DRAFT ── submit ─▶ IN REVIEW ── publish ─▶ PUBLISHED ── withdraw ─▶ WITHDRAWN
//!           ▲                                                                       │                        │
//!           └───────────────────────────── edit, restore (a new version) ───────────┴────────────────────────┘
//! ```
//!
//! The stage is that of the *newest* version. What kiosks have is another number, *live*: a published thing that is
//! edited stays on every screen as it was until its new version is published in its place.
//!
//! **Architecture invariant:** published means that the newest version is live; withdrawn, that none is.
//!
//! A thing is published by somebody else than who wrote its newest version, unless the office allows it
//! ([`Policy::own_approval`]): a slip on every kiosk of a province is found by the second pair of eyes or by its public.

use crate::office::people::{Action, OfficerId, Role, may};

/// The number of a version, from 1.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct VersionNo(pub u32);

/// Where a thing's newest version is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Stage {
    /// Somebody writes.
    Draft,
    /// It waits for an approver.
    InReview,
    /// Kiosks have it.
    Published,
    /// No kiosk has any of it.
    Withdrawn,
}

/// What can be done with a thing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Act {
    /// Write another version.
    Edit,
    /// Write another version that says what an old one said.
    Restore,
    /// Ask for review.
    Submit,
    /// Take it back from review, to write on.
    Recall,
    /// Ask its writer for something else.
    SendBack,
    /// Give it to kiosks.
    Publish,
    /// Take it from kiosks; of a thing that was never published: put it away.
    Withdraw,
    /// Undo the publication or withdrawal that was just done.
    Undo,
    /// Central itself, on the day on which it was to begin: something about it can hardly be meant by now.
    HoldBack,
}

/// What an act does to what kiosks have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Live {
    Stays,
    BecomesNewest,
    Ends,
    /// As it was before the last act.
    GoesBack,
}

/// Every move there is. Where [`Act::Undo`] leads is decided by what was before: see [`Standing::after`].
const TABLE: [(Stage, Act, Stage, Live); 16] = [
    (Stage::Draft, Act::Edit, Stage::Draft, Live::Stays),
    (Stage::Draft, Act::Restore, Stage::Draft, Live::Stays),
    (Stage::Draft, Act::Submit, Stage::InReview, Live::Stays),
    (Stage::Draft, Act::Withdraw, Stage::Withdrawn, Live::Ends),
    (Stage::InReview, Act::Recall, Stage::Draft, Live::Stays),
    (Stage::InReview, Act::SendBack, Stage::Draft, Live::Stays),
    (Stage::InReview, Act::Publish, Stage::Published, Live::BecomesNewest),
    (Stage::InReview, Act::Withdraw, Stage::Withdrawn, Live::Ends),
    (Stage::Published, Act::Edit, Stage::Draft, Live::Stays),
    (Stage::Published, Act::Restore, Stage::Draft, Live::Stays),
    (Stage::Published, Act::Withdraw, Stage::Withdrawn, Live::Ends),
    (Stage::Published, Act::Undo, Stage::InReview, Live::GoesBack),
    (Stage::Withdrawn, Act::Edit, Stage::Draft, Live::Stays),
    (Stage::Withdrawn, Act::Restore, Stage::Draft, Live::Stays),
    (Stage::Withdrawn, Act::Undo, Stage::Draft, Live::GoesBack),
    (Stage::InReview, Act::Edit, Stage::Draft, Live::Stays),
];

/// A thing as it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Standing {
    /// Where its newest version is.
    pub stage: Stage,
    /// The version that is worked on.
    pub newest: VersionNo,
    /// The version that kiosks have.
    pub live: Option<VersionNo>,
    /// Who wrote the newest version.
    pub edited_by: OfficerId,
    /// What kiosks had before the last act, when that act can be undone.
    pub undo: Option<Option<VersionNo>>,
}

/// What an office decided about its content.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Policy {
    /// Whether an approver may publish what they wrote themselves: for offices of one.
    pub own_approval: bool,
}

/// Why something can't be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotAllowed {
    /// The machine has no such move.
    #[error("{} is not possible while it is {}: load the page again", act.as_str(), stage.as_str())]
    Stage {
        /// Where it is.
        stage: Stage,
        /// What was asked.
        act: Act,
    },
    /// The role does not include it.
    #[error("this role may not {}", act.as_str())]
    Role {
        /// What was asked.
        act: Act,
    },
    /// Who wrote it asks to publish it.
    #[error("somebody else must publish what you wrote last")]
    Own,
    /// Nothing was just published or withdrawn.
    #[error("there is nothing to undo: something else was done since")]
    NothingToUndo,
}

impl Standing {
    /// A thing that was just begun.
    pub fn new(by: OfficerId) -> Self {
        Self { stage: Stage::Draft, newest: VersionNo(1), live: None, edited_by: by, undo: None }
    }

    /// The thing after `act`.
    pub fn after(&self, act: Act, by: OfficerId, role: Role, policy: Policy) -> Result<Self, NotAllowed> {
        if !may(role, self.needs(act)) {
            return Err(NotAllowed::Role { act });
        }
        let (_, _, to, live) = TABLE
            .iter()
            .find(|(from, does, ..)| (*from, *does) == (self.stage, act))
            .ok_or(NotAllowed::Stage { stage: self.stage, act })?;
        if act == Act::Publish && self.edited_by == by && !policy.own_approval {
            return Err(NotAllowed::Own);
        }
        let mut next = Self { stage: *to, undo: None, ..*self };
        match live {
            Live::Stays => {}
            Live::BecomesNewest => (next.live, next.undo) = (Some(self.newest), Some(self.live)),
            Live::Ends => (next.live, next.undo) = (None, Some(self.live)),
            Live::GoesBack => {
                next.live = self.undo.ok_or(NotAllowed::NothingToUndo)?;
                if next.live == Some(self.newest) {
                    next.stage = Stage::Published;
                }
            }
        }
        if matches!(act, Act::Edit | Act::Restore) {
            next.newest = VersionNo(self.newest.0 + 1);
            next.edited_by = by;
        }
        Ok(next)
    }

    /// The thing after [`Act::HoldBack`]: kiosks get nothing of it, and what was published is to be reviewed again.
    pub fn held_back(&self) -> Self {
        let stage = if self.stage == Stage::Published { Stage::InReview } else { self.stage };
        Self { stage, live: None, undo: None, ..*self }
    }

    /// What an officer must be allowed in order to do `act`.
    fn needs(&self, act: Act) -> Action {
        match act {
            Act::Edit | Act::Restore | Act::Submit | Act::Recall => Action::EditContent,
            // What no kiosk ever had, who writes may put away.
            Act::Withdraw if self.live.is_none() => Action::EditContent,
            // The table has no such move: nobody makes it.
            Act::SendBack | Act::Publish | Act::Withdraw | Act::Undo | Act::HoldBack => {
                Action::PublishContent
            }
        }
    }

    /// What an officer can do now.
    pub fn acts(&self, by: OfficerId, role: Role, policy: Policy) -> Vec<Act> {
        Act::ALL.into_iter().filter(|act| self.after(*act, by, role, policy).is_ok()).collect()
    }
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 4] = [Stage::Draft, Stage::InReview, Stage::Published, Stage::Withdrawn];

    /// The name in the database and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::InReview => "in-review",
            Stage::Published => "published",
            Stage::Withdrawn => "withdrawn",
        }
    }

    /// The stage of this name.
    pub fn named(name: &str) -> Option<Stage> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == name)
    }
}

impl Act {
    /// Every act.
    pub const ALL: [Act; 9] = [
        Act::Edit,
        Act::Restore,
        Act::Submit,
        Act::Recall,
        Act::SendBack,
        Act::Publish,
        Act::Withdraw,
        Act::Undo,
        Act::HoldBack,
    ];

    /// The name in the database and in forms.
    pub fn as_str(self) -> &'static str {
        match self {
            Act::Edit => "edit",
            Act::Restore => "restore",
            Act::Submit => "submit",
            Act::Recall => "recall",
            Act::SendBack => "send-back",
            Act::Publish => "publish",
            Act::Withdraw => "withdraw",
            Act::Undo => "undo",
            Act::HoldBack => "hold-back",
        }
    }

    /// The act of this name.
    pub fn named(name: &str) -> Option<Act> {
        Self::ALL.into_iter().find(|act| act.as_str() == name)
    }
}

#[cfg(test)]
mod tests;
