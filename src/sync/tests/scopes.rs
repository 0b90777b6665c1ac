//! The feeds of an office and its cards, with a real catalogue behind the session.

use anjungan_wire::feed::{Digest, FeedAnswer, FeedQuery, Page, Row};
use anjungan_wire::id::{Epoch, Scope};
use anjungan_wire::office::Office;
use anjungan_wire::receipt::{ReceiptNumber, Secret};
use anjungan_wire::request::{BeatAnswer, Enrolled, Health, Refusal, RefusalCode};
use anjungan_wire::signed::Signed;
use anjungan_wire::status::{Blob, CardRow, PublicStage, Status, StatusAnswer, StatusQuery};
use sha2::{Digest as _, Sha256};

use super::super::cards;
use super::super::session::{Parts, Session, Settings};
use super::*;
use crate::catalogue::{Catalogue, Reader};
use crate::ledger::tests::{enrolled, enrolled_ledger};
use crate::ledger::{self};

fn key() -> ed25519_dalek::SigningKey {
    ed25519_dalek::SigningKey::from_bytes(&[8; 32])
}

pub fn from_the_start() -> FeedQuery {
    FeedQuery { epoch: Epoch::NONE, after: 0, floor: 0, limit: 200 }
}

fn office_scope() -> Scope {
    "office@3216".parse().unwrap()
}

fn cards_scope() -> Scope {
    "cards@32".parse().unwrap()
}

/// A terminal that enrolled before there were offices.
struct House {
    folder: tempfile::TempDir,
    ledger: ledger::Shared,
}

impl House {
    fn new() -> House {
        let folder = tempfile::tempdir().unwrap();
        let ledger = enrolled_ledger(&folder.path().join("ledger.db")).share();
        let content_key = key().verifying_key().to_bytes();
        ledger.lock().set_enrolled(Enrolled { content_key, ..enrolled() }).unwrap();
        House { folder, ledger }
    }

    fn session(&self, server: &Server) -> Session<Catalogue> {
        let (client, clock) = client(server);
        let settings = Settings {
            beat_every: Duration::from_secs(60),
            enrol_code: None,
            machine: "test".into(),
            folder: self.folder.path().into(),
        };
        let parts = Parts {
            client,
            ledger: self.ledger.clone(),
            replica: Catalogue::open(&self.folder.path().join("catalogue.db")).unwrap(),
            clock,
            health: Box::new(Health::default),
            errands: Box::new(super::super::own::NoErrands),
            random: Box::new(|| 0.5),
            stopping: Box::new(|| false),
        };
        Session::new(settings, parts)
    }

    fn reader(&self) -> Reader {
        Reader::open(&self.folder.path().join("catalogue.db")).unwrap()
    }

    fn blobs(&self) -> Vec<String> {
        let Ok(files) = std::fs::read_dir(cards::folder(self.folder.path())) else { return vec![] };
        let mut names: Vec<String> =
            files.flatten().map(|file| file.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// Rows of two feeds, and files.
#[derive(Default)]
struct Published {
    office: Vec<(String, u64)>,
    cards: Vec<(String, String)>,
    slides: Vec<(String, u64, String)>,
    files: Vec<Vec<u8>>,
}

type Shared = Arc<Mutex<Published>>;

fn serve(office: &Shared) -> Server {
    let office = Arc::clone(office);
    Server::start(move |request| answer(&office.lock().unwrap(), request))
}

fn answer(office: &Published, request: &Request) -> Reply {
    let office_rows: Vec<_> = office
        .office
        .last()
        .map(|(body, seq)| ("office".to_owned(), *seq, body.clone()))
        .into_iter()
        .collect();
    let card_rows: Vec<_> =
        office.cards.iter().zip(1..).map(|((id, body), seq)| (id.clone(), seq, body.clone())).collect();
    let head = |rows: &[(String, u64, String)]| rows.iter().map(|(_, seq, _)| *seq).max().unwrap_or(0);
    match request.path.as_str() {
        "/v1/beat" => json(
            200,
            &BeatAnswer {
                epoch: Epoch::numbered(1),
                hwm: 0,
                heads: vec![
                    (office_scope(), head(&office_rows)),
                    (cards_scope(), head(&card_rows)),
                    (Scope::Announcements, head(&office.slides)),
                ],
                now_ms: 1_800_000_000_000,
                backoff_s: None,
                min_version: None,
                scopes: Some(vec![office_scope(), cards_scope(), Scope::Announcements]),
                wait_s_max: None,
                revocation: None,
                pages: vec![],
            },
        ),
        "/v1/feed/office@3216" => json(200, &page(request, &office_rows)),
        "/v1/feed/announcements" => json(200, &page(request, &office.slides)),
        "/v1/feed/cards@32" => json(200, &page(request, &card_rows)),
        path => {
            let name = path.strip_prefix("/v1/blob/").unwrap_or_default();
            let named = |bytes: &&Vec<u8>| anjungan_wire::encoding::hex(&Sha256::digest(bytes)) == name;
            match office.files.iter().find(named) {
                Some(bytes) => {
                    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", bytes.len());
                    Reply::Raw([head.as_bytes(), bytes].concat())
                }
                None => {
                    let (code, say) = (RefusalCode::NotFound, "no such blob".to_owned());
                    json(404, &Refusal { code, say, no: None, now_ms: None, revocation: None })
                }
            }
        }
    }
}

fn page(request: &Request, rows: &[(String, u64, String)]) -> FeedAnswer {
    let after: u64 =
        request.query.split('&').find_map(|part| part.strip_prefix("after=")).unwrap().parse().unwrap();
    let mut digest = Digest::default();
    rows.iter().for_each(|(id, seq, body)| digest.toggle(id, *seq, body));
    let head = rows.iter().map(|(_, seq, _)| *seq).max().unwrap_or(0);
    let newer = rows.iter().filter(|(_, seq, _)| *seq > after);
    let rows_after = newer.map(|(id, seq, body)| Row {
        id: id.clone(),
        seq: *seq,
        del: false,
        body: Some(serde_json::value::RawValue::from_string(body.clone()).unwrap()),
    });
    FeedAnswer::Page(Page {
        epoch: Epoch::numbered(1),
        after,
        rows: rows_after.collect(),
        next: head,
        more: false,
        head,
        count: rows.len() as u64,
        digest,
        as_of_s: 0,
    })
}

fn signed(key: &ed25519_dalek::SigningKey, generation: u64, expires_s: i64, office: Office) -> String {
    serde_json::to_string(&Signed::sign(key, generation, expires_s, office)).unwrap()
}

fn rules(name: &str) -> Office {
    Office::usual("3216".parse().unwrap(), name)
}

fn card_row(number: u8, file: Option<&[u8]>) -> (String, String) {
    let secret = Secret::new([number; 16]);
    let status = Status {
        receipt: ReceiptNumber::draw(&"K07".parse().unwrap(), [number; 8]),
        kind: anjungan_wire::application::ApplicationKind::New,
        stage: PublicStage::Ready,
        since: jiff::Timestamp::from_second(1_790_000_000).unwrap(),
        due: None,
        reasons: vec![],
        mend: vec![],
        card: None,
        steps: vec![],
    };
    let blob = file.map(blob);
    let row = CardRow::new(&secret, [4; 12], &status, blob);
    (secret.card_id().to_string(), serde_json::to_string(&row).unwrap())
}

fn blob(file: &[u8]) -> Blob {
    Blob { sha256: Sha256::digest(file).into(), size: file.len() as u64 }
}

fn name(file: &[u8]) -> String {
    anjungan_wire::encoding::hex(&Sha256::digest(file))
}

#[test]
fn feeds_that_central_adds_later_are_followed_and_rules_come_in_force() {
    let (house, office) = (House::new(), Shared::default());
    office.lock().unwrap().office = vec![(signed(&key(), 5, i64::MAX, rules("Disnaker A")), 1)];
    let server = serve(&office);
    let mut session = house.session(&server);
    session.round();
    assert_eq!(session.status().trouble, None);
    assert_eq!(
        house.ledger.lock().enrolled().unwrap().scopes,
        [office_scope(), cards_scope(), Scope::Announcements]
    );
    assert_eq!(house.reader().office().unwrap().unwrap().name, "Disnaker A");
    assert_eq!(session.status().office_generation, 5);
    assert_eq!(house.ledger.lock().generation("rules office@3216").unwrap(), 5);
}

#[test]
fn rules_that_are_not_to_be_trusted_change_nothing_and_are_counted() {
    let stranger = ed25519_dalek::SigningKey::from_bytes(&[9; 32]);
    let elsewhere = Office::usual("3275".parse().unwrap(), "Disnaker B");
    let cases = [
        ("forged", signed(&stranger, 6, i64::MAX, rules("Disnaker B"))),
        ("rolled back", signed(&key(), 4, i64::MAX, rules("Disnaker B"))),
        ("expired", signed(&key(), 6, 1_000, rules("Disnaker B"))),
        ("another office's", signed(&key(), 6, i64::MAX, elsewhere)),
        ("no rules at all", "{\"document\":1}".to_owned()),
    ];
    for (name, body) in cases {
        let (house, office) = (House::new(), Shared::default());
        office.lock().unwrap().office = vec![(signed(&key(), 5, i64::MAX, rules("Disnaker A")), 1)];
        let server = serve(&office);
        let mut session = house.session(&server);
        session.round();
        office.lock().unwrap().office.push((body, 2));
        session.round();
        session.round();
        assert_eq!(house.reader().office().unwrap().unwrap().name, "Disnaker A", "{name}");
        assert_eq!(house.reader().unreadable_rows().unwrap(), 1, "{name}");
        assert_eq!(session.status().office_generation, 5, "{name}");
        office.lock().unwrap().office.push((signed(&key(), 7, i64::MAX, rules("Disnaker C")), 3));
        session.round();
        assert_eq!(house.reader().office().unwrap().unwrap().name, "Disnaker C", "{name}");
        assert_eq!(house.reader().unreadable_rows().unwrap(), 0, "{name}");
    }
}

#[test]
fn cards_are_fetched_ahead_and_removed_when_no_row_names_them() {
    let (house, office) = (House::new(), Shared::default());
    let files: [&[u8]; 3] = [b"first card", b"second card", b"not at central"];
    {
        let mut office = office.lock().unwrap();
        office.cards =
            vec![card_row(1, Some(files[0])), card_row(2, Some(files[1])), card_row(3, Some(files[2]))];
        office.cards.push(card_row(4, None));
        office.files = vec![files[0].into(), files[1].into()];
    }
    let server = serve(&office);
    let mut session = house.session(&server);
    session.round();
    let mut both = vec![name(files[0]), name(files[1])];
    both.sort();
    assert_eq!(house.blobs(), both, "{:?}", session.status());
    assert_eq!(std::fs::read(cards::path(house.folder.path(), &blob(files[1]))).unwrap(), files[1]);
    let before = server.paths().len();
    session.round();
    assert_eq!(
        server.paths()[before..],
        ["/v1/beat"],
        "neither what is here nor what is gone is asked for again"
    );
}

fn slide(file: &[u8], target: &str) -> String {
    let hash = anjungan_wire::encoding::sha256_hex(file);
    let size = file.len();
    format!(
        r#"{{"target":{target},"item":{{"kind":"slide","face":{{"is":"image","image":{{"id":{{"sha256":"{hash}","size":{size},"width":8,"height":8,"alt":"Poster"}}}}}}}}}}"#
    )
}

#[test]
fn pictures_of_this_kiosks_slides_are_fetched_before_cards_and_removed_with_their_slide() {
    let (house, office) = (House::new(), Shared::default());
    let files: [&[u8]; 3] = [b"a card", b"a picture", b"a picture of another kiosk"];
    {
        let mut office = office.lock().unwrap();
        office.cards = vec![card_row(1, Some(files[0]))];
        let elsewhere = r#"{"kiosks":["K99"]}"#;
        office.slides =
            vec![("s".into(), 1, slide(files[1], "{}")), ("e".into(), 2, slide(files[2], elsewhere))];
        office.files = files.map(<[u8]>::to_vec).into();
    }
    let server = serve(&office);
    let mut session = house.session(&server);
    session.round();
    let mut both = vec![name(files[0]), name(files[1])];
    both.sort();
    assert_eq!(house.blobs(), both, "{:?}", session.status());
    let asked: Vec<String> =
        server.paths().into_iter().filter(|path| path.starts_with("/v1/blob/")).collect();
    assert_eq!(asked[0], format!("/v1/blob/{}", name(files[1])));
    office.lock().unwrap().slides[0] = ("s".into(), 3, TEXT_SLIDE.into());
    session.round();
    session.round();
    assert_eq!(house.blobs(), [name(files[0])]);
}

const TEXT_SLIDE: &str = r#"{"item":{"kind":"slide","face":{"is":"text","headline":{"id":"Loket tutup"}}}}"#;

#[test]
fn a_card_that_nobody_names_any_more_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let mut fetching = cards::Fetching::default();
    let source = |sha256: &[u8; 32], _: u64, _: u64| {
        let files: [&[u8]; 2] = [b"first card", b"second card"];
        let file = files.into_iter().find(|file| Sha256::digest(file).as_slice() == sha256).unwrap();
        Ok(super::super::client::BlobPart { from: 0, bytes: Box::new(file) })
    };
    let run = |fetching: &mut cards::Fetching, wanted: &[Blob]| {
        fetching.fetch(&source, wanted, folder.path(), &|| false).unwrap();
        std::fs::read_dir(folder.path()).unwrap().count()
    };
    assert_eq!(run(&mut fetching, &[blob(b"first card"), blob(b"second card")]), 2);
    assert_eq!(run(&mut fetching, &[blob(b"second card")]), 1);
    assert!(super::super::download::place(folder.path(), &blob(b"second card").sha256).exists());
    let urgent = &|| true;
    fetching.fetch(&source, &[blob(b"first card")], folder.path(), urgent).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "facts go first");
}

#[test]
fn a_status_is_asked_for_and_a_card_fetched_on_demand_and_checked() {
    let receipt = ReceiptNumber::draw(&"K07".parse().unwrap(), [3; 8]);
    let server = Server::start(|request| match request.path.as_str() {
        "/v1/status" => json(200, &StatusAnswer { status: None }),
        _ => Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ncard".to_vec()),
    });
    let (client, _) = client(&server);
    let query = StatusQuery { receipt, born: "2005-05-15".parse().unwrap() };
    assert_eq!(client.status(&query).unwrap().status, None);
    assert_eq!(client.blob(&blob(b"card")).unwrap(), b"card");
    for (name, other) in [
        ("other bytes", blob(b"cord")),
        ("longer than promised", Blob { size: 3, ..blob(b"card") }),
        ("larger than any card", Blob { size: u64::MAX, ..blob(b"card") }),
    ] {
        assert!(client.blob(&other).is_err(), "{name}");
    }
}
