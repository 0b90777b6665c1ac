//! Applying for the card by touch alone: from the tiles to "Diterima Disnaker", and nothing left behind.

use anjungan_ui::Receipt;
use slint::ComponentHandle;

use crate::applicant::{Applicant, NAME, NIK};
use crate::kiosk::Kiosk;

/// What a prepared person touches besides what they type.
const TOUCHES_MAX: u32 = 45;

#[test]
fn a_prepared_person_applies_by_touch_and_leaves_nothing_behind() {
    let kiosk = Kiosk::plan().desk().open();
    kiosk.tap("Sentuh layar untuk mulai");
    kiosk.touches.set(0);
    kiosk.scroll_and_tap("Kartu AK1 (Kartu Kuning)");
    let mut applicant = Applicant::at(&kiosk);
    applicant.apply();
    let touches = kiosk.touches.get() - applicant.typed;
    println!("{touches} touches and {} typed: {:#?}", applicant.typed, applicant.asked);
    assert!(touches <= TOUCHES_MAX, "{touches} touches besides typing: {:#?}", applicant.asked);

    kiosk.until("the office", |kiosk| kiosk.shows("Diterima Disnaker pukul"));
    let number = kiosk.app().global::<Receipt>().get_number().to_string();
    assert!(kiosk.shows(&number) && number.starts_with('K'), "{number}");
    kiosk.until("the slip", |kiosk| !kiosk.app().global::<Receipt>().get_slip().busy);
    kiosk.picture("receipt");
    let codes = kiosk.codes();
    assert_eq!(codes.len(), 1, "{codes:?}");
    let of_the_visit = kiosk.traces();
    assert!(of_the_visit.contains(&number));

    let done = kiosk.app().global::<Receipt>().get_done_label();
    kiosk.tap(&done);
    kiosk.settle();
    if kiosk.has_control("Selesai") {
        kiosk.tap("Selesai");
    }
    kiosk.until("thanks", |kiosk| kiosk.shows("Data Anda sudah dihapus dari layar."));
    kiosk.settle();
    let left: Vec<String> = kiosk
        .traces()
        .into_iter()
        .filter(|text| {
            let text = text.to_lowercase();
            text.contains(NAME) || text.contains(&NIK[..8]) || text.contains(&number.to_lowercase())
        })
        .collect();
    assert_eq!(left, Vec::<String>::new(), "of the person nothing is left");
}
