//! An officer's browser: a real Chromium, driven by WebDriver (W3C, <https://www.w3.org/TR/webdriver2/>) through
//! Chromium's own driver. The dozen requests that are needed are made here.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::Agent;

/// Nothing takes longer, on the slowest machine.
const PATIENCE: Duration = Duration::from_secs(40);
/// Between two looks at whether something is there.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// Under this name WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
/// What an office's screen shows at once, pixels.
const WINDOW: (u32, u32) = (1280, 1600);
/// What a phone shows at once, pixels.
const PHONE: (u32, u32) = (412, 915);

/// A browser with a window of its own. It ends with its owner.
pub struct Browser {
    agent: Agent,
    session: String,
    driver: Child,
}

/// What WebDriver answers where something is not there yet, or not any more: the page is changing.
fn passes(error: &str) -> bool {
    [
        "no such element",
        "stale element reference",
        "element not interactable",
        "element click intercepted",
        "invalid element state",
    ]
    .contains(&error)
}

impl Browser {
    /// Starts Chromium without a window on the screen. `profile` is an empty folder of its own.
    pub fn open(profile: &Path) -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is here: apt-get install chromium-driver");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port: u16 = lines
            .by_ref()
            .find_map(|line| {
                let line = line.unwrap();
                let (_, rest) = line.split_once("successfully on port ")?;
                rest.trim_end_matches('.').parse().ok()
            })
            .expect("chromedriver says its port");
        // What it says later must find room.
        std::thread::spawn(move || lines.for_each(drop));
        let config = Agent::config_builder()
            // Errors have bodies that say why, and a proxy has no business between two programs on this machine.
            .http_status_as_error(false)
            .proxy(None)
            .timeout_global(Some(PATIENCE));
        let mut browser = Self {
            agent: config.build().into(),
            session: format!("http://127.0.0.1:{port}/session"),
            driver,
        };
        let options = json!({"args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-proxy-server",
            "--lang=id", "--hide-scrollbars",
            format!("--window-size={},{}", WINDOW.0, WINDOW.1),
            format!("--user-data-dir={}", profile.display()),
        ]});
        let wanted = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}});
        let made = browser.post("", &wanted).expect("chromedriver starts Chromium");
        let id = made["sessionId"].as_str().expect("a session has an id");
        browser.session = format!("{}/{id}", browser.session);
        browser
    }

    /// Asks the driver. The error is WebDriver's name of it.
    fn post(&self, path: &str, what: &Value) -> Result<Value, String> {
        answer(self.agent.post(format!("{}{path}", self.session)).send_json(what))
    }

    fn get(&self, path: &str) -> Result<Value, String> {
        answer(self.agent.get(format!("{}{path}", self.session)).call())
    }

    pub fn goto(&self, url: &str) {
        self.post("/url", &json!({ "url": url })).unwrap();
    }

    /// From now on it is as wide as a phone.
    pub fn as_phone(&self) {
        let params = json!({"width": PHONE.0, "height": PHONE.1, "deviceScaleFactor": 2, "mobile": true});
        self.post(
            "/goog/cdp/execute",
            &json!({"cmd": "Emulation.setDeviceMetricsOverride", "params": params}),
        )
        .unwrap();
    }

    /// Does something with an element as soon as it is there and can be used.
    fn with<R>(&self, css: &str, does: impl Fn(&Self, &str) -> Result<R, String>) -> R {
        let begun = Instant::now();
        loop {
            let found = self.elements(css);
            let outcome = match found.first() {
                Some(element) => does(self, &format!("/element/{element}")),
                None => Err("no such element".into()),
            };
            match outcome {
                Ok(done) => return done,
                Err(why) if passes(&why) && begun.elapsed() < PATIENCE => std::thread::sleep(LOOK_AGAIN),
                Err(why) => panic!("{css}: {why}; the page reads {:?}", self.reads()),
            }
        }
    }

    fn elements(&self, css: &str) -> Vec<String> {
        let found = self.post("/elements", &json!({"using": "css selector", "value": css})).unwrap();
        let found = found.as_array().expect("a list");
        found.iter().map(|element| element[ELEMENT].as_str().expect("an element").to_owned()).collect()
    }

    /// Types into the field.
    pub fn fill(&self, css: &str, text: &str) {
        self.with(css, |browser, element| {
            browser.post(&format!("{element}/clear"), &json!({}))?;
            browser.post(&format!("{element}/value"), &json!({ "text": text }))
        });
    }

    /// Chooses a file for the field.
    pub fn choose_file(&self, css: &str, path: &Path) {
        let text = path.to_str().expect("a path of ours");
        self.with(css, |browser, element| {
            browser.post(&format!("{element}/value"), &json!({ "text": text }))
        });
    }

    /// Presses what is there.
    pub fn press(&self, css: &str) {
        self.with(css, |browser, element| browser.post(&format!("{element}/click"), &json!({})));
    }

    /// The text that can be read of an element, as soon as there is some.
    pub fn text(&self, css: &str) -> String {
        self.with(css, |browser, element| {
            let text = browser.get(&format!("{element}/text"))?;
            match text.as_str() {
                None | Some("") => Err("no such element".into()),
                Some(text) => Ok(text.to_owned()),
            }
        })
    }

    /// Everything that can be read on the page now.
    pub fn reads(&self) -> String {
        self.run("return document.body.innerText", "").unwrap_or_default()
    }

    /// What a script answers, with `argument` as `arguments[0]`; `None`: nothing that is a text.
    pub fn run(&self, script: &str, argument: &str) -> Option<String> {
        let answer = self.post("/execute/sync", &json!({"script": script, "args": [argument]}));
        answer.ok()?.as_str().map(str::to_owned)
    }

    pub fn has(&self, css: &str) -> bool {
        !self.elements(css).is_empty()
    }

    /// Saves a picture of the page.
    pub fn picture_into(&self, path: &Path) {
        let png = self.get("/screenshot").unwrap();
        let png = data_encoding::BASE64.decode(png.as_str().expect("a picture").as_bytes()).unwrap();
        std::fs::write(path, png).unwrap();
    }
}

fn answer(sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, String> {
    let mut answer = sent.expect("chromedriver answers");
    let status = answer.status();
    let mut body: Value = answer.body_mut().read_json().expect("chromedriver answers in JSON");
    let value = body["value"].take();
    if status.is_success() {
        return Ok(value);
    }
    Err(value["error"].as_str().map_or_else(|| value.to_string(), str::to_owned))
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A browser that is gone already needs no closing, and a test that has failed says why itself.
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
