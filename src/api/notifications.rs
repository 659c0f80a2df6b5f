//! Rules of what is told, channels, and what was told.

use contract::console::notify::{
    Channel, ChannelTest, MadeChannel, Messages, NewChannel, Notifications, Pause, Rule,
    RulePreviewed, Sketch,
};
use serde_json::json;

use super::{ApiError, Client, fetch::Method};
use crate::paths::api;

/// Rules and channels of the organization.
pub(crate) async fn list(client: &Client) -> Result<Notifications, ApiError> {
    client.get(api::NOTIFICATIONS).await
}

/// What was told and kept back, the newest first.
pub(crate) async fn messages(client: &Client) -> Result<Messages, ApiError> {
    client.get(api::NOTIFICATION_MESSAGES).await
}

/// What a rule would have reported in the last seven days.
pub(crate) async fn preview(client: &Client, sketch: &Sketch) -> Result<RulePreviewed, ApiError> {
    let body = json!(sketch);
    let path = api::NOTIFICATION_PREVIEW;
    client.write(Method::Post, path, Some(&body)).await
}

/// Makes a rule, or changes one.
pub(crate) async fn keep_rule(
    client: &Client,
    id: Option<&str>,
    sketch: &Sketch,
) -> Result<Rule, ApiError> {
    let body = json!(sketch);
    match id {
        None => {
            let path = api::NOTIFICATION_RULES;
            client.write(Method::Post, path, Some(&body)).await
        }
        Some(id) => {
            client
                .write(Method::Patch, &api::rule(id), Some(&body))
                .await
        }
    }
}

/// Deletes a rule.
pub(crate) async fn delete_rule(client: &Client, id: &str) -> Result<Rule, ApiError> {
    client.write(Method::Delete, &api::rule(id), None).await
}

/// Pauses a rule, or lets it go on.
pub(crate) async fn pause(
    client: &Client,
    id: &str,
    pause: Option<&Pause>,
) -> Result<Rule, ApiError> {
    let path = api::rule_pause(id);
    match pause {
        Some(pause) => client.write(Method::Post, &path, Some(&json!(pause))).await,
        None => client.write(Method::Delete, &path, None).await,
    }
}

/// Makes a channel. The answer is the one time that its secret is told.
pub(crate) async fn make_channel(
    client: &Client,
    channel: &NewChannel,
) -> Result<MadeChannel, ApiError> {
    let body = json!(channel);
    let path = api::NOTIFICATION_CHANNELS;
    client.write(Method::Post, path, Some(&body)).await
}

/// Deletes a channel.
pub(crate) async fn delete_channel(client: &Client, id: &str) -> Result<Channel, ApiError> {
    client.write(Method::Delete, &api::channel(id), None).await
}

/// Sends a message through a channel, to see what comes of it.
pub(crate) async fn test(client: &Client, id: &str) -> Result<ChannelTest, ApiError> {
    let path = api::channel_test(id);
    client.write(Method::Post, &path, Some(&json!({}))).await
}

/// Sends a message once more.
pub(crate) async fn replay(client: &Client, id: &str) -> Result<Messages, ApiError> {
    let path = api::message_replay(id);
    client.write(Method::Post, &path, Some(&json!({}))).await
}
