//! Sends to web addresses that people entered. Each connection is new, to addresses that were just resolved and
//! checked; redirects are not followed, and only the status of the response is used.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use http::{HeaderValue, Method, Request, Uri, header};
use http_body_util::{BodyExt, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::dns::Name;
use hyper_util::client::legacy::{self, Builder};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use jiff::Timestamp;
use tower::Service;

use super::addresses::is_public;
use super::sign::SigningKey;
use super::tried::Tried;
use crate::upstream::{trusting_machine, trusting_nobody};

/// How long a receiver may take in all.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is told of one that takes longer.
const SILENT: &str = "no response within 5 s";

/// How much of an answer is read, in bytes: what closes a connection politely.
const ANSWER: usize = 64 << 10;

const USER_AGENT: HeaderValue =
    HeaderValue::from_static(concat!("runner-console/", env!("CARGO_PKG_VERSION")));

type Found = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send>>;

/// Finds the addresses of a name.
type Lookup = Arc<dyn Fn(String) -> Found + Send + Sync>;

/// Sends to addresses of the web.
pub(in crate::notify) struct Client {
    http: legacy::Client<HttpsConnector<HttpConnector<Guard>>, Body>,
    allows: Allows,
    /// How long a receiver may take in all.
    patience: Duration,
}

/// What the operator allows.
#[derive(Debug, Clone, Copy)]
struct Allows {
    private: bool,
    plain: bool,
}

/// Finds the addresses of a name, and lets no other than public ones through.
#[derive(Clone)]
struct Guard {
    lookup: Lookup,
    private: bool,
}

impl Client {
    /// One that goes to private addresses, or without TLS, only if that is allowed.
    pub(in crate::notify) fn new(private: bool, plain: bool) -> Self {
        let lookup = |name: String| -> Found {
            Box::pin(async move { Ok(tokio::net::lookup_host((name, 0)).await?.collect()) })
        };
        Self::with(Allows { private, plain }, Arc::new(lookup), PATIENCE)
    }

    fn with(allows: Allows, lookup: Lookup, patience: Duration) -> Self {
        let guard = Guard {
            lookup,
            private: allows.private,
        };
        let mut tcp = HttpConnector::new_with_resolver(guard);
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(Some(patience));
        let tls = trusting_machine(None).or_else(|error| {
            tracing::warn!(%error, "notifications cannot be sent over https");
            trusting_nobody()
        });
        let connector = HttpsConnectorBuilder::new()
            .with_tls_config(tls.expect("the TLS library starts"))
            .https_or_http()
            .enable_http1()
            .wrap_connector(tcp);
        let mut builder: Builder = legacy::Client::builder(TokioExecutor::new());
        builder.timer(TokioTimer::new());
        // A connection that was made before is to an address that was looked at before.
        builder.pool_max_idle_per_host(0);
        builder.http1_max_buf_size(ANSWER);
        Self {
            http: builder.build(connector),
            allows,
            patience,
        }
    }

    /// Whether messages may go to that address, as far as it tells by itself.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(in crate::notify) fn check(&self, url: &str) -> Result<Uri, &'static str> {
        let uri: Uri = url.parse().map_err(|_| "this is not a web address")?;
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if self.allows.plain => {}
            _ => return Err("enter an address that begins with https://"),
        }
        let authority = uri.authority().ok_or("the address names no host")?;
        if authority.as_str().contains('@') {
            return Err("leave the user name and password out of the address");
        }
        let host = authority.host();
        if host.is_empty() {
            return Err("the address names no host");
        }
        // The connector does not ask the guard about what is an address already.
        let literal = host.trim_start_matches('[').trim_end_matches(']');
        let literal: Option<IpAddr> = literal.parse().ok();
        if literal.is_some_and(|address| !self.allows.private && !is_public(address)) {
            return Err("this address is not on the internet; messages are not sent there");
        }
        Ok(uri)
    }

    /// Sends a message.
    pub(super) async fn post(
        &self,
        url: &str,
        id: &str,
        body: Vec<u8>,
        key: Option<&SigningKey>,
    ) -> Tried {
        let uri = match self.check(url) {
            Ok(uri) => uri,
            Err(wrong) => return Tried::failed(wrong),
        };
        let seconds = Timestamp::now().as_second();
        let mut request = Request::builder()
            .method(Method::POST)
            .uri(uri)
            .header(header::USER_AGENT, USER_AGENT)
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::CONNECTION, "close")
            .header("webhook-id", id);
        if let Some(key) = key {
            request = request
                .header("webhook-timestamp", seconds)
                .header("webhook-signature", key.sign(id, seconds, &body));
        }
        let Ok(request) = request.body(Body::from(body)) else {
            return Tried::failed("the message cannot be put into a request");
        };
        let until = tokio::time::Instant::now() + self.patience;
        match tokio::time::timeout_at(until, self.http.request(request)).await {
            Err(_) => Tried::failed(SILENT),
            Ok(Err(error)) => Tried::failed(reason(&error)),
            Ok(Ok(answer)) => {
                let status = answer.status();
                let rest = Limited::new(answer.into_body(), ANSWER).collect();
                tokio::time::timeout_at(until, rest).await.ok();
                Tried {
                    is_delivered: status.is_success(),
                    answer: status.to_string(),
                }
            }
        }
    }
}

/// Why there was no answer, in words that tell nothing of what the receiver or its network says.
fn reason(error: &legacy::Error) -> &'static str {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(one) = cause {
        if let Some(error) = one.downcast_ref::<io::Error>()
            && error.kind() == io::ErrorKind::PermissionDenied
        {
            return "the name resolves to an address that is not on the internet";
        }
        cause = one.source();
    }
    if error.is_connect() {
        "it could not be reached"
    } else {
        "the connection was closed before a response arrived"
    }
}

impl Service<Name> for Guard {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let found = (self.lookup)(name.as_str().to_owned());
        let private = self.private;
        Box::pin(async move {
            let found = found.await?;
            // One private address among others is a trap, not a choice.
            if !private && !found.iter().all(|address| is_public(address.ip())) {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            Ok(found.into_iter())
        })
    }
}

#[cfg(test)]
mod tests;
