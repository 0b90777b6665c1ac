//! For whom another office's things do not exist: every page of one application, every list, every account.

use anjungan_central::office::people::{Role, may};
use anjungan_central::{Rule, api};

use super::desk::{application, desk};

#[test]
fn what_belongs_to_another_office_is_not_found_at_any_door() {
    let mut desk = desk();
    let told = application(1, "CONTOH SINTETIS");
    let id = desk.apply(&told).to_string();
    let elsewhere = desk.officer_of("sri", Role::Signer, Some("3275 3276"));
    let key = [("act", "take"), ("key", "o1"), ("concern", "nik-doubt"), ("reason", "other")];
    let mut asked = 0;
    for route in api::routes().into_iter().filter(|route| route.path.contains("/applications/{id}")) {
        let allowed = match route.rule {
            Rule::Needs(action) => may(Role::Signer, action),
            Rule::NeedsOneOf(actions) => actions.iter().any(|action| may(Role::Signer, *action)),
            Rule::Public | Rule::Device | Rule::SignedIn | Rule::Token(_) => false,
        };
        assert!(allowed, "{}", route.path);
        // A file is sent in parts, which this browser does not.
        if route.method.as_str() == "POST" && route.path.ends_with("/photo") {
            continue;
        }
        let path = route.path.replace("{id}", &id);
        let status = match route.method.as_str() {
            "GET" => elsewhere.get(&path).status,
            _ => elsewhere.post(&path, &key).status,
        };
        assert_eq!(status, 404, "{} {path}", route.method);
        asked += 1;
    }
    assert!(asked >= 10, "{asked}");
}

#[test]
fn every_list_has_the_things_of_all_ones_offices_and_of_no_other() {
    let mut desk = desk();
    let told = application(1, "CONTOH SINTETIS");
    desk.apply(&told);
    let receipt = told.receipt.to_string();
    let both = desk.officer_of("sri", Role::Signer, Some("3216 3275"));
    let other = desk.officer_of("budi", Role::Signer, Some("3275"));
    assert!(both.page("/console?show=all").contains(&receipt));
    both.post("/console/requests/new", &[("application", "1"), ("wish", "copy")]);
    assert!(both.page("/console/requests").contains(&receipt));
    assert!(both.post("/console/search", &[("q", &receipt)]).text().contains("/console/applications/1"));
    for path in ["/console?show=all", "/console/requests", "/console/sign", "/console/duplicates"] {
        let page = other.page(path);
        assert!(!page.contains(&receipt) && !page.contains("SINTETIS"), "{path}");
    }
    for query in [receipt.as_str(), "contoh", told.person.nik.digits()] {
        let page = other.post("/console/search", &[("q", query)]).text();
        assert!(!page.contains("/console/applications/1"));
    }
    for (form, fields) in [
        ("/console/requests/export", [("request", "1"), ("do", "")]),
        ("/console/requests/done", [("request", "1"), ("outcome", "fulfilled")]),
        ("/console/requests/erase", [("request", "1"), ("sure", "yes")]),
        ("/console/requests/new", [("application", "1"), ("wish", "copy")]),
    ] {
        assert_eq!(other.post(form, &fields).status, 404, "{form}");
    }
    let (mine, theirs) = (both.page("/console/figures"), other.page("/console/figures"));
    let filed = |count: u32| format!("data-figure=\"filed\"><strong>{count}<");
    assert!(mine.contains(&filed(1)) && theirs.contains(&filed(0)));
}

#[test]
fn an_admin_of_some_offices_sees_and_makes_accounts_for_these_alone() {
    let desk = desk();
    let (chief, _) = desk.account("kepala", Role::Signer, None);
    let (near, _) = desk.account("dekat", Role::Operator, Some("3216"));
    let admin = desk.officer_of("admin", Role::Admin, Some("3216 3275"));
    let page = admin.page("/console/officers");
    assert!(page.contains("data-officer=\"dekat\"") && !page.contains("data-officer=\"kepala\""));
    let change = |id: i64| {
        admin.post("/console/officers/change", &[("id", &id.to_string()), ("do", "switch-off")]).status
    };
    assert_eq!((change(chief.0), change(near.0)), (404, 303));
    let make = |login: &str, office: &str| {
        let fields = [("login", login), ("name", "Petugas Contoh"), ("role", "operator"), ("office", office)];
        admin.post("/console/officers", &fields).status
    };
    assert_eq!(make("baru-a", "3275, 3216"), 200);
    assert_eq!((make("baru-b", ""), make("baru-c", "3216 1101"), make("baru-d", "32")), (422, 422, 422));
}

#[test]
fn the_trail_shows_an_office_what_was_done_with_its_things_or_by_its_people() {
    let mut desk = desk();
    desk.apply(&application(1, "CONTOH SINTETIS"));
    let far = desk.officer_of("jauh", Role::Signer, Some("3275"));
    far.post("/console/search", &[("q", "contoh")]);
    let (near, other, all) = (
        desk.officer_of("ani", Role::Auditor, Some("3216")),
        desk.officer_of("ida", Role::Auditor, Some("3275")),
        desk.officer("adi", Role::Auditor),
    );
    let (near, other, all) =
        (near.page("/console/audit"), other.page("/console/audit"), all.page("/console/audit"));
    for (what, seen) in [
        ("data-subject=\"application:1\"", (true, false)),
        ("data-subject=\"office:3216\"", (true, false)),
        ("data-act=\"search\"", (false, true)),
    ] {
        assert_eq!((near.contains(what), other.contains(what)), seen, "{what}");
        assert!(all.contains(what), "{what}");
    }
    assert!(near.contains("id=\"offices\"") && !all.contains("id=\"offices\""));
}
