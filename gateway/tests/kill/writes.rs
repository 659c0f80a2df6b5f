//! `kill -9` at any moment: what was acknowledged is there after the restart, and lifecycles go on.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::process::{ADMIN, Caller, Folders, PROFILES, RUNNERS};

const SESSION: &str = "/console/session";

/// An install takes some seconds.
const SLOWLY: &[&str] = &["--time-scale", "4"];

/// As many as the product promises to keep.
const WRITES: usize = 200;
/// How many tasks write at once.
const WRITERS: usize = 4;
/// A killed gateway gets this many acknowledged writes further, at most.
const LIFE: u64 = 60;

impl Caller {
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
    let folders = Folders::new();
    let mut process = folders.start(SLOWLY).await;
    let caller = process.caller();

    let clusters = caller.free_clusters().await;
    let body = json!({ "profileTemplate": { "displayName": "base", "spec": {} } });
    let profile = caller.send("POST", PROFILES, &body).await;
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
        process = folders.start(SLOWLY).await;
        check(&process.caller(), &ledger).await;
    }
    assert!(round > 2, "killed {round} times");

    let caller = process.caller();
    let status = caller
        .create_runner("young", &clusters[WRITERS], profile)
        .await;
    assert_eq!(status, "RUNNER_INSTALL_STATUS_PENDING");
    process.kill().await;
    let process = folders.start(SLOWLY).await;
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
