//! A scanner that pretends to be a keyboard, told from fingers.
//!
//! ```text
//!            first key                quick key              Return
//!   Quiet ───────────────▶ Begun ───────────────▶ Burst ───────────────▶ scanned
//!     ▲  (let through)       │ slow key: Begun      │ silence before Return
//!     └──────────────────────┴──────────────────────┘ held keys are given back
//! ```
//!
//! A scanner types a character every few milliseconds and ends with Return; the fastest typists need 60 ms between two
//! keys. The first key can't be told from a finger's and is let through; when a scan is recognised it is said to be
//! taken back.

use crate::visit::Moment;

/// Keys closer together than this are a scanner's, milliseconds. USB keyboards report every 1 to 10 ms; the window
/// adds a frame.
const QUICK_MS: u64 = 35;
/// A burst with fewer characters and a Return is somebody who leant on the keys.
const CHARS_MIN: usize = 8;
/// Longer than any code there is. What goes on is no scan.
const CHARS_MAX: usize = 600;

/// What becomes of a key.
#[derive(Clone, PartialEq, Eq)]
pub enum Heard {
    /// A finger's: to whoever takes keys.
    Pass,
    /// Maybe a scanner's: nobody gets it yet.
    Hold,
    /// It ended a scan. The first key of it was let through, and is to be taken back.
    Scanned(String),
    /// It was no scan after all: these keys, then this one.
    GiveBack(String),
}

/// Keys may be somebody's code.
impl std::fmt::Debug for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Heard::Pass => "Pass",
            Heard::Hold => "Hold",
            Heard::Scanned(_) => "Scanned(…)",
            Heard::GiveBack(_) => "GiveBack(…)",
        })
    }
}

/// The recogniser.
#[derive(Default)]
pub struct Wedge {
    /// All of the burst, its first character included.
    typed: String,
    last: Option<Moment>,
}

impl Wedge {
    /// A character was typed.
    pub fn key(&mut self, text: &str, now: Moment) -> Heard {
        let quick = self.last.is_some_and(|last| now.since_ms(last) <= QUICK_MS);
        self.last = Some(now);
        if quick && self.typed.len() + text.len() <= CHARS_MAX {
            self.typed.push_str(text);
            return Heard::Hold;
        }
        let held = self.held();
        self.typed = text.to_owned();
        if held.is_empty() { Heard::Pass } else { Heard::GiveBack(held) }
    }

    /// Return was pressed.
    pub fn enter(&mut self, now: Moment) -> Heard {
        let quick = self.last.take().is_some_and(|last| now.since_ms(last) <= QUICK_MS);
        if quick && self.typed.chars().count() >= CHARS_MIN {
            return Heard::Scanned(std::mem::take(&mut self.typed));
        }
        let held = self.held();
        self.typed.clear();
        if held.is_empty() { Heard::Pass } else { Heard::GiveBack(held) }
    }

    /// Time passed: what was held and did not become a scan, to be given to whoever takes keys.
    pub fn tick(&mut self, now: Moment) -> Option<String> {
        if self.last.is_some_and(|last| now.since_ms(last) <= QUICK_MS) {
            return None;
        }
        let held = self.held();
        self.typed.clear();
        self.last = None;
        (!held.is_empty()).then_some(held)
    }

    /// What nobody has got: all but the first character.
    fn held(&self) -> String {
        let first = self.typed.chars().next().map_or(0, char::len_utf8);
        self.typed[first..].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CODE: &str = "HTTPS://AK1.DISNAKER.EXAMPLE/R#K07-B1000-9.BEEQSCIJBEEQSCIJBEEQSCIJBE";

    /// Types `text` with `gap_ms` between the keys, then Return; what passed, and the last answer.
    fn typed(wedge: &mut Wedge, text: &str, gap_ms: u64, begin: u64) -> (String, Heard) {
        let mut passed = String::new();
        let mut now = begin;
        for key in text.chars() {
            match wedge.key(&key.to_string(), Moment(now)) {
                Heard::Pass => passed.push(key),
                Heard::GiveBack(held) => {
                    passed.push_str(&held);
                    passed.push(key);
                }
                Heard::Hold => {}
                Heard::Scanned(_) => panic!("a scan ends with Return"),
            }
            now += gap_ms;
        }
        (passed, wedge.enter(Moment(now)))
    }

    #[test]
    fn a_scanner_is_recognised_and_only_its_first_key_got_through() {
        let mut wedge = Wedge::default();
        for begin in [0, 5_000] {
            let (passed, end) = typed(&mut wedge, CODE, 4, begin);
            assert_eq!((passed.as_str(), end), ("H", Heard::Scanned(CODE.into())));
        }
    }

    #[test]
    fn fingers_are_never_a_scanner() {
        let mut wedge = Wedge::default();
        assert_eq!(typed(&mut wedge, CODE, 60, 0), (CODE.to_owned(), Heard::Pass));
    }

    #[test]
    fn a_hand_that_leans_on_the_keys_loses_nothing() {
        let mut wedge = Wedge::default();
        assert_eq!(typed(&mut wedge, "asdf", 5, 0), ("a".to_owned(), Heard::GiveBack("sdf".into())));
    }

    #[test]
    fn a_burst_without_return_is_given_back_after_a_moment() {
        let mut wedge = Wedge::default();
        for (i, key) in "qwertyuiop".chars().enumerate() {
            wedge.key(&key.to_string(), Moment(i as u64));
        }
        assert_eq!(wedge.tick(Moment(20)), None, "it may still be a scan");
        assert_eq!(wedge.tick(Moment(200)), Some("wertyuiop".into()));
        assert_eq!(wedge.tick(Moment(300)), None);
    }

    proptest! {
        /// Whoever types, at whatever speed: every key arrives once and in order, or is part of a scan.
        #[test]
        fn no_key_is_lost_or_doubled(keys in proptest::collection::vec(("[a-z0-9]", 0u64..120), 0..700)) {
            let mut wedge = Wedge::default();
            let (mut now, mut arrived, mut all) = (0, String::new(), String::new());
            for (key, gap_ms) in keys {
                now += gap_ms;
                all.push_str(&key);
                match wedge.key(&key, Moment(now)) {
                    Heard::Pass => arrived.push_str(&key),
                    Heard::GiveBack(held) => {
                        arrived.push_str(&held);
                        arrived.push_str(&key);
                    }
                    Heard::Hold => {}
                    Heard::Scanned(_) => prop_assert!(false, "without Return"),
                }
            }
            arrived.push_str(&wedge.tick(Moment(now + 1_000)).unwrap_or_default());
            prop_assert_eq!(arrived, all);
        }
    }
}
