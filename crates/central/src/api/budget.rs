//! How many tries are heard. Of wrong enrolment codes, by everybody together: behind a proxy every
//! sender has the proxy's address, and 40 bits at this rate are not guessed in a day. The price: whoever
//! keeps guessing keeps everybody from enrolling. That is seen in the log, and a kiosk tries again by itself.

use std::time::Instant;

const BURST: f64 = 20.0;
const PER_SECOND: f64 = 0.5;

pub(crate) struct Budget {
    left: f64,
    at: Instant,
    burst: f64,
    per_second: f64,
}

impl Budget {
    pub(crate) fn of_wrong_codes() -> Self {
        Self::new(BURST, PER_SECOND, Instant::now())
    }

    /// So many tries at once, and so many more a second.
    pub(crate) fn new(burst: f64, per_second: f64, at: Instant) -> Self {
        Self { left: burst, at, burst, per_second }
    }

    /// Whether nothing was taken from it lately: it need not be remembered.
    pub(crate) fn is_full(&self, now: Instant) -> bool {
        self.left + now.saturating_duration_since(self.at).as_secs_f64() * self.per_second >= self.burst
    }

    /// Seconds until there is one again, at least 1.
    pub(crate) fn wait_s(&self) -> u16 {
        ((1.0 - self.left) / self.per_second).ceil().clamp(1.0, 3_600.0) as u16
    }

    /// Takes one try, before anybody looks at the code: many at once can't overdraw it. `false`: none left.
    pub(crate) fn take(&mut self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + passed * self.per_second).min(self.burst);
        self.at = now;
        let one_left = self.left >= 1.0;
        if one_left {
            self.left -= 1.0;
        }
        one_left
    }

    /// The code was not wrong after all.
    pub(crate) fn give_back(&mut self) {
        self.left = (self.left + 1.0).min(self.burst);
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
            assert!(budget.take(start));
        }
        assert!(!budget.take(start));
        assert!(budget.take(start + Duration::from_secs(3)));
    }

    #[test]
    fn right_codes_cost_nothing() {
        let mut budget = Budget::of_wrong_codes();
        let start = Instant::now();
        for _ in 0..50 {
            assert!(budget.take(start));
            budget.give_back();
        }
    }
}
