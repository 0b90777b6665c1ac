//! A terminal's beats, and what follows from them: feeds that moved are fetched.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anjungan_wire::feed::{Cursor, FeedAnswer};
use anjungan_wire::id::Scope;
use anjungan_wire::limits::BEAT_WAIT_S_MAX;
use anjungan_wire::request::{Beat, BeatAnswer, Health};

use crate::Run;
use crate::fleet::{self, Fleet};
use crate::life::{Chance, clock};
use crate::line::Line;
use crate::news::News;
use crate::report::{Kind, Report};

pub(crate) struct Ear {
    pub(crate) run: Run,
    pub(crate) fleet: Arc<Fleet>,
    pub(crate) number: u32,
    pub(crate) line: Line,
    pub(crate) chance: Chance,
    pub(crate) report: Arc<Report>,
    pub(crate) news: Arc<News>,
    pub(crate) cursors: Vec<(Scope, u64)>,
    /// When its first beat that is held began.
    pub(crate) listens_since: Option<Instant>,
    /// The last fact made, and the last that central has: the other half of the terminal counts them.
    pub(crate) made: Arc<AtomicU64>,
    pub(crate) acked: Arc<AtomicU64>,
}

impl Ear {
    /// Beats until `end`.
    pub(crate) async fn listen(mut self, end: Instant) {
        // The beginning is spread already; real ones have their beat held from their first minute on.
        let first_s = if self.run.hold { 0.0 } else { self.run.beat_s * self.chance.next() };
        let mut next = Instant::now() + Duration::from_secs_f64(first_s);
        self.listens_since = self.run.hold.then_some(next);
        while next < end {
            tokio::time::sleep_until(next.into()).await;
            let asked = Instant::now();
            let answered = self.beat(self.run.hold).await.is_some();
            let now = Instant::now();
            next = match (answered, self.run.hold) {
                // As real ones do, which leave 2 s between two, and rest up to 3 s after each.
                (true, true) => {
                    let rested = now + Duration::from_secs_f64(3.0 * self.chance.next());
                    rested.max(asked + Duration::from_secs(2))
                }
                (true, false) => asked + self.chance.around(self.run.beat_s),
                // As real ones do after a first failure.
                (false, _) => now + Duration::from_secs_f64(5.0 + 10.0 * self.chance.next()),
            };
        }
    }

    /// A beat, and what was new. How far central is.
    pub(crate) async fn beat(&mut self, hold: bool) -> Option<u64> {
        let wait_s = hold.then(|| (f64::from(BEAT_WAIT_S_MAX) * (1.0 - 0.2 * self.chance.next())) as u16);
        let acked = self.acked.load(Ordering::Relaxed);
        let cursors = self.cursors.iter().map(|(scope, after)| Cursor {
            scope: scope.clone(),
            epoch: self.fleet.epoch,
            after: *after,
        });
        let beat = Beat {
            stream: fleet::stream(self.number),
            acked,
            waiting: self.made.load(Ordering::Relaxed).saturating_sub(acked),
            cursors: cursors.collect(),
            health: Health {
                version: env!("CARGO_PKG_VERSION").into(),
                printer: "ready".into(),
                disk_free_mib: 2_048,
                ..Health::default()
            },
            clock: clock(),
            wait_s,
        };
        let body = serde_json::to_vec(&beat).ok()?;
        let asked = Instant::now();
        let answer = self.line.send("POST", "/v1/beat", "", body).await;
        let took = answer.took();
        let answer: BeatAnswer = self.report.read(&self.report.good(answer)?)?;
        let moved: Vec<(usize, u64)> = self
            .cursors
            .iter()
            .enumerate()
            .filter_map(|(at, (scope, after))| {
                let head = answer.heads.iter().find(|(of, _)| of == scope)?.1;
                (head > *after).then_some((at, head))
            })
            .collect();
        match wait_s.map(|wait_s| Duration::from_secs(wait_s.into())) {
            None => self.report.took(Kind::Beat, took),
            // Beyond what was asked for. One that news ended is counted by its news.
            Some(held) if moved.is_empty() => {
                self.report.took(Kind::HeldBeat, took.saturating_sub(held));
            }
            Some(_) => {}
        }
        for (at, head) in moved {
            let (scope, after) = &mut self.cursors[at];
            let was = *after;
            let told =
                answer.pages.iter().find(|(of, page)| of == scope && page.after == *after && !page.more);
            match told {
                Some((_, page)) => *after = page.next,
                None => self.follow(at).await?,
            }
            if self.cursors[at].0 == News::SCOPE
                && let Some(published) = self.news.published(was, head)
            {
                let (kind, since) = heard(self.listens_since, published, asked);
                self.report.took(kind, since.elapsed());
            }
        }
        Some(answer.hwm)
    }

    /// Fetches what is new in a feed.
    async fn follow(&mut self, at: usize) -> Option<()> {
        loop {
            let (scope, after) = &self.cursors[at];
            let query = format!("epoch={}&after={after}&floor={after}&limit=200", self.fleet.epoch);
            let path = format!("/v1/feed/{scope}");
            let answer = self.line.send("GET", &path, &query, Vec::new()).await;
            let took = answer.took();
            let body = self.report.good(answer)?;
            self.report.took(Kind::Feed, took);
            match self.report.read(&body)? {
                FeedAnswer::Page(page) => {
                    self.cursors[at].1 = page.next;
                    if !page.more {
                        return Some(());
                    }
                }
                FeedAnswer::Reset(_) => {
                    self.report.odd();
                    return None;
                }
            }
        }
    }
}

/// What a piece of news counts as, and from when on: one that is older than a terminal's listening was there to be asked
/// for, and only the answer to its beat can be late.
fn heard(listens_since: Option<Instant>, published: Instant, asked: Instant) -> (Kind, Instant) {
    match listens_since {
        Some(since) if since <= published => (Kind::News, published),
        Some(_) | None => (Kind::OldNews, asked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn news_from_before_a_terminal_listened_is_not_late_and_what_it_missed_since_is() {
        let at = |s| Instant::now() + Duration::from_secs(s);
        let (begun, published, asked) = (at(0), at(10), at(27));
        // Between two beats counts as listening: it is central's to have told it by then.
        assert_eq!(heard(Some(begun), published, asked), (Kind::News, published));
        assert_eq!(heard(Some(asked), published, asked), (Kind::OldNews, asked));
        assert_eq!(heard(None, published, asked), (Kind::OldNews, asked));
    }
}
