//! CKS clusters (contract 6.1). They are there to be read.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::model::{Cluster, ClusterList, Status};

use super::Id;
use super::error::ApiResult;
use crate::plane::Plane;
use crate::refusal::not_found;
use crate::store::clusters;

/// Every cluster, in all zones; there are no pages.
#[utoipa::path(
    get,
    path = "/v1beta1/cks/clusters",
    tag = "clusters",
    responses(
        (status = 200, description = "The clusters", body = ClusterList),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn list(State(plane): State<Arc<Plane>>) -> ApiResult<Json<ClusterList>> {
    let mut db = plane.store.read().await?;
    let items = clusters::list(&mut db, plane.now()).await?;
    Ok(Json(ClusterList { items }))
}

/// One cluster.
#[utoipa::path(
    get,
    path = "/v1beta1/cks/clusters/{id}",
    tag = "clusters",
    params(("id" = String, Path, description = "UUID of the cluster")),
    responses(
        (status = 200, description = "The cluster", body = Cluster),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn get(State(plane): State<Arc<Plane>>, Id(id): Id) -> ApiResult<Json<Cluster>> {
    let mut db = plane.store.read().await?;
    let cluster = clusters::by_id(&mut db, &id).await?;
    let cluster = cluster.ok_or_else(|| not_found("cluster", &id))?;
    Ok(Json(cluster.at(plane.now())))
}
