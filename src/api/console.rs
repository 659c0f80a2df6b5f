//! What the gateway offers beside the API (design D2).

use contract::console::stream::Snapshot;

use super::{ApiError, Client};
use crate::paths::api;

/// Every runner as lists show it.
pub(crate) async fn snapshot(client: &Client) -> Result<Snapshot, ApiError> {
    client.get(api::SNAPSHOT).await
}
