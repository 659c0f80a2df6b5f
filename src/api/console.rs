//! What the gateway offers beside the API (design D2).

use std::sync::Arc;

use contract::console::{Change, Changes, History, Uptime, day::Days, stream::Snapshot};

use super::{ApiError, Client, early, events::Events};
use crate::paths::api;

/// Every runner as lists show it.
pub(crate) async fn snapshot(client: &Client) -> Result<Snapshot, ApiError> {
    client.get(api::SNAPSHOT).await
}

/// The live stream, from where another one broke off, or from the beginning; none where that cannot be had now.
pub(crate) async fn events(client: &Client, after: &str) -> Option<Events> {
    if after.is_empty()
        && let Some(events) = early::events().await
    {
        return Some(events);
    }
    Events::open(&api::events(&client.account(), after)).await
}

/// What happened to a runner, the newest first; `before` is the number of an entry.
pub(crate) async fn history(
    client: &Client,
    runner_id: &str,
    before: Option<i64>,
) -> Result<History, ApiError> {
    client.get(&api::history(runner_id, before)).await
}

/// How a runner stood in the last 24 hours.
pub(crate) async fn uptime(client: &Client, runner_id: &str) -> Result<Uptime, ApiError> {
    client.get(&api::uptime(runner_id)).await
}

/// How some runners stood in the last 24 hours.
pub(crate) async fn days(client: &Client, runner_ids: &[Arc<str>]) -> Result<Days, ApiError> {
    client.get(&api::days(runner_ids)).await
}

/// What a write replaced.
pub(crate) async fn change(client: &Client, id: i64) -> Result<Change, ApiError> {
    client.get(&api::change(id)).await
}

/// What was changed of a profile, the newest first.
pub(crate) async fn profile_changes(client: &Client, id: &str) -> Result<Changes, ApiError> {
    client.get(&api::profile_changes(id)).await
}
