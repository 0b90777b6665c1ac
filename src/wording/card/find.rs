//! Finding an application or a card: by its code, or by its number and a day of birth.

use anjungan_wire::receipt::BadReceipt;

use super::super::{Lang, OfflineCause, offline_because, pick};

/// Asked for a receipt, where it can be scanned and where not.
pub fn receipt(lang: Lang, scanner: bool) -> &'static str {
    if scanner {
        pick(lang, "Pindai kode QR pada tanda terima", "Scan the QR code on your receipt")
    } else {
        pick(lang, "Ketik nomor tanda terima Anda", "Type the number on your receipt")
    }
}

/// Below it.
pub fn receipt_hint(lang: Lang, scanner: bool) -> &'static str {
    if scanner {
        pick(
            lang,
            "Atau ketik nomornya. Tanpa kode QR, kami juga menanyakan tanggal lahir Anda.",
            "Or type its number. Without the QR code we also ask for your date of birth.",
        )
    } else {
        pick(lang, "Kami juga menanyakan tanggal lahir Anda.", "We also ask for your date of birth.")
    }
}

/// In the empty field.
pub fn receipt_example(lang: Lang) -> &'static str {
    pick(lang, "Contoh: K07-4F2QX-9", "Example: K07-4F2QX-9")
}

/// Asked for a card or a receipt.
pub fn card(lang: Lang, scanner: bool) -> &'static str {
    if scanner {
        pick(lang, "Pindai kartu atau tanda terima Anda", "Scan your card or your receipt")
    } else {
        pick(lang, "Ketik nomor kartu Anda", "Type the number of your card")
    }
}

/// Below it.
pub fn card_hint(lang: Lang, scanner: bool) -> &'static str {
    if scanner {
        pick(
            lang,
            "Atau ketik nomor kartu; kami juga menanyakan tanggal lahir Anda.",
            "Or type the card's number; we also ask for your date of birth.",
        )
    } else {
        receipt_hint(lang, false)
    }
}

/// In the empty field.
pub fn card_example(lang: Lang) -> &'static str {
    pick(lang, "Contoh: 3216 211126 000123", "Example: 3216 211126 000123")
}

/// What is wrong with a number.
pub fn bad_receipt(lang: Lang, why: BadReceipt) -> &'static str {
    match why {
        BadReceipt::Shape => pick(
            lang,
            "Nomor tanda terima terlihat seperti K07-4F2QX-9. Periksa lagi.",
            "A receipt's number looks like K07-4F2QX-9. Please look again.",
        ),
        BadReceipt::Check => pick(
            lang,
            "Ada huruf atau angka yang salah. Cocokkan lagi dengan tanda terima Anda.",
            "A letter or digit is wrong. Compare it with your receipt once more.",
        ),
    }
}

/// What is wrong with a card's number.
pub fn bad_card(lang: Lang) -> &'static str {
    pick(
        lang,
        "Nomor kartu terlalu pendek. Salin seperti yang tertulis di kartu.",
        "The card's number is too short. Copy it as it is printed on the card.",
    )
}

/// It goes on.
pub fn next(lang: Lang) -> &'static str {
    pick(lang, "Lanjut", "Next")
}

/// The second thing one has to know.
pub fn born(lang: Lang) -> &'static str {
    pick(lang, "Kapan Anda lahir?", "When were you born?")
}

/// Why.
pub fn born_hint(lang: Lang) -> &'static str {
    pick(
        lang,
        "Untuk memastikan bahwa ini milik Anda. Tanggal ini tidak disimpan di mesin.",
        "To make sure that it is yours. This machine does not keep the date.",
    )
}

/// It is being looked up.
pub fn looking(lang: Lang) -> &'static str {
    pick(lang, "Mencari pengajuan Anda", "Looking for your application")
}

/// A moment.
pub fn one_moment(lang: Lang) -> &'static str {
    pick(lang, "Tunggu sebentar.", "One moment.")
}

/// Number and date don't belong together, or there is no such number: nobody is told which.
pub fn unknown(lang: Lang) -> &'static str {
    pick(
        lang,
        "Tidak ditemukan. Periksa nomor dan tanggal lahir, atau tanyakan kepada petugas.",
        "Not found. Check the number and the date of birth, or ask the staff.",
    )
}

/// A code that this machine has no row for.
pub fn unknown_code(lang: Lang) -> &'static str {
    pick(
        lang,
        "Pengajuan ini belum dikenal di mesin ini. Coba lagi nanti, atau tanyakan kepada petugas.",
        "This machine does not know the application yet. Try again later, or ask the staff.",
    )
}

/// Central can't be asked: why, and what to do.
pub fn offline(lang: Lang, cause: Option<OfflineCause>) -> String {
    let rest = pick(
        lang,
        "Pindai kode QR tanda terima, atau coba lagi nanti.",
        "Scan the receipt's QR code, or try again later.",
    );
    format!("{} {rest}", offline_because(lang, cause))
}

/// Central can't be asked, and the code's row has not come to this machine.
pub fn offline_code(lang: Lang, cause: Option<OfflineCause>) -> String {
    let rest = pick(
        lang,
        "Pengajuan ini belum sampai di mesin ini. Simpan tanda terima, coba lagi nanti.",
        "This machine does not have the application yet. Keep the receipt and try again later.",
    );
    format!("{} {rest}", offline_because(lang, cause))
}

/// Too many tries.
pub fn too_many(lang: Lang, wait_s: u64) -> String {
    let wait = super::wait(lang, wait_s);
    match lang {
        Lang::Id => {
            format!("Terlalu banyak percobaan. Coba lagi dalam {wait}, atau tanyakan kepada petugas.")
        }
        Lang::En => format!("Too many tries. Try again in {wait}, or ask the staff."),
    }
}

/// What was scanned is neither.
pub fn not_this_code(lang: Lang) -> &'static str {
    pick(
        lang,
        "Ini bukan kode tanda terima. Pindai kode QR pada tanda terima AK1.",
        "This is not a receipt's code. Scan the QR code on the AK1 receipt.",
    )
}

/// What was scanned is neither a receipt nor a card that is believed.
pub fn not_a_card(lang: Lang) -> &'static str {
    pick(
        lang,
        "Kode ini tidak dikenal. Pindai kode QR pada kartu atau tanda terima AK1.",
        "We do not know this code. Scan the QR code on the AK1 card or receipt.",
    )
}

/// Nobody was born on that day.
pub fn born_wrong(lang: Lang) -> &'static str {
    pick(
        lang,
        "Tahun lahirnya belum benar. Periksa lagi.",
        "The year of birth is not right yet. Please look again.",
    )
}
