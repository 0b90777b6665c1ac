//! Passkeys: with an authenticator made of the same mathematics, and with Chromium's own.

mod chromium;

use anjungan_central::Serving;
use anjungan_central::office::people::Role;
use anjungan_central::store::{Lost, TotpSecret};
use data_encoding::BASE64URL_NOPAD;
use jiff::{Timestamp, ToSpan};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
    RsaPublicKeyComponents,
};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::desk::{Browser, Desk, PASSWORD, desk, desk_of, goes_to, hidden};
use crate::kit::{self, Answer};

const ORIGIN: &str = "https://central.example";

fn with_site(addr: &str, origin: &str) -> Desk {
    let serving = Serving { public_url: Some(origin.parse().unwrap()), ..Serving::default() };
    desk_of(kit::central_as(addr, serving))
}

/// A key as an authenticator holds it.
enum Pair {
    /// A phone's or a security key's.
    Ec(EcdsaKeyPair),
    /// Windows Hello's.
    Rsa(RsaKeyPair),
}

impl Pair {
    fn ec() -> Pair {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        Pair::Ec(EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap())
    }

    /// Made once with `openssl genpkey`, for these tests alone: *ring* makes no RSA keys.
    fn rsa() -> Pair {
        Pair::Rsa(RsaKeyPair::from_pkcs8(include_bytes!("passkeys/hello.pk8")).unwrap())
    }

    /// The public key in COSE.
    fn cose(&self) -> Vec<u8> {
        match self {
            Pair::Ec(key) => {
                let point = key.public_key().as_ref();
                let x = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
                [&x[..], &point[1..33], &[0x22, 0x58, 0x20], &point[33..]].concat()
            }
            Pair::Rsa(key) => {
                let RsaPublicKeyComponents::<Vec<u8>> { n, e } = key.public().into();
                let head = [0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59, 0x01, 0x00];
                [&head[..], &n, &[0x21, 0x43], &e].concat()
            }
        }
    }

    fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Pair::Ec(key) => key.sign(&random, bytes).unwrap().as_ref().to_vec(),
            Pair::Rsa(key) => {
                let mut signature = vec![0; key.public().modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, bytes, &mut signature).unwrap();
                signature
            }
        }
    }
}

/// What an authenticator is, with everything that it might get wrong.
struct Authenticator {
    key: Pair,
    credential: Vec<u8>,
    host: &'static str,
    origin: &'static str,
    flags: u8,
    counter: u32,
}

impl Authenticator {
    fn new() -> Self {
        Self::of(Pair::ec())
    }

    fn of(key: Pair) -> Self {
        let credential = Sha256::digest(key.cose()).to_vec();
        Self { key, credential, host: "central.example", origin: ORIGIN, flags: 0x05, counter: 1 }
    }

    fn client(&self, purpose: &str, challenge: &str) -> String {
        json!({"type": purpose, "challenge": challenge, "origin": self.origin, "crossOrigin": false})
            .to_string()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.host).to_vec();
        data.push(flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// The fields of the form that adds it.
    fn make(&self, challenge: &str) -> Vec<(&'static str, String)> {
        let mut data = self.data(self.flags | 0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.credential.len()).unwrap().to_be_bytes());
        data.extend(&self.credential);
        data.extend(self.key.cose());
        let client = self.client("webauthn.create", challenge);
        vec![
            ("name", "HP contoh".into()),
            ("client", BASE64URL_NOPAD.encode(client.as_bytes())),
            ("authenticator", BASE64URL_NOPAD.encode(&data)),
        ]
    }

    /// The fields of the form that lets its officer in.
    fn sign(&mut self, challenge: &str) -> Vec<(&'static str, String)> {
        self.counter += 1;
        let (client, data) = (self.client("webauthn.get", challenge), self.data(self.flags));
        let signed = [data.as_slice(), &Sha256::digest(client.as_bytes())].concat();
        vec![
            ("credential", BASE64URL_NOPAD.encode(&self.credential)),
            ("client", BASE64URL_NOPAD.encode(client.as_bytes())),
            ("authenticator", BASE64URL_NOPAD.encode(&data)),
            ("signature", BASE64URL_NOPAD.encode(&self.key.sign(&signed))),
        ]
    }
}

fn pairs<'a>(fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    fields.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

/// Somebody who is signed in, and whose app still has codes.
fn signed_in(desk: &Desk, login: &str) -> (Browser, TotpSecret) {
    let (_, totp) = desk.account(login, Role::Operator, None);
    let (browser, code) = (desk.browser(), totp.code(Timestamp::now() - 30.seconds()));
    let fields = [("login", login), ("password", PASSWORD), ("code", code.as_str())];
    let answer = browser.post_bare("/console/sign-in", &fields);
    goes_to(&answer);
    let cookie = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    (Browser { cookie, ..browser }, totp)
}

/// The challenge on the page that lets the browser ask its authenticator.
fn begun(browser: &Browser, totp: &TotpSecret, ahead_s: i64) -> String {
    begun_with_page(browser, totp, ahead_s).1
}

fn begun_with_page(browser: &Browser, totp: &TotpSecret, ahead_s: i64) -> (String, String) {
    let code = totp.code(Timestamp::now() + ahead_s.seconds());
    let fields = [("name", "HP contoh"), ("old", PASSWORD), ("code", code.as_str())];
    let page = browser.post("/console/me/passkeys/begin", &fields);
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    assert!(text.contains("data-host=\"central.example\""), "{text}");
    let challenge = text.split("data-challenge=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    (text, challenge)
}

fn asked(browser: &Browser) -> String {
    let answer = browser.post_bare("/console/sign-in/passkey/begin", &[]);
    answer.json::<Value>()["challenge"].as_str().unwrap().to_owned()
}

fn enter(browser: &Browser, fields: &[(&'static str, String)]) -> Answer {
    browser.post_bare("/console/sign-in/passkey", &pairs(fields))
}

#[test]
fn a_passkey_is_added_named_used_and_removed() {
    let desk = with_site("127.0.0.1:0", ORIGIN);
    let (browser, totp) = signed_in(&desk, "budi");
    assert!(browser.page("/console/me/passkeys").contains("id=\"empty\""));
    let mut phone = Authenticator::new();
    let challenge = begun(&browser, &totp, 0);
    let made = phone.make(&challenge);
    goes_to(&browser.post("/console/me/passkeys/add", &pairs(&made)));
    assert_eq!(
        browser.post("/console/me/passkeys/add", &pairs(&made)).status,
        422,
        "a challenge is for once"
    );
    let page = browser.page("/console/me/passkeys");
    let id = hidden(&page, "value=\"rename\"", "id").to_owned();
    let stranger = desk.officer("lain", Role::Operator);
    for what in ["rename", "remove"] {
        let fields = [("id", id.as_str()), ("name", "Milik lain"), ("do", what)];
        assert_eq!(stranger.post("/console/me/passkeys/change", &fields).status, 404, "{what}");
    }
    let fields = [("id", id.as_str()), ("name", "HP <b>kantor</b>"), ("do", "rename")];
    goes_to(&browser.post("/console/me/passkeys/change", &fields));
    assert!(browser.page("/console/me/passkeys").contains("HP &#60;b&#62;kantor"));

    let nobody = desk.browser();
    let signed = phone.sign(&asked(&nobody));
    let entered = enter(&nobody, &signed);
    assert_eq!(goes_to(&entered), "/console");
    let cookie = entered.header("set-cookie").split(';').next().unwrap().to_owned();
    let inside = Browser { cookie, ..desk.browser() };
    assert!(inside.page("/console/me").contains("Petugas budi"));
    assert_eq!(enter(&nobody, &signed).status, 401, "what was signed is for once");
    phone.counter -= 1;
    assert_eq!(enter(&nobody, &phone.sign(&asked(&nobody))).status, 401, "one that was copied");
    goes_to(&enter(&nobody, &phone.sign(&asked(&nobody))));

    let fields = [("id", id.as_str()), ("do", "remove")];
    goes_to(&inside.post("/console/me/passkeys/change", &fields));
    assert_eq!(enter(&nobody, &phone.sign(&asked(&nobody))).status, 401);
    let trail = desk.officer("ani", Role::Auditor).page("/console/audit");
    for act in ["add-passkey", "rename-passkey", "remove-passkey", "passkey-copied"] {
        assert!(trail.contains(&format!("data-act=\"{act}\"")), "{act}");
    }
}

#[test]
fn windows_hello_signs_with_rsa_and_no_authenticator_makes_a_second_one() {
    let desk = with_site("127.0.0.1:0", ORIGIN);
    let (browser, totp) = signed_in(&desk, "budi");
    let mut hello = Authenticator::of(Pair::rsa());
    // Windows Hello does not count.
    hello.counter = 0;
    let (page, challenge) = begun_with_page(&browser, &totp, 0);
    assert!(page.contains("data-algorithms=\"-7 -257\"") && page.contains("data-known=\"\""), "{page}");
    goes_to(&browser.post("/console/me/passkeys/add", &pairs(&hello.make(&challenge))));
    let (page, _) = begun_with_page(&browser, &totp, 30);
    let known = format!("data-known=\"{}\"", BASE64URL_NOPAD.encode(&hello.credential));
    assert!(page.contains(&known), "{page}");

    let nobody = desk.browser();
    let mut signed = hello.sign(&asked(&nobody));
    assert_eq!(goes_to(&enter(&nobody, &signed)), "/console");
    signed = hello.sign(&asked(&nobody));
    let mut phone = Authenticator { credential: hello.credential.clone(), ..Authenticator::new() };
    assert_eq!(enter(&nobody, &phone.sign(&asked(&nobody))).status, 401, "another kind of key");
    let last = signed.last_mut().unwrap();
    let mut bytes = BASE64URL_NOPAD.decode(last.1.as_bytes()).unwrap();
    bytes[100] ^= 1;
    last.1 = BASE64URL_NOPAD.encode(&bytes);
    assert_eq!(enter(&nobody, &signed).status, 401, "one bit of the signature is another");
    goes_to(&enter(&nobody, &hello.sign(&asked(&nobody))));
}

#[test]
fn what_was_made_elsewhere_or_by_nobody_is_not_believed() {
    let desk = with_site("127.0.0.1:0", ORIGIN);
    let (browser, totp) = signed_in(&desk, "budi");
    let mut phone = Authenticator::new();
    let challenge = begun(&browser, &totp, 0);
    let wrong: [fn(&mut Authenticator); 4] = [
        |it| it.origin = "https://central.example.evil",
        |it| it.host = "evil.example",
        |it| it.flags = 0x01,
        |it| it.flags = 0x04,
    ];
    for harm in wrong {
        let mut other = Authenticator::new();
        harm(&mut other);
        let made = other.make(&challenge);
        assert_eq!(browser.post("/console/me/passkeys/add", &pairs(&made)).status, 422);
    }
    // Another officer's page can't use this one's challenge up for themselves.
    let stranger = desk.officer("lain", Role::Operator);
    let made = phone.make(&challenge);
    assert_eq!(stranger.post("/console/me/passkeys/add", &pairs(&made)).status, 422);
    let challenge = begun(&browser, &totp, 30);
    goes_to(&browser.post("/console/me/passkeys/add", &pairs(&phone.make(&challenge))));

    let nobody = desk.browser();
    for harm in wrong {
        let mut fake = Authenticator { key: Authenticator::new().key, ..Authenticator::new() };
        std::mem::swap(&mut fake.key, &mut phone.key);
        fake.credential = phone.credential.clone();
        fake.counter = 100;
        harm(&mut fake);
        assert_eq!(enter(&nobody, &fake.sign(&asked(&nobody))).status, 401);
        std::mem::swap(&mut fake.key, &mut phone.key);
    }
    let mut thief =
        Authenticator { credential: phone.credential.clone(), counter: 100, ..Authenticator::new() };
    assert_eq!(enter(&nobody, &thief.sign(&asked(&nobody))).status, 401, "another key");
    assert_eq!(
        enter(&nobody, &phone.sign(&BASE64URL_NOPAD.encode(&[7; 32]))).status,
        401,
        "nobody asked this"
    );
    goes_to(&enter(&nobody, &phone.sign(&asked(&nobody))));
    // Whoever lost the phone has lost what is on it.
    let officers = desk.running.central.with_store(|store| store.officers().unwrap()).unwrap();
    let id = officers.iter().find(|officer| officer.login == "budi").unwrap().id;
    desk.running
        .central
        .with_store(move |store| {
            store.invite_again(id, Lost::SecondFactor, "test", Timestamp::now()).unwrap();
            assert_eq!(store.passkeys(id).unwrap(), []);
        })
        .unwrap();
    assert_eq!(enter(&nobody, &phone.sign(&asked(&nobody))).status, 401);
}

#[test]
fn adding_one_needs_password_and_code_and_an_address_of_central() {
    let with = with_site("127.0.0.1:0", ORIGIN);
    let browser = with.officer("budi", Role::Operator);
    let fields = [("name", "x"), ("old", PASSWORD), ("code", "000000")];
    assert_eq!(browser.post("/console/me/passkeys/begin", &fields).status, 422);
    assert!(with.browser().page("/console/sign-in").contains("id=\"passkey-enter\""));

    let without = desk();
    let browser = without.officer("budi", Role::Operator);
    assert!(browser.page("/console/me/passkeys").contains("id=\"no-site\""));
    assert_eq!(browser.post("/console/me/passkeys/begin", &fields).status, 404);
    let nobody = without.browser();
    assert_eq!(nobody.post_bare("/console/sign-in/passkey/begin", &[]).status, 404);
    assert!(!nobody.page("/console/sign-in").contains("passkey"));
}
