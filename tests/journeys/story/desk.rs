//! The officers at their desks: one Chromium, one after the other.

use std::path::Path;
use std::rc::Rc;

use anjungan_central::demonstration::office::{DemoOfficer, PASSWORD};
use jiff::Timestamp;

use super::album::Album;
use crate::browser::Browser;

/// A browser at central's console.
pub struct Desk {
    pub browser: Browser,
    central: String,
    album: Rc<Album>,
}

impl Desk {
    pub fn open(profile: &Path, central: String, album: Rc<Album>) -> Self {
        Self { browser: Browser::open(profile), central, album }
    }

    pub fn goto(&self, path: &str) {
        self.browser.goto(&format!("{}{path}", self.central));
    }

    pub fn picture(&self, name: &str) {
        self.album.browser(&self.browser, name);
    }

    /// With password and one-time code.
    pub fn sign_in(&self, officer: &DemoOfficer) {
        self.goto("/console/sign-in");
        self.browser.fill("#login", &officer.login);
        self.browser.fill("#password", PASSWORD);
        self.browser.fill("#code", &officer.totp.code(Timestamp::now()));
        self.picture(&format!("sign-in-{}", officer.login));
        self.browser.press("#enter");
        self.browser.text("#sign-out");
    }

    pub fn sign_out(&self) {
        self.browser.press("#sign-out");
        self.browser.text("#sign-in");
    }

    /// Opens the file of this receipt from a part of the queue.
    pub fn open_file(&self, show: &str, receipt: &str) {
        self.goto(&format!("/console?show={show}"));
        self.browser.text("#queue");
        self.picture(&format!("queue-{show}"));
        let link = format!("#rows tr[data-id=\"{}\"] a", self.row_of(receipt));
        self.browser.press(&link);
        self.browser.text("#read-back");
    }

    /// The row in which this receipt stands.
    fn row_of(&self, receipt: &str) -> String {
        let script = "return [...document.querySelectorAll('#rows tr')].find(row => row.innerText.includes(arguments[0]))?.dataset.id";
        self.browser.run(script, receipt).unwrap_or_else(|| panic!("{receipt} is not in the queue"))
    }

    /// The stage that the open file is in.
    pub fn stage(&self) -> String {
        self.browser.run("return document.querySelector('#application').dataset.stage", "").unwrap()
    }

    /// Takes the file, compares the NIK with the person's KTP, puts the photo from the counter to it, and approves.
    pub fn approves(&self, photo: &Path) {
        self.browser.press("[data-act=take]");
        self.browser.text("[data-act-form=approve] summary");
        self.picture("verifying");
        self.browser.press("#doubts [name=concern][value=nik-doubt]");
        self.browser.text("#done");
        self.browser.press(".panel details.act summary");
        self.browser.choose_file("#jpeg", photo);
        self.browser.press("#upload-photo");
        self.browser.text("[data-act-form=approve] summary");
        assert!(self.browser.has("#photo"), "{}", self.browser.reads());
        self.picture("photo-from-the-counter");
        self.browser.press("[data-act-form=approve] summary");
        self.browser.press("[data-act=approve]");
        self.browser.text("#history li[data-act=approve]");
        self.picture("approved");
    }

    /// Signs everything that waits.
    pub fn signs_in_bulk(&self) {
        self.goto("/console/sign");
        self.browser.press("#select-all");
        self.picture("to-sign");
        self.browser.press("#sign");
        self.browser.text("[data-result]");
        self.picture("signed");
    }
}
