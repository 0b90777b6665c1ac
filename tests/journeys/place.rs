//! Choosing a place.

use anjungan_ui::Place;
use slint::{ComponentHandle, Model};

use crate::kiosk::Kiosk;
use crate::office::REGENCY;

#[test]
fn from_the_province_to_a_district_by_touch() {
    let kiosk = Kiosk::open();
    kiosk.begin_search();
    kiosk.tap(REGENCY);
    kiosk.tap("Lihat Indonesia");
    kiosk.scroll_and_tap("Jawa Barat");
    kiosk.scroll_and_tap("Kab. Karawang");
    // The district with the most vacancies, once they are counted.
    let most = || kiosk.app().global::<Place>().get_options().iter().max_by_key(|option| option.count);
    kiosk.until("vacancies of districts", |kiosk| {
        kiosk.has_control("Semua di Kab. Karawang") && most().is_some_and(|district| district.count > 0)
    });
    kiosk.picture("place");
    let district = most().unwrap();
    kiosk.scroll_and_tap(&district.name);
    kiosk.until_found();
    let (total, place) = kiosk.found().unwrap();
    assert_eq!((i64::from(total), place), (district.count.into(), district.name.to_string()));
    assert!(kiosk.has_control(&district.name), "the button names the place");
    kiosk.picture("placed");
}

#[test]
fn a_place_by_its_name_or_the_whole_of_a_province() {
    let kiosk = Kiosk::open();
    kiosk.begin_search();
    let near = kiosk.total();
    kiosk.tap(REGENCY);
    kiosk.tap("Semua di Jawa Barat");
    kiosk.until("the province", |kiosk| kiosk.found().is_some_and(|(_, place)| place == "Jawa Barat"));
    assert!(kiosk.total() > near);

    kiosk.tap("Jawa Barat");
    kiosk.tap("Nama tempat yang dicari");
    for letter in "karawang barat".chars() {
        kiosk.tap(&if letter == ' ' { "Spasi".to_owned() } else { letter.to_uppercase().to_string() });
    }
    kiosk.tap("Karawang Barat, Kab. Karawang");
    kiosk.until("the district", |kiosk| kiosk.found().is_some_and(|(_, place)| place == "Karawang Barat"));
}
