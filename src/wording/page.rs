//! Lines of Search, Filters, Place, Detail and Phone that hold a number or a name.

use anjungan_wire::id::RegionCode;
use anjungan_wire::vacancy::Rupiah;

use super::{Lang, count, pick, rupiah};
use crate::catalogue::WideningKind;

/// `312 lowongan`.
pub fn vacancies(lang: Lang, n: u64) -> String {
    count(lang, n, "lowongan", "vacancy", "vacancies")
}

/// `312 lowongan di Kab. Bekasi`; without a place it is all of Indonesia.
pub fn found(lang: Lang, total: u32, place: Option<&str>) -> String {
    let what = if total == 0 {
        pick(lang, "Tidak ada lowongan yang cocok", "No vacancy fits").to_owned()
    } else {
        vacancies(lang, total.into())
    };
    match (lang, place) {
        (_, None) => what,
        (Lang::Id, Some(place)) => format!("{what} di {place}"),
        (Lang::En, Some(place)) => format!("{what} in {place}"),
    }
}

/// The catalogue could not be read.
pub fn search_failed(lang: Lang) -> &'static str {
    pick(lang, "Pencarian sedang tidak tersedia. Coba lagi.", "The search is not available now. Try again.")
}

/// What stands in the empty search field.
pub fn search_placeholder(lang: Lang) -> &'static str {
    pick(lang, "Ketik pekerjaan atau perusahaan", "Type a job or an employer")
}

/// The place on the button beside the field.
pub fn place_label(lang: Lang, place: Option<&str>) -> String {
    place.unwrap_or(pick(lang, "Seluruh Indonesia", "All of Indonesia")).into()
}

/// `Semua di Jawa Barat`.
pub fn whole_place(lang: Lang, place: Option<&str>) -> String {
    match lang {
        Lang::Id => format!("Semua di {}", place.unwrap_or("Indonesia")),
        Lang::En => format!("All of {}", place.unwrap_or("Indonesia")),
    }
}

/// Another spelling was searched, because what was typed occurs nowhere.
pub fn spelling(lang: Lang, words: &str) -> String {
    match lang {
        Lang::Id => format!("Menampilkan hasil untuk “{words}”"),
        Lang::En => format!("Showing results for “{words}”"),
    }
}

/// `Lihat 57 lowongan`, on the button that applies the filters.
pub fn show_vacancies(lang: Lang, total: Option<u32>) -> String {
    match (lang, total) {
        (Lang::Id, None) => "Lihat lowongan".into(),
        (Lang::En, None) => "Show vacancies".into(),
        (Lang::Id, Some(0)) => "Tidak ada lowongan".into(),
        (Lang::En, Some(0)) => "No vacancies".into(),
        (Lang::Id, Some(n)) => format!("Lihat {}", vacancies(lang, n.into())),
        (Lang::En, Some(n)) => format!("Show {}", vacancies(lang, n.into())),
    }
}

/// A wage filter: any stated wage.
pub fn wage_stated(lang: Lang) -> &'static str {
    pick(lang, "Upah dicantumkan", "Wage stated")
}

/// A wage filter: at least so much.
pub fn wage_at_least(lang: Lang, least: Rupiah) -> String {
    match lang {
        Lang::Id => format!("Minimal {}", rupiah(least)),
        Lang::En => format!("At least {}", rupiah(least)),
    }
}

/// A wage filter: at least the minimum wage here.
pub fn minimum_wage_at_least(lang: Lang, floor: Rupiah) -> String {
    match lang {
        Lang::Id => format!("Minimal UMK ({})", rupiah(floor)),
        Lang::En => format!("At least the minimum wage ({})", rupiah(floor)),
    }
}

/// The chip of an employer's vacancies.
pub fn only_employer(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Id => format!("Hanya {name}"),
        Lang::En => format!("Only {name}"),
    }
}

/// A wider search, on a button.
pub fn widening(lang: Lang, kind: &WideningKind) -> String {
    let fixed = |id, en| pick(lang, id, en).to_owned();
    match kind {
        WideningKind::Spelling(words) | WideningKind::Related(words) => match lang {
            Lang::Id => format!("Cari “{words}”"),
            Lang::En => format!("Search “{words}”"),
        },
        WideningKind::Place(code) => match lang {
            Lang::Id => format!("Di seluruh {}", region(code)),
            Lang::En => format!("In all of {}", region(code)),
        },
        WideningKind::Without(word) => match lang {
            Lang::Id => format!("Tanpa kata “{word}”"),
            Lang::En => format!("Without “{word}”"),
        },
        WideningKind::AnyWage => fixed("Berapa pun upahnya", "Whatever the wage"),
        WideningKind::AnyExperience => fixed("Termasuk yang meminta pengalaman", "Also with experience"),
        WideningKind::AnyAccess => fixed("Semua perusahaan", "All employers"),
        WideningKind::AnyEmployment => fixed("Semua jenis pekerjaan", "All types of job"),
        WideningKind::AnySector => fixed("Semua bidang usaha", "All lines of business"),
        WideningKind::AnyEmployer => fixed("Di semua perusahaan", "At every employer"),
        WideningKind::AnyEducation => fixed("Semua pendidikan", "Any education"),
        WideningKind::AnyPlace => fixed("Di seluruh Indonesia", "In all of Indonesia"),
        WideningKind::WordsAlone => fixed("Tanpa saringan", "Without filters"),
        WideningKind::NoWords => fixed("Tanpa kata pencarian", "Without the words"),
    }
}

fn region(code: &RegionCode) -> &str {
    anjungan_regions::name(code.as_str()).unwrap_or("Indonesia")
}

/// A card was touched whose vacancy has ended or was withdrawn meanwhile.
pub fn vacancy_gone(lang: Lang) -> &'static str {
    pick(
        lang,
        "Lowongan ini sudah tidak tersedia. Kembali ke daftar untuk melihat yang lain.",
        "This vacancy is no longer available. Go back to the list to see others.",
    )
}

/// It is applied for outside the ministry's own sites.
pub fn external(lang: Lang) -> &'static str {
    pick(
        lang,
        "Lamaran dilanjutkan di situs lain di luar Kemnaker.",
        "The application continues on a site that is not the ministry's.",
    )
}

/// What is needed on the phone.
pub fn apply_on_phone(lang: Lang) -> &'static str {
    pick(
        lang,
        "Melamar memerlukan akun SIAPkerja (gratis). Jangan ketik kata sandi Anda di mesin ini.",
        "To apply you need a SIAPkerja account (free). Never type your password on this machine.",
    )
}

/// What a visitor reads to staff on the telephone: "Kode untuk petugas: P13 · P03."
pub fn for_staff(lang: Lang, codes: &str) -> String {
    format!("{} {codes}.", pick(lang, "Kode untuk petugas:", "Code for staff:"))
}
