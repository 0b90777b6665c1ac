//! The six-monthly report, and "Saya sudah bekerja".

use jiff::civil::Date;

use super::super::{Lang, Said, date, pick, ticket::said};

/// The title of either.
pub fn title(lang: Lang, employed: bool) -> &'static str {
    if employed {
        pick(lang, "Saya Sudah Bekerja", "I Have a Job Now")
    } else {
        pick(lang, "Lapor 6 Bulan", "Six-Month Report")
    }
}

/// The question of the six-monthly report.
pub fn ask(lang: Lang) -> &'static str {
    pick(lang, "Apakah Anda masih mencari kerja?", "Are you still looking for work?")
}

/// One touch, and it is stored.
pub fn still_looking(lang: Lang) -> (&'static str, &'static str) {
    (
        pick(lang, "Masih mencari kerja", "Still looking"),
        pick(lang, "Laporan langsung tersimpan", "Your report is saved at once"),
    )
}

/// The other answer, and the reminder of it.
pub fn employed(lang: Lang) -> (&'static str, &'static str) {
    (pick(lang, "Saya sudah bekerja", "I have a job"), pick(lang, "Hanya sebentar", "It takes a moment"))
}

/// Where.
pub fn employer(lang: Lang) -> &'static str {
    pick(lang, "Di mana Anda bekerja?", "Where do you work?")
}

/// That nobody has to say.
pub fn employer_hint(lang: Lang) -> &'static str {
    pick(lang, "Nama perusahaan atau usaha. Boleh dilewati.", "The company or business. You may skip this.")
}

/// In the empty field.
pub fn employer_example(lang: Lang) -> &'static str {
    pick(lang, "Contoh: PT Maju Bersama", "Example: PT Maju Bersama")
}

/// Leaves it out.
pub fn skip(lang: Lang) -> &'static str {
    pick(lang, "Lewati", "Skip")
}

/// Goes on.
pub fn next(lang: Lang) -> &'static str {
    pick(lang, "Lanjut", "Next")
}

/// From which day.
pub fn since(lang: Lang) -> &'static str {
    pick(lang, "Sejak kapan Anda bekerja?", "Since when have you had this job?")
}

/// That today stands there.
pub fn since_hint(lang: Lang) -> &'static str {
    pick(
        lang,
        "Sudah terisi hari ini. Ubah bila perlu. Tombol mana pun mengirim laporan.",
        "Today is filled in. Change it if need be. Either button sends the report.",
    )
}

/// The day can't be.
pub fn since_wrong(lang: Lang) -> &'static str {
    pick(
        lang,
        "Tanggal ini terlalu lama atau terlalu jauh ke depan. Periksa lagi.",
        "This day is too long ago or too far ahead. Please look again.",
    )
}

/// The last touch.
pub fn send(lang: Lang) -> &'static str {
    pick(lang, "Kirim laporan", "Send the report")
}

/// The same touch, and it says that this service led there.
pub fn send_found_here(lang: Lang) -> &'static str {
    pick(lang, "Dapat dari sini", "Found it here")
}

/// It is being written down.
pub fn storing(lang: Lang) -> Said {
    said(pick(lang, "Menyimpan laporan", "Saving the report"), pick(lang, "Tunggu sebentar.", "One moment."))
}

/// On disk: still looking. `next`: the day of the next report, where it is known.
pub fn stored(lang: Lang, next: Next) -> Said {
    let then = match (lang, next) {
        (Lang::Id, Next::By(day)) => format!("Lapor lagi paling lambat {}.", date(lang, day)),
        (Lang::En, Next::By(day)) => format!("Report again by {}.", date(lang, day)),
        (Lang::Id, Next::Renewal(day)) => {
            format!("Kartu berlaku sampai {}. Sesudah itu, ajukan perpanjangan.", date(lang, day))
        }
        (Lang::En, Next::Renewal(day)) => {
            format!("The card is valid until {}. After that, apply for a renewal.", date(lang, day))
        }
        (_, Next::OnCard) => pick(
            lang,
            "Tanggal lapor berikutnya tertulis di kartu Anda.",
            "Your next report day is printed on your card.",
        )
        .into(),
    };
    said(
        pick(lang, "Terima kasih sudah melapor", "Thank you for reporting"),
        format!("{} {then}", kept(lang)),
    )
}

/// When the next report is due.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// By this day.
    By(Date),
    /// None is left; the card ends on this day.
    Renewal(Date),
    /// The card says it; this machine does not know the card.
    OnCard,
}

/// On disk: at work.
pub fn stored_employed(lang: Lang) -> Said {
    let text = pick(
        lang,
        "Terima kasih sudah memberi tahu. Kartu pencari kerja Anda akan ditutup.",
        "Thank you for telling us. Your job-seeker card will be closed.",
    );
    said(pick(lang, "Selamat bekerja!", "We wish you well at work!"), format!("{} {text}", kept(lang)))
}

fn kept(lang: Lang) -> &'static str {
    pick(
        lang,
        "Laporan TERSIMPAN di mesin ini dan dikirim otomatis.",
        "Your report is SAVED on this machine and will be sent by itself.",
    )
}

/// For those who found work meanwhile.
pub fn reminder(lang: Lang) -> &'static str {
    pick(
        lang,
        "Mendapat pekerjaan? Datang lagi dan pilih Saya Sudah Bekerja, hanya sebentar.",
        "Found a job? Come again and choose I Have a Job Now. It takes a moment.",
    )
}

/// It is not on disk.
pub fn not_stored(lang: Lang) -> Said {
    said(
        pick(lang, "Laporan BELUM tersimpan", "The report is NOT saved"),
        pick(lang, "Coba sekali lagi, atau beri tahu petugas.", "Try once more, or tell the staff."),
    )
}

/// Tries once more.
pub fn again(lang: Lang) -> &'static str {
    pick(lang, "Coba lagi", "Try again")
}

/// A receipt whose application is no card (yet).
pub fn no_card_yet(lang: Lang) -> &'static str {
    pick(
        lang,
        "Pengajuan ini belum menjadi kartu, jadi belum perlu melapor. Lihat Cek Status.",
        "This application is not a card yet, so there is nothing to report. See Check Status.",
    )
}

/// The card's days of report, above the question.
pub fn days(lang: Lang, days: &str) -> String {
    match lang {
        Lang::Id => format!("Tanggal lapor pada kartu Anda: {days}"),
        Lang::En => format!("Report days on your card: {days}"),
    }
}
