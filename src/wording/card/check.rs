//! The check of a card's print. Never called a signature: a code that a machine can check is no electronic signature
//! in the sense of PP 71/2019 ps 60.

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::{Lang, Said, Zone, data_as_of, date, pick, ticket::said};

/// The page's title.
pub fn title(lang: Lang) -> &'static str {
    pick(lang, "Periksa Kartu", "Check a Card")
}

/// What it is.
pub fn label(lang: Lang) -> &'static str {
    pick(lang, "Apakah kartu ini asli?", "Is this card genuine?")
}

/// Nothing was scanned yet.
pub fn waiting(lang: Lang, scanner: bool) -> Said {
    if scanner {
        said(
            pick(lang, "Pindai kode QR pada kartu", "Scan the QR code on the card"),
            pick(
                lang,
                "Letakkan kode QR kartu AK1 di depan pemindai.",
                "Hold the AK1 card's QR code to the scanner.",
            ),
        )
    } else {
        said(
            pick(lang, "Mesin ini tidak punya pemindai", "This machine has no scanner"),
            pick(
                lang,
                "Pindai kode QR pada kartu dengan HP Anda, atau bawa kartu ke loket.",
                "Scan the QR code on the card with your phone, or bring the card to the counter.",
            ),
        )
    }
}

/// It is being looked up whether it was revoked.
pub fn looking(lang: Lang) -> Said {
    said(pick(lang, "Memeriksa kartu", "Checking the card"), pick(lang, "Tunggu sebentar.", "One moment."))
}

/// Genuine and valid.
pub fn genuine(lang: Lang) -> Said {
    said(pick(lang, "Kartu ASLI dan masih berlaku", "GENUINE and still valid"), compare(lang))
}

/// Genuine and not ended; whether it was revoked is not known here, so nothing is said of its being valid.
pub fn unlisted(lang: Lang) -> Said {
    let unread = pick(
        lang,
        "Belum diketahui apakah sudah dicabut: mesin ini belum dapat membaca daftarnya.",
        "Whether it was revoked is not known: this machine can't read the list yet.",
    );
    said(pick(lang, "Kartu ASLI", "GENUINE"), format!("{unread} {}", compare(lang)))
}

fn compare(lang: Lang) -> &'static str {
    pick(
        lang,
        "Cocokkan nomor dan nama ini dengan kartu dan KTP pemiliknya.",
        "Compare the number and the name with the card and its holder's KTP.",
    )
}

/// Genuine, and ended.
pub fn expired(lang: Lang, until: Date) -> Said {
    let day = date(lang, until);
    said(
        pick(lang, "Kartu sudah KEDALUWARSA", "This card has EXPIRED"),
        match lang {
            Lang::Id => format!(
                "Kartu ini asli, tetapi hanya berlaku sampai {day}. Pemiliknya dapat mengajukan perpanjangan."
            ),
            Lang::En => {
                format!("It is genuine, but was valid only until {day}. Its holder can apply for a renewal.")
            }
        },
    )
}

/// Genuine, and revoked.
pub fn revoked(lang: Lang, since: Date) -> Said {
    let day = date(lang, since);
    said(
        pick(lang, "Kartu sudah DICABUT", "This card was REVOKED"),
        match lang {
            Lang::Id => {
                format!("Tidak berlaku lagi sejak {day}. Tanyakan kepada kantor yang menerbitkannya.")
            }
            Lang::En => format!("It has not been valid since {day}. Ask the office that issued it."),
        },
    )
}

/// No known key has signed it. A card from elsewhere looks the same to this machine.
pub fn not_genuine(lang: Lang) -> Said {
    said(
        pick(lang, "TIDAK ASLI menurut mesin ini", "NOT GENUINE, as far as this machine knows"),
        pick(
            lang,
            "Kode ini tidak dibuat oleh kantor yang dikenal mesin ini. Kartu dari provinsi lain: buka alamat situs \
             yang tertulis pada kartu.",
            "This code was not made by an office that this machine knows. A card from another province: open the \
             web address printed on the card.",
        ),
    )
}

/// This machine has no key to check a card with.
pub fn no_keys(lang: Lang) -> Said {
    said(
        pick(lang, "Mesin ini belum dapat memeriksa kartu", "This machine can't check cards yet"),
        pick(
            lang,
            "Kunci pemeriksanya belum diterima. Pindai kode QR pada kartu dengan HP Anda, atau tanyakan di loket.",
            "What it checks them with has not come. Scan the card's QR code with your phone, or ask at the counter.",
        ),
    )
}

/// Something else was scanned.
pub fn unreadable(lang: Lang) -> Said {
    said(
        pick(lang, "Kode ini bukan kode kartu", "This is not a card's code"),
        pick(
            lang,
            "Kodenya rusak atau bukan dari kartu AK1. Ratakan kertasnya, lalu pindai sekali lagi.",
            "The code is damaged, or not from an AK1 card. Flatten the paper and scan it once more.",
        ),
    )
}

/// What stands in the code.
pub fn facts(lang: Lang, number: &str, name: &str, issued: Date, until: Date) -> Vec<(String, String)> {
    vec![
        (pick(lang, "Nomor kartu", "Card number").into(), number.into()),
        (pick(lang, "Nama", "Name").into(), name.into()),
        (pick(lang, "Diterbitkan", "Issued").into(), date(lang, issued)),
        (pick(lang, "Berlaku sampai", "Valid until").into(), date(lang, until)),
    ]
}

/// How old the list of revoked cards may be, where it was read.
pub fn list_age(lang: Lang, as_of: Option<Timestamp>, zone: Zone) -> (String, String) {
    (list(lang).into(), data_as_of(lang, as_of, zone))
}

/// That there was no list to look into.
pub fn list_unread(lang: Lang) -> (String, String) {
    (list(lang).into(), pick(lang, "tidak terbaca", "could not be read").into())
}

fn list(lang: Lang) -> &'static str {
    pick(lang, "Daftar pencabutan", "List of revoked cards")
}

/// Above the buttons: they are the holder's, and not of whoever checks the card of somebody else.
pub fn holder(lang: Lang) -> &'static str {
    pick(lang, "Kartu ini milik Anda?", "Is this card yours?")
}
