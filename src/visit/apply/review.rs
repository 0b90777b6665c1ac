//! Everything, read back in groups before it is sent: the order of acts that the office's own procedure has (the
//! applicant checks the read-back before anybody signs).

use super::ask::{Ask, Context, label};
use super::draft::Draft;
use super::person::SEXES;
use super::question::Group;
use super::{address, learning, nik, person, photo, start, wish, work};
use crate::visit::form::{Field, ReviewGroup};
use crate::wording;
use crate::wording::Phrase;
use crate::wording::apply as words;
use anjungan_wire::nik::age_on;

pub(super) fn ask(draft: &Draft, groups: &[Group], context: &Context<'_>) -> Ask {
    let group = |group: &Group| ReviewGroup {
        title: context.say(title(*group)),
        edit_id: group.id().into(),
        rows: rows(*group, draft, context),
    };
    let field =
        Field::Review { groups: groups.iter().map(group).collect(), edit_label: context.say(words::EDIT) };
    Ask::new(context, words::REVIEW, field).next(context.say(words::SEND))
}

fn title(group: Group) -> Phrase {
    match group {
        Group::Kind => words::GROUP_KIND,
        Group::Nik => words::GROUP_NIK,
        Group::Guardian => words::GROUP_GUARDIAN,
        Group::Name => words::GROUP_NAME,
        Group::Birth => words::GROUP_BIRTH,
        Group::Sex => words::GROUP_SEX,
        Group::Civil => words::GROUP_CIVIL,
        Group::Address => words::GROUP_ADDRESS,
        Group::Contact => words::GROUP_CONTACT,
        Group::Education => words::GROUP_EDUCATION,
        Group::Skills => words::GROUP_SKILLS,
        Group::Work => words::GROUP_WORK,
        Group::Wish => words::GROUP_WISH,
        Group::Disability => words::GROUP_DISABILITY,
        Group::Photo => words::GROUP_PHOTO,
    }
}

fn rows(group: Group, draft: &Draft, context: &Context<'_>) -> Vec<(String, String)> {
    let one = |label: Phrase, value: String| vec![(context.say(label), value)];
    match group {
        Group::Kind => start::kind_rows(draft, context),
        // Masked here too: a read-back is long on the screen.
        Group::Nik => one(words::GROUP_NIK, nik::parsed(draft).map_or_else(String::new, |nik| nik.masked())),
        Group::Guardian => guardian(draft, context),
        Group::Name => one(words::GROUP_NAME, draft.name.trim().into()),
        Group::Birth => birth(draft, context),
        Group::Sex => {
            let sex = draft.sex.map_or_else(String::new, |sex| context.say(label(&SEXES, sex)));
            one(words::GROUP_SEX, sex)
        }
        Group::Civil => person::civil_rows(draft, context),
        Group::Address => address::rows(draft, context),
        Group::Contact => contact(draft, context),
        Group::Education => learning::school_rows(draft, context),
        Group::Skills => learning::skill_rows(draft, context),
        Group::Work => work::rows(draft, context),
        Group::Wish => wish::rows(draft, context),
        Group::Disability => wish::disability_rows(draft, context),
        Group::Photo => photo::rows(draft, context),
    }
}

fn guardian(draft: &Draft, context: &Context<'_>) -> Vec<(String, String)> {
    let relation = draft.guardian.relation.map(|it| context.say(label(&nik::RELATIONS, it)));
    let agreed = draft.guardian.agrees == Some(true);
    vec![
        (context.say(words::LABEL_RELATION), relation.unwrap_or_default()),
        (context.say(words::GROUP_NAME), draft.guardian.name.trim().into()),
        (context.say(words::LABEL_AGREES), if agreed { context.say(words::AGREED) } else { String::new() }),
    ]
}

fn birth(draft: &Draft, context: &Context<'_>) -> Vec<(String, String)> {
    let born = draft.born.day().map(|born| {
        let age = age_on(born, context.today());
        if age >= 0 {
            words::date_with_age(context.lang, born, age)
        } else {
            wording::date(context.lang, born)
        }
    });
    vec![
        (context.say(words::LABEL_BIRTH_PLACE), draft.birth_place.trim().into()),
        (context.say(words::FACT_BORN), born.unwrap_or_default()),
    ]
}

fn contact(draft: &Draft, context: &Context<'_>) -> Vec<(String, String)> {
    let or_none = |text: &str| if text.is_empty() { context.say(words::NONE) } else { text.to_owned() };
    vec![
        (context.say(words::LABEL_PHONE), or_none(&draft.phone)),
        (context.say(words::LABEL_EMAIL), or_none(&draft.email)),
    ]
}
