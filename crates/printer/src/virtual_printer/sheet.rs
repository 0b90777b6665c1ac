//! The paper under the head: lines, codes and pictures set dot by dot, and as text.

use std::collections::HashMap;

use super::decode::Op;
use super::font;
use crate::bitmap::Bitmap;
use crate::charset::CodePage;
use crate::command::{Align, QrLevel, RasterScale};
use crate::job::LINE_DOTS;
use crate::qr;

/// Rows after which a paper ends by itself: two metres. Nobody prints that; a stray stream does.
pub(super) const ROWS_MAX: u16 = 16_000;

/// Modes that a reset forgets.
#[derive(Debug, Clone)]
struct Modes {
    page: CodePage,
    align: Align,
    bold: bool,
    width: u8,
    height: u8,
    line_dots: u8,
    qr_module: u8,
    qr_level: QrLevel,
    qr_data: Vec<u8>,
}

const DEFAULT: Modes = Modes {
    page: CodePage::Pc437,
    align: Align::Left,
    bold: false,
    width: 1,
    height: 1,
    line_dots: LINE_DOTS as u8,
    qr_module: 3,
    qr_level: QrLevel::L,
    qr_data: Vec::new(),
};

#[derive(Debug, Clone, Copy)]
struct Cell {
    c: char,
    bold: bool,
    width: u16,
    height: u16,
}

/// One roll's end, growing.
#[derive(Debug)]
pub(super) struct Sheet {
    width: u16,
    modes: Modes,
    line: Vec<Cell>,
    dots: Vec<u8>,
    text: String,
    picture: Option<(u32, u32)>,
    logos: HashMap<[u8; 2], Bitmap>,
}

/// What an op did to the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// It moved so many dots.
    Moved(u32),
    /// The printer does not know it.
    Unknown,
}

impl Sheet {
    pub(super) fn new(width: u16) -> Self {
        Self {
            width,
            modes: DEFAULT,
            line: Vec::new(),
            dots: Vec::new(),
            text: String::new(),
            picture: None,
            logos: HashMap::new(),
        }
    }

    /// Nothing was printed since the last cut.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty() && self.line.is_empty() && self.picture.is_none()
    }

    pub(super) fn is_full(&self) -> bool {
        self.rows() >= ROWS_MAX
    }

    /// Forgets modes and the unprinted line; the paper stays.
    pub(super) fn reset(&mut self) {
        self.modes = DEFAULT;
        self.line.clear();
    }

    pub(super) fn store_logo(&mut self, key: [u8; 2], picture: Bitmap) {
        // No printer has room for more.
        if self.logos.len() < 16 {
            self.logos.insert(key, picture);
        }
    }

    /// The paper so far, as picture and text. A new one begins, with the modes as they were.
    pub(super) fn take(&mut self) -> (Bitmap, String) {
        self.end_picture();
        let rows = self.rows();
        let bitmap = Bitmap::from_packed(self.width, rows, &self.dots);
        self.dots.clear();
        (bitmap, std::mem::take(&mut self.text))
    }

    /// Carries out what concerns paper; the machine sees to the rest.
    pub(super) fn apply(&mut self, op: &Op) -> Effect {
        if !matches!(op, Op::RasterRow { .. }) {
            self.end_picture();
        }
        let mut moved = 0;
        match op {
            Op::Character(byte) => moved = self.character(*byte),
            Op::LineFeed => moved = self.end_line(),
            Op::Initialise => self.reset(),
            Op::CodePage(table) => match CodePage::by_table(*table) {
                Some(page) => self.modes.page = page,
                None => return Effect::Unknown,
            },
            Op::Align(align) => self.modes.align = *align,
            Op::Bold(on) => self.modes.bold = *on,
            Op::Size { width, height } => (self.modes.width, self.modes.height) = (*width, *height),
            // Lines of no height would let text grow without paper.
            Op::LineDots(dots) => self.modes.line_dots = (*dots).max(1),
            Op::FeedLines(lines) => {
                moved = self.flush() + self.advance(u32::from(*lines) * u32::from(self.modes.line_dots));
                self.text.extend(std::iter::repeat_n('\n', usize::from(*lines)));
            }
            Op::FeedDots(dots) => moved = self.flush() + self.advance(u32::from(*dots)),
            Op::Cut { extra_dots } => moved = self.flush() + self.advance(u32::from(*extra_dots)),
            Op::QrModule(dots) => self.modes.qr_module = *dots,
            Op::QrLevel(level) => self.modes.qr_level = *level,
            Op::QrStore(data) => self.modes.qr_data.clone_from(data),
            Op::QrPrint => match self.print_qr() {
                Some(dots) => moved = dots,
                None => return Effect::Unknown,
            },
            // Model 1 is obsolete: a job that asks for it has a fault.
            Op::QrModel(49) => return Effect::Unknown,
            Op::QrModel(_) => {}
            Op::RasterRow { row_bytes, bits, scale } => moved = self.raster_row(*row_bytes, bits, *scale),
            Op::PrintLogo(key) => match self.logos.get(key).cloned() {
                Some(logo) => {
                    moved = self.flush() + self.stamp(&logo);
                    self.write(&format!("[logo {}]", String::from_utf8_lossy(key)));
                }
                None => return Effect::Unknown,
            },
            Op::DefineLogo { key, picture } => self.store_logo(*key, picture.clone()),
            Op::AutoStatus(_) | Op::PaperStatus | Op::ProcessId(_) | Op::Identify(_) | Op::Nothing => {}
            Op::Unknown(_) => return Effect::Unknown,
        }
        Effect::Moved(moved)
    }

    fn character(&mut self, byte: u8) -> u32 {
        let Some(c) = self.modes.page.decode(byte) else { return 0 };
        let (width, height) = (u16::from(self.modes.width), u16::from(self.modes.height));
        let full = self.line_width() + font::WIDTH * width > self.width;
        let moved = if full { self.end_line() } else { 0 };
        self.line.push(Cell { c, bold: self.modes.bold, width, height });
        moved
    }

    fn line_width(&self) -> u16 {
        self.line.iter().map(|cell| cell.width * font::WIDTH).sum()
    }

    /// Prints what waits, if anything.
    fn flush(&mut self) -> u32 {
        if self.line.is_empty() { 0 } else { self.end_line() }
    }

    fn end_line(&mut self) -> u32 {
        let mut x = self.left(self.line_width());
        let tall = self.line.iter().map(|cell| cell.height * font::HEIGHT).max().unwrap_or(0);
        let top = self.rows();
        let moved = self.advance(u32::from(tall).max(u32::from(self.modes.line_dots)));
        for cell in std::mem::take(&mut self.line) {
            // Characters of different heights stand on one base line.
            let y = top + tall - cell.height * font::HEIGHT;
            for (row, bits) in (0..).zip(font::glyph(cell.c, cell.bold)) {
                for column in (0..font::WIDTH).filter(|column| bits & (0x8000 >> column) != 0) {
                    self.block(x + column * cell.width, y + row * cell.height, cell.width, cell.height);
                }
            }
            x += font::WIDTH * cell.width;
            self.text.push(cell.c);
        }
        self.text.truncate(self.text.trim_end_matches(' ').len());
        self.text.push('\n');
        moved
    }

    fn print_qr(&mut self) -> Option<u32> {
        let modules = qr::draw(&self.modes.qr_data, self.modes.qr_level).ok()?;
        let picture = qr::enlarge(&modules, self.modes.qr_module, 0);
        if picture.width() > self.width {
            return None;
        }
        let moved = self.flush() + self.stamp(&picture);
        let content = String::from_utf8_lossy(&self.modes.qr_data).into_owned();
        self.write(&format!("[QR {content}]"));
        Some(moved)
    }

    fn raster_row(&mut self, row_bytes: u32, bits: &[u8], scale: RasterScale) -> u32 {
        let moved = self.flush();
        let factor: u16 = match scale {
            RasterScale::Single => 1,
            RasterScale::Double => 2,
        };
        let width = u16::try_from(row_bytes * 8 * u32::from(factor)).unwrap_or(u16::MAX).min(self.width);
        let (left, y) = (self.left(width), self.rows());
        let moved = moved + self.advance(u32::from(factor));
        for x in 0..width / factor {
            if bits.get(usize::from(x / 8)).is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0) {
                self.block(left + x * factor, y, factor, factor);
            }
        }
        let rows = self.picture.map_or(0, |(_, rows)| rows);
        self.picture = Some((u32::from(width), rows + u32::from(factor)));
        moved
    }

    fn end_picture(&mut self) {
        if let Some((width, rows)) = self.picture.take() {
            self.write(&format!("[picture {width}x{rows}]"));
        }
    }

    fn stamp(&mut self, picture: &Bitmap) -> u32 {
        let (left, top) = (self.left(picture.width()), self.rows());
        let moved = self.advance(u32::from(picture.height()));
        for y in 0..picture.height() {
            for x in (0..picture.width()).filter(|x| picture.get(*x, y)) {
                self.block(left + x, top + y, 1, 1);
            }
        }
        moved
    }

    fn write(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn left(&self, width: u16) -> u16 {
        let free = self.width.saturating_sub(width);
        match self.modes.align {
            Align::Left => 0,
            Align::Centre => free / 2,
            Align::Right => free,
        }
    }

    fn rows(&self) -> u16 {
        u16::try_from(self.dots.len() / self.row_bytes()).unwrap_or(u16::MAX)
    }

    fn row_bytes(&self) -> usize {
        usize::from(self.width.div_ceil(8)).max(1)
    }

    /// Moves the paper on; past the limit it moves and is not kept.
    pub(super) fn advance(&mut self, dots: u32) -> u32 {
        let kept = dots.min(u32::from(ROWS_MAX - self.rows().min(ROWS_MAX)));
        self.dots.resize(self.dots.len() + kept as usize * self.row_bytes(), 0);
        dots
    }

    fn block(&mut self, x: u16, y: u16, width: u16, height: u16) {
        for y in y..y.saturating_add(height) {
            for x in (x..x.saturating_add(width)).filter(|x| *x < self.width) {
                let at = usize::from(y) * self.row_bytes() + usize::from(x / 8);
                if let Some(byte) = self.dots.get_mut(at) {
                    *byte |= 0x80 >> (x % 8);
                }
            }
        }
    }
}
