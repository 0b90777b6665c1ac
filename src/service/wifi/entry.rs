//! What a technician types about a network: its passphrase, or the name of one that hides it.

use std::fmt;

use zeroize::Zeroizing;

use super::order::{PASSPHRASE_CHARS_MAX, Passphrase};
use super::ssid::{SSID_BYTES_MAX, Ssid};
use crate::service::task::Input;

/// Letters that were typed. No `Debug` shows them.
#[derive(Clone, PartialEq)]
pub(in crate::service) struct Entry {
    what: What,
    typed: Zeroizing<String>,
    /// Whether the letters stand on the screen, or dots for them.
    pub(super) shown: bool,
}

/// What is typed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum What {
    Passphrase,
    Name,
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Entry").field("what", &self.what).finish_non_exhaustive()
    }
}

impl Entry {
    pub(super) fn passphrase() -> Self {
        Self { what: What::Passphrase, typed: Zeroizing::default(), shown: false }
    }

    pub(super) fn name() -> Self {
        Self { what: What::Name, typed: Zeroizing::default(), shown: true }
    }

    /// A letter more, or one less, or dots instead; whatever else is no letter is passed over.
    pub(super) fn take(&mut self, input: &Input<'_>) {
        match input {
            Input::Typed(text) => text.chars().for_each(|c| self.push(c)),
            Input::Erase => {
                self.typed.pop();
            }
            Input::Chosen("clear") => self.typed = Zeroizing::default(),
            Input::Chosen("show") => self.shown = self.what == What::Name || !self.shown,
            Input::Digit(_)
            | Input::Enter
            | Input::Chosen(_)
            | Input::Back
            | Input::Pin(_)
            | Input::Test(_)
            | Input::Baud(_)
            | Input::Logo(_)
            | Input::Log(_)
            | Input::Reset(_)
            | Input::Looked => {}
        }
    }

    fn push(&mut self, c: char) {
        let bytes = self.typed.len() + c.len_utf8();
        let fits = match self.what {
            // One more than a passphrase may have: 64 digits are a key.
            What::Passphrase => matches!(c, ' '..='~') && bytes <= PASSPHRASE_CHARS_MAX + 1,
            // Keys that are no letters come as letters of nobody's.
            What::Name => !c.is_control() && !matches!(c, '\u{e000}'..='\u{f8ff}') && bytes <= SSID_BYTES_MAX,
        };
        if fits {
            self.typed.push(c);
        }
    }

    pub(super) fn as_passphrase(&self) -> Option<Passphrase> {
        Passphrase::new(&self.typed)
    }

    pub(super) fn as_name(&self) -> Option<Ssid> {
        Ssid::new(self.typed.as_bytes())
    }

    pub(super) fn is_complete(&self) -> bool {
        match self.what {
            What::Passphrase => self.as_passphrase().is_some(),
            What::Name => self.as_name().is_some(),
        }
    }

    pub(super) fn chars(&self) -> usize {
        self.typed.chars().count()
    }

    /// As it stands on the screen.
    pub(super) fn on_screen(&self) -> String {
        if self.shown { self.typed.to_string() } else { "•".repeat(self.chars()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passphrase_is_dots_until_it_is_asked_for_and_never_in_a_debug() {
        let mut entry = Entry::passphrase();
        entry.take(&Input::Typed("rahasia"));
        assert!(!entry.is_complete() && entry.on_screen() == "•••••••");
        entry.take(&Input::Typed("!\u{8}\u{f700}é"));
        assert!(entry.is_complete(), "what is no letter of a passphrase is passed over");
        entry.take(&Input::Chosen("show"));
        assert_eq!(entry.on_screen(), "rahasia!");
        assert!(!format!("{entry:?}").contains("rahasia"));
        entry.take(&Input::Erase);
        assert!(!entry.is_complete());
        entry.take(&Input::Chosen("clear"));
        assert_eq!(entry.chars(), 0);
    }

    #[test]
    fn neither_grows_longer_than_what_it_may_become() {
        let mut passphrase = Entry::passphrase();
        passphrase.take(&Input::Typed(&"a".repeat(200)));
        assert_eq!(passphrase.chars(), 64);
        let mut name = Entry::name();
        name.take(&Input::Typed(&"é".repeat(40)));
        assert_eq!(name.as_name().map(|ssid| ssid.bytes().len()), Some(SSID_BYTES_MAX));
    }
}
