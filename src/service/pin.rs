//! The PIN pad, and how many tries it gives.
//!
//! Five wrong tries are free; each one after them doubles the wait, from a minute to an hour. The count is
//! on disk *before* a try is compared, so pulling the plug is no way around it, and time on another start of
//! the machine does not count towards a wait.

use std::fmt;

use anjungan_wire::op::Clock;

use super::task::Input;
use super::view::PinView;
use super::{Effect, Snapshot, Turn, words};
use crate::visit::Moment;
use crate::wording::Lang;

/// Digits of a PIN, at least and at most.
pub const DIGITS_MIN: usize = 6;
/// See [`DIGITS_MIN`].
pub const DIGITS_MAX: usize = 12;
/// Wrong tries without a wait.
pub const FREE_TRIES: u32 = 5;
/// The first wait, and the longest.
const WAIT_MS_MIN: u64 = 60_000;
const WAIT_MS_MAX: u64 = 60 * 60_000;

/// Digits that somebody typed. It can be compared and counted, and is never shown.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Pin(String);

impl Pin {
    /// Of digits. Anything else can't be typed on the pad, and so opens nothing.
    pub fn new(digits: &str) -> Self {
        Self(digits.into())
    }

    /// For the one who compares.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin")
    }
}

/// What became of a try.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PinVerdict {
    /// It is the PIN.
    Right,
    /// It is not.
    Wrong {
        /// Tries left before a wait.
        tries_left: u32,
        /// Until another try is taken.
        wait_ms: u64,
    },
    /// Not compared: too soon.
    Locked {
        /// Until another try is taken.
        wait_ms: u64,
    },
    /// There is no PIN in the configuration.
    NotSet,
    /// Not compared: the try could not be counted.
    NotStored,
}

/// Wrong tries so far, as they are on disk.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Failures {
    /// How many since the last right one.
    pub count: u32,
    /// The machine's start in which the last was made.
    pub boot: [u8; 8],
    /// When in it.
    pub mono_ms: u64,
}

impl Failures {
    /// One more, now.
    #[must_use]
    pub fn and_one(self, now: &Clock) -> Self {
        Self { count: self.count.saturating_add(1), boot: now.boot, mono_ms: now.mono_ms }
    }

    /// Milliseconds until another try is taken. After a restart of the machine the wait begins anew: how long
    /// it was off can't be known.
    pub fn wait_ms(&self, now: &Clock) -> u64 {
        let Some(beyond) = self.count.checked_sub(FREE_TRIES) else {
            return 0;
        };
        let whole = WAIT_MS_MIN.checked_shl(beyond.min(16)).map_or(WAIT_MS_MAX, |ms| ms.min(WAIT_MS_MAX));
        let since =
            if self.boot == now.boot { now.mono_ms.saturating_sub(self.mono_ms) } else { now.mono_ms };
        whole.saturating_sub(since)
    }

    /// Tries left before a wait.
    pub fn tries_left(&self) -> u32 {
        FREE_TRIES.saturating_sub(self.count)
    }
}

/// The pad.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Pad {
    typed: Pin,
    said: Option<PinVerdict>,
    locked_until: Option<Moment>,
    now: Moment,
    /// A try is being compared.
    waiting: bool,
}

impl Pad {
    pub(super) fn tick(&mut self, now: Moment) {
        self.now = now;
        if self.locked_until.is_some_and(|until| now >= until) {
            self.locked_until = None;
            self.said = None;
        }
    }

    fn takes_digits(&self, known: &Snapshot) -> bool {
        known.pin.set && !self.waiting && self.locked_until.is_none()
    }
}

/// Where the pad leads.
pub(super) enum Next {
    Stay(Pad),
    Open,
    Out,
}

pub(super) fn step(mut pad: Pad, input: &Input<'_>, now: Moment, turn: &mut Turn<'_>) -> Next {
    pad.now = now;
    match *input {
        Input::Digit(digit) if digit <= 9 && pad.takes_digits(turn.known) => {
            if pad.typed.0.len() < DIGITS_MAX {
                pad.typed.0.push(char::from(b'0' + digit));
            }
            pad.said = None;
        }
        Input::Erase => {
            pad.typed.0.pop();
        }
        Input::Enter if pad.takes_digits(turn.known) && pad.typed.0.len() >= DIGITS_MIN => {
            pad.waiting = true;
            turn.ask(Effect::TryPin(std::mem::take(&mut pad.typed)));
        }
        Input::Pin(PinVerdict::Right) if pad.waiting => return Next::Open,
        Input::Pin(verdict) => {
            pad.waiting = false;
            pad.said = Some(verdict);
            pad.typed = Pin::default();
            if let PinVerdict::Wrong { wait_ms, .. } | PinVerdict::Locked { wait_ms } = verdict {
                pad.lock(wait_ms);
            }
        }
        Input::Looked => pad.lock(turn.known.pin.locked_ms),
        Input::Back => return Next::Out,
        Input::Digit(_)
        | Input::Typed(_)
        | Input::Enter
        | Input::Chosen(_)
        | Input::Test(_)
        | Input::Baud(_)
        | Input::Logo(_)
        | Input::Log(_)
        | Input::Reset(_) => {}
    }
    Next::Stay(pad)
}

impl Pad {
    fn lock(&mut self, wait_ms: u64) {
        if wait_ms > 0 {
            self.typed = Pin::default();
            self.locked_until = Some(Moment(self.now.0 + wait_ms));
        }
    }
}

pub(super) fn view(pad: &Pad, known: &Snapshot, lang: Lang) -> PinView {
    let message = match (pad.locked_until, pad.said) {
        _ if !known.pin.set => words::pin_not_set(lang).into(),
        (Some(until), _) => words::pin_locked(lang, until.since_ms(pad.now)),
        (None, _) if pad.waiting => words::pin_checking(lang).into(),
        (None, Some(PinVerdict::Wrong { tries_left, .. })) => words::pin_wrong(lang, tries_left),
        (None, Some(PinVerdict::NotStored)) => words::pin_not_stored(lang).into(),
        (None, Some(PinVerdict::Right | PinVerdict::Locked { .. } | PinVerdict::NotSet) | None) => {
            words::pin_ask(lang).into()
        }
    };
    PinView {
        hint: words::pin_hint(lang).into(),
        digits: pad.typed.0.len(),
        message,
        enabled: pad.takes_digits(known),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn clock(boot: u8, mono_ms: u64) -> Clock {
        Clock { wall_ms: 0, boot: [boot; 8], mono_ms, synced: false }
    }

    #[test]
    fn the_waits_are_one_minute_then_double_to_an_hour() {
        let minutes: Vec<u64> = (4..14)
            .map(|count| Failures { count, boot: [1; 8], mono_ms: 7 }.wait_ms(&clock(1, 7)) / 60_000)
            .collect();
        assert_eq!(minutes, [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
        let long = Failures { count: u32::MAX, boot: [1; 8], mono_ms: 0 };
        assert_eq!(long.wait_ms(&clock(1, 0)), WAIT_MS_MAX);
    }

    #[test]
    fn a_restart_begins_the_wait_anew_and_ends_it_all_the_same() {
        let failures = Failures { count: FREE_TRIES, boot: [1; 8], mono_ms: 5_000_000 };
        assert_eq!(failures.wait_ms(&clock(1, 5_059_000)), 1_000);
        assert_eq!(failures.wait_ms(&clock(2, 0)), 60_000);
        assert_eq!(failures.wait_ms(&clock(2, 60_000)), 0);
    }

    #[test]
    fn digits_are_in_no_debug_output() {
        let effect = Effect::TryPin(Pin::new("483920"));
        let pad = Pad { typed: Pin::new("483920"), ..Pad::default() };
        let event = super::super::Event::Digit(7);
        for text in [format!("{effect:?}"), format!("{pad:?}"), format!("{event:?}")] {
            assert!(!text.contains("483920") && !text.contains('7'), "{text}");
        }
    }

    /// What somebody with a cable in hand may do.
    #[derive(Clone, Copy, Debug)]
    enum Act {
        Wait(u64),
        Try,
        Restart,
    }

    fn act() -> impl Strategy<Value = Act> {
        prop_oneof![
            (0..20 * 60_000u64).prop_map(Act::Wait),
            Just(Act::Try),
            Just(Act::Try),
            Just(Act::Try),
            Just(Act::Restart)
        ]
    }

    proptest! {
        /// Five free ones, and those at 1, 3, 7, 15 and 31 minutes.
        #[test]
        fn no_sequence_of_tries_and_restarts_gives_more_than_ten_in_an_hour(
            acts in proptest::collection::vec(act(), 1..400),
        ) {
            let (mut failures, mut real_ms, mut boot, mut mono_ms) = (Failures::default(), 0u64, 1u8, 0u64);
            let mut tried_at: Vec<u64> = Vec::new();
            for act in acts {
                match act {
                    Act::Wait(ms) => {
                        real_ms += ms;
                        mono_ms += ms;
                    }
                    Act::Restart => {
                        boot = boot.wrapping_add(1);
                        mono_ms = 0;
                    }
                    Act::Try if failures.wait_ms(&clock(boot, mono_ms)) == 0 => {
                        failures = failures.and_one(&clock(boot, mono_ms));
                        tried_at.push(real_ms);
                    }
                    Act::Try => {}
                }
            }
            for (i, begin) in tried_at.iter().enumerate() {
                let within = tried_at[i..].iter().take_while(|at| **at - begin < 60 * 60_000).count();
                prop_assert!(within <= 10, "{within} tries in an hour");
            }
        }
    }
}
