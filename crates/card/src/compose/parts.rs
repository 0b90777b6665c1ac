//! What both papers have: boxes, photo, codes, rows, tables, the signature's rectangle.

use krilla::image::Image;
use krilla::tagging::{ListNumbering, TableHeaderScope, Tag, TagGroup, TagKind};

use super::code::Code;
use super::pen::{Align, Area, Pen, Style, pt};
use super::text::Weight;
use super::{ComposeError, SignaturePlace, picture, words};
use crate::content::CardContent;
use crate::template::{Colour, Colours, Template};

/// Thickness of the lines of boxes and tables, mm.
pub(super) const HAIR: f32 = 0.2;

/// A heading of the given level.
pub(super) fn heading(level: u16, text: &str) -> TagKind {
    let level = std::num::NonZeroU16::new(level).expect("headings begin at 1");
    Tag::Hn(level, Some(text.to_owned())).into()
}

/// One box a character, with a gap between groups. Returns the element, which is read as the number itself.
pub(super) fn boxes(pen: &mut Pen, area: Area, groups: &[String], read: &str, colours: &Colours) -> TagGroup {
    const GAP: f32 = 2.2;
    let count: usize = groups.iter().map(|group| group.chars().count()).sum();
    let gaps = GAP * (groups.len().max(1) - 1) as f32;
    let width = ((area.width - gaps) / count.max(1) as f32).min(area.height * 0.86);
    let mut element = TagGroup::new(Tag::P.with_actual_text(Some(read.to_owned())));
    let style =
        Style::new((area.height * 2.0).min(width * 2.6), Weight::Bold, colours.ink).align(Align::Centre);
    let (high, _) = pen.measure(area, style, "0");
    let mut places = Vec::with_capacity(count);
    let mut left = area.left;
    for group in groups {
        let start = left;
        for character in group.chars() {
            let inset = (area.height - high) / 2.0;
            places.push((Area::new(left, area.top + inset, width, area.height - inset), character));
            left += width;
        }
        pen.decorate(|pen| {
            pen.frame(Area::new(start, area.top, left - start, area.height), HAIR, colours.line);
            let between = (1..group.chars().count()).map(|n| start + n as f32 * width);
            let ends: Vec<_> = between.map(|x| ((x, area.top), (x, area.bottom()))).collect();
            pen.lines(&ends, HAIR, colours.line);
        });
        left += GAP;
    }
    element.push(pen.characters(&places, style));
    element
}

/// The photo, cut by nobody: it has the frame's shape. Without one, a frame to glue one into.
pub(super) fn photo(
    pen: &mut Pen,
    area: Area,
    content: &CardContent,
    colours: &Colours,
) -> Result<TagGroup, ComposeError> {
    let Some(jpeg) = &content.photo else {
        pen.decorate(|pen| pen.frame(area, HAIR, colours.line));
        let style = Style::new(9.0, Weight::Regular, colours.soft).align(Align::Centre);
        let middle = area.below(area.top + area.height / 2.0 - 3.0);
        let (mut element, end) = pen.write(Tag::P, middle, style, "foto");
        let style = Style { fit: super::text::Fit::one(7.0), ..style };
        element.push(pen.span(area.below(end + 1.6), style, "3 × 4 cm").0);
        return Ok(element);
    };
    let file = picture::photo(jpeg).map_err(|picture::NoPicture| ComposeError::Picture("photo"))?;
    let image = Image::from_jpeg(file.into(), false).map_err(|_| ComposeError::Picture("photo"))?;
    let element = pen.figure("Foto pemegang kartu", |pen| pen.image(image, area));
    pen.decorate(|pen| pen.frame(area, HAIR, colours.line));
    Ok(element)
}

/// The crest in a square on `ground`, as large as its shape allows.
pub(super) fn crest(
    pen: &mut Pen,
    area: Area,
    ground: Colour,
    template: &Template,
) -> Result<Option<TagGroup>, ComposeError> {
    let Some(file) = &template.crest else { return Ok(None) };
    let file = picture::crest(file, ground).map_err(|picture::NoPicture| ComposeError::Picture("crest"))?;
    let read = Image::from_jpeg(file.into(), false).map_err(|_| ComposeError::Picture("crest"))?;
    let (width, height) = read.size();
    let scale = (area.width / width as f32).min(area.height / height as f32);
    let (width, height) = (width as f32 * scale, height as f32 * scale);
    let left = area.left + (area.width - width) / 2.0;
    let top = area.top + (area.height - height) / 2.0;
    let alternative = format!("Lambang {}", words::joined(&[&template.texts.government], ""));
    let place = Area::new(left, top, width, height);
    Ok(Some(pen.figure(&alternative, |pen| pen.image(read, place))))
}

/// A code in a square that includes its quiet zone.
pub(super) fn code(
    pen: &mut Pen,
    (left, top): (f32, f32),
    side: f32,
    field: &'static str,
    text: &str,
    alternative: &str,
) -> Result<TagGroup, ComposeError> {
    // Half a millimetre a module on A4: four dots of a printer with 203 a inch. 16 mm of a code of version 4 were read
    // from a blurred print of 300 dots.
    let version_max = if field == "check_address" { 4 } else { 11 };
    let code = Code::new(field, text, version_max)?;
    let (path, module) = (code.path(), side / code.modules() as f32);
    // Black whatever the office's colours are: a printer that has no grey makes dots of anything else.
    Ok(pen.figure(alternative, |pen| pen.scaled(&path, (left, top), module, Colour([0; 3]))))
}

/// A label and what it says.
pub(super) struct Row {
    pub(super) label: &'static str,
    pub(super) value: String,
    /// Lines that the value may take.
    pub(super) lines: usize,
}

impl Row {
    pub(super) fn new(label: &'static str, value: impl Into<String>) -> Self {
        Self { label, value: value.into(), lines: 2 }
    }
}

/// Sizes of a list of rows.
pub(super) struct RowSizes {
    /// Points.
    pub(super) size: f32,
    /// Points down to which a value shrinks before it takes another line.
    pub(super) shrink_to: f32,
    /// Width of the labels' column, mm.
    pub(super) label: f32,
    /// Between rows, mm.
    pub(super) gap: f32,
}

/// Rows one below the other, as a table of two columns. Returns where they end.
pub(super) fn rows(
    pen: &mut Pen,
    area: Area,
    rows: &[Row],
    sizes: &RowSizes,
    colours: &Colours,
) -> (TagGroup, f32) {
    let mut table = TagGroup::new(Tag::Table);
    let mut top = area.top;
    for row in rows {
        let label = Style::new(sizes.size - 1.0, Weight::Regular, colours.soft);
        let value = Style::new(sizes.size, Weight::Bold, colours.ink).lines(row.lines, sizes.shrink_to);
        let at = |left: f32, width: f32| Area::new(left, top, width, area.bottom() - top);
        let (left, right) =
            (at(area.left, sizes.label - 2.0), at(area.left + sizes.label, area.width - sizes.label));
        // Both stand on one line although their sizes differ.
        let lower = pen.measure(right, value, &row.value).1 - pen.measure(left, label, row.label).1;
        let (label_left, value_right) =
            (Area { top: top + lower.max(0.0), ..left }, Area { top: top - lower.min(0.0), ..right });
        let (label, _) = pen.write(Tag::TH(TableHeaderScope::Row), label_left, label, row.label);
        let (value, end) = pen.write(Tag::TD, value_right, value, &row.value);
        table.push(TagGroup::with_children(Tag::TR, vec![label.into(), value.into()]));
        top = end + sizes.gap;
    }
    (table, top)
}

/// A table with a head; the cells' texts shrink, then wrap. `columns` are widths in mm.
pub(super) struct Grid<'a> {
    pub(super) head: &'a [&'a str],
    pub(super) columns: &'a [f32],
    /// Points.
    pub(super) size: f32,
    /// mm.
    pub(super) row_height: f32,
}

impl Grid<'_> {
    /// Draws it. Returns where it ends.
    pub(super) fn draw(
        &self,
        pen: &mut Pen,
        (left, top): (f32, f32),
        rows: &[Vec<String>],
        colours: &Colours,
    ) -> (TagGroup, f32) {
        const HEAD: f32 = 4.2;
        const PAD: f32 = 1.2;
        let width: f32 = self.columns.iter().sum();
        let bottom = top + HEAD + rows.len() as f32 * self.row_height;
        pen.decorate(|pen| {
            pen.ground(Area::new(left, top, width, HEAD), colours.tint);
            let above = (0..rows.len()).map(|n| top + HEAD + n as f32 * self.row_height);
            let ends: Vec<_> = above.map(|y| ((left, y), (left + width, y))).collect();
            pen.lines(&ends, HAIR, colours.line);
            pen.frame(Area::new(left, top, width, bottom - top), HAIR, colours.line);
        });
        let mut table = TagGroup::new(Tag::Table);
        let mut row = |pen: &mut Pen, top: f32, height: f32, cells: &[&str], head: bool| {
            let mut element = TagGroup::new(Tag::TR);
            let mut x = left;
            for (text, width) in cells.iter().zip(self.columns) {
                let style = match head {
                    true => Style::new(6.5, Weight::Bold, colours.accent),
                    false => Style::new(self.size, Weight::Regular, colours.ink)
                        .lines((height / 2.1) as usize + 1, self.size * 0.85),
                };
                let tag: TagKind = match head {
                    true => Tag::TH(TableHeaderScope::Column).into(),
                    false => Tag::TD.into(),
                };
                let inner = Area::new(x + PAD, top, width - 2.0 * PAD, height - 1.2);
                element.push(centred(pen, tag, inner, style, text, height));
                x += width;
            }
            table.push(element);
        };
        row(pen, top, HEAD, self.head, true);
        for (n, cells) in rows.iter().enumerate() {
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            row(pen, top + HEAD + n as f32 * self.row_height, self.row_height, &cells, false);
        }
        (table, bottom)
    }
}

/// A text in the middle of a row's height.
fn centred(pen: &mut Pen, tag: TagKind, area: Area, style: Style, text: &str, height: f32) -> TagGroup {
    if text.is_empty() {
        return TagGroup::new(tag);
    }
    let (used, _) = pen.measure(area, style, text);
    pen.write(tag, Area { top: area.top + (height - used) / 2.0, ..area }, style, text).0
}

/// Numbered sentences. Returns where they end.
pub(super) fn numbered(pen: &mut Pen, area: Area, sentences: &[String], style: Style) -> (TagGroup, f32) {
    let mut list = TagGroup::new(Tag::L(ListNumbering::Decimal));
    let mut top = area.top;
    for (n, sentence) in sentences.iter().enumerate() {
        let (number, _) =
            pen.write(Tag::Lbl, Area { width: 4.0, ..area.below(top) }, style, &format!("{}.", n + 1));
        let text = Area { left: area.left + 4.5, width: area.width - 4.5, ..area.below(top) };
        let (sentence, end) = pen.write(Tag::LBody, text, style.lines(3, style.fit.size - 0.5), sentence);
        list.push(TagGroup::with_children(Tag::LI, vec![number.into(), sentence.into()]));
        top = end + 1.7;
    }
    (list, top)
}

/// The rectangle kept for the signature, with its note. The frame itself comes with the signature.
pub(super) fn signature(
    pen: &mut Pen,
    area: Area,
    page: usize,
    page_height: f32,
    size: f32,
    content: &CardContent,
    template: &Template,
) -> (TagGroup, SignaturePlace) {
    let pad = size * 0.25;
    let note = template
        .texts
        .signature_note
        .replace("{officer}", &content.officer.name)
        .replace("{day}", &words::day(content.issued));
    let style = Style::new(size, Weight::Regular, template.colours.soft).lines(5, size - 0.5);
    let inner = Area::new(area.left + pad, area.top + pad, area.width - 2.0 * pad, area.height - 2.0 * pad);
    let (high, _) = pen.measure(inner, style, &note);
    let (note, _) = pen.write(Tag::P, inner.below(inner.top + (inner.height - high) / 2.0), style, &note);
    let rect = [pt(area.left), pt(page_height - area.bottom()), pt(area.right()), pt(page_height - area.top)];
    (note, SignaturePlace { page, rect })
}
