//! Registered volumes: only that one that names a runner prevents its deletion (contract-v1 5, 9.5). In the product
//! they are on another host.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::Id;
use super::body::JsonBody;
use super::error::ApiResult;
use super::query::Parameters;
use crate::plane::Plane;
use crate::refusal::{invalid, not_found, precondition, taken};
use crate::store::{runners, volumes};

/// A registered volume.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Volume {
    /// Its name.
    name: String,
    /// The runner that it belongs to.
    runner_id: String,
}

/// The volumes of some runners, or all.
pub(crate) async fn list(
    State(plane): State<Arc<Plane>>,
    parameters: Parameters,
) -> ApiResult<Json<Value>> {
    let wanted: Vec<_> = parameters
        .filled("runnerIds")?
        .unwrap_or_default()
        .split(',')
        .filter(|id| !id.is_empty())
        .collect();
    let all = volumes::all(&mut *plane.store.read().await?).await?;
    let all = all
        .into_iter()
        .filter(|(_, runner)| wanted.is_empty() || wanted.contains(&runner.as_str()));
    let volumes: Vec<_> = all
        .map(|(name, runner_id)| Volume { name, runner_id })
        .collect();
    Ok(Json(json!({ "volumes": volumes })))
}

/// Registers a volume on a runner.
pub(crate) async fn create(
    State(plane): State<Arc<Plane>>,
    JsonBody(body): JsonBody,
) -> ApiResult<Json<Volume>> {
    let volume: Volume =
        serde_json::from_value(body).map_err(|error| invalid("", error.to_string()))?;
    if volume.name.is_empty() {
        return Err(invalid("name", "name is required").into());
    }
    let mut write = plane.store.write().await?;
    let record = runners::find(&mut write, &volume.runner_id).await?;
    let record = record.ok_or_else(|| not_found("runner", &volume.runner_id))?;
    if record.is_deleting() {
        return Err(precondition("INSTALL_STATUS", "runner is being deleted").into());
    }
    if !volumes::insert(&mut write, &volume.name, &record.runner.id).await? {
        return Err(taken(
            "volume",
            &volume.name,
            "a volume with this name already exists",
        )
        .into());
    }
    plane.commit(write, Vec::new()).await?;
    Ok(Json(volume))
}

/// Takes a volume off the register.
pub(crate) async fn delete(
    State(plane): State<Arc<Plane>>,
    Id(name): Id,
) -> ApiResult<Json<Value>> {
    let mut write = plane.store.write().await?;
    if !volumes::delete(&mut write, &name).await? {
        return Err(not_found("volume", &name).into());
    }
    plane.commit(write, Vec::new()).await?;
    Ok(Json(json!({})))
}
