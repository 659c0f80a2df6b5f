//! What the table of stories cannot reach: registered volumes, the clock, restarts, what is served.

use axum::http::StatusCode;
use control_plane::{Fleet, Served};
use serde_json::{Value, json};

use crate::stage::{Stage, send};

const V1: &str = "/v1/sandbox/managedRunners";

async fn create(stage: &Stage, id: &str, cluster: &str, more: Value) -> Value {
    let clusters = stage.read("/v1beta1/cks/clusters").await;
    let found = clusters["items"].as_array().unwrap().iter();
    let found = found.clone().find(|item| item["name"] == cluster).unwrap();
    let mut body =
        json!({ "identity": { "runnerId": id, "zone": "us-east-04a", "clusterId": found["id"] } });
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    stage
        .done("POST", &format!("{V1}?requestId={id}"), body)
        .await
}

async fn free_cluster(stage: &Stage) -> String {
    let clusters = stage.read("/v1beta1/cks/clusters").await;
    let items = clusters["items"].as_array().unwrap();
    let free = items
        .iter()
        .find(|item| item["name"].as_str().unwrap().starts_with("free-"));
    free.unwrap()["name"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_registered_volume_keeps_its_runner_in_both_versions() {
    let stage = Stage::new(Fleet::Empty).await;
    create(
        &stage,
        "kept",
        &free_cluster(&stage).await,
        json!({ "policy": {} }),
    )
    .await;
    let volume = json!({ "name": "data", "runnerId": "kept" });
    stage.done("POST", "/v1/volumes", volume.clone()).await;
    let (again, _) = stage.call("POST", "/v1/volumes", volume.clone()).await;
    assert_eq!(again, StatusCode::CONFLICT);
    let listed = stage.read("/v1/volumes?runnerIds=other,kept").await;
    assert_eq!(listed["volumes"], json!([volume]));
    assert_eq!(
        stage.read("/v1/volumes?runnerIds=other").await["volumes"],
        json!([])
    );
    for path in [
        format!("{V1}/kept?allowMissing=true"),
        "/v1beta2/sandbox/managed-runners/kept".to_owned(),
    ] {
        let (status, answer) = stage.call("DELETE", &path, Value::Null).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(answer["code"], 9);
        assert_eq!(answer["details"][0]["reason"], "CWSANDBOX_VOLUME_IN_USE");
    }
    stage.done("DELETE", "/v1/volumes/data", Value::Null).await;
    stage
        .done("DELETE", &format!("{V1}/kept"), Value::Null)
        .await;
    let (gone, _) = stage.call("DELETE", "/v1/volumes/data", Value::Null).await;
    assert_eq!(gone, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_platforms_policy_comes_with_the_first_heartbeat_and_outlives_a_restart() {
    let stage = Stage::new(Fleet::Empty).await;
    let cluster = free_cluster(&stage).await;
    let fresh = create(&stage, "fresh", &cluster, json!({})).await;
    assert_eq!(fresh["policy"], Value::Null);
    // READY after eight seconds, the first beat three later.
    stage.pass(10).await;
    assert_eq!(
        stage.read(&format!("{V1}/fresh")).await["policy"],
        Value::Null
    );
    stage.pass(2).await;
    let connected = stage.read(&format!("{V1}/fresh")).await;
    assert_eq!(connected["policy"]["displayName"], "default");
    assert_ne!(connected["etag"], fresh["etag"]);
    let stage = stage.restart().await;
    let after = stage.read(&format!("{V1}/fresh")).await;
    assert_eq!(
        (&after["policy"], &after["etag"]),
        (&connected["policy"], &connected["etag"])
    );
}

#[tokio::test]
async fn a_load_balancer_gets_its_address_after_twenty_seconds_and_watchers_are_told() {
    let stage = Stage::new(Fleet::Empty).await;
    let cluster = free_cluster(&stage).await;
    create(&stage, "lb", &cluster, json!({ "policy": {} })).await;
    stage.pass(60).await;
    let body = json!({ "spec": { "dataPlane": { "loadBalancer": {} } } });
    stage
        .done(
            "PATCH",
            &format!("{V1}/lb?updateMask=spec.data_plane"),
            body,
        )
        .await;
    let mut changes = stage.plane.changes();
    let state = async || {
        let runner = stage.read(&format!("{V1}/lb")).await;
        runner["dataPlaneStatus"]["state"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    stage.pass(19).await;
    assert_eq!(state().await, "RUNNER_DATA_PLANE_STATE_PENDING");
    assert!(changes.try_recv().is_err());
    stage.pass(1).await;
    assert_eq!(state().await, "RUNNER_DATA_PLANE_STATE_READY");
    assert!(changes.try_recv().is_ok());
}

#[tokio::test]
async fn only_what_is_served_is_there() {
    let beta = "/v1beta2/sandbox/managed-runners";
    for (served, v1, v1beta2) in [
        (Served::Both, 200, 200),
        (Served::V1, 200, 404),
        (Served::V1beta2, 404, 200),
        (Served::PolicyOnly, 200, 200),
        (Served::Unavailable, 501, 200),
    ] {
        let stage = Stage::serving(Fleet::Empty, served).await;
        for (path, expected) in [(V1, v1), (beta, v1beta2)] {
            let (status, _) = stage.call("GET", path, Value::Null).await;
            assert_eq!(status.as_u16(), expected, "{path} with {served}");
        }
        let (status, _) = send(stage.router(), "CW-SECRET-user", "GET", V1, Value::Null).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "v1 is for administrators");
    }
}
