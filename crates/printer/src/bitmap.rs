//! Black and white pictures, one bit a dot, and the two ways a printer spoils them.
//!
//! A printer acts on real-time commands (`DLE EOT`, `DLE ENQ`, `DLE DC4`) the moment they arrive, *also inside
//! picture data* (Epson TM-T88 specification): a photograph that happens to hold `10 14 01` kicks the cash drawer.
//! So [`defuse`] sets one dot wherever two bytes could begin such a command. One dot in a picture is invisible.
//!
//! And a printer that loses its paper inside one long picture swallows the next jobs as picture bytes. So
//! pictures leave as short [`Bitmap::bands`], each a command of its own.

use std::fmt;

/// Rows in one band where a profile says nothing else: few bytes lost when a job breaks, little overhead when it does not.
pub const BAND_ROWS: u16 = 48;

/// A picture of dots; a set dot is black.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: u16,
    height: u16,
    bits: Vec<u8>,
}

impl Bitmap {
    /// A white picture.
    #[must_use]
    pub fn new(width: u16, height: u16) -> Self {
        Self { width, height, bits: vec![0; usize::from(width.div_ceil(8)) * usize::from(height)] }
    }

    /// A picture whose dots are black where `is_black(x, y)`.
    #[must_use]
    pub fn from_fn(width: u16, height: u16, is_black: impl Fn(u16, u16) -> bool) -> Self {
        let mut picture = Self::new(width, height);
        for y in 0..height {
            for x in 0..width {
                if is_black(x, y) {
                    picture.set(x, y);
                }
            }
        }
        picture
    }

    /// A picture from rows of packed bytes, most significant bit left. Missing bytes are white.
    #[must_use]
    pub fn from_packed(width: u16, height: u16, packed: &[u8]) -> Self {
        let mut picture = Self::new(width, height);
        let n = packed.len().min(picture.bits.len());
        picture.bits[..n].copy_from_slice(&packed[..n]);
        picture
    }

    /// A photograph in dots: rows of grey from 0, black, to 255, white, a byte a dot. Missing bytes are white.
    ///
    /// Floyd–Steinberg, every other row from right to left so that no diagonal threads appear.
    #[must_use]
    pub fn dithered(width: u16, height: u16, grey: &[u8]) -> Self {
        let mut picture = Self::new(width, height);
        let row_dots = usize::from(width);
        // What earlier dots owe to this row and to the next, in sixteenths, with a margin on either side.
        let (mut here, mut below) = (vec![0i32; row_dots + 2], vec![0i32; row_dots + 2]);
        for y in 0..height {
            let backwards = y % 2 == 1;
            for step in 0..width {
                let x = if backwards { width - 1 - step } else { step };
                let i = usize::from(x);
                let shade = grey.get(usize::from(y) * row_dots + i).copied().unwrap_or(255);
                let value = i32::from(shade) + here[i + 1] / 16;
                let black = value < 128;
                if black {
                    picture.set(x, y);
                }
                let error = value - if black { 0 } else { 255 };
                let (ahead, behind) = if backwards { (i, i + 2) } else { (i + 2, i) };
                here[ahead] += error * 7;
                below[behind] += error * 3;
                below[i + 1] += error * 5;
                below[ahead] += error;
            }
            std::mem::swap(&mut here, &mut below);
            below.fill(0);
        }
        picture
    }

    /// Dots from left to right.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Dots from top to bottom.
    #[must_use]
    pub fn height(&self) -> u16 {
        self.height
    }

    /// Whether a dot is black. Outside the picture all is white.
    #[must_use]
    pub fn get(&self, x: u16, y: u16) -> bool {
        x < self.width && y < self.height && self.bits[self.byte(x, y)] & (0x80 >> (x % 8)) != 0
    }

    /// Makes a dot black. Outside the picture nothing happens.
    pub fn set(&mut self, x: u16, y: u16) {
        if x < self.width && y < self.height {
            let at = self.byte(x, y);
            self.bits[at] |= 0x80 >> (x % 8);
        }
    }

    /// Rows of packed bytes, most significant bit left.
    #[must_use]
    pub fn packed(&self) -> &[u8] {
        &self.bits
    }

    /// Bytes in one packed row.
    #[must_use]
    pub fn row_bytes(&self) -> u16 {
        self.width.div_ceil(8)
    }

    /// The picture from top to bottom in pieces of at most `rows` rows.
    pub fn bands(&self, rows: u16) -> impl Iterator<Item = Bitmap> + '_ {
        let row_bytes = usize::from(self.row_bytes()).max(1);
        let rows = rows.max(1);
        self.bits.chunks(row_bytes * usize::from(rows)).map(move |bits| Bitmap {
            width: self.width,
            height: u16::try_from(bits.len() / row_bytes).unwrap_or(rows),
            bits: bits.to_vec(),
        })
    }

    fn byte(&self, x: u16, y: u16) -> usize {
        usize::from(y) * usize::from(self.row_bytes()) + usize::from(x / 8)
    }
}

impl fmt::Debug for Bitmap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bitmap({}×{})", self.width, self.height)
    }
}

/// Sets one dot in every byte pair that could begin a real-time command (`10 04`, `10 05`, `10 14`).
///
/// Setting bit 3 gives `0C`, `0D`, `1C`: none of them continues or begins such a pair.
pub fn defuse(data: &mut [u8]) {
    for i in 1..data.len() {
        if data[i - 1] == 0x10 && matches!(data[i], 0x04 | 0x05 | 0x14) {
            data[i] |= 0x08;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_shade_of_grey_has_as_many_black_dots_as_it_is_dark() {
        for (shade, percent) in [(0u8, 100), (64, 75), (128, 50), (192, 25), (255, 0)] {
            let picture = Bitmap::dithered(64, 64, &[shade; 64 * 64]);
            let black: u32 = picture.packed().iter().map(|byte| byte.count_ones()).sum();
            let expected = 64 * 64 * percent / 100;
            assert!(black.abs_diff(expected) < 64 * 64 / 50, "shade {shade}: {black} of {expected}");
        }
        assert_eq!(Bitmap::dithered(9, 2, &[]), Bitmap::new(9, 2), "what is missing is white");
    }

    #[test]
    fn bands_put_together_are_the_picture() {
        let picture = Bitmap::from_fn(20, 100, |x, y| (x + y) % 3 == 0);
        let bands: Vec<_> = picture.bands(48).collect();
        assert_eq!(bands.iter().map(Bitmap::height).collect::<Vec<_>>(), [48, 48, 4]);
        assert_eq!(bands.iter().flat_map(|b| b.packed().to_vec()).collect::<Vec<_>>(), picture.packed());
    }

    #[test]
    fn outside_is_white_and_setting_it_does_nothing() {
        let mut picture = Bitmap::new(9, 2);
        picture.set(9, 0);
        picture.set(0, 2);
        assert_eq!(picture, Bitmap::new(9, 2));
        assert!(!picture.get(9, 0));
    }

    proptest! {
        #[test]
        fn no_picture_can_hold_a_real_time_command(mut data in prop::collection::vec(
            prop::sample::select(vec![0x10u8, 0x04, 0x05, 0x14, 0x00, 0xFF]), 0..200)) {
            let before = data.clone();
            defuse(&mut data);
            prop_assert!(!data.windows(2).any(|w| w[0] == 0x10 && matches!(w[1], 4 | 5 | 0x14)));
            let flipped: u32 = data.iter().zip(&before).map(|(a, b)| (a ^ b).count_ones()).sum();
            let pairs = before.windows(2).filter(|w| w[0] == 0x10 && matches!(w[1], 4 | 5 | 0x14)).count();
            prop_assert_eq!(flipped as usize, pairs);
        }
    }
}
