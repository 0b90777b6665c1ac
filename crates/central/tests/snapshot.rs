//! Snapshots: what they hold, when they are made and when they are of use.

use std::io::Read;

use anjungan_central::store::{RowChange, Store};
use anjungan_wire::encoding::{hex, sha256_hex};
use anjungan_wire::feed::{Digest, FeedAnswer, Row};
use anjungan_wire::id::{Epoch, Scope};

use crate::kit::{page, query, scope, store};

fn now_s() -> i64 {
    jiff::Timestamp::now().as_second()
}

fn fill(store: &mut Store, scope: &Scope, ids: std::ops::Range<u32>, body: &str) {
    let rows = ids.map(|n| RowChange { id: n.to_string(), body: Some(format!("{{\"t\":\"{body}\"}}")) });
    store.publish_rows(scope, rows.collect(), 42).unwrap();
}

fn offered(
    store: &Store,
    scope: &Scope,
) -> Option<anjungan_wire::signed::Envelope<anjungan_wire::snapshot::Snapshot>> {
    match store.feed(scope, &query(Epoch::NONE, 0, 0)).unwrap() {
        FeedAnswer::Reset(reset) => {
            reset.snapshot.map(|signed| signed.verify(&store.content_key(), 0, now_s()).unwrap())
        }
        FeedAnswer::Page(_) => panic!("another epoch begins again"),
    }
}

#[test]
fn a_snapshot_adds_up_and_the_feed_goes_on_from_it() {
    let mut store = store();
    let scope = scope("vacancies@32");
    fill(&mut store, &scope, 0..300, "a");
    store.publish_rows(&scope, vec![RowChange { id: "7".into(), body: None }], 43).unwrap();
    store.build_snapshot(&scope).unwrap();
    let snapshot = offered(&store, &scope).unwrap().content;
    let bytes = std::fs::read(store.blob_path(&hex(&snapshot.sha256)).unwrap()).unwrap();
    assert_eq!((sha256_hex(&bytes), bytes.len() as u64), (hex(&snapshot.sha256), snapshot.size));
    let mut text = String::new();
    zstd::Decoder::new(bytes.as_slice()).unwrap().read_to_string(&mut text).unwrap();
    let rows: Vec<Row> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(rows.is_sorted_by_key(|row| row.seq) && rows.iter().all(|row| !row.del));
    let mut digest = Digest::default();
    rows.iter().for_each(|row| digest.toggle(&row.id, row.seq, row.body_text()));
    assert_eq!((rows.len() as u64, digest), (snapshot.count, snapshot.digest));
    assert_eq!((snapshot.count, snapshot.seq, snapshot.as_of_s), (299, 301, 43));

    fill(&mut store, &scope, 0..1, "b");
    let next = page(store.feed(&scope, &query(snapshot.epoch, snapshot.seq, snapshot.seq)).unwrap());
    assert_eq!((next.rows.len(), next.count), (1, 299));
}

#[test]
fn snapshots_are_made_when_enough_changed() {
    let mut store = store();
    let scope = scope("vacancies@32");
    assert!(store.refresh_snapshots().unwrap().is_empty(), "nothing to hold");
    fill(&mut store, &scope, 0..200, "a");
    assert!(store.refresh_snapshots().unwrap().is_empty(), "a page holds it");
    fill(&mut store, &scope, 200..400, "a");
    assert_eq!(store.refresh_snapshots().unwrap(), std::slice::from_ref(&scope));
    fill(&mut store, &scope, 0..20, "b");
    assert!(store.refresh_snapshots().unwrap().is_empty(), "5 % is not more than 5 %");
    fill(&mut store, &scope, 20..21, "b");
    assert_eq!(store.refresh_snapshots().unwrap(), std::slice::from_ref(&scope));
    store.begin_new_epoch().unwrap();
    assert!(offered(&store, &scope).is_none(), "one of another epoch is of no use");
    assert_eq!(store.refresh_snapshots().unwrap(), std::slice::from_ref(&scope));
    assert!(offered(&store, &scope).is_some());
}

#[test]
fn a_snapshot_behind_the_horizon_is_not_offered() {
    let mut store = store();
    let scope = scope("vacancies@32");
    fill(&mut store, &scope, 0..300, "a");
    store.build_snapshot(&scope).unwrap();
    store.publish_rows(&scope, vec![RowChange { id: "1".into(), body: None }], 0).unwrap();
    assert!(offered(&store, &scope).is_some());
    store.purge_tombstones_up_to(&scope, 301).unwrap();
    // From there a terminal would be sent back to the start, and to the same snapshot, for ever.
    assert!(offered(&store, &scope).is_none());
    assert_eq!(store.refresh_snapshots().unwrap(), std::slice::from_ref(&scope));
    assert_eq!(offered(&store, &scope).unwrap().content.seq, 301);
}

#[test]
fn generations_rise_and_the_last_two_files_stay() {
    let mut store = store();
    let scope = scope("vacancies@32");
    let mut last = 0;
    let mut names = Vec::new();
    for body in ["a", "b", "c", "d"] {
        fill(&mut store, &scope, 0..10, body);
        store.build_snapshot(&scope).unwrap();
        let envelope = offered(&store, &scope).unwrap();
        assert!(envelope.generation > last && envelope.expires_s > now_s() + 29 * 86_400);
        last = envelope.generation;
        names.push(hex(&envelope.content.sha256));
    }
    // Files that none names are swept when they are old enough that nobody is about to name them.
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(7_200);
    let blobs = store.dir().join("blobs");
    std::fs::write(blobs.join(".part-1-1"), b"torn").unwrap();
    for entry in std::fs::read_dir(&blobs).unwrap() {
        std::fs::File::options().write(true).open(entry.unwrap().path()).unwrap().set_modified(old).unwrap();
    }
    std::fs::write(blobs.join(".part-1-2"), b"under way").unwrap();
    store.refresh_snapshots().unwrap();
    let mut left: Vec<_> = std::fs::read_dir(&blobs)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    let mut want = vec![".part-1-2".to_owned(), names[2].clone(), names[3].clone()];
    want.sort();
    assert_eq!(left, want);
}

#[test]
fn no_name_leads_out_of_the_blobs() {
    let store = store();
    for name in ["", "..", "../central.db", "../keys/content.key", &"A".repeat(64), &"0".repeat(64)] {
        assert_eq!(store.blob_path(name), None, "{name}");
    }
}
