//! What a person told, cut into groups that are encrypted apart: who needs one need not open the others.

use std::collections::BTreeMap;

use anjungan_wire::application::{
    Address, Application, ApplicationKind, Consent, Disability, Education, Job, Marital, Mended, Person,
    Photo, Religion, Skill, Wish,
};
use anjungan_wire::id::RegionCode;
use anjungan_wire::nik::{Nik, NikDoubt, Sex};
use anjungan_wire::receipt::{ReceiptNumber, Secret};
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A group of fields.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Group {
    /// NIK, name, birth, sex, marital status.
    Identity,
    /// Addresses, telephone, e-mail, and what was agreed to.
    Contact,
    /// Schools, skills, work, wishes, documents.
    Background,
    /// Religion and disability (UU 27/2022 ps 4; religion is treated alike).
    Special,
    /// The photo.
    Photo,
    /// The receipt's secret: with it central locks status and card.
    Receipt,
    /// An officer's note.
    Note,
    /// What a holder reported.
    Report,
    /// An officer's second factor.
    Totp,
    /// An officer's second factor that was shown and not yet confirmed.
    TotpNext,
}

impl Group {
    /// Every group.
    pub const ALL: [Group; 10] = [
        Group::Identity,
        Group::Contact,
        Group::Background,
        Group::Special,
        Group::Photo,
        Group::Receipt,
        Group::Note,
        Group::Report,
        Group::Totp,
        Group::TotpNext,
    ];

    /// The groups of an application.
    pub const OF_APPLICATION: [Group; 6] =
        [Group::Identity, Group::Contact, Group::Background, Group::Special, Group::Photo, Group::Receipt];

    /// The name in the database and in the key's derivation.
    pub fn as_str(self) -> &'static str {
        match self {
            Group::Identity => "identity",
            Group::Contact => "contact",
            Group::Background => "background",
            Group::Special => "special",
            Group::Photo => "photo",
            Group::Receipt => "receipt",
            Group::Note => "note",
            Group::Report => "report",
            Group::Totp => "totp",
            Group::TotpNext => "totp-next",
        }
    }

    /// The group with this name.
    pub fn named(name: &str) -> Option<Group> {
        Self::ALL.into_iter().find(|group| group.as_str() == name)
    }
}

/// What is kept of an application in the clear.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cover {
    /// Its number.
    pub receipt: ReceiptNumber,
    /// What is applied for.
    pub kind: ApplicationKind,
    /// The office that decides.
    pub office: RegionCode,
    /// The officer who helped at the kiosk.
    pub assisted_by: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Identity {
    nik: Nik,
    nik_doubts: Vec<NikDoubt>,
    name: String,
    birth_place: String,
    born: Date,
    sex: Sex,
    marital: Marital,
}

#[derive(Serialize, Deserialize)]
struct Contact {
    address: Address,
    lives_at: Option<Address>,
    phone: Option<String>,
    email: Option<String>,
    consent: Consent,
}

#[derive(Serialize, Deserialize)]
struct Background {
    education: Vec<Education>,
    skills: Vec<Skill>,
    languages: Vec<String>,
    work: Vec<Job>,
    wish: Wish,
    documents: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Special {
    religion: Religion,
    disability: Option<Disability>,
}

/// Some opened groups.
pub type Opened = BTreeMap<Group, Zeroizing<Vec<u8>>>;

/// Why groups make no application: one is missing, or is not what it should be. Says nothing about the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the group {0} is missing or unreadable")]
pub struct Torn(pub &'static str);

/// One group of an application, as it is sealed.
pub fn cut(application: &Application, group: Group) -> Zeroizing<Vec<u8>> {
    let Application { person, consent, photo, secret, documents, .. } = application;
    // Every arm copies only what it seals; the copies are wiped with their types where these hold NIK or secret.
    let bytes = match group {
        Group::Identity => to_json(&Identity {
            nik: person.nik.clone(),
            nik_doubts: person.nik_doubts.clone(),
            name: person.name.clone(),
            birth_place: person.birth_place.clone(),
            born: person.born,
            sex: person.sex,
            marital: person.marital,
        }),
        Group::Contact => to_json(&Contact {
            address: person.address.clone(),
            lives_at: person.lives_at.clone(),
            phone: person.phone.clone(),
            email: person.email.clone(),
            consent: consent.clone(),
        }),
        Group::Background => to_json(&Background {
            education: person.education.clone(),
            skills: person.skills.clone(),
            languages: person.languages.clone(),
            work: person.work.clone(),
            wish: person.wish.clone(),
            documents: documents.clone(),
        }),
        Group::Special => to_json(&Special { religion: person.religion, disability: person.disability }),
        Group::Photo => photo_bytes(photo),
        Group::Receipt => secret.as_bytes().to_vec(),
        Group::Note | Group::Report | Group::Totp | Group::TotpNext => Vec::new(),
    };
    Zeroizing::new(bytes)
}

/// The application again. Without a photo group the photo is at the counter.
pub fn join(cover: &Cover, groups: &Opened) -> Result<Application, Torn> {
    let identity: Identity = read(groups, Group::Identity)?;
    let contact: Contact = read(groups, Group::Contact)?;
    let background: Background = read(groups, Group::Background)?;
    let special: Special = read(groups, Group::Special)?;
    Ok(Application {
        receipt: cover.receipt.clone(),
        secret: secret(groups)?,
        kind: cover.kind.clone(),
        office: cover.office.clone(),
        consent: contact.consent,
        assisted_by: cover.assisted_by.clone(),
        person: Person {
            nik: identity.nik.clone(),
            nik_doubts: identity.nik_doubts,
            name: identity.name,
            birth_place: identity.birth_place,
            born: identity.born,
            sex: identity.sex,
            religion: special.religion,
            marital: identity.marital,
            address: contact.address,
            lives_at: contact.lives_at,
            phone: contact.phone,
            email: contact.email,
            education: background.education,
            skills: background.skills,
            languages: background.languages,
            work: background.work,
            wish: background.wish,
            disability: special.disability,
        },
        photo: photo(groups.get(&Group::Photo).map_or(&[], |bytes| bytes)),
        documents: background.documents,
    })
}

/// The receipt's secret out of its group.
pub fn secret(groups: &Opened) -> Result<Secret, Torn> {
    let bytes = groups.get(&Group::Receipt).ok_or(Torn("receipt"))?;
    <[u8; 16]>::try_from(bytes.as_slice()).map(Secret::new).map_err(|_| Torn("receipt"))
}

/// Name and day of birth, which is all that a masked list needs.
pub fn name_and_birth(identity: &[u8]) -> Result<(String, Date), Torn> {
    let identity: Identity = serde_json::from_slice(identity).map_err(|_| Torn("identity"))?;
    Ok((identity.name, identity.born))
}

/// Puts a mended part in its place. Which groups changed.
pub fn mend(application: &mut Application, mended: &Mended) -> &'static [Group] {
    let person = &mut application.person;
    match mended {
        Mended::Nik { nik, doubts } => {
            (person.nik, person.nik_doubts) = (nik.clone(), doubts.clone());
            compare_again(person);
            &[Group::Identity]
        }
        Mended::Name(name) => {
            person.name.clone_from(name);
            &[Group::Identity]
        }
        Mended::Birth { place, born } => {
            person.birth_place.clone_from(place);
            person.born = *born;
            compare_again(person);
            &[Group::Identity]
        }
        Mended::Sex(sex) => {
            person.sex = *sex;
            compare_again(person);
            &[Group::Identity]
        }
        Mended::Civil { religion, marital } => {
            (person.religion, person.marital) = (*religion, *marital);
            &[Group::Identity, Group::Special]
        }
        Mended::Address { address, lives_at } => {
            (person.address, person.lives_at) = (address.clone(), lives_at.clone());
            &[Group::Contact]
        }
        Mended::Contact { phone, email } => {
            (person.phone, person.email) = (phone.clone(), email.clone());
            &[Group::Contact]
        }
        Mended::Education(education) => {
            person.education.clone_from(education);
            &[Group::Background]
        }
        Mended::Skills { skills, languages } => {
            (person.skills, person.languages) = (skills.clone(), languages.clone());
            &[Group::Background]
        }
        Mended::Work(work) => {
            person.work.clone_from(work);
            &[Group::Background]
        }
        Mended::Wish(wish) => {
            person.wish = wish.clone();
            &[Group::Background]
        }
        Mended::Photo(photo) => {
            application.photo = photo.clone();
            &[Group::Photo]
        }
    }
}

/// What the NIK says beside what was declared. A kiosk that mends one of the two was not asked for the other.
fn compare_again(person: &mut Person) {
    let compared = [NikDoubt::BirthDateDiffers, NikDoubt::SexDiffers];
    person.nik_doubts.retain(|doubt| !compared.contains(doubt));
    let differ = [!person.nik.fits_birth(person.born), person.nik.sex() != person.sex];
    person
        .nik_doubts
        .extend(compared.into_iter().zip(differ).filter(|(_, differs)| *differs).map(|(doubt, _)| doubt));
}

// A photo that is not there is one byte that no JPEG begins with.
const AT_COUNTER: &[u8] = b"C";
const FROM_PHONE: &[u8] = b"P";

fn photo_bytes(photo: &Photo) -> Vec<u8> {
    match photo {
        Photo::Taken { jpeg } => jpeg.clone(),
        Photo::AtCounter => AT_COUNTER.into(),
        Photo::FromPhone => FROM_PHONE.into(),
    }
}

fn photo(bytes: &[u8]) -> Photo {
    match bytes {
        AT_COUNTER | [] => Photo::AtCounter,
        FROM_PHONE => Photo::FromPhone,
        jpeg => Photo::Taken { jpeg: jpeg.to_vec() },
    }
}

fn to_json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain fields are JSON")
}

fn read<T: DeserializeOwned>(groups: &Opened, group: Group) -> Result<T, Torn> {
    let bytes = groups.get(&group).ok_or(Torn(group.as_str()))?;
    serde_json::from_slice(bytes).map_err(|_| Torn(group.as_str()))
}
