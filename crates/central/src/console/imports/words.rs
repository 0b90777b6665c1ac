//! What things of imports are called, in both languages.

use crate::console::lang::Lang;
use crate::import::columns::{Field, Kind};
use crate::import::fate::{Cause, Fate, Why};
use crate::import::run::State;
use crate::store::SourceKind;

pub(super) fn kind(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Vacancies => lang.t("Lowongan", "Vacancies"),
        Kind::Trainings => lang.t("Pelatihan", "Trainings"),
        Kind::Employers => lang.t("Perusahaan", "Employers"),
        Kind::Compliance => lang.t("Syarat kerja (PP/PKB)", "Company rules (PP/PKB)"),
    }
}

pub(super) fn source_kind(kind: SourceKind, lang: Lang) -> &'static str {
    match kind {
        SourceKind::Karirhub => "Karirhub",
        SourceKind::Maganghub => "MagangHub",
        SourceKind::File => lang.t("Berkas CSV atau XLSX", "CSV or XLSX files"),
    }
}

pub(super) fn state(state: State, lang: Lang) -> (&'static str, &'static str) {
    match state {
        State::Uploaded => (lang.t("Menunggu penjelasan kolom", "Waits for its columns"), "warn"),
        State::Checking => (lang.t("Sedang diperiksa", "Being checked"), ""),
        State::Checked => (lang.t("Menunggu keputusan", "Waits for a decision"), "warn"),
        State::Applying => (lang.t("Sedang diterbitkan", "Being published"), ""),
        State::Applied => (lang.t("Terbit", "Published"), "good"),
        State::Undoing => (lang.t("Sedang dikembalikan", "Being taken back"), ""),
        State::Undone => (lang.t("Dibatalkan", "Undone"), ""),
        State::Dropped => (lang.t("Dibuang", "Given up"), ""),
        State::Failed => (lang.t("Gagal dibaca", "Could not be read"), "bad"),
    }
}

pub(super) fn fate(fate: Fate, lang: Lang) -> (&'static str, &'static str) {
    match fate {
        Fate::New => (lang.t("Baru", "New"), "good"),
        Fate::Changed => (lang.t("Berubah", "Changed"), "good"),
        Fate::Same => (lang.t("Sama", "Same"), ""),
        Fate::Flagged => (lang.t("Perlu dilihat", "To be looked at"), "warn"),
        Fate::Refused => (lang.t("Ditolak", "Refused"), "bad"),
        Fate::Gone => (lang.t("Ditarik", "Withdrawn"), "warn"),
    }
}

pub(super) fn field(field: Field, kind: Kind, lang: Lang) -> &'static str {
    match (field, kind) {
        (Field::Key, _) => lang.t("Kode baris", "Key of the row"),
        (Field::Title, Kind::Trainings) => lang.t("Nama pelatihan", "Name of the training"),
        (Field::Title, _) => lang.t("Jabatan", "Title"),
        (Field::Employer, _) => lang.t("Perusahaan", "Employer"),
        (Field::Organiser, _) => lang.t("Penyelenggara", "Organiser"),
        (Field::Place, _) => lang.t("Tempat", "Place"),
        (Field::Region, _) => lang.t("Kabupaten/kota", "Regency or city"),
        (Field::District, _) => lang.t("Kecamatan", "District"),
        (Field::Address, _) => lang.t("Alamat", "Address"),
        (Field::WageMin, _) => lang.t("Upah (paling rendah)", "Wage (least)"),
        (Field::WageMax, _) => lang.t("Upah tertinggi", "Wage (most)"),
        (Field::Wanted, Kind::Trainings) => lang.t("Kuota peserta", "Places"),
        (Field::Wanted, _) => lang.t("Jumlah dibutuhkan", "How many are wanted"),
        (Field::Left, _) => lang.t("Sisa", "Left"),
        (Field::Opens, Kind::Compliance) => lang.t("Berlaku dari", "In force from"),
        (Field::Opens, Kind::Trainings) => lang.t("Mulai", "First day"),
        (Field::Opens, _) => lang.t("Dibuka", "Opens"),
        (Field::Closes, Kind::Compliance) => lang.t("Berlaku sampai", "In force until"),
        (Field::Closes, Kind::Trainings) => lang.t("Selesai", "Last day"),
        (Field::Closes, _) => lang.t("Ditutup", "Closes"),
        (Field::RegisterUntil, _) => lang.t("Daftar sampai", "Register until"),
        (Field::Education, _) => lang.t("Pendidikan", "Education"),
        (Field::Experience, _) => lang.t("Pengalaman (tahun)", "Experience (years)"),
        (Field::Employment, _) => lang.t("Jenis hubungan kerja", "Sort of contract"),
        (Field::Sector, _) => lang.t("Lapangan usaha", "Line of business"),
        (Field::AgeMin, _) => lang.t("Usia paling muda", "Age (least)"),
        (Field::AgeMax, _) => lang.t("Usia paling tua", "Age (most)"),
        (Field::Sex, _) => lang.t("Jenis kelamin", "Sex"),
        (Field::Skills, _) => lang.t("Keterampilan", "Skills"),
        (Field::Description, _) => lang.t("Uraian", "Description"),
        (Field::Requirements, _) => lang.t("Persyaratan", "Requirements"),
        (Field::Cost, _) => lang.t("Biaya", "Cost"),
        (Field::Contact, _) => lang.t("Kontak", "Contact"),
        (Field::HowToRegister, _) => lang.t("Cara mendaftar", "How to register"),
        (Field::RuleKind, _) => lang.t("Jenis (PP atau PKB)", "Kind (PP or PKB)"),
        (Field::Number, _) => lang.t("Nomor SK", "Number of the decision"),
        (Field::Link, _) => lang.t("Tautan", "Link"),
    }
}

fn cause(cause: Cause, lang: Lang) -> &'static str {
    match cause {
        Cause::Missing => lang.t("tidak diisi", "is missing"),
        Cause::DayUnreadable => lang.t(
            "bukan tanggal yang terbaca (hari/bulan/tahun)",
            "is no day that can be read (day/month/year)",
        ),
        Cause::NumberUnreadable => lang.t("bukan angka yang terbaca", "is no number that can be read"),
        Cause::Broken => lang.t("berisi galat rumus", "holds an error of a formula"),
        Cause::TextUnusable => lang.t("tidak dapat ditampilkan", "can't be shown"),
        Cause::RuleKindUnknown => lang.t("bukan PP dan bukan PKB", "is neither PP nor PKB"),
        Cause::TooLarge => lang.t("Baris terlalu panjang untuk kiosk", "The row is too long for a kiosk"),
        Cause::RegionUnknown => lang.t(
            "bukan kabupaten/kota yang dikenal, atau ada dua",
            "is no known regency or city, or there are two",
        ),
        Cause::RegionElsewhere => {
            lang.t("di luar wilayah kantor sumber ini", "is outside the region of this source's office")
        }
        Cause::MinAboveMax => lang.t("lebih besar dari batas atasnya", "is more than its upper end"),
        Cause::PartAboveWhole => lang.t("lebih besar dari seluruhnya", "is more than the whole"),
        Cause::Ended => lang.t("sudah lewat", "is over"),
        Cause::BelowMinimumWage => lang.t("di bawah upah minimum", "is below the minimum wage"),
        Cause::KeyTwice => lang.t("Sama dengan baris sebelumnya", "The same as an earlier row"),
        Cause::LinkUnusable => {
            lang.t("bukan alamat https yang dapat dipakai", "is no https address that can be used")
        }
    }
}

/// A reason as a sentence: `Ditutup sudah lewat: "1/1/2020"`.
pub(super) fn why(why: &Why, of: Kind, lang: Lang) -> String {
    let mut text = match why.field {
        Some(named) => format!("{} {}", field(named, of, lang), cause(why.cause, lang)),
        None => cause(why.cause, lang).to_owned(),
    };
    if !why.seen.is_empty() {
        text.push_str(": “");
        text.push_str(&why.seen);
        text.push('”');
    }
    text
}
