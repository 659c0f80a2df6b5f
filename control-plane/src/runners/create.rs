//! Creating a runner (contract 2.1).

use std::sync::Arc;

use contract::model::{Cluster, CreateRunner, Identity, Runner};
use contract::rules::{self, Step};
use serde_json::Value;
use uuid::Uuid;

use super::templates::BoundTemplates;
use super::{normalized, written};
use crate::plane::Plane;
use crate::refusal::{Outcome, invalid, precondition, refuse, taken};
use crate::simulation::data_plane::DataPlane;
use crate::simulation::record::{Life, Record};
use crate::simulation::timing::{Instant, timestamp};
use crate::store::{Write, clusters, requests, runners};

/// A create that may be sent again: its request ID, and the body that it came with (contract-v1 4.4).
pub(crate) struct Replay {
    pub(crate) token: String,
    pub(crate) body: Value,
}

/// Creates a runner. The install begins by itself; nobody waits for it here.
pub(crate) async fn create(plane: &Arc<Plane>, request: CreateRunner) -> Outcome<Record> {
    let write = plane.store.write().await?;
    Box::pin(put(plane, write, true, request, None)).await
}

/// Creates a runner once: the same request with the same ID is the runner that it made. It needs no profiles.
pub(crate) async fn create_once(
    plane: &Arc<Plane>,
    request: CreateRunner,
    replay: Replay,
) -> Outcome<Record> {
    let mut write = plane.store.write().await?;
    if let Some((body, runner)) = requests::find(&mut write, &replay.token).await? {
        let same = serde_json::from_str(&body).is_ok_and(|body: Value| body == replay.body);
        let made = plane.find(&mut write, &runner, plane.now()).await?;
        match made {
            Some(record) if same => return Ok(record),
            Some(_) => {
                let message = "request_id: was used for another request";
                return Err(invalid("request_id", message));
            }
            // It went in this moment, and its ID with it.
            None => {}
        }
    }
    Box::pin(put(plane, write, false, request, Some(replay))).await
}

async fn put(
    plane: &Arc<Plane>,
    mut write: Write,
    needs_bindings: bool,
    request: CreateRunner,
    replay: Option<Replay>,
) -> Outcome<Record> {
    let bindings = &request.runner.profile_bindings;
    let templates = BoundTemplates::load(&mut write, bindings).await?;
    let mut violations = rules::create(&request, &templates);
    violations.retain(|violation| {
        violation.step != Step::Bindings || needs_bindings || !bindings.is_empty()
    });
    refuse(&violations)?;
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
    let spec = runner.managed_spec.clone().unwrap_or_default();
    let mut life = Life::begin(&spec.release_channel, now, &plane.timing);
    life.policy_revision = u32::from(runner.policy.is_some());
    life.data_plane = spec
        .data_plane
        .map(|_| DataPlane::begin(now, &plane.timing));
    let record = Record { runner, life };
    runners::insert(&mut write, std::slice::from_ref(&record)).await?;
    if let Some(Replay { token, body }) = replay {
        requests::insert(&mut write, &token, &body.to_string(), &record.runner.id).await?;
    }
    plane.commit(write, vec![written(&record)]).await?;
    Ok(record)
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
        policy: runner.policy,
        created_at: Some(timestamp(now).into()),
        updated_at: Some(timestamp(now).into()),
        ..Runner::default()
    }
}

/// The one cluster that an identity names, by ID, by name or by both (I-22).
async fn cluster(write: &mut Write, identity: &Identity) -> Outcome<Cluster> {
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
