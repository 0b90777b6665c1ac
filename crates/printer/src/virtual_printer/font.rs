//! The characters, 12 × 24 dots like a receipt printer's font A: Spleen, a bitmap font by Frederic Cambus
//! (BSD-2-Clause), shown dot for dot.

use std::collections::HashMap;
use std::sync::LazyLock;

use spleen_font::{FONT_12X24, PSF2Font};

use crate::charset::CodePage;

pub(super) const WIDTH: u16 = 12;
pub(super) const HEIGHT: u16 = 24;

/// Rows of a character, leftmost dot in bit 15.
pub(super) type Glyph = [u16; HEIGHT as usize];

static GLYPHS: LazyLock<HashMap<char, Glyph>> = LazyLock::new(|| {
    let mut glyphs = HashMap::new();
    let Ok(mut font) = PSF2Font::new(FONT_12X24) else { return glyphs };
    for page in [CodePage::Pc437, CodePage::Pc858, CodePage::Wpc1252] {
        for c in (0x20..=0xFF).filter_map(|byte| page.decode(byte)) {
            let mut utf8 = [0; 4];
            if let Some(shape) = font.glyph_for_utf8(c.encode_utf8(&mut utf8).as_bytes()) {
                let mut glyph: Glyph = [0; HEIGHT as usize];
                for (row, dots) in glyph.iter_mut().zip(shape) {
                    for (x, _) in dots.take(usize::from(WIDTH)).enumerate().filter(|(_, black)| *black) {
                        *row |= 0x8000 >> x;
                    }
                }
                glyphs.insert(c, glyph);
            }
        }
    }
    glyphs
});

/// The shape of a character; an empty box for one the font lacks. Bold is printed twice, one dot apart, as printers
/// do.
pub(super) fn glyph(c: char, bold: bool) -> Glyph {
    let mut glyph = GLYPHS.get(&c).copied().unwrap_or_else(missing);
    if bold {
        for row in &mut glyph {
            *row |= *row >> 1 & 0xFFF0;
        }
    }
    glyph
}

fn missing() -> Glyph {
    let mut glyph = [0; HEIGHT as usize];
    glyph[4] = 0x7FC0;
    glyph[19] = 0x7FC0;
    for row in &mut glyph[5..19] {
        *row = 0x4040;
    }
    glyph
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_ascii_and_the_usual_letters_have_a_shape() {
        for c in (' '..='~').chain("éèàüöß°€½".chars()) {
            assert!(GLYPHS.contains_key(&c), "{c}");
        }
        assert_eq!(glyph(' ', true), [0; 24]);
    }
}
