//! `/console/notifications`: rules, channels and messages. Needs the right to read runners.

use std::sync::Arc;

use axum::extract::{FromRef, Path, State};
use axum::response::Response;
use axum::routing::{delete, get, patch, post};
use axum::{Json, Router};
use contract::console::notify::{NewChannel, Pause, RulePreview, Sketch};
use http::request::Parts;

use super::Notifier;
use crate::http::{CheckedBody, JsonBody, RawBody, Refusal};
use crate::session::{Access, Caller};
use crate::share::Shares;

/// What these paths are answered from.
#[derive(Clone)]
pub(crate) struct NotifyRoutes {
    pub(crate) access: Access,
    pub(crate) notifier: Arc<Notifier>,
    /// Knows what links begin with.
    pub(crate) shares: Arc<Shares>,
}

impl FromRef<NotifyRoutes> for Access {
    fn from_ref(routes: &NotifyRoutes) -> Self {
        routes.access.clone()
    }
}

type Routes = State<NotifyRoutes>;
type Answer = Result<Response, Refusal>;

/// The paths of notifications.
pub(crate) fn router(routes: NotifyRoutes) -> Router {
    Router::new()
        .route("/console/notifications", get(list))
        .route("/console/notifications/rules", post(make_rule))
        .route("/console/notifications/rules/preview", post(preview))
        .route(
            "/console/notifications/rules/{id}",
            patch(change_rule).delete(delete_rule),
        )
        .route(
            "/console/notifications/rules/{id}/pause",
            post(pause).delete(resume),
        )
        .route("/console/notifications/channels", post(make_channel))
        .route(
            "/console/notifications/channels/{id}",
            delete(delete_channel),
        )
        .route("/console/notifications/channels/{id}/test", post(test))
        .route("/console/notifications/messages", get(messages))
        .route("/console/notifications/messages/{id}/replay", post(replay))
        .with_state(routes)
}

async fn list(State(routes): Routes, caller: Caller, _: RawBody) -> Answer {
    routes.notifier.list(&caller).await
}

async fn make_rule(
    State(routes): Routes,
    caller: Caller,
    request: Parts,
    JsonBody(sketch): JsonBody<Sketch>,
) -> Answer {
    let origin = routes.shares.origin(&request)?;
    routes.notifier.make_rule(&caller, sketch, origin).await
}

async fn preview(
    State(routes): Routes,
    caller: Caller,
    JsonBody(sketch): JsonBody<RulePreview>,
) -> Result<Json<contract::console::notify::RulePreviewed>, Refusal> {
    routes.notifier.preview(&caller, sketch).await.map(Json)
}

async fn change_rule(
    State(routes): Routes,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(sketch): JsonBody<Sketch>,
) -> Answer {
    routes.notifier.change_rule(&caller, &id, sketch).await
}

async fn delete_rule(
    State(routes): Routes,
    caller: Caller,
    Path(id): Path<String>,
    _: CheckedBody,
) -> Answer {
    routes.notifier.delete_rule(&caller, &id).await
}

async fn pause(
    State(routes): Routes,
    caller: Caller,
    Path(id): Path<String>,
    JsonBody(pause): JsonBody<Pause>,
) -> Answer {
    routes.notifier.pause(&caller, &id, Some(pause)).await
}

async fn resume(
    State(routes): Routes,
    caller: Caller,
    Path(id): Path<String>,
    _: CheckedBody,
) -> Answer {
    routes.notifier.pause(&caller, &id, None).await
}

async fn make_channel(
    State(routes): Routes,
    caller: Caller,
    JsonBody(channel): JsonBody<NewChannel>,
) -> Answer {
    routes.notifier.make_channel(&caller, channel).await
}

async fn delete_channel(
    State(routes): Routes,
    caller: Caller,
    Path(id): Path<String>,
    _: CheckedBody,
) -> Answer {
    routes.notifier.delete_channel(&caller, &id).await
}

async fn test(
    State(routes): Routes,
    caller: Caller,
    Path(id): Path<String>,
    request: Parts,
    _: CheckedBody,
) -> Answer {
    let origin = routes.shares.origin(&request)?;
    routes.notifier.test(&caller, &id, &origin).await
}

async fn messages(State(routes): Routes, caller: Caller, _: RawBody) -> Answer {
    routes.notifier.messages(&caller).await
}

async fn replay(
    State(routes): Routes,
    caller: Caller,
    Path(id): Path<String>,
    _: CheckedBody,
) -> Answer {
    routes.notifier.replay(&caller, &id).await
}
