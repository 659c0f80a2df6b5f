//! Creating a runner (contract 2.1).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::validate;
use contract::wire::schema::{CREATE_RUNNER, decode};
use contract::wire::{Cluster, CreateRunner, Identity, Runner, Status};
use uuid::Uuid;

use super::{normalized, refuse, written};
use crate::api::body::JsonBody;
use crate::api::error::{ApiResult, invalid, precondition, taken};
use crate::api::templates::BoundTemplates;
use crate::plane::Plane;
use crate::simulation::record::{Life, Record};
use crate::simulation::timing::{Instant, timestamp};
use crate::store::{Write, clusters, runners};

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
    let request: CreateRunner =
        decode(body, &CREATE_RUNNER).map_err(|violations| Status::bad_request(&violations))?;
    let mut write = plane.store.write().await?;
    let templates = BoundTemplates::load(&mut write, &request.runner.profile_bindings).await?;
    refuse(&validate::create(&request, &templates))?;
    let cluster = cluster(&mut write, &request.runner.identity).await?;
    if runners::exists(&mut write, &request.runner_id).await? {
        let message = "a runner with this runner_id already exists";
        return Err(taken("runner", &request.runner_id, message));
    }
    if let Some(holder) = runners::holder(&mut write, &cluster.id).await? {
        let message = "a managed runner already exists for this cluster";
        return Err(taken("runner", &holder, message));
    }
    let now = plane.now();
    let runner = normalized(accepted(request, &cluster, now));
    let channel = runner
        .managed_spec
        .clone()
        .unwrap_or_default()
        .release_channel;
    let record = Record {
        runner,
        life: Life::begin(&channel, now, &plane.timing),
    };
    runners::insert(&mut write, std::slice::from_ref(&record)).await?;
    plane.commit(write, vec![written(&record)]).await?;
    Ok(Json(record.view(now, &plane.timing)))
}

/// The runner that a request asks for: its input fields and nothing else of it (contract 1).
fn accepted(request: CreateRunner, cluster: &Cluster, now: Instant) -> Runner {
    let CreateRunner { runner_id, runner } = request;
    Runner {
        id: Uuid::new_v4().to_string(),
        display_name: runner.display_name,
        identity: Identity {
            runner_id,
            cluster_id: cluster.id.clone(),
            cluster_name: cluster.name.clone(),
            ..runner.identity
        },
        managed_spec: runner.managed_spec,
        profile_bindings: runner.profile_bindings,
        created_at: Some(timestamp(now).into()),
        updated_at: Some(timestamp(now).into()),
        ..Runner::default()
    }
}

/// The one cluster that an identity names, by ID, by name or by both (I-22).
async fn cluster(write: &mut Write, identity: &Identity) -> ApiResult<Cluster> {
    let unknown = || precondition("CLUSTER", "cluster not found");
    let by_id = match identity.cluster_id.as_str() {
        "" => None,
        id => Some(clusters::by_id(write, id).await?.ok_or_else(unknown)?),
    };
    let by_name = match identity.cluster_name.as_str() {
        "" => None,
        name => Some(clusters::by_name(write, name).await?.ok_or_else(unknown)?),
    };
    if let (Some(a), Some(b)) = (&by_id, &by_name)
        && a.doc.id != b.doc.id
    {
        let message =
            "runner.identity.cluster_name: is not the name of the cluster with this cluster_id";
        return Err(invalid("runner.identity.cluster_name", message));
    }
    let cluster = by_id.or(by_name).ok_or_else(unknown)?;
    Ok(cluster.doc)
}
