//! Profile templates (contract 5.3).

use contract::{
    mask::ProfileUpdate,
    wire::{CreateProfileTemplate, ProfileTemplate, ProfileTemplatePage, schema},
};
use serde_json::{Value, json};

use super::{ApiError, Client, fetch::Method, pages};
use crate::paths::api;

/// Every profile template.
pub(crate) async fn list(client: &Client) -> Result<Vec<ProfileTemplate>, ApiError> {
    let mut all = Vec::new();
    pages::all(async |token: &str| {
        let page: ProfileTemplatePage = client.get(&api::profiles(token)).await?;
        all.extend(page.profile_templates);
        Ok(page.next_page_token)
    })
    .await?;
    Ok(all)
}

/// One profile template, by its UUID.
pub(crate) async fn get(client: &Client, id: &str) -> Result<ProfileTemplate, ApiError> {
    client.get(&api::profile(id)).await
}

/// Creates a profile template. Only what is set is sent.
pub(crate) async fn create(
    client: &Client,
    profile: ProfileTemplate,
) -> Result<ProfileTemplate, ApiError> {
    let body = json!(CreateProfileTemplate {
        profile_template: profile,
    });
    let mut template = schema::prune(body["profileTemplate"].clone(), &schema::PROFILE_TEMPLATE);
    // An empty spec is a spec: it inherits everything (contract 5.1).
    if let Value::Object(template) = &mut template {
        template.entry("spec").or_insert_with(|| json!({}));
    }
    let body = json!({ "profileTemplate": template });
    client.write(Method::Post, api::PROFILES, Some(&body)).await
}

/// Sends an update as the contract crate computed it.
pub(crate) async fn update(
    client: &Client,
    id: &str,
    update: &ProfileUpdate,
) -> Result<ProfileTemplate, ApiError> {
    client
        .write(Method::Patch, &api::profile(id), Some(&update.body))
        .await
}

/// Deletes a profile template that nothing binds.
pub(crate) async fn delete(client: &Client, id: &str) -> Result<(), ApiError> {
    let _: Value = client
        .write(Method::Delete, &api::profile(id), None)
        .await?;
    Ok(())
}
