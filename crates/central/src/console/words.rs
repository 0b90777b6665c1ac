//! What things are called on the pages, in both languages.

use anjungan_wire::application::{Disability, Level, Marital, Part, Relation, Religion, WishPlace};
use anjungan_wire::nik::{NikDoubt, Sex};

use super::lang::Lang;
use crate::office::people::Role;
use crate::office::same::Concern;
use crate::office::workflow::{Act, Stage};

pub(super) fn role(role: Role, lang: Lang) -> &'static str {
    match role {
        Role::Operator => lang.t("Operator", "Operator"),
        Role::Signer => lang.t("Pengantar kerja", "Signer (pengantar kerja)"),
        Role::Editor => lang.t("Penyunting konten", "Content editor"),
        Role::Approver => lang.t("Penyetuju konten", "Content approver"),
        Role::Technician => lang.t("Teknisi", "Technician"),
        Role::Auditor => lang.t("Auditor", "Auditor"),
        Role::Partner => lang.t("Mitra (hanya membaca)", "Partner (reads only)"),
        Role::Admin => lang.t("Admin", "Admin"),
    }
}

pub(crate) fn stage(stage: Stage, lang: Lang) -> &'static str {
    match stage {
        Stage::Submitted => lang.t("Menunggu", "Waiting"),
        Stage::Verifying => lang.t("Diverifikasi", "Being verified"),
        Stage::NeedsMending => lang.t("Perlu perbaikan", "Needs a correction"),
        Stage::Approved => lang.t("Disetujui", "Approved"),
        Stage::Signed => lang.t("Ditandatangani", "Signed"),
        Stage::Ready => lang.t("Siap cetak", "Ready to print"),
        Stage::Printed => lang.t("Dicetak", "Printed"),
        Stage::Collected => lang.t("Diambil", "Collected"),
        Stage::Refused => lang.t("Ditolak", "Refused"),
        Stage::Cancelled => lang.t("Dibatalkan", "Cancelled"),
        Stage::Expired => lang.t("Kedaluwarsa", "Expired"),
        Stage::Employed => lang.t("Sudah bekerja", "At work"),
    }
}

/// The colour of a stage's label.
pub(super) fn tone(stage: Stage) -> &'static str {
    match stage {
        Stage::Submitted | Stage::Verifying => "",
        Stage::NeedsMending | Stage::Expired => "warn",
        Stage::Approved
        | Stage::Signed
        | Stage::Ready
        | Stage::Printed
        | Stage::Collected
        | Stage::Employed => "good",
        Stage::Refused | Stage::Cancelled => "bad",
    }
}

pub(super) fn act(act: Act, lang: Lang) -> &'static str {
    match act {
        Act::Take => lang.t("Mulai verifikasi", "Verification begun"),
        Act::Amend => lang.t("Data diubah bersama pemohon", "Data changed with the applicant"),
        Act::SendBack => lang.t("Diminta perbaikan", "Sent back for mending"),
        Act::Mend => lang.t("Diperbaiki pemohon", "Mended by the applicant"),
        Act::Approve => lang.t("Disetujui, nomor diberikan", "Approved, number given"),
        Act::Refuse => lang.t("Ditolak", "Refused"),
        Act::Cancel => lang.t("Dibatalkan", "Cancelled"),
        Act::Sign => lang.t("Ditandatangani", "Signed"),
        Act::Release => lang.t("Kartu diterbitkan", "Card published"),
        Act::Print => lang.t("Dicetak", "Printed"),
        Act::Collect => lang.t("Diambil", "Collected"),
        Act::Supersede => lang.t("Diganti oleh perbaikan", "Replaced by a correction"),
        Act::Expire => lang.t("Masa berlaku habis", "Expired"),
        Act::Employ => lang.t("Lapor sudah bekerja", "Reported to be at work"),
    }
}

pub(super) fn part(part: Part, lang: Lang) -> &'static str {
    match part {
        Part::Nik => lang.t("NIK", "NIK"),
        Part::Name => lang.t("Nama", "Name"),
        Part::Birth => lang.t("Tempat dan tanggal lahir", "Place and day of birth"),
        Part::Sex => lang.t("Jenis kelamin", "Sex"),
        Part::Civil => lang.t("Agama dan status kawin", "Religion and marital status"),
        Part::Address => lang.t("Alamat", "Address"),
        Part::Contact => lang.t("Telepon dan surel", "Telephone and e-mail"),
        Part::Education => lang.t("Pendidikan", "Education"),
        Part::Skills => lang.t("Keterampilan dan bahasa", "Skills and languages"),
        Part::Work => lang.t("Riwayat kerja", "Work history"),
        Part::Wish => lang.t("Pekerjaan yang dicari", "Work looked for"),
        Part::Photo => lang.t("Foto", "Photo"),
    }
}

/// A part's name in forms and on the wire.
pub(super) fn part_code(part: Part) -> &'static str {
    match part {
        Part::Nik => "nik",
        Part::Name => "name",
        Part::Birth => "birth",
        Part::Sex => "sex",
        Part::Civil => "civil",
        Part::Address => "address",
        Part::Contact => "contact",
        Part::Education => "education",
        Part::Skills => "skills",
        Part::Work => "work",
        Part::Wish => "wish",
        Part::Photo => "photo",
    }
}

/// What is odd about a NIK, as a sentence.
pub(super) fn doubt(doubt: NikDoubt, lang: Lang) -> &'static str {
    match doubt {
        NikDoubt::DistrictUnknown => lang.t(
            "Kode kecamatan pada NIK tidak ada di daftar sekarang. Cocokkan dengan KTP (mungkin kode sebelum pemekaran).",
            "The district code in the NIK is not on today's list. Compare with the KTP (it may be from before a division).",
        ),
        NikDoubt::Filler => lang.t(
            "NIK tampak seperti angka asal. Cocokkan dengan KTP.",
            "The NIK looks like made-up digits. Compare with the KTP.",
        ),
        NikDoubt::BirthDateDiffers => lang.t(
            "Tanggal lahir berbeda dengan NIK.",
            "The day of birth differs from the NIK.",
        ),
        NikDoubt::SexDiffers => lang.t("Jenis kelamin berbeda dengan NIK.", "The sex differs from the NIK."),
        NikDoubt::TooYoung => lang.t("Umur menurut NIK di bawah batas.", "Too young by the NIK."),
        NikDoubt::TooOld => lang.t("Umur menurut NIK lebih dari 100 tahun.", "Older than 100 by the NIK."),
    }
}

pub(super) fn sex(sex: Sex, lang: Lang) -> &'static str {
    match sex {
        Sex::Male => lang.t("Laki-laki", "Male"),
        Sex::Female => lang.t("Perempuan", "Female"),
    }
}

pub(super) fn religion(religion: Religion, lang: Lang) -> &'static str {
    match religion {
        Religion::Islam => lang.t("Islam", "Islam"),
        Religion::Catholic => lang.t("Katolik", "Catholic"),
        Religion::Protestant => lang.t("Kristen Protestan", "Protestant"),
        Religion::Hindu => lang.t("Hindu", "Hindu"),
        Religion::Buddhist => lang.t("Buddha", "Buddhist"),
        Religion::Confucian => lang.t("Khonghucu", "Confucian"),
        Religion::Other => lang.t("Kepercayaan, lain-lain", "Other"),
    }
}

pub(super) fn marital(marital: Marital, lang: Lang) -> &'static str {
    match marital {
        Marital::Single => lang.t("Belum kawin", "Single"),
        Marital::Married => lang.t("Kawin", "Married"),
        Marital::Divorced => lang.t("Cerai hidup", "Divorced"),
        Marital::Widowed => lang.t("Cerai mati", "Widowed"),
    }
}

pub(super) fn level(level: Level, lang: Lang) -> &'static str {
    match level {
        Level::None => lang.t("Tidak/belum tamat SD", "No school diploma"),
        Level::Primary => "SD",
        Level::JuniorHigh => "SMP",
        Level::SeniorHigh => "SMA",
        Level::Vocational => "SMK",
        Level::D1 => "D1",
        Level::D2 => "D2",
        Level::D3 => "D3",
        Level::D4 => "D4",
        Level::Bachelor => "S1",
        Level::Master => "S2",
        Level::Doctor => "S3",
    }
}

pub(super) fn disability(disability: Disability, lang: Lang) -> &'static str {
    match disability {
        Disability::None => lang.t("Tidak ada", "None"),
        Disability::Physical => lang.t("Fisik", "Physical"),
        Disability::Blind => lang.t("Netra", "Blind"),
        Disability::Deaf => lang.t("Rungu-wicara", "Deaf"),
        Disability::Intellectual => lang.t("Intelektual", "Intellectual"),
        Disability::Mental => lang.t("Mental", "Mental"),
        Disability::Multiple => lang.t("Ganda", "Multiple"),
    }
}

pub(super) fn wish_place(place: WishPlace, lang: Lang) -> &'static str {
    match place {
        WishPlace::Here => lang.t("dalam kota", "in town"),
        WishPlace::Elsewhere => lang.t("luar kota", "elsewhere"),
        WishPlace::Abroad => lang.t("luar negeri", "abroad"),
    }
}

/// A document by the id that an office's rules give it: the usual ones by name, an office's own as it calls them.
pub(super) fn document(id: &str, lang: Lang) -> &str {
    match id {
        "ktp" => "KTP",
        "ijazah" => lang.t("Ijazah terakhir", "Last diploma (ijazah)"),
        own => own,
    }
}

pub(super) fn relation(relation: Relation, lang: Lang) -> &'static str {
    match relation {
        Relation::Father => lang.t("ayah", "father"),
        Relation::Mother => lang.t("ibu", "mother"),
        Relation::Guardian => lang.t("wali", "guardian"),
    }
}

/// What stands before an approval, as a sentence.
pub(super) fn concern(concern: Concern, lang: Lang) -> &'static str {
    match concern {
        Concern::NikDoubt => lang.t("NIK perlu dicocokkan dengan KTP.", "Compare the NIK with the KTP."),
        Concern::Conflict => lang.t(
            "Ada pengajuan lain dengan NIK yang sama tetapi isinya berbeda. Putuskan di \"NIK ganda\".",
            "Another application has the same NIK and says something else. Settle it under \"Same NIK\".",
        ),
        Concern::HasCard => {
            lang.t("Orang ini masih punya kartu yang berlaku.", "This person has a valid card already.")
        }
        Concern::CardUnknown => lang.t(
            "Kartu yang akan diperbaiki atau diperpanjang tidak dikenal di sini.",
            "The card to be corrected or renewed is not known here.",
        ),
        Concern::NoPhoto => lang.t("Foto belum ada.", "There is no photo yet."),
        Concern::NoGuardian => lang.t(
            "Di bawah 18 tahun dan belum ada persetujuan orang tua/wali.",
            "Under 18, and no parent or guardian has agreed.",
        ),
        Concern::TooYoung => lang.t("Umurnya di bawah batas kantor ini.", "Below this office's minimum age."),
        Concern::OtherRegion => {
            lang.t("Alamat KTP di wilayah kantor lain.", "The KTP's address is another office's.")
        }
    }
}
