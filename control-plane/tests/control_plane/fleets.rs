//! What a new database holds.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use control_plane::Fleet;
use serde_json::Value;

use crate::stage::{CLUSTERS, PROFILES, RUNNERS, Stage, connection, install};

async fn all(stage: &Stage, query: &str) -> Vec<Value> {
    let mut runners = Vec::new();
    let mut token = String::new();
    loop {
        let path = format!("{RUNNERS}?pageSize=200&pageToken={token}{query}");
        let mut page = stage.read(&path).await;
        runners.append(page["runners"].as_array_mut().unwrap());
        page["nextPageToken"]
            .as_str()
            .unwrap()
            .clone_into(&mut token);
        if token.is_empty() {
            return runners;
        }
    }
}

async fn cluster_names(stage: &Stage) -> BTreeSet<String> {
    let clusters = stage.read(CLUSTERS).await;
    let names = clusters["items"].as_array().unwrap().iter();
    names
        .map(|c| c["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn every_fleet_has_what_a_first_runner_needs() {
    for fleet in [Fleet::Empty, Fleet::Demo, Fleet::Count(10)] {
        let stage = Stage::new(fleet).await;
        let names = cluster_names(&stage).await;
        for name in ["gpu-tainted", "creating-soon", "free-01", "free-12"] {
            assert!(names.contains(name), "{fleet} has {name}");
        }
        let profiles = stage.read(PROFILES).await;
        let names: Vec<_> = profiles["profileTemplates"]
            .as_array()
            .unwrap()
            .iter()
            .map(|p| &p["displayName"])
            .collect();
        assert!(names.iter().any(|name| *name == "default"));
        assert!(names.iter().any(|name| *name == "locked-down"));
        stage.create("first", "free-01", Value::Null).await;
    }
}

#[tokio::test]
async fn the_demo_fleet_shows_every_state() {
    let stage = Stage::new(Fleet::Demo).await;
    stage.pass(0).await;
    let runners = all(&stage, "").await;
    let states: BTreeSet<_> = runners
        .iter()
        .map(|r| (install(r), connection(r)))
        .collect();
    for state in [
        ("PENDING", "DISCONNECTED"),
        ("PROVISIONING", "DISCONNECTED"),
        ("READY", "CONNECTED"),
        ("READY", "DISCONNECTED"),
        ("FAILED", "DISCONNECTED"),
        ("DELETING", "CONNECTED"),
    ] {
        assert!(states.contains(&state), "{state:?} in {states:?}");
    }
    for (field, value) in [
        ("updateAvailable", Value::Bool(true)),
        ("rolloutInProgress", Value::Bool(true)),
        ("managementMode", "MANAGEMENT_MODE_SELF_MANAGED".into()),
    ] {
        assert!(runners.iter().any(|r| r[field] == value), "{field}");
    }
    let reasons: BTreeSet<_> = runners
        .iter()
        .filter_map(|r| r["installError"]["reason"].as_str())
        .collect();
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    let zones: BTreeSet<_> = runners
        .iter()
        .map(|r| r["identity"]["zone"].as_str())
        .collect();
    assert_eq!(zones.len(), 5);
    assert!((25..=30).contains(&runners.len()), "{}", runners.len());
}

#[tokio::test]
async fn the_demo_fleet_stays_as_it_is() {
    let stage = Stage::new(Fleet::Demo).await;
    stage.pass(120).await;
    let shown = |runners: Vec<Value>| -> Vec<_> {
        let shown = runners
            .iter()
            .filter(|r| r["identity"]["runnerId"] != "data-pipeline");
        shown
            .map(|r| {
                (
                    r["identity"]["runnerId"].clone(),
                    r["installStatus"].clone(),
                    r["connectionStatus"].clone(),
                    r["updateAvailable"].clone(),
                    r["targetRevision"].clone(),
                )
            })
            .collect()
    };
    let before = shown(all(&stage, "").await);
    stage.pass(2 * 86_400).await;
    assert_eq!(shown(all(&stage, "").await), before);
}

#[tokio::test]
async fn the_demo_fleet_is_the_same_every_time() {
    let (first, second) = (Stage::new(Fleet::Demo).await, Stage::new(Fleet::Demo).await);
    assert_eq!(all(&first, "").await, all(&second, "").await);
    assert_eq!(first.read(CLUSTERS).await, second.read(CLUSTERS).await);
    assert_eq!(first.read(PROFILES).await, second.read(PROFILES).await);
}

#[tokio::test]
async fn no_cluster_of_the_demo_fleet_has_two_managed_runners_and_one_is_named_like_its_runner() {
    let stage = Stage::new(Fleet::Demo).await;
    let runners = all(&stage, "").await;
    let clusters: BTreeSet<_> = runners
        .iter()
        .map(|r| r["identity"]["clusterId"].as_str().unwrap())
        .collect();
    assert_eq!(clusters.len(), runners.len());
    assert!(
        runners
            .iter()
            .any(|r| r["identity"]["runnerId"] == r["identity"]["clusterName"])
    );
    let unbound = stage.read(PROFILES).await;
    let retired = unbound["profileTemplates"]
        .as_array()
        .unwrap()
        .iter()
        .find(|p| p["displayName"] == "retired")
        .unwrap();
    let path = format!("{PROFILES}/{}", retired["id"].as_str().unwrap());
    stage.done("DELETE", &path, Value::Null).await;
}

#[tokio::test]
async fn a_database_that_has_a_fleet_keeps_it() {
    let stage = Stage::new(Fleet::Empty).await.restart().await;
    assert!(all(&stage, "").await.is_empty());
}

#[tokio::test]
async fn a_hundred_thousand_runners_are_made_and_listed_quickly() {
    let begun = Instant::now();
    let stage = Stage::new(Fleet::Count(100_000)).await;
    let made = begun.elapsed();
    stage.pass(1).await;

    let begun = Instant::now();
    let last = stage
        .read(&format!(
            "{RUNNERS}?pageSize=200&connectionStatus=DISCONNECTED"
        ))
        .await;
    let filtered = begun.elapsed();
    assert_eq!(last["runners"].as_array().unwrap().len(), 200);
    let begun = Instant::now();
    assert_eq!(
        stage.runner("runner-100000").await["identity"]["runnerId"],
        "runner-100000"
    );
    let one = begun.elapsed();

    eprintln!("made in {made:?}, a filtered page in {filtered:?}, one in {one:?}");
    // Generous: an unoptimized build on a busy machine is ten times slower than a release.
    assert!(made < Duration::from_mins(2), "made in {made:?}");
    assert!(filtered < Duration::from_secs(5), "a page in {filtered:?}");
    assert!(one < Duration::from_secs(1), "one in {one:?}");
    assert_eq!(cluster_names(&stage).await.len(), 100_014);
}

#[tokio::test]
async fn filters_agree_with_what_is_shown() {
    let stage = Stage::new(Fleet::Count(1_500)).await;
    stage.pass(1).await;
    let runners = all(&stage, "").await;
    assert_eq!(runners.len(), 1_500);
    let ids: Vec<_> = runners
        .iter()
        .map(|r| r["identity"]["runnerId"].as_str().unwrap())
        .collect();
    assert!(ids.is_sorted());
    for (query, field, value) in [
        (
            "&connectionStatus=CONNECTED",
            "/connectionStatus",
            "RUNNER_CONNECTION_STATUS_CONNECTED",
        ),
        (
            "&connectionStatus=DISCONNECTED",
            "/connectionStatus",
            "RUNNER_CONNECTION_STATUS_DISCONNECTED",
        ),
        ("&zone=EU-NORTH-09C", "/identity/zone", "eu-north-09c"),
        (
            "&clusterId=cluster-000777",
            "/identity/clusterName",
            "cluster-000777",
        ),
    ] {
        let expected: Vec<_> = runners
            .iter()
            .filter(|r| r.pointer(field).unwrap() == value)
            .collect();
        assert!(!expected.is_empty(), "{query}");
        assert_eq!(
            all(&stage, query).await.iter().collect::<Vec<_>>(),
            expected,
            "{query}"
        );
    }
}
