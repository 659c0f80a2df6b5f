//! Deleting a runner and applying an update (contract 2.5 and 2.6).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::wire::{Runner, Status};
use serde_json::{Value, json};

use super::{managed, writable, written};
use crate::api::Id;
use crate::api::body::EmptyBody;
use crate::api::error::{ApiResult, precondition};
use crate::plane::Plane;
use crate::simulation::lifecycle::{roll_out, touch};
use crate::store::runners;

/// Tears a runner down. It is DELETING until it is gone.
#[utoipa::path(
    delete,
    path = "/v1beta2/sandbox/managed-runners/{id}",
    tag = "runners",
    params(("id" = String, Path, description = "UUID or runner ID")),
    responses(
        (status = 200, description = "Accepted, an empty object", body = Object),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn delete(State(plane): State<Arc<Plane>>, Id(id): Id) -> ApiResult<Json<Value>> {
    let mut write = plane.store.write().await?;
    let now = plane.now();
    let mut record = managed(&plane, &mut write, &id, now).await?;
    if !record.is_deleting() {
        record.life.delete(&plane.timing, now);
        touch(&mut record, now);
        runners::update(&mut write, &record).await?;
        plane.commit(write, vec![written(&record)]).await?;
    }
    Ok(Json(json!({})))
}

/// Applies the newest version of the runner's channel now, whatever its windows say.
#[utoipa::path(
    post,
    path = "/v1beta2/sandbox/managed-runners/{id}/apply-update",
    tag = "runners",
    params(("id" = String, Path, description = "UUID or runner ID")),
    request_body = Object,
    responses(
        (status = 200, description = "Accepted: the runner with its new target revision", body = Runner),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn apply_update(
    State(plane): State<Arc<Plane>>,
    Id(id): Id,
    _: EmptyBody,
) -> ApiResult<Json<Runner>> {
    let mut write = plane.store.write().await?;
    let now = plane.now();
    let mut record = writable(&plane, &mut write, &id, now).await?;
    if !record.life.is_rolling_out() {
        let message = "no update is available for this runner";
        let version = record
            .update()
            .ok_or_else(|| precondition("UPDATE", message))?;
        version.clone_into(&mut record.life.version);
        roll_out(&mut record.life, &plane.timing, now);
        touch(&mut record, now);
        runners::update(&mut write, &record).await?;
        plane.commit(write, vec![written(&record)]).await?;
    }
    Ok(Json(record.view(now, &plane.timing)))
}
