//! `kill -9` at any moment, and a receiver that takes two of three messages: every alarm arrives, none under two IDs,
//! and so does its end.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::process::{Folders, PROFILES, RUNNERS};

/// How often the gateway is killed.
const KILLS: usize = 20;

/// What does not come within this time does not come.
const PATIENCE: Duration = Duration::from_mins(1);

/// At once, to a receiver on this machine.
const OPTIONS: &[&str] = &[
    "--time-scale",
    "200",
    "--notify-private",
    "true",
    "--notify-plain",
    "true",
];

/// A message that was taken.
#[derive(Debug, Clone)]
struct Taken {
    id: String,
    kind: String,
    runners: Vec<String>,
    /// All of it.
    told: Value,
}

/// A receiver that takes two of three.
struct Receiver {
    url: String,
    state: Arc<Mutex<Vec<Taken>>>,
    /// Counts everything that came, taken or not.
    came: watch::Receiver<usize>,
}

type Shared = (Arc<Mutex<Vec<Taken>>>, watch::Sender<usize>);

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let (sender, came) = watch::channel(0);
        let state = Arc::<Mutex<Vec<Taken>>>::default();
        let shared: Shared = (Arc::clone(&state), sender);
        let router = Router::new().fallback(receive).with_state(shared);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, state, came }
    }

    /// Waits until so many messages of that kind about a runner have been taken, by their IDs.
    async fn wait_for(&mut self, runner: &str, kind: &str) {
        let state = Arc::clone(&self.state);
        let is_there = move || {
            let state = state.lock().unwrap();
            let mut own = state.iter().filter(|taken| taken.kind == kind);
            own.any(|taken| taken.runners.iter().any(|id| id == runner))
        };
        let waited = self.came.wait_for(|_| is_there());
        let waited = tokio::time::timeout(PATIENCE, waited).await;
        waited
            .unwrap_or_else(|_| panic!("no {kind} of {runner}"))
            .unwrap();
    }

    /// Waits until something more has come.
    async fn next(&mut self) {
        let now = *self.came.borrow();
        let waited = self.came.wait_for(|count| *count > now);
        tokio::time::timeout(PATIENCE, waited).await.ok();
    }
}

async fn receive(
    State((state, came)): State<Shared>,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let body: Value = serde_json::from_slice(&body).unwrap();
    let runners = body["data"]["runners"].as_array().unwrap();
    let taken = Taken {
        id: headers["webhook-id"].to_str().unwrap().to_owned(),
        kind: body["data"]["kind"].as_str().unwrap().to_owned(),
        runners: runners
            .iter()
            .map(|runner| runner["runnerId"].as_str().unwrap().to_owned())
            .collect(),
        told: body,
    };
    let count = *came.borrow() + 1;
    let is_taken = count % 3 != 0;
    if is_taken {
        state.lock().unwrap().push(taken);
    }
    came.send_replace(count);
    if is_taken {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    }
}

/// A runner that no node is chosen for, until its selector is taken away.
fn failing(cluster: &Value, profile: &str, id: &str) -> Value {
    json!({ "runnerId": id, "runner": {
        "identity": { "zone": cluster["zone"], "clusterId": cluster["id"] },
        "profileBindings": [{ "profileTemplateId": profile, "isDefault": true }],
        "managedSpec": { "overrides": { "nodeSelector": { "no": "such-node" } } },
    } })
}

fn mended() -> Value {
    json!({
        "runner": { "managedSpec": { "overrides": { "nodeSelector": {} } } },
        "updateMask": "managedSpec.overrides",
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_alarm_outlives_kill_9_and_is_told_under_one_id() {
    let folders = Folders::new();
    let mut receiver = Receiver::start().await;
    let mut process = folders.start(OPTIONS).await;
    let mut caller = process.caller();

    let clusters = caller.free_clusters().await;
    let template = json!({ "profileTemplate": { "displayName": "base", "spec": {} } });
    let profile = caller.send("POST", PROFILES, &template).await;
    let profile = profile["id"].as_str().unwrap().to_owned();
    let hook = json!({ "name": "Hook", "kind": "webhook", "target": { "url": receiver.url } });
    let path = "/console/notifications/channels";
    let channel = caller.send("POST", path, &hook).await["channel"]["id"].clone();
    let rule = json!({
        "name": "Prod", "when": { "kind": "installFailed" }, "channels": [channel], "hold": 0,
    });
    caller
        .send("POST", "/console/notifications/rules", &rule)
        .await;

    let random = RandomState::new();
    let mut runners = Vec::new();
    for round in 0..KILLS {
        let id = format!("runner-{round}");
        let cluster = &clusters[round % clusters.len()];
        let moment = random.hash_one(round) % 4;
        caller
            .send("POST", RUNNERS, &failing(cluster, &profile, &id))
            .await;
        if moment == 1 {
            receiver.next().await;
        }
        if moment == 2 {
            receiver.wait_for(&id, "alarm").await;
        }
        if moment < 3 {
            process.kill().await;
            process = folders.start(OPTIONS).await;
            caller = process.caller();
        }
        receiver.wait_for(&id, "alarm").await;
        let path = format!("{RUNNERS}/{id}");
        caller.send("PATCH", &path, &mended()).await;
        if moment == 3 {
            process.kill().await;
            process = folders.start(OPTIONS).await;
            caller = process.caller();
        }
        receiver.wait_for(&id, "recovered").await;
        caller
            .call("DELETE", &path, None)
            .await
            .expect("nobody kills it");
        runners.push(id);
    }

    let mut by_id: BTreeMap<String, Taken> = BTreeMap::new();
    for taken in receiver.state.lock().unwrap().iter() {
        let known = by_id
            .entry(taken.id.clone())
            .or_insert_with(|| taken.clone());
        assert_eq!(known.runners, taken.runners, "one ID is one message");
    }
    for id in runners {
        let count = |kind: &str| {
            let all = by_id.values().filter(|taken| taken.kind == kind);
            all.filter(|taken| taken.runners.contains(&id)).count()
        };
        let own = by_id.values().filter(|taken| taken.runners.contains(&id));
        let own: Vec<_> = own.map(|taken| &taken.told).collect();
        assert_eq!((count("alarm"), count("recovered")), (1, 1), "{own:#?}");
    }
}
