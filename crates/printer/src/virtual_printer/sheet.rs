//! The paper under the head: lines, codes and pictures set dot by dot, and as text.
//!
//! ```text
//!        ▲ rows that have passed the head: on paper
//!  head ─┼──────────────────────────────────────────
//!        ▼ rows that wait: set, and not yet printed; they are lost with the power, and go on on a new roll
//! ```

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
/// The most that one command feeds: 1016 mm (Epson, `ESC J`), in dots of 203 an inch.
const FEED_MAX: u32 = 8_120;

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

/// Something readable, and the rows it stands on.
#[derive(Debug, Clone)]
struct Mark {
    top: u16,
    bottom: u16,
    text: String,
}

/// One roll's end, growing.
#[derive(Debug)]
pub(super) struct Sheet {
    width: u16,
    modes: Modes,
    line: Vec<Cell>,
    dots: Vec<u8>,
    marks: Vec<Mark>,
    /// Rows at the end that have not passed the head yet.
    waiting: u16,
    /// A picture that grows row by row: its width, and the row it began at.
    picture: Option<(u16, u16)>,
}

/// What an op did to the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// What it asks for waits for the head.
    Set,
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
            marks: Vec::new(),
            waiting: 0,
            picture: None,
        }
    }

    /// Nothing was printed since the last cut.
    pub(super) fn is_blank(&self) -> bool {
        let passed = self.passed();
        let reads = |mark: &Mark| mark.top < passed && !mark.text.trim().is_empty();
        !self.marks.iter().any(reads) && self.picture.is_none_or(|(_, top)| top >= passed)
    }

    pub(super) fn is_full(&self) -> bool {
        self.rows() >= ROWS_MAX
    }

    /// Rows that are set and have not passed the head.
    pub(super) fn waiting(&self) -> u16 {
        self.waiting
    }

    /// Rows pass the head.
    pub(super) fn pass(&mut self, rows: u16) {
        self.waiting = self.waiting.saturating_sub(rows);
    }

    /// Forgets modes and the unprinted line; the paper stays.
    pub(super) fn reset(&mut self) {
        self.modes = DEFAULT;
        self.line.clear();
    }

    /// Forgets also what is set and has not passed the head.
    pub(super) fn forget(&mut self) {
        self.reset();
        self.end_picture();
        let passed = self.passed();
        let (above, _) = split(std::mem::take(&mut self.marks), passed);
        self.marks = above;
        self.dots.truncate(usize::from(passed) * self.row_bytes());
        self.waiting = 0;
    }

    /// Notes on the paper what happened to it there.
    pub(super) fn note(&mut self, event: &str) {
        let row = self.passed();
        let at = self.marks.partition_point(|mark| mark.bottom <= row);
        self.marks.insert(at, Mark { top: row, bottom: row, text: format!("[{event}]\n") });
    }

    /// The paper down to `below` rows above the head, as picture and text. A new one begins with those rows and what
    /// waits, with the modes as they were.
    pub(super) fn take(&mut self, below: u16) -> (Bitmap, String) {
        let row = self.passed().saturating_sub(below);
        if self.waiting == 0 {
            self.end_picture();
        }
        let rest = self.dots.split_off(usize::from(row) * self.row_bytes());
        let bitmap = Bitmap::from_packed(self.width, row, &self.dots);
        self.dots = rest;
        let mut begun = String::new();
        if let Some((width, top)) = self.picture {
            if top < row {
                begun = format!("[part of picture {width}x{}]\n", row - top);
            }
            self.picture = Some((width, top.saturating_sub(row)));
        }
        let (above, under) = split(std::mem::take(&mut self.marks), row);
        self.marks = under;
        (bitmap, above.into_iter().map(|mark| mark.text).chain([begun]).collect())
    }

    /// What hangs out so far, without taking it.
    pub(super) fn hanging(&self) -> (Bitmap, String) {
        let mut copy = Self {
            modes: DEFAULT,
            line: Vec::new(),
            dots: self.dots.clone(),
            marks: self.marks.clone(),
            ..*self
        };
        copy.take(0)
    }

    /// A new roll: white above what waits.
    pub(super) fn lead_in(&mut self, rows: u32) {
        let rows = u16::try_from(rows).unwrap_or(u16::MAX).min(ROWS_MAX - self.rows().min(ROWS_MAX));
        let white = usize::from(rows) * self.row_bytes();
        self.dots.splice(0..0, std::iter::repeat_n(0, white));
        for mark in &mut self.marks {
            (mark.top, mark.bottom) = (mark.top + rows, mark.bottom + rows);
        }
        self.picture = self.picture.map(|(width, top)| (width, top + rows));
    }

    /// Sets what concerns paper; the machine sees to the rest.
    pub(super) fn apply(&mut self, op: &Op, logos: &HashMap<[u8; 2], Bitmap>) -> Effect {
        if !matches!(op, Op::RasterRow { .. }) {
            self.end_picture();
        }
        match op {
            Op::Character(byte) => self.character(*byte),
            Op::LineFeed => self.end_line(),
            Op::Initialise => self.reset(),
            Op::CodePage(table) => match CodePage::by_table(*table) {
                Some(page) => self.modes.page = page,
                None => return Effect::Unknown,
            },
            Op::Align(align) => self.modes.align = *align,
            Op::Bold(on) => self.modes.bold = *on,
            Op::Size { width, height } => (self.modes.width, self.modes.height) = (*width, *height),
            Op::Mode { bold, width, height } => {
                (self.modes.bold, self.modes.width, self.modes.height) = (*bold, *width, *height);
            }
            // Lines of no height would let text grow without paper.
            Op::LineDots(dots) => self.modes.line_dots = (*dots).max(1),
            Op::FeedLines(lines) => {
                self.flush();
                let top = self.rows();
                self.advance(u32::from(*lines) * u32::from(self.modes.line_dots));
                self.mark(top, "\n".repeat(usize::from(*lines)));
            }
            Op::FeedDots(dots) => {
                self.flush();
                self.advance(u32::from(*dots));
            }
            Op::Cut { extra_dots } => {
                self.flush();
                self.advance(u32::from(*extra_dots));
            }
            Op::QrModule(dots) => self.modes.qr_module = *dots,
            Op::QrLevel(level) => self.modes.qr_level = *level,
            Op::QrStore(data) => self.modes.qr_data.clone_from(data),
            Op::QrPrint => {
                if !self.print_qr() {
                    return Effect::Unknown;
                }
            }
            // Model 1 is obsolete: a job that asks for it has a fault.
            Op::QrModel(49) => return Effect::Unknown,
            Op::QrModel(_) => {}
            Op::RasterRow { row_bytes, bits, scale } => self.raster_row(*row_bytes, bits, *scale),
            Op::PrintLogo(key) => match logos.get(key) {
                Some(logo) => {
                    self.flush();
                    self.stamp(logo, format!("[logo {}]\n", String::from_utf8_lossy(key)));
                }
                None => return Effect::Unknown,
            },
            Op::AutoStatus(_)
            | Op::PaperStatus
            | Op::ProcessId(_)
            | Op::OfflineResponse(_)
            | Op::Identify(_)
            | Op::DefineLogo { .. }
            | Op::Memory(_)
            | Op::Nothing => {}
            Op::Unknown(_) => return Effect::Unknown,
        }
        Effect::Set
    }

    fn character(&mut self, byte: u8) {
        let Some(c) = self.modes.page.decode(byte) else { return };
        let (width, height) = (u16::from(self.modes.width), u16::from(self.modes.height));
        if self.line_width() + font::WIDTH * width > self.width {
            self.end_line();
        }
        self.line.push(Cell { c, bold: self.modes.bold, width, height });
    }

    fn line_width(&self) -> u16 {
        self.line.iter().map(|cell| cell.width * font::WIDTH).sum()
    }

    /// Prints what waits, if anything.
    fn flush(&mut self) {
        if !self.line.is_empty() {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        let mut x = self.left(self.line_width());
        let tall = self.line.iter().map(|cell| cell.height * font::HEIGHT).max().unwrap_or(0);
        let top = self.rows();
        self.advance(u32::from(tall).max(u32::from(self.modes.line_dots)));
        let mut text = String::new();
        for cell in std::mem::take(&mut self.line) {
            // Characters of different heights stand on one base line.
            let y = top + tall - cell.height * font::HEIGHT;
            for (row, bits) in (0..).zip(font::glyph(cell.c, cell.bold)) {
                for column in (0..font::WIDTH).filter(|column| bits & (0x8000 >> column) != 0) {
                    self.block(x + column * cell.width, y + row * cell.height, cell.width, cell.height);
                }
            }
            x += font::WIDTH * cell.width;
            text.push(cell.c);
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
        // What stands on the paper is the characters; the white under them is not part of the line.
        self.marks.push(Mark { top, bottom: self.rows().min(top.saturating_add(tall)), text });
    }

    fn print_qr(&mut self) -> bool {
        let Ok(modules) = qr::draw(&self.modes.qr_data, self.modes.qr_level) else { return false };
        let picture = qr::enlarge(&modules, self.modes.qr_module, qr::Quiet::NONE);
        if picture.width() > self.width {
            return false;
        }
        self.flush();
        let content = String::from_utf8_lossy(&self.modes.qr_data).into_owned();
        self.stamp(&picture, format!("[QR {content}]\n"));
        true
    }

    fn raster_row(&mut self, row_bytes: u32, bits: &[u8], scale: RasterScale) {
        self.flush();
        let factor: u16 = match scale {
            RasterScale::Single => 1,
            RasterScale::Double => 2,
        };
        let width = u16::try_from(row_bytes * 8 * u32::from(factor)).unwrap_or(u16::MAX).min(self.width);
        let (left, y) = (self.left(width), self.rows());
        self.advance(u32::from(factor));
        for x in 0..width / factor {
            if bits.get(usize::from(x / 8)).is_some_and(|byte| byte & (0x80 >> (x % 8)) != 0) {
                self.block(left + x * factor, y, factor, factor);
            }
        }
        self.picture = Some(self.picture.map_or((width, y), |(_, top)| (width, top)));
    }

    fn end_picture(&mut self) {
        if let Some((width, top)) = self.picture.take() {
            self.mark(top, format!("[picture {width}x{}]\n", self.rows().saturating_sub(top)));
        }
    }

    fn stamp(&mut self, picture: &Bitmap, text: String) {
        let (left, top) = (self.left(picture.width()), self.rows());
        self.advance(u32::from(picture.height()));
        for y in 0..picture.height() {
            for x in (0..picture.width()).filter(|x| picture.get(*x, y)) {
                self.block(left + x, top + y, 1, 1);
            }
        }
        self.mark(top, text);
    }

    /// What can be read from `top` down to the last row.
    fn mark(&mut self, top: u16, text: String) {
        self.marks.push(Mark { top, bottom: self.rows(), text });
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

    fn passed(&self) -> u16 {
        self.rows().saturating_sub(self.waiting)
    }

    fn row_bytes(&self) -> usize {
        usize::from(self.width.div_ceil(8)).max(1)
    }

    /// Adds white rows that wait for the head. A paper past its limit grows no more: it is torn off when it has
    /// passed.
    pub(super) fn advance(&mut self, dots: u32) {
        let room = ROWS_MAX - self.rows().min(ROWS_MAX);
        let rows = u16::try_from(dots.min(FEED_MAX)).unwrap_or(u16::MAX).min(room);
        self.dots.resize(self.dots.len() + usize::from(rows) * self.row_bytes(), 0);
        self.waiting += rows;
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

/// Parts what is readable at a row. What stands on both sides is on both only in part; notes and white stay whole.
fn split(marks: Vec<Mark>, row: u16) -> (Vec<Mark>, Vec<Mark>) {
    let (mut above, mut under) = (Vec::new(), Vec::new());
    for mark in marks {
        let Mark { top, bottom, text } = mark;
        if bottom <= row || (top < row && text.trim().is_empty()) {
            above.push(Mark { top, bottom: bottom.min(row), text });
        } else if top >= row {
            under.push(Mark { top: top - row, bottom: bottom - row, text });
        } else {
            let name = text.trim_end().trim_start_matches("[part of ").trim_matches(['[', ']']);
            let part = format!("[part of {name}]\n");
            above.push(Mark { top, bottom: row, text: part.clone() });
            under.push(Mark { top: 0, bottom: bottom - row, text: part });
        }
    }
    (above, under)
}
