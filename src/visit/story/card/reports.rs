//! Six months, and "Saya sudah bekerja".

use anjungan_wire::application::{Holder, Report, ReportNews};
use jiff::civil::date;

use super::super::super::report::Look;
use super::super::super::status::TRIES_MAX;
use super::*;
use crate::wording::Cause;

/// The last report asked to be written down.
fn reported(kiosk: &Kiosk) -> (Request, Report) {
    let report = kiosk.effects.iter().rev().find_map(|effect| {
        if let Effect::Report { request, report } = effect {
            Some((*request, (**report).clone()))
        } else {
            None
        }
    });
    report.expect("a report was stored")
}

fn stored(kiosk: &mut Kiosk) {
    let (request, _) = reported(kiosk);
    kiosk.does(Event::Report(report::Event::Stored { request }));
}

fn done(kiosk: &Kiosk) -> report::View {
    let Body::Done(view) = kiosk.body() else { panic!("not done but on {}", kiosk.page()) };
    view
}

/// Does `touches` one after the other and says how many it took until a report was stored.
fn taps(kiosk: &mut Kiosk, touches: Vec<form::Event>) -> usize {
    for (i, touch) in touches.into_iter().enumerate() {
        if kiosk.touches(touch).iter().any(|effect| matches!(effect, Effect::Report { .. })) {
            return i + 1;
        }
    }
    panic!("nothing was stored, but {}", kiosk.page());
}

#[test]
fn i_have_a_job_now_is_stored_with_two_taps_after_the_scan() {
    for scan in [Scan::Card(card_code()), Scan::Receipt(receipt())] {
        let mut kiosk = Kiosk::desk_visited();
        kiosk.tile("employed");
        kiosk.scans(scan.clone());
        if let Scan::Receipt(_) = scan {
            kiosk.answered(Found::Status(Box::new(fixtures::status(PublicStage::Ready))));
        }
        assert_eq!(kiosk.ask_view().skip_label, "Lewati");
        assert_eq!(taps(&mut kiosk, vec![form::Event::Skip, form::Event::Next]), 2);
        let (_, report) = reported(&kiosk);
        let today = date(2026, 11, 21);
        let told = ReportNews::Employed { employer: String::new(), since: today, found_here: None };
        assert_eq!(report.news, told);
        assert_eq!(done(&kiosk).look, Look::Storing, "nothing is promised before it is on disk");
        stored(&mut kiosk);
        assert_eq!((done(&kiosk).look, done(&kiosk).headline.as_str()), (Look::Stored, "Selamat bekerja!"));
        kiosk.is_empty_again();
    }
}

#[test]
fn still_looking_is_stored_with_one_tap_and_says_when_to_come_again() {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.tile("six-months");
    kiosk.scans(Scan::Card(card_code()));
    let ask = kiosk.ask_view();
    assert!(ask.hint.contains("21 Mei 2027"), "the card's days: {}", ask.hint);
    let form::Field::Choice { options, .. } = &ask.field else { panic!("{ask:?}") };
    assert_eq!(ids(options), ["still-looking", "employed"], "with the reminder of the other");
    assert_eq!(taps(&mut kiosk, vec![form::Event::Chosen("still-looking".into())]), 1);
    let (_, report) = reported(&kiosk);
    assert_eq!(report.holder, Holder::Card { number: card_code().number });
    stored(&mut kiosk);
    let view = done(&kiosk);
    assert_eq!(view.headline, "Terima kasih sudah melapor");
    assert!(view.explanation.ends_with("Lapor lagi paling lambat 21 Mei 2027."), "{}", view.explanation);
    assert!(view.reminder.contains("Saya Sudah Bekerja"));
}

#[test]
fn who_found_work_says_so_from_the_six_monthly_report() {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.tile("six-months");
    kiosk.scans(Scan::Card(card_code()));
    kiosk.touches(form::Event::Chosen("employed".into()));
    kiosk.types("PT Maju Bersama");
    kiosk.touches(form::Event::Next);
    kiosk.touches(form::Event::PartChosen(form::DatePart::Day));
    kiosk.types_date("01", 11, "2026");
    kiosk.touches(form::Event::Next);
    let (_, report) = reported(&kiosk);
    let since = date(2026, 11, 1);
    let told = ReportNews::Employed { employer: "PT Maju Bersama".into(), since, found_here: None };
    assert_eq!(report.news, told);
}

/// Number and day of birth, and that work is still looked for.
fn types_a_report(kiosk: &mut Kiosk) {
    kiosk.types("3216 211126 000123");
    kiosk.touches(form::Event::Next);
    kiosk.types_date("15", 5, "2005");
    kiosk.touches(form::Event::Next);
    kiosk.touches(form::Event::Chosen("still-looking".into()));
}

#[test]
fn a_typed_number_and_day_are_told_to_central_and_judged_there() {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.tile("six-months");
    types_a_report(&mut kiosk);
    let (_, report) = reported(&kiosk);
    let born = date(2005, 5, 15);
    assert_eq!(report.holder, Holder::Typed { number: card_code().number, born });
    stored(&mut kiosk);
    assert!(
        done(&kiosk).explanation.contains("tertulis di kartu Anda"),
        "this machine does not know the card"
    );
}

/// Nobody says here whether they fit, so every one is a try, with those of the status.
#[test]
fn typed_reports_are_tries_like_those_of_the_status() {
    let mut kiosk = Kiosk::desk_visited();
    let types = |kiosk: &mut Kiosk| {
        kiosk.does(Event::Nav(Nav::Home));
        kiosk.tile("six-months");
        kiosk.types("3216 211126 000123");
        kiosk.touches(form::Event::Next);
    };
    for _ in 0..TRIES_MAX {
        types(&mut kiosk);
        kiosk.types_date("15", 5, "2005");
        kiosk.touches(form::Event::Next);
        kiosk.touches(form::Event::Chosen("still-looking".into()));
        stored(&mut kiosk);
        assert_eq!(done(&kiosk).look, Look::Stored);
    }
    types(&mut kiosk);
    assert!(kiosk.find_view().error.starts_with("Terlalu banyak percobaan"), "{}", kiosk.find_view().error);
    // A code can't be guessed.
    kiosk.scans(Scan::Card(card_code()));
    assert_eq!(kiosk.ask_view().question, "Apakah Anda masih mencari kerja?");
    kiosk.does(Event::Nav(Nav::Home));
    kiosk.tile("status");
    assert!(!kiosk.find_view().error.is_empty(), "they are counted together");
}

#[test]
fn a_kiosk_that_takes_no_more_typed_reports_says_when_it_will() {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.tile("six-months");
    types_a_report(&mut kiosk);
    let (request, _) = reported(&kiosk);
    kiosk.does(Event::Report(report::Event::TooMany { request, retry_s: 900 }));
    assert!(kiosk.find_view().error.contains("15 menit"), "{}", kiosk.find_view().error);
    kiosk.is_empty_again();
}

/// The placement figure: nobody has to say, and whoever does needs no touch more.
#[test]
fn that_the_job_was_found_here_is_said_with_the_touch_that_sends() {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.tile("employed");
    kiosk.scans(Scan::Card(card_code()));
    kiosk.touches(form::Event::Skip);
    assert_eq!(kiosk.ask_view().skip_label, "Dapat dari sini");
    assert_eq!(taps(&mut kiosk, vec![form::Event::Skip]), 1);
    let (_, report) = reported(&kiosk);
    let since = date(2026, 11, 21);
    let told = ReportNews::Employed { employer: String::new(), since, found_here: Some(true) };
    assert_eq!(report.news, told);
}

#[test]
fn a_day_that_cannot_be_is_refused() {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.tile("employed");
    kiosk.scans(Scan::Card(card_code()));
    kiosk.touches(form::Event::Skip);
    kiosk.touches(form::Event::PartChosen(form::DatePart::Day));
    kiosk.types_date("01", 1, "2031");
    assert!(!kiosk.ask_view().next_enabled);
    assert!(!kiosk.ask_view().error.is_empty());
    for either in [form::Event::Next, form::Event::Skip] {
        kiosk.touches(either);
        assert_eq!(kiosk.page(), "ask");
    }
    kiosk.does(Event::Nav(Nav::Back));
    assert_eq!(kiosk.ask_view().question, "Di mana Anda bekerja?");
}

#[test]
fn an_application_without_a_card_has_nothing_to_report() {
    for found in [Found::StillHere, Found::Status(Box::new(fixtures::status(PublicStage::Verifying)))] {
        let mut kiosk = Kiosk::desk_visited();
        kiosk.tile("employed");
        kiosk.scans(Scan::Receipt(receipt()));
        kiosk.answered(found);
        assert!(kiosk.find_view().error.contains("belum menjadi kartu"), "{}", kiosk.find_view().error);
    }
}

#[test]
fn without_central_a_receipt_reports_all_the_same() {
    for found in [Found::Offline, Found::Unknown] {
        let mut kiosk = Kiosk::desk_visited();
        kiosk.tile("employed");
        kiosk.scans(Scan::Receipt(receipt()));
        kiosk.answered(found);
        assert_eq!(taps(&mut kiosk, vec![form::Event::Skip, form::Event::Next]), 2);
        let (_, report) = reported(&kiosk);
        let receipt = receipt();
        assert_eq!(report.holder, Holder::Receipt { receipt: receipt.number, secret: receipt.secret });
    }
}

#[test]
fn what_could_not_be_stored_says_so_and_is_tried_again() {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.tile("six-months");
    kiosk.scans(Scan::Card(card_code()));
    kiosk.touches(form::Event::Chosen("still-looking".into()));
    let (request, first) = reported(&kiosk);
    kiosk.does(Event::Report(report::Event::NotStored { request, cause: Cause::NotStored }));
    let view = done(&kiosk);
    assert_eq!((view.look, view.headline.as_str()), (Look::Failed, "Laporan BELUM tersimpan"));
    assert_eq!(view.code, "P09");
    kiosk.does(Event::Report(report::Event::Again));
    let (again, second) = reported(&kiosk);
    assert!(again > request && first == second);
    kiosk.does(Event::Report(report::Event::Stored { request }));
    assert_eq!(done(&kiosk).look, Look::Storing, "a late answer is not this one's");
    stored(&mut kiosk);
    assert_eq!(done(&kiosk).look, Look::Stored);
}

#[test]
fn from_a_ready_card_and_from_its_check_a_report_is_two_taps_more() {
    let mut kiosk = Kiosk::standing(PublicStage::Ready);
    kiosk.chooses("employed");
    assert_eq!(taps(&mut kiosk, vec![form::Event::Skip, form::Event::Next]), 2);
    let mut kiosk = Kiosk::standing(PublicStage::Ready);
    kiosk.chooses("still-looking");
    assert_eq!(taps(&mut kiosk, vec![form::Event::Chosen("still-looking".into())]), 1);
}

#[test]
fn both_languages_have_every_page() {
    let mut kiosk = Kiosk::desk_visited();
    kiosk.english();
    kiosk.tile("employed");
    assert_eq!(kiosk.find_view().question, "Scan your card or your receipt");
    kiosk.scans(Scan::Card(card_code()));
    assert_eq!(kiosk.ask_view().question, "Where do you work?");
    kiosk.touches(form::Event::Skip);
    assert_eq!(kiosk.ask_view().next_label, "Send the report");
    kiosk.touches(form::Event::Next);
    stored(&mut kiosk);
    assert_eq!(done(&kiosk).headline, "We wish you well at work!");
}
