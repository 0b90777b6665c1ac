//! What is alike on every sheet: margins, the office above, number, date and sources below.

use super::canvas::{Canvas, HEIGHT, MM, Style, WIDTH};
use super::typeface::Face;
use super::{Context, SheetError};
use crate::wording::{self, Lang, pick};

/// The left edge of everything.
pub const LEFT: f32 = 19.0 * MM;
/// The right edge.
pub const RIGHT: f32 = WIDTH - 19.0 * MM;
/// Between them.
pub const COLUMN: f32 = RIGHT - LEFT;
/// Below the office's name.
pub const TOP: f32 = 32.0 * MM;
/// Above the foot.
pub const BOTTOM: f32 = HEIGHT - 29.0 * MM;

const OFFICE: Style = Style::new(Face::SemiBold, 11.0, 14.0);
const SMALL: Style = Style::new(Face::Regular, 8.5, 11.5);
const FREE: Style = Style::new(Face::Bold, 11.0, 14.0);

/// Rules are as thin as printers print them evenly.
const HAIRLINE: f32 = 0.6;

/// Across the column.
pub fn hairline(canvas: &mut Canvas, y: f32) {
    canvas.fill(LEFT, y, COLUMN, HAIRLINE, 0.6);
}

/// Head and foot on every page, once all pages are there.
fn frame(canvas: &mut Canvas, context: &Context<'_>, sources: &str) {
    let pages = canvas.pages();
    for page in 0..pages {
        canvas.back_to(page);
        head(canvas, context);
        foot(canvas, context, sources, page + 1, pages);
    }
}

fn head(canvas: &mut Canvas, context: &Context<'_>) {
    let number = canvas.wrap(OFFICE, context.number, COLUMN);
    let room = COLUMN - number.first().map_or(0.0, |run| run.width_em * OFFICE.size) - 6.0 * MM;
    let y = 15.0 * MM;
    for run in canvas.wrap_at_most(OFFICE, context.tenant, room, 1) {
        canvas.line(OFFICE, LEFT, y, &run);
    }
    canvas.line_ending(OFFICE, RIGHT, y, context.number);
    for run in canvas.wrap_at_most(SMALL.quiet(), context.site, room, 1) {
        canvas.line(SMALL.quiet(), LEFT, y + 12.5, &run);
    }
    let under_number = if context.copy > 1 {
        match context.lang {
            Lang::Id => format!("CETAK ULANG ke-{}", context.copy),
            Lang::En => format!("REPRINT no. {}", context.copy),
        }
    } else {
        pick(context.lang, "nomor lembar", "sheet number").into()
    };
    let style = if context.copy > 1 { SMALL } else { SMALL.quiet() };
    canvas.line_ending(style, RIGHT, y + 12.5, &under_number);
    canvas.fill(LEFT, y + 21.0, COLUMN, 1.6, 0.0);
}

fn foot(canvas: &mut Canvas, context: &Context<'_>, sources: &str, page: usize, pages: usize) {
    let Context { lang, zone, printed_at, as_of, .. } = *context;
    let y = HEIGHT - 20.0 * MM;
    hairline(canvas, y - 15.0);
    for run in canvas.wrap(FREE, pick(lang, "GRATIS – tidak ada pungutan", "FREE – there is no fee"), COLUMN)
    {
        canvas.line(FREE, LEFT, y, &run);
    }
    if pages > 1 {
        let of = match lang {
            Lang::Id => format!("Halaman {page} dari {pages}"),
            Lang::En => format!("Page {page} of {pages}"),
        };
        canvas.line_ending(FREE, RIGHT, y, &of);
    }
    let moment =
        printed_at.map(|at| (wording::date(lang, zone.day(at)), wording::time_of_day(lang, at, zone)));
    let printed = match (lang, moment) {
        (Lang::Id, Some((day, time))) => format!("Dicetak {day} {time}"),
        (Lang::En, Some((day, time))) => format!("Printed {day}, {time}"),
        (_, None) => wording::CLOCK_UNSET.of(lang).into(),
    };
    let facts = format!("{printed}  ·  {}", wording::data_as_of(lang, as_of, zone));
    let facts = canvas.wrap(SMALL.quiet(), &facts, COLUMN);
    let y = canvas.lines(SMALL.quiet(), LEFT, y + 3.0, &facts);
    let sources = canvas.wrap_at_most(SMALL.quiet(), sources, COLUMN, 1);
    canvas.lines(SMALL.quiet(), LEFT, y, &sources);
}

/// The PDF with its head and foot.
pub fn finish(
    mut canvas: Canvas,
    context: &Context<'_>,
    title: &str,
    sources: &str,
) -> Result<Vec<u8>, SheetError> {
    frame(&mut canvas, context, sources);
    canvas.finish(title, context.tenant, context.earliest().as_second())
}
