//! What an admin sets, and the photo that is taken at the counter.

use anjungan_central::office::people::Role;
use anjungan_wire::application::Photo;

use super::desk::{application, desk, goes_to, hidden, jpeg, rules};

#[test]
fn rules_are_checked_before_they_hold_and_the_error_names_the_place() {
    let desk = desk();
    let admin = desk.officer("admin", Role::Admin);
    assert!(admin.page("/console/rules").contains("Disnaker Kabupaten Contoh"));
    let wrong = rules().replace("minimum_age = 15", "minimum_age = 99");
    let refused = admin.post("/console/rules", &[("toml", &wrong), ("do", "save")]);
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("minimum_age") && refused.text().contains("minimum_age = 99"),
        "what was typed stays"
    );
    let broken = admin.post("/console/rules", &[("toml", "region = "), ("do", "save")]);
    assert_eq!(broken.status, 422);
    assert!(broken.text().contains("line 1"), "{}", broken.text());

    let better = rules().replace("minimum_age = 15", "minimum_age = 18");
    let checked = admin.post("/console/rules", &[("toml", &better), ("do", "check")]);
    assert!(checked.text().contains("id=\"done\"") && checked.text().contains("id=\"example\""));
    let age = || {
        desk.running.central.with_store(|store| store.office(&"3216".parse().unwrap()).unwrap().minimum_age)
    };
    assert_eq!(age().unwrap(), 15, "checking changes nothing");
    goes_to(&admin.post("/console/rules", &[("toml", &better), ("do", "save")]));
    assert_eq!(age().unwrap(), 18);

    let other = desk.officer_of("lain", Role::Admin, Some("3275"));
    assert_eq!(other.post("/console/rules", &[("toml", &better), ("do", "save")]).status, 422);
    assert!(!other.page("/console/rules").contains("Disnaker Kabupaten Contoh"));
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
