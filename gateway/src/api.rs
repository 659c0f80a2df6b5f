//! The managed-runner API, passed through: the gateway adds the credential and nothing else (design D2),
//! and notes who changed what (design D4).

use std::sync::Arc;

use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use contract::wire::Code;
use http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts};
use tokio::sync::oneshot;
use tracing::Instrument;

use crate::app::App;
use crate::history::{Action, answered_id};
use crate::person::Person;
use crate::refusal::Refusal;
use crate::request_path::RequestPath;
use crate::session::{Session, check_account};
use crate::share::SCHEME;
use crate::upstream::{Answer, Failure, bearer};

/// On whose behalf the API is called.
pub(crate) enum Credential {
    /// A script's own: it speaks for itself.
    Own(HeaderValue),
    /// That of the session whose cookie a page of the console sent.
    OfSession(Session),
}

/// 401 for a request without a usable token.
pub(crate) fn missing_token() -> Refusal {
    Refusal::new(Code::Unauthenticated, "missing or invalid token")
}

impl App {
    /// Finds the credential of a request. A script's own comes first: then the cookie is not read.
    ///
    /// # Errors
    /// 401 without any; 403 for a cookie that comes from elsewhere than the console's own pages.
    pub(crate) async fn credential(&self, request: &Parts) -> Result<Credential, Refusal> {
        let mut own = request.headers.get_all(header::AUTHORIZATION).iter();
        if let Some(value) = own.next() {
            if own.next().is_some() {
                let message = "the request has several Authorization headers";
                return Err(Refusal::new(Code::InvalidArgument, message));
            }
            if is_of_share(value) {
                // What opens a link opens nothing else, and goes nowhere else either.
                return Err(missing_token());
            }
            return Ok(Credential::Own(value.clone()));
        }
        if self.cookie.read(&request.headers).is_none() {
            return Err(missing_token());
        }
        self.same_site.check(request)?;
        let session = self.find_session(request).await?;
        let session = session.ok_or_else(missing_token)?;
        check_account(&request.headers, &session)?;
        Ok(Credential::OfSession(session))
    }

    /// Passes a request on and its answer back.
    pub(crate) async fn api(
        &self,
        request: &Parts,
        path: &RequestPath,
        credential: Option<Credential>,
        body: Bytes,
    ) -> Result<Response, Refusal> {
        if credential.is_none() && !self.upstream.simulated {
            // What a remote API describes of itself is not for us to pass on to anybody who asks.
            return Err(Refusal::unknown_path());
        }
        let header = match &credential {
            None => None,
            Some(Credential::Own(value)) => Some(value.clone()),
            Some(Credential::OfSession(session)) => {
                check_content_type(request, &body)?;
                Some(bearer(&session.token).ok_or_else(missing_token)?)
            }
        };
        let action = Action::of(request, path, &body);
        let mut answer = match (action, credential) {
            (Some(action), Some(credential)) => {
                let call = self.upstream.clone();
                let request = request.clone();
                let call = async move { call.call(&request, header, body).await };
                self.note(action, credential, call).await?
            }
            _ => self
                .upstream
                .call(request, header, body)
                .await?
                .into_response(),
        };
        let no_store = HeaderValue::from_static("no-store");
        answer.headers_mut().insert(header::CACHE_CONTROL, no_store);
        Ok(answer)
    }

    /// Makes a call that changes a runner, and notes who did it. In a task of its own: a caller that hangs
    /// up would else leave a change that nobody made.
    async fn note(
        &self,
        action: Action,
        credential: Credential,
        call: impl Future<Output = Result<Answer, Failure>> + Send + 'static,
    ) -> Result<Response, Refusal> {
        let (answered, answer) = oneshot::channel();
        let history = self.history.clone();
        let callers = Arc::clone(&self.callers);
        let live = Arc::clone(&self.live);
        let noted = async move {
            let known = match &credential {
                Credential::OfSession(session) => Some(session.person.clone()),
                Credential::Own(_) => None,
            };
            let tenant = known.as_ref().and_then(Person::tenant);
            let pending = history.begin(action, tenant.as_deref()).await;
            let answer = call.await;
            let done = answer
                .as_ref()
                .ok()
                .filter(|answer| answer.status.is_success());
            let is_done = done.is_some();
            let runner_id = done.and_then(|answer| answered_id(&answer.body));
            // The one who asked may have gone.
            answered.send(answer).ok();

            let person = match (known, credential) {
                (None, Credential::Own(value)) => match token_of(&value) {
                    Some(token) => callers.who_is(&token).await.ok(),
                    None => None,
                },
                (known, _) => known,
            };
            match person.and_then(|person| Some((person.tenant()?, person.principal))) {
                Some((tenant, by)) if is_done => {
                    let key = pending.key();
                    let runner_id = runner_id.or_else(|| live.hub(&tenant).runner_id(key));
                    let runner_id = runner_id.unwrap_or_else(|| key.to_owned());
                    pending.done(&tenant, by, runner_id.clone()).await;
                    live.hub(&tenant)
                        .tell_again(std::slice::from_ref(&runner_id));
                    live.touch(tenant, runner_id).await;
                }
                _ => pending.failed().await,
            }
        };
        tokio::spawn(noted.in_current_span());
        let answer = answer.await;
        let answer = answer.map_err(|error| Refusal::fault("the call broke", &error))?;
        Ok(answer?.into_response())
    }
}

/// The token of an `Authorization` header; none if it is no bearer token.
pub(crate) fn token_of(value: &HeaderValue) -> Option<String> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    let is_bearer = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty();
    is_bearer.then(|| token.to_owned())
}

/// Whether it is what opens a link (design D8).
fn is_of_share(value: &HeaderValue) -> bool {
    let scheme = value.as_bytes().split(|byte| *byte == b' ').next();
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME.as_bytes()))
}

/// A form of another site can send a body, but not as JSON (CVE-2024-22424).
pub(crate) fn check_content_type(request: &Parts, body: &[u8]) -> Result<(), Refusal> {
    let has_body =
        matches!(request.method, Method::POST | Method::PATCH | Method::PUT) || !body.is_empty();
    if has_body && !is_json(&request.headers) {
        return Err(Refusal::with_http(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::InvalidArgument,
            "send the body as Content-Type: application/json",
        ));
    }
    Ok(())
}

fn is_json(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(header::CONTENT_TYPE).iter();
    let Some(Ok(value)) = types.next().map(HeaderValue::to_str) else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim();
    types.next().is_none() && essence.eq_ignore_ascii_case("application/json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(method: Method, types: &[&str], body: &[u8]) -> bool {
        let mut request = http::Request::builder().method(method);
        for value in types {
            request = request.header(header::CONTENT_TYPE, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        check_content_type(&parts, body).is_ok()
    }

    #[test]
    fn only_json_is_a_body() {
        for good in [
            "application/json",
            "application/json; charset=utf-8",
            "Application/JSON",
        ] {
            assert!(check(Method::POST, &[good], b"{}"), "{good}");
        }
        for bad in [
            "text/plain",
            "text/plain; application/json",
            "application/x-www-form-urlencoded",
            "application/jsonp",
            "",
        ] {
            assert!(!check(Method::POST, &[bad], b"{}"), "{bad}");
        }
        assert!(!check(Method::PATCH, &[], b""));
        assert!(!check(Method::DELETE, &["text/plain"], b"{}"));
        assert!(!check(
            Method::POST,
            &["application/json", "text/plain"],
            b"{}"
        ));
        assert!(check(Method::DELETE, &[], b""));
        assert!(check(Method::GET, &["text/plain"], b""));
    }
}
