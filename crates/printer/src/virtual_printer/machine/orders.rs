//! What is done to the printer from outside, at once or when something has come about.

use std::collections::VecDeque;
use std::time::Duration;

use super::super::fault::{Act, After, Fault, Order};
use super::super::paper::PaperEnd;
use super::super::roll::Roll;
use super::Machine;

/// Orders that wait: none of them is more than a test or a person writes.
const WAITING_MAX: usize = 1024;

/// What has to come about, counted from the beginning.
#[derive(Debug, Clone, Copy)]
enum Until {
    Bytes(u64),
    Rows(u64),
    Papers(u32),
    Time(Duration),
}

#[derive(Debug, Default)]
pub(super) struct Orders {
    waiting: Vec<(Until, Act)>,
    script: VecDeque<Order>,
    /// What the script waits for.
    head: Option<(Until, Act)>,
}

impl Orders {
    /// The next point in time that an order waits for.
    pub(super) fn next_ms(&self) -> Option<Duration> {
        let times = self.waiting.iter().chain(&self.head).filter_map(|(until, _)| match until {
            Until::Time(at) => Some(*at),
            Until::Bytes(_) | Until::Rows(_) | Until::Papers(_) => None,
        });
        times.min()
    }

    /// Rows that may move before an order that waits for millimetres is due.
    pub(super) fn rows_free(&self, roll: &Roll) -> u64 {
        let rows = self.waiting.iter().chain(&self.head).filter_map(|(until, _)| match until {
            Until::Rows(at) => Some(at.saturating_sub(roll.moved_rows)),
            Until::Bytes(_) | Until::Time(_) | Until::Papers(_) => None,
        });
        rows.min().unwrap_or(u64::MAX)
    }
}

impl Machine {
    /// Carries an order out, now or when it is due.
    pub(in super::super) fn order(&mut self, order: Order, now: Duration) {
        match self.until(order.after, now) {
            None => self.obey(order.act, now),
            Some(until) if self.orders.waiting.len() < WAITING_MAX => {
                self.orders.waiting.push((until, order.act))
            }
            Some(_) => tracing::warn!(%order, "too many orders wait; this one is dropped"),
        }
        self.due_orders(now);
    }

    /// Carries orders out one after the other, each counted from the one before.
    pub(in super::super) fn script(&mut self, orders: impl IntoIterator<Item = Order>, now: Duration) {
        self.orders.script.extend(orders);
        self.due_orders(now);
    }

    /// Carries out what has come about.
    pub(super) fn due_orders(&mut self, now: Duration) {
        while let Some(act) = self.next_due(now) {
            self.obey(act, now);
        }
    }

    fn next_due(&mut self, now: Duration) -> Option<Act> {
        let due = self.orders.waiting.iter().position(|(until, _)| self.has_come(*until, now));
        if let Some(at) = due {
            return Some(self.orders.waiting.remove(at).1);
        }
        if self.orders.head.is_none() {
            let order = self.orders.script.pop_front()?;
            match self.until(order.after, now) {
                None => return Some(order.act),
                Some(until) => self.orders.head = Some((until, order.act)),
            }
        }
        let (until, act) = self.orders.head?;
        self.has_come(until, now).then(|| {
            self.orders.head = None;
            act
        })
    }

    fn until(&self, after: After, now: Duration) -> Option<Until> {
        Some(match after {
            After::Now => return None,
            After::Bytes(n) => Until::Bytes(self.bytes.saturating_add(n)),
            After::Mm(mm) => Until::Rows(self.roll.moved_rows.saturating_add(self.roll.rows(mm))),
            After::Papers(n) => Until::Papers(self.papers_out.saturating_add(n)),
            After::Ms(ms) => Until::Time(now.saturating_add(Duration::from_millis(ms))),
        })
    }

    fn has_come(&self, until: Until, now: Duration) -> bool {
        match until {
            Until::Bytes(n) => self.bytes >= n,
            Until::Rows(n) => self.roll.moved_rows >= n,
            Until::Papers(n) => self.papers_out >= n,
            Until::Time(at) => now >= at,
        }
    }

    fn obey(&mut self, act: Act, now: Duration) {
        self.catch_up(now);
        match act {
            Act::Break(fault) => self.break_(fault, now),
            Act::Mend(fault @ (Fault::PaperOut | Fault::PaperOutAfter { .. })) => {
                if self.roll.fault().is_some_and(|present| present.name() == fault.name()) {
                    self.new_roll(now);
                }
            }
            Act::Mend(fault) => self.mend(|condition| condition.mend(fault)),
            Act::Refill => {
                self.mend(|condition| (condition.near_end, condition.cover_open) = (false, false));
                self.new_roll(now);
            }
            Act::Clear => {
                self.mend(|condition| *condition = super::Condition::default());
                if self.roll.fault().is_some() {
                    self.new_roll(now);
                }
            }
            Act::PowerCycle => {
                self.power_lost();
                self.mend(|condition| (condition.broken, condition.powered_off) = (false, false));
            }
        }
    }

    fn break_(&mut self, fault: Fault, now: Duration) {
        let was_dead = self.condition.is_dead();
        self.condition.set(fault, now);
        if fault == Fault::PaperOut {
            self.roll.shorten(0);
        } else if let Fault::PaperOutAfter { mm } = fault {
            self.roll.shorten(self.roll.rows(mm));
        }
        if self.condition.is_dead() && !was_dead {
            self.power_lost();
        }
    }

    /// What had no power is newly switched on, which heals what only that heals.
    fn mend(&mut self, change: impl FnOnce(&mut super::Condition)) {
        let was_dead = self.condition.is_dead();
        change(&mut self.condition);
        if was_dead && !self.condition.is_dead() {
            self.condition.broken = false;
        }
    }

    /// All is forgotten but what is on paper, what is stored, and the roll.
    fn power_lost(&mut self) {
        self.store.spoil();
        self.forget();
        self.auto_status = 0;
        self.reported = None;
        self.offline_response = 0;
        self.paused = false;
        self.answers.clear();
        if !self.sheet.is_blank() {
            self.power_cycled = true;
            self.sheet.note("power lost");
        }
    }

    /// What is left of the old paper comes away, and what waits goes on on the new.
    fn new_roll(&mut self, now: Duration) {
        if !self.sheet.is_blank() {
            self.part(0, PaperEnd::RollEnd, now);
        }
        self.roll.refill();
    }
}
