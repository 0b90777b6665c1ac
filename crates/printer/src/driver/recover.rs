//! Beginning anew with a printer that may hold a job of a program that was killed.

use std::time::{Duration, Instant};

use super::link::SLICE_MAX;
use super::worker::Worker;
use crate::command::ProcessId;
use crate::profile::Profile;

impl Worker {
    /// Which of `names` the printer says within `wait` to be on paper; then it forgets what it holds. `None`: the driver
    /// was stopped meanwhile, and nothing is known.
    pub(super) fn recover(&mut self, names: &[u32], wait: Duration) -> Option<Vec<u32>> {
        let heard = self.listen_for(names, Instant::now() + wait);
        if self.shared.stopping() {
            return None;
        }
        // A printer that has said all names holds none of their jobs any more. Any other may have been left inside a
        // picture, which a printer that cannot forget would make of the next job too.
        let padding = if heard.len() < names.len() { band_bytes(&self.profile) } else { 0 };
        if self.open_within(self.timing.open)
            && let Err(error) = self.forget(padding)
        {
            self.lose(&error);
        }
        Some(heard)
    }

    /// Says nothing itself: what the printer is amid would take it for data. A name may have come before anybody asked
    /// for it, with the first answers.
    fn listen_for(&mut self, names: &[u32], until: Instant) -> Vec<u32> {
        loop {
            let named = |name: &u32| self.shared.was_named(ProcessId::of(*name));
            let heard: Vec<u32> = names.iter().copied().filter(named).collect();
            let left = until.saturating_duration_since(Instant::now());
            if heard.len() == names.len() || left.is_zero() || self.shared.stopping() {
                return heard;
            }
            if !self.open_within(left.min(SLICE_MAX)) {
                // An opening that fails at once is not tried again at once.
                self.shared.sleep(left.min(SLICE_MAX));
            } else if let Some(link) = &mut self.link
                && let Err(error) = link.pump(left)
            {
                self.lose(&error);
            }
        }
    }
}

/// The most that the last command of a broken picture may lack.
fn band_bytes(profile: &Profile) -> usize {
    usize::from(profile.width_dots / 8) * usize::from(profile.band_dots)
}
