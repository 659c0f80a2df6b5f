//! `kill -9` at any moment: what was acknowledged is there after the restart, and lifecycles go on.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set its stage has failed"
)]

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::Notify;
use tokio::task::JoinSet;

const ADMIN: &str = "CW-SECRET-admin";
const RUNNERS: &str = "/v1beta2/sandbox/managed-runners";
const PROFILES: &str = "/v1beta2/sandbox/profile-templates";
const SESSION: &str = "/console/session";

/// As many as the product promises to keep.
const WRITES: usize = 200;
/// How many tasks write at once.
const WRITERS: usize = 4;
/// A killed gateway gets this many acknowledged writes further, at most.
const LIFE: u64 = 60;

/// The real program on a free port.
struct Process {
    child: Child,
    base: String,
    client: reqwest::Client,
}

impl Process {
    async fn start(data: &Path, site: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_runner-gateway"))
            .args(["--listen", "127.0.0.1:0", "--fleet", "empty"])
            .args(["--time-scale", "4", "--admin-token", ADMIN])
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
    async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    fn caller(&self) -> Caller {
        Caller {
            base: self.base.clone(),
            client: self.client.clone(),
        }
    }
}

#[derive(Clone)]
struct Caller {
    base: String,
    client: reqwest::Client,
}

impl Caller {
    /// The answer of a success; none when the gateway was killed before it came.
    async fn call(&self, method: &str, path: &str, body: Option<&Value>) -> Option<Value> {
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

    async fn get(&self, path: &str) -> Value {
        self.call("GET", path, None).await.expect("nobody kills it")
    }

    /// Creates a runner and says in which state the answer showed it.
    async fn create_runner(&self, id: &str, cluster: &Value, profile: &str) -> String {
        let body = json!({ "runnerId": id, "runner": {
            "identity": { "zone": cluster["zone"], "clusterId": cluster["id"] },
            "profileBindings": [{ "profileTemplateId": profile, "isDefault": true }],
        } });
        let runner = self.call("POST", RUNNERS, Some(&body)).await.unwrap();
        runner["installStatus"].as_str().unwrap().to_owned()
    }

    async fn wait_until_ready(&self, id: &str) {
        let start = Instant::now();
        loop {
            let runner = self.get(&format!("{RUNNERS}/{id}")).await;
            if runner["installStatus"] == "RUNNER_INSTALL_STATUS_READY"
                && runner["connectionStatus"] == "RUNNER_CONNECTION_STATUS_CONNECTED"
            {
                return;
            }
            assert!(start.elapsed() < Duration::from_secs(30), "stuck: {runner}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// What the writers were told, and what they were doing when the gateway went.
#[derive(Default)]
struct Ledger {
    acknowledged: usize,
    /// Names of profile templates by their path.
    profiles: BTreeMap<String, String>,
    /// Groups of runners by their path: acknowledged, and perhaps under way.
    groups: BTreeMap<String, (String, Option<String>)>,
}

type SharedLedger = Arc<Mutex<Ledger>>;

/// Writes until the gateway is gone: a new profile, then a new group for the writer's own runner.
async fn write(
    caller: Caller,
    name: String,
    runner: String,
    ledger: SharedLedger,
    told: Arc<Notify>,
) {
    for n in 0.. {
        let name = format!("{name}-{n}");
        let body = json!({ "profileTemplate": { "displayName": name, "spec": {} } });
        let Some(made) = caller.call("POST", PROFILES, Some(&body)).await else {
            return;
        };
        let path = format!("{PROFILES}/{}", made["id"].as_str().unwrap());
        {
            let mut ledger = ledger.lock().unwrap();
            ledger.profiles.insert(path, name.clone());
            ledger.acknowledged += 1;
            ledger.groups.entry(runner.clone()).or_default().1 = Some(name.clone());
        }
        told.notify_one();
        let body = json!({
            "runner": { "identity": { "runnerGroupId": name } },
            "updateMask": "identity.runnerGroupId",
        });
        let Some(changed) = caller.call("PATCH", &runner, Some(&body)).await else {
            return;
        };
        assert_eq!(changed["identity"]["runnerGroupId"], name.as_str());
        {
            let mut ledger = ledger.lock().unwrap();
            ledger.groups.insert(runner.clone(), (name, None));
            ledger.acknowledged += 1;
        }
        told.notify_one();
    }
}

/// Finds everything that was acknowledged, and settles what was under way.
async fn check(caller: &Caller, ledger: &SharedLedger) {
    let (profiles, groups) = {
        let ledger = ledger.lock().unwrap();
        (ledger.profiles.clone(), ledger.groups.clone())
    };
    for (path, name) in &profiles {
        assert_eq!(caller.get(path).await["displayName"], name.as_str());
    }
    for (path, (acknowledged, under_way)) in groups {
        let runner = caller.get(&path).await;
        let group = runner["identity"]["runnerGroupId"].as_str().unwrap();
        assert!(
            group == acknowledged || Some(group) == under_way.as_deref(),
            "{path} has {group}, acknowledged was {acknowledged}"
        );
        let settled = (group.to_owned(), None);
        ledger.lock().unwrap().groups.insert(path, settled);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_kill_9() {
    let data = tempfile::tempdir().unwrap();
    let site = tempfile::tempdir().unwrap();
    std::fs::write(site.path().join("index.html"), "").unwrap();
    let mut process = Process::start(data.path(), site.path()).await;
    let caller = process.caller();

    let clusters = caller.get("/v1beta1/cks/clusters").await;
    let clusters: Vec<Value> = clusters["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|cluster| cluster["name"].as_str().unwrap().starts_with("free-"))
        .take(WRITERS + 1)
        .cloned()
        .collect();
    let body = json!({ "profileTemplate": { "displayName": "base", "spec": {} } });
    let profile = caller.call("POST", PROFILES, Some(&body)).await.unwrap();
    let profile = profile["id"].as_str().unwrap();
    for (n, cluster) in clusters[..WRITERS].iter().enumerate() {
        caller
            .create_runner(&format!("writer-{n}"), cluster, profile)
            .await;
    }
    let sign_in = json!({ "token": ADMIN });
    let url = format!("{}{SESSION}", caller.base);
    let answer = caller.client.post(url).json(&sign_in).send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();

    let ledger = SharedLedger::default();
    let random = RandomState::new();
    let mut round = 0;
    while ledger.lock().unwrap().acknowledged < WRITES {
        round += 1;
        let already = ledger.lock().unwrap().acknowledged;
        let end = already + 1 + usize::try_from(random.hash_one(round) % LIFE).unwrap();
        let told = Arc::new(Notify::new());
        let mut writers = JoinSet::new();
        for n in 0..WRITERS {
            writers.spawn(write(
                process.caller(),
                format!("round-{round}-{n}"),
                format!("{RUNNERS}/writer-{n}"),
                Arc::clone(&ledger),
                Arc::clone(&told),
            ));
        }
        while ledger.lock().unwrap().acknowledged < end {
            tokio::select! {
                () = told.notified() => {}
                Some(done) = writers.join_next() => done.expect("a writer found a fault"),
            }
        }
        process.kill().await;
        while let Some(done) = writers.join_next().await {
            done.expect("a writer found a fault");
        }
        process = Process::start(data.path(), site.path()).await;
        check(&process.caller(), &ledger).await;
    }
    assert!(round > 2, "killed {round} times");

    let caller = process.caller();
    let status = caller
        .create_runner("young", &clusters[WRITERS], profile)
        .await;
    assert_eq!(status, "RUNNER_INSTALL_STATUS_PENDING");
    process.kill().await;
    let process = Process::start(data.path(), site.path()).await;
    let caller = process.caller();
    caller.wait_until_ready("young").await;
    for n in 0..WRITERS {
        caller.wait_until_ready(&format!("writer-{n}")).await;
    }
    check(&caller, &ledger).await;
    let url = format!("{}{SESSION}", caller.base);
    let who = caller
        .client
        .get(url)
        .header("cookie", cookie.split(';').next().unwrap());
    assert_eq!(
        who.send().await.unwrap().status(),
        200,
        "the session is over"
    );
    process.kill().await;
}
