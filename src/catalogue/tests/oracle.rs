//! The index against a plain scan of the vacancies, with the same words and the same rules.

use std::collections::{BTreeMap, BTreeSet};

use anjungan_wire::vacancy::{Education, Employment, Rupiah, Wage};
use proptest::prelude::*;

use super::*;
use crate::catalogue::search::plan::{Way, ways};
use crate::catalogue::synonyms::BUILT_IN;
use crate::catalogue::typo::{Fit, fit};
use crate::catalogue::words::{Field, bare_name, of_query, of_vacancy};
use crate::catalogue::{Order, asks_at_most};

const WORDS: [&str; 16] = [
    "kasir",
    "kasar",
    "satpam",
    "security",
    "sopir",
    "driver",
    "muara",
    "gembong",
    "muaragembong",
    "e-commerce",
    "it",
    "item",
    "admin",
    "cleaning",
    "service",
    "ob",
];
const PLACES: [&str; 6] = ["32", "3216", "321608", "321609", "3275", "33"];
const TYPED: [&str; 12] = [
    "",
    "k",
    "kas",
    "kasor",
    "it",
    "satpam",
    "muara gembong",
    "ecommerce",
    "sopir kasir",
    "cleaning service",
    "amdin",
    "it sat",
];

fn any_text() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&WORDS), 1..4).prop_map(|words| words.join(" "))
}

prop_compose! {
    fn any_vacancy()(
        title in any_text(),
        description in any_text(),
        place in proptest::sample::select(&PLACES),
        education in proptest::option::of(proptest::sample::select(&[Education::Sma, Education::S1, Education::Profesi])),
        employment in proptest::sample::select(&[Employment::FullTime, Employment::Daily]),
        sector in proptest::option::of(proptest::sample::select(&["Jasa", "Tani"])),
        wage in proptest::option::of(1u64..4),
        (experience, access) in (proptest::option::of(0u8..2), any::<bool>()),
        employer in proptest::option::of(proptest::sample::select(&["PT Rekaan", "Rekaan, PT.", "CV Rekaan Dua", "PT."])),
        (opens, lasts) in (1i8..6, 0i8..9),
    ) -> Vacancy {
        let mut vacancy = vacancy("0", &title);
        vacancy.description = description;
        vacancy.place.region = region(place);
        vacancy.education = education;
        vacancy.employer = employer.map(Into::into);
        vacancy.employment = employment;
        vacancy.sector = sector.map(Into::into);
        vacancy.wage = wage.map_or(Wage::No, |min| Wage::From { min: Rupiah(min) });
        vacancy.experience_years = experience;
        vacancy.open_to_disabled = access;
        vacancy.opens = jiff::civil::date(2026, 11, opens);
        vacancy.closes = jiff::civil::date(2026, 11, opens + lasts);
        vacancy
    }
}

prop_compose! {
    fn any_query()(
        words in prop_oneof![proptest::sample::select(&TYPED).prop_map(str::to_owned), any_text()],
        employer in proptest::option::weighted(0.2, proptest::sample::select(&["rekaan", "UD Rekaan Dua", "PT"])),
        place in proptest::option::of(proptest::sample::select(&PLACES)),
        education in proptest::option::of(proptest::sample::select(&[Education::Sma, Education::S2, Education::Profesi])),
        employments in proptest::sample::subsequence(&[Employment::FullTime, Employment::Daily], 0..2),
        sectors in proptest::sample::subsequence(&["Jasa", "Tani"], 0..2),
        wage in proptest::option::weighted(0.2, 1u64..4),
        (no_experience, open_to_disabled) in (proptest::bool::weighted(0.1), proptest::bool::weighted(0.1)),
        order in prop_oneof![Just(0), Just(1), Just(2)],
    ) -> Query {
        Query {
            words,
            employer: employer.map(str::to_owned),
            place: place.map(region),
            education,
            employments,
            sectors: sectors.into_iter().map(str::to_owned).collect(),
            wage_at_least: wage.map(Rupiah),
            no_experience,
            open_to_disabled,
            order: match order {
                0 => Order::Newest,
                1 => Order::ClosingSoon,
                _ => Order::Nearest(region("321608")),
            },
        }
    }
}

/// A vacancy's words: those of the head, and all.
struct Read {
    head: BTreeSet<String>,
    all: BTreeSet<String>,
}

fn read(vacancy: &Vacancy) -> Read {
    let mut read = Read { head: BTreeSet::new(), all: BTreeSet::new() };
    of_vacancy(vacancy, |field, word| {
        if field == Field::Head {
            read.head.insert(word.into());
        }
        read.all.insert(word.into());
    });
    read
}

/// Whether the words from `at` on are in the head, or anywhere.
fn found(read: &Read, ways: &[Way], at: usize, words: usize, head_only: bool) -> bool {
    let has = |way: &Way| {
        way.terms.iter().all(|term| {
            let begins = |set: &BTreeSet<String>| set.iter().any(|word| word.starts_with(&term.word));
            let anywhere = if head_only { &read.head } else { &read.all };
            match (term.beginning, term.is_short()) {
                (false, _) => anywhere.contains(&term.word),
                (true, true) => begins(&read.head) || anywhere.contains(&term.word),
                (true, false) => begins(anywhere),
            }
        })
    };
    at == words
        || ways.iter().any(|way| way.from == at && has(way) && found(read, ways, way.to, words, head_only))
}

/// The words searched: each that occurs in no way replaced by the best of its neighbours.
fn corrected(typed: &[String], all: &[Read]) -> Vec<String> {
    let ways = ways(typed, &BUILT_IN);
    let mut frequency: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for read in all {
        for word in &read.all {
            let (head, text) = frequency.entry(word).or_default();
            if read.head.contains(word) { *head += 1 } else { *text += 1 }
        }
    }
    let known = |at: usize| {
        let mut covering = ways.iter().filter(|way| way.from <= at && at < way.to);
        covering.any(|way| {
            let alone = |term| Way { from: 0, to: 1, terms: vec![term] };
            way.terms
                .iter()
                .all(|term| all.iter().any(|read| found(read, &[alone(term.clone())], 0, 1, false)))
        })
    };
    let meant = |word: &String| {
        let fits = |wanted| {
            let words = frequency.iter().filter(move |(other, _)| fit(word, other) == Some(wanted));
            words.max_by_key(|(other, count)| (**count, std::cmp::Reverse(**other))).map(|(other, _)| *other)
        };
        (word.len() >= 4).then(|| fits(Fit::Whole).or_else(|| fits(Fit::Beginning))).flatten()
    };
    let replace = |(at, word): (usize, &String)| {
        if known(at) { word.clone() } else { meant(word).map_or_else(|| word.clone(), str::to_owned) }
    };
    typed.iter().enumerate().map(replace).collect()
}

fn passes(vacancy: &Vacancy, query: &Query, today: Date) -> bool {
    let same_employer = |wanted: &String| {
        let own = vacancy.employer.as_deref().map(bare_name).filter(|name| !name.is_empty());
        own == Some(bare_name(wanted))
    };
    vacancy.open_on(today)
        && query.employer.as_ref().is_none_or(same_employer)
        && query.place.as_ref().is_none_or(|place| place.contains(&vacancy.place.region))
        && query.education.is_none_or(|own| asks_at_most(own, vacancy.education))
        && (query.employments.is_empty() || query.employments.contains(&vacancy.employment))
        && (query.sectors.is_empty() || vacancy.sector.as_ref().is_some_and(|s| query.sectors.contains(s)))
        && query.wage_at_least.is_none_or(|wage| vacancy.wage.at_least() >= Some(wage))
        && (!query.no_experience || vacancy.experience_years == Some(0))
        && (!query.open_to_disabled || vacancy.open_to_disabled)
}

fn distance(from: &RegionCode, to: &RegionCode) -> i64 {
    let shared =
        |n: usize| from.as_str().get(..n).is_some() && from.as_str().get(..n) == to.as_str().get(..n);
    [6, 4, 2].iter().position(|n| shared(*n)).unwrap_or(3) as i64
}

/// Ids in the order of `query`.
fn scan(vacancies: &[(u64, Vacancy)], query: &Query, today: Date) -> Vec<String> {
    let all: Vec<Read> = vacancies.iter().map(|(_, vacancy)| read(vacancy)).collect();
    let searched = corrected(&of_query(&query.words), &all);
    let ways = ways(&searched, &BUILT_IN);
    let mut hits: Vec<_> = vacancies
        .iter()
        .zip(&all)
        .filter(|((_, vacancy), read)| {
            passes(vacancy, query, today) && found(read, &ways, 0, searched.len(), false)
        })
        .map(|((seq, vacancy), read)| {
            let first = match &query.order {
                Order::Newest => 0,
                Order::ClosingSoon => i64::from(vacancy.closes.day()),
                Order::Nearest(near) => distance(near, &vacancy.place.region),
            };
            let text_only = !found(read, &ways, 0, searched.len(), true);
            ((text_only, first, -vacancy.opens.day(), std::cmp::Reverse(*seq)), vacancy.row_id())
        })
        .collect();
    hits.sort();
    hits.into_iter().map(|(_, id)| id).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn the_index_finds_what_a_scan_finds(
        first in proptest::collection::vec(any_vacancy(), 0..20),
        second in proptest::collection::vec((0usize..25, any_vacancy()), 0..12),
        withdrawn in proptest::collection::vec(0usize..25, 0..6),
        queries in proptest::collection::vec((any_query(), 1i8..12), 8),
    ) {
        let mut house = House::new();
        let mut central = Central::new();
        let numbered = first.into_iter().enumerate().chain(second);
        for (n, mut vacancy) in numbered {
            vacancy.source_id = n.to_string();
            central.publish(&vacancy);
            // Small pages: many segments, and merges among them.
            if n % 4 == 0 {
                central.serve(&mut house.catalogue);
            }
        }
        withdrawn.iter().for_each(|n| central.withdraw(&format!("local:{n}")));
        central.serve(&mut house.catalogue);
        let living = central.rows.values().filter_map(|(seq, body)| Some((*seq, body.as_ref()?)));
        let vacancies: Vec<(u64, Vacancy)> =
            living.map(|(seq, body)| (seq, serde_json::from_str(body).unwrap())).collect();
        for (query, today) in queries {
            let today = jiff::civil::date(2026, 11, today);
            let expected = scan(&vacancies, &query, today);
            prop_assert_eq!(&house.found_on(&query, today), &expected, "{:?}", query);
            let facets = house.reader.counts(&query, today).unwrap();
            prop_assert_eq!(facets.total as usize, expected.len());
            for (employment, count) in facets.employments {
                let query = Query { employments: vec![employment], ..query.clone() };
                prop_assert_eq!(count as usize, scan(&vacancies, &query, today).len());
            }
            for (own, count) in facets.educations {
                let query = Query { education: Some(own), ..query.clone() };
                prop_assert_eq!(count as usize, scan(&vacancies, &query, today).len());
            }
            for (sector, count) in facets.sectors {
                let query = Query { sectors: vec![sector], ..query.clone() };
                prop_assert_eq!(count as usize, scan(&vacancies, &query, today).len());
            }
            let no_experience = Query { no_experience: true, ..query.clone() };
            prop_assert_eq!(facets.no_experience as usize, scan(&vacancies, &no_experience, today).len());
            for place in house.reader.places(Some(&region("32")), &query, today).unwrap() {
                let query = Query { place: Some(place.code), ..query.clone() };
                prop_assert_eq!(place.count as usize, scan(&vacancies, &query, today).len());
            }
        }
    }
}
