//! Over TLS, to an API whose certificate is of a private authority.

use axum::Router;
use axum::extract::Request;
use http::Method;
use serde_json::{Value, json};

use crate::served::Served;
use crate::stage::RUNNERS;
use crate::tls_api::{Certificate, TlsApi};

async fn version(request: Request) -> axum::Json<Value> {
    axum::Json(json!({ "version": format!("{:?}", request.version()) }))
}

async fn before(api: &TlsApi, certificate: Option<&Certificate>) -> Served {
    Served::with(|options| {
        options.upstream = Some(api.url.parse().unwrap());
        options.upstream_ca = certificate.map(|certificate| certificate.authority.clone());
    })
    .await
}

#[tokio::test]
async fn http_2_is_spoken_where_the_api_does_and_connections_are_kept() {
    for (alpn, version_spoken) in [
        (&["h2", "http/1.1"][..], "HTTP/2.0"),
        (&["http/1.1"], "HTTP/1.1"),
        (&[], "HTTP/1.1"),
    ] {
        let certificate = Certificate::of(&["127.0.0.1"]);
        let api = TlsApi::start(&certificate, alpn, Router::new().fallback(version)).await;
        let served = before(&api, Some(&certificate)).await;
        for _ in 0..20 {
            let answer = served.json("/v1beta1/cks/clusters", "token").await;
            assert_eq!(answer["version"], version_spoken, "{alpn:?}");
        }
        assert_eq!(api.connections(), 1, "{alpn:?}");
    }
}

#[tokio::test]
async fn many_at_once_share_one_connection_over_http_2() {
    let certificate = Certificate::of(&["127.0.0.1"]);
    let api = TlsApi::start(&certificate, &["h2"], Router::new().fallback(version)).await;
    let served = before(&api, Some(&certificate)).await;
    served.json("/v1beta1/cks/clusters", "token").await;
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let call = served.request(Method::GET, RUNNERS).bearer_auth("token");
        calls.spawn(async move { call.send().await.unwrap().status() });
    }
    while let Some(status) = calls.join_next().await {
        assert_eq!(status.unwrap(), 200);
    }
    // What the first call needs may have set out twice at once.
    let connections = api.connections();
    assert!(connections <= 2, "{connections}");
}

#[tokio::test]
async fn an_api_that_nobody_vouches_for_gets_no_token() {
    let certificate = Certificate::of(&["127.0.0.1"]);
    let other = Certificate::of(&["127.0.0.1"]);
    let elsewhere = Certificate::of(&["api.example.com"]);
    for (shown, trusted) in [
        (&certificate, None),
        (&certificate, Some(&other)),
        (&elsewhere, Some(&elsewhere)),
    ] {
        let api = TlsApi::start(shown, &["h2", "http/1.1"], Router::new().fallback(version)).await;
        let served = before(&api, trusted).await;
        let answer = served.get("/v1beta1/cks/clusters", "token").await;
        assert_eq!(answer.status(), 503);
        assert_eq!(api.connections(), 0);
    }
}
