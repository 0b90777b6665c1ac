//! Without central everything works, and the screens say how old their data are.

use crate::kiosk::Kiosk;

#[test]
fn without_central_one_searches_reads_and_prints_and_it_is_told_later() {
    let mut kiosk = Kiosk::open();
    kiosk.office.stop();
    kiosk.wake_sync();
    kiosk.until("the news", |kiosk| kiosk.shows("Jaringan terputus. Data per "));

    kiosk.begin_search();
    kiosk.tap("Kata yang dicari");
    kiosk.type_on_screen("operator");
    kiosk.tap("Selesai mengetik");
    assert!(kiosk.total() > 0);
    kiosk.open_card(0);
    assert!(kiosk.shows("Jaringan terputus. Data per "));
    kiosk.tap("Cetak");
    kiosk.until("the printer's proof", |kiosk| kiosk.shows("Tiket berhasil dicetak"));
    let number = kiosk.ticket_number().unwrap();
    assert!(kiosk.press().papers()[0].text.contains(&number));
    kiosk.picture("offline");
    kiosk.tap("Selesai");
    assert!(kiosk.office.tickets().is_empty());

    kiosk.office.start_again();
    kiosk.wake_sync();
    kiosk.until("what happened, at central", |kiosk| !kiosk.office.visits().is_empty());
    assert_eq!(kiosk.office.tickets().len(), 1, "each fact once");
    assert_eq!(kiosk.office.tickets()[0][0], number);
    assert_eq!(kiosk.office.visits(), [["finished", "id", "1", "1", "1", "0"].map(String::from)]);
    kiosk.until("the network", |kiosk| !kiosk.shows("Jaringan terputus."));
}
