//! A technician's day: a code for a machine, its acceptance, its name, its suspension, a command, its end.

use anjungan_central::office::people::Role;
use anjungan_wire::words::fingerprint_words;

use super::desk::{Browser, desk, goes_to, hidden};

#[test]
fn from_a_code_to_a_kiosk_in_service_and_out_of_it() {
    let desk = desk();
    let technician = desk.officer("tono", Role::Technician);
    assert_eq!(technician.get("/console").header("location"), "/console/kiosks", "a technician begins here");
    let made = technician.post(
        "/console/kiosks/new",
        &[("site", "Mal Pelayanan Publik"), ("tenant", "Disnaker Kabupaten Contoh"), ("region", "3216")],
    );
    assert_eq!(made.status, 200, "{}", made.text());
    let page = made.text();
    let code =
        page.split("enrolment_code = \"").nth(1).or_else(|| page.split("enrolment_code = &#34;").nth(1));
    let code: String = code.unwrap().chars().take(8).collect();
    assert!(page.contains("<svg class=\"qr\"") && page.contains("K02"));

    let machine = desk.running.enrol(9, &code).unwrap();
    let page = technician.page("/console/kiosks/K02");
    let words = fingerprint_words(&machine.key.verifying_key().to_bytes()).join(" ");
    assert!(page.contains(&words), "the four words to compare");
    let key = hidden(&page, "/accept", "key").to_owned();
    let unticked = technician.post("/console/kiosks/K02/accept", &[("key", &key)]);
    assert_eq!(unticked.status, 422);
    let accepted = technician.post("/console/kiosks/K02/accept", &[("key", &key), ("same", "yes")]);
    assert_eq!(goes_to(&accepted), "/console/kiosks/K02?done=kiosk-accepted");

    let change =
        [("site", "Lantai 2"), ("tenant", "Disnaker"), ("region", "321608"), ("tags", "mal lantai-2")];
    assert_eq!(technician.post("/console/kiosks/K02/change", &change).status, 303);
    assert!(technician.page("/console/kiosks?tag=lantai-2").contains("Lantai 2"));
    let wrong = [("site", "Lantai 2"), ("tenant", "Disnaker"), ("region", "9999"), ("tags", "")];
    assert_eq!(technician.post("/console/kiosks/K02/change", &wrong).status, 422);

    let words = [("do", "suspend"), ("words_id", "Sedang dipindahkan ke lantai 1"), ("words_en", "")];
    assert_eq!(technician.post("/console/kiosks/K02/suspend", &words).status, 303);
    assert!(technician.page("/console/kiosks?state=suspended").contains("K02"));
    assert_eq!(technician.post("/console/kiosks/K02/suspend", &[("do", "resume")]).status, 303);

    assert_eq!(technician.post("/console/kiosks/K02/command", &[("order", "print")]).status, 400);
    assert_eq!(technician.post("/console/kiosks/K02/command", &[("order", "self-test")]).status, 303);
    assert!(technician.page("/console/kiosks/K02").contains("menunggu mesin"));

    let setting = [("setting", "idle-warn-after-s"), ("value", "5"), ("layer", "kiosk")];
    assert_eq!(technician.post("/console/kiosks/K02/config", &setting).status, 422);
    let wrong = [("setting", "min-version"), ("value", "terbaru"), ("layer", "kiosk")];
    assert_eq!(technician.post("/console/kiosks/K02/config", &wrong).status, 422);
    let setting = [("setting", "idle-warn-after-s"), ("value", "90"), ("layer", "district")];
    assert_eq!(technician.post("/console/kiosks/K02/config", &setting).status, 303);
    assert!(technician.page("/console/kiosks/K01").contains("<strong>90</strong>"), "a neighbour has it too");
    settings_have_fields_of_their_own(&technician);

    let unsure = technician.post("/console/kiosks/K02/revoke", &[("key", &key), ("as", "lost")]);
    assert_eq!(unsure.status, 422);
    let gone =
        technician.post("/console/kiosks/K02/revoke", &[("key", &key), ("as", "lost"), ("sure", "yes")]);
    assert_eq!(goes_to(&gone), "/console/kiosks/K02?done=kiosk-revoked");
    assert_eq!(machine.post_bytes("/v1/beat", b"{}").status, 403);
}

/// What a form of each shape sends, what is refused, and how the page says it.
fn settings_have_fields_of_their_own(technician: &Browser) {
    let says = |fields: &[(&str, &str)]| technician.post("/console/kiosks/K01/config", fields).status;
    let tiles =
        [("setting", "tiles-hidden"), ("tile", "fairs"), ("tile", "ak1"), ("layer", "kiosk"), ("do", "set")];
    assert_eq!(says(&tiles), 303);
    let night = [("setting", "quiet-hours"), ("from-0", "21:00"), ("to-0", "06:00"), ("layer", "kiosk")];
    assert_eq!(says(&night), 303);
    let half = [("setting", "quiet-hours"), ("from-0", "21:00"), ("to-0", ""), ("layer", "kiosk")];
    assert_eq!(says(&half), 422);
    let mut week = vec![("setting", "opening-hours"), ("value", "week"), ("layer", "district")];
    week.extend([("from-0", "08:00"), ("to-0", "15:00")]);
    assert_eq!(says(&week), 303);
    assert_eq!(says(&[("setting", "language"), ("value", "fr"), ("layer", "kiosk")]), 422);
    assert_eq!(says(&[("setting", "language"), ("value", "en"), ("layer", "kiosk")]), 303);
    let page = technician.page("/console/kiosks/K01");
    for said in [
        "Bursa Kerja, Kartu AK/I",
        "21.00–06.00",
        "Senin 08.00–15.00, Selasa tutup",
        "<strong>English</strong>",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(technician.page("/console/kiosks/K02").contains("Senin 08.00–15.00"), "the whole regency has it");
    let back = [("setting", "language"), ("value", "en"), ("layer", "kiosk"), ("do", "inherit")];
    assert_eq!(says(&back), 303);
    assert!(!technician.page("/console/kiosks/K01").contains("<strong>English</strong>"));
}

#[test]
fn an_officer_of_another_office_finds_no_kiosk_of_this_one() {
    let desk = desk();
    let other = desk.officer_of("tini", Role::Technician, Some("3275"));
    assert!(other.page("/console/kiosks").contains("id=\"empty\""));
    assert_eq!(other.get("/console/kiosks/K01").status, 404);
    assert_eq!(other.post("/console/kiosks/K01/command", &[("order", "reboot")]).status, 404);
    let here = [("site", "Aula"), ("tenant", "Disnaker"), ("region", "3216")];
    assert_eq!(other.post("/console/kiosks/new", &here).status, 422);
    let own = desk.officer_of("tuti", Role::Technician, Some("3216"));
    let all = [("setting", "idle-countdown-s"), ("value", "30"), ("layer", "tenant")];
    assert_eq!(own.post("/console/kiosks/K01/config", &all).status, 403, "one office decides for no other");
    let auditor = desk.officer("ani", Role::Auditor);
    let page = auditor.page("/console/kiosks/K01");
    assert!(!page.contains("<button>") && !page.contains("/command\""), "who only sees has nothing to press");
}
