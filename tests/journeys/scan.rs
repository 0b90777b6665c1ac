//! A scanner that types like a keyboard: heard on every page, and never seen in a field.

use std::time::{Duration, Instant};

use anjungan_ui::{Attract, Find, Nav, Page, Search};
use anjungan_wire::receipt::{ReceiptCode, ReceiptNumber, Secret};
use slint::platform::{Key, WindowEvent};
use slint::{ComponentHandle, SharedString};

use crate::kiosk::Kiosk;

/// A barcode of something to eat: no code of ours.
const GROCERIES: &str = "8992761111111";
/// Much longer than a scanner pauses between two keys.
const A_MOMENT: Duration = Duration::from_millis(300);

/// A receipt of nobody.
fn receipt() -> String {
    let number = ReceiptNumber::draw(&"K07".parse().unwrap(), [1; 8]);
    ReceiptCode { number, secret: Secret::new([2; 16]) }.to_text("ak1.disnaker.example")
}

impl Kiosk {
    /// As a scanner types: Shift before capitals, no pause, nobody looks in between.
    fn scanner_types(&self, text: &str) {
        let window = self.app().window();
        let press = |text: SharedString| {
            window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
            window.dispatch_event(WindowEvent::KeyReleased { text });
        };
        for letter in text.chars() {
            if letter.is_ascii_uppercase() {
                press(Key::Shift.into());
            }
            press(letter.into());
        }
    }

    fn scans(&self, code: &str) {
        self.scanner_types(code);
        self.press_key(Key::Return);
        self.settle();
    }

    fn waits_a_moment(&self) {
        let begun = Instant::now();
        self.until("a moment", |_| begun.elapsed() > A_MOMENT);
    }

    fn page(&self) -> Page {
        self.app().global::<Nav>().get_page()
    }

    fn query(&self) -> String {
        self.app().global::<Search>().get_query().into()
    }
}

#[test]
fn a_receipt_is_heard_on_every_page_and_no_key_of_it_lands_in_a_field() {
    let kiosk = Kiosk::plan().scanner_that_types().open();
    kiosk.office.issues_cards();
    kiosk.wake_sync();
    let code = receipt();
    kiosk.never_says(&code[code.len() - 12..]);
    kiosk.never_says(GROCERIES);
    kiosk.until("the invitation to scan", |kiosk| kiosk.app().global::<Attract>().get_scanner());
    kiosk.picture("scan-invited");

    // On the idle screen: what is nobody's begins no visit, a receipt does.
    kiosk.scans(GROCERIES);
    assert_eq!(kiosk.page(), Page::Attract);
    kiosk.scans(&receipt());
    assert_eq!(kiosk.page(), Page::Find, "it is looked up");

    // In the field for words: it stays empty, and the code is looked up.
    kiosk.tap("Halaman awal");
    kiosk.until("the tiles", |kiosk| kiosk.page() == Page::Home);
    assert!(kiosk.shows("Punya kartu atau tanda terima? Dekatkan kode QR-nya ke pemindai."));
    kiosk.picture("scan-invited-home");
    kiosk.tap("Cari Lowongan");
    kiosk.until_found();
    kiosk.scans(GROCERIES);
    assert_eq!((kiosk.page(), kiosk.query()), (Page::Search, String::new()));
    kiosk.scans(&receipt());
    assert_eq!((kiosk.page(), kiosk.query()), (Page::Find, String::new()));
    assert_eq!(kiosk.app().global::<Find>().get_value(), "");
    kiosk.picture("scanned");
}

#[test]
fn half_a_scan_is_forgotten_and_a_person_types_into_the_field_all_the_same() {
    let kiosk = Kiosk::plan().scanner_that_types().open();
    kiosk.begin_search();
    let half = receipt().chars().take(20).collect::<String>();
    kiosk.scanner_types(&half);
    kiosk.waits_a_moment();
    assert_eq!(kiosk.query(), "");

    // One key after the other, as fingers type.
    let mut typed = String::new();
    for letter in ["K", "a", "s", "i", "r", "r"] {
        kiosk.press_key(letter);
        typed.push_str(letter);
        kiosk.until("the letter", |kiosk| kiosk.query() == typed);
    }
    kiosk.press_key(Key::Backspace);
    kiosk.until("the cashiers", |kiosk| !kiosk.is_searching() && kiosk.query() == "Kasir");

    // A whole scan after the half one, and among what is typed.
    kiosk.scans(&receipt());
    assert_eq!(kiosk.page(), Page::Find);
    kiosk.tap("Halaman awal");
    kiosk.until("the tiles", |kiosk| kiosk.page() == Page::Home);
}
