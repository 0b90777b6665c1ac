//! Texts with limits, and both languages of one.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

use crate::fact::Language;

/// A text that can't be shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadText {
    /// Nothing but spaces.
    #[error("the text is empty")]
    Empty,
    /// Too long.
    #[error("the text has more than {max} characters")]
    TooLong {
        /// How many it may have.
        max: usize,
    },
    /// A line break or another control character where there may be none.
    #[error("the text has a line break or a character that can't be shown")]
    Control,
    /// No web address.
    #[error("not a web address: it must begin with https:// and have no spaces")]
    Address,
}

fn checked(text: &str, max: usize, breaks: bool) -> Result<String, BadText> {
    let text = text.trim();
    let hidden = |c: char| {
        (c.is_control() && !(breaks && c == '\n'))
            // What turns the order of letters around, so that a text reads otherwise than it was approved.
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    match text {
        "" => Err(BadText::Empty),
        _ if text.chars().count() > max => Err(BadText::TooLong { max }),
        _ if text.contains(hidden) => Err(BadText::Control),
        _ => Ok(text.to_owned()),
    }
}

/// One line of at most `MAX` characters, not empty, without control characters.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Line<const MAX: usize>(String);

impl<const MAX: usize> TryFrom<String> for Line<MAX> {
    type Error = BadText;
    fn try_from(text: String) -> Result<Self, BadText> {
        checked(&text, MAX, false).map(Self)
    }
}

/// A text of at most `MAX` characters that may have line breaks. A line that begins with `• ` is an item of a list.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prose<const MAX: usize>(String);

impl<const MAX: usize> TryFrom<String> for Prose<MAX> {
    type Error = BadText;
    fn try_from(text: String) -> Result<Self, BadText> {
        checked(&text, MAX, true).map(Self)
    }
}

impl<const MAX: usize> Prose<MAX> {
    /// Its lines that say something.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.0.lines().map(str::trim).filter(|line| !line.is_empty())
    }
}

/// A web address as a code on the screen holds it: `https`, no spaces, at most 300 characters.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebAddress(String);

impl TryFrom<String> for WebAddress {
    type Error = BadText;
    fn try_from(text: String) -> Result<Self, BadText> {
        let text = checked(&text, 300, false)?;
        let host = text.strip_prefix("https://").unwrap_or("").split(['/', '?', '#']).next().unwrap_or("");
        // Without `@`: what stands before it looks like the host and isn't.
        let named = host.contains('.') && !host.contains(['@', '\\']);
        if named && !text.contains(char::is_whitespace) { Ok(Self(text)) } else { Err(BadText::Address) }
    }
}

macro_rules! is_a_text {
    ($name:ident $(, $max:ident)?) => {
        impl$(<const $max: usize>)? $name$(<$max>)? {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl$(<const $max: usize>)? Deref for $name$(<$max>)? {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }
        impl$(<const $max: usize>)? fmt::Display for $name$(<$max>)? {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl$(<const $max: usize>)? std::str::FromStr for $name$(<$max>)? {
            type Err = BadText;
            fn from_str(text: &str) -> Result<Self, BadText> {
                text.to_owned().try_into()
            }
        }
        impl$(<const $max: usize>)? From<$name$(<$max>)?> for String {
            fn from(text: $name$(<$max>)?) -> String {
                text.0
            }
        }
    };
}
is_a_text!(Line, MAX);
is_a_text!(Prose, MAX);
is_a_text!(WebAddress);

/// The same in both languages. Indonesian is always there.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Bilingual<T> {
    /// Indonesian.
    pub id: T,
    /// English, where somebody wrote it.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub en: Option<T>,
}

fn none<T>() -> Option<T> {
    None
}

impl<T> Bilingual<T> {
    /// In `language`; Indonesian where the other is missing.
    pub fn get(&self, language: Language) -> &T {
        match language {
            Language::Id => &self.id,
            Language::En => self.en.as_ref().unwrap_or(&self.id),
        }
    }
}
