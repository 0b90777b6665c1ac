//! What somebody looks for; disability; the photo.

use anjungan_wire::application::Disability;

use super::{phrases, questions};
use crate::wording::Phrase;

questions! {
    /// The position.
    POSITION: "Pekerjaan apa yang Anda cari?", "Which job are you looking for?";
        "Untuk mencocokkan Anda dengan lowongan.", "To match you with vacancies.";
    /// Where.
    PLACES: "Di mana Anda mau bekerja?", "Where would you work?";
        "Boleh lebih dari satu.", "You may choose several.";
    /// The wage.
    WAGE: "Berapa upah yang Anda harapkan?", "Which wage do you hope for?";
        "Rupiah sebulan. Boleh dilewati.", "Rupiah a month. You may skip this.";
    /// UU 27/2022 ps 4: specific data.
    DISABILITY: "Apakah Anda penyandang disabilitas?", "Do you have a disability?";
        "Hanya bila Anda mau menjawab. Untuk mencarikan tempat kerja yang sesuai.",
        "Only if you want to answer. To find a workplace that fits.";
    /// A consent of its own.
    DISABILITY_CONSENT: "Boleh kami simpan jawaban ini?", "May we keep this answer?";
        "Ini data kesehatan. Tanpa persetujuan Anda, kami tidak menyimpannya.",
        "These are health data. Without your consent we do not keep them.";
    /// The photo.
    PHOTO: "Foto 3×4 untuk kartu", "A 3×4 photo for the card";
        "Lihat ke kamera, wajah di tengah bingkai.", "Look at the camera, your face inside the frame.";
    /// The photo where there is no camera.
    PHOTO_ELSEWHERE: "Foto 3×4 untuk kartu", "A 3×4 photo for the card";
        "Mesin ini tidak punya kamera. Pilih cara lain.", "This machine has no camera. Choose another way.";
    /// The photo that was taken.
    PHOTO_TAKEN: "Pakai foto ini?", "Use this photo?";
        "Pastikan wajah terlihat jelas dan tidak gelap.", "Make sure the face is clear and not dark.";
    /// The camera did not deliver.
    PHOTO_FAILED: "Foto 3×4 untuk kartu", "A 3×4 photo for the card";
        "Kamera tidak berfungsi. Coba lagi, atau pilih cara lain.",
        "The camera does not work. Try again, or choose another way.";
}

phrases! {
    /// Dalam kota.
    WISH_HERE: "Dalam kota", "In my city";
    /// Luar kota.
    WISH_ELSEWHERE: "Luar kota", "In another city";
    /// Luar negeri.
    WISH_ABROAD: "Luar negeri", "Abroad";
    /// Leaves it open.
    ANY_WAGE: "Terserah", "Leave it open";
    /// No wage is so.
    WAGE_BAD: "Upah sebulan antara Rp100.000 dan Rp1.000.000.000.",
        "A monthly wage is between Rp100.000 and Rp1.000.000.000.";
    /// In the empty field.
    POSITION_PLACEHOLDER: "Contoh: Operator produksi", "Example: Operator produksi";
    /// Leaves it untold.
    RATHER_NOT: "Lebih suka tidak menjawab", "I'd rather not say";
    /// Consent.
    CONSENT_YES: "Ya, simpan", "Yes, keep it";
    /// No consent.
    CONSENT_NO: "Jangan simpan", "Do not keep it";
    /// Value.
    NOT_TOLD: "Tidak dijawab", "Not answered";
    /// Takes one.
    CAPTURE: "Ambil foto", "Take the photo";
    /// Again.
    RETAKE: "Ulangi foto", "Take another";
    /// This one.
    USE_PHOTO: "Pakai foto ini", "Use this photo";
    /// An officer takes it.
    AT_COUNTER: "Foto di loket", "At the counter";
    /// What that means.
    AT_COUNTER_NOTE: "Petugas memotret Anda", "An officer takes it";
    /// From a phone.
    FROM_PHONE: "Kirim dari HP", "From my phone";
    /// What that means.
    FROM_PHONE_NOTE: "Lewat kode QR tanda terima", "With the receipt's QR code";
    /// Nothing taken, nothing chosen.
    PHOTO_NEEDED: "Ambil foto, atau pilih cara lain.", "Take a photo, or choose another way.";
    /// Value.
    PHOTO_HERE: "Sudah difoto di sini", "Taken here";
    /// Label.
    LABEL_POSITION: "Jabatan", "Position";
    /// Label.
    LABEL_PLACES: "Lokasi", "Where";
    /// Label.
    LABEL_WAGE: "Upah", "Wage";
}

/// A kind of disability, as the forms in use name it.
pub fn disability(kind: Disability) -> Phrase {
    match kind {
        Disability::None => Phrase::new("Tidak ada", "None"),
        Disability::Physical => Phrase::new("Fisik", "Physical"),
        Disability::Blind => Phrase::new("Netra", "Visual"),
        Disability::Deaf => Phrase::new("Rungu-wicara", "Hearing or speech"),
        Disability::Intellectual => Phrase::new("Intelektual", "Intellectual"),
        Disability::Mental => Phrase::new("Mental", "Mental"),
        Disability::Multiple => Phrase::new("Ganda", "Multiple"),
    }
}

/// Positions that are suggested while one is typed; stored as they stand here.
pub const POSITIONS: [&str; 48] = [
    "Operator produksi",
    "Admin",
    "Kasir",
    "Sopir",
    "Satpam",
    "Pramuniaga",
    "Operator forklift",
    "Teknisi",
    "Staf gudang",
    "Kurir",
    "Barista",
    "Pelayan restoran",
    "Juru masak",
    "Penjahit",
    "Tukang las",
    "Mekanik",
    "Teknisi listrik",
    "Operator mesin CNC",
    "Quality control",
    "Staf akuntansi",
    "Guru",
    "Perawat",
    "Bidan",
    "Apoteker",
    "Programmer",
    "Desainer grafis",
    "Sales",
    "Marketing",
    "Customer service",
    "Resepsionis",
    "Petugas kebersihan",
    "Asisten rumah tangga",
    "Pengasuh anak",
    "Buruh bangunan",
    "Mandor",
    "Arsitek",
    "Surveyor",
    "Operator alat berat",
    "Petani",
    "Nelayan",
    "Peternak",
    "Penata rambut",
    "Fotografer",
    "Editor video",
    "Staf HRD",
    "Sekretaris",
    "Data entry",
    "Magang",
];
