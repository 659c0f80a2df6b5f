//! Links for teammates, as those who make them manage them (design D8).

use contract::console::share::{
    MadeBadge, MadeShare, MakeShare, Share, ShareChange, ShareList, SharePreview, SharedPage,
};
use serde_json::json;

use super::{ApiError, Client, fetch::Method};
use crate::paths::api;

/// The person's links; all of the organization's for an administrator.
pub(crate) async fn list(client: &Client) -> Result<ShareList, ApiError> {
    client.get(api::SHARES).await
}

/// What a teammate would see.
pub(crate) async fn preview(
    client: &Client,
    preview: &SharePreview,
) -> Result<SharedPage, ApiError> {
    let body = json!(preview);
    client
        .write(Method::Post, api::SHARE_PREVIEW, Some(&body))
        .await
}

/// Makes a link. The answer is the one time that it is told.
pub(crate) async fn make(client: &Client, make: &MakeShare) -> Result<MadeShare, ApiError> {
    let body = json!(make);
    client.write(Method::Post, api::SHARES, Some(&body)).await
}

/// Changes a link.
pub(crate) async fn change(
    client: &Client,
    id: &str,
    change: &ShareChange,
) -> Result<Share, ApiError> {
    let body = json!(change);
    let path = api::share(id);
    client.write(Method::Patch, &path, Some(&body)).await
}

/// Revokes a link, for good.
pub(crate) async fn revoke(client: &Client, id: &str) -> Result<Share, ApiError> {
    client.write(Method::Delete, &api::share(id), None).await
}

/// Makes a badge; one that was made before shows nothing any more.
pub(crate) async fn make_badge(client: &Client, id: &str) -> Result<MadeBadge, ApiError> {
    let body = json!({});
    let path = api::share_badge(id);
    client.write(Method::Post, &path, Some(&body)).await
}

/// Ends the badge.
pub(crate) async fn end_badge(client: &Client, id: &str) -> Result<Share, ApiError> {
    let path = api::share_badge(id);
    client.write(Method::Delete, &path, None).await
}
