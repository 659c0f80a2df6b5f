//! Reading runners (contract 2.2 and 2.3).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::model::{ConnectionStatus, Runner, RunnerPage, Status};

use crate::api::Id;
use crate::api::error::ApiResult;
use crate::api::query::{Page, Parameters};
use crate::plane::Plane;
use crate::refusal::{invalid, not_found};
use crate::store::runners;
use crate::store::runners::Filter;

/// The runner with that UUID or runner ID.
#[utoipa::path(
    get,
    path = "/v1beta2/sandbox/managed-runners/{id}",
    tag = "runners",
    params(("id" = String, Path, description = "UUID or runner ID")),
    responses(
        (status = 200, description = "The runner", body = Runner),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn get(State(plane): State<Arc<Plane>>, Id(id): Id) -> ApiResult<Json<Runner>> {
    let record = runners::find(&mut *plane.store.read().await?, &id).await?;
    let record = record.ok_or_else(|| not_found("runner", &id))?;
    Ok(Json(record.view(plane.now(), &plane.timing)))
}

/// A page of runners, in the order of their runner IDs.
#[utoipa::path(
    get,
    path = "/v1beta2/sandbox/managed-runners",
    tag = "runners",
    params(
        ("pageSize" = Option<i32>, Query, minimum = 0, description = "50 by default, 200 at most"),
        ("pageToken" = Option<String>, Query, description = "Token from the previous page, with the same filters"),
        ("zone" = Option<String>, Query, description = "Exact zone, in any case"),
        ("clusterId" = Option<String>, Query, description = "UUID or name of the cluster"),
        ("connectionStatus" = Option<ConnectionStatus>, Query, description = "Full constant, or its last word"),
    ),
    responses(
        (status = 200, description = "The page", body = RunnerPage),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn list(
    State(plane): State<Arc<Plane>>,
    parameters: Parameters,
) -> ApiResult<Json<RunnerPage>> {
    let filter = filter(&parameters)?;
    let scope = [
        "runners",
        filter.zone.as_deref().unwrap_or_default(),
        filter.cluster.as_deref().unwrap_or_default(),
        filter
            .connection
            .as_ref()
            .map_or("", ConnectionStatus::word),
    ];
    let page = Page::read(&parameters, &scope)?;
    let now = plane.now();
    let mut db = plane.store.read().await?;
    let mut records = runners::page(&mut db, &filter, &page.after, page.size + 1, now).await?;
    let next_page_token = page.cut(&mut records, |record| record.runner.runner_id());
    let runners = records.iter().map(|r| r.view(now, &plane.timing)).collect();
    Ok(Json(RunnerPage {
        runners,
        next_page_token,
    }))
}

fn filter(parameters: &Parameters) -> ApiResult<Filter> {
    let connection = parameters
        .filled("connectionStatus")?
        .map(ConnectionStatus::parse);
    if let Some(ConnectionStatus::Unknown(text)) = &connection {
        let text = contract::invisible::shown(text);
        let message =
            format!("connection_status: must be CONNECTED or DISCONNECTED, not \"{text}\"");
        return Err(invalid("connection_status", message).into());
    }
    Ok(Filter {
        zone: parameters.filled("zone")?.map(str::to_lowercase),
        cluster: parameters.filled("clusterId")?.map(str::to_owned),
        connection: connection.filter(|status| *status != ConnectionStatus::Unspecified),
        managed_only: false,
    })
}
