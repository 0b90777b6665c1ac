//! Whatever an employer pasted, as plain text: paragraphs separated by single line breaks, items on lines
//! that begin with `• `.
//!
//! Only the tokenizer of an HTML5 parser works here, no tree is built, so a text nested a million deep
//! costs no more than its length. Every tag is dropped; of scripts, styles and frames the content too.

use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, CharacterTokens, EndTag, StartTag, Tag, TagToken, Token, TokenSink, TokenSinkResult,
    Tokenizer, TokenizerOpts,
};

/// Text without markup.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Plain {
    /// Lines, none of them empty.
    pub text: String,
    /// Scripts, styles or frames were cut out.
    pub script_removed: bool,
    /// Its end was cut off.
    pub shortened: bool,
}

/// HTML or plain text to plain text of at most `bytes_max` bytes.
pub fn plain(source: &str, bytes_max: usize) -> Plain {
    let tokenizer = Tokenizer::new(Lines::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(source));
    while !input.is_empty() {
        // It only stops early for scripts to run, which the sink never asks for; the loop costs nothing.
        let _ = tokenizer.feed(&input);
    }
    tokenizer.end();
    let sink = tokenizer.sink;
    // Typed text has its own line breaks; in HTML they are only spaces.
    let typed = !sink.blocks.get();
    let mut text = String::new();
    for line in sink.out.into_inner().split(|c| c == BREAK || (typed && c == '\n')) {
        let line = tidy_line(line);
        if !line.is_empty() {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&line);
        }
    }
    let long = text.len() > bytes_max;
    let text = if long { shortened(text, bytes_max) } else { text };
    Plain { text, script_removed: sink.cut.get(), shortened: long }
}

/// The same on a single line, for names.
pub fn one_line(source: &str, chars_max: usize) -> String {
    let text = plain(source, 8 * 1024).text;
    let line = text.lines().map(|line| line.trim_start_matches("• ")).collect::<Vec<_>>().join(" ");
    shortened_to_chars(&line, chars_max)
}

/// At most `chars_max` characters, cut between words with an ellipsis.
pub fn shortened_to_chars(line: &str, chars_max: usize) -> String {
    if line.chars().count() <= chars_max {
        return line.into();
    }
    let kept: String = line.chars().take(chars_max.saturating_sub(1)).collect();
    let whole_words =
        kept.rsplit_once(' ').map(|(words, _)| words).filter(|words| words.len() * 2 > kept.len());
    format!("{}…", whole_words.unwrap_or(&kept).trim_end())
}

/// Characters that are not text: controls, invisible ones, and those that reverse what follows.
pub fn is_unwanted(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff0}'..='\u{fffd}'
            | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
}

/// A line break that came from markup, not from the text: no text may hold this character.
const BREAK: char = '\u{1}';

/// Collects the text of a token stream.
#[derive(Default)]
struct Lines {
    out: RefCell<String>,
    /// Inside an element whose content is not text.
    skipping: Cell<bool>,
    cut: Cell<bool>,
    blocks: Cell<bool>,
}

impl TokenSink for Lines {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let CharacterTokens(text) = token {
            if !self.skipping.get() {
                self.out.borrow_mut().extend(text.chars().filter(|c| *c != BREAK));
            }
        } else if let TagToken(tag) = token {
            return self.tag(&tag);
        }
        TokenSinkResult::Continue
    }
}

impl Lines {
    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        match (&*tag.name, tag.kind) {
            ("script", StartTag) => return self.skip(RawKind::ScriptData),
            ("style" | "iframe" | "noembed" | "noframes" | "xmp", StartTag) => {
                return self.skip(RawKind::Rawtext);
            }
            ("script" | "style" | "iframe" | "noembed" | "noframes" | "xmp", EndTag) => {
                self.skipping.set(false)
            }
            ("li", StartTag) => {
                self.line_break();
                self.out.borrow_mut().push_str("• ");
            }
            ("br" | "hr", _)
            | (
                "p" | "div" | "li" | "ul" | "ol" | "dl" | "dt" | "dd" | "h1" | "h2" | "h3" | "h4" | "h5"
                | "h6" | "table" | "tr" | "section" | "article" | "blockquote" | "pre" | "header" | "footer",
                _,
            ) => self.line_break(),
            ("td" | "th", _) => self.out.borrow_mut().push(' '),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn skip(&self, kind: RawKind) -> TokenSinkResult<()> {
        self.skipping.set(true);
        self.cut.set(true);
        TokenSinkResult::RawData(kind)
    }

    fn line_break(&self) {
        self.blocks.set(true);
        self.out.borrow_mut().push(BREAK);
    }
}

/// One line: spaces collapsed, invisible characters out, whatever sign its item began with set as `• `.
fn tidy_line(line: &str) -> String {
    let mut tidy = String::with_capacity(line.len());
    for c in line.chars().map(symbol_bullet) {
        if c.is_whitespace() {
            if !tidy.is_empty() && !tidy.ends_with(' ') {
                tidy.push(' ');
            }
        } else if !is_unwanted(c) {
            tidy.push(c);
        }
    }
    let mut rest = tidy.trim();
    let mut item = false;
    while let Some(after) = after_bullet(rest) {
        rest = after;
        item = true;
    }
    if item && !rest.is_empty() { format!("• {rest}") } else { rest.into() }
}

/// Bullets that word processors keep in the private area of their symbol fonts.
fn symbol_bullet(c: char) -> char {
    if matches!(c, '\u{f0b7}' | '\u{f0a7}' | '\u{f076}' | '\u{f0d8}' | '\u{f0fc}') { '•' } else { c }
}

/// What follows the sign of an item: a bullet in any case, a dash or star only before a space or a letter.
fn after_bullet(line: &str) -> Option<&str> {
    if let Some(rest) = line.strip_prefix(['•', '●', '▪', '■', '◦', '‣', '·', '➢', '✓', '○'])
    {
        return Some(rest.trim_start());
    }
    let rest = line.strip_prefix(['-', '*', '–'])?;
    let next = rest.chars().next()?;
    (next == ' ' || next.is_alphabetic()).then(|| rest.trim_start())
}

/// At most `bytes_max` bytes, cut between words.
fn shortened(mut text: String, bytes_max: usize) -> String {
    let end = text.floor_char_boundary(bytes_max.saturating_sub('…'.len_utf8()));
    let end = text[..end].rfind([' ', '\n']).unwrap_or(end);
    text.truncate(end);
    text.push('…');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(source: &str) -> String {
        plain(source, 10_000).text
    }

    #[test]
    fn html_becomes_lines_and_items() {
        for (source, expected) in [
            ("<p>Satu</p><p><br></p><p><br></p><p>Dua</p>", "Satu\nDua"),
            ("<ul><li>Rapi</li><li>Jujur</li></ul>", "• Rapi\n• Jujur"),
            (
                "<p>Syarat:<br />&bull; Pria/Wanita<br>&bull;&nbsp;Sehat</p>",
                "Syarat:\n• Pria/Wanita\n• Sehat",
            ),
            ("<p>• \tMenata   barang</p>", "• Menata barang"),
            ("<li>- ganda</li><li> </li>", "• ganda"),
            ("<p>- Kasir</p><p>*Admin</p><p>-5 tahun</p>", "• Kasir\n• Admin\n-5 tahun"),
            ("<p>satu\nbaris &amp; dua</p>", "satu baris & dua"),
            ("tanpa tag\n1. satu\n\n\n2. lulus <2021", "tanpa tag\n1. satu\n2. lulus <2021"),
            ("<a href='javascript:x()'>tautan</a><img src=x onerror=y()>", "tautan"),
            ("aman<p", "aman"),
            ("", ""),
            ("<p><br></p>", ""),
            ("gaji 👍 bagus", "gaji 👍 bagus"),
        ] {
            assert_eq!(text(source), expected, "{source}");
        }
    }

    #[test]
    fn scripts_and_styles_go_with_their_content_and_it_is_said() {
        let cut = plain("<p>a<script>alert('<p>x</p>')</script>b</p><style>p{}</style><SCRIPT>y", 999);
        assert_eq!(cut, Plain { text: "ab".into(), script_removed: true, shortened: false });
        assert!(!plain("<p>&lt;script&gt;</p>", 999).script_removed);
    }

    #[test]
    fn what_cannot_be_seen_or_turns_the_text_round_is_gone() {
        assert_eq!(text("a\u{200b}b\u{202e}c\u{0}d\u{7}e\u{feff}f\u{2066}g\u{1}h"), "abcdefgh");
        assert_eq!(text("<p>\u{f0b7} Word</p>"), "• Word");
    }

    #[test]
    fn a_text_nested_very_deep_is_only_long() {
        let deep = format!("{}isi{}", "<div>".repeat(200_000), "</div>".repeat(200_000));
        assert_eq!(text(&deep), "isi");
    }

    #[test]
    fn long_texts_end_between_words() {
        assert_eq!(plain("satu dua tiga empat", 13).text, "satu dua…");
        assert!(plain("satu dua tiga", 12).shortened && !plain("satu dua tiga", 13).shortened);
        assert_eq!(plain("ééééééé", 8).text, "éé…");
        assert_eq!(shortened_to_chars("satu dua tiga", 10), "satu dua…");
        assert_eq!(one_line("<p>A &amp; B</p><p>C</p>", 99), "A & B C");
    }
}
