//! Updating a runner under a mask (contract 2.4 and 3).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::document::{UPDATE_RUNNER, decode};
use contract::mask::FieldMask;
use contract::model::{Runner, Status};
use serde::Deserialize;
use serde_json::Value;

use crate::api::Id;
use crate::api::body::JsonBody;
use crate::api::error::ApiResult;
use crate::api::query::Parameters;
use crate::plane::Plane;
use crate::runners;

/// Body of an update call (contract 2.4).
#[derive(Deserialize, Default, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct UpdateRunner {
    /// The new values of the masked fields; what is absent is cleared.
    runner: Runner,
    /// Comma-separated paths, such as `identity.zone,managedSpec.overrides`, or an object `{"paths": [...]}`.
    #[schema(value_type = String)]
    update_mask: Value,
}

/// Replaces the fields that the mask names, all of them or none.
#[utoipa::path(
    patch,
    path = "/v1beta2/sandbox/managed-runners/{id}",
    tag = "runners",
    params(
        ("id" = String, Path, description = "UUID or runner ID"),
        ("updateMask" = Option<String>, Query, description = "The mask, if the body has none"),
    ),
    request_body = UpdateRunner,
    responses(
        (status = 200, description = "The runner after the change", body = Runner),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn update(
    State(plane): State<Arc<Plane>>,
    Id(id): Id,
    parameters: Parameters,
    JsonBody(body): JsonBody,
) -> ApiResult<Json<Runner>> {
    let UpdateRunner {
        runner,
        update_mask,
    } = decode(body, &UPDATE_RUNNER)?;
    let mask = FieldMask::parse(Some(&parameters.mask(update_mask)?));
    let mask = mask.map_err(|error| error.status())?;
    let record = runners::update(&plane, &id, &mask, &runner).await?;
    Ok(Json(record.view(plane.now(), &plane.timing)))
}
