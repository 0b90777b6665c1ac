//! Silence: a question, a count-down, an empty screen.

use anjungan_ui::Search;
use slint::{ComponentHandle, Model};

use crate::kiosk::Kiosk;

const ANYBODY: &str = "Masih di sana?";
const HERE: &str = "Saya masih di sini";

#[test]
fn silence_asks_counts_down_and_wipes_every_trace() {
    let kiosk = Kiosk::plan().idle(2, 3).open();
    let before = kiosk.traces();
    kiosk.begin_search();
    kiosk.tap("Kata yang dicari");
    kiosk.type_on_screen("operator");
    kiosk.tap("Selesai mengetik");
    let title = kiosk.open_card(0);
    kiosk.tap("Lanjut di HP");
    kiosk.until("the code", |kiosk| kiosk.shows("Lanjut di HP Anda"));
    kiosk.tap("Kembali");
    let vacancy = kiosk.app().global::<Search>().get_results().row_data(0).unwrap();
    assert_eq!(vacancy.title, title);

    kiosk.until("the question", |kiosk| kiosk.shows(ANYBODY));
    assert!(kiosk.shows("Layar akan dikosongkan dalam "), "{:#?}", kiosk.texts());
    kiosk.picture("anybody-there");
    kiosk.tap(HERE);
    kiosk.until("the visit as it was", |kiosk| !kiosk.shows(ANYBODY));
    assert!(kiosk.shows(&title) && kiosk.has_control("Cetak"));

    kiosk.until("the question again", |kiosk| kiosk.shows(ANYBODY));
    let mut counted = Vec::new();
    kiosk.until("nobody", |kiosk| {
        let left = (1..=3).find(|s| kiosk.shows(&format!("dikosongkan dalam {s} detik")));
        counted.extend(left.filter(|left| counted.last() != Some(left)));
        kiosk.has_control("Sentuh layar untuk mulai")
    });
    assert!(counted.is_sorted_by(|a, b| a > b) && !counted.is_empty(), "a count-down: {counted:?}");

    kiosk.settle();
    let left: Vec<String> = kiosk.traces().into_iter().filter(|text| !before.contains(text)).collect();
    assert_eq!(left, Vec::<String>::new(), "of the visit nothing is left");
    kiosk.picture("wiped");
    kiosk.until("the visit at central", |kiosk| !kiosk.office.visits().is_empty());
    assert_eq!(kiosk.office.visits(), [["idle", "id", "1", "1", "0", "0"].map(String::from)]);
}

#[test]
fn thanks_says_that_all_is_wiped_and_all_is() {
    let kiosk = Kiosk::open();
    kiosk.begin_search();
    kiosk.tap("Saring");
    kiosk.tap("Tanpa pengalaman");
    kiosk.tap("Hapus semua saringan");
    kiosk.tap("SMA/SMK");
    kiosk.tap("Kembali");
    kiosk.until_found();
    kiosk.open_card(0);
    kiosk.tap("Cetak");
    kiosk.until("the printer's proof", |kiosk| kiosk.shows("Tiket berhasil dicetak"));
    let number = kiosk.ticket_number().unwrap();
    let of_the_visit = kiosk.traces();
    assert!(of_the_visit.contains(&number));
    kiosk.tap("Selesai");
    kiosk.until("thanks", |kiosk| kiosk.shows("Data Anda sudah dihapus dari layar."));
    kiosk.settle();
    let shown = kiosk.texts();
    let hidden = kiosk.traces().into_iter().filter(|text| !shown.contains(text));
    let left: Vec<String> = hidden.filter(|text| of_the_visit.contains(text)).collect();
    assert_eq!(left, Vec::<String>::new(), "of the visit nothing is left");
    kiosk.picture("thanks");
}
