//! The wire, in both directions: how long a byte takes, and what a bad line makes of it.
//!
//! ```text
//!  computer ─feed()─▶ incoming ─arrive(), a byte at its time─▶ machine
//!           ◀─due()── outgoing ◀─────────speak()────────────── machine
//! ```

use std::collections::VecDeque;
use std::time::Duration;

use super::Speed;
use super::condition::Condition;
use super::noise::{Dice, Sieve, Uart};

/// Answers that nobody fetches; what is more is lost.
const OUTGOING_MAX: usize = 4096;

#[derive(Debug)]
pub(super) struct Line {
    speed: Speed,
    /// What the computer's side of the line is set to; `None` where there is no such thing.
    pub(super) computer_baud: Option<u32>,
    /// The computer's side stops sending by itself when the printer can't take more.
    pub(super) computer_waits: bool,
    dice: Dice,
    drops: Sieve,
    loses: Sieve,
    ear: Uart,
    computer_ear: Uart,
    incoming: VecDeque<u8>,
    arrives: Duration,
    outgoing: VecDeque<(Duration, u8)>,
    last_out: Duration,
    pub(super) lost: u64,
    pub(super) garbled: u64,
}

impl Line {
    pub(super) fn new(speed: Speed, seed: u64) -> Self {
        Self {
            speed,
            computer_baud: None,
            computer_waits: false,
            dice: Dice::new(seed),
            drops: Sieve::default(),
            loses: Sieve::default(),
            ear: Uart::default(),
            computer_ear: Uart::default(),
            incoming: VecDeque::new(),
            arrives: Duration::ZERO,
            outgoing: VecDeque::new(),
            last_out: Duration::ZERO,
            lost: 0,
            garbled: 0,
        }
    }

    /// Bytes leave the computer.
    pub(super) fn feed(&mut self, bytes: &[u8], condition: &Condition, now: Duration) {
        if self.incoming.is_empty() && !bytes.is_empty() {
            self.arrives = self.arrives.max(now + self.byte_time(condition));
        }
        self.incoming.extend(bytes);
    }

    pub(super) fn waiting(&self) -> usize {
        self.incoming.len()
    }

    /// When the next byte is there, if one is on its way.
    pub(super) fn next_arrival(&self) -> Option<Duration> {
        (!self.incoming.is_empty()).then_some(self.arrives)
    }

    /// The next byte is there: as what the printer hears, which may be nothing or much.
    pub(super) fn arrive(&mut self, condition: &Condition, now: Duration) -> Vec<u8> {
        let Some(byte) = self.incoming.pop_front() else { return Vec::new() };
        self.arrives = now + self.byte_time(condition);
        if !self.drops.lets_through(condition.drop_every, &mut self.dice) {
            self.lost += 1;
            return Vec::new();
        }
        match (self.computer_baud, self.printer_baud(condition)) {
            (Some(from), Some(to)) if !Uart::understands(from, to) => {
                self.garbled += 1;
                self.ear.receive(byte, from, to, &mut self.dice)
            }
            _ => vec![byte],
        }
    }

    /// The cable is gone, or the power: what is on its way arrives nowhere.
    pub(super) fn cut_off(&mut self) {
        self.lost += self.incoming.len() as u64;
        self.incoming.clear();
    }

    /// The printer answers.
    pub(super) fn speak(&mut self, answers: &[u8], condition: &Condition, now: Duration) {
        let late = Duration::from_millis(condition.late_ms.unwrap_or(0).into());
        let pause = Duration::from_millis(condition.torn_ms.unwrap_or(0).into());
        let printer = self.printer_baud(condition);
        let byte_time = match self.speed {
            Speed::Unlimited => Duration::ZERO,
            Speed::AsComputer | Speed::Baud(_) => time_at(printer.or(self.computer_baud)),
        };
        for byte in answers {
            self.last_out = self.last_out.max(now + late) + byte_time + pause;
            if !self.loses.lets_through(condition.lost_every, &mut self.dice) {
                continue;
            }
            let heard = match (printer, self.computer_baud) {
                (Some(from), Some(to)) if !Uart::understands(from, to) => {
                    self.garbled += 1;
                    self.computer_ear.receive(*byte, from, to, &mut self.dice)
                }
                _ => vec![*byte],
            };
            if self.outgoing.len() < OUTGOING_MAX {
                self.outgoing.extend(heard.into_iter().map(|byte| (self.last_out, byte)));
            }
        }
    }

    /// When the next answer reaches the computer.
    pub(super) fn next_answer(&self) -> Option<Duration> {
        self.outgoing.front().map(|(at, _)| *at)
    }

    /// What has reached the computer by now.
    pub(super) fn due(&mut self, now: Duration) -> Vec<u8> {
        let n = self.outgoing.iter().take_while(|(at, _)| *at <= now).count();
        self.outgoing.drain(..n).map(|(_, byte)| byte).collect()
    }

    /// Answers not yet sent are gone with the power.
    pub(super) fn forget_answers(&mut self) {
        self.outgoing.clear();
    }

    fn printer_baud(&self, condition: &Condition) -> Option<u32> {
        condition.wrong_baud.or(match self.speed {
            Speed::Baud(baud) => Some(baud.max(1)),
            Speed::AsComputer | Speed::Unlimited => None,
        })
    }

    /// Time that a byte takes to the printer.
    fn byte_time(&self, condition: &Condition) -> Duration {
        let wire = match self.speed {
            Speed::Unlimited => Duration::ZERO,
            Speed::AsComputer | Speed::Baud(_) => {
                time_at(self.computer_baud.or_else(|| self.printer_baud(condition)))
            }
        };
        match condition.slow_bytes_per_s {
            None => wire,
            Some(rate) => wire.max(Duration::from_secs(1) / rate.max(1)),
        }
    }
}

/// A byte is ten bits on the line: start, eight, stop.
fn time_at(baud: Option<u32>) -> Duration {
    baud.map_or(Duration::ZERO, |baud| Duration::from_secs(10) / baud.max(1))
}
