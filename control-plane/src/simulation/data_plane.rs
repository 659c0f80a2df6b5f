//! The direct endpoint of a runner, simulated honestly (contract-v1 2.1, 2.3): a load balancer gets its address after a
//! while, and a custom address that nobody can resolve fails.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::record::Record;
use super::timing::{Instant, Timing, timestamp};

/// Protocols of a direct endpoint.
const PROTOCOLS: [&str; 2] = ["grpc", "https"];

/// How long its certificate lasts, in milliseconds.
const CERTIFICATE: i64 = 90 * 24 * 3_600_000;

/// Since when an endpoint is as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DataPlane {
    since: Instant,
    /// When it becomes another without a write, and watchers are to be told.
    pub(super) look_at: Option<Instant>,
}

impl DataPlane {
    /// One that was changed at `now`.
    pub(crate) fn begin(now: Instant, timing: &Timing) -> Self {
        Self {
            since: now,
            look_at: Some(now + timing.load_balancer),
        }
    }

    /// Whether watchers are to be told by `at`.
    pub(super) fn is_due(self, at: Instant) -> bool {
        self.look_at.is_some_and(|due| due <= at)
    }

    /// They were told.
    pub(super) fn looked_at(self) -> Self {
        Self {
            look_at: None,
            ..self
        }
    }
}

/// The endpoint at `now`; nothing where there is none. The names of the parts are a guess (contract-v1 J-08).
pub(super) fn status(record: &Record, now: Instant, timing: &Timing) -> Option<Value> {
    let spec = record.runner.managed_spec.as_ref()?;
    let chosen = spec.data_plane.as_ref()?.as_object()?;
    let (member, settings) = chosen.iter().find(|(_, settings)| !settings.is_null())?;
    let text = |key: &str| settings[key].as_str().filter(|text| !text.is_empty());
    let since = record
        .life
        .data_plane
        .map_or(now, |data_plane| data_plane.since);
    let runner_id = record.runner.runner_id();
    let uri = match member.as_str() {
        "clusterIp" => format!("https://{runner_id}.sandbox-system.svc:9443"),
        "loadBalancer" => match text("hostname") {
            Some(hostname) => format!("https://{hostname}:9443"),
            None => format!("https://{runner_id}.dataplane.sandbox.example:9443"),
        },
        "custom" => text("advertisedUri").unwrap_or_default().to_owned(),
        _ => return None,
    };
    let waits = member == "loadBalancer" && now < since + timing.load_balancer;
    if record.life.active_revision == 0 || waits {
        return Some(json!({ "state": "RUNNER_DATA_PLANE_STATE_PENDING", "protocols": [] }));
    }
    if member == "custom" && !is_resolvable(&uri) {
        return Some(json!({
            "state": "RUNNER_DATA_PLANE_STATE_FAILED",
            "uri": uri,
            "protocols": [],
            "message": "the advertised URI does not lead to the runner: its name cannot be resolved",
        }));
    }
    Some(json!({
        "state": "RUNNER_DATA_PLANE_STATE_READY",
        "uri": uri,
        "protocols": PROTOCOLS,
        "certificateExpireTime": timestamp(since + CERTIFICATE).to_string(),
    }))
}

/// Whether a name could be found: not one of those that are reserved to have no address (RFC 6761).
fn is_resolvable(uri: &str) -> bool {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
    let is_invalid = host.rsplit('.').next() == Some("invalid");
    host.contains('.') && !is_invalid
}
