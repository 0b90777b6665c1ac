//! Invented people, ops about them, and officers.

use anjungan_central::office::offices::Offices;
use anjungan_central::office::people::{OfficerId, Role};
use anjungan_central::office::workflow::{Act, Actor, IdempotencyKey, Why};
use anjungan_central::store::{ActRefusal, ApplicationId, Filter, Moved, NewAccount, Store};
use anjungan_wire::application::{Application, Mend, Mended, Photo, Report, specimen};
use anjungan_wire::feed::{FeedAnswer, FeedQuery};
use anjungan_wire::id::{Scope, StreamId};
use anjungan_wire::op::{Op, OpKind};
use anjungan_wire::receipt::{ReceiptNumber, Secret};
use anjungan_wire::request::Push;
use anjungan_wire::status::{CardRow, Status};
use jiff::Timestamp;
use serde::Serialize;

pub use crate::kit::{STREAM, clock, count, store};

/// Friday, 20 November 2026, 10.00 WIB.
pub const FRIDAY: &str = "2026-11-20T03:00:00Z";

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An invented person's application. Different `n`: different receipts and secrets, the same person.
pub fn application(n: u8) -> Application {
    let receipt = ReceiptNumber::draw(&"K07".parse().unwrap(), [n; 8]);
    let photo = Photo::Taken { jpeg: vec![0xff, 0xd8, 0xff, n, 1, 2, 3, 4] };
    let mut application = specimen::application(receipt, Secret::new([n; 16]), photo);
    // Its kiosk knows the district: nothing about it is odd.
    application.person.nik_doubts.clear();
    application.person.address.street = "Jl. Rekaan Utama 17".into();
    application.person.education[0].school = "SMK Rekaan".into();
    application.person.phone = Some("081200000017".into());
    application.person.email = Some("contoh.sintetis@contoh.invalid".into());
    application
}

/// Another person: another NIK and name.
pub fn somebody(n: u8) -> Application {
    let mut application = application(n);
    application.person.nik = format!("979999150505{:04}", 100 + u16::from(n)).parse().unwrap();
    application.person.name = format!("CONTOH NOMOR {n}");
    application
}

/// One of very many, each another person.
pub fn somebody_of(n: u32) -> Application {
    let mut application = somebody(1);
    let random = u64::from(n).to_be_bytes();
    application.receipt = ReceiptNumber::draw(&"K07".parse().unwrap(), random);
    application.secret = Secret::new([random, random].concat().try_into().unwrap());
    application.person.nik = format!("979999{:02}0505{n:04}", 1 + n % 28).parse().unwrap();
    application.person.name = format!("CONTOH NOMOR {n}");
    application
}

/// Pushes one op of any kind as the next of a stream.
pub fn push(store: &mut Store, stream: u8, kind: OpKind, fact: &impl Serialize, at: Timestamp) {
    let stream = STREAM.n(stream);
    let no = store.hwm(&stream).unwrap() + 1;
    push_as(store, stream, no, kind, fact, at);
}

pub fn push_as(
    store: &mut Store,
    stream: StreamId,
    no: u64,
    kind: OpKind,
    fact: &impl Serialize,
    at: Timestamp,
) {
    let bytes = serde_json::to_vec(fact).unwrap();
    let sealed = store.sealing_key().seal(&stream, no, kind, &bytes).unwrap();
    let op = Op { no, kind, clock: clock(at.as_millisecond()), sealed };
    let push = Push { stream, oldest: 1, ops: vec![op] };
    assert_eq!(store.push(&stream, &push, at.as_millisecond()).unwrap().hwm, no);
}

/// An application comes in, and is applied.
pub fn receive(store: &mut Store, application: &Application) -> ApplicationId {
    receive_at(store, application, at(FRIDAY))
}

pub fn receive_at(store: &mut Store, application: &Application, at: Timestamp) -> ApplicationId {
    push(store, 1, OpKind::Application, application, at);
    let held = store.held().unwrap();
    assert!(held.is_empty(), "{held:?}");
    by_receipt(store, application)
}

pub fn by_receipt(store: &Store, application: &Application) -> ApplicationId {
    let filter = Filter { receipt: Some(application.receipt.clone()), ..Filter::default() };
    store.applications(&filter).unwrap()[0].id
}

pub fn mend_of(application: &Application, parts: Vec<Mended>) -> Mend {
    Mend {
        receipt: application.receipt.clone(),
        secret: application.secret.clone(),
        assisted_by: None,
        parts,
    }
}

pub fn report(store: &mut Store, report: &Report) {
    push(store, 1, OpKind::Report, report, at(FRIDAY));
}

/// An officer with an account.
pub fn officer(store: &mut Store, login: &str, role: Role, office: Option<&str>) -> Actor {
    let new = NewAccount {
        login: login.into(),
        name: "CONTOH PETUGAS".into(),
        role,
        offices: Offices::read(office.unwrap_or_default()).unwrap(),
    };
    let (id, _) = store.add_officer(&new, "kata sandi contoh", "test", at(FRIDAY)).unwrap();
    Actor::Officer { id, role }
}

pub fn signer(store: &mut Store) -> Actor {
    officer(store, "pengantar", Role::Signer, Some("3216"))
}

pub fn id_of(actor: &Actor) -> OfficerId {
    match actor {
        Actor::Officer { id, .. } => *id,
        Actor::Applicant | Actor::Kiosk(_) | Actor::System => panic!("no officer: {actor}"),
    }
}

pub fn key(text: impl Into<String>) -> IdempotencyKey {
    IdempotencyKey::new(text).unwrap()
}

/// Does an act under a key of its own.
pub fn act(store: &mut Store, id: ApplicationId, act: Act, actor: &Actor) -> Result<Moved, ActRefusal> {
    act_why(store, id, act, actor, &Why::default())
}

pub fn act_why(
    store: &mut Store,
    id: ApplicationId,
    act: Act,
    actor: &Actor,
    why: &Why,
) -> Result<Moved, ActRefusal> {
    use std::sync::atomic::{AtomicU32, Ordering};
    static KEYS: AtomicU32 = AtomicU32::new(0);
    let key = key(format!("k{}", KEYS.fetch_add(1, Ordering::Relaxed)));
    store.act(id, act, actor, &key, why, at(FRIDAY))
}

/// Taken and approved.
pub fn approve(store: &mut Store, id: ApplicationId, actor: &Actor) -> Moved {
    act(store, id, Act::Take, actor).unwrap();
    act(store, id, Act::Approve, actor).unwrap()
}

pub const PDF: &[u8] = b"%PDF-1.7 contoh";

/// Approved, signed and ready.
pub fn issue(store: &mut Store, id: ApplicationId, actor: &Actor) {
    approve(store, id, actor);
    store.issue_with(id, actor, &key(format!("issue{id}")), at(FRIDAY), |_| Ok(PDF.to_vec())).unwrap();
}

/// The row that kiosks have of an application.
pub fn row(store: &Store, application: &Application) -> Option<CardRow> {
    let scope: Scope = format!("cards@{}", application.office.province()).parse().unwrap();
    row_of(store, &scope, &application.secret.card_id().to_string())
        .map(|body| serde_json::from_str(&body).unwrap())
}

/// What its applicant reads at any kiosk.
pub fn told(store: &Store, application: &Application) -> Status {
    row(store, application).unwrap().open(&application.secret).unwrap()
}

pub fn row_of(store: &Store, scope: &Scope, id: &str) -> Option<String> {
    let mut after = 0;
    loop {
        let query = FeedQuery { epoch: store.epoch().unwrap(), after, floor: after, limit: 200 };
        let FeedAnswer::Page(page) = store.feed(scope, &query).unwrap() else { panic!("a reset") };
        if let Some(row) = page.rows.iter().find(|row| row.id == id) {
            return row.body.as_ref().map(|body| body.get().to_owned());
        }
        if !page.more {
            return None;
        }
        after = page.next;
    }
}

/// Very many applications, each of another person with a name of its own, pushed by the hundred.
pub fn receive_many(store: &mut Store, count: u32, name: impl Fn(usize) -> String) {
    let stream = STREAM.n(1);
    let key = store.sealing_key();
    for batch in (1..=count).collect::<Vec<_>>().chunks(100) {
        let ops = batch.iter().map(|n| {
            let mut told = somebody_of(*n % 9_999 + 1);
            let random = u64::from(*n).to_be_bytes();
            told.receipt = ReceiptNumber::draw(&"K07".parse().unwrap(), random);
            told.secret = Secret::new([random, random].concat().try_into().unwrap());
            told.person.nik =
                format!("979999{:02}05{:02}{:04}", 1 + n % 28, n / 9_000, 1 + n % 9_000).parse().unwrap();
            told.person.name = name(*n as usize);
            let no = u64::from(*n);
            let sealed =
                key.seal(&stream, no, OpKind::Application, &serde_json::to_vec(&told).unwrap()).unwrap();
            Op { no, kind: OpKind::Application, clock: clock(at(FRIDAY).as_millisecond()), sealed }
        });
        let push = Push { stream, oldest: 1, ops: ops.collect() };
        let last = push.ops.last().unwrap().no;
        assert_eq!(store.push(&stream, &push, at(FRIDAY).as_millisecond()).unwrap().hwm, last);
    }
    assert_eq!(store.held().unwrap().len(), 0);
}
