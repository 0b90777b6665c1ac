//! The week's vacancies for a notice board: titles with capitals of 6.6 mm, to be read from 1.5 m.

use anjungan_wire::vacancy::Vacancy;
use jiff::civil::Date;

use super::canvas::{Canvas, MM, Style};
use super::frame::{self, BOTTOM, COLUMN, LEFT, RIGHT, TOP};
use super::typeface::{Face, Run};
use super::{Board, Context, SheetError, closes, sources};
use crate::paper::ticket::shortest;
use crate::wording::{self, Lang, pick};

const HEADLINE: Style = Style::new(Face::Bold, 38.0, 42.0);
const REGION: Style = Style::new(Face::Bold, 24.0, 29.0);
const WEEK: Style = Style::new(Face::Regular, 18.0, 24.0);
/// A capital is 0.668 of the size: 28 points make 6.6 mm, 1/227 of 1.5 m.
const TITLE: Style = Style::new(Face::Bold, 28.0, 31.0);
const EMPLOYER: Style = Style::new(Face::SemiBold, 15.0, 20.0);
const TEXT: Style = Style::new(Face::Regular, 15.0, 20.0);
const CLOSES: Style = Style::new(Face::SemiBold, 15.0, 20.0);

const CODE: f32 = 28.0 * MM;
const GAP: f32 = 5.5 * MM;

pub fn compose(board: &Board, context: &Context<'_>) -> Result<Vec<u8>, SheetError> {
    let lang = context.lang;
    let headline = pick(lang, "Lowongan baru", "New vacancies");
    let mut canvas = Canvas::new()?;
    let mut y = head(&mut canvas, board, headline, lang);
    if board.vacancies.is_empty() {
        let none = pick(
            lang,
            "Tidak ada lowongan baru minggu ini. Lowongan yang masih terbuka ada di mesin Anjungan.",
            "No new vacancies this week. Those still open are on the kiosk.",
        );
        let none = canvas.wrap(WEEK, none, COLUMN);
        canvas.lines(WEEK, LEFT, y + 4.0, &none);
    }
    for vacancy in &board.vacancies {
        let set = lines(&mut canvas, vacancy, lang);
        if y + height(&set) > BOTTOM {
            canvas.turn();
            // The rule of the head stands above the first entry.
            y = TOP - GAP - 6.0;
        } else {
            frame::hairline(&mut canvas, y);
        }
        y = entry(&mut canvas, y, vacancy, &set);
    }
    let names = sources(lang, board.vacancies.iter().map(|vacancy| vacancy.source));
    frame::finish(canvas, context, &format!("{headline}: {}", region(board)), &names)
}

fn head(canvas: &mut Canvas, board: &Board, headline: &str, lang: Lang) -> f32 {
    let mut y = TOP - 12.0;
    for (style, text) in [
        (HEADLINE, headline.to_owned()),
        (REGION, region(board)),
        (WEEK.quiet(), format!("{}  ·  {}", week(lang, board.from, board.to), count(lang, board))),
    ] {
        let runs = canvas.wrap_at_most(style, &text, COLUMN, 2);
        y = canvas.lines(style, LEFT, y, &runs);
    }
    y + GAP
}

/// "Cikarang Barat, Kab. Bekasi": a district's name alone may occur several times in the country.
fn region(board: &Board) -> String {
    let code = board.region.as_str();
    let name = |code: &str| anjungan_regions::name(code).map(str::to_owned);
    let own = name(code).unwrap_or_else(|| code.to_owned());
    match code.get(..4).filter(|_| code.len() > 4).and_then(name) {
        Some(regency) => format!("{own}, {regency}"),
        None => own,
    }
}

fn count(lang: Lang, board: &Board) -> String {
    let shown = board.vacancies.len();
    if shown == board.total {
        return wording::vacancies(lang, shown as u64);
    }
    let all = wording::vacancies(lang, board.total as u64);
    match lang {
        Lang::Id => format!("{shown} terbaru dari {all}"),
        Lang::En => format!("the newest {shown} of {all}"),
    }
}

/// "16–22 November 2026", with as much of the first date as differs.
fn week(lang: Lang, from: Date, to: Date) -> String {
    let (begin, end) = (wording::date(lang, from), wording::date(lang, to));
    if (from.year(), from.month()) == (to.year(), to.month()) {
        return format!("{}–{end}", from.day());
    }
    if from.year() == to.year() {
        let begin = begin.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
        return format!("{begin} – {end}");
    }
    format!("{begin} – {end}")
}

fn lines(canvas: &mut Canvas, vacancy: &Vacancy, lang: Lang) -> Vec<(Style, Vec<Run>)> {
    let width = COLUMN - CODE - 8.0 * MM;
    let employer = wording::employer(lang, vacancy.employer.as_deref());
    [
        (TITLE, vacancy.title.clone(), 2),
        (EMPLOYER, employer, 2),
        (TEXT, wording::place_short(&vacancy.place), 1),
        (TEXT, wording::wage_line(lang, vacancy.wage), 2),
        (CLOSES, closes(lang, vacancy), 1),
    ]
    .into_iter()
    .map(|(style, text, most)| (style, canvas.wrap_at_most(style, &text, width, most)))
    .collect()
}

fn height(set: &[(Style, Vec<Run>)]) -> f32 {
    let text: f32 = set.iter().map(|(style, runs)| style.leading * runs.len() as f32).sum();
    GAP + (text + 4.0).max(CODE)
}

fn entry(canvas: &mut Canvas, y: f32, vacancy: &Vacancy, set: &[(Style, Vec<Run>)]) -> f32 {
    let top = y + GAP;
    let mut baseline = top - 9.0;
    for (at, (style, runs)) in set.iter().enumerate() {
        baseline = canvas.lines(*style, LEFT, baseline, runs);
        if at == 0 {
            baseline += 4.0;
        }
    }
    canvas.code(RIGHT - CODE, top, CODE, &shortest(&vacancy.url));
    baseline.max(top + CODE) + GAP
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_is_written_as_short_as_it_can_be() {
        let id = |from, to| week(Lang::Id, from, to);
        assert_eq!(id(date(2026, 11, 16), date(2026, 11, 22)), "16–22 November 2026");
        assert_eq!(id(date(2026, 11, 28), date(2026, 12, 4)), "28 November – 4 Desember 2026");
        assert_eq!(id(date(2026, 12, 28), date(2027, 1, 3)), "28 Desember 2026 – 3 Januari 2027");
    }
}
