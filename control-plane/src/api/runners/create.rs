//! Creating a runner (contract 2.1).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::document::{CREATE_RUNNER, decode};
use contract::model::{CreateRunner, Runner, Status};

use crate::api::body::JsonBody;
use crate::api::error::ApiResult;
use crate::plane::Plane;
use crate::runners;

/// Creates a runner. The install begins by itself; the answer does not wait for it.
#[utoipa::path(
    post,
    path = "/v1beta2/sandbox/managed-runners",
    tag = "runners",
    request_body = CreateRunner,
    responses(
        (status = 200, description = "The new runner, PENDING", body = Runner),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn create(
    State(plane): State<Arc<Plane>>,
    JsonBody(body): JsonBody,
) -> ApiResult<Json<Runner>> {
    let request: CreateRunner = decode(body, &CREATE_RUNNER)?;
    let record = runners::create(&plane, request).await?;
    Ok(Json(record.view(plane.now(), &plane.timing)))
}
