//! What time it is, on a machine that may not know.
//!
//! A kiosk without a battery starts in the year it was built. Central's answers carry its clock; from the
//! first one on, time is that answer plus what the monotonic clock has counted since, so a system clock
//! that jumps later changes nothing. Every op carries both clocks, and central can reckon the true time of
//! what happened before.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anjungan_wire::op::Clock;

/// No time before this is true: the program did not exist. 1 November 2026.
const EARLIEST_MS: i64 = 1_793_491_200_000;
/// Nor any after this: twenty years later.
const LATEST_MS: i64 = EARLIEST_MS + 20 * 366 * 24 * 3600 * 1000;
/// The machine's clock is said to be wrong from here on.
pub const WRONG_BY_S: i64 = 300;

/// The clocks of this machine, and what central said. Shared between threads.
#[derive(Debug)]
pub struct Timekeeper {
    boot: [u8; 8],
    mono_ms_at_start: u64,
    started: Instant,
    learnt: Mutex<Option<Learnt>>,
}

#[derive(Clone, Copy, Debug)]
struct Learnt {
    wall_ms: i64,
    at_mono_ms: u64,
}

impl Timekeeper {
    /// The clocks of this machine. Where Linux does not tell its boot id, `random` stands for it, and
    /// monotonic time counts from now.
    pub fn of_this_machine(random: [u8; 8]) -> Self {
        let read = |path| std::fs::read_to_string(path).ok();
        let boot = read("/proc/sys/kernel/random/boot_id")
            .and_then(|text| anjungan_wire::encoding::from_hex::<16>(&text.trim().replace('-', "")).ok())
            .and_then(|id| <[u8; 8]>::try_from(&id[..8]).ok());
        let uptime_s =
            read("/proc/uptime").and_then(|text| text.split(' ').next().and_then(|s| s.parse::<f64>().ok()));
        match (boot, uptime_s) {
            (Some(boot), Some(s)) => Self::new(boot, (s * 1000.0) as u64),
            (Some(_) | None, Some(_) | None) => Self::new(random, 0),
        }
    }

    /// Clocks of the start `boot`, now `mono_ms` after it.
    pub fn new(boot: [u8; 8], mono_ms: u64) -> Self {
        Self { boot, mono_ms_at_start: mono_ms, started: Instant::now(), learnt: Mutex::new(None) }
    }

    /// What the clocks say, as an op carries it.
    pub fn now(&self) -> Clock {
        let mono_ms = self.mono_ms();
        let learnt = *self.learnt.lock().unwrap_or_else(PoisonError::into_inner);
        Clock {
            wall_ms: wall_ms(system_ms(), mono_ms, learnt),
            boot: self.boot,
            mono_ms,
            synced: learnt.is_some(),
        }
    }

    /// Whether what the clocks say may be the time: central has told it, or the machine's own clock shows a time that can
    /// be true. Until then nothing is dated by [`Timekeeper::now`].
    pub fn is_set(&self) -> bool {
        let learnt = self.learnt.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        is_set(system_ms(), learnt)
    }

    /// The time of day. `None`: the clock is not set.
    pub fn time_of_day(&self) -> Option<jiff::Timestamp> {
        self.is_set().then(|| jiff::Timestamp::from_millisecond(self.now().wall_ms).ok()).flatten()
    }

    /// Unix seconds.
    pub fn now_s(&self) -> i64 {
        self.now().wall_ms.div_euclid(1000)
    }

    /// Central said `now_ms` in an answer that took `round_trip`. A time that can't be true is passed over.
    pub fn learn(&self, now_ms: i64, round_trip: Duration) {
        if !(EARLIEST_MS..=LATEST_MS).contains(&now_ms) {
            tracing::warn!(now_ms, "central's clock can't be right: not used");
            return;
        }
        let half = i64::try_from(round_trip.as_millis() / 2).unwrap_or(0);
        let learnt = Learnt { wall_ms: now_ms.saturating_add(half), at_mono_ms: self.mono_ms() };
        *self.learnt.lock().unwrap_or_else(PoisonError::into_inner) = Some(learnt);
    }

    /// By how many seconds the machine's own clock is behind central's; `None` before central said anything.
    pub fn system_behind_s(&self) -> Option<i64> {
        let learnt = (*self.learnt.lock().unwrap_or_else(PoisonError::into_inner))?;
        let system_ms = system_ms();
        Some(wall_ms(system_ms, self.mono_ms(), Some(learnt)).saturating_sub(system_ms) / 1000)
    }

    fn mono_ms(&self) -> u64 {
        self.mono_ms_at_start + u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

fn is_set(system_ms: i64, learnt: bool) -> bool {
    learnt || (EARLIEST_MS..=LATEST_MS).contains(&system_ms)
}

fn wall_ms(system_ms: i64, mono_ms: u64, learnt: Option<Learnt>) -> i64 {
    match learnt {
        Some(Learnt { wall_ms, at_mono_ms }) => {
            wall_ms.saturating_add_unsigned(mono_ms.saturating_sub(at_mono_ms))
        }
        None => system_ms.clamp(EARLIEST_MS, LATEST_MS),
    }
}

fn system_ms() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|since| i64::try_from(since.as_millis()).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_central_spoke_the_machines_clock_counts_but_not_below_the_programs_age() {
        assert_eq!(wall_ms(0, 5, None), EARLIEST_MS);
        assert_eq!(wall_ms(EARLIEST_MS + 1, 5, None), EARLIEST_MS + 1);
        assert_eq!(wall_ms(i64::MAX, 5, None), LATEST_MS);
    }

    #[test]
    fn a_clock_before_the_programs_time_is_not_set_until_central_tells() {
        for (system_ms, learnt, set) in [
            (0, false, false),
            (EARLIEST_MS - 1, false, false),
            (EARLIEST_MS, false, true),
            (LATEST_MS + 1, false, false),
            (0, true, true),
        ] {
            assert_eq!(is_set(system_ms, learnt), set, "{system_ms}, {learnt}");
        }
        let keeper = Timekeeper::new([1; 8], 0);
        keeper.learn(EARLIEST_MS + 1, Duration::ZERO);
        assert!(keeper.is_set() && keeper.time_of_day().is_some());
    }

    #[test]
    fn afterwards_a_jump_of_the_machines_clock_changes_nothing() {
        let learnt = Some(Learnt { wall_ms: 1_000_000, at_mono_ms: 500 });
        assert_eq!(wall_ms(0, 700, learnt), 1_000_200);
        assert_eq!(wall_ms(i64::MAX, 700, learnt), 1_000_200);
    }

    #[test]
    fn half_the_round_trip_is_added_and_it_is_said_to_be_synced() {
        let keeper = Timekeeper::new([1; 8], 0);
        assert!(!keeper.now().synced);
        assert_eq!(keeper.system_behind_s(), None);
        keeper.learn(i64::MAX, Duration::ZERO);
        keeper.learn(EARLIEST_MS - 1, Duration::ZERO);
        assert!(!keeper.now().synced, "what can't be true is not learnt");
        let said = LATEST_MS;
        keeper.learn(said, Duration::from_secs(2));
        let now = keeper.now();
        assert!(now.synced && (0..5_000).contains(&(now.wall_ms - said - 1_000)));
        assert!(keeper.system_behind_s().unwrap() > WRONG_BY_S);
    }
}
