//! A line of text being typed, on the screen or on plastic. What can't belong into it is not taken, so that a limit
//! never surprises at the end.

use super::{Event, KeyboardKind};

/// What a hand does to a question: touched, or typed on the keyboard.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::visit) enum Touch {
    /// Touched.
    On(Event),
    /// Typed: characters, or `"\u{8}"` to take one back.
    Key(String),
}

impl Touch {
    /// A key of the keyboard on the screen. "Selesai" there is "Lanjut" here: one question, one line.
    pub(in crate::visit) fn key(key: crate::visit::Key) -> Self {
        match key {
            crate::visit::Key::Text(text) => Touch::Key(text),
            crate::visit::Key::Done => Touch::On(Event::Next),
        }
    }
}

/// How letters are written, whatever was pressed: nobody looks for a shift key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::visit) enum Letters {
    /// As on an identity card: capitals, and no figures.
    Capitals,
    /// Each word with a capital.
    Words,
    /// The first word with a capital.
    Sentence,
    /// An e-mail address: small, no blanks.
    Email,
    /// A card's number: capitals, figures, `-./`.
    Number,
    /// Figures alone.
    Figures,
}

/// A line: its letters, and how many at most.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::visit) struct Line {
    letters: Letters,
    chars_max: usize,
}

impl Line {
    pub(in crate::visit) const fn new(letters: Letters, chars_max: usize) -> Self {
        Self { letters, chars_max }
    }

    /// Which keyboard it wants.
    pub(in crate::visit) fn keyboard(self) -> KeyboardKind {
        match self.letters {
            Letters::Capitals | Letters::Words | Letters::Sentence | Letters::Number => KeyboardKind::Letters,
            Letters::Email => KeyboardKind::Email,
            Letters::Figures => KeyboardKind::Digits,
        }
    }

    /// Does what was typed to `value`. `false`: it was no typing.
    pub(in crate::visit) fn edit(self, value: &mut String, touch: &Touch) -> bool {
        match touch {
            Touch::Key(text) => self.add(value, text),
            Touch::On(Event::Typed(text) | Event::SuggestionChosen(text)) => {
                value.clear();
                self.add(value, text);
            }
            Touch::On(Event::Digit(figure)) => self.add(value, &figure.to_string()),
            Touch::On(Event::Erase) => {
                value.pop();
            }
            Touch::On(
                Event::Chosen(_)
                | Event::Checked { .. }
                | Event::PartChosen(_)
                | Event::MonthChosen(_)
                | Event::PlaceChosen(_)
                | Event::LevelUp
                | Event::RowChosen(_)
                | Event::RowRemoved(_)
                | Event::RowAdded
                | Event::Shown(_)
                | Event::Capture
                | Event::Retake
                | Event::EditChosen(_)
                | Event::Next
                | Event::Skip
                | Event::Help,
            ) => return false,
        }
        true
    }

    fn add(self, value: &mut String, text: &str) {
        for c in text.chars() {
            if c == '\u{8}' {
                value.pop();
            } else if self.takes(c) && value.chars().count() < self.chars_max {
                // No blank at the beginning, no two in a row.
                if c != ' ' || !(value.is_empty() || value.ends_with(' ')) {
                    self.write(value, c);
                }
            }
        }
    }

    fn takes(self, c: char) -> bool {
        match self.letters {
            Letters::Capitals => c.is_alphabetic() || matches!(c, ' ' | '\'' | '.' | ',' | '-'),
            Letters::Words | Letters::Sentence => !c.is_control(),
            Letters::Email => c.is_ascii_graphic(),
            Letters::Number => c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.' | '/'),
            Letters::Figures => c.is_ascii_digit(),
        }
    }

    fn write(self, value: &mut String, c: char) {
        let begins = match self.letters {
            Letters::Capitals | Letters::Number => true,
            Letters::Words => value.is_empty() || value.ends_with([' ', '-', '/', '(']),
            Letters::Sentence => value.is_empty(),
            Letters::Figures => false,
            Letters::Email => return value.extend(c.to_lowercase()),
        };
        if begins {
            // A letter that becomes two in capitals (ß) would get past the limit.
            let capital = c.to_uppercase();
            if capital.len() == 1 { value.extend(capital) } else { value.push(c) }
        } else {
            value.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(letters: Letters, text: &str) -> String {
        let mut value = String::new();
        for c in text.chars() {
            Line::new(letters, 12).edit(&mut value, &Touch::Key(c.into()));
        }
        value
    }

    #[test]
    fn letters_are_written_as_their_field_wants_them() {
        assert_eq!(typed(Letters::Capitals, "siti 4 a"), "SITI A");
        assert_eq!(typed(Letters::Words, "jl. melati 5"), "Jl. Melati 5");
        assert_eq!(typed(Letters::Sentence, "operator x"), "Operator x");
        assert_eq!(typed(Letters::Email, "A b@C.id"), "ab@c.id");
        assert_eq!(typed(Letters::Number, "ak1-00é7"), "AK1-007");
        assert_eq!(typed(Letters::Figures, "08a1-2"), "0812");
    }

    #[test]
    fn a_line_has_an_end_and_no_idle_blanks() {
        assert_eq!(typed(Letters::Words, "  a  b"), "A B");
        assert_eq!(typed(Letters::Figures, &"9".repeat(40)).len(), 12);
        assert_eq!(typed(Letters::Words, "ab\u{8}\u{8}\u{8}c"), "C");
    }
}
