//! Keys that would end the window. Pure.
//!
//! Slint's window on the graphics device ends its event loop on Ctrl+Alt+Delete and Ctrl+Alt+Backspace, so that a
//! developer is not locked out of a console. On a kiosk anybody with a keyboard could end a visit with it. What a
//! scanner types holds neither key down together with the other, so nothing of it is lost.
//!
//! ```text
//!   key ─► Chords::swallows ─┬─ Delete or Backspace while Ctrl and Alt are down, and its release: nobody gets it
//!                            └─ every other key: to the window
//! ```

/// A key's number in `linux/input-event-codes.h`.
pub type KeyCode = u32;

const BACKSPACE: KeyCode = 14;
const LEFT_CTRL: KeyCode = 29;
const LEFT_ALT: KeyCode = 56;
const KEYPAD_DOT: KeyCode = 83;
const RIGHT_CTRL: KeyCode = 97;
const RIGHT_ALT: KeyCode = 100;
const DELETE: KeyCode = 111;

/// What is held down on all keyboards together, as the window counts it.
#[derive(Debug, Default)]
pub struct Chords {
    ctrl: u32,
    alt: u32,
    /// Pressed, and nobody got it: its release is nobody's either.
    swallowed: Vec<KeyCode>,
}

impl Chords {
    /// Whether nobody gets this key. To be asked of every key that goes down or up.
    pub fn swallows(&mut self, key: KeyCode, pressed: bool) -> bool {
        match key {
            LEFT_CTRL | RIGHT_CTRL => count(&mut self.ctrl, pressed),
            LEFT_ALT | RIGHT_ALT => count(&mut self.alt, pressed),
            BACKSPACE | DELETE | KEYPAD_DOT => return self.ends(key, pressed),
            _ => {}
        }
        false
    }

    fn ends(&mut self, key: KeyCode, pressed: bool) -> bool {
        if pressed {
            let ends = self.ctrl > 0 && self.alt > 0;
            if ends {
                self.swallowed.push(key);
            }
            return ends;
        }
        match self.swallowed.iter().position(|held| *held == key) {
            Some(at) => {
                self.swallowed.swap_remove(at);
                true
            }
            None => false,
        }
    }
}

fn count(held: &mut u32, pressed: bool) {
    *held = if pressed { held.saturating_add(1) } else { held.saturating_sub(1) };
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ctrl_alt_delete_and_backspace_reach_nobody() {
        for (ctrl, alt) in [(LEFT_CTRL, LEFT_ALT), (RIGHT_CTRL, RIGHT_ALT)] {
            for end in [DELETE, BACKSPACE, KEYPAD_DOT] {
                let mut chords = Chords::default();
                let heard =
                    [(ctrl, true), (alt, true), (end, true), (ctrl, false), (end, false), (alt, false)]
                        .map(|(key, pressed)| chords.swallows(key, pressed));
                assert_eq!(heard, [false, false, true, false, true, false]);
                assert!(!chords.swallows(end, true), "alone it is a key like any other");
            }
        }
    }

    proptest! {
        /// Whatever is typed on however many keyboards: what ends the window is heard by nobody, and every other key is
        /// heard, its release too.
        #[test]
        fn nothing_else_is_lost(
            presses in proptest::collection::vec(
                (
                    prop::sample::select(vec![
                        LEFT_CTRL, RIGHT_CTRL, LEFT_ALT, RIGHT_ALT, DELETE, BACKSPACE, KEYPAD_DOT, 30, 28,
                    ]),
                    any::<bool>(),
                ),
                0..80,
            )
        ) {
            let mut chords = Chords::default();
            let (mut down, mut heard) = (BTreeSet::new(), BTreeSet::new());
            for (key, pressed) in presses {
                // One keyboard: a key that is down goes up next.
                if pressed != down.contains(&key) {
                    let held = |one, other| down.contains(&one) || down.contains(&other);
                    let ending = held(LEFT_CTRL, RIGHT_CTRL) && held(LEFT_ALT, RIGHT_ALT);
                    let swallowed = chords.swallows(key, pressed);
                    if pressed {
                        let ends = [DELETE, BACKSPACE, KEYPAD_DOT].contains(&key) && ending;
                        prop_assert_eq!(swallowed, ends);
                        down.insert(key);
                        if !swallowed {
                            heard.insert(key);
                        }
                    } else {
                        prop_assert_eq!(!swallowed, heard.remove(&key), "a release follows its press");
                        down.remove(&key);
                    }
                }
            }
        }
    }
}
