//! How an application stands, and what its applicant can do.
//!
//! Invariant: [`still_here`] alone speaks of what waits on a machine, and says that the office does not have it yet.

use anjungan_wire::application::Part;
use anjungan_wire::status::{IssuedCard, PrintRule, PublicStage, Reason, Status};
use jiff::civil::Date;

use super::super::{Cause, Lang, Said, Zone, count, date, day_and_date, pick, ticket::said};
use super::moment;

/// What the words depend on beside the status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Here {
    /// The machine's zone.
    pub zone: Zone,
    /// Today.
    pub today: Date,
    /// Whether the receipt's code is known, which alone opens card and mending.
    pub by_code: bool,
    /// Prints of the card that are left here, by the office's rule.
    pub left: u32,
    /// Why no card can be printed here now; `None`: it can.
    pub no_card: Option<NoCard>,
}

/// Why no card comes out here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoCard {
    /// There is no printer of sheets.
    NoPrinter,
    /// It can't print now.
    Down(Cause),
}

/// The page's title.
pub fn title(lang: Lang) -> &'static str {
    pick(lang, "Cek Status", "Check Status")
}

/// It waits on the machine; nothing of it is at central.
pub fn still_here(lang: Lang) -> Said {
    said(
        pick(lang, "TERSIMPAN di mesin, belum terkirim", "SAVED on this machine, not sent yet"),
        pick(
            lang,
            "Pengajuan Anda aman. Akan dikirim otomatis saat jaringan pulih. Kantor belum menerimanya.",
            "Your application is safe. It will be sent by itself once there is a connection. The office does not \
             have it yet.",
        ),
    )
}

/// Where it stands.
pub fn standing(lang: Lang, status: &Status, here: &Here) -> Said {
    let since = moment(lang, status.since, here.zone, here.today);
    match status.stage {
        PublicStage::Received => said(
            match lang {
                Lang::Id => format!("Diterima Disnaker {since}"),
                Lang::En => format!("Received by the office, {since}"),
            },
            due(
                lang,
                status.due,
                pick(
                    lang,
                    "Petugas akan memeriksa pengajuan Anda.",
                    "An officer will look at your application.",
                ),
            ),
        ),
        PublicStage::Verifying => said(
            match lang {
                Lang::Id => format!("Sedang diverifikasi sejak {since}"),
                Lang::En => format!("Being checked since {since}"),
            },
            due(
                lang,
                status.due,
                pick(
                    lang,
                    "Petugas sedang memeriksa pengajuan Anda.",
                    "An officer is looking at your application.",
                ),
            ),
        ),
        PublicStage::NeedsMending => {
            said(pick(lang, "Perlu perbaikan", "Something needs fixing"), mending(lang, here))
        }
        PublicStage::Approved => said(
            pick(lang, "Disetujui, menunggu tanda tangan", "Approved, waiting for its signature"),
            due(lang, status.due, pick(lang, "Kartu Anda sedang disiapkan.", "Your card is being prepared.")),
        ),
        PublicStage::Ready => ready(lang, status.card.as_ref(), here),
        PublicStage::Refused => said(
            pick(lang, "Belum dapat disetujui", "It cannot be approved yet"),
            pick(
                lang,
                "Yang bisa Anda lakukan: ajukan lagi dengan data yang benar, atau tanyakan kepada petugas.",
                "What you can do: apply again with the right data, or ask the staff.",
            ),
        ),
        PublicStage::Withdrawn => said(
            pick(lang, "Pengajuan ini dibatalkan", "This application was withdrawn"),
            pick(
                lang,
                "Bila Anda punya pengajuan lain, periksa dengan nomornya. Anda juga boleh mengajukan lagi.",
                "If you have another application, check it by its number. You may also apply again.",
            ),
        ),
        PublicStage::Expired => said(
            pick(lang, "Kartu ini sudah berakhir", "This card has ended"),
            pick(
                lang,
                "Masih mencari kerja? Ajukan perpanjangan di sini. Gratis.",
                "Still looking for work? Apply for a renewal here. It is free.",
            ),
        ),
        PublicStage::Employed => said(
            pick(lang, "Ditutup: Anda sudah bekerja", "Closed: you have a job"),
            pick(
                lang,
                "Selamat bekerja. Bila mencari kerja lagi, ajukan kartu baru di sini.",
                "We wish you well at work. If you look for work again, apply for a new card here.",
            ),
        ),
    }
}

fn due(lang: Lang, due: Option<Date>, text: &str) -> String {
    match (lang, due) {
        (_, None) => text.into(),
        (Lang::Id, Some(day)) => format!("{text} Perkiraan selesai: {}.", day_and_date(lang, day)),
        (Lang::En, Some(day)) => format!("{text} Expected by {}.", day_and_date(lang, day)),
    }
}

fn mending(lang: Lang, here: &Here) -> &'static str {
    if here.by_code {
        pick(
            lang,
            "Perbaiki yang disebut di bawah ini. Data lain tidak perlu diisi lagi.",
            "Fix what is named below. Nothing else has to be filled in again.",
        )
    } else {
        pick(
            lang,
            "Untuk memperbaiki, pindai kode QR pada tanda terima Anda, atau datang ke loket.",
            "To fix it, scan the QR code on your receipt, or come to the counter.",
        )
    }
}

fn ready(lang: Lang, card: Option<&IssuedCard>, here: &Here) -> Said {
    if card.is_none_or(|card| card.print == PrintRule::AtCounter) {
        return said(
            pick(lang, "Kartu siap. Ambil di loket", "Your card is ready at the counter"),
            pick(lang, "Bawa KTP Anda. Gratis.", "Bring your KTP. It is free."),
        );
    }
    let headline = pick(lang, "Kartu Anda siap dicetak", "Your card is ready to print");
    if here.left == 0 {
        return said(
            pick(lang, "Batas cetak kartu tercapai", "No more prints of this card are left"),
            pick(lang, "Minta salinan di loket. Gratis.", "Ask for a copy at the counter. It is free."),
        );
    }
    if !here.by_code {
        return said(
            headline,
            pick(
                lang,
                "Untuk mencetak, pindai kode QR pada tanda terima Anda, atau ambil di loket dengan KTP.",
                "To print it, scan the QR code on your receipt, or collect it at the counter with your KTP.",
            ),
        );
    }
    match here.no_card {
        None => said(headline, prints_left(lang, here.left)),
        Some(why) => {
            let why = match why {
                NoCard::NoPrinter => {
                    pick(lang, "Mesin ini tidak punya pencetak A4.", "This machine has no sheet printer.")
                }
                NoCard::Down(cause) => cause.plain(lang),
            };
            let rest = pick(
                lang,
                "Potret kode QR ini atau cetak tanda terima, lalu cetak kartu di mesin lain atau buka di HP.",
                "Take a photo of this QR code or print a receipt, then print the card at another machine or open \
                 it on your phone.",
            );
            said(headline, format!("{why} {rest}"))
        }
    }
}

/// How often the card may be printed still.
pub fn prints_left(lang: Lang, left: u32) -> String {
    match lang {
        Lang::Id => format!("Sisa cetak di mesin: {left} kali."),
        Lang::En => {
            format!("You can print it {} more.", count(lang, left.into(), "", "time", "times"))
        }
    }
}

/// The name of the step before central has it, on the time line. All others are [`PublicStage::name`].
pub fn stored_step(lang: Lang) -> &'static str {
    pick(lang, "Tersimpan di mesin", "Saved on the machine")
}

/// When a step was reached.
pub fn at(lang: Lang, at: jiff::Timestamp, here: &Here) -> String {
    moment(lang, at, here.zone, here.today)
}

/// When the last step is expected.
pub fn expected(lang: Lang, due: Date) -> String {
    match lang {
        Lang::Id => format!("Perkiraan {}", date(lang, due)),
        Lang::En => format!("Expected {}", date(lang, due)),
    }
}

/// Above the reasons.
pub fn reasons(lang: Lang) -> &'static str {
    pick(lang, "Alasan", "Reason")
}

/// Why, from the office's list.
pub fn reason(lang: Lang, reason: &Reason) -> String {
    match lang {
        Lang::Id => reason.id.clone(),
        Lang::En => reason.en.clone(),
    }
}

/// What is to be mended: "Yang perlu diperbaiki: foto, alamat".
pub fn to_mend(lang: Lang, parts: &[Part]) -> String {
    let names: Vec<&str> = parts.iter().map(|of| part(lang, *of)).collect();
    format!("{}: {}", pick(lang, "Yang perlu diperbaiki", "What to fix"), names.join(", "))
}

/// A part of an application, as a sentence has it.
pub fn part(lang: Lang, of: Part) -> &'static str {
    match of {
        Part::Nik => "NIK",
        Part::Name => pick(lang, "nama", "name"),
        Part::Birth => pick(lang, "tempat dan tanggal lahir", "place and date of birth"),
        Part::Sex => pick(lang, "jenis kelamin", "sex"),
        Part::Civil => pick(lang, "agama dan status perkawinan", "religion and marital status"),
        Part::Address => pick(lang, "alamat", "address"),
        Part::Contact => pick(lang, "nomor HP dan e-mail", "phone and e-mail"),
        Part::Education => pick(lang, "pendidikan", "education"),
        Part::Skills => pick(lang, "keahlian", "skills"),
        Part::Work => pick(lang, "pengalaman kerja", "work history"),
        Part::Wish => pick(lang, "pekerjaan yang dicari", "the job wanted"),
        Part::Photo => pick(lang, "foto", "photo"),
    }
}

/// The card's facts: number, last day, days of report.
pub fn card_facts(lang: Lang, card: &IssuedCard) -> Vec<(String, String)> {
    let label = |id, en| pick(lang, id, en).to_owned();
    let mut facts = vec![
        (label("Nomor kartu", "Card number"), card.number.to_string()),
        (label("Berlaku sampai", "Valid until"), date(lang, card.valid_until)),
    ];
    if !card.reports.is_empty() {
        let days: Vec<String> = card.reports.iter().map(|day| date(lang, *day)).collect();
        facts.push((label("Lapor paling lambat", "Report by"), days.join(" · ")));
    }
    facts
}

/// A button of the page and a line about it.
pub fn choice(lang: Lang, of: Choice) -> (&'static str, &'static str) {
    match of {
        Choice::Mend => (pick(lang, "Perbaiki sekarang", "Fix it now"), ""),
        Choice::Print => (
            pick(lang, "Cetak kartu", "Print the card"),
            pick(lang, "Di kertas A4, gratis", "On A4 paper, free"),
        ),
        Choice::Slip => (
            pick(lang, "Cetak tanda terima", "Print a receipt"),
            pick(lang, "Kode QR untuk HP atau mesin lain", "The QR code for your phone or another machine"),
        ),
        Choice::StillLooking => (
            pick(lang, "Lapor 6 bulan", "Six-month report"),
            pick(lang, "Masih mencari kerja", "Still looking for work"),
        ),
        Choice::Employed => (
            pick(lang, "Saya sudah bekerja", "I have a job"),
            pick(lang, "Hanya sebentar", "It takes a moment"),
        ),
        Choice::Correct => (
            pick(lang, "Ubah data kartu", "Change card data"),
            pick(lang, "Nomor kartu tetap sama", "The card's number stays the same"),
        ),
        Choice::Renew => (pick(lang, "Perpanjang kartu", "Renew the card"), pick(lang, "Gratis", "Free")),
        Choice::Apply => (pick(lang, "Ajukan lagi", "Apply again"), ""),
    }
}

/// What can be done from a status.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// Mend what was sent back.
    Mend,
    /// The card on paper.
    Print,
    /// The receipt's code on paper.
    Slip,
    /// The six-monthly report.
    StillLooking,
    /// "Saya sudah bekerja"
    Employed,
    /// Data have changed.
    Correct,
    /// After the card has ended.
    Renew,
    /// Another application.
    Apply,
}

impl Choice {
    /// Every one.
    pub const ALL: [Choice; 8] = [
        Choice::Mend,
        Choice::Print,
        Choice::Slip,
        Choice::StillLooking,
        Choice::Employed,
        Choice::Correct,
        Choice::Renew,
        Choice::Apply,
    ];

    /// Its id on the screen.
    pub fn id(self) -> &'static str {
        match self {
            Choice::Mend => "mend",
            Choice::Print => "print",
            Choice::Slip => "slip",
            Choice::StillLooking => "still-looking",
            Choice::Employed => "employed",
            Choice::Correct => "correct",
            Choice::Renew => "renew",
            Choice::Apply => "apply",
        }
    }
}

/// What was mended is being written down.
pub fn mend_storing(lang: Lang) -> Said {
    said(
        pick(lang, "Menyimpan perbaikan", "Saving your changes"),
        pick(lang, "Tunggu sebentar.", "One moment."),
    )
}

/// It is on disk.
pub fn mend_stored(lang: Lang) -> Said {
    said(
        pick(lang, "Perbaikan TERSIMPAN di mesin ini", "Your changes are SAVED on this machine"),
        pick(
            lang,
            "Akan dikirim otomatis. Nomor tanda terima tetap sama. Cek status lagi nanti.",
            "It will be sent by itself. The receipt's number stays the same. Check the status again later.",
        ),
    )
}

/// It is not.
pub fn mend_not_stored(lang: Lang) -> Said {
    said(
        pick(lang, "Perbaikan BELUM tersimpan", "Your changes are NOT saved"),
        pick(
            lang,
            "Coba simpan sekali lagi, atau beri tahu petugas. Isian Anda masih ada.",
            "Try to save once more, or tell the staff. What you filled in is still there.",
        ),
    )
}

/// Tries to store it once more.
pub fn again(lang: Lang) -> &'static str {
    pick(lang, "Simpan lagi", "Save again")
}

/// Back to the status.
pub fn done(lang: Lang) -> &'static str {
    pick(lang, "Kembali ke status", "Back to the status")
}
