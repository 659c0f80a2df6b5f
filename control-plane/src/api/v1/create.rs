//! Creating a runner in v1 (contract-v1 1.1, 4.4).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::model::{CreateRunner, Status};
use contract::rules::v1;
use serde_json::Value;

use super::said;
use super::wire::{read, view};
use crate::api::body::JsonBody;
use crate::api::error::ApiResult;
use crate::api::query::Parameters;
use crate::plane::Plane;
use crate::refusal::invalid;
use crate::runners::{self, Replay};

/// Creates a runner with its policy. The same request with the same ID is the same runner.
#[utoipa::path(
    post,
    path = "/v1/sandbox/managedRunners",
    tag = "runners, v1",
    params(("requestId" = String, Query, description = "Recognises a repeated create: 1 to 128 bytes")),
    request_body = ref("#/components/schemas/V1Runner"),
    responses(
        (status = 200, description = "The new runner, PENDING", body = ref("#/components/schemas/V1Runner")),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn create(
    State(plane): State<Arc<Plane>>,
    parameters: Parameters,
    JsonBody(body): JsonBody,
) -> ApiResult<Json<Value>> {
    let token = parameters.get("requestId")?;
    if let Some(wrong) = v1::request_id(token) {
        return Err(invalid("request_id", wrong).into());
    }
    let replay = Replay {
        token: token.unwrap_or_default().to_owned(),
        body: body.clone(),
    };
    let mut runner = read(body).map_err(said)?;
    // The server finds the name; what is sent is ignored (contract-v1 2.2).
    runner.identity.cluster_name.clear();
    let runner_id = std::mem::take(&mut runner.identity.runner_id);
    let request = CreateRunner { runner_id, runner };
    let record = runners::create_once(&plane, request, replay)
        .await
        .map_err(said)?;
    Ok(Json(view(&plane, &record)))
}
