//! What writes replaced, as it is shown and taken back.

use reqwest::Method;
use serde_json::{Value, json};

use crate::served::{Served, eventually};
use crate::stage::{ADMIN, RUNNERS, USER};

const PROFILES: &str = "/v1beta2/sandbox/profile-templates";

async fn edit(served: &Served, overrides: &Value) {
    let body = json!({
        "runner": { "managedSpec": { "overrides": overrides } },
        "updateMask": "managedSpec.overrides",
    });
    let path = format!("{RUNNERS}/alpha");
    served.write(Method::PATCH, &path, &body).await;
}

/// The numbers of what is kept of a runner's edits, the oldest first, once there are so many.
async fn kept(served: &Served, count: usize) -> Vec<i64> {
    eventually(async || {
        let path = "/console/history?runner=alpha&limit=200";
        let history = served.json(path, USER).await;
        let entries = history["entries"].as_array().unwrap().iter().rev();
        let kept = entries.filter_map(|entry| entry["what"]["change"].as_i64());
        let kept: Vec<_> = kept.collect();
        (kept.len() == count).then_some(kept)
    })
    .await
}

#[tokio::test]
async fn what_an_edit_replaced_is_there_without_secrets() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    edit(
        &served,
        &json!({"env": {"TOKEN": "canary-1", "SAME": "canary-2"}, "args": ["-v"]}),
    )
    .await;
    // A change is noted once its answer has gone, and each by itself.
    kept(&served, 1).await;
    edit(
        &served,
        &json!({"env": {"TOKEN": "canary-3", "SAME": "canary-2"}}),
    )
    .await;
    let kept = kept(&served, 2).await;

    let second = served
        .json(&format!("/console/changes/{}", kept[1]), USER)
        .await;
    assert_eq!(second["by"], "local-admin");
    assert_eq!(second["paths"], json!(["managedSpec.overrides"]));
    let overrides = |document: &Value| document["managedSpec"]["overrides"].clone();
    let before = overrides(&second["before"]);
    assert_eq!(before["args"], json!(["-v"]));
    assert_eq!(before["env"]["SAME"], "canary-2", "it is that still");
    assert_eq!(
        before["env"]["TOKEN"], "canary-3",
        "the present one: the former is not kept"
    );
    assert_eq!(
        second["missing"],
        json!(["managedSpec.overrides.env.TOKEN"])
    );
    assert_eq!(overrides(&second["after"])["args"], json!([]));
    assert!(!second.to_string().contains("canary-1"));

    let list = served.json("/console/history?runner=alpha", USER).await;
    assert!(!list.to_string().contains("canary"));
}

#[tokio::test]
async fn a_profile_has_its_changes() {
    let served = Served::with(|_| {}).await;
    let body =
        json!({ "profileTemplate": { "displayName": "locked", "description": "old", "spec": {} } });
    let profile = served.write(Method::POST, PROFILES, &body).await;
    let id = profile["id"].as_str().unwrap();
    let body = json!({ "profileTemplate": { "description": "new" }, "updateMask": "description" });
    served
        .write(Method::PATCH, &format!("{PROFILES}/{id}"), &body)
        .await;
    let path = format!("/console/changes?profile={id}");
    let change = eventually(async || {
        let list = served.json(&path, USER).await;
        list["changes"].as_array().unwrap().first().cloned()
    })
    .await;
    assert_eq!(change["paths"], json!(["description"]));
    assert_eq!(change["before"], Value::Null, "a list has no content");
    let change = served
        .json(&format!("/console/changes/{}", change["id"]), USER)
        .await;
    assert_eq!(change["before"], json!({ "description": "old" }));
    assert_eq!(change["after"], json!({ "description": "new" }));
}

#[tokio::test]
async fn changes_are_of_the_organization_and_nobody_elses() {
    let served = Served::with(|_| {}).await;
    for (path, token, status) in [
        ("/console/changes/1", ADMIN, 404),
        ("/console/changes/0x1", ADMIN, 404),
        ("/console/changes/-1", ADMIN, 404),
        ("/console/changes/1", "another", 401),
        ("/console/changes", ADMIN, 400),
    ] {
        assert_eq!(served.get(path, token).await.status(), status, "{path}");
    }
}

#[tokio::test]
async fn what_changes_nothing_is_not_kept() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    edit(&served, &json!({"args": ["-v"]})).await;
    edit(&served, &json!({"args": ["-v"]})).await;
    edit(&served, &json!({"args": ["-w"]})).await;
    kept(&served, 2).await;
}
