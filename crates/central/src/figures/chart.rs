//! Drawings of tables as SVG without a script: read by a screen reader as the table below them is, printed as sharp as
//! the printer is.

use std::fmt::Write as _;

use crate::console::Lang;

use super::table::{Chart, Table};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 220.0;
const LEFT: f64 = 56.0;
const BELOW: f64 = 28.0;
const ABOVE: f64 = 12.0;
/// Bars that are drawn; the table has the rest.
const BARS_MAX: usize = 20;
const BAR: f64 = 26.0;
/// How wide a letter of a value is, at most.
const LETTER: f64 = 8.5;
/// Letters of a bar's name that are drawn.
const NAME_MAX: usize = 34;

/// The drawing of a table; empty where there is nothing to draw.
pub fn draw(table: &Table, lang: Lang) -> String {
    if table.rows.is_empty() {
        return String::new();
    }
    match table.chart {
        Chart::None => String::new(),
        // Rows of nothing are read sooner than drawn.
        Chart::Bars(column) | Chart::Line(column) if top(table, column) <= 0.0 => String::new(),
        Chart::Bars(column) => bars(table, column, lang),
        Chart::Line(column) => line(table, column, lang),
    }
}

fn top(table: &Table, column: usize) -> f64 {
    table.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.value()).fold(0.0, f64::max)
}

/// A bar a row, the longest first as the table has them.
fn bars(table: &Table, column: usize, lang: Lang) -> String {
    let most = top(table, column);
    let rows = &table.rows[..table.rows.len().min(BARS_MAX)];
    let height = rows.len() as f64 * BAR + 8.0;
    let mut svg = open(table, WIDTH, height);
    let longest =
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.shown(lang).chars().count()).max();
    let values = (longest.unwrap_or(0) as f64 * LETTER + 16.0).max(80.0);
    let (names, room) = (290.0, WIDTH - 290.0 - values);
    for (at, row) in rows.iter().enumerate() {
        let (Some(name), Some(cell)) = (row.first(), row.get(column)) else { continue };
        let y = at as f64 * BAR + 4.0;
        let width = if most > 0.0 { cell.value() / most * room } else { 0.0 };
        let middle = y + BAR * 0.62;
        let name = shortened(&name.shown(lang));
        let _ = write!(
            svg,
            "<text x=\"{:.0}\" y=\"{middle:.0}\" text-anchor=\"end\">{}</text>\
             <rect x=\"{names:.0}\" y=\"{:.0}\" width=\"{width:.1}\" height=\"{:.0}\" rx=\"2\"/>\
             <text class=\"value\" x=\"{:.0}\" y=\"{middle:.0}\">{}</text>",
            names - 8.0,
            escaped(&name),
            y + 3.0,
            BAR - 8.0,
            names + width + 8.0,
            escaped(&cell.shown(lang)),
        );
    }
    svg.push_str("</svg>");
    svg
}

/// A line over the rows, from the first to the last.
fn line(table: &Table, column: usize, lang: Lang) -> String {
    // A scale of one has no number in its middle.
    let most = step_above(top(table, column).max(2.0));
    let mut svg = open(table, WIDTH, HEIGHT);
    let (room_x, room_y) = (WIDTH - LEFT - 12.0, HEIGHT - ABOVE - BELOW);
    let x = |at: usize| match table.rows.len() {
        0 | 1 => LEFT + room_x / 2.0,
        rows => LEFT + at as f64 / (rows - 1) as f64 * room_x,
    };
    let y = |value: f64| ABOVE + (1.0 - value / most) * room_y;
    for part in [0.0, 0.5, 1.0] {
        let value = most * part;
        if value.fract() > 0.0 {
            continue;
        }
        let at = y(value);
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{LEFT}\" x2=\"{:.0}\" y1=\"{at:.1}\" y2=\"{at:.1}\"/>\
             <text x=\"{:.0}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            WIDTH - 12.0,
            LEFT - 8.0,
            at + 5.0,
            lang.number(value.round() as u64),
        );
    }
    let points: Vec<String> = table
        .rows
        .iter()
        .enumerate()
        .filter_map(|(at, row)| row.get(column).map(|cell| format!("{:.1},{:.1}", x(at), y(cell.value()))))
        .collect();
    if let [point] = points.as_slice() {
        let (cx, cy) = point.split_once(',').unwrap_or_default();
        let _ = write!(svg, "<circle cx=\"{cx}\" cy=\"{cy}\" r=\"4\"/>");
    } else {
        let _ = write!(svg, "<polyline points=\"{}\"/>", points.join(" "));
    }
    for (at, anchor) in [(0, "start"), (table.rows.len() - 1, "end")] {
        if let Some(name) = table.rows[at].first() {
            let name = escaped(&name.shown(lang));
            let _ = write!(
                svg,
                "<text x=\"{:.0}\" y=\"{:.0}\" text-anchor=\"{anchor}\">{name}</text>",
                x(at),
                HEIGHT - 8.0
            );
        }
        if table.rows.len() == 1 {
            break;
        }
    }
    svg.push_str("</svg>");
    svg
}

/// What a reader hears is the table below; the drawing only says what it is.
fn open(table: &Table, width: f64, height: f64) -> String {
    format!(
        "<svg class=\"chart\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"{}\">",
        escaped(&table.title)
    )
}

/// The next number of the form 1, 2, 5 × 10ⁿ that is not below: a scale people can read.
fn step_above(value: f64) -> f64 {
    let mut step = 1.0;
    loop {
        for factor in [1.0, 2.0, 5.0] {
            if step * factor >= value {
                return step * factor;
            }
        }
        step *= 10.0;
    }
}

fn shortened(name: &str) -> String {
    match name.chars().count() > NAME_MAX {
        true => name.chars().take(NAME_MAX - 1).chain(['…']).collect(),
        false => name.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Cell;

    fn table(rows: Vec<Vec<Cell>>, chart: Chart) -> Table {
        Table {
            id: "x",
            title: "Kunjungan & <layanan>".into(),
            note: String::new(),
            head: vec!["a".into(), "b".into()],
            rows,
            empty: String::new(),
            chart,
        }
    }

    #[test]
    fn nothing_is_drawn_of_nothing_and_names_are_no_markup() {
        assert_eq!(draw(&table(vec![], Chart::Bars(1)), Lang::Id), "");
        let zero = vec![Cell::Text("a".into()), Cell::Number(0)];
        assert_eq!(draw(&table(vec![zero.clone()], Chart::Bars(1)), Lang::Id), "");
        let rows = vec![vec![Cell::Text("<b>&\"".into()), Cell::Number(3)], zero];
        let svg = draw(&table(rows, Chart::Bars(1)), Lang::Id);
        assert!(svg.contains("&lt;b&gt;&amp;&quot;"), "{svg}");
        assert!(svg.contains("width=\"0.0\""), "a bar of nothing has no length: {svg}");
        assert!(!svg.contains("NaN"), "{svg}");
    }

    #[test]
    fn one_day_is_a_point_and_more_are_a_line() {
        let day = |day: &str, count| vec![Cell::Text(day.into()), Cell::Number(count)];
        assert!(draw(&table(vec![day("1", 3)], Chart::Line(1)), Lang::Id).contains("<circle"));
        let svg = draw(&table(vec![day("1", 0), day("2", 1)], Chart::Line(1)), Lang::Id);
        assert!(svg.contains("<polyline") && !svg.contains("NaN"), "{svg}");
        assert!(
            svg.contains(">2</text>") && svg.contains(">1</text>"),
            "a scale counts in whole visits: {svg}"
        );
        assert_eq!(draw(&table(vec![day("1", 0), day("2", 0)], Chart::Line(1)), Lang::Id), "");
    }

    #[test]
    fn scales_end_in_round_numbers() {
        for (value, top) in
            [(0.0, 1.0), (1.0, 1.0), (3.0, 5.0), (7.0, 10.0), (101.0, 200.0), (4_233.0, 5_000.0)]
        {
            assert_eq!(step_above(value), top);
        }
    }
}
