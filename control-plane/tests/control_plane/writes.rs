//! Writes: one at a time, whole or not at all, and lasting.

use axum::http::StatusCode;
use control_plane::Fleet;
use serde_json::{Value, json};

use crate::stage::{PROFILES, RUNNERS, Stage, send};

#[tokio::test(flavor = "multi_thread")]
async fn of_many_creates_for_one_cluster_one_succeeds() {
    let stage = Stage::new(Fleet::Empty).await;
    let mut calls = Vec::new();
    for n in 0..20 {
        let body = stage.request(&format!("r-{n}"), "free-01", json!({})).await;
        calls.push(tokio::spawn(send(
            stage.router(),
            "CW-SECRET-admin",
            "POST",
            RUNNERS,
            body,
        )));
    }
    let mut winners = Vec::new();
    let mut refused = Vec::new();
    for call in calls {
        let (status, answer) = call.await.unwrap();
        if status == StatusCode::OK {
            winners.push(answer["identity"]["runnerId"].clone());
        } else {
            assert_eq!(status, StatusCode::CONFLICT);
            refused.push(answer);
        }
    }
    assert_eq!((winners.len(), refused.len()), (1, 19));
    for answer in refused {
        assert_eq!(
            answer["message"],
            "a managed runner already exists for this cluster"
        );
        assert_eq!(answer["details"][0]["resourceName"], winners[0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_changes_at_once_are_all_done() {
    let stage = Stage::new(Fleet::Empty).await;
    let first = stage.create("a", "free-01", json!({})).await;
    let mut calls = Vec::new();
    for n in 0..40 {
        let body = json!({ "runner": { "identity": { "runnerGroupId": format!("g-{n}") } }, "updateMask": "identity.runnerGroupId" });
        calls.push(tokio::spawn(send(
            stage.router(),
            "CW-SECRET-admin",
            "PATCH",
            "/v1beta2/sandbox/managed-runners/a",
            body,
        )));
    }
    let mut times = std::collections::BTreeSet::new();
    for call in calls {
        let (status, answer) = call.await.unwrap();
        assert_eq!(status, StatusCode::OK, "{answer}");
        times.insert(
            answer["updatedAt"]
                .as_str()
                .unwrap()
                .parse::<jiff::Timestamp>()
                .unwrap(),
        );
    }
    // The clock stands still, and yet no two changes carry the same time.
    assert_eq!(times.len(), 40);
    assert!(times.first().unwrap() > &first["updatedAt"].as_str().unwrap().parse().unwrap());
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_restart() {
    let stage = Stage::new(Fleet::Empty).await;
    let mut acknowledged = Vec::new();
    for n in 0..12 {
        let runner = stage
            .create(
                &format!("r-{n:02}"),
                &format!("free-{:02}", n + 1),
                json!({}),
            )
            .await;
        acknowledged.push(runner);
    }
    let body = json!({ "profileTemplate": { "displayName": "mine", "spec": {} } });
    let profile = stage.done("POST", PROFILES, body).await;
    let stage = stage.restart().await;
    assert_eq!(
        stage.read(RUNNERS).await["runners"],
        Value::Array(acknowledged)
    );
    let path = format!("{PROFILES}/{}", profile["id"].as_str().unwrap());
    assert_eq!(stage.read(&path).await, profile);
}

#[tokio::test]
async fn a_profile_counts_its_runners_through_changes_and_deletions() {
    let stage = Stage::new(Fleet::Empty).await;
    let body = json!({ "profileTemplate": { "displayName": "mine", "spec": {} } });
    let profile = stage.done("POST", PROFILES, body).await;
    let path = format!("{PROFILES}/{}", profile["id"].as_str().unwrap());
    for (runner, cluster) in [("a", "free-01"), ("b", "free-02")] {
        stage.create(runner, cluster, json!({})).await;
        let bindings = json!({ "profileBindings": [{ "profileTemplateId": profile["id"], "isDefault": true }] });
        stage.patch(runner, "profileBindings", bindings).await;
    }
    let (status, refused) = stage.call("DELETE", &path, Value::Null).await;
    assert_eq!(
        (status, &refused["code"]),
        (StatusCode::BAD_REQUEST, &json!(9))
    );
    assert_eq!(
        refused["message"],
        "profile template is bound to 2 runner(s)"
    );
    for runner in ["a", "b"] {
        stage
            .done("DELETE", &format!("{RUNNERS}/{runner}"), Value::Null)
            .await;
    }
    stage.pass(5).await;
    stage.done("DELETE", &path, Value::Null).await;
}
