//! Who waits for a feed to move, and who tells them.
//!
//! ```text
//! writer, after a commit ──nudge──▶ look at the heads ──▶ watch ──▶ beats that wait, each for its own feeds
//! every second ────────────────────▶  (other processes write too)
//! ```
//!
//! One look for all who wait: a waiting beat holds its cursors and nothing else, and its answer asks no database.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anjungan_wire::id::{Epoch, Scope};
use tokio::sync::{Notify, watch};

use super::App;
use crate::store::now_ms;

/// Between two looks, when nobody nudges.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Between two looks, however often somebody nudges: many commits share one.
const LOOK_GAP: Duration = Duration::from_millis(100);
/// How much longer ago than the last look a change may have been stamped: a transaction stamps its change just before
/// it commits, and the disk may take its time.
const STAMP_LATE_MS: i64 = 10_000;
/// Every so many looks all heads are read: what was stamped later still is found then.
const LOOKS_PER_WHOLE: u32 = 30;
/// Those whom one change wakes come back spread over a millisecond each, and over this at most.
const SPREAD_MS_MAX: usize = 3_000;

/// Heads as last looked at.
#[derive(Default)]
struct Heads {
    epoch: Option<Epoch>,
    of: HashMap<String, u64>,
    closed: bool,
}

/// One for a process.
pub(crate) struct Watch {
    heads: watch::Sender<Heads>,
    nudged: Arc<Notify>,
    waiting: AtomicUsize,
}

impl Watch {
    pub(super) fn new() -> Self {
        Self {
            heads: watch::Sender::new(Heads::default()),
            nudged: Arc::default(),
            waiting: AtomicUsize::new(0),
        }
    }

    /// For the writer: something may have moved.
    pub(super) fn nudge(&self) -> Arc<Notify> {
        Arc::clone(&self.nudged)
    }

    /// How many wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// Nobody is to wait any longer: central stops.
    pub(super) fn close(&self) {
        self.heads.send_modify(|heads| heads.closed = true);
    }

    /// Waits until one of these scopes is beyond its head, the epoch is another, central stops or `limit` is over.
    /// Returns the heads as they are then.
    pub(super) async fn wait(
        &self,
        epoch: Epoch,
        mut known: Vec<(Scope, u64)>,
        limit: Duration,
    ) -> Vec<(Scope, u64)> {
        let names: Vec<String> = known.iter().map(|(scope, _)| scope.to_string()).collect();
        let moved = |heads: &Heads| {
            let beyond = |(name, (_, head)): (&String, &(Scope, u64))| {
                heads.of.get(name).is_some_and(|now| now > head)
            };
            heads.closed
                || heads.epoch.is_some_and(|now| now != epoch)
                || names.iter().zip(&known).any(beyond)
        };
        let others = self.waiting.fetch_add(1, Ordering::Relaxed);
        let _one = Waiting(&self.waiting);
        let mut heads = self.heads.subscribe();
        let to_spread = match tokio::time::timeout(limit, heads.wait_for(moved)).await {
            Ok(Ok(heads)) => !heads.closed,
            // The sender is dropped with the process alone.
            Ok(Err(_)) | Err(_) => false,
        };
        if to_spread {
            tokio::time::sleep(spread(others)).await;
        }
        let now = self.heads.borrow();
        for (name, (_, head)) in names.iter().zip(&mut known) {
            *head = now.of.get(name).copied().unwrap_or(0).max(*head);
        }
        known
    }

    fn heard(&self, epoch: Epoch, heads: Vec<(String, u64)>) {
        self.heads.send_if_modified(|known| {
            let mut news = known.epoch.replace(epoch) != Some(epoch);
            for (scope, head) in heads {
                news |= known.of.insert(scope, head) != Some(head);
            }
            news
        });
    }
}

/// Gives its place up however the wait ends: a terminal that goes away is not waited for.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Uniform over a millisecond for each of the others. Without randomness: at once.
fn spread(others: usize) -> Duration {
    let most_ms = others.min(SPREAD_MS_MAX) as u64;
    let share = getrandom::u32().map_or(0.0, |bits| f64::from(bits) / f64::from(u32::MAX));
    Duration::from_millis((most_ms as f64 * share) as u64)
}

/// Looks until it is aborted.
pub(super) async fn run(app: Arc<App>) {
    let mut since_ms = 0;
    let mut looks = 0u32;
    loop {
        let begun_ms = now_ms();
        let from_ms = if looks.is_multiple_of(LOOKS_PER_WHOLE) { 0 } else { since_ms - STAMP_LATE_MS };
        match app.readers.run(move |store| store.heads_since(from_ms)).await {
            Ok(Ok((epoch, heads))) => {
                since_ms = begun_ms;
                app.watch.heard(epoch, heads);
                looks = looks.wrapping_add(1);
            }
            Ok(Err(error)) => tracing::error!(%error, "the heads of the feeds can't be read: {error}"),
            Err(_) => tracing::warn!("the heads of the feeds wait: all readers are busy"),
        }
        tokio::time::sleep(LOOK_GAP).await;
        // Either way it is time to look.
        let _ = tokio::time::timeout(LOOK_EVERY, app.watch.nudged.notified()).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(text: &str) -> Scope {
        text.parse().unwrap()
    }

    fn known() -> Vec<(Scope, u64)> {
        vec![(scope("config@K01"), 3), (scope("vacancies@32"), 0)]
    }

    fn block_on<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(work)
    }

    const LONG: Duration = Duration::from_secs(600);

    #[test]
    fn who_waits_is_told_of_its_own_feeds_alone() {
        block_on(async {
            let watch = Watch::new();
            let epoch = Epoch::numbered(1);
            watch.heard(epoch, vec![("config@K01".into(), 3)]);
            let waits = watch.wait(epoch, known(), LONG);
            let tells = async {
                tokio::task::yield_now().await;
                watch.heard(epoch, vec![("config@K02".into(), 9)]);
                tokio::task::yield_now().await;
                assert_eq!(watch.waiting.load(Ordering::Relaxed), 1, "another's feed wakes nobody");
                watch.heard(epoch, vec![("config@K01".into(), 4)]);
            };
            let (heads, ()) = tokio::join!(waits, tells);
            assert_eq!(heads, [(scope("config@K01"), 4), (scope("vacancies@32"), 0)]);
            assert_eq!(watch.waiting.load(Ordering::Relaxed), 0);
        });
    }

    #[test]
    fn a_new_epoch_and_a_stop_wake_everybody() {
        block_on(async {
            let watch = Watch::new();
            let (first, second) = (Epoch::numbered(1), Epoch::numbered(2));
            watch.heard(first, vec![]);
            let tells = async {
                tokio::task::yield_now().await;
                watch.heard(second, vec![]);
            };
            tokio::join!(watch.wait(first, known(), LONG), tells);
            let tells = async {
                tokio::task::yield_now().await;
                watch.close();
            };
            tokio::join!(watch.wait(second, known(), LONG), tells);
            // And nobody waits from then on.
            watch.wait(second, known(), LONG).await;
        });
    }

    #[test]
    fn nothing_new_is_answered_after_the_wait() {
        block_on(async {
            let watch = Watch::new();
            let epoch = Epoch::numbered(1);
            watch.heard(epoch, vec![]);
            assert_eq!(watch.wait(epoch, known(), Duration::from_millis(1)).await, known());
        });
    }
}
