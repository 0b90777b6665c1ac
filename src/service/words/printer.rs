//! Words about setting a printer up: line speed, logo, QR codes.

use crate::service::Readable;
use crate::service::logo::LogoTrouble;
use crate::wording::{Lang, pick};

pub(crate) fn baud_ask(lang: Lang) -> &'static str {
    pick(lang, "Cari kecepatan kabel serial?", "Find the serial line's speed?")
}

pub(crate) fn baud_ask_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Mesin mencoba beberapa kecepatan, masing-masing kurang dari satu detik. Tidak ada yang dicetak.",
        "The machine tries several speeds, each for less than a second. Nothing is printed.",
    )
}

pub(crate) fn baud_trying(lang: Lang, baud: Option<u32>) -> String {
    match (lang, baud) {
        (Lang::Id, None) => "Menunggu pencetak…".into(),
        (Lang::En, None) => "Waiting for the printer…".into(),
        (Lang::Id, Some(baud)) => format!("Mencoba {baud}…"),
        (Lang::En, Some(baud)) => format!("Trying {baud}…"),
    }
}

pub(crate) fn baud_found(lang: Lang, baud: u32) -> String {
    match lang {
        Lang::Id => format!("Pencetak menjawab pada {baud}"),
        Lang::En => format!("The printer answers at {baud}"),
    }
}

pub(crate) fn baud_found_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Sudah dipakai sampai mesin dinyalakan ulang. Agar tetap, tulis baris ini di [printer]:",
        "In use until the next restart. To keep it, write this line under [printer]:",
    )
}

pub(crate) fn baud_nothing(lang: Lang) -> &'static str {
    pick(lang, "Tidak ada jawaban", "No answer")
}

pub(crate) fn baud_nothing_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Periksa: pencetak menyala, tutupnya tertutup, kabel serial dua arah (bukan kabel kirim saja), port yang benar, saklar DIP pada 8 bit tanpa paritas.",
        "Check: the printer is on, its cover closed, the serial cable carries both ways, the port is right, the DIP switches say 8 bits without parity.",
    )
}

pub(crate) fn baud_not_serial(lang: Lang) -> &'static str {
    pick(lang, "Bukan kabel serial", "Not a serial line")
}

pub(crate) fn baud_not_serial_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "USB dan jaringan tidak punya kecepatan yang perlu dicari.",
        "USB and networks have no speed to be found.",
    )
}

pub(crate) fn logo_ask(lang: Lang) -> &'static str {
    pick(lang, "Simpan logo ke pencetak?", "Store the logo in the printer?")
}

pub(crate) fn logo_ask_text(lang: Lang, today: u32, most: u32) -> String {
    let why = pick(
        lang,
        "Gambar dari konfigurasi disimpan di memori pencetak, sekali saat pemasangan. Memori itu tidak tahan sering ditulis.",
        "The configuration's picture goes into the printer's memory, once at installation. That memory does not bear many writes.",
    );
    format!("{why} {}", logo_count(lang, today, most))
}

pub(crate) fn logo_count(lang: Lang, today: u32, most: u32) -> String {
    match lang {
        Lang::Id => format!("Hari ini {today} dari {most} kali."),
        Lang::En => format!("Today {today} of {most} times."),
    }
}

pub(crate) fn logo_storing(lang: Lang) -> &'static str {
    pick(lang, "Menyimpan logo…", "Storing the logo…")
}

pub(crate) fn logo_storing_text(lang: Lang) -> &'static str {
    pick(lang, "Jangan matikan pencetak.", "Don't switch the printer off.")
}

pub(crate) fn logo_not_stored(lang: Lang) -> &'static str {
    pick(lang, "Logo tidak disimpan", "The logo was not stored")
}

pub(crate) fn logo_trouble(lang: Lang, why: &LogoTrouble) -> String {
    match why {
        LogoTrouble::NoPicture => pick(
            lang,
            "Tulis [printer] logo = \"/…/logo.png\" di konfigurasi.",
            "Write [printer] logo = \"/…/logo.png\" in the configuration.",
        )
        .into(),
        LogoTrouble::BadPicture(why) => match lang {
            Lang::Id => format!("Gambarnya tidak dapat dipakai: {why}"),
            Lang::En => format!("The picture can't be used: {why}"),
        },
        LogoTrouble::TooMany => pick(
            lang,
            "Sudah terlalu sering hari ini. Coba lagi besok.",
            "Too often today. Try again tomorrow.",
        )
        .into(),
        LogoTrouble::NotCounted => pick(
            lang,
            "Mesin tidak dapat mencatatnya (D01), jadi tidak ditulis.",
            "The machine can't write it down (D01), so nothing was stored.",
        )
        .into(),
        LogoTrouble::NoMemory => {
            pick(lang, "Pencetak ini tidak punya memori gambar.", "This printer has no memory for pictures.")
                .into()
        }
        LogoTrouble::TooLarge => pick(
            lang,
            "Gambarnya lebih besar daripada memori pencetak. Pakai gambar yang lebih kecil.",
            "The picture is larger than the printer's memory. Use a smaller one.",
        )
        .into(),
        LogoTrouble::NotTaken => pick(
            lang,
            "Pencetak tidak menerimanya, atau tidak menjawab. Periksa pencetak, lalu coba lagi.",
            "The printer did not take it, or did not answer. Check the printer, then try again.",
        )
        .into(),
    }
}

pub(crate) fn logo_bad(lang: Lang) -> &'static str {
    pick(lang, "Logonya tidak baik", "The logo is not right")
}

pub(crate) fn logo_bad_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Pakai gambar hitam putih yang sederhana, sekitar 256 × 96 titik, lalu simpan lagi. Selama itu tiket memakai nama kantor.",
        "Use a simple black and white picture of about 256 × 96 dots, then store it again. Until then tickets carry the office's name.",
    )
}

pub(crate) fn logo_done(lang: Lang) -> &'static str {
    pick(lang, "Logo tersimpan", "The logo is stored")
}

pub(crate) fn logo_done_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Agar tiket memakainya, tulis baris ini di [printer]:",
        "For tickets to use it, write this line under [printer]:",
    )
}

pub(crate) fn qr_ask(lang: Lang) -> &'static str {
    pick(lang, "Uji kode QR pencetak ini?", "Test this printer's QR codes?")
}

pub(crate) fn qr_ask_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Satu kertas dengan dua kode: A digambar pencetak, B dikirim sebagai gambar. Anda memindai keduanya dengan HP.",
        "One paper with two codes: A drawn by the printer, B sent as a picture. You scan both with a phone.",
    )
}

pub(crate) fn qr_which(lang: Lang) -> &'static str {
    pick(lang, "Kode mana yang terbaca?", "Which code can be read?")
}

pub(crate) fn qr_which_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "HP harus menampilkan tulisan yang berakhir dengan A untuk kode A, dan B untuk kode B.",
        "The phone must show a text that ends in A for code A, and in B for code B.",
    )
}

pub(crate) fn qr_readable(lang: Lang, readable: Readable) -> &'static str {
    match readable {
        Readable::Both => pick(lang, "A dan B terbaca", "A and B can be read"),
        Readable::Native => pick(lang, "Hanya A terbaca", "Only A can be read"),
        Readable::Raster => pick(lang, "Hanya B terbaca", "Only B can be read"),
        Readable::Neither => pick(lang, "Tidak ada", "Neither"),
    }
}

pub(crate) fn qr_answered(lang: Lang, native: bool) -> &'static str {
    if native {
        pick(lang, "Pencetak menggambar kode sendiri", "Let the printer draw the codes")
    } else {
        pick(lang, "Kirim kode sebagai gambar", "Send the codes as pictures")
    }
}

pub(crate) fn qr_keep(lang: Lang) -> &'static str {
    pick(lang, "Pengaturannya sudah begitu.", "That is how it is set.")
}

pub(crate) fn qr_change(lang: Lang) -> &'static str {
    pick(
        lang,
        "Tulis ini di konfigurasi, lalu nyalakan ulang mesin:",
        "Write this in the configuration, then restart the machine:",
    )
}

pub(crate) fn qr_neither(lang: Lang) -> &'static str {
    pick(lang, "Kode tidak terbaca", "The codes can't be read")
}

pub(crate) fn qr_neither_text(lang: Lang) -> &'static str {
    pick(
        lang,
        "Bersihkan kepala cetak dan periksa kertasnya dengan Cetak uji, lalu coba lagi. Coba juga HP lain.",
        "Clean the print head and check the paper with a test print, then try again. Try another phone too.",
    )
}
