//! An officer helps at the kiosk.

use super::super::{Lang, pick};

/// In the header while somebody is helped: "Dibantu petugas P03".
pub fn assisted(lang: Lang, code: &str) -> String {
    match lang {
        Lang::Id => format!("Dibantu petugas {code}"),
        Lang::En => format!("Helped by officer {code}"),
    }
}

/// At the top, where an officer is here already or none can be.
pub fn title(lang: Lang) -> &'static str {
    pick(lang, "Bantuan petugas", "Help from an officer")
}

/// At the top for a visitor who asked: this machine calls nobody.
pub fn call(lang: Lang) -> &'static str {
    pick(lang, "Panggil petugas ke sini", "Ask an officer to come here")
}

/// Below it.
pub fn kept(lang: Lang) -> &'static str {
    pick(lang, "Jawaban Anda tidak hilang.", "Your answers are not lost.")
}

/// Over the pad, which is not the visitor's.
pub fn pad(lang: Lang) -> &'static str {
    pick(lang, "Khusus petugas: ketik PIN", "Officers only: type your PIN")
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

/// The button on every question. It opens the officers' pad and calls nobody.
pub fn help(lang: Lang) -> &'static str {
    pick(lang, "Dibantu petugas", "With an officer")
}
