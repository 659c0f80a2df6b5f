//! One request's way through the gateway.

use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, middleware};
use contract::wire::Code;
use serde_json::json;

use crate::api::{check_content_type, missing_token};
use crate::body;
use crate::callers::Callers;
use crate::event_gzip;
use crate::history::History;
use crate::limits::Limits;
use crate::live::Live;
use crate::observe::{self, Observer};
use crate::pace::Pace;
use crate::query;
use crate::ready::Readiness;
use crate::refusal::Refusal;
use crate::request_path::RequestPath;
use crate::response_headers::ResponseHeaders;
use crate::routes::{self, Access, Route, Target};
use crate::same_site::{SameSite, is_write};
use crate::session::{Cookie, OneTimeCode, Sessions, SignIns};
use crate::share::{self, Shares};
use crate::site::Site;
use crate::upstream::Upstream;

/// The gateway's version, by which a page learns that it is older than the server.
pub(crate) const BUILD: &str = env!("CARGO_PKG_VERSION");

/// A request that takes longer is given up. Shorter than the console's own patience (30 s), so that a
/// person reads why.
const PATIENCE: Duration = Duration::from_secs(25);

/// Everything that answers need.
pub(crate) struct App {
    pub(crate) upstream: Upstream,
    pub(crate) sessions: Sessions,
    pub(crate) callers: Arc<Callers>,
    pub(crate) history: History,
    pub(crate) live: Arc<Live>,
    pub(crate) shares: Arc<Shares>,
    pub(crate) pace: Pace,
    /// Of the printed link; none before a remote API.
    pub(crate) code: Option<OneTimeCode>,
    pub(crate) cookie: Cookie,
    pub(crate) same_site: SameSite,
    pub(crate) site: Option<Site>,
    pub(crate) readiness: Arc<Readiness>,
    pub(crate) observer: Arc<Observer>,
    pub(crate) headers: ResponseHeaders,
    pub(crate) limits: Limits,
    pub(crate) sign_ins: SignIns,
}

impl App {
    /// The whole gateway as a service.
    pub(crate) fn router(self) -> Router {
        let viewers = share::router(self.shares.door(), self.pace, self.live.closing());
        let headers = self.headers;
        let complete = move |response| ready(headers.complete(response));
        let observer = Arc::clone(&self.observer);
        Router::new()
            // Those who have nothing but a link get nowhere else.
            .merge(viewers)
            .fallback(answer)
            .layer(middleware::from_fn(event_gzip::compress))
            .layer(middleware::map_response(complete))
            .layer(middleware::from_fn_with_state(observer, observe::observe))
            .with_state(Arc::new(self))
    }

    async fn answer(&self, request: Request) -> Result<Response, Refusal> {
        query::refuse_secrets(request.uri().query())?;
        let path = RequestPath::parse(request.uri().path())?;
        match routes::find(&path, request.method())? {
            Some(route) => self.answer_route(route, &path, request).await,
            None => match &self.site {
                Some(site) => site.answer(&path, request).await,
                None => Err(Refusal::unknown_path()),
            },
        }
    }

    async fn answer_route(
        &self,
        route: &Route,
        path: &RequestPath,
        request: Request,
    ) -> Result<Response, Refusal> {
        let (request, body) = request.into_parts();
        let credential = match route.access {
            Access::Anyone => None,
            Access::OwnPages => {
                self.same_site.check(&request)?;
                None
            }
            Access::Credential => Some(self.credential(&request).await?),
        };
        body::check_encoding(&request.headers)?;
        let body = body::read(body, self.limits.body).await?;
        match route.target {
            Target::Health => Ok(self.health()),
            Target::Ready => self.readiness.answer(request.uri.query()).await,
            Target::Session => {
                check_content_type(&request, &body)?;
                self.session(&request, &body).await
            }
            Target::Switch => {
                check_content_type(&request, &body)?;
                self.switch(&request, &body).await
            }
            Target::Leave => self.leave(&request, path).await,
            Target::OwnSessions => self.own_sessions(&request, path).await,
            Target::Api => self.api(&request, path, credential, body).await,
            Target::Events
            | Target::Runners
            | Target::History
            | Target::Uptime
            | Target::Shares => {
                // The table wants a credential for these.
                let credential = credential.ok_or_else(missing_token)?;
                let caller = self.caller(&request, credential).await?;
                match route.target {
                    Target::Events => self.events(&request, &caller),
                    Target::Runners => self.runners(&request, &caller),
                    Target::History => self.history(&request, &caller).await,
                    Target::Shares => self.shares(&request, path, &caller, &body).await,
                    _ => self.uptime(&request, &caller).await,
                }
            }
        }
    }

    /// Says that the gateway is alive and what it stands before.
    fn health(&self) -> Response {
        Json(json!({
            "status": "ok",
            "build": BUILD,
            "upstream": self.upstream.name,
            "simulated": self.upstream.simulated,
        }))
        .into_response()
    }
}

/// Answers every request, within [`PATIENCE`].
async fn answer(State(app): State<Arc<App>>, request: Request) -> Response {
    let method = request.method().clone();
    let answer = tokio::time::timeout(PATIENCE, app.answer(request)).await;
    match answer {
        Ok(answer) => answer.unwrap_or_else(IntoResponse::into_response),
        Err(_) if is_write(&method) => too_slow("whether it was done is not known").into_response(),
        Err(_) => too_slow("nothing was changed").into_response(),
    }
}

fn too_slow(outcome: &str) -> Refusal {
    let seconds = PATIENCE.as_secs();
    let message = format!("the request was not done within {seconds} s; {outcome}");
    Refusal::new(Code::DeadlineExceeded, message)
}

#[cfg(test)]
mod tests {
    use http::Method;
    use tower::ServiceExt;

    use super::*;
    use crate::client_address::TrustedProxies;
    use crate::database::{Database, scratch::Scratch};
    use crate::history::HistoryLimits;
    use crate::live::Parts;
    use crate::metrics::Metrics;
    use crate::pace::Pace;
    use crate::session::Seal;
    use crate::session::{SessionKeys, SessionLimits};

    #[tokio::test]
    async fn an_api_that_hangs_is_not_waited_for() {
        let scratch = Scratch::new().await;
        let address = scratch.address.parse().unwrap();
        let database = Database::open(&address).await.unwrap();
        let upstream = Upstream::hanging();
        let sessions = Sessions::new(
            database.clone(),
            &SessionKeys::one([0; 32]),
            SessionLimits::default(),
        );
        let pace = Pace::default();
        let callers = Arc::new(Callers::new(upstream.clone(), pace.check));
        let history = History::new(database.clone(), HistoryLimits::default());
        let parts = Parts {
            database: database.clone(),
            upstream: upstream.clone(),
            sessions: sessions.clone(),
            callers: Arc::clone(&callers),
            history: history.clone(),
            pace,
            local: None,
            of_links: None,
        };
        let live = Live::new(parts);
        let shares = Shares::new(share::Parts {
            database,
            live: Arc::clone(&live),
            callers: Arc::clone(&callers),
            history: history.clone(),
            seal: Seal::new(&SessionKeys::one([0; 32])),
            pace,
            sharing: share::Sharing::default(),
            public_url: None,
            tls: false,
        });
        let readiness = Readiness::new(upstream.clone(), sessions.clone(), Arc::clone(&live));
        let limits = Limits::default();
        let app = App {
            upstream,
            sessions,
            callers,
            history,
            live,
            shares,
            pace,
            code: None,
            cookie: Cookie::new(false, Duration::from_hours(1)),
            same_site: SameSite::new(None, false),
            site: None,
            readiness: Arc::new(readiness),
            observer: Arc::new(Observer {
                metrics: Metrics::default(),
                trusted: TrustedProxies::default(),
            }),
            headers: ResponseHeaders::new(false),
            limits,
            sign_ins: SignIns::new(&limits),
        };
        let router = app.router();
        tokio::time::pause();
        for method in [Method::GET, Method::POST] {
            let request = Request::builder()
                .method(method)
                .uri("/v1beta2/sandbox/managed-runners")
                .header("authorization", "Bearer token")
                .body(axum::body::Body::empty())
                .unwrap();
            let Ok(response) = router.clone().oneshot(request).await;
            assert_eq!(response.status(), 504);
        }
    }
}
