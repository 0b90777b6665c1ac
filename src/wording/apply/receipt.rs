//! The receipt: stored here, and received there. The two are never confused.

use jiff::Timestamp;
use jiff::civil::Date;

use super::phrases;
use crate::wording::{Lang, Said, Zone, date, day_and_date, time_of_day};

phrases! {
    /// Being written.
    SAVING: "Menyimpan…", "Saving…";
    /// Meanwhile.
    SAVING_HINT: "Tunggu sebentar. Jangan tinggalkan layar.", "One moment. Please stay at the screen.";
    /// On this machine.
    STORED: "TERSIMPAN di mesin ini", "SAVED on this machine";
    /// The paper is what opens it.
    KEEP: "Simpan kertas Anda atau potret kode QR ini. Dengan kode ini Anda melihat status dan mencetak kartu.",
        "Keep your paper or take a photo of this QR code. It shows the status and prints the card.";
    /// The same where no paper is to be had.
    KEEP_CODE: "Potret kode QR ini. Dengan kode ini Anda melihat status dan mencetak kartu.",
        "Take a photo of this QR code. It shows the status and prints the card.";
    /// An officer takes the photo.
    GO_TO_COUNTER: "Datanglah ke loket untuk difoto.", "Go to the counter to have your photo taken.";
    /// The photo comes from the phone.
    SEND_PHOTO: "Pindai kode QR ini dengan HP untuk mengirim foto.", "Scan this QR code with your phone to send the photo.";
    /// Nobody pays.
    FREE: "GRATIS. Tidak ada pungutan.", "FREE. There are no fees.";
    /// Leaves the receipt.
    DONE: "Selesai", "Finish";
    /// Once more.
    REPRINT: "Cetak ulang", "Print again";
}

/// It is on this machine.
pub fn stored_here(lang: Lang, number: &str, offline: bool) -> Said {
    let explanation = match (lang, offline) {
        (Lang::Id, true) => format!(
            "Pengajuan Anda sudah TERSIMPAN di mesin ini. Nomor: {number}. Akan dikirim otomatis saat jaringan pulih."
        ),
        (Lang::Id, false) => format!(
            "Pengajuan Anda sudah TERSIMPAN di mesin ini. Nomor: {number}. Sedang dikirim ke Disnaker."
        ),
        (Lang::En, true) => format!(
            "Your application is SAVED on this machine. Number: {number}. It is sent by itself when the network is back."
        ),
        (Lang::En, false) => {
            format!(
                "Your application is SAVED on this machine. Number: {number}. It is being sent to the office."
            )
        }
    };
    Said { headline: STORED.of(lang).into(), explanation }
}

/// The office has it.
pub fn at_office(lang: Lang, at: Timestamp, zone: Zone, due: Date) -> Said {
    let time = time_of_day(lang, at, zone);
    let due = day_and_date(lang, due);
    match lang {
        Lang::Id => Said {
            headline: format!("Diterima Disnaker {time}"),
            explanation: format!("Perkiraan selesai: {due}."),
        },
        Lang::En => Said {
            headline: format!("Received by the office at {time}"),
            explanation: format!("Expected to be done: {due}."),
        },
    }
}

/// It waits for the next working hours.
pub fn outside_hours(lang: Lang, day: Date, opens: u8) -> String {
    let day = day_and_date(lang, day);
    match lang {
        Lang::Id => format!("Diajukan di luar jam kerja. Diproses mulai {day} pukul {opens:02}.00."),
        Lang::En => format!("Submitted outside working hours. Processed from {day}, {opens:02}:00."),
    }
}

/// "15 Mei 2005 (21 tahun)"
pub fn date_with_age(lang: Lang, day: Date, age: i16) -> String {
    let day = date(lang, day);
    match lang {
        Lang::Id => format!("{day} ({age} tahun)"),
        Lang::En => format!("{day} (age {age})"),
    }
}
