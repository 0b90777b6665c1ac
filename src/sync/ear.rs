//! Hears news at once: one beat at a time is held by central until there is something for this terminal.
//!
//! ```text
//! engine ── a beat to hold ──▶ ear ──▶ central … 40 to 50 s, or until a feed moves … ──▶ [`Heard`] ──▶ a round
//! ```
//!
//! On a thread of its own, because the engine's must be free to push what a visitor waits for. A central that
//! doesn't hold beats is asked once a minute as ever.

use std::sync::mpsc::{self, SyncSender};
use std::time::{Duration, Instant};

use anjungan_wire::request::{Beat, BeatAnswer};

use super::client::Client;

/// Between two held beats, at least, when all is well.
const GAP: Duration = Duration::from_secs(2);
/// The same, where central answers at once and nothing comes of it.
const GAP_MAX: Duration = Duration::from_secs(60);

/// After a held beat, at most: a publication may concern a whole fleet, which is told within five seconds and would come back
/// in the same. So each comes back at a moment of its own; what is published meanwhile it is told at once then.
const REST_MAX: Duration = Duration::from_secs(3);

/// What came of a held beat. `None`: nothing, and the next round finds out why.
pub(super) type Heard = Option<BeatAnswer>;

/// The thread that waits at central.
pub(super) struct Ear {
    orders: SyncSender<Beat>,
    pace: Pace,
}

impl Ear {
    /// Starts the thread, which calls `tell` after each beat. It ends with this, or after the request that is under
    /// way then.
    pub(super) fn start(client: Client, tell: impl Fn(Heard) + Send + 'static) -> std::io::Result<Self> {
        let (orders, beats) = mpsc::sync_channel::<Beat>(1);
        std::thread::Builder::new().name("ear".into()).spawn(move || {
            while let Ok(beat) = beats.recv() {
                let answer = client.beat_held(&beat);
                tell(answer.inspect_err(|error| tracing::debug!(%error, "a held beat")).ok());
            }
        })?;
        Ok(Self { orders, pace: Pace::default() })
    }

    /// A beat has come back. `random`: from 0 to 1.
    pub(super) fn heard(&mut self, random: f64, now: Instant) {
        self.pace.answered(now, REST_MAX.mul_f64(random.clamp(0.0, 1.0)));
    }

    /// Lets central hold a beat, where none is held. Where it is too early for that: when it is not.
    pub(super) fn listen(&mut self, beat: impl FnOnce() -> Option<Beat>, now: Instant) -> Option<Instant> {
        match self.pace.may_ask(now) {
            Turn::Held => None,
            Turn::NotBefore(at) => Some(at),
            Turn::Now => {
                if let Some(beat) = beat()
                    // Full or closed: the thread is gone, and beats go their usual way.
                    && self.orders.try_send(beat).is_ok()
                {
                    self.pace.asked(now);
                }
                None
            }
        }
    }
}

/// Keeps a central that answers at once from being asked without end.
#[derive(Debug)]
struct Pace {
    gap: Duration,
    asked: Option<Instant>,
    rests_until: Option<Instant>,
    held: bool,
}

#[derive(PartialEq, Eq, Debug)]
enum Turn {
    Now,
    Held,
    NotBefore(Instant),
}

impl Default for Pace {
    fn default() -> Self {
        Self { gap: GAP, asked: None, rests_until: None, held: false }
    }
}

impl Pace {
    fn may_ask(&self, now: Instant) -> Turn {
        match self.asked.map(|at| at + self.gap).max(self.rests_until) {
            _ if self.held => Turn::Held,
            Some(at) if at > now => Turn::NotBefore(at),
            Some(_) | None => Turn::Now,
        }
    }

    fn asked(&mut self, now: Instant) {
        (self.asked, self.held) = (Some(now), true);
    }

    fn answered(&mut self, now: Instant, rest: Duration) {
        self.held = false;
        self.rests_until = Some(now + rest);
        let soon = self.asked.is_some_and(|at| now.saturating_duration_since(at) < self.gap);
        self.gap = if soon { (self.gap * 2).min(GAP_MAX) } else { GAP };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_beat_is_held_at_a_time_and_a_hasty_central_is_asked_less_and_less() {
        let begun = Instant::now();
        let at = |s: u64| begun + Duration::from_secs(s);
        let mut pace = Pace::default();
        assert_eq!(pace.may_ask(at(0)), Turn::Now);
        pace.asked(at(0));
        assert_eq!(pace.may_ask(at(100)), Turn::Held);
        let none = Duration::ZERO;
        pace.answered(at(1), none);
        assert_eq!(pace.may_ask(at(1)), Turn::NotBefore(at(4)), "answered within the gap: it doubles");
        pace.asked(at(4));
        pace.answered(at(5), none);
        assert_eq!(pace.may_ask(at(5)), Turn::NotBefore(at(12)));
        for _ in 0..10 {
            pace.asked(at(20));
            pace.answered(at(20), none);
        }
        assert_eq!(pace.may_ask(at(20)), Turn::NotBefore(at(80)), "and no further");
        pace.asked(at(80));
        pace.answered(at(141), none);
        assert_eq!(pace.may_ask(at(141)), Turn::Now, "a long wait makes it hopeful again");
        pace.asked(at(141));
        pace.answered(at(144), none);
        assert_eq!(pace.may_ask(at(144)), Turn::Now, "news after three seconds are news");
    }

    #[test]
    fn after_each_beat_it_rests_a_moment_of_its_own_and_never_less_than_the_gap() {
        let begun = Instant::now();
        let at = |ms: u64| begun + Duration::from_millis(ms);
        let mut pace = Pace::default();
        pace.asked(at(0));
        pace.answered(at(30_000), Duration::from_millis(2_500));
        assert_eq!(pace.may_ask(at(30_000)), Turn::NotBefore(at(32_500)));
        assert_eq!(pace.may_ask(at(32_500)), Turn::Now);
        pace.asked(at(32_500));
        pace.answered(at(33_000), Duration::from_millis(100));
        assert_eq!(pace.may_ask(at(33_100)), Turn::NotBefore(at(36_500)), "told at once: the doubled gap");
    }
}
