//! The office's logo: from a PNG file to dots on the paper.
//!
//! Line art is cut at the middle grey and stays sharp; anything with half-tones is dithered (Floyd–Steinberg),
//! which a thermal head, all black or nothing, needs.

use std::io::{BufReader, Read};
use std::path::Path;

use anjungan_printer::bitmap::Bitmap;

/// Bytes of the file, and dots either way, at most: an emblem is far smaller, and memory is not a stranger's to fill.
const FILE_BYTES_MAX: u64 = 1024 * 1024;
const SOURCE_DOTS_MAX: u32 = 4_000;
/// Rows on the paper, at most: 30 mm.
const ROWS_MAX: u32 = 240;
/// A picture with fewer greys among a hundred dots is line art.
const GREYS_PERCENT_OF_LINE_ART: usize = 10;

/// Why a picture can't be used. The text goes on, in a sentence that names the file.
#[derive(Debug, thiserror::Error)]
pub enum LogoFileError {
    /// The file can't be read.
    #[error("cannot be read ({0}): check the path and its permissions")]
    Unreadable(std::io::Error),
    /// It is not a PNG picture.
    #[error("is not a PNG picture ({0}): save it as PNG")]
    NotPng(png::DecodingError),
    /// It is too large to be an emblem.
    #[error("is too large: use at most 1 MiB and 4000 dots either way")]
    TooLarge,
    /// Nothing of it is black.
    #[error("is all white on paper: use dark lines on a light ground")]
    Blank,
}

/// Reads a picture for paper `width_dots` wide. What is larger is made smaller, nothing is made larger.
///
/// # Errors
/// [`LogoFileError`]
pub fn read(file: &Path, width_dots: u16) -> Result<Bitmap, LogoFileError> {
    let opened = std::fs::File::open(file).map_err(LogoFileError::Unreadable)?;
    let size = opened.metadata().map_err(LogoFileError::Unreadable)?.len();
    if size > FILE_BYTES_MAX {
        return Err(LogoFileError::TooLarge);
    }
    let grey = Grey::decode(opened.take(FILE_BYTES_MAX))?;
    let picture = grey.shrunk(u32::from(width_dots)).in_dots();
    if picture.packed().iter().all(|byte| *byte == 0) {
        return Err(LogoFileError::Blank);
    }
    Ok(picture)
}

/// Lightness, 0 black to 255 white, row after row.
struct Grey {
    width: u32,
    height: u32,
    light: Vec<u8>,
}

impl Grey {
    fn decode(from: impl Read) -> Result<Self, LogoFileError> {
        let mut bytes = Vec::new();
        BufReader::new(from).read_to_end(&mut bytes).map_err(LogoFileError::Unreadable)?;
        let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let mut reader = decoder.read_info().map_err(LogoFileError::NotPng)?;
        let (width, height) = (reader.info().width, reader.info().height);
        if width > SOURCE_DOTS_MAX || height > SOURCE_DOTS_MAX {
            return Err(LogoFileError::TooLarge);
        }
        let mut buffer = vec![0; reader.output_buffer_size().ok_or(LogoFileError::TooLarge)?];
        let frame = reader.next_frame(&mut buffer).map_err(LogoFileError::NotPng)?;
        let samples = frame.color_type.samples();
        let light = buffer[..frame.buffer_size()].chunks_exact(samples).map(lightness).collect();
        Ok(Self { width, height, light })
    }

    /// Fits the paper, each new dot the mean of the old ones under it.
    fn shrunk(self, width_max: u32) -> Self {
        let by_width = f64::from(width_max) / f64::from(self.width);
        let by_height = f64::from(ROWS_MAX) / f64::from(self.height);
        let scale = by_width.min(by_height);
        if scale >= 1.0 {
            return self;
        }
        let fit = |dots: u32| ((f64::from(dots) * scale) as u32).max(1);
        let (width, height) = (fit(self.width), fit(self.height));
        let mut light = Vec::with_capacity((width * height) as usize);
        for y in 0..height {
            for x in 0..width {
                light.push(self.mean(span(x, width, self.width), span(y, height, self.height)));
            }
        }
        Self { width, height, light }
    }

    fn mean(&self, columns: std::ops::Range<u32>, rows: std::ops::Range<u32>) -> u8 {
        let (mut sum, mut n) = (0u64, 0u64);
        for y in rows {
            for x in columns.clone() {
                sum += u64::from(self.light[(y * self.width + x) as usize]);
                n += 1;
            }
        }
        (sum / n.max(1)) as u8
    }

    fn in_dots(self) -> Bitmap {
        let greys = self.light.iter().filter(|light| (48..208).contains(*light)).count();
        let line_art = greys * 100 < self.light.len() * GREYS_PERCENT_OF_LINE_ART;
        let black = if line_art { self.cut() } else { self.dithered() };
        let width = self.width as usize;
        Bitmap::from_fn(self.width as u16, self.height as u16, |x, y| {
            black[usize::from(y) * width + usize::from(x)]
        })
    }

    fn cut(&self) -> Vec<bool> {
        self.light.iter().map(|light| *light < 128).collect()
    }

    /// Floyd and Steinberg: each dot's error goes to its neighbours to the right and below.
    fn dithered(&self) -> Vec<bool> {
        let width = self.width as usize;
        let mut light: Vec<i32> = self.light.iter().map(|light| i32::from(*light)).collect();
        let mut black = vec![false; light.len()];
        for i in 0..light.len() {
            let is_black = light[i] < 128;
            black[i] = is_black;
            let error = light[i] - if is_black { 0 } else { 255 };
            let x = i % width;
            let mut give = |at: usize, sixteenths: i32| {
                if let Some(neighbour) = light.get_mut(at) {
                    *neighbour += error * sixteenths / 16;
                }
            };
            if x + 1 < width {
                give(i + 1, 7);
                give(i + width + 1, 1);
            }
            if x > 0 {
                give(i + width - 1, 3);
            }
            give(i + width, 5);
        }
        black
    }
}

/// The old dots under the new one `at` of `new`.
fn span(at: u32, new: u32, old: u32) -> std::ops::Range<u32> {
    let begin = at * old / new;
    begin..((at + 1) * old / new).max(begin + 1)
}

/// Of a dot's samples: grey, grey and alpha, colour, colour and alpha. What is transparent shows the paper.
fn lightness(samples: &[u8]) -> u8 {
    let grey = |r: u8, g: u8, b: u8| (u32::from(r) * 299 + u32::from(g) * 587 + u32::from(b) * 114) / 1000;
    let over =
        |light: u32, alpha: u8| ((light * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255) as u8;
    match *samples {
        [light] => light,
        [light, alpha] => over(u32::from(light), alpha),
        [r, g, b] => grey(r, g, b) as u8,
        [r, g, b, alpha] => over(grey(r, g, b), alpha),
        _ => u8::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_file(width: u32, height: u32, light: impl Fn(u32, u32) -> [u8; 2]) -> tempfile::NamedTempFile {
        let file = tempfile::Builder::new().suffix(".png").tempfile().unwrap();
        let mut encoder = png::Encoder::new(file.reopen().unwrap(), width, height);
        encoder.set_color(png::ColorType::GrayscaleAlpha);
        let data: Vec<u8> = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .flat_map(|(x, y)| light(x, y))
            .collect();
        encoder.write_header().unwrap().write_image_data(&data).unwrap();
        file
    }

    fn blacks(picture: &Bitmap) -> u32 {
        picture.packed().iter().map(|byte| byte.count_ones()).sum()
    }

    #[test]
    fn line_art_stays_as_it_is_and_what_is_transparent_is_paper() {
        let file = png_file(64, 32, |x, _| if x < 32 { [0, 255] } else { [0, 0] });
        let picture = read(file.path(), 576).unwrap();
        assert_eq!((picture.width(), picture.height(), blacks(&picture)), (64, 32, 32 * 32));
    }

    #[test]
    fn half_tones_become_as_many_dots_as_they_are_dark() {
        let file = png_file(100, 100, |_, _| [191, 255]);
        let black = blacks(&read(file.path(), 576).unwrap());
        assert!((2_300..=2_700).contains(&black), "{black} of 10000 for a quarter");
    }

    #[test]
    fn a_picture_wider_or_higher_than_the_paper_takes_is_made_smaller() {
        let wide = png_file(1_200, 300, |_, _| [0, 255]);
        let picture = read(wide.path(), 384).unwrap();
        assert_eq!((picture.width(), picture.height()), (384, 96));
        let high = png_file(100, 480, |_, _| [0, 255]);
        let picture = read(high.path(), 384).unwrap();
        assert_eq!((picture.width(), picture.height()), (50, 240));
    }

    #[test]
    fn what_is_no_picture_or_no_emblem_is_refused() {
        assert!(matches!(read(Path::new("/nowhere/logo.png"), 576), Err(LogoFileError::Unreadable(_))));
        let text = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(text.path(), "no picture").unwrap();
        assert!(matches!(read(text.path(), 576), Err(LogoFileError::NotPng(_))));
        std::fs::write(text.path(), vec![0; FILE_BYTES_MAX as usize + 1]).unwrap();
        assert!(matches!(read(text.path(), 576), Err(LogoFileError::TooLarge)));
        let white = png_file(10, 10, |_, _| [255, 255]);
        assert!(matches!(read(white.path(), 576), Err(LogoFileError::Blank)));
        let endless = png_file(4_001, 1, |_, _| [0, 255]);
        assert!(matches!(read(endless.path(), 576), Err(LogoFileError::TooLarge)));
    }
}
