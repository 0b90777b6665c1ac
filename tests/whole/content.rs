//! What an editor writes and an approver publishes, shown by a kiosk: text, picture, and its end.

use anjungan::catalogue::Reader;
use anjungan_central::content::machine::Act;
use anjungan_central::content::{Fields, Kind, picture};
use anjungan_central::office::offices::Offices;
use anjungan_central::office::people::{OfficerId, Role};
use anjungan_central::office::workflow::IdempotencyKey;
use anjungan_central::store::{Author, ContentId, ContentWish, Seen, Store};
use anjungan_wire::content::{Item, SlideFace};
use anjungan_wire::encoding::sha256_hex;
use jiff::Timestamp;

use super::house::{House, Office, until};

fn by(id: i64, role: Role) -> Author {
    Author { id: OfficerId(id), role, offices: Offices::Every }
}

fn act(store: &mut Store, id: ContentId, act: Act, by: &Author) {
    let rev = store.content(id, by).unwrap().unwrap().rev;
    let key = IdempotencyKey::new(format!("{}-{}-{rev}", act.as_str(), id.0)).unwrap();
    let wish = ContentWish { act, note: "", sure: false };
    store.act_on_content(Seen { id, rev }, wish, by, &key, Timestamp::now()).unwrap();
}

/// From a form to every kiosk.
fn publish(store: &mut Store, kind: Kind, fields: &[(&str, &str)]) -> ContentId {
    let (editor, approver) = (by(1, Role::Editor), by(2, Role::Approver));
    let key = IdempotencyKey::new(format!("begin-{}", kind.as_str())).unwrap();
    let fields = Fields::of(fields.iter().copied());
    let id = store.begin_content(kind, &fields, &editor, &key, Timestamp::now()).unwrap().id;
    act(store, id, Act::Submit, &editor);
    act(store, id, Act::Publish, &approver);
    id
}

#[test]
fn a_notice_and_a_slide_reach_a_kiosk_with_the_picture_and_leave_it_again() {
    let office = Office::open();
    office.publish("a", "Operator Produksi");
    let house = House::patient(&office);
    until("the first row", || (house.found() == ["Operator Produksi"]).then_some(()));
    let published = |house: &House| Reader::open(&house.path("catalogue.db")).unwrap().published().unwrap();

    office.with(|store| {
        publish(store, Kind::Announcement, &[("headline.id", "Loket pindah"), ("text.id", "Ke lantai dua.")])
    });
    let rows = until("the notice", || Some(published(&house)).filter(|rows| rows.len() == 1));
    let Item::Announcement(notice) = &rows[0].1.item else { panic!("{rows:?}") };
    assert_eq!(notice.headline.id.as_str(), "Loket pindah");

    let mut file = Vec::new();
    let pixels = vec![120; 640 * 480 * 3];
    image::codecs::jpeg::JpegEncoder::new(&mut file)
        .encode(&pixels, 640, 480, image::ExtendedColorType::Rgb8)
        .unwrap();
    let made = picture::made(&file).unwrap();
    let hash = sha256_hex(&made.jpeg);
    // Where central keeps pictures unless it is told of a bucket.
    std::fs::write(office.data().join("blobs").join(&hash), &made.jpeg).unwrap();
    let slide = office.with(move |store| {
        let name = hash.parse().unwrap();
        store.add_media(&name, &made, "poster.jpg", &by(1, Role::Editor), Timestamp::now()).unwrap();
        publish(
            store,
            Kind::Slide,
            &[("face", "image"), ("image.id", &hash), ("image.id.alt", "Poster bursa kerja")],
        )
    });
    let rows = until("the slide", || Some(published(&house)).filter(|rows| rows.len() == 2));
    let face = rows.iter().find_map(|(_, content)| {
        let Item::Slide(slide) = &content.item else { return None };
        Some(&slide.face)
    });
    let Some(SlideFace::Image { image }) = face else { panic!("{rows:?}") };
    let file = house.path("blobs").join(image.id.sha256.to_string());
    until("its picture", || file.exists().then_some(()));
    assert_eq!(std::fs::metadata(&file).unwrap().len(), image.id.size);

    office.with(move |store| act(store, slide, Act::Withdraw, &by(2, Role::Approver)));
    until("the slide's end", || (published(&house).len() == 1).then_some(()));
    until("the end of its picture", || {
        house.try_now();
        (!file.exists()).then_some(())
    });
}
