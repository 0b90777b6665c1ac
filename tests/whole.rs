//! A terminal and a central over a real socket: the real `Central`, the real `Engine` with its `Client`,
//! `Ledger` and `Catalogue`. Between them, where a test wants it, a proxy that spoils what passes.
//!
//! Nothing here sleeps for luck: every step waits for what must become true, and says what it waited for.

mod content;
pub mod house;
mod news;
pub mod proxy;
mod snapshots;

use anjungan::sync::Standing;
use anjungan_wire::request::RefusalCode;

use house::{House, Office, until};

#[test]
fn a_kiosk_enrols_is_accepted_and_gets_its_first_rows() {
    let office = Office::open();
    office.publish("a", "Operator Produksi");
    let code = office.invite(false);
    let mut house = House::open(&office.address(), Some(&code));

    let words = until("four words to compare", || {
        let Standing::NotAccepted { words } = house.status()?.standing else { return None };
        Some(words)
    });
    let device = office.with(|store| store.devices().unwrap().pop().unwrap());
    assert_eq!(words, anjungan_wire::words::fingerprint_words(&device.public_key));
    assert!(house.found().is_empty(), "nothing is given to a kiosk that nobody accepted");

    office.with(move |store| store.accept(&device.key_id).unwrap());
    house.try_now();
    until("the first row", || (house.found() == ["Operator Produksi"]).then_some(()));
    until("a word that all is well", || (house.status()?.standing == Standing::Accepted).then_some(()));
}

#[test]
fn facts_reach_central_and_are_applied_once_also_over_its_restart() {
    let mut office = Office::open();
    let mut house = House::accepted(&office);
    house.record(1);
    until("the first fact", || (office.visits() == [1]).then_some(()));

    office.stop();
    house.record(2);
    house.try_now();
    until("a word that central is gone", || (!house.status()?.online).then_some(()));
    house.record(3);
    office.start_again();
    house.try_now();
    until("what was recorded meanwhile", || (office.visits() == [1, 2, 3]).then_some(()));
    until("quiet", || (house.waiting() == 0).then_some(()));
}

#[test]
fn a_restored_central_is_told_again_and_nothing_is_doubled() {
    let mut office = Office::open();
    office.publish("a", "Operator Produksi");
    let house = House::accepted(&office);
    house.record(1);
    until("the first fact", || (office.visits() == [1]).then_some(()));
    office.back_up();

    house.record(2);
    office.publish("b", "Juru Masak");
    house.try_now();
    until("the second fact and row", || {
        (office.visits() == [1, 2] && house.found() == ["Juru Masak", "Operator Produksi"]).then_some(())
    });
    let before = house.epoch();

    office.restore();
    assert_eq!(office.visits(), [1], "the backup knows the first alone");
    house.try_now();
    until("the second fact again", || (office.visits() == [1, 2]).then_some(()));
    until("the copy of the restored rows", || (house.found() == ["Operator Produksi"]).then_some(()));
    assert!(house.epoch() > before);
    assert_eq!(office.with(|store| store.gaps().unwrap()), []);
}

#[test]
fn a_closed_vacancy_disappears() {
    let office = Office::open();
    office.publish("a", "Operator Produksi");
    office.publish("b", "Juru Masak");
    let house = House::accepted(&office);
    until("both", || (house.found().len() == 2).then_some(()));
    office.close("a");
    house.try_now();
    until("one less", || (house.found() == ["Juru Masak"]).then_some(()));
}

#[test]
fn a_wrong_code_is_answered_with_what_to_do() {
    let office = Office::open();
    office.invite(true);
    let mut house = House::open(&office.address(), Some("00000000"));
    let say = until("a refusal", || {
        let Standing::NotEnrolled { refused } = house.status()?.standing else { return None };
        refused
    });
    assert!(say.contains("kiosk invite"), "{say}");
    assert!(office.with(|store| store.devices().unwrap()).is_empty());
}

#[test]
fn a_lost_terminal_gets_nothing_and_gives_nothing() {
    let office = Office::open();
    office.publish("a", "Operator Produksi");
    let mut house = House::accepted(&office);
    until("the row", || (house.found() == ["Operator Produksi"]).then_some(()));

    office.with(|store| store.revoke(&"K01".parse().unwrap(), true).unwrap());
    office.publish("b", "Juru Masak");
    house.record(1);
    house.try_now();
    until("the refusal", || {
        let standing = house.status()?.standing;
        matches!(standing, Standing::Refused { code: RefusalCode::Revoked, .. }).then_some(())
    });
    assert_eq!(house.found(), ["Operator Produksi"], "what is here stays here");
    assert!(office.visits().is_empty());
    assert_eq!(house.waiting(), 1, "a refusal deletes nothing");
}

#[test]
fn a_row_that_the_disk_lost_comes_back() {
    let office = Office::open();
    office.publish("a", "Operator Produksi");
    office.publish("b", "Juru Masak");
    let mut house = House::accepted(&office);
    until("both", || (house.found().len() == 2).then_some(()));
    house.stop();
    house.catalogue("DELETE FROM row WHERE id = 'local:a'");
    house.start_again(&office.address());
    until("both again", || {
        house.try_now();
        (house.found() == ["Juru Masak", "Operator Produksi"]).then_some(())
    });
}
