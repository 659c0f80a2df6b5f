//! A remote API on this machine, with organizations, tokens, and every fault that is asked for.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use http::{StatusCode, header};
use http_body_util::channel::Channel;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::stage::RUNNERS;

/// What is wrong with every answer about runners.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Status(u16),
    RetryAfter(u16, &'static str),
    Html,
    BadJson,
    OtherJson,
    HalfJson,
    Cut,
    RepeatedToken,
    Redirect,
    Compressed,
    Silence,
}

/// A remote API. It stops when this is dropped.
pub(crate) struct FakeApi {
    pub(crate) url: String,
    state: Arc<Mutex<Inner>>,
    /// Lists wait after that many pages.
    held: watch::Sender<Option<usize>>,
    _server: JoinSet<()>,
}

#[derive(Default)]
struct Inner {
    /// Organization and person by token.
    tokens: HashMap<String, (String, String)>,
    /// Runners by organization and ID.
    runners: HashMap<String, BTreeMap<String, Value>>,
    fault: Option<Fault>,
    lists: usize,
    calls: Vec<String>,
    page_size: usize,
    /// A runner that lists do not show.
    left_out: Option<String>,
}

impl FakeApi {
    pub(crate) async fn start() -> Self {
        let state = Arc::new(Mutex::new(Inner {
            page_size: 200,
            ..Inner::default()
        }));
        let held = watch::Sender::new(None);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new()
            .fallback(answer)
            .with_state((Arc::clone(&state), held.subscribe()));
        let mut server = JoinSet::new();
        server.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self {
            url,
            state,
            held,
            _server: server,
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.state.lock().unwrap()
    }

    /// Lets a person of an organization in.
    pub(crate) fn admit(&self, token: &str, organization: &str) {
        let who = (organization.to_owned(), format!("person-{token}"));
        self.inner().tokens.insert(token.to_owned(), who);
    }

    pub(crate) fn revoke(&self, token: &str) {
        self.inner().tokens.remove(token);
    }

    /// Puts a runner in, or changes fields of one.
    pub(crate) fn put(&self, organization: &str, runner_id: &str, fields: Value) {
        let mut inner = self.inner();
        let runners = inner.runners.entry(organization.to_owned()).or_default();
        let runner = runners
            .entry(runner_id.to_owned())
            .or_insert_with(|| runner(runner_id));
        for (name, value) in fields.as_object().unwrap() {
            runner[name] = value.clone();
        }
    }

    pub(crate) fn remove(&self, organization: &str, runner_id: &str) {
        let mut inner = self.inner();
        let runners = inner.runners.get_mut(organization).unwrap();
        runners.remove(runner_id).unwrap();
    }

    pub(crate) fn set_fault(&self, fault: Option<Fault>) {
        self.inner().fault = fault;
    }

    pub(crate) fn set_page_size(&self, size: usize) {
        self.inner().page_size = size;
    }

    pub(crate) fn leave_out(&self, runner_id: Option<&str>) {
        self.inner().left_out = runner_id.map(str::to_owned);
    }

    pub(crate) fn hold_after(&self, pages: Option<usize>) {
        self.held.send_replace(pages);
    }

    /// How many pages of runners were asked for.
    pub(crate) fn lists(&self) -> usize {
        self.inner().lists
    }

    /// Every call so far: method, address, names of the headers, scheme of the credential.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.inner().calls.clone()
    }
}

/// A runner that is well.
fn runner(runner_id: &str) -> Value {
    json!({
        "id": format!("uuid-{runner_id}"),
        "identity": { "runnerId": runner_id, "zone": "us-east-04a", "clusterName": runner_id },
        "managementMode": "MANAGEMENT_MODE_MANAGED",
        "managedSpec": { "releaseChannel": "RELEASE_CHANNEL_STABLE" },
        "profileBindings": [{ "profileTemplateId": "p", "isDefault": true }],
        "installStatus": "RUNNER_INSTALL_STATUS_READY",
        "connectionStatus": "RUNNER_CONNECTION_STATUS_CONNECTED",
        "activeRevision": 1,
        "targetRevision": 1,
        "lastHeartbeatAt": "2026-11-23T09:30:02Z",
        "updatedAt": "2026-11-20T16:40:51Z",
    })
}

fn status(http: u16, message: &str) -> Response {
    let http = StatusCode::from_u16(http).unwrap();
    let body = json!({ "code": 2, "message": message, "details": [] });
    (http, [(header::SET_COOKIE, "tracking=1")], Json(body)).into_response()
}

type Shared = (Arc<Mutex<Inner>>, watch::Receiver<Option<usize>>);

async fn answer(State((state, mut held)): State<Shared>, request: Request) -> Response {
    let (fault, answer, lists) = {
        let mut inner = state.lock().unwrap();
        let names: Vec<_> = request.headers().keys().map(ToString::to_string).collect();
        let credential = request.headers().get(header::AUTHORIZATION);
        let scheme = credential.and_then(|value| value.to_str().ok()?.split(' ').next());
        let (method, uri, names) = (request.method(), request.uri(), names.join(" "));
        let call = format!("{method} {uri} {names} {}", scheme.unwrap_or_default());
        inner.calls.push(call);
        let path = request.uri().path().to_owned();
        if path.starts_with(RUNNERS) {
            // Whether there is a list at all is no reading of it.
            let is_probe = request.uri().query() == Some("pageSize=1");
            inner.lists += usize::from(path == RUNNERS && !is_probe);
            let lists = if is_probe { 0 } else { inner.lists };
            (inner.fault, inner.runners_for(&request), lists)
        } else if path.starts_with("/v1/") {
            (None, status(404, "not found"), 0)
        } else {
            (None, inner.who_is(&request), 0)
        }
    };
    let free = |pages: &Option<usize>| pages.is_none_or(|pages| lists <= pages);
    held.wait_for(free).await.ok();
    match fault {
        Some(fault) => fault.answer().await,
        None => answer,
    }
}

impl Inner {
    fn person(&self, request: &Request) -> Option<&(String, String)> {
        let value = request
            .headers()
            .get(header::AUTHORIZATION)?
            .to_str()
            .ok()?;
        self.tokens.get(value.strip_prefix("Bearer ")?)
    }

    fn who_is(&self, request: &Request) -> Response {
        let Some((organization, person)) = self.person(request) else {
            return status(401, "missing or invalid token");
        };
        let who = json!({
            "principal": { "uid": person, "orgUid": organization },
            "permissions": ["SANDBOX_ADMIN"],
        });
        Json(who).into_response()
    }

    fn runners_for(&self, request: &Request) -> Response {
        let Some((organization, _)) = self.person(request) else {
            return status(401, "missing or invalid token");
        };
        let none = BTreeMap::new();
        let runners = self.runners.get(organization).unwrap_or(&none);
        if let Some(runner_id) = request.uri().path().strip_prefix(&format!("{RUNNERS}/")) {
            return match runners.get(runner_id) {
                Some(runner) => Json(runner.clone()).into_response(),
                None => status(404, "runner not found"),
            };
        }
        let query = request.uri().query().unwrap_or_default();
        let token = query
            .split('&')
            .find_map(|pair| pair.strip_prefix("pageToken="));
        let from: usize = token.and_then(|token| token.parse().ok()).unwrap_or(0);
        let shown = |runner: &&Value| {
            let left_out = self.left_out.as_deref();
            runner["identity"]["runnerId"].as_str() != left_out
        };
        let listed: Vec<_> = runners.values().filter(shown).collect();
        let page: Vec<_> = listed.iter().skip(from).take(self.page_size).collect();
        let next = from + page.len();
        let next = if next < listed.len() {
            next.to_string()
        } else {
            String::new()
        };
        Json(json!({ "runners": page, "nextPageToken": next })).into_response()
    }
}

impl Fault {
    async fn answer(self) -> Response {
        let json = [(header::CONTENT_TYPE, "application/json")];
        match self {
            Self::Status(http) => status(http, "no"),
            Self::RetryAfter(http, after) => {
                ([(header::RETRY_AFTER, after)], status(http, "slow down")).into_response()
            }
            Self::Html => axum::response::Html("<script>alert(1)</script>").into_response(),
            Self::BadJson => (json, "{\"runners\": [\"CANARY\"]}").into_response(),
            Self::OtherJson => (json, "{\"healthy\": true}").into_response(),
            Self::HalfJson => (json, "{\"runners\": [{\"id\": \"CANA").into_response(),
            Self::Cut => {
                let (mut sender, body) = Channel::<Bytes, io::Error>::new(1);
                sender
                    .send_data(Bytes::from_static(b"{\"runners\": ["))
                    .await
                    .unwrap();
                tokio::spawn(async move {
                    sender.abort(io::Error::other("cut"));
                });
                (json, Body::new(body)).into_response()
            }
            Self::RepeatedToken => {
                Json(json!({ "runners": [], "nextPageToken": "again" })).into_response()
            }
            Self::Redirect => {
                let location = [(header::LOCATION, "http://127.0.0.1:1/elsewhere")];
                (StatusCode::FOUND, location).into_response()
            }
            Self::Compressed => {
                let gzip = [(header::CONTENT_ENCODING, "gzip")];
                (gzip, json, "\u{1f}bomb").into_response()
            }
            Self::Silence => std::future::pending().await,
        }
    }
}
