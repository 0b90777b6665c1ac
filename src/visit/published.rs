//! What central's desk has published for this kiosk, and what of it is shown now.
//!
//! Where it is shown was decided when it was read ([`Published::of`]); *when* is decided here, at every look, by the
//! kiosk's own clock: what was scheduled appears and what has ended vanishes without a connection.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use anjungan_wire::content::{
    Announcement, Content, Employer, Fair, Item, MediaHash, OpeningHours, PrivacyNotice, ServiceName,
    ServiceStandard, Slide, SlideFace, Training, WageReference, Where,
};
use anjungan_wire::id::RegionCode;
use jiff::Timestamp;
use jiff::civil::Date;

use super::Picture;
use crate::catalogue::bare_name;

/// Rows kept of what central publishes, at most, employers apart.
const ROWS_MAX: usize = 500;
/// Employers kept, at most: each look at a vacancy compares its employer's name with all of them.
const EMPLOYERS_MAX: usize = 2_000;

/// What is published for this kiosk, now or later.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Published {
    rows: Vec<(String, Content)>,
    employers: Vec<(String, Content)>,
    pictures: BTreeMap<MediaHash, Arc<Picture>>,
}

/// How well a row fits where several say the same thing: one for this kiosk before one for all, then the newest.
type Fit = (bool, Option<Timestamp>);

impl Published {
    /// Of all rows those for the kiosk at `place`.
    pub fn of(rows: Vec<(String, Content)>, place: &Where<'_>) -> Self {
        let (mut employers, mut rows): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .filter(|(_, content)| content.target.includes(place))
            .partition(|(_, content)| matches!(content.item, Item::Employer(_)));
        rows.truncate(ROWS_MAX);
        employers.truncate(EMPLOYERS_MAX);
        rows.sort_by(|one, other| one.0.cmp(&other.0));
        employers.sort_by(|one, other| one.0.cmp(&other.0));
        Self { rows, employers, pictures: BTreeMap::new() }
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

    /// Employers, those of `here` first, each group by name.
    pub fn employers(&self, now: Timestamp, here: &RegionCode) -> Vec<(&str, &Employer)> {
        let mut found: Vec<(&str, &Employer)> = self.known_employers(now).collect();
        found.sort_by_cached_key(|(_, employer)| {
            (!here.contains(&employer.region), employer.name.to_lowercase())
        });
        found
    }

    /// Whether there is any.
    pub fn has_employers(&self, now: Timestamp) -> bool {
        self.known_employers(now).next().is_some()
    }

    /// The employer that a vacancy names so, whatever it writes before or behind the name; of several the one nearest to
    /// `near`.
    pub fn employer_named(&self, name: &str, near: &RegionCode, now: Timestamp) -> Option<&Employer> {
        let wanted = bare_name(name);
        let same = self.known_employers(now).map(|(_, employer)| employer);
        let same = same.filter(|employer| !wanted.is_empty() && bare_name(&employer.name) == wanted);
        same.max_by_key(|employer| {
            let regency = employer.region.regency();
            (regency.is_some_and(|regency| regency.contains(near)), employer.region.province().contains(near))
        })
    }

    fn known_employers(&self, now: Timestamp) -> impl Iterator<Item = (&str, &Employer)> {
        let shown = self.employers.iter().filter(move |(_, content)| content.period.includes(now));
        shown.filter_map(|(id, content)| {
            if let Item::Employer(employer) = &content.item { Some((id.as_str(), employer)) } else { None }
        })
    }

    /// When the office of a kiosk in `region` is open.
    pub fn opening_hours(&self, region: &RegionCode, now: Timestamp) -> Option<&OpeningHours> {
        self.fittest(now, |item| {
            if let Item::OpeningHours(hours) = item
                && hours.region.contains(region)
            {
                Some(hours)
            } else {
                None
            }
        })
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
