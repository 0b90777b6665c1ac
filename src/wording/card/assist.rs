//! An officer helps at the kiosk.

use super::super::{Lang, pick};

/// In the header while somebody is helped: "Dibantu petugas P03".
pub fn assisted(lang: Lang, code: &str) -> String {
    match lang {
        Lang::Id => format!("Dibantu petugas {code}"),
        Lang::En => format!("Helped by officer {code}"),
    }
}

/// Over the pad.
pub fn title(lang: Lang) -> &'static str {
    pick(lang, "Bantuan petugas", "Help from an officer")
}

/// What the pad says: to the visitor first, who asked.
pub fn ask(lang: Lang) -> &'static str {
    pick(
        lang,
        "Panggil petugas ke sini. Petugas: ketik PIN Anda. Jawaban Anda tidak hilang.",
        "Ask an officer to come here. Officer: type your PIN. Your answers are not lost.",
    )
}

/// Whose card was scanned.
pub fn ask_of(lang: Lang, code: &str) -> String {
    match lang {
        Lang::Id => format!("Petugas {code}: ketik PIN Anda."),
        Lang::En => format!("Officer {code}: type your PIN."),
    }
}

/// A PIN is being compared.
pub fn checking(lang: Lang) -> &'static str {
    pick(lang, "Memeriksa…", "Checking…")
}

/// It is nobody's.
pub fn wrong(lang: Lang) -> &'static str {
    pick(lang, "PIN salah. Coba lagi.", "Wrong PIN. Try again.")
}

/// Too many were nobody's.
pub fn locked(lang: Lang, wait_s: u64) -> String {
    let wait = super::wait(lang, wait_s);
    match lang {
        Lang::Id => format!("Terlalu banyak PIN salah. Coba lagi dalam {wait}."),
        Lang::En => format!("Too many wrong PINs. Try again in {wait}."),
    }
}

/// The office has told this machine of no officer.
pub fn nobody(lang: Lang) -> &'static str {
    pick(
        lang,
        "Belum ada petugas yang terdaftar di mesin ini. Lanjutkan sendiri, atau datang ke loket.",
        "No officer is registered at this machine yet. Go on by yourself, or come to the counter.",
    )
}

/// Somebody helps already.
pub fn helped(lang: Lang, code: &str) -> String {
    match lang {
        Lang::Id => format!("Petugas {code} sedang membantu. Pekerjaan ini dicatat atas kode itu."),
        Lang::En => format!("Officer {code} is helping. What is done is logged under that code."),
    }
}

/// The button with which an officer goes.
pub fn step_back(lang: Lang) -> &'static str {
    pick(lang, "Petugas selesai", "The officer is done")
}

/// The button that leaves the pad.
pub fn close(lang: Lang) -> &'static str {
    pick(lang, "Kembali", "Back")
}

/// The button on every question.
pub fn help(lang: Lang) -> &'static str {
    pick(lang, "Minta bantuan petugas", "Ask for help")
}
