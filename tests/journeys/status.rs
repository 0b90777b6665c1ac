//! How an application stands: by its code or by its number, in every stage, and when nobody can be asked.

use anjungan_central::office::workflow::Act;
use anjungan_ui::{Find, Status, StatusLook};
use slint::{ComponentHandle, Model};

use crate::kiosk::Kiosk;
use crate::office::Who;

const TILE: &str = "Cek Status";
const FIELD: &str = "Nomor tanda terima";
/// Tries of a day of birth that are free within ten minutes.
const TRIES: usize = 5;

/// Somebody scans their receipt on the idle screen, and sees this.
fn scans(kiosk: &Kiosk, who: Who, headline: &str) {
    kiosk.scan(&who.code());
    kiosk.until(headline, |kiosk| kiosk.app().global::<Status>().get_headline().contains(headline));
    kiosk.settle();
    assert!(kiosk.shows(who.receipt().number.as_str()), "{:#?}", kiosk.texts());
}

/// "Selesai", and nothing of it is left.
fn leaves(kiosk: &Kiosk) {
    kiosk.tap("Selesai");
    kiosk.until("thanks", |kiosk| kiosk.shows("Data Anda sudah dihapus dari layar."));
    kiosk.settle();
    assert_eq!(kiosk.app().global::<Status>().get_number(), "");
}

/// What can be done.
fn choices(kiosk: &Kiosk) -> Vec<String> {
    kiosk.app().global::<Status>().get_choices().iter().map(|choice| choice.label.into()).collect()
}

/// Types a receipt's number, up to the question for the day of birth.
fn types_number(kiosk: &Kiosk, who: Who) {
    kiosk.begin_at(TILE);
    kiosk.tap(FIELD);
    kiosk.enter(who.receipt().number.as_str());
    kiosk.tap("Lanjut");
    kiosk.until("the second question", |kiosk| kiosk.shows("Kapan Anda lahir?"));
}

fn says_born(kiosk: &Kiosk, day: &str, month: &str, year: &str) {
    kiosk.enter_date(day, month, year);
    kiosk.tap("Lanjut");
}

fn is_refused(kiosk: &Kiosk, why: &str) {
    kiosk.until(why, |kiosk| kiosk.app().global::<Find>().get_error().contains(why));
}

#[test]
fn by_number_and_day_of_birth_one_sees_how_it_stands_and_neither_prints_nor_reports() {
    let kiosk = Kiosk::plan().desk().open();
    types_number(&kiosk, Who::Issued);
    says_born(&kiosk, "15", "Mei", "2005");
    kiosk.until("the status", |kiosk| kiosk.shows("Kartu Anda siap dicetak"));
    kiosk.picture("status-by-number");
    assert!(kiosk.shows("pindai kode QR pada tanda terima Anda"), "{:#?}", kiosk.texts());
    assert_eq!(choices(&kiosk), ["Ubah data kartu"]);
    assert_eq!(kiosk.codes(), Vec::<String>::new(), "who has the number alone gets no code");
    leaves(&kiosk);
}

#[test]
fn a_wrong_day_of_birth_and_an_unknown_number_look_the_same() {
    let kiosk = Kiosk::plan().desk().open();
    types_number(&kiosk, Who::Verifying);
    says_born(&kiosk, "3", "November", "2003");
    is_refused(&kiosk, "Tidak ditemukan. Periksa nomor dan tanggal lahir");
    let wrong = kiosk.texts();
    kiosk.tap("Hapus tulisan");
    kiosk.enter(unknown_number().as_str());
    kiosk.tap("Lanjut");
    kiosk.until("the second question", |kiosk| kiosk.shows("Kapan Anda lahir?"));
    says_born(&kiosk, "2", "November", "2003");
    is_refused(&kiosk, "Tidak ditemukan. Periksa nomor dan tanggal lahir");
    // The head shows the clock, which goes on.
    let page = |texts: Vec<String>, number: &str| -> Vec<String> {
        let below = texts.into_iter().skip_while(|text| text != "Cek Status");
        below.map(|text| text.replace(number, "NUMBER")).collect()
    };
    let unknown = page(kiosk.texts(), unknown_number().as_str());
    assert_eq!(unknown, page(wrong, Who::Verifying.receipt().number.as_str()));
    assert!(unknown.iter().any(|text| text.contains("Tidak ditemukan")), "the whole page is compared");
}

/// A number that no application has, with the right check character.
fn unknown_number() -> anjungan_wire::receipt::ReceiptNumber {
    anjungan_wire::receipt::ReceiptNumber::draw(&"K01".parse().unwrap(), [211; 8])
}

#[test]
fn after_five_wrong_tries_numbers_wait_and_codes_do_not() {
    let kiosk = Kiosk::plan().desk().scanner().open();
    types_number(&kiosk, Who::Issued);
    for nth in 1..=TRIES {
        says_born(&kiosk, &format!("{nth:02}"), "Juni", "2005");
        if nth < TRIES {
            is_refused(&kiosk, "Tidak ditemukan");
            kiosk.tap("Lanjut");
            kiosk.until("the second question", |kiosk| kiosk.shows("Kapan Anda lahir?"));
        }
    }
    is_refused(&kiosk, "Terlalu banyak percobaan. Coba lagi dalam");
    kiosk.picture("status-too-many");
    assert_eq!(kiosk.control("Lanjut").accessible_enabled(), Some(false));
    // The right day is not asked for either, and a new visit is no way around.
    kiosk.tap("Selesai");
    kiosk.begin_at(TILE);
    is_refused(&kiosk, "Terlalu banyak percobaan.");
    // A code can't be guessed.
    scans(&kiosk, Who::Issued, "Kartu Anda siap dicetak");
}

#[test]
fn a_number_with_a_letter_mixed_up_is_told_before_anybody_is_asked() {
    let kiosk = Kiosk::plan().desk().open();
    kiosk.begin_at(TILE);
    kiosk.tap(FIELD);
    let number = Who::Issued.receipt().number.to_string();
    let other = if number.ends_with('2') { "3" } else { "2" };
    kiosk.enter(&format!("{}{other}", &number[..number.len() - 1]));
    is_refused(&kiosk, "Ada huruf atau angka yang salah.");
}

#[test]
fn without_central_a_code_is_answered_from_this_machine_and_a_number_is_not() {
    let mut kiosk = Kiosk::plan().desk().scanner().open();
    kiosk.office.stop();
    kiosk.wake_sync();
    kiosk.until("the news", |kiosk| kiosk.shows("Jaringan terputus."));
    scans(&kiosk, Who::Verifying, "Sedang diverifikasi sejak");
    leaves(&kiosk);
    types_number(&kiosk, Who::Verifying);
    says_born(&kiosk, "02", "November", "2003");
    is_refused(&kiosk, "Jaringan terputus.");
}

#[test]
fn a_receipts_code_opens_every_stage_on_the_idle_screen() {
    let kiosk = Kiosk::plan().desk().scanner().open();
    kiosk.office.act(Who::Last, Act::Take, &[]);
    kiosk.office.act(Who::Last, Act::Cancel, &[]);
    kiosk.wake_sync();
    let slip = "Cetak tanda terima";
    let stages = [
        (Who::Submitted, "Diterima Disnaker", StatusLook::Underway, vec![slip]),
        (Who::Verifying, "Sedang diverifikasi sejak", StatusLook::Underway, vec![slip]),
        (Who::SentBack, "Perlu perbaikan", StatusLook::Attention, vec!["Perbaiki sekarang", slip]),
        (Who::Approved, "Disetujui, menunggu tanda tangan", StatusLook::Underway, vec![slip]),
        (
            Who::Issued,
            "Kartu Anda siap dicetak",
            StatusLook::Good,
            vec![slip, "Saya sudah bekerja", "Lapor 6 bulan", "Ubah data kartu"],
        ),
        (Who::Refused, "Belum dapat disetujui", StatusLook::Bad, vec!["Ajukan lagi"]),
        (Who::Last, "Pengajuan ini dibatalkan", StatusLook::Ended, vec!["Ajukan lagi"]),
    ];
    for (who, headline, look, can) in stages {
        scans(&kiosk, who, headline);
        kiosk.picture(&format!("status-{who:?}").to_lowercase());
        assert_eq!(kiosk.app().global::<Status>().get_look(), look, "{who:?}");
        assert_eq!(choices(&kiosk), can, "{who:?}");
        leaves(&kiosk);
    }
    kiosk.office.expires(Who::Issued);
    kiosk.wake_sync();
    kiosk.until("the news of its end", |kiosk| {
        kiosk.scan(&Who::Issued.code());
        kiosk.settle();
        kiosk.app().global::<Status>().get_headline().contains("Kartu ini sudah berakhir")
    });
    assert_eq!(choices(&kiosk), ["Perpanjang kartu", "Saya sudah bekerja"]);
}

#[test]
fn who_was_sent_back_or_refused_is_told_why_and_the_way_is_drawn() {
    let kiosk = Kiosk::plan().desk().scanner().open();
    scans(&kiosk, Who::SentBack, "Perlu perbaikan");
    assert!(
        kiosk.shows("Foto terlalu gelap") && kiosk.shows("Yang perlu diperbaiki: foto"),
        "{:#?}",
        kiosk.texts()
    );
    leaves(&kiosk);
    scans(&kiosk, Who::Refused, "Belum dapat disetujui");
    assert!(kiosk.shows("Alasan"), "{:#?}", kiosk.texts());
    leaves(&kiosk);
    scans(&kiosk, Who::Verifying, "Sedang diverifikasi sejak");
    for step in ["Diterima Disnaker", "Diverifikasi petugas", "Disetujui", "Kartu siap"] {
        assert!(kiosk.shows(step), "{step}");
    }
    assert!(kiosk.shows("Perkiraan selesai: "), "{:#?}", kiosk.texts());
}

#[test]
fn a_slip_of_the_code_comes_out_again_and_leads_back_to_the_status() {
    let kiosk = Kiosk::plan().desk().scanner().open();
    scans(&kiosk, Who::Verifying, "Sedang diverifikasi sejak");
    kiosk.tap("Cetak tanda terima");
    kiosk.until("the slip", |kiosk| !kiosk.press().papers().is_empty());
    let papers = kiosk.press().papers();
    assert_eq!(crate::press::codes_on(&papers[0]), [Who::Verifying.code()]);
    kiosk.until("the printer's proof", |kiosk| kiosk.shows("berhasil dicetak"));
    kiosk.tap("Kembali");
    kiosk.until("the status", |kiosk| kiosk.shows("Sedang diverifikasi sejak"));
}

#[test]
fn a_card_that_is_held_to_the_scanner_is_judged_and_leads_to_its_report() {
    let kiosk = Kiosk::plan().desk().scanner().open();
    kiosk.scan(&kiosk.office.card);
    kiosk.until("the verdict", |kiosk| kiosk.shows("ASLI"));
    kiosk.picture("check-genuine");
    kiosk.tap("Saya sudah bekerja");
    kiosk.until("its question", |kiosk| kiosk.shows("Di mana Anda bekerja?"));
}
