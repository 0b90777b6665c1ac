//! How many receipts may be tried with a day of birth.
//!
//! - A terminal: 10 at once, then one every 10 seconds. Nobody at a kiosk types faster.
//! - All terminals together: 120 at once, then 4 a second, whatever keys somebody may hold.
//! - One receipt: 5 wrong days of birth within 24 hours. From then on the answer is the one for an unknown receipt,
//!   also for the right day, so that nobody learns it by trying all days.
//!
//! A right try is given back. What is counted is counted before anybody looks, so that many at once overdraw nothing.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use anjungan_wire::receipt::ReceiptNumber;

use super::budget::Budget;

const TERMINAL: (f64, f64) = (10.0, 0.1);
const OVERALL: (f64, f64) = (120.0, 4.0);
const WRONG_MAX: u8 = 5;
const WRONG_FOR: Duration = Duration::from_secs(24 * 3_600);
/// Receipts and terminals remembered. More than the overall limit lets through in a day is never needed.
const REMEMBERED_MAX: usize = 400_000;

pub(super) struct Tries {
    overall: Budget,
    terminals: HashMap<String, Budget>,
    wrong: HashMap<ReceiptNumber, (u8, Instant)>,
}

/// What a try may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Turn {
    /// Look.
    Look,
    /// Answer as if there were nothing.
    Nothing,
    /// Refuse, and say when to come again.
    Wait { seconds: u16 },
}

impl Tries {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            overall: Budget::new(OVERALL.0, OVERALL.1, now),
            terminals: HashMap::new(),
            wrong: HashMap::new(),
        }
    }

    /// Takes a try of a terminal at a receipt.
    pub(super) fn take(&mut self, terminal: &str, receipt: &ReceiptNumber, now: Instant) -> Turn {
        self.forget(now);
        let own = self
            .terminals
            .entry(terminal.to_owned())
            .or_insert_with(|| Budget::new(TERMINAL.0, TERMINAL.1, now));
        if !own.take(now) {
            return Turn::Wait { seconds: own.wait_s() };
        }
        if !self.overall.take(now) {
            own.give_back();
            return Turn::Wait { seconds: self.overall.wait_s() };
        }
        let (wrong, since) = self.wrong.entry(receipt.clone()).or_insert((0, now));
        if now.saturating_duration_since(*since) >= WRONG_FOR {
            (*wrong, *since) = (0, now);
        }
        if *wrong >= WRONG_MAX {
            return Turn::Nothing;
        }
        *wrong += 1;
        Turn::Look
    }

    /// It was right after all.
    pub(super) fn right(&mut self, terminal: &str, receipt: &ReceiptNumber) {
        self.wrong.remove(receipt);
        self.overall.give_back();
        if let Some(own) = self.terminals.get_mut(terminal) {
            own.give_back();
        }
    }

    fn forget(&mut self, now: Instant) {
        if self.wrong.len() + self.terminals.len() < REMEMBERED_MAX / 2 {
            return;
        }
        self.wrong.retain(|_, (_, since)| now.saturating_duration_since(*since) < WRONG_FOR);
        self.terminals.retain(|_, budget| !budget.is_full(now));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receipt(n: u8) -> ReceiptNumber {
        ReceiptNumber::draw(&"K07".parse().unwrap(), [n; 8])
    }

    #[test]
    fn one_terminal_is_slow_and_another_is_not_held_up_by_it() {
        let start = Instant::now();
        let mut tries = Tries::new(start);
        for n in 0..10 {
            assert_eq!(tries.take("a", &receipt(n), start), Turn::Look);
        }
        assert_eq!(tries.take("a", &receipt(10), start), Turn::Wait { seconds: 10 });
        assert_eq!(tries.take("b", &receipt(10), start), Turn::Look);
        assert_eq!(tries.take("a", &receipt(11), start + Duration::from_secs(10)), Turn::Look);
    }

    #[test]
    fn many_terminals_share_one_limit() {
        let start = Instant::now();
        let mut tries = Tries::new(start);
        let looked = (0..1_000u32)
            .filter(|n| tries.take(&n.to_string(), &receipt((n % 250) as u8), start) == Turn::Look)
            .count();
        assert_eq!(looked, 120);
    }

    #[test]
    fn a_receipt_answers_nothing_after_five_wrong_days_even_for_the_right_one() {
        let start = Instant::now();
        let mut tries = Tries::new(start);
        for n in 0..5 {
            assert_eq!(tries.take(&n.to_string(), &receipt(1), start), Turn::Look);
        }
        assert_eq!(tries.take("x", &receipt(1), start), Turn::Nothing);
        assert_eq!(tries.take("x", &receipt(2), start), Turn::Look);
    }

    #[test]
    fn right_tries_cost_nothing() {
        let start = Instant::now();
        let mut tries = Tries::new(start);
        for _ in 0..500 {
            assert_eq!(tries.take("a", &receipt(1), start), Turn::Look);
            tries.right("a", &receipt(1));
        }
    }

    #[test]
    fn ten_thousand_guesses_of_numbers_look_at_no_more_than_the_limit() {
        let start = Instant::now();
        let mut tries = Tries::new(start);
        let mut looked = 0;
        for n in 0..10_000u64 {
            let receipt = ReceiptNumber::draw(&"K07".parse().unwrap(), n.to_be_bytes());
            // A hundred a second, from ten terminals, over a hundred seconds.
            let now = start + Duration::from_millis(n * 10);
            looked += usize::from(tries.take(&(n % 10).to_string(), &receipt, now) == Turn::Look);
        }
        // Ten terminals: 10 each, and one more every 10 seconds for 100 seconds.
        assert!((190..=200).contains(&looked), "{looked}");
    }
}
