//! A photo from a phone: decoded, cut to 3×4, and written anew. Nothing of the file that was sent is kept, neither
//! where it was taken nor whatever else hides in it.

use std::io::Cursor;

use anjungan_wire::application::limits::PHOTO_BYTES_MAX;
use axum::body::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use tokio::sync::Semaphore;

use super::page::Problem;
use crate::content::picture::BadPicture;

/// The largest file that is taken.
pub(super) const SENT_BYTES_MAX: usize = 1024 * 1024;
/// The card's photo, in pixels: 3×4 cm at 300 dpi.
const WIDTH: u32 = 354;
const HEIGHT: u32 = 472;
/// The smallest picture that makes a card's photo, and the largest that is decoded.
const SIDE_MIN: u32 = 240;
const SIDE_MAX: u32 = 6000;
const MEMORY_BYTES_MAX: u64 = 160 * 1024 * 1024;

/// Pictures decoded at once: each may take 160 MiB for a moment.
static TURN: Semaphore = Semaphore::const_new(1);

/// [`photo`], off the runtime's threads and in turn.
pub(super) async fn made_in_turn(file: Bytes) -> Result<Result<Vec<u8>, BadPicture>, Problem> {
    let _turn = TURN.acquire().await.map_err(|_| Problem::Busy)?;
    tokio::task::spawn_blocking(move || photo(&file)).await.map_err(|_| Problem::Internal)
}

/// A card's photo out of a JPEG file: 354×472 pixels, at most [`PHOTO_BYTES_MAX`]. Takes up to a second.
pub fn photo(file: &[u8]) -> Result<Vec<u8>, BadPicture> {
    if file.len() > SENT_BYTES_MAX {
        return Err(BadPicture::TooLarge);
    }
    let mut reader = ImageReader::with_format(Cursor::new(file), ImageFormat::Jpeg);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(SIDE_MAX), Some(SIDE_MAX));
    limits.max_alloc = Some(MEMORY_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder()?;
    // Phones write sideways pictures with a note how to turn them.
    let turned = decoder.orientation()?;
    let mut picture = DynamicImage::from_decoder(decoder)?;
    picture.apply_orientation(turned);
    if picture.width() < SIDE_MIN || picture.height() < SIDE_MIN {
        return Err(BadPicture::TooSmall);
    }
    let small = picture.resize_to_fill(WIDTH, HEIGHT, FilterType::Triangle).into_rgb8();
    for quality in [88, 80, 70, 55, 40, 25] {
        let mut jpeg = Vec::with_capacity(PHOTO_BYTES_MAX);
        JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(&small)?;
        if jpeg.len() <= PHOTO_BYTES_MAX {
            return Ok(jpeg);
        }
    }
    Err(BadPicture::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GenericImageView, Rgb, RgbImage};

    fn jpeg(width: u32, height: u32, noisy: bool) -> Vec<u8> {
        let mut seed = 1_u32;
        let picture = RgbImage::from_fn(width, height, |x, y| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let value = if noisy { (seed >> 24) as u8 } else { ((x + y) / 8) as u8 };
            Rgb([value, (x % 256) as u8, (y % 256) as u8])
        });
        let mut file = Vec::new();
        JpegEncoder::new_with_quality(&mut file, 60).encode_image(&picture).unwrap();
        file
    }

    #[test]
    fn any_picture_becomes_three_by_four_and_small() {
        for (width, height, noisy) in
            [(1200, 1600, false), (1600, 900, false), (354, 472, true), (800, 800, true)]
        {
            let photo = photo(&jpeg(width, height, noisy)).unwrap();
            assert!(photo.len() <= PHOTO_BYTES_MAX, "{width}×{height}: {}", photo.len());
            let read = image::load_from_memory_with_format(&photo, ImageFormat::Jpeg).unwrap();
            assert_eq!(read.dimensions(), (354, 472));
        }
    }

    #[test]
    fn nothing_of_the_file_is_kept_beside_the_picture() {
        let mut file = jpeg(600, 800, false);
        // A comment segment after the start marker, as a place name might stand there.
        let comment = b"\xff\xfe\x00\x0dHERE I WAS!";
        file.splice(2..2, comment.iter().copied());
        let photo = photo(&file).unwrap();
        assert!(!photo.windows(6).any(|window| window == b"HERE I"));
    }

    #[test]
    fn what_is_no_picture_is_refused_without_a_panic() {
        assert_eq!(photo(b""), Err(BadPicture::NotAPicture));
        assert_eq!(photo(b"%PDF-1.7"), Err(BadPicture::NotAPicture));
        assert_eq!(photo(&vec![0; SENT_BYTES_MAX + 1]), Err(BadPicture::TooLarge));
        assert_eq!(photo(&jpeg(100, 100, false)), Err(BadPicture::TooSmall));
        let whole = jpeg(300, 400, true);
        for cut in (0..whole.len()).step_by(997) {
            // A decoder may make something of half a picture; it must not fall over.
            if let Ok(made) = photo(&whole[..cut]) {
                assert!(made.len() <= PHOTO_BYTES_MAX);
            }
        }
        // A header that promises more than the memory there is.
        let mut huge = jpeg(300, 400, false);
        let at = huge.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        huge[at + 5..at + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
        assert_eq!(photo(&huge), Err(BadPicture::TooLarge));
    }
}
