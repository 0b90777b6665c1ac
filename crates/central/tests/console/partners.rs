//! Partners' keys and what is read with them.

use std::collections::BTreeSet;

use anjungan_central::office::offices::Offices;
use anjungan_central::office::partners::Grant;
use anjungan_central::office::people::Role;
use anjungan_central::store::{NewApiToken, RowChange, VacancyChange};
use anjungan_central::{Rule, api};
use jiff::{Timestamp, ToSpan};
use serde_json::{Value, json};

use super::desk::{Browser, Desk, application, desk, goes_to};
use super::public::issued;
use crate::kit::{Answer, vacancy};

fn key(desk: &Desk, grants: &[Grant], offices: &str, per_minute: u32) -> String {
    let new = NewApiToken {
        name: "Dasbor contoh".into(),
        grants: grants.iter().copied().collect::<BTreeSet<_>>(),
        offices: Offices::read(offices).unwrap(),
        per_minute,
        ends: None,
    };
    let made = desk.running.central.with_store(move |store| store.make_token(&new, "test", Timestamp::now()));
    made.unwrap().unwrap().1.to_text()
}

fn ask(browser: &Browser, key: &str, path: &str) -> Answer {
    browser.send("GET", path, b"", &[("authorization", &format!("Bearer {key}"))])
}

fn check(browser: &Browser, key: &str, body: &str) -> Answer {
    let authorization = format!("Bearer {key}");
    let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
    browser.send("POST", "/api/v1/cards/check", body.as_bytes(), &headers)
}

fn json_of(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

fn with_vacancies(desk: &Desk) {
    desk.running
        .central
        .with_store(|store| {
            let put = |id: &str, region: &str| {
                VacancyChange::Put(Box::new(vacancy(id, region, "Operator produksi")))
            };
            let all = vec![put("1", "3216"), put("2", "3275"), put("3", "321608"), put("4", "3216")];
            store.publish(all, 1_790_000_000).unwrap();
        })
        .unwrap();
}

fn ids(page: &Value) -> Vec<String> {
    page["vacancies"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().into()).collect()
}

#[test]
fn an_admin_makes_a_key_sees_it_once_and_revokes_it() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin);
    assert!(admin.page("/console/partners").contains("id=\"empty\""));
    let fields = [
        ("name", "Pemprov"),
        ("grant", "figures"),
        ("grant", "vacancies"),
        ("offices", "3216"),
        ("per_minute", "60"),
    ];
    let made = admin.post("/console/partners", &fields).text();
    let key = made.split("id=\"key\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let anybody = desk.browser();
    assert_eq!(ask(&anybody, &key, "/api/v1/figures").status, 200);
    assert_eq!(check(&anybody, &key, r#"{"number":"1"}"#).status, 403);
    let list = admin.page("/console/partners");
    assert!(list.contains("Pemprov") && !list.contains(&key) && !list.contains("belum pernah"));
    goes_to(&admin.post("/console/partners/revoke", &[("id", "1")]));
    assert_eq!(ask(&anybody, &key, "/api/v1/figures").status, 401);
    let trail = admin.page("/console/audit");
    assert!(trail.contains("data-act=\"make-key\"") && trail.contains("data-act=\"revoke-key\""));
    for bad in [
        [("name", ""), ("grant", "figures"), ("per_minute", "60")],
        [("name", "x"), ("grant", "none"), ("per_minute", "60")],
        [("name", "x"), ("grant", "figures"), ("per_minute", "0")],
    ] {
        assert_eq!(admin.post("/console/partners", &bad).status, 422, "{bad:?}");
    }
    let past = [("name", "x"), ("grant", "figures"), ("per_minute", "6"), ("ends", "2020-01-01")];
    assert_eq!(admin.post("/console/partners", &past).status, 422);
}

#[test]
fn a_key_that_ended_opens_nothing() {
    let desk = desk();
    let new = NewApiToken {
        name: "Dasbor contoh".into(),
        grants: BTreeSet::from([Grant::Figures]),
        offices: Offices::Every,
        per_minute: 60,
        ends: Some(Timestamp::now() - 1.second()),
    };
    let made = desk.running.central.with_store(move |store| store.make_token(&new, "test", Timestamp::now()));
    let key = made.unwrap().unwrap().1.to_text();
    assert_eq!(ask(&desk.browser(), &key, "/api/v1/figures").status, 401);
}

#[test]
fn every_cell_of_grants_and_endpoints() {
    let desk = desk();
    let anybody = desk.browser();
    let mut asked = 0;
    for grant in Grant::ALL {
        let key = key(&desk, &[grant], "", 6_000);
        for route in api::routes() {
            let Rule::Token(wanted) = route.rule else { continue };
            let path = route.path.replace("{id}", "local:1");
            let answer = match route.method.as_str() {
                "GET" => ask(&anybody, &key, &path),
                _ => check(&anybody, &key, "{}"),
            };
            // Past the door something may be missing (400) or not there (404).
            let expected = if grant == wanted {
                answer.status != 403 && answer.status < 500
            } else {
                answer.status == 403
            };
            assert!(expected && answer.status != 401, "{grant:?} {path}: {}", answer.status);
            asked += 1;
        }
    }
    assert!(asked >= 6 * 7, "{asked}");
}

#[test]
fn the_document_names_every_endpoint_for_partners_and_no_other() {
    let mut registered: Vec<(String, String)> = api::routes()
        .into_iter()
        .filter(|route| matches!(route.rule, Rule::Token(grant) if grant != Grant::Metrics))
        .map(|route| (route.path, route.method.as_str().to_lowercase()))
        .collect();
    registered.sort();
    let document = anjungan_central::openapi();
    let mut described = Vec::new();
    for (path, calls) in document["paths"].as_object().unwrap() {
        described.extend(calls.as_object().unwrap().keys().map(|method| (path.clone(), method.clone())));
    }
    described.sort();
    assert_eq!(described, registered);
    assert_eq!(document["openapi"], "3.1.0");
}

/// A change of the interface is seen here before a partner sees it. To take it over:
/// `ANJUNGAN_GOLDEN=write cargo test -p anjungan-central --test main the_document_is_as_it_was`
#[test]
fn the_document_is_as_it_was() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/openapi.json");
    let now = format!("{}\n", serde_json::to_string_pretty(&anjungan_central::openapi()).unwrap());
    if std::env::var_os("ANJUNGAN_GOLDEN").is_some_and(|value| value == "write") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &now).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), now, "see the comment above this test");
}

#[test]
fn the_page_for_people_and_the_document_for_programs_need_no_key() {
    let desk = desk();
    let anybody = desk.browser();
    let page = anybody.page("/api");
    assert!(page.contains("POST /api/v1/cards/check") && page.contains("Antarmuka untuk mitra"));
    let document = json_of(&anybody.get("/api/openapi.json"));
    assert_eq!(document, anjungan_central::openapi());
    assert_eq!(anybody.send("DELETE", "/api/v1/figures", b"", &[]).status, 405);
}

#[test]
fn vacancies_come_in_pages_of_ones_own_offices() {
    let desk = desk();
    with_vacancies(&desk);
    let anybody = desk.browser();
    let all = key(&desk, &[Grant::Vacancies], "", 6_000);
    let first = json_of(&ask(&anybody, &all, "/api/v1/vacancies?region=32&limit=3"));
    assert_eq!(ids(&first), ["local:1", "local:2", "local:3"]);
    let second = format!("/api/v1/vacancies?region=32&limit=3&after={}", first["next"].as_str().unwrap());
    let second = json_of(&ask(&anybody, &all, &second));
    assert_eq!((ids(&second), second.get("next")), (vec!["local:4".into()], None));
    let bekasi = json_of(&ask(&anybody, &all, "/api/v1/vacancies?region=3216"));
    assert_eq!(ids(&bekasi), ["local:1", "local:3", "local:4"]);
    let one = key(&desk, &[Grant::Vacancies], "3275", 6_000);
    assert_eq!(ids(&json_of(&ask(&anybody, &one, "/api/v1/vacancies?region=32"))), ["local:2"]);
    assert_eq!(ask(&anybody, &one, "/api/v1/vacancies?region=3216").status, 404);
    assert_eq!(ask(&anybody, &one, "/api/v1/vacancies/local:1").status, 404);
    assert_eq!(json_of(&ask(&anybody, &one, "/api/v1/vacancies/local:2"))["region"], "3275");
    for bad in
        ["", "?region=x", "?region=321608", "?region=32&limit=0", "?region=32&limit=201", "?region=32&x=1"]
    {
        assert_eq!(ask(&anybody, &all, &format!("/api/v1/vacancies{bad}")).status, 400, "{bad}");
    }
}

#[test]
fn who_has_an_answer_is_told_that_nothing_changed() {
    let desk = desk();
    with_vacancies(&desk);
    let anybody = desk.browser();
    let key = format!("Bearer {}", key(&desk, &[Grant::Vacancies], "", 6_000));
    let path = "/api/v1/vacancies?region=32";
    let first = anybody.send("GET", path, b"", &[("authorization", &key)]);
    let tag = first.header("etag").to_owned();
    let again =
        |tag: &str| anybody.send("GET", path, b"", &[("authorization", &key), ("if-none-match", tag)]);
    assert_eq!((again(&tag).status, again(&tag).body.len()), (304, 0));
    desk.running
        .central
        .with_store(|store| {
            store.publish(vec![VacancyChange::Remove { row_id: "local:1".into() }], 1_790_000_001).unwrap();
        })
        .unwrap();
    assert_eq!(again(&tag).status, 200);
}

#[test]
fn a_key_has_its_limit_and_others_are_not_held_up_by_it() {
    let desk = desk();
    let anybody = desk.browser();
    let slow = key(&desk, &[Grant::Figures], "", 6);
    let other = key(&desk, &[Grant::Figures], "", 60);
    assert_eq!(ask(&anybody, &slow, "/api/v1/figures").status, 200);
    let refused = ask(&anybody, &slow, "/api/v1/figures");
    assert_eq!(refused.status, 429);
    assert!((1..=10).contains(&refused.header("retry-after").parse::<u32>().unwrap()));
    assert_eq!(ask(&anybody, &other, "/api/v1/figures").status, 200);
}

#[test]
fn figures_and_cards_tell_of_nobody_and_of_no_other_office() {
    let mut desk = desk();
    let (id, _, _) = issued(&mut desk, 1, "CONTOH SINTETIS");
    desk.apply(&application(2, "UJI REKAAN"));
    let anybody = desk.browser();
    let number = desk
        .running
        .central
        .with_store(move |store| store.summary(id).unwrap().unwrap().number.unwrap().to_string())
        .unwrap();
    let both = [Grant::Figures, Grant::Cards];
    let (own, other) = (key(&desk, &both, "3216", 6_000), key(&desk, &both, "3275", 6_000));
    let figures = json_of(&ask(&anybody, &own, "/api/v1/figures"));
    let waits = json!({ "stage": "TERKIRIM", "count": 1 });
    assert!(figures["stages"].as_array().unwrap().contains(&waits), "{figures}");
    assert_eq!(json_of(&ask(&anybody, &other, "/api/v1/figures"))["stages"], json!([]));
    let body = json!({ "number": number }).to_string();
    let found = json_of(&check(&anybody, &own, &body));
    assert_eq!(found["stands"], "valid");
    assert_eq!(found.as_object().unwrap().len(), 2, "{found}");
    assert_eq!(json_of(&check(&anybody, &other, &body)), json!({ "stands": "unknown" }));
    assert_eq!(json_of(&check(&anybody, &own, r#"{"number":"no number"}"#))["stands"], "unknown");
    assert_eq!(check(&anybody, &own, "no json").status, 400);
}

/// Rows of a feed as importers and the desk publish them: an id, and what it says.
fn publish(desk: &Desk, scope: &str, rows: Vec<(&'static str, Value)>) {
    let scope = scope.parse().unwrap();
    let row = |(id, body): (&str, Value)| RowChange { id: id.into(), body: Some(body.to_string()) };
    let rows = rows.into_iter().map(row).collect();
    desk.running
        .central
        .with_store(move |store| store.publish_rows(&scope, rows, 1_790_000_000).unwrap())
        .unwrap();
}

#[test]
fn employers_and_trainings_come_as_vacancies_do_and_only_what_is_shown_now() {
    let desk = desk();
    let employer = |name: &str, region: &str| json!({"kind": "employer", "name": name, "region": region});
    publish(
        &desk,
        "employers@32",
        vec![
            ("e1", json!({"item": employer("PT Contoh Satu", "3216")})),
            ("e2", json!({"item": employer("PT Contoh Dua", "3275")})),
            ("e3", json!({"period": {"until": "2020-01-01T00:00:00Z"}, "item": employer("PT Dulu", "3216")})),
            ("e4", json!({"item": employer("PT Contoh Empat", "321608")})),
        ],
    );
    let training = |region: &str| {
        json!({"item": {
            "kind": "training", "title": {"id": "Las dasar", "en": "Basic welding"}, "organiser": "BLK Contoh",
            "place": "Gedung A", "region": region, "starts": "2027-01-04", "ends": "2027-02-04",
            "cost": {"id": "Gratis"}, "contact": "Loket 3", "how_to_register": {"id": "Datang ke loket 3"},
        }})
    };
    publish(
        &desk,
        "trainings",
        vec![("t1", training("3216")), ("t2", training("5171")), ("t3", training("3275"))],
    );
    let anybody = desk.browser();
    let both = [Grant::Employers, Grant::Trainings];
    let (all, one) = (key(&desk, &both, "", 6_000), key(&desk, &both, "3275", 6_000));
    let names = |page: &Value, list: &str| -> Vec<String> {
        page[list].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().into()).collect()
    };
    let first = json_of(&ask(&anybody, &all, "/api/v1/employers?region=32&limit=2"));
    assert_eq!(
        (names(&first, "employers"), first["next"].as_str()),
        (vec!["e1".into(), "e2".into()], Some("e2"))
    );
    assert_eq!(first["employers"][0], json!({"id": "e1", "name": "PT Contoh Satu", "region": "3216"}));
    let second = json_of(&ask(&anybody, &all, "/api/v1/employers?region=32&limit=2&after=e2"));
    assert_eq!((names(&second, "employers"), second.get("next")), (vec!["e4".into()], None));
    assert_eq!(names(&json_of(&ask(&anybody, &one, "/api/v1/employers?region=32")), "employers"), ["e2"]);
    assert_eq!(ask(&anybody, &one, "/api/v1/employers?region=3216").status, 404);
    let page = json_of(&ask(&anybody, &all, "/api/v1/trainings?region=32"));
    assert_eq!(names(&page, "trainings"), ["t1", "t3"]);
    assert_eq!(page["trainings"][0]["title"], json!({"id": "Las dasar", "en": "Basic welding"}));
    assert_eq!(page["trainings"][0]["starts"], "2027-01-04");
    assert_eq!(names(&json_of(&ask(&anybody, &one, "/api/v1/trainings?region=32")), "trainings"), ["t3"]);
    for bad in ["", "?region=x", "?region=32&limit=0"] {
        assert_eq!(ask(&anybody, &all, &format!("/api/v1/trainings{bad}")).status, 400, "{bad}");
    }
}

#[test]
fn what_central_measures_names_routes_and_nothing_that_was_asked_for() {
    let mut desk = desk();
    let id = desk.apply(&application(1, "CONTOH SINTETIS"));
    let signer = desk.officer("sri", Role::Signer);
    signer.page(&format!("/console/applications/{id}"));
    let anybody = desk.browser();
    assert_eq!(anybody.get("/readyz").status, 200);
    let measures = ask(&anybody, &key(&desk, &[Grant::Metrics], "", 60), "/metrics");
    assert_eq!(measures.status, 200);
    let text = measures.text();
    assert!(text.contains(r#"method="GET",route="/console/applications/{id}",status="200""#), "{text}");
    assert!(text.contains(r#"anjungan_devices{name="accepted"} 1"#), "{text}");
    for name in
        ["writer_waiting", "writer_commit_seconds_count", "sessions 1", "job_age_seconds", "beats_held 0"]
    {
        assert!(text.contains(&format!("anjungan_{name}")), "{name}\n{text}");
    }
    assert!(!text.contains("anjungan_tls_"), "it is served in plain");
    assert!(!text.contains(&format!("/applications/{id}\"")) && text.ends_with("# EOF\n"));
}
