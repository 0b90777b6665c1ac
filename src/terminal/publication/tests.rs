//! From rows and files on the disk to what the visit is told.

use std::sync::Mutex;

use anjungan_wire::encoding::sha256_hex;
use anjungan_wire::feed::{Digest, FeedAnswer, Page, Row};
use anjungan_wire::id::{Epoch, Scope};

use super::*;
use crate::catalogue::Catalogue;
use crate::ledger::tests::enrolled;

const NOW: &str = "2026-11-21T07:30:00Z";

struct House {
    folder: tempfile::TempDir,
    catalogue: Catalogue,
    head: u64,
    count: u64,
    digest: Digest,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let catalogue = Catalogue::open(&folder.path().join("catalogue.db")).unwrap();
        Self { folder, catalogue, head: 0, count: 0, digest: Digest::default() }
    }

    fn publication(&self) -> Publication {
        Publication::new(&self.folder.path().join("catalogue.db"), self.folder.path(), (1080, 1920))
    }

    /// Central publishes `body`, and it has come.
    fn publish(&mut self, id: &str, body: &str) {
        let scope: Scope = "announcements".parse().unwrap();
        let (after, seq) = (self.head, self.head + 1);
        self.head = seq;
        self.count += 1;
        self.digest.toggle(id, seq, body);
        let body = serde_json::value::RawValue::from_string(body.into()).unwrap();
        let row = Row { id: id.into(), seq, del: false, body: Some(body) };
        let page = Page {
            epoch: Epoch::numbered(1),
            after,
            rows: vec![row],
            next: seq,
            more: false,
            head: seq,
            count: self.count,
            digest: self.digest,
            as_of_s: 1,
        };
        self.catalogue.apply(&scope, &FeedAnswer::Page(page)).unwrap();
    }

    fn blob(&self, hash: &MediaHash) -> PathBuf {
        cards::path(self.folder.path(), &Blob { sha256: hash.0, size: 0 })
    }
}

fn jpeg(width: u32, height: u32) -> (Vec<u8>, MediaHash) {
    let rgb = vec![90; (width * height * 3) as usize];
    let mut file = Vec::new();
    image::codecs::jpeg::JpegEncoder::new(&mut file)
        .encode(&rgb, width, height, image::ExtendedColorType::Rgb8)
        .unwrap();
    let hash = sha256_hex(&file).parse().unwrap();
    (file, hash)
}

fn slide(hash: &MediaHash) -> String {
    format!(
        r#"{{"item":{{"kind":"slide","face":{{"is":"image","image":{{"id":{{"sha256":"{hash}","size":9,"width":8,"height":8,"alt":"Poster"}}}}}}}}}}"#
    )
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

#[test]
fn a_slide_is_told_when_its_row_came_and_again_when_its_picture_has() {
    let mut house = House::new();
    let (file, hash) = jpeg(1080, 1920);
    house.publish("s", &slide(&hash));
    let told = Arc::new(Mutex::new(Vec::new()));
    let ears = Arc::clone(&told);
    let post: Post = Arc::new(move |event| ears.lock().unwrap().push(event));
    let mut publication = house.publication();
    let known = enrolled();
    publication.look_again(Some(&known), now(), &post);
    publication.look_again(Some(&known), now(), &post);
    assert_eq!(told.lock().unwrap().len(), 1, "what has not changed is not told again");
    std::fs::create_dir_all(house.blob(&hash).parent().unwrap()).unwrap();
    std::fs::write(house.blob(&hash), file).unwrap();
    publication.look_again(Some(&known), now(), &post);
    let events = told.lock().unwrap();
    let [_, visit::Event::Machine(machine::Event::Published(published))] = &events[..] else {
        panic!("{events:?}")
    };
    let picture = published.picture(&hash).unwrap();
    assert_eq!((picture.width, picture.height), (712, 1267), "as large as its place on the panel");
}

#[test]
fn a_file_that_is_not_what_its_row_names_has_no_turn_and_is_fetched_again() {
    let mut house = House::new();
    let (file, hash) = jpeg(64, 64);
    house.publish("s", &slide(&hash));
    std::fs::create_dir_all(house.blob(&hash).parent().unwrap()).unwrap();
    let mut spoilt = file.clone();
    spoilt[file.len() / 2] ^= 0xff;
    std::fs::write(house.blob(&hash), spoilt).unwrap();
    let mut publication = house.publication();
    let published = publication.read(Some(&enrolled()), now());
    assert_eq!(published.slides(now()).len(), 1);
    assert!(published.picture(&hash).is_none());
    assert!(!house.blob(&hash).exists(), "the next round fetches it");
    std::fs::write(house.blob(&hash), file).unwrap();
    assert!(publication.read(Some(&enrolled()), now()).picture(&hash).is_some());
}

#[test]
fn a_file_that_is_no_picture_has_no_turn_and_is_not_fetched_again() {
    let mut house = House::new();
    let file = b"no picture".to_vec();
    let hash: MediaHash = sha256_hex(&file).parse().unwrap();
    house.publish("s", &slide(&hash));
    std::fs::create_dir_all(house.blob(&hash).parent().unwrap()).unwrap();
    std::fs::write(house.blob(&hash), file).unwrap();
    let mut publication = house.publication();
    for _ in 0..2 {
        assert!(publication.read(Some(&enrolled()), now()).picture(&hash).is_none());
        assert!(house.blob(&hash).exists());
    }
}

#[test]
fn no_more_pictures_are_kept_than_there_is_memory_for() {
    let mut house = House::new();
    for n in 0..PICTURES_MAX as u32 + 3 {
        let (file, hash) = jpeg(16 + n, 16);
        std::fs::create_dir_all(house.blob(&hash).parent().unwrap()).unwrap();
        std::fs::write(house.blob(&hash), file).unwrap();
        house.publish(&format!("s{n}"), &slide(&hash));
    }
    let published = house.publication().read(Some(&enrolled()), now());
    let here = published
        .pictures_wanted(now(), usize::MAX)
        .iter()
        .filter(|hash| published.picture(hash).is_some())
        .count();
    assert_eq!(here, PICTURES_MAX);
}

#[test]
fn what_is_for_a_tag_is_shown_where_the_office_has_tagged_the_kiosk() {
    let mut house = House::new();
    let row = r#"{"target":{"tags":["mal"]},
        "item":{"kind":"announcement","headline":{"id":"Halo"},"text":{"id":"Isi."}}}"#;
    house.publish("s", row);
    let mut publication = house.publication();
    let shown =
        |publication: &mut Publication| publication.read(Some(&enrolled()), now()).announcements(now()).len();
    assert_eq!(shown(&mut publication), 0);
    publication.tagged(&["blk".parse().unwrap(), "mal".parse().unwrap()]);
    assert_eq!(shown(&mut publication), 1);
    publication.tagged(&[]);
    assert_eq!(shown(&mut publication), 0, "the office has taken it back");
}

#[test]
fn before_central_has_named_the_kiosk_nothing_is_shown() {
    let mut house = House::new();
    house.publish("s", r#"{"item":{"kind":"announcement","headline":{"id":"Halo"},"text":{"id":"Isi."}}}"#);
    let mut publication = house.publication();
    assert!(publication.read(None, now()).announcements(now()).is_empty());
    assert_eq!(publication.read(Some(&enrolled()), now()).announcements(now()).len(), 1);
}
