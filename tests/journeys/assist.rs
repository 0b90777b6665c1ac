//! A helping officer takes over: by PIN, by their card and PIN; named while they help, and gone with the visit.

use anjungan_ui::{Ask, Helper, Nav, Page, Receipt};
use slint::ComponentHandle;

use crate::applicant::{Applicant, NAME};
use crate::kiosk::Kiosk;
use crate::office::{HELPER_CARD, HELPER_PIN};

const CARD: &str = "Kartu AK1 (Kartu Kuning)";
const HELP: &str = "Dibantu petugas";
const HELPED: &str = "Dibantu petugas P03";
/// Tries of a PIN that are free.
const FREE_TRIES: usize = 5;

/// Somebody who has typed their name, and calls for help.
fn half_way(kiosk: &Kiosk) -> Applicant<'_> {
    kiosk.begin_at(CARD);
    let mut applicant = Applicant::at(kiosk);
    applicant.answer_up_to("Siapa nama Anda?");
    kiosk.enter(NAME);
    kiosk.settle();
    applicant
}

fn types_pin(kiosk: &Kiosk, pin: &str) {
    kiosk.enter(pin);
    kiosk.tap("Masuk");
}

fn message(kiosk: &Kiosk) -> String {
    kiosk.app().global::<Helper>().get_message().into()
}

fn assisted(kiosk: &Kiosk) -> String {
    kiosk.app().global::<Nav>().get_assisted().into()
}

#[test]
fn an_officer_helps_by_pin_what_was_typed_is_kept_and_the_office_knows_who() {
    let kiosk = Kiosk::plan().desk().open();
    let mut applicant = half_way(&kiosk);
    kiosk.tap(HELP);
    kiosk.until("the pad", |kiosk| {
        kiosk.shows("Panggil petugas ke sini") && kiosk.shows("Khusus petugas: ketik PIN")
    });
    types_pin(&kiosk, HELPER_PIN);
    kiosk.until("the officer", |kiosk| kiosk.shows(HELPED));
    kiosk.picture("assisted");
    assert_eq!(kiosk.app().global::<Ask>().get_text(), NAME.to_uppercase());
    applicant.apply();
    kiosk.until("the office", |kiosk| kiosk.shows("Diterima Disnaker pukul"));
    let number = kiosk.app().global::<Receipt>().get_number().parse().unwrap();
    assert_eq!(kiosk.office.dossier(&number).unwrap().summary.assisted_by.as_deref(), Some("P03"));

    // With the visit the help ends.
    kiosk.finish_receipt();
    assert!(!kiosk.shows(HELPED));
    kiosk.begin_at(CARD);
    assert_eq!(assisted(&kiosk), "");
}

#[test]
fn a_scanned_card_names_the_officer_and_the_pin_opens() {
    let kiosk = Kiosk::plan().desk().scanner().open();
    half_way(&kiosk);
    kiosk.scan(HELPER_CARD);
    kiosk.until("whose PIN", |kiosk| message(kiosk) == "Petugas P03: ketik PIN Anda.");
    kiosk.picture("assist-card");
    assert_eq!(assisted(&kiosk), "", "a card alone helps nobody");
    types_pin(&kiosk, HELPER_PIN);
    kiosk.until("the officer", |kiosk| kiosk.shows(HELPED));
}

#[test]
fn an_officer_who_is_done_steps_back_and_the_visit_goes_on() {
    let kiosk = Kiosk::plan().desk().scanner().open();
    half_way(&kiosk);
    kiosk.scan(HELPER_CARD);
    kiosk.until("the pad", |kiosk| kiosk.shows("Bantuan petugas"));
    types_pin(&kiosk, HELPER_PIN);
    kiosk.until("the officer", |kiosk| kiosk.shows(HELPED));
    kiosk.touch_line(HELPED);
    kiosk.tap("Petugas selesai");
    kiosk.until("the question", |kiosk| kiosk.app().global::<Nav>().get_page() == Page::Ask);
    assert_eq!(assisted(&kiosk), "");
    assert_eq!(kiosk.app().global::<Ask>().get_text(), NAME.to_uppercase());
}

#[test]
fn a_pin_that_is_wrong_too_often_waits_and_closing_the_pad_is_no_way_around() {
    let kiosk = Kiosk::plan().desk().open();
    half_way(&kiosk);
    kiosk.tap(HELP);
    for nth in 1..=FREE_TRIES {
        types_pin(&kiosk, &format!("{nth}00000"));
        let wanted =
            if nth < FREE_TRIES { "PIN salah." } else { "Terlalu banyak PIN salah. Coba lagi dalam" };
        kiosk.until(wanted, |kiosk| message(kiosk).starts_with(wanted));
    }
    kiosk.picture("assist-locked");
    assert!(!kiosk.app().global::<Helper>().get_enabled());
    kiosk.tap("Kembali");
    kiosk.until("the question", |kiosk| kiosk.app().global::<Nav>().get_page() == Page::Ask);
    assert_eq!(kiosk.app().global::<Ask>().get_text(), NAME.to_uppercase(), "the visitor loses nothing");
    kiosk.tap(HELP);
    kiosk.until("the pad", |kiosk| message(kiosk).starts_with("Terlalu banyak PIN salah."));
    assert_eq!(kiosk.control("1").accessible_enabled(), Some(false));
}
