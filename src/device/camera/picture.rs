//! A frame's way to a photo of 3×4: cut out the middle, made smaller, and compressed. Pure.

use anjungan_wire::application::limits::PHOTO_BYTES_MAX;
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageFormat, ImageReader};

use crate::visit::Picture;

/// 3×4 cm at 300 dots an inch.
pub const PHOTO: (u32, u32) = (354, 472);
/// What is shown of a frame: half of it is enough to see oneself by.
const PREVIEW: (u32, u32) = (240, 320);
/// Tried one after the other until the file is small enough. 85 is about 24 KB of a face; noise alone needs the last.
const QUALITIES: [u8; 7] = [85, 75, 65, 50, 35, 20, 8];
/// Pixels of a frame a side, at most. Cameras of kiosks have 1,920.
const SIDE_MAX: u32 = 4096;

/// What is shown while somebody aims.
pub fn preview(frame: &Picture) -> Picture {
    scaled(&cut(frame), PREVIEW)
}

/// The photo.
pub fn photo(frame: &Picture) -> Picture {
    scaled(&cut(frame), PHOTO)
}

/// As a JPEG file without anything but the picture; `None` if no quality makes it small enough.
pub fn jpeg(picture: &Picture) -> Option<Vec<u8>> {
    QUALITIES.into_iter().find_map(|quality| {
        let mut file = Vec::new();
        JpegEncoder::new_with_quality(&mut file, quality)
            .encode(&picture.rgb, picture.width, picture.height, ExtendedColorType::Rgb8)
            .ok()?;
        (file.len() <= PHOTO_BYTES_MAX).then_some(file)
    })
}

/// The middle of a frame, 3 wide and 4 high.
fn cut(frame: &Picture) -> Picture {
    let (width, height) = match frame.width * 4 > frame.height * 3 {
        true => (frame.height * 3 / 4, frame.height),
        false => (frame.width, frame.width * 4 / 3),
    };
    let (left, top) = ((frame.width - width) / 2, (frame.height - height) / 2);
    let row = |y: u32| {
        let begin = ((y * frame.width + left) * 3) as usize;
        &frame.rgb[begin..begin + (width * 3) as usize]
    };
    let rgb = (top..top + height).flat_map(row).copied().collect();
    Picture { width, height, rgb }
}

/// Every pixel is the average of those it stands for, so that fine lines do not flicker; where the frame is smaller, the
/// nearest.
fn scaled(from: &Picture, (width, height): (u32, u32)) -> Picture {
    let span = |at: u32, to: u32, of: u32| {
        let begin = (u64::from(at) * u64::from(of) / u64::from(to)) as u32;
        let end = (u64::from(at + 1) * u64::from(of) / u64::from(to)) as u32;
        begin..end.max(begin + 1).min(of)
    };
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    for y in 0..height {
        let rows = span(y, height, from.height);
        for x in 0..width {
            let columns = span(x, width, from.width);
            let (mut sum, mut count) = ([0u32; 3], 0);
            for row in rows.clone() {
                for column in columns.clone() {
                    let at = ((row * from.width + column) * 3) as usize;
                    for (sum, value) in sum.iter_mut().zip(&from.rgb[at..at + 3]) {
                        *sum += u32::from(*value);
                    }
                    count += 1;
                }
            }
            rgb.extend(sum.map(|sum| (sum / count.max(1)) as u8));
        }
    }
    Picture { width, height, rgb }
}

/// `picture`, made smaller where it is larger than `room`, in its own proportions.
pub fn fitted(picture: Picture, room: (u32, u32)) -> Picture {
    let (width, height) = (u64::from(picture.width), u64::from(picture.height));
    let (room_width, room_height) = (u64::from(room.0), u64::from(room.1));
    if width <= room_width && height <= room_height {
        return picture;
    }
    // The side that has to shrink more says how much.
    let (width, height) = match width * room_height > height * room_width {
        true => (room_width, height * room_width / width),
        false => (width * room_height / height, room_height),
    };
    let side = |length: u64| u32::try_from(length.max(1)).unwrap_or(u32::MAX);
    scaled(&picture, (side(width), side(height)))
}

/// A JPEG frame. Cameras leave out the Huffman tables, which the decoder knows.
pub fn of_jpeg(bytes: &[u8]) -> Option<Picture> {
    of_jpeg_within(bytes, SIDE_MAX)
}

/// A JPEG file of at most `side_max` pixels a side.
pub fn of_jpeg_within(bytes: &[u8], side_max: u32) -> Option<Picture> {
    let mut reader = ImageReader::with_format(std::io::Cursor::new(bytes), ImageFormat::Jpeg);
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(side_max);
    limits.max_image_height = Some(side_max);
    reader.limits(limits);
    let image = reader.decode().ok()?.into_rgb8();
    let (width, height) = image.dimensions();
    usable(Picture { width, height, rgb: image.into_raw() })
}

/// A YUYV frame (YCbCr 4:2:2, BT.601, full range as cameras send it) of `width` × `height`, `stride` bytes a row.
pub fn of_yuyv(bytes: &[u8], width: u32, height: u32, stride: usize) -> Option<Picture> {
    let row_bytes = width as usize * 2;
    let whole = stride.checked_mul(height as usize)?;
    if !width.is_multiple_of(2) || width.max(height) > SIDE_MAX || stride < row_bytes || bytes.len() < whole {
        return None;
    }
    let mut rgb = Vec::with_capacity((width * height * 3) as usize);
    for row in bytes.chunks_exact(stride).take(height as usize) {
        for &[y0, cb, y1, cr] in row[..row_bytes].as_chunks::<4>().0 {
            let (cb, cr) = (i32::from(cb) - 128, i32::from(cr) - 128);
            for y in [y0, y1] {
                let y = i32::from(y) << 16;
                let values = [y + 91_881 * cr, y - 22_554 * cb - 46_802 * cr, y + 116_130 * cb];
                rgb.extend(values.map(|value| (value >> 16).clamp(0, 255) as u8));
            }
        }
    }
    usable(Picture { width, height, rgb })
}

/// Large enough to be cut, and whole.
fn usable(picture: Picture) -> Option<Picture> {
    let bytes = picture.width as usize * picture.height as usize * 3;
    (picture.width >= 3 && picture.height >= 4 && picture.rgb.len() == bytes).then_some(picture)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(width: u32, height: u32, colour: [u8; 3]) -> Picture {
        Picture { width, height, rgb: colour.repeat((width * height) as usize) }
    }

    #[test]
    fn a_photo_is_the_middle_of_a_frame_and_has_its_colours() {
        // Left third red, middle green, right blue.
        let mut frame = plain(960, 720, [0, 0, 0]);
        for (at, pixel) in frame.rgb.as_chunks_mut::<3>().0.iter_mut().enumerate() {
            *pixel = [[255, 0, 0], [0, 255, 0], [0, 0, 255]][at % 960 / 320];
        }
        let photo = photo(&frame);
        assert_eq!((photo.width, photo.height), PHOTO);
        let middle = ((PHOTO.1 / 2 * PHOTO.0 + PHOTO.0 / 2) * 3) as usize;
        assert_eq!(photo.rgb[middle..middle + 3], [0, 255, 0]);
        assert_eq!(photo.rgb[..3], [255, 0, 0], "a part of both sides is in it, as 540 of 960 pixels are");
    }

    #[test]
    fn a_photo_of_anything_fits_an_application_and_comes_back_as_it_was() {
        let mut seed = 1u32;
        let mut noise = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 24) as u8
        };
        let noisy = Picture { width: 640, height: 480, rgb: (0..640 * 480 * 3).map(|_| noise()).collect() };
        for frame in [noisy, plain(640, 480, [200, 180, 160])] {
            let file = jpeg(&photo(&frame)).unwrap();
            assert!(file.len() <= PHOTO_BYTES_MAX, "{}", file.len());
            let back = of_jpeg(&file).unwrap();
            assert_eq!((back.width, back.height), PHOTO);
            assert!(!file.windows(4).any(|part| part == b"Exif"), "nothing but the picture");
        }
    }

    #[test]
    fn yuyv_is_read_as_bt_601() {
        let grey = of_yuyv(&[128, 128, 128, 128].repeat(6), 4, 4, 8).is_none();
        assert!(grey, "too few bytes");
        for (yuyv, expected) in [
            ([128, 128, 128, 128], [128, 128, 128]),
            ([76, 85, 76, 255], [254, 0, 0]),
            ([29, 255, 29, 107], [0, 0, 254]),
        ] {
            let picture = of_yuyv(&yuyv.repeat(8), 4, 4, 8).unwrap();
            for (value, wanted) in picture.rgb[..3].iter().zip(expected) {
                assert!(value.abs_diff(wanted) <= 2, "{:?} for {expected:?}", &picture.rgb[..3]);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), width in 0u32..80, height in 0u32..80, stride in 0usize..200) {
            for frame in [of_jpeg(&bytes), of_yuyv(&bytes, width, height, stride)].into_iter().flatten() {
                prop_assert_eq!((photo(&frame).width, preview(&frame).width), (PHOTO.0, PREVIEW.0));
            }
        }

        #[test]
        fn a_picture_of_any_shape_fits_its_room(width in 3u32..400, height in 4u32..400, room_width in 1u32..200, room_height in 1u32..200) {
            let fitted = fitted(plain(width, height, [9, 8, 7]), (room_width, room_height));
            prop_assert!(fitted.width <= room_width.max(1) && fitted.height <= room_height.max(1));
            prop_assert_eq!(fitted.rgb.len() as u32, fitted.width * fitted.height * 3);
        }

        #[test]
        fn a_frame_of_any_shape_becomes_a_photo(width in 3u32..200, height in 4u32..200) {
            let photo = photo(&plain(width, height, [9, 8, 7]));
            prop_assert_eq!(photo.rgb.len() as u32, PHOTO.0 * PHOTO.1 * 3);
            prop_assert_eq!(&photo.rgb[..3], &[9, 8, 7]);
        }
    }
}
