//! Which group answers for which question: what it shows, what a touch does, what is wrong with the answer.

use super::address::Which;
use super::ask::{Ask, Context, Go, choose, year};
use super::draft::Draft;
use super::person::{MARITALS, RELIGIONS};
use super::question::Question;
use super::{address, learning, nik, person, photo, review, start, wish, work};
use crate::visit::form::Touch;
use crate::wording::Phrase;
use crate::wording::apply as words;

/// What it shows. The read-back is made where it is known what is asked at all.
pub(super) fn ask(question: Question, draft: &Draft, context: &Context<'_>) -> Ask {
    match question {
        Question::Requirements => start::requirements(draft, context),
        Question::Kind => start::kind(draft, context),
        Question::CardNumber => start::card_number(draft, context),
        Question::Notice => start::notice(draft, context),
        Question::Nik => nik::ask(draft, context),
        Question::BirthYear => nik::birth_year(draft, context),
        Question::TooYoung => nik::too_young(draft, context),
        Question::GuardianName => nik::guardian_name(draft, context),
        Question::GuardianRelation => nik::guardian_relation(draft, context),
        Question::GuardianAgrees => nik::guardian_agrees(draft, context),
        Question::Name => person::name(draft, context),
        Question::BirthPlace => person::birth_place(draft, context),
        Question::BirthDate => person::birth_date(draft, context),
        Question::Sex => person::sex(draft, context),
        Question::Religion => person::religion(draft, context),
        Question::Marital => person::marital(draft, context),
        Question::Village => address::village(draft, Which::Card, context),
        Question::Street => address::street(draft, Which::Card, context),
        Question::Block => address::block(draft, Which::Card, context),
        Question::LivesHere => address::lives_here(draft, context),
        Question::HomeVillage => address::village(draft, Which::Home, context),
        Question::HomeStreet => address::street(draft, Which::Home, context),
        Question::HomeBlock => address::block(draft, Which::Home, context),
        Question::Phone => person::phone(draft, context),
        Question::Email => person::email(draft, context),
        Question::SchoolLevel => learning::school_level(draft, context),
        Question::SchoolMajor => learning::school_major(draft, context),
        Question::SchoolName => learning::school_name(draft, context),
        Question::SchoolYear => learning::school_year(draft, context),
        Question::Schools => learning::schools(draft, context),
        Question::SkillName => learning::skill_name(draft, context),
        Question::SkillCertified => learning::skill_certified(draft, context),
        Question::SkillPlace => learning::skill_place(draft, context),
        Question::SkillYear => learning::skill_year(draft, context),
        Question::Skills => learning::skills(draft, context),
        Question::Languages => learning::languages(draft, context),
        Question::Worked => work::worked(draft, context),
        Question::JobEmployer => work::employer(draft, context),
        Question::JobPosition => work::position(draft, context),
        Question::JobFrom => work::from(draft, context),
        Question::JobTo => work::to(draft, context),
        Question::Jobs => work::jobs(draft, context),
        Question::Position => wish::position(draft, context),
        Question::Places => wish::places(draft, context),
        Question::Wage => wish::wage(draft, context),
        Question::Disability => wish::disability(draft, context),
        Question::DisabilityConsent => wish::consent(draft, context),
        Question::Photo => photo::ask(draft, context),
        Question::Review => review::ask(draft, &[], context),
    }
}

/// What a touch does, "Lanjut", "Lewati" and "Ubah" apart.
pub(super) fn edit(question: Question, draft: &mut Draft, touch: &Touch, context: &Context<'_>) -> Go {
    match question {
        Question::Requirements => start::has_requirements(draft, touch, context),
        Question::Kind => start::choose_kind(draft, touch),
        Question::CardNumber => start::type_card(draft, touch),
        Question::Notice => start::agree(draft, touch),
        Question::Nik => nik::edit(draft, touch),
        Question::BirthYear => nik::choose_year(draft, touch, context),
        Question::TooYoung => nik::choose_too_young(draft, touch, context),
        Question::GuardianName => nik::type_guardian(draft, touch),
        Question::GuardianRelation => nik::choose_relation(draft, touch),
        Question::GuardianAgrees => nik::choose_agrees(draft, touch),
        Question::Name => person::type_name(draft, touch),
        Question::BirthPlace => person::type_birth_place(draft, touch),
        Question::BirthDate => person::type_birth(draft, touch),
        Question::Sex => person::choose_sex(draft, touch, context),
        Question::Religion => choose(&RELIGIONS, touch, &mut draft.religion),
        Question::Marital => choose(&MARITALS, touch, &mut draft.marital),
        Question::Village => address::pick(draft, Which::Card, touch),
        Question::Street => address::type_street(draft, Which::Card, touch),
        Question::Block => address::type_block(draft, Which::Card, touch),
        Question::LivesHere => address::choose_lives_here(draft, touch, context),
        Question::HomeVillage => address::pick(draft, Which::Home, touch),
        Question::HomeStreet => address::type_street(draft, Which::Home, touch),
        Question::HomeBlock => address::type_block(draft, Which::Home, touch),
        Question::Phone => person::type_phone(draft, touch),
        Question::Email => person::type_email(draft, touch),
        Question::SchoolLevel => learning::choose_level(draft, touch),
        Question::SchoolMajor => learning::type_major(draft, touch),
        Question::SchoolName => learning::type_school(draft, touch),
        Question::SchoolYear => learning::type_graduated(draft, touch),
        Question::Schools => learning::touch_rows(&mut draft.schools, Question::SchoolLevel, touch),
        Question::SkillCertified => learning::choose_certified(draft, touch),
        Question::SkillName => learning::type_skill(draft, touch),
        Question::SkillPlace => learning::type_skill_place(draft, touch),
        Question::SkillYear => learning::type_skill_year(draft, touch),
        Question::Skills => learning::touch_rows(&mut draft.skills, Question::SkillName, touch),
        Question::Languages => learning::choose_language(draft, touch),
        Question::Worked => work::choose_worked(draft, touch),
        Question::JobEmployer => work::type_employer(draft, touch),
        Question::JobPosition => work::type_position(draft, touch),
        Question::JobFrom => work::type_from(draft, touch),
        Question::JobTo => work::type_to(draft, touch),
        Question::Jobs => learning::touch_rows(&mut draft.jobs, Question::JobEmployer, touch),
        Question::Position => wish::type_position(draft, touch),
        Question::Places => wish::choose_place(draft, touch),
        Question::Wage => wish::type_wage(draft, touch),
        Question::Disability => wish::choose_disability(draft, touch),
        Question::DisabilityConsent => wish::choose_consent(draft, touch),
        Question::Photo => photo::edit(draft, touch, context),
        Question::Review => Go::Ignored,
    }
}

/// Why nobody can go on with this answer. What may be left out and was is no fault.
pub(super) fn fault(question: Question, draft: &Draft, context: &Context<'_>) -> Option<String> {
    if question == Question::Nik {
        return nik::fault(draft, context);
    }
    let unless = |fine: bool, why: Phrase| (!fine).then_some(why);
    let blank = |text: &str| text.trim().is_empty();
    let fault = match question {
        Question::Requirements => unless(start::requirements_met(draft, context), words::MISSING),
        Question::Kind => unless(draft.kind.is_some(), words::UNCHOSEN),
        Question::CardNumber => start::card_fault(draft),
        Question::Nik | Question::Notice | Question::TooYoung | Question::Review => None,
        Question::BirthYear => unless(draft.born_by_nik.is_some(), words::UNCHOSEN),
        Question::GuardianName => person::name_fault(&draft.guardian.name),
        Question::GuardianRelation => unless(draft.guardian.relation.is_some(), words::UNCHOSEN),
        Question::GuardianAgrees => unless(draft.guardian.agrees == Some(true), words::GUARDIAN_NEEDED),
        Question::Name => person::name_fault(&draft.name),
        Question::BirthPlace => unless(draft.birth_place.trim().len() >= 2, words::MISSING),
        Question::BirthDate => person::birth_fault(draft, context),
        Question::Sex => unless(draft.sex.is_some(), words::UNCHOSEN),
        Question::Religion => unless(draft.religion.is_some(), words::UNCHOSEN),
        Question::Marital => unless(draft.marital.is_some(), words::UNCHOSEN),
        Question::Village => address::village_fault(draft, Which::Card),
        Question::Street => address::street_fault(draft, Which::Card),
        Question::Block if draft.address.block.is_empty() => None,
        Question::Block => address::block_fault(draft, Which::Card),
        Question::LivesHere => unless(draft.elsewhere.is_some(), words::UNCHOSEN),
        Question::HomeVillage => address::village_fault(draft, Which::Home),
        Question::HomeStreet => address::street_fault(draft, Which::Home),
        Question::HomeBlock if draft.home.block.is_empty() => None,
        Question::HomeBlock => address::block_fault(draft, Which::Home),
        Question::Phone if draft.phone.is_empty() => None,
        Question::Phone => person::phone_fault(draft),
        Question::Email if draft.email.is_empty() => None,
        Question::Email => person::email_fault(draft),
        Question::SchoolLevel => {
            unless(draft.schools.row().is_some_and(|row| row.level.is_some()), words::UNCHOSEN)
        }
        Question::SchoolName => {
            unless(draft.schools.row().is_some_and(|row| row.name.trim().len() >= 2), words::MISSING)
        }
        Question::SchoolYear => unless(
            draft.schools.row().is_some_and(|row| learning::year_whole(&row.year, context)),
            words::YEAR_BAD,
        ),
        Question::Schools => learning::schools_fault(draft, context),
        Question::SkillName => {
            unless(draft.skills.row().is_some_and(|row| row.name.trim().len() >= 2), words::MISSING)
        }
        Question::SkillCertified => {
            unless(draft.skills.row().is_some_and(|row| row.certified.is_some()), words::UNCHOSEN)
        }
        Question::SkillYear => unless(
            draft
                .skills
                .row()
                .is_some_and(|row| row.year.typed.is_empty() || year(&row.year.typed, context).is_some()),
            words::YEAR_BAD,
        ),
        Question::Skills => learning::skills_fault(draft, context),
        Question::SchoolMajor | Question::SkillPlace | Question::Languages | Question::Disability => None,
        Question::Worked => unless(draft.worked.is_some(), words::UNCHOSEN),
        Question::JobEmployer => {
            unless(draft.jobs.row().is_some_and(|row| row.employer.trim().len() >= 2), words::MISSING)
        }
        Question::JobPosition => {
            unless(draft.jobs.row().is_some_and(|row| row.position.trim().len() >= 2), words::MISSING)
        }
        Question::JobFrom => {
            unless(draft.jobs.row().is_some_and(|row| year(&row.from, context).is_some()), words::YEAR_BAD)
        }
        Question::JobTo => draft.jobs.row().and_then(|row| work::to_fault(row, context)),
        Question::Jobs => work::jobs_fault(draft, context),
        Question::Position => unless(draft.position.trim().len() >= 2, words::MISSING),
        Question::Places => unless(!draft.places.is_empty(), words::UNCHOSEN),
        Question::Wage => unless(blank(&draft.wage) || wish::wage_of(draft).is_some(), words::WAGE_BAD),
        Question::DisabilityConsent => unless(draft.disability_consent.is_some(), words::UNCHOSEN),
        Question::Photo => unless(photo::done(draft), words::PHOTO_NEEDED),
    };
    fault.map(|why| why.of(context.lang).into())
}

/// "Lewati": the answer goes. `false`: this one can't be left out.
pub(super) fn leave_out(question: Question, draft: &mut Draft) -> bool {
    match question {
        Question::Block => address::clear_block(draft, Which::Card),
        Question::HomeBlock => address::clear_block(draft, Which::Home),
        Question::Phone => draft.phone.clear(),
        Question::Email => draft.email.clear(),
        Question::Languages => draft.languages.clear(),
        Question::Wage => draft.wage.clear(),
        Question::Disability => {
            draft.disability = None;
            draft.disability_consent = None;
        }
        Question::SchoolMajor => {
            if let Some(row) = draft.schools.row_mut() {
                row.major.clear();
            }
        }
        Question::SchoolYear => {
            if let Some(row) = draft.schools.row_mut() {
                row.year.typed.clear();
                row.year.none = true;
            }
        }
        Question::SkillPlace => {
            if let Some(row) = draft.skills.row_mut() {
                row.place.clear();
            }
        }
        Question::SkillYear => {
            if let Some(row) = draft.skills.row_mut() {
                row.year.typed.clear();
            }
        }
        Question::JobTo => {
            if let Some(row) = draft.jobs.row_mut() {
                row.to.typed.clear();
                row.to.none = true;
            }
        }
        Question::Requirements
        | Question::Kind
        | Question::CardNumber
        | Question::Notice
        | Question::Nik
        | Question::BirthYear
        | Question::TooYoung
        | Question::GuardianName
        | Question::GuardianRelation
        | Question::GuardianAgrees
        | Question::Name
        | Question::BirthPlace
        | Question::BirthDate
        | Question::Sex
        | Question::Religion
        | Question::Marital
        | Question::Village
        | Question::Street
        | Question::LivesHere
        | Question::HomeVillage
        | Question::HomeStreet
        | Question::SchoolLevel
        | Question::SchoolName
        | Question::Schools
        | Question::SkillName
        | Question::SkillCertified
        | Question::Skills
        | Question::Worked
        | Question::JobEmployer
        | Question::JobPosition
        | Question::JobFrom
        | Question::Jobs
        | Question::Position
        | Question::Places
        | Question::DisabilityConsent
        | Question::Photo
        | Question::Review => return false,
    }
    true
}

/// It is gone on from: what follows from the answer is done.
pub(super) fn passed(question: Question, draft: &mut Draft, context: &Context<'_>) {
    draft.passed.insert(question);
    if question == Question::Notice {
        start::read(draft, context);
    } else if question == Question::Nik {
        nik::leave(draft, context);
    }
}

/// It is left in whatever direction.
pub(super) fn left(question: Question, draft: &mut Draft) {
    if question == Question::Photo {
        photo::leave(draft);
    } else if question == Question::Nik {
        draft.nik.shown = false;
    }
}

/// Whether a touch there tells something about a person that leaving would lose.
pub(super) fn is_personal(question: Question, draft: &Draft) -> bool {
    if question == Question::Photo {
        return photo::done(draft);
    }
    !matches!(question, Question::Requirements | Question::Kind | Question::Notice)
}
