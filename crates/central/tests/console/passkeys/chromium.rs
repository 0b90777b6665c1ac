//! Passkeys in Chromium, with an authenticator of its own, driven by WebDriver.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anjungan_central::office::people::Role;
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};

use super::super::desk::PASSWORD;
use super::with_site;

/// For one step of the page, on a machine that does much else.
const STEP_MAX: Duration = Duration::from_secs(60);

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

    /// Waits until a condition of the page holds.
    fn until(&self, condition: &str) {
        let end = Instant::now() + STEP_MAX;
        while self.run(&format!("return Boolean({condition})")) != json!(true) {
            let page = || self.run("return document.body.innerText");
            assert!(Instant::now() < end, "{condition} never came; the page says {}", page());
            std::thread::sleep(Duration::from_millis(20));
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
    go("/console/sign-in");
    for (id, value) in
        [("login", "budi"), ("password", PASSWORD), ("code", &totp.code(Timestamp::now() - 30.seconds()))]
    {
        set(id, value);
    }
    press("enter");
    chromium.until("document.getElementById('sign-out')");
    go("/console/me/passkeys");
    for (id, value) in [("name", "HP contoh"), ("old", PASSWORD), ("code", &totp.code(Timestamp::now()))] {
        set(id, value);
    }
    press("begin");
    chromium.until("document.querySelector('#passkey-new:not([hidden])')");
    press("make-passkey");
    chromium.until(
        "document.querySelector('[data-passkey]') || document.querySelector('[role=alert]:not([hidden])')",
    );
    assert_eq!(chromium.run("return document.querySelectorAll('[data-passkey]').length"), json!(1));
    // The same device once more: it has one, and says so.
    for (id, value) in
        [("name", "HP lain"), ("old", PASSWORD), ("code", &totp.code(Timestamp::now() + 30.seconds()))]
    {
        set(id, value);
    }
    press("begin");
    chromium.until("document.querySelector('#passkey-new:not([hidden])')");
    press("make-passkey");
    chromium.until("document.querySelector('#passkey-known:not([hidden])')");
    go("/console/me/passkeys");
    assert_eq!(chromium.run("return document.querySelectorAll('[data-passkey]').length"), json!(1));
    press("sign-out");
    chromium.until("document.querySelector('#passkey-enter:not([hidden])')");
    press("enter-passkey");
    chromium
        .until("document.getElementById('sign-out') || document.querySelector('[role=alert]:not([hidden])')");
    assert_eq!(chromium.run("return document.getElementById('me').textContent"), json!("Petugas budi"));
}
