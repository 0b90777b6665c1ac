//! Pages of A4 to set text, rules and QR codes on, and the PDF that comes of them.
//!
//! Distances are points (1/72 inch) from the upper left corner; text is placed by its baseline.

use printpdf::{
    Color, FontId, Greyscale, LinePoint, OffsetDateTime, Op, PaintMode, ParsedFont, PdfDocument, PdfFont,
    PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt, Rect, TextItem, WindingOrder,
};
use qrcode::{EcLevel, QrCode};
use sha2::{Digest as _, Sha256};

use super::SheetError;
use super::typeface::{Face, Piece, Run, Typeface};

/// A4.
pub const WIDTH: f32 = 595.28;
/// A4.
pub const HEIGHT: f32 = 841.89;
/// Points a millimetre.
pub const MM: f32 = 72.0 / 25.4;

/// More than this in a code makes its modules smaller than half a millimetre.
const LONG_BYTES: usize = 120;

/// How text looks.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Style {
    /// The weight.
    pub face: Face,
    /// The size; a capital is 0.668 of it.
    pub size: f32,
    /// From baseline to baseline.
    pub leading: f32,
    /// 0 is black, 1 white.
    pub grey: f32,
}

impl Style {
    /// In black.
    pub const fn new(face: Face, size: f32, leading: f32) -> Self {
        Self { face, size, leading, grey: 0.0 }
    }

    /// In a grey that every printer can still print.
    pub const fn quiet(self) -> Self {
        Self { grey: 0.35, ..self }
    }
}

/// Pages being made.
pub struct Canvas {
    typeface: Typeface,
    pages: Vec<Vec<Op>>,
    on: usize,
}

impl Canvas {
    /// With one empty page.
    pub fn new() -> Result<Self, SheetError> {
        Ok(Self { typeface: Typeface::new()?, pages: vec![Vec::new()], on: 0 })
    }

    /// Another page, on which everything is set from now on.
    pub fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.on = self.pages.len() - 1;
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Sets on a page that is there already.
    pub fn back_to(&mut self, page: usize) {
        self.on = page.min(self.pages.len() - 1);
    }

    /// `text` in lines no wider than `width`. Line breaks are kept; a word that is too wide is broken.
    pub fn wrap(&mut self, style: Style, text: &str, width: f32) -> Vec<Run> {
        let most = width / style.size;
        let mut lines = Vec::new();
        for paragraph in text.lines() {
            let paragraph = self.typeface.printable(paragraph);
            let space = self.typeface.run(style.face, " ");
            let mut line = Run::default();
            for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
                for part in self.parts(style.face, word, most) {
                    if line.pieces.is_empty() {
                        line = part;
                    } else if line.width_em + space.width_em + part.width_em <= most {
                        line.append(&space);
                        line.append(&part);
                    } else {
                        lines.push(std::mem::replace(&mut line, part));
                    }
                }
            }
            if !line.pieces.is_empty() {
                lines.push(line);
            }
        }
        lines
    }

    /// The same in at most `count` lines; what is cut off is said to be.
    pub fn wrap_at_most(&mut self, style: Style, text: &str, width: f32, count: usize) -> Vec<Run> {
        let mut lines = self.wrap(style, text, width);
        if lines.len() > count {
            lines.truncate(count);
            if let Some(last) = lines.last_mut() {
                let shorter: String = last
                    .pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::Text(text) => text.as_str(),
                        Piece::Kern(_) => "",
                    })
                    .collect();
                let mut kept = shorter.trim_end_matches([' ', ',', '.']).to_owned();
                while !kept.is_empty() {
                    let run = self.typeface.run(style.face, &format!("{kept}…"));
                    if run.width_em * style.size <= width {
                        *last = run;
                        break;
                    }
                    kept.pop();
                }
            }
        }
        lines
    }

    /// A word, or pieces of one that is wider than a line: broken behind a sign such as the slashes of an address
    /// where that helps, else anywhere.
    fn parts(&mut self, face: Face, word: &str, most: f32) -> Vec<Run> {
        let whole = self.typeface.run(face, word);
        if whole.width_em <= most {
            return vec![whole];
        }
        let mut parts = Vec::new();
        let mut part = Run::default();
        for piece in word.split_inclusive(['/', '-', '_', '?', '&', '=', '.']) {
            let run = self.typeface.run(face, piece);
            if part.width_em + run.width_em <= most {
                part.append(&run);
            } else if run.width_em <= most {
                parts.push(std::mem::replace(&mut part, run));
            } else {
                for c in piece.chars() {
                    let one = self.typeface.run(face, c.encode_utf8(&mut [0; 4]));
                    if !part.pieces.is_empty() && part.width_em + one.width_em > most {
                        parts.push(std::mem::take(&mut part));
                    }
                    part.append(&one);
                }
            }
        }
        parts.push(part);
        parts.retain(|part| !part.pieces.is_empty());
        parts
    }

    /// Sets one line, its baseline at `y`.
    pub fn line(&mut self, style: Style, x: f32, y: f32, run: &Run) {
        let items = run.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => TextItem::Text(text.clone()),
            Piece::Kern(kern) => TextItem::Offset(*kern),
        });
        let font = PdfFontHandle::External(FontId(style.face.name().into()));
        let ops = [
            Op::SetFillColor { col: grey(style.grey) },
            Op::StartTextSection,
            Op::SetFont { font, size: Pt(style.size) },
            Op::SetTextCursor { pos: point(x, y) },
            Op::ShowText { items: items.collect() },
            Op::EndTextSection,
        ];
        self.pages[self.on].extend(ops);
    }

    /// Sets lines one below the other, the first baseline one leading below `y`; returns the last baseline.
    pub fn lines(&mut self, style: Style, x: f32, y: f32, runs: &[Run]) -> f32 {
        let mut y = y;
        for run in runs {
            y += style.leading;
            self.line(style, x, y, run);
        }
        y
    }

    /// Sets a line that ends at `right`.
    pub fn line_ending(&mut self, style: Style, right: f32, y: f32, text: &str) {
        if let Some(run) = self.wrap(style, text, WIDTH).first() {
            self.line(style, right - run.width_em * style.size, y, run);
        }
    }

    /// A rectangle filled with a grey.
    pub fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, shade: f32) {
        let rectangle = Rect {
            x: Pt(x),
            y: Pt(HEIGHT - y - height),
            width: Pt(width),
            height: Pt(height),
            mode: Some(PaintMode::Fill),
            winding_order: None,
        };
        self.pages[self.on].extend([Op::SetFillColor { col: grey(shade) }, Op::DrawRectangle { rectangle }]);
    }

    /// A QR code `side` wide, without its quiet zone, which is the caller's white. `false`: the content fits none.
    ///
    /// One path of merged runs of modules: readers of the paper see no seams, and the file stays small.
    pub fn code(&mut self, x: f32, y: f32, side: f32, content: &str) -> bool {
        // In a long address larger modules are worth more than redundancy: paper does not wear in a week.
        let level = if content.len() > LONG_BYTES { EcLevel::L } else { EcLevel::M };
        let Ok(code) = QrCode::with_error_correction_level(content, level) else { return false };
        let count = code.width();
        let module = side / count as f32;
        let mut rings = Vec::new();
        for row in 0..count {
            let mut column = 0;
            while column < count {
                let begin = column;
                while column < count && code[(column, row)] == qrcode::Color::Dark {
                    column += 1;
                }
                if begin < column {
                    let (left, right) = (x + begin as f32 * module, x + column as f32 * module);
                    let (top, bottom) = (y + row as f32 * module, y + (row + 1) as f32 * module);
                    let corner = |x, y| LinePoint { p: point(x, y), bezier: false };
                    let points = vec![
                        corner(left, top),
                        corner(right, top),
                        corner(right, bottom),
                        corner(left, bottom),
                    ];
                    rings.push(PolygonRing { points });
                } else {
                    column += 1;
                }
            }
        }
        let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
        self.pages[self.on].extend([Op::SetFillColor { col: grey(0.0) }, Op::DrawPolygon { polygon }]);
        true
    }

    /// The document. `made_s` is the time in it, Unix seconds.
    pub fn finish(mut self, title: &str, author: &str, made_s: i64) -> Result<Vec<u8>, SheetError> {
        let mut document = PdfDocument::new(title);
        let info = &mut document.metadata.info;
        info.author = author.into();
        info.producer = concat!("Anjungan ", env!("CARGO_PKG_VERSION")).into();
        if let Ok(made) = OffsetDateTime::from_unix_timestamp(made_s) {
            (info.creation_date, info.modification_date, info.metadata_date) = (made, made, made);
        }
        for face in Face::ALL {
            let Some(program) = self.typeface.subset(face)? else { continue };
            let font = ParsedFont::from_bytes(&program, 0, &mut Vec::new())
                .ok_or_else(|| SheetError::Typeface(format!("{face:?}: its subset can't be read")))?;
            document.resources.fonts.map.insert(FontId(face.name().into()), PdfFont::new(font));
        }
        let (width, height) = (Pt(WIDTH).into(), Pt(HEIGHT).into());
        let pages = self.pages.into_iter().map(|ops| PdfPage::new(width, height, ops)).collect();
        // Warnings are about images and layers, which there are none of.
        let mut bytes = document.with_pages(pages).save(&PdfSaveOptions::default(), &mut Vec::new());
        name_by_content(&mut bytes);
        Ok(bytes)
    }
}

/// Mends what `printpdf` writes of itself, in as many bytes, so that every offset stays right. It names a file by a
/// counter of the process: the same sheet must be the same bytes, so it is named by its content. And it claims an
/// empty edition of PDF/X, which readers then show.
fn name_by_content(bytes: &mut [u8]) {
    const CLAIM: &[u8] = b"/GTS_PDFXVersion()";
    const NAMES: &[u8] = b"/ID[(";
    const NAME: usize = 32;
    if let Some(at) = last(bytes, CLAIM) {
        bytes[at..at + CLAIM.len()].fill(b' ');
    }
    let Some(at) = last(bytes, NAMES) else { return };
    let first = at + NAMES.len();
    let second = first + NAME + b")(".len();
    if second + NAME > bytes.len() {
        return;
    }
    for begin in [first, second] {
        bytes[begin..begin + NAME].fill(b'0');
    }
    let hash = Sha256::digest(&*bytes);
    let name: String = hash.iter().take(NAME / 2).map(|byte| format!("{byte:02x}")).collect();
    for begin in [first, second] {
        bytes[begin..begin + NAME].copy_from_slice(name.as_bytes());
    }
}

fn last(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).rposition(|window| window == wanted)
}

fn point(x: f32, y: f32) -> Point {
    Point { x: Pt(x), y: Pt(HEIGHT - y) }
}

fn grey(shade: f32) -> Color {
    Color::Greyscale(Greyscale::new(shade, None))
}
