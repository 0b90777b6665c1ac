//! A text in both languages, side by side, so that neither is forgotten.

use super::{Lang, pick};

/// A text in both languages.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Phrase {
    indonesian: &'static str,
    english: &'static str,
}

impl Phrase {
    /// In Indonesian, and in English.
    pub const fn new(indonesian: &'static str, english: &'static str) -> Self {
        Self { indonesian, english }
    }

    /// In `lang`.
    pub fn of(self, lang: Lang) -> &'static str {
        pick(lang, self.indonesian, self.english)
    }

    /// In `lang`, with `value` for its `{}`.
    pub fn with(self, lang: Lang, value: impl std::fmt::Display) -> String {
        self.of(lang).replacen("{}", &value.to_string(), 1)
    }
}
