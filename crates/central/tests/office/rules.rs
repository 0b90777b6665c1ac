//! Offices and their rules, as kept and as published.

use anjungan_central::office::people::Role;
use anjungan_central::office::reasons::{Reason, Use};
use anjungan_central::store::Store;
use anjungan_wire::application::Part;
use anjungan_wire::office::Office;
use anjungan_wire::signed::{Envelope, Signed};

use super::kit::*;

const TOML: &str = "region = \"3216\"\nname = \"Disnaker Contoh\"\n\
    [number]\npattern = \"AK1 {serial:6}\"\nreset = \"never\"\n";

fn published(store: &Store) -> Envelope<Office> {
    published_of(store, "3216")
}

fn published_of(store: &Store, region: &str) -> Envelope<Office> {
    let body = row_of(store, &format!("office@{region}").parse().unwrap(), "office").unwrap();
    let signed: Signed<Office> = serde_json::from_str(&body).unwrap();
    signed.verify(&store.content_key(), 0, 0).unwrap()
}

#[test]
fn every_change_is_a_version_and_reaches_the_kiosks_with_a_higher_generation() {
    let mut store = store();
    store.set_office(TOML, "admin", at(FRIDAY)).unwrap();
    let first = published(&store);
    assert!(!first.content.card_keys.is_empty());
    store.set_office(TOML, "admin", at(FRIDAY)).unwrap();
    store.set_office(&TOML.replace("[number]", "prints_max = 5\n[number]"), "admin", at(FRIDAY)).unwrap();
    let second = published(&store);
    assert!(second.generation > first.generation);
    assert_eq!(second.content.prints_max, 5);
    let history = store.office_history(&"3216".parse().unwrap()).unwrap();
    assert_eq!(history.iter().map(|version| version.version).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(store.offices().unwrap().len(), 1);
    assert!(store.set_office("region = \"3216\"", "admin", at(FRIDAY)).is_err());
    assert_eq!(store.office(&"3216".parse().unwrap()).unwrap().prints_max, 5);
    // An office that has set nothing has the national core.
    assert_eq!(store.office(&"3275".parse().unwrap()).unwrap().name, "Disnaker Kota Bekasi");
    // Nothing ends soon, so nothing is signed anew.
    assert_eq!(store.renew_offices().unwrap(), 0);
}

#[test]
fn a_service_that_is_switched_off_gives_no_number_but_loses_nobody() {
    let mut store = store();
    let signer = signer(&mut store);
    store
        .set_office(&TOML.replace("[number]", "card_service = false\n[number]"), "admin", at(FRIDAY))
        .unwrap();
    let id = receive(&mut store, &application(1));
    act(&mut store, id, anjungan_central::office::workflow::Act::Take, &signer).unwrap();
    let refused = act(&mut store, id, anjungan_central::office::workflow::Act::Approve, &signer);
    assert!(refused.unwrap_err().to_string().contains("switched off"));
}

#[test]
fn the_master_list_grows_and_is_switched_off_but_never_forgotten() {
    let mut store = store();
    let usual = store.reasons().unwrap();
    assert!(usual.len() >= 20);
    let own = Reason {
        code: "photo-background".into(),
        use_: Use::SendBack,
        text_id: "Latar foto bukan merah".into(),
        text_en: "The background is not red".into(),
        parts: vec![Part::Photo],
        active: true,
    };
    store.set_reason(&own, "admin", at(FRIDAY)).unwrap();
    store.set_reason(&Reason { active: false, ..own.clone() }, "admin", at(FRIDAY)).unwrap();
    let reasons = store.reasons().unwrap();
    assert_eq!(reasons.len(), usual.len() + 1);
    assert!(!reasons.last().unwrap().active);
    let signer = signer(&mut store);
    let id = receive(&mut store, &application(1));
    act(&mut store, id, anjungan_central::office::workflow::Act::Take, &signer).unwrap();
    let why = anjungan_central::office::workflow::Why::reason("photo-background");
    assert!(
        act_why(&mut store, id, anjungan_central::office::workflow::Act::SendBack, &signer, &why).is_err()
    );
}

#[test]
fn a_kiosk_knows_the_cards_of_its_whole_province() {
    let mut store = store();
    for region in ["3216", "3275", "3374"] {
        store.set_office(&TOML.replace("3216", region), "admin", at(FRIDAY)).unwrap();
    }
    let own = |store: &Store, region: &str| published_of(store, region).content.card_keys;
    let (bekasi, semarang) = (own(&store, "3216"), own(&store, "3374"));
    assert_eq!((bekasi.len(), semarang.len()), (2, 1));
    assert_eq!(bekasi, own(&store, "3275"), "the first hears of its neighbour, who came later");
    assert!(!bekasi.contains(&semarang[0]));
    store.new_card_key(&"3275".parse().unwrap()).unwrap();
    assert_eq!(own(&store, "3216").len(), 3);
    // A neighbour that has set no rules gets its key with its first card.
    let signer = officer(&mut store, "cirebon", Role::Signer, None);
    let mut told = application(1);
    told.office = "3209".parse().unwrap();
    told.person.address.village = "3209012001".parse().unwrap();
    let id = receive(&mut store, &told);
    issue(&mut store, id, &signer);
    assert_eq!(store.renew_offices().unwrap(), 2);
    assert_eq!(own(&store, "3216").len(), 4);
    assert_eq!(store.renew_offices().unwrap(), 0);
}
