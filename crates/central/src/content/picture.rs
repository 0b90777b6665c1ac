//! A picture for slides: decoded within limits, scaled to the panel, and written anew. Nothing of the file that was
//! sent is kept, neither where it was taken nor whatever else hides in it.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};

/// The largest file that is taken, in bytes.
pub const SENT_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The panel: 1080 × 1920 pixels, upright.
pub const WIDTH_MAX: u32 = 1080;
/// The panel's height in pixels.
pub const HEIGHT_MAX: u32 = 1920;
/// The shortest side that does not look like a stamp.
const SIDE_MIN: u32 = 200;
/// The longest side that is decoded: more than any phone's camera.
const SIDE_MAX: u32 = 12_000;
/// Pixels decoded at most: forty millions, 160 MB with four bytes each.
const PIXELS_MAX: u64 = 40_000_000;
const MEMORY_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Letters in a poster stay clean at this quality.
const QUALITY: u8 = 90;

/// A picture as kiosks get it: JPEG.
#[derive(Clone, PartialEq, Eq)]
pub struct Made {
    /// The file.
    pub jpeg: Vec<u8>,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl std::fmt::Debug for Made {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Made({}×{}, {} bytes)", self.width, self.height, self.jpeg.len())
    }
}

/// A file that does not become a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPicture {
    /// Of no kind that is taken there, or broken.
    #[error("this is no picture that can be read")]
    NotAPicture,
    /// Too few pixels.
    #[error("the picture has too few pixels")]
    TooSmall,
    /// More pixels or bytes than anybody needs.
    #[error("the picture has too many pixels or bytes")]
    TooLarge,
}

impl From<image::ImageError> for BadPicture {
    fn from(error: image::ImageError) -> Self {
        match error {
            image::ImageError::Limits(_) => BadPicture::TooLarge,
            image::ImageError::Decoding(_)
            | image::ImageError::Encoding(_)
            | image::ImageError::Parameter(_)
            | image::ImageError::Unsupported(_)
            | image::ImageError::IoError(_) => BadPicture::NotAPicture,
        }
    }
}

/// Makes a picture of a file. Its kind is told by its first bytes, whatever it is called. Takes up to some seconds.
pub fn made(file: &[u8]) -> Result<Made, BadPicture> {
    if file.len() > SENT_BYTES_MAX {
        return Err(BadPicture::TooLarge);
    }
    let format = image::guess_format(file).map_err(|_| BadPicture::NotAPicture)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(BadPicture::NotAPicture);
    }
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE_MAX), Some(SIDE_MAX));
    limits.max_alloc = Some(MEMORY_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    // Asked of the header, before a pixel is decoded.
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX {
        return Err(BadPicture::TooLarge);
    }
    let turned = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(turned);
    if picture.width().min(picture.height()) < SIDE_MIN {
        return Err(BadPicture::TooSmall);
    }
    if picture.width() > WIDTH_MAX || picture.height() > HEIGHT_MAX {
        picture = picture.resize(WIDTH_MAX, HEIGHT_MAX, FilterType::Triangle);
    }
    let flat = on_white(&picture);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY).encode_image(&flat)?;
    Ok(Made { jpeg, width: flat.width(), height: flat.height() })
}

/// A JPEG has no transparency: what shines through is white.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let source = picture.to_rgba8();
    RgbImage::from_fn(source.width(), source.height(), |x, y| {
        let [red, green, blue, alpha] = source.get_pixel(x, y).0;
        let mix = |colour: u8| {
            let (colour, alpha) = (u32::from(colour), u32::from(alpha));
            // At most 255 by its weights.
            u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        };
        image::Rgb([mix(red), mix(green), mix(blue)])
    })
}

#[cfg(test)]
mod tests;
