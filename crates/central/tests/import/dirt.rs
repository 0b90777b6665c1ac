//! Each sort of dirt seen in the wild, by itself.

use anjungan_central::import::{Note, RawKind};
use anjungan_wire::limits::ROW_BODY_BYTES_MAX;
use anjungan_wire::vacancy::{Education, Employment, Flag, Quota, Rupiah, Sex, Wage};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::fixtures::{converted, detail, has, karirhub, list_row, magang, maganghub, refusal, with};

#[test]
fn a_sound_detail_has_everything_the_screen_shows() {
    let vacancy = karirhub(&[]);
    assert_eq!(vacancy.row_id(), "karirhub:k-1");
    assert_eq!(vacancy.employer.as_deref(), Some("PT Contoh"));
    assert_eq!(vacancy.place.region.as_str(), "3216082005");
    assert_eq!(vacancy.place.regency.as_deref(), Some("Kab. Bekasi"));
    assert_eq!(vacancy.place.district.as_deref(), Some("Cikarang Barat"));
    assert_eq!(vacancy.place.address.as_deref(), Some("Jl. Contoh 1"));
    assert_eq!(vacancy.wage, Wage::Range { min: Rupiah(5_000_000), max: Rupiah(6_000_000) });
    assert_eq!(vacancy.employment, Employment::FullTime);
    assert_eq!(vacancy.quota, Quota { wanted: Some(5), left: Some(5), applied: None });
    assert_eq!(vacancy.education, Some(Education::Sma));
    assert_eq!(vacancy.skills, ["Mesin & alat"]);
    assert_eq!(vacancy.description, "Menjalankan mesin contoh.");
    assert_eq!(vacancy.requirements, "• Teliti");
    assert_eq!(vacancy.closes.to_string(), "2026-12-31");
    assert_eq!(vacancy.url, "https://karirhub.kemnaker.go.id/lowongan-dalam-negeri/lowongan/k-1");
    assert_eq!(vacancy.flags, []);
}

#[test]
fn amounts_that_mean_nothing_are_not_stated_and_hidden_ones_do_not_show() {
    let pay = |shown: bool, min: Value, max: Value| {
        let vacancy = karirhub(&[
            ("show_salary", json!(shown)),
            ("min_salary_amount", min),
            ("max_salary_amount", max),
        ]);
        (vacancy.wage, vacancy.flags)
    };
    assert_eq!(pay(true, json!(0), json!(0)), (Wage::No, vec![Flag::WageZero]));
    assert_eq!(pay(true, json!(888), json!(999)), (Wage::No, vec![Flag::WagePlaceholder]));
    assert_eq!(pay(false, json!(7_000_000), json!(9_000_000)), (Wage::No, vec![]));
    assert_eq!(pay(false, json!(888), json!(999)), (Wage::No, vec![]));
    let swapped = Wage::Range { min: Rupiah(4_000_000), max: Rupiah(6_000_000) };
    assert_eq!(pay(true, json!("6000000"), json!(4_000_000.0)), (swapped, vec![Flag::WageReversed]));
    assert_eq!(karirhub(&[("min_salary_currency", json!("USD"))]).wage, Wage::No);
}

#[test]
fn numbers_that_cannot_be_read_are_not_stated_and_flagged() {
    let wage = |min: Value, max: Value| {
        let vacancy = karirhub(&[("min_salary_amount", min), ("max_salary_amount", max)]);
        (vacancy.wage, vacancy.flags)
    };
    let unreadable = vec![Flag::NumberUnreadable];
    let from = Wage::From { min: Rupiah(5_000_000) };
    assert_eq!(wage(json!("lima juta"), json!(null)), (Wage::No, unreadable.clone()));
    assert_eq!(wage(json!(5_000_000), json!("enam juta")), (from, unreadable.clone()));
    let hidden = karirhub(&[("show_salary", json!(false)), ("min_salary_amount", json!("lima juta"))]);
    assert_eq!(hidden.flags, [], "nothing about a hidden amount shows");
    for (field, value) in [
        ("quota", json!("x")),
        ("quota", json!(-1)),
        ("quota", json!({})),
        ("available_quota", json!("banyak")),
        ("min_age", json!("dewasa")),
        ("min_year_experience", json!("lama")),
        ("min_year_experience", json!(1000)),
    ] {
        assert_eq!(karirhub(&[(field, value.clone())]).flags, unreadable, "{field} {value}");
    }
    for field in ["jumlah_kuota", "jumlah_terdaftar", "usia_minimal", "usia_maksimal"] {
        assert_eq!(maganghub(&[(field, json!("x"))]).flags, unreadable, "{field}");
        assert_eq!(maganghub(&[(field, json!("-"))]).flags, [], "{field} left out");
    }
}

#[test]
fn a_text_too_long_for_a_row_is_cut_and_flagged() {
    let endless = json!("kerja ".repeat(1_000_000));
    for vacancy in [
        karirhub(&[("description", endless.clone())]),
        karirhub(&[("qualification", endless.clone())]),
        maganghub(&[("deskripsi_posisi", endless.clone())]),
    ] {
        assert_eq!(vacancy.flags, [Flag::TextShortened]);
    }
}

#[test]
fn titles_are_mended_and_what_was_done_is_flagged() {
    let generic = karirhub(&[("title", json!(" Lowongan   Pekerjaan "))]);
    assert_eq!(generic.title, "Lowongan Pekerjaan");
    assert!(has(&generic, Flag::TitleGeneric));
    assert_eq!(generic.job_function.as_deref(), Some("Produksi"), "shown in its place");
    let shouted = maganghub(&[("posisi", json!("🔥 STAFF HRD &amp; GA PT CONTOH 🔥"))]);
    assert_eq!(shouted.title, "Staff HRD & GA PT Contoh");
    assert!(has(&shouted, Flag::TitleCapitals));
}

#[test]
fn closing_days_are_read_in_both_forms() {
    for written in ["2026-12-22", "2026-12-22 23:59:59", "2026-12-22 15:59:59", "2026-12-22 16:59:59"] {
        assert_eq!(karirhub(&[("expires_at", json!(written))]).closes.to_string(), "2026-12-22", "{written}");
    }
    let far = converted(RawKind::KarirhubDetail, with(detail("k"), &[("expires_at", json!("2036-01-01"))]))
        .unwrap();
    assert_eq!(far.vacancy.closes.to_string(), "2028-11-01");
    assert_eq!(far.notes, [Note::ClosingFar]);
}

#[test]
fn what_a_vacancy_cannot_be_shown_without_is_a_refusal_with_a_reason() {
    for (changes, reason) in [
        (("id", json!(null)), "contoh.json, record 1: it has no id"),
        (("id", json!("../etc")), "contoh.json, record 1: its id is not an id"),
        (("title", json!("")), "k-1: it has no title (title)"),
        (("title", json!("🙂 !!!")), "k-1: it has no title (title)"),
        (("title", json!({"a": 1})), "k-1: it has no title (title)"),
        (("expires_at", json!(null)), "k-1: it has no closing day (expires_at)"),
        (("expires_at", json!("segera")), "k-1: its closing day (expires_at) is unreadable: \"segera\""),
        (
            ("expires_at", json!("2026-02-30")),
            "k-1: its closing day (expires_at) is unreadable: \"2026-02-30\"",
        ),
        (("region", json!(null)), "k-1: it names no place (region)"),
        (("region/regionable/code", json!(null)), "k-1: its region has no code"),
        (
            ("region/regionable/code", json!("9916082005")),
            "k-1: there is no province 99 (region code 9916082005)",
        ),
        (("region/regionable/code", json!("Bekasi")), "k-1: its region code \"Bekasi\" is not one"),
    ] {
        assert_eq!(refusal(&[changes]), reason);
    }
    let nowhere = with(magang("m"), &[("perusahaan", json!(null))]);
    let refused = converted(RawKind::Maganghub, nowhere).unwrap_err();
    assert_eq!(refused.to_string(), "m: it names no place (kode_kabupaten)");
}

#[test]
fn a_confidential_employer_is_named_nowhere() {
    let vacancy = karirhub(&[("confidential", json!(true))]);
    assert_eq!((vacancy.employer, vacancy.place.address), (None, None));
}

#[test]
fn an_external_vacancy_leads_where_a_phone_can_follow() {
    let link = |link: Value| karirhub(&[("platform_type", json!("external")), ("platform_link", link)]);
    let good = link(json!("https://contoh.invalid/kerja?id=1"));
    assert_eq!(good.url, "https://contoh.invalid/kerja?id=1");
    assert!(has(&good, Flag::External));
    for bad in
        [json!("javascript:alert(1)"), json!("ftp://x"), json!("https://a b"), json!("https://"), json!(7)]
    {
        let vacancy = link(bad.clone());
        assert!(vacancy.url.starts_with("https://karirhub.kemnaker.go.id/"), "{bad}");
        assert!(!has(&vacancy, Flag::External), "{bad}");
    }
}

#[test]
fn age_sex_and_disability_are_kept_as_filed() {
    let vacancy = karirhub(&[
        ("min_age", json!(18)),
        ("max_age", json!(25)),
        ("gender", json!("female")),
        ("physical_condition", json!("disabled")),
    ]);
    assert_eq!(vacancy.sex, Some(Sex::Female));
    assert!(vacancy.open_to_disabled && has(&vacancy, Flag::AgeLimited) && has(&vacancy, Flag::SexLimited));
}

#[test]
fn experience_not_stated_is_not_the_same_as_none_needed() {
    let years = |years: Value| karirhub(&[("min_year_experience", years)]).experience_years;
    assert_eq!(years(json!(null)), None);
    assert_eq!(years(json!(0)), Some(0));
    assert_eq!(years(json!(3)), Some(3));
    assert_eq!(years(json!(-1)), None);
}

#[test]
fn levels_and_contracts_that_nobody_knows_are_not_stated_and_counted() {
    let odd = with(
        detail("k"),
        &[("min_education", json!({"name": "Kursus", "level": 7})), ("job_type/name", json!("Gig"))],
    );
    let odd = converted(RawKind::KarirhubDetail, odd).unwrap();
    assert_eq!((odd.vacancy.education, odd.vacancy.employment), (None, Employment::NotStated));
    assert_eq!(odd.notes, [Note::EmploymentUnknown, Note::EducationUnknown]);
    let level = |level: Value| karirhub(&[("min_education", level)]).education;
    assert_eq!(level(json!({"name": "?", "level": 20})), Some(Education::Smp));
    assert_eq!(level(json!({"name": "Magister", "level": 60})), Some(Education::S2));
    assert_eq!(level(json!(null)), None);
}

#[test]
fn quotas_that_cannot_be_right_are_flagged() {
    assert!(has(&karirhub(&[("quota", json!(1000))]), Flag::QuotaHuge));
    let over = maganghub(&[("jumlah_kuota", json!(5)), ("jumlah_terdaftar", json!(705))]);
    assert_eq!(over.quota, Quota { wanted: Some(5), left: None, applied: Some(705) });
    assert!(has(&over, Flag::Oversubscribed));
    assert!(!has(&maganghub(&[("jumlah_terdaftar", json!(4))]), Flag::Oversubscribed), "full, not over");
}

#[test]
fn studies_come_as_json_in_a_string_or_not() {
    let studies = |studies: Value| maganghub(&[("program_studi", studies)]).studies;
    assert_eq!(studies(json!("[{\"title\":\"Sosiologi\"},{\"title\":\"Hukum\"}]")), ["Sosiologi", "Hukum"]);
    assert_eq!(studies(json!([{"title": "Seni &amp; Desain"}])), ["Seni & Desain"]);
    for nothing in [json!(null), json!("[{\"title\":\"Sos"), json!(""), json!("[]"), json!("null")] {
        assert!(studies(nothing.clone()).is_empty(), "{nothing}");
    }
    assert_eq!(maganghub(&[]).education, Some(Education::Diploma), "the lowest of those asked for");
    assert_eq!(maganghub(&[("jenjang", json!("[\"Sarj"))]).education, None);
}

#[test]
fn a_public_bodys_ministry_is_no_sector() {
    let body = maganghub(&[
        ("perusahaan/nama_perusahaan", json!("BALAI CONTOH KELAS IIB SEMARANG")),
        ("government_agency/government_agency_name", json!("Kementerian Contoh")),
    ]);
    assert_eq!(body.employer.as_deref(), Some("Balai Contoh Kelas IIB Semarang"));
    assert_eq!(body.sector, None);
    let company = maganghub(&[("perusahaan/nama_perusahaan", json!("CONTOH &amp; CO"))]);
    assert_eq!((company.employer.as_deref(), company.sector), (Some("CONTOH & CO"), None));
}

#[test]
fn scripts_go_and_long_texts_stay_whole() {
    let vacancy = karirhub(&[("description", json!("<p>Aman</p><script>alert(1)</script>"))]);
    assert_eq!(vacancy.description, "Aman");
    assert!(has(&vacancy, Flag::ScriptRemoved));
    let long = "kerja ".repeat(698) + "rapi";
    assert_eq!(long.len(), 4192);
    assert_eq!(maganghub(&[("deskripsi_posisi", json!(long))]).description, long);
    assert!(has(
        &karirhub(&[("description", json!("<p><br></p>")), ("qualification", json!(null))]),
        Flag::NoText
    ));
}

#[test]
fn the_largest_possible_record_still_fits_a_row() {
    let quotes = "\"\\".repeat(100_000);
    let many: Vec<_> = (0..500).map(|n| json!({"name": format!("{n}{quotes}")})).collect();
    let vacancy = karirhub(&[
        ("description", json!(quotes)),
        ("qualification", json!(quotes)),
        ("skills", json!(many)),
        ("title", json!(quotes.replace('"', "😀a"))),
        ("employer/name", json!(quotes)),
    ]);
    assert!(serde_json::to_string(&vacancy).unwrap().len() <= ROW_BODY_BYTES_MAX);
}

#[test]
fn nested_html_and_nul_bytes_do_no_harm() {
    let deep = "<div><ul><li>".repeat(50_000) + "isi";
    assert_eq!(karirhub(&[("description", json!(deep))]).description, "• isi");
    let vacancy = karirhub(&[("title", json!("Ka\u{0}sir")), ("description", json!("a\u{0}b"))]);
    assert_eq!((vacancy.title.as_str(), vacancy.description.as_str()), ("Kasir", "ab"));
}

/// Any JSON at all.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,40}".prop_map(Value::from),
        prop::sample::select(vec![
            "<p",
            "&#",
            "&#x110000;",
            "[{\"title\":",
            "\u{202e}",
            "2026-02-30",
            "9999-12-31 23:59:59",
            "-0",
            "1e999",
            "<script>",
            "32",
            "3216082005",
            "https://",
            "NaN",
            "café…",
            "2026-13",
            "😀",
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(
                prop::sample::select(vec!["name", "code", "title", "level", "regionable", "city", "amount"]),
                inner,
                0..4
            )
            .prop_map(|map| Value::Object(
                map.into_iter().map(|(key, value)| (key.to_string(), value)).collect()
            )),
        ]
    })
}

/// The paths of every value in a record.
fn paths(value: &Value, at: &str, found: &mut Vec<String>) {
    if let Value::Object(members) = value {
        for (name, member) in members {
            let path = if at.is_empty() { name.clone() } else { format!("{at}/{name}") };
            paths(member, &path, found);
            found.push(path);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_value_in_any_field_is_converted_or_refused(
        kind in prop::sample::select(vec![RawKind::KarirhubDetail, RawKind::KarirhubRow, RawKind::Maganghub]),
        at in any::<prop::sample::Index>(),
        value in any_json(),
    ) {
        let record = match kind {
            RawKind::KarirhubDetail => detail("x"),
            RawKind::KarirhubRow => list_row("x"),
            RawKind::Maganghub => magang("x"),
        };
        let mut all = Vec::new();
        paths(&record, "", &mut all);
        let record = with(record, &[(all[at.index(all.len())].as_str(), value)]);
        if let Ok(converted) = converted(kind, record) {
            let vacancy = converted.vacancy;
            prop_assert!(!vacancy.title.is_empty());
            prop_assert!(vacancy.opens <= vacancy.closes);
            let again = serde_json::from_str(&serde_json::to_string(&vacancy).unwrap()).unwrap();
            prop_assert_eq!(vacancy, again);
        }
    }

    #[test]
    fn any_value_at_all_is_converted_or_refused(value in any_json()) {
        for kind in [RawKind::KarirhubDetail, RawKind::KarirhubRow, RawKind::Maganghub] {
            let _ = converted(kind, value.clone());
        }
    }
}
