//! Photo and crest, small enough that a signed card has 80 kB at most.
//!
//! A photo that is as it must be passes unchanged. Anything else is decoded and written anew: nothing of the file is
//! kept but what is seen.

use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use crate::template::Colour;

/// The photo, in pixels: 3×4 cm at 300 dots an inch.
const PHOTO: (u32, u32) = (354, 472);
/// Bytes of the photo on the card. A face needs as much at a quality of 75 to 85.
const PHOTO_BYTES_MAX: usize = 14_000;
/// Pixels of a crest's longer side: 15 mm at 300 dots an inch.
const CREST: u32 = 180;
/// Bytes of the crest on the card.
const CREST_BYTES_MAX: usize = 6_000;
/// Pixels a side, and bytes of memory, that are decoded at most.
const SIDE_MAX: u32 = 2_000;
const MEMORY_BYTES_MAX: u64 = 32 * 1024 * 1024;
/// The share of the pixels' sides in sixths, and the quality, one tried after the other. Pictures that people know
/// something on stay within the first ones; the last are for noise, so that there is a card for any file. Few, as each
/// takes a few milliseconds.
const STEPS: [(u32, u8); 8] = [(6, 82), (6, 68), (6, 55), (6, 40), (4, 50), (3, 40), (2, 30), (1, 30)];

/// It can't be decoded, or is far too large.
pub(super) struct NoPicture;

/// The photo as it stands on a card: a baseline JPEG of 3 wide and 4 high, at most [`PHOTO_BYTES_MAX`].
pub(super) fn photo(file: &[u8]) -> Result<Vec<u8>, NoPicture> {
    if file.len() <= PHOTO_BYTES_MAX && bare_size(file) == Some(PHOTO) {
        return Ok(file.to_vec());
    }
    let picture = read(file, ImageFormat::Jpeg)?;
    let picture = match (picture.width(), picture.height()) == PHOTO {
        true => picture,
        false => picture.resize_to_fill(PHOTO.0, PHOTO.1, FilterType::Triangle),
    };
    // The eye sees colours at half the detail.
    small(&picture.into_rgb8(), SamplingFactor::R_4_2_0, PHOTO_BYTES_MAX)
}

/// The crest as it stands on a card: a baseline JPEG of at most [`CREST`] pixels a side and [`CREST_BYTES_MAX`]. What
/// shines through shows `ground`, because PDF/A-1 knows nothing that shines through.
///
/// The last one is remembered: an office signs many cards with the same crest, and reading a PNG takes milliseconds.
pub(super) fn crest(file: &[u8], ground: Colour) -> Result<Vec<u8>, NoPicture> {
    static LAST: Mutex<Option<Crest>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = last.as_ref().filter(|known| known.ground == ground && known.file == file) {
        return Ok(known.made.clone());
    }
    let made = made_crest(file, ground)?;
    *last = Some(Crest { file: file.to_vec(), ground, made: made.clone() });
    Ok(made)
}

/// A crest as an office gave it, and what became of it.
struct Crest {
    file: Vec<u8>,
    ground: Colour,
    made: Vec<u8>,
}

fn made_crest(file: &[u8], Colour(ground): Colour) -> Result<Vec<u8>, NoPicture> {
    let mut picture = read(file, ImageFormat::Png).or_else(|_| read(file, ImageFormat::Jpeg))?;
    if picture.width().max(picture.height()) > CREST {
        picture = picture.resize(CREST, CREST, FilterType::Triangle);
    }
    let picture = picture.into_rgba8();
    let [red, green, blue] = ground;
    let mut whole =
        image::RgbaImage::from_pixel(picture.width(), picture.height(), image::Rgba([red, green, blue, 255]));
    imageops::overlay(&mut whole, &picture, 0, 0);
    // Its edges are of colour.
    small(&DynamicImage::from(whole).into_rgb8(), SamplingFactor::R_4_4_4, CREST_BYTES_MAX)
}

/// The pixels of a baseline JPEG in colours that holds a picture and not a byte besides: no comment, no place and time,
/// nothing behind its end.
fn bare_size(file: &[u8]) -> Option<(u32, u32)> {
    let mut rest = file.strip_prefix(&[0xff, 0xd8])?;
    let mut size = None;
    loop {
        let (&[0xff, marker, high, low], _) = rest.split_first_chunk()? else { return None };
        let (segment, after) = rest.split_at_checked(2 + usize::from(u16::from_be_bytes([high, low])))?;
        match (marker, segment) {
            // Tables, and JFIF's own head without a small picture in it.
            (0xc4 | 0xdb | 0xdd, _) | (0xe0, &[_, _, 0, 16, b'J', b'F', b'I', b'F', 0, ..]) => {}
            (0xc0, &[_, _, _, 17, 8, h1, h0, w1, w0, 3, ..]) if size.is_none() => {
                size = Some((u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into()));
            }
            // The picture itself: 0xff is followed by 0 or a restart's mark until the end, which is the file's.
            (0xda, _) => {
                let end =
                    after.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7));
                return size.filter(|_| end == after.len().checked_sub(2) && after.ends_with(&[0xff, 0xd9]));
            }
            (_, _) => return None,
        }
        rest = after;
    }
}

fn read(file: &[u8], format: ImageFormat) -> Result<DynamicImage, NoPicture> {
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE_MAX), Some(SIDE_MAX));
    limits.max_alloc = Some(MEMORY_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| NoPicture)?;
    let turned = decoder.orientation().map_err(|_| NoPicture)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| NoPicture)?;
    picture.apply_orientation(turned);
    Ok(picture)
}

/// The best of [`STEPS`] that is small enough.
fn small(picture: &RgbImage, colours: SamplingFactor, bytes_max: usize) -> Result<Vec<u8>, NoPicture> {
    STEPS
        .into_iter()
        .find_map(|(sixths, quality)| {
            let side = |pixels: u32| (pixels * sixths / 6).max(1);
            let (width, height) = (side(picture.width()), side(picture.height()));
            let smaller =
                (sixths < 6).then(|| imageops::resize(picture, width, height, FilterType::Triangle));
            let pixels = smaller.as_ref().unwrap_or(picture).as_raw();
            let mut file = Vec::with_capacity(2 * bytes_max);
            let mut encoder = Encoder::new(&mut file, quality);
            encoder.set_sampling_factor(colours);
            let (width, height) = (u16::try_from(width).ok()?, u16::try_from(height).ok()?);
            encoder.encode(pixels, width, height, ColorType::Rgb).ok()?;
            (file.len() <= bytes_max).then_some(file)
        })
        .ok_or(NoPicture)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ExtendedColorType, ImageEncoder as _, Rgb, Rgba, RgbaImage};

    /// Drawn, and nobody: one as cameras send it, one that is as it must be.
    const LARGE: &[u8] = include_bytes!("../../tests/photo-large.jpg");
    const SMALL: &[u8] = include_bytes!("../../tests/photo.jpg");

    fn noise(width: u32, height: u32) -> RgbImage {
        let mut seed = 1_u32;
        RgbImage::from_fn(width, height, |_, _| {
            Rgb([0; 3].map(|_: u8| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 24) as u8
            }))
        })
    }

    fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
        let mut file = Vec::new();
        image::codecs::jpeg::JpegEncoder::new_with_quality(&mut file, quality).encode_image(picture).unwrap();
        file
    }

    fn png(picture: &RgbaImage) -> Vec<u8> {
        let mut file = Vec::new();
        image::codecs::png::PngEncoder::new(&mut file)
            .write_image(picture, picture.width(), picture.height(), ExtendedColorType::Rgba8)
            .unwrap();
        file
    }

    fn size(file: &[u8]) -> (u32, u32) {
        let picture = image::load_from_memory_with_format(file, ImageFormat::Jpeg).unwrap();
        (picture.width(), picture.height())
    }

    #[test]
    fn a_photo_keeps_its_pixels_and_loses_bytes() {
        let made = photo(LARGE).ok().unwrap();
        assert!(made.len() <= PHOTO_BYTES_MAX, "{} bytes", made.len());
        assert_eq!((size(&made), bare_size(&made)), (PHOTO, Some(PHOTO)));
        assert_eq!(photo(&made).ok().unwrap(), made, "and is not made worse a second time");
    }

    #[test]
    fn whatever_comes_as_a_photo_becomes_small() {
        for (width, height, quality) in [(354, 472, 90), (90, 60, 90)] {
            let made = photo(&jpeg(&noise(width, height), quality)).ok().unwrap();
            assert!(made.len() <= PHOTO_BYTES_MAX, "{width}×{height}: {} bytes", made.len());
        }
    }

    #[test]
    fn what_hides_in_a_photo_stays_out_of_the_card() {
        let mut noted = SMALL.to_vec();
        noted.splice(2..2, b"\xff\xfe\x00\x0dHERE I WAS!".iter().copied());
        for file in [noted, [SMALL, b"AND HERE TOO"].concat()] {
            assert!(file.len() <= PHOTO_BYTES_MAX);
            let made = photo(&file).ok().unwrap();
            assert!(!made.windows(4).any(|window| window == b"HERE"));
            assert_eq!(bare_size(&made), Some(PHOTO));
        }
        assert_eq!(photo(SMALL).ok().unwrap(), SMALL);
    }

    #[test]
    fn a_crest_of_any_shape_becomes_small_and_stands_on_its_ground() {
        let hole = RgbaImage::from_pixel(240, 180, Rgba([0, 0, 0, 0]));
        let made = crest(&png(&hole), Colour([0, 90, 160])).ok().unwrap();
        assert_eq!(size(&made), (180, 135));
        let read = image::load_from_memory_with_format(&made, ImageFormat::Jpeg).unwrap().into_rgb8();
        let Rgb([red, green, blue]) = *read.get_pixel(90, 60);
        assert!(red < 8 && green.abs_diff(90) < 8 && blue.abs_diff(160) < 8, "{red} {green} {blue}");
        let loud = png(&DynamicImage::from(noise(200, 200)).into_rgba8());
        let made = crest(&loud, Colour([255; 3])).ok().unwrap();
        assert!(made.len() <= CREST_BYTES_MAX, "{} bytes", made.len());
    }

    #[test]
    fn what_is_no_picture_makes_nothing_and_no_panic() {
        let whole = jpeg(&noise(24, 32), 50);
        assert!(photo(b"").is_err() && photo(b"%PDF-1.7").is_err() && crest(b"", Colour([0; 3])).is_err());
        for cut in (0..whole.len()).step_by(97) {
            // A decoder may make something of half a picture; it must not fall over.
            if let Ok(made) = photo(&whole[..cut]) {
                assert!(made.len() <= PHOTO_BYTES_MAX);
            }
        }
        // A header that promises more than there is room for.
        let mut huge = whole;
        let at = huge.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        huge[at + 5..at + 9].copy_from_slice(&[0xff; 4]);
        assert!(photo(&huge).is_err());
    }
}
