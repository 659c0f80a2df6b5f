//! Profile templates (contract 5).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use contract::api::profiles::ProfileMask;
use contract::document::{
    Access, CREATE_PROFILE_TEMPLATE, PROFILE_TEMPLATE, UPDATE_PROFILE_TEMPLATE, decode,
};
use contract::model::{
    CreateProfileTemplate, FieldViolation, ProfileTemplate, ProfileTemplatePage, Status,
};
use contract::rules;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Id;
use super::body::JsonBody;
use super::error::ApiResult;
use super::query::{Page, Parameters};
use crate::caller::ORGANIZATION;
use crate::plane::Plane;
use crate::refusal::{Outcome, invalid, not_found, precondition, refuse, taken};
use crate::simulation::timing::{Instant, instant, timestamp};
use crate::store::{Write, profiles};

const KIND: &str = "profile_template";

/// Body of a profile update call (contract 5.3).
#[derive(Deserialize, Default, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct UpdateProfileTemplate {
    /// The new values of the masked fields; what is absent is cleared.
    profile_template: ProfileTemplate,
    /// Comma-separated paths out of `description`, `spec`, `labels`, or an object `{"paths": [...]}`.
    #[schema(value_type = String)]
    update_mask: Value,
}

/// Creates a profile. It does nothing until a runner binds it.
#[utoipa::path(
    post,
    path = "/v1beta2/sandbox/profile-templates",
    tag = "profiles",
    request_body = CreateProfileTemplate,
    responses(
        (status = 200, description = "The new profile", body = ProfileTemplate),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn create(
    State(plane): State<Arc<Plane>>,
    JsonBody(body): JsonBody,
) -> ApiResult<Json<ProfileTemplate>> {
    let violations = output_only(&body);
    if !violations.is_empty() {
        return Err(violations.into());
    }
    let request: CreateProfileTemplate = decode(body, &CREATE_PROFILE_TEMPLATE)?;
    let asked = request.profile_template;
    refuse(&rules::profile_create(&asked))?;
    let mut write = plane.store.write().await?;
    if profiles::has_name(&mut write, &asked.display_name).await? {
        let message = "a profile template with this display_name already exists";
        return Err(taken(KIND, &asked.display_name, message).into());
    }
    let now: Timestamp = timestamp(plane.now());
    let profile = ProfileTemplate {
        id: Uuid::new_v4().to_string(),
        organization_id: ORGANIZATION.to_owned(),
        created_at: Some(now.into()),
        updated_at: Some(now.into()),
        ..asked
    };
    profiles::insert(&mut write, std::slice::from_ref(&profile)).await?;
    plane.commit(write, Vec::new()).await?;
    Ok(Json(profile))
}

/// The fields in a create payload that the server alone sets (contract 5.1). Unset ones say nothing.
fn output_only(body: &Value) -> Vec<FieldViolation> {
    let template = body
        .get("profileTemplate")
        .or_else(|| body.get("profile_template"));
    let Some(template) = template.and_then(Value::as_object) else {
        return Vec::new();
    };
    let is_set = |value: &Value| !value.is_null() && value != "";
    template
        .iter()
        .filter(|(_, value)| is_set(value))
        .filter_map(|(key, _)| PROFILE_TEMPLATE.field(key))
        .filter(|field| field.access == Access::Output)
        .map(|field| FieldViolation {
            field: format!("profile_template.{}", field.yaml()),
            description: format!("{} is output only", field.yaml()),
        })
        .collect()
}

/// The profile with that ID.
#[utoipa::path(
    get,
    path = "/v1beta2/sandbox/profile-templates/{id}",
    tag = "profiles",
    params(("id" = String, Path, description = "UUID")),
    responses(
        (status = 200, description = "The profile", body = ProfileTemplate),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn get(
    State(plane): State<Arc<Plane>>,
    Id(id): Id,
) -> ApiResult<Json<ProfileTemplate>> {
    let profile = profiles::find(&mut *plane.store.read().await?, &id).await?;
    Ok(Json(profile.ok_or_else(|| not_found(KIND, &id))?))
}

/// A page of profiles, in the order of their display names.
#[utoipa::path(
    get,
    path = "/v1beta2/sandbox/profile-templates",
    tag = "profiles",
    params(
        ("pageSize" = Option<i32>, Query, minimum = 0, description = "50 by default, 200 at most"),
        ("pageToken" = Option<String>, Query, description = "Token from the previous page"),
    ),
    responses(
        (status = 200, description = "The page", body = ProfileTemplatePage),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn list(
    State(plane): State<Arc<Plane>>,
    parameters: Parameters,
) -> ApiResult<Json<ProfileTemplatePage>> {
    let page = Page::read(&parameters, &["profiles"])?;
    let mut db = plane.store.read().await?;
    let mut profile_templates = profiles::page(&mut db, &page.after, page.size + 1).await?;
    let next_page_token = page.cut(&mut profile_templates, |profile| &profile.display_name);
    Ok(Json(ProfileTemplatePage {
        profile_templates,
        next_page_token,
    }))
}

/// Replaces the fields that the mask names.
#[utoipa::path(
    patch,
    path = "/v1beta2/sandbox/profile-templates/{id}",
    tag = "profiles",
    params(
        ("id" = String, Path, description = "UUID"),
        ("updateMask" = Option<String>, Query, description = "The mask, if the body has none"),
    ),
    request_body = UpdateProfileTemplate,
    responses(
        (status = 200, description = "The profile after the change", body = ProfileTemplate),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn update(
    State(plane): State<Arc<Plane>>,
    Id(id): Id,
    parameters: Parameters,
    JsonBody(body): JsonBody,
) -> ApiResult<Json<ProfileTemplate>> {
    let UpdateProfileTemplate {
        profile_template,
        update_mask,
    } = decode(body, &UPDATE_PROFILE_TEMPLATE)?;
    let mask = ProfileMask::parse(Some(&parameters.mask(update_mask)?));
    let mask = mask.map_err(|error| error.status())?;

    let mut write = plane.store.write().await?;
    let loaded = existing(&mut write, &id).await?;
    if !profile_template.id.is_empty() && profile_template.id != loaded.id {
        let message = "profile_template.id: is not the profile of the path";
        return Err(invalid("profile_template.id", message).into());
    }
    let mut wanted = mask.apply(&loaded, &profile_template);
    refuse(&rules::profile(&wanted))?;
    wanted.updated_at = Some(timestamp(later(&loaded, plane.now())).into());
    profiles::update(&mut write, &wanted).await?;
    plane.commit(write, Vec::new()).await?;
    Ok(Json(wanted))
}

/// Now, or the first instant after the last change.
fn later(profile: &ProfileTemplate, now: Instant) -> Instant {
    let before = profile
        .updated_at
        .as_ref()
        .and_then(contract::model::Timestamp::instant);
    before.map_or(now, |before| now.max(instant(before) + 1))
}

/// Deletes a profile that no runner binds (I-28).
#[utoipa::path(
    delete,
    path = "/v1beta2/sandbox/profile-templates/{id}",
    tag = "profiles",
    params(("id" = String, Path, description = "UUID")),
    responses(
        (status = 200, description = "Deleted, an empty object", body = Object),
        (status = "4XX", description = "Refused", body = Status),
    ),
)]
pub(crate) async fn delete(State(plane): State<Arc<Plane>>, Id(id): Id) -> ApiResult<Json<Value>> {
    let mut write = plane.store.write().await?;
    existing(&mut write, &id).await?;
    let bound = profiles::count_bindings(&mut write, &id).await?;
    if bound > 0 {
        let message = format!("profile template is bound to {bound} runner(s)");
        return Err(precondition("PROFILE_BINDING", message).into());
    }
    profiles::delete(&mut write, &id).await?;
    plane.commit(write, Vec::new()).await?;
    Ok(Json(json!({})))
}

async fn existing(write: &mut Write, id: &str) -> Outcome<ProfileTemplate> {
    let profile = profiles::find(write, id).await?;
    profile.ok_or_else(|| not_found(KIND, id))
}
