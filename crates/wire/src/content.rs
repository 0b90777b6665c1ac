//! What central's desk writes for every kiosk: announcements, slides, texts, trainings, fairs, employers.
//!
//! A row's body is a [`Content`]: *when* ([`Period`]), *where* ([`Target`]) and *what* ([`Item`]). Central publishes it
//! once to every kiosk, and each kiosk decides by its own clock and place whether it shows it: so what was scheduled
//! appears and vanishes on its day without a connection, and nobody waits for a server at midnight.
//!
//! ```text
//! announcements   announcement, slide
//! texts           service-text, service-standard, privacy-notice, opening-hours, wage-reference
//! trainings       training
//! fairs           fair
//! employers@32    employer
//! ```
//!
//! Both languages stand in the row ([`Bilingual`]): Indonesian always, English where somebody wrote it. Every text has
//! a limit that holds wherever it is read. Fields that a program doesn't know are ignored; an item of a kind that it
//! doesn't know is [`Item::Unknown`] and passed over.

mod item;
mod place;
mod text;
mod when;

use serde::{Deserialize, Serialize};

pub use item::{
    Announcement, Employer, Fair, Holiday, Hours, Item, Media, MediaHash, NoticeItem, OpeningHours, Priority,
    PrivacyNotice, ServiceName, ServiceStandard, ServiceText, Slide, SlideFace, Training, WageReference,
};
pub use place::{Target, Where};
pub use text::{BadText, Bilingual, Line, Prose, WebAddress};
pub use when::{BadPeriod, Period};

/// The body of a row.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Content {
    /// When it is shown.
    #[serde(default, skip_serializing_if = "Period::is_always")]
    pub period: Period,
    /// Which kiosks show it.
    #[serde(default, skip_serializing_if = "Target::is_everywhere")]
    pub target: Target,
    /// What it is.
    pub item: Item,
}

impl Content {
    /// Whether a kiosk at `place` shows it at `now`.
    pub fn is_shown(&self, now: jiff::Timestamp, place: &Where<'_>) -> bool {
        self.period.includes(now) && self.target.includes(place)
    }
}

#[cfg(test)]
mod tests;
