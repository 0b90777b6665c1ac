//! Which questions there are, in which order, and what each belongs to.

use anjungan_wire::application::{Level, Part};
use anjungan_wire::nik::age_on;
use anjungan_wire::office::{Ask, Office};
use jiff::civil::Date;

use super::draft::{Draft, Kind};

/// A question.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(in crate::visit) enum Question {
    Requirements,
    Kind,
    CardNumber,
    Notice,
    Nik,
    BirthYear,
    TooYoung,
    GuardianRelation,
    GuardianName,
    GuardianAgrees,
    Name,
    BirthPlace,
    BirthDate,
    Sex,
    Religion,
    Marital,
    Village,
    Street,
    Block,
    LivesHere,
    HomeVillage,
    HomeStreet,
    HomeBlock,
    Phone,
    Email,
    SchoolLevel,
    SchoolMajor,
    SchoolName,
    SchoolYear,
    Schools,
    SkillName,
    SkillCertified,
    SkillPlace,
    SkillYear,
    Skills,
    Languages,
    Worked,
    JobEmployer,
    JobPosition,
    JobFrom,
    JobTo,
    Jobs,
    Position,
    Places,
    Wage,
    Disability,
    DisabilityConsent,
    Photo,
    Review,
}

impl Question {
    /// The name by which central counts where applications are left.
    pub(super) fn screen(self) -> &'static str {
        match self {
            Question::Requirements => "requirements",
            Question::Kind => "kind",
            Question::CardNumber => "card-number",
            Question::Notice => "notice",
            Question::Nik => "nik",
            Question::BirthYear => "birth-year",
            Question::TooYoung => "too-young",
            Question::GuardianRelation => "guardian-relation",
            Question::GuardianName => "guardian-name",
            Question::GuardianAgrees => "guardian-agrees",
            Question::Name => "name",
            Question::BirthPlace => "birth-place",
            Question::BirthDate => "birth-date",
            Question::Sex => "sex",
            Question::Religion => "religion",
            Question::Marital => "marital",
            Question::Village => "village",
            Question::Street => "street",
            Question::Block => "block",
            Question::LivesHere => "lives-here",
            Question::HomeVillage => "home-village",
            Question::HomeStreet => "home-street",
            Question::HomeBlock => "home-block",
            Question::Phone => "phone",
            Question::Email => "email",
            Question::SchoolLevel => "school-level",
            Question::SchoolMajor => "school-major",
            Question::SchoolName => "school-name",
            Question::SchoolYear => "school-year",
            Question::Schools => "schools",
            Question::SkillName => "skill-name",
            Question::SkillCertified => "skill-certified",
            Question::SkillPlace => "skill-place",
            Question::SkillYear => "skill-year",
            Question::Skills => "skills",
            Question::Languages => "languages",
            Question::Worked => "worked",
            Question::JobEmployer => "job-employer",
            Question::JobPosition => "job-position",
            Question::JobFrom => "job-from",
            Question::JobTo => "job-to",
            Question::Jobs => "jobs",
            Question::Position => "position",
            Question::Places => "places",
            Question::Wage => "wage",
            Question::Disability => "disability",
            Question::DisabilityConsent => "disability-consent",
            Question::Photo => "photo",
            Question::Review => "review",
        }
    }
}

/// What is read back, and changed, together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(in crate::visit) enum Group {
    Kind,
    Nik,
    Guardian,
    Name,
    Birth,
    Sex,
    Civil,
    Address,
    Contact,
    Education,
    Skills,
    Work,
    Wish,
    Disability,
    Photo,
}

impl Group {
    pub(super) const ALL: [Group; 15] = [
        Group::Kind,
        Group::Nik,
        Group::Guardian,
        Group::Name,
        Group::Birth,
        Group::Sex,
        Group::Civil,
        Group::Address,
        Group::Contact,
        Group::Education,
        Group::Skills,
        Group::Work,
        Group::Wish,
        Group::Disability,
        Group::Photo,
    ];

    /// The id on the screen.
    pub(super) fn id(self) -> &'static str {
        match self {
            Group::Kind => "kind",
            Group::Nik => "nik",
            Group::Guardian => "guardian",
            Group::Name => "name",
            Group::Birth => "birth",
            Group::Sex => "sex",
            Group::Civil => "civil",
            Group::Address => "address",
            Group::Contact => "contact",
            Group::Education => "education",
            Group::Skills => "skills",
            Group::Work => "work",
            Group::Wish => "wish",
            Group::Disability => "disability",
            Group::Photo => "photo",
        }
    }

    /// What an officer sends back under this name; guardian, kind and disability are not mended alone.
    pub(super) fn part(self) -> Option<Part> {
        match self {
            Group::Nik => Some(Part::Nik),
            Group::Name => Some(Part::Name),
            Group::Birth => Some(Part::Birth),
            Group::Sex => Some(Part::Sex),
            Group::Civil => Some(Part::Civil),
            Group::Address => Some(Part::Address),
            Group::Contact => Some(Part::Contact),
            Group::Education => Some(Part::Education),
            Group::Skills => Some(Part::Skills),
            Group::Work => Some(Part::Work),
            Group::Wish => Some(Part::Wish),
            Group::Photo => Some(Part::Photo),
            Group::Kind | Group::Guardian | Group::Disability => None,
        }
    }
}

impl Question {
    /// What it is read back with; `None`: it is no answer about a person.
    pub(super) fn group(self) -> Option<Group> {
        match self {
            Question::Requirements | Question::Notice | Question::Review => None,
            Question::Kind | Question::CardNumber => Some(Group::Kind),
            Question::Nik | Question::BirthYear => Some(Group::Nik),
            Question::TooYoung => Some(Group::Birth),
            Question::GuardianName | Question::GuardianRelation | Question::GuardianAgrees => {
                Some(Group::Guardian)
            }
            Question::Name => Some(Group::Name),
            Question::BirthPlace | Question::BirthDate => Some(Group::Birth),
            Question::Sex => Some(Group::Sex),
            Question::Religion | Question::Marital => Some(Group::Civil),
            Question::Village
            | Question::Street
            | Question::Block
            | Question::LivesHere
            | Question::HomeVillage
            | Question::HomeStreet
            | Question::HomeBlock => Some(Group::Address),
            Question::Phone | Question::Email => Some(Group::Contact),
            Question::SchoolLevel
            | Question::SchoolMajor
            | Question::SchoolName
            | Question::SchoolYear
            | Question::Schools => Some(Group::Education),
            Question::SkillName
            | Question::SkillCertified
            | Question::SkillPlace
            | Question::SkillYear
            | Question::Skills
            | Question::Languages => Some(Group::Skills),
            Question::Worked
            | Question::JobEmployer
            | Question::JobPosition
            | Question::JobFrom
            | Question::JobTo
            | Question::Jobs => Some(Group::Work),
            Question::Position | Question::Places | Question::Wage => Some(Group::Wish),
            Question::Disability | Question::DisabilityConsent => Some(Group::Disability),
            Question::Photo => Some(Group::Photo),
        }
    }

    /// The chapter on the screen's progress bar, from 0.
    pub(super) fn chapter(self) -> u32 {
        match self.group() {
            Some(Group::Kind) => 0,
            None if self != Question::Review => 0,
            Some(Group::Nik | Group::Guardian | Group::Name | Group::Birth | Group::Sex | Group::Civil) => 1,
            Some(Group::Address) => 2,
            Some(Group::Contact) => 3,
            Some(Group::Education) => 4,
            Some(Group::Skills) => 5,
            Some(Group::Work) => 6,
            Some(Group::Wish | Group::Disability) => 7,
            Some(Group::Photo) => 8,
            None => 9,
        }
    }
}

/// Chapters of a whole application.
pub(super) const CHAPTERS: u32 = 10;

/// From this age on nobody needs to agree for somebody (UU 27/2022 ps 25, UU 35/2014 ps 1).
pub(super) const ADULT: i16 = 18;

/// The labour force begins at this age; nobody younger can apply without an officer.
pub(super) const LABOUR_AGE: i16 = 15;

/// How old they say they are; before they say so, what the NIK says.
pub(super) fn age(draft: &Draft, today: Date) -> Option<i16> {
    let born = draft.born.day().or(draft.born_by_nik)?;
    Some(age_on(born, today))
}

/// Every question there is for these answers, in order.
pub(super) fn sequence(draft: &Draft, office: &Office, today: Date) -> Vec<Question> {
    let mut list = Vec::with_capacity(48);
    let asks = |ask: Ask| office.asks.contains(&ask);
    if !office.documents.is_empty() {
        list.push(Question::Requirements);
    }
    list.push(Question::Kind);
    if matches!(draft.kind, Some(Kind::Correction | Kind::Renewal)) {
        list.push(Question::CardNumber);
    }
    list.extend([Question::Notice, Question::Nik]);
    if super::nik::asks_year(draft, today) {
        list.push(Question::BirthYear);
    }
    let age = age(draft, today);
    if age.is_some_and(|age| age < i16::from(office.minimum_age)) {
        list.push(Question::TooYoung);
    }
    if age.is_some_and(|age| age < ADULT) {
        list.extend([Question::GuardianRelation, Question::GuardianName, Question::GuardianAgrees]);
    }
    list.extend([
        Question::Name,
        Question::BirthPlace,
        Question::BirthDate,
        Question::Sex,
        Question::Religion,
        Question::Marital,
        Question::Village,
        Question::Street,
        Question::Block,
        Question::LivesHere,
    ]);
    if draft.elsewhere == Some(true) {
        list.extend([Question::HomeVillage, Question::HomeStreet, Question::HomeBlock]);
    }
    list.push(Question::Phone);
    if asks(Ask::Email) {
        list.push(Question::Email);
    }
    schools(draft, &mut list);
    skills(draft, &mut list);
    if asks(Ask::Languages) {
        list.push(Question::Languages);
    }
    list.push(Question::Worked);
    if draft.worked == Some(true) {
        if draft.jobs.is_open() {
            list.extend([Question::JobEmployer, Question::JobPosition, Question::JobFrom, Question::JobTo]);
        } else {
            list.push(Question::Jobs);
        }
    }
    list.extend([Question::Position, Question::Places]);
    if asks(Ask::Wage) {
        list.push(Question::Wage);
    }
    if asks(Ask::Disability) {
        list.push(Question::Disability);
        if super::wish::needs_consent(draft) {
            list.push(Question::DisabilityConsent);
        }
    }
    list.extend([Question::Photo, Question::Review]);
    list
}

/// A row that is open is asked for instead of the list of them.
fn schools(draft: &Draft, list: &mut Vec<Question>) {
    if !draft.schools.is_open() {
        return list.push(Question::Schools);
    }
    list.push(Question::SchoolLevel);
    match draft.schools.row().and_then(|row| row.level) {
        Some(Level::None) => {}
        Some(Level::Primary | Level::JuniorHigh) => {
            list.extend([Question::SchoolName, Question::SchoolYear]);
        }
        Some(
            Level::SeniorHigh
            | Level::Vocational
            | Level::D1
            | Level::D2
            | Level::D3
            | Level::D4
            | Level::Bachelor
            | Level::Master
            | Level::Doctor,
        )
        | None => list.extend([Question::SchoolMajor, Question::SchoolName, Question::SchoolYear]),
    }
}

fn skills(draft: &Draft, list: &mut Vec<Question>) {
    if !draft.skills.is_open() {
        return list.push(Question::Skills);
    }
    list.extend([Question::SkillName, Question::SkillCertified]);
    if draft.skills.row().is_some_and(|row| row.certified == Some(true)) {
        list.extend([Question::SkillPlace, Question::SkillYear]);
    }
}
