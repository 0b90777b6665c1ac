//! Snapshots: whole ones, and everything that can be wrong with one.

use super::*;
use crate::catalogue::{Applied, ApplyError, LoadError, Loaded};

fn many(count: usize) -> Central {
    let titles = ["Kasir", "Satpam", "Sopir", "Guru"];
    let vacancies: Vec<_> = (0..count).map(|n| vacancy(&n.to_string(), titles[n % 4])).collect();
    Central::with(&vacancies)
}

fn load(house: &mut House, manifest: &Snapshot, file: &[u8]) -> Result<Loaded, LoadError> {
    house.catalogue.load_snapshot(&scope(), manifest, file, |_| {})
}

#[test]
fn a_snapshot_comes_into_use_and_the_feed_goes_on_from_it() {
    let mut house = House::new();
    let mut central = many(300);
    let (manifest, file) = central.snapshot();
    let mut told = Vec::new();
    let loaded =
        house.catalogue.load_snapshot(&scope(), &manifest, &*file, |progress| told.push(progress.rows));
    assert_eq!(loaded.unwrap(), Loaded::InUse);
    assert!(told.is_sorted() && told.last() == Some(&300));
    assert_eq!(house.all().len(), 300);
    assert_eq!(house.found(&words("security")).len(), 75);
    assert_eq!(house.reader.as_of().unwrap(), Some(88));
    central.publish(&vacancy("1", "Barista"));
    assert_eq!(central.serve(&mut house.catalogue), 1);
    assert_eq!(house.found(&words("barista")), ["local:1"]);
    assert_eq!(house.found(&words("security")).len(), 74);
}

#[test]
fn what_is_already_here_or_of_an_older_epoch_is_not_loaded() {
    let mut house = House::new();
    let central = many(5);
    central.serve(&mut house.catalogue);
    let (manifest, file) = central.snapshot();
    assert_eq!(load(&mut house, &manifest, &file).unwrap(), Loaded::NotNeeded);
    let older = Snapshot { epoch: Epoch::numbered(0), seq: 99, ..manifest };
    assert_eq!(load(&mut house, &older, &file).unwrap(), Loaded::NotNeeded);
}

#[test]
fn a_snapshot_of_a_new_epoch_replaces_everything_at_once() {
    let mut house = House::new();
    many(40).serve(&mut house.catalogue);
    let mut central = many(10);
    central.epoch = Epoch::numbered(2);
    let (manifest, file) = central.snapshot();
    let path = house.path();
    let mut seen = std::collections::BTreeSet::new();
    let reader = Reader::open(&path).unwrap();
    house
        .catalogue
        .load_snapshot(&scope(), &manifest, &*file, |_| {
            seen.insert(reader.near_count(&region("32"), day("2026-11-22")).unwrap());
        })
        .unwrap();
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), [40]);
    assert_eq!(house.all().len(), 10);
    let rows: u32 = house.catalogue.db.query_row("SELECT count(*) FROM row", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 10, "the old copy is deleted");
}

/// Asserts that `file` is refused, and that what was there is still found, now and after a restart.
fn refused(manifest: &Snapshot, file: &[u8], why: &str) {
    let mut house = House::holding(&[vacancy("old", "Koki")]);
    let refusal = load(&mut house, manifest, file);
    assert!(matches!(refusal, Err(LoadError::Differs(_))), "{why}: {refusal:?}");
    assert_eq!(house.all(), ["local:old"], "{why}");
    let house = house.reopen();
    assert_eq!(house.all(), ["local:old"], "{why}");
    let rows: u32 = house.catalogue.db.query_row("SELECT count(*) FROM row", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 1, "{why}: nothing of it stays");
}

fn newer(count: usize) -> Central {
    Central { epoch: Epoch::numbered(2), ..many(count) }
}

#[test]
fn a_file_torn_anywhere_is_refused() {
    let (manifest, file) = newer(20).snapshot();
    for cut in (0..file.len()).step_by(file.len() / 24) {
        refused(&manifest, &file[..cut], &format!("cut at {cut} of {}", file.len()));
    }
    refused(&manifest, &file[..file.len() - 1], "last byte missing");
    refused(&manifest, &[&file[..], b"x"].concat(), "one byte more");
}

#[test]
fn lines_cut_before_compression_are_refused() {
    let central = newer(20);
    let lines = central.lines();
    for cut in (0..lines.len()).step_by(lines.len() / 24).chain([lines.len() - 2]) {
        let (manifest, file) = central.snapshot_of(&lines.as_bytes()[..cut]);
        refused(&manifest, &file, &format!("cut at {cut} of {}", lines.len()));
    }
}

#[test]
fn a_flipped_bit_is_refused() {
    let (manifest, file) = newer(20).snapshot();
    for at in (0..file.len()).step_by(file.len() / 16) {
        let mut file = file.clone();
        file[at] ^= 0x10;
        refused(&manifest, &file, &format!("bit flipped at {at}"));
    }
}

#[test]
fn a_file_that_is_not_what_its_manifest_says_is_refused() {
    let (manifest, file) = newer(5).snapshot();
    let wrong = [
        ("count", Snapshot { count: 6, ..manifest.clone() }),
        ("count", Snapshot { count: 4, ..manifest.clone() }),
        ("digest", Snapshot { digest: Digest(1), ..manifest.clone() }),
        ("hash", Snapshot { sha256: [0; 32], ..manifest.clone() }),
        ("size", Snapshot { size: manifest.size + 1, ..manifest.clone() }),
        ("size", Snapshot { size: manifest.size - 1, ..manifest.clone() }),
        ("seq", Snapshot { seq: 4, ..manifest.clone() }),
        ("scope", Snapshot { scope: "vacancies@33".parse().unwrap(), ..manifest.clone() }),
    ];
    for (why, manifest) in wrong {
        refused(&manifest, &file, why);
    }
}

#[test]
fn lines_beyond_all_limits_are_refused() {
    let central = newer(5);
    let line = |body: &str| format!("{{\"id\":\"x\",\"seq\":5,\"body\":{body}}}\n");
    let nested = |deep: usize| line(&format!("{}1{}", "[".repeat(deep), "]".repeat(deep)));
    let bad = [
        ("oversize", line(&format!("\"{}\"", "x".repeat(70_000)))),
        ("endless", "x".repeat(3_000_000)),
        ("deep", nested(40)),
        ("very deep", nested(30_000)),
        ("no row", "{}\n".to_owned()),
        ("a tombstone", "{\"id\":\"x\",\"seq\":5,\"del\":true}\n".to_owned()),
        ("not UTF-8 nor JSON", "\u{0}\u{1}\n".to_owned()),
        ("an id twice", central.lines().replace("\"id\":\"local:1\"", "\"id\":\"local:0\"")),
        ("out of order", central.lines().lines().rev().map(|line| format!("{line}\n")).collect()),
    ];
    for (why, lines) in bad {
        let (manifest, file) = central.snapshot_of(lines.as_bytes());
        refused(&manifest, &file, why);
    }
}

#[test]
fn a_refused_first_snapshot_leaves_nothing_and_the_feed_still_works() {
    let mut house = House::new();
    let central = many(20);
    let (manifest, file) = central.snapshot();
    load(&mut house, &Snapshot { digest: Digest(1), ..manifest.clone() }, &file).unwrap_err();
    assert_eq!(house.all().len(), 0);
    assert_eq!(load(&mut house, &manifest, &file).unwrap(), Loaded::InUse);
    assert_eq!(house.all().len(), 20);
    let mut other = House::new();
    load(&mut other, &Snapshot { digest: Digest(1), ..manifest }, &file).unwrap_err();
    central.serve(&mut other.catalogue);
    assert_eq!(other.all().len(), 20);
}

#[test]
fn a_full_disk_leaves_the_old_catalogue_in_use() {
    let mut house = House::holding(&[vacancy("old", "Koki")]);
    let central = newer(2_000);
    let (manifest, file) = central.snapshot();
    let db = &house.catalogue.db;
    let pages: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    db.pragma_update_and_check(None, "max_page_count", pages + 40, |_| Ok(())).unwrap();
    let full = load(&mut house, &manifest, &file);
    assert!(matches!(full, Err(LoadError::Store(ApplyError::DiskFull))), "{full:?}");
    assert_eq!(house.all(), ["local:old"]);
    let page = central.answer(&house.catalogue, 200);
    assert_eq!(house.catalogue.apply(&scope(), &page).unwrap(), Applied::WalkAgain);
    let error = loop {
        let page = central.answer(&house.catalogue, 200);
        match house.catalogue.apply(&scope(), &page) {
            Ok(applied) => assert!(matches!(applied, Applied::More { .. })),
            Err(error) => break error,
        }
    };
    assert!(matches!(error, ApplyError::DiskFull), "{error:?}");
    assert!(house.all().contains(&"local:old".to_owned()));
    house.catalogue.db.pragma_update_and_check(None, "max_page_count", 1 << 30, |_| Ok(())).unwrap();
    assert_eq!(load(&mut house, &manifest, &file).unwrap(), Loaded::InUse);
    assert_eq!(house.reader.near_count(&region("32"), day("2026-11-22")).unwrap(), 2_000);
}

#[test]
fn a_power_cut_while_loading_leaves_the_old_catalogue_in_use() {
    let house = House::holding(&[vacancy("old", "Koki")]);
    let sql = "INSERT INTO shelf SELECT 99, scope, 'loading', 1, epoch, 0, 0, 0, 1, 0, 0, 0 FROM shelf;
        INSERT INTO row SELECT 999, 99, id, seq, gen, readable, card, card_bytes, body FROM row;
        INSERT INTO segment SELECT 99, 99, first_doc, docs, version, dead FROM segment;
        INSERT INTO segment_content SELECT 99, content FROM segment_content;";
    house.catalogue.db.execute_batch(sql).unwrap();
    let house = house.reopen();
    assert_eq!(house.all(), ["local:old"]);
    let rows: u32 = house.catalogue.db.query_row("SELECT count(*) FROM row", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 1);
}

#[test]
fn while_the_first_snapshot_loads_its_rows_are_found() {
    let mut house = House::new();
    let central = many(20_000);
    let (manifest, file) = central.snapshot();
    let reader = Reader::open(&house.path()).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    house
        .catalogue
        .load_snapshot(&scope(), &manifest, &*file, |_| {
            seen.insert(reader.near_count(&region("32"), day("2026-11-22")).unwrap());
        })
        .unwrap();
    assert!(seen.iter().any(|count| 0 < *count && *count < 20_000), "{seen:?}");
    assert_eq!(reader.near_count(&region("32"), day("2026-11-22")).unwrap(), 20_000);
}
