//! Deleting a runner and applying an update (contract 2.5 and 2.6).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::model::{Runner, Status};
use serde_json::{Value, json};

use crate::api::Id;
use crate::api::body::EmptyBody;
use crate::api::error::ApiResult;
use crate::plane::Plane;
use crate::runners;

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
    runners::delete(&plane, &id).await?;
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
    let record = runners::apply_update(&plane, &id).await?;
    Ok(Json(record.view(plane.now(), &plane.timing)))
}
