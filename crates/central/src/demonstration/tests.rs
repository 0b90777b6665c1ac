use std::collections::{BTreeMap, HashSet};

use anjungan_wire::limits::ROW_BODY_BYTES_MAX;

use super::*;

fn today() -> Date {
    jiff::civil::date(2026, 11, 22)
}

fn share(all: &[Vacancy], is: impl Fn(&Vacancy) -> bool) -> usize {
    all.iter().filter(|vacancy| is(vacancy)).count() * 100 / all.len()
}

#[test]
fn the_demonstration_shows_every_sort_of_vacancy() {
    let all = vacancies(today(), 7);
    assert_eq!(all.len(), 400);
    assert_eq!(all.iter().map(Vacancy::row_id).collect::<HashSet<_>>().len(), 400);
    assert!(all.iter().all(|v| v.open_on(today()) && v.opens <= today()));
    for (what, least, most, share) in [
        ("in Jawa Barat", 80, 99, share(&all, |v| v.place.region.province().as_str() == "32")),
        ("in Kab. Bekasi", 30, 60, share(&all, |v| v.place.regency.as_deref() == Some("Kab. Bekasi"))),
        ("in Kota Bekasi", 15, 45, share(&all, |v| v.place.regency.as_deref() == Some("Kota Bekasi"))),
        ("in Karawang", 8, 30, share(&all, |v| v.place.regency.as_deref() == Some("Kab. Karawang"))),
        ("in Semarang", 2, 20, share(&all, |v| v.place.regency.as_deref() == Some("Kota Semarang"))),
        ("closing within three days", 6, 25, share(&all, |v| !v.open_on(today().saturating_add(4.days())))),
        ("wage not stated", 10, 40, share(&all, |v| v.wage == Wage::No)),
        ("hours", 70, 95, share(&all, |v| v.hours.is_some())),
        ("conditions", 50, 90, share(&all, |v| v.conditions.is_some())),
        ("no experience needed", 25, 60, share(&all, |v| v.experience_years == Some(0))),
        ("open to disabled people", 3, 20, share(&all, |v| v.open_to_disabled)),
        ("apprenticeships", 2, 10, share(&all, |v| v.employment == Employment::Apprenticeship)),
        ("oversubscribed", 1, 10, share(&all, |v| v.flags.contains(&Flag::Oversubscribed))),
    ] {
        assert!((least..=most).contains(&share), "{share} % {what}");
    }
    let titles: HashSet<_> = all.iter().map(|vacancy| &vacancy.title).collect();
    assert!(titles.len() >= 40, "{} titles", titles.len());
}

#[test]
fn a_day_always_gives_the_same_vacancies_and_another_day_moves_them_along() {
    assert_eq!(vacancies(today(), 7), vacancies(today(), 7));
    let later = today().saturating_add(900.days());
    for (now, then) in vacancies(today(), 7).iter().zip(vacancies(later, 7)) {
        assert_eq!(then.closes, now.closes.saturating_add(900.days()));
        assert_eq!((&now.title, &now.employer, now.wage), (&then.title, &then.employer, then.wage));
    }
}

#[test]
fn nothing_in_the_demonstration_looks_unfinished() {
    for vacancy in vacancies(today(), 7) {
        let text = format!("{}\n{}", vacancy.description, vacancy.requirements);
        for line in text.lines() {
            assert!(!line.is_empty() && line.trim() == line && !line.contains("  "), "{line:?}");
        }
        assert!(vacancy.url.starts_with("https://contoh.invalid/"));
        assert!(vacancy.place.district.is_some(), "{:?}", vacancy.place);
        if let Wage::Range { min, max } = vacancy.wage {
            assert!(min <= max, "{}", vacancy.title);
        }
        assert!(vacancy.quota.wanted.is_some_and(|wanted| wanted > 0));
    }
}

#[test]
fn every_employer_is_at_a_district_that_exists_and_every_job_has_employers() {
    let employers = employers();
    for employer in &employers {
        assert_eq!(employer.code.len(), 6);
        assert!(anjungan_regions::name(&employer.code).is_some(), "{}", employer.name);
    }
    for job in jobs() {
        for kind in &job.at {
            assert!(employers.iter().any(|employer| &employer.kind == kind), "{} at {kind}", job.title);
        }
    }
}

#[test]
fn many_are_varied_and_as_large_as_the_real_ones() {
    let all = many(4_000, today(), 7);
    let bytes: Vec<usize> = all.iter().map(|v| serde_json::to_string(v).unwrap().len()).collect();
    let mean = bytes.iter().sum::<usize>() / bytes.len();
    println!("{mean} bytes a body in the mean, {:?} at most", bytes.iter().max());
    assert!((1_400..=1_600).contains(&mean), "{mean}");
    assert!(bytes.iter().all(|bytes| *bytes < ROW_BODY_BYTES_MAX));
    let mut provinces: BTreeMap<String, usize> = BTreeMap::new();
    for vacancy in &all {
        *provinces.entry(vacancy.place.region.province().to_string()).or_default() += 1;
    }
    assert_eq!(provinces.len(), 38);
    assert_eq!(provinces["32"], 2_000);
    assert_eq!(all[..1_000], many(1_000, today(), 7), "more are the same ones and others");
}

#[test]
fn every_sector_has_its_canonical_name() {
    use anjungan_wire::sector::canonical;
    for vacancy in vacancies(today(), 7).iter().chain(&many(50, today(), 7)) {
        let sector = vacancy.sector.as_deref();
        assert!(sector.is_some() && sector.and_then(canonical) == sector, "{sector:?}");
    }
}
