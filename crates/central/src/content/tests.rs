//! Forms that become bodies, and come back.

use anjungan_wire::content::MediaHash;
use jiff::Timestamp;

use super::*;
use crate::content::body::Picture;

fn known<'a>() -> Known<'a> {
    Known {
        picture: &|hash: &MediaHash| {
            (hash.0 == [7; 32]).then_some(Picture { size: 9, width: 1080, height: 608 })
        },
        kiosk: &|code| (code.as_str() == "K07").then(|| "321608".parse().unwrap()),
        offices: &[],
    }
}

/// A form that says everything there is to say of a kind.
fn full(kind: Kind) -> Fields {
    let mut fields = Fields::of([
        ("period.from_day", "2026-12-01"),
        ("period.from_time", "08:30"),
        ("period.until_day", "2026-12-24"),
    ]);
    if kind.has_target() {
        fields.set("target.kiosks", "K07");
        fields.set("target.regions", "3216, 3275");
        fields.set("target.tags", "mal");
    }
    for field in kind.fields() {
        let name = field.name;
        let mut set = |name: &str, text: &str| fields.set(name, text);
        match field.input {
            Input::Line(max) => set(name, &"Contoh ini".repeat(max / 10)),
            Input::Prose(_) => set(name, "Baris satu\n• butir"),
            Input::BothLine(max) => {
                set(&format!("{name}.id"), &"é".repeat(max));
                set(&format!("{name}.en"), "English");
            }
            Input::BothProse(max) => {
                set(&format!("{name}.id"), &"x".repeat(max));
                set(&format!("{name}.en"), "One\ntwo");
            }
            Input::Lines { .. } => set(name, "PT Contoh Satu\nPT Contoh Dua"),
            Input::Date => set(name, "2026-12-10"),
            Input::Number(max) => set(name, &max.to_string()),
            Input::Tick => set(name, "yes"),
            Input::Choice(of) => set(name, of.last().unwrap().0),
            Input::Region(_) => set(name, "3216"),
            Input::Address => set(name, "https://disnaker.example/x"),
            Input::Picture => {
                set(&format!("{name}.id"), &"07".repeat(32));
                set(&format!("{name}.id.alt"), "Poster bursa kerja");
            }
            Input::Week => {
                set(&format!("{name}.0.opens"), "08:00");
                set(&format!("{name}.0.closes"), "16:00");
            }
            Input::Holidays => set(name, "2026-12-25 Natal / Christmas\n2027-01-01 Tahun Baru"),
            Input::Items => {
                set(&format!("{name}.id"), "Untuk apa\nKartu.\n\nHak Anda\nMelihat.");
                set(&format!("{name}.en"), "What for\nThe card.\n\nYour rights\nTo see.");
            }
        }
    }
    if kind == Kind::Slide {
        for key in ["headline.id", "headline.en", "text.id", "text.en"] {
            fields.set(key, "");
        }
    }
    fields
}

#[test]
fn every_kind_survives_its_form_and_its_json() {
    for kind in Kind::ALL {
        let form = full(kind);
        let checked =
            Body::from_fields(kind, &form, &known()).unwrap_or_else(|faults| panic!("{kind:?} {faults:?}"));
        assert!(!checked.title.is_empty(), "{kind:?}");
        assert_eq!(checked.body.to_fields(kind), form, "{kind:?}");
        let json = serde_json::to_string(&checked.body).unwrap();
        assert_eq!(serde_json::from_str::<Body>(&json).unwrap(), checked.body, "{kind:?}");
        let (row, due) = checked.body.row(5, "2026-12-02T00:00:00Z".parse().unwrap());
        let row = row.unwrap();
        assert!(!row.body.contains('\n') && row.body.len() < 64 * 1024);
        assert_eq!(due, Some("2026-12-24T17:00:00Z".parse().unwrap()), "{kind:?}");
        if kind == Kind::Vacancy {
            assert_eq!((row.scope.to_string().as_str(), row.id.as_str()), ("vacancies@32", "local:desk-5"));
        } else {
            assert_eq!(row.id, "c5");
        }
    }
}

#[test]
fn an_empty_form_says_everything_that_is_missing_at_once() {
    for kind in Kind::ALL {
        let faults = Body::from_fields(kind, &Fields::default(), &known()).unwrap_err();
        let required = kind.fields().iter().filter(|field| field.required).count();
        assert!(faults.len() >= required, "{kind:?} {faults:?}");
        assert!(faults.iter().all(|fault| fault.what == Wrong::Missing), "{kind:?} {faults:?}");
    }
}

#[test]
fn each_fault_is_told_at_its_field() {
    for (kind, key, text, what) in [
        (Kind::Announcement, "headline.id", "x\u{202e}y", Wrong::Control),
        (Kind::Announcement, "text.en", &*"x".repeat(1501), Wrong::TooLong(1500)),
        (Kind::Announcement, "priority", "100", Wrong::Number(99)),
        (Kind::Announcement, "priority", "-1", Wrong::Number(99)),
        (Kind::Announcement, "period.until_day", "besok", Wrong::Date),
        (Kind::Announcement, "period.from_time", "25:00", Wrong::Time),
        (Kind::Announcement, "target.kiosks", "K99", Wrong::Kiosk("K99".into())),
        (Kind::Announcement, "target.tags", "mal;x_y", Wrong::Tag("x_y".into())),
        (Kind::Announcement, "target.regions", "Atlantis", Wrong::Region),
        (Kind::Training, "starts", "2026-12-11", Wrong::Order),
        (Kind::Training, "region", "32", Wrong::Region),
        (Kind::Training, "places_left", "10000", Wrong::Number(9999)),
        (Kind::Fair, "url", "http://a.example", Wrong::Address),
        (Kind::Vacancy, "wage_min", "1.000", Wrong::Number(999_999_999)),
        (Kind::Vacancy, "employment", "slavery", Wrong::Choice),
        (Kind::Slide, "image.id", &*"00".repeat(32), Wrong::Picture),
        (Kind::Slide, "image.id.alt", "", Wrong::Alt),
        (Kind::OpeningHours, "week.0.closes", "07:00", Wrong::Order),
        (Kind::OpeningHours, "holidays", "Natal", Wrong::Row("Natal".into())),
        (Kind::PrivacyNotice, "items.en", "One\nonly", Wrong::Uneven),
    ] {
        let mut form = full(kind);
        form.set(key, text);
        let faults = Body::from_fields(kind, &form, &known()).unwrap_err();
        assert!(faults.iter().any(|fault| fault.what == what), "{kind:?} {key} {text}: {faults:?}");
    }
    let mut form = full(Kind::Vacancy);
    form.set("wage_max", "5");
    let faults = Body::from_fields(Kind::Vacancy, &form, &known()).unwrap_err();
    assert_eq!(faults, [Fault { key: "wage_min".into(), what: Wrong::Range }]);
}

#[test]
fn a_region_is_read_by_code_and_by_name() {
    let mut form = full(Kind::Employer);
    for (text, code) in
        [("3216", "3216"), ("3216 Kab. Bekasi", "3216"), ("Kab. Bekasi", "3216"), ("kota bekasi", "3275")]
    {
        form.set("region", text);
        let checked = Body::from_fields(Kind::Employer, &form, &known()).unwrap();
        assert_eq!(checked.body.to_fields(Kind::Employer).get("region"), code, "{text}");
    }
    form.set("region", "Bekasi");
    let faults = Body::from_fields(Kind::Employer, &form, &known()).unwrap_err();
    assert!(matches!(&faults[0].what, Wrong::Regions(names) if names.len() >= 2), "{faults:?}");
}

#[test]
fn who_writes_for_one_office_reaches_no_other() {
    let offices = ["3216".parse().unwrap()];
    let known = Known { offices: &offices, ..known() };
    let mut form = full(Kind::Announcement);
    let faults = Body::from_fields(Kind::Announcement, &form, &known).unwrap_err();
    let at: Vec<&str> = faults.iter().map(|fault| fault.key.as_str()).collect();
    assert_eq!(at, ["target.regions", "target.tags"]);
    for key in ["target.kiosks", "target.regions", "target.tags"] {
        form.set(key, "");
    }
    let checked = Body::from_fields(Kind::Announcement, &form, &known).unwrap();
    assert_eq!(
        checked.body.to_fields(Kind::Announcement).get("target.regions"),
        "3216",
        "everywhere is one's own"
    );
    let mut fair = full(Kind::Fair);
    for (key, text) in [("target.regions", "321608"), ("target.tags", ""), ("region", "3275")] {
        fair.set(key, text);
    }
    let faults = Body::from_fields(Kind::Fair, &fair, &known).unwrap_err();
    assert_eq!(faults, [Fault { key: "region".into(), what: Wrong::OtherOffice }]);
}

#[test]
fn kiosks_get_what_is_to_come_and_nothing_that_is_over() {
    let at = |text: &str| -> Timestamp { text.parse().unwrap() };
    let (begins, ends) = (at("2026-12-01T01:30:00Z"), at("2026-12-24T17:00:00Z"));
    let notice = Body::from_fields(Kind::Announcement, &full(Kind::Announcement), &known()).unwrap().body;
    let vacancy = Body::from_fields(Kind::Vacancy, &full(Kind::Vacancy), &known()).unwrap().body;
    let before = at("2026-11-01T00:00:00Z");
    assert!(notice.row(1, before).0.is_some(), "a kiosk knows itself when to begin");
    assert_eq!(vacancy.row(1, before), (None, Some(begins)), "a vacancy has no beginning of its own");
    assert!(vacancy.row(1, begins).0.is_some());
    for body in [&notice, &vacancy] {
        assert_eq!(body.row(1, begins).1, Some(ends));
        assert_eq!(body.row(1, ends), (None, None));
    }
}

#[test]
fn a_difference_names_the_fields_that_changed() {
    let before = full(Kind::Training);
    let mut after = before.clone();
    after.set("cost.en", "Free");
    after.set("places", "");
    after.set("period.until_day", "2026-12-20");
    let changes = difference::between(Kind::Training, &before, &after);
    let keys: Vec<&str> = changes.iter().map(|change| change.key.as_str()).collect();
    assert_eq!(keys, ["places", "cost.en", "period.until_day"]);
    assert_eq!((changes[0].before.as_str(), changes[0].after.as_str()), ("9999", ""));
    assert_eq!(changes[1].label.1, "Cost (English)");
}

proptest::proptest! {
    #[test]
    fn whatever_is_typed_is_a_body_or_faults_and_a_body_comes_back_the_same(
        kind in 0usize..11,
        changes in proptest::collection::vec((0usize..40, "\\PC{0,30}"), 0..6),
    ) {
        let kind = Kind::ALL[kind];
        let keys = difference::labels(kind);
        let mut form = full(kind);
        for (key, text) in changes {
            form.set(&keys[key % keys.len()].0, &text);
        }
        if let Ok(checked) = Body::from_fields(kind, &form, &known()) {
            let again = checked.body.to_fields(kind);
            let twice = Body::from_fields(kind, &again, &known());
            proptest::prop_assert_eq!(twice.map(|checked| checked.body), Ok(checked.body));
        }
    }
}
