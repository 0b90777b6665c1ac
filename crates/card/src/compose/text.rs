//! Fonts, and how much room a text takes.

use std::sync::LazyLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use rustybuzz::UnicodeBuffer;

/// One of the two faces a card is set in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Weight {
    Regular,
    Bold,
}

struct Face {
    font: Font,
    shaper: rustybuzz::Face<'static>,
}

static REGULAR: LazyLock<Face> = LazyLock::new(|| {
    Face::read(include_bytes!("../../../../assets/fonts/AtkinsonHyperlegibleNext-Regular.ttf"))
});
static BOLD: LazyLock<Face> = LazyLock::new(|| {
    Face::read(include_bytes!("../../../../assets/fonts/AtkinsonHyperlegibleNext-Bold.ttf"))
});

impl Face {
    fn read(file: &'static [u8]) -> Self {
        Self {
            font: Font::new(file.into(), 0).expect("a font of this repository"),
            shaper: rustybuzz::Face::from_slice(file, 0).expect("a font of this repository"),
        }
    }
}

impl Weight {
    fn face(self) -> &'static Face {
        match self {
            Weight::Regular => &REGULAR,
            Weight::Bold => &BOLD,
        }
    }

    pub(super) fn font(self) -> Font {
        self.face().font.clone()
    }
}

/// The first character that the fonts lack; white space of any kind is fine.
pub(super) fn lacking(text: &str) -> Option<char> {
    text.chars().filter(|c| !c.is_whitespace()).find(|c| {
        [Weight::Regular, Weight::Bold].iter().any(|weight| weight.face().shaper.glyph_index(*c).is_none())
    })
}

/// A line, ready to be drawn. Lengths are in ems.
pub(super) struct Line {
    pub(super) text: String,
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) width: f32,
}

/// Shapes one line: kerning and ligatures. A space at its end is drawn and takes no room: PDF/A-1a wants words parted
/// by spaces, where a line ends too.
pub(super) fn line(text: &str, weight: Weight) -> Line {
    let text = text.to_owned();
    let shaper = &weight.face().shaper;
    let em = shaper.units_per_em() as f32;
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(&text);
    // Left to right whatever it holds: the fonts have no other script.
    buffer.set_direction(rustybuzz::Direction::LeftToRight);
    let shaped = rustybuzz::shape(shaper, &[], buffer);
    let starts: Vec<usize> = shaped.glyph_infos().iter().map(|info| info.cluster as usize).collect();
    let glyphs: Vec<KrillaGlyph> = shaped
        .glyph_infos()
        .iter()
        .zip(shaped.glyph_positions())
        .map(|(info, position)| {
            let start = info.cluster as usize;
            let end = starts.iter().copied().find(|next| *next > start).unwrap_or(text.len());
            KrillaGlyph::new(
                GlyphId::new(info.glyph_id),
                position.x_advance as f32 / em,
                position.x_offset as f32 / em,
                position.y_offset as f32 / em,
                position.y_advance as f32 / em,
                start..end,
                None,
            )
        })
        .collect();
    let seen = glyphs.iter().filter(|glyph| glyph.text_range.start < text.trim_end().len());
    let width = seen.map(|glyph| glyph.x_advance).sum();
    Line { text, glyphs, width }
}

/// How a text may be made to fit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    /// The size it should have, in points.
    pub(super) size: f32,
    /// The size down to which it shrinks before it takes another line.
    pub(super) shrink_to: f32,
    /// Lines at most.
    pub(super) lines: usize,
}

impl Fit {
    /// One line of `size`, which shrinks as it must.
    pub(super) const fn one(size: f32) -> Self {
        Self { size, shrink_to: size, lines: 1 }
    }
}

/// Steps of size, in points.
const STEP: f32 = 0.25;

/// Breaks `text` into lines that are no wider than `width` points, and says in which size: shrinking first, then
/// wrapping, then shrinking on. A word wider than a line is broken where it must be, at last.
pub(super) fn fit(text: &str, weight: Weight, fit: Fit, width: f32) -> (f32, Vec<Line>) {
    let words = Words::new(text, weight);
    let mut lines = 1;
    let mut size = fit.size;
    loop {
        let broken = words.wrap(width / size);
        let last = lines == fit.lines;
        // Before the last resort no word is torn.
        let may_tear = last && size <= fit.shrink_to;
        if broken.len() <= lines && (may_tear || broken.iter().all(|(_, whole)| *whole)) {
            let ends = broken.len() - 1;
            let spaced = |(n, (text, whole)): (usize, (String, bool))| match whole && n < ends {
                true => line(&format!("{text} "), weight),
                false => line(&text, weight),
            };
            let shaped: Vec<Line> = broken.into_iter().enumerate().map(spaced).collect();
            // Kerning can make a line wider than its letters are.
            if shaped.iter().all(|line| line.width * size <= width) {
                return (size, shaped);
            }
        }
        // Steps of a quarter, and of a tenth where a quarter of a point would be much.
        size = (size - STEP).max(size * 0.9);
        if size < fit.shrink_to && !last {
            lines += 1;
            size = fit.size;
        }
    }
}

/// A text's words with the widths of their letters, in ems.
struct Words<'a> {
    words: Vec<(&'a str, Vec<f32>)>,
    space: f32,
}

impl<'a> Words<'a> {
    fn new(text: &'a str, weight: Weight) -> Self {
        let shaper = &weight.face().shaper;
        let em = shaper.units_per_em() as f32;
        let advance = |c: char| {
            let glyph = shaper.glyph_index(c).unwrap_or_default();
            f32::from(shaper.glyph_hor_advance(glyph).unwrap_or_default()) / em
        };
        let words = text.split_whitespace().map(|word| (word, word.chars().map(advance).collect())).collect();
        Self { words, space: advance(' ') }
    }

    /// Greedy lines of at most `width` ems (a letter is never parted from itself), and whether each ends at a word's end.
    fn wrap(&self, width: f32) -> Vec<(String, bool)> {
        let mut lines: Vec<(String, bool)> = Vec::new();
        let (mut now, mut used) = (String::new(), 0.0);
        for (word, letters) in &self.words {
            let wide: f32 = letters.iter().sum();
            if !now.is_empty() && used + self.space + wide <= width {
                now.push(' ');
                now.push_str(word);
                used += self.space + wide;
                continue;
            }
            if !now.is_empty() {
                lines.push((std::mem::take(&mut now), true));
            }
            used = 0.0;
            for (letter, wide) in word.chars().zip(letters) {
                if used + wide > width && !now.is_empty() {
                    lines.push((std::mem::take(&mut now), false));
                    used = 0.0;
                }
                now.push(letter);
                used += wide;
            }
        }
        if !now.is_empty() || lines.is_empty() {
            lines.push((now, true));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_shrinks_then_wraps_then_shrinks_on() {
        let how = Fit { size: 10.0, shrink_to: 8.0, lines: 2 };
        let name = "CONTOH SINTETIS";
        let natural = line(name, Weight::Bold).width * 10.0;
        let lines_and_size = |width: f32| {
            let (size, lines) = fit(name, Weight::Bold, how, width);
            (lines.len(), size)
        };
        assert_eq!(lines_and_size(natural * 1.05), (1, 10.0));
        assert_eq!(lines_and_size(natural * 0.95).0, 1);
        assert_eq!(lines_and_size(natural * 0.6), (2, 10.0));
        let (lines, size) = lines_and_size(natural * 0.3);
        assert!(lines == 2 && size < 8.0, "{lines} lines of {size}");
    }

    #[test]
    fn the_fonts_have_what_names_and_places_are_written_with() {
        assert_eq!(lacking("Ra’uf Å Çelik Łukasz É. d'Arc, S.Kom. – “PT” (Tbk) & 50 % · … •"), None);
        assert_eq!(lacking("山"), Some('山'));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_is_lost_and_nothing_is_wider_than_its_place(
            text in "[A-Za-zé.'-]{1,40}( [A-Za-z]{1,30}){0,6}", width in 40.0f32..200.0, lines in 1usize..4,
        ) {
            let (size, broken) = fit(&text, Weight::Regular, Fit { size: 9.0, shrink_to: 7.0, lines }, width);
            prop_assert!(broken.len() <= lines, "{} lines", broken.len());
            for line in &broken {
                prop_assert!(line.width * size <= width, "{} > {width}", line.width * size);
            }
            let whole: String = broken.iter().map(|line| line.text.replace(' ', "")).collect();
            prop_assert_eq!(whole, text.replace(' ', ""));
        }
    }
}
