//! What everybody may ask, and how little they learn by asking a lot.

use anjungan_central::office::people::Role;
use anjungan_central::office::workflow::{Act, Actor, IdempotencyKey, Why};
use anjungan_central::store::ApplicationId;
use anjungan_wire::application::Photo;
use anjungan_wire::card::{CardCode, Locked, unlock};
use anjungan_wire::status::CardRow;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;

use super::desk::{Browser, Desk, application, desk, jpeg};
use crate::kit::Answer;

/// A card that is issued, and the token of its check address.
pub fn issued(desk: &mut Desk, n: u8, name: &str) -> (ApplicationId, String, String) {
    let id = desk.apply(&application(n, name));
    let (officer, _) = desk.account(&format!("penanda-{n}"), Role::Signer, None);
    desk.running
        .central
        .with_store(move |store| {
            let actor = Actor::Officer { id: officer, role: Role::Signer };
            let at = Timestamp::now();
            for act in [Act::Take, Act::Approve] {
                let key = IdempotencyKey::new(format!("{}-{n}", act.as_str())).unwrap();
                store.act(id, act, &actor, &key, &Why::default(), at).unwrap();
            }
            let facts = store.issue_facts(id).unwrap();
            let key = IdempotencyKey::new(format!("sign-{n}")).unwrap();
            store.issue(&facts, b"%PDF-1.7 a card", &actor, &key, at).unwrap();
            let token = facts.check_url.rsplit('/').next().unwrap().to_owned();
            (id, token, facts.code.clone())
        })
        .unwrap()
}

#[test]
fn a_check_code_says_number_masked_name_validity_and_status_and_nothing_else() {
    let mut desk = desk();
    let (id, token, _) = issued(&mut desk, 1, "CONTOH SINTETIS");
    let anybody = desk.browser();
    for answer in [
        anybody.get(&format!("/c/{token}")),
        anybody.get(&format!("/C/{token}")),
        anybody.post_bare("/c", &[("code", &format!(" {} ", token.to_lowercase()))]),
    ] {
        assert_eq!(answer.status, 200);
        let page = answer.text();
        assert!(page.contains("data-verdict=\"valid\""), "{page}");
        let told = application(1, "CONTOH SINTETIS");
        for secret in [
            "SINTETIS",
            "CONTOH",
            told.person.nik.digits(),
            "0812",
            "Jl. Contoh",
            "Kota Rekaan",
            "Islam",
            "1999",
        ] {
            assert!(!page.contains(secret), "{secret} in {page}");
        }
    }
    desk.running
        .central
        .with_store(move |store| {
            let signer = store.officers().unwrap()[0].id;
            let actor = Actor::Officer { id: signer, role: Role::Signer };
            store.revoke_card(id, &actor, "", Timestamp::now()).unwrap();
        })
        .unwrap();
    assert!(anybody.get(&format!("/c/{token}")).text().contains("data-verdict=\"revoked\""));
}

/// What an answer shows to whoever compares: status, length, headers but the date.
fn seen(answer: &Answer) -> (u16, String, Vec<String>) {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "date");
    let headers = headers.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
    (answer.status, answer.text(), headers)
}

#[test]
fn a_wrong_code_and_an_unknown_one_look_the_same() {
    let mut desk = desk();
    let (_, token, _) = issued(&mut desk, 1, "CONTOH SINTETIS");
    let anybody = desk.browser();
    let mut near = token.clone().into_bytes();
    near[5] = if near[5] == b'A' { b'B' } else { b'A' };
    let unknown = seen(&anybody.get(&format!("/c/{}", String::from_utf8(near).unwrap())));
    assert_eq!(unknown.0, 404);
    for wrong in
        ["x", "!!!", "%00%ff", &token[1..], "00000000000000000000000000", "AAAAAAAAAAAAAAAAAAAAAAAAAA"]
    {
        assert_eq!(seen(&anybody.get(&format!("/c/{wrong}"))), unknown, "{wrong}");
    }
}

#[test]
fn ten_thousand_guesses_find_nothing_and_are_stopped() {
    let mut desk = desk();
    let (_, token, _) = issued(&mut desk, 1, "CONTOH SINTETIS");
    let anybody = desk.browser();
    let (mut looked, mut stopped, began) = (0, 0, std::time::Instant::now());
    for n in 0..10_000_u32 {
        let guess: String = format!("{:0>26}", n).replace(['0', '1', '8', '9'], "A");
        let path = if n % 2 == 0 { format!("/c/{guess}") } else { format!("/public/cards/{n:032x}") };
        match anybody.get(&path).status {
            404 => looked += 1,
            429 => stopped += 1,
            other => panic!("{path}: {other}"),
        }
    }
    // Twenty at once, and one in five seconds after that.
    let most = 20 + began.elapsed().as_secs() / 5 + 1;
    assert!(looked <= most, "{looked} were looked up in {:?}", began.elapsed());
    assert_eq!(looked + stopped, 10_000);
    // While it lasts, the right one waits as well: nothing tells the two apart.
    let waits = (0..20).any(|_| {
        while anybody.get("/c/AAAAAAAAAAAAAAAAAAAAAAAAAA").status != 429 {}
        anybody.get(&format!("/c/{token}")).status == 429
    });
    assert!(waits);
}

#[test]
fn another_sender_is_not_stopped_by_one_that_guesses() {
    let mut desk = desk();
    let (_, token, _) = issued(&mut desk, 1, "CONTOH SINTETIS");
    let anybody = desk.browser();
    for _ in 0..30 {
        anybody.get("/c/AAAAAAAAAAAAAAAAAAAAAAAAAA");
    }
    // As a proxy on this machine says it.
    let path = format!("/c/{token}");
    let other = anybody.send("GET", &path, b"", &[("x-forwarded-for", "127.0.0.1, 203.0.113.9")]);
    assert_eq!(other.status, 200);
}

#[test]
fn a_phone_opens_status_and_card_with_the_secret_and_central_gives_locked_bytes_only() {
    let mut desk = desk();
    let told = application(1, "CONTOH SINTETIS");
    issued(&mut desk, 1, "CONTOH SINTETIS");
    let anybody = desk.browser();
    let id = told.secret.card_id();
    let answer = anybody.get(&format!("/public/cards/{id}"));
    assert!(!answer.text().contains("K01-"));
    let row: CardRow = answer.json();
    assert_eq!(row.open(&told.secret).unwrap().receipt, told.receipt);
    let blob = row.card.unwrap();
    let name = anjungan_wire::encoding::hex(&blob.sha256);
    let locked = anybody.get(&format!("/public/blobs/{name}"));
    assert_eq!(locked.body.len() as u64, blob.size);
    assert_eq!(*unlock(&told.secret, Locked::Card, &locked.body).unwrap(), b"%PDF-1.7 a card");
    assert_eq!(anybody.get(&format!("/public/blobs/{}", "0".repeat(64))).status, 404);
    assert_eq!(anybody.get("/public/blobs/..%2f..%2fcentral.db").status, 404);
    // The page itself is the same for everybody and holds nothing of anybody.
    let page = anybody.page("/R");
    assert!(page.contains("data-stage=\"ready\"") && page.contains("noscript"));
}

#[test]
fn the_check_page_carries_the_keys_that_the_codes_are_signed_with() {
    let mut desk = desk();
    let (_, _, code) = issued(&mut desk, 1, "CONTOH SINTETIS");
    let page = desk.browser().page("/K");
    let keys = page.split("data-keys=\"").nth(1).unwrap().split('"').next().unwrap();
    let keys = keys.replace("&#34;", "\"");
    let keys: Vec<anjungan_wire::card::CardKey> = serde_json::from_str(&keys).unwrap();
    assert_eq!(CardCode::verify(&code, &keys).unwrap().name, "CONTOH SINTETIS");
}

fn send_photo(browser: &Browser, n: u8, secret: &[u8; 16], file: &[u8]) -> Answer {
    let id: [u8; 16] =
        anjungan_wire::encoding::from_hex(&application(n, "").secret.card_id().to_string()).unwrap();
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret).unwrap();
    mac.update(b"photo");
    mac.update(file);
    let body = [&id[..], &mac.finalize().into_bytes()[..], file].concat();
    let origin = format!("http://{}", browser.authority);
    let headers = [("content-type", "application/octet-stream"), ("origin", origin.as_str())];
    browser.send("POST", "/public/photo", &body, &headers)
}

#[test]
fn a_photo_from_a_phone_is_taken_once_wanted_and_only_with_the_receipt() {
    let mut desk = desk();
    let mut told = application(1, "CONTOH SINTETIS");
    told.photo = Photo::FromPhone;
    let id = desk.apply(&told);
    desk.apply(&application(2, "ORANG LAIN"));
    let phone = desk.browser();
    assert!(phone.get(&format!("/public/cards/{}", told.secret.card_id())).text().contains("\"photo\":true"));
    assert_eq!(send_photo(&phone, 1, &[9; 16], &jpeg()).status, 404, "another secret");
    assert_eq!(send_photo(&phone, 2, &[2; 16], &jpeg()).status, 404, "has one already");
    assert_eq!(send_photo(&phone, 3, &[3; 16], &jpeg()).status, 404, "no such application");
    assert_eq!(send_photo(&phone, 1, &[1; 16], b"%PDF-1.7").status, 422);
    assert_eq!(send_photo(&phone, 1, &[1; 16], &jpeg()).status, 204);
    let kept = desk.running.central.with_store(move |store| {
        let dossier = store.application(id).unwrap().unwrap();
        assert!(dossier.summary.concerns.is_empty(), "{:?}", dossier.summary.concerns);
        dossier.application.photo.jpeg().unwrap().to_vec()
    });
    let read = image::load_from_memory(&kept.unwrap()).unwrap();
    assert_eq!((read.width(), read.height()), (354, 472));
    assert_eq!(send_photo(&phone, 1, &[1; 16], &jpeg()).status, 404, "none is waited for any more");
    let too_large = vec![0xff; 1024 * 1024 + 100];
    assert_eq!(send_photo(&phone, 1, &[1; 16], &too_large).status, 413);
}

#[test]
fn locked_cards_and_rows_that_are_unknown_wrong_or_erased_look_the_same() {
    let mut desk = desk();
    let told = application(1, "CONTOH SINTETIS");
    let (id, token, _) = issued(&mut desk, 1, "CONTOH SINTETIS");
    let anybody = desk.browser();
    let card = told.secret.card_id().to_string();
    let row: CardRow = anybody.get(&format!("/public/cards/{card}")).json();
    let blob = anjungan_wire::encoding::hex(&row.card.unwrap().sha256);
    let erase = move |store: &mut anjungan_central::store::Store| {
        store.erase(id, &Actor::System, Timestamp::now()).unwrap();
    };
    desk.running.central.with_store(erase).unwrap();
    for (place, known, wrong) in [
        ("c", token.as_str(), ["AAAAAAAAAAAAAAAAAAAAAAAAAA", "x", "%ff"]),
        ("public/cards", &card, ["00000000000000000000000000000000", "x", "%ff"]),
        ("public/blobs", &blob, [&*"0".repeat(64), "..%2fcentral.db", "%ff"]),
    ] {
        let gone = seen(&anybody.get(&format!("/{place}/{known}")));
        assert_eq!(gone.0, 404, "{place}");
        for wrong in wrong {
            assert_eq!(seen(&anybody.get(&format!("/{place}/{wrong}"))), gone, "{place}/{wrong}");
        }
    }
}

#[test]
fn the_pages_themselves_are_the_same_whatever_stands_behind_them() {
    let mut desk = desk();
    issued(&mut desk, 1, "CONTOH SINTETIS");
    let anybody = desk.browser();
    let made = |page: String| {
        let (before, after) = page.split_once("data-made=\"").unwrap_or((&page, "\""));
        format!("{before}{}", after.split_once('"').unwrap().1)
    };
    for path in ["/k", "/r"] {
        let page = made(anybody.page(path));
        assert!(!page.contains("SINTETIS") && !page.contains("K01-"));
        assert_eq!(made(anybody.page(&path.to_uppercase())), page);
        assert_eq!(made(anybody.page(&format!("{path}?code=AAAA"))), page, "what is asked is not looked at");
    }
}

#[test]
fn many_senders_together_are_limited_by_every_door() {
    let mut desk = desk();
    issued(&mut desk, 1, "CONTOH SINTETIS");
    let anybody = desk.browser();
    let began = std::time::Instant::now();
    let mut looked = 0.0;
    let mut stopped = 0;
    for n in 0..2_500_u32 {
        let [_, a, b, c] = n.to_be_bytes();
        let from = format!("203.{a}.{b}.{c}");
        let (path, cost) = match n % 4 {
            0 => ("/c/AAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(), 1.0),
            1 => (format!("/public/cards/{n:032x}"), 1.0),
            2 => (format!("/public/blobs/{n:064x}"), 1.0),
            _ => (format!("/public/revoked/{n:032x}"), 0.2),
        };
        match anybody.send("GET", &path, b"", &[("x-forwarded-for", &from)]).status {
            404 => looked += cost,
            429 => stopped += 1,
            other => panic!("{path}: {other}"),
        }
    }
    // Four hundred at once, and twenty in a second after that.
    let most = 400.0 + 20.0 * (began.elapsed().as_secs_f64() + 1.0);
    assert!(looked <= most, "{looked} were looked up in {:?}", began.elapsed());
    assert!(stopped > 0 || most > 2_000.0, "nobody was stopped");
}

#[test]
fn whether_cards_are_revoked_can_not_be_asked_without_end() {
    let desk = desk();
    let anybody = desk.browser();
    let began = std::time::Instant::now();
    let looked = (0..1_000_u32)
        .filter(|n| anybody.get(&format!("/public/revoked/{n:032x}")).status == 404)
        .count() as u64;
    assert!((100..=101 + began.elapsed().as_secs()).contains(&looked), "{looked}");
}

#[test]
fn what_a_browser_keeps_for_no_network_is_the_check_page_and_its_files() {
    let desk = desk();
    let anybody = desk.browser();
    let worker = anybody.get("/sw.js");
    assert_eq!((worker.status, worker.header("cache-control")), (200, "no-cache"));
    assert!(worker.header("content-security-policy").contains("default-src 'self'"));
    let text = worker.text();
    let list = text.split("const FILES = ").nth(1).unwrap().split(';').next().unwrap();
    let files: Vec<String> = serde_json::from_str(list).unwrap();
    assert_eq!(files.len(), 3);
    let page = anybody.page("/K");
    for file in &files {
        assert!(page.contains(file.as_str()), "{file} is the page's own");
        assert_eq!(anybody.get(file).status, 200);
    }
    assert!(!text.contains('@'), "nothing was left to fill in");
}
