//! What is inside a sealed op. No fact in this module is about a person: a visit is counted, a search
//! that failed is kept as words. Personal facts come with their own kinds and the same sealing.

use jiff::civil;
use serde::{Deserialize, Serialize};

/// How a visit went.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Visit {
    /// Seconds from the first touch to the wipe.
    pub seconds: u32,
    /// How it ended.
    pub end: VisitEnd,
    /// The language it ended in.
    pub language: Language,
    /// Searches run (after typing paused), vacancies opened, tickets printed.
    pub searches: u32,
    /// Vacancies opened.
    pub vacancies_opened: u32,
    /// Tickets that the printer proved to be on paper.
    pub tickets_printed: u32,
    /// Whether larger text, high contrast or the lower screen was used.
    pub adjusted: bool,
}

/// How a visit ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VisitEnd {
    /// The visitor pressed "Selesai".
    Finished,
    /// Nobody touched the screen any more.
    Idle,
    /// The terminal stopped or restarted in the middle.
    Interrupted,
}

/// A language of the screens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// Indonesian, the default.
    #[default]
    Id,
    /// English.
    En,
}

/// A ticket and what became of it. Sent when the outcome is known (or known to be unknowable).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// The number on the ticket.
    pub number: String,
    /// The vacancy's row id.
    pub vacancy: String,
    /// The outcome.
    pub outcome: TicketOutcome,
    /// The cause, where the outcome has one: a name of the terminal's error catalogue.
    pub cause: Option<String>,
}

/// What became of a ticket.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TicketOutcome {
    /// The printer proved it.
    Printed,
    /// The printer took it and can't prove anything.
    Unverified,
    /// Some bytes left, and whether paper came out can't be known.
    Doubtful,
    /// The printer could not print before the job expired; nothing came out.
    Expired,
    /// The visitor left or cancelled before the first byte.
    Cancelled,
    /// It can't be printed at all.
    Failed,
}

/// Words that found nothing, so that central can see what people look for. Words only: digits of four
/// and more are replaced by `#` before this is made, since people type telephone numbers into search fields.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchMiss {
    /// The words as typed, at most 60 characters.
    pub words: String,
    /// The place searched in, by code, when one was chosen.
    pub place: Option<crate::id::RegionCode>,
    /// The day.
    pub day: civil::Date,
}
