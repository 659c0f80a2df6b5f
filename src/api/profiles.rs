//! Profile templates (contract 5.3).

use contract::{
    api::profiles as calls,
    api::profiles::ProfileUpdate,
    model::{ProfileTemplate, ProfileTemplatePage},
};
use serde_json::Value;

use super::{ApiError, Client, pages};

/// Every profile template.
pub(crate) async fn list(client: &Client) -> Result<Vec<ProfileTemplate>, ApiError> {
    let mut all = Vec::new();
    pages::all(async |token: &str| {
        let page: ProfileTemplatePage = client.call(&calls::list(token)).await?;
        all.extend(page.profile_templates);
        Ok(page.next_page_token)
    })
    .await?;
    Ok(all)
}

/// One profile template, by its UUID.
pub(crate) async fn get(client: &Client, id: &str) -> Result<ProfileTemplate, ApiError> {
    client.call(&calls::get(id)).await
}

/// Creates a profile template. Only what is set is sent.
pub(crate) async fn create(
    client: &Client,
    profile: ProfileTemplate,
) -> Result<ProfileTemplate, ApiError> {
    client.call(&calls::create(&profile)).await
}

/// Sends an update as the contract crate computed it.
pub(crate) async fn update(
    client: &Client,
    update: &ProfileUpdate,
) -> Result<ProfileTemplate, ApiError> {
    client.call(&update.call).await
}

/// Deletes a profile template that nothing binds.
pub(crate) async fn delete(client: &Client, id: &str) -> Result<(), ApiError> {
    let _: Value = client.call(&calls::delete(id)).await?;
    Ok(())
}
