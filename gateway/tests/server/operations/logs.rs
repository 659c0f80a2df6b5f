//! What the log says of a request, and what it must not.

use std::path::Path;
use std::process::Stdio;

use http::Method;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::stage::{ADMIN, RUNNERS, SESSION};

/// The real program, whose log is read when it has ended.
struct Program {
    child: Child,
    url: String,
    client: Client,
    _data: TempDir,
}

impl Program {
    async fn start(format: &str, more: &[&str]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let site = data.path().join("dist");
        std::fs::create_dir(&site).unwrap();
        std::fs::write(site.join("index.html"), "<!DOCTYPE html>").unwrap();
        let mut child = command(data.path(), &site)
            .args(["--log-format", format])
            .args(more)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let url = loop {
            let line = lines.next_line().await.unwrap().expect("it starts");
            if let Some((_, url)) = line.split_once(", at ") {
                break url.to_owned();
            }
        };
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self {
            child,
            url,
            client: Client::new(),
            _data: data,
        }
    }

    async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> Response {
        let request = self.client.request(method, format!("{}{path}", self.url));
        let request = request
            .bearer_auth(ADMIN)
            .header("x-request-id", "forged\u{9}canary-id")
            .header("user-agent", "canary-agent");
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        request.send().await.unwrap()
    }

    /// Ends it as an administrator would and returns its log.
    async fn log(mut self) -> String {
        let id = self.child.id().unwrap().to_string();
        let kill = Command::new("kill").arg(id).status().await.unwrap();
        assert!(kill.success());
        let mut log = String::new();
        let mut stderr = self.child.stderr.take().unwrap();
        stderr.read_to_string(&mut log).await.unwrap();
        assert!(self.child.wait().await.unwrap().success(), "{log}");
        log
    }
}

fn command(data: &Path, site: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_runner-gateway"));
    command
        .args([
            "--listen",
            "127.0.0.1:0",
            "--fleet",
            "empty",
            "--admin-token",
            ADMIN,
        ])
        .arg("--data-dir")
        .arg(data)
        .arg("--site")
        .arg(site)
        .env("RUST_LOG", "trace,h2=info,hyper=info,sqlx=info")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Everything that could carry a secret into a log.
async fn provoke(program: &Program) {
    let secret = json!({ "name": "PASSWORD", "value": "canary-env" });
    let runner = json!({
        "runnerId": "canary-in-body",
        "runner": { "managedSpec": { "overrides": { "env": [secret] } } },
    });
    for path in [
        "/healthz?token=canary-query",
        "/?access_token=canary-query",
        "/console/history?runner=canary-query",
        "/console/events?after=canary-query",
        "/canary-path",
        "/%0d%0a%1b[31mcanary-path",
        "/v1beta2/sandbox/managed-runners/canary-path",
        "/v1beta1/cks/clusters/canary-path",
    ] {
        program.send(Method::GET, path, None).await;
    }
    program.send(Method::POST, RUNNERS, Some(&runner)).await;
    for proof in [
        json!({ "token": "CW-SECRET-canary-proof" }),
        json!({ "token": ADMIN }),
        json!({ "code": "canary-code" }),
        json!("canary-broken"),
    ] {
        let request = program.client.post(format!("{}{SESSION}", program.url));
        let request = request.header("cookie", "runner-console=canary-cookie");
        request.json(&proof).send().await.unwrap();
    }
}

#[tokio::test]
async fn no_secret_is_in_the_log() {
    for format in ["text", "json"] {
        let program = Program::start(format, &[]).await;
        provoke(&program).await;
        let log = program.log().await;
        assert!(log.contains("answered"), "{log}");
        let found = log.lines().find(|line| line.contains("canary"));
        assert_eq!(found, None);
        assert!(!log.contains(ADMIN) && !log.contains('\u{1b}'));
    }
}

#[tokio::test]
async fn an_answer_and_the_log_have_the_same_id() {
    let program = Program::start("json", &["--trusted-proxies", "127.0.0.1"]).await;
    let answer = program.send(Method::GET, RUNNERS, None).await;
    let own = answer.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(own.len() == 16 && own.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let request = program.client.get(format!("{}/healthz", program.url));
    let request = request.header("x-request-id", "from-a.proxy_1");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["x-request-id"], "from-a.proxy_1");

    let log = program.log().await;
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect();
    let of = |id: &str| {
        let mut own = lines.iter().filter(|line| line["span"]["id"] == id);
        own.find(|line| line["fields"]["message"] == "answered")
            .cloned()
    };
    let line = of(&own).expect("the request is in the log");
    assert_eq!(line["span"]["route"], RUNNERS);
    assert_eq!(line["fields"]["status"], 200);
    assert!(of("from-a.proxy_1").is_some());
}

#[tokio::test]
async fn a_stranger_cannot_choose_the_id() {
    let program = Program::start("text", &[]).await;
    let request = program.client.get(format!("{}/healthz", program.url));
    let answer = request.header("x-request-id", "mine").send().await.unwrap();
    assert_ne!(answer.headers()["x-request-id"], "mine");
}
