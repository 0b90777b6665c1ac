//! The master list of reasons: why an application is sent back, refused or cancelled. An office's admin adds to it.

use anjungan_wire::application::Part;
use serde::{Deserialize, Serialize};

use super::workflow::Act;

/// What a reason is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// To send back.
    SendBack,
    /// To refuse.
    Refuse,
    /// To cancel.
    Cancel,
}

impl Use {
    /// The name in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Use::SendBack => "send-back",
            Use::Refuse => "refuse",
            Use::Cancel => "cancel",
        }
    }

    /// The use with this name.
    pub fn named(name: &str) -> Option<Use> {
        [Use::SendBack, Use::Refuse, Use::Cancel].into_iter().find(|each| each.as_str() == name)
    }

    /// What reasons of this use are for.
    pub fn of(act: Act) -> Option<Use> {
        match act {
            Act::SendBack => Some(Use::SendBack),
            Act::Refuse => Some(Use::Refuse),
            Act::Cancel => Some(Use::Cancel),
            Act::Take
            | Act::Amend
            | Act::Mend
            | Act::Approve
            | Act::Sign
            | Act::Release
            | Act::Print
            | Act::Collect
            | Act::Supersede
            | Act::Expire
            | Act::Employ => None,
        }
    }
}

/// A reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reason {
    /// What history names: `photo-dark`.
    pub code: String,
    /// What it is for.
    pub use_: Use,
    /// What the applicant reads, in Indonesian.
    pub text_id: String,
    /// In English.
    pub text_en: String,
    /// What is to be mended.
    pub parts: Vec<Part>,
    /// Whether it is offered.
    pub active: bool,
}

/// The code of the reason under which a second application of the same person is closed.
pub const SAME_AS_ANOTHER: &str = "same-as-another";
/// The code of the reason under which a card is closed that a correction has replaced.
pub const REPLACED: &str = "replaced";

/// What every office begins with.
pub fn usual() -> Vec<Reason> {
    use Part::{Address, Birth, Civil, Contact, Education, Name, Nik, Photo, Sex, Skills, Work};
    let list: [(Use, &str, &str, &str, &[Part]); 22] = [
        (Use::SendBack, "photo-dark", "Foto terlalu gelap", "The photo is too dark", &[Photo]),
        (Use::SendBack, "photo-blurred", "Foto tidak jelas", "The photo is blurred", &[Photo]),
        (
            Use::SendBack,
            "photo-not-face",
            "Wajah tidak tampak penuh",
            "The face is not wholly visible",
            &[Photo],
        ),
        (Use::SendBack, "photo-missing", "Foto belum ada", "There is no photo yet", &[Photo]),
        (Use::SendBack, "nik-differs", "NIK tidak sesuai KTP", "The NIK differs from the KTP", &[Nik]),
        (Use::SendBack, "name-differs", "Nama tidak sesuai KTP", "The name differs from the KTP", &[Name]),
        (
            Use::SendBack,
            "birth-differs",
            "Tempat atau tanggal lahir tidak sesuai KTP",
            "Place or day of birth differ from the KTP",
            &[Birth],
        ),
        (
            Use::SendBack,
            "sex-differs",
            "Jenis kelamin tidak sesuai KTP",
            "The sex differs from the KTP",
            &[Sex],
        ),
        (
            Use::SendBack,
            "civil-differs",
            "Agama atau status kawin tidak sesuai KTP",
            "Religion or marital status differ from the KTP",
            &[Civil],
        ),
        (
            Use::SendBack,
            "address-incomplete",
            "Alamat belum lengkap",
            "The address is incomplete",
            &[Address],
        ),
        (
            Use::SendBack,
            "contact-wrong",
            "Nomor HP atau surel keliru",
            "Telephone or e-mail are wrong",
            &[Contact],
        ),
        (
            Use::SendBack,
            "education-differs",
            "Pendidikan tidak sesuai ijazah",
            "The education differs from the diploma",
            &[Education],
        ),
        (Use::SendBack, "skills-unclear", "Keterampilan kurang jelas", "The skills are unclear", &[Skills]),
        (
            Use::SendBack,
            "work-unclear",
            "Pengalaman kerja kurang jelas",
            "The work history is unclear",
            &[Work],
        ),
        (
            Use::Refuse,
            "not-resident",
            "KTP bukan dari wilayah kantor ini",
            "The KTP is not of this office's region",
            &[],
        ),
        (Use::Refuse, "too-young", "Umur belum mencukupi", "Below the minimum age", &[]),
        (Use::Refuse, "has-card", "Kartu Anda masih berlaku", "Your card is still valid", &[]),
        (
            Use::Refuse,
            "documents-missing",
            "Dokumen yang diwajibkan tidak ada",
            "A required document is missing",
            &[],
        ),
        (Use::Refuse, "data-untrue", "Data tidak benar", "The data are not true", &[]),
        (Use::Cancel, "withdrawn", "Ditarik oleh pemohon", "Withdrawn by the applicant", &[]),
        (
            Use::Cancel,
            SAME_AS_ANOTHER,
            "Anda sudah punya pengajuan yang sama. Gunakan tanda terima pertama, atau datang ke loket.",
            "You have applied already. Use the first receipt, or come to the counter.",
            &[],
        ),
        (Use::Cancel, REPLACED, "Digantikan kartu perbaikan", "Replaced by a corrected card", &[]),
    ];
    list.into_iter()
        .map(|(use_, code, text_id, text_en, parts)| Reason {
            code: code.into(),
            use_,
            text_id: text_id.into(),
            text_en: text_en.into(),
            parts: parts.to_vec(),
            active: true,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_back_says_what_to_mend_and_nothing_else_does() {
        let mut codes = std::collections::BTreeSet::new();
        for reason in usual() {
            assert_eq!(reason.use_ == Use::SendBack, !reason.parts.is_empty(), "{}", reason.code);
            assert!(codes.insert(reason.code));
        }
    }
}
