//! When something is shown.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use serde::{Deserialize, Serialize};

/// From one moment until just before another; an end that is missing is open. The desk states days in WIB, the
/// kiosk compares moments, so a kiosk in WITA or WIT begins and ends at the same instant as all others.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "Ends", into = "Ends")]
pub struct Period {
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

#[derive(Serialize, Deserialize)]
struct Ends {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<Timestamp>,
}

/// A period that ends before it begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the period ends before it begins, or at once")]
pub struct BadPeriod;

impl Period {
    /// For ever.
    pub const ALWAYS: Period = Period { from: None, until: None };

    /// `from` is the first moment, `until` the first one no more.
    pub fn new(from: Option<Timestamp>, until: Option<Timestamp>) -> Result<Self, BadPeriod> {
        match (from, until) {
            (Some(from), Some(until)) if from >= until => Err(BadPeriod),
            _ => Ok(Self { from, until }),
        }
    }

    /// From the beginning of one day to the end of another, in WIB.
    pub fn days(first: Option<Date>, last: Option<Date>) -> Result<Self, BadPeriod> {
        let midnight = |day: Date| {
            day.to_zoned(TimeZone::fixed(offset(7))).map(|at| at.timestamp()).map_err(|_| BadPeriod)
        };
        let after = last.map(|day| day.tomorrow().map_err(|_| BadPeriod)).transpose()?;
        Self::new(first.map(midnight).transpose()?, after.map(midnight).transpose()?)
    }

    /// The first moment.
    pub fn from(&self) -> Option<Timestamp> {
        self.from
    }

    /// The first moment no more.
    pub fn until(&self) -> Option<Timestamp> {
        self.until
    }

    /// Whether it has no ends.
    pub fn is_always(&self) -> bool {
        *self == Self::ALWAYS
    }

    /// Whether `now` lies in it.
    pub fn includes(&self, now: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= now) && !self.is_over(now)
    }

    /// Whether it has ended.
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= now)
    }
}

impl TryFrom<Ends> for Period {
    type Error = BadPeriod;
    fn try_from(ends: Ends) -> Result<Self, BadPeriod> {
        Self::new(ends.from, ends.until)
    }
}

impl From<Period> for Ends {
    fn from(Period { from, until }: Period) -> Ends {
        Ends { from, until }
    }
}
