//! Central's editors ask the real program for pictures, and nothing they send ends it.

use std::io::{Read as _, Write as _};
use std::process::Stdio;

use serde_json::{Value, json};

use super::program::{ended, program};

/// Sends the lines, and reads what comes back.
fn answers(lines: &[String]) -> Vec<Value> {
    let mut command = program(&["preview"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let text = lines.join("\n");
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let reader = std::thread::spawn(move || {
        let mut said = String::new();
        stdout.read_to_string(&mut said).map(|_| said)
    });
    let ended = ended(child);
    writer.join().unwrap().unwrap();
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let said = reader.join().unwrap().unwrap();
    said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn announcement(headline: &str) -> Value {
    json!({ "id": "a", "body": { "item": {
        "kind": "announcement", "headline": { "id": headline, "en": "Moved" }, "text": { "id": "Ke lantai dua." },
    } } })
}

fn size(answer: &Value) -> (u64, u64) {
    assert_eq!(answer["png"].as_str().map(|png| &png[..8]), Some("iVBORw0K"), "no picture: {answer}");
    (answer["width"].as_u64().unwrap(), answer["height"].as_u64().unwrap())
}

#[test]
fn each_request_has_its_answer_and_a_bad_one_spoils_none() {
    let picture = |row: Value, more: Value| {
        let mut request = json!({ "screen": "kind", "rows": [row], "scale": 4 });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request.to_string()
    };
    let answers = answers(&[
        picture(announcement("Loket pindah"), json!({})),
        "not json".into(),
        format!(
            r#"{{"screen":"home","rows":[{{"id":"x","body":{}1{}}}]}}"#,
            "[".repeat(9_000),
            "]".repeat(9_000)
        ),
        picture(announcement(""), json!({})),
        picture(
            announcement("Loket pindah"),
            json!({ "lang": "en", "text_step": 9, "contrast": true, "size": "landscape" }),
        ),
        r#"{"screen":"attract","rows":[]}"#.into(),
        picture(announcement("Loket pindah"), json!({})),
    ]);
    assert_eq!(answers.len(), 7);
    assert_eq!(size(&answers[0]), (270, 480));
    for refused in [1, 2, 3] {
        assert!(answers[refused]["error"].is_string(), "{}", answers[refused]);
    }
    assert_eq!(size(&answers[4]), (480, 270));
    assert_ne!(answers[0]["png"], answers[4]["png"]);
    assert_eq!(size(&answers[5]), (1080, 1920));
    assert_eq!(size(&answers[6]), (270, 480), "the panel stands upright again");
}

/// Hours and employers belong to a place: the specimen kiosk stands where the row says.
#[test]
fn every_kind_that_a_kiosk_shows_has_its_picture() {
    let day = json!({ "opens": "08:00:00", "closes": "16:00:00" });
    let text = |id: &str| json!({ "id": id });
    let kinds = [
        json!({ "kind": "opening-hours", "region": "3374", "week": [day, day, day, day, day, null, null],
            "holidays": [{ "day": "2026-12-25", "name": text("Hari Natal") }] }),
        json!({ "kind": "employer", "name": "PT Contoh Sintetis", "region": "3374", "about": text("Membuat kancing.") }),
        json!({ "kind": "service-standard", "service": "vacancies", "requirements": text("Tidak ada"),
            "procedure": text("Cari"), "time": text("Segera"), "cost": text("Gratis"), "product": text("Tiket"),
            "complaints": text("Loket 1") }),
        json!({ "kind": "service-standard", "service": "fairs", "requirements": text("Tidak ada"),
            "procedure": text("Cari"), "time": text("Segera"), "cost": text("Gratis"), "product": text("Tiket"),
            "complaints": text("Loket 1") }),
    ];
    let requests = kinds.map(|item| {
        let row = json!({ "id": "x", "body": { "item": item } });
        json!({ "screen": "kind", "rows": [row], "scale": 4 }).to_string()
    });
    for answer in answers(&requests) {
        assert_eq!(size(&answer), (270, 480));
    }
}

#[test]
fn a_slide_without_its_picture_says_so() {
    let hash = "ab".repeat(32);
    let slide = json!({ "id": "s", "body": { "item": { "kind": "slide", "face": { "is": "image", "image": { "id": {
        "sha256": hash, "size": 9, "width": 8, "height": 8, "alt": "Poster",
    } } } } } });
    let said = answers(&[json!({ "screen": "slide", "rows": [slide], "pictures": ["AAAA"] }).to_string()]);
    assert!(said[0]["error"].as_str().unwrap().contains("JPEG"), "{}", said[0]);
}

#[test]
fn a_vacancy_is_found_and_opened_as_a_visitor_does() {
    let vacancy = json!({ "source": "local", "source_id": "preview", "fetched_s": 1_795_392_000, "title": "Operator Jahit",
        "employer": "PT Contoh Sintetis", "place": { "region": "3216", "province": "Jawa Barat", "regency": "Kab. Bekasi" },
        "wage": { "stated": "from", "min": 6_000_000 }, "opens": "2026-11-01", "closes": "2026-12-31",
        "description": "• Menjahit kemeja", "url": "https://contoh.example/lamar" });
    let ask = |screen: &str, more: Value| {
        let mut request = json!({ "screen": screen, "rows": [], "scale": 4 });
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request.to_string()
    };
    let answers = answers(&[
        ask("kind", json!({ "vacancy": vacancy })),
        ask("vacancy", json!({ "vacancy": vacancy, "lang": "en", "size": "landscape" })),
        ask("vacancy", json!({})),
        ask("kind", json!({ "vacancy": { "title": "Tanpa tempat" } })),
    ]);
    assert_eq!(size(&answers[0]), (270, 480));
    assert_eq!(size(&answers[1]), (480, 270));
    assert!(answers[2]["error"].as_str().unwrap().contains("a vacancy"), "{}", answers[2]);
    assert!(answers[3]["error"].as_str().unwrap().contains("vacancy"), "{}", answers[3]);
}
