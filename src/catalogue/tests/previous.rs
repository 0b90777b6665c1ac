//! The copy of a run that has proved itself, and going back to it.

use super::*;
use crate::catalogue::previous::{FILE, Kept, forget, keep};

const PLENTY: u64 = u64::MAX;

fn house() -> (House, Central) {
    let mut house = House::new();
    let titles = ["Kasir", "Satpam", "Sopir"];
    let vacancies: Vec<_> = titles.iter().enumerate().map(|(n, t)| vacancy(&n.to_string(), t)).collect();
    let central = Central::with(&vacancies);
    central.serve(&mut house.catalogue);
    (house, central)
}

fn names(house: &House) -> Vec<String> {
    let folder = std::fs::read_dir(house.path().parent().unwrap()).unwrap();
    let mut names: Vec<_> = folder.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name.starts_with(FILE));
    names.sort();
    names
}

#[test]
fn a_catalogue_that_is_put_back_goes_on_from_where_it_stood() {
    let (mut house, mut central) = house();
    assert_eq!(keep(&house.path(), PLENTY).unwrap(), Kept::New);
    assert_eq!(names(&house), [FILE]);
    central.publish(&vacancy("3", "Barista"));
    central.withdraw("local:0");
    central.serve(&mut house.catalogue);
    assert_eq!(house.all(), ["local:1", "local:2", "local:3"]);

    // As the image's ladder does it: the program has ended.
    let elsewhere = tempfile::tempdir().unwrap();
    let path = elsewhere.path().join("catalogue.db");
    std::fs::copy(house.path().with_file_name(FILE), &path).unwrap();
    let mut back = Catalogue::open(&path).unwrap();
    assert_eq!(back.cursors().unwrap()[0].after, 3, "nothing was made anew");
    let reader = Reader::open(&path).unwrap();
    let all = |reader: &Reader| {
        let found = reader.search(&Query::default(), day("2026-11-22"), 0, 100).unwrap();
        let mut ids: Vec<_> = found.cards.into_iter().map(|card| card.row_id).collect();
        ids.sort();
        ids
    };
    assert_eq!(all(&reader), ["local:0", "local:1", "local:2"]);
    central.serve(&mut back);
    assert_eq!(all(&reader), ["local:1", "local:2", "local:3"]);
}

#[test]
fn a_half_copy_of_a_power_cut_is_never_taken_for_a_whole_one_and_goes_at_the_next_try() {
    let (house, _) = house();
    assert_eq!(keep(&house.path(), PLENTY).unwrap(), Kept::New);
    let whole = std::fs::read(house.path().with_file_name(FILE)).unwrap();
    // What a stop in the middle of the next copy leaves.
    let half = house.path().with_file_name(format!("{FILE}.new"));
    std::fs::write(&half, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(std::fs::read(house.path().with_file_name(FILE)).unwrap(), whole);
    assert_eq!(keep(&house.path(), PLENTY).unwrap(), Kept::New);
    assert_eq!(names(&house), [FILE]);
}

#[test]
fn without_room_or_with_a_disk_that_refuses_the_copy_before_stays() {
    let (mut house, mut central) = house();
    assert_eq!(keep(&house.path(), PLENTY).unwrap(), Kept::New);
    let before = std::fs::read(house.path().with_file_name(FILE)).unwrap();
    central.publish(&vacancy("3", "Barista"));
    central.serve(&mut house.catalogue);
    assert_eq!(keep(&house.path(), 0).unwrap(), Kept::NoRoom);
    // A folder in the way can neither be removed as a file nor written.
    let way = house.path().with_file_name(format!("{FILE}.new"));
    std::fs::create_dir(&way).unwrap();
    assert!(keep(&house.path(), PLENTY).is_err());
    std::fs::remove_dir(&way).unwrap();
    assert_eq!(std::fs::read(house.path().with_file_name(FILE)).unwrap(), before);
    forget(house.path().parent().unwrap()).unwrap();
    assert_eq!(names(&house), [""; 0]);
}

/// A catalogue with a page that can't be read is not copied into the place of one that can.
#[test]
fn a_damaged_catalogue_is_not_kept() {
    let (house, _) = house();
    assert_eq!(keep(&house.path(), PLENTY).unwrap(), Kept::New);
    let before = std::fs::read(house.path().with_file_name(FILE)).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let path = elsewhere.path().join("catalogue.db");
    let mut bytes = before.clone();
    // Every page but the first, which says what the file is.
    bytes[4096..].iter_mut().for_each(|byte| *byte ^= 0xff);
    std::fs::write(&path, &bytes).unwrap();
    std::fs::write(path.with_file_name(FILE), &before).unwrap();
    assert!(keep(&path, PLENTY).is_err());
    assert_eq!(std::fs::read(path.with_file_name(FILE)).unwrap(), before);
    assert!(!path.with_file_name(format!("{FILE}.new")).exists());
}
