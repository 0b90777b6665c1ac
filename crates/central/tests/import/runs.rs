//! One import after another: what is new, changed, unchanged, closed and refused.

use anjungan_central::import::SourceArg::{Karirhub, Maganghub};
use serde_json::{Value, json};

use super::fixtures::{Central, detail, list_row, magang, page, with};

const TODAY: &str = "2026-11-22";

#[test]
fn the_same_input_again_publishes_nothing() {
    let mut central = Central::new();
    let input = [central.file("k.json", page(&[detail("k-1"), detail("k-2")]))];
    assert_eq!(central.counts(Karirhub, &input, TODAY), [2, 2, 0, 0, 0, 0]);
    let scope = "vacancies@32".parse().unwrap();
    let before = central.store.scope_state(&scope).unwrap();
    assert_eq!(central.counts(Karirhub, &input, TODAY), [2, 0, 0, 2, 0, 0]);
    let after = central.store.scope_state(&scope).unwrap();
    assert_eq!((before.head, before.digest), (after.head, after.digest));
}

#[test]
fn a_changed_record_is_published_again_and_a_closed_one_withdrawn() {
    let mut central = Central::new();
    let input = [central.file("k.json", page(&[detail("k-1"), detail("k-2")]))];
    central.counts(Karirhub, &input, TODAY);
    let changed = with(detail("k-1"), &[("title", json!("Operator Mesin"))]);
    let input = [central.file("k.json", page(&[changed, detail("k-2")]))];
    assert_eq!(central.counts(Karirhub, &input, TODAY), [2, 0, 1, 1, 0, 0]);
    // 31 December is the last day, inclusive.
    assert_eq!(central.counts(Karirhub, &input, "2026-12-31"), [2, 0, 0, 2, 0, 0]);
    assert_eq!(central.counts(Karirhub, &input, "2027-01-01"), [2, 0, 0, 0, 2, 0]);
    assert!(central.vacancies(Karirhub).is_empty());
    assert_eq!(central.counts(Karirhub, &input, "2027-01-01"), [2, 0, 0, 0, 2, 0]);
}

#[test]
fn a_vacancy_the_source_has_ended_is_closed_before_its_day() {
    let mut central = Central::new();
    let input = [central.file("k.json", page(&[detail("k-1")]))];
    central.counts(Karirhub, &input, TODAY);
    let ended = with(detail("k-1"), &[("status", json!("closed"))]);
    let input = [central.file("k.json", page(&[ended]))];
    assert_eq!(central.counts(Karirhub, &input, TODAY), [1, 0, 0, 0, 1, 0]);
    assert!(central.vacancies(Karirhub).is_empty());
}

#[test]
fn one_bad_record_does_not_hold_up_the_others() {
    let mut central = Central::new();
    let bad = with(detail("k-2"), &[("expires_at", json!("kapan saja"))]);
    let records = [
        with(detail("k-1"), &[]),
        bad,
        json!("no object"),
        json!({"expires_at": "2026-12-31"}),
        detail("k-3"),
    ];
    let path = central.file("k.json", page(&records));
    let report = central.import(Karirhub, std::slice::from_ref(&path), TODAY).unwrap();
    assert_eq!((report.read, report.new), (5, 2));
    let refused = serde_json::to_value(&report).unwrap()["refused"].clone();
    assert_eq!(
        refused,
        json!([
            {"source_id": "k-2", "reason": "its closing day (expires_at) is unreadable: \"kapan saja\""},
            {"source_id": format!("{path}, record 3"), "reason": "it is no object but a text"},
            {"source_id": format!("{path}, record 4"), "reason": "it has no id"},
        ])
    );
}

#[test]
fn the_report_as_json_has_these_keys_and_no_others() {
    let mut central = Central::new();
    let input = [central.file("m.json", page(&[magang("m-1"), magang("m-1")]))];
    let report = central.import(Maganghub, &input, TODAY).unwrap();
    let expected = json!({"read": 2, "new": 1, "changed": 0, "unchanged": 1, "closed": 0, "refused": []});
    assert_eq!(serde_json::to_value(&report).unwrap(), expected);
    assert!(
        report.to_string().contains("1  unchanged (1 repeat an id of these inputs; the last one counts)")
    );
}

#[test]
fn of_records_with_one_id_the_last_counts() {
    let mut central = Central::new();
    let later = with(magang("m-1"), &[("jumlah_terdaftar", json!(9))]);
    let input = [central.file("m.json", page(&[magang("m-1"), later]))];
    assert_eq!(central.counts(Maganghub, &input, TODAY), [2, 1, 0, 1, 0, 0]);
    assert_eq!(central.vacancies(Maganghub)[0].quota.applied, Some(9));
}

#[test]
fn a_list_row_is_a_poorer_record_until_the_detail_comes() {
    let mut central = Central::new();
    let row = [central.file("row.json", page(&[list_row("k-1")]))];
    assert_eq!(central.counts(Karirhub, &row, TODAY), [1, 1, 0, 0, 0, 0]);
    let poor = &central.vacancies(Karirhub)[0];
    assert_eq!((poor.closes.to_string().as_str(), poor.description.as_str()), ("2026-12-01", ""));
    assert_eq!(poor.place.region.as_str(), "3216");
    assert_eq!(central.counts(Karirhub, &row, TODAY), [1, 0, 0, 1, 0, 0]);

    let whole = [central.file("detail.json", json!({"data": detail("k-1")}).to_string())];
    assert_eq!(central.counts(Karirhub, &whole, TODAY), [1, 0, 1, 0, 0, 0]);
    // From now on the row says nothing new: neither its content nor its assumed closing day counts.
    assert_eq!(central.counts(Karirhub, &row, TODAY), [1, 0, 0, 1, 0, 0]);
    assert_eq!(central.counts(Karirhub, &row, "2026-12-20"), [1, 0, 0, 1, 0, 0]);
    assert_eq!(central.vacancies(Karirhub)[0].description, "Menjalankan mesin contoh.");
    assert_eq!(central.counts(Karirhub, &row, "2027-01-01"), [1, 0, 0, 0, 1, 0]);
}

#[test]
fn a_detail_wins_over_a_list_row_in_whatever_order_they_come() {
    for order in [["a", "b"], ["b", "a"]] {
        let mut central = Central::new();
        let row = central.file(&format!("{}.json", order[0]), page(&[list_row("k-1")]));
        let whole = central.file(&format!("{}.json", order[1]), json!({"data": detail("k-1")}).to_string());
        let mut inputs = [row, whole];
        inputs.sort();
        assert_eq!(central.counts(Karirhub, &inputs, TODAY), [2, 1, 0, 1, 0, 0]);
        assert!(!central.vacancies(Karirhub)[0].description.is_empty());
    }
}

#[test]
fn a_sound_record_survives_a_broken_repetition_of_it() {
    let mut central = Central::new();
    let broken = with(detail("k-1"), &[("title", Value::Null)]);
    let input = [central.file("k.json", page(&[detail("k-1"), broken]))];
    assert_eq!(central.counts(Karirhub, &input, TODAY), [2, 1, 0, 0, 0, 1]);
}
