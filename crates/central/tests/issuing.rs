//! From an application's op to a signed card that any kiosk can print.

use anjungan_central::office::offices::Offices;
use std::process::Command;

use anjungan_card::{NotValid, verify};
use anjungan_central::issuing::{OfficeKeys, documents};
use anjungan_central::office::people::{OfficerId, Role};
use anjungan_central::office::workflow::{Act, Actor, IdempotencyKey, Stage, Why};
use anjungan_central::store::{ApplicationId, Filter, NewAccount, Store};
use anjungan_wire::application::{Application, Photo, specimen};
use anjungan_wire::card::{CardCode, Locked, unlock};
use anjungan_wire::op::{Op, OpKind};
use anjungan_wire::receipt::{ReceiptNumber, Secret};
use anjungan_wire::status::CardRow;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use crate::kit::{STREAM, clock, push_of, query, scope, store};

const RULES: &str = r#"
region = "3216"
name = "Dinas Ketenagakerjaan"
public_host = "ak1.disnaker.example"
[number]
pattern = "{office} {date:ddmmyy} {serial:6}"
reset = "day"
[signer]
name = "Petugas Sintetis, S.E."
nip = "199001012015011001"
title = "Pengantar Kerja"
"#;

fn secret() -> Secret {
    Secret::new([2; 16])
}

fn application() -> Application {
    let receipt = ReceiptNumber::draw(&"K07".parse().unwrap(), [1; 8]);
    let photo = Photo::Taken { jpeg: include_bytes!("../../card/tests/photo.jpg").to_vec() };
    let mut application = specimen::application(receipt, secret(), photo);
    // Nothing that an officer would have to look at first.
    application.person.nik_doubts.clear();
    application
}

pub fn key(text: &str) -> IdempotencyKey {
    IdempotencyKey::new(text).unwrap()
}

fn officer(store: &mut Store, login: &str, role: Role) -> Actor {
    let account =
        NewAccount { login: login.into(), name: "Petugas Sintetis".into(), role, offices: Offices::Every };
    let (id, _): (OfficerId, _) =
        store.add_officer(&account, "a long password for a test", "test", Timestamp::now()).unwrap();
    Actor::Officer { id, role }
}

/// An application that came in from a kiosk and was approved; the signer who is to sign it.
pub fn approved(store: &mut Store) -> (ApplicationId, Actor) {
    store.set_office(RULES, "test", Timestamp::now()).unwrap();
    let (operator, signer) =
        (officer(store, "operator", Role::Operator), officer(store, "signer", Role::Signer));
    let content = serde_json::to_vec(&application()).unwrap();
    let sealed = store.sealing_key().seal(&STREAM.n(1), 1, OpKind::Application, &content).unwrap();
    let op = Op { no: 1, kind: OpKind::Application, clock: clock(1_790_000_000_000), sealed };
    store.push(&STREAM.n(1), &push_of(STREAM.n(1), vec![op]), Timestamp::now().as_millisecond()).unwrap();
    assert!(store.held().unwrap().is_empty(), "{:?}", store.held().unwrap());
    let id = store.applications(&Filter::default()).unwrap()[0].id;
    for act in [Act::Take, Act::Approve] {
        if act == Act::Approve {
            store.lease(id, &operator, false, Timestamp::now()).unwrap();
        }
        store.act(id, act, &operator, &key(act.as_str()), &Why::default(), Timestamp::now()).unwrap();
    }
    (id, signer)
}

#[test]
fn an_approved_application_becomes_a_signed_card_at_any_kiosk() {
    let mut store = store();
    let (id, signer) = approved(&mut store);
    let compose = documents(store.dir());
    let moved =
        store.issue_with(id, &signer, &key("sign"), Timestamp::now(), |facts| compose(facts)).unwrap();
    assert_eq!(moved.stage, Stage::Ready);

    // What a kiosk gets: a row that opens with the receipt's secret, and a blob that does too.
    let answer = store.feed(&scope("cards@32"), &query(store.epoch().unwrap(), 0, 0)).unwrap();
    let rows = crate::kit::page(answer).rows;
    let row =
        rows.iter().find(|row| !row.del).map(|row| serde_json::from_str::<CardRow>(row.body_text()).unwrap());
    let row = row.expect("the card has a row");
    let card = row.open(&secret()).unwrap().card.expect("it is issued");
    let blob = row.card.expect("it has a document");
    let name = anjungan_wire::encoding::hex(&blob.sha256);
    let locked = std::fs::read(store.dir().join("blobs").join(name)).unwrap();
    let pdf = unlock(&secret(), Locked::Card, &locked).unwrap();
    let document = card.document.expect("central vouches for it");
    let now_s = Timestamp::now().as_second();
    let vouched = document.verify(&store.content_key(), 0, now_s).unwrap().content;
    assert_eq!(vouched.pdf_sha256, <[u8; 32]>::from(Sha256::digest(&*pdf)));

    // The document itself: signed by the office, to the last byte.
    let region = "3216".parse().unwrap();
    let certificate = OfficeKeys::new(store.dir()).certificate(&region).unwrap().unwrap();
    let signed = verify(&pdf, &certificate.chain).unwrap();
    assert_eq!(signed.signer, "Dinas Ketenagakerjaan");
    let mut changed = pdf.to_vec();
    changed[2_000] ^= 1;
    assert_eq!(verify(&changed, &certificate.chain), Err(NotValid::Changed));
    as_pdfsig_sees_it(&pdf);
}

/// Where poppler is; `tests/card.sh` asks it always.
pub fn as_pdfsig_sees_it(pdf: &[u8]) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    let Ok(said) = Command::new("pdfsig").arg(file.path()).output() else { return };
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("Signature is Valid."), "{said}");
    assert!(said.contains("Total document signed"), "{said}");
}

#[test]
fn signing_twice_issues_one_card_and_keeps_its_bytes() {
    let mut store = store();
    let (id, signer) = approved(&mut store);
    let compose = documents(store.dir());
    let facts = store.issue_facts(id).unwrap();
    let at = Timestamp::now();
    let (first, second) = (compose(&facts).unwrap(), compose(&facts).unwrap());
    assert!(!store.issue(&facts, &first, &signer, &key("sign"), at).unwrap().again);
    assert!(store.issue(&facts, &second, &signer, &key("sign"), at).unwrap().again);
    assert!(store.issue(&facts, &second, &signer, &key("another"), at).is_err());
    assert_eq!(*store.card_pdf(id).unwrap().unwrap(), first);
}

#[test]
fn the_codes_on_the_card_lead_to_it_and_name_it() {
    let mut store = store();
    let (id, signer) = approved(&mut store);
    let compose = documents(store.dir());
    let facts = store.issue_facts(id).unwrap();
    let pdf = compose(&facts).unwrap();
    store.issue(&facts, &pdf, &signer, &key("sign"), Timestamp::now()).unwrap();

    let token = facts.check_url.rsplit('/').next().unwrap();
    assert_eq!(store.check(token).unwrap().expect("the address is known").number, facts.number);
    let office = store.office(&"3216".parse().unwrap()).unwrap();
    assert_eq!(office.public_host, "ak1.disnaker.example");
    assert!(facts.code.starts_with("HTTPS://AK1.DISNAKER.EXAMPLE/K#"));
    assert!(!facts.code.contains("9799991505050001"));
    assert!(CardCode::verify(&facts.code, &[]).is_err(), "without the office's key nothing is believed");
}

#[test]
fn what_no_font_has_is_told_to_the_officer_and_nothing_is_issued() {
    let mut store = store();
    let (id, signer) = approved(&mut store);
    let compose = documents(store.dir());
    let mut facts = store.issue_facts(id).unwrap();
    facts.application.person.birth_place = "山".into();
    let refused = store.issue_with(id, &signer, &key("sign"), Timestamp::now(), |_| compose(&facts));
    let said = refused.unwrap_err().to_string();
    assert!(said.contains("birth_place") && said.contains("U+5C71"), "{said}");
    assert_eq!(store.summary(id).unwrap().unwrap().stage, Stage::Approved);
}
