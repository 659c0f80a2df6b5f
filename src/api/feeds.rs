//! Calendars and feeds.

use contract::console::feed::{Feed, Feeds, MadeFeed, NewFeed};
use serde_json::json;

use super::{ApiError, Client, fetch::Method};
use crate::paths::api;

/// The feeds that the person may manage.
pub(crate) async fn list(client: &Client) -> Result<Feeds, ApiError> {
    client.get(api::FEEDS).await
}

/// Makes a feed. The answer is the one time that its address is told.
pub(crate) async fn make(client: &Client, feed: &NewFeed) -> Result<MadeFeed, ApiError> {
    client
        .write(Method::Post, api::FEEDS, Some(&json!(feed)))
        .await
}

/// Ends a feed for good.
pub(crate) async fn revoke(client: &Client, id: &str) -> Result<Feed, ApiError> {
    client.write(Method::Delete, &api::feed(id), None).await
}
