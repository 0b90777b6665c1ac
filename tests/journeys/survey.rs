//! How was it? After the visit, of whoever used a service to its end.

use crate::kiosk::Kiosk;

#[test]
fn whoever_took_a_code_along_says_how_it_was_and_central_hears_it() {
    let kiosk = Kiosk::plan().survey().open();
    kiosk.begin_search();
    kiosk.open_card(1);
    kiosk.tap("Lanjut di HP");
    kiosk.until("the code", |kiosk| !kiosk.codes().is_empty());
    kiosk.tap("Selesai");
    kiosk.until("the invitation", |kiosk| kiosk.shows("Bagaimana pencarian lowongan tadi?"));
    kiosk.picture("survey-invitation");
    kiosk.until("the visit at central", |kiosk| !kiosk.office.visits().is_empty());

    kiosk.tap("Ya, saya mau menilai");
    kiosk.tap("Sangat sesuai");
    kiosk.tap("Mudah");
    kiosk.picture("survey");
    kiosk.tap("Lewati");
    kiosk.tap("Gratis");
    kiosk.tap("Berhenti");
    kiosk.until("thanks", |kiosk| kiosk.shows("Data Anda sudah dihapus dari layar."));
    kiosk.until("the answers at central", |kiosk| !kiosk.office.marks().is_empty());
    let marks = [("cost", "4"), ("procedure", "3"), ("requirements", "4")];
    assert_eq!(kiosk.office.marks(), marks.map(|(element, mark)| [element.to_owned(), mark.to_owned()]));
}
