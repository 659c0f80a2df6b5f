//! Contract 7.1, 7.2 and 7.5: installs, heartbeats, deletion.

use axum::http::StatusCode;
use control_plane::{Change, Fleet};
use serde_json::{Value, json};

use crate::stage::{RUNNERS, Stage, connection, install};

#[tokio::test]
async fn from_pending_to_connected() {
    let stage = Stage::new(Fleet::Empty).await;
    let created = stage.create("a", "free-01", json!({})).await;
    assert_eq!(
        (install(&created), connection(&created)),
        ("PENDING", "DISCONNECTED")
    );
    assert_eq!(created["rolloutInProgress"], true);
    assert_eq!(created["identity"]["zone"], "us-east-04a");

    stage.pass(2).await;
    assert_eq!(install(&stage.runner("a").await), "PROVISIONING");
    stage.pass(5).await;
    assert_eq!(install(&stage.runner("a").await), "PROVISIONING");
    stage.pass(1).await;
    let ready = stage.runner("a").await;
    assert_eq!(
        (install(&ready), connection(&ready)),
        ("READY", "DISCONNECTED")
    );
    assert_eq!(ready["activeRevision"], ready["targetRevision"]);
    assert_eq!(ready["rolloutInProgress"], false);
    assert_eq!(ready["lastHeartbeatAt"], Value::Null);
    assert_eq!(ready["activeConfigVersion"], "cfg-0001");

    stage.pass(3).await;
    let connected = stage.runner("a").await;
    assert_eq!(connection(&connected), "CONNECTED");
    assert_eq!(connected["lastHeartbeatAt"], "2026-11-25T12:00:11Z");
    assert_eq!(connected["updatedAt"], ready["updatedAt"]);
    stage.pass(25).await;
    assert_eq!(
        stage.runner("a").await["lastHeartbeatAt"],
        "2026-11-25T12:00:31Z"
    );
}

#[tokio::test]
async fn one_late_look_finds_what_many_early_ones_would() {
    let stage = Stage::new(Fleet::Empty).await;
    stage.create("a", "free-01", json!({})).await;
    stage.pass(3_600).await;
    let runner = stage.runner("a").await;
    assert_eq!(
        (install(&runner), connection(&runner)),
        ("READY", "CONNECTED")
    );
    assert_eq!(runner["updatedAt"], "2026-11-25T12:00:08Z");
    assert_eq!(runner["lastHeartbeatAt"], "2026-11-25T12:59:51Z");
}

#[tokio::test]
async fn deleting_takes_a_while_and_frees_name_and_cluster() {
    let stage = Stage::new(Fleet::Empty).await;
    let first = stage.create("a", "free-01", json!({})).await;
    stage.pass(20).await;
    let path = format!("{RUNNERS}/a");
    assert_eq!(stage.done("DELETE", &path, Value::Null).await, json!({}));
    assert_eq!(install(&stage.runner("a").await), "DELETING");
    stage.pass(4).await;
    assert_eq!(stage.done("DELETE", &path, Value::Null).await, json!({}));
    stage.pass(1).await;
    let (status, gone) = stage.call("GET", &path, Value::Null).await;
    assert_eq!(
        (status, &gone["message"]),
        (StatusCode::NOT_FOUND, &json!("runner not found"))
    );
    let second = stage.create("a", "free-01", json!({})).await;
    assert_ne!(second["id"], first["id"]);
}

#[tokio::test]
async fn a_write_sees_what_was_due_before_it() {
    let stage = Stage::new(Fleet::Empty).await;
    stage.create("a", "free-01", json!({})).await;
    stage
        .done("DELETE", &format!("{RUNNERS}/a"), Value::Null)
        .await;
    // Nobody has ticked, but the five seconds are over.
    stage.clock.advance(std::time::Duration::from_secs(5));
    let (status, _) = stage
        .call("DELETE", &format!("{RUNNERS}/a"), Value::Null)
        .await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_life_goes_on_after_a_restart() {
    let stage = Stage::new(Fleet::Empty).await;
    let created = stage.create("a", "free-01", json!({})).await;
    stage.pass(2).await;
    stage.create("b", "gpu-tainted", json!({})).await;
    let stage = stage.restart().await;
    assert_eq!(install(&stage.runner("a").await), "PROVISIONING");
    assert_eq!(
        stage.read(RUNNERS).await["runners"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    stage.pass(9).await;
    let a = stage.runner("a").await;
    assert_eq!(
        (install(&a), connection(&a), &a["id"]),
        ("READY", "CONNECTED", &created["id"])
    );
    assert_eq!(install(&stage.runner("b").await), "FAILED");
}

#[tokio::test]
async fn watchers_hear_of_every_change() {
    let stage = Stage::new(Fleet::Empty).await;
    let mut changes = stage.plane.changes();
    let small = json!({ "overrides": { "resources": { "memoryLimit": "200Mi" } } });
    stage.create("a", "free-01", small).await;
    let written = Change::Written {
        runner_id: "a".into(),
    };
    assert_eq!(changes.try_recv(), Ok(written.clone()));
    // PROVISIONING, READY, CONNECTED, DISCONNECTED.
    for seconds in [2, 6, 3, 60] {
        assert!(changes.try_recv().is_err());
        stage.pass(seconds).await;
        assert_eq!(changes.try_recv(), Ok(written.clone()), "after {seconds} s");
    }
    stage
        .done("DELETE", &format!("{RUNNERS}/a"), Value::Null)
        .await;
    assert_eq!(changes.try_recv(), Ok(written));
    stage.pass(5).await;
    assert_eq!(
        changes.try_recv(),
        Ok(Change::Deleted {
            runner_id: "a".into()
        })
    );
    assert!(changes.try_recv().is_err());
}

#[tokio::test]
async fn time_passes_by_itself() {
    let stage = Stage::new(Fleet::Empty).await;
    let running = tokio::spawn(stage.plane.clone().run());
    let mut changes = stage.plane.changes();
    stage.create("a", "free-01", json!({})).await;
    stage.clock.advance(std::time::Duration::from_secs(8));
    stage.create("b", "free-02", json!({})).await;
    while install(&stage.runner("a").await) != "READY" {
        changes.recv().await.unwrap();
    }
    running.abort();
}
