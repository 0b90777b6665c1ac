//! Handouts byte for byte and as they read. `UPDATE_GOLDEN=1 cargo test paper::handout` writes the files anew.

use anjungan_wire::content::Item;
use proptest::prelude::*;

use super::super::seen::{golden, profile, read};
use super::*;

fn training() -> Training {
    let item = r#"{"kind":"training","title":{"id":"Operator Las Listrik SMAW Posisi 3G","en":"Arc welder, position 3G"},
        "organiser":"BLK Kabupaten Bekasi","place":"Jalan Raya Contoh 12, Cikarang Barat","region":"3216","starts":"2026-11-30",
        "ends":"2026-12-19","register_until":"2026-11-27","places":16,"cost":{"id":"Gratis (APBD)","en":"Free (regional budget)"},
        "contact":"Loket 3, (021) 555-0100","requirements":{"id":"• KTP Kabupaten Bekasi\n• Lulusan SMP atau lebih\n• Usia 18 tahun ke atas"},
        "how_to_register":{"id":"Datang ke loket 3 dengan KTP, atau daftar dengan HP.","en":"Come to counter 3 with your KTP, or register on your phone."},
        "url":"https://pelatihan.example/p/las-3g"}"#;
    let Ok(Item::Training(training)) = serde_json::from_str(item) else { panic!("no training") };
    training
}

fn fair() -> Fair {
    let item = r#"{"kind":"fair","name":{"id":"Bursa Kerja Akhir Tahun","en":"Year-end Job Fair"},"organiser":"Disnaker Kabupaten Bekasi",
        "place":"Gedung Contoh, Cikarang Pusat","region":"3216","starts":"2026-12-08","ends":"2026-12-09","hours":"09.00–15.00 WIB",
        "employers":["PT Contoh Satu","PT Contoh Dua"],"free_entry":true,
        "how_to_come":{"id":"Bawa KTP, ijazah, dan surat lamaran.\nAngkutan kota 17 berhenti di depan gedung."}}"#;
    let Ok(Item::Fair(fair)) = serde_json::from_str(item) else { panic!("no fair") };
    fair
}

fn number() -> TicketNumber {
    TicketNumber::new(&"K07".parse().unwrap(), 42)
}

fn handout<'a>(event: Event<'a>, number: &'a TicketNumber) -> Handout<'a> {
    Handout {
        event,
        number,
        copy: 1,
        lang: Lang::Id,
        tenant: "Disnaker Kabupaten Bekasi",
        site: "Anjungan Siap Kerja – MM2100",
        printed_at: Some("2026-11-22T07:30:00Z".parse().unwrap()),
        zone: Zone::Wib,
        as_of: Some("2026-11-20T10:00:00Z".parse().unwrap()),
        logo_stored: true,
    }
}

#[test]
fn handouts_are_as_they_were() {
    let (training, fair, number) = (training(), fair(), number());
    let (training, fair) = (Event::Training(&training), Event::Fair(&fair));
    let cases = [
        ("training-80mm", "epson-tm-t82", handout(training, &number)),
        ("training-80mm-english", "epson-tm-t82", Handout { lang: Lang::En, ..handout(training, &number) }),
        ("training-58mm", "clone-58mm", handout(training, &number)),
        ("fair-80mm", "epson-tm-t82", handout(fair, &number)),
        ("fair-80mm-reprint", "epson-tm-t82", Handout { copy: 2, as_of: None, ..handout(fair, &number) }),
        ("fair-58mm", "clone-58mm", handout(fair, &number)),
    ];
    for (name, model, handout) in cases {
        let profile = profile(model);
        golden(&format!("handout-{name}"), &compose(&handout, &profile), &profile);
    }
}

#[test]
fn every_model_prints_what_one_must_know_to_come() {
    let (training, fair, number) = (training(), fair(), number());
    for name in Profile::names() {
        let profile = profile(name);
        let text = read(&compose(&handout(Event::Training(&training), &number), &profile), &profile);
        for part in ["30 November", "27 November 2026", "Gratis", "Loket 3", "Lulusan SMP", number.as_str()] {
            assert!(text.contains(part), "{name}: {part} is not in\n{text}");
        }
        let text = read(&compose(&handout(Event::Fair(&fair), &number), &profile), &profile);
        for part in ["8–9 Desember", "09.00", "Gedung Contoh", "Masuk gratis", "Bawa KTP"] {
            let plain = part.replace('–', "-");
            assert!(text.contains(part) || text.contains(&plain), "{name}: {part} is not in\n{text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn no_text_of_an_editor_breaks_a_handout(title in "[^\\p{C}]{1,120}", how in "[^\\p{C}]{1,600}") {
        let mut training = training();
        let word = |text: &str| serde_json::to_string(text).unwrap();
        let Ok(title) = serde_json::from_str(&format!("{{\"id\":{}}}", word(&title))) else { return Ok(()) };
        let Ok(how) = serde_json::from_str(&format!("{{\"id\":{}}}", word(&how))) else { return Ok(()) };
        (training.title, training.how_to_register) = (title, how);
        for name in ["epson-tm-t82", "clone-58mm"] {
            let profile = profile(name);
            let number = number();
            let text = read(&compose(&handout(Event::Training(&training), &number), &profile), &profile);
            prop_assert!(text.contains(number.as_str()));
        }
    }
}
