//! What is measured, and how it is told.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use hyper::body::Bytes;

use crate::Run;
use crate::line::Answer;

/// What was asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    Beat,
    HeldBeat,
    Push,
    Feed,
    /// Published while the terminal listened, until it is there.
    News,
    /// Published before it listened: from its beat to the answer.
    OldNews,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Beat => "beat",
            Kind::HeldBeat => "held, beyond",
            Kind::Push => "push",
            Kind::Feed => "feed page",
            Kind::News => "news is there",
            Kind::OldNews => "older news",
        }
    }
}

#[derive(Default)]
struct Counted {
    times: BTreeMap<Kind, Histogram<u64>>,
    statuses: BTreeMap<u16, u64>,
    broken: u64,
    odd: u64,
    acked: u64,
    made: u64,
    known: u64,
    unfinished: u64,
}

pub(crate) struct Report {
    begun: Instant,
    pid: Option<u32>,
    /// When measuring begins.
    warm: Instant,
    /// Processor time of central then.
    cpu_begun_s: OnceLock<f64>,
    counted: Mutex<Counted>,
}

impl Report {
    pub(crate) fn begin(run: &Run) -> Arc<Report> {
        let begun = Instant::now();
        Arc::new(Report {
            begun,
            pid: run.pid,
            warm: begun + Duration::from_secs_f64(run.warm_s),
            cpu_begun_s: OnceLock::new(),
            counted: Mutex::default(),
        })
    }

    fn is_warm(&self) -> bool {
        let warm = Instant::now() >= self.warm;
        if warm && let Some(pid) = self.pid {
            self.cpu_begun_s.get_or_init(|| processor_s(pid).unwrap_or(0.0));
        }
        warm
    }

    /// The body of a good answer. What was not good is counted.
    pub(crate) fn good(&self, answer: Answer) -> Option<Bytes> {
        match answer {
            Answer::Told { status: 200, body, .. } => Some(body),
            Answer::Told { status, .. } => {
                self.with(|counted| *counted.statuses.entry(status).or_default() += 1);
                None
            }
            Answer::Broken { .. } => {
                self.with(|counted| counted.broken += 1);
                None
            }
        }
    }

    /// What a body says.
    pub(crate) fn read<T: serde::de::DeserializeOwned>(&self, body: &[u8]) -> Option<T> {
        let read = serde_json::from_slice(body).ok();
        if read.is_none() {
            self.odd();
        }
        read
    }

    fn with(&self, act: impl FnOnce(&mut Counted)) {
        act(&mut self.counted.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(crate) fn took(&self, kind: Kind, took: Duration) {
        if !self.is_warm() {
            return;
        }
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.with(|counted| {
            let times = counted.times.entry(kind).or_insert_with(|| {
                Histogram::new_with_bounds(1, 120_000_000, 3).expect("the bounds are in order")
            });
            times.saturating_record(micros);
        });
    }

    /// An answer that this protocol does not have.
    pub(crate) fn odd(&self) {
        self.with(|counted| counted.odd += 1);
    }

    pub(crate) fn acked(&self, ops: u64) {
        self.with(|counted| counted.acked += ops);
    }

    /// A terminal has made so many facts, and central has so many of them.
    pub(crate) fn ended(&self, made: u64, known: u64) {
        self.with(|counted| {
            counted.made += made;
            counted.known += known;
            counted.unfinished += u64::from(known < made);
        });
    }

    /// `true`: nothing was lost, and nothing odd was answered.
    pub(crate) fn print(&self, run: &Run) -> bool {
        let seconds = self.begun.elapsed().as_secs_f64();
        let counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        println!("{} terminals, {seconds:.0} s, of them {:.0} s to warm up", run.terminals, run.warm_s);
        println!("{:<14} {:>10} {:>9} {:>9} {:>9} {:>9}", "ms", "count", "p50", "p95", "p99", "max");
        let ms = |micros: u64| micros as f64 / 1_000.0;
        for (kind, times) in &counted.times {
            println!(
                "{:<14} {:>10} {:>9.1} {:>9.1} {:>9.1} {:>9.1}",
                kind.name(),
                times.len(),
                ms(times.value_at_quantile(0.5)),
                ms(times.value_at_quantile(0.95)),
                ms(times.value_at_quantile(0.99)),
                ms(times.max())
            );
        }
        println!("facts acknowledged: {} ({:.0}/s)", counted.acked, counted.acked as f64 / seconds);
        println!("facts made: {}, known to central: {}", counted.made, counted.known);
        println!(
            "refused: {:?}, connections broken: {}, odd answers: {}",
            counted.statuses, counted.broken, counted.odd
        );
        if let Some(pid) = self.pid {
            let memory = status_kib(pid, "VmHWM:").map_or(0, |kib| kib / 1_024);
            let now = status_kib(pid, "VmRSS:").map_or(0, |kib| kib / 1_024);
            let begun_s = self.cpu_begun_s.get().copied().unwrap_or(0.0);
            let cpu = processor_s(pid).map_or(0.0, |end| end - begun_s);
            let measured_s = self.warm.elapsed().as_secs_f64();
            println!(
                "central: {now} MiB, at most {memory} MiB; processor {cpu:.0} s ({:.0} % of one)",
                cpu / measured_s * 100.0
            );
        }
        if counted.unfinished > 0 {
            println!("LOST or late: {} terminals have facts that central does not", counted.unfinished);
        }
        counted.unfinished == 0 && counted.odd == 0
    }
}

fn status_kib(pid: u32, name: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    text.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?.parse().ok()
}

/// Seconds of processor that a process has used. 100 ticks a second, as every Linux on these machines has.
fn processor_s(pid: u32) -> Option<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name, in brackets, may hold spaces.
    let mut fields = text.rsplit_once(')')?.1.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / 100.0)
}
