//! From an approval to a card at any kiosk, and out of use again.

use anjungan_central::office::people::Role;
use anjungan_central::office::workflow::{Act, Actor, Stage};
use anjungan_central::store::{CardState, Store};
use anjungan_wire::card::{CardCode, Locked, Revoked, unlock};
use anjungan_wire::encoding::{hex, sha256_hex};
use anjungan_wire::id::Scope;
use anjungan_wire::office::Office;
use anjungan_wire::signed::Signed;
use anjungan_wire::status::{PrintRule, PublicStage};
use jiff::civil::date;

use super::kit::*;

fn office(store: &Store) -> Office {
    let body = row_of(store, &"office@3216".parse().unwrap(), "office").unwrap();
    let signed: Signed<Office> = serde_json::from_str(&body).unwrap();
    signed.verify(&store.content_key(), 0, at(FRIDAY).as_second()).unwrap().content
}

const TOML: &str = "region = \"3216\"\nname = \"Disnaker Contoh\"\npublic_host = \"ak1.contoh.example\"\n\
    [number]\npattern = \"{office} {date:ddmmyy} {serial:6}\"\nreset = \"day\"\n";

#[test]
fn a_kiosk_with_the_secret_gets_exactly_the_signed_document() {
    let mut store = store();
    store.set_office(TOML, "test", at(FRIDAY)).unwrap();
    let signer = signer(&mut store);
    let told_ = application(1);
    let id = receive(&mut store, &told_);
    approve(&mut store, id, &signer);
    assert_eq!(told(&store, &told_).stage, PublicStage::Approved);
    assert!(told(&store, &told_).card.is_none(), "a number that may yet be void is not told");
    let facts = store.issue_facts(id).unwrap();
    assert_eq!(facts.number.as_str(), "3216 201126 000001");
    assert_eq!(facts.days.valid_until, date(2028, 11, 20));
    assert!(facts.check_url.starts_with("HTTPS://AK1.CONTOH.EXAMPLE/C/"), "{}", facts.check_url);
    // The code on the card is believed with the keys that kiosks have.
    let code = CardCode::verify(&facts.code, &office(&store).card_keys).unwrap();
    assert_eq!((code.number, code.name.as_str()), (facts.number.clone(), "CONTOH SINTETIS"));
    let moved = store.issue(&facts, PDF, &signer, &key("issue"), at(FRIDAY)).unwrap();
    assert_eq!(moved.stage, Stage::Ready);

    let row = row(&store, &told_).unwrap();
    let blob = row.card.unwrap();
    let locked = std::fs::read(store.blob_path(&hex(&blob.sha256)).unwrap()).unwrap();
    assert_eq!((sha256_hex(&locked), locked.len() as u64), (hex(&blob.sha256), blob.size));
    let pdf = unlock(&told_.secret, Locked::Card, &locked).unwrap();
    assert_eq!(pdf.as_slice(), PDF);
    let card = row.open(&told_.secret).unwrap().card.unwrap();
    assert_eq!(card.print, PrintRule::AtKiosk { left: 3 });
    let word =
        card.document.unwrap().verify(&store.content_key(), 0, at(FRIDAY).as_second()).unwrap().content;
    assert_eq!(hex(&word.pdf_sha256), sha256_hex(PDF));
    assert_eq!(word.card, told_.secret.card_id());
    assert_eq!(store.card_pdf(id).unwrap().unwrap().as_slice(), PDF);
    // The same form again issues nothing twice.
    assert!(store.issue(&facts, b"%PDF other", &signer, &key("issue"), at(FRIDAY)).unwrap().again);
    assert_eq!(store.card_pdf(id).unwrap().unwrap().as_slice(), PDF);
    // The sweeper leaves a card's file alone.
    store.refresh_snapshots().unwrap();
    assert!(store.blob_path(&hex(&blob.sha256)).is_some());
}

#[test]
fn the_check_address_says_four_things_and_a_wrong_one_nothing() {
    let mut store = store();
    store.set_office(TOML, "test", at(FRIDAY)).unwrap();
    let signer = signer(&mut store);
    let id = receive(&mut store, &application(1));
    approve(&mut store, id, &signer);
    let unused = store.issue_facts(id).unwrap().check_url;
    let facts = store.issue_facts(id).unwrap();
    let token = |url: &str| url.rsplit('/').next().unwrap().to_owned();
    assert_eq!(store.check(&token(&facts.check_url)).unwrap(), None, "not issued yet");
    store.issue(&facts, PDF, &signer, &key("issue"), at(FRIDAY)).unwrap();
    let public = store.check(&token(&facts.check_url).to_lowercase()).unwrap().unwrap();
    assert_eq!(public.masked_name, "C***** S*******");
    assert_eq!((public.number, public.revoked), (facts.number, false));
    assert_eq!(public.valid_until, date(2028, 11, 20));
    for wrong in [token(&unused), String::new(), "0".into(), "AAAA".into(), "é".into()] {
        assert_eq!(store.check(&wrong).unwrap(), None, "{wrong}");
    }
}

#[test]
fn a_revoked_card_is_on_the_list_and_opens_nothing() {
    let mut store = store();
    let signer = signer(&mut store);
    let told_ = application(1);
    let id = receive(&mut store, &told_);
    issue(&mut store, id, &signer);
    let operator = officer(&mut store, "operator", Role::Operator, None);
    assert!(store.revoke_card(id, &operator, "", at(FRIDAY)).is_err());
    store.revoke_card(id, &signer, "hilang", at(FRIDAY)).unwrap();
    let card = store.application(id).unwrap().unwrap().card.unwrap();
    assert_eq!(card.state, CardState::Revoked);
    let scope: Scope = "revoked@32".parse().unwrap();
    let revoked: Revoked =
        serde_json::from_str(&row_of(&store, &scope, &Revoked::row_id(&card.number)).unwrap()).unwrap();
    assert_eq!(revoked, Revoked { since: date(2026, 11, 20), until: date(2028, 11, 20) });
    let row = row(&store, &told_).unwrap();
    let status = row.open(&told_.secret).unwrap();
    assert!(row.card.is_none() && status.card.unwrap().document.is_none());
    assert_eq!(status.stage, PublicStage::Withdrawn);
    assert!(store.card_pdf(id).unwrap().is_none(), "nor is it printed at the counter");
}

#[test]
fn with_pickup_the_card_waits_at_the_counter() {
    let mut store = store();
    store.set_office(&TOML.replace("[number]", "pickup = true\n[number]"), "test", at(FRIDAY)).unwrap();
    let signer = signer(&mut store);
    let told_ = application(1);
    let id = receive(&mut store, &told_);
    issue(&mut store, id, &signer);
    let row = row(&store, &told_).unwrap();
    let card = row.open(&told_.secret).unwrap().card.unwrap();
    assert!(row.card.is_none() && card.document.is_none());
    assert_eq!(card.print, PrintRule::AtCounter);
    // The counter prints and hands it over.
    assert_eq!(store.card_pdf(id).unwrap().unwrap().as_slice(), PDF);
    act(&mut store, id, Act::Print, &signer).unwrap();
    assert_eq!(act(&mut store, id, Act::Collect, &signer).unwrap().stage, Stage::Collected);
}

#[test]
fn an_application_that_was_refused_meanwhile_is_not_issued() {
    let mut store = store();
    let signer = signer(&mut store);
    let id = receive(&mut store, &application(1));
    approve(&mut store, id, &signer);
    let facts = store.issue_facts(id).unwrap();
    let why = anjungan_central::office::workflow::Why::reason("withdrawn");
    act_why(&mut store, id, Act::Cancel, &signer, &why).unwrap();
    assert!(store.issue(&facts, PDF, &signer, &key("issue"), at(FRIDAY)).is_err());
    assert!(store.issue_facts(id).is_err());
    assert_eq!(told(&store, &application(1)).stage, PublicStage::Withdrawn);
}

#[test]
fn a_card_key_that_is_replaced_leaves_old_cards_genuine() {
    let mut store = store();
    store.set_office(TOML, "test", at(FRIDAY)).unwrap();
    let signer = signer(&mut store);
    let (one, two) = (receive(&mut store, &somebody(1)), receive(&mut store, &somebody(2)));
    approve(&mut store, one, &signer);
    let old = store.issue_facts(one).unwrap().code;
    assert_eq!(store.new_card_key(&"3216".parse().unwrap()).unwrap(), 2);
    approve(&mut store, two, &signer);
    let new = store.issue_facts(two).unwrap().code;
    let keys = office(&store).card_keys;
    assert_eq!(CardCode::verify(&old, &keys).unwrap().key, 1);
    assert_eq!(CardCode::verify(&new, &keys).unwrap().key, 2);
}

#[test]
fn only_the_system_expires_and_supersedes() {
    let mut store = store();
    let signer = signer(&mut store);
    let id = receive(&mut store, &application(1));
    issue(&mut store, id, &signer);
    for by in [signer, Actor::Applicant] {
        assert!(act(&mut store, id, Act::Expire, &by).is_err());
        assert!(act(&mut store, id, Act::Supersede, &by).is_err());
    }
}
