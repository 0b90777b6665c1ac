//! The menu: what waits for whom, and headings where it is long.

use anjungan_central::office::people::Role;

use super::content::{act, begun};
use super::desk::{application, desk, goes_to};

fn says(page: &str, line: &str, count: u32) -> bool {
    page.contains(&format!("{line} <span class=\"count\">{count}<span class=\"unseen\">"))
}

#[test]
fn the_menu_counts_what_waits_for_whoever_can_act_and_for_nobody_else() {
    let mut desk = desk();
    let id = desk.apply(&application(1, "CONTOH SINTETIS"));
    desk.apply(&application(2, "CONTOH LAIN"));
    let operator = desk.officer("budi", Role::Operator);
    assert!(says(&operator.page("/console/search"), "Antrean", 2));
    assert!(says(&desk.officer_of("ani", Role::Operator, Some("3216")).page("/console"), "Antrean", 2));
    for (login, role, office) in [("adi", Role::Auditor, None), ("ida", Role::Operator, Some("3275"))] {
        let page = desk.officer_of(login, role, office).page("/console");
        assert!(!page.contains("class=\"count\""), "{login}");
    }
    goes_to(&operator.post(&format!("/console/applications/{id}/act"), &[("act", "take"), ("key", "m1")]));
    assert!(says(&operator.page("/console"), "Antrean", 1), "what is taken waits for nobody");

    let (editor, approver) = (desk.officer("edi", Role::Editor), desk.officer("ayu", Role::Approver));
    let notice = [("headline.id", "Loket tutup"), ("text.id", "Hari ini saja."), ("priority", "5")];
    let thing = begun(&editor, "announcement", &notice);
    assert!(!approver.page("/console/content").contains("class=\"count\""), "a draft is its writer's");
    goes_to(&act(&editor, &thing, "submit"));
    assert!(says(&approver.page("/console/content"), "Konten", 1));
    assert!(!editor.page("/console/content").contains("class=\"count\""));
}

#[test]
fn a_long_menu_stands_under_headings_that_open_without_scripts() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin).page("/console/rules");
    assert_eq!(admin.matches("<details name=\"menu\"").count(), 4);
    assert!(admin.contains("<summary class=\"here\">Kantor"), "{admin}");
    let technician = desk.officer("tono", Role::Technician).page("/console/kiosks");
    assert!(!technician.contains("<details name=\"menu\""));
}
