//! What an officer sent back is mended at the kiosk: the reasons, those parts again and no other, and the way it goes
//! on.

use anjungan_central::office::workflow::{Act, Stage};
use anjungan_ui::{Ask, Page, Status, StatusLook};
use anjungan_wire::application::Photo;
use slint::{ComponentHandle, Model};

use crate::applicant::{Applicant, NAME};
use crate::kiosk::Kiosk;
use crate::office::Who;

const MEND: &str = "Perbaiki sekarang";
const STORED: &str = "Perbaikan TERSIMPAN di mesin ini";

/// Somebody who scanned the receipt of what was sent back.
fn sent_back(reasons: &[&str]) -> Kiosk {
    let kiosk = Kiosk::plan().desk().scanner().open();
    kiosk.office.act(Who::Last, Act::Take, &[]);
    kiosk.office.act(Who::Last, Act::SendBack, reasons);
    kiosk.until("the news", |kiosk| {
        kiosk.wake_sync();
        kiosk.scan(&Who::Last.code());
        kiosk.settle();
        kiosk.shows("Perlu perbaikan") && kiosk.has_control(MEND)
    });
    kiosk
}

fn status(kiosk: &Kiosk) -> Status<'_> {
    kiosk.app().global::<Status>()
}

#[test]
fn the_reasons_are_shown_those_parts_are_asked_again_and_the_office_goes_on_with_them() {
    let kiosk = sent_back(&["photo-dark", "name-differs"]);
    let reasons: Vec<String> = status(&kiosk).get_reasons().iter().map(String::from).collect();
    assert_eq!(reasons, ["Foto terlalu gelap", "Nama tidak sesuai KTP"]);
    assert_eq!(status(&kiosk).get_to_mend(), "Yang perlu diperbaiki: nama, foto");
    kiosk.tap(MEND);
    let mut applicant = Applicant::at(&kiosk);
    applicant.answer_until(|applicant| applicant.ask().get_groups().row_count() > 0);
    assert_eq!(applicant.asked, ["Siapa nama Anda?", "Foto 3×4 untuk kartu"], "no other question");
    let groups: Vec<String> = applicant.ask().get_groups().iter().map(|group| group.edit_id.into()).collect();
    assert_eq!(groups, ["name", "photo"], "and nothing else is read back");
    kiosk.picture("mend-read-back");
    applicant.answer();
    kiosk.until("the disk", |_| status(&kiosk).get_headline() == STORED);
    kiosk.picture("mend-stored");
    kiosk.tap("Kembali ke status");
    kiosk.settle();
    assert!(!kiosk.has_control(MEND), "once is enough: {:#?}", kiosk.texts());
    kiosk.tap("Selesai");

    kiosk.until("the office", |kiosk| kiosk.office.stage(Who::Last) == Stage::Verifying);
    let dossier = kiosk.office.dossier(&Who::Last.receipt().number).unwrap();
    assert_eq!(dossier.application.person.name, NAME.to_uppercase());
    assert_eq!(dossier.application.photo, Photo::AtCounter);
    assert_eq!(dossier.versions, 2, "what was there before is kept");
    // Whoever comes back is told that it goes on.
    kiosk.until("the status", |kiosk| {
        kiosk.wake_sync();
        kiosk.scan(&Who::Last.code());
        kiosk.settle();
        status(kiosk).get_headline().contains("Sedang diverifikasi sejak")
    });
    assert_eq!(status(&kiosk).get_look(), StatusLook::Underway);
}

#[test]
fn a_mending_that_is_given_up_leads_to_the_status_and_nothing_is_stored() {
    let kiosk = sent_back(&["name-differs"]);
    kiosk.tap(MEND);
    kiosk.settle();
    kiosk.enter(NAME);
    kiosk.tap("Kembali");
    kiosk.until("the question", |kiosk| kiosk.shows("Berhenti? Jawaban Anda akan dihapus"));
    kiosk.tap("Ya, hapus jawaban saya");
    kiosk.until("the status", |kiosk| kiosk.has_control(MEND));
    assert_eq!(kiosk.stored("mend"), 0);
    // And begins anew.
    kiosk.tap(MEND);
    kiosk.settle();
    assert_eq!(kiosk.app().global::<Ask>().get_text(), "");
}

#[test]
fn what_can_t_be_written_is_said_and_stays_until_it_can() {
    let kiosk = sent_back(&["name-differs"]);
    kiosk.tap(MEND);
    let mut applicant = Applicant::at(&kiosk);
    applicant.answer_until(|applicant| applicant.ask().get_groups().row_count() > 0);
    let other = rusqlite::Connection::open(kiosk.ledger()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    applicant.answer();
    kiosk.until("the refusal", |_| status(&kiosk).get_headline() == "Perbaikan BELUM tersimpan");
    assert!(kiosk.shows("Isian Anda masih ada."));
    kiosk.picture("mend-not-stored");
    other.execute_batch("ROLLBACK").unwrap();
    kiosk.tap("Simpan lagi");
    kiosk.until("the disk", |_| status(&kiosk).get_headline() == STORED);
    assert_eq!(applicant.page(), Page::Status);
    kiosk.until("the office", |kiosk| kiosk.office.stage(Who::Last) == Stage::Verifying);
}
