//! A report on paper.

use anjungan_card::{ComposeError, ReportCell, ReportPaper, ReportTable};
use jiff::Timestamp;

use super::report::Report;
use super::table::{Chart, Table};
use crate::console::Lang;

/// The file, PDF/A-1a.
///
/// # Errors
/// A place's name has a character that the fonts lack; or a defect of this program.
pub fn pdf(report: &Report, at: Timestamp, lang: Lang) -> Result<Vec<u8>, ComposeError> {
    anjungan_card::report(&ReportPaper {
        title: report.title.clone(),
        subtitle: report.subtitle.clone(),
        language: lang.code(),
        headlines: report.headlines.iter().map(|(_, what, value)| (value.clone(), what.clone())).collect(),
        tables: report.tables.iter().map(|table| on_paper(table, lang)).collect(),
        page_of: lang.t("Halaman {}", "Page {}").into(),
        at,
    })
}

fn on_paper(table: &Table, lang: Lang) -> ReportTable {
    let column = match table.chart {
        Chart::None => None,
        Chart::Bars(column) | Chart::Line(column) => Some(column),
    };
    let values = table.rows.iter().filter_map(|row| row.get(column?)).map(|cell| cell.value());
    let most = values.fold(0.0, f64::max);
    let rows = table.rows.iter().map(|row| {
        let cells = row.iter().enumerate().map(|(at, cell)| ReportCell {
            text: cell.shown(lang),
            right: cell.is_number(),
            bar: (Some(at) == column && most > 0.0).then(|| (cell.value() / most) as f32),
        });
        cells.collect()
    });
    ReportTable {
        title: table.title.clone(),
        note: table.note.clone(),
        head: table.head.clone(),
        rows: rows.collect(),
        empty: table.empty.clone(),
    }
}
