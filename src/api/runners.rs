//! Managed runners (contract section 2).

use contract::{
    mask::Update,
    wire::{CreateRunner, Runner, schema},
};
use serde_json::{Value, json};

use super::{ApiError, Client, fetch::Method};
use crate::paths::api;

/// One runner, by runner ID or UUID.
pub(crate) async fn get(client: &Client, id: &str) -> Result<Runner, ApiError> {
    client.get(&api::runner(id)).await
}

/// Creates a runner; answers before the install has begun. Only what is set is sent.
pub(crate) async fn create(client: &Client, request: &CreateRunner) -> Result<Runner, ApiError> {
    let body = schema::prune(json!(request), &schema::CREATE_RUNNER);
    client.write(Method::Post, api::RUNNERS, Some(&body)).await
}

/// Sends an update as the contract crate computed it.
pub(crate) async fn update(client: &Client, id: &str, update: &Update) -> Result<Runner, ApiError> {
    client
        .write(Method::Patch, &api::runner(id), Some(&update.body))
        .await
}

/// Begins the deletion.
pub(crate) async fn delete(client: &Client, id: &str) -> Result<(), ApiError> {
    let _: Value = client.write(Method::Delete, &api::runner(id), None).await?;
    Ok(())
}

/// Applies the available update now.
pub(crate) async fn apply_update(client: &Client, id: &str) -> Result<Runner, ApiError> {
    client
        .write(Method::Post, &api::apply_update(id), Some(&json!({})))
        .await
}
