//! Contract 7.3 and 7.4: channels, automatic updates, windows and exclusions, updates applied by hand.

use axum::http::StatusCode;
use control_plane::Fleet;
use serde_json::{Value, json};

use crate::stage::{RUNNERS, Stage, connection};

const RAPID: &str = "RELEASE_CHANNEL_RAPID";

/// A connected runner on the stable channel with this policy, moved to the rapid one; noon and 20 s.
async fn with_an_update(policy: Value) -> Stage {
    let stage = Stage::new(Fleet::Empty).await;
    let created = stage
        .create("a", "free-01", json!({ "maintenancePolicy": policy }))
        .await;
    assert_eq!(created["updateAvailable"], false);
    stage.pass(20).await;
    let rapid = json!({ "managedSpec": { "releaseChannel": RAPID } });
    let moved = stage.patch("a", "managedSpec.releaseChannel", rapid).await;
    assert_eq!(moved["updateAvailable"], true);
    assert_eq!(
        (&moved["rolloutInProgress"], &moved["targetRevision"]),
        (&json!(false), &json!(1))
    );
    stage
}

fn is_updated(runner: &Value) -> bool {
    runner["updateAvailable"] == false && runner["targetRevision"] == 2
}

#[tokio::test]
async fn without_windows_an_update_starts_by_itself_but_not_at_once() {
    let stage = with_an_update(Value::Null).await;
    stage.pass(29).await;
    assert!(!is_updated(&stage.runner("a").await));
    stage.pass(1).await;
    let updating = stage.runner("a").await;
    assert!(is_updated(&updating));
    assert_eq!(
        (&updating["rolloutInProgress"], &updating["activeRevision"]),
        (&json!(true), &json!(1))
    );
    stage.pass(8).await;
    let updated = stage.runner("a").await;
    assert_eq!(
        (&updated["rolloutInProgress"], &updated["activeRevision"]),
        (&json!(false), &json!(2))
    );
    assert_eq!(connection(&updated), "CONNECTED");
    assert!(
        updated["deploymentSpec"]["image"]
            .as_str()
            .unwrap()
            .ends_with(":2026.48.0")
    );
}

#[tokio::test]
async fn with_windows_it_starts_inside_one() {
    let stage =
        with_an_update(json!({ "windows": [{ "cron": "0 18 * * *", "durationSeconds": 3600 }] }))
            .await;
    stage.pass(6 * 3_600 - 60).await;
    assert!(!is_updated(&stage.runner("a").await));
    stage.pass(40).await;
    let updating = stage.runner("a").await;
    assert!(is_updated(&updating));
    assert_eq!(updating["updatedAt"], "2026-11-25T18:00:00Z");
}

#[tokio::test]
async fn an_exclusion_beats_a_window_until_it_ends() {
    let stage = with_an_update(json!({
        "windows": [{ "cron": "0 18 * * *", "durationSeconds": 3600 }],
        "exclusions": [{ "startTime": "2026-11-25T00:00:00Z", "endTime": "2026-11-27T18:30:00Z" }],
    }))
    .await;
    stage.pass(2 * 86_400 + 6 * 3_600).await;
    assert!(!is_updated(&stage.runner("a").await));
    stage.pass(1_800).await;
    let updating = stage.runner("a").await;
    assert!(is_updated(&updating));
    // It is 20 s later, and the rollout that began on time is over.
    assert_eq!(updating["updatedAt"], "2026-11-27T18:30:08Z");
}

#[tokio::test]
async fn an_exclusion_that_is_taken_away_lets_the_update_start() {
    let forever = json!({ "exclusions": [{ "startTime": "2020-01-01T00:00:00Z", "endTime": "2100-01-01T00:00:00Z" }] });
    let stage = with_an_update(forever).await;
    stage.pass(86_400).await;
    assert!(!is_updated(&stage.runner("a").await));
    stage
        .patch("a", "managedSpec.maintenancePolicy", json!({}))
        .await;
    stage.pass(30).await;
    assert!(is_updated(&stage.runner("a").await));
}

#[tokio::test]
async fn back_on_the_slower_channel_there_is_nothing_to_update() {
    let stage = with_an_update(Value::Null).await;
    let back = stage
        .patch("a", "managedSpec.releaseChannel", json!({}))
        .await;
    assert_eq!(back["updateAvailable"], false);
    stage.pass(3_600).await;
    assert_eq!(stage.runner("a").await["targetRevision"], 1);
}

#[tokio::test]
async fn by_hand_an_update_starts_at_once_inside_an_exclusion_too() {
    let forever = json!({ "exclusions": [{ "startTime": "2020-01-01T00:00:00Z", "endTime": "2100-01-01T00:00:00Z" }] });
    let stage = with_an_update(forever).await;
    let path = format!("{RUNNERS}/a/apply-update");
    let applied = stage.done("POST", &path, json!({})).await;
    assert!(is_updated(&applied));
    assert_eq!(applied["rolloutInProgress"], true);
    let again = stage.done("POST", &path, Value::Null).await;
    assert_eq!(again, applied);
    stage.pass(8).await;
    let (status, refused) = stage.call("POST", &path, json!({})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(
        (&refused["code"], &refused["message"]),
        (&json!(9), &json!("no update is available for this runner"))
    );
}

#[tokio::test]
async fn a_new_runner_starts_at_the_newest_version_of_its_channel() {
    let stage = Stage::new(Fleet::Empty).await;
    let rapid = stage
        .create("a", "free-01", json!({ "releaseChannel": RAPID }))
        .await;
    let stable = stage.create("b", "free-02", json!({})).await;
    assert_eq!(
        (&rapid["updateAvailable"], &stable["updateAvailable"]),
        (&json!(false), &json!(false))
    );
    assert_ne!(
        rapid["deploymentSpec"]["image"],
        stable["deploymentSpec"]["image"]
    );
}

#[tokio::test]
async fn an_override_rolls_out_at_once_and_a_second_one_starts_over() {
    let stage = Stage::new(Fleet::Empty).await;
    stage.create("a", "free-01", json!({})).await;
    stage.pass(20).await;
    let env = |value: &str| json!({ "managedSpec": { "overrides": { "env": { "A": value } } } });
    stage.patch("a", "managedSpec.overrides", env("1")).await;
    stage.pass(5).await;
    stage.patch("a", "managedSpec.overrides", env("2")).await;
    stage.pass(5).await;
    let on = stage.runner("a").await;
    assert_eq!(
        (&on["activeRevision"], &on["targetRevision"]),
        (&json!(1), &json!(3))
    );
    stage.pass(3).await;
    let over = stage.runner("a").await;
    assert_eq!(
        (&over["activeRevision"], &over["deploymentSpec"]["env"]["A"]),
        (&json!(3), &json!("2"))
    );
    // The same once more is no new revision.
    assert_eq!(
        stage.patch("a", "managedSpec.overrides", env("2")).await["targetRevision"],
        3
    );
}
