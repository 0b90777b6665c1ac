//! A finished paper, and its files.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::bitmap::Bitmap;

/// How a paper came away from the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PaperEnd {
    /// The printer cut it.
    Cut,
    /// It was torn off by hand, at the bar of a printer without cutter or because it was too long.
    TornOff,
    /// The roll ended in it, or was changed: what was missing came on another paper, or never.
    RollEnd,
    /// It still hangs out of the printer.
    Hanging,
}

/// What came away, before it is made a picture file.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) picture: Bitmap,
    pub(super) text: String,
    pub(super) end: PaperEnd,
    pub(super) power_cycled: bool,
}

/// A paper that came out.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    /// From 1 in the order they came out.
    pub number: u32,
    /// Dots from left to right.
    pub width: u32,
    /// Dots from top to bottom.
    pub height: u32,
    /// A byte a dot, 0 black, 255 white, row by row from the top.
    pub grey: Vec<u8>,
    /// The same as a PNG file.
    pub png: Vec<u8>,
    /// What can be read on it. Codes stand as `[QR content]`, pictures as `[picture WxH]`, logos as `[logo KEY]`; what
    /// is there only in part as `[part of …]`. `[power lost]` and `[end of roll]` say what happened to it.
    pub text: String,
    /// How it came away.
    pub end: PaperEnd,
    /// The printer was switched off and on while this hung out of it.
    pub power_cycled: bool,
}

/// Eight dots of a packed byte as shades of grey.
static SHADES: [[u8; 8]; 256] = {
    let mut shades = [[255; 8]; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut dot = 0;
        while dot < 8 {
            if byte & (0x80 >> dot) != 0 {
                shades[byte][dot] = 0;
            }
            dot += 1;
        }
        byte += 1;
    }
    shades
};

impl Paper {
    /// Whether it came out in one go: cut or torn off at the bar, and by one printer that had its power all the time.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        matches!(self.end, PaperEnd::Cut | PaperEnd::TornOff) && !self.power_cycled
    }

    pub(super) fn new(number: u32, piece: Piece, dpi: u16) -> Self {
        let Piece { picture, mut text, end, power_cycled } = piece;
        if end == PaperEnd::RollEnd {
            text.push_str("[end of roll]\n");
        }
        let (width, height) = (picture.width(), picture.height());
        let row_bytes = usize::from(picture.row_bytes()).max(1);
        let mut grey = Vec::with_capacity(usize::from(width) * usize::from(height));
        for row in picture.packed().chunks(row_bytes) {
            let dots = row.iter().flat_map(|byte| SHADES[usize::from(*byte)]);
            grey.extend(dots.take(usize::from(width)));
        }
        let png = encode(&picture, dpi).unwrap_or_else(|error| {
            tracing::error!(%error, "a paper could not be written as PNG");
            Vec::new()
        });
        Self { number, width: width.into(), height: height.into(), grey, png, text, end, power_cycled }
    }

    /// Writes `NN.png` and `NN.txt` into `dir`. The picture appears last and whole, so a program that waits for it
    /// finds both.
    ///
    /// # Errors
    /// As the system says.
    pub fn save(&self, dir: &Path) -> io::Result<PathBuf> {
        let name = dir.join(format!("{:02}", self.number));
        fs::write(name.with_extension("txt"), &self.text)?;
        let (part, whole) = (name.with_extension("png.part"), name.with_extension("png"));
        fs::write(&part, &self.png)?;
        fs::rename(&part, &whole)?;
        Ok(whole)
    }
}

impl fmt::Debug for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Paper {} ({}×{}) {:?}", self.number, self.width, self.height, self.text)
    }
}

fn encode(picture: &Bitmap, dpi: u16) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    // An empty paper still needs one row to be a picture.
    let height = picture.height().max(1);
    let mut encoder = png::Encoder::new(&mut file, picture.width().into(), height.into());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let per_metre = (f32::from(dpi) / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    // In PNG a set bit is white.
    let mut rows: Vec<u8> = picture.packed().iter().map(|byte| !byte).collect();
    rows.resize(usize::from(picture.row_bytes()) * usize::from(height), 0xFF);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rows)?;
    writer.finish()?;
    Ok(file)
}
