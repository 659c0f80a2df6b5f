//! `/console/events` and `/console/runners`, `/console/history`, `/console/uptime` and `/console/days`.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRef, RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use contract::console::day::{self, Day, Days};
use contract::console::{History as Entries, Millis, Uptime, stream::Snapshot};
use contract::model::Code;
use http::{HeaderName, HeaderValue, Method, header, request::Parts};
use jiff::Timestamp;

use super::Live;
use crate::history::History;
use crate::http::{Query, RawBody, Refusal};
use crate::identity::Rights;
use crate::session::{Access, Caller};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Asks proxies to pass on each event as it comes.
pub(crate) const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Entries of an answer, unless asked otherwise.
const USUAL_ENTRIES: i64 = 50;

/// Entries of an answer at most.
const MOST_ENTRIES: i64 = 200;

/// What these paths are answered from.
#[derive(Clone)]
pub(crate) struct LiveRoutes {
    pub(crate) access: Access,
    pub(crate) live: Arc<Live>,
    pub(crate) history: History,
}

impl FromRef<LiveRoutes> for Access {
    fn from_ref(routes: &LiveRoutes) -> Self {
        routes.access.clone()
    }
}

/// The paths of what is live and what was.
pub(crate) fn router(routes: LiveRoutes) -> Router {
    Router::new()
        .route("/console/events", get(events))
        .route("/console/runners", get(runners))
        .route("/console/history", get(history))
        .route("/console/uptime", get(uptime))
        .route("/console/days", get(days))
        .with_state(routes)
}

/// Opens a stream, which goes on after the event that the header or the query names: a browser sends the
/// header only when it reconnects by itself.
async fn events(
    State(routes): State<LiveRoutes>,
    caller: Caller,
    request: Parts,
    _: RawBody,
) -> Result<Response, Refusal> {
    if request.method == Method::HEAD {
        return Err(Refusal::method("GET"));
    }
    let query = Query::parse(request.uri.query(), &["account", "after"])?;
    // What opens streams in a browser sends no headers of ours.
    caller.check_account(query.get("account"))?;
    let header = request.headers.get(LAST_EVENT_ID);
    let last_event_id = header
        .and_then(|id| id.to_str().ok())
        .or_else(|| query.get("after"))
        .map(str::to_owned);
    let watch = routes.access.watch(&caller);
    let body = routes
        .live
        .open(&caller.organization, &caller.token, watch, last_event_id);
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/event-stream"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (X_ACCEL_BUFFERING, HeaderValue::from_static("no")),
    ];
    Ok((headers, Body::new(body)).into_response())
}

/// Everything at once, as the caller may know it.
async fn runners(
    State(routes): State<LiveRoutes>,
    caller: Caller,
    RawQuery(query): RawQuery,
    _: RawBody,
) -> Result<Json<Snapshot>, Refusal> {
    Query::parse(query.as_deref(), &[])?;
    let mut snapshot = routes.live.hub(&caller.organization).snapshot();
    if caller.person.rights != Rights::Admin {
        for runner in &mut snapshot.runners {
            runner.policy = None;
        }
    }
    Ok(Json(snapshot))
}

/// What happened to a runner.
async fn history(
    State(LiveRoutes { live, history, .. }): State<LiveRoutes>,
    Caller { organization, .. }: Caller,
    RawQuery(query): RawQuery,
    _: RawBody,
) -> Result<Json<Entries>, Refusal> {
    let query = Query::parse(query.as_deref(), &["runner", "before", "limit"])?;
    let runner_id = query.required("runner")?;
    let before = query.number("before")?;
    let limit = query.number("limit")?.unwrap_or(USUAL_ENTRIES);
    let limit = limit.min(MOST_ENTRIES);
    let memory = live.hub(&organization).memory(runner_id);
    let since = memory.map(|memory| memory.since);
    let entries = history.entries(&organization, runner_id, since, before, limit + 1);
    let mut entries = entries.await.map_err(unreadable)?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = entries.len() > limit;
    entries.truncate(limit);
    Ok(Json(Entries { entries, more }))
}

/// How a runner stood in the last 24 hours.
async fn uptime(
    State(LiveRoutes { live, history, .. }): State<LiveRoutes>,
    Caller { organization, .. }: Caller,
    RawQuery(query): RawQuery,
    _: RawBody,
) -> Result<Json<Uptime>, Refusal> {
    let query = Query::parse(query.as_deref(), &["runner"])?;
    let runner_id = query.required("runner")?;
    let hub = live.hub(&organization);
    let spans = hub.spans(&history, runner_id, Timestamp::now().into());
    let spans = spans.await.map_err(unreadable)?;
    Ok(Json(Uptime { spans }))
}

/// The last 24 hours of some runners, one line each.
async fn days(
    State(LiveRoutes { live, history, .. }): State<LiveRoutes>,
    Caller { organization, .. }: Caller,
    RawQuery(query): RawQuery,
    _: RawBody,
) -> Result<Json<Days>, Refusal> {
    let query = Query::parse(query.as_deref(), &["runners"])?;
    let runner_ids: BTreeSet<&str> = query.required("runners")?.split(',').collect();
    if runner_ids.len() > day::MOST {
        let message = format!("at most {} runners at once", day::MOST);
        return Err(Refusal::new(Code::InvalidArgument, &message));
    }
    let hub = live.hub(&organization);
    let now = Millis::from(Timestamp::now());
    let mut days = Days::default();
    for runner_id in runner_ids {
        let spans = hub.spans(&history, runner_id, now).await;
        let day = Day::of(&spans.map_err(unreadable)?, now);
        days.runners.insert(runner_id.to_owned(), day);
    }
    Ok(Json(days))
}

fn unreadable(error: sqlx::Error) -> Refusal {
    Refusal::fault("the gateway's history failed", &error)
}
