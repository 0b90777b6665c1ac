//! Alerts in the console: a rule from the empty page to its test, what it found, and who has it in hand.

use anjungan_central::office::people::Role;
use anjungan_wire::health::{Condition, PrinterState};
use anjungan_wire::request::{Beat, Health};
use jiff::{SignedDuration, Timestamp};

use super::desk::{Browser, Desk, desk, goes_to};
use super::pictures::{folder, photograph};
use crate::alerts::outside::mail;
use crate::kit::clock;

const RULE: [(&str, &str); 11] = [
    ("id", ""),
    ("name", "Kertas habis"),
    ("watched", "printer"),
    ("after", "10"),
    ("again", "24"),
    ("district", "3216"),
    ("tag", ""),
    ("from", ""),
    ("to", ""),
    ("zone", "7"),
    ("mails", "teknisi@contoh.example, cadangan@contoh.example"),
];

fn with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let changed = |name: &str| changes.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let mut fields: Vec<_> =
        RULE.iter().map(|(name, value)| (*name, changed(name).unwrap_or(value))).collect();
    fields.extend(changes.iter().filter(|(name, _)| RULE.iter().all(|(known, _)| known != name)));
    fields
}

/// The desk's kiosk has no paper for eleven minutes.
fn paper_out(desk: &Desk) {
    let condition = Condition { printer: PrinterState::PaperOut, ..Condition::default() };
    let beat = Beat {
        stream: desk.kiosk.stream,
        acked: 0,
        waiting: 0,
        cursors: vec![],
        health: Health { version: "0.2.0".into(), condition: Some(condition), ..Health::default() },
        clock: clock(1),
        wait_s: None,
    };
    assert_eq!(desk.kiosk.post("/v1/beat", &beat).status, 200);
    let later = Timestamp::now() + SignedDuration::from_mins(11);
    desk.running
        .central
        .with_store(move |store| store.look_for_alerts(later, Timestamp::UNIX_EPOCH).unwrap())
        .unwrap();
}

fn refused(admin: &Browser, changes: &[(&'static str, &'static str)], says: &str) {
    let answer = admin.post("/console/alerts/rules", &with(changes));
    assert_eq!(answer.status, 422, "{changes:?}");
    assert!(answer.text().contains(says), "{changes:?}: {}", answer.text());
}

#[test]
fn from_the_first_rule_to_somebody_who_has_it_in_hand() {
    let desk = desk();
    let admin = desk.officer("ani", Role::Admin);
    assert!(admin.page("/console/alerts").contains("Belum ada aturan"));
    assert!(admin.page("/console/alerts/rules").contains("Surel belum disiapkan"));
    refused(&admin, &[("mails", "bukan alamat")], "Alamat surel");
    refused(&admin, &[("mails", "")], "siapa yang diberi tahu");
    refused(&admin, &[("after", "sepuluh")], "menit");
    refused(&admin, &[("from", "20:00")], "Jam tenang");
    refused(&admin, &[("district", "9999")], "Wilayah");
    let made = admin.post("/console/alerts/rules", &with(&[]));
    assert_eq!(goes_to(&made), "/console/alerts/rules?done=alert-rule");
    let page = admin.page("/console/alerts/rules?change=1");
    assert!(page.contains("value=\"teknisi@contoh.example cadangan@contoh.example\""), "{page}");
    refused(&admin, &[("watched", "source"), ("district", ""), ("open-only", "yes")], "tidak punya jam buka");
    let open_only = with(&[("id", "1"), ("open-only", "yes")]);
    assert_eq!(admin.post("/console/alerts/rules", &open_only).status, 303);
    let page = admin.page("/console/alerts/rules?change=1");
    assert!(page.contains("hanya saat kantor buka") && page.contains("value=\"yes\" checked"), "{page}");
    let hook = with(&[("id", "1"), ("mails", ""), ("hook", "https://contoh.example/hook")]);
    assert_eq!(admin.post("/console/alerts/rules", &hook).status, 303);
    assert!(admin.page("/console/alerts/rules?change=1").contains("id=\"secret\""));
    let test = admin.post("/console/alerts/rules/act", &[("id", "1"), ("do", "test")]);
    assert_eq!(goes_to(&test), "/console/alerts/rules?done=alert-test");
    assert!(admin.page("/console/alerts/rules").contains("(percobaan)"));

    let technician = desk.officer("tono", Role::Technician);
    assert!(technician.page("/console/alerts").contains("Tidak ada yang perlu ditangani sekarang"));
    assert_eq!(technician.get("/console/alerts/rules").status, 403);
    paper_out(&desk);
    assert!(technician.page("/console/kiosks").contains("1 kiosk perlu didatangi: K01 ("));
    assert!(technician.page("/console/kiosks/K01").contains("id=\"alerts\""));
    let empty = technician.post("/console/alerts/1/acknowledge", &[("note", " ")]);
    assert_eq!(empty.status, 422);
    let said = [("note", "Gulungan dibawa siang ini")];
    let done = technician.post("/console/alerts/1/acknowledge", &said);
    assert_eq!(goes_to(&done), "/console/alerts?done=alert-known");
    assert!(technician.page("/console/alerts").contains("Gulungan dibawa siang ini"));
    assert_eq!(technician.post("/console/alerts/1/acknowledge", &said).status, 422, "once");
    let off = admin.post("/console/alerts/rules/act", &[("id", "1"), ("do", "off")]);
    assert_eq!(goes_to(&off), "/console/alerts/rules?done=alert-rule");
}

#[test]
fn an_admin_of_one_office_sets_rules_for_it_alone() {
    let desk = desk();
    let (all, one) = (desk.officer("ani", Role::Admin), desk.officer_of("adi", Role::Admin, Some("3275")));
    assert_eq!(all.post("/console/alerts/rules", &with(&[("district", "")])).status, 303);
    assert!(one.page("/console/alerts/rules").contains("id=\"no-rules\""));
    assert_eq!(one.get("/console/alerts/rules?change=1").status, 404);
    assert_eq!(one.post("/console/alerts/rules/act", &[("id", "1"), ("do", "off")]).status, 404);
    assert_eq!(one.post("/console/alerts/rules", &with(&[("id", "1")])).status, 404);
    refused(&one, &[("district", "")], "salah satu kantor Anda");
    refused(&one, &[("district", "3216")], "salah satu kantor Anda");
    assert_eq!(one.post("/console/alerts/rules", &with(&[("district", "3275")])).status, 303);
    paper_out(&desk);
    assert!(one.page("/console/alerts").contains("id=\"no-alerts\""));
    assert_eq!(one.post("/console/alerts/1/acknowledge", &[("note", "x")]).status, 404);
}

#[test]
#[ignore = "needs chromium"]
fn its_pages_in_both_languages() {
    let desk = desk();
    let admin = desk.officer("ani", Role::Admin);
    let dir = folder();
    let shoot = |name: &str, path: &str| {
        for lang in ["id", "en"] {
            let admin = Browser { lang, ..desk.officer(&format!("a-{name}-{lang}"), Role::Admin) };
            photograph(&admin, &dir, &format!("{name}-{lang}"), &admin.page(path), 1100, 1500);
        }
    };
    shoot("alerts-none", "/console/alerts");
    let long = "Kertas habis di semua anjungan kantor-kantor pelayanan ketenagakerjaan kabupaten";
    let hook =
        [("name", long), ("hook", "https://contoh.example/jalur/yang/panjang/sekali/untuk/pemberitahuan")];
    assert_eq!(admin.post("/console/alerts/rules", &with(&hook)).status, 303);
    admin.post("/console/alerts/rules/act", &[("id", "1"), ("do", "test")]);
    paper_out(&desk);
    shoot("alerts", "/console/alerts");
    shoot("alerts-rules", "/console/alerts/rules?change=1");
    shoot("alerts-kiosks", "/console/kiosks");
    shoot("alerts-kiosk", "/console/kiosks/K01");
    // As at 400 % on a desk's screen.
    for lang in ["id", "en"] {
        let narrow = Browser { lang, ..desk.officer(&format!("narrow-{lang}"), Role::Admin) };
        photograph(&narrow, &dir, &format!("narrow-{lang}"), &narrow.page("/console/kiosks/K01"), 320, 6000);
    }
}

#[test]
fn a_test_letter_shows_what_the_mail_server_answered() {
    let desk = desk();
    let admin = desk.officer("ani", Role::Admin);
    let dir = desk.running.central.with_store(|store| store.dir().to_owned()).unwrap();
    let to = [("to", "teknisi@contoh.example")];
    let sent = admin.post("/console/alerts/rules/mail", &to);
    assert_eq!(sent.status, 422, "no mail server is known");
    assert!(sent.text().contains("Surel belum disiapkan"), "{}", sent.text());
    let serve = |answers: &'static [&'static str]| {
        let (port, _heard) = mail(answers);
        let text = format!(
            "[mail]\nhost = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\nfrom = \"anjungan@contoh.example\"\n"
        );
        std::fs::write(dir.join("alerts.toml"), text).unwrap();
        admin.post("/console/alerts/rules/mail", &to)
    };
    // Greeting, EHLO, MAIL, RCPT, DATA, and after the letter.
    let taken = serve(&["220 a", "250 b", "250 c", "250 d", "354 e", "250 2.0.0 Ok: queued as CONTOH"]);
    assert_eq!(taken.status, 200, "{}", taken.text());
    let page = taken.text();
    assert!(page.contains("queued as CONTOH") && page.contains("teknisi@contoh.example"), "{page}");
    assert!(page.contains("tanpa TLS"), "{page}");
    let refused = serve(&["220 a", "250 b", "250 c", "550 5.1.1 no such mailbox"]);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("no such mailbox"), "{}", refused.text());
    let trail = desk.officer("audit", Role::Auditor).page("/console/audit");
    assert!(trail.contains("try-mail") && !trail.contains("teknisi@"), "{trail}");
}
