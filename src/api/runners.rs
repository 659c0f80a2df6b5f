//! Managed runners (contract section 2).

use std::sync::Arc;

use contract::{
    mask::Update,
    wire::{CreateRunner, Runner, schema},
};
use futures::future::join_all;
use serde_json::{Value, json};

use super::{ApiError, Client, fetch::Method};
use crate::paths::api;

/// One runner, by runner ID or UUID.
pub(crate) async fn get(client: &Client, id: &str) -> Result<Runner, ApiError> {
    client.get(&api::runner(id)).await
}

/// How many runners are read at once.
const AT_ONCE: usize = 4;

/// Several runners, a few at a time, in the order of the IDs; those that went meanwhile are left out. None
/// when `progress`, which is told how many are there, says that nobody waits any more.
pub(crate) async fn get_all(
    client: &Client,
    ids: &[Arc<str>],
    progress: impl Fn(usize) -> bool,
) -> Option<Result<Vec<Runner>, ApiError>> {
    let mut runners = Vec::new();
    for part in ids.chunks(AT_ONCE) {
        for answer in join_all(part.iter().map(|id| get(client, id))).await {
            match answer {
                Ok(runner) => runners.push(runner),
                Err(error) if error.is_not_found() => {}
                Err(error) => return Some(Err(error)),
            }
        }
        if !progress(runners.len()) {
            return None;
        }
    }
    Some(Ok(runners))
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
