//! How long to wait after a failure: decorrelated jitter, so that ten thousand kiosks that lost central at
//! the same second do not come back at the same second.

use std::time::Duration;

const FIRST_S: f64 = 5.0;
/// The longest wait between two tries.
pub const LONGEST: Duration = Duration::from_secs(900);

/// The longest wait that central is granted: it may ask for more than the longest of ours, but not to be left alone
/// for days.
pub const ASKED_MAX: Duration = Duration::from_secs(3_600);

/// Waits of one thing that is tried again: `min(900 s, uniform(5 s, 3 · previous))`.
#[derive(Clone, Debug)]
pub struct Backoff {
    previous_s: f64,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { previous_s: FIRST_S }
    }
}

impl Backoff {
    /// The next wait. `random` is uniform in 0 to 1; `asked` is what central asked for, and never undercut.
    pub fn next(&mut self, random: f64, asked: Option<Duration>) -> Duration {
        let highest = self.previous_s * 3.0;
        let wait_s = (FIRST_S + random.clamp(0.0, 1.0) * (highest - FIRST_S)).min(LONGEST.as_secs_f64());
        self.previous_s = wait_s;
        let wait = Duration::from_secs_f64(wait_s);
        asked.map_or(wait, |asked| wait.max(asked.min(ASKED_MAX)))
    }

    /// It worked.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

/// `every`, give or take a fifth.
pub fn jittered(every: Duration, random: f64) -> Duration {
    every.mul_f64(0.8 + 0.4 * random.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_worst_luck_grows_threefold_up_to_the_limit() {
        let mut backoff = Backoff::default();
        let waits: Vec<u64> = (0..7).map(|_| backoff.next(1.0, None).as_secs()).collect();
        assert_eq!(waits, [15, 45, 135, 405, 900, 900, 900]);
        backoff.reset();
        assert_eq!(backoff.next(0.0, None).as_secs(), 5);
    }

    #[test]
    fn what_central_asks_for_is_not_undercut_and_not_endless() {
        let asked = |s| Backoff::default().next(0.0, Some(Duration::from_secs(s))).as_secs();
        assert_eq!((asked(2), asked(120), asked(1_000_000)), (5, 120, 3_600));
    }

    proptest! {
        #[test]
        fn a_wait_is_always_within_its_limits(luck in proptest::collection::vec(0.0f64..1.0, 1..40)) {
            let mut backoff = Backoff::default();
            for random in luck {
                let wait = backoff.next(random, None);
                prop_assert!(wait >= Duration::from_secs(5) && wait <= LONGEST);
            }
        }
    }
}
