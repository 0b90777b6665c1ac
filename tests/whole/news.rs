//! News at once: a beat that central holds.

use std::time::Instant;

use super::house::{House, Office, until};

#[test]
fn what_is_published_is_there_without_asking_again_and_again() {
    let office = Office::open();
    let house = House::patient(&office);
    for (n, id) in ["a", "b", "c"].into_iter().enumerate() {
        let begun = Instant::now();
        office.publish(id, &format!("Operator {id}"));
        until("the new row", || (house.found().len() == n + 1).then_some(()));
        // Said by `--nocapture`; a slow machine makes nothing false.
        println!("shown {} ms after it was published", begun.elapsed().as_millis());
    }
}

#[test]
fn a_fact_does_not_wait_for_the_held_beat_and_a_stop_of_central_not_for_its_end() {
    let mut office = Office::open();
    office.publish("a", "Operator Produksi");
    let mut house = House::patient(&office);
    until("the row", || (house.found() == ["Operator Produksi"]).then_some(()));
    house.record(1);
    until("the fact", || (office.visits() == [1]).then_some(()));
    // Joins central's thread: it would hang for as long as a beat is held.
    office.stop();
    house.record(2);
    until("a word that central is gone", || (!house.status()?.online).then_some(()));
    office.start_again();
    house.try_now();
    until("the second fact", || (office.visits() == [1, 2]).then_some(()));
    office.publish("b", "Juru Masak");
    until("news again", || (house.found() == ["Juru Masak", "Operator Produksi"]).then_some(()));
}
