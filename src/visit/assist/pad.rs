//! The pad for an officer's PIN.

use std::fmt;

use zeroize::Zeroizing;

use super::super::{Effect, Request, Turn};
use super::{Event, View};
use crate::wording::Lang;
use crate::wording::card::assist as words;

/// Digits of an officer's PIN, at least and at most.
pub const DIGITS_MIN: usize = 6;
/// See [`DIGITS_MIN`].
pub const DIGITS_MAX: usize = 12;

/// Digits that an officer typed. They can be compared, are never shown, and are wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct HelperPin(Zeroizing<String>);

impl Default for HelperPin {
    /// Room for all of them at once: a text that grows leaves copies of itself behind.
    fn default() -> Self {
        Self(Zeroizing::new(String::with_capacity(DIGITS_MAX)))
    }
}

impl HelperPin {
    /// Of digits. Anything else can't be typed on the pad, and so is nobody's.
    pub fn new(digits: &str) -> Self {
        Self(Zeroizing::new(digits.into()))
    }

    /// For the one who compares.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for HelperPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HelperPin")
    }
}

/// The pad.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Pad {
    /// The officer whose card was scanned.
    card: Option<String>,
    typed: HelperPin,
    /// A try is being compared.
    asked: Option<Request>,
    wrong: bool,
}

impl Pad {
    pub(super) fn new(card: Option<String>) -> Self {
        Self { card, typed: HelperPin::default(), asked: None, wrong: false }
    }

    pub(super) fn waits_for(&self, request: Request) -> bool {
        self.asked == Some(request)
    }

    pub(super) fn refused(&mut self) {
        self.asked = None;
        self.wrong = true;
    }

    pub(super) fn touched(&mut self, event: &Event, turn: &mut Turn<'_>) {
        if self.asked.is_some() {
            return;
        }
        match event {
            Event::Digit(digit) if *digit <= 9 && self.typed.0.len() < DIGITS_MAX => {
                self.typed.0.push(char::from(b'0' + digit));
                self.wrong = false;
            }
            Event::Erase => {
                self.typed.0.pop();
            }
            Event::Enter if self.typed.0.len() >= DIGITS_MIN => {
                let request = turn.request();
                let pin = std::mem::take(&mut self.typed);
                turn.ask(Effect::TryHelper { request, card: self.card.clone(), pin });
                self.asked = Some(request);
            }
            Event::Digit(_)
            | Event::Enter
            | Event::Opened
            | Event::Closed
            | Event::SteppedBack
            | Event::Judged { .. } => {}
        }
    }
}

pub(super) fn view(pad: &Pad, helper: Option<&str>, known: bool, wait_ms: u64, lang: Lang) -> View {
    let message = match (&pad.card, helper) {
        _ if !known => words::nobody(lang).into(),
        _ if wait_ms > 0 => words::locked(lang, wait_ms.div_ceil(1_000)),
        _ if pad.asked.is_some() => words::checking(lang).into(),
        _ if pad.wrong => words::wrong(lang).into(),
        (Some(card), _) => words::ask_of(lang, card),
        (None, Some(helper)) => words::helped(lang, helper),
        (None, None) => String::new(),
    };
    let called = known && pad.card.is_none() && helper.is_none();
    View {
        title: if called { words::call(lang) } else { words::title(lang) }.into(),
        explanation: if called { words::kept(lang).into() } else { String::new() },
        pad_heading: if called { words::pad(lang).into() } else { String::new() },
        digits: pad.typed.0.len(),
        message,
        enabled: known && wait_ms == 0 && pad.asked.is_none(),
        refused: wait_ms > 0 || (pad.wrong && pad.asked.is_none()),
        step_back_label: helper.map_or_else(String::new, |_| words::step_back(lang).into()),
        close_label: words::close(lang).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_in_no_debug_output() {
        let pad = Pad { typed: HelperPin::new("483920"), ..Pad::new(None) };
        for text in [format!("{pad:?}"), format!("{:?}", Event::Digit(7))] {
            assert!(!text.contains("483920") && !text.contains('7'), "{text}");
        }
    }
}
