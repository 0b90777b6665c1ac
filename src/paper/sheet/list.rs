//! Up to ten vacancies that a person chose, five a page, each with its code.

use anjungan_wire::vacancy::Vacancy;

use super::canvas::{Canvas, MM, Style};
use super::frame::{self, BOTTOM, COLUMN, LEFT, RIGHT, TOP};
use super::typeface::{Face, Run};
use super::{Context, LIST_MAX, SheetError, closes, sources};
use crate::paper::ticket::shortest;
use crate::wording::{self, Lang, pick};

const HEADLINE: Style = Style::new(Face::Bold, 22.0, 27.0);
const LEAD: Style = Style::new(Face::Regular, 11.0, 15.0);
const NUMBER: Style = Style::new(Face::Bold, 14.0, 17.5);
const TITLE: Style = Style::new(Face::Bold, 14.0, 17.5);
const EMPLOYER: Style = Style::new(Face::SemiBold, 10.5, 14.5);
const TEXT: Style = Style::new(Face::Regular, 10.5, 14.5);
const ADDRESS: Style = Style::new(Face::Regular, 7.5, 10.0);

const NUMBERS: f32 = 9.0 * MM;
const CODE: f32 = 25.0 * MM;
const GAP: f32 = 6.0 * MM;

pub fn compose(vacancies: &[Vacancy], context: &Context<'_>) -> Result<Vec<u8>, SheetError> {
    let lang = context.lang;
    let shown = &vacancies[..vacancies.len().min(LIST_MAX)];
    let mut canvas = Canvas::new()?;
    let headline = pick(lang, "Daftar lowongan", "List of vacancies");
    let mut y = TOP - 8.0;
    let run = canvas.wrap(HEADLINE, headline, COLUMN);
    y = canvas.lines(HEADLINE, LEFT, y, &run);
    let run = canvas.wrap(LEAD.quiet(), &lead(lang, shown.len(), vacancies.len()), COLUMN);
    y = canvas.lines(LEAD.quiet(), LEFT, y + 2.0, &run) + GAP;
    for (at, vacancy) in shown.iter().enumerate() {
        let set = lines(&mut canvas, vacancy, context);
        if y + height(&set) > BOTTOM {
            canvas.turn();
            // The rule of the head stands above the first entry.
            y = TOP - GAP - 6.0;
        } else {
            frame::hairline(&mut canvas, y);
        }
        y = entry(&mut canvas, y, at + 1, vacancy, &set) + GAP;
    }
    let names = sources(lang, shown.iter().map(|vacancy| vacancy.source));
    frame::finish(canvas, context, headline, &names)
}

fn lead(lang: Lang, shown: usize, all: usize) -> String {
    match (lang, shown) {
        (_, 0) => pick(lang, "Belum ada lowongan yang dipilih.", "No vacancy was chosen.").into(),
        (Lang::Id, _) if shown < all => format!("{shown} dari {all} lowongan. Pindai kode QR untuk melamar."),
        (Lang::En, _) if shown < all => format!("{shown} of {all} vacancies. Scan a code to apply."),
        (Lang::Id, _) => {
            format!("{}. Pindai kode QR untuk melamar lewat HP.", wording::vacancies(lang, shown as u64))
        }
        (Lang::En, _) => {
            format!("{}. Scan a QR code to apply on your phone.", wording::vacancies(lang, shown as u64))
        }
    }
}

/// The lines of an entry beside its number and code.
fn lines(canvas: &mut Canvas, vacancy: &Vacancy, context: &Context<'_>) -> Vec<(Style, Vec<Run>)> {
    let lang = context.lang;
    let width = COLUMN - NUMBERS - CODE - 7.0 * MM;
    let employer = wording::employer(lang, vacancy.employer.as_deref());
    [
        (TITLE, vacancy.title.clone(), 2),
        (EMPLOYER, employer, 2),
        (TEXT, wording::place_short(&vacancy.place), 1),
        (TEXT, wording::wage_line(lang, vacancy.wage), 1),
        (TEXT, closes(lang, vacancy), 1),
        (ADDRESS.quiet(), vacancy.url.clone(), 2),
    ]
    .into_iter()
    .map(|(style, text, most)| (style, canvas.wrap_at_most(style, &text, width, most)))
    .collect()
}

fn height(set: &[(Style, Vec<Run>)]) -> f32 {
    let text: f32 = set.iter().map(|(style, runs)| style.leading * runs.len() as f32).sum();
    GAP + text.max(CODE)
}

fn entry(canvas: &mut Canvas, y: f32, number: usize, vacancy: &Vacancy, set: &[(Style, Vec<Run>)]) -> f32 {
    let top = y + GAP;
    let mut baseline = top - 4.5;
    for run in canvas.wrap(NUMBER, &number.to_string(), NUMBERS) {
        canvas.line(NUMBER, LEFT, baseline + NUMBER.leading, &run);
    }
    for (style, runs) in set {
        baseline = canvas.lines(*style, LEFT + NUMBERS, baseline, runs);
    }
    if canvas.code(RIGHT - CODE, top, CODE, &shortest(&vacancy.url)) {
        baseline.max(top + CODE)
    } else {
        baseline
    }
}
