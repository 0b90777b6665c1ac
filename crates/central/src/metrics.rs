//! What central measures of itself: how long requests take, by the route they were registered as, and what stands.
//!
//! **Architecture invariant:** a label is a route's template, a method or a status, never an address that was asked
//! for: addresses are without number, and one may tell of somebody.

use std::fmt;
use std::sync::Arc;
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

/// Bounds of the histogram, in seconds: 100 ms is what is promised at the 99th percentile.
const BOUNDS_S: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 45.0];

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

/// What is counted since the start.
pub(crate) struct Metrics {
    seconds: Family<Asked, Histogram, fn() -> Histogram>,
}

impl Default for Metrics {
    fn default() -> Self {
        Metrics { seconds: Family::new_with_constructor(|| Histogram::new(BOUNDS_S)) }
    }
}

impl Metrics {
    /// All of it as OpenMetrics text, with what stands now.
    pub(crate) fn text(&self, now: &Gauges) -> Result<String, fmt::Error> {
        let mut registry = Registry::with_prefix("anjungan");
        registry.register_with_unit("request", "Time until an answer", Unit::Seconds, self.seconds.clone());
        let gauges = |pairs: &[(String, i64)]| {
            let family = Family::<Named, Gauge>::default();
            for (name, count) in pairs {
                family.get_or_create(&Named { name: name.clone() }).set(*count);
            }
            family
        };
        registry.register("devices", "Terminals by state", gauges(&now.devices));
        registry.register("feed_head", "The newest change of a feed", gauges(&now.heads));
        let held = Gauge::<i64>::default();
        held.set(now.held);
        registry.register("held_ops", "Ops that could not be applied", held);
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
        let now = Gauges { devices: vec![("accepted".into(), 3)], held: 2, heads: vec![("texts".into(), 9)] };
        let text = metrics.text(&now).unwrap();
        let route = r#"method="GET",route="/console/applications/{id}",status="200""#;
        for line in [
            format!("anjungan_request_seconds_count{{{route}}} 1"),
            format!(r#"anjungan_request_seconds_bucket{{le="0.025",{route}}} 1"#),
            r#"anjungan_devices{name="accepted"} 3"#.into(),
            r#"anjungan_feed_head{name="texts"} 9"#.into(),
            "anjungan_held_ops 2".into(),
        ] {
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}
