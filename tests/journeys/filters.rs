//! Filters: what the button promises, the list keeps.

use anjungan::wording::Zone;
use anjungan_wire::vacancy::{Education, Vacancy};
use jiff::Timestamp;

use crate::kiosk::Kiosk;
use crate::look::number;
use crate::office::{DISTRICT, REGENCY};

/// The button that applies the filters, once it knows how many.
fn promised(kiosk: &Kiosk) -> Option<u32> {
    kiosk.texts().iter().find_map(|text| number(text.strip_prefix("Lihat ")?.strip_suffix(" lowongan")?))
}

#[test]
fn the_button_says_how_many_and_the_list_agrees() {
    let kiosk = Kiosk::open();
    kiosk.begin_search();
    let all = kiosk.total();
    kiosk.tap("Saring");
    kiosk.until("how many there are", |kiosk| promised(kiosk) == Some(all));
    kiosk.tap("SMP");
    kiosk.until("fewer", |kiosk| promised(kiosk).is_some_and(|count| count < all));
    let educated = promised(&kiosk).unwrap();
    kiosk.scroll_and_tap("Tanpa pengalaman");
    kiosk.until("fewer still", |kiosk| promised(kiosk).is_some_and(|count| count < educated));
    let count = promised(&kiosk).unwrap();
    assert!(kiosk.control("SMP").accessible_checked().unwrap());
    kiosk.picture("filters");

    // Counted by hand from what central has published.
    let today = Zone::default().day(Timestamp::now());
    let fits = |vacancy: &&Vacancy| {
        vacancy.open_on(today)
            && vacancy.place.region.as_str().starts_with(&DISTRICT[..4])
            && vacancy.experience_years == Some(0)
            && matches!(vacancy.education, None | Some(Education::Sd | Education::Smp))
    };
    assert_eq!(kiosk.office.vacancies.iter().filter(fits).count(), count as usize);

    kiosk.tap(&format!("Lihat {count} lowongan"));
    kiosk.until_found();
    assert_eq!(kiosk.found(), Some((count, REGENCY.into())));
    assert!(kiosk.has_control("Saring (2)"));
    kiosk.picture("filtered");

    kiosk.tap("Saring (2)");
    kiosk.tap("Hapus semua saringan");
    kiosk.until("all of them", |kiosk| promised(kiosk) == Some(all));
    kiosk.tap(&format!("Lihat {all} lowongan"));
    kiosk.until("the whole list", |kiosk| kiosk.found() == Some((all, REGENCY.into())));
}
