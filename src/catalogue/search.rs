//! Finding, in memory: words and filters in, positions out.
//!
//! ```text
//!  words ── plan ──> for each segment: sets of positions (in the head, anywhere)
//!                        └─ filter on entries ── count · order · facets · places
//! ```
//!
//! Why not FTS5: ranking 200,000 rows took it 121 ms and applying 1,000 held the lock for 0.77 s; and the
//! filter page would be two dozen queries. Segments of packed lists answer the lot exactly, totals
//! included. Measured by `cargo bench --bench catalogue` on two shared cores, bodies of 1.25 kB, 64,000
//! rare words among the common ones:
//!
//! | | 20,000 rows | 200,000 rows |
//! |---|---|---|
//! | keystroke to 20 cards and the total, p50 · p99 · most | 0.15 · 0.72 · 0.94 ms | 1.0 · 7.0 · 7.8 ms |
//! | the same while a snapshot is loading, p99 · most | 5.5 · 5.5 ms | 15 · 23 ms |
//! | counts of the whole filter page, p99 | 0.76 ms | 5.8 ms |
//! | snapshot loaded in (of processor) | 0.9 s (0.8 s) | 17.4 s (12.3 s) |
//! | index read at the first search | 8 ms | 80 ms |
//! | its memory (Pss) | 7 MB | 35 MB |
//! | wait for the lock while pages of 200 are applied, most | 23 ms | 30 ms |

pub mod facets;
pub mod filter;
pub mod plan;
pub mod widen;

use std::cmp::Reverse;
use std::sync::Arc;

use super::query::Order;
use super::segment::Segment;
use super::segment::bits::Bits;
use super::segment::entry::{Entry, Region};
use filter::Filter;
use plan::Plan;

/// All segments in use, each with its dead.
#[derive(Default)]
pub struct Index {
    /// Oldest first; the order means nothing here.
    pub parts: Vec<Part>,
}

/// A segment and what of it is gone.
#[derive(Clone)]
pub struct Part {
    /// Its number in the database.
    pub number: i64,
    /// Rises with its dead.
    pub version: i64,
    /// The segment.
    pub segment: Arc<Segment>,
    /// Positions of what was replaced or withdrawn.
    pub dead: Bits,
}

/// Where a word was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Tier {
    /// Every word in title, employer, sort of work or place.
    Head,
    /// Some word only in the text.
    Text,
}

impl Index {
    /// How many there are with the words of `plan` that pass `filter`.
    pub fn count(&self, plan: &Plan, filter: &Filter) -> u32 {
        let mut count = 0;
        for part in &self.parts {
            let of_part = filter.of(&part.segment);
            let mut found = plan.find(&part.segment).any;
            found.minus(&part.dead);
            count += found.iter().filter(|at| of_part.passes(&part.segment.entries[*at])).count() as u32;
        }
        count
    }

    /// The documents from `offset` on, at most `limit`, and how many there are in all.
    pub fn find(
        &self,
        plan: &Plan,
        filter: &Filter,
        order: &Order,
        offset: usize,
        limit: usize,
    ) -> (u32, Vec<u32>) {
        let mut found: Vec<(Key, u32)> = Vec::new();
        let key = key_of(order);
        let wanted = offset.saturating_add(limit);
        let mut total = 0;
        for part in &self.parts {
            let of_part = filter.of(&part.segment);
            let mut sets = plan.find(&part.segment);
            sets.any.minus(&part.dead);
            for at in sets.any.iter() {
                let entry = &part.segment.entries[at];
                if of_part.passes(entry) {
                    total += 1;
                    let tier = if sets.head.contains(at) { Tier::Head } else { Tier::Text };
                    found.push((key(tier, entry), entry.doc));
                }
            }
            keep_first(&mut found, wanted);
        }
        found.sort_unstable();
        (total, found.into_iter().skip(offset).take(limit).map(|(_, doc)| doc).collect())
    }
}

/// What comes first: the tier, what the order asks, the newest.
type Key = (Tier, i32, Reverse<i32>, Reverse<u64>);

fn key_of(order: &Order) -> impl Fn(Tier, &Entry) -> Key {
    let near = match order {
        Order::Nearest(region) => Some(Region::from(region)),
        Order::Newest | Order::ClosingSoon => None,
    };
    let closing = *order == Order::ClosingSoon;
    move |tier, entry| {
        let first = match near {
            Some(near) => i32::from(near.distance(entry.region)),
            None if closing => entry.closes.0,
            None => 0,
        };
        (tier, first, Reverse(entry.opens.0), Reverse(entry.seq))
    }
}

/// Drops all but the first `wanted`, in no order.
fn keep_first(found: &mut Vec<(Key, u32)>, wanted: usize) {
    if wanted == 0 {
        found.clear();
    } else if found.len() > wanted {
        found.select_nth_unstable(wanted - 1);
        found.truncate(wanted);
    }
}
