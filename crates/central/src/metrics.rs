//! What central measures of itself: how long requests take, by the route they were registered as, and what stands.
//!
//! **Architecture invariant:** a label is a route's template, a method or a status, never an address that was asked
//! for: addresses are without number, and one may tell of somebody.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::api::App;
use crate::store::Gauges;
use crate::tls::Health;

/// Bounds of the histogram, in seconds: 100 ms is what is promised at the 99th percentile.
const BOUNDS_S: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 45.0];

/// A commit is a sync of the disk: a millisecond on flash, tens on a disk that turns.
const COMMIT_BOUNDS_S: [f64; 9] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0];
/// As many as are written at once at most, beats among them, and fewer.
const BATCH_BOUNDS: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 320.0];

/// Which requests are counted together.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: String,
    status: u16,
}

/// A name for what is counted.
#[derive(Clone, PartialEq, Eq, Hash, Debug, EncodeLabelSet)]
struct Named {
    name: String,
}

/// How the one writer does, since the start.
#[derive(Clone, Debug)]
pub(crate) struct WriterMeasures {
    /// Jobs that wait for their turn.
    pub(crate) waiting: Gauge,
    /// Jobs in a commit.
    pub(crate) batch: Histogram,
    /// Seconds that a commit of pushes and beats took.
    pub(crate) commit: Histogram,
    /// Seconds that anything else took: a page's act, upkeep.
    pub(crate) work: Histogram,
}

/// What is counted since the start.
pub(crate) struct Metrics {
    seconds: Family<Asked, Histogram, fn() -> Histogram>,
    pub(crate) writer: WriterMeasures,
    tls: OnceLock<Arc<Health>>,
}

impl Default for Metrics {
    fn default() -> Self {
        let writer = WriterMeasures {
            waiting: Gauge::default(),
            batch: Histogram::new(BATCH_BOUNDS),
            commit: Histogram::new(COMMIT_BOUNDS_S),
            work: Histogram::new(COMMIT_BOUNDS_S),
        };
        let seconds = Family::new_with_constructor((|| Histogram::new(BOUNDS_S)) as fn() -> Histogram);
        Metrics { seconds, writer, tls: OnceLock::new() }
    }
}

impl Metrics {
    /// Tells of TLS from now on, too.
    pub(crate) fn watch_tls(&self, health: Arc<Health>) {
        // There is one for a process, set once before anything is served.
        let _ = self.tls.set(health);
    }

    /// All of it as OpenMetrics text, with what stands now. Each name is explained in `docs/metrics.md`.
    pub(crate) fn text(&self, now: &Gauges, beats_held: usize) -> Result<String, fmt::Error> {
        let mut registry = Registry::with_prefix("anjungan");
        registry.register_with_unit("request", "Time until an answer", Unit::Seconds, self.seconds.clone());
        let writer = &self.writer;
        registry.register("writer_waiting", "Jobs that wait for the writer", writer.waiting.clone());
        registry.register("writer_batch_jobs", "Jobs in one commit", writer.batch.clone());
        let commit = writer.commit.clone();
        registry.register_with_unit("writer_commit", "Time of a commit of many jobs", Unit::Seconds, commit);
        let work = writer.work.clone();
        registry.register_with_unit("writer_work", "Time of a job of its own", Unit::Seconds, work);
        let family = |pairs: &[(String, i64)]| {
            let family = Family::<Named, Gauge>::default();
            for (name, count) in pairs {
                family.get_or_create(&Named { name: name.clone() }).set(*count);
            }
            family
        };
        registry.register("devices", "Terminals by state", family(&now.devices));
        registry.register("feed_head", "The newest change of a feed", family(&now.heads));
        let ages = family(&now.jobs);
        registry.register_with_unit(
            "job_age",
            "Since when the oldest job of a kind waits",
            Unit::Seconds,
            ages,
        );
        let gauge = |count: i64| {
            let gauge = Gauge::<i64>::default();
            gauge.set(count);
            gauge
        };
        registry.register("held_ops", "Ops that could not be applied", gauge(now.held));
        registry.register("sessions", "Officers' open sessions", gauge(now.sessions));
        let held = gauge(i64::try_from(beats_held).unwrap_or(i64::MAX));
        registry.register("beats_held", "Beats that wait for news, in this process", held);
        if let Some(tls) = self.tls.get() {
            let failed = gauge(i64::from(tls.failed()));
            registry.register("tls_reload_failed", "Whether the certificate's files can't be used", failed);
            if let Some(ends_s) = tls.ends_s() {
                let name = "tls_certificate_ends_timestamp";
                let help = "When the certificate in force ends";
                registry.register_with_unit(name, help, Unit::Seconds, gauge(ends_s));
            }
        }
        let mut written = String::new();
        text::encode(&mut written, &registry)?;
        Ok(written)
    }
}

/// Times a request.
pub(crate) async fn measure(
    State(app): State<Arc<App>>,
    path: Option<MatchedPath>,
    request: Request,
    next: Next,
) -> Response {
    let method = match request.method().as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "HEAD" => "HEAD",
        _ => "other",
    };
    let begun = Instant::now();
    let response = next.run(request).await;
    let route = path.map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let asked = Asked { method, route, status: response.status().as_u16() };
    app.metrics.seconds.get_or_create(&asked).observe(begun.elapsed().as_secs_f64());
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_counted_is_written_as_prometheus_reads_it() {
        let metrics = Metrics::default();
        let asked = Asked { method: "GET", route: "/console/applications/{id}".into(), status: 200 };
        metrics.seconds.get_or_create(&asked).observe(0.02);
        metrics.writer.batch.observe(3.0);
        metrics.watch_tls(Arc::default());
        let now = Gauges {
            devices: vec![("accepted".into(), 3)],
            held: 2,
            heads: vec![("texts".into(), 9)],
            sessions: 4,
            jobs: vec![("import".into(), 61)],
        };
        let text = metrics.text(&now, 7).unwrap();
        let route = r#"method="GET",route="/console/applications/{id}",status="200""#;
        for line in [
            format!("anjungan_request_seconds_count{{{route}}} 1"),
            format!(r#"anjungan_request_seconds_bucket{{le="0.025",{route}}} 1"#),
            r#"anjungan_devices{name="accepted"} 3"#.into(),
            r#"anjungan_feed_head{name="texts"} 9"#.into(),
            "anjungan_held_ops 2".into(),
            "anjungan_sessions 4".into(),
            "anjungan_beats_held 7".into(),
            "anjungan_writer_waiting 0".into(),
            "anjungan_writer_batch_jobs_count 1".into(),
            r#"anjungan_job_age_seconds{name="import"} 61"#.into(),
            "anjungan_tls_reload_failed 0".into(),
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
    #[test]
    fn every_name_is_explained_and_nothing_else_is() {
        let metrics = Metrics::default();
        let file = tempfile::tempdir().unwrap();
        metrics.watch_tls(crate::tls::health_of_a_new_certificate(file.path()));
        let asked = Asked { method: "GET", route: "/readyz".into(), status: 200 };
        metrics.seconds.get_or_create(&asked).observe(0.02);
        let one = || vec![("x".into(), 1)];
        let now = Gauges { devices: one(), held: 0, heads: one(), sessions: 0, jobs: one() };
        let text = metrics.text(&now, 0).unwrap();
        let told = text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next());
        let page = include_str!("../../../docs/metrics.md");
        let explained = page.lines().filter_map(|line| line.strip_prefix("| `")?.split(['`', '{']).next());
        let (mut told, mut explained): (Vec<&str>, Vec<&str>) = (told.collect(), explained.collect());
        told.sort_unstable();
        explained.sort_unstable();
        assert_eq!(told, explained);
    }
}
