//! How people type, and what they find.

use anjungan_wire::vacancy::{Education, Employment, Rupiah, Wage};

use super::*;
use crate::catalogue::{Order, WideningKind};

fn titled(titles: &[&str]) -> House {
    let vacancies = titles.iter().enumerate().map(|(n, title)| vacancy(&n.to_string(), title));
    House::holding(&vacancies.collect::<Vec<_>>())
}

#[track_caller]
fn finds(house: &House, typed: &str, expected: &[usize]) {
    let mut found = house.found(&words(typed));
    found.sort();
    let expected: Vec<String> = expected.iter().map(|n| format!("local:{n}")).collect();
    assert_eq!(found, expected, "{typed:?}");
}

#[test]
fn every_keystroke_of_a_title_finds_it() {
    let house = titled(&["Operator Produksi", "Kasir"]);
    let typed = "operator produksi";
    for end in 1..=typed.len() {
        assert!(house.found(&words(&typed[..end])).contains(&"local:0".to_owned()), "{}", &typed[..end]);
    }
}

#[test]
fn case_accents_hyphens_and_spaces_make_no_difference() {
    let house = titled(&["E-Commerce Specialist", "Ecommerce Admin", "e commerce", "Barista Café"]);
    for typed in ["e-commerce", "E commerce", "ecommerce", "ECOMMERCE", "e-comm"] {
        finds(&house, typed, &[0, 1, 2]);
    }
    finds(&house, "cafe", &[3]);
}

#[test]
fn places_are_found_by_any_spelling() {
    let mut official = vacancy("0", "Nelayan");
    official.place.district = Some("Muaragembong".into());
    let mut spaced = vacancy("1", "Nelayan");
    spaced.place.district = Some("Muara Gembong".into());
    let house = House::holding(&[official, spaced, vacancy("2", "Nelayan")]);
    for typed in ["muara gembong", "Muaragembong", "muara-gembong", "muaragem", "nelayan di muara gembong"] {
        finds(&house, typed, &[0, 1]);
    }
    finds(&house, "nelayan cikarang", &[2]);
    finds(&house, "kabupaten bekasi", &[0, 1, 2]);
    finds(&house, "jawa barat", &[0, 1, 2]);
    finds(&house, "jabar", &[0, 1, 2]);
}

#[test]
fn everyday_words_find_each_other() {
    let titles =
        ["Satpam", "Security Guard", "Sopir Truk", "Driver", "Office Boy", "Petugas Kebersihan", "Koki"];
    let house = titled(&titles);
    finds(&house, "satpam", &[0, 1]);
    finds(&house, "security", &[0, 1]);
    finds(&house, "supir", &[2, 3]);
    finds(&house, "cleaning service", &[4, 5]);
    finds(&house, "chef", &[6]);
    finds(&house, "driver truk", &[2]);
}

#[test]
fn one_slip_still_finds_and_says_so() {
    let house = titled(&["Operator Produksi", "Perawat", "Kasir"]);
    for (typed, meant) in [
        ("oprator", "operator"),
        ("perwaat", "perawat"),
        ("kassir", "kasir"),
        ("oparator produksi", "operator produksi"),
        ("operator prodiksi", "operator produksi"),
        ("oprat", "operator"),
    ] {
        let results = house.reader.search(&words(typed), day("2026-11-22"), 0, 9).unwrap();
        assert_eq!((results.total, results.corrected.as_deref()), (1, Some(meant)), "{typed}");
    }
    let exact = house.reader.search(&words("kasir"), day("2026-11-22"), 0, 9).unwrap();
    assert_eq!(exact.corrected, None);
    finds(&house, "kasxxr", &[]);
    finds(&house, "zzzzz", &[]);
}

#[test]
fn the_head_comes_before_the_text_and_the_newest_first() {
    let mut mentions = vacancy("0", "Staf Toko");
    mentions.description = "Membantu kasir".into();
    mentions.opens = day("2026-11-20");
    let (mut older, mut newer) = (vacancy("1", "Kasir"), vacancy("2", "Kasir"));
    older.opens = day("2026-11-02");
    newer.opens = day("2026-11-03");
    newer.closes = day("2026-12-24");
    let house = House::holding(&[mentions, newer, older]);
    assert_eq!(house.found(&words("kasir")), ["local:2", "local:1", "local:0"]);
    let soon = Query { order: Order::ClosingSoon, ..words("kasir") };
    assert_eq!(house.found(&soon), ["local:1", "local:2", "local:0"]);
    assert_eq!(house.found(&Query::default()), ["local:0", "local:2", "local:1"]);
    let page = house.reader.search(&words("kasir"), day("2026-11-22"), 1, 1).unwrap();
    assert_eq!((page.total, page.cards.len(), page.cards[0].row_id.as_str()), (3, 1, "local:1"));
}

#[test]
fn nearest_goes_by_district_regency_and_province() {
    let mut vacancies = Vec::new();
    for (n, code) in ["3275", "33", "321608", "3216", "321609"].iter().enumerate() {
        let mut vacancy = vacancy(&n.to_string(), "Kasir");
        vacancy.place.region = region(code);
        vacancies.push(vacancy);
    }
    let house = House::holding(&vacancies);
    let near = Query { order: Order::Nearest(region("321608")), ..Query::default() };
    assert_eq!(house.found(&near), ["local:2", "local:4", "local:3", "local:0", "local:1"]);
}

#[test]
fn filters_leave_out_what_does_not_fit_and_keep_what_is_silent_on_education() {
    let mut graduate = vacancy("0", "Guru");
    graduate.education = Some(Education::S1);
    graduate.wage = Wage::From { min: Rupiah(4_000_000) };
    let mut school = vacancy("1", "Kasir");
    school.education = Some(Education::Sma);
    school.employment = Employment::PartTime;
    school.experience_years = Some(0);
    school.sector = Some("Perdagangan".into());
    let mut silent = vacancy("2", "Helper");
    silent.open_to_disabled = true;
    let house = House::holding(&[graduate, school, silent]);
    let none = Query::default();
    for (query, expected) in [
        (Query { education: Some(Education::Sma), ..none.clone() }, &["local:2", "local:1"][..]),
        (Query { education: Some(Education::S2), ..none.clone() }, &["local:2", "local:1", "local:0"]),
        (Query { no_experience: true, ..none.clone() }, &["local:1"]),
        (Query { open_to_disabled: true, ..none.clone() }, &["local:2"]),
        (Query { wage_at_least: Some(Rupiah(4_000_000)), ..none.clone() }, &["local:0"]),
        (Query { wage_at_least: Some(Rupiah(4_000_001)), ..none.clone() }, &[]),
        (Query { employments: vec![Employment::PartTime], ..none.clone() }, &["local:1"]),
        (Query { sectors: vec!["Perdagangan".into()], ..none.clone() }, &["local:1"]),
        (Query { place: Some(region("3275")), ..none.clone() }, &[]),
    ] {
        assert_eq!(house.found(&query), expected, "{query:?}");
    }
}

#[test]
fn counts_leave_out_their_own_filter_only() {
    let mut part_time = vacancy("0", "Kasir");
    part_time.employment = Employment::PartTime;
    part_time.education = Some(Education::Smp);
    let mut full_time = vacancy("1", "Kasir");
    full_time.employment = Employment::FullTime;
    full_time.education = Some(Education::S1);
    let house = House::holding(&[part_time, full_time]);
    let query = Query { employments: vec![Employment::PartTime], ..words("kasir") };
    let facets = house.reader.counts(&query, day("2026-11-22")).unwrap();
    assert_eq!(facets.total, 1);
    assert_eq!(facets.employments, [(Employment::FullTime, 1), (Employment::PartTime, 1)]);
    assert_eq!(facets.educations, [(Education::Smp, 1)]);
}

#[test]
fn places_count_what_lies_within() {
    let mut away = vacancy("0", "Kasir");
    away.place.region = region("3275");
    let house = House::holding(&[away, vacancy("1", "Kasir"), vacancy("2", "Koki")]);
    let places = |parent: Option<&str>, query: &Query| {
        let parent = parent.map(region);
        let found = house.reader.places(parent.as_ref(), query, day("2026-11-22")).unwrap();
        found
            .into_iter()
            .map(|place| format!("{} {} {}", place.code, place.name, place.count))
            .collect::<Vec<_>>()
    };
    assert_eq!(places(None, &Query::default()), ["32 Jawa Barat 3"]);
    assert_eq!(places(Some("32"), &words("kasir")), ["3216 Kab. Bekasi 1", "3275 Kota Bekasi 1"]);
    assert_eq!(places(Some("3216"), &Query::default()), ["321608 Cikarang Barat 2"]);
}

#[test]
fn nothing_found_offers_the_nearest_that_finds_something() {
    let mut away = vacancy("0", "Kasir Toko");
    away.place.region = region("3275");
    let house = House::holding(&[away, vacancy("1", "Pramuniaga")]);
    let query = Query { place: Some(region("321608")), wage_at_least: None, ..words("kasir malam") };
    let offers = house.reader.widen(&query, day("2026-11-22")).unwrap();
    assert!(offers.iter().all(|offer| offer.count > 0));
    let kinds: Vec<_> = offers.into_iter().map(|offer| offer.kind).collect();
    assert_eq!(kinds, [WideningKind::NoWords]);
    let query = Query { words: "kasir".into(), ..query };
    let kinds = house.reader.widen(&query, day("2026-11-22")).unwrap();
    let kinds: Vec<_> = kinds.into_iter().map(|offer| offer.kind).collect();
    assert_eq!(
        kinds,
        [WideningKind::Related("pramuniaga".into()), WideningKind::AnyPlace, WideningKind::NoWords]
    );
    let query = Query { place: Some(region("321699")), ..words("pramuniaga") };
    let first = house.reader.widen(&query, day("2026-11-22")).unwrap().swap_remove(0);
    assert_eq!((first.kind, first.count), (WideningKind::Place(region("3216")), 1));
}

#[test]
fn it_is_found_as_a_word_and_not_as_two_letters() {
    let mut text = vacancy("0", "Teknisi");
    text.description = "Bagian IT kantor. Semua item dicatat.".into();
    let mut other = vacancy("1", "Sales");
    other.description = "Menjual item".into();
    let house = House::holding(&[text, other, vacancy("2", "IT Support")]);
    finds(&house, "it", &[0, 2]);
}
