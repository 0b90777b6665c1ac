//! Bodies as they cross the wire.

use jiff::Timestamp;

use super::*;
use crate::fact::Language;
use crate::id::{KioskCode, RegionCode, Scope, Tag};
use crate::limits::ROW_BODY_BYTES_MAX;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn read(text: &str) -> Result<Content, serde_json::Error> {
    serde_json::from_str(text)
}

const ANNOUNCEMENT: &str = r#"{"item":{"kind":"announcement","headline":{"id":"Loket tutup"},"text":{"id":"Besok.","en":"Tomorrow."},"priority":3}}"#;

#[test]
fn a_body_survives_the_wire() {
    let slide = format!(
        r#"{{"period":{{"from":"2026-11-30T17:00:00Z"}},"target":{{"tags":["mal"]}},"item":{{"kind":"slide","face":{{"is":"image","image":{{"id":{{"sha256":"{}","size":9,"width":1080,"height":608,"alt":"Poster"}}}}}},"priority":0}}}}"#,
        "ab".repeat(32)
    );
    for text in [ANNOUNCEMENT, slide.as_str()] {
        assert_eq!(serde_json::to_string(&read(text).unwrap()).unwrap(), text);
    }
}

#[test]
fn the_language_that_is_missing_is_indonesian() {
    let Item::Announcement(announcement) = read(ANNOUNCEMENT).unwrap().item else { panic!() };
    assert_eq!(announcement.headline.get(Language::En).as_str(), "Loket tutup");
    assert_eq!(announcement.text.get(Language::En).as_str(), "Tomorrow.");
    assert_eq!(announcement.text.get(Language::Id).as_str(), "Besok.");
}

#[test]
fn what_a_newer_central_added_does_not_hurt() {
    let newer = ANNOUNCEMENT.replace("\"priority\":3", "\"priority\":3,\"invented_later\":[1]");
    assert_eq!(read(&newer).unwrap(), read(ANNOUNCEMENT).unwrap());
    let unknown = read(r#"{"item":{"kind":"hologram","depth":{"a":1}}}"#).unwrap();
    assert_eq!((&unknown.item, unknown.item.scope()), (&Item::Unknown, None));
    let service = r#"{"item":{"kind":"service-text","service":"teleport","lead":{"id":"Cepat"}}}"#;
    let Item::ServiceText(text) = read(service).unwrap().item else { panic!() };
    assert_eq!(text.service, ServiceName::Unknown);
}

#[test]
fn texts_beyond_their_limits_are_refused_where_they_are_read() {
    for bad in ["", "   ", "a\\nb", "a\\u0007", "a\\u202eb", &"x".repeat(101)] {
        assert!(read(&ANNOUNCEMENT.replace("Loket tutup", bad)).is_err(), "{bad}");
    }
    assert!(read(&ANNOUNCEMENT.replace("Loket tutup", &"é".repeat(100))).is_ok(), "characters, not bytes");
    assert!(read(&ANNOUNCEMENT.replace("Besok.", "Besok.\\n• Lusa")).is_ok());
    for bad in [
        "http://a.example",
        "https://",
        "https://a b.example",
        "javascript:alert(1)",
        "https://disnaker.example@evil.example/",
    ] {
        assert!(bad.parse::<WebAddress>().is_err(), "{bad}");
    }
    assert!("https://karirhub.kemnaker.go.id/x?y=1".parse::<WebAddress>().is_ok());
    for bad in ["", "Mal", "a b", "-a", &"a".repeat(33)] {
        assert!(bad.parse::<Tag>().is_err(), "{bad}");
    }
}

#[test]
fn a_period_is_half_open_and_its_days_are_days_in_wib() {
    let december =
        Period::days(Some("2026-12-01".parse().unwrap()), Some("2026-12-24".parse().unwrap())).unwrap();
    for (now, shown) in [
        ("2026-11-30T16:59:59.999Z", false),
        ("2026-11-30T17:00:00Z", true),
        ("2026-12-24T16:59:59.999Z", true),
        ("2026-12-24T17:00:00Z", false),
    ] {
        assert_eq!(december.includes(at(now)), shown, "{now}");
    }
    assert!(Period::ALWAYS.includes(at("1970-01-01T00:00:00Z")));
    let (one, other) = (at("2026-12-01T00:00:00Z"), at("2026-12-02T00:00:00Z"));
    assert!(Period::new(Some(other), Some(one)).is_err());
    assert!(Period::new(Some(one), Some(one)).is_err());
    assert!(
        serde_json::from_str::<Period>(r#"{"from":"2026-12-02T00:00:00Z","until":"2026-12-01T00:00:00Z"}"#)
            .is_err()
    );
}

#[test]
fn a_target_names_kiosks_by_any_of_its_three_lists() {
    let (kiosk, region): (KioskCode, RegionCode) = ("K07".parse().unwrap(), "321608".parse().unwrap());
    let tags: [Tag; 2] = ["mal".parse().unwrap(), "lantai-1".parse().unwrap()];
    let here = Where { kiosk: &kiosk, region: &region, tags: &tags };
    for (text, meant) in [
        ("{}", true),
        (r#"{"kiosks":["K07"]}"#, true),
        (r#"{"kiosks":["K08"]}"#, false),
        (r#"{"regions":["32"]}"#, true),
        (r#"{"regions":["3216"]}"#, true),
        (r#"{"regions":["321608"]}"#, true),
        (r#"{"regions":["3216082001"]}"#, false),
        (r#"{"regions":["3275","321609"]}"#, false),
        (r#"{"tags":["mal"]}"#, true),
        (r#"{"tags":["desa"]}"#, false),
        (r#"{"kiosks":["K08"],"regions":["33"],"tags":["lantai-1"]}"#, true),
        (r#"{"kiosks":["K08"],"regions":["33"],"tags":["desa"]}"#, false),
    ] {
        let target: Target = serde_json::from_str(text).unwrap();
        assert_eq!(target.includes(&here), meant, "{text}");
    }
}

#[test]
fn shown_is_when_and_where() {
    let text = ANNOUNCEMENT.replacen(
        '{',
        r#"{"period":{"until":"2026-12-01T00:00:00Z"},"target":{"kiosks":["K07"]},"#,
        1,
    );
    let content = read(&text).unwrap();
    let (k7, k8, region) = ("K07".parse().unwrap(), "K08".parse().unwrap(), "3216".parse().unwrap());
    let place = |kiosk| Where { kiosk, region: &region, tags: &[] };
    let (before, after) = (at("2026-11-30T00:00:00Z"), at("2026-12-01T00:00:00Z"));
    assert!(content.is_shown(before, &place(&k7)));
    assert!(!content.is_shown(before, &place(&k8)));
    assert!(!content.is_shown(after, &place(&k7)));
}

#[test]
fn the_longest_standard_fits_a_row() {
    let text = |max: usize| Bilingual { id: "€".repeat(max), en: Some("€".repeat(max)) };
    let fields = [
        ("requirements", 1500),
        ("procedure", 1500),
        ("time", 500),
        ("cost", 500),
        ("product", 500),
        ("complaints", 1000),
    ];
    let mut item = serde_json::json!({ "kind": "service-standard", "service": "card" });
    for (name, max) in fields {
        item[name] = serde_json::to_value(text(max)).unwrap();
    }
    let body = serde_json::json!({ "item": item }).to_string();
    let content = read(&body).unwrap();
    assert!(body.len() <= ROW_BODY_BYTES_MAX);
    assert_eq!(content.item.scope(), Some(Scope::Texts));
}

#[test]
fn services_survive_their_names() {
    for service in ServiceName::ALL {
        assert_eq!(ServiceName::named(service.as_str()), Some(service));
        assert_eq!(serde_json::to_value(service).unwrap(), service.as_str());
    }
    assert_eq!(ServiceName::named("unknown"), None);
}
