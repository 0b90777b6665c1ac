//! An invented person, for demonstrations, benches and tests: one in the whole project, so that a field more in the
//! form is a field more here and nowhere else. Whoever needs another person changes what differs.
//!
//! Nobody is meant: the provinces end with 96 (Papua Barat Daya), and no regency of any has the code 99. A NIK of
//! 9799… is well formed and can be nobody's.

use super::{
    Address, Application, ApplicationKind, Consent, Education, Level, Marital, Person, Photo, Religion, Wish,
    WishPlace,
};
use crate::fact::Language;
use crate::nik::{NikDoubt, Sex};
use crate::receipt::{ReceiptNumber, Secret};

/// The NIK of [`person`].
pub const NIK: &str = "9799991505050001";
/// The name of [`person`].
pub const NAME: &str = "CONTOH SINTETIS";

/// A man of a vocational school who looks for work in his own regency.
#[must_use]
pub fn person() -> Person {
    Person {
        nik: NIK.parse().expect("sixteen digits with a day, a month and a serial number"),
        nik_doubts: vec![NikDoubt::DistrictUnknown],
        name: NAME.into(),
        birth_place: "Kota Rekaan".into(),
        born: jiff::civil::date(2005, 5, 15),
        sex: Sex::Male,
        religion: Religion::Islam,
        marital: Marital::Single,
        address: Address {
            street: "Jl. Contoh 1".into(),
            rt: Some("001".into()),
            rw: Some("002".into()),
            village: "3216082001".parse().expect("ten digits"),
            postcode: Some("17530".into()),
        },
        lives_at: None,
        phone: None,
        email: None,
        education: vec![Education {
            level: Level::Vocational,
            major: "Teknik Pemesinan".into(),
            school: "SMK Contoh".into(),
            graduated: Some(2023),
        }],
        skills: vec![],
        languages: vec![],
        work: vec![],
        wish: Wish { position: "Operator produksi".into(), places: vec![WishPlace::Here], wage: None },
        disability: None,
    }
}

/// Agreed to what has to be agreed to, and to nothing else.
#[must_use]
pub fn consent() -> Consent {
    Consent {
        notice_version: "2026-11".into(),
        language: Language::Id,
        shown_ms: 1_790_000_000_000,
        whatsapp: false,
        disability: false,
        guardian: None,
    }
}

/// [`person`]'s application for a first card at the office of Kabupaten Bekasi, without help.
#[must_use]
pub fn application(receipt: ReceiptNumber, secret: Secret, photo: Photo) -> Application {
    Application {
        receipt,
        secret,
        kind: ApplicationKind::New,
        office: "3216".parse().expect("four digits"),
        consent: consent(),
        assisted_by: None,
        person: person(),
        photo,
        documents: vec!["ktp".into()],
    }
}
