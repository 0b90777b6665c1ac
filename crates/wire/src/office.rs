//! The rules of an office that issues cards, as its kiosks must know them: the one row of `office@…`, signed.
//!
//! Everything in which offices differ stands here and in central's own part of an office's configuration (number
//! pattern, signing officer, templates), never in code: requirements, minimum age, self-print, the text of the
//! privacy notice, who may help at a kiosk.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::card::CardKey;
use crate::id::RegionCode;
use crate::signed::Content;

/// An office. The row's id is `office`; its body is a [`crate::signed::Signed`] of this.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Its regency or city, 4 digits.
    pub region: RegionCode,
    /// As people call it: "Disnaker Kabupaten Bekasi".
    pub name: String,
    /// Where the public reaches central, as codes on paper say it: `ak1.disnaker.example`. Empty: nowhere.
    pub public_host: String,
    /// Whether it takes applications for cards at all.
    pub card_service: bool,
    /// The youngest who may apply, in years. The labour force begins at 15; many offices ask for 18.
    pub minimum_age: u8,
    /// What an applicant must have with them.
    pub documents: Vec<Document>,
    /// Whether the card is fetched at the counter rather than printed at a kiosk.
    pub pickup: bool,
    /// Prints of one card at kiosks, over its life.
    pub prints_max: u32,
    /// Working days in which the office means to decide.
    pub working_days: u8,
    /// The hour in which work begins on working days (Monday to Friday), by the kiosk's clock. What is applied for
    /// outside working hours waits for the next ones, and its applicant is told so.
    #[serde(default = "opens_usually")]
    pub opens: u8,
    /// The hour at which it ends.
    #[serde(default = "closes_usually")]
    pub closes: u8,
    /// Days without work besides Saturdays and Sundays (SKB 3 Menteri and the office's own), from today on.
    #[serde(default)]
    pub holidays: Vec<Date>,
    /// Months between two reports.
    pub report_months: u8,
    /// Months a card is valid.
    pub valid_months: u8,
    /// What the office asks although not every card has it.
    pub asks: Vec<Ask>,
    /// Which text of the privacy notice this is.
    pub notice_version: String,
    /// The seven items of UU 27/2022 ps 21, in order.
    pub notice: Vec<NoticeItem>,
    /// Whom to ask about personal data (UU 27/2022 ps 53): a line.
    pub privacy_contact: String,
    /// The keys that codes on cards are checked with.
    pub card_keys: Vec<CardKey>,
    /// Officers who may help at a kiosk.
    pub helpers: Vec<Helper>,
}

impl Content for Office {
    const KIND: &'static str = "office";
}

/// A required document.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// `ktp`, `ijazah`
    pub id: String,
    /// In Indonesian: "KTP".
    pub name_id: String,
    /// In English: "Identity card (KTP)".
    pub name_en: String,
    /// Whether nobody can apply without it.
    pub required: bool,
}

/// What an office may ask or leave out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// E-mail.
    Email,
    /// Languages.
    Languages,
    /// The wished wage.
    Wage,
    /// Disability, with its own consent.
    Disability,
}

/// An item of the privacy notice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeItem {
    /// The heading in Indonesian: "Untuk apa".
    pub head_id: String,
    /// The text in Indonesian.
    pub text_id: String,
    /// The heading in English.
    pub head_en: String,
    /// The text in English.
    pub text_en: String,
}

/// An officer who may help at a kiosk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Helper {
    /// The code that is logged: `P03`. No name goes to a kiosk.
    pub code: String,
    /// SHA-256 of what the scanner reads from the officer's card.
    #[serde(with = "crate::encoding::hex_array")]
    pub card_sha256: [u8; 32],
    /// Argon2id of the PIN, as a PHC string.
    pub pin: String,
}

impl Office {
    /// The rules that hold where an office has not set its own: the national core (2 years, a report every 6
    /// months, free), KTP and ijazah, minimum age 15.
    pub fn usual(region: RegionCode, name: &str) -> Self {
        let document = |id: &str, name_id: &str, name_en: &str| Document {
            id: id.into(),
            name_id: name_id.into(),
            name_en: name_en.into(),
            required: true,
        };
        Self {
            region,
            name: name.into(),
            public_host: String::new(),
            card_service: true,
            minimum_age: 15,
            documents: vec![
                document("ktp", "KTP", "Identity card (KTP)"),
                document("ijazah", "Ijazah terakhir", "Last diploma (ijazah)"),
            ],
            pickup: false,
            prints_max: 3,
            working_days: 1,
            opens: opens_usually(),
            closes: closes_usually(),
            holidays: Vec::new(),
            report_months: 6,
            valid_months: 24,
            asks: vec![Ask::Email, Ask::Languages, Ask::Wage, Ask::Disability],
            notice_version: "2026-11".into(),
            notice: usual_notice(name),
            privacy_contact: format!("Petugas pelindungan data pribadi, {name}"),
            card_keys: Vec::new(),
            helpers: Vec::new(),
        }
    }
}

fn opens_usually() -> u8 {
    8
}

fn closes_usually() -> u8 {
    16
}

/// UU 27/2022 ps 21(1) a–g in plain words.
fn usual_notice(office: &str) -> Vec<NoticeItem> {
    let item = |head_id: &str, text_id: String, head_en: &str, text_en: String| NoticeItem {
        head_id: head_id.into(),
        text_id,
        head_en: head_en.into(),
        text_en,
    };
    vec![
        item(
            "Dasar hukum",
            "Tugas pelayanan penempatan tenaga kerja (UU 13/2003, UU 25/2009). Bukan untuk keperluan lain.".into(),
            "Legal basis",
            "The public task of placing job seekers (UU 13/2003, UU 25/2009). For nothing else.".into(),
        ),
        item(
            "Untuk apa",
            "Untuk membuat kartu pencari kerja (AK/I) dan mencocokkan Anda dengan lowongan.".into(),
            "What for",
            "To make your job-seeker card (AK/I) and to match you with vacancies.".into(),
        ),
        item(
            "Data apa",
            "Data pada KTP dan ijazah, alamat, kontak, keahlian, pengalaman, dan foto. Disabilitas hanya bila Anda mau."
                .into(),
            "Which data",
            "What your KTP and diploma say, address, contact, skills, work history, and a photo. Disability only if you want."
                .into(),
        ),
        item(
            "Berapa lama disimpan",
            "Selama kartu berlaku, lalu dua tahun, lalu dihapus.".into(),
            "How long it is kept",
            "While the card is valid, then two years, then it is deleted.".into(),
        ),
        item(
            "Di mana",
            format!("Di {office}. Mesin ini tidak dapat membaca kembali data Anda."),
            "Where",
            format!("At {office}. This machine cannot read your data back."),
        ),
        item(
            "Kapan diproses",
            "Mulai Anda menekan Kirim, sampai kartu berakhir atau Anda meminta dihapus.".into(),
            "When it is processed",
            "From when you press Send until the card ends or you ask for deletion.".into(),
        ),
        item(
            "Hak Anda",
            "Melihat, membetulkan, meminta salinan, menghentikan, dan menghapus data Anda. Ditanggapi paling lama 3×24 jam."
                .into(),
            "Your rights",
            "To see, correct, copy, stop and delete your data. Answered within 3×24 hours.".into(),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_notice_has_the_seven_items() {
        let office = Office::usual("3216".parse().unwrap(), "Disnaker Contoh");
        assert_eq!(office.notice.len(), 7);
        let text = serde_json::to_string(&office).unwrap();
        assert_eq!(serde_json::from_str::<Office>(&text).unwrap(), office);
    }
}
