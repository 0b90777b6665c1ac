//! What is submitted: an application without what only the terminal can add, its number and secret.

use std::fmt;

use anjungan_wire::application::{
    Address, ApplicationKind, Consent, Education, Guardian, Job, Level, Mended, Part, Person, Photo, Skill,
    Wish,
};
use anjungan_wire::id::RegionCode;

use super::ask::{Context, year};
use super::draft::{self, Draft, Kind};
use super::question::{ADULT, age};
use super::{nik, photo, wish};

/// An application without its number and secret. Field by field [`anjungan_wire::application::Application`].
#[derive(Clone, PartialEq, Eq)]
pub struct Submission {
    /// What is applied for.
    pub kind: ApplicationKind,
    /// The office that decides.
    pub office: RegionCode,
    /// The notice, and what was agreed to.
    pub consent: Consent,
    /// The officer who helped.
    pub assisted_by: Option<String>,
    /// Who.
    pub person: Person,
    /// The photo.
    pub photo: Photo,
    /// Which of the required documents the applicant said to have.
    pub documents: Vec<String>,
}

/// A person is not for a log.
impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Submission(…)")
    }
}

/// What the answers say. `None`: something is unanswered, which the questions don't let happen.
pub(super) fn submission(
    draft: &Draft,
    context: &Context<'_>,
    assisted_by: Option<&str>,
) -> Option<Submission> {
    let number = || draft.card.parse().ok();
    let kind = match draft.kind? {
        Kind::New => ApplicationKind::New,
        Kind::Correction => ApplicationKind::Correction { number: number()? },
        Kind::Renewal => ApplicationKind::Renewal { number: number()? },
    };
    let documents = context.office.documents.iter();
    let person = person(draft, context)?;
    Some(Submission {
        kind,
        office: person.address.village.regency()?,
        consent: consent(draft, context)?,
        assisted_by: assisted_by.map(str::to_owned),
        photo: photo::photo(draft)?.clone(),
        documents: documents
            .filter(|document| draft.documents.get(&document.id) == Some(&true))
            .map(|document| document.id.clone())
            .collect(),
        person,
    })
}

fn consent(draft: &Draft, context: &Context<'_>) -> Option<Consent> {
    let notice = draft.notice.as_ref()?;
    let child = age(draft, context.today())? < ADULT;
    let guardian = match (child, &draft.guardian) {
        (false, _) => None,
        (true, guardian) if guardian.agrees == Some(true) => {
            Some(Guardian { name: trimmed(&guardian.name), relation: guardian.relation? })
        }
        (true, _) => return None,
    };
    Some(Consent {
        notice_version: notice.version.clone(),
        language: notice.language,
        shown_ms: notice.at_ms,
        whatsapp: draft.whatsapp,
        disability: wish::told(draft).is_some(),
        guardian,
    })
}

fn person(draft: &Draft, context: &Context<'_>) -> Option<Person> {
    let (address, lives_at) = addresses(draft)?;
    let (phone, email) = (optional(&draft.phone), optional(&draft.email));
    Some(Person {
        nik: nik::parsed(draft)?,
        nik_doubts: nik::doubts(draft, context),
        name: trimmed(&draft.name),
        birth_place: trimmed(&draft.birth_place),
        born: draft.born.day()?,
        sex: draft.sex?,
        religion: draft.religion?,
        marital: draft.marital?,
        address,
        lives_at,
        phone,
        email,
        education: education(draft, context)?,
        skills: skills(draft, context)?,
        languages: languages(draft),
        work: work(draft, context)?,
        wish: wishes(draft),
        disability: wish::told(draft),
    })
}

fn trimmed(text: &str) -> String {
    text.trim().to_owned()
}

fn optional(text: &str) -> Option<String> {
    Some(trimmed(text)).filter(|text| !text.is_empty())
}

fn addresses(draft: &Draft) -> Option<(Address, Option<Address>)> {
    let lives_at = if draft.elsewhere? { Some(address(&draft.home)?) } else { None };
    Some((address(&draft.address)?, lives_at))
}

fn address(typed: &draft::Address) -> Option<Address> {
    let block = typed.block.split_at_checked(3);
    let village = typed.village.village()?;
    Some(Address {
        street: trimmed(&typed.street),
        rt: block.map(|(rt, _)| rt.to_owned()),
        rw: block.map(|(_, rw)| rw.to_owned()),
        village: village.code.parse().ok()?,
        postcode: optional(village.postcode),
    })
}

/// The highest first.
fn education(draft: &Draft, context: &Context<'_>) -> Option<Vec<Education>> {
    let row = |row: &draft::School| {
        let level = row.level?;
        // What was typed before another level was chosen is not said any more.
        let schooled = level != Level::None;
        let majored = !matches!(level, Level::None | Level::Primary | Level::JuniorHigh);
        let when_said = |said: bool, text: &str| if said { trimmed(text) } else { String::new() };
        Some(Education {
            level,
            major: when_said(majored, &row.major),
            school: when_said(schooled, &row.name),
            graduated: year(&row.year.typed, context).filter(|_| schooled && !row.year.none),
        })
    };
    let mut rows: Vec<Education> = draft.schools.list().iter().map(row).collect::<Option<_>>()?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.level, row.graduated)));
    Some(rows).filter(|rows| !rows.is_empty())
}

fn skills(draft: &Draft, context: &Context<'_>) -> Option<Vec<Skill>> {
    let row = |row: &draft::SkillRow| {
        let certified = row.certified?;
        Some(Skill {
            name: trimmed(&row.name),
            place: if certified { trimmed(&row.place) } else { String::new() },
            year: year(&row.year.typed, context).filter(|_| certified),
            certified,
        })
    };
    draft.skills.list().iter().map(row).collect()
}

fn languages(draft: &Draft) -> Vec<String> {
    draft.languages.iter().map(|language| (*language).to_owned()).collect()
}

/// The latest first; where somebody still is comes before all.
fn work(draft: &Draft, context: &Context<'_>) -> Option<Vec<Job>> {
    if !draft.worked? {
        return Some(Vec::new());
    }
    let row = |row: &draft::JobRow| {
        Some(Job {
            employer: trimmed(&row.employer),
            position: trimmed(&row.position),
            from: year(&row.from, context)?,
            to: if row.to.none { None } else { Some(year(&row.to.typed, context)?) },
        })
    };
    let mut rows: Vec<Job> = draft.jobs.list().iter().map(row).collect::<Option<_>>()?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.to.unwrap_or(i16::MAX), row.from)));
    Some(rows)
}

fn wishes(draft: &Draft) -> Wish {
    let places = wish::PLACES.iter().map(|(place, ..)| *place);
    Wish {
        position: trimmed(&draft.position),
        places: places.filter(|place| draft.places.contains(place)).collect(),
        wage: wish::wage_of(draft),
    }
}

/// One part, mended. `None`: something of it is unanswered.
pub(super) fn mended(part: Part, draft: &Draft, context: &Context<'_>) -> Option<Mended> {
    Some(match part {
        Part::Nik => Mended::Nik { nik: nik::parsed(draft)?, doubts: nik::doubts(draft, context) },
        Part::Name => Mended::Name(trimmed(&draft.name)),
        Part::Birth => Mended::Birth { place: trimmed(&draft.birth_place), born: draft.born.day()? },
        Part::Sex => Mended::Sex(draft.sex?),
        Part::Civil => Mended::Civil { religion: draft.religion?, marital: draft.marital? },
        Part::Address => {
            let (address, lives_at) = addresses(draft)?;
            Mended::Address { address, lives_at }
        }
        Part::Contact => Mended::Contact { phone: optional(&draft.phone), email: optional(&draft.email) },
        Part::Education => Mended::Education(education(draft, context)?),
        Part::Skills => Mended::Skills { skills: skills(draft, context)?, languages: languages(draft) },
        Part::Work => Mended::Work(work(draft, context)?),
        Part::Wish => Mended::Wish(wishes(draft)),
        Part::Photo => Mended::Photo(photo::photo(draft)?.clone()),
    })
}
