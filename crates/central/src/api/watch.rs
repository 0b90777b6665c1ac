//! Who waits for a feed to move, and who tells them.
//!
//! ```text
//! writer, after a commit ──nudge──▶ look at the heads ──▶ who is behind now ──▶ queue ──a few each 10 ms──▶ beats
//! every second ────────────────────▶  (other processes write too)
//! ```
//!
//! One look for all who wait: a waiting beat holds its cursors and nothing else, and no change wakes those whom it does
//! not concern. Whom one change concerns, which may be the whole fleet, come back one after the other: each begins
//! another beat at once, and a push must find room between them.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anjungan_wire::id::Scope;
use tokio::sync::{Notify, oneshot};

use super::App;
use crate::store::{Stamp, now_ms};

/// Between two looks, when nobody nudges.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Between two looks, however often somebody nudges: many commits share one.
const LOOK_GAP: Duration = Duration::from_millis(100);
/// How much longer ago than the last look a change may have been stamped: a transaction stamps its change just before
/// it commits, and the disk may take its time.
const STAMP_LATE_MS: i64 = 10_000;
/// So often all heads are read: what was stamped later still is found then. A fleet has a feed or two a kiosk.
const WHOLE_EVERY: Duration = Duration::from_secs(30);
/// Between two handfuls of those whom a change concerns.
const TICK: Duration = Duration::from_millis(10);
/// How many are told at a tick, at least: 2,000 in a second, which two processors serve beside pushes.
const TOLD_PER_TICK: usize = 20;
/// Ticks until the last of them is told: 4.4 s of the five in which a publication is to be on the screens.
const TICKS_MAX: usize = 440;

/// A feed as the watch numbers it: a waiting beat has a dozen.
type Feed = u32;

/// What is known of the feeds, and who waits.
#[derive(Default)]
struct State {
    stamp: Option<Stamp>,
    numbers: HashMap<Scope, Feed>,
    /// By number: the feed and its newest change.
    heads: Vec<(Scope, u64)>,
    waiting: HashMap<u64, Waits>,
    /// Those of them who are to be told, in turn; some may have gone.
    queue: VecDeque<u64>,
    next: u64,
    closed: bool,
}

/// One who waits.
struct Waits {
    under: Stamp,
    cursors: Box<[(Feed, u64)]>,
    tell: Option<oneshot::Sender<()>>,
    queued: bool,
}

/// A feed, how far the one who waits has it, and how far it is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Head {
    pub(super) scope: Scope,
    pub(super) after: u64,
    pub(super) head: u64,
}

/// One for a process.
pub(crate) struct Watch {
    state: Mutex<State>,
    nudged: Arc<Notify>,
    queued: Notify,
    waiting: AtomicUsize,
}

impl Watch {
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::default(),
            nudged: Arc::default(),
            queued: Notify::new(),
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
        let mut state = self.lock();
        state.closed = true;
        // Each is still told how far its feeds are: without that it would ask for all of them.
        state.waiting.values_mut().for_each(|waits| drop(waits.tell.take()));
    }

    /// The moment of the fleet at the last look.
    pub(super) fn stamp(&self) -> Option<Stamp> {
        self.lock().stamp
    }

    /// Waits until one of these scopes is beyond its cursor, the epoch is another than under `stamp`, central stops or
    /// `limit` is over. Returns the scopes as they are then.
    pub(super) async fn wait(&self, under: Stamp, cursors: Vec<(Scope, u64)>, limit: Duration) -> Vec<Head> {
        let (no, told) = {
            let mut state = self.lock();
            let cursors: Box<[_]> =
                cursors.into_iter().map(|(scope, after)| (state.number(scope), after)).collect();
            let (tell, told) = oneshot::channel();
            let waits = Waits { under, cursors, tell: Some(tell), queued: false };
            if state.closed || is_due(&waits, state.stamp, &state.heads) {
                return state.heads(&waits.cursors);
            }
            let no = state.next;
            state.next += 1;
            state.waiting.insert(no, waits);
            (no, told)
        };
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let place = Place { watch: self, no };
        // Told, its time over, or central stops: the heads say which.
        let _ = tokio::time::timeout(limit, told).await;
        place.heads()
    }

    /// What a look has found: the moment of the fleet, and the heads of feeds that moved.
    fn heard(&self, stamp: Stamp, heads: Vec<(String, u64)>) {
        let mut state = self.lock();
        let mut news = state.stamp.replace(stamp).is_none_or(|was| was.epoch != stamp.epoch);
        for (name, head) in heads {
            // A feed of a later version is nobody's here.
            let Ok(scope) = name.parse() else { continue };
            let feed = state.number(scope);
            let known = &mut state.heads[feed as usize].1;
            news |= *known != head;
            *known = head;
        }
        if news {
            let State { stamp, heads, waiting, queue, .. } = &mut *state;
            for (no, waits) in waiting {
                if !waits.queued && is_due(waits, *stamp, heads) {
                    waits.queued = true;
                    queue.push_back(*no);
                }
            }
            self.queued.notify_one();
        }
    }

    /// Tells the next of those who are to be told. How many are left.
    fn tell(&self, most: usize) -> usize {
        let mut state = self.lock();
        let mut told = 0;
        while told < most {
            let Some(no) = state.queue.pop_front() else { break };
            if let Some(tell) = state.waiting.get_mut(&no).and_then(|waits| waits.tell.take()) {
                // Whose time was just over has what it wants.
                let _ = tell.send(());
                told += 1;
            }
        }
        state.queue.len()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn number(&mut self, scope: Scope) -> Feed {
        if let Some(feed) = self.numbers.get(&scope) {
            return *feed;
        }
        let feed = Feed::try_from(self.heads.len()).expect("two feeds a kiosk, and K99999 is the last kiosk");
        self.heads.push((scope.clone(), 0));
        self.numbers.insert(scope, feed);
        feed
    }

    fn heads(&self, cursors: &[(Feed, u64)]) -> Vec<Head> {
        let head = |(feed, after): &(Feed, u64)| {
            let (scope, head) = &self.heads[*feed as usize];
            // A page that was fetched since the last look may be newer than that.
            Head { scope: scope.clone(), after: *after, head: (*head).max(*after) }
        };
        cursors.iter().map(head).collect()
    }
}

/// Whether there is something for this one.
fn is_due(waits: &Waits, now: Option<Stamp>, heads: &[(Scope, u64)]) -> bool {
    now.is_some_and(|now| now.epoch != waits.under.epoch)
        || waits.cursors.iter().any(|(feed, after)| heads[*feed as usize].1 > *after)
}

/// Gives its place up however the wait ends: a terminal that goes away is not waited for.
struct Place<'a> {
    watch: &'a Watch,
    no: u64,
}

impl Place<'_> {
    fn heads(&self) -> Vec<Head> {
        let state = self.watch.lock();
        state.waiting.get(&self.no).map(|waits| state.heads(&waits.cursors)).unwrap_or_default()
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.watch.waiting.fetch_sub(1, Ordering::Relaxed);
        self.watch.lock().waiting.remove(&self.no);
    }
}

/// Looks and tells until it is aborted.
pub(super) async fn run(app: Arc<App>) {
    tokio::join!(look(&app), pace(&app.watch));
}

async fn look(app: &Arc<App>) {
    let mut since_ms = 0;
    let mut whole: Option<Instant> = None;
    loop {
        let (begun, begun_ms) = (Instant::now(), now_ms());
        let all = whole.is_none_or(|last| last.elapsed() >= WHOLE_EVERY);
        let from_ms = if all { 0 } else { since_ms - STAMP_LATE_MS };
        match app.urgent.run(move |store| store.heads_since(from_ms)).await {
            Ok(Ok((stamp, heads))) => {
                since_ms = begun_ms;
                app.watch.heard(stamp, heads);
                whole = if all { Some(begun) } else { whole };
            }
            Ok(Err(error)) => tracing::error!(%error, "the heads of the feeds can't be read: {error}"),
            Err(_) => tracing::warn!("the heads of the feeds wait: all readers are busy"),
        }
        tokio::time::sleep(LOOK_GAP).await;
        // Either way it is time to look.
        let _ = tokio::time::timeout(LOOK_EVERY, app.watch.nudged.notified()).await;
    }
}

async fn pace(watch: &Watch) {
    loop {
        watch.queued.notified().await;
        let mut ticks = tokio::time::interval(TICK);
        let mut most = TOLD_PER_TICK;
        loop {
            ticks.tick().await;
            let Some(more) = turn(watch, most) else { break };
            most = more;
        }
    }
}

/// A tick's work. How many to tell at the next, when there is one.
fn turn(watch: &Watch, most: usize) -> Option<usize> {
    let left = watch.tell(most);
    (left > 0).then(|| most.max(left.div_ceil(TICKS_MAX - 1)))
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

    fn heads(config: u64) -> Vec<Head> {
        let head = |name, after, head| Head { scope: scope(name), after, head };
        vec![head("config@K01", 3, config), head("vacancies@32", 0, 0)]
    }

    fn block_on<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(work)
    }

    const LONG: Duration = Duration::from_secs(600);

    #[test]
    fn who_waits_is_told_of_its_own_feeds_alone() {
        block_on(async {
            let watch = Watch::new();
            let stamp = Stamp::numbered(1, 0);
            watch.heard(stamp, vec![("config@K01".into(), 3)]);
            let waits = watch.wait(stamp, known(), LONG);
            let tells = async {
                tokio::task::yield_now().await;
                watch.heard(stamp, vec![("config@K02".into(), 9)]);
                assert_eq!((watch.tell(9), watch.waiting()), (0, 1), "another's feed wakes nobody");
                watch.heard(stamp, vec![("config@K01".into(), 4)]);
                watch.heard(stamp, vec![("config@K01".into(), 5)]);
                assert_eq!(watch.lock().queue.len(), 1, "nobody is told twice");
                watch.tell(9);
            };
            let (told, ()) = tokio::join!(waits, tells);
            assert_eq!((told, watch.waiting()), (heads(5), 0));
        });
    }

    #[test]
    fn a_new_epoch_and_a_stop_wake_everybody() {
        block_on(async {
            let watch = Watch::new();
            let (first, second) = (Stamp::numbered(1, 0), Stamp::numbered(2, 0));
            watch.heard(first, vec![]);
            let tells = async {
                tokio::task::yield_now().await;
                watch.heard(Stamp::numbered(1, 7), vec![]);
                assert_eq!(watch.lock().queue.len(), 0, "what became of one machine concerns no other");
                watch.heard(second, vec![]);
                watch.tell(9);
            };
            tokio::join!(watch.wait(first, known(), LONG), tells);
            let tells = async {
                tokio::task::yield_now().await;
                watch.close();
            };
            let (told, ()) = tokio::join!(watch.wait(second, known(), LONG), tells);
            assert_eq!(told, heads(3), "central stops: nothing is new");
            // And nobody waits from then on.
            assert_eq!(watch.wait(second, known(), LONG).await, heads(3));
        });
    }

    #[test]
    fn nothing_new_is_answered_after_the_wait_and_what_is_new_before_it() {
        block_on(async {
            let watch = Watch::new();
            let stamp = Stamp::numbered(1, 0);
            watch.heard(stamp, vec![]);
            assert_eq!(watch.wait(stamp, known(), Duration::from_millis(1)).await, heads(3));
            watch.heard(stamp, vec![("config@K01".into(), 4)]);
            assert_eq!(watch.wait(stamp, known(), LONG).await, heads(4));
            assert_eq!(watch.waiting(), 0);
        });
    }

    #[test]
    fn a_whole_fleet_is_told_within_its_seconds_and_not_at_once() {
        let watch = Watch::new();
        let stamp = Stamp::numbered(1, 0);
        watch.heard(stamp, vec![]);
        let fleet: Vec<_> = (0..20_000)
            .map(|no| {
                let mut state = watch.lock();
                let cursors = Box::new([(state.number(Scope::Announcements), 0)]);
                let (tell, told) = oneshot::channel();
                state.waiting.insert(no, Waits { under: stamp, cursors, tell: Some(tell), queued: false });
                told
            })
            .collect();
        watch.heard(stamp, vec![("announcements".into(), 1)]);
        let (mut most, mut ticks) = (TOLD_PER_TICK, 1);
        while let Some(more) = turn(&watch, most) {
            (most, ticks) = (more, ticks + 1);
        }
        assert!(ticks > TICKS_MAX / 2 && ticks <= TICKS_MAX, "{ticks}");
        assert!(fleet.into_iter().all(|mut told| told.try_recv().is_ok()), "and nobody is forgotten");
    }
}
