//! What is known of every request, whatever comes of it: an id, a line in the log, a figure.
//!
//! A request is named by its route and its id. Its path and query are in no log: a person may have pasted
//! a secret into them.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderName, HeaderValue};
use tracing::Instrument;

use super::client_address::{Peer, TrustedProxies};
use super::path::{RequestPath, is_reserved};
use crate::settings::metrics::{self, Metrics};
use crate::settings::secret;

/// Names a request in the answer, on the page and in the log.
const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest id that is taken over.
const LONGEST_ID: usize = 64;

/// Watches requests come and go.
pub(crate) struct Observer {
    pub(crate) metrics: Metrics,
    pub(crate) trusted: TrustedProxies,
}

/// Observes one request.
pub(crate) async fn observe(
    State(observer): State<Arc<Observer>>,
    mut request: Request,
    next: Next,
) -> Response {
    let start = Instant::now();
    let peer = request.extensions().get::<Peer>().map(|peer| peer.0.ip());
    let taken = peer
        .filter(|peer| observer.trusted.has(*peer))
        .and_then(|_| given(request.headers()));
    let id = taken.unwrap_or_else(|| secret::random()[..16].to_owned());
    if let Some(peer) = peer {
        let client = observer.trusted.client(peer, request.headers());
        request.extensions_mut().insert(client);
    }
    let method = metrics::method(request.method());
    let route = route(&request);
    let span = tracing::info_span!("request", id, method, %route);
    let mut response = next.run(request).instrument(span.clone()).await;

    let (status, took) = (response.status().as_u16(), start.elapsed());
    observer.metrics.answered(&route, method, status, took);
    span.in_scope(|| {
        if status >= 500 {
            tracing::error!(status, ?took, "failed");
        } else {
            tracing::debug!(status, ?took, "answered");
        }
    });
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(X_REQUEST_ID, id);
    }
    response
}

/// The route of a request by name, for figures and logs: never more names than routes, and two.
fn route(request: &Request) -> Arc<str> {
    if let Some(path) = request.extensions().get::<MatchedPath>() {
        return path.as_str().into();
    }
    match RequestPath::parse(request.uri().path()) {
        Ok(path) if !is_reserved(path.segments()) => "site".into(),
        _ => "other".into(),
    }
}

/// The id that a proxy gave the request, so that its log and ours can be held side by side.
fn given(headers: &HeaderMap) -> Option<String> {
    let mut ids = headers.get_all(X_REQUEST_ID).iter();
    let id = ids.next().filter(|_| ids.next().is_none())?.to_str().ok()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    let is_id = !id.is_empty() && id.len() <= LONGEST_ID && id.bytes().all(is_plain);
    is_id.then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_ids_are_taken_over() {
        let given = |ids: &[&str]| {
            let ids = ids.iter().map(|id| (X_REQUEST_ID, id.parse().unwrap()));
            given(&ids.collect())
        };
        let long = "a".repeat(65);
        assert_eq!(given(&["abc-1_2.3"]).as_deref(), Some("abc-1_2.3"));
        for bad in [
            &[][..],
            &[""],
            &["a b"],
            &["a\u{1b}".trim_end_matches('\u{1b}'), "b"],
            &["a\"b"],
            &[&long],
        ] {
            assert_eq!(given(bad), None, "{bad:?}");
        }
    }
}
