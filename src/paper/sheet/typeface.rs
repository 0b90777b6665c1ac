//! Atkinson Hyperlegible Next on paper: widths, kerning, what it lacks, and only the glyphs that a sheet uses.
//!
//! `printpdf` without its layout engine embeds a font as it is given and sets one character after the other. So
//! a subset is made before, and kerning is put between the characters, with the font parser that it brings along.

use std::collections::{BTreeMap, BTreeSet};

use allsorts::Font;
use allsorts::binary::read::ReadScope;
use allsorts::font::MatchingPresentation;
use allsorts::font_data::{DynamicFontTableProvider, FontData};
use allsorts::gsub::FeatureMask;
use allsorts::subset::{CmapTarget, SubsetProfile, subset};
use allsorts::tag;

use super::SheetError;

const REGULAR: &[u8] = include_bytes!("../../../assets/fonts/AtkinsonHyperlegibleNext-Regular.ttf");
const SEMI_BOLD: &[u8] = include_bytes!("../../../assets/fonts/AtkinsonHyperlegibleNext-SemiBold.ttf");
const BOLD: &[u8] = include_bytes!("../../../assets/fonts/AtkinsonHyperlegibleNext-Bold.ttf");

/// A weight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Face {
    /// For reading.
    Regular,
    /// For names and labels.
    SemiBold,
    /// For headlines.
    Bold,
}

impl Face {
    /// Every weight.
    pub const ALL: [Face; 3] = [Face::Regular, Face::SemiBold, Face::Bold];

    /// The name in the document, with the tag that marks a subset (ISO 32000-1, 9.6.4).
    pub fn name(self) -> &'static str {
        match self {
            Face::Regular => "ANJUNA+AtkinsonHyperlegibleNext-Regular",
            Face::SemiBold => "ANJUNB+AtkinsonHyperlegibleNext-SemiBold",
            Face::Bold => "ANJUNC+AtkinsonHyperlegibleNext-Bold",
        }
    }
}

/// A piece of a line.
#[derive(Clone, PartialEq, Debug)]
pub enum Piece {
    /// Characters that follow each other.
    Text(String),
    /// To the left, in thousandths of the size.
    Kern(f32),
}

/// Characters in a row with their kerning.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Run {
    /// What is set.
    pub pieces: Vec<Piece>,
    /// Its width, in sizes.
    pub width_em: f32,
}

impl Run {
    fn push(&mut self, of: char, kern: f32) {
        match self.pieces.last_mut() {
            Some(Piece::Text(text)) => text.push(of),
            Some(Piece::Kern(_)) | None => self.pieces.push(Piece::Text(of.into())),
        }
        if kern != 0.0 {
            self.pieces.push(Piece::Kern(-kern * 1000.0));
        }
    }

    /// Another run behind this one.
    pub fn append(&mut self, other: &Run) {
        self.width_em += other.width_em;
        for piece in &other.pieces {
            match (self.pieces.last_mut(), piece) {
                (Some(Piece::Text(text)), Piece::Text(more)) => text.push_str(more),
                (Some(Piece::Text(_) | Piece::Kern(_)) | None, piece) => self.pieces.push(piece.clone()),
            }
        }
    }
}

struct Loaded {
    font: Font<DynamicFontTableProvider<'static>>,
    per_em: f32,
    used: BTreeSet<char>,
    words: BTreeMap<String, Run>,
}

/// The three weights, and what of them a document uses.
pub struct Typeface {
    faces: [Loaded; 3],
}

impl Typeface {
    /// Reads the built-in fonts.
    pub fn new() -> Result<Self, SheetError> {
        Ok(Self { faces: [load(REGULAR)?, load(SEMI_BOLD)?, load(BOLD)?] })
    }

    /// A word or a space, with its kerning.
    pub fn run(&mut self, face: Face, word: &str) -> Run {
        let Loaded { font, per_em, used, words } = &mut self.faces[face as usize];
        if let Some(known) = words.get(word) {
            return known.clone();
        }
        used.extend(word.chars());
        let glyphs = font.map_glyphs(word, tag::LATN, MatchingPresentation::NotRequired);
        let count = word.chars().count();
        let shaped = font.shape(glyphs, tag::LATN, None, FeatureMask::empty(), &[], None, true);
        // A font whose kerning can't be read is set without.
        let infos = shaped.unwrap_or_else(|(_, infos)| infos);
        let kerned = infos.len() == count;
        let mut run = Run::default();
        for (at, c) in word.chars().enumerate() {
            let (glyph, _) = font.lookup_glyph_index(c, MatchingPresentation::NotRequired, None);
            let advance = font.horizontal_advance(glyph).unwrap_or(0);
            let kern = if kerned && at + 1 < count { f32::from(infos[at].kerning) / *per_em } else { 0.0 };
            run.push(c, kern);
            run.width_em += f32::from(advance) / *per_em + kern;
        }
        words.insert(word.into(), run.clone());
        run
    }

    /// `text` in characters that the fonts have; all weights have the same.
    pub fn printable(&mut self, text: &str) -> String {
        let font = &mut self.faces[Face::Regular as usize].font;
        let mut has = |c: char| font.lookup_glyph_index(c, MatchingPresentation::NotRequired, None).0 != 0;
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            if c.is_whitespace() || c.is_control() {
                out.push(' ');
            } else if has(c) {
                out.push(c);
            } else {
                substitute(c, &mut out);
            }
        }
        out
    }

    /// The glyphs in use of `face` as a font program of its own; `None` when none is.
    pub fn subset(&mut self, face: Face) -> Result<Option<Vec<u8>>, SheetError> {
        let Loaded { font, used, .. } = &mut self.faces[face as usize];
        if used.is_empty() {
            return Ok(None);
        }
        let mut glyphs: BTreeSet<u16> = used
            .iter()
            .map(|c| font.lookup_glyph_index(*c, MatchingPresentation::NotRequired, None).0)
            .collect();
        glyphs.insert(0);
        let glyphs: Vec<u16> = glyphs.into_iter().collect();
        let program = subset(&font.font_table_provider, &glyphs, &SubsetProfile::Pdf, CmapTarget::Unicode);
        program.map(Some).map_err(|error| SheetError::Typeface(format!("{face:?}: {error:?}")))
    }
}

fn load(bytes: &'static [u8]) -> Result<Loaded, SheetError> {
    let failed = |error| SheetError::Typeface(format!("{error}"));
    let data = ReadScope::new(bytes).read::<FontData<'static>>().map_err(failed)?;
    let provider = data.table_provider(0).map_err(|error| SheetError::Typeface(format!("{error}")))?;
    let font = Font::new(provider).map_err(failed)?;
    let per_em = font.head_table.units_per_em;
    Ok(Loaded { font, per_em: f32::from(per_em), used: BTreeSet::new(), words: BTreeMap::new() })
}

/// What stands for a character that the font lacks. Advertisers write with bullets of every shape, in letters that
/// are mathematics to Unicode, and with pictures, which say nothing here.
fn substitute(c: char, out: &mut String) {
    let code = u32::from(c);
    let ascii = |base: char, offset: u32| char::from_u32(u32::from(base) + offset).unwrap_or('?');
    match code {
        // Mathematical letters: 13 alphabets of 52, then digits.
        0x1D400..=0x1D6A3 => {
            let at = (code - 0x1D400) % 52;
            out.push(if at < 26 { ascii('A', at) } else { ascii('a', at - 26) });
        }
        0x1D7CE..=0x1D7FF => out.push(ascii('0', (code - 0x1D7CE) % 10)),
        // Full width.
        0xFF01..=0xFF5E => out.push(ascii('!', code - 0xFF01)),
        0x2010..=0x2012 | 0x2212 => out.push('-'),
        0x25A0..=0x25FF | 0x2713 | 0x2714 | 0x2794..=0x27BF | 0x2B1B | 0x2605 | 0x2606 => out.push('•'),
        0x2190..=0x21FF => out.push('>'),
        0xFB00 => out.push_str("ff"),
        0xFB01 => out.push_str("fi"),
        0xFB02 => out.push_str("fl"),
        _ if c.is_alphanumeric() => out.push('?'),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_font_lacks_is_replaced_or_left_out() {
        let mut typeface = Typeface::new().unwrap();
        for (text, printed) in [
            ("Operator Produksi – PT Maju Bersama", "Operator Produksi – PT Maju Bersama"),
            ("𝗢𝗽𝗲𝗿𝗮𝘁𝗼𝗿 𝟮𝟰", "Operator 24"),
            ("ＡＢＣ", "ABC"),
            ("🔥DIBUTUHKAN🔥", "DIBUTUHKAN"),
            ("✔ rajin", "• rajin"),
            ("a\tb\u{7}c\nd", "a b c d"),
            ("日本", "??"),
            ("Café “Señor” 5 °C", "Café “Señor” 5 °C"),
        ] {
            assert_eq!(typeface.printable(text), printed, "{text}");
        }
    }

    #[test]
    fn letters_that_lean_towards_each_other_are_kerned() {
        let mut typeface = Typeface::new().unwrap();
        let apart = typeface.run(Face::Bold, "T").width_em + typeface.run(Face::Bold, "o").width_em;
        let together = typeface.run(Face::Bold, "To").width_em;
        assert!(together < apart, "{together} < {apart}");
    }

    #[test]
    fn a_subset_holds_what_was_used_and_is_much_smaller() {
        let mut typeface = Typeface::new().unwrap();
        assert!(typeface.subset(Face::Bold).unwrap().is_none());
        typeface.run(Face::Bold, "Lowongan");
        let program = typeface.subset(Face::Bold).unwrap().unwrap();
        assert!(program.len() < BOLD.len() / 4, "{}", program.len());
    }
}
