//! The six-monthly report, and that somebody found work.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::card::CardNumber;
use crate::receipt::{ReceiptNumber, Secret};

/// The six-monthly report, or "Saya sudah bekerja".
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// Who.
    pub holder: Holder,
    /// What.
    pub news: ReportNews,
    /// The officer who helped, by the code of their card.
    pub assisted_by: Option<String>,
}

/// How somebody who reports is known.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Holder {
    /// By the code on the card, checked at the kiosk.
    Card {
        /// The card.
        number: CardNumber,
    },
    /// By the receipt's code.
    Receipt {
        /// The number.
        receipt: ReceiptNumber,
        /// What proves it.
        secret: Secret,
    },
    /// By what was typed: central matches it, and holds what does not fit.
    Typed {
        /// The card's number.
        number: CardNumber,
        /// The holder's day of birth.
        born: Date,
    },
}

/// What is reported.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum ReportNews {
    /// Still looking: the duty of every six months.
    StillLooking {
        /// The day at the kiosk.
        day: Date,
    },
    /// At work: the placement.
    Employed {
        /// Where; empty when they would rather not say.
        employer: String,
        /// From which day.
        since: Date,
        /// Whether this service led there: `None` when they did not say.
        found_here: Option<bool>,
    },
}
