//! What operators ask, on an address of its own that nobody else can reach: figures and probes.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header;
use jiff::Timestamp;

use crate::live::Live;
use crate::metrics::{self, Metrics, Standing};
use crate::ready::Readiness;
use crate::session::Sessions;

/// What the answers are made of.
#[derive(Clone)]
pub(crate) struct Operators {
    pub(crate) metrics: Metrics,
    pub(crate) live: Arc<Live>,
    pub(crate) sessions: Sessions,
    pub(crate) readiness: Arc<Readiness>,
}

impl Operators {
    /// `/metrics`, `/healthz` and `/readyz`.
    pub(crate) fn router(self) -> Router {
        Router::new()
            .route("/metrics", get(figures))
            .route(
                "/healthz",
                get(async || axum::Json(serde_json::json!({ "status": "ok" }))),
            )
            .route("/readyz", get(ready))
            .with_state(self)
    }
}

async fn figures(State(operators): State<Operators>) -> Response {
    let sessions = operators.sessions.count(Timestamp::now()).await.ok();
    let figures = operators.live.figures();
    let text = operators.metrics.text(&Standing {
        pollers: figures.organizations,
        streams: figures.streams,
        sessions,
        cache_age: figures.age,
    });
    ([(header::CONTENT_TYPE, metrics::CONTENT_TYPE)], text).into_response()
}

async fn ready(State(operators): State<Operators>, RawQuery(query): RawQuery) -> Response {
    operators
        .readiness
        .answer(query.as_deref())
        .await
        .into_response()
}
