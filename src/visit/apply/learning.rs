//! Schools, skills, languages. A row that is open is asked question by question; the list of rows stands between.

use anjungan_wire::application::{Level, limits};

use super::ask::{Ask, Context, Go, chosen_id, option, options, typed, year};
use super::draft::{Draft, School, SkillRow, Year};
use super::question::Question;
use crate::visit::form::line::{Letters, Line};
use crate::visit::form::rows::Rows;
use crate::visit::form::{Event, Field, RowItem, Touch};
use crate::wording::Phrase;
use crate::wording::apply as words;

const NAME: Line = Line::new(Letters::Words, limits::LINE_MAX);
const SKILL: Line = Line::new(Letters::Sentence, limits::LINE_MAX);
pub(super) const YEAR: Line = Line::new(Letters::Figures, 4);

/// In the order of the screen: what most people have first.
const LEVELS: [(Level, &str); 12] = [
    (Level::Vocational, "smk"),
    (Level::SeniorHigh, "sma"),
    (Level::JuniorHigh, "smp"),
    (Level::Primary, "sd"),
    (Level::Bachelor, "s1"),
    (Level::D3, "d3"),
    (Level::D4, "d4"),
    (Level::D1, "d1"),
    (Level::D2, "d2"),
    (Level::Master, "s2"),
    (Level::Doctor, "s3"),
    (Level::None, "none"),
];

const CERTIFIED: [(bool, &str, Phrase); 2] =
    [(true, "yes", words::WITH_CERTIFICATE), (false, "no", words::WITHOUT_CERTIFICATE)];

pub(super) fn school_level(draft: &Draft, context: &Context<'_>) -> Ask {
    let level = draft.schools.row().and_then(|row| row.level);
    let option = |(it, id): (Level, &str)| option(context, id, words::level(it), level == Some(it));
    Ask::choice(context, words::LEVEL, LEVELS.map(option).into())
}

pub(super) fn choose_level(draft: &mut Draft, touch: &Touch) -> Go {
    let level = chosen_id(touch).and_then(|id| LEVELS.iter().find(|(_, known)| *known == id));
    match (level, draft.schools.row_mut()) {
        (Some((level, _)), Some(row)) => {
            row.level = Some(*level);
            Go::On
        }
        _ => Go::Ignored,
    }
}

/// What the open school or skill has there.
fn school(draft: &Draft) -> Option<&School> {
    draft.schools.row()
}

pub(super) fn school_major(draft: &Draft, context: &Context<'_>) -> Ask {
    let value = school(draft).map_or("", |row| row.major.as_str());
    Ask::line(context, words::MAJOR, NAME, value)
        .placeholder(words::MAJOR_PLACEHOLDER.of(context.lang))
        .skip(context.say(words::NO_MAJOR))
}

pub(super) fn school_name(draft: &Draft, context: &Context<'_>) -> Ask {
    Ask::line(context, words::SCHOOL, NAME, school(draft).map_or("", |row| row.name.as_str()))
}

pub(super) fn school_year(draft: &Draft, context: &Context<'_>) -> Ask {
    let value = school(draft).map_or("", |row| row.year.typed.as_str());
    Ask::line(context, words::GRADUATED, YEAR, value).skip(context.say(words::NOT_GRADUATED))
}

fn in_school(draft: &mut Draft, edit: impl FnOnce(&mut School) -> Go) -> Go {
    draft.schools.row_mut().map_or(Go::Ignored, edit)
}

pub(super) fn type_major(draft: &mut Draft, touch: &Touch) -> Go {
    in_school(draft, |row| typed(NAME, touch, &mut row.major))
}

pub(super) fn type_school(draft: &mut Draft, touch: &Touch) -> Go {
    in_school(draft, |row| typed(NAME, touch, &mut row.name))
}

pub(super) fn type_graduated(draft: &mut Draft, touch: &Touch) -> Go {
    in_school(draft, |row| type_year(touch, &mut row.year))
}

pub(super) fn type_year(touch: &Touch, year: &mut Year) -> Go {
    let go = typed(YEAR, touch, &mut year.typed);
    if go != Go::Ignored {
        year.none = false;
    }
    go
}

fn school_whole(row: &School, context: &Context<'_>) -> bool {
    match row.level {
        None => false,
        Some(Level::None) => true,
        Some(_) => row.name.trim().len() >= 2 && year_whole(&row.year, context),
    }
}

/// A year, or that there is none.
pub(super) fn year_whole(answer: &Year, context: &Context<'_>) -> bool {
    answer.none || year(&answer.typed, context).is_some()
}

/// `2023`, `belum tamat`, or nothing.
fn graduated(row: &School, context: &Context<'_>) -> String {
    match (row.level, row.year.none) {
        (Some(Level::None) | None, _) => String::new(),
        (Some(_), true) => context.say(words::NOT_GRADUATED),
        (Some(_), false) => words::GRADUATED_IN.with(context.lang, &row.year.typed),
    }
}

fn joined(parts: &[&str], between: &str) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.trim().is_empty()).collect();
    parts.join(between)
}

/// "SMK · Teknik Pemesinan", and "SMK Contoh, lulus 2023".
fn school_lines(row: &School, context: &Context<'_>) -> (String, String) {
    let level = row.level.map_or("", |level| words::level(level).of(context.lang));
    let first = joined(&[level, row.major.trim()], " · ");
    (first, joined(&[row.name.trim(), &graduated(row, context)], ", "))
}

pub(super) fn schools(draft: &Draft, context: &Context<'_>) -> Ask {
    let rows = items(draft.schools.list(), |row| school_lines(row, context));
    let can_add = draft.schools.can_add();
    Ask::new(context, words::SCHOOLS, field(rows, can_add, words::ADD_SCHOOL, words::NO_SCHOOLS, context))
        .enabled(!draft.schools.list().is_empty())
}

pub(super) fn schools_fault(draft: &Draft, context: &Context<'_>) -> Option<Phrase> {
    match draft.schools.list() {
        [] => Some(words::SCHOOL_NEEDED),
        list => (!list.iter().all(|row| school_whole(row, context))).then_some(words::ROW_UNFINISHED),
    }
}

/// The rows of a list, with their numbers for ids.
pub(super) fn items<T>(list: &[T], lines: impl Fn(&T) -> (String, String)) -> Vec<RowItem> {
    let item = |(at, row): (usize, &T)| {
        let (title, subtitle) = lines(row);
        RowItem { id: at.to_string(), title, subtitle }
    };
    list.iter().enumerate().map(item).collect()
}

pub(super) fn field(
    rows: Vec<RowItem>,
    can_add: bool,
    add: Phrase,
    empty: Phrase,
    context: &Context<'_>,
) -> Field {
    Field::Rows { rows, add_label: context.say(add), empty: context.say(empty), can_add }
}

/// A touch on a list of rows; `first` is a row's first question.
pub(super) fn touch_rows<T: Default + PartialEq>(rows: &mut Rows<T>, first: Question, touch: &Touch) -> Go {
    match touch {
        Touch::On(Event::RowAdded) if rows.add() => Go::To(first),
        Touch::On(Event::RowChosen(id)) if rows.edit(id) => Go::To(first),
        Touch::On(Event::RowRemoved(id)) => {
            rows.remove(id);
            Go::Changed
        }
        Touch::Key(_) | Touch::On(_) => Go::Ignored,
    }
}

pub(super) fn skill_name(draft: &Draft, context: &Context<'_>) -> Ask {
    let value = draft.skills.row().map_or("", |row| row.name.as_str());
    Ask::line(context, words::SKILL, SKILL, value).placeholder(words::SKILL_PLACEHOLDER.of(context.lang))
}

pub(super) fn skill_certified(draft: &Draft, context: &Context<'_>) -> Ask {
    let chosen: Vec<_> = draft.skills.row().and_then(|row| row.certified).into_iter().collect();
    Ask::choice(context, words::CERTIFIED, options(context, &CERTIFIED, &chosen))
}

pub(super) fn choose_certified(draft: &mut Draft, touch: &Touch) -> Go {
    let Some(row) = draft.skills.row_mut() else { return Go::Ignored };
    super::ask::choose(&CERTIFIED, touch, &mut row.certified)
}

pub(super) fn skill_place(draft: &Draft, context: &Context<'_>) -> Ask {
    let value = draft.skills.row().map_or("", |row| row.place.as_str());
    Ask::line(context, words::SKILL_PLACE, NAME, value).skip(context.say(words::SKIP))
}

pub(super) fn skill_year(draft: &Draft, context: &Context<'_>) -> Ask {
    let value = draft.skills.row().map_or("", |row| row.year.typed.as_str());
    Ask::line(context, words::SKILL_YEAR, YEAR, value).skip(context.say(words::SKIP))
}

fn in_skill(draft: &mut Draft, edit: impl FnOnce(&mut SkillRow) -> Go) -> Go {
    draft.skills.row_mut().map_or(Go::Ignored, edit)
}

pub(super) fn type_skill(draft: &mut Draft, touch: &Touch) -> Go {
    in_skill(draft, |row| typed(SKILL, touch, &mut row.name))
}

pub(super) fn type_skill_place(draft: &mut Draft, touch: &Touch) -> Go {
    in_skill(draft, |row| typed(NAME, touch, &mut row.place))
}

pub(super) fn type_skill_year(draft: &mut Draft, touch: &Touch) -> Go {
    in_skill(draft, |row| type_year(touch, &mut row.year))
}

fn skill_whole(row: &SkillRow, context: &Context<'_>) -> bool {
    let year = row.year.typed.is_empty() || year(&row.year.typed, context).is_some();
    row.name.trim().len() >= 2 && row.certified.is_some() && year
}

fn skill_lines(row: &SkillRow, context: &Context<'_>) -> (String, String) {
    let certified = match row.certified {
        Some(true) => words::WITH_CERTIFICATE.of(context.lang),
        Some(false) | None => "",
    };
    (row.name.trim().into(), joined(&[certified, row.place.trim(), &row.year.typed], ", "))
}

pub(super) fn skills(draft: &Draft, context: &Context<'_>) -> Ask {
    let rows = items(draft.skills.list(), |row| skill_lines(row, context));
    let can_add = draft.skills.can_add();
    Ask::new(context, words::SKILLS, field(rows, can_add, words::ADD_SKILL, words::NO_SKILLS, context))
}

pub(super) fn skills_fault(draft: &Draft, context: &Context<'_>) -> Option<Phrase> {
    let whole = draft.skills.list().iter().all(|row| skill_whole(row, context));
    (!whole).then_some(words::ROW_UNFINISHED)
}

pub(super) fn languages(draft: &Draft, context: &Context<'_>) -> Ask {
    let option = |language: &Phrase| {
        let id = language.of(crate::wording::Lang::Id);
        option(context, id, *language, draft.languages.contains(&id))
    };
    let options = words::LANGUAGES_OFFERED.iter().map(option).collect();
    let field = Field::Choice { options, multiple: true };
    Ask::new(context, words::LANGUAGES, field)
        .enabled(!draft.languages.is_empty())
        .skip(context.say(words::SKIP))
}

pub(super) fn choose_language(draft: &mut Draft, touch: &Touch) -> Go {
    let known = words::LANGUAGES_OFFERED.iter().map(|language| language.of(crate::wording::Lang::Id));
    let chosen = chosen_id(touch).and_then(|id| known.into_iter().find(|known| *known == id));
    let Some(language) = chosen else { return Go::Ignored };
    toggle(&mut draft.languages, language);
    Go::Changed
}

/// In, or out again.
pub(super) fn toggle<T: PartialEq>(list: &mut Vec<T>, value: T) {
    match list.iter().position(|known| *known == value) {
        Some(at) => drop(list.remove(at)),
        None => list.push(value),
    }
}

/// What is read back of the schools.
pub(super) fn school_rows(draft: &Draft, context: &Context<'_>) -> Vec<(String, String)> {
    draft.schools.list().iter().map(|row| school_lines(row, context)).collect()
}

/// What is read back of skills and languages.
pub(super) fn skill_rows(draft: &Draft, context: &Context<'_>) -> Vec<(String, String)> {
    let mut rows: Vec<_> = draft.skills.list().iter().map(|row| skill_lines(row, context)).collect();
    if rows.is_empty() {
        rows.push((context.say(words::GROUP_SKILLS), context.say(words::NONE)));
    }
    let spoken = words::LANGUAGES_OFFERED.iter();
    let spoken = spoken.filter(|it| draft.languages.contains(&it.of(crate::wording::Lang::Id)));
    let spoken: Vec<&str> = spoken.map(|language| language.of(context.lang)).collect();
    if !spoken.is_empty() {
        rows.push((context.say(words::LABEL_LANGUAGES), spoken.join(", ")));
    }
    rows
}
