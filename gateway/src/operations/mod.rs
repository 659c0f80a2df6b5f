//! Whether the gateway is alive and ready, and metrics for operators on a separate address that nobody else can
//! reach.

mod ready;
mod runners;

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use http::header;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::http::{RawBody, Refusal};
use crate::live::Live;
use crate::session::Sessions;
use crate::settings::build::VERSION;
use crate::settings::metrics::{self, Metrics, Standing};

pub(crate) use ready::Readiness;
pub(crate) use runners::RunnerFigures;

/// What anybody may ask.
#[derive(Clone)]
pub(crate) struct HealthRoutes {
    /// As the API is named.
    pub(crate) upstream: String,
    pub(crate) simulated: bool,
    pub(crate) readiness: Arc<Readiness>,
}

/// `/healthz` and `/readyz`.
pub(crate) fn router(routes: HealthRoutes) -> Router {
    Router::new()
        .route("/healthz", get(health))
        .route("/readyz", get(is_ready))
        .with_state(routes)
}

/// Says that the gateway is alive and what it stands before.
async fn health(State(routes): State<HealthRoutes>, _: RawBody) -> Json<Value> {
    Json(json!({
        "status": "ok",
        "build": VERSION,
        "upstream": routes.upstream,
        "simulated": routes.simulated,
    }))
}

async fn is_ready(
    State(routes): State<HealthRoutes>,
    RawQuery(query): RawQuery,
    _: RawBody,
) -> Result<Response, Refusal> {
    routes.readiness.answer(query.as_deref()).await
}

/// What operators' answers are made of.
#[derive(Clone)]
pub(crate) struct Operators {
    pub(crate) metrics: Metrics,
    pub(crate) live: Arc<Live>,
    pub(crate) sessions: Sessions,
    pub(crate) readiness: Arc<Readiness>,
    pub(crate) runners: RunnerFigures,
}

impl Operators {
    /// `/metrics`, `/healthz` and `/readyz`.
    pub(crate) fn router(self) -> Router {
        Router::new()
            .route("/metrics", get(figures))
            .route("/healthz", get(async || Json(json!({ "status": "ok" }))))
            .route("/readyz", get(ready))
            .with_state(self)
    }
}

async fn figures(State(operators): State<Operators>) -> Response {
    let sessions = operators.sessions.count(Timestamp::now()).await.ok();
    let figures = operators.live.figures();
    let runners = operators.runners.registry(&operators.live).await;
    let standing = Standing {
        pollers: figures.organizations,
        streams: figures.streams,
        sessions,
        cache_age: figures.age,
    };
    let text = operators.metrics.text(&standing, &runners);
    ([(header::CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response()
}

async fn ready(State(operators): State<Operators>, RawQuery(query): RawQuery) -> Response {
    operators
        .readiness
        .answer(query.as_deref())
        .await
        .into_response()
}
