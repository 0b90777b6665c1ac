//! A vacancy on one or two pages: what a person takes home to decide and to apply.
//!
//! The facts stand before the text, in the order in which the law names them, and the notes with them: what is
//! cut when a text is too long is the end of the text.

use anjungan_wire::vacancy::Vacancy;
use jiff::Timestamp;

use super::canvas::{Canvas, MM, Style};
use super::frame::{self, BOTTOM, COLUMN, LEFT, RIGHT, TOP};
use super::typeface::Face;
use super::{Context, SheetError};
use crate::paper::ticket::shortest;
use crate::visit::detail::{self, Paragraph};
use crate::wording::{self, pick};

const PAGES_MAX: usize = 2;
const TITLE_LINES_MAX: usize = 4;
const VALUE_LINES_MAX: usize = 6;

const KICKER: Style = Style::new(Face::Bold, 9.5, 13.0);
const TITLE: Style = Style::new(Face::Bold, 25.0, 29.0);
const EMPLOYER: Style = Style::new(Face::SemiBold, 14.0, 18.5);
const PLACE: Style = Style::new(Face::Regular, 12.0, 16.0);
const LABEL: Style = Style::new(Face::SemiBold, 10.5, 14.0);
const VALUE: Style = Style::new(Face::Regular, 10.5, 14.0);
const HEADING: Style = Style::new(Face::Bold, 12.5, 17.0);
const SUBHEADING: Style = Style::new(Face::SemiBold, 10.0, 14.2);
const TEXT: Style = Style::new(Face::Regular, 10.0, 14.2);
const NOTE: Style = Style::new(Face::Regular, 9.5, 13.0);
const CAPTION: Style = Style::new(Face::SemiBold, 8.5, 11.0);
const ADDRESS: Style = Style::new(Face::Regular, 7.5, 9.5);

const CODE: f32 = 34.0 * MM;
const LABELS: f32 = 40.0 * MM;

pub fn compose(vacancy: &Vacancy, context: &Context<'_>) -> Result<Vec<u8>, SheetError> {
    let lang = context.lang;
    let today = context.zone.day(context.earliest());
    let mut canvas = Canvas::new()?;
    let mut y = head(&mut canvas, vacancy, context);
    for mut fact in detail::facts(vacancy, today, lang) {
        // On paper the date alone, for "3 days left" is wrong tomorrow.
        if fact.icon == detail::Icon::Deadline {
            fact.value = wording::date(lang, vacancy.closes);
        }
        y = row(&mut canvas, y, &fact);
    }
    frame::hairline(&mut canvas, y);
    y = notes(&mut canvas, y + 7.0, &detail::notes(vacancy, today, lang));
    text(&mut canvas, y + 4.0, &detail::body(vacancy, lang), sections(vacancy), lang);
    let fetched = Timestamp::from_second(vacancy.fetched_s).unwrap_or(Timestamp::UNIX_EPOCH);
    let source = wording::source_line(lang, vacancy.source, context.zone.day(fetched));
    frame::finish(canvas, context, &vacancy.title, &source)
}

/// Title, employer and place beside the code.
fn head(canvas: &mut Canvas, vacancy: &Vacancy, context: &Context<'_>) -> f32 {
    let lang = context.lang;
    let code_left = RIGHT - CODE;
    let width = code_left - LEFT - 9.0 * MM;
    let mut under_code = TOP;
    if canvas.code(code_left, TOP, CODE, &shortest(&vacancy.url)) {
        under_code += CODE + 4.0;
        let caption = pick(lang, "Pindai untuk melamar lewat HP", "Scan to apply on your phone");
        let caption = canvas.wrap(CAPTION, caption, CODE);
        under_code = canvas.lines(CAPTION, code_left, under_code, &caption) + 1.0;
    }
    let address = canvas.wrap_at_most(ADDRESS, &vacancy.url, CODE, 5);
    under_code = canvas.lines(ADDRESS, code_left, under_code, &address);

    let mut y = TOP - 4.0;
    let kicker = canvas.wrap(KICKER.quiet(), pick(lang, "LOWONGAN KERJA", "JOB VACANCY"), width);
    y = canvas.lines(KICKER.quiet(), LEFT, y, &kicker) + 4.0;
    let title = canvas.wrap_at_most(TITLE, &vacancy.title, width, TITLE_LINES_MAX);
    y = canvas.lines(TITLE, LEFT, y, &title) + 7.0;
    let employer = wording::employer(lang, vacancy.employer.as_deref());
    let employer = canvas.wrap_at_most(EMPLOYER, &employer, width, 3);
    y = canvas.lines(EMPLOYER, LEFT, y, &employer) + 1.0;
    let place = canvas.wrap_at_most(PLACE.quiet(), &wording::place(&vacancy.place), width, 3);
    y = canvas.lines(PLACE.quiet(), LEFT, y, &place);
    y.max(under_code) + 5.5 * MM
}

/// A fact between hairlines.
fn row(canvas: &mut Canvas, y: f32, fact: &detail::FactView) -> f32 {
    frame::hairline(canvas, y);
    let label = canvas.wrap(LABEL, &fact.label, LABELS - 4.0 * MM);
    let style = if fact.stated { VALUE } else { VALUE.quiet() };
    let value = canvas.wrap_at_most(style, &fact.value, COLUMN - LABELS, VALUE_LINES_MAX);
    let above = y + 0.5;
    let ends = [canvas.lines(LABEL, LEFT, above, &label), canvas.lines(style, LEFT + LABELS, above, &value)];
    ends[0].max(ends[1]) + 5.0
}

fn notes(canvas: &mut Canvas, y: f32, notes: &[String]) -> f32 {
    let mut y = y;
    for note in notes {
        let lines = canvas.wrap(NOTE, note, COLUMN - 4.5 * MM);
        for bullet in canvas.wrap(NOTE, "•", COLUMN) {
            canvas.line(NOTE, LEFT, y + NOTE.leading, &bullet);
        }
        y = canvas.lines(NOTE, LEFT + 4.5 * MM, y, &lines) + 2.0;
    }
    y
}

/// Where in [`detail::body`] the two headings are that are ours, not the advertiser's.
fn sections(vacancy: &Vacancy) -> [usize; 2] {
    let first = detail::paragraphs(&vacancy.description).len();
    [0, if first == 0 { 0 } else { first + 1 }]
}

/// The text over what is left of the pages; its end is cut with a note.
fn text(canvas: &mut Canvas, y: f32, body: &[Paragraph], sections: [usize; 2], lang: wording::Lang) {
    let mut y = y;
    for (at, paragraph) in body.iter().enumerate() {
        let (style, indent, before) = match (paragraph.heading, paragraph.bullet) {
            (true, _) if sections.contains(&at) => (HEADING, 0.0, 7.0),
            (true, _) => (SUBHEADING, 0.0, 5.0),
            (false, true) => (TEXT, 4.5 * MM, 1.5),
            (false, false) => (TEXT, 0.0, 4.0),
        };
        let lines = canvas.wrap(style, &paragraph.text, COLUMN - indent);
        y += before;
        for (number, line) in lines.iter().enumerate() {
            // A heading needs two lines of its text below it, or a heading and one.
            let needs =
                if paragraph.heading { style.leading + 8.0 + 2.0 * TEXT.leading } else { style.leading };
            let last_page = canvas.pages() == PAGES_MAX;
            let more = number + 1 < lines.len() || at + 1 < body.len();
            // On the last page the note must fit too, unless this is the very end.
            let note = if last_page && more { TEXT.leading + 6.0 } else { 0.0 };
            if y + needs + note > BOTTOM {
                if last_page {
                    return cut(canvas, y, lang);
                }
                canvas.turn();
                y = TOP - 4.0;
            }
            y += style.leading;
            if paragraph.bullet && number == 0 {
                for bullet in canvas.wrap(style, "•", COLUMN) {
                    canvas.line(style, LEFT, y, &bullet);
                }
            }
            canvas.line(style, LEFT + indent, y, line);
        }
    }
}

fn cut(canvas: &mut Canvas, y: f32, lang: wording::Lang) {
    let note = pick(
        lang,
        "… Uraian ini dipotong. Selengkapnya: pindai kode QR di halaman 1.",
        "… This text is cut here. For all of it, scan the QR code on page 1.",
    );
    let note = canvas.wrap(LABEL, note, COLUMN);
    canvas.lines(LABEL, LEFT, y + 3.0, &note);
}
