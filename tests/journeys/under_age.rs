//! Below the office's minimum age, and below 18: told kindly, and a guardian before the screen.

use anjungan_ui::Receipt;
use anjungan_wire::application::{Guardian, Relation};
use anjungan_wire::nik::NikDoubt;
use slint::{ComponentHandle, Model};

use crate::applicant::{Applicant, NAME};
use crate::kiosk::Kiosk;
use crate::office::{HELPER_CARD, HELPER_PIN};

/// Born on 15 May 2011.
const FIFTEEN: &str = "9799991505110001";
/// Born on 15 May 2018, or 1918.
const EIGHT: &str = "9799991505180001";
const CARD: &str = "Kartu AK1 (Kartu Kuning)";
const TOO_YOUNG: &str = "Usia Anda belum cukup";
const ANYWAY: &str = "Tetap ajukan";

/// Whose NIK this is, at the first question after it.
fn begins<'a>(kiosk: &'a Kiosk, nik: &'static str) -> Applicant<'a> {
    kiosk.begin_at(CARD);
    let mut applicant = Applicant::with_nik(kiosk, nik);
    applicant.answer_up_to("Berapa NIK Anda?");
    applicant.answer();
    kiosk.settle();
    applicant
}

fn offered(applicant: &Applicant<'_>) -> Vec<String> {
    applicant.ask().get_choices().iter().map(|choice| choice.label.into()).collect()
}

#[test]
fn below_the_minimum_age_is_told_kindly_and_the_guardian_agrees_on_this_screen() {
    let kiosk = Kiosk::plan().desk().open();
    let mut applicant = begins(&kiosk, FIFTEEN);
    assert_eq!(applicant.question(), TOO_YOUNG);
    assert!(kiosk.shows("Di kantor ini kartu AK1 dibuat mulai usia 18 tahun. Petugas dapat membantu Anda."));
    assert_eq!(offered(&applicant), [ANYWAY, "Ubah NIK", "Ubah tanggal lahir"]);
    kiosk.picture("too-young");
    kiosk.scroll_and_tap(ANYWAY);
    kiosk.scroll_and_tap("Ibu");
    applicant.answer_up_to("Untuk orang tua/wali: apakah Anda setuju?");
    kiosk.picture("guardian");
    kiosk.scroll_and_tap("Saya tidak setuju");
    kiosk.until("why it ends here", |kiosk| {
        kiosk.shows("Tanpa persetujuan orang tua/wali pengajuan tidak dapat dikirim.")
    });
    kiosk.scroll_and_tap("Saya setuju");
    applicant.apply();
    kiosk.until("the office", |kiosk| kiosk.shows("Diterima Disnaker pukul"));
    let number = kiosk.app().global::<Receipt>().get_number().parse().unwrap();
    let application = kiosk.office.dossier(&number).unwrap().application;
    let guardian = Guardian { name: NAME.to_uppercase(), relation: Relation::Mother };
    assert_eq!(application.consent.guardian, Some(guardian));
    assert_eq!(application.person.nik_doubts, [NikDoubt::DistrictUnknown, NikDoubt::TooYoung]);
}

#[test]
fn a_child_goes_on_only_with_an_officer_beside() {
    let kiosk = Kiosk::plan().desk().scanner().open();
    let applicant = begins(&kiosk, EIGHT);
    kiosk.scroll_and_tap("15 Mei 2018");
    kiosk.until("the minimum age", |_| applicant.question() == TOO_YOUNG);
    assert_eq!(offered(&applicant), ["Ubah NIK", "Ubah tanggal lahir"]);
    kiosk.picture("child");
    kiosk.scan(HELPER_CARD);
    kiosk.until("the pad", |kiosk| kiosk.shows("Petugas P03: ketik PIN Anda."));
    kiosk.enter(HELPER_PIN);
    kiosk.tap("Masuk");
    kiosk.until("what an officer may", |_| offered(&applicant).contains(&ANYWAY.to_owned()));
}

#[test]
fn who_does_not_wait_for_an_officer_is_asked_first_and_back_at_the_tiles() {
    let kiosk = Kiosk::plan().desk().open();
    let applicant = begins(&kiosk, FIFTEEN);
    assert_eq!(applicant.ask().get_skip_label(), "", "the way out stands above every question already");
    kiosk.tap("Halaman awal");
    kiosk.until("the question", |_| applicant.question() == "Berhenti? Jawaban Anda akan dihapus");
    kiosk.scroll_and_tap("Ya, hapus jawaban saya");
    kiosk.until("the tiles", |kiosk| kiosk.has_control("Cari Lowongan"));
}
