//! Reading runners in v1 (contract-v1 1.2, 1.3).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::model::Status;
use serde_json::{Value, json};

use super::wire::view;
use crate::api::Id;
use crate::api::error::ApiResult;
use crate::api::query::{Page, Parameters};
use crate::plane::Plane;
use crate::refusal::not_found;
use crate::store::runners::{self, Filter};

/// The runner with that runner ID. UUIDs of v1beta2 are not known here.
#[utoipa::path(
    get,
    path = "/v1/sandbox/managedRunners/{runnerId}",
    tag = "runners, v1",
    params(("runnerId" = String, Path, description = "Runner ID")),
    responses(
        (status = 200, description = "The runner", body = ref("#/components/schemas/V1Runner")),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn get(State(plane): State<Arc<Plane>>, Id(id): Id) -> ApiResult<Json<Value>> {
    let record = runners::find(&mut *plane.store.read().await?, &id).await?;
    let record = record.filter(|record| record.is_known_to_v1(&id));
    let record = record.ok_or_else(|| not_found("runner", &id))?;
    Ok(Json(view(&plane, &record)))
}

/// A page of runners, in the order of their runner IDs.
#[utoipa::path(
    get,
    path = "/v1/sandbox/managedRunners",
    tag = "runners, v1",
    params(
        ("pageSize" = Option<i32>, Query, description = "50 by default, 200 at most"),
        ("pageToken" = Option<String>, Query, description = "Token from the previous page, with the same filters"),
        ("zone" = Option<String>, Query, description = "Exact zone, in any case"),
        ("clusterId" = Option<String>, Query, description = "UUID or name of the cluster"),
    ),
    responses(
        (status = 200, description = "The page", body = ref("#/components/schemas/V1RunnerPage")),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn list(
    State(plane): State<Arc<Plane>>,
    parameters: Parameters,
) -> ApiResult<Json<Value>> {
    let filter = Filter {
        zone: parameters.filled("zone")?.map(str::to_lowercase),
        cluster: parameters.filled("clusterId")?.map(str::to_owned),
        managed_only: true,
        ..Filter::default()
    };
    let scope = [
        "managedRunners",
        filter.zone.as_deref().unwrap_or_default(),
        filter.cluster.as_deref().unwrap_or_default(),
    ];
    let page = Page::read(&parameters, &scope)?;
    let now = plane.now();
    let mut db = plane.store.read().await?;
    let mut records = runners::page(&mut db, &filter, &page.after, page.size + 1, now).await?;
    let next = page.cut(&mut records, |record| record.runner.runner_id());
    let shown: Vec<_> = records.iter().map(|record| view(&plane, record)).collect();
    Ok(Json(
        json!({ "managedRunners": shown, "nextPageToken": next }),
    ))
}
