use proptest::prelude::*;

use super::*;

const TEXT: &str = r#"# Ditetapkan Kepala Dinas
region = "3216"
name = "Disnaker Kabupaten Contoh" # seperti di papan nama
minimum_age = 18

[number]
pattern = "{office} {date:ddmmyy} {serial:6}"
reset = "day"

[clock]
opens = "07:30:00"

[[helpers]]
code = "P03"
card_sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
pin = "$argon2id$contoh"
"#;

fn now() -> Fields {
    fields(&OfficeRules::parse(TEXT).unwrap())
}

fn with(changes: &[(&str, &str)]) -> Fields {
    let mut fields = now();
    for (key, text) in changes {
        fields.set(key, text);
    }
    fields
}

fn wrong(changes: &[(&str, &str)]) -> Vec<String> {
    change(TEXT, &with(changes)).unwrap_err().into_iter().map(|fault| fault.key).collect()
}

#[test]
fn a_form_that_nobody_changed_changes_no_letter() {
    assert_eq!(change(TEXT, &now()).unwrap().0, TEXT);
}

#[test]
fn what_is_changed_stands_where_it_stood_and_nothing_else_moves() {
    let (text, rules) = change(
        TEXT,
        &with(&[
            ("name", "Disnaker Contoh Baru"),
            ("validity.months", "12"),
            ("clock.opens", "08.00"),
            ("pickup", "yes"),
        ]),
    )
    .unwrap();
    assert!(text.starts_with("# Ditetapkan Kepala Dinas\nregion"), "{text}");
    assert!(text.contains("name = \"Disnaker Contoh Baru\" # seperti di papan nama"), "{text}");
    assert_eq!((rules.validity.months, rules.pickup, rules.minimum_age), (12, true, 18));
    assert_eq!(rules.helpers.len(), 1);
    let after = fields(&rules);
    let before = now();
    let changed: Vec<_> = between(&before, &after).into_iter().map(|(rule, ..)| rule.key).collect();
    assert_eq!(changed, ["name", "pickup", "validity.months", "clock.opens"]);
    assert!(
        is_set(&text, "validity.months") && !is_set(TEXT, "validity.months") && is_set(TEXT, "clock.opens")
    );
}

#[test]
fn every_answer_that_can_not_be_is_said_of_its_field() {
    for (key, text) in [
        ("name", ""),
        ("public_host", "https://ak1.contoh.example/"),
        ("minimum_age", "9"),
        ("minimum_age", "tujuh belas"),
        ("prints_max", "-1"),
        ("number.pattern", "AK1"),
        ("number.pattern", "{serial:6}"),
        ("number.reset", "hour"),
        ("validity.months", "0"),
        ("clock.opens", "25.00"),
        ("clock.closes", "07.00"),
        ("clock.days_off", "2026-12-31\nhari raya"),
        ("signer.nip", "1990"),
        ("card.template", "a5"),
        ("retention.after_card_months", "256"),
        ("documents.0.name_en", ""),
    ] {
        let expected = if key == "clock.closes" { "clock.closes" } else { key };
        assert_eq!(wrong(&[(key, text)]), [expected], "{key} = {text}");
    }
    assert_eq!(wrong(&[("name", ""), ("validity.months", "x")]), ["name", "validity.months"]);
}

#[test]
fn documents_are_added_changed_and_taken_away() {
    let (_, rules) = change(
        TEXT,
        &with(&[
            ("documents.1.name_id", ""),
            ("documents.1.name_en", ""),
            ("documents.2.name_id", "Kartu Keluarga"),
            ("documents.2.name_en", "Family card (KK)"),
        ]),
    )
    .unwrap();
    let told: Vec<_> = documents(&rules).into_iter().map(|one| (one.id, one.required)).collect();
    assert_eq!(told, [("ktp".to_owned(), true), ("kartu-keluarga".to_owned(), false)]);
}

#[test]
fn what_is_emptied_falls_back_to_the_national_core() {
    let text = TEXT.replace("minimum_age", "privacy_contact = \"Loket 3\"\nminimum_age");
    let mut sent = fields(&OfficeRules::parse(&text).unwrap());
    sent.set("privacy_contact", "");
    let (text, rules) = change(&text, &sent).unwrap();
    assert!(!text.contains("privacy_contact"));
    assert_eq!(rules.privacy_contact, None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is sent: what is taken reads back as it was sent, and once saved there is nothing more to change.
    #[test]
    fn what_is_taken_reads_back(
        key in prop::sample::select(RULES.iter().map(|rule| rule.key).collect::<Vec<_>>()),
        text in "[ -~\u{e9}\n]{0,24}|[0-9]{1,3}|yes|day|month|never|WITA|[01][0-9][.:][0-5][0-9]|2026-1[0-2]-1[0-9]",
    ) {
        if let Ok((toml, rules)) = change(TEXT, &with(&[(key, &text)])) {
            let read = fields(&rules);
            prop_assert_eq!(&change(&toml, &read).unwrap().0, &toml);
            let before = now();
            let others: Vec<_> =
                between(&before, &read).into_iter().map(|(rule, ..)| rule.key).filter(|other| *other != key).collect();
            // A contact that an office leaves open follows its name.
            prop_assert!(others.is_empty(), "{key}: {others:?}");
        }
    }
}
