//! A snapshot that is not what central signed changes nothing: the old catalogue stays in use, and what is
//! missing comes page by page or with the next try.

use super::house::{House, Office, until};
use super::proxy::{Proxy, Spoil};

/// A terminal with one row, whose central is restored to a history that offers a snapshot. `spoil` is done
/// to it on the way. The old row must be shown all the time, and in the end the new one too.
fn is_not_used(path: &'static str, spoil: Spoil) {
    let (office, mut house, in_use) = before_a_snapshot();
    let proxy = Proxy::before(office.addr());
    proxy.spoil(path, spoil);
    house.start_again(&proxy.address);
    let mut shown = Vec::new();
    until("a spoilt answer", || {
        house.try_now();
        shown.push(house.found());
        (proxy.spoilt() > 0).then_some(())
    });
    assert_eq!(house.generation(), in_use, "nothing that was spoilt is in use");
    proxy.behave();
    until("the new rows", || {
        house.try_now();
        let found = house.found();
        let there = found == ["Juru Masak", "Operator Produksi"];
        shown.push(found);
        there.then_some(())
    });
    let always = shown.iter().all(|found| found.contains(&"Operator Produksi".to_owned()));
    assert!(always, "the old row was gone in between: {shown:?}");
}

/// A terminal that has stopped with one row, and a central with two in a new epoch, which offers them; and
/// the generation that the terminal has in use.
fn before_a_snapshot() -> (Office, House, u64) {
    let mut office = Office::open();
    office.publish("a", "Operator Produksi");
    let mut house = House::accepted(&office);
    until("the row", || (house.found() == ["Operator Produksi"]).then_some(()));
    let in_use = house.generation();
    house.stop();
    office.publish("b", "Juru Masak");
    office.back_up();
    office.restore();
    office.with(|store| store.build_snapshot(&"vacancies@32".parse().unwrap()).unwrap());
    (office, house, in_use)
}

#[test]
fn a_torn_snapshot_leaves_the_old_rows() {
    is_not_used("/v1/blob/", |body| {
        body.truncate(body.len() / 2);
        true
    });
}

#[test]
fn a_snapshot_with_another_hash_leaves_the_old_rows() {
    is_not_used("/v1/blob/", |body| {
        body.last_mut().is_some_and(|byte| {
            *byte ^= 1;
            true
        })
    });
}

#[test]
fn a_snapshot_with_a_bad_signature_leaves_the_old_rows() {
    is_not_used("/v1/feed/", |body| {
        let before = String::from_utf8(std::mem::take(body)).unwrap();
        let after = before.replacen("\\\"seq\\\":", "\\\"seq\\\":1", 1);
        let altered = before != after;
        *body = after.into_bytes();
        altered
    });
}

#[test]
fn a_whole_snapshot_is_used() {
    let (office, mut house, in_use) = before_a_snapshot();
    house.start_again(&office.address());
    until("the new rows", || (house.found() == ["Juru Masak", "Operator Produksi"]).then_some(()));
    until("a note that it is in use", || (house.generation() > in_use).then_some(()));
}
