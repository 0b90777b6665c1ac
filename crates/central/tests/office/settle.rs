//! What an officer may settle, and what not: nobody's application is lost by two hands on one form.

use anjungan_central::office::people::Role;
use anjungan_central::office::same::{Concern, Settlement};
use anjungan_central::office::workflow::{NotAllowed, Stage};
use anjungan_central::store::{ActRefusal, ApplicationId, Store};
use anjungan_wire::application::Photo;

use super::kit::*;

/// Two applications with one NIK that say different things.
fn conflict(store: &mut Store) -> (ApplicationId, ApplicationId) {
    let (first, mut second) = (application(1), application(2));
    second.person.name = "CONTOH LAIN".into();
    (receive(store, &first), receive(store, &second))
}

fn stage(store: &Store, id: ApplicationId) -> Stage {
    store.summary(id).unwrap().unwrap().stage
}

#[test]
fn two_officers_who_settle_one_conflict_differently_do_not_close_both() {
    let mut store = store();
    let one = signer(&mut store);
    let two = officer(&mut store, "operator", Role::Operator, Some("3216"));
    let (first, second) = conflict(&mut store);
    store.settle_conflict(second, Settlement::KeepFirst, &one, &key("one"), at(FRIDAY)).unwrap();
    let late = store.settle_conflict(second, Settlement::KeepSecond, &two, &key("two"), at(FRIDAY));
    assert!(
        matches!(late, Err(ActRefusal::NotAllowed(NotAllowed::Stage { stage: Stage::Cancelled, .. }))),
        "{late:?}"
    );
    assert_eq!((stage(&store, first), stage(&store, second)), (Stage::Submitted, Stage::Cancelled));
    // The same form sent twice is one word.
    store.settle_conflict(second, Settlement::KeepFirst, &one, &key("one"), at(FRIDAY)).unwrap();
}

#[test]
fn an_officer_closes_no_application_of_another_office() {
    let mut store = store();
    let (first, mut second) = (application(1), application(2));
    second.person.address.village = "3275012001".parse().unwrap();
    second.office = "3275".parse().unwrap();
    let (first, second) = (receive(&mut store, &first), receive(&mut store, &second));
    let elsewhere = officer(&mut store, "kota", Role::Operator, Some("3275"));
    let refused = store.settle_conflict(second, Settlement::KeepSecond, &elsewhere, &key("a"), at(FRIDAY));
    assert!(matches!(refused, Err(ActRefusal::NotAllowed(NotAllowed::OtherOffice))), "{refused:?}");
    assert_eq!(stage(&store, first), Stage::Submitted);
    store.settle_conflict(second, Settlement::KeepFirst, &elsewhere, &key("b"), at(FRIDAY)).unwrap();
}

#[test]
fn a_photo_is_brought_and_not_waved_through() {
    let mut store = store();
    let signer = signer(&mut store);
    let mut told = application(1);
    told.photo = Photo::AtCounter;
    let id = receive(&mut store, &told);
    let refused = store.settle(id, Concern::NoPhoto, &signer, at(FRIDAY));
    assert!(matches!(refused, Err(ActRefusal::NotAllowed(NotAllowed::Concern(_)))), "{refused:?}");
    assert_eq!(store.summary(id).unwrap().unwrap().concerns, [Concern::NoPhoto]);
}
