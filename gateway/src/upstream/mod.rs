//! The one way to the managed-runner API.

mod answer;
mod origin;
mod proxy;
mod remote;
mod retry;
mod trust;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use control_plane::ControlPlane;
use http::{HeaderName, HeaderValue, Method, header, request::Parts};
use tokio::time::Instant;
use tower::ServiceExt;

pub(crate) use answer::{Answer, Failure};
pub use origin::UpstreamUrl;
use remote::Remote;
pub use trust::TrustError;
pub(crate) use trust::{client as trusting_machine, nobody as trusting_nobody};

use crate::settings::metrics::{self, Metrics};

/// What of a request's headers concerns the API. The cookie is not among them.
const FORWARDED: [HeaderName; 2] = [header::ACCEPT, header::CONTENT_TYPE];

/// The API that requests go to.
#[derive(Clone)]
pub(crate) struct Upstream {
    /// As `GET /healthz` names it.
    pub(crate) name: String,
    /// Whether its runners are not real ones (design D10).
    pub(crate) simulated: bool,
    way: Way,
    metrics: Metrics,
}

#[derive(Clone)]
enum Way {
    /// The local control plane, called in process.
    Local(Router),
    /// Over the network.
    Remote(Arc<Remote>),
}

impl Upstream {
    /// The control plane inside this program.
    pub(crate) fn local(control_plane: &ControlPlane, metrics: Metrics) -> Self {
        Self {
            name: "local".to_owned(),
            simulated: true,
            way: Way::Local(control_plane.router()),
            metrics,
        }
    }

    /// A remote API, which may take so long for an answer. `authority` is a PEM file of authorities that
    /// are trusted beside this machine's own.
    ///
    /// # Errors
    /// When nobody could tell whether it is the API that answers.
    pub(crate) fn remote(
        url: &UpstreamUrl,
        authority: Option<&Path>,
        patience: Duration,
        metrics: Metrics,
    ) -> Result<Self, TrustError> {
        let remote = Remote::new(url.clone(), authority, patience)?;
        Ok(Self {
            name: url.to_string(),
            simulated: false,
            way: Way::Remote(Arc::new(remote)),
            metrics,
        })
    }

    /// Reads a path, query included, and the whole answer; once, whatever comes.
    ///
    /// # Errors
    /// When the API does not respond.
    pub(crate) async fn get(&self, path: &str, token: &str) -> Result<Answer, Failure> {
        self.send(own(Method::GET, path, token)?).await
    }

    /// Passes a request on, with this credential and no other. A read is sent again where that may help.
    ///
    /// # Errors
    /// When the API does not respond.
    pub(crate) async fn call(
        &self,
        request: &Parts,
        credential: Option<HeaderValue>,
        body: Bytes,
    ) -> Result<Answer, Failure> {
        let is_read = matches!(request.method, Method::GET | Method::HEAD);
        let tries = if is_read { retry::PASSED_ON } else { 1 };
        self.try_sending(tries, || passed_on(request, credential.as_ref(), &body))
            .await
    }

    /// Reads a path for ourselves, again where that may help.
    ///
    /// # Errors
    /// When the API does not respond.
    pub(crate) async fn read(&self, path: &str, token: &str) -> Result<Answer, Failure> {
        // Here and not at each try, since an address that is none does not become one.
        own(Method::GET, path, token)?;
        let call = || own(Method::GET, path, token).unwrap_or_default();
        self.try_sending(retry::OWN, call).await
    }

    /// Posts a body of JSON for ourselves, once.
    ///
    /// # Errors
    /// When the API does not respond.
    pub(crate) async fn post(
        &self,
        path: &str,
        token: &str,
        body: &'static str,
    ) -> Result<Answer, Failure> {
        let mut call = own(Method::POST, path, token)?;
        let json = HeaderValue::from_static("application/json");
        call.headers_mut().insert(header::CONTENT_TYPE, json);
        *call.body_mut() = Body::from(body);
        self.send(call).await
    }

    /// Sends a call until it brings what another try would not change.
    async fn try_sending(&self, tries: u32, call: impl Fn() -> Request) -> Result<Answer, Failure> {
        let begun = Instant::now();
        let mut tried = 1;
        loop {
            let answer = self.send(call()).await;
            let pause = retry::pause(&answer, tried, jitter());
            let pause = pause.filter(|pause| begun.elapsed() + *pause < retry::RETRYING);
            match (pause, &self.way) {
                (Some(pause), Way::Remote(_)) if tried < tries => tokio::time::sleep(pause).await,
                // What the program itself answers, it would answer again.
                _ => return answer,
            }
            tried += 1;
        }
    }

    /// Whether the API answers at all, be it with a refusal.
    pub(crate) async fn is_there(&self) -> bool {
        match &self.way {
            Way::Local(_) => true,
            Way::Remote(remote) => {
                let mut call = Request::new(Body::empty());
                *call.uri_mut() = http::Uri::from_static("/v1beta1/auth/whoami");
                let answer = remote.send(call).await;
                answer.is_ok_and(|answer| !answer.status.is_server_error())
            }
        }
    }

    async fn send(&self, call: Request) -> Result<Answer, Failure> {
        let method = metrics::method(call.method());
        let begun = Instant::now();
        let answer = self.exchange(call).await;
        let outcome = match &answer {
            Ok(answer) => answer.status.as_str().to_owned(),
            Err(failure) => failure.name().to_owned(),
        };
        self.metrics.called(method, outcome, begun.elapsed());
        answer
    }

    async fn exchange(&self, call: Request) -> Result<Answer, Failure> {
        match &self.way {
            Way::Local(router) => {
                let Ok(answer) = router.clone().oneshot(call).await;
                let (parts, body) = answer.into_parts();
                let body = axum::body::to_bytes(body, usize::MAX).await;
                Ok(Answer {
                    status: parts.status,
                    headers: parts.headers,
                    body: body.map_err(|_| Failure::Cut)?,
                })
            }
            Way::Remote(remote) => remote.send(call).await,
        }
    }

    /// An API that never answers.
    #[cfg(test)]
    pub(crate) fn hanging() -> Self {
        Self::of(Router::new().fallback(std::future::pending::<axum::response::Response>))
    }

    /// An API made of a router.
    #[cfg(test)]
    pub(crate) fn of(router: Router) -> Self {
        Self {
            name: "test".to_owned(),
            simulated: false,
            way: Way::Local(router),
            metrics: Metrics::default(),
        }
    }
}

/// A call of our own; none for a path that is none, and a token that is none.
fn own(method: Method, path: &str, token: &str) -> Result<Request, Failure> {
    let mut call = Request::new(Body::empty());
    *call.method_mut() = method;
    *call.uri_mut() = path.try_into().map_err(|_| Failure::Unreachable)?;
    let credential = bearer(token).ok_or(Failure::Unreachable)?;
    call.headers_mut().insert(header::AUTHORIZATION, credential);
    Ok(call)
}

/// What of a request goes on to the API.
fn passed_on(request: &Parts, credential: Option<&HeaderValue>, body: &Bytes) -> Request {
    let mut call = Request::new(Body::from(body.clone()));
    call.method_mut().clone_from(&request.method);
    if let Some(path) = request.uri.path_and_query() {
        *call.uri_mut() = path.clone().into();
    }
    for name in FORWARDED {
        for value in request.headers.get_all(&name) {
            call.headers_mut().append(&name, value.clone());
        }
    }
    if let Some(credential) = credential {
        let headers = call.headers_mut();
        headers.insert(header::AUTHORIZATION, credential.clone());
    }
    call
}

/// From 0 to 1.
fn jitter() -> f64 {
    let [byte] = crate::settings::secret::random_bytes();
    f64::from(byte) / 255.0
}

/// The header of a token; none if it has characters that no header can carry.
pub(crate) fn bearer(token: &str) -> Option<HeaderValue> {
    let visible = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    let mut value = HeaderValue::try_from(format!("Bearer {token}"))
        .ok()
        .filter(|_| visible)?;
    value.set_sensitive(true);
    Some(value)
}

/// The token of an `Authorization` header; none if it is no bearer token.
pub(crate) fn token_of(value: &HeaderValue) -> Option<String> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    let is_bearer = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty();
    is_bearer.then(|| token.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_what_concerns_the_api_is_passed_on() {
        let echo = |request: Request| async move {
            let names: Vec<_> = request.headers().keys().map(ToString::to_string).collect();
            format!("{} {} {}", request.method(), request.uri(), names.join(" "))
        };
        let upstream = Upstream::of(Router::new().fallback(echo));
        let request = Request::post("http://127.0.0.1:8080/a%20b?c=d")
            .header("host", "127.0.0.1:8080")
            .header("cookie", "runner-console=secret")
            .header("x-forwarded-for", "10.0.0.1")
            .header("content-type", "application/json")
            .header("authorization", "Bearer of the client");
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let answer = upstream.call(&parts, None, Bytes::new()).await.unwrap();
        assert_eq!(answer.body, "POST /a%20b?c=d content-type");
        assert_eq!(bearer("token").unwrap(), "Bearer token");
        assert!(bearer("token").unwrap().is_sensitive());
    }
}
