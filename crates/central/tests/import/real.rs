//! All of the real records. They are not part of the project; without them these tests say so and pass.

use anjungan_central::import::SourceArg;
use anjungan_wire::limits::ROW_BODY_BYTES_MAX;
use anjungan_wire::vacancy::{Employment, Flag, Wage};

use super::fixtures::Central;

/// The path of a folder of real records, where they are.
fn real(part: &str) -> Option<Vec<String>> {
    let path = format!("{}/../../../shared/data/{part}", env!("CARGO_MANIFEST_DIR"));
    if std::path::Path::new(&path).exists() {
        return Some(vec![path]);
    }
    eprintln!("skipped: no real records at {path}");
    None
}

#[test]
fn every_real_karirhub_record_is_accounted_for() {
    let Some(inputs) = real("karirhub") else { return };
    let mut central = Central::new();
    // 40 details and 30 list rows, 20 of which have a detail.
    assert_eq!(central.counts(SourceArg::Karirhub, &inputs, "2025-11-01"), [70, 50, 0, 20, 0, 0]);
    assert_eq!(central.vacancies(SourceArg::Karirhub).len(), 50);
    assert_eq!(central.counts(SourceArg::Karirhub, &inputs, "2025-11-01"), [70, 0, 0, 70, 0, 0]);
    // A year later two are still open; the others are withdrawn, once.
    assert_eq!(central.counts(SourceArg::Karirhub, &inputs, "2026-11-22"), [70, 0, 0, 22, 48, 0]);
    assert_eq!(central.vacancies(SourceArg::Karirhub).len(), 2);
    assert_eq!(central.counts(SourceArg::Karirhub, &inputs, "2026-11-22"), [70, 0, 0, 22, 48, 0]);
}

#[test]
fn every_real_maganghub_record_is_accounted_for() {
    let Some(inputs) = real("maganghub") else { return };
    let mut central = Central::new();
    // The source's pages overlap: 800 records are 620 vacancies.
    assert_eq!(central.counts(SourceArg::Maganghub, &inputs, "2025-11-01"), [800, 620, 0, 180, 0, 0]);
    assert_eq!(central.counts(SourceArg::Maganghub, &inputs, "2025-11-01"), [800, 0, 0, 800, 0, 0]);
    assert_eq!(central.counts(SourceArg::Maganghub, &inputs, "2026-11-22"), [800, 0, 0, 180, 620, 0]);
    assert!(central.vacancies(SourceArg::Maganghub).is_empty());
    let mut empty = Central::new();
    assert_eq!(empty.counts(SourceArg::Maganghub, &inputs, "2026-11-22"), [800, 0, 0, 180, 620, 0]);
    assert!(empty.vacancies(SourceArg::Maganghub).is_empty(), "what is closed is never published");
}

#[test]
fn the_oddities_of_the_real_records_are_counted() {
    let Some(inputs) = real("karirhub") else { return };
    let flags = Central::new().import(SourceArg::Karirhub, &inputs, "2025-11-01").unwrap().flags;
    let expected = [
        ("age-limited", 36),
        ("closing-assumed", 10),
        ("external", 13),
        ("no-text", 10),
        ("quota-huge", 2),
        ("sex-limited", 7),
        ("title-capitals", 7),
        ("title-generic", 1),
        ("wage-zero", 9),
    ];
    assert_eq!(flags, expected.map(|(flag, count)| (flag.to_string(), count)).into());
    let Some(inputs) = real("maganghub") else { return };
    let flags = Central::new().import(SourceArg::Maganghub, &inputs, "2025-11-01").unwrap().flags;
    let expected = [("oversubscribed", 404), ("title-capitals", 108)];
    assert_eq!(flags, expected.map(|(flag, count)| (flag.to_string(), count)).into());
}

#[test]
fn no_real_record_keeps_markup_capitals_or_amounts_that_were_hidden() {
    for (part, source) in [("karirhub", SourceArg::Karirhub), ("maganghub", SourceArg::Maganghub)] {
        let Some(inputs) = real(part) else { return };
        let mut central = Central::new();
        central.import(source, &inputs, "2025-11-01").unwrap();
        let vacancies = central.vacancies(source);
        let mut bytes = 0;
        for vacancy in &vacancies {
            let text = format!("{}\n{}", vacancy.description, vacancy.requirements);
            for markup in ["<p", "<br", "<li", "</", "&nbsp;", "&amp;", "\u{200b}", "\t", "\n\n\n", "  "] {
                assert!(!text.contains(markup), "{markup:?} in {}: {text}", vacancy.source_id);
            }
            assert!(vacancy.description.lines().all(|line| line.trim() == line && !line.is_empty()));
            assert!(vacancy.title.chars().count() <= 120 && vacancy.title.trim() == vacancy.title);
            assert!(vacancy.place.regency.is_some(), "{}", vacancy.source_id);
            let sector = vacancy.sector.as_deref();
            assert_eq!(sector.and_then(anjungan_wire::sector::canonical), sector, "{}", vacancy.source_id);
            assert!(vacancy.wage.at_least().is_none_or(|wage| wage.0 >= 10_000));
            let body = serde_json::to_string(vacancy).unwrap().len();
            assert!(body <= ROW_BODY_BYTES_MAX);
            bytes += body;
            if source == SourceArg::Maganghub {
                assert_eq!(vacancy.employment, Employment::Apprenticeship);
                assert_eq!(vacancy.wage, Wage::No);
            }
        }
        println!("{part}: {} bytes a body in the mean", bytes / vacancies.len());
        let external = vacancies.iter().filter(|vacancy| vacancy.flags.contains(&Flag::External));
        assert!(external.clone().all(|vacancy| vacancy.url.starts_with("https://www.hiredtoday.com/")));
    }
}
