//! What an application's screens say: questions, hints, buttons. Which question comes when is not said here.
//!
//! A hint says why something is asked, or how to answer it. A button has at most four words. Exact texts of the
//! field's own conventions are kept (privacy, NIK, guardian, office hours).

mod address;
mod learning;
mod nik;
mod person;
mod receipt;
mod wish;
mod work;

use super::Phrase;

pub use address::*;
pub use learning::*;
pub use nik::*;
pub use person::*;
pub use receipt::*;
pub use wish::*;
pub use work::*;

macro_rules! phrases {
    ($($(#[$doc:meta])* $name:ident: $indonesian:expr, $english:expr;)*) => {
        $($(#[$doc])* pub const $name: $crate::wording::Phrase =
            $crate::wording::Phrase::new($indonesian, $english);)*
    };
}
pub(super) use phrases;

/// A question and its hint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Question {
    /// The question.
    pub question: Phrase,
    /// How to answer it, or why it is asked; both texts may be empty.
    pub hint: Phrase,
}

macro_rules! questions {
    ($($(#[$doc:meta])* $name:ident: $id:expr, $en:expr; $hint_id:expr, $hint_en:expr;)*) => {
        $($(#[$doc])* pub const $name: $crate::wording::apply::Question = $crate::wording::apply::Question {
            question: $crate::wording::Phrase::new($id, $en),
            hint: $crate::wording::Phrase::new($hint_id, $hint_en),
        };)*
    };
}
pub(super) use questions;

phrases! {
    /// Above every question of an application.
    TITLE: "Kartu AK1", "Job-Seeker Card (AK1)";
    /// Above every question of a mending.
    TITLE_MEND: "Perbaikan Data", "Correct Your Data";
    /// Goes on.
    NEXT: "Lanjut", "Next";
    /// Leaves a question unanswered.
    SKIP: "Lewati", "Skip";
    /// Asks for an officer.
    HELP: "Dibantu petugas", "With an officer";
    /// Yes.
    YES: "Ya", "Yes";
    /// No.
    NO: "Tidak", "No";
    /// There is none.
    NONE: "Tidak ada", "None";
    /// Beside a group of the read-back.
    EDIT: "Ubah", "Change";
    /// Submits.
    SEND: "Kirim", "Send";
    /// Nothing was answered.
    MISSING: "Isi dulu jawaban Anda.", "Please answer first.";
    /// Nothing was chosen.
    UNCHOSEN: "Pilih dulu salah satu.", "Please choose one first.";
    /// A day has parts that are missing.
    DATE_UNFINISHED: "Isi tanggal, bulan, dan tahun.", "Enter day, month and year.";
    /// There is no such day.
    DATE_IMPOSSIBLE: "Tanggal ini tidak ada. Periksa lagi.", "There is no such date. Check it again.";
    /// A day that has not come.
    DATE_AHEAD: "Tanggal ini belum tiba. Periksa lagi.", "This date has not come yet. Check it again.";
    /// A day too long ago.
    DATE_LONG_AGO: "Tanggal ini terlalu lama lalu. Periksa lagi.", "This date is too long ago. Check it again.";
    /// A year has four figures.
    YEAR_BAD: "Tahun terdiri dari 4 angka dan belum lewat tahun ini.",
        "A year has 4 digits and is not after this year.";
    /// An end before its beginning.
    YEAR_BEFORE: "Tahun selesai lebih awal daripada tahun mulai.", "The last year is before the first.";
    /// On the way out.
    LEAVE_YES: "Ya, hapus jawaban saya", "Yes, delete my answers";
    /// On.
    LEAVE_NO: "Lanjut mengisi", "Keep going";
    /// Stored answers wait for nobody.
    NOT_SAVED: "Belum tersimpan. Jawaban Anda masih ada di layar ini. Coba kirim lagi.",
        "Not saved. Your answers are still on this screen. Try to send again.";
    /// "Dibantu petugas P03"
    ASSISTED: "Dibantu petugas {}", "Helped by officer {}";
}

questions! {
    /// Leaving with something typed.
    LEAVE: "Berhenti? Jawaban Anda akan dihapus", "Stop? Your answers will be deleted";
        "Mesin ini tidak menyimpan jawaban yang belum dikirim.",
        "This machine keeps no answers that were not sent.";
    /// Which documents somebody has with them.
    REQUIREMENTS: "Apakah Anda membawa ini?", "Do you have these with you?";
        "Petugas memeriksanya. Gratis, tidak ada pungutan.",
        "An officer checks them. Free of charge, no fees.";
    /// What is applied for.
    KIND: "Apa yang Anda perlukan?", "What do you need?";
        "Kartu berlaku di seluruh Indonesia dan gratis.", "The card is free, and valid in all of Indonesia.";
    /// Which card.
    CARD_NUMBER: "Berapa nomor kartu AK1 Anda?", "What is your AK1 card's number?";
        "Ketik nomor pendaftaran pada kartu.", "Type the registration number on the card.";
    /// The same where there is a scanner.
    CARD_NUMBER_SCAN: "Berapa nomor kartu AK1 Anda?", "What is your AK1 card's number?";
        "Pindai kode QR pada kartu, atau ketik nomor pendaftarannya.",
        "Scan the QR code on the card, or type its registration number.";
    /// UU 27/2022 ps 21.
    NOTICE: "Sebelum mulai: data apa yang kami minta dan untuk apa",
        "Before you begin: which data we ask for, and what for"; "", "";
    /// Everything read back.
    REVIEW: "Periksa kembali. Sudah benar?", "Check everything. Is it right?";
        "Setelah dikirim, petugas memeriksa data Anda.", "After you send it, an officer checks your data.";
}

phrases! {
    /// A required document is missing.
    DOCUMENT_MISSING: "Untuk kartu AK1 masih kurang: {}. Silakan kembali setelah membawanya, atau tanyakan kepada petugas. Anda tetap bisa mencari lowongan.",
        "Still missing for the AK1 card: {}. Please come back with it, or ask the staff. You can still look for jobs.";
    /// A document that need not be there.
    DOCUMENT_OPTIONAL: "Boleh menyusul", "May follow later";
    /// The first card.
    KIND_NEW: "Kartu baru", "New card";
    /// Its explanation.
    KIND_NEW_NOTE: "Belum pernah punya kartu AK1", "You never had an AK1 card";
    /// Changed data.
    KIND_CORRECTION: "Perbaikan data", "Correct my data";
    /// Its explanation.
    KIND_CORRECTION_NOTE: "Data di kartu berubah; nomor tetap", "Data on the card changed; the number stays";
    /// After the end.
    KIND_RENEWAL: "Perpanjangan", "Renewal";
    /// Its explanation.
    KIND_RENEWAL_NOTE: "Masa berlaku kartu sudah habis", "Your card has expired";
    /// No card's number looks so.
    CARD_NUMBER_BAD: "Nomor kartu terdiri dari 4 sampai 32 huruf dan angka. Periksa lagi kartu Anda.",
        "A card's number has 4 to 32 letters and digits. Check your card again.";
    /// Goes on from the notice.
    NOTICE_READ: "Saya mengerti", "I understand";
    /// Whom to ask: "Pertanyaan tentang data: Disnaker Kab. Bekasi, telepon 021-…"
    NOTICE_CONTACT: "Pertanyaan tentang data: {}", "Questions about your data: {}";
    /// An optional consent.
    WHATSAPP: "Saya setuju dihubungi lewat WhatsApp tentang lowongan yang cocok.",
        "I agree to be told of fitting jobs by WhatsApp.";
    /// Beside it.
    MAY_STAY_EMPTY: "Boleh tidak dicentang", "May stay empty";
    /// Group of the read-back.
    GROUP_KIND: "Pengajuan", "Application";
    /// Group.
    GROUP_NIK: "NIK", "NIK";
    /// Group.
    GROUP_GUARDIAN: "Orang tua/wali", "Parent or guardian";
    /// Group.
    GROUP_NAME: "Nama", "Name";
    /// Group.
    GROUP_BIRTH: "Kelahiran", "Birth";
    /// Group.
    GROUP_SEX: "Jenis kelamin", "Sex";
    /// Group.
    GROUP_CIVIL: "Agama dan status", "Religion and status";
    /// Group.
    GROUP_ADDRESS: "Alamat", "Address";
    /// Group.
    GROUP_CONTACT: "Kontak", "Contact";
    /// Group.
    GROUP_EDUCATION: "Pendidikan", "Education";
    /// Group.
    GROUP_SKILLS: "Keahlian", "Skills";
    /// Group.
    GROUP_WORK: "Pengalaman kerja", "Work history";
    /// Group.
    GROUP_WISH: "Pekerjaan yang dicari", "Job wanted";
    /// Group.
    GROUP_DISABILITY: "Disabilitas", "Disability";
    /// Group.
    GROUP_PHOTO: "Foto", "Photo";
    /// Label.
    LABEL_KIND: "Jenis", "Kind";
    /// Label.
    LABEL_CARD: "Nomor kartu", "Card number";
}
