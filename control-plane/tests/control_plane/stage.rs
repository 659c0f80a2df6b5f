//! A control plane for one test.

use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use control_plane::{Clock, ControlPlane, Fleet, ManualClock, Options, Served};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;

pub(crate) const RUNNERS: &str = "/v1beta2/sandbox/managed-runners";
pub(crate) const PROFILES: &str = "/v1beta2/sandbox/profile-templates";
pub(crate) const CLUSTERS: &str = "/v1beta1/cks/clusters";

/// A control plane on a clock that stands still.
pub(crate) struct Stage {
    pub(crate) plane: ControlPlane,
    pub(crate) clock: ManualClock,
    folder: TempDir,
}

impl Stage {
    /// At noon of a Wednesday, in real time.
    pub(crate) async fn new(fleet: Fleet) -> Self {
        Self::serving(fleet, Served::Both).await
    }

    /// The same, where not all versions of the API may be served.
    pub(crate) async fn serving(fleet: Fleet, served: Served) -> Self {
        let clock = ManualClock::new("2026-11-25T12:00:00Z".parse().unwrap());
        let folder = tempfile::tempdir().unwrap();
        let plane = open_serving(folder.path(), &clock, fleet, served).await;
        Self {
            plane,
            clock,
            folder,
        }
    }

    /// The same database after a restart.
    pub(crate) async fn restart(self) -> Self {
        self.plane.close().await;
        let plane = open(self.folder.path(), &self.clock, Fleet::Demo).await;
        Self { plane, ..self }
    }

    /// Moves the clock and does what is due then.
    pub(crate) async fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
        self.plane.tick().await.unwrap();
    }

    pub(crate) fn router(&self) -> Router {
        self.plane.router()
    }

    pub(crate) async fn call(&self, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
        send(self.router(), "CW-SECRET-admin", method, path, body).await
    }

    /// A call that has to succeed.
    pub(crate) async fn done(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.call(method, path, body).await;
        assert_eq!(status, StatusCode::OK, "{method} {path}: {answer}");
        answer
    }

    pub(crate) async fn read(&self, path: &str) -> Value {
        self.done("GET", path, Value::Null).await
    }

    pub(crate) async fn runner(&self, id: &str) -> Value {
        self.read(&format!("{RUNNERS}/{id}")).await
    }

    /// Changes a runner under a mask.
    pub(crate) async fn patch(&self, id: &str, mask: &str, runner: Value) -> Value {
        let body = json!({ "runner": runner, "updateMask": mask });
        self.done("PATCH", &format!("{RUNNERS}/{id}"), body).await
    }

    /// Creates a runner on a cluster, with the profile `default` and this spec.
    pub(crate) async fn create(&self, id: &str, cluster: &str, spec: Value) -> Value {
        let body = self.request(id, cluster, spec).await;
        self.done("POST", RUNNERS, body).await
    }

    pub(crate) async fn request(&self, id: &str, cluster: &str, spec: Value) -> Value {
        let profiles = self.read(PROFILES).await;
        let profile = profiles["profileTemplates"].as_array().unwrap().iter();
        let profile = profile
            .clone()
            .find(|p| p["displayName"] == "default")
            .unwrap();
        json!({ "runnerId": id, "runner": {
            "identity": { "zone": "us-east-04a", "clusterName": cluster },
            "managedSpec": spec,
            "profileBindings": [{ "profileTemplateId": profile["id"], "isDefault": true }],
        } })
    }
}

/// A control plane on this folder.
pub(crate) async fn open(folder: &Path, clock: &ManualClock, fleet: Fleet) -> ControlPlane {
    open_serving(folder, clock, fleet, Served::Both).await
}

async fn open_serving(
    folder: &Path,
    clock: &ManualClock,
    fleet: Fleet,
    served: Served,
) -> ControlPlane {
    ControlPlane::open(Options {
        database: folder.join("control-plane.db"),
        admin_token: "CW-SECRET-admin".into(),
        user_token: "CW-SECRET-user".into(),
        fleet,
        time_scale: 1.0,
        clock: Clock::Manual(clock.clone()),
        served,
    })
    .await
    .unwrap()
}

/// One call; null is no body.
pub(crate) async fn send(
    router: Router,
    token: &str,
    method: &str,
    path: &str,
    body: Value,
) -> (StatusCode, Value) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {token}"));
    let request = if body.is_null() {
        request.body(Body::empty())
    } else {
        request
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))
    };
    let response = router.oneshot(request.unwrap()).await.unwrap();
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&bytes).unwrap())
}

/// The short word of a status.
pub(crate) fn install(runner: &Value) -> &str {
    let constant = runner["installStatus"].as_str().unwrap();
    constant.strip_prefix("RUNNER_INSTALL_STATUS_").unwrap()
}

/// The short word of a connection status.
pub(crate) fn connection(runner: &Value) -> &str {
    let constant = runner["connectionStatus"].as_str().unwrap();
    constant.strip_prefix("RUNNER_CONNECTION_STATUS_").unwrap()
}
