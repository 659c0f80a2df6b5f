//! Answers `/console/events` and `/console/runners`.

use axum::Json;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, header, request::Parts};

use crate::app::App;
use crate::caller::Caller;
use crate::query::Query;
use crate::refusal::Refusal;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Asks proxies to pass on each event as it comes.
const X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

impl App {
    /// Opens a stream, which goes on after the event that the header or the query names: a browser sends
    /// the header only when it reconnects by itself.
    pub(crate) fn events(&self, request: &Parts, caller: &Caller) -> Result<Response, Refusal> {
        let query = Query::parse(request.uri.query(), &["account", "after"])?;
        // What opens streams in a browser sends no headers of ours.
        caller.check_account(query.get("account"))?;
        let header = request.headers.get(LAST_EVENT_ID);
        let last_event_id = header
            .and_then(|id| id.to_str().ok())
            .or_else(|| query.get("after"))
            .map(str::to_owned);
        let tenant = caller.person.tenant().unwrap_or_default();
        let guard = self.guard(caller);
        let body = self.live.open(&tenant, &caller.token, guard, last_event_id);
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

    /// Everything at once.
    pub(crate) fn runners(&self, request: &Parts, caller: &Caller) -> Result<Response, Refusal> {
        Query::parse(request.uri.query(), &[])?;
        let tenant = caller.person.tenant().unwrap_or_default();
        Ok(Json(self.live.hub(&tenant).snapshot()).into_response())
    }
}
