//! The scopes that are not searched: rules of an office, cards, and cards that are not valid any more.

use anjungan_wire::application::ApplicationKind;
use anjungan_wire::card::{CardNumber, Revoked};
use anjungan_wire::office::Office;
use anjungan_wire::receipt::{ReceiptNumber, Secret};
use anjungan_wire::signed::Signed;
use anjungan_wire::status::{Blob, CardRow, PublicStage, Status};

use super::*;
use crate::catalogue::Applied;

fn office_scope() -> Scope {
    "office@3216".parse().unwrap()
}

fn cards_scope() -> Scope {
    "cards@32".parse().unwrap()
}

fn key() -> ed25519_dalek::SigningKey {
    ed25519_dalek::SigningKey::from_bytes(&[7; 32])
}

fn rules(name: &str) -> Office {
    Office::usual(region("3216"), name)
}

fn signed(name: &str) -> String {
    serde_json::to_string(&Signed::sign(&key(), 1, i64::MAX, rules(name))).unwrap()
}

fn card(number: u8, size: Option<u64>) -> (Secret, CardRow) {
    let secret = Secret::new([number; 16]);
    let status = Status {
        receipt: ReceiptNumber::draw(&"K07".parse().unwrap(), [number; 8]),
        kind: ApplicationKind::New,
        stage: PublicStage::Received,
        since: jiff::Timestamp::from_second(1_790_000_000).unwrap(),
        due: None,
        reasons: vec![],
        mend: vec![],
        card: None,
        steps: vec![],
    };
    let blob = size.map(|size| Blob { sha256: [number; 32], size });
    let row = CardRow::new(&secret, [4; 12], &status, blob);
    (secret, row)
}

fn publish_card(central: &mut Central, number: u8, size: Option<u64>) -> Secret {
    let (secret, row) = card(number, size);
    central.publish_raw(&secret.card_id().to_string(), &serde_json::to_string(&row).unwrap());
    secret
}

/// Names of the cards to be fetched ahead.
fn named(house: &House, bytes_max: u64) -> Vec<u8> {
    house.catalogue.cards(bytes_max, 1_000).unwrap().iter().map(|card| card.sha256[0]).collect()
}

#[test]
fn rules_are_in_force_once_they_were_trusted_and_stay_when_a_bad_row_follows() {
    let (mut house, mut central) = (House::new(), Central::new());
    central.publish_raw("office", &signed("Disnaker A"));
    central.serve_scope(&mut house.catalogue, &office_scope());
    assert_eq!(house.reader.office().unwrap(), None, "nobody has verified them");
    let offered = house.catalogue.offered_office(&office_scope()).unwrap().unwrap();
    house.catalogue.settle_office(&office_scope(), &offered, Some(&rules("Disnaker A"))).unwrap();
    assert_eq!(house.reader.office().unwrap().unwrap().name, "Disnaker A");
    assert!(house.catalogue.offered_office(&office_scope()).unwrap().is_none());

    central.publish_raw("office", &signed("Disnaker Palsu"));
    central.serve_scope(&mut house.catalogue, &office_scope());
    let offered = house.catalogue.offered_office(&office_scope()).unwrap().unwrap();
    house.catalogue.settle_office(&office_scope(), &offered, None).unwrap();
    assert_eq!(house.reader.unreadable_rows().unwrap(), 1);
    assert!(house.catalogue.offered_office(&office_scope()).unwrap().is_none(), "refused once is enough");
    assert_eq!(house.reader.office().unwrap().unwrap().name, "Disnaker A");

    central.withdraw("office");
    central.serve_scope(&mut house.catalogue, &office_scope());
    let house = house.reopen();
    assert_eq!(house.reader.office().unwrap().unwrap().name, "Disnaker A", "nobody signed the withdrawal");
}

#[test]
fn rules_of_an_office_that_is_no_longer_followed_are_not_in_force() {
    let (mut house, mut central) = (House::new(), Central::new());
    central.publish_raw("office", &signed("Disnaker A"));
    central.serve_scope(&mut house.catalogue, &office_scope());
    let offered = house.catalogue.offered_office(&office_scope()).unwrap().unwrap();
    house.catalogue.settle_office(&office_scope(), &offered, Some(&rules("Disnaker A"))).unwrap();
    house.catalogue.keep_only(&[office_scope()]).unwrap();
    assert!(house.reader.office().unwrap().is_some());
    house.catalogue.keep_only(&[scope()]).unwrap();
    assert_eq!(house.reader.office().unwrap(), None);
}

#[test]
fn a_card_is_found_by_its_id_and_opens_with_its_secret() {
    let (mut house, mut central) = (House::new(), Central::new());
    let secret = publish_card(&mut central, 1, Some(80));
    central.publish_raw("00000000000000000000000000000000", "{\"of\":\"the future\"}");
    central.serve_scope(&mut house.catalogue, &cards_scope());
    let row = house.reader.card_row(&secret.card_id()).unwrap().unwrap();
    assert_eq!(row.open(&secret).unwrap().stage, PublicStage::Received);
    assert_eq!(house.reader.card_row(&Secret::new([9; 16]).card_id()).unwrap(), None);
    assert_eq!(house.reader.unreadable_rows().unwrap(), 1);
    assert!(house.all().is_empty(), "a card is no vacancy");
    assert_eq!(house.reader.as_of().unwrap(), None, "what cards are as of says nothing of vacancies");
}

#[test]
fn cards_are_replaced_withdrawn_walked_again_and_verified_like_every_row() {
    let (mut house, mut central) = (House::new(), Central::new());
    for number in 1..9 {
        publish_card(&mut central, number, None);
    }
    central.serve_scope(&mut house.catalogue, &cards_scope());
    let gone = publish_card(&mut central, 3, Some(10));
    central.withdraw(&gone.card_id().to_string());
    let kept = publish_card(&mut central, 5, Some(10));
    central.purge();
    central.epoch = Epoch::numbered(2);
    central.serve_scope(&mut house.catalogue, &cards_scope());
    assert_eq!(house.catalogue.verify_full(&cards_scope()).unwrap(), super::super::Verified::Sound);
    assert_eq!(house.reader.card_row(&gone.card_id()).unwrap(), None);
    assert!(house.reader.card_row(&kept.card_id()).unwrap().is_some());
    assert_eq!(named(&house, 1_000), [5]);
    let (manifest, file) = central.snapshot();
    let manifest = Snapshot { scope: cards_scope(), ..manifest };
    let mut fresh = House::new();
    fresh.catalogue.load_snapshot(&cards_scope(), &manifest, &file[..], |_| {}).unwrap();
    assert!(fresh.reader.card_row(&kept.card_id()).unwrap().is_some());
    assert_eq!(named(&fresh, 1_000), [5]);
}

#[test]
fn the_newest_cards_are_fetched_ahead_as_far_as_there_is_room() {
    let (mut house, mut central) = (House::new(), Central::new());
    for (number, size) in [(1, 300), (2, 300), (3, 5_000), (4, 300)] {
        publish_card(&mut central, number, Some(size));
    }
    publish_card(&mut central, 5, None);
    publish_card(&mut central, 6, Some(0));
    central.serve_scope(&mut house.catalogue, &cards_scope());
    assert_eq!(named(&house, 1_000), [4, 2, 1], "one that is larger than any card holds up none behind it");
    assert_eq!(named(&house, 600), [4, 2]);
    assert_eq!(named(&house, 599), [4]);
}

#[test]
fn a_revoked_card_is_known_by_its_number_alone() {
    let (mut house, mut central) = (House::new(), Central::new());
    let number: CardNumber = "3216 211126 000123".parse().unwrap();
    let revoked = Revoked { since: day("2026-11-22"), until: day("2028-11-21") };
    central.publish_raw(&Revoked::row_id(&number), &serde_json::to_string(&revoked).unwrap());
    let scope: Scope = "revoked@32".parse().unwrap();
    assert!(!house.reader.knows_revoked().unwrap(), "a list that never came is not an empty one");
    assert_eq!(central.serve_scope(&mut house.catalogue, &scope), 2);
    assert!(house.reader.knows_revoked().unwrap());
    assert_eq!(house.reader.revoked(&number).unwrap(), Some(revoked));
    assert_eq!(house.reader.revoked(&"3216 211126 000124".parse().unwrap()).unwrap(), None);
    let FeedAnswer::Page(page) = central.answer_to(&house.catalogue, &scope, 3) else { panic!("reset") };
    assert_eq!(house.catalogue.apply(&scope, &FeedAnswer::Page(page)).unwrap(), Applied::AtHead { rows: 0 });
}
