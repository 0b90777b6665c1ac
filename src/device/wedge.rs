//! A scanner that pretends to be a keyboard, told from fingers. Pure.
//!
//! ```text
//!            a letter                  Return, after a burst
//!   Quiet ────────────▶ Held ──────────────────────────────────▶ scanned
//!     ▲                  │ a moment without a key
//!     ├── a few keys ────┤   they are a finger's, and are given back
//!     └── a burst ───────┘   half a scan: forgotten
//! ```
//!
//! A scanner types a character every few milliseconds and ends with Return; the fastest typists need 60 ms between two
//! keys. So nobody gets a letter before a moment has passed without another: a finger's come that much later, which
//! nobody notices, and a scanner's never come.
//!
//! **Architecture invariant:** no key of a burst is given back, and every other key is, once and in order.

use crate::visit::Moment;

/// So long after a key no scanner's next one comes, milliseconds. USB keyboards report every 1 to 10 ms.
pub const QUICK_MS: u64 = 35;
/// Whoever looks so much later than [`QUICK_MS`] was busy, with a frame for instance: keys may wait behind it.
const LATE_MS: u64 = 20;
/// So many characters in one go are a burst: fingers that roll over the keys manage four, and no code that is read here
/// is as short.
const BURST_CHARS: usize = 6;
/// Longer than any code there is. What goes on is no scan, and is forgotten as half a one.
const CHARS_MAX: usize = 600;

/// What becomes of a key.
#[derive(Clone, PartialEq, Eq)]
pub enum Heard {
    /// To whoever takes keys, now.
    Pass,
    /// Nobody gets it yet. To be looked after with [`Wedge::look`].
    Hold,
    /// It ended a scan.
    Scanned(String),
}

/// What a look has found.
#[derive(Clone, PartialEq, Eq)]
pub enum Found {
    /// Nothing is held.
    Nothing,
    /// It may still become a scan: look again after so many milliseconds.
    Wait(u64),
    /// No scanner's: to whoever takes keys, in this order.
    GiveBack(Vec<String>),
    /// Half a scan, which nobody gets.
    Forgotten,
}

/// Keys may be somebody's code.
impl std::fmt::Debug for Heard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Heard::Pass => "Pass",
            Heard::Hold => "Hold",
            Heard::Scanned(_) => "Scanned(…)",
        })
    }
}

/// As [`Heard`].
impl std::fmt::Debug for Found {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Found::Nothing => f.write_str("Nothing"),
            Found::Wait(ms) => write!(f, "Wait({ms})"),
            Found::GiveBack(_) => f.write_str("GiveBack(…)"),
            Found::Forgotten => f.write_str("Forgotten"),
        }
    }
}

/// The recogniser.
#[derive(Default)]
pub struct Wedge {
    /// What nobody has got.
    held: Vec<String>,
    last: Moment,
    /// A look came late once.
    excused: bool,
}

/// What a key is to the recogniser.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Return,
    /// Shift and its like, which scanners press too.
    Modifier,
    /// Nothing that a scanner types.
    Other,
}

/// `text`: as Slint names keys. Those without a letter have control characters (modifiers U+0010 to U+0018), and the
/// private ones from U+F700 on.
fn kind(text: &str) -> Kind {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some('\n' | '\r'), None) => Kind::Return,
        (Some('\u{10}'..='\u{18}'), None) => Kind::Modifier,
        (Some('\u{f700}'..='\u{f8ff}'), None) | (None, _) => Kind::Other,
        (Some(letter), None) if letter.is_control() => Kind::Other,
        (Some(_), _) => Kind::Letter,
    }
}

impl Wedge {
    /// A key was pressed.
    pub fn key(&mut self, text: &str, now: Moment) -> Heard {
        let kind = kind(text);
        if kind == Kind::Modifier || (kind != Kind::Letter && self.held.is_empty()) {
            return Heard::Pass;
        }
        self.last = now;
        self.excused = false;
        if kind == Kind::Return && self.is_burst() && self.held.len() <= CHARS_MAX {
            return Heard::Scanned(std::mem::take(&mut self.held).concat());
        }
        if self.held.len() <= CHARS_MAX {
            self.held.push(text.to_owned());
        }
        Heard::Hold
    }

    /// What became of what is held. To be asked [`QUICK_MS`] after a key was held, and when a look says so.
    pub fn look(&mut self, now: Moment) -> Found {
        if self.held.is_empty() {
            return Found::Nothing;
        }
        let since_ms = now.since_ms(self.last);
        if since_ms < QUICK_MS {
            return Found::Wait(QUICK_MS - since_ms);
        }
        if since_ms > QUICK_MS + LATE_MS && !self.excused {
            self.excused = true;
            return Found::Wait(1);
        }
        let burst = self.is_burst();
        let held = std::mem::take(&mut self.held);
        if burst { Found::Forgotten } else { Found::GiveBack(held) }
    }

    /// Whether what is held was typed by no finger.
    fn is_burst(&self) -> bool {
        self.held.iter().filter(|key| kind(key) == Kind::Letter).count() >= BURST_CHARS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CODE: &str = "HTTPS://AK1.DISNAKER.EXAMPLE/R#K07-B1000-9.BEEQSCIJBEEQSCIJBEEQSCIJBE";

    /// A wedge, and the keys that arrived at whoever takes keys.
    #[derive(Default)]
    struct Desk {
        wedge: Wedge,
        arrived: String,
        scans: Vec<String>,
    }

    impl Desk {
        fn key(&mut self, text: &str, now: u64) {
            match self.wedge.key(text, Moment(now)) {
                Heard::Pass => self.arrived.push_str(text),
                Heard::Hold => {}
                Heard::Scanned(text) => self.scans.push(text),
            }
        }

        /// As the window looks: whenever it was told to, until nothing is held or the next key comes.
        fn look_until(&mut self, mut now: u64, until: u64) {
            while now < until {
                match self.wedge.look(Moment(now)) {
                    Found::Nothing | Found::Forgotten => return,
                    Found::Wait(ms) => now += ms,
                    Found::GiveBack(keys) => self.arrived.push_str(&keys.concat()),
                }
            }
        }

        /// Types with `gap_ms` after each key. When it ended.
        fn types(&mut self, text: &str, gap_ms: u64, begin: u64) -> u64 {
            let mut now = begin;
            for key in text.chars() {
                self.key(&key.to_string(), now);
                self.look_until(now + QUICK_MS, now + gap_ms);
                now += gap_ms;
            }
            now
        }
    }

    #[test]
    fn a_scanner_is_recognised_and_nobody_gets_a_key_of_it() {
        let mut desk = Desk::default();
        for begin in [0, 5_000] {
            // Shift is pressed for each capital.
            desk.types(&CODE.chars().flat_map(|letter| ['\u{10}', letter]).collect::<String>(), 4, begin);
            desk.key("\n", begin + 2_000);
        }
        assert_eq!(desk.scans, [CODE, CODE]);
        assert_eq!(desk.arrived.replace('\u{10}', ""), "");
    }

    #[test]
    fn fingers_are_never_a_scanner() {
        let mut desk = Desk::default();
        desk.types(&format!("{CODE}\u{8}\u{f700}\n"), 60, 0);
        assert_eq!((desk.arrived, desk.scans), (format!("{CODE}\u{8}\u{f700}\n"), vec![]));
    }

    #[test]
    fn fingers_that_roll_over_the_keys_lose_nothing() {
        for typed in ["asdf\n", "as\u{8}d\n", "asdf", "a"] {
            let mut desk = Desk::default();
            let now = desk.types(typed, 5, 0);
            desk.look_until(now, now + 1_000);
            assert_eq!((desk.arrived.as_str(), desk.scans.len()), (typed, 0));
        }
    }

    #[test]
    fn half_a_scan_is_forgotten_and_the_next_is_whole() {
        let mut desk = Desk::default();
        let now = desk.types(&CODE[..30], 4, 0);
        desk.look_until(now, now + 1_000);
        let now = desk.types(CODE, 4, now + 1_000);
        desk.key("\n", now);
        assert_eq!((desk.arrived.as_str(), desk.scans), ("", vec![CODE.to_owned()]));
    }

    #[test]
    fn what_goes_on_for_ever_is_forgotten() {
        let mut desk = Desk::default();
        let now = desk.types(&"A".repeat(3 * CHARS_MAX), 2, 0);
        desk.key("\n", now);
        desk.look_until(now + QUICK_MS, now + 1_000);
        assert_eq!((desk.arrived.as_str(), desk.scans.len()), ("", 0));
        desk.types("a", 60, now + 2_000);
        assert_eq!(desk.arrived, "a");
    }

    /// A frame that takes long holds up keys and looks alike; the look comes first.
    #[test]
    fn a_look_that_comes_late_tears_no_scan() {
        let mut wedge = Wedge::default();
        assert_eq!(wedge.key("H", Moment(0)), Heard::Hold);
        assert_eq!(wedge.look(Moment(300)), Found::Wait(1));
        for key in CODE[1..].chars() {
            assert_eq!(wedge.key(&key.to_string(), Moment(301)), Heard::Hold);
        }
        assert_eq!(wedge.key("\n", Moment(302)), Heard::Scanned(CODE.into()));
    }

    #[test]
    fn nothing_that_was_typed_shows_in_a_log() {
        let mut wedge = Wedge::default();
        wedge.key("7", Moment(0));
        let found = wedge.look(Moment(QUICK_MS));
        assert_eq!((format!("{found:?}"), found), ("GiveBack(…)".into(), Found::GiveBack(vec!["7".into()])));
        assert_eq!(format!("{:?}", Heard::Scanned("7".into())), "Scanned(…)");
    }

    proptest! {
        /// Whoever types with fingers, at whatever speed: every key arrives once and in order.
        #[test]
        fn no_finger_loses_a_key(
            words in proptest::collection::vec(("[a-zA-Z0-9\u{8}\n\u{f702}]{1,5}", 0u64..20, 60u64..400), 0..60)
        ) {
            let mut desk = Desk::default();
            let (mut now, mut all) = (0, String::new());
            for (word, roll_ms, pause_ms) in words {
                all.push_str(&word);
                now = desk.types(&word, roll_ms, now);
                desk.look_until(now, now + pause_ms);
                now += pause_ms;
            }
            prop_assert_eq!(desk.arrived, all);
            prop_assert!(desk.scans.is_empty());
        }

        /// Whatever a scanner reads, and however its keys are held up together: nobody gets one of them.
        #[test]
        fn no_key_of_a_scanner_lands_anywhere(
            before in "[a-z]{0,5}",
            codes in proptest::collection::vec(("[!-~ ]{6,600}", 0u64..QUICK_MS, any::<bool>()), 1..6)
        ) {
            let mut desk = Desk::default();
            let mut now = desk.types(&before, 60, 0);
            let mut whole = Vec::new();
            for (code, gap_ms, ends) in codes {
                now = desk.types(&code, gap_ms, now);
                if ends {
                    desk.key("\n", now);
                    whole.push(code);
                }
                desk.look_until(now, now + 500);
                now += 500;
            }
            prop_assert_eq!(desk.arrived, before);
            prop_assert_eq!(desk.scans, whole);
        }
    }
}
