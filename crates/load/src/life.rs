//! What a terminal does all day: visits, whose facts it sends at once; its beats are [`Ear`]'s.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anjungan_wire::fact::{Language, Visit, VisitEnd};
use anjungan_wire::limits::PUSH_OPS_MAX;
use anjungan_wire::op::{Clock, Op, OpKind};
use anjungan_wire::request::{Push, PushAnswer};
use anjungan_wire::usage::{Use, UsedService};

use crate::Run;
use crate::ear::Ear;
use crate::fleet::{self, Fleet};
use crate::line::Line;
use crate::news::News;
use crate::report::{Kind, Report};
use crate::sent::Sent;

/// After the run every terminal may still send what it has, so long.
const LAST_WORDS: Duration = Duration::from_secs(5_400);

/// Plays every terminal until its time is over and its facts are acknowledged. What each sent.
pub(crate) async fn all(run: &Run, fleet: Fleet, report: &Arc<Report>) -> Vec<Sent> {
    let (fleet, news) = (Arc::new(fleet), Arc::new(News::default()));
    let begun = Instant::now();
    let mut lives = tokio::task::JoinSet::new();
    for number in fleet.first..fleet.first + fleet.terminals {
        let life = Life::begin(run.clone(), &fleet, number, Arc::clone(report), &news);
        lives.spawn(life.play(begun));
    }
    let publishing = run.publish_every_s.map(|every_s| {
        let (news, data) = (Arc::clone(&news), run.data.clone());
        tokio::spawn(async move { news.publish(data, Duration::from_secs_f64(every_s)).await })
    });
    let mut sent = Vec::new();
    while let Some(life) = lives.join_next().await {
        match life {
            Ok(one) => sent.push(one),
            Err(error) => {
                eprintln!("a terminal ended early: {error}");
                report.odd();
            }
        }
    }
    if let Some(publishing) = publishing {
        publishing.abort();
    }
    sent
}

/// A cheap source of chance, its own for each terminal: the run is the same each time.
pub(crate) struct Chance(u64);

impl Chance {
    /// From 0 up to 1 (xorshift64*).
    pub(crate) fn next(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(crate) fn around(&mut self, seconds: f64) -> Duration {
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
    /// Until it has said its first word.
    ear: Option<Ear>,
    /// The last fact made, and the last that central is known to have.
    made: Arc<AtomicU64>,
    acked: Arc<AtomicU64>,
    sent: Sent,
    /// The last fact of a push that was not answered, and its bytes: sealing the same fact again would make other
    /// bytes under its number.
    unanswered: Option<(u64, Vec<u8>)>,
}

impl Life {
    fn begin(run: Run, fleet: &Arc<Fleet>, number: u32, report: Arc<Report>, news: &Arc<News>) -> Self {
        let line = || Line::new(&run.central, fleet::key(number));
        let seed = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let (made, acked) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let stream = fleet::stream(number);
        let at_head = |scope: &_| (Clone::clone(scope), fleet.heads.get(scope).copied().unwrap_or(0));
        let ear = Ear {
            run: run.clone(),
            fleet: Arc::clone(fleet),
            number,
            line: line(),
            chance: Chance(seed.rotate_left(17)),
            report: Arc::clone(&report),
            news: Arc::clone(news),
            cursors: fleet.scopes.get(&stream).into_iter().flatten().map(at_head).collect(),
            listens_since: None,
            made: Arc::clone(&made),
            acked: Arc::clone(&acked),
        };
        Self {
            fleet: Arc::clone(fleet),
            number,
            line: line(),
            chance: Chance(seed),
            report,
            ear: Some(ear),
            made,
            acked,
            sent: Sent::none(stream),
            unanswered: None,
            run,
        }
    }

    async fn play(mut self, begun: Instant) -> Sent {
        let ramp = Duration::from_secs_f64(self.run.ramp_s * self.chance.next());
        tokio::time::sleep(ramp).await;
        let end = begun + self.run.lasts();
        let ear = self.learn().await;
        let backlog =
            self.run.backlog_hours / 24.0 * self.run.visits_per_day * f64::from(self.run.ops_per_visit);
        self.made.fetch_add(backlog.round() as u64, Ordering::Relaxed);
        let between_s = 86_400.0 / self.run.visits_per_day.max(0.001);
        // As if it had been at work for long: the wait for the next visit, seen at any moment. A whole wait would begin with
        // half as many visits as a day has.
        let rest = 1.0 - (1.0 - self.chance.next()).sqrt();
        let mut visit = Instant::now() + Duration::from_secs_f64(between_s * 2.0 * rest);
        // As real ones do: they tell what has gathered before they listen.
        self.push_until(end + LAST_WORDS).await;
        let listening = ear.map(|ear| tokio::spawn(ear.listen(end)));
        while visit < end {
            tokio::time::sleep_until(visit.into()).await;
            self.made.fetch_add(self.run.ops_per_visit.into(), Ordering::Relaxed);
            self.push_all().await;
            // Real ones close a connection that was idle for 15 s.
            self.line.close();
            visit += Duration::from_secs_f64(between_s * 2.0 * self.chance.next());
        }
        // Its beats go on when there is no other visit.
        tokio::time::sleep_until(end.into()).await;
        self.push_until(end + LAST_WORDS).await;
        if let Some(listening) = listening {
            listening.abort();
        }
        self.report.ended(self.sent.count, self.acked.load(Ordering::Relaxed) - self.sent.before);
        self.sent
    }

    /// Where central is already: an earlier run may have played this terminal.
    async fn learn(&mut self) -> Option<Ear> {
        let mut ear = self.ear.take()?;
        loop {
            if let Some(hwm) = ear.beat(false).await {
                self.acked.store(hwm, Ordering::Relaxed);
                self.made.store(hwm, Ordering::Relaxed);
                self.sent.before = hwm;
                return Some(ear);
            }
            tokio::time::sleep(self.chance.around(5.0)).await;
        }
    }

    /// Sends what central does not have, again and again until it has all of it, or until then.
    async fn push_until(&mut self, last: Instant) {
        while !self.push_all().await && Instant::now() < last {
            tokio::time::sleep(self.chance.around(5.0)).await;
        }
    }

    /// Sends what central does not have. `true`: it has all of it now.
    async fn push_all(&mut self) -> bool {
        loop {
            let (made, acked) = (self.made.load(Ordering::Relaxed), self.acked.load(Ordering::Relaxed));
            if acked >= made && self.unanswered.is_none() {
                return true;
            }
            let Some((last, body)) = self.unanswered.take().or_else(|| self.push(acked, made)) else {
                return false;
            };
            let answer = self.line.send("POST", "/v1/push", "", body.clone()).await;
            let took = answer.took();
            let read = self.report.good(answer).and_then(|body| self.report.read::<PushAnswer>(&body));
            let Some(answer) = read else {
                self.unanswered = Some((last, body));
                return false;
            };
            self.report.took(Kind::Push, took);
            self.report.acked(answer.hwm.saturating_sub(acked));
            self.acked.store(answer.hwm.max(acked), Ordering::Relaxed);
            if answer.hwm < last {
                self.report.odd();
                return false;
            }
        }
    }

    /// The next push: its last fact, and its bytes.
    fn push(&mut self, acked: u64, made: u64) -> Option<(u64, Vec<u8>)> {
        let last = made.min(acked + PUSH_OPS_MAX as u64);
        let ops: Vec<Op> = (acked + 1..=last).filter_map(|no| self.op(no)).collect();
        ops.iter().for_each(|op| self.sent.made(op));
        let push = Push { stream: self.sent.stream, oldest: 1, ops };
        Some((last, serde_json::to_vec(&push).ok()?))
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
}

pub(crate) fn clock() -> Clock {
    let wall_ms = jiff::Timestamp::now().as_millisecond();
    Clock { wall_ms, boot: [7; 8], mono_ms: 1_000, synced: true }
}
