//! Something that is tried again at its own pace: a feed that fails does not hold up facts, nor facts a feed.

use std::time::{Duration, Instant};

use super::backoff::Backoff;

/// Something that is tried again at its own pace.
#[derive(Default)]
pub(super) struct Lane {
    backoff: Backoff,
    pub(super) not_before: Option<Instant>,
}

impl Lane {
    pub(super) fn is_open(&self) -> bool {
        self.not_before.is_none_or(|at| Instant::now() >= at)
    }

    pub(super) fn failed(&mut self, random: f64, asked: Option<Duration>) {
        self.not_before = Some(Instant::now() + self.backoff.next(random, asked));
    }

    pub(super) fn worked(&mut self) {
        *self = Lane::default();
    }
}
