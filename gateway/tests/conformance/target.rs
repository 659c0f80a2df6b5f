//! The server under test: the real product in this process, or any base URL.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::clusters::{Clusters, Lease};
use crate::http::{Answer, Http, Request};
use crate::stage::{RUNNERS, V1_RUNNERS};
use crate::table::Token;

/// A server, its tokens and its clusters.
pub(crate) struct Target {
    http: Http,
    admin: String,
    user: String,
    clusters: Clusters,
    /// Skip stories whose needs this server cannot meet, instead of failing them.
    pub(crate) foreign: bool,
    _running: Option<(gateway::Running, tempfile::TempDir)>,
}

/// The base URL of another server, if one is to be tested.
pub(crate) fn given() -> Option<String> {
    std::env::var("CONFORMANCE_URL")
        .ok()
        .filter(|url| !url.is_empty())
}

/// Where the stories of a table run unless a base URL is given.
#[derive(Clone, Copy)]
pub(crate) struct Setting {
    /// What the new database holds.
    pub(crate) fleet: control_plane::Fleet,
    /// Lifecycle clock; 1 is the contract's timings (7.6).
    pub(crate) time_scale: f64,
    /// Which versions of the API are served.
    pub(crate) served: control_plane::Served,
}

impl Target {
    /// The server named by `CONFORMANCE_URL`, or a new one on a fresh folder and a free port.
    pub(crate) async fn start(setting: Setting) -> Self {
        if let Some(url) = given() {
            let token =
                |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"));
            let (admin, user) = (
                token("CONFORMANCE_ADMIN_TOKEN"),
                token("CONFORMANCE_USER_TOKEN"),
            );
            return Self::connect(&url, admin, user, None).await;
        }
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let running = start_product(setting, folder.path()).await;
        let url = format!("http://{}", running.address);
        let local = running.local.clone().expect("it is local");
        let (admin, user) = (local.admin_token, local.user_token);
        Self::connect(&url, admin, user, Some((running, folder))).await
    }

    async fn connect(
        url: &str,
        admin: String,
        user: String,
        running: Option<(gateway::Running, tempfile::TempDir)>,
    ) -> Self {
        let mut target = Self {
            http: Http::new(url),
            admin,
            user,
            clusters: Clusters::default(),
            foreign: running.is_none(),
            _running: running,
        };
        target.clusters = Clusters::find(&target).await;
        target
    }

    /// Sends a request with the token, if it has no `authorization` of its own.
    pub(crate) async fn send(&self, mut request: Request, token: Token) -> Result<Answer, String> {
        let token = match token {
            Token::Admin => Some(self.admin.as_str()),
            Token::User => Some(self.user.as_str()),
            Token::Wrong => Some("CW-SECRET-nobody-has-this-one"),
            Token::None => None,
        };
        if let Some(token) = token {
            let bearer = format!("Bearer {token}");
            request
                .headers
                .entry("authorization".into())
                .or_insert(bearer);
        }
        self.http.send(request).await
    }

    /// A call of the suite itself, outside any case.
    pub(crate) async fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> Result<Answer, String> {
        let mut headers = BTreeMap::new();
        if body.is_some() {
            headers.insert("content-type".into(), "application/json".into());
        }
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            headers,
            body: body.map(|body| body.to_string().into_bytes()),
            verbatim: false,
        };
        self.send(request, Token::Admin).await
    }

    /// Every runner, over all pages; as v1 shows them where v1beta2 is not served.
    pub(crate) async fn runners(&self) -> Result<Vec<Value>, String> {
        match self.all(RUNNERS, "runners").await {
            Err(_) => self.all(V1_RUNNERS, "managedRunners").await,
            all => all,
        }
    }

    async fn all(&self, list: &str, key: &str) -> Result<Vec<Value>, String> {
        let mut runners = Vec::new();
        let mut token = String::new();
        loop {
            let path = format!("{list}?pageSize=200&pageToken={token}");
            let answer = self.call("GET", &path, None).await?;
            let page = answer.json().filter(|_| answer.status == 200);
            let page = page.ok_or_else(|| format!("cannot list runners: {answer}"))?;
            runners.extend(page[key].as_array().cloned().unwrap_or_default());
            page["nextPageToken"]
                .as_str()
                .unwrap_or_default()
                .clone_into(&mut token);
            if token.is_empty() {
                return Ok(runners);
            }
        }
    }

    /// Free running clusters, waiting until other stories have given theirs back.
    pub(crate) async fn lend(&self, count: usize) -> Result<Lease<'_>, String> {
        self.clusters.lend(count).await
    }

    /// A free cluster by its name, waiting likewise.
    pub(crate) async fn lend_named(&self, name: &str) -> Result<Lease<'_>, String> {
        self.clusters.lend_named(name).await
    }
}

/// The one place that knows how the product is started.
async fn start_product(setting: Setting, folder: &std::path::Path) -> gateway::Running {
    let mut options = gateway::Options::local(folder);
    options.listen = ([127, 0, 0, 1], 0).into();
    options.fleet = setting.fleet;
    options.time_scale = setting.time_scale;
    options.served = setting.served;
    gateway::serve::start(options)
        .await
        .unwrap_or_else(|error| panic!("the product does not start: {error}"))
}
