//! A report in words.

use anjungan_wire::application::ReportNews;
use jiff::civil::Date;

use super::super::day::DayAnswer;
use super::super::find;
use super::super::form::{self, AskView, ChoiceItem, Field, KeyboardKind};
use super::super::status::Tries;
use super::super::{Machine, Moment};
use super::{Aim, EMPLOYED, Known, Report, STILL_LOOKING, Stage, plausible};
use crate::visit::view::Body;
use crate::wording::card::{assist, report as words};
use crate::wording::{Lang, Said, date};

/// How the last page looks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Look {
    /// Being written down.
    Storing,
    /// On disk.
    Stored,
    /// Not on disk.
    Failed,
}

/// The last page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// "Lapor 6 Bulan"
    pub title: String,
    /// How it looks.
    pub look: Look,
    /// In large letters.
    pub headline: String,
    /// Below it.
    pub explanation: String,
    /// For those who find work; may be empty.
    pub reminder: String,
    /// "Coba lagi"; empty where there is nothing to try.
    pub again_label: String,
    /// For the technician; empty when all is well.
    pub code: String,
}

/// The page that is up.
pub(in crate::visit) fn view(
    report: &Report,
    machine: &Machine,
    tries: &Tries,
    assisted: &str,
    now: Moment,
    lang: Lang,
) -> Body {
    let wait_s = tries.wait_ms(now).div_ceil(1_000);
    let title = words::title(lang, report.aim == Aim::Employed);
    let steps = match report.aim {
        Aim::SixMonths => 1,
        Aim::Employed => 2,
    };
    let ask = |step: u32, question: &str, hint: &str, field: Field| AskView {
        title: title.into(),
        step,
        steps: steps.max(step),
        question: question.into(),
        hint: hint.into(),
        error: String::new(),
        warning: String::new(),
        field,
        next_label: words::next(lang).into(),
        next_enabled: true,
        skip_label: String::new(),
        help_label: assist::help(lang).into(),
        assisted: assisted.into(),
    };
    let done = |look, said: Said, reminder: &str, again: &str, code: &str| {
        Body::Done(View {
            title: title.into(),
            look,
            headline: said.headline,
            explanation: said.explanation,
            reminder: reminder.into(),
            again_label: again.into(),
            code: code.into(),
        })
    };
    match &report.stage {
        Stage::Find(find) => Body::Find(find::view(find, title, machine, wait_s, lang)),
        Stage::Looking { .. } => Body::Find(find::looking(title, machine, lang)),
        Stage::Born { born, .. } => Body::Ask(find::born_view(born, title, machine, wait_s, assisted, lang)),
        Stage::Ask(known) => Body::Ask(AskView {
            next_label: String::new(),
            ..ask(1, words::ask(lang), &days(known, lang), answers(lang))
        }),
        Stage::Employer { employer, .. } => {
            let field = Field::Text {
                value: employer.clone(),
                placeholder: words::employer_example(lang).into(),
                keyboard: KeyboardKind::Letters,
                suggestions: Vec::new(),
            };
            Body::Ask(AskView {
                next_enabled: !employer.trim().is_empty(),
                skip_label: words::skip(lang).into(),
                ..ask(1, words::employer(lang), words::employer_hint(lang), field)
            })
        }
        Stage::Since { since, .. } => {
            let day = since.day();
            let wrong = day.is_some_and(|day| !plausible(day, machine.today()));
            Body::Ask(AskView {
                error: if wrong { words::since_wrong(lang).into() } else { since.error(lang).into() },
                next_label: words::send(lang).into(),
                next_enabled: day.is_some() && !wrong,
                skip_label: words::send_found_here(lang).into(),
                ..ask(2, words::since(lang), words::since_hint(lang), since.field(lang))
            })
        }
        Stage::Storing { .. } => done(Look::Storing, words::storing(lang), "", "", ""),
        Stage::Done { known, news } => match news {
            ReportNews::StillLooking { day } => {
                done(Look::Stored, words::stored(lang, known.next(*day)), words::reminder(lang), "", "")
            }
            ReportNews::Employed { .. } => done(Look::Stored, words::stored_employed(lang), "", "", ""),
        },
        Stage::Failed { cause, .. } => {
            done(Look::Failed, words::not_stored(lang), "", words::again(lang), cause.code())
        }
    }
}

fn answers(lang: Lang) -> Field {
    let option = |id: &str, (label, note): (&str, &str)| ChoiceItem {
        id: id.into(),
        label: label.into(),
        note: note.into(),
        chosen: false,
    };
    let options =
        vec![option(STILL_LOOKING, words::still_looking(lang)), option(EMPLOYED, words::employed(lang))];
    Field::Choice { options, multiple: false }
}

/// The card's days of report, above the question; empty where they are not known.
fn days(known: &Known, lang: Lang) -> String {
    let days: Vec<String> = known.reports().iter().map(|day| date(lang, *day)).collect();
    if days.is_empty() { String::new() } else { words::days(lang, &days.join(" · ")) }
}

/// A touch on the day of beginning; the day, once it is sent by either button.
pub(super) fn since_touched(since: &mut DayAnswer, event: &form::Event, machine: &Machine) -> Option<Date> {
    if matches!(event, form::Event::Next | form::Event::Skip) {
        return since.day().filter(|day| plausible(*day, machine.today()));
    }
    since.touched(event);
    None
}
