//! The filters of a query, one by one, so that each can be left out when its own choices are counted.

use anjungan_wire::vacancy::{Education, Employment};
use jiff::civil::Date;

use crate::catalogue::query::{Query, asks_at_most};
use crate::catalogue::segment::Segment;
use crate::catalogue::segment::entry::{Day, EDUCATIONS, Entry, Region};

/// See the [module documentation](self).
pub struct Filter<'a> {
    today: Day,
    place: Option<Region>,
    education: Option<Education>,
    sectors: &'a [String],
    employments: &'a [Employment],
    no_experience: bool,
    open_to_disabled: bool,
    wage_at_least: Option<u32>,
}

/// What a vacancy can fail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Test {
    /// The place.
    Place,
    /// The education.
    Education,
    /// The line of business.
    Sector,
    /// The sort of contract.
    Employment,
    /// No experience needed.
    NoExperience,
    /// Open to people with disabilities.
    OpenToDisabled,
    /// The wage.
    Wage,
}

/// What became of all tests.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    /// All passed.
    Passed,
    /// All but this one.
    FailedOnly(Test),
    /// It is closed, or several failed.
    Failed,
}

impl<'a> Filter<'a> {
    /// The filters of `query` on `today`.
    pub fn new(query: &'a Query, today: Date) -> Filter<'a> {
        Filter {
            today: today.into(),
            place: query.place.as_ref().map(Region::from),
            education: query.education,
            sectors: &query.sectors,
            employments: &query.employments,
            no_experience: query.no_experience,
            open_to_disabled: query.open_to_disabled,
            wage_at_least: query
                .wage_at_least
                .map(|rupiah| u32::try_from(rupiah.0).unwrap_or(u32::MAX).max(1)),
        }
    }

    /// The filters as `segment` numbers things.
    pub fn of<'f>(&'f self, segment: &Segment) -> OfSegment<'f> {
        let sectors = segment.sectors.iter().map(|name| self.sectors.contains(name)).collect();
        let mut educations = [true; EDUCATIONS.len()];
        if let Some(own) = self.education {
            educations = EDUCATIONS.map(|asked| asks_at_most(own, Some(asked)));
        }
        OfSegment { filter: self, sectors, educations }
    }
}

/// [`Filter::of`]
pub struct OfSegment<'f> {
    filter: &'f Filter<'f>,
    sectors: Vec<bool>,
    educations: [bool; EDUCATIONS.len()],
}

impl OfSegment<'_> {
    /// Whether `entry` passes them all.
    pub fn passes(&self, entry: &Entry) -> bool {
        self.verdict(entry) == Verdict::Passed
    }

    /// What `entry` fails.
    pub fn verdict(&self, entry: &Entry) -> Verdict {
        if entry.closes < self.filter.today {
            return Verdict::Failed;
        }
        let mut failed = None;
        for test in [
            Test::Place,
            Test::Education,
            Test::Sector,
            Test::Employment,
            Test::NoExperience,
            Test::OpenToDisabled,
            Test::Wage,
        ] {
            if !self.test(test, entry) {
                if failed.is_some() {
                    return Verdict::Failed;
                }
                failed = Some(test);
            }
        }
        failed.map_or(Verdict::Passed, Verdict::FailedOnly)
    }

    fn test(&self, test: Test, entry: &Entry) -> bool {
        let filter = self.filter;
        match test {
            Test::Place => filter.place.is_none_or(|place| place.contains(entry.region)),
            Test::Education => entry.education().is_none_or(|level| self.educations[level as usize]),
            Test::Sector => {
                filter.sectors.is_empty()
                    || self.sectors.get(usize::from(entry.sector)).copied().unwrap_or(false)
            }
            Test::Employment => {
                filter.employments.is_empty() || filter.employments.contains(&entry.employment())
            }
            Test::NoExperience => !filter.no_experience || entry.no_experience(),
            Test::OpenToDisabled => !filter.open_to_disabled || entry.open_to_disabled(),
            Test::Wage => filter.wage_at_least.is_none_or(|wage| entry.wage >= wage),
        }
    }
}
