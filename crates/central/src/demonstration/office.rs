//! An office for the demonstration: rules, officers, and a few invented people whose applications are in different
//! stages. They come in as a kiosk would send them, and are decided as officers would.

use anjungan_wire::application::{
    Address, Application, ApplicationKind, Consent, Education, Guardian, Holder, Job, Level, Marital, Person,
    Photo, Relation, Religion, Report, ReportNews, Skill, Wish, WishPlace,
};
use anjungan_wire::fact::Language;
use anjungan_wire::id::StreamId;
use anjungan_wire::nik::{Nik, NikDoubt, Sex};
use anjungan_wire::op::{Clock, Op, OpKind};
use anjungan_wire::receipt::{ReceiptCode, ReceiptNumber, Secret};
use anjungan_wire::request::Push;
use anyhow::Context;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::office::offices::Offices;
use crate::office::people::{OfficerId, Role};
use crate::office::workflow::{Act, Actor, IdempotencyKey, Stage, Why};
use crate::store::{ApplicationId, Filter, IssueFacts, NewAccount, Store, TotpSecret};

/// What the demonstration's officers all type. The demonstration holds no real person.
pub const PASSWORD: &str = "anjungan contoh 2026";

/// The office's rules.
const RULES: &str = r#"region = "3216"
name = "Disnaker Kabupaten Bekasi (contoh)"
minimum_age = 15
prints_max = 3

[number]
pattern = "{office} {date:ddmmyy} {serial:6}"
reset = "day"

[clock]
working_days = 1

[signer]
name = "CONTOH PENGANTAR KERJA"
nip = "000000000000000000"
title = "Pengantar Kerja"

[card]
government = "PEMERINTAH KABUPATEN BEKASI (CONTOH)"
place = "Cikarang Pusat"
"#;

/// An officer of the demonstration.
#[derive(Debug)]
pub struct DemoOfficer {
    /// The login. The password is [`PASSWORD`].
    pub login: String,
    /// What they are.
    pub role: Role,
    /// The second factor.
    pub totp: TotpSecret,
    id: OfficerId,
    actor: Actor,
}

impl DemoOfficer {
    /// Whose actions are theirs.
    pub(super) fn id(&self) -> OfficerId {
        self.id
    }
}

/// What makes the document of a card.
pub type Composing<'a> = dyn Fn(&IssueFacts) -> Result<Vec<u8>, String> + 'a;

/// An invented person: name, sex, day of birth, school, wish, how far it gets, and how many hours ago it came.
type Invented = (&'static str, Sex, (i16, i8, i8), Level, &'static str, Way, i64);

/// How far an invented application gets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Submitted,
    Verifying,
    SentBack,
    Refused,
    Approved,
    Issued,
}

/// How many invented people there are.
pub const PEOPLE_COUNT: usize = PEOPLE.len();

const PEOPLE: [Invented; 9] = [
    ("CONTOH ANDIKA", Sex::Male, (2005, 5, 15), Level::Vocational, "Operator produksi", Way::Issued, 60),
    ("CONTOH BUNGA", Sex::Female, (2001, 8, 27), Level::D3, "Staf administrasi", Way::Approved, 30),
    ("CONTOH CAHYA", Sex::Female, (1999, 12, 31), Level::SeniorHigh, "Kasir", Way::SentBack, 28),
    ("CONTOH DARMA", Sex::Male, (1988, 2, 29), Level::JuniorHigh, "Petugas gudang", Way::Refused, 27),
    ("CONTOH ELOK", Sex::Female, (2003, 11, 2), Level::Bachelor, "Akuntan", Way::Verifying, 26),
    ("CONTOH FAJAR", Sex::Male, (2009, 3, 9), Level::Vocational, "Teknisi AC", Way::Submitted, 25),
    ("CONTOH GITA", Sex::Female, (1996, 7, 1), Level::SeniorHigh, "Penjahit", Way::Submitted, 5),
    ("CONTOH HARJA", Sex::Male, (1990, 1, 20), Level::D4, "Teknisi listrik", Way::Submitted, 3),
    ("CONTOH INTAN", Sex::Female, (2004, 4, 4), Level::Vocational, "Operator jahit", Way::Submitted, 1),
];

/// Makes the office, its officers and its applications, once: a store that has them stays as it is. Cards are issued
/// with `compose`; without it they wait to be signed.
pub fn office(
    store: &mut Store,
    now: Timestamp,
    compose: Option<&Composing<'_>>,
) -> anyhow::Result<Vec<DemoOfficer>> {
    if !store.offices()?.is_empty() {
        return Ok(Vec::new());
    }
    store.set_office(RULES, "demonstration", now)?;
    let officers = officers(store, now)?;
    let signer = &officers.iter().find(|officer| officer.role == Role::Signer).context("no signer")?.actor;
    for (n, (name, sex, born, level, wish, way, hours)) in PEOPLE.into_iter().enumerate() {
        let n = n as u8 + 1;
        let (year, month, day) = born;
        let born = Date::new(year, month, day).context("a day of birth of ours")?;
        let at = now.checked_sub(hours.hours()).context("a time of ours")?;
        let application = application(n, name, sex, born, level, wish, at)?;
        let id = receive(store, n, &application, at)?;
        decide(store, id, way, signer, now, compose)?;
    }
    Ok(officers)
}

/// The receipts of the invented people, and the stage that each is in when all is made: what they would hold to a
/// kiosk's scanner.
pub fn receipts() -> anyhow::Result<Vec<(Stage, ReceiptCode)>> {
    let stage = |way: Way| match way {
        Way::Submitted => Stage::Submitted,
        Way::Verifying => Stage::Verifying,
        Way::SentBack => Stage::NeedsMending,
        Way::Refused => Stage::Refused,
        Way::Approved => Stage::Approved,
        Way::Issued => Stage::Ready,
    };
    let people = (1..).zip(PEOPLE);
    people.map(|(n, (.., way, _))| Ok((stage(way), receipt(n)?))).collect()
}

/// The receipt of the `n`th of them, from 1 on.
///
/// # Errors
/// None: the kiosk that it names is one.
pub fn receipt(n: u8) -> anyhow::Result<ReceiptCode> {
    let number = ReceiptNumber::draw(&"K01".parse()?, [n.wrapping_mul(37); 8]);
    Ok(ReceiptCode { number, secret: Secret::new([n; 16]) })
}

fn officers(store: &mut Store, now: Timestamp) -> anyhow::Result<Vec<DemoOfficer>> {
    let list = [
        ("admin", "CONTOH ADMIN", Role::Admin),
        ("operator", "CONTOH OPERATOR", Role::Operator),
        ("penyunting", "CONTOH PENYUNTING", Role::Editor),
        ("penyetuju", "CONTOH PENYETUJU", Role::Approver),
        ("pengantar", "CONTOH PENGANTAR KERJA", Role::Signer),
        ("auditor", "CONTOH AUDITOR", Role::Auditor),
    ];
    let mut officers = Vec::new();
    for (login, name, role) in list {
        let new = NewAccount { login: login.into(), name: name.into(), role, offices: Offices::Every };
        let (id, totp) = store.add_officer(&new, PASSWORD, "demonstration", now)?;
        officers.push(DemoOfficer {
            login: login.into(),
            role,
            totp,
            id,
            actor: Actor::Officer { id, role },
        });
    }
    Ok(officers)
}

/// One more invented person, who applies `at` once. The first is number 10, and each is one more than the last; with
/// `twin` they say that they have that one's NIK.
pub fn another(
    store: &mut Store,
    n: u8,
    name: &str,
    twin: Option<u8>,
    at: Timestamp,
) -> anyhow::Result<ApplicationId> {
    let born = Date::new(1998, 6, 12).context("a day of birth of ours")?;
    let apply = |n| application(n, name, Sex::Female, born, Level::SeniorHigh, "Operator produksi", at);
    let mut told = apply(n)?;
    if let Some(twin) = twin {
        told.person.nik = apply(twin)?.person.nik;
        told.person.address.street = "Jl. Rekaan 7".into();
    }
    receive(store, n, &told, at)
}

/// A report that fits no card, as op `no` after the applications.
pub fn stray_report(store: &mut Store, no: u8, at: Timestamp) -> anyhow::Result<()> {
    let day = at.to_zoned(jiff::tz::TimeZone::UTC).date();
    let holder = Holder::Typed { number: "3216 010126 999999".parse()?, born: day };
    let report = Report { holder, news: ReportNews::StillLooking { day }, assisted_by: None };
    send(store, no, OpKind::Report, &serde_json::to_vec(&report)?, at)
}

fn receive(
    store: &mut Store,
    n: u8,
    application: &Application,
    at: Timestamp,
) -> anyhow::Result<ApplicationId> {
    send(store, n, OpKind::Application, &serde_json::to_vec(application)?, at)?;
    let filter = Filter { receipt: Some(application.receipt.clone()), ..Filter::default() };
    let found = store.applications(&filter)?.into_iter().next();
    Ok(found.context("an application of the demonstration was held")?.id)
}

/// As a kiosk sends it: sealed, as the next op of the demonstration's stream.
fn send(store: &mut Store, no: u8, kind: OpKind, fact: &[u8], at: Timestamp) -> anyhow::Result<()> {
    let stream = StreamId::new(*b"demonstration-of");
    let (no, at_ms) = (u64::from(no), at.as_millisecond());
    let sealed = store.sealing_key().seal(&stream, no, kind, fact)?;
    let clock = Clock { wall_ms: at_ms, boot: [1; 8], mono_ms: 1, synced: true };
    let op = Op { no, kind, clock, sealed };
    store.push(&stream, &Push { stream, oldest: 1, ops: vec![op] }, at_ms)?;
    Ok(())
}

fn decide(
    store: &mut Store,
    id: ApplicationId,
    way: Way,
    signer: &Actor,
    now: Timestamp,
    compose: Option<&Composing<'_>>,
) -> anyhow::Result<()> {
    let key = |act: &str| IdempotencyKey::new(format!("demo:{act}:{id}")).context("a key of ours");
    let mut act = |act: Act, why: &Why| -> anyhow::Result<()> {
        store.act(id, act, signer, &key(act.as_str())?, why, now)?;
        Ok(())
    };
    if way != Way::Submitted {
        act(Act::Take, &Why::default())?;
    }
    match way {
        Way::Submitted | Way::Verifying => {}
        Way::SentBack => act(Act::SendBack, &Why::reason("photo-dark"))?,
        Way::Refused => act(Act::Refuse, &Why::reason("not-resident"))?,
        Way::Approved | Way::Issued => act(Act::Approve, &Why::default())?,
    }
    if let Some(compose) = compose
        && way == Way::Issued
    {
        store.issue_with(id, signer, &key("issue")?, now, compose)?;
    }
    Ok(())
}

fn application(
    n: u8,
    name: &str,
    sex: Sex,
    born: Date,
    level: Level,
    wish: &str,
    at: Timestamp,
) -> anyhow::Result<Application> {
    let day = born.day() + if sex == Sex::Female { 40 } else { 0 };
    // No region has the code 97.
    let nik: Nik =
        format!("979999{day:02}{:02}{:02}{n:04}", born.month(), born.year().rem_euclid(100)).parse()?;
    let today = at.to_zoned(jiff::tz::TimeZone::UTC).date();
    let young = anjungan_wire::nik::age_on(born, today) < 18;
    let worked = level >= Level::D3;
    let ReceiptCode { number: receipt, secret } = receipt(n)?;
    Ok(Application {
        receipt,
        secret,
        kind: ApplicationKind::New,
        office: "3216".parse()?,
        consent: Consent {
            notice_version: "2026-11".into(),
            language: Language::Id,
            shown_ms: at.as_millisecond(),
            whatsapp: n.is_multiple_of(2),
            disability: false,
            guardian: young.then(|| Guardian { name: "CONTOH WALI".into(), relation: Relation::Mother }),
        },
        assisted_by: n.is_multiple_of(4).then(|| "P03".into()),
        person: Person {
            nik,
            // One that an officer must look at.
            nik_doubts: if n == 7 { vec![NikDoubt::DistrictUnknown] } else { Vec::new() },
            name: name.into(),
            birth_place: "Bekasi".into(),
            born,
            sex,
            religion: Religion::Islam,
            marital: if born.year() < 1995 { Marital::Married } else { Marital::Single },
            address: Address {
                street: format!("Kp. Contoh Blok {n}"),
                rt: Some("001".into()),
                rw: Some("002".into()),
                village: "3216082001".parse()?,
                postcode: Some("17530".into()),
            },
            lives_at: None,
            phone: Some(format!("08120000{n:04}")),
            email: None,
            education: vec![Education {
                level,
                major: if level == Level::Vocational { "Teknik Pemesinan" } else { "" }.into(),
                school: "Sekolah Contoh".into(),
                graduated: Some(born.year() + 18),
            }],
            skills: vec![Skill {
                name: "Microsoft Excel".into(),
                place: "BLK Contoh".into(),
                year: Some(2024),
                certified: n.is_multiple_of(2),
            }],
            languages: vec!["Indonesia".into()],
            work: if worked {
                vec![Job {
                    employer: "PT Contoh Sejahtera".into(),
                    position: wish.into(),
                    from: 2022,
                    to: Some(2025),
                }]
            } else {
                Vec::new()
            },
            wish: Wish { position: wish.into(), places: vec![WishPlace::Here], wage: Some(5_900_000) },
            disability: None,
        },
        photo: if n == 8 { Photo::AtCounter } else { Photo::Taken { jpeg: portrait()? } },
        documents: vec!["ktp".into(), "ijazah".into()],
    })
}

/// A drawn silhouette before a red background, 354×472 pixels: nobody's face.
fn portrait() -> anyhow::Result<Vec<u8>> {
    let within = |x: u32, y: u32, (cx, cy): (f32, f32), (rx, ry): (f32, f32)| {
        let (dx, dy) = ((x as f32 - cx) / rx, (y as f32 - cy) / ry);
        dx * dx + dy * dy <= 1.0
    };
    let picture = image::RgbImage::from_fn(354, 472, |x, y| {
        let face = within(x, y, (177.0, 205.0), (70.0, 95.0));
        let hair = within(x, y, (177.0, 180.0), (78.0, 95.0)) && y < 170;
        let shoulders = within(x, y, (177.0, 480.0), (155.0, 150.0));
        let neck = (150..204).contains(&x) && (270..350).contains(&y);
        image::Rgb(match (hair, face || neck, shoulders) {
            (true, _, _) => [45, 38, 36],
            (false, true, _) => [214, 180, 150],
            (false, false, true) => [236, 236, 240],
            (false, false, false) => [178, 40, 44],
        })
    });
    let mut jpeg = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 85).encode_image(&picture)?;
    Ok(jpeg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demonstrations_office_has_every_stage_and_is_made_once() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap();
        let now = "2026-11-20T03:00:00Z".parse().unwrap();
        let officers = office(&mut store, now, Some(&|_| Ok(b"%PDF".to_vec()))).unwrap();
        assert_eq!(officers.len(), 6);
        let counts = store.stage_counts(&Offices::Every).unwrap();
        let in_stage = |stage| counts.iter().find(|(each, _)| *each == stage).map_or(0, |(_, count)| *count);
        for (stage, count) in [
            (Stage::Submitted, 4),
            (Stage::Verifying, 1),
            (Stage::NeedsMending, 1),
            (Stage::Refused, 1),
            (Stage::Approved, 1),
            (Stage::Ready, 1),
        ] {
            assert_eq!(in_stage(stage), count, "{stage}");
        }
        let late = Filter { overdue_at: Some(now), ..Filter::default() };
        assert!(!store.applications(&late).unwrap().is_empty());
        assert!(office(&mut store, now, None).unwrap().is_empty());
        assert!(store.held().unwrap().is_empty());
        for (stage, code) in receipts().unwrap() {
            let filter = Filter { receipt: Some(code.number), ..Filter::default() };
            assert_eq!(store.applications(&filter).unwrap()[0].stage, stage);
        }
    }
}
