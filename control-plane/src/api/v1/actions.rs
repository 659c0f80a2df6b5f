//! Deleting a runner and applying an update in v1 (contract-v1 1.5).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use contract::model::Status;
use serde_json::{Value, json};

use super::said;
use super::wire::view;
use crate::api::body::EmptyBody;
use crate::api::error::ApiResult;
use crate::api::query::Parameters;
use crate::api::{Id, unknown_method};
use crate::plane::Plane;
use crate::refusal::{Outcome, Refusal, invalid, not_found};
use crate::runners;
use crate::store::runners as stored;

/// The one verb.
const APPLY: &str = ":applyAvailableUpdate";

/// Tears a runner down. It is DELETING until it is gone.
#[utoipa::path(
    delete,
    path = "/v1/sandbox/managedRunners/{runnerId}",
    tag = "runners, v1",
    params(
        ("runnerId" = String, Path, description = "Runner ID"),
        ("allowMissing" = Option<bool>, Query, description = "If true, a runner that does not exist is not an error"),
    ),
    responses(
        (status = 200, description = "Accepted, an empty object", body = Object),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn delete(
    State(plane): State<Arc<Plane>>,
    Id(id): Id,
    parameters: Parameters,
) -> ApiResult<Json<Value>> {
    let allow_missing = match parameters.filled("allowMissing")? {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => {
            return Err(invalid("allow_missing", "allow_missing: must be true or false").into());
        }
    };
    match known(&plane, &id).await {
        Err(Refusal::Status(_)) if allow_missing => {}
        Err(refusal) => return Err(refusal.into()),
        Ok(()) => runners::delete(&plane, &id).await.map_err(said)?,
    }
    Ok(Json(json!({})))
}

/// Applies the newest version of the runner's channel now, whatever its windows say.
#[utoipa::path(
    post,
    // The router has no paths that end so: the verb is cut off the ID here.
    path = "/v1/sandbox/managedRunners/{runnerId}",
    tag = "runners, v1",
    params(("runnerId" = String, Path, description = "Runner ID")),
    responses(
        (status = 200, description = "Accepted: the runner with its new target revision", body = ref("#/components/schemas/V1Runner")),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn act(
    State(plane): State<Arc<Plane>>,
    Id(path): Id,
    _: EmptyBody,
) -> ApiResult<Response> {
    let Some(id) = path.strip_suffix(APPLY) else {
        return Ok(unknown_method().await.into_response());
    };
    known(&plane, id).await?;
    let record = runners::apply_update(&plane, id).await.map_err(said)?;
    Ok(Json(view(&plane, &record)).into_response())
}

/// Whether v1 shows a runner by that name.
async fn known(plane: &Arc<Plane>, id: &str) -> Outcome<()> {
    let record = stored::find(&mut *plane.store.read().await?, id).await?;
    match record {
        Some(record) if record.is_known_to_v1(id) => Ok(()),
        _ => Err(not_found("runner", id)),
    }
}
