//! What stands on one person's card.

use std::fmt;

use anjungan_wire::application::{Education, Job, Marital, Religion, Skill};
use anjungan_wire::card::CardNumber;
use anjungan_wire::nik::{Nik, Sex};
use jiff::Timestamp;
use jiff::civil::Date;

/// A card's content. Dates are computed before: nothing here knows how long a card is valid.
#[derive(Clone)]
pub struct CardContent {
    /// The card's number, as the office writes it.
    pub number: CardNumber,
    /// The holder's NIK: printed whole, and nowhere in a code.
    pub nik: Nik,
    /// As on the identity card.
    pub name: String,
    /// Where the holder was born.
    pub birth_place: String,
    /// When.
    pub born: Date,
    /// The sex.
    pub sex: Sex,
    /// Status perkawinan.
    pub marital: Marital,
    /// Agama.
    pub religion: Religion,
    /// Where the holder lives, in one line with the names of village to regency; it is broken as the paper needs.
    pub address: String,
    /// A telephone number.
    pub phone: Option<String>,
    /// Schools, the highest first.
    pub education: Vec<Education>,
    /// What they can.
    pub skills: Vec<Skill>,
    /// Languages.
    pub languages: Vec<String>,
    /// Where they worked, the latest first.
    pub work: Vec<Job>,
    /// The position they look for; may be empty.
    pub wish: String,
    /// The photo as a JPEG. On the card it is written anew, as small as a card must be. `None`: an empty frame to glue
    /// one into.
    pub photo: Option<Vec<u8>>,
    /// The day of issue.
    pub issued: Date,
    /// The last day it is valid.
    pub valid_until: Date,
    /// The days by which the holder reports.
    pub reports: Vec<Date>,
    /// Who signs.
    pub officer: Officer,
    /// The address behind the short code: `HTTPS://HOST/C/…` with a token that nobody can guess. Its code has version
    /// 4 at most: 90 capital letters and digits, or 62 bytes. Empty: no such code, the office has no public host.
    pub check_address: String,
    /// The text of the sealed code ([`anjungan_wire::card::CardCode::sign`]). `None`: no such code on this card.
    pub seal: Option<String>,
    /// When it is composed: the document's date.
    pub at: Timestamp,
}

/// The card is a person: not even its number is shown.
impl fmt::Debug for CardContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardContent(…)")
    }
}

/// The officer who signs (pengantar kerja).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Officer {
    /// The name with its titles.
    pub name: String,
    /// NIP, the number of a civil servant; empty where there is none.
    pub nip: String,
}
