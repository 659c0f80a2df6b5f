//! Updating a runner in v1 under a mask (contract-v1 1.4, 4).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::api::Dialect;
use contract::mask::FieldMask;
use contract::model::{Runner, Status};
use contract::part::Part;
use serde_json::{Value, json};

use super::said;
use super::wire::{read, view};
use crate::api::Id;
use crate::api::body::JsonBody;
use crate::api::error::ApiResult;
use crate::api::query::Parameters;
use crate::options::Served;
use crate::plane::Plane;
use crate::refusal::{Outcome, invalid, not_found, precondition};
use crate::runners;
use crate::simulation::record::Record;

/// Replaces the parts that the mask names, all of them or none.
#[utoipa::path(
    patch,
    path = "/v1/sandbox/managedRunners/{runnerId}",
    tag = "runners, v1",
    params(
        ("runnerId" = String, Path, description = "Runner ID"),
        ("updateMask" = String, Query, description = "Comma-separated paths, such as policy,spec.data_plane"),
    ),
    request_body = ref("#/components/schemas/V1Runner"),
    responses(
        (status = 200, description = "The runner after the change", body = ref("#/components/schemas/V1Runner")),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn update(
    State(plane): State<Arc<Plane>>,
    Id(id): Id,
    parameters: Parameters,
    JsonBody(body): JsonBody,
) -> ApiResult<Json<Value>> {
    let mask = parameters.get("updateMask")?.map(|text| json!(text));
    let mask = Dialect::V1
        .mask(mask.as_ref())
        .map_err(|error| said(error.status()))?;
    if plane.served == Served::PolicyOnly && mask.paths().any(|part| part != Part::Policy) {
        return Err(invalid("update_mask", "update_mask: this server knows only policy").into());
    }
    let asked = read(masked(body, &mask)).map_err(said)?;
    let edit = |record: &mut Record| {
        if record.is_known_to_v1(&id) {
            apply(record, asked, &mask)
        } else {
            Err(not_found("runner", &id))
        }
    };
    let record = runners::change(&plane, &id, edit).await.map_err(said)?;
    Ok(Json(view(&plane, &record)))
}

/// Fields outside the mask are ignored, and faults in them (contract-v1 4.2).
fn masked(mut body: Value, mask: &FieldMask) -> Value {
    let names = |place: &str| {
        let named = Dialect::V1.mask(Some(&json!(place)));
        named.is_ok_and(|one| {
            one.paths()
                .all(|part| mask.paths().any(|named| named == part))
        })
    };
    if let Some(object) = body.as_object_mut() {
        object.retain(|key, _| match key.as_str() {
            "policy" | "etag" => names("policy"),
            "profileBindings" | "profile_bindings" => false,
            _ => true,
        });
        if let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) {
            spec.retain(|key, _| names(&format!("spec.{key}")));
        }
    }
    body
}

fn apply(record: &mut Record, mut asked: Runner, mask: &FieldMask) -> Outcome<()> {
    let names = |part: Part| mask.paths().any(|named| named == part);
    if names(Part::Policy) {
        // What is missing is stale, too (contract-v1 J-17).
        if asked.etag != Some(json!(record.life.etag())) {
            let message = "managed_runner.etag is stale; reload the runner and retry";
            return Err(precondition("ETAG", message));
        }
        // To take it away is no way to be without (contract-v1 J-15).
        if asked.policy.is_none() {
            let missing = "policy is required; use an explicit empty object for the empty posture";
            return Err(invalid("policy", missing));
        }
        record.life.policy_revision = record.life.policy_revision.saturating_add(1);
    }
    if names(Part::Overrides) {
        // What v1 cannot say of them stays (contract-v1 6.1).
        let spec = record.runner.managed_spec.as_ref();
        let scheduler = spec.and_then(|spec| Some(spec.overrides.as_ref()?.scheduler_name.clone()));
        if let Some(scheduler) = scheduler.filter(|scheduler| !scheduler.is_empty()) {
            let spec = asked.managed_spec.get_or_insert_default();
            spec.overrides.get_or_insert_default().scheduler_name = scheduler;
        }
    }
    record.runner = mask.apply(&record.runner, &asked);
    Ok(())
}
