//! Finding work: by touch, by typing, and when there is none.

use anjungan_ui::Search;
use slint::platform::Key;
use slint::{ComponentHandle, Model};

use crate::kiosk::Kiosk;
use crate::office::{DISTRICT, REGENCY};

const FIELD: &str = "Kata yang dicari";
const CLEAR: &str = "Hapus tulisan";

fn field(kiosk: &Kiosk) -> String {
    kiosk.control(FIELD).accessible_value().unwrap_or_default().into()
}

#[test]
fn three_touches_lead_from_the_attract_screen_to_a_vacancys_text() {
    let kiosk = Kiosk::open();
    kiosk.begin_search();
    let (total, place) = kiosk.found().unwrap();
    assert!(total > 50 && place == REGENCY, "{total} in {place}");
    let title = kiosk.open_card(0);
    assert_eq!(kiosk.touches.get(), 3);
    // The five that Permenaker 18/2024 names, and the text below them.
    for said in ["Jenis pekerjaan", "Lokasi kerja", "Upah", "Jam kerja", "Kondisi kerja", "Uraian pekerjaan"]
    {
        assert!(kiosk.shows(said), "{said}");
    }
    assert!(kiosk.shows(&title));
    kiosk.picture("three-touches");
}

#[test]
fn every_letter_typed_on_the_screen_narrows_the_list() {
    let kiosk = Kiosk::open();
    kiosk.begin_search();
    let all = kiosk.total();
    kiosk.tap(FIELD);
    let mut last = all;
    let mut typed = String::new();
    for letter in "operator".chars() {
        typed.push(letter);
        kiosk.type_on_screen(&letter.to_string());
        assert_eq!(field(&kiosk), typed);
        assert!((1..=last).contains(&kiosk.total()), "{} after {typed:?}, {last} before", kiosk.total());
        last = kiosk.total();
    }
    assert!(last < all, "{last} of {all}");
    for card in kiosk.cards().into_iter().take(2) {
        let title = card.accessible_label().unwrap().to_lowercase();
        assert!(title.contains("operator"), "{title}");
    }
    kiosk.picture("typed");

    kiosk.tap("Hapus satu huruf");
    kiosk.until_found();
    assert_eq!(field(&kiosk), "operato");
    kiosk.tap(CLEAR);
    kiosk.until("the whole list", |kiosk| {
        !kiosk.is_searching() && kiosk.found() == Some((all, REGENCY.into()))
    });
    assert_eq!(field(&kiosk), "");
}

#[test]
fn a_letter_that_is_missing_still_finds() {
    let kiosk = Kiosk::open();
    kiosk.begin_search();
    kiosk.tap(FIELD);
    kiosk.type_on_screen("operator");
    let right = kiosk.total();
    kiosk.tap(CLEAR);
    kiosk.until_found();
    kiosk.type_on_screen("oprator");
    assert_eq!(field(&kiosk), "oprator", "what was typed stays");
    assert!(kiosk.shows("Menampilkan hasil untuk “operator”"), "{:#?}", kiosk.texts());
    assert_eq!(kiosk.total(), right);
    kiosk.picture("spelling");
}

#[test]
fn words_that_find_nothing_lead_to_a_wider_search_and_are_told_to_central_once() {
    let kiosk = Kiosk::open();
    kiosk.begin_search();
    kiosk.tap(FIELD);
    kiosk.type_on_screen("operator zqx");
    assert!(kiosk.shows("Belum ada lowongan yang cocok"), "{:#?}", kiosk.texts());
    kiosk.tap("Selesai mengetik");
    let widenings = || kiosk.app().global::<Search>().get_widenings();
    kiosk.until("a wider search", |_| widenings().row_count() > 0);
    kiosk.picture("nothing-found");

    let widening = widenings().row_data(0).unwrap();
    let promised: i64 = widening.count.replace('.', "").parse().unwrap();
    assert!(promised > 0);
    kiosk.tap(&format!("{} ({})", widening.label, widening.count));
    kiosk.until_found();
    assert_eq!(i64::from(kiosk.total()), promised, "it finds what it promised");
    assert!(!kiosk.cards().is_empty());

    kiosk.tap("Selesai");
    // Facts arrive in the order in which they happened, and the visit's is its last.
    kiosk.until("the visit at central", |kiosk| !kiosk.office.visits().is_empty());
    assert_eq!(kiosk.office.misses(), [["operator zqx".to_owned(), DISTRICT[..4].to_owned()]]);
    assert!(kiosk.office.held().is_empty());
}

#[test]
fn a_keyboard_of_plastic_types_into_the_field() {
    let kiosk = Kiosk::open();
    kiosk.begin_search();
    let all = kiosk.total();
    for key in ["K", "a", "s", "i", "r", "r"] {
        kiosk.press_key(key);
    }
    kiosk.press_key(Key::Backspace);
    kiosk.until("the cashiers", |kiosk| {
        !kiosk.is_searching() && field(kiosk) == "Kasir" && kiosk.total() < all
    });
    assert!(kiosk.total() > 0);
    kiosk.press_key(Key::Return);
    kiosk.picture("plastic-keyboard");
    // Escape is "back": to the tiles.
    kiosk.press_key(Key::Escape);
    kiosk.until("the tiles", |kiosk| kiosk.has_control("Cari Lowongan"));
}

#[test]
fn whoever_scrolls_gets_more_of_the_list() {
    let kiosk = Kiosk::open();
    kiosk.begin_search();
    let results = || kiosk.app().global::<Search>().get_results();
    let first = results().row_count();
    assert!((first as u32) < kiosk.total());
    for _ in 0..first {
        if results().row_count() > first {
            break;
        }
        kiosk.tap("Ke bawah");
        kiosk.settle();
    }
    kiosk.until("more cards", |_| results().row_count() > first);
    let ids: std::collections::HashSet<_> = results().iter().map(|card| card.id).collect();
    assert_eq!(ids.len(), results().row_count(), "no card twice");
}
