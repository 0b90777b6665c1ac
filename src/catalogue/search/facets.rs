//! How many there would be with each choice of the filter page, and in each region.

use std::collections::HashMap;

use super::Index;
use super::filter::{Filter, Test, Verdict};
use super::plan::Plan;
use crate::catalogue::query::{Facets, asks_at_most};
use crate::catalogue::segment::entry::{EDUCATIONS, EMPLOYMENTS, Entry, NO_SECTOR};

impl Index {
    /// Counts every choice with the other filters kept.
    pub fn facets(&self, plan: &Plan, filter: &Filter) -> Facets {
        let mut facets = Facets::default();
        let mut asked = [0; EDUCATIONS.len()];
        let mut employments = [0; EMPLOYMENTS.len()];
        let mut no_education = 0;
        let mut sectors: HashMap<&str, u32> = HashMap::new();
        for part in &self.parts {
            let segment = &part.segment;
            let of_part = filter.of(segment);
            let mut of_sector = vec![0; segment.sectors.len()];
            let mut found = plan.find(segment).any;
            found.minus(&part.dead);
            for entry in found.iter().map(|at| &segment.entries[at]) {
                let verdict = of_part.verdict(entry);
                let with = |test| verdict == Verdict::Passed || verdict == Verdict::FailedOnly(test);
                facets.total += u32::from(verdict == Verdict::Passed);
                if with(Test::Education) {
                    *entry.education().map_or(&mut no_education, |level| &mut asked[level as usize]) += 1;
                }
                if with(Test::Employment) {
                    employments[entry.employment() as usize] += 1;
                }
                if with(Test::Sector) && entry.sector != NO_SECTOR {
                    of_sector[usize::from(entry.sector)] += 1;
                }
                facets.no_experience += u32::from(with(Test::NoExperience) && entry.no_experience());
                facets.open_to_disabled += u32::from(with(Test::OpenToDisabled) && entry.open_to_disabled());
                facets.wage_stated += u32::from(with(Test::Wage) && entry.wage > 0);
            }
            for (name, count) in segment.sectors.iter().zip(of_sector).filter(|(_, count)| *count > 0) {
                *sectors.entry(name).or_default() += count;
            }
        }
        facets.educations = EDUCATIONS
            .iter()
            .zip(asked)
            .filter(|(_, count)| *count > 0)
            .map(|(own, _)| {
                let within =
                    EDUCATIONS.iter().zip(asked).filter(|(level, _)| asks_at_most(*own, Some(**level)));
                (*own, no_education + within.map(|(_, count)| count).sum::<u32>())
            })
            .collect();
        facets.employments =
            EMPLOYMENTS.into_iter().zip(employments).filter(|(_, count)| *count > 0).collect();
        facets.employments.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        facets.sectors = sectors.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
        facets.sectors.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
        facets
    }

    /// How many pass in each region of `digits` digits, by those digits as a number.
    pub fn by_region(&self, plan: &Plan, filter: &Filter, digits: u32) -> HashMap<u64, u32> {
        let mut counts = HashMap::new();
        let mut note = |entry: &Entry| {
            if let Some(region) = entry.region.prefix(digits) {
                *counts.entry(region).or_default() += 1;
            }
        };
        for part in &self.parts {
            let of_part = filter.of(&part.segment);
            let mut found = plan.find(&part.segment).any;
            found.minus(&part.dead);
            let entries = found.iter().map(|at| &part.segment.entries[at]);
            entries.filter(|entry| of_part.passes(entry)).for_each(&mut note);
        }
        counts
    }
}
