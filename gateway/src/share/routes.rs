//! `/console/shares`: links, as those who make them manage them. Needs a right to read.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::response::Response;
use axum::routing::{get, patch, post};
use contract::console::share::{MakeShare, ShareChange, SharePreview};
use http::request::Parts;

use super::Shares;
use crate::http::{CheckedBody, JsonBody, RawBody, Refusal};
use crate::session::{Access, Caller};

/// What these paths are answered from.
#[derive(Clone)]
pub(crate) struct ShareRoutes {
    pub(crate) access: Access,
    pub(crate) shares: Arc<Shares>,
}

impl FromRef<ShareRoutes> for Access {
    fn from_ref(routes: &ShareRoutes) -> Self {
        routes.access.clone()
    }
}

type Links = State<ShareRoutes>;
type Answer = Result<Response, Refusal>;

/// The paths of links.
pub(crate) fn router(routes: ShareRoutes) -> Router {
    Router::new()
        .route("/console/shares", get(list).post(make))
        .route("/console/shares/preview", post(preview))
        .route("/console/shares/{id}", patch(change).delete(revoke))
        .route(
            "/console/shares/{id}/badge",
            post(make_badge).delete(end_badge),
        )
        .with_state(routes)
}

async fn list(State(links): Links, caller: Caller, _: RawBody) -> Answer {
    links.shares.list(&caller).await
}

async fn make(
    State(links): Links,
    caller: Caller,
    request: Parts,
    JsonBody(make): JsonBody<MakeShare>,
) -> Answer {
    let origin = links.shares.origin(&request)?;
    links.shares.make(&caller, make, &origin).await
}

async fn preview(
    State(links): Links,
    caller: Caller,
    JsonBody(preview): JsonBody<SharePreview>,
) -> Answer {
    links.shares.preview(&caller, &preview).await
}

async fn change(
    State(links): Links,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(change): JsonBody<ShareChange>,
) -> Answer {
    links.shares.change(&caller, &id, change).await
}

async fn revoke(
    State(links): Links,
    caller: Caller,
    Path(id): Path<String>,
    _: CheckedBody,
) -> Answer {
    links.shares.revoke(&caller, &id).await
}

async fn make_badge(
    State(links): Links,
    caller: Caller,
    Path(id): Path<String>,
    request: Parts,
    _: CheckedBody,
) -> Answer {
    let origin = links.shares.origin(&request)?;
    links.shares.make_badge(&caller, &id, &origin).await
}

async fn end_badge(
    State(links): Links,
    caller: Caller,
    Path(id): Path<String>,
    _: CheckedBody,
) -> Answer {
    links.shares.end_badge(&caller, &id).await
}
