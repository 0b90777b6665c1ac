//! A version on its way: asked of a kiosk, of its regency, of all; and the folder that kiosks fetch it from.

use anjungan_central::Serving;
use anjungan_central::office::people::Role;
use anjungan_wire::health::Condition;
use anjungan_wire::request::{Beat, BeatAnswer};

use super::desk::{Browser, Desk, desk, goes_to};
use crate::fleet;
use crate::kit::{self, Terminal};

/// The kiosk says that it runs this; what it is asked to run.
fn says(terminal: &Terminal, version: &str) -> Option<String> {
    let mut beat: Beat = fleet::beat(terminal, Condition::default());
    beat.health.version = version.into();
    let answer = terminal.post("/v1/beat", &beat);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json::<BeatAnswer>().min_version
}

/// Waits until the page has what a beat said: beats are written in turn with others.
fn page_with(browser: &Browser, what: &str) -> String {
    let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
    loop {
        let page = browser.page("/console/updates");
        if page.contains(what) {
            return page;
        }
        assert!(std::time::Instant::now() < until, "{what} does not appear in {page}");
        std::thread::yield_now();
    }
}

fn ask(browser: &Browser, fields: &[(&str, &str)]) -> crate::kit::Answer {
    browser.post("/console/updates", fields)
}

fn trail(desk: &Desk) -> Vec<(String, String)> {
    let rows = desk.running.central.with_store(|store| store.audit("", None, 100).unwrap()).unwrap();
    let set = rows.into_iter().filter(|row| row.act == "set-config");
    set.map(|row| (row.subject, row.detail.to_string())).collect()
}

#[test]
fn a_version_goes_from_one_kiosk_to_all_a_button_a_step_and_stops_anywhere() {
    let desk = desk();
    let second = desk.running.terminal(8);
    let technician = desk.officer("tono", Role::Technician);
    assert_eq!((says(&desk.kiosk, "0.2.0"), says(&second, "0.2.0")), (None, None));
    let page = page_with(&technician, "data-version=\"0.2.0\"");
    assert!(page.contains("id=\"no-wish\"") && page.contains("id=\"no-stuck\""));

    for (kiosk, version, sure) in
        [("K01", "0.3.0", ""), ("K01", "terbaru", "yes"), ("K01", "0.2.0", "yes"), ("K99", "0.3.0", "yes")]
    {
        let refused =
            ask(&technician, &[("do", "begin"), ("kiosk", kiosk), ("version", version), ("sure", sure)]);
        assert_eq!(refused.status, 422, "{kiosk} {version} {sure}");
    }
    let begun = ask(&technician, &[("do", "begin"), ("kiosk", "k01"), ("version", "0.3.0"), ("sure", "yes")]);
    assert_eq!(goes_to(&begun), "/console/updates?done=update-begun");
    let page = technician.page("/console/updates");
    assert!(page.contains("data-kiosk=\"K01\"") && !page.contains("data-kiosk=\"K02\""), "one is asked");
    assert!(page.contains("data-waits") && !page.contains("value=\"widen\""));
    let widen = |layer: &str, subject: &str, version: &str| {
        let fields =
            [("do", "widen"), ("layer", layer), ("subject", subject), ("version", version), ("sure", "yes")];
        ask(&technician, &fields)
    };
    assert_eq!(widen("kiosk", "K01", "0.3.0").status, 422, "nobody runs it yet");

    assert_eq!(says(&desk.kiosk, "0.3.0").as_deref(), Some("0.3.0"));
    assert_eq!(says(&second, "0.2.0"), None);
    page_with(&technician, "value=\"widen\"");
    assert_eq!(widen("kiosk", "K01", "0.2.9").status, 422, "another version than was shown");
    assert_eq!(goes_to(&widen("kiosk", "K01", "0.3.0")), "/console/updates?done=update-widened");
    assert_eq!(says(&second, "0.2.0").as_deref(), Some("0.3.0"), "the regency is asked");
    let page = technician.page("/console/updates");
    assert!(!page.contains("data-layer=\"kiosk\""), "what the kiosk alone was asked for has ended");
    assert!(page.contains("data-kiosk=\"K02\""));
    assert_eq!(widen("district", "3216", "0.3.0").status, 422, "one of two runs it");
    says(&second, "0.3.0");
    page_with(&technician, "value=\"widen\"");
    assert_eq!(widen("district", "3216", "0.3.0").status, 303);
    let stop = |sure: &str| {
        ask(&technician, &[("do", "stop"), ("layer", "tenant"), ("subject", ""), ("sure", sure)])
    };
    assert_eq!(stop("").status, 422);
    assert_eq!(goes_to(&stop("yes")), "/console/updates?done=update-stopped");
    assert_eq!(says(&second, "0.3.0"), None);
    assert_eq!(stop("yes").status, 404, "nothing is asked for there");
    let subjects: Vec<_> = trail(&desk).into_iter().map(|(subject, _)| subject).collect();
    assert_eq!(subjects, ["fleet", "fleet", "office:3216", "kiosk:K01"]);
    assert!(trail(&desk)[2].1.contains("\"ended\":[\"kiosk:K01\"]"), "{:?}", trail(&desk));

    // Who falls back is told apart from who never came so far.
    ask(&technician, &[("do", "begin"), ("kiosk", "K01"), ("version", "0.4.0"), ("sure", "yes")]);
    says(&desk.kiosk, "0.4.0");
    says(&desk.kiosk, "0.3.0");
    page_with(&technician, "kembali ke versi lama");
}

#[test]
fn an_office_asks_for_its_own_kiosks_and_who_only_sees_presses_nothing() {
    let desk = desk();
    says(&desk.kiosk, "0.2.0");
    let (own, other) = (
        desk.officer_of("tuti", Role::Technician, Some("3216")),
        desk.officer_of("tini", Role::Technician, Some("3275")),
    );
    page_with(&own, "data-version=\"0.2.0\"");
    assert!(!other.page("/console/updates").contains("data-version"));
    let begin = [("do", "begin"), ("kiosk", "K01"), ("version", "0.3.0"), ("sure", "yes")];
    assert_eq!(ask(&other, &begin).status, 422);
    assert_eq!(ask(&own, &begin).status, 303);
    assert!(!other.page("/console/updates").contains("K01"));
    let stop = [("do", "stop"), ("layer", "kiosk"), ("subject", "K01"), ("sure", "yes")];
    assert_eq!(ask(&other, &stop).status, 404);
    says(&desk.kiosk, "0.3.0");
    page_with(&own, "value=\"widen\"");
    let widen = |layer: &str, subject: &str| {
        ask(
            &own,
            &[("do", "widen"), ("layer", layer), ("subject", subject), ("version", "0.3.0"), ("sure", "yes")],
        )
        .status
    };
    assert_eq!(widen("kiosk", "K01"), 303);
    assert_eq!(widen("district", "3216"), 403, "one office decides for no other");
    let auditor = desk.officer("ani", Role::Auditor).page("/console/updates");
    assert!(auditor.contains("data-layer=\"district\"") && !auditor.contains("action=\"/console/updates\""));
}

#[test]
fn the_folder_of_updates_is_served_by_name_in_parts_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put("SHA256SUMS", "aa  anjungan_0.3.0.efi\nbb  anjungan_0.10.0.efi\n");
    put("anjungan_0.3.0.efi", "0123456789");
    put(".hidden", "rahasia");
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.path().join("linked")).unwrap();
    let serving = Serving { updates: Some(folder.path().to_owned()), ..Serving::default() };
    let desk = super::desk::desk_of(kit::central_as("127.0.0.1:0", serving));
    let anybody = desk.browser();
    let whole = anybody.get("/updates/anjungan_0.3.0.efi");
    assert_eq!((whole.status, whole.text().as_str()), (200, "0123456789"));
    let part = anybody.send("GET", "/updates/anjungan_0.3.0.efi", b"", &[("range", "bytes=4-")]);
    assert_eq!(
        (part.status, part.text().as_str(), part.header("content-range")),
        (206, "456789", "bytes 4-9/10")
    );
    let beyond = anybody.send("GET", "/updates/anjungan_0.3.0.efi", b"", &[("range", "bytes=10-")]);
    assert_eq!(beyond.status, 416);
    let list = anybody.get("/updates/SHA256SUMS");
    assert_eq!((list.status, list.header("cache-control")), (200, "no-store"));
    for name in [
        "",
        ".hidden",
        "sub",
        "linked",
        "..",
        "%2e%2e/central.db",
        "..%2fcentral.db",
        "anjungan_0.4.0.efi",
        "a%00b",
    ] {
        assert_eq!(anybody.get(&format!("/updates/{name}")).status, 404, "{name}");
    }
    let offered = desk.officer("tono", Role::Technician).page("/console/updates");
    assert!(offered.contains("0.10.0, 0.3.0"), "{offered}");
    let none = super::desk::desk();
    assert_eq!(none.browser().get("/updates/SHA256SUMS").status, 404);
}
