//! What to offer somebody whose search found nothing.

use anjungan_wire::id::RegionCode;
use jiff::civil::Date;

use super::Index;
use super::filter::Filter;
use super::plan::Plan;
use crate::catalogue::query::{Query, Widening, WideningKind};
use crate::catalogue::synonyms::Synonyms;
use crate::catalogue::words;

/// More offers than this only confuse.
const OFFERS_MAX: usize = 6;

impl Index {
    /// Wider searches that find something, the nearest first.
    pub fn widen(&self, query: &Query, today: Date, synonyms: &Synonyms) -> Vec<Widening> {
        let mut candidates = self.candidates(query, synonyms);
        candidates.sort_by(|(a, _), (b, _)| a.cmp(b));
        let mut offers: Vec<Widening> = Vec::new();
        for (kind, query) in candidates {
            if offers.len() == OFFERS_MAX {
                break;
            }
            let plan = Plan::of(&query, self, synonyms);
            let count = self.count(&plan, &Filter::new(&query, today));
            if count > 0 && offers.iter().all(|offer| offer.query != query) {
                offers.push(Widening { query, kind, count });
            }
        }
        offers
    }

    /// Everything that is wider by one step, and the two last resorts.
    fn candidates(&self, query: &Query, synonyms: &Synonyms) -> Vec<(WideningKind, Query)> {
        let mut all = filters_dropped(query);
        let typed = words::of_query(&query.words);
        let with_words = |words: Vec<String>| Query { words: words.join(" "), ..query.clone() };
        for (at, word) in typed.iter().enumerate() {
            if let Some(meant) = self.meant_by(word).filter(|meant| meant != word) {
                let mut other = typed.clone();
                other[at] = meant;
                all.push((WideningKind::Spelling(other.join(" ")), with_words(other)));
            }
            if typed.len() > 1 {
                let mut fewer = typed.clone();
                let left_out = fewer.remove(at);
                all.push((WideningKind::Without(left_out), with_words(fewer)));
            }
        }
        for related in synonyms.related(&typed) {
            let query = Query { words: related.to_owned(), ..query.clone() };
            all.push((WideningKind::Related(related.to_owned()), query));
        }
        let bare = Query { order: query.order.clone(), ..Query::default() };
        if !typed.is_empty() && *query != (Query { words: query.words.clone(), ..bare.clone() }) {
            all.push((WideningKind::WordsAlone, Query { words: query.words.clone(), ..bare }));
        }
        if !typed.is_empty() {
            all.push((WideningKind::NoWords, Query { words: String::new(), ..query.clone() }));
        }
        all
    }
}

fn filters_dropped(query: &Query) -> Vec<(WideningKind, Query)> {
    let mut all = Vec::new();
    if let Some(place) = &query.place {
        if let Some(around) = around(place) {
            all.push((WideningKind::Place(around.clone()), Query { place: Some(around), ..query.clone() }));
        }
        all.push((WideningKind::AnyPlace, Query { place: None, ..query.clone() }));
    }
    if query.wage_at_least.is_some() {
        all.push((WideningKind::AnyWage, Query { wage_at_least: None, ..query.clone() }));
    }
    if query.no_experience {
        all.push((WideningKind::AnyExperience, Query { no_experience: false, ..query.clone() }));
    }
    if query.open_to_disabled {
        all.push((WideningKind::AnyAccess, Query { open_to_disabled: false, ..query.clone() }));
    }
    if !query.employments.is_empty() {
        all.push((WideningKind::AnyEmployment, Query { employments: Vec::new(), ..query.clone() }));
    }
    if !query.sectors.is_empty() {
        all.push((WideningKind::AnySector, Query { sectors: Vec::new(), ..query.clone() }));
    }
    if query.employer.is_some() {
        all.push((WideningKind::AnyEmployer, Query { employer: None, ..query.clone() }));
    }
    if query.education.is_some() {
        all.push((WideningKind::AnyEducation, Query { education: None, ..query.clone() }));
    }
    all
}

/// The region around this one.
fn around(place: &RegionCode) -> Option<RegionCode> {
    let wider = [place.district(), place.regency(), Some(place.province())];
    wider.into_iter().flatten().find(|region| region != place && region.contains(place))
}
