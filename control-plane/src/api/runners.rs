//! Managed runners (contract 2).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::mask::FieldMask;
use contract::validate;
use contract::wire::schema::{CREATE_RUNNER, UPDATE_RUNNER, decode};
use contract::wire::{
    Cluster, ConnectionStatus, CreateRunner, Identity, ManagedSpec, Runner, RunnerPage, Status,
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Id;
use super::body::{EmptyBody, JsonBody};
use super::error::{ApiResult, invalid, not_found, precondition, taken};
use super::query::{Page, Parameters};
use super::templates::BoundTemplates;
use crate::change::Change;
use crate::plane::Plane;
use crate::simulation::lifecycle::{plan_update, provision, roll_out, touch};
use crate::simulation::record::{Life, Phase, Record};
use crate::simulation::timing::{Instant, timestamp};
use crate::store::runners::Filter;
use crate::store::{Write, clusters, runners};

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
    plane.commit(write, [written(&record)]).await?;
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

/// The runner in the form in which it is stored: zone in lower case (I-21), a channel (I-12), no policy
/// that says nothing (contract 1.4).
fn normalized(mut runner: Runner) -> Runner {
    runner.identity.zone = runner.identity.zone.to_lowercase();
    let mut spec = runner.managed_spec.unwrap_or_default();
    spec.release_channel = spec.release_channel.effective();
    spec.maintenance_policy = spec
        .maintenance_policy
        .filter(|policy| !policy.windows.is_empty() || !policy.exclusions.is_empty());
    runner.managed_spec = Some(spec);
    runner
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
        ("pageSize" = Option<i32>, Query, description = "50 by default, 200 at most"),
        ("pageToken" = Option<String>, Query, description = "From the page before, with the same filters"),
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
        let message = format!("connection_status: must be CONNECTED or DISCONNECTED, not {text:?}");
        return Err(invalid("connection_status", message));
    }
    Ok(Filter {
        zone: parameters.filled("zone")?.map(str::to_lowercase),
        cluster: parameters.filled("clusterId")?.map(str::to_owned),
        connection: connection.filter(|status| *status != ConnectionStatus::Unspecified),
    })
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
    } = decode(body, &UPDATE_RUNNER).map_err(|violations| Status::bad_request(&violations))?;
    let mask = match parameters.get("updateMask")? {
        Some(text) if update_mask.is_null() => FieldMask::parse_text(text),
        _ => FieldMask::parse(Some(&update_mask)),
    };
    let mask = mask.map_err(|error| error.status())?;

    let mut write = plane.store.write().await?;
    let now = plane.now();
    let mut record = writable(&plane, &mut write, &id, now).await?;
    if !runner.id.is_empty() && runner.id != record.runner.id {
        return Err(invalid(
            "runner.id",
            "runner.id: is not the runner of the path",
        ));
    }
    let wanted = normalized(mask.apply(&record.runner, &runner));
    let templates = BoundTemplates::load(&mut write, &wanted.profile_bindings).await?;
    refuse(&validate::runner(&wanted, &templates))?;

    let before = std::mem::replace(&mut record.runner, wanted);
    react(&plane, &mut record, &before, now);
    runners::update(&mut write, &record).await?;
    runners::update_bindings(&mut write, &record).await?;
    plane.commit(write, [written(&record)]).await?;
    Ok(Json(record.view(now, &plane.timing)))
}

/// What a saved change sets in motion (contract 7.3, I-24, I-26).
fn react(plane: &Plane, record: &mut Record, before: &Runner, now: Instant) {
    let spec = |runner: &Runner| runner.managed_spec.clone().unwrap_or_default();
    let (old, new): (ManagedSpec, ManagedSpec) = (spec(before), spec(&record.runner));
    if record.runner.profile_bindings != before.profile_bindings {
        record.life.profile_set = record.life.profile_set.saturating_add(1);
    }
    if old.overrides != new.overrides {
        roll_out(&mut record.life, &plane.timing, now);
    }
    if old != new {
        match record.life.phase {
            Phase::Failed { .. } => provision(&mut record.life, &plane.timing, now),
            _ => plan_update(record, &plane.timing, now),
        }
    }
    touch(record, now);
}

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
        plane.commit(write, [written(&record)]).await?;
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
        plane.commit(write, [written(&record)]).await?;
    }
    Ok(Json(record.view(now, &plane.timing)))
}

/// The runner, if this API looks after it.
async fn managed(plane: &Plane, write: &mut Write, id: &str, now: Instant) -> ApiResult<Record> {
    let record = plane.find(write, id, now).await?;
    let record = record.ok_or_else(|| not_found("runner", id))?;
    if record.is_managed() {
        Ok(record)
    } else {
        Err(precondition("MANAGEMENT_MODE", "runner is not managed"))
    }
}

/// The runner, if it takes changes.
async fn writable(plane: &Plane, write: &mut Write, id: &str, now: Instant) -> ApiResult<Record> {
    let record = managed(plane, write, id, now).await?;
    if record.is_deleting() {
        Err(precondition("INSTALL_STATUS", "runner is being deleted"))
    } else {
        Ok(record)
    }
}

fn refuse(violations: &[validate::Violation]) -> ApiResult<()> {
    validate::status(violations).map_or(Ok(()), |status| Err(status.into()))
}

fn written(record: &Record) -> Change {
    Change::Written {
        runner_id: record.runner.identity.runner_id.clone(),
    }
}
