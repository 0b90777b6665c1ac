//! Invented people and cards, from the plainest to the most extreme.

use anjungan_card::{CardContent, Officer, Paper, Template};
use anjungan_wire::application::{Education, Job, Level, Marital, Religion, Skill};
use anjungan_wire::card::CardCode;
use anjungan_wire::nik::Sex;
use ed25519_dalek::SigningKey;
use jiff::civil::{Date, date};

/// Drawn, and nobody: 354×472 pixels, and as small as on a card.
pub const PHOTO: &[u8] = include_bytes!("photo.jpg");

pub fn card_key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn school(level: Level, major: &str, school: &str, graduated: Option<i16>) -> Education {
    Education { level, major: major.into(), school: school.into(), graduated }
}

fn skill(name: &str, place: &str, year: Option<i16>, certified: bool) -> Skill {
    Skill { name: name.into(), place: place.into(), year, certified }
}

fn job(position: &str, employer: &str, from: i16, to: Option<i16>) -> Job {
    Job { employer: employer.into(), position: position.into(), from, to }
}

/// As most cards are.
pub fn plain() -> CardContent {
    let (issued, valid_until): (Date, Date) = (date(2026, 11, 21), date(2028, 11, 21));
    let number: anjungan_wire::card::CardNumber = "3216 211126 000123".parse().unwrap();
    let name = "CONTOH SINTETIS";
    let code = CardCode { key: 1, number: number.clone(), name: name.into(), issued, valid_until };
    CardContent {
        number,
        nik: "9799991505050001".parse().unwrap(),
        name: name.into(),
        birth_place: "Kota Rekaan".into(),
        born: date(2005, 5, 15),
        sex: Sex::Male,
        marital: Marital::Single,
        religion: Religion::Islam,
        address: "Jl. Contoh 1 RT 001/RW 002, Gandasari, Cikarang Barat, Kab. Bekasi, Jawa Barat 17530"
            .into(),
        phone: Some("081200000000".into()),
        education: vec![
            school(Level::Vocational, "Teknik Pemesinan", "SMK Contoh 1 Kota Rekaan", Some(2023)),
            school(Level::JuniorHigh, "", "SMP Contoh 2", Some(2020)),
        ],
        skills: vec![
            skill("Operator forklift", "BLK Contoh", Some(2024), true),
            skill("Las busur manual", "", Some(2023), false),
        ],
        languages: vec!["Indonesia".into(), "Sunda".into()],
        work: vec![job("Operator produksi", "PT Rekaan Jaya", 2023, Some(2025))],
        wish: "Operator produksi".into(),
        photo: Some(PHOTO.to_vec()),
        issued,
        valid_until,
        reports: vec![date(2027, 5, 21), date(2027, 11, 21), date(2028, 5, 21)],
        officer: Officer { name: "Petugas Sintetis, S.E.".into(), nip: "19790101 200501 1 001".into() },
        check_address: "HTTPS://AK1.DISNAKER.EXAMPLE/C/4F2QX7J7KAM3N6P7RBS5T2V4W7".into(),
        seal: Some(code.sign(&card_key(), "ak1.disnaker.example")),
        at: "2026-11-21T02:30:00Z".parse().unwrap(),
    }
}

/// Every text at its limit, every list full, the largest photo.
pub fn extreme() -> CardContent {
    let plain = plain();
    let name = "Raden Ajeng Siti Nurhalimah Kusumawardhani Wijayakusumaningratsastranegara Purba";
    assert_eq!(name.chars().count(), anjungan_wire::application::limits::NAME_MAX);
    let line = "Jalan Raya Persimpangan Kampung Contoh Sintetis Blok Cempaka Putih Nomor 123A Perumahan Griya Rekaan Indah Permai Tiga";
    // The largest that central takes: more than a face needs, which noise stands for.
    let mut photo = include_bytes!("photo-large.jpg").to_vec();
    photo.resize(anjungan_wire::application::limits::PHOTO_BYTES_MAX, 0);
    let seal = CardCode {
        key: 65_535,
        number: "DTK-AK1/BEKASI-000001-2026-11-21".parse().unwrap(),
        name: name.into(),
        issued: plain.issued,
        valid_until: plain.valid_until,
    };
    CardContent {
        number: seal.number.clone(),
        name: name.into(),
        birth_place: "Kabupaten Kepulauan Siau Tagulandang Biaro".into(),
        religion: Religion::Other,
        address: format!(
            "{line}, RT 001/RW 002, Bojongmangu, Kec. Pangkalan Kerinci Utara Seberang, Kab. Kepulauan Siau Tagulandang Biaro, Sulawesi Utara 95862"
        ),
        education: (0..10).map(|n| school(Level::None, line, line, Some(2000 + n))).collect(),
        skills: (0..10).map(|n| skill(line, line, Some(2000 + n), true)).collect(),
        languages: (0..10).map(|n| format!("Bahasa Daerah {n}")).collect(),
        work: (0..10).map(|n| job(line, line, 2000 + n, None)).collect(),
        wish: line.into(),
        photo: Some(photo),
        officer: Officer { name: format!("Dr. {name}, S.H., M.H."), nip: "19790101 200501 1 001".into() },
        seal: Some(seal.sign(&card_key(), "ak1.disnakertrans.kepulauansiau.example")),
        check_address: format!("HTTPS://{}/C/4F2QX7J7KAM3N6P7RBS5T2V4W7", "H".repeat(53)),
        ..plain
    }
}

/// Nothing that can be missing.
pub fn bare() -> CardContent {
    CardContent {
        phone: None,
        education: vec![school(Level::None, "", "", None)],
        skills: vec![],
        languages: vec![],
        work: vec![],
        wish: String::new(),
        photo: None,
        officer: Officer { nip: String::new(), ..plain().officer },
        seal: None,
        ..plain()
    }
}

/// An office's template, with a crest.
pub fn template(paper: Paper) -> Template {
    let text = "[texts]\ngovernment = \"PEMERINTAH KABUPATEN REKAAN\"\noffice = \"DINAS KETENAGAKERJAAN\"\n\
                office_address = \"Jl. Contoh Raya 10, Kota Rekaan 17530 · Telp. (021) 0000 0000\"\nplace = \"Kota Rekaan\"";
    Template {
        paper,
        crest: Some(include_bytes!("crest.png").to_vec()),
        ..Template::from_toml(text).unwrap()
    }
}

/// All of them, with names for files.
pub fn all() -> Vec<(&'static str, CardContent, Template)> {
    vec![
        ("a4-plain", plain(), template(Paper::A4Panels)),
        ("a4-extreme", extreme(), template(Paper::A4Panels)),
        ("a4-bare", bare(), Template::usual()),
        ("cr80-plain", plain(), template(Paper::Cr80)),
        ("cr80-extreme", extreme(), template(Paper::Cr80)),
        ("cr80-bare", bare(), Template::usual_small()),
    ]
}

/// What a reader must find on this paper, whatever the layout: a field a line. Long lists are cut on a card, so the
/// extreme ones stand for their first rows.
pub fn fields(name: &str, content: &CardContent) -> Vec<String> {
    let day = |date: Date| date.strftime("%d-%m-%Y").to_string();
    let number: String = content.number.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
    let mut fields = vec![content.nik.digits().to_owned(), content.name.clone(), content.birth_place.clone()];
    fields.extend([content.address.clone(), content.officer.name.clone(), content.officer.nip.clone()]);
    fields.extend(content.reports.iter().copied().map(day));
    fields.extend(["Laki-laki", "21 November 2026", "21 November 2028", "GRATIS"].map(str::to_owned));
    if name.starts_with("a4") {
        fields.push(number);
        fields.extend(content.phone.clone());
        fields.push(content.wish.clone());
        let plain = !name.ends_with("extreme");
        let rows = |all: Vec<[String; 2]>| all.into_iter().flatten().filter(move |_| plain);
        fields.extend(rows(
            content.education.iter().map(|row| [row.major.clone(), row.school.clone()]).collect(),
        ));
        fields.extend(rows(content.skills.iter().map(|row| [row.name.clone(), row.place.clone()]).collect()));
        fields.extend(rows(
            content.work.iter().map(|row| [row.employer.clone(), row.position.clone()]).collect(),
        ));
    } else {
        fields.push(content.number.as_str().to_owned());
    }
    fields.retain(|field| !field.is_empty());
    fields
}
