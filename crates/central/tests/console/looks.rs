//! Whoever looks at a person leaves a line in the trail, whichever page it was.

use anjungan_central::office::people::Role;

use super::desk::{application, desk};

#[test]
fn a_search_and_a_comparison_are_looks_and_say_nothing_of_what_was_typed() {
    let mut desk = desk();
    let first = desk.apply(&application(1, "CONTOH SINTETIS"));
    let mut other = application(2, "CONTOH LAIN");
    other.person.nik = application(1, "").person.nik;
    let second = desk.apply(&other);
    let browser = desk.officer("sri", Role::Signer);
    browser.post("/console/search", &[("q", "sintetis")]);
    browser.page("/console/duplicates");
    let trail = desk.running.central.with_store(|store| store.audit("", None, 100).unwrap()).unwrap();
    let searched = trail.iter().find(|row| row.act == "search").expect("the search is in the trail");
    assert_eq!(searched.detail.to_string(), format!("{{\"found\":[{first}]}}"));
    let looked: Vec<_> =
        trail.iter().filter(|row| row.act == "look").map(|row| row.subject.as_str()).collect();
    assert_eq!(looked, [format!("application:{second}"), format!("application:{first}")]);
}
