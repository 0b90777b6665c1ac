//! How often a number and a day of birth may be tried here, for a status or a report. Central counts too; this keeps one kiosk from asking it
//! all night.
//!
//! It outlives the visit, and holds nothing but times: which number was tried is not kept. A restart forgets it, and
//! takes longer than one try is worth.

use super::super::Moment;

/// Wrong tries …
pub const TRIES_MAX: usize = 5;
/// … within this time, before one has to wait until the first of them is so old.
pub const WITHIN_MS: u64 = 10 * 60_000;

/// Tries that were not right.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(in crate::visit) struct Tries {
    /// When, oldest first; [`TRIES_MAX`] at most.
    at: Vec<Moment>,
    /// Until when central takes none.
    told_until: Option<Moment>,
}

impl Tries {
    /// Milliseconds until another try is taken.
    pub(in crate::visit) fn wait_ms(&self, now: Moment) -> u64 {
        let told = self.told_until.map_or(0, |until| until.since_ms(now));
        let counted = self.at.iter().filter(|at| now.since_ms(**at) < WITHIN_MS);
        let own = match self.at.first() {
            Some(first) if counted.count() >= TRIES_MAX => WITHIN_MS - now.since_ms(*first),
            Some(_) | None => 0,
        };
        told.max(own)
    }

    /// One more, before it is made: whoever walks away from the answer has tried all the same.
    pub(in crate::visit) fn count(&mut self, now: Moment) {
        self.at.retain(|at| now.since_ms(*at) < WITHIN_MS);
        self.at.push(now);
        let beyond = self.at.len().saturating_sub(TRIES_MAX);
        self.at.drain(..beyond);
    }

    /// The one of this time was right, or was never judged.
    pub(super) fn forgive(&mut self, made: Moment) {
        if let Some(i) = self.at.iter().rposition(|at| *at == made) {
            self.at.remove(i);
        }
    }

    /// Central takes no more for so long.
    pub(in crate::visit) fn told(&mut self, now: Moment, retry_s: u32) {
        self.told_until = Some(Moment(now.0 + u64::from(retry_s) * 1_000));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_sixth_try_waits_until_the_first_is_ten_minutes_old() {
        let mut tries = Tries::default();
        for i in 0..5 {
            assert_eq!(tries.wait_ms(Moment(i * 1_000)), 0);
            tries.count(Moment(i * 1_000));
        }
        assert_eq!(tries.wait_ms(Moment(60_000)), WITHIN_MS - 60_000);
        assert_eq!(tries.wait_ms(Moment(WITHIN_MS)), 0);
    }

    #[test]
    fn a_right_try_is_taken_back_and_central_may_ask_for_more() {
        let mut tries = Tries::default();
        for i in 0..5 {
            tries.count(Moment(i));
        }
        tries.forgive(Moment(4));
        assert_eq!(tries.wait_ms(Moment(5)), 0);
        tries.told(Moment(5), 90);
        assert_eq!(tries.wait_ms(Moment(5)), 90_000);
    }

    proptest! {
        /// 10,000 guesses of a patient machine: whatever the waits between them, no ten minutes see more than five.
        #[test]
        fn no_ten_minutes_see_more_than_five_tries(waits in proptest::collection::vec(0u64..120_000, 1..2_000)) {
            let (mut tries, mut now, mut made) = (Tries::default(), Moment(0), Vec::new());
            for wait in waits {
                now.0 += wait;
                if tries.wait_ms(now) == 0 {
                    tries.count(now);
                    made.push(now);
                }
            }
            for (i, first) in made.iter().enumerate() {
                let within = made[i..].iter().filter(|at| at.since_ms(*first) < WITHIN_MS).count();
                prop_assert!(within <= TRIES_MAX, "{within} tries within ten minutes");
            }
        }
    }
}
