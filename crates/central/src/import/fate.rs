//! What becomes of a row of a file, and why.

use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::columns::Field;

/// What becomes of a row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It is published for the first time.
    New,
    /// It is published with another content.
    Changed,
    /// It is published already like this.
    Same,
    /// Something about it can hardly be meant. It is published only when a person says so.
    Flagged,
    /// It can't be published.
    Refused,
    /// It is published and not in the file any more, and the file is said to be whole: it is withdrawn.
    Gone,
}

impl Fate {
    /// Every fate, in the order in which they are told.
    pub const ALL: [Fate; 6] =
        [Fate::New, Fate::Changed, Fate::Same, Fate::Flagged, Fate::Refused, Fate::Gone];

    /// The name in the database and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Fate::New => "new",
            Fate::Changed => "changed",
            Fate::Same => "same",
            Fate::Flagged => "flagged",
            Fate::Refused => "refused",
            Fate::Gone => "gone",
        }
    }

    /// The fate of this name.
    pub fn named(name: &str) -> Option<Fate> {
        Self::ALL.into_iter().find(|fate| fate.as_str() == name)
    }
}

/// What is wrong with a row, or hard to believe.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Something that it can't be without is missing.
    Missing,
    /// A day that can't be read.
    DayUnreadable,
    /// A number that can't be read.
    NumberUnreadable,
    /// An error of the spreadsheet, like #N/A.
    Broken,
    /// A text that is longer than a terminal shows, or has characters that it can't.
    TextUnusable,
    /// It is neither a company regulation nor a collective agreement.
    RuleKindUnknown,
    /// The row is larger than a terminal accepts.
    TooLarge,
    /// No region of that name, or more than one.
    RegionUnknown,
    /// Not in the region of the source's office: only who runs every office lets it pass.
    RegionElsewhere,
    /// The least is more than the most; the first day is after the last.
    MinAboveMax,
    /// A part is more than the whole.
    PartAboveWhole,
    /// It is over.
    Ended,
    /// It pays less than the minimum wage of its region.
    BelowMinimumWage,
    /// An earlier row of the file has the same key.
    KeyTwice,
    /// A link that is no web address.
    LinkUnusable,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Cause; 15] = [
        Cause::Missing,
        Cause::DayUnreadable,
        Cause::NumberUnreadable,
        Cause::Broken,
        Cause::TextUnusable,
        Cause::RuleKindUnknown,
        Cause::TooLarge,
        Cause::RegionUnknown,
        Cause::RegionElsewhere,
        Cause::MinAboveMax,
        Cause::PartAboveWhole,
        Cause::Ended,
        Cause::BelowMinimumWage,
        Cause::KeyTwice,
        Cause::LinkUnusable,
    ];
}

/// Characters of a cell that a reason repeats.
const SEEN_CHARS: usize = 60;

/// A reason: what, about which field, and what stood there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Why {
    /// What.
    pub cause: Cause,
    /// About which field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
    /// What stood there, shortened.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seen: String,
}

impl Why {
    /// About a field and what stands in it.
    pub fn about(cause: Cause, field: Field, cell: &Cell) -> Why {
        Why { cause, field: Some(field), seen: cell.shown().chars().take(SEEN_CHARS).collect() }
    }

    /// About a field.
    pub fn of(cause: Cause, field: Field) -> Why {
        Why { cause, field: Some(field), seen: String::new() }
    }
}
