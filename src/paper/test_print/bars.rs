//! The pictures on the paper test, as wide as the paper prints.

use anjungan_printer::bitmap::Bitmap;
use anjungan_printer::profile::Profile;

/// Rows of the ruler, of the black bar, and of each grey.
const RULER_ROWS: u16 = 28;
const BLACK_ROWS: u16 = 20;
const GREY_ROWS: u16 = 16;
/// The frame's line at both sides, where a shifted head or a wrong width shows first.
const EDGE_DOTS: u16 = 2;

/// Whole millimetres that the head is wide.
pub fn width_mm(profile: &Profile) -> u32 {
    (f32::from(profile.width_dots) * 25.4 / f32::from(profile.dpi)) as u32
}

/// A tick a millimetre, longer ones at 5 and 10, a line at both sides.
pub fn ruler(profile: &Profile) -> Bitmap {
    let width = profile.width_dots;
    let ticks: Vec<u16> = (0..=width_mm(profile))
        .map(|mm| match (mm % 10, mm % 5) {
            (0, _) => RULER_ROWS,
            (_, 0) => RULER_ROWS * 2 / 3,
            (_, _) => RULER_ROWS / 3,
        })
        .collect();
    let mut picture =
        Bitmap::from_fn(width, RULER_ROWS, |x, y| y < 2 || x < EDGE_DOTS || x >= width - EDGE_DOTS);
    for (mm, rows) in (0u16..).zip(ticks) {
        let x = u16::try_from(profile.dots(f32::from(mm))).unwrap_or(u16::MAX);
        for y in 0..rows {
            picture.set(x, y);
        }
    }
    picture
}

/// All black: a dead dot of the head is a white line.
pub fn black(profile: &Profile) -> Bitmap {
    Bitmap::from_fn(profile.width_dots, BLACK_ROWS, |_, _| true)
}

/// Four greys by ordered dots (the 4 × 4 Bayer matrix), side by side: 1/8, 1/4, 1/2, 3/4.
pub fn greys(profile: &Profile) -> Bitmap {
    const BAYER: [[u16; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];
    const LEVELS: [u16; 4] = [2, 4, 8, 12];
    let quarter = profile.width_dots / 4;
    Bitmap::from_fn(profile.width_dots, GREY_ROWS, |x, y| {
        let level = LEVELS[usize::from((x / quarter).min(3))];
        BAYER[usize::from(y % 4)][usize::from(x % 4)] < level
    })
}
