//! What a terminal does all day: a beat a minute, visits, and what follows from the answers.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anjungan_wire::fact::{Language, Visit, VisitEnd};
use anjungan_wire::feed::{Cursor, FeedAnswer};
use anjungan_wire::limits::{BEAT_WAIT_S_MAX, PUSH_OPS_MAX};
use anjungan_wire::op::{Clock, Op, OpKind};
use anjungan_wire::request::{Beat, BeatAnswer, Health, Push, PushAnswer};
use anjungan_wire::usage::{Use, UsedService};

use crate::Run;
use crate::fleet::{self, Fleet};
use crate::line::{Answer, Line};
use crate::report::{Kind, Report};

/// After the run every terminal may still send what it has, so long.
const LAST_WORDS: Duration = Duration::from_secs(1_800);

/// Plays every terminal until its time is over and its facts are acknowledged.
pub(crate) async fn all(run: &Run, fleet: Fleet, report: &Arc<Report>) {
    let fleet = Arc::new(fleet);
    let begun = Instant::now();
    let mut lives = tokio::task::JoinSet::new();
    for number in 0..fleet.terminals {
        let mut life = Life::begin(run.clone(), &fleet, number, Arc::clone(report));
        lives.spawn(async move { life.play(begun).await });
    }
    while lives.join_next().await.is_some() {}
}

/// A cheap source of chance, its own for each terminal: the run is the same each time.
struct Chance(u64);

impl Chance {
    /// From 0 up to 1 (xorshift64*).
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn around(&mut self, seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds * (0.8 + 0.4 * self.next()))
    }
}

struct Life {
    run: Run,
    fleet: Arc<Fleet>,
    number: u32,
    line: Line,
    chance: Chance,
    report: Arc<Report>,
    /// The last fact made, and the last that central is known to have.
    made: u64,
    acked: u64,
    after: u64,
    /// The last fact of a push that was not answered, and its bytes: sealing the same fact again would make other
    /// bytes under its number.
    unanswered: Option<(u64, Vec<u8>)>,
}

impl Life {
    fn begin(run: Run, fleet: &Arc<Fleet>, number: u32, report: Arc<Report>) -> Self {
        let line = Line::new(&run.central, fleet::key(number));
        let backlog = run.backlog_hours / 24.0 * run.visits_per_day * f64::from(run.ops_per_visit);
        let seed = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        Self {
            run,
            fleet: Arc::clone(fleet),
            number,
            line,
            chance: Chance(seed),
            report,
            made: backlog.round() as u64,
            acked: 0,
            after: 0,
            unanswered: None,
        }
    }

    async fn play(&mut self, begun: Instant) {
        let ramp = Duration::from_secs_f64(self.run.ramp_s * self.chance.next());
        tokio::time::sleep(ramp).await;
        // Where central is already: an earlier run may have played this terminal.
        self.learn().await;
        let end = begun + self.run.lasts();
        let between_s = 86_400.0 / self.run.visits_per_day.max(0.001);
        let mut beat = Instant::now() + Duration::from_secs_f64(self.run.beat_s * self.chance.next());
        let mut visit = Instant::now() + Duration::from_secs_f64(between_s * 2.0 * self.chance.next());
        self.push_all().await;
        while Instant::now() < end {
            let next = beat.min(visit).min(end);
            tokio::time::sleep_until(next.into()).await;
            if Instant::now() >= end {
                break;
            }
            if visit <= beat {
                self.made += u64::from(self.run.ops_per_visit);
                self.push_all().await;
                visit += Duration::from_secs_f64(between_s * 2.0 * self.chance.next());
            } else {
                self.beat(true).await;
                beat = Instant::now().max(beat) + self.chance.around(self.run.beat_s);
            }
        }
        let last = Instant::now() + LAST_WORDS;
        while self.acked < self.made && Instant::now() < last {
            if !self.push_all().await {
                tokio::time::sleep(self.chance.around(5.0)).await;
            }
        }
        self.report.ended(self.made, self.acked);
    }

    async fn learn(&mut self) {
        while !self.beat(false).await {
            tokio::time::sleep(self.chance.around(5.0)).await;
        }
        self.made += self.acked;
    }

    /// `true`: it was answered.
    async fn beat(&mut self, counts: bool) -> bool {
        let cursors = self.fleet.scopes.iter().map(|scope| Cursor {
            scope: scope.clone(),
            epoch: self.fleet.epoch,
            after: self.after,
        });
        let beat = Beat {
            stream: fleet::stream(self.number),
            acked: self.acked,
            waiting: self.made - self.acked,
            cursors: cursors.collect(),
            health: Health {
                version: env!("CARGO_PKG_VERSION").into(),
                printer: "ready".into(),
                disk_free_mib: 2_048,
                ..Health::default()
            },
            clock: clock(),
            wait_s: (counts && self.run.hold).then_some(BEAT_WAIT_S_MAX),
        };
        let kind = if self.run.hold { Kind::HeldBeat } else { Kind::Beat };
        let Ok(body) = serde_json::to_vec(&beat) else { return false };
        let answer: Option<BeatAnswer> = self.ask(kind, counts, "/v1/beat", body).await;
        let Some(answer) = answer else { return false };
        self.acked = self.acked.max(answer.hwm);
        let head = answer.heads.first().map_or(0, |(_, head)| *head);
        if head > self.after && counts {
            self.follow().await;
        }
        true
    }

    /// Fetches what is new in the feed.
    async fn follow(&mut self) {
        loop {
            let query =
                format!("epoch={}&after={}&floor={}&limit=200", self.fleet.epoch, self.after, self.after);
            let Some(scope) = self.fleet.scopes.first() else { return };
            let path = format!("/v1/feed/{scope}");
            let answer = self.line.send("GET", &path, &query, Vec::new()).await;
            let Some(body) = self.report.answered(Kind::Feed, true, answer) else { return };
            match serde_json::from_slice(&body) {
                Ok(FeedAnswer::Page(page)) => {
                    self.after = page.next;
                    if !page.more {
                        return;
                    }
                }
                // A terminal would fetch a snapshot, which a proxy serves; here it goes on from the head.
                Ok(FeedAnswer::Reset(_)) => self.after = u64::MAX >> 1,
                Err(_) => return self.report.odd(),
            }
        }
    }

    /// Sends what central does not have. `true`: it has all of it now.
    async fn push_all(&mut self) -> bool {
        while self.acked < self.made {
            let (last, body) = match self.unanswered.take() {
                Some(same) => same,
                None => {
                    let last = self.made.min(self.acked + PUSH_OPS_MAX as u64);
                    let ops = (self.acked + 1..=last).filter_map(|no| self.op(no)).collect();
                    let push = Push { stream: fleet::stream(self.number), oldest: 1, ops };
                    let Ok(body) = serde_json::to_vec(&push) else { return false };
                    (last, body)
                }
            };
            let answer: Option<PushAnswer> = self.ask(Kind::Push, true, "/v1/push", body.clone()).await;
            let Some(answer) = answer else {
                self.unanswered = Some((last, body));
                return false;
            };
            // A beat may have told it already.
            self.report.acked(answer.hwm.saturating_sub(self.acked));
            self.acked = self.acked.max(answer.hwm);
            if answer.hwm < last {
                self.report.odd();
                return false;
            }
        }
        true
    }

    /// Fact `no`, sealed.
    fn op(&self, no: u64) -> Option<Op> {
        let (stream, kind) = (fleet::stream(self.number), OpKind::Visit);
        let fact = Visit {
            seconds: 40 + u32::try_from(no % 300).unwrap_or(0),
            end: VisitEnd::Finished,
            language: Language::Id,
            searches: 2,
            vacancies_opened: 3,
            tickets_printed: 1,
            adjusted: false,
            uses: vec![Use {
                service: UsedService::Vacancies,
                finished: no.is_multiple_of(3),
                screen: "vacancy".into(),
                seconds: 40,
            }],
        };
        let sealed = self.fleet.sealing.seal(&stream, no, kind, &serde_json::to_vec(&fact).ok()?).ok()?;
        Some(Op { no, kind, clock: clock(), sealed })
    }

    async fn ask<T: serde::de::DeserializeOwned>(
        &mut self,
        kind: Kind,
        counts: bool,
        path: &str,
        body: Vec<u8>,
    ) -> Option<T> {
        let answer = self.line.send("POST", path, "", body).await;
        let body = self.report.answered(kind, counts, answer)?;
        let read = serde_json::from_slice(&body).ok();
        if read.is_none() {
            self.report.odd();
        }
        read
    }
}

fn clock() -> Clock {
    let wall_ms = jiff::Timestamp::now().as_millisecond();
    Clock { wall_ms, boot: [7; 8], mono_ms: 1_000, synced: true }
}

impl Report {
    /// Notes an answer; its body, if it is a good one.
    fn answered(&self, kind: Kind, counts: bool, answer: Answer) -> Option<hyper::body::Bytes> {
        match answer {
            Answer::Told { status: 200, body, took } => {
                if counts {
                    self.took(kind, took);
                }
                Some(body)
            }
            Answer::Told { status, .. } => {
                self.refused(status);
                None
            }
            Answer::Broken => {
                self.broken();
                None
            }
        }
    }
}
