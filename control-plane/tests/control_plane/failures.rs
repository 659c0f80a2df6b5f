//! Contract 1.7 and 7.1: what goes wrong has a cause, and its remedy helps.

use control_plane::Fleet;
use serde_json::{Value, json};

use crate::stage::{RUNNERS, Stage, connection, install};

fn overrides(overrides: Value) -> Value {
    json!({ "managedSpec": { "overrides": overrides } })
}

#[tokio::test]
async fn a_taint_is_told_and_tolerating_it_cures() {
    let stage = Stage::new(Fleet::Empty).await;
    stage.create("a", "gpu-tainted", json!({})).await;
    stage.pass(8).await;
    let failed = stage.runner("a").await;
    assert_eq!(install(&failed), "FAILED");
    let error = &failed["installError"];
    assert_eq!(error["reason"], "RUNNER_INSTALL_ERROR_REASON_UNSCHEDULABLE");
    assert_eq!(error["occurredAt"], "2026-11-25T12:00:08Z");
    assert_eq!(
        error["remediationHints"],
        json!([
            "Tolerate the taint workload=gpu:NoSchedule in the runner overrides (managed_spec.overrides.tolerations)"
        ])
    );

    // The controller looks again and again, and sees no reason to try.
    stage.pass(95).await;
    assert_eq!(stage.runner("a").await["updatedAt"], failed["updatedAt"]);

    let toleration = json!({ "key": "workload", "value": "gpu", "effect": "NoSchedule" });
    let cured = overrides(json!({ "tolerations": [toleration] }));
    let saved = stage.patch("a", "managedSpec.overrides", cured).await;
    assert_eq!(
        (install(&saved), &saved["installError"]),
        ("PROVISIONING", &Value::Null)
    );
    stage.pass(9).await;
    let ready = stage.runner("a").await;
    assert_eq!(
        (install(&ready), connection(&ready)),
        ("READY", "CONNECTED")
    );
    assert_eq!(ready["activeRevision"], 2);
}

#[tokio::test]
async fn a_change_that_is_no_change_of_the_spec_leaves_a_failed_runner_failed() {
    let stage = Stage::new(Fleet::Empty).await;
    stage.create("a", "gpu-tainted", json!({})).await;
    stage.pass(8).await;
    let grouped = json!({ "identity": { "runnerGroupId": "g" } });
    assert_eq!(
        install(&stage.patch("a", "identity.runnerGroupId", grouped).await),
        "FAILED"
    );
    let same = json!({ "managedSpec": {} });
    assert_eq!(
        install(&stage.patch("a", "managedSpec.releaseChannel", same).await),
        "FAILED"
    );
    let rapid = json!({ "managedSpec": { "releaseChannel": "RELEASE_CHANNEL_RAPID" } });
    let saved = stage.patch("a", "managedSpec.releaseChannel", rapid).await;
    assert_eq!(install(&saved), "PROVISIONING");
}

#[tokio::test]
async fn a_quota_is_told_and_asking_for_less_cures() {
    let stage = Stage::new(Fleet::Demo).await;
    let failed = stage.runner("finance-agents").await;
    assert_eq!(
        failed["installError"]["reason"],
        "RUNNER_INSTALL_ERROR_REASON_INSUFFICIENT_RESOURCES"
    );
    let hint = failed["installError"]["remediationHints"][0]
        .as_str()
        .unwrap();
    assert!(hint.contains("quota of 12 CPU and 96Gi memory"), "{hint}");
    let fewer =
        overrides(json!({ "resources": { "cpuRequest": "6" }, "scaling": { "replicas": 2 } }));
    stage
        .patch("finance-agents", "managedSpec.overrides", fewer)
        .await;
    stage.pass(6).await;
    assert_eq!(install(&stage.runner("finance-agents").await), "READY");
}

#[tokio::test]
async fn a_cluster_that_does_not_run_is_unreachable() {
    let stage = Stage::new(Fleet::Empty).await;
    stage.create("a", "creating-soon", json!({})).await;
    stage.pass(8).await;
    let failed = stage.runner("a").await;
    assert_eq!(
        failed["installError"]["reason"],
        "RUNNER_INSTALL_ERROR_REASON_CLUSTER_UNREACHABLE"
    );
}

#[tokio::test]
async fn the_controller_tries_again_when_the_cluster_is_back() {
    let stage = Stage::new(Fleet::Demo).await;
    let failed = stage.runner("data-pipeline").await;
    assert_eq!(install(&failed), "FAILED");
    let cluster = format!(
        "/v1beta1/cks/clusters/{}",
        failed["identity"]["clusterId"].as_str().unwrap()
    );
    assert_eq!(stage.read(&cluster).await["status"], "STATUS_UPGRADING");
    stage.pass(1_190).await;
    assert_eq!(install(&stage.runner("data-pipeline").await), "FAILED");
    stage.pass(12).await;
    assert_eq!(stage.read(&cluster).await["status"], "STATUS_RUNNING");
    let retried = stage.runner("data-pipeline").await;
    assert_eq!(
        (install(&retried), &retried["installError"]),
        ("PROVISIONING", &Value::Null)
    );
    stage.pass(6).await;
    assert_eq!(install(&stage.runner("data-pipeline").await), "READY");
}

#[tokio::test]
async fn too_little_memory_loses_the_heartbeat_and_more_restores_it() {
    let stage = Stage::new(Fleet::Empty).await;
    let small = json!({ "overrides": { "resources": { "memoryLimit": "200Mi" } } });
    stage.create("a", "free-01", small).await;
    stage.pass(11).await;
    assert_eq!(connection(&stage.runner("a").await), "CONNECTED");
    stage.pass(60).await;
    let lost = stage.runner("a").await;
    assert_eq!(
        (install(&lost), connection(&lost)),
        ("READY", "DISCONNECTED")
    );
    assert_eq!(lost["lastHeartbeatAt"], "2026-11-25T12:00:21Z");
    let listed = stage
        .read(&format!("{RUNNERS}?connectionStatus=DISCONNECTED"))
        .await;
    assert_eq!(listed["runners"][0]["identity"]["runnerId"], "a");

    let more = overrides(json!({ "resources": { "memoryLimit": "4Gi" } }));
    let saved = stage.patch("a", "managedSpec.overrides", more).await;
    assert_eq!(
        (install(&saved), &saved["rolloutInProgress"]),
        ("READY", &json!(true))
    );
    stage.pass(8).await;
    assert_eq!(
        stage.runner("a").await["lastHeartbeatAt"],
        "2026-11-25T12:00:21Z"
    );
    stage.pass(3).await;
    let back = stage.runner("a").await;
    assert_eq!(
        (connection(&back), &back["rolloutInProgress"]),
        ("CONNECTED", &json!(false))
    );
}

#[tokio::test]
async fn a_rollout_that_finds_no_place_fails_and_ends_the_heartbeats() {
    let stage = Stage::new(Fleet::Empty).await;
    stage.create("a", "free-01", json!({})).await;
    stage.pass(30).await;
    let huge = overrides(json!({ "resources": { "memoryRequest": "10Ti" } }));
    stage.patch("a", "managedSpec.overrides", huge).await;
    stage.pass(8).await;
    let failed = stage.runner("a").await;
    assert_eq!(
        (install(&failed), connection(&failed)),
        ("FAILED", "CONNECTED")
    );
    assert_eq!(
        (&failed["activeRevision"], &failed["targetRevision"]),
        (&json!(1), &json!(2))
    );
    stage.pass(30).await;
    assert_eq!(connection(&stage.runner("a").await), "DISCONNECTED");
    stage
        .patch("a", "managedSpec.overrides", overrides(Value::Null))
        .await;
    stage.pass(9).await;
    let cured = stage.runner("a").await;
    assert_eq!(
        (install(&cured), connection(&cured)),
        ("READY", "CONNECTED")
    );
    assert_eq!(cured["activeRevision"], 3);
}
