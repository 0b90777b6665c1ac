//! QR codes for the screen: one pixel a module, for the UI to enlarge without smoothing.

use qrcode::{EcLevel, QrCode};
use slint::{Image, Rgb8Pixel, SharedPixelBuffer};

/// White modules around the code, as the standard asks.
const QUIET: usize = 4;

/// The code of `content`; an empty image when there is nothing to say or it does not fit any code.
pub fn image(content: &str) -> Image {
    if content.is_empty() {
        return Image::default();
    }
    match QrCode::with_error_correction_level(content, EcLevel::M) {
        Ok(code) => Image::from_rgb8(pixels(&code)),
        Err(error) => {
            tracing::error!(%error, length = content.len(), "a QR code can't be made");
            Image::default()
        }
    }
}

fn pixels(code: &QrCode) -> SharedPixelBuffer<Rgb8Pixel> {
    let side = code.width() + 2 * QUIET;
    let side_px = u32::try_from(side).expect("the largest QR code has 177 modules");
    let mut buffer = SharedPixelBuffer::new(side_px, side_px);
    let pixels = buffer.make_mut_slice();
    pixels.fill(Rgb8Pixel { r: 255, g: 255, b: 255 });
    for y in 0..code.width() {
        for x in 0..code.width() {
            if code[(x, y)] == qrcode::Color::Dark {
                pixels[(y + QUIET) * side + x + QUIET] = Rgb8Pixel { r: 0, g: 0, b: 0 };
            }
        }
    }
    buffer
}
