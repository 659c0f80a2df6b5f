//! The program that is killed, and how it is spoken to.

use std::path::Path;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

pub(super) const ADMIN: &str = "CW-SECRET-admin";
pub(super) const RUNNERS: &str = "/v1beta2/sandbox/managed-runners";
pub(super) const PROFILES: &str = "/v1beta2/sandbox/profile-templates";

/// What outlives the program: its data, and a site without pages.
pub(super) struct Folders {
    data: TempDir,
    site: TempDir,
}

impl Folders {
    pub(super) fn new() -> Self {
        let site = tempfile::tempdir().unwrap();
        std::fs::write(site.path().join("index.html"), "").unwrap();
        Self {
            data: tempfile::tempdir().unwrap(),
            site,
        }
    }

    /// The program on a free port, with these options besides.
    pub(super) async fn start(&self, options: &[&str]) -> Process {
        Process::start(self.data.path(), self.site.path(), options).await
    }
}

/// The real program on a free port.
pub(super) struct Process {
    child: Child,
    base: String,
    client: reqwest::Client,
}

impl Process {
    async fn start(data: &Path, site: &Path, options: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_runner-gateway"))
            .args(["--listen", "127.0.0.1:0", "--fleet", "empty"])
            .args(["--admin-token", ADMIN])
            .args(options)
            .arg("--data-dir")
            .arg(data)
            .arg("--site")
            .arg(site)
            .env_remove("RUST_LOG")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let link = loop {
            let line = lines.next_line().await.unwrap();
            let line = line.expect("the gateway starts and prints its link");
            if let Some(link) = line.trim().strip_prefix("http://") {
                break link.to_owned();
            }
        };
        Self {
            child,
            base: format!("http://{}", link.split('/').next().unwrap()),
            client: reqwest::Client::new(),
        }
    }

    /// SIGKILL: nothing of the program runs after it.
    pub(super) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    pub(super) fn caller(&self) -> Caller {
        Caller {
            base: self.base.clone(),
            client: self.client.clone(),
        }
    }
}

/// Calls as an administrator.
#[derive(Clone)]
pub(super) struct Caller {
    pub(super) base: String,
    pub(super) client: reqwest::Client,
}

impl Caller {
    /// The answer of a success; none when the gateway was killed before it came.
    pub(super) async fn call(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> Option<Value> {
        let url = format!("{}{path}", self.base);
        let mut request = self
            .client
            .request(method.parse().unwrap(), url)
            .bearer_auth(ADMIN);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.ok()?;
        let status = answer.status();
        let body = answer.json::<Value>().await.ok()?;
        assert!(status.is_success(), "{method} {path}: {status} {body}");
        Some(body)
    }

    /// The answer of a gateway that nobody kills meanwhile.
    pub(super) async fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let answer = self.call(method, path, Some(body)).await;
        answer.expect("nobody kills it")
    }

    pub(super) async fn get(&self, path: &str) -> Value {
        self.call("GET", path, None).await.expect("nobody kills it")
    }

    /// Clusters without a runner.
    pub(super) async fn free_clusters(&self) -> Vec<Value> {
        let clusters = self.get("/v1beta1/cks/clusters").await;
        let clusters = clusters["items"].as_array().unwrap().iter();
        let is_free = |cluster: &&Value| cluster["name"].as_str().unwrap().starts_with("free-");
        clusters.filter(is_free).cloned().collect()
    }
}
