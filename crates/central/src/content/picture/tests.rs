use image::codecs::png::PngEncoder;
use image::{GenericImageView, ImageEncoder, Rgb, Rgba, RgbaImage};

use super::*;

fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let picture =
        RgbImage::from_fn(width, height, |x, y| Rgb([(x % 256) as u8, (y % 256) as u8, ((x + y) / 9) as u8]));
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 60).encode_image(&picture).unwrap();
    file
}

fn png(width: u32, height: u32, colour: Rgba<u8>) -> Vec<u8> {
    let picture = RgbaImage::from_pixel(width, height, colour);
    let mut file = Vec::new();
    PngEncoder::new(&mut file)
        .write_image(picture.as_raw(), width, height, image::ExtendedColorType::Rgba8)
        .unwrap();
    file
}

fn webp(width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, _| Rgb([(x % 256) as u8, 9, 9]));
    let mut file = Vec::new();
    image::codecs::webp::WebPEncoder::new_lossless(&mut file)
        .encode(picture.as_raw(), width, height, image::ExtendedColorType::Rgb8)
        .unwrap();
    file
}

#[test]
fn a_picture_of_any_kind_becomes_a_jpeg_that_fits_the_panel() {
    for (file, size) in [
        (jpeg(4000, 3000), (1080, 810)),
        (jpeg(900, 3200), (540, 1920)),
        (jpeg(640, 480), (640, 480)),
        (png(300, 300, Rgba([1, 2, 3, 255])), (300, 300)),
        (webp(1200, 1200), (1080, 1080)),
    ] {
        let made = made(&file).unwrap();
        assert_eq!((made.width, made.height), size);
        let read = image::load_from_memory_with_format(&made.jpeg, ImageFormat::Jpeg).unwrap();
        assert_eq!(read.dimensions(), size);
    }
}

#[test]
fn what_shines_through_is_white() {
    let made = made(&png(200, 200, Rgba([200, 0, 0, 0]))).unwrap();
    let read = image::load_from_memory_with_format(&made.jpeg, ImageFormat::Jpeg).unwrap();
    assert!(read.get_pixel(100, 100).0[..3].iter().all(|colour| *colour > 250));
}

#[test]
fn nothing_of_the_file_is_kept_beside_the_picture() {
    let mut file = jpeg(600, 800);
    file.splice(2..2, b"\xff\xfe\x00\x0dHERE I WAS!".iter().copied());
    assert!(!made(&file).unwrap().jpeg.windows(6).any(|window| window == b"HERE I"));
    // Text after the end of a PNG is a favourite place for what should not be served.
    let mut file = png(300, 300, Rgba([9, 9, 9, 255]));
    file.extend_from_slice(b"<script>alert(1)</script>");
    assert!(!made(&file).unwrap().jpeg.windows(7).any(|window| window == b"<script"));
}

#[test]
fn a_sideways_picture_is_turned() {
    // An EXIF block that says "turn right": orientation 6.
    let exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let mut file = jpeg(800, 400);
    let segment: Vec<u8> = [0xff, 0xe1].into_iter().chain(length).chain(exif.iter().copied()).collect();
    file.splice(2..2, segment);
    let made = made(&file).unwrap();
    assert_eq!((made.width, made.height), (400, 800));
}

#[test]
fn hostile_files_are_refused_without_a_panic() {
    for file in [
        &b""[..],
        b"%PDF-1.7",
        b"GIF89a\x01\0\x01\0",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n",
        b"RIFF\x04\0\0\0WEBP",
        b"\xff\xd8\xff\xe0",
    ] {
        assert_eq!(made(file), Err(BadPicture::NotAPicture), "{file:?}");
    }
    assert_eq!(made(&vec![0xff; SENT_BYTES_MAX + 1]), Err(BadPicture::TooLarge));
    assert_eq!(made(&jpeg(100, 900)), Err(BadPicture::TooSmall));
    for whole in [jpeg(300, 400), png(300, 300, Rgba([1, 1, 1, 200])), webp(300, 300)] {
        for cut in (0..whole.len()).step_by(97) {
            // A decoder may make something of half a picture; it must not fall over, and it must fit.
            if let Ok(made) = made(&whole[..cut]) {
                assert!(made.width <= WIDTH_MAX && made.height <= HEIGHT_MAX);
            }
        }
    }
    // Headers that promise more than the memory there is.
    let mut bomb = png(300, 300, Rgba([1, 1, 1, 255]));
    bomb[16..24].copy_from_slice(&[0, 0, 0x2e, 0, 0, 0, 0x2e, 0]);
    // The sum of the header's bytes has to be right, or it would be refused for that.
    let sum = crc32(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&sum);
    assert_eq!(made(&bomb), Err(BadPicture::TooLarge));
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |mut crc, byte| {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
        crc
    })
}
