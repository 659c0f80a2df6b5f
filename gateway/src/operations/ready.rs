//! `GET /readyz`: whether the gateway is ready, and if not, why.

use std::sync::Arc;
use std::time::Duration;

use axum::response::{IntoResponse, Response};
use contract::model::Code;
use http::StatusCode;
use jiff::Timestamp;
use serde_json::json;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

use crate::dialects::{Alike, Dialects};
use crate::http::Query;
use crate::http::Refusal;
use crate::live::Live;
use crate::session::Sessions;
use crate::upstream::Upstream;

/// How long a part may take to show that it is there.
const PROBE_TIMEOUT: Duration = Duration::from_secs(3);

/// How old the answer about the API may be: anybody may ask us, and nobody is to flood it through us.
const BELIEVED: Duration = Duration::from_secs(5);

/// Looks at the parts.
pub(crate) struct Readiness {
    upstream: Upstream,
    dialects: Dialects,
    sessions: Sessions,
    live: Arc<Live>,
    last: Mutex<Option<(Instant, bool)>>,
}

impl Readiness {
    pub(crate) fn new(
        upstream: Upstream,
        dialects: Dialects,
        sessions: Sessions,
        live: Arc<Live>,
    ) -> Self {
        Self {
            upstream,
            dialects,
            sessions,
            live,
            last: Mutex::default(),
        }
    }

    /// Answers with 200 when every part is there that the query does not exclude, else with 503. Either way
    /// it says what of each.
    ///
    /// # Errors
    /// 400 for a query that names no part.
    pub(crate) async fn answer(&self, query: Option<&str>) -> Result<Response, Refusal> {
        let query = Query::parse(query, &["exclude"])?;
        let without_upstream = match query.get("exclude") {
            None => false,
            Some("upstream") => true,
            Some(_) => {
                let message = "only the upstream can be excluded: ?exclude=upstream";
                return Err(Refusal::new(Code::InvalidArgument, message));
            }
        };
        let database = self.has_database();
        let upstream = async { without_upstream || self.has_upstream().await };
        let (database, upstream) = tokio::join!(database, upstream);
        let serving = !self.live.is_closing();
        let said = |is: bool, why: &'static str| if is { "ok" } else { why };
        let status = if database && upstream && serving {
            StatusCode::OK
        } else {
            StatusCode::SERVICE_UNAVAILABLE
        };
        let mut parts = json!({
            "gateway": said(serving, "it is stopping"),
            "database": said(database, "it does not answer"),
            "upstream": said(upstream, "it cannot be reached"),
        });
        if without_upstream {
            parts["upstream"] = "excluded".into();
        }
        let apis: Vec<_> = self.dialects.all().iter().map(api).collect();
        let body = json!({ "ready": status.is_success(), "parts": parts, "apis": apis });
        Ok((status, axum::Json(body)).into_response())
    }

    async fn has_database(&self) -> bool {
        let count = timeout(PROBE_TIMEOUT, self.sessions.count(Timestamp::now()));
        matches!(count.await, Ok(Ok(_)))
    }

    async fn has_upstream(&self) -> bool {
        // Whoever asks meanwhile waits for the same answer.
        let mut last = self.last.lock().await;
        match *last {
            Some((at, answer)) if at.elapsed() < BELIEVED => answer,
            _ => {
                let answer = timeout(PROBE_TIMEOUT, self.upstream.is_there()).await;
                let answer = answer.unwrap_or(false);
                *last = Some((Instant::now(), answer));
                answer
            }
        }
    }
}

/// What some organizations are served; whose they are is nobody's business here.
fn api(alike: &Alike) -> serde_json::Value {
    let mut described = json!(alike.served);
    described["organizations"] = alike.organizations.into();
    described
}
