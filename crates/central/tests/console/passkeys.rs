//! Passkeys: with an authenticator made of the same mathematics, and with Chromium's own.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use anjungan_central::Serving;
use anjungan_central::office::people::Role;
use anjungan_central::store::{Lost, TotpSecret};
use data_encoding::BASE64URL_NOPAD;
use jiff::{Timestamp, ToSpan};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::desk::{Browser, Desk, PASSWORD, desk, desk_of, goes_to, hidden};
use crate::kit::{self, Answer};

const ORIGIN: &str = "https://central.example";

fn with_site(addr: &str, origin: &str) -> Desk {
    let serving = Serving { public_url: Some(origin.parse().unwrap()), ..Serving::default() };
    desk_of(kit::central_as(addr, serving))
}

/// What an authenticator is, with everything that it might get wrong.
struct Authenticator {
    key: EcdsaKeyPair,
    credential: Vec<u8>,
    host: &'static str,
    origin: &'static str,
    flags: u8,
    counter: u32,
}

impl Authenticator {
    fn new() -> Self {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
        let credential = Sha256::digest(key.public_key().as_ref()).to_vec();
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
        let point = self.key.public_key().as_ref();
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..]);
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
        let signature = self.key.sign(&SystemRandom::new(), &signed).unwrap();
        vec![
            ("credential", BASE64URL_NOPAD.encode(&self.credential)),
            ("client", BASE64URL_NOPAD.encode(client.as_bytes())),
            ("authenticator", BASE64URL_NOPAD.encode(&data)),
            ("signature", BASE64URL_NOPAD.encode(signature.as_ref())),
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
    let code = totp.code(Timestamp::now() + ahead_s.seconds());
    let fields = [("name", "HP contoh"), ("old", PASSWORD), ("code", code.as_str())];
    let page = browser.post("/console/me/passkeys/begin", &fields);
    assert_eq!(page.status, 200, "{}", page.text());
    let text = page.text();
    assert!(text.contains("data-host=\"central.example\""), "{text}");
    text.split("data-challenge=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
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

/// Chromium with an authenticator of its own, driven by WebDriver.
struct Chromium {
    driver: Child,
    // Kept open: chromedriver ends when nobody can hear it.
    _told: std::io::Lines<BufReader<std::process::ChildStdout>>,
    session: String,
    agent: ureq::Agent,
}

impl Drop for Chromium {
    fn drop(&mut self) {
        // Either may be gone already.
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Chromium {
    fn start() -> Chromium {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .expect("chromedriver is installed");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                line.split("successfully on port ").nth(1)?.trim_end_matches('.').parse::<u16>().ok()
            })
            .expect("chromedriver says its port");
        let agent: ureq::Agent =
            ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build().into();
        let mut chromium =
            Chromium { driver, _told: lines, session: format!("http://127.0.0.1:{port}"), agent };
        let options = json!({"args": ["--headless=new", "--no-sandbox", "--disable-gpu"]});
        let wanted = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}});
        let made = chromium.post("/session", &wanted);
        let id = made["sessionId"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        chromium.session = format!("{}/session/{id}", chromium.session);
        let authenticator = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
            "isUserVerified": true,
        });
        chromium.post("/webauthn/authenticator", &authenticator);
        chromium
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let mut answer = self.agent.post(format!("{}{path}", self.session)).send_json(body).unwrap();
        answer.body_mut().read_json::<Value>().unwrap()["value"].take()
    }

    fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({"script": script, "args": []}))
    }

    /// Waits until a condition of the page holds: as long as the whole test may take.
    fn until(&self, condition: &str) {
        while self.run(&format!("return Boolean({condition})")) != json!(true) {
            std::thread::yield_now();
        }
    }
}

#[test]
#[ignore = "needs chromium and chromedriver"]
fn chromium_makes_a_passkey_and_comes_in_with_it() {
    // Browsers have passkeys for names alone, and the name is for a port that is known beforehand.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let site = format!("http://localhost:{port}");
    let desk = with_site(&format!("127.0.0.1:{port}"), &site);
    let (_, totp) = desk.account("budi", Role::Operator, None);
    let chromium = Chromium::start();
    let go = |path: &str| chromium.post("/url", &json!({"url": format!("{site}{path}")}));
    let set =
        |id: &str, value: &str| chromium.run(&format!("document.getElementById('{id}').value = '{value}'"));
    let press = |id: &str| chromium.run(&format!("document.getElementById('{id}').click()"));
    let now = Timestamp::now();
    go("/console/sign-in");
    for (id, value) in [("login", "budi"), ("password", PASSWORD), ("code", &totp.code(now))] {
        set(id, value);
    }
    press("enter");
    chromium.until("document.getElementById('sign-out')");
    go("/console/me/passkeys");
    for (id, value) in [("name", "HP contoh"), ("old", PASSWORD), ("code", &totp.code(now + 30.seconds()))] {
        set(id, value);
    }
    press("begin");
    chromium.until("document.querySelector('#passkey-new:not([hidden])')");
    press("make-passkey");
    chromium.until(
        "document.querySelector('[data-passkey]') || document.querySelector('[role=alert]:not([hidden])')",
    );
    assert_eq!(chromium.run("return document.querySelectorAll('[data-passkey]').length"), json!(1));
    press("sign-out");
    chromium.until("document.querySelector('#passkey-enter:not([hidden])')");
    press("enter-passkey");
    chromium
        .until("document.getElementById('sign-out') || document.querySelector('[role=alert]:not([hidden])')");
    assert_eq!(chromium.run("return document.getElementById('me').textContent"), json!("Petugas budi"));
}
