//! A ticket on paper.

use crate::kiosk::Kiosk;
use crate::press::codes_on;

#[test]
fn the_paper_bears_the_number_on_the_screen_and_leads_to_the_vacancy() {
    let kiosk = Kiosk::open();
    kiosk.begin_search();
    let title = kiosk.open_card(1);
    kiosk.tap("Cetak");
    kiosk.until("the number", |kiosk| kiosk.ticket_number().is_some());
    let number = kiosk.ticket_number().unwrap();
    kiosk.until("the printer's proof", |kiosk| kiosk.shows("Tiket berhasil dicetak"));
    assert_eq!(kiosk.ticket_number().as_ref(), Some(&number), "the number stays");
    kiosk.picture("printed");

    let papers = kiosk.press().papers();
    assert_eq!(papers.len(), 1);
    assert!(papers[0].text.contains(&number), "{}", papers[0].text);
    let first_word = title.split(' ').next().unwrap();
    assert!(papers[0].text.contains(first_word), "{}", papers[0].text);
    let urls = codes_on(&papers[0]);
    assert_eq!(urls.len(), 1);
    assert_eq!(kiosk.codes(), urls, "the screen has the same code");
    assert_eq!(kiosk.press().device.tally().unknown, 0, "every command is one of the printer's");

    kiosk.until("the ticket at central", |kiosk| !kiosk.office.tickets().is_empty());
    let vacancy = kiosk.office.vacancies.iter().find(|vacancy| vacancy.url == urls[0]).unwrap();
    assert_eq!(vacancy.title, title);
    assert_eq!(kiosk.office.tickets(), [[number, vacancy.row_id(), "printed".into(), String::new()]]);

    kiosk.tap("Tiket sudah saya ambil");
    kiosk.until("the vacancy", |kiosk| kiosk.has_control("Cetak"));
    assert!(!kiosk.shows("Anda masih bisa mencetak"), "four are left, which is no news");
    kiosk.tap("Selesai");
    kiosk.until("thanks", |kiosk| kiosk.shows("Jangan lupa ambil kertas Anda."));
    kiosk.until("the visit at central", |kiosk| !kiosk.office.visits().is_empty());
    assert_eq!(kiosk.office.visits(), [["finished", "id", "0", "1", "1", "0"].map(String::from)]);
}

#[test]
fn a_phone_reads_the_vacancy_from_the_screen() {
    let kiosk = Kiosk::open();
    kiosk.begin_search();
    let title = kiosk.open_card(0);
    kiosk.tap("Lanjut di HP");
    kiosk.until("the code", |kiosk| kiosk.shows("Lanjut di HP Anda"));
    kiosk.picture("phone");
    let codes = kiosk.codes();
    let vacancy = kiosk.office.vacancies.iter().find(|vacancy| codes == [vacancy.url.as_str()]);
    assert_eq!(vacancy.map(|vacancy| &vacancy.title), Some(&title), "{codes:?}");
}

#[test]
fn five_tickets_a_visit_and_then_the_phone() {
    let kiosk = Kiosk::open();
    kiosk.begin_search();
    kiosk.open_card(0);
    for _ in 0..5 {
        kiosk.tap("Cetak");
        kiosk.until("the printer's proof", |kiosk| kiosk.shows("Tiket berhasil dicetak"));
        kiosk.tap("Tiket sudah saya ambil");
        kiosk.until("the vacancy", |kiosk| kiosk.has_control("Cetak"));
    }
    assert_eq!(kiosk.control("Cetak").accessible_enabled(), Some(false));
    assert!(kiosk.shows("Batas cetak tercapai."), "{:#?}", kiosk.texts());
    kiosk.picture("five-tickets");

    let papers = kiosk.press().papers();
    kiosk.until("the tickets at central", |kiosk| kiosk.office.tickets().len() == 5);
    for ([number, ..], paper) in kiosk.office.tickets().iter().zip(&papers) {
        assert!(paper.text.contains(number), "{number} is not on {}", paper.text);
    }

    // The next visitor has five of their own.
    kiosk.tap("Selesai");
    kiosk.begin_search();
    kiosk.open_card(0);
    assert!(kiosk.has_control("Cetak") && !kiosk.shows("Anda masih bisa mencetak"), "{:#?}", kiosk.texts());
}
