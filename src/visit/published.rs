//! What central's desk has published for this kiosk, and what of it is shown now.
//!
//! Where it is shown was decided when it was read ([`Published::of`]); *when* is decided here, at every look, by the
//! kiosk's own clock: what was scheduled appears and what has ended vanishes without a connection.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use anjungan_wire::content::{
    Announcement, Content, Fair, Item, MediaHash, PrivacyNotice, ServiceName, ServiceStandard, Slide,
    SlideFace, Training, WageReference, Where,
};
use jiff::Timestamp;
use jiff::civil::Date;

use super::Picture;

/// Rows kept of what central publishes, at most.
const ROWS_MAX: usize = 500;

/// What is published for this kiosk, now or later.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Published {
    rows: Vec<(String, Content)>,
    pictures: BTreeMap<MediaHash, Arc<Picture>>,
}

/// How well a row fits where several say the same thing: one for this kiosk before one for all, then the newest.
type Fit = (bool, Option<Timestamp>);

impl Published {
    /// Of all rows those for the kiosk at `place`.
    pub fn of(rows: Vec<(String, Content)>, place: &Where<'_>) -> Self {
        let mut rows: Vec<_> =
            rows.into_iter().filter(|(_, content)| content.target.includes(place)).take(ROWS_MAX).collect();
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        Self { rows, pictures: BTreeMap::new() }
    }

    /// Pictures that its slides need, `most` of them: those shown now before those to come, the most important first.
    pub fn pictures_wanted(&self, now: Timestamp, most: usize) -> Vec<MediaHash> {
        let lasting = self.rows.iter().filter(|(_, content)| !content.period.is_over(now));
        let mut slides: Vec<_> = lasting
            .filter_map(|(_, content)| {
                let Item::Slide(Slide { face: SlideFace::Image { image }, priority }) = &content.item else {
                    return None;
                };
                Some((!content.period.includes(now), Reverse(*priority), image))
            })
            .collect();
        // Equal ones stay in the order of their ids.
        slides.sort_by_key(|(to_come, priority, _)| (*to_come, *priority));
        let mut wanted = Vec::new();
        for media in slides.iter().flat_map(|(_, _, image)| std::iter::once(&image.id).chain(&image.en)) {
            if wanted.len() < most && !wanted.contains(&media.sha256) {
                wanted.push(media.sha256);
            }
        }
        wanted
    }

    /// With these pictures, decoded.
    #[must_use]
    pub fn with_pictures(self, pictures: BTreeMap<MediaHash, Arc<Picture>>) -> Self {
        Self { pictures, ..self }
    }

    /// A picture, where it is here.
    pub fn picture(&self, hash: &MediaHash) -> Option<&Arc<Picture>> {
        self.pictures.get(hash)
    }

    fn at(&self, now: Timestamp) -> impl Iterator<Item = (&str, &Content)> {
        let shown = move |row: &&(String, Content)| row.1.period.includes(now);
        self.rows.iter().filter(shown).map(|(id, content)| (id.as_str(), content))
    }

    /// What the office has to say, the most important first.
    pub fn announcements(&self, now: Timestamp) -> Vec<&Announcement> {
        let mut found: Vec<&Announcement> = self
            .at(now)
            .filter_map(|(_, content)| {
                if let Item::Announcement(announcement) = &content.item { Some(announcement) } else { None }
            })
            .collect();
        // Equal ones stay in the order of their ids.
        found.sort_by_key(|announcement| Reverse(announcement.priority));
        found
    }

    /// The slides of the waiting screen, the most important first.
    pub fn slides(&self, now: Timestamp) -> Vec<(&str, &Slide)> {
        let mut found: Vec<(&str, &Slide)> = self
            .at(now)
            .filter_map(
                |(id, content)| if let Item::Slide(slide) = &content.item { Some((id, slide)) } else { None },
            )
            .collect();
        found.sort_by_key(|(_, slide)| Reverse(slide.priority));
        found
    }

    /// Trainings that one can still register for, the soonest first.
    pub fn trainings(&self, now: Timestamp, today: Date) -> Vec<(&str, &Training)> {
        let mut found: Vec<(&str, &Training)> = self
            .at(now)
            .filter_map(|(id, content)| {
                if let Item::Training(training) = &content.item { Some((id, training)) } else { None }
            })
            .filter(|(_, training)| {
                today <= training.register_until.unwrap_or(training.ends).min(training.ends)
            })
            .collect();
        found.sort_by_key(|(_, training)| training.starts);
        found
    }

    /// Job fairs that are not over, the soonest first.
    pub fn fairs(&self, now: Timestamp, today: Date) -> Vec<(&str, &Fair)> {
        let mut found: Vec<(&str, &Fair)> = self
            .at(now)
            .filter_map(
                |(id, content)| if let Item::Fair(fair) = &content.item { Some((id, fair)) } else { None },
            )
            .filter(|(_, fair)| today <= fair.ends)
            .collect();
        found.sort_by_key(|(_, fair)| fair.starts);
        found
    }

    /// What must be published of a service.
    pub fn standard(&self, service: ServiceName, now: Timestamp) -> Option<&ServiceStandard> {
        self.fittest(now, |item| {
            if let Item::ServiceStandard(standard) = item
                && standard.service == service
            {
                Some(standard)
            } else {
                None
            }
        })
    }

    /// The sentence on a service's tile.
    pub fn lead(&self, service: ServiceName, now: Timestamp) -> Option<&anjungan_wire::content::ServiceText> {
        self.fittest(now, |item| {
            if let Item::ServiceText(text) = item
                && text.service == service
            {
                Some(text)
            } else {
                None
            }
        })
    }

    /// The privacy notice in force.
    pub fn notice(&self, now: Timestamp) -> Option<&PrivacyNotice> {
        self.fittest(now, |item| {
            if let Item::PrivacyNotice(notice) = item
                && !notice.items.is_empty()
            {
                Some(notice)
            } else {
                None
            }
        })
    }

    /// Minimum wages in force today.
    pub fn wages(&self, now: Timestamp, today: Date) -> impl Iterator<Item = &WageReference> {
        let in_force =
            move |wage: &&WageReference| wage.valid_from <= today && wage.valid_from.year() == today.year();
        let wages = self.at(now).filter_map(|(_, content)| {
            if let Item::WageReference(wage) = &content.item { Some(wage) } else { None }
        });
        wages.filter(in_force)
    }

    /// Of what says the same thing: what is meant for this kiosk, then what began last, then the last id.
    fn fittest<'a, T>(&'a self, now: Timestamp, pick: impl Fn(&'a Item) -> Option<&'a T>) -> Option<&'a T> {
        let fit = |content: &Content| -> Fit { (!content.target.is_everywhere(), content.period.from()) };
        let found = self.at(now).filter_map(|(_, content)| Some((fit(content), pick(&content.item)?)));
        found.max_by_key(|(fit, _)| *fit).map(|(_, item)| item)
    }
}
