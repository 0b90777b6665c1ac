//! How fast bytes may leave. A kernel tells how many still wait in it, if at all; what an adapter, a network or a
//! pseudo-terminal holds behind it, nobody tells. Bytes on the way can't be taken back when a job breaks off, and a
//! question stands behind them.

use std::time::{Duration, Instant};

/// The most bytes of a job that may be in flight. A printer that says XOFF has room for no more than 128 (Epson TM-T88,
/// as delivered), and those that are on the way come all the same.
pub(in crate::driver) const IN_FLIGHT_MAX: usize = 112;
const BURST: f32 = IN_FLIGHT_MAX as f32;

/// Bytes that may leave: as many as the printer's own line would have carried since.
pub(super) struct Pace {
    bytes_per_s: f32,
    credit: f32,
    at: Instant,
}

impl Pace {
    /// `baud` in bits a second, ten of which make a byte.
    pub(super) fn new(baud: u32) -> Self {
        Self { bytes_per_s: (baud as f32 / 10.0).max(1.0), credit: BURST, at: Instant::now() }
    }

    pub(super) fn allowed(&mut self, now: Instant) -> usize {
        let passed = now.saturating_duration_since(self.at).as_secs_f32();
        self.at = now;
        self.credit = (self.credit + passed * self.bytes_per_s).min(BURST);
        self.credit as usize
    }

    pub(super) fn spend(&mut self, bytes: usize) {
        self.credit -= bytes as f32;
    }

    /// How long so many bytes take on the line; never nothing.
    pub(super) fn time_for(&self, bytes: usize) -> Duration {
        Duration::from_secs_f32((bytes as f32 / self.bytes_per_s).clamp(0.001, 60.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_leaves_than_the_line_would_carry() {
        let start = Instant::now();
        let mut pace = Pace { at: start, ..Pace::new(9600) };
        let mut sent = 0;
        for ms in 0..1000 {
            let n = pace.allowed(start + Duration::from_millis(ms)).min(IN_FLIGHT_MAX);
            pace.spend(n);
            sent += n;
        }
        assert!((960..=960 + BURST as usize).contains(&sent), "{sent} bytes in a second");
    }

    #[test]
    fn a_pause_saves_up_no_more_than_a_burst() {
        let start = Instant::now();
        let mut pace = Pace { at: start, ..Pace::new(115_200) };
        assert_eq!(pace.allowed(start + Duration::from_secs(3600)), IN_FLIGHT_MAX);
    }
}
