//! Updating a runner under a mask (contract 2.4 and 3).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::mask::FieldMask;
use contract::validate;
use contract::wire::schema::{UPDATE_RUNNER, decode};
use contract::wire::{ManagedSpec, ProfileBinding, Runner, Status};
use serde::Deserialize;
use serde_json::Value;

use super::{normalized, refuse, writable, written};
use crate::api::Id;
use crate::api::body::JsonBody;
use crate::api::error::{ApiResult, invalid};
use crate::api::query::Parameters;
use crate::api::templates::BoundTemplates;
use crate::plane::Plane;
use crate::simulation::lifecycle::{plan_update, provision, roll_out, touch};
use crate::simulation::record::{Phase, Record};
use crate::simulation::timing::Instant;
use crate::store::runners;

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
    plane.commit(write, vec![written(&record)]).await?;
    Ok(Json(record.view(now, &plane.timing)))
}

/// What a saved change sets in motion (contract 7.3, I-24, I-26).
fn react(plane: &Plane, record: &mut Record, before: &Runner, now: Instant) {
    let spec = |runner: &Runner| runner.managed_spec.clone().unwrap_or_default();
    let (old, new): (ManagedSpec, ManagedSpec) = (spec(before), spec(&record.runner));
    if sorted(&record.runner.profile_bindings) != sorted(&before.profile_bindings) {
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

/// The order of bindings carries no meaning (contract 3.4).
fn sorted(bindings: &[ProfileBinding]) -> Vec<&ProfileBinding> {
    let mut sorted: Vec<_> = bindings.iter().collect();
    sorted.sort_by_key(|binding| &binding.profile_template_id);
    sorted
}
