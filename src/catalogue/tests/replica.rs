//! Pages, resets, rot and rebuilding.

use anjungan_wire::feed::{FeedAnswer, Reset};
use anjungan_wire::id::Epoch;
use rusqlite::Connection;

use super::*;
use crate::catalogue::{Applied, ApplyError, Verified};

fn five() -> Central {
    let titles = ["Kasir", "Satpam", "Sopir", "Guru", "Perawat"];
    let vacancies: Vec<_> = titles.iter().enumerate().map(|(n, t)| vacancy(&n.to_string(), t)).collect();
    Central::with(&vacancies)
}

#[test]
fn a_new_terminal_walks_to_head() {
    let mut house = House::new();
    assert_eq!(five().serve(&mut house.catalogue), 3);
    assert_eq!(house.all().len(), 5);
    assert_eq!(house.reader.as_of().unwrap(), Some(77));
    let cursors = house.catalogue.cursors().unwrap();
    assert_eq!((cursors[0].scope.clone(), cursors[0].after), (scope(), 5));
}

#[test]
fn a_page_of_another_epoch_or_cursor_is_stale() {
    let mut house = House::new();
    let central = five();
    central.serve(&mut house.catalogue);
    let FeedAnswer::Page(page) = central.answer(&house.catalogue, 3) else { panic!("reset") };
    let late = FeedAnswer::Page(Page { after: 3, ..page.clone() });
    assert_eq!(house.catalogue.apply(&scope(), &late).unwrap(), Applied::Stale);
    let foreign = FeedAnswer::Page(Page { epoch: Epoch::numbered(9), ..page.clone() });
    assert_eq!(house.catalogue.apply(&scope(), &foreign).unwrap(), Applied::Stale);
    assert_eq!(
        house.catalogue.apply(&scope(), &FeedAnswer::Page(page)).unwrap(),
        Applied::AtHead { rows: 0 }
    );
}

#[test]
fn a_page_delivered_twice_is_applied_once() {
    let mut house = House::new();
    let central = five();
    house.catalogue.apply(&scope(), &central.answer(&house.catalogue, 3)).unwrap();
    let answer = central.answer(&house.catalogue, 3);
    assert_eq!(house.catalogue.apply(&scope(), &answer).unwrap(), Applied::More { rows: 3 });
    assert_eq!(house.catalogue.apply(&scope(), &answer).unwrap(), Applied::Stale);
    assert_eq!(house.all().len(), 3);
}

#[test]
fn a_change_replaces_and_a_tombstone_removes() {
    let mut house = House::new();
    let mut central = five();
    central.serve(&mut house.catalogue);
    central.publish(&vacancy("0", "Barista"));
    central.withdraw("local:1");
    central.serve(&mut house.catalogue);
    assert_eq!(house.found(&words("kasir")), [""; 0]);
    assert_eq!(house.found(&words("barista")), ["local:0"]);
    assert_eq!(house.all(), ["local:0", "local:2", "local:3", "local:4"]);
    assert!(house.reader.vacancy("local:1", day("2026-11-22")).unwrap().is_none());
}

#[test]
fn a_reset_never_empties_the_screen() {
    let mut house = House::new();
    let mut central = five();
    central.serve(&mut house.catalogue);
    central.withdraw("local:4");
    central.purge();
    central.epoch = Epoch::numbered(2);
    let mut seen = Vec::new();
    loop {
        let applied = house.catalogue.apply(&scope(), &central.answer(&house.catalogue, 1)).unwrap();
        seen.push(house.all().len());
        if let Applied::AtHead { .. } = applied {
            break;
        }
    }
    assert_eq!(seen, [5, 5, 5, 5, 4]);
}

#[test]
fn a_reset_to_an_older_epoch_or_to_the_walk_that_has_just_begun_is_stale() {
    let mut house = House::new();
    let central = five();
    central.serve(&mut house.catalogue);
    let reset = |n| FeedAnswer::Reset(Reset { epoch: Epoch::numbered(n), snapshot: None });
    assert_eq!(house.catalogue.apply(&scope(), &reset(0)).unwrap(), Applied::Stale);
    assert_eq!(house.catalogue.apply(&scope(), &reset(2)).unwrap(), Applied::WalkAgain);
    assert_eq!(house.catalogue.apply(&scope(), &reset(2)).unwrap(), Applied::Stale);
}

#[test]
fn the_floor_is_head_when_the_walk_began() {
    let mut house = House::new();
    let mut central = five();
    house.catalogue.apply(&scope(), &central.answer(&house.catalogue, 1)).unwrap();
    house.catalogue.apply(&scope(), &central.answer(&house.catalogue, 1)).unwrap();
    central.publish(&vacancy("9", "Koki"));
    house.catalogue.apply(&scope(), &central.answer(&house.catalogue, 1)).unwrap();
    let query = house.catalogue.cursor(&scope()).unwrap();
    assert_eq!((query.after, query.floor), (2, 5));
}

#[test]
fn a_lost_row_is_noticed_at_head_and_walked_for() {
    let mut house = House::new();
    let mut central = five();
    central.serve(&mut house.catalogue);
    let thief = Connection::open(house.path()).unwrap();
    thief.execute("DELETE FROM row WHERE id = 'local:2'", []).unwrap();
    assert_eq!(house.catalogue.verify_full(&scope()).unwrap(), Verified::Rotten);
    central.serve(&mut house.catalogue);
    assert_eq!(house.catalogue.verify_full(&scope()).unwrap(), Verified::Sound);
    assert_eq!(house.all().len(), 5);
    // Wrong sums from the start are noticed by the next page at head.
    thief.execute("UPDATE shelf SET digest = digest + 1", []).unwrap();
    central.publish(&vacancy("9", "Koki"));
    let answer = central.answer(&house.catalogue, 3);
    assert_eq!(house.catalogue.apply(&scope(), &answer).unwrap(), Applied::Differed);
    assert_eq!(house.all().len(), 6);
    central.serve(&mut house.catalogue);
    assert_eq!(house.all().len(), 6);
}

#[test]
fn a_page_that_breaks_the_protocol_changes_nothing() {
    let mut house = House::new();
    let central = five();
    house.catalogue.apply(&scope(), &central.answer(&house.catalogue, 3)).unwrap();
    let FeedAnswer::Page(good) = central.answer(&house.catalogue, 3) else { panic!("reset") };
    let mut swapped = good.clone();
    swapped.rows.swap(0, 1);
    let mut empty = good.clone();
    empty.rows[0].body = None;
    let stuck = Page { rows: vec![], next: 0, ..good.clone() };
    let short = Page { next: 1, ..good.clone() };
    for page in [swapped, empty, stuck, short] {
        let applied = house.catalogue.apply(&scope(), &FeedAnswer::Page(page));
        assert!(matches!(applied, Err(ApplyError::Page(_))), "{applied:?}");
    }
    assert_eq!(house.all().len(), 0);
    assert_eq!(house.catalogue.cursor(&scope()).unwrap().after, 0);
}

#[test]
fn a_row_that_is_not_understood_is_kept_counted_and_not_shown() {
    let mut house = House::new();
    let mut central = five();
    central.publish_raw("future:1", r#"{"title":"of another kind"}"#);
    let deep = format!(r#"{{"x":{}1{}}}"#, "[".repeat(100), "]".repeat(100));
    central.publish_raw("future:2", &deep);
    central.serve(&mut house.catalogue);
    assert_eq!(house.all().len(), 5);
    assert_eq!(house.reader.unreadable_rows().unwrap(), 2);
}

#[test]
fn a_later_program_reads_what_an_earlier_one_could_not() {
    let mut house = House::new();
    five().serve(&mut house.catalogue);
    let other = Connection::open(house.path()).unwrap();
    other.execute("UPDATE row SET readable = 0 WHERE id = 'local:2'", []).unwrap();
    other.execute("UPDATE segment SET dead = (SELECT x'03000000')", []).unwrap();
    other.execute("UPDATE state SET parser = 'earlier', changed = changed + 1", []).unwrap();
    drop(other);
    assert_eq!(house.all().len(), 4);
    let house = house.reopen();
    assert_eq!(house.all().len(), 5);
    assert_eq!(house.reader.unreadable_rows().unwrap(), 0);
}

#[test]
fn what_has_ended_vanishes_by_its_own_date() {
    let house = House::holding(&[vacancy("1", "Kasir")]);
    for (today, count) in [("2026-11-30", 1), ("2026-12-01", 0)] {
        let today = day(today);
        assert_eq!(house.found_on(&words("kasir"), today).len(), count);
        assert_eq!(house.reader.near_count(&region("3216"), today).unwrap() as usize, count);
        assert_eq!(house.reader.counts(&Query::default(), today).unwrap().total as usize, count);
        assert_eq!(house.reader.vacancy("local:1", today).unwrap().is_some(), count == 1);
        assert_eq!(house.reader.places(None, &Query::default(), today).unwrap().len(), count);
    }
}

#[test]
fn a_database_of_another_version_or_none_at_all_is_made_anew() {
    let house = House::holding(&[vacancy("1", "Kasir")]);
    Connection::open(house.path()).unwrap().pragma_update(None, "user_version", 999).unwrap();
    let house = house.reopen();
    assert_eq!(house.all().len(), 0);
    assert_eq!(house.catalogue.cursor(&scope()).unwrap().epoch, Epoch::NONE);
    std::fs::write(house.path(), b"this is not a database, and long enough to look like one".repeat(99))
        .unwrap();
    std::fs::remove_file(house.path().with_extension("db-wal")).unwrap();
    let mut house = house.reopen();
    five().serve(&mut house.catalogue);
    assert_eq!(house.all().len(), 5);
}

#[test]
fn a_damaged_index_is_found_at_the_start() {
    let house = House::holding(&[vacancy("1", "Kasir")]);
    let other = Connection::open(house.path()).unwrap();
    other.execute("UPDATE segment_content SET content = zeroblob(length(content))", []).unwrap();
    drop(other);
    assert_eq!(house.reopen().all().len(), 0);
}

#[test]
fn scopes_are_kept_apart_and_forgotten_apart() {
    let mut house = House::holding(&[vacancy("1", "Kasir")]);
    let other: Scope = "vacancies@33".parse().unwrap();
    let central = Central::with(&[vacancy("1", "Kasir"), vacancy("2", "Koki")]);
    let page = Page {
        epoch: central.epoch,
        after: 0,
        rows: central.rows.iter().map(|(id, (seq, body))| row(id, *seq, body.as_deref())).collect(),
        next: 2,
        more: false,
        head: 2,
        count: 2,
        digest: central.sums().1,
        as_of_s: 99,
    };
    house.catalogue.apply(&other, &FeedAnswer::Page(page)).unwrap();
    assert_eq!(house.all().len(), 3);
    assert_eq!(house.reader.as_of().unwrap(), Some(99));
    house.catalogue.keep_only(&[scope()]).unwrap();
    assert_eq!(house.all(), ["local:1"]);
}
