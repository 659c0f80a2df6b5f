//! Profile templates (contract 5.3).

use contract::wire::{ProfileTemplate, ProfileTemplatePage};

use super::{ApiError, Client, pages};
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
