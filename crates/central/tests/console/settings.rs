//! What an admin sets, and the photo that is taken at the counter.

use anjungan_central::office::people::Role;
use anjungan_wire::application::Photo;

use super::desk::{Desk, application, desk, goes_to, hidden, jpeg, rules};

#[test]
fn rules_are_checked_before_they_hold_and_the_error_names_the_place() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin);
    assert!(admin.page("/console/rules").contains("Disnaker Kabupaten Contoh"));
    let wrong = rules().replace("minimum_age = 15", "minimum_age = 99");
    let refused = admin.post("/console/rules/text", &[("toml", &wrong), ("do", "save")]);
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("minimum_age") && refused.text().contains("minimum_age = 99"),
        "what was typed stays"
    );
    let broken = admin.post("/console/rules/text", &[("toml", "region = "), ("do", "save")]);
    assert_eq!(broken.status, 422);
    assert!(broken.text().contains("line 1"), "{}", broken.text());

    let better = rules().replace("minimum_age = 15", "minimum_age = 18");
    let checked = admin.post("/console/rules/text", &[("toml", &better), ("do", "check")]);
    assert!(checked.text().contains("id=\"done\"") && checked.text().contains("id=\"example\""));
    let age = || {
        desk.running.central.with_store(|store| store.office(&"3216".parse().unwrap()).unwrap().minimum_age)
    };
    assert_eq!(age().unwrap(), 15, "checking changes nothing");
    goes_to(&admin.post("/console/rules/text", &[("toml", &better), ("do", "save")]));
    assert_eq!(age().unwrap(), 18);

    let other = desk.officer_of("lain", Role::Admin, Some("3275"));
    assert_eq!(other.post("/console/rules/text", &[("toml", &better), ("do", "save")]).status, 422);
    assert!(!other.page("/console/rules").contains("Disnaker Kabupaten Contoh"));
}

/// What a browser sends of the form of rules on this page, with changes.
fn form_of(page: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let form = page.split("id=\"rules\"").nth(1).expect("the form").split("</form>").next().unwrap();
    let attribute = |tag: &str, name: &str| {
        tag.split(&format!(" {name}=\""))
            .nth(1)
            .map(|rest| rest.split('"').next().unwrap().replace("&#34;", "\""))
    };
    let mut sent = Vec::new();
    for tag in form.split('<') {
        let name = attribute(tag, "name").filter(|name| name != "token" && name != "do");
        match (tag.split([' ', '>']).next().unwrap(), name) {
            ("input", Some(name)) if !tag.contains("type=\"checkbox\"") || tag.contains(" checked") => {
                sent.push((name, attribute(tag, "value").unwrap_or_default()));
            }
            ("textarea", Some(name)) => sent.push((name, tag.split('>').nth(1).unwrap().trim().to_owned())),
            ("select", Some(name)) => sent.push((name, String::new())),
            ("option", _) if tag.contains(" selected") => {
                sent.last_mut().expect("a select before it").1 = attribute(tag, "value").unwrap();
            }
            _ => {}
        }
    }
    for (name, value) in changes {
        sent.retain(|(known, _)| known != name);
        sent.push(((*name).to_owned(), (*value).to_owned()));
    }
    sent
}

fn post_form(browser: &super::desk::Browser, sent: &[(String, String)], does: &str) -> crate::kit::Answer {
    let mut fields: Vec<(&str, &str)> =
        sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("do", does));
    browser.post("/console/rules", &fields)
}

fn versions(desk: &Desk) -> usize {
    desk.running
        .central
        .with_store(|store| store.office_history(&"3216".parse().unwrap()).unwrap().len())
        .unwrap()
}

#[test]
fn rules_are_changed_in_a_form_that_shows_what_changes_before_it_saves() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin);
    let page = admin.page("/console/rules");
    let unchanged = post_form(&admin, &form_of(&page, &[]), "check");
    assert!(unchanged.text().contains("Tidak ada yang berubah"), "{}", unchanged.text());
    let wrong = form_of(
        &page,
        &[("validity.months", "0"), ("clock.closes", "07:00"), ("signer.name", "SITI CONTOH")],
    );
    let refused = post_form(&admin, &wrong, "save");
    assert_eq!(refused.status, 422);
    let again = refused.text();
    for there in [
        "id=\"r-validity-months-error\"",
        "id=\"r-clock-closes-error\"",
        "value=\"SITI CONTOH\"",
        "href=\"#r-validity-months\"",
    ] {
        assert!(again.contains(there), "{there}");
    }
    let sent = form_of(
        &page,
        &[
            ("validity.months", "12"),
            ("clock.opens", "07:30"),
            ("documents.2.name_id", "Kartu Keluarga"),
            ("documents.2.name_en", "Family card"),
        ],
    );
    let confirm = post_form(&admin, &sent, "check");
    let shown = confirm.text();
    for there in ["24 bulan", "12 bulan", "08.00", "07.30", "Kartu Keluarga", "id=\"save\""] {
        assert!(shown.contains(there), "{there}: {shown}");
    }
    assert_eq!(versions(&desk), 1, "nothing is saved before it was shown");
    // The page that shows it carries everything along.
    let saved = post_form(&admin, &form_of(&shown, &[]), "save");
    assert_eq!(goes_to(&saved), "/console/rules?office=3216&done=rules");
    let kept =
        desk.running.central.with_store(|store| store.office(&"3216".parse().unwrap()).unwrap()).unwrap();
    assert_eq!((kept.validity.months, kept.public_host.as_str()), (12, "ak1.contoh.example"));
    assert_eq!(kept.documents.unwrap().len(), 3);
    let page = admin.page("/console/rules");
    assert!(page.contains("Versi 2"), "{page}");
    assert!(page.contains("ditetapkan kantor") && page.contains("nilai umum"));
    // A form of before is not taken for what is kept now.
    let late = post_form(&admin, &sent, "save");
    assert_eq!(late.status, 409);
    assert!(late.text().contains("Orang lain menyimpan"));
    assert_eq!(versions(&desk), 2);
}

#[test]
fn another_office_is_added_by_the_form_where_it_is_ones_own() {
    let desk = desk();
    let (admin, other) =
        (desk.officer("admin", Role::Admin), desk.officer_of("lain", Role::Admin, Some("3275")));
    let page = admin.page("/console/rules?office=new");
    for (region, says) in [("3216", "sudah ada"), ("32", "4 angka"), ("9999", "4 angka")] {
        let refused =
            post_form(&admin, &form_of(&page, &[("region", region), ("name", "Disnaker Baru")]), "save");
        assert_eq!(refused.status, 422, "{region}");
        assert!(refused.text().contains(says), "{region}");
    }
    // Who has no office with rules yet begins with this form.
    let page = other.page("/console/rules");
    let sent = |region: &str| form_of(&page, &[("region", region), ("name", "Disnaker Kota Contoh")]);
    assert_eq!(post_form(&other, &sent("3276"), "save").status, 422);
    assert_eq!(goes_to(&post_form(&other, &sent("3275"), "save")), "/console/rules?office=3275&done=rules");
    assert_eq!(other.get("/console/rules?office=3216").status, 404);
    assert!(admin.page("/console/rules?office=3275").contains("Disnaker Kota Contoh"));
}

#[test]
fn reasons_are_added_and_switched_off_and_an_officer_sees_it_at_once() {
    let mut desk = desk();
    let id = desk.apply(&application(1, "CONTOH SINTETIS"));
    let (admin, budi) = (desk.officer("admin", Role::Admin), desk.officer("budi", Role::Operator));
    let path = format!("/console/applications/{id}");
    budi.post(&format!("{path}/act"), &[("act", "take"), ("key", "k1")]);
    let fields = [
        ("code", "photo-hat"),
        ("use", "send-back"),
        ("text_id", "Lepas topi pada foto"),
        ("text_en", "Take the hat off in the photo"),
        ("part", "photo"),
    ];
    assert_eq!(admin.post("/console/reasons", &fields[..4]).status, 422, "what is to be mended is missing");
    goes_to(&admin.post("/console/reasons", &fields));
    assert_eq!(admin.post("/console/reasons", &fields).status, 422, "the code exists");
    assert!(budi.page(&path).contains("Lepas topi pada foto"));
    goes_to(&admin.post("/console/reasons/switch", &[("code", "photo-hat"), ("active", "no")]));
    assert!(!budi.page(&path).contains("Lepas topi pada foto"));
}

#[test]
fn a_photo_is_taken_at_the_counter_by_who_works_on_the_file() {
    let mut desk = desk();
    let mut told = application(1, "CONTOH SINTETIS");
    told.photo = Photo::AtCounter;
    let id = desk.apply(&told);
    let budi = desk.officer("budi", Role::Operator);
    let path = format!("/console/applications/{id}");
    budi.post(&format!("{path}/act"), &[("act", "take"), ("key", "k1")]);
    let page = budi.page(&path);
    assert!(page.contains("id=\"no-photo\"") && page.contains("data-concern=\"no-photo\""));
    let key = hidden(&page, "id=\"upload-photo\"", "key").to_owned();
    let upload = |token: &str, file: &[u8]| {
        let mut body = Vec::new();
        for (name, value) in [("token", token), ("key", key.as_str())] {
            let part = format!("--xx\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        body.extend_from_slice(
            b"--xx\r\ncontent-disposition: form-data; name=\"jpeg\"; filename=\"f.jpg\"\r\n\r\n",
        );
        body.extend_from_slice(file);
        body.extend_from_slice(b"\r\n--xx--\r\n");
        let origin = format!("http://{}", budi.authority);
        let headers = [("content-type", "multipart/form-data; boundary=xx"), ("origin", origin.as_str())];
        budi.send("POST", &format!("{path}/photo"), &body, &headers)
    };
    assert_eq!(upload("wrong", &jpeg()).status, 403);
    assert_eq!(upload(&budi.token(), b"GIF89a").status, 422);
    goes_to(&upload(&budi.token(), &jpeg()));
    let page = budi.page(&path);
    assert!(page.contains("<img class=\"photo\"") && !page.contains("data-concern=\"no-photo\""));
    assert_eq!(budi.get(&format!("{path}/photo")).header("content-type"), "image/jpeg");
}
