//! Roles × actions, every cell through HTTP: who may, gets past the door; who may not, gets 403 and nothing else.

use anjungan_central::office::people::{Action, Role, may};

use super::desk::{Browser, application, desk};
use crate::kit::Answer;

/// An action, and how it is asked for: method, path (`{id}` is an application), fields.
type Door = (Action, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const DOORS: [Door; 28] = [
    (Action::SeeFigures, "GET", "/console/figures", &[]),
    (Action::SeePerson, "GET", "/console/applications/{id}", &[]),
    (Action::SeePerson, "GET", "/console/applications/{id}/photo", &[]),
    (Action::SeePerson, "POST", "/console/applications/{id}/nik", &[]),
    (Action::SeePerson, "GET", "/console/search", &[]),
    (Action::SeePerson, "POST", "/console/search", &[("q", "contoh")]),
    (Action::Verify, "POST", "/console/applications/{id}/act", &[("act", "take"), ("key", "m1")]),
    (Action::Verify, "POST", "/console/applications/{id}/lease", &[]),
    (Action::Verify, "POST", "/console/applications/{id}/take-over", &[]),
    (Action::Verify, "POST", "/console/applications/{id}/release", &[]),
    (Action::Cancel, "POST", "/console/applications/{id}/act", &[("act", "cancel"), ("key", "m2")]),
    (Action::Settle, "POST", "/console/applications/{id}/settle", &[("concern", "nik-doubt")]),
    (Action::Settle, "GET", "/console/duplicates", &[]),
    (Action::Sign, "GET", "/console/sign", &[]),
    (Action::Sign, "POST", "/console/sign", &[("key", "m3")]),
    (Action::HandOver, "GET", "/console/applications/{id}/card", &[]),
    (Action::ResolveReport, "POST", "/console/reports", &[("report", "1"), ("do", "discard")]),
    (Action::Revoke, "POST", "/console/applications/{id}/revoke", &[]),
    (Action::SeeHeld, "GET", "/console/held", &[]),
    (Action::SeeAudit, "GET", "/console/audit", &[]),
    (Action::ServePerson, "GET", "/console/requests", &[]),
    (Action::Erase, "POST", "/console/requests/erase", &[("request", "1"), ("sure", "yes")]),
    (Action::ManageOfficers, "GET", "/console/officers", &[]),
    (Action::ManageOfficers, "POST", "/console/officers", &[("login", "x"), ("role", "admin")]),
    (Action::ManageOfficers, "POST", "/console/officers/change", &[("id", "999"), ("do", "reset")]),
    (
        Action::ManageOfficers,
        "POST",
        "/console/officers/change",
        &[("id", "999"), ("do", "reset-second-factor")],
    ),
    (Action::Configure, "GET", "/console/reasons", &[]),
    (Action::Configure, "GET", "/console/rules", &[]),
];

/// Without a page that refuses: the queue sends others on, and the rest have none yet.
const WITHOUT_DOOR: [Action; 9] = [
    Action::SeeQueue,
    Action::SeeContent,
    Action::EditContent,
    Action::PublishContent,
    Action::SeeFleet,
    Action::RunFleet,
    Action::SeeImports,
    Action::RunImports,
    Action::ManageTokens,
];

fn ask(browser: &Browser, method: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    match method {
        "GET" => browser.get(path),
        _ => browser.post(path, fields),
    }
}

#[test]
fn every_cell_of_roles_and_actions() {
    let mut desk = desk();
    let id = desk.apply(&application(1, "CONTOH SINTETIS"));
    let mut asked = std::collections::BTreeSet::new();
    for role in Role::ALL {
        let browser = desk.officer(&format!("orang-{}", role.as_str()), role);
        for (action, method, path, fields) in DOORS {
            let path = path.replace("{id}", &id.to_string());
            let status = ask(&browser, method, &path, fields).status;
            // Past the door there may be nothing (404), or no such move now (409).
            let expected = if may(role, action) { status != 403 && status < 500 } else { status == 403 };
            assert!(expected, "{role:?} {action:?} {method} {path}: {status}");
            asked.insert(action);
        }
    }
    let known: Vec<Action> = Action::ALL.into_iter().filter(|action| !asked.contains(action)).collect();
    assert_eq!(known, WITHOUT_DOOR, "an action has no door here");
}

#[test]
fn nobody_without_a_session_gets_past_any_door() {
    let mut desk = desk();
    let id = desk.apply(&application(1, "CONTOH SINTETIS"));
    desk.account("sri", Role::Signer, None);
    let nobody = desk.browser();
    let forged =
        Browser { cookie: "anjungan=QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE".into(), ..desk.browser() };
    for (_, method, path, fields) in DOORS {
        let path = path.replace("{id}", &id.to_string());
        for browser in [&nobody, &forged] {
            let answer = match method {
                "GET" => browser.get(&path),
                _ => browser.post_bare(&path, fields),
            };
            match method {
                "GET" => assert_eq!(
                    (answer.status, answer.header("location")),
                    (303, "/console/sign-in"),
                    "{path}"
                ),
                _ => assert_eq!(answer.status, 401, "{path}"),
            }
            assert!(!answer.text().contains("SINTETIS"));
        }
    }
}

#[test]
fn an_auditor_sees_stages_and_no_person() {
    let mut desk = desk();
    let told = application(1, "CONTOH SINTETIS");
    desk.apply(&told);
    let auditor = desk.officer("ani", Role::Auditor);
    for path in ["/console?show=all", "/console/held", "/console/figures", "/console/audit"] {
        let page = auditor.page(path);
        assert!(!page.contains("SINTETIS") && !page.contains(told.person.nik.digits()), "{path}");
    }
}
