//! The managed-runner API, passed through: the gateway adds the credential and nothing else (design D2),
//! and notes who changed what (design D4).

mod turns;

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{FromRef, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, get, on};
use contract::api::{V1, V1BETA2, takes};
use http::{HeaderValue, Method, StatusCode, header, request::Parts};
use tokio::sync::oneshot;
use tracing::Instrument;

use crate::changes::{Changes, Write};
use crate::history::{Action, History, answered_id, changed_groups};
use crate::http::body::check_page_body;
use crate::http::same_site::is_write;
use crate::http::{RawBody, Refusal, RequestPath};
use crate::identity::Person;
use crate::live::Live;
use crate::session::{Access, Credential, SignedIn, missing_token};
use crate::upstream::{Answer, Failure, Upstream, bearer, token_of};
pub(crate) use turns::Turns;

/// What these paths are answered from.
#[derive(Clone)]
pub(crate) struct ApiRoutes {
    pub(crate) access: Access,
    pub(crate) upstream: Upstream,
    pub(crate) history: History,
    pub(crate) changes: Changes,
    pub(crate) live: Arc<Live>,
    pub(crate) turns: Turns,
}

impl FromRef<ApiRoutes> for Access {
    fn from_ref(routes: &ApiRoutes) -> Self {
        routes.access.clone()
    }
}

/// The paths of the API. What is not in this table does not exist: nothing reaches the API that was not
/// allowed here.
pub(crate) fn router(routes: ApiRoutes) -> Router {
    let router = Router::new()
        .route("/openapi.json", get(describe))
        .route("/v1beta1/auth/whoami", get(call))
        .route("/v1beta1/cks/clusters", get(call))
        .route("/v1beta1/cks/clusters/{id}", get(call));
    let endpoints = V1.iter().chain(&V1BETA2).fold(router, |router, endpoint| {
        router.route(endpoint.path, on(methods(endpoint.methods), call))
    });
    endpoints.with_state(routes)
}

/// Of a list as an `Allow` header has it. GET brings HEAD along.
fn methods(listed: &str) -> MethodFilter {
    let named = listed
        .split(", ")
        .filter_map(|name| name.parse::<Method>().ok());
    let named = named.filter(|method| *method != Method::HEAD);
    let filters = named.filter_map(|method| MethodFilter::try_from(method).ok());
    filters
        .reduce(MethodFilter::or)
        .unwrap_or(MethodFilter::GET)
}

/// What the local API describes of itself, to anybody who asks. What a remote one does is not for us to pass on.
async fn describe(
    State(routes): State<ApiRoutes>,
    request: Parts,
    RawBody(body): RawBody,
) -> Result<Response, Refusal> {
    if !routes.upstream.simulated {
        return Err(Refusal::unknown_path());
    }
    let answer = routes.upstream.call(&request, None, body).await?;
    Ok(not_kept(answer))
}

/// Passes a request on and its answer back.
async fn call(
    State(routes): State<ApiRoutes>,
    credential: Credential,
    request: Parts,
    RawBody(body): RawBody,
) -> Result<Response, Refusal> {
    let path = RequestPath::parse(request.uri.path())?;
    if !is_known(&request.method, &path) {
        return Err(Refusal::unknown_path());
    }
    let header = match &credential {
        Credential::Own(value) => value.clone(),
        Credential::OfSession(SignedIn { session, .. }) => {
            check_page_body(&request.method, &request.headers, &body)?;
            bearer(&session.token).ok_or_else(missing_token)?
        }
    };
    let action = Action::of(&request, &path, &body);
    let write = match action.as_ref().map(Action::mask) {
        Some(mask) => mask.map(|mask| Write::of_runner(&request, mask)),
        None => Write::of_profile(&request, &path, &body),
    };
    let is_write = is_write(&request.method);
    let token = token_of(&header);
    let call = {
        let (upstream, header) = (routes.upstream.clone(), header.clone());
        async move { upstream.call(&request, Some(header), body).await }
    };
    let callers = Arc::clone(&routes.access.callers);
    let answer = if action.is_some() || write.is_some() {
        routes.note(action, write, credential, header, call).await?
    } else {
        call.await?
    };
    if is_write && answer.status == StatusCode::FORBIDDEN {
        token.inspect(|token| callers.write_refused(token));
    }
    Ok(not_kept(answer))
}

/// Whether the last segment's verb, if it has one, is one of the API (contract-v1 1): an ID has no colon.
fn is_known(method: &Method, path: &RequestPath) -> bool {
    let segments: Vec<&str> = path.segments().iter().map(String::as_str).collect();
    takes(method.as_str(), &segments)
}

/// What the API answers is somebody's data.
fn not_kept(answer: Answer) -> Response {
    let no_store = HeaderValue::from_static("no-store");
    ([(header::CACHE_CONTROL, no_store)], answer.into_response()).into_response()
}

impl ApiRoutes {
    /// Makes a call that changes something, and notes who did it and what it replaced. In a task of its own:
    /// a caller that hangs up would else leave a change that nobody made.
    async fn note(
        &self,
        action: Option<Action>,
        write: Option<Write>,
        credential: Credential,
        header: HeaderValue,
        call: impl Future<Output = Result<Answer, Failure>> + Send + 'static,
    ) -> Result<Answer, Refusal> {
        let (answered, answer) = oneshot::channel();
        let Self {
            access,
            upstream,
            history,
            changes,
            live,
            turns,
        } = self.clone();
        let noted = async move {
            let known = match &credential {
                Credential::OfSession(signed_in) => Some(signed_in.session.person.clone()),
                Credential::Own(_) => None,
            };
            let before = match &write {
                Some(write) => {
                    let reading = write.reading();
                    let before = upstream
                        .call(&reading, Some(header.clone()), Bytes::new())
                        .await;
                    before.ok().filter(|before| before.status.is_success())
                }
                None => None,
            };
            let organization = known.as_ref().and_then(Person::organization_key);
            let pending = match action {
                Some(action) => Some(history.begin(action, organization.as_deref()).await),
                None => None,
            };
            let answer = call.await;
            let done = answer
                .as_ref()
                .ok()
                .filter(|answer| answer.status.is_success());
            let done = done.cloned();
            let mut turn = turns.take(match (&pending, &write) {
                (Some(pending), _) => pending.key(),
                (None, Some(write)) => write.address(),
                (None, None) => "",
            });
            // The one who asked may have gone.
            answered.send(answer).ok();

            let person = match (known, token_of(&header)) {
                (None, Some(token)) => access.callers.who_is(&token).await.ok(),
                (known, _) => known,
            };
            turn.come().await;
            let who =
                person.and_then(|person| Some((person.organization_key()?, person.principal)));
            let (Some((organization, by)), Some(done)) = (who, done) else {
                if let Some(pending) = pending {
                    pending.failed().await;
                }
                return;
            };
            let change = match &write {
                Some(write) => {
                    changes
                        .note(&organization, &by, write, before.as_ref(), &done)
                        .await
                }
                None => None,
            };
            if let Some(pending) = pending {
                let hub = live.hub(&organization);
                let key = pending.key();
                let runner_id = answered_id(&done.body).or_else(|| hub.runner_id(key));
                let runner_id = runner_id.unwrap_or_else(|| key.to_owned());
                let groups = match &before {
                    Some(before) if pending.replaces_policy() => {
                        changed_groups(&before.body, &done.body)
                    }
                    _ => Vec::new(),
                };
                pending
                    .done(&organization, by, runner_id.clone(), change, &groups)
                    .await;
                hub.republish(std::slice::from_ref(&runner_id));
                live.touch(organization, runner_id).await;
            }
        };
        tokio::spawn(noted.in_current_span());
        let answer = answer.await;
        let answer = answer.map_err(|error| Refusal::fault("the call failed", &error))?;
        Ok(answer?)
    }
}
