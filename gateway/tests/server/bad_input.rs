//! Every client's fault gets a 4xx with a `google.rpc.Status` body.

use http::Method;
use serde_json::json;

use crate::stage::{ADMIN, RUNNERS, SESSION, Stage, call, get, post};

#[tokio::test]
async fn unknown_paths_are_not_found() {
    let stage = Stage::new().await;
    for path in [
        "/v1",
        "/v1/sandbox/managedrunners",
        "/v1/sandbox/managedRunners/a/b",
        "/v1/volumes",
        "/v1beta2",
        "/v1beta2/",
        "/v1beta2/sandbox/nothing",
        "/v1beta2/sandbox/managed-runners/a/b/c",
        "/v1beta1/cks/clusters/a/b",
        "/console",
        "/console/",
        "/console/nothing",
    ] {
        for call in [get(path), get(path).bearer(ADMIN), post(path, &json!({}))] {
            let answer = stage.send(call.header("accept", "text/html")).await;
            assert_eq!(answer.refused(404)["code"], 5, "{path}");
        }
    }
}

#[tokio::test]
async fn crooked_paths_are_refused() {
    let stage = Stage::new().await;
    for path in [
        "/v1beta2/sandbox/managed-runners/..",
        "/v1beta2/sandbox/managed-runners/../../../etc/passwd",
        "/v1beta2/sandbox/managed-runners/%2e%2e",
        "/v1beta2/sandbox/managed-runners/..%2fprofile-templates",
        "/v1beta2/sandbox/managed-runners/a%2Fapply-update",
        "/v1beta2/sandbox/managed-runners/a%5cb",
        "/v1beta2/sandbox/managed-runners/a%00",
        "/v1beta2/sandbox/managed-runners/a%0d%0ab",
        "/v1beta2/sandbox/managed-runners/%zz",
        "/v1beta2/sandbox/managed-runners/%",
        "/v1beta2/sandbox/managed-runners/%ff",
        "/v1beta2//sandbox/managed-runners",
        "//v1beta2/sandbox/managed-runners",
        "/console/../healthz",
        "/console/session/%2e%2e/session",
    ] {
        let answer = stage.send(get(path).bearer(ADMIN)).await;
        assert_eq!(answer.refused(400)["code"], 3, "{path}");
    }
    for id in ["%F0%9F%9A%80", "a%20b", "%252f", "%3Fx%23y"] {
        let path = format!("{RUNNERS}/{id}");
        let answer = stage.send(get(&path).bearer(ADMIN)).await;
        assert!([400, 404].contains(&answer.status.as_u16()), "{answer:?}");
        answer.refused(answer.status.as_u16());
    }
}

#[tokio::test]
async fn wrong_methods_are_told_the_right_ones() {
    let stage = Stage::new().await;
    for (method, path, allow) in [
        ("PUT", RUNNERS, "GET, HEAD, POST"),
        (
            "DELETE",
            "/v1beta2/sandbox/profile-templates",
            "GET, HEAD, POST",
        ),
        (
            "POST",
            "/v1beta2/sandbox/managed-runners/a",
            "GET, HEAD, PATCH, DELETE",
        ),
        (
            "GET",
            "/v1beta2/sandbox/managed-runners/a/apply-update",
            "POST",
        ),
        ("PATCH", "/v1beta1/cks/clusters", "GET, HEAD"),
        ("BREW", RUNNERS, "GET, HEAD, POST"),
        ("OPTIONS", RUNNERS, "GET, HEAD, POST"),
        ("PATCH", SESSION, "GET, HEAD, POST, DELETE"),
        ("POST", "/healthz", "GET, HEAD"),
        ("POST", "/runners/a", "GET, HEAD"),
        ("DELETE", "/app-0123456789abcdef.js", "GET, HEAD"),
    ] {
        let method: Method = method.parse().unwrap();
        let answer = stage.send(call(method, path).bearer(ADMIN)).await;
        assert_eq!(answer.refused(405)["code"], 12);
        assert_eq!(answer.header("allow"), allow, "{path}");
    }
}

#[tokio::test]
async fn large_bodies_are_refused() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in(ADMIN).await;
    let large = || "x".repeat(10 << 20);
    for call in [
        post(RUNNERS, &json!({})).bearer(ADMIN),
        post(RUNNERS, &json!({})).cookie(&cookie),
        post(SESSION, &json!({})),
        get("/healthz"),
    ] {
        stage.send(call.body(large())).await.refused(413);
    }
}

#[tokio::test]
async fn bodies_that_are_not_json_are_refused() {
    let stage = Stage::new().await;
    let cookie = stage.sign_in(ADMIN).await;
    let deep = "[".repeat(100_000);
    for body in ["", "{", "null", "\u{1f680}", "{\"token\": \"a\"} x", &deep] {
        for path in [RUNNERS, SESSION] {
            let call = post(path, &json!({})).cookie(&cookie).body(body.to_owned());
            stage.send(call).await.refused(400);
        }
    }
    let call = post(SESSION, &json!({})).body(vec![0xff, 0xfe]);
    stage.send(call).await.refused(400);
}

#[tokio::test]
async fn several_credentials_are_refused() {
    let stage = Stage::new().await;
    let mut call = axum::extract::Request::new(axum::body::Body::empty());
    *call.uri_mut() = RUNNERS.parse().unwrap();
    for token in [ADMIN, "other"] {
        let value = format!("Bearer {token}").parse().unwrap();
        call.headers_mut().append("authorization", value);
    }
    let response = tower::ServiceExt::oneshot(stage.gateway.router(), call).await;
    assert_eq!(response.unwrap().status(), 400);
}
