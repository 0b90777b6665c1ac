//! The survey of satisfaction: the nine elements of Permenpan RB 14/2017 in plain words, with the regulation's own
//! four answers to each.

use anjungan_wire::usage::{Element, Mark, UsedService};

use super::{Lang, Phrase, pick};

/// What it is.
pub fn title(lang: Lang) -> &'static str {
    pick(lang, "Penilaian layanan", "Rate this service")
}

/// The first page.
pub fn invitation(lang: Lang, service: UsedService) -> &'static str {
    match service {
        UsedService::Vacancies => {
            pick(lang, "Bagaimana pencarian lowongan tadi?", "How was the search for vacancies?")
        }
        UsedService::Card => pick(lang, "Bagaimana pengajuan kartu tadi?", "How was applying for the card?"),
        UsedService::Status => pick(lang, "Bagaimana cek status tadi?", "How was checking the status?"),
        UsedService::SixMonths | UsedService::Employed => {
            pick(lang, "Bagaimana melapor tadi?", "How was reporting?")
        }
        UsedService::Check => pick(lang, "Bagaimana pemeriksaan kartu tadi?", "How was checking the card?"),
        UsedService::Information => {
            pick(lang, "Bagaimana informasi di mesin ini?", "How was the information on this machine?")
        }
    }
}

/// What it takes, and what it does not.
pub fn about(lang: Lang) -> &'static str {
    pick(
        lang,
        "9 pertanyaan, kurang dari satu menit. Tanpa nama. Boleh berhenti kapan saja.",
        "9 questions, less than a minute. No name. You may stop at any time.",
    )
}

/// Begins.
pub fn yes(lang: Lang) -> &'static str {
    pick(lang, "Ya, saya mau menilai", "Yes, I will rate it")
}

/// Ends.
pub fn no(lang: Lang) -> &'static str {
    pick(lang, "Tidak, terima kasih", "No, thank you")
}

/// Leaves a question out.
pub fn skip(lang: Lang) -> &'static str {
    pick(lang, "Lewati", "Skip")
}

/// What is asked of an element.
pub fn question(element: Element) -> Phrase {
    match element {
        Element::Requirements => {
            Phrase::new("Apakah syaratnya sesuai dengan layanannya?", "Did the requirements fit the service?")
        }
        Element::Procedure => Phrase::new("Apakah caranya mudah?", "Was it easy to do?"),
        Element::Time => Phrase::new("Apakah layanannya cepat?", "Was the service fast?"),
        Element::Cost => Phrase::new("Bagaimana biayanya?", "What about the cost?"),
        Element::Product => {
            Phrase::new("Apakah hasilnya sesuai dengan yang dijanjikan?", "Did you get what was promised?")
        }
        Element::Competence => Phrase::new("Apakah petugas kami mampu?", "Were our staff able?"),
        Element::Conduct => {
            Phrase::new("Apakah petugas kami sopan dan ramah?", "Were our staff polite and friendly?")
        }
        Element::Facilities => {
            Phrase::new("Bagaimana mesin dan tempatnya?", "What about the machine and the place?")
        }
        Element::Complaints => {
            Phrase::new("Bagaimana pengaduan dan saran ditangani?", "How are complaints and ideas handled?")
        }
    }
}

/// The regulation's answer to it.
pub fn answer(element: Element, mark: Mark) -> Phrase {
    let [one, two, three, four] = match element {
        Element::Requirements | Element::Product => FITS,
        Element::Procedure => EASY,
        Element::Time => FAST,
        Element::Cost => COST,
        Element::Competence => ABLE,
        Element::Conduct => POLITE,
        Element::Facilities => GOOD,
        Element::Complaints => HANDLED,
    };
    match mark.get() {
        1 => one,
        2 => two,
        3 => three,
        _ => four,
    }
}

const FITS: [Phrase; 4] = [
    Phrase::new("Tidak sesuai", "Not at all"),
    Phrase::new("Kurang sesuai", "Not quite"),
    Phrase::new("Sesuai", "Yes"),
    Phrase::new("Sangat sesuai", "Very much"),
];

const EASY: [Phrase; 4] = [
    Phrase::new("Tidak mudah", "Not easy"),
    Phrase::new("Kurang mudah", "Not quite easy"),
    Phrase::new("Mudah", "Easy"),
    Phrase::new("Sangat mudah", "Very easy"),
];

const FAST: [Phrase; 4] = [
    Phrase::new("Tidak cepat", "Not fast"),
    Phrase::new("Kurang cepat", "Not quite fast"),
    Phrase::new("Cepat", "Fast"),
    Phrase::new("Sangat cepat", "Very fast"),
];

const COST: [Phrase; 4] = [
    Phrase::new("Sangat mahal", "Very expensive"),
    Phrase::new("Cukup mahal", "Rather expensive"),
    Phrase::new("Murah", "Cheap"),
    Phrase::new("Gratis", "Free"),
];

const ABLE: [Phrase; 4] = [
    Phrase::new("Tidak kompeten", "Not able"),
    Phrase::new("Kurang kompeten", "Not quite able"),
    Phrase::new("Kompeten", "Able"),
    Phrase::new("Sangat kompeten", "Very able"),
];

const POLITE: [Phrase; 4] = [
    Phrase::new("Tidak sopan dan ramah", "Not polite and friendly"),
    Phrase::new("Kurang sopan dan ramah", "Not quite polite and friendly"),
    Phrase::new("Sopan dan ramah", "Polite and friendly"),
    Phrase::new("Sangat sopan dan ramah", "Very polite and friendly"),
];

const GOOD: [Phrase; 4] = [
    Phrase::new("Buruk", "Bad"),
    Phrase::new("Cukup", "Fair"),
    Phrase::new("Baik", "Good"),
    Phrase::new("Sangat baik", "Very good"),
];

const HANDLED: [Phrase; 4] = [
    Phrase::new("Tidak ada", "There is no way to complain"),
    Phrase::new("Ada tetapi tidak berfungsi", "There is one that does not work"),
    Phrase::new("Berfungsi kurang maksimal", "It works, but not well"),
    Phrase::new("Dikelola dengan baik", "Handled well"),
];
