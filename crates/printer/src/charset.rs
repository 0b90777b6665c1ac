//! Code pages: which byte a printer needs for a character, and what to print for characters it lacks.
//!
//! A character that is sent in another encoding comes out as two or three wrong glyphs, and a control character
//! is a command. So text passes here first: what leaves is printable bytes of one known page, and nothing else.

use serde::{Deserialize, Serialize};

/// A table of 256 characters in the printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CodePage {
    /// The page every clone has. `ESC t 0`.
    Pc437,
    /// Western Europe with the euro sign. `ESC t 19`.
    Pc858,
    /// Windows Western. `ESC t 16`.
    Wpc1252,
}

impl CodePage {
    /// The number for `ESC t`.
    #[must_use]
    pub fn table(self) -> u8 {
        match self {
            CodePage::Pc437 => 0,
            CodePage::Pc858 => 19,
            CodePage::Wpc1252 => 16,
        }
    }

    /// The page with a number of `ESC t`, if this crate knows it.
    #[must_use]
    pub fn by_table(table: u8) -> Option<Self> {
        [Self::Pc437, Self::Pc858, Self::Wpc1252].into_iter().find(|page| page.table() == table)
    }

    /// The character of a byte; `None` for control characters and holes.
    #[must_use]
    pub fn decode(self, byte: u8) -> Option<char> {
        match byte {
            0x20..=0x7E => Some(char::from(byte)),
            0x80.. => self.upper().chars().nth(usize::from(byte - 0x80)).filter(|c| *c != '\u{fffd}'),
            0x00..=0x1F | 0x7F => None,
        }
    }

    /// What the paper will show for `text`: characters of this page only, the others replaced or dropped.
    /// Line breaks and all other control characters are gone.
    #[must_use]
    pub fn printable(self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            if c == '\t' {
                out.push(' ');
            } else if self.byte(c).is_some() {
                out.push(c);
            } else {
                out.push_str(substitute(c));
            }
        }
        out
    }

    /// The bytes that print `text`, never a control character.
    #[must_use]
    pub fn encode(self, text: &str) -> Vec<u8> {
        self.printable(text).chars().map(|c| self.byte(c).unwrap_or(b'?')).collect()
    }

    fn byte(self, c: char) -> Option<u8> {
        match c {
            ' '..='~' => u8::try_from(u32::from(c)).ok(),
            '\u{a0}' | '\u{ad}' | '\u{fffd}' => None,
            _ => {
                let at = self.upper().chars().position(|known| known == c)?;
                u8::try_from(at + 0x80).ok()
            }
        }
    }

    /// The characters of bytes 80 to FF.
    fn upper(self) -> &'static str {
        match self {
            CodePage::Pc437 => PC437,
            CodePage::Pc858 => PC858,
            CodePage::Wpc1252 => WPC1252,
        }
    }
}

const PC437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
const PC858: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";
const WPC1252: &str = "€�‚ƒ„…†‡ˆ‰Š‹Œ�Ž��‘’“”•–—˜™š›œ�žŸ\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";

/// What stands for a character the page lacks: the same letter without its marks, the sign a typewriter would use,
/// nothing for what is invisible or a picture, and `?` for a letter that cannot be guessed.
fn substitute(c: char) -> &'static str {
    match c {
        'À'..='Å' | 'Ā' | 'Ă' | 'Ą' => "A",
        'à'..='å' | 'ā' | 'ă' | 'ą' => "a",
        'Æ' => "AE",
        'æ' => "ae",
        'Ç' | 'Ć' | 'Č' => "C",
        'ç' | 'ć' | 'č' => "c",
        'Ð' | 'Ď' | 'Đ' => "D",
        'ð' | 'ď' | 'đ' => "d",
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => "E",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'Ğ' | 'Ģ' => "G",
        'ğ' | 'ģ' => "g",
        'Ì'..='Ï' | 'Ī' | 'Į' | 'İ' => "I",
        'ì'..='ï' | 'ī' | 'į' | 'ı' => "i",
        'Ł' => "L",
        'ł' => "l",
        'Ñ' | 'Ń' | 'Ň' => "N",
        'ñ' | 'ń' | 'ň' => "n",
        'Ò'..='Ö' | 'Ø' | 'Ō' | 'Ő' => "O",
        'ò'..='ö' | 'ø' | 'ō' | 'ő' => "o",
        'Œ' => "OE",
        'œ' => "oe",
        'Ř' => "R",
        'ř' => "r",
        'Ś' | 'Š' | 'Ş' | 'Ș' => "S",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ß' => "ss",
        'Ť' | 'Ț' => "T",
        'ť' | 'ț' => "t",
        'Ù'..='Ü' | 'Ū' | 'Ů' | 'Ű' => "U",
        'ù'..='ü' | 'ū' | 'ů' | 'ű' => "u",
        'Ý' | 'Ÿ' => "Y",
        'ý' | 'ÿ' => "y",
        'Ź' | 'Ż' | 'Ž' => "Z",
        'ź' | 'ż' | 'ž' => "z",
        '‐'..='―' | '−' => "-",
        '‘'..='‛' | '′' | 'ʼ' | 'ʻ' | '´' => "'",
        '“'..='‟' | '″' | '«' | '»' => "\"",
        '‹' => "<",
        '›' => ">",
        '…' => "...",
        '•' | '·' | '●' | '▪' => "*",
        '°' | 'º' => "o",
        'ª' => "a",
        '×' => "x",
        '÷' => "/",
        '¹' => "1",
        '²' => "2",
        '³' => "3",
        '½' => "1/2",
        '¼' => "1/4",
        '¾' => "3/4",
        '€' => "EUR",
        '©' => "(c)",
        '®' => "(R)",
        '™' => "(TM)",
        '→' => "->",
        '←' => "<-",
        '≤' => "<=",
        '≥' => ">=",
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => " ",
        // Marks that join the letter before them, invisible and direction characters, variation selectors.
        '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' => "",
        '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => "",
        // Pictures: symbols, dingbats, emoji and their modifiers, tags.
        '\u{2300}'..='\u{23ff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' => "",
        '\u{1f000}'..='\u{1faff}' | '\u{e0000}'..='\u{e007f}' => "",
        c if c.is_control() => "",
        _ => "?",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAGES: [CodePage; 3] = [CodePage::Pc437, CodePage::Pc858, CodePage::Wpc1252];

    #[test]
    fn every_page_has_128_upper_characters() {
        for page in PAGES {
            assert_eq!(page.upper().chars().count(), 128, "{page:?}");
        }
    }

    #[test]
    fn what_a_page_has_is_sent_as_it_is() {
        assert_eq!(CodePage::Pc858.encode("é€°"), [0x82, 0xD5, 0xF8]);
        assert_eq!(CodePage::Pc437.encode("é"), [0x82]);
        assert_eq!(CodePage::Wpc1252.encode("–“é"), [0x96, 0x93, 0xE9]);
    }

    #[test]
    fn what_a_page_lacks_is_written_with_what_it_has() {
        assert_eq!(CodePage::Pc437.encode("“Š” – 5€…"), b"\"S\" - 5EUR...");
        assert_eq!(CodePage::Pc858.encode("Kerja 👍🏽 ✅ 職"), b"Kerja   ?");
        assert_eq!(CodePage::Pc437.encode("e\u{301}"), b"e");
    }

    #[test]
    fn text_cannot_be_a_command() {
        assert_eq!(CodePage::Pc858.encode("a\u{1b}@\u{10}\u{4}\u{1}\n\r\u{7f}\u{9b}b"), b"a@b");
    }

    proptest! {
        #[test]
        fn no_text_gives_a_control_character(text in ".*") {
            for page in PAGES {
                let bytes = page.encode(&text);
                prop_assert!(bytes.iter().all(|b| *b >= 0x20 && *b != 0x7F));
                prop_assert_eq!(bytes.len(), page.printable(&text).chars().count());
            }
        }

        #[test]
        fn bytes_decode_to_what_was_printed(text in "[ -~é€°äß]*") {
            for page in PAGES {
                let back: String = page.encode(&text).iter().filter_map(|b| page.decode(*b)).collect();
                prop_assert_eq!(back, page.printable(&text));
            }
        }
    }
}
