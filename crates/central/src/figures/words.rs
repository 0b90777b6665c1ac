//! What is counted, in words.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use anjungan_wire::usage::{Element, Quality, UsedService};
use serde::Deserialize;

use crate::console::Lang;

/// What terminals' codes mean: the one list that their own screens and manual are made of.
static CODES: LazyLock<BTreeMap<String, Meaning>> = LazyLock::new(|| {
    #[derive(Deserialize)]
    struct Catalogue {
        code: Vec<Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        code: String,
        meaning: Meaning,
    }
    let catalogue: Result<Catalogue, _> = toml::from_str(include_str!("../../../../assets/codes.toml"));
    // A test reads it: what is built in can be read.
    let codes = catalogue.map(|catalogue| catalogue.code).unwrap_or_default();
    codes.into_iter().map(|entry| (entry.code, entry.meaning)).collect()
});

#[derive(Deserialize)]
struct Meaning {
    id: String,
    en: String,
}

/// Why a printer was out of order: `P03: Pisau pemotong tidak kembali ke tempatnya`. A newer terminal's code alone.
pub(super) fn cause(code: &str, lang: Lang) -> String {
    match (CODES.get(code), code) {
        (Some(meaning), code) => {
            format!("{code}: {}", lang.t(&meaning.id, &meaning.en).trim_end_matches('.'))
        }
        (None, "") => lang.t("tanpa kode", "no code").to_owned(),
        (None, code) => code.to_owned(),
    }
}

/// `3 jam 20 menit`, `12 menit`; below ten minutes also seconds, which tell two visits apart.
pub(super) fn lasting(seconds: u64, lang: Lang) -> String {
    let (hour, minute, second) = (lang.t("jam", "h"), lang.t("menit", "min"), lang.t("detik", "s"));
    let two = |many: u64, of: &str, few: u64, of_few: &str| match few {
        0 => format!("{} {of}", lang.number(many)),
        _ => format!("{} {of} {few} {of_few}", lang.number(many)),
    };
    match seconds {
        0 => format!("0 {minute}"),
        1..60 => format!("{seconds} {second}"),
        60..600 => two(seconds / 60, minute, seconds % 60, second),
        600.. => match (seconds + 30) / 60 {
            minutes @ ..60 => format!("{minutes} {minute}"),
            minutes => two(minutes / 60, hour, minutes % 60, minute),
        },
    }
}

pub(super) fn service(service: UsedService, lang: Lang) -> &'static str {
    match service {
        UsedService::Vacancies => lang.t("Cari lowongan", "Find vacancies"),
        UsedService::Card => lang.t("Ajukan kartu AK/I", "Apply for the card"),
        UsedService::Status => lang.t("Cek status dan cetak", "Check status and print"),
        UsedService::SixMonths => lang.t("Lapor 6 bulan", "Six-month report"),
        UsedService::Employed => lang.t("Lapor sudah bekerja", "Report of a job"),
        UsedService::Check => lang.t("Periksa kartu", "Check a card"),
        UsedService::Information => lang.t("Baca informasi", "Read information"),
    }
}

/// A service by its name; a newer terminal's is shown as it is called.
pub(super) fn service_named(name: &str, lang: Lang) -> String {
    UsedService::named(name).map_or_else(|| name.to_owned(), |known| service(known, lang).to_owned())
}

pub(super) fn element(element: Element, lang: Lang) -> &'static str {
    match element {
        Element::Requirements => lang.t("Persyaratan", "Requirements"),
        Element::Procedure => lang.t("Sistem, mekanisme, prosedur", "System, mechanism, procedure"),
        Element::Time => lang.t("Waktu penyelesaian", "Time"),
        Element::Cost => lang.t("Biaya/tarif", "Cost"),
        Element::Product => lang.t("Produk spesifikasi jenis pelayanan", "Product of the service"),
        Element::Competence => lang.t("Kompetensi pelaksana", "Competence of staff"),
        Element::Conduct => lang.t("Perilaku pelaksana", "Conduct of staff"),
        Element::Facilities => lang.t("Sarana dan prasarana", "Facilities"),
        Element::Complaints => lang.t("Penanganan pengaduan, saran, masukan", "Handling of complaints"),
    }
}

pub(super) fn quality(quality: Quality, lang: Lang) -> &'static str {
    match quality {
        Quality::A => lang.t("A – Sangat baik", "A – Very good"),
        Quality::B => lang.t("B – Baik", "B – Good"),
        Quality::C => lang.t("C – Kurang baik", "C – Not good"),
        Quality::D => lang.t("D – Tidak baik", "D – Bad"),
    }
}

pub(super) fn outcome(name: &str, lang: Lang) -> String {
    match name {
        "printed" => lang.t("Tercetak, terbukti", "Printed, proved"),
        "unverified" => lang.t("Tercetak, tidak dapat dibuktikan", "Printed, can't be proved"),
        "doubtful" => lang.t("Tidak pasti", "Doubtful"),
        "expired" => lang.t("Tidak tercetak pada waktunya", "Not printed in time"),
        "cancelled" => lang.t("Dibatalkan", "Cancelled"),
        "failed" => lang.t("Gagal", "Failed"),
        other => other,
    }
    .to_owned()
}

pub(super) fn paper(sort: &str, lang: Lang) -> String {
    match sort {
        "ticket" => lang.t("Tiket", "Tickets"),
        "sheet" => lang.t("Lembar A4", "A4 sheets"),
        "test" => lang.t("Uji cetak", "Test prints"),
        "slip" => lang.t("Bukti pengajuan", "Receipts"),
        "card" => lang.t("Kartu", "Cards"),
        other => other,
    }
    .to_owned()
}

/// A screen of a service. One that has no words here is shown as the terminal calls it: they are short and plain.
pub(super) fn screen(name: &str, lang: Lang) -> String {
    let known = match name {
        "list" => lang.t("daftar lowongan", "list of vacancies"),
        "vacancy" => lang.t("rincian lowongan", "a vacancy"),
        "filters" => lang.t("saringan", "filters"),
        "place" => lang.t("pilih tempat", "choice of place"),
        "phone" => lang.t("kode untuk HP", "code for a phone"),
        "ticket" => lang.t("cetak tiket", "printing a ticket"),
        "requirements" => lang.t("syarat", "requirements"),
        "kind" => lang.t("jenis pengajuan", "kind of application"),
        "card-number" => lang.t("nomor kartu", "card number"),
        "notice" => lang.t("pemberitahuan privasi", "privacy notice"),
        "nik" => lang.t("NIK", "NIK"),
        "birth-year" => lang.t("tahun lahir", "year of birth"),
        "too-young" => lang.t("di bawah umur", "too young"),
        "guardian-relation" | "guardian-name" | "guardian-agrees" => lang.t("wali", "guardian"),
        "name" => lang.t("nama", "name"),
        "birth-place" => lang.t("tempat lahir", "place of birth"),
        "birth-date" | "born" => lang.t("tanggal lahir", "day of birth"),
        "sex" => lang.t("jenis kelamin", "sex"),
        "religion" => lang.t("agama", "religion"),
        "marital" => lang.t("status perkawinan", "marital status"),
        "village" | "home-village" => lang.t("desa/kelurahan", "village"),
        "street" | "home-street" | "block" | "home-block" | "lives-here" => lang.t("alamat", "address"),
        "email" => lang.t("surel", "e-mail"),
        "school-level" | "school-major" | "school-name" | "school-year" | "schools" => {
            lang.t("pendidikan", "education")
        }
        "skill-name" | "skill-certified" | "skill-place" | "skill-year" | "skills" => {
            lang.t("keterampilan", "skills")
        }
        "languages" => lang.t("bahasa", "languages"),
        "worked" | "job-employer" | "job-position" | "job-from" | "job-to" | "jobs" => {
            lang.t("pengalaman kerja", "work history")
        }
        "position" | "places" | "wage" => lang.t("keinginan kerja", "wishes"),
        "disability" | "disability-consent" => lang.t("disabilitas", "disability"),
        "photo" => lang.t("foto", "photo"),
        "review" => lang.t("periksa isian", "read-back"),
        "saving" | "storing" => lang.t("menyimpan", "saving"),
        "failed" => lang.t("gagal tersimpan", "not saved"),
        "find" => lang.t("pindai atau ketik nomor", "scan or type the number"),
        "looking" => lang.t("mencari data", "looking it up"),
        "scan" => lang.t("pindai kartu", "scan the card"),
        "unreadable" => lang.t("kode tidak terbaca", "code can't be read"),
        "no-keys" => lang.t("belum ada kunci kartu", "no card keys yet"),
        "still-looking" => lang.t("masih mencari kerja?", "still looking?"),
        "employer" => lang.t("tempat kerja", "employer"),
        "since" => lang.t("sejak kapan", "since when"),
        other => other,
    };
    known.to_owned()
}

/// Within what a trouble was counted.
pub(super) fn within(name: &str, lang: Lang) -> &'static str {
    match name {
        "open" => lang.t("dalam jam buka", "in opening hours"),
        _ => lang.t("sepanjang hari", "all day"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_long_something_lasts_is_said_as_people_say_it() {
        let said = |seconds| (lasting(seconds, Lang::Id), lasting(seconds, Lang::En));
        let both = |id: &str, en: &str| (id.to_owned(), en.to_owned());
        assert_eq!(said(0), both("0 menit", "0 min"));
        assert_eq!(said(45), both("45 detik", "45 s"));
        assert_eq!(said(150), both("2 menit 30 detik", "2 min 30 s"));
        assert_eq!(said(720), both("12 menit", "12 min"));
        assert_eq!(said(3_585), both("1 jam", "1 h"), "rounded to whole minutes first");
        assert_eq!(said(12_000), both("3 jam 20 menit", "3 h 20 min"));
        assert_eq!(said(4_500_000), both("1.250 jam", "1,250 h"));
    }

    #[test]
    fn causes_are_told_in_the_words_of_the_terminals_own_list() {
        assert_eq!(cause("P01", Lang::Id), "P01: Gulungan kertas tiket habis");
        assert_eq!(cause("P01", Lang::En), "P01: The roll of ticket paper is at its end");
        assert_eq!(cause("P99", Lang::Id), "P99");
        assert_eq!(cause("", Lang::En), "no code");
        assert!(CODES.len() > 30, "the whole list is read: {}", CODES.len());
    }
}
