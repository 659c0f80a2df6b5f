//! Metrics for Prometheus. Labels have only names of our own, never a path, address or token of a request, so that
//! nobody can create more of them (CVE-2021-27358).

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

/// From a millisecond to the patience of the gateway, in seconds.
const BUCKETS: [f64; 12] = [
    0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 25.0,
];

/// Every series begins with it.
pub(crate) const PREFIX: &str = "runner_console";

/// The media type of the answer.
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    method: &'static str,
    /// An HTTP status, or why there was none.
    outcome: String,
}

/// What is counted all the time. Clones count together.
#[derive(Clone)]
pub(crate) struct Metrics {
    registry: Arc<Registry>,
    requests: Family<Request, Counter>,
    durations: Family<Route, Histogram>,
    calls: Family<Call, Counter>,
    call_durations: Histogram,
    turned_away: Counter,
    pub(crate) connections: Gauge,
    standing: StandingGauges,
}

/// What is looked up when somebody asks.
pub(crate) struct Standing {
    /// Organizations that are polled.
    pub(crate) pollers: usize,
    /// Open event streams.
    pub(crate) streams: usize,
    /// Sessions; none while the database does not say.
    pub(crate) sessions: Option<i64>,
    /// How old the oldest fleet is that pages are shown; none before the first reading.
    pub(crate) cache_age: Option<Duration>,
}

#[derive(Clone, Default)]
struct StandingGauges {
    pollers: Gauge,
    streams: Gauge,
    sessions: Gauge,
    cache_age: Gauge<f64, AtomicU64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Arc::default(),
            requests: Family::default(),
            durations: Family::new_with_constructor(|| Histogram::new(BUCKETS)),
            calls: Family::default(),
            call_durations: Histogram::new(BUCKETS),
            turned_away: Counter::default(),
            connections: Gauge::default(),
            standing: StandingGauges::default(),
        };
        metrics.registry = Arc::new(metrics.registered());
        metrics
    }
}

impl Metrics {
    fn registered(&self) -> Registry {
        let mut all = Registry::with_prefix(PREFIX);
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        all.register("build", "The gateway's version", build);
        let (requests, durations) = (self.requests.clone(), self.durations.clone());
        all.register("http_requests", "Requests answered", requests);
        let name = "http_request_duration_seconds";
        all.register(
            name,
            "Time from a request to the head of its response",
            durations,
        );
        let (calls, call_durations) = (self.calls.clone(), self.call_durations.clone());
        all.register(
            "upstream_calls",
            "Calls to the API, every attempt counted",
            calls,
        );
        let name = "upstream_call_duration_seconds";
        all.register(
            name,
            "Time from a call to the API to its complete response",
            call_durations,
        );
        let turned_away = self.turned_away.clone();
        all.register(
            "connections_turned_away",
            "Connections turned away at the limit",
            turned_away,
        );
        all.register("connections", "Open connections", self.connections.clone());
        let StandingGauges {
            pollers,
            streams,
            sessions,
            cache_age,
        } = self.standing.clone();
        all.register("pollers", "Organizations whose runners are read", pollers);
        all.register("event_streams", "Open event streams", streams);
        all.register("sessions", "Sessions that have not ended", sessions);
        let help = "Age of the oldest fleet shown on pages; -1 before the first reading";
        all.register("cache_age_seconds", help, cache_age);
        all
    }

    /// Notes an answer.
    pub(crate) fn answered(&self, route: &str, method: &'static str, status: u16, took: Duration) {
        let labels = Request {
            route: route.to_owned(),
            method,
            status,
        };
        self.requests.get_or_create(&labels).inc();
        let route = route.to_owned();
        let duration = self.durations.get_or_create(&Route { route });
        duration.observe(took.as_secs_f64());
    }

    /// Notes a call of the API.
    pub(crate) fn called(&self, method: &'static str, outcome: String, took: Duration) {
        self.calls.get_or_create(&Call { method, outcome }).inc();
        self.call_durations.observe(took.as_secs_f64());
    }

    /// Notes a connection above the limit; returns how many there were.
    pub(crate) fn turned_away(&self) -> u64 {
        self.turned_away.inc() + 1
    }

    /// Everything as text, with what is told of runners.
    pub(crate) fn text(&self, standing: &Standing, runners: &Registry) -> String {
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.standing.pollers.set(count(standing.pollers));
        self.standing.streams.set(count(standing.streams));
        self.standing.sessions.set(standing.sessions.unwrap_or(-1));
        let age = standing.cache_age.map_or(-1.0, |age| age.as_secs_f64());
        self.standing.cache_age.set(age);
        let mut text = String::new();
        // Writing to a string cannot fail.
        encode_registry(&mut text, &self.registry).ok();
        encode_registry(&mut text, runners).ok();
        encode_eof(&mut text).ok();
        text
    }
}

/// A method as a label: those that routes have, and one name for all others.
pub(crate) fn method(method: &http::Method) -> &'static str {
    const NAMES: [&str; 6] = ["GET", "HEAD", "POST", "PATCH", "DELETE", "PUT"];
    let name = NAMES.into_iter().find(|name| *name == method.as_str());
    name.unwrap_or("other")
}
