//! A report of figures on A4: headings, tables, bars. The card's own pen and fonts, tagged and archival as a card is.

use jiff::Timestamp;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::tagging::{TableHeaderScope, Tag, TagGroup, TagTree};

use super::pen::{Align, Area, Pen, Style, pt};
use super::text::{self, Weight};
use super::{ComposeError, archival, date_time, parts};
use crate::template::Colour;

const WIDTH: f32 = 210.0;
const HEIGHT: f32 = 297.0;
const MARGIN: f32 = 18.0;
/// From line to line of a table, mm.
const ROW: f32 = 6.4;
/// Rows that a table may have on paper; the spreadsheet has the rest.
pub const ROWS_MAX: usize = 100;
/// The first column's share of the width, and in a table of many columns.
const NAMES: f32 = 0.42;
const NAMES_OF_MANY: f32 = 0.3;
const MANY: usize = 6;

const INK: Colour = Colour([27, 36, 48]);
const SOFT: Colour = Colour([86, 98, 115]);
const BAR: Colour = Colour([205, 220, 236]);
const LINE: Colour = Colour([207, 214, 222]);

/// A table to be printed.
#[derive(Clone, PartialEq, Debug)]
pub struct ReportTable {
    /// Its heading.
    pub title: String,
    /// What must be known to read it; may be empty.
    pub note: String,
    /// What stands over the columns.
    pub head: Vec<String>,
    /// The rows, each as long as the head.
    pub rows: Vec<Vec<ReportCell>>,
    /// What is said where there is no row.
    pub empty: String,
}

/// What stands in a row.
#[derive(Clone, PartialEq, Debug)]
pub struct ReportCell {
    /// The text.
    pub text: String,
    /// It stands at the right.
    pub right: bool,
    /// How long a bar lies behind the row, from 0 to 1.
    pub bar: Option<f32>,
}

/// A report to be printed.
#[derive(Clone, PartialEq, Debug)]
pub struct ReportPaper {
    /// The title.
    pub title: String,
    /// Below it.
    pub subtitle: String,
    /// `id` or `en`.
    pub language: &'static str,
    /// The most important numbers and what they are.
    pub headlines: Vec<(String, String)>,
    /// The tables.
    pub tables: Vec<ReportTable>,
    /// "Halaman {}"
    pub page_of: String,
    /// When it was made.
    pub at: Timestamp,
}

/// Composes a report. The same input makes the same bytes.
///
/// # Errors
/// A character that the fonts lack, or a defect of this program.
pub fn report(paper: &ReportPaper) -> Result<Vec<u8>, ComposeError> {
    let texts = paper.tables.iter().flat_map(|table| {
        let cells = table.rows.iter().flatten().map(|cell| &cell.text);
        [&table.title, &table.note, &table.empty].into_iter().chain(&table.head).chain(cells)
    });
    for text in texts.chain([&paper.title, &paper.subtitle]) {
        if let Some(character) = text::lacking(text) {
            return Err(ComposeError::Unprintable { field: "report", character });
        }
    }
    let mut document = archival();
    let mut tags = TagTree::new().with_lang(Some(paper.language.into()));
    let mut left = paper.tables.iter();
    let mut next = left.next().map(|table| (table, 0));
    let mut number = 0;
    while number == 0 || next.is_some() {
        number += 1;
        let size = PageSettings::from_wh(pt(WIDTH), pt(HEIGHT)).expect("A4 has a size");
        let mut page = document.start_page_with(size);
        let mut pen = Pen::new(page.surface());
        let mut sheet = Sheet { pen: &mut pen, tags: &mut tags, top: MARGIN };
        if number == 1 {
            sheet.head(paper);
        }
        while let Some((table, row)) = next {
            match sheet.table(table, row) {
                Some(rest) => {
                    next = Some((table, rest));
                    break;
                }
                None => next = left.next().map(|table| (table, 0)),
            }
        }
        sheet.foot(&paper.page_of.replace("{}", &number.to_string()));
    }
    document.set_tag_tree(tags);
    document.set_metadata(metadata(paper));
    document.finish().map_err(|error| ComposeError::NotArchival(error.to_string()))
}

/// From where and how wide each column is: wider, where something long stands in it. A heading has two lines, and no word
/// of it is broken.
fn columns(table: &ReportTable) -> Vec<(f32, f32)> {
    let whole = WIDTH - 2.0 * MARGIN;
    let longest = |at: usize| {
        let cells = table.rows.iter().take(ROWS_MAX).filter_map(move |row| row.get(at));
        let heading = &table.head[at];
        let words = heading.split(' ').map(|word| word.chars().count());
        let least = words.fold(heading.chars().count().div_ceil(2), usize::max) + 1;
        cells.map(|cell| cell.text.chars().count()).fold(least, usize::max) as f32
    };
    let letters: f32 = (1..table.head.len()).map(longest).sum();
    let names = match table.head.len() {
        0 | 1 => whole,
        2..MANY => whole * NAMES,
        MANY.. => whole * NAMES_OF_MANY,
    };
    let mut columns = vec![(MARGIN, names)];
    let mut left = MARGIN + names;
    for at in 1..table.head.len() {
        let width = (whole - names) * longest(at) / letters;
        columns.push((left, width));
        left += width;
    }
    columns
}

struct Sheet<'a, 'p> {
    pen: &'a mut Pen<'p>,
    tags: &'a mut TagTree,
    top: f32,
}

impl Sheet<'_, '_> {
    fn area(&self, height: f32) -> Area {
        Area::new(MARGIN, self.top, WIDTH - 2.0 * MARGIN, height)
    }

    fn head(&mut self, paper: &ReportPaper) {
        let title = Style::new(20.0, Weight::Bold, INK).lines(2, 14.0);
        let (group, end) =
            self.pen.write(parts::heading(1, &paper.title), self.area(20.0), title, &paper.title);
        self.tags.push(group);
        self.top = end + 3.0;
        let style = Style::new(9.5, Weight::Regular, SOFT).lines(3, 8.0);
        let (group, end) = self.pen.write(Tag::P, self.area(16.0), style, &paper.subtitle);
        self.tags.push(group);
        self.top = end + 6.0;
        let width = (WIDTH - 2.0 * MARGIN) / 4.0;
        for (at, (value, what)) in paper.headlines.iter().enumerate() {
            let left = MARGIN + (at % 4) as f32 * width;
            let top = self.top + (at / 4) as f32 * 17.0;
            let area = Area::new(left, top, width - 4.0, 7.0);
            let mut group = TagGroup::new(Tag::P);
            let (id, end) = self.pen.span(area, Style::new(17.0, Weight::Bold, INK), value);
            group.push(id);
            let area = Area::new(left, end + 1.8, width - 4.0, 7.0);
            let style = Style::new(8.5, Weight::Regular, SOFT).lines(2, 7.0);
            group.push(self.pen.span(area, style, what).0);
            self.tags.push(group);
        }
        self.top += paper.headlines.len().div_ceil(4) as f32 * 17.0 + 3.0;
    }

    /// As many rows as there is room for, from `from` on. The first row of the next page, if there is one.
    fn table(&mut self, table: &ReportTable, from: usize) -> Option<usize> {
        let note = if table.note.is_empty() { 0.0 } else { 9.0 };
        let rows = &table.rows[..table.rows.len().min(ROWS_MAX)];
        // A heading does not stand alone at a page's foot.
        let least = 8.0 + note + 10.0 + ROW * rows.len().saturating_sub(from).clamp(1, 3) as f32;
        if self.top + least > HEIGHT - MARGIN - 8.0 && self.top > MARGIN {
            return Some(from);
        }
        let style = Style::new(12.5, Weight::Bold, INK).lines(1, 9.0);
        let (group, end) =
            self.pen.write(parts::heading(2, &table.title), self.area(8.0), style, &table.title);
        self.tags.push(group);
        self.top = end + 2.6;
        if !table.note.is_empty() {
            let style = Style::new(8.5, Weight::Regular, SOFT).lines(2, 7.0);
            let (group, end) = self.pen.write(Tag::P, self.area(8.0), style, &table.note);
            self.tags.push(group);
            self.top = end + 2.6;
        }
        if rows.is_empty() {
            let style = Style::new(9.5, Weight::Regular, SOFT);
            let (group, end) = self.pen.write(Tag::P, self.area(6.0), style, &table.empty);
            self.tags.push(group);
            self.top = end + 8.0;
            return None;
        }
        let mut group = TagGroup::new(Tag::Table);
        let columns = columns(table);
        group.push(self.heads(table, &columns));
        let mut at = from;
        while at < rows.len() && self.top + ROW < HEIGHT - MARGIN - 8.0 {
            group.push(self.row(&rows[at], &columns));
            at += 1;
        }
        self.tags.push(group);
        self.top += 7.0;
        (at < rows.len()).then_some(at)
    }

    fn heads(&mut self, table: &ReportTable, columns: &[(f32, f32)]) -> TagGroup {
        let mut row = TagGroup::new(Tag::TR);
        for (at, (&(left, width), text)) in columns.iter().zip(&table.head).enumerate() {
            let right = table.rows.iter().filter_map(|row| row.get(at)).any(|cell| cell.right);
            let align = if right { Align::Right } else { Align::Left };
            let style = Style::new(8.5, Weight::Bold, SOFT).lines(2, 6.5).align(align);
            let area = Area::new(left + 1.0, self.top, width - 2.0, 7.0);
            let (id, _) = self.pen.span(area, style, text);
            let mut cell = TagGroup::new(Tag::TH(TableHeaderScope::Column));
            cell.push(id);
            row.push(cell);
        }
        self.top += 7.6;
        let top = self.top - 1.4;
        self.pen.decorate(|pen| pen.line((MARGIN, top), (WIDTH - MARGIN, top), parts::HAIR, LINE));
        row
    }

    fn row(&mut self, cells: &[ReportCell], columns: &[(f32, f32)]) -> TagGroup {
        let top = self.top;
        self.pen.decorate(|pen| {
            for ((left, width), cell) in columns.iter().zip(cells) {
                if let Some(bar) = cell.bar.filter(|bar| *bar > 0.005) {
                    let long = (width - 2.0) * bar.min(1.0);
                    pen.ground(Area::new(left + width - 1.0 - long, top - 1.2, long, ROW - 1.6), BAR);
                }
            }
            let below = top + ROW - 2.0;
            pen.line((MARGIN, below), (WIDTH - MARGIN, below), parts::HAIR / 2.0, LINE);
        });
        let mut row = TagGroup::new(Tag::TR);
        for (&(left, width), cell) in columns.iter().zip(cells) {
            let align = if cell.right { Align::Right } else { Align::Left };
            let style = Style::new(9.5, Weight::Regular, INK).lines(1, 5.0).align(align);
            let area = Area::new(left + 1.0, self.top, width - 2.0, ROW);
            // An empty text has no content to tag.
            let text = if cell.text.is_empty() { "–" } else { &cell.text };
            let (id, _) = self.pen.span(area, style, text);
            let mut group = TagGroup::new(Tag::TD);
            group.push(id);
            row.push(group);
        }
        self.top += ROW;
        row
    }

    fn foot(&mut self, text: &str) {
        self.top = HEIGHT - MARGIN;
        let area = self.area(5.0);
        let style = Style::new(8.0, Weight::Regular, SOFT).align(Align::Right);
        let (group, _) = self.pen.write(Tag::P, area, style, text);
        self.tags.push(group);
    }
}

fn metadata(paper: &ReportPaper) -> Metadata {
    Metadata::new()
        .title(paper.title.clone())
        .creator("Anjungan".into())
        .language(paper.language.into())
        .creation_date(date_time(paper.at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper(rows: usize) -> ReportPaper {
        let row = |at: usize| {
            vec![
                ReportCell { text: format!("Layanan {at}"), right: false, bar: None },
                ReportCell { text: "1.234".into(), right: true, bar: Some(0.5) },
            ]
        };
        ReportPaper {
            title: "Angka layanan".into(),
            subtitle: "1–30 November 2026 · semua kiosk".into(),
            language: "id",
            headlines: vec![("12".into(), "kunjungan".into())],
            tables: vec![ReportTable {
                title: "Layanan".into(),
                note: String::new(),
                head: vec!["Layanan".into(), "Jumlah".into()],
                rows: (0..rows).map(row).collect(),
                empty: "Belum ada.".into(),
            }],
            page_of: "Halaman {}".into(),
            at: "2026-11-22T03:00:00Z".parse().unwrap(),
        }
    }

    #[test]
    fn no_rows_and_many_are_papers_and_the_same_input_the_same_bytes() {
        for rows in [0, 1, 200] {
            let bytes = report(&paper(rows)).unwrap();
            assert!(bytes.starts_with(b"%PDF-1.4"), "{rows}");
            assert_eq!(bytes, report(&paper(rows)).unwrap());
        }
    }

    #[test]
    fn a_character_that_can_not_be_printed_is_refused() {
        let mut paper = paper(1);
        paper.tables[0].rows[0][0].text = "字".into();
        assert!(matches!(report(&paper), Err(ComposeError::Unprintable { character: '字', .. })));
    }
}
