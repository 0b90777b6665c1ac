//! How many wrong enrolment codes are heard per minute, by everybody together: behind a proxy every
//! sender has the proxy's address, and 40 bits at this rate are not guessed in a day.

use std::time::Instant;

const BURST: f64 = 20.0;
const PER_SECOND: f64 = 0.5;

pub(super) struct Budget {
    left: f64,
    at: Instant,
}

impl Budget {
    pub(super) fn of_wrong_codes() -> Self {
        Self { left: BURST, at: Instant::now() }
    }

    /// Whether one more may be tried.
    pub(super) fn has(&mut self, now: Instant) -> bool {
        self.left = (self.left + now.duration_since(self.at).as_secs_f64() * PER_SECOND).min(BURST);
        self.at = now;
        self.left >= 1.0
    }

    /// One was wrong.
    pub(super) fn spend(&mut self) {
        self.left = (self.left - 1.0).max(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn wrong_codes_use_it_up_and_time_fills_it() {
        let mut budget = Budget::of_wrong_codes();
        let start = Instant::now();
        for _ in 0..20 {
            assert!(budget.has(start));
            budget.spend();
        }
        assert!(!budget.has(start));
        assert!(budget.has(start + Duration::from_secs(3)));
    }
}
