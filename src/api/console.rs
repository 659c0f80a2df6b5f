//! What the gateway offers beside the API (design D2).

use contract::console::{History, Uptime, stream::Snapshot};

use super::{ApiError, Client};
use crate::paths::api;

/// Every runner as lists show it.
pub(crate) async fn snapshot(client: &Client) -> Result<Snapshot, ApiError> {
    client.get(api::SNAPSHOT).await
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
