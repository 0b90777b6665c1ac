//! The NIK: three levels that are never merged (refused, odd, nothing more).

use anjungan_wire::nik::{BadNik, NikDoubt};

use super::{phrases, questions};
use crate::wording::{Lang, Phrase};

questions! {
    /// The NIK.
    NIK: "Berapa NIK Anda?", "What is your NIK?";
        "Ketik 16 angka NIK pada KTP Anda. Tutup layar dengan badan Anda bila ramai.",
        "Type the 16 digits of the NIK on your KTP. Shield the screen with your body if it is crowded.";
    /// Two centuries are possible, or none.
    BIRTH_YEAR: "Kapan Anda lahir?", "When were you born?";
        "NIK tidak memuat tahun lahir yang lengkap.", "The NIK does not hold the whole year.";
    /// Below the office's minimum age.
    TOO_YOUNG: "Usia Anda belum cukup", "You are not old enough yet"; "", "";
    /// UU 27/2022 ps 25.
    GUARDIAN_NAME: "Siapa nama orang tua/wali Anda?", "What is your parent's or guardian's name?";
        "Anda berusia di bawah 18 tahun. Mintalah orang tua/wali menyetujui di layar ini.",
        "You are under 18. Ask a parent or guardian to agree on this screen.";
    /// Who they are.
    GUARDIAN_RELATION: "Siapa yang mendampingi Anda?", "Who is with you?"; "", "";
    /// To be touched by them.
    GUARDIAN_AGREES: "Untuk orang tua/wali: apakah Anda setuju?", "For the parent or guardian: do you agree?";
        "Data anak Anda dipakai untuk membuat kartu pencari kerja. Setuju dengan menyentuh di sini.",
        "Your child's data are used to make a job-seeker card. Touch here to agree.";
}

phrases! {
    /// It says so much.
    FACT_SEX: "Jenis kelamin", "Sex";
    /// It says so much.
    FACT_BORN: "Tanggal lahir", "Date of birth";
    /// Where the NIK was given; nobody's address.
    FACT_REGION: "Pertama terdaftar di", "First registered in";
    /// "17 tahun"
    YEARS: "{} tahun", "{} years";
    /// The rule, and that it can't be got around here.
    TOO_YOUNG_HINT: "Di kantor ini kartu AK1 dibuat mulai usia {} tahun. Petugas dapat membantu Anda.",
        "This office makes AK1 cards from the age of {}. The staff can help you.";
    /// Another NIK.
    CHANGE_NIK: "Ubah NIK", "Change the NIK";
    /// Another day of birth.
    CHANGE_BIRTH: "Ubah tanggal lahir", "Change date of birth";
    /// Goes on all the same.
    APPLY_ANYWAY: "Tetap ajukan", "Apply anyway";
    /// What that means.
    APPLY_ANYWAY_NOTE: "Petugas yang memutuskan", "An officer decides";
    /// The guardian agrees.
    GUARDIAN_YES: "Saya setuju", "I agree";
    /// The guardian does not.
    GUARDIAN_NO: "Saya tidak setuju", "I do not agree";
    /// Nobody can go on without.
    GUARDIAN_NEEDED: "Tanpa persetujuan orang tua/wali pengajuan tidak dapat dikirim. Tanyakan kepada petugas.",
        "Without a parent's or guardian's consent nothing can be sent. Ask the staff.";
    /// Ayah.
    FATHER: "Ayah", "Father";
    /// Ibu.
    MOTHER: "Ibu", "Mother";
    /// Wali.
    GUARDIAN: "Wali", "Guardian";
    /// Label.
    LABEL_RELATION: "Hubungan", "Relation";
    /// Label.
    LABEL_AGREES: "Persetujuan", "Consent";
    /// Value.
    AGREED: "Sudah disetujui", "Given";
    /// What is declared is another day than the NIK says.
    DOUBT_BIRTH: "Tanggal lahir berbeda dengan NIK. Anda tetap bisa melanjutkan; petugas akan memeriksa.",
        "The date of birth differs from the NIK. You can go on; an officer will check.";
    /// What is declared is another sex than the NIK says.
    DOUBT_SEX: "Jenis kelamin berbeda dengan NIK. Anda tetap bisa melanjutkan; petugas akan memeriksa.",
        "The sex differs from the NIK. You can go on; an officer will check.";
}

const DISTRICT: Phrase = Phrase::new(
    "Kode kecamatan pada NIK ini tidak ada di daftar kami. Anda tetap bisa melanjutkan; petugas akan memeriksa.",
    "The district in this NIK is not on our list. You can go on; an officer will check.",
);
const FILLER: Phrase = Phrase::new(
    "Angka NIK ini tampak tidak biasa. Periksa lagi KTP Anda. Anda tetap bisa melanjutkan.",
    "This NIK looks unusual. Check your KTP again. You can go on.",
);
const YOUNG: Phrase = Phrase::new(
    "Usia di bawah batas kantor ini. Anda tetap bisa melanjutkan; petugas yang memutuskan.",
    "Below this office's minimum age. You can go on; an officer decides.",
);
const OLD: Phrase = Phrase::new(
    "Usia di atas 100 tahun. Periksa lagi. Anda tetap bisa melanjutkan.",
    "Older than 100. Check it again. You can go on.",
);

/// What is odd about it, for its holder. One may go on.
pub fn nik_doubt(lang: Lang, doubt: NikDoubt) -> &'static str {
    match doubt {
        NikDoubt::DistrictUnknown => DISTRICT,
        NikDoubt::Filler => FILLER,
        NikDoubt::BirthDateDiffers => DOUBT_BIRTH,
        NikDoubt::SexDiffers => DOUBT_SEX,
        NikDoubt::TooYoung => YOUNG,
        NikDoubt::TooOld => OLD,
    }
    .of(lang)
}

/// Why it can't be one, for its holder.
pub fn nik_bad(lang: Lang, why: BadNik) -> String {
    let fixed = |id: &'static str, en: &'static str| Phrase::new(id, en).of(lang).to_owned();
    match why {
        BadNik::Length(0) => {
            fixed("Ketik NIK Anda. NIK terdiri dari 16 angka.", "Type your NIK. It has 16 digits.")
        }
        BadNik::Length(count) => match lang {
            Lang::Id => format!("Baru {count} angka. NIK terdiri dari 16 angka."),
            Lang::En => format!("Only {count} digits so far. A NIK has 16."),
        },
        BadNik::NotDigits => fixed("NIK terdiri dari 16 angka.", "A NIK has 16 digits."),
        BadNik::Province => fixed(
            "Angka ke-1 dan ke-2 bukan kode provinsi. Periksa lagi KTP Anda.",
            "Digits 1 and 2 are no province. Check your KTP again.",
        ),
        BadNik::Day | BadNik::Month | BadNik::Date => fixed(
            "Angka ke-7 sampai ke-12 bukan tanggal lahir yang mungkin. Periksa lagi KTP Anda.",
            "Digits 7 to 12 are no possible date of birth. Check your KTP again.",
        ),
        BadNik::Serial => fixed(
            "Empat angka terakhir NIK tidak mungkin 0000. Periksa lagi KTP Anda.",
            "The last four digits of a NIK are never 0000. Check your KTP again.",
        ),
    }
}
