//! Where somebody has worked. "Belum pernah bekerja" is one touch.

use anjungan_wire::application::limits;

use super::ask::{Ask, Context, Go, choose, options, typed, year};
use super::draft::{Draft, JobRow};
use super::learning::{YEAR, field, items, type_year, year_whole};
use super::wish;
use crate::visit::form::Touch;
use crate::visit::form::line::{Letters, Line};
use crate::wording::Phrase;
use crate::wording::apply as words;

const EMPLOYER: Line = Line::new(Letters::Words, limits::LINE_MAX);
pub(super) const POSITION: Line = Line::new(Letters::Sentence, limits::LINE_MAX);

const WORKED: [(bool, &str, Phrase); 2] =
    [(false, "never", words::NEVER_WORKED), (true, "worked", words::HAVE_WORKED)];

pub(super) fn worked(draft: &Draft, context: &Context<'_>) -> Ask {
    let chosen: Vec<_> = draft.worked.into_iter().collect();
    Ask::choice(context, words::WORKED, options(context, &WORKED, &chosen))
}

pub(super) fn choose_worked(draft: &mut Draft, touch: &Touch) -> Go {
    let go = choose(&WORKED, touch, &mut draft.worked);
    // The first row needs no touch of its own.
    if go == Go::On && draft.worked == Some(true) && draft.jobs.list().is_empty() {
        draft.jobs.add();
    }
    go
}

fn value(draft: &Draft, of: fn(&JobRow) -> &str) -> &str {
    draft.jobs.row().map_or("", of)
}

pub(super) fn employer(draft: &Draft, context: &Context<'_>) -> Ask {
    Ask::line(context, words::EMPLOYER, EMPLOYER, value(draft, |row| &row.employer))
}

pub(super) fn position(draft: &Draft, context: &Context<'_>) -> Ask {
    let typed = value(draft, |row| &row.position);
    Ask::line(context, words::JOB_POSITION, POSITION, typed).suggesting(wish::positions(typed))
}

pub(super) fn from(draft: &Draft, context: &Context<'_>) -> Ask {
    Ask::line(context, words::JOB_FROM, YEAR, value(draft, |row| &row.from))
}

pub(super) fn to(draft: &Draft, context: &Context<'_>) -> Ask {
    Ask::line(context, words::JOB_TO, YEAR, value(draft, |row| &row.to.typed))
        .skip(context.say(words::STILL_THERE))
}

fn in_job(draft: &mut Draft, edit: impl FnOnce(&mut JobRow) -> Go) -> Go {
    draft.jobs.row_mut().map_or(Go::Ignored, edit)
}

pub(super) fn type_employer(draft: &mut Draft, touch: &Touch) -> Go {
    in_job(draft, |row| typed(EMPLOYER, touch, &mut row.employer))
}

pub(super) fn type_position(draft: &mut Draft, touch: &Touch) -> Go {
    in_job(draft, |row| typed(POSITION, touch, &mut row.position))
}

pub(super) fn type_from(draft: &mut Draft, touch: &Touch) -> Go {
    in_job(draft, |row| typed(YEAR, touch, &mut row.from))
}

pub(super) fn type_to(draft: &mut Draft, touch: &Touch) -> Go {
    in_job(draft, |row| type_year(touch, &mut row.to))
}

/// The last year is not before the first.
pub(super) fn to_fault(row: &JobRow, context: &Context<'_>) -> Option<Phrase> {
    match (year(&row.from, context), year(&row.to.typed, context)) {
        _ if row.to.none => None,
        (Some(from), Some(to)) => (to < from).then_some(words::YEAR_BEFORE),
        (_, None) => Some(words::YEAR_BAD),
        (None, Some(_)) => None,
    }
}

fn whole(row: &JobRow, context: &Context<'_>) -> bool {
    let named = row.employer.trim().len() >= 2 && row.position.trim().len() >= 2;
    named
        && year(&row.from, context).is_some()
        && year_whole(&row.to, context)
        && to_fault(row, context).is_none()
}

/// "Operator produksi", and "PT Contoh, 2019 – sekarang".
fn lines(row: &JobRow, context: &Context<'_>) -> (String, String) {
    let to = if row.to.none { words::UNTIL_NOW.of(context.lang) } else { &row.to.typed };
    (row.position.trim().into(), format!("{}, {} – {to}", row.employer.trim(), row.from))
}

pub(super) fn jobs(draft: &Draft, context: &Context<'_>) -> Ask {
    let rows = items(draft.jobs.list(), |row| lines(row, context));
    let can_add = draft.jobs.can_add();
    Ask::new(context, words::JOBS, field(rows, can_add, words::ADD_JOB, words::NO_JOBS, context))
        .enabled(!draft.jobs.list().is_empty())
}

pub(super) fn jobs_fault(draft: &Draft, context: &Context<'_>) -> Option<Phrase> {
    match draft.jobs.list() {
        [] => Some(words::JOB_NEEDED),
        list => (!list.iter().all(|row| whole(row, context))).then_some(words::ROW_UNFINISHED),
    }
}

/// What is read back.
pub(super) fn rows(draft: &Draft, context: &Context<'_>) -> Vec<(String, String)> {
    match draft.worked {
        Some(true) => draft.jobs.list().iter().map(|row| lines(row, context)).collect(),
        Some(false) => vec![(context.say(words::GROUP_WORK), context.say(words::NEVER_WORKED))],
        None => Vec::new(),
    }
}
