//! What central's desk writes, through the feed: kept, read back, and its pictures named.

use anjungan_wire::content::{Item, Where};
use anjungan_wire::id::KioskCode;

use super::*;

fn announcements() -> Scope {
    "announcements".parse().unwrap()
}

fn slide(hash: &str, more: &str) -> String {
    format!(
        r#"{{{more}"item":{{"kind":"slide","face":{{"is":"image","image":{{"id":{{"sha256":"{}","size":900,"width":8,"height":8,"alt":"Poster"}}}}}}}}}}"#,
        hash.repeat(32)
    )
}

const TEXT: &str = r#"{"item":{"kind":"slide","face":{"is":"text","headline":{"id":"Loket tutup"}}}}"#;

fn pictures(house: &House) -> Vec<u8> {
    let (kiosk, region): (KioskCode, RegionCode) = ("K07".parse().unwrap(), region("321608"));
    let place = Where { kiosk: &kiosk, region: &region, tags: &[] };
    let now = "2026-11-21T07:30:00Z".parse().unwrap();
    house.catalogue.pictures(now, &place).unwrap().iter().map(|blob| blob.sha256[0]).collect()
}

#[test]
fn what_is_published_is_read_back_and_what_is_taken_away_is_gone() {
    let (mut house, mut central) = (House::new(), Central::new());
    central.publish_raw("a", TEXT);
    central.publish_raw("b", &TEXT.replace("tutup", "buka"));
    central.serve_scope(&mut house.catalogue, &announcements());
    let ids = |house: &House| {
        let mut ids: Vec<String> = house.reader.published().unwrap().into_iter().map(|(id, _)| id).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&house), ["a", "b"]);
    central.withdraw("a");
    central.serve_scope(&mut house.catalogue, &announcements());
    assert_eq!(ids(&house), ["b"]);
    house.catalogue.keep_only(&[]).unwrap();
    assert_eq!(ids(&house), Vec::<String>::new(), "a scope that is not followed any more shows nothing");
}

#[test]
fn employers_of_the_province_are_read_with_what_an_office_writes() {
    let (mut house, mut central) = (House::new(), Central::new());
    central.publish_raw("e", r#"{"item":{"kind":"employer","name":"PT Contoh","region":"3216"}}"#);
    central.serve_scope(&mut house.catalogue, &"employers@32".parse().unwrap());
    let published = house.reader.published().unwrap();
    assert!(
        matches!(&published[..], [(id, content)] if id == "e" && matches!(content.item, Item::Employer(_)))
    );
    assert_eq!(house.reader.published_row("e").unwrap(), None, "an employer is no paper");
}

#[test]
fn a_row_is_found_by_its_id() {
    let (mut house, mut central) = (House::new(), Central::new());
    central.publish_raw("a", TEXT);
    central.serve_scope(&mut house.catalogue, &announcements());
    assert!(house.reader.published_row("a").unwrap().is_some());
    assert_eq!(house.reader.published_row("b").unwrap(), None);
}

#[test]
fn what_this_program_cannot_read_is_passed_over_and_counted() {
    let (mut house, mut central) = (House::new(), Central::new());
    central.publish_raw("newer", r#"{"item":{"kind":"hologram"}}"#);
    central.publish_raw("broken", r#"{"item":{"kind":"slide"}}"#);
    central.publish_raw("deep", &format!("{}1{}", "[".repeat(4_000), "]".repeat(4_000)));
    central.publish_raw("good", TEXT);
    central.serve_scope(&mut house.catalogue, &announcements());
    let published = house.reader.published().unwrap();
    assert_eq!(published.len(), 1);
    assert!(matches!(published[0].1.item, Item::Slide(_)));
    assert_eq!(house.reader.unreadable_rows().unwrap(), 3);
}

#[test]
fn pictures_of_this_kiosks_slides_are_named_once_the_most_important_first() {
    let (mut house, mut central) = (House::new(), Central::new());
    central.publish_raw("a", &slide("0a", ""));
    central.publish_raw("b", &slide("0b", "").replace("\"face\"", "\"priority\":5,\"face\""));
    central.publish_raw("c", &slide("0a", ""));
    central.publish_raw("elsewhere", &slide("0c", r#""target":{"kiosks":["K08"]},"#));
    central.publish_raw("over", &slide("0d", r#""period":{"until":"2026-11-20T00:00:00Z"},"#));
    central.publish_raw("later", &slide("0e", r#""period":{"from":"2026-12-01T00:00:00Z"},"#));
    central.publish_raw("vast", &slide("0f", "").replace("900", "90000000"));
    central.serve_scope(&mut house.catalogue, &announcements());
    assert_eq!(pictures(&house), [0x0b, 0x0a, 0x0e]);
}
