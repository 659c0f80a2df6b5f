//! `GET /readyz`.

use std::time::Duration;

use axum::Router;
use serde_json::json;

use crate::fake_api::FakeApi;
use crate::served::Served;
use crate::stage::{Stage, get};
use crate::tls_api::{Certificate, TlsApi};

#[tokio::test]
async fn a_gateway_that_can_work_says_so_to_anybody() {
    let stage = Stage::new().await;
    let answer = stage
        .send(get("/readyz").header("host", "probe.internal"))
        .await;
    assert_eq!(answer.status, 200);
    let parts = json!({ "gateway": "ok", "database": "ok", "upstream": "ok" });
    assert_eq!(
        answer.json(),
        json!({ "ready": true, "parts": parts, "apis": [] })
    );
    stage.send(get("/readyz?exclude=all")).await.refused(400);
}

#[tokio::test]
async fn an_api_that_cannot_be_reached_is_named() {
    let api = FakeApi::start().await;
    let served = Served::with(|options| options.upstream = Some(api.url.parse().unwrap())).await;
    drop(api);
    let answer = served.get("/readyz", "").await;
    assert_eq!(answer.status(), 503);
    let said: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(said["parts"]["upstream"], "it cannot be reached");
    assert_eq!(said["parts"]["database"], "ok");
    // Stale pages are better than none.
    let answer = served.get("/readyz?exclude=upstream", "").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(served.get("/healthz", "").await.status(), 200);
}

#[tokio::test]
async fn an_api_that_refuses_is_there() {
    let api = FakeApi::start().await;
    let served = Served::with(|options| options.upstream = Some(api.url.parse().unwrap())).await;
    assert_eq!(served.get("/readyz", "").await.status(), 200);
    let asked = |api: &FakeApi| {
        let calls = api.calls();
        calls.iter().filter(|call| call.contains("whoami")).count()
    };
    for _ in 0..50 {
        served.get("/readyz", "").await;
    }
    assert_eq!(asked(&api), 1, "nobody floods the API through us");
}

#[tokio::test]
async fn a_database_that_is_gone_is_named() {
    let served = Served::with(|_| {}).await;
    served.running.lose_database().await;
    let answer = served.get("/readyz", "").await;
    assert_eq!(answer.status(), 503);
    let said: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(said["parts"]["database"], "it does not answer");
}

#[tokio::test]
async fn an_api_that_hangs_is_not_waited_for() {
    let hang = || async { std::future::pending::<()>().await };
    let certificate = Certificate::of(&["127.0.0.1"]);
    let api = TlsApi::start(&certificate, &["h2"], Router::new().fallback(hang)).await;
    let served = Served::with(|options| {
        options.upstream = Some(api.url.parse().unwrap());
        options.upstream_ca = Some(certificate.authority.clone());
        options.intervals.answer = Duration::from_mins(1);
    })
    .await;
    assert_eq!(served.get("/readyz", "").await.status(), 503);
}
