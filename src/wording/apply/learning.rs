//! Schools, skills, languages.

use anjungan_wire::application::Level;

use super::{phrases, questions};
use crate::wording::Phrase;

questions! {
    /// The schools.
    SCHOOLS: "Sekolah Anda", "Your schools";
        "Sekolah tertinggi sudah cukup. Boleh tambah yang lain.", "The highest one will do. You may add others.";
    /// How high.
    LEVEL: "Apa pendidikan terakhir Anda?", "What is your highest education?";
        "Seperti di ijazah.", "As on your diploma.";
    /// The major.
    MAJOR: "Apa jurusan Anda?", "What did you major in?"; "Seperti di ijazah.", "As on your diploma.";
    /// The school.
    SCHOOL: "Apa nama sekolah atau kampus Anda?", "What is the name of your school?";
        "Seperti di ijazah.", "As on your diploma.";
    /// The year of leaving.
    GRADUATED: "Tahun berapa Anda lulus?", "In which year did you graduate?"; "4 angka.", "4 digits.";
    /// The skills.
    SKILLS: "Keahlian apa yang Anda punya?", "Which skills do you have?";
        "Misalnya: operator forklift, menjahit, Microsoft Excel.", "For example: forklift, sewing, Microsoft Excel.";
    /// A skill.
    SKILL: "Apa keahliannya?", "Which skill?"; "Satu keahlian saja.", "One skill only.";
    /// A certificate.
    CERTIFIED: "Ada sertifikatnya?", "Is there a certificate?"; "", "";
    /// Where it was learnt.
    SKILL_PLACE: "Dari lembaga mana sertifikatnya?", "Who gave the certificate?";
        "Misalnya nama BLK atau LPK.", "For example a training centre.";
    /// When.
    SKILL_YEAR: "Tahun berapa sertifikatnya?", "Which year is the certificate of?"; "4 angka.", "4 digits.";
    /// Languages.
    LANGUAGES: "Bahasa apa yang Anda kuasai?", "Which languages do you speak?";
        "Boleh lebih dari satu.", "You may choose several.";
}

phrases! {
    /// Another school.
    ADD_SCHOOL: "Tambah sekolah", "Add a school";
    /// Another skill.
    ADD_SKILL: "Tambah keahlian", "Add a skill";
    /// None yet.
    NO_SCHOOLS: "Belum ada sekolah.", "No school yet.";
    /// None yet.
    NO_SKILLS: "Belum diisi. Boleh dilewati.", "Nothing here yet. You may skip this.";
    /// A row lacks something.
    ROW_UNFINISHED: "Ada yang belum lengkap. Sentuh barisnya untuk melengkapi.",
        "Something is not complete. Touch its row to complete it.";
    /// At least one school, be it none.
    SCHOOL_NEEDED: "Tambahkan pendidikan terakhir Anda.", "Add your highest education.";
    /// No diploma.
    NOT_GRADUATED: "Belum tamat", "Not graduated";
    /// "lulus 2023"
    GRADUATED_IN: "lulus {}", "graduated {}";
    /// Yes.
    WITH_CERTIFICATE: "Ada sertifikat", "With a certificate";
    /// No.
    WITHOUT_CERTIFICATE: "Tanpa sertifikat", "No certificate";
    /// In the empty field.
    MAJOR_PLACEHOLDER: "Contoh: Teknik Pemesinan", "Example: Teknik Pemesinan";
    /// In the empty field.
    SKILL_PLACEHOLDER: "Contoh: Operator forklift", "Example: Operator forklift";
    /// Label.
    LABEL_LANGUAGES: "Bahasa", "Languages";
    /// No major.
    NO_MAJOR: "Tidak ada jurusan", "No major";
}

/// A level, as people call it.
pub fn level(level: Level) -> Phrase {
    match level {
        Level::None => Phrase::new("Tidak tamat SD", "No primary school"),
        Level::Primary => Phrase::new("SD / sederajat", "Primary school (SD)"),
        Level::JuniorHigh => Phrase::new("SMP / sederajat", "Junior high (SMP)"),
        Level::SeniorHigh => Phrase::new("SMA / sederajat", "Senior high (SMA)"),
        Level::Vocational => Phrase::new("SMK", "Vocational high (SMK)"),
        Level::D1 => Phrase::new("D1", "Diploma 1"),
        Level::D2 => Phrase::new("D2", "Diploma 2"),
        Level::D3 => Phrase::new("D3", "Diploma 3"),
        Level::D4 => Phrase::new("D4", "Diploma 4"),
        Level::Bachelor => Phrase::new("S1", "Bachelor (S1)"),
        Level::Master => Phrase::new("S2", "Master (S2)"),
        Level::Doctor => Phrase::new("S3", "Doctorate (S3)"),
    }
}

/// Languages that are offered, each as it is stored (in Indonesian).
pub const LANGUAGES_OFFERED: [Phrase; 12] = [
    Phrase::new("Indonesia", "Indonesian"),
    Phrase::new("Inggris", "English"),
    Phrase::new("Jawa", "Javanese"),
    Phrase::new("Sunda", "Sundanese"),
    Phrase::new("Madura", "Madurese"),
    Phrase::new("Melayu", "Malay"),
    Phrase::new("Arab", "Arabic"),
    Phrase::new("Mandarin", "Mandarin"),
    Phrase::new("Jepang", "Japanese"),
    Phrase::new("Korea", "Korean"),
    Phrase::new("Jerman", "German"),
    Phrase::new("Bahasa isyarat", "Sign language"),
];
