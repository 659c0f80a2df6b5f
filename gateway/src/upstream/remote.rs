//! A remote API, over one pool of connections.

use std::path::Path;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use http::{HeaderMap, HeaderName, HeaderValue, Response, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::proxy::matcher::Matcher;
use hyper_util::rt::{TokioExecutor, TokioTimer};

use super::answer::{Answer, Failure};
use super::origin::UpstreamUrl;
use super::proxy::Route;
use super::trust::{self, TrustError};

/// The largest answer, in bytes: a page of 200 runners with everything used is a few megabytes.
const LARGEST: usize = 32 << 20;

/// How long a connection may take to come about, or to show that it still is one.
const CONNECT: Duration = Duration::from_secs(10);

/// How often an idle connection is asked whether it still is one.
const SIGN_OF_LIFE: Duration = Duration::from_secs(20);

/// How long an idle connection is kept.
const IDLE: Duration = Duration::from_mins(1);

/// What of an answer's headers concerns the caller. No cookie is among them, and nothing that belongs to
/// the one connection.
const PASSED: [HeaderName; 4] = [
    header::CONTENT_TYPE,
    header::RETRY_AFTER,
    header::WWW_AUTHENTICATE,
    header::ALLOW,
];

const USER_AGENT: HeaderValue =
    HeaderValue::from_static(concat!("runner-console/", env!("CARGO_PKG_VERSION")));

/// A remote API. Redirects are never followed, and nothing is decompressed.
pub(super) struct Remote {
    url: UpstreamUrl,
    timeout: Duration,
    client: Client<HttpsConnector<Route>, Body>,
    is_through_proxy: bool,
}

impl Remote {
    /// Over HTTP/2 where the API speaks it, and over few connections, which are kept.
    ///
    /// # Errors
    /// When nobody could tell whether it is the API that answers.
    pub(super) fn new(
        url: UpstreamUrl,
        authority: Option<&Path>,
        timeout: Duration,
    ) -> Result<Self, TrustError> {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(CONNECT));
        tcp.set_keepalive(Some(SIGN_OF_LIFE));
        let tls = if url.is_secure() {
            trust::client(authority)?
        } else {
            trust::nobody()?
        };
        let route = Route::to(&url.root(), &Matcher::from_env(), tcp);
        let is_through_proxy = route.is_through_proxy();
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls)
            .https_or_http()
            .enable_all_versions()
            .wrap_connector(route);
        let client = Client::builder(TokioExecutor::new())
            .timer(TokioTimer::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            // A connection that died without a word is noticed before a request is lost on it.
            .http2_keep_alive_interval(SIGN_OF_LIFE)
            .http2_keep_alive_timeout(CONNECT)
            .http2_adaptive_window(true)
            .build(connector);
        Ok(Self {
            url,
            timeout,
            client,
            is_through_proxy,
        })
    }

    /// Sends a call, whose address is a path and query, and reads the whole answer.
    pub(super) async fn send(&self, mut call: Request) -> Result<Answer, Failure> {
        let path_and_query = call.uri().path_and_query().cloned();
        let address = path_and_query.and_then(|path| self.url.at(path));
        *call.uri_mut() = address.ok_or(Failure::Unreachable)?;
        let headers = call.headers_mut();
        headers.insert(header::USER_AGENT, USER_AGENT);
        headers.insert(
            header::ACCEPT_ENCODING,
            HeaderValue::from_static("identity"),
        );
        let answer = tokio::time::timeout(self.timeout, self.exchange(call)).await;
        answer.unwrap_or(Err(Failure::TimedOut))
    }

    async fn exchange(&self, call: Request) -> Result<Answer, Failure> {
        let answer = self.client.request(call).await.map_err(|error| {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "no answer from the API"
            );
            if error.is_connect() && self.is_through_proxy {
                Failure::ProxyUnreachable
            } else if error.is_connect() {
                Failure::Unreachable
            } else {
                Failure::Cut
            }
        })?;
        let (parts, body) = answer.into_parts();
        if parts.status.is_redirection() {
            return Err(Failure::Redirect(parts.status.as_u16()));
        }
        let encoding = parts.headers.get(header::CONTENT_ENCODING);
        if encoding.is_some_and(|encoding| encoding != "identity") {
            return Err(Failure::Encoded);
        }
        let body = Limited::new(body, LARGEST)
            .collect()
            .await
            .map_err(|error| {
                if error.is::<LengthLimitError>() {
                    Failure::TooLarge
                } else {
                    Failure::Cut
                }
            })?;
        let body: Bytes = body.to_bytes();
        let headers = passed(&Response::from_parts(parts.clone(), ()));
        Ok(Answer {
            status: parts.status,
            headers,
            body,
        })
    }
}

/// The headers that are passed on. What is not JSON is shown as text: it is somebody's page, and must not
/// become one of ours.
fn passed(answer: &Response<()>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in PASSED {
        for value in answer.headers().get_all(&name) {
            headers.append(&name, value.clone());
        }
    }
    if !super::answer::is_json(&headers) {
        let text = HeaderValue::from_static("text/plain; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, text);
    }
    headers
}
