//! What central publishes for kiosks, and the words around it: announcements, trainings, job fairs.

use jiff::civil::Date;

use super::{Lang, Phrase, count, date, month, pick};

/// The list of trainings, and its tile.
pub const TRAININGS: Phrase = Phrase::new("Pelatihan Kerja", "Training");
/// On its tile.
pub const TRAININGS_LEAD: Phrase = Phrase::new("Belajar keterampilan baru", "Learn a new skill");
/// Above the list.
pub const TRAININGS_NOTE: Phrase = Phrase::new(
    "Sentuh pelatihan untuk syarat dan cara mendaftar.",
    "Touch a training to see how to register.",
);
/// Instead of the list.
pub const NO_TRAININGS: Phrase = Phrase::new(
    "Belum ada pelatihan yang diumumkan. Tanyakan kepada petugas, atau lihat lagi lain hari.",
    "No training has been announced. Ask the staff, or look again another day.",
);
/// The list of job fairs, and its tile.
pub const FAIRS: Phrase = Phrase::new("Bursa Kerja", "Job Fairs");
/// On its tile.
pub const FAIRS_LEAD: Phrase = Phrase::new("Bertemu perusahaan langsung", "Meet employers in person");
/// Above the list.
pub const FAIRS_NOTE: Phrase =
    Phrase::new("Sentuh bursa kerja untuk tempat dan jamnya.", "Touch a job fair to see where and when.");
/// Instead of the list.
pub const NO_FAIRS: Phrase = Phrase::new(
    "Belum ada bursa kerja yang diumumkan. Tanyakan kepada petugas, atau lihat lagi lain hari.",
    "No job fair has been announced. Ask the staff, or look again another day.",
);
/// The list of employers, and its tile.
pub const EMPLOYERS: Phrase = Phrase::new("Perusahaan", "Employers");
/// On its tile.
pub const EMPLOYERS_LEAD: Phrase = Phrase::new("Siapa yang mencari pekerja", "Who is looking for people");
/// Above the list.
pub const EMPLOYERS_NOTE: Phrase = Phrase::new(
    "Sentuh perusahaan untuk mengenalnya dan melihat lowongannya.",
    "Touch an employer to learn about it and to see its vacancies.",
);
/// Instead of the list.
pub const NO_EMPLOYERS: Phrase = Phrase::new(
    "Belum ada perusahaan yang diumumkan. Lowongan tetap bisa dicari.",
    "No employer has been announced. You can still look for vacancies.",
);
/// On a vacancy: what is known of who offers it.
pub const ABOUT_EMPLOYER: Phrase = Phrase::new("Tentang perusahaan", "About the employer");
/// On an employer.
pub const ITS_VACANCIES: Phrase = Phrase::new("Lihat lowongannya", "See its vacancies");
/// On an employer that was opened from one of its vacancies: the button to the others.
pub fn other_vacancies(lang: Lang, others: u32) -> String {
    match lang {
        Lang::Id => format!("Lowongan lain di perusahaan ini ({others})"),
        Lang::En => format!("Other vacancies of this employer ({others})"),
    }
}

/// Where an employer is.
pub const REGION: Phrase = Phrase::new("Wilayah", "Region");
/// Its street address.
pub const ADDRESS: Phrase = Phrase::new("Alamat", "Address");
/// What it does.
pub const SECTOR: Phrase = Phrase::new("Bidang usaha", "Line of business");
/// Its text.
pub const ABOUT: Phrase = Phrase::new("Tentang", "About");
/// The page of what the office has to say.
pub const ANNOUNCEMENTS: Phrase = Phrase::new("Pengumuman", "Notices");
/// The last one has ended while the page was up.
pub const NO_ANNOUNCEMENTS: Phrase =
    Phrase::new("Pengumuman ini sudah tidak berlaku.", "This notice is no longer in force.");
/// Nobody pays to come in.
pub const FREE_ENTRY: Phrase = Phrase::new("Masuk gratis", "Free entry");
/// No place is left.
pub const FULL: Phrase = Phrase::new("Penuh", "Full");
/// What to do then.
pub const FULL_NOTE: Phrase = Phrase::new(
    "Tempat sudah penuh. Tanyakan kepada petugas tentang angkatan berikutnya.",
    "All places are taken. Ask the staff about the next round.",
);
/// Where it is.
pub const PLACE: Phrase = Phrase::new("Tempat", "Place");
/// When it is.
pub const DAYS: Phrase = Phrase::new("Tanggal", "Days");
/// From when to when.
pub const HOURS: Phrase = Phrase::new("Jam", "Hours");
/// What it costs.
pub const COST: Phrase = Phrase::new("Biaya", "Cost");
/// The last day to register.
pub const REGISTER_BY: Phrase = Phrase::new("Daftar sampai", "Register by");
/// How many.
pub const PLACES: Phrase = Phrase::new("Kuota", "Places");
/// Whom to ask.
pub const CONTACT: Phrase = Phrase::new("Hubungi", "Contact");
/// What is asked for.
pub const REQUIREMENTS: Phrase = Phrase::new("Persyaratan", "What is asked for");
/// How one registers.
pub const HOW_TO_REGISTER: Phrase = Phrase::new("Cara mendaftar", "How to register");
/// How one comes there.
pub const HOW_TO_COME: Phrase = Phrase::new("Cara datang", "How to come");

/// `dan 2 pengumuman lain`; empty when there is no other.
pub fn other_announcements(lang: Lang, others: usize) -> String {
    match (others, lang) {
        (0, _) => String::new(),
        (n, Lang::Id) => format!("dan {n} pengumuman lain"),
        (1, Lang::En) => "and 1 more notice".into(),
        (n, Lang::En) => format!("and {n} more notices"),
    }
}

/// `Menampilkan 100 dari 2.000. Cari yang lain di Cari Lowongan.`
pub fn more_employers(lang: Lang, shown: usize, all: usize) -> String {
    let (shown, all) = (super::number(lang, shown as u64), super::number(lang, all as u64));
    match lang {
        Lang::Id => format!("Menampilkan {shown} dari {all} perusahaan. Nama lain: ketik di Cari Lowongan."),
        Lang::En => format!("Showing {shown} of {all} employers. For others type the name in Find Jobs."),
    }
}

/// `Sisa 4 tempat`
pub fn places_left(lang: Lang, left: u32) -> String {
    match lang {
        Lang::Id => format!("Sisa {left} tempat"),
        Lang::En => format!("{} left", count(lang, left.into(), "", "place", "places")),
    }
}

/// `16 tempat`
pub fn places(lang: Lang, places: u32) -> String {
    count(lang, places.into(), "tempat", "place", "places")
}

/// `Perusahaan yang hadir (12)`
pub fn employers(lang: Lang, number: usize) -> String {
    format!("{} ({number})", pick(lang, "Perusahaan yang hadir", "Employers there"))
}

/// `24–28 November 2026`: what both ends have in common is said once.
pub fn days(lang: Lang, first: Date, last: Date) -> String {
    let day_and_month = |day: Date| format!("{} {}", day.day(), month(lang, day.month()));
    if last <= first {
        date(lang, first)
    } else if first.year() != last.year() {
        format!("{} – {}", date(lang, first), date(lang, last))
    } else if first.month() != last.month() {
        format!("{} – {}", day_and_month(first), date(lang, last))
    } else {
        format!("{}–{}", first.day(), date(lang, last))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date as day;

    use super::*;

    #[test]
    fn what_both_ends_of_some_days_have_in_common_is_said_once() {
        for (first, last, id, en) in [
            (day(2026, 11, 24), day(2026, 11, 28), "24–28 November 2026", "24–28 November 2026"),
            (
                day(2026, 11, 24),
                day(2026, 12, 19),
                "24 November – 19 Desember 2026",
                "24 November – 19 December 2026",
            ),
            (
                day(2026, 12, 30),
                day(2027, 1, 2),
                "30 Desember 2026 – 2 Januari 2027",
                "30 December 2026 – 2 January 2027",
            ),
            (day(2026, 12, 8), day(2026, 12, 8), "8 Desember 2026", "8 December 2026"),
            // An editor's slip must not become "8 – 1 Desember".
            (day(2026, 12, 8), day(2026, 12, 1), "8 Desember 2026", "8 December 2026"),
        ] {
            assert_eq!(days(Lang::Id, first, last), id);
            assert_eq!(days(Lang::En, first, last), en);
        }
    }

    #[test]
    fn others_are_counted_in_both_languages() {
        assert_eq!(other_announcements(Lang::Id, 0), "");
        assert_eq!(other_announcements(Lang::Id, 1), "dan 1 pengumuman lain");
        assert_eq!(other_announcements(Lang::En, 1), "and 1 more notice");
        assert_eq!(other_announcements(Lang::En, 2), "and 2 more notices");
    }
}
