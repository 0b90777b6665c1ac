//! Pages of feeds that thousands of kiosks ask for in the same seconds: each is read and written once.
//!
//! ```text
//! a beat that was held ──▶ small page after its cursor ─┐ one reads, all others wait for that
//! GET /v1/feed ──▶ epoch and sums of the scope, as ever ─┴▶ the same sums: the same bytes
//! ```
//!
//! **Architecture invariant:** a whole page is shared only under the epoch and the sums of its scope as they are read
//! for each request: whatever published, purged or restored, in whatever process, moves them. A page that goes with a
//! beat may be as old as the head that ended the wait, as if the answer had been on its way since.

use std::collections::{HashMap, VecDeque};
use std::io::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use anjungan_wire::feed::{FeedAnswer, FeedQuery};
use anjungan_wire::id::{Epoch, Scope};
use anjungan_wire::limits::BEAT_PAGES_BYTES_MAX;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::value::RawValue;
use tokio::sync::OnceCell;

use super::App;
use super::refused::Refused;
use super::watch::Head;
use crate::store::{Fed, Result, ScopeState, Store};

/// Rows of a page that goes with a beat, at most.
const BEAT_ROWS_MAX: u32 = 50;
/// Such pages that are kept. A publication makes one for each place that kiosks are at: mostly one.
const SMALL_MAX: usize = 256;
/// Bytes of whole pages that are kept, before compression.
const WHOLE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// A page that goes with a beat, if there is one that is small enough.
type Small = Option<Arc<RawValue>>;

#[derive(Default)]
pub(super) struct Pages {
    small: Mutex<HashMap<SmallKey, Arc<OnceCell<Small>>>>,
    whole: Mutex<VecDeque<Arc<Whole>>>,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct SmallKey {
    scope: Scope,
    epoch: Epoch,
    after: u64,
    head: u64,
}

/// A page as it is sent.
pub(super) struct Whole {
    scope: Scope,
    epoch: Epoch,
    after: u64,
    limit: u32,
    under: ScopeState,
    json: Bytes,
    gzip: OnceLock<Bytes>,
}

impl Pages {
    /// What there is after the cursors of a beat that was held, as far as it is little.
    pub(super) async fn with_beat(
        &self,
        app: &Arc<App>,
        epoch: Epoch,
        heads: &[Head],
    ) -> Vec<(Scope, Arc<RawValue>)> {
        let (mut pages, mut bytes) = (Vec::new(), 0);
        for Head { scope, after, head } in heads.iter().filter(|head| head.head > head.after) {
            let key = SmallKey { scope: scope.clone(), epoch, after: *after, head: *head };
            if let Some(page) = self.small(app, key).await
                && bytes + page.get().len() <= BEAT_PAGES_BYTES_MAX
            {
                bytes += page.get().len();
                pages.push((scope.clone(), page));
            }
        }
        pages
    }

    async fn small(&self, app: &Arc<App>, key: SmallKey) -> Small {
        if is_one_kiosks(&key.scope) {
            return read_small(app, key).await;
        }
        let cell = {
            let mut small = self.small.lock().unwrap_or_else(PoisonError::into_inner);
            if small.len() >= SMALL_MAX && !small.contains_key(&key) {
                small.clear();
            }
            Arc::clone(small.entry(key.clone()).or_default())
        };
        cell.get_or_init(|| read_small(app, key)).await.clone()
    }

    /// A page as it goes out, for whoever asks for it under the same sums.
    pub(super) fn whole(&self, store: &Store, scope: &Scope, query: &FeedQuery) -> Result<Sent> {
        let fed = store.feed_unless(scope, query, |epoch, state| {
            self.pages().iter().find(|page| page.answers(scope, query, epoch, state)).cloned()
        })?;
        match fed {
            Fed::Known(page) => Ok(Sent::Shared(page)),
            Fed::Reset(reset) => Ok(Sent::Own(FeedAnswer::Reset(reset))),
            Fed::Page(page, _) if is_one_kiosks(scope) || page.rows.is_empty() => {
                Ok(Sent::Own(FeedAnswer::Page(page)))
            }
            Fed::Page(page, under) => {
                let epoch = page.epoch;
                let answer = FeedAnswer::Page(page);
                let Ok(json) = serde_json::to_vec(&answer) else { return Ok(Sent::Own(answer)) };
                let FeedQuery { epoch: _, after, floor: _, limit } = *query;
                let gzip = OnceLock::new();
                let page = Arc::new(Whole {
                    scope: scope.clone(),
                    epoch,
                    after,
                    limit,
                    under,
                    json: json.into(),
                    gzip,
                });
                self.keep(Arc::clone(&page));
                Ok(Sent::Shared(page))
            }
        }
    }

    fn keep(&self, page: Arc<Whole>) {
        let mut pages = self.pages();
        // What was there of this question was of other sums.
        pages.retain(|old| old.scope != page.scope || old.after != page.after || old.limit != page.limit);
        pages.push_front(page);
        let mut bytes = 0;
        let fits = pages.iter().take_while(|page| {
            bytes += page.json.len();
            bytes <= WHOLE_BYTES_MAX
        });
        let fits = fits.count();
        pages.truncate(fits);
    }

    fn pages(&self) -> MutexGuard<'_, VecDeque<Arc<Whole>>> {
        self.whole.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What answers a question to a feed.
pub(super) enum Sent {
    Shared(Arc<Whole>),
    Own(FeedAnswer),
}

impl Whole {
    fn answers(&self, scope: &Scope, query: &FeedQuery, epoch: Epoch, state: &ScopeState) -> bool {
        self.after == query.after
            && self.limit == query.limit
            && self.epoch == epoch
            && self.under == *state
            && self.scope == *scope
    }

    pub(super) fn json(&self) -> Bytes {
        self.json.clone()
    }

    /// The same, compressed once. `None`: it can't be.
    pub(super) fn gzip(&self) -> Option<Bytes> {
        if let Some(gzip) = self.gzip.get() {
            return Some(gzip.clone());
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(&self.json).ok()?;
        let gzip = Bytes::from(encoder.finish().ok()?);
        Some(self.gzip.get_or_init(|| gzip).clone())
    }
}

/// Whether nobody else ever asks for it, so that there is nothing to share.
fn is_one_kiosks(scope: &Scope) -> bool {
    matches!(scope, Scope::Config(_) | Scope::Commands(_))
}

async fn read_small(app: &Arc<App>, key: SmallKey) -> Small {
    let SmallKey { scope, epoch, after, head: _ } = key;
    let read = app.readers.run(move |store| {
        let query = FeedQuery { epoch, after, floor: after, limit: BEAT_ROWS_MAX };
        match store.feed(&scope, &query) {
            Ok(FeedAnswer::Page(page)) if !page.more => {
                let text = serde_json::to_string(&page).ok()?;
                (text.len() <= BEAT_PAGES_BYTES_MAX).then(|| RawValue::from_string(text).ok()).flatten()
            }
            // It asks by itself, and is told what is the matter.
            Ok(FeedAnswer::Page(_) | FeedAnswer::Reset(_)) | Err(_) => None,
        }
    });
    let page: std::result::Result<Option<Box<RawValue>>, Refused> = read.await;
    page.ok().flatten().map(Arc::from)
}
