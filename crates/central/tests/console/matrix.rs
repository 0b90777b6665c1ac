//! Roles × endpoints, every cell through HTTP. The endpoints are those of the router itself, each with the rule that it
//! was registered with: one whose handler does not keep its rule fails here.

use anjungan_central::office::people::{Action, Role, may};
use anjungan_central::{Route, Rule, api};

use super::desk::{Browser, Desk, application, desk};
use crate::kit::Answer;

/// An action that a form names, and how it is asked for: path (`{id}` is an application), fields.
type Door = (Action, &'static str, &'static [(&'static str, &'static str)]);

const DOORS: [Door; 4] = [
    (Action::Verify, "/console/applications/{id}/act", &[("act", "take"), ("key", "m1")]),
    (Action::Cancel, "/console/applications/{id}/act", &[("act", "cancel"), ("key", "m2")]),
    (Action::HandOver, "/console/applications/{id}/act", &[("act", "collect"), ("key", "m3")]),
    (Action::ManageOfficers, "/console/officers/change", &[("id", "999"), ("do", "reset-second-factor")]),
];

/// Actions that no page asks for yet.
const WITHOUT_PAGE: [Action; 1] = [Action::SeeQueue];

/// An address of a route, where something is: application `id`, and elsewhere a word that names nothing.
fn address(route: &Route, id: &str) -> String {
    let parts = route.path.split('/').map(|part| match part {
        "{id}" => id,
        part if part.starts_with('{') => "nothing",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// The same somebody on connections of their own: one that was refused before its form was read is not used again.
fn apart(browser: Browser) -> Browser {
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_idle_connections(0)
        .build();
    Browser { agent: agent.into(), ..browser }
}

fn ask(browser: &Browser, route: &Route, path: &str) -> Answer {
    match route.method.as_str() {
        "GET" => browser.get(path),
        _ => browser.post(path, &[]),
    }
}

/// Whether somebody with `role` gets past a rule of the console's. `None`: the rule is not about roles.
fn allowed(rule: Rule, role: Role) -> Option<bool> {
    match rule {
        Rule::SignedIn => Some(true),
        Rule::Needs(action) => Some(may(role, action)),
        Rule::NeedsOneOf(actions) => Some(actions.iter().any(|action| may(role, *action))),
        Rule::Public | Rule::Device | Rule::Token(_) => None,
    }
}

#[test]
fn every_cell_of_roles_and_endpoints() {
    let mut desk = desk();
    let id = desk.apply(&application(1, "CONTOH SINTETIS")).to_string();
    for role in Role::ALL {
        let lasting = apart(desk.officer(&format!("orang-{}", role.as_str()), role));
        for (n, route) in api::routes().into_iter().enumerate() {
            let Some(allowed) = allowed(route.rule, role) else { continue };
            // What ends a session is asked for with one of its own.
            let own = route
                .path
                .contains("sign-out")
                .then(|| desk.officer(&format!("lain-{n}-{}", role.as_str()), role));
            let path = address(&route, &id);
            let answer = ask(own.as_ref().unwrap_or(&lasting), &route, &path);
            // Past the door there may be nothing (404), or no such move now (409).
            let expected = if allowed {
                !matches!(answer.status, 401 | 403) && answer.status < 500
            } else {
                answer.status == 403 && !answer.text().contains("SINTETIS")
            };
            assert!(expected, "{role:?} {:?} {} {path}: {}", route.rule, route.method, answer.status);
        }
        for (action, path, fields) in DOORS {
            let status = lasting.post(&path.replace("{id}", &id), fields).status;
            let expected = if may(role, action) { status != 403 && status < 500 } else { status == 403 };
            assert!(expected, "{role:?} {action:?} {path}: {status}");
        }
    }
}

#[test]
fn every_action_has_a_page() {
    let mut missing: Vec<Action> = Action::ALL.into_iter().collect();
    for route in api::routes() {
        match route.rule {
            Rule::Needs(action) => missing.retain(|known| *known != action),
            Rule::NeedsOneOf(actions) => missing.retain(|known| !actions.contains(known)),
            Rule::Public | Rule::Device | Rule::SignedIn | Rule::Token(_) => {}
        }
    }
    assert_eq!(missing, WITHOUT_PAGE);
}

/// Nobody, and somebody with a cookie that central never gave.
fn strangers(desk: &Desk) -> [Browser; 2] {
    let forged = "anjungan=QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE";
    [desk.browser(), Browser { cookie: forged.into(), ..desk.browser() }].map(apart)
}

#[test]
fn nobody_without_a_session_or_a_key_gets_past_any_door() {
    let mut desk = desk();
    let id = desk.apply(&application(1, "CONTOH SINTETIS")).to_string();
    desk.account("sri", Role::Signer, None);
    for route in api::routes() {
        let path = address(&route, &id);
        for browser in strangers(&desk) {
            let answer = match route.method.as_str() {
                "GET" => browser.get(&path),
                _ => browser.post_bare(&path, &[]),
            };
            let what = format!("{:?} {} {path}: {}", route.rule, route.method, answer.status);
            assert!(!answer.text().contains("SINTETIS"), "{what}");
            match route.rule {
                Rule::Public => assert!(answer.status < 500, "{what}"),
                Rule::Device | Rule::Token(_) => assert_eq!(answer.status, 401, "{what}"),
                // A form's fields are kept while signing in; a file is not, and its sender is sent on.
                Rule::SignedIn | Rule::Needs(_) | Rule::NeedsOneOf(_) => {
                    let sent_on = (answer.status, answer.header("location")) == (303, "/console/sign-in");
                    let asked = route.method.as_str() == "POST" && answer.status == 401;
                    assert!(sent_on || asked, "{what}");
                }
            }
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
