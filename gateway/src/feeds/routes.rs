//! `/console/feeds`: how their owners manage feeds. Needs the right to read runners.

use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRef, Path, State};
use axum::response::Response;
use axum::routing::{delete, get};
use contract::console::feed::NewFeed;
use contract::console::paths::{FEED, FEEDS};
use http::request::Parts;

use super::Feeds;
use crate::http::{CheckedBody, JsonBody, RawBody, Refusal};
use crate::session::{Access, Caller};
use crate::share::Shares;

/// What these paths are answered from.
#[derive(Clone)]
pub(crate) struct FeedRoutes {
    pub(crate) access: Access,
    pub(crate) feeds: Arc<Feeds>,
    /// Knows what addresses begin with.
    pub(crate) shares: Arc<Shares>,
}

impl FromRef<FeedRoutes> for Access {
    fn from_ref(routes: &FeedRoutes) -> Self {
        routes.access.clone()
    }
}

type Routes = State<FeedRoutes>;
type Answer = Result<Response, Refusal>;

/// The paths of feeds.
pub(crate) fn router(routes: FeedRoutes) -> Router {
    Router::new()
        .route(FEEDS, get(list).post(make))
        .route(FEED, delete(revoke))
        .with_state(routes)
}

async fn list(State(routes): Routes, caller: Caller, _: RawBody) -> Answer {
    routes.feeds.list(&caller).await
}

async fn make(
    State(routes): Routes,
    caller: Caller,
    request: Parts,
    JsonBody(feed): JsonBody<NewFeed>,
) -> Answer {
    let origin = routes.shares.origin(&request)?;
    routes.feeds.make(&caller, feed, &origin).await
}

async fn revoke(
    State(routes): Routes,
    caller: Caller,
    Path(id): Path<String>,
    _: CheckedBody,
) -> Answer {
    routes.feeds.revoke(&caller, &id).await
}
