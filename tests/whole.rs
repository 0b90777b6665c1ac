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
use anjungan_central::fleet::settings::{Layer, Setting};
use anjungan_wire::command::{Order, Outcome};
use anjungan_wire::id::KioskCode;
use jiff::Timestamp;

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
fn a_lost_terminal_gives_nothing_and_empties_itself() {
    let office = Office::open();
    office.publish("a", "Operator Produksi");
    let mut house = House::accepted(&office);
    until("the row", || (house.found() == ["Operator Produksi"]).then_some(()));

    office.with(|store| store.revoke(&"K01".parse().unwrap(), true).unwrap());
    house.record(1);
    house.try_now();
    until("an empty machine", || (house.found().is_empty() && house.waiting() == 0).then_some(()));
    assert!(office.visits().is_empty(), "nothing is taken from unknown hands");
    // Said at the end of the round in which it was emptied.
    until("it to say so", || (house.status()?.standing != Standing::Accepted).then_some(()));
}

#[test]
fn a_retired_terminal_first_tells_what_it_has() {
    let mut office = Office::open();
    office.publish("a", "Operator Produksi");
    let house = House::accepted(&office);
    until("the row", || (house.found() == ["Operator Produksi"]).then_some(()));
    office.stop();
    house.record(1);
    house.record(2);
    office.start_again();
    office.with(|store| store.revoke(&"K01".parse().unwrap(), false).unwrap());
    house.try_now();
    until("an empty machine", || (house.found().is_empty() && house.waiting() == 0).then_some(()));
    assert_eq!(office.visits(), [1, 2], "what it had to tell is at central");
}

#[test]
fn a_kiosk_is_switched_off_from_the_office_and_stays_so_without_it() {
    let mut office = Office::open();
    let mut house = House::accepted(&office);
    let decide = |office: &Office, value: Option<&'static str>| {
        let layer = Layer::Kiosk("K01".parse().unwrap());
        let now = Timestamp::now();
        office.with(move |store| store.set_config(&layer, Setting::Suspended, value, "test", now).unwrap());
    };
    let words = |house: &mut House| Some(house.status()?.config?.suspended.clone().map(|notice| notice.id));
    decide(&office, Some("Tutup sampai Senin\nClosed until Monday"));
    until("its words", || (words(&mut house)? == Some("Tutup sampai Senin".to_owned())).then_some(()));
    office.stop();
    house.stop();
    house.start_again(&office.address());
    until("its words again", || (words(&mut house)? == Some("Tutup sampai Senin".to_owned())).then_some(()));
    office.start_again();
    decide(&office, None);
    house.try_now();
    until("that it serves", || (words(&mut house)?.is_none()).then_some(()));
}

#[test]
fn a_command_is_done_once_and_its_receipt_comes_back() {
    let office = Office::open();
    let mut house = House::accepted(&office);
    let kiosk: KioskCode = "K01".parse().unwrap();
    let asked = kiosk.clone();
    office.with(move |store| store.command(&asked, Order::Reload, "test", Timestamp::now()).unwrap());
    let outcomes = |office: &Office| {
        let kiosk = kiosk.clone();
        let lines = office.with(move |store| store.commands(&kiosk, 10).unwrap());
        lines[0].receipts.iter().map(|(_, outcome, _, _)| *outcome).collect::<Vec<_>>()
    };
    until("its end", || (outcomes(&office) == [Outcome::Started, Outcome::Done]).then_some(()));
    house.stop();
    house.start_again(&office.address());
    until("a round after the start", || house.status()?.last_success_ms);
    assert_eq!(
        outcomes(&office),
        [Outcome::Started, Outcome::Done],
        "the row is still there, and is not done again"
    );
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
