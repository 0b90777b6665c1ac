//! "Saya sudah bekerja" in two touches, the six-monthly report in one, change of data and renewal.

use anjungan_central::office::workflow::Stage;
use anjungan_ui::{Page, Receipt};
use anjungan_wire::application::{ApplicationKind, ReportNews};
use slint::ComponentHandle;

use crate::applicant::Applicant;
use crate::kiosk::Kiosk;
use crate::office::Who;

const EMPLOYED: &str = "Saya Sudah Bekerja";
const SIX_MONTHS: &str = "Lapor 6 Bulan";
const WHERE: &str = "Di mana Anda bekerja?";
/// Besides typing who employs one.
const TOUCHES_MAX: u32 = 2;

/// What the holder of the issued card has reported, as the office has it.
fn reported(kiosk: &Kiosk) -> Vec<ReportNews> {
    let dossier = kiosk.office.dossier(&Who::Issued.receipt().number).unwrap();
    dossier.reports.into_iter().map(|kept| kept.report.news).collect()
}

/// Known by their card, before the tile's first question.
fn known_by_card(kiosk: &Kiosk, tile: &str) {
    kiosk.begin_at(tile);
    kiosk.until("the question for a card", |kiosk| kiosk.shows("Pindai kartu atau tanda terima Anda"));
    kiosk.scan(&kiosk.office.card);
}

#[test]
fn i_have_a_job_now_takes_two_touches_besides_typing_where() {
    let kiosk = Kiosk::plan().desk().scanner().open();
    known_by_card(&kiosk, EMPLOYED);
    kiosk.until("where", |kiosk| kiosk.shows(WHERE));
    kiosk.picture("employed-where");
    let employer = "pt maju";
    kiosk.touches.set(0);
    kiosk.enter(employer);
    kiosk.tap("Lanjut");
    kiosk.settle();
    kiosk.picture("employed-since");
    kiosk.tap("Kirim laporan");
    let touches = kiosk.touches.get() - employer.len() as u32;
    assert!(touches <= TOUCHES_MAX, "{touches} touches");
    kiosk.until("the disk", |kiosk| kiosk.shows("Selamat bekerja!"));
    kiosk.picture("employed-stored");
    assert!(kiosk.shows("Laporan TERSIMPAN di mesin ini"));

    kiosk.until("the office", |kiosk| kiosk.office.stage(Who::Issued) == Stage::Employed);
    let news = reported(&kiosk);
    let [ReportNews::Employed { employer, .. }] = &news[..] else { panic!("{news:?}") };
    assert_eq!(employer, "pt maju");
}

#[test]
fn by_the_receipt_and_without_saying_where_it_takes_two_touches_too() {
    let kiosk = Kiosk::plan().desk().scanner().open();
    kiosk.begin_at(EMPLOYED);
    kiosk.scan(&Who::Issued.code());
    kiosk.until("where", |kiosk| kiosk.shows(WHERE));
    kiosk.touches.set(0);
    kiosk.tap("Lewati");
    kiosk.tap("Kirim laporan");
    assert!(kiosk.touches.get() <= TOUCHES_MAX, "{} touches", kiosk.touches.get());
    kiosk.until("the disk", |kiosk| kiosk.shows("Selamat bekerja!"));
    kiosk.until("the office", |kiosk| kiosk.office.stage(Who::Issued) == Stage::Employed);
}

#[test]
fn still_looking_takes_one_touch_and_says_when_to_come_again() {
    let kiosk = Kiosk::plan().desk().scanner().open();
    known_by_card(&kiosk, SIX_MONTHS);
    kiosk.until("the question", |kiosk| kiosk.shows("Apakah Anda masih mencari kerja?"));
    assert!(kiosk.shows("Tanggal lapor pada kartu Anda: "), "{:#?}", kiosk.texts());
    kiosk.picture("six-months");
    kiosk.touches.set(0);
    kiosk.tap("Masih mencari kerja");
    assert_eq!(kiosk.touches.get(), 1);
    kiosk.until("the disk", |kiosk| kiosk.shows("Terima kasih sudah melapor"));
    assert!(kiosk.shows("Lapor lagi paling lambat "), "{:#?}", kiosk.texts());
    kiosk.until("the office", |kiosk| !reported(kiosk).is_empty());
    assert!(matches!(reported(&kiosk)[..], [ReportNews::StillLooking { .. }]), "{:?}", reported(&kiosk));
    assert_eq!(kiosk.office.stage(Who::Issued), Stage::Ready, "the card stays");
}

#[test]
fn by_number_and_day_of_birth_a_report_is_taken_and_central_matches_it() {
    let kiosk = Kiosk::plan().desk().open();
    let number = kiosk.office.dossier(&Who::Issued.receipt().number).unwrap().summary.number.unwrap();
    kiosk.begin_at(SIX_MONTHS);
    kiosk.tap("Nomor tanda terima");
    kiosk.enter(&number.to_string());
    kiosk.tap("Lanjut");
    kiosk.until("the second question", |kiosk| kiosk.shows("Kapan Anda lahir?"));
    kiosk.enter_date("15", "Mei", "2005");
    kiosk.tap("Lanjut");
    kiosk.tap("Masih mencari kerja");
    kiosk.until("the disk", |kiosk| kiosk.shows("Terima kasih sudah melapor"));
    kiosk.until("the office", |kiosk| reported(kiosk).len() == 1);
}

#[test]
fn an_application_that_is_no_card_yet_has_nothing_to_report() {
    let kiosk = Kiosk::plan().desk().scanner().open();
    kiosk.begin_at(SIX_MONTHS);
    kiosk.scan(&Who::Verifying.code());
    kiosk.until("why", |kiosk| kiosk.shows("Pengajuan ini belum menjadi kartu"));
}

/// The kind of application that came of it, and the card it is about.
fn applied(kiosk: &Kiosk) -> ApplicationKind {
    let mut applicant = Applicant::at(kiosk);
    applicant.answer_until(|applicant| applicant.page() == Page::Receipt);
    println!("{:#?}", applicant.asked);
    kiosk.until("the office", |kiosk| kiosk.shows("Diterima Disnaker pukul"));
    let number = kiosk.app().global::<Receipt>().get_number().parse().unwrap();
    kiosk.office.dossier(&number).unwrap().summary.kind
}

#[test]
fn changed_data_are_applied_for_from_the_status_and_keep_the_cards_number() {
    let kiosk = Kiosk::plan().desk().scanner().open();
    let number = kiosk.office.dossier(&Who::Issued.receipt().number).unwrap().summary.number.unwrap();
    kiosk.scan(&Who::Issued.code());
    kiosk.tap("Ubah data kartu");
    assert_eq!(applied(&kiosk), ApplicationKind::Correction { number });
}

#[test]
fn a_card_that_has_ended_is_renewed_from_its_status() {
    let kiosk = Kiosk::plan().desk().scanner().open();
    let number = kiosk.office.dossier(&Who::Issued.receipt().number).unwrap().summary.number.unwrap();
    kiosk.office.expires(Who::Issued);
    kiosk.until("the news of its end", |kiosk| {
        kiosk.wake_sync();
        kiosk.scan(&Who::Issued.code());
        kiosk.settle();
        kiosk.has_control("Perpanjang kartu")
    });
    kiosk.tap("Perpanjang kartu");
    assert_eq!(applied(&kiosk), ApplicationKind::Renewal { number });
}
