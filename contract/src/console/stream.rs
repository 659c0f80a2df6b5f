//! `GET /console/events`: server-sent events that keep a table of runners true.
//!
//! Every stream begins with `clock`. A new one goes on with `reset` and brings every runner in parts; one that
//! goes on where it broke off (`Last-Event-ID`) brings what happened since. `current` says that everything up to here is the whole
//! truth of an instant, at the latest every idle interval, so that silence means a broken stream.

use serde::{Deserialize, Serialize};

use super::Millis;

/// Event `clock`: the server's time, so that ages do not depend on the browser's clock. It does not change
/// the position in the stream, and is repeated every few seconds. Data: [`Clock`].
pub const CLOCK: &str = "clock";
/// Event `reset`: everything known is out of date, and a complete list follows. Data: [`Reset`].
pub const RESET: &str = "reset";
/// Event `runner`: runners that are new or changed. Data: a list of
/// [`RunnerSummary`](super::RunnerSummary).
pub const RUNNER: &str = "runner";
/// Event `heartbeat`: runners of which nothing but the newest heartbeat changed. Data: a list of
/// [`Heartbeat`].
pub const HEARTBEAT: &str = "heartbeat";
/// Event `deleted`: runners that are gone. Data: a list of runner IDs.
pub const DELETED: &str = "deleted";
/// Event `current`: the events so far are the complete state at an instant. Data: [`Current`].
pub const CURRENT: &str = "current";
/// Event `stale`: the API could not be asked; what is known stays. Data: [`Stale`].
pub const STALE: &str = "stale";

/// How many runners or heartbeats one event carries at most, so that a page reads each within a frame.
pub const BATCH: usize = 200;

/// Data of `clock`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Clock {
    /// The server's clock as this was written.
    pub now: Millis,
}

/// Data of `reset`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reset {
    /// The build of the pages that the server has, as [`build_of`](super::build_of) names it, by which a page
    /// learns that it is older (design D4); the version of a server that has no pages.
    pub build: String,
    /// The account that a browser's session stood for when the stream was opened: a page of another one must not
    /// show it. Absent for a script.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
}

/// Data of `heartbeat`, as a pair to keep it short: runner ID and instant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heartbeat(pub String, pub Millis);

/// Data of `current`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Current {
    /// When the API was asked.
    pub as_of: Millis,
    /// When the next round comes at the latest, in milliseconds from now. Twice as long without a word
    /// means that the stream is broken.
    pub next_in: u32,
}

/// Data of `stale`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stale {
    /// When everything was last known; absent if never.
    pub as_of: Option<Millis>,
    /// HTTP status of the API's answer; 0 when none came.
    pub http: u16,
    /// Why, for people.
    pub message: String,
    /// When the API is asked again, in milliseconds from now.
    pub next_in: u32,
}

/// `GET /console/runners`: the same state in one response, for pages whose stream is broken.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Snapshot {
    /// Every runner that is known, in order of runner IDs.
    pub runners: Vec<super::RunnerSummary>,
    /// When the API was asked; absent while the first reading is under way.
    pub as_of: Option<Millis>,
    /// The server's clock as this was written; absent from older gateways.
    pub now: Option<Millis>,
}
