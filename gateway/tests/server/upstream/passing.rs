//! What goes to the API and what comes back: bodies as they are, and of the headers only what concerns
//! both.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::response::IntoResponse;
use http::{HeaderMap, Method, StatusCode, Uri};
use reqwest::Client;

use crate::served::Served;
use crate::stage::RUNNERS;
use crate::tls_api::{Certificate, TlsApi};

type Seen = Arc<Mutex<Vec<(Method, Uri, HeaderMap, Bytes)>>>;

/// A body that no parser would write the same way again.
const BODY: &str = "{ \"runnerId\" : \"a\",\n\"new\": 1e3 , \"runner\":{} }";

/// An API over HTTP/1.1 that answers with headers of every kind, and remembers what it was sent.
async fn api(certificate: &Certificate) -> (TlsApi, Seen) {
    let seen = Seen::default();
    let kept = Arc::clone(&seen);
    let answer = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| async move {
        kept.lock().unwrap().push((method, uri, headers, body));
        let headers = [
            ("content-type", "application/json"),
            ("connection", "x-secret"),
            ("x-secret", "inside"),
            ("keep-alive", "timeout=5"),
            ("proxy-authenticate", "Basic"),
            ("proxy-authentication-info", "a"),
            ("trailer", "x-later"),
            ("upgrade", "websocket"),
            ("set-cookie", "tracking=1"),
            ("access-control-allow-origin", "*"),
            ("content-security-policy", "default-src *"),
            ("location", "https://evil.example/"),
            ("refresh", "0; url=https://evil.example/"),
            ("clear-site-data", "*"),
            ("strict-transport-security", "max-age=0"),
            ("retry-after", "7"),
        ];
        (StatusCode::CONFLICT, headers, BODY).into_response()
    };
    let router = Router::new().fallback(answer);
    (
        TlsApi::start(certificate, &["http/1.1"], router).await,
        seen,
    )
}

#[tokio::test]
async fn bodies_are_untouched_and_headers_chosen() {
    let certificate = Certificate::of(&["127.0.0.1"]);
    let (api, seen) = api(&certificate).await;
    let served = Served::with(|options| {
        options.upstream = Some(api.url.parse().unwrap());
        options.upstream_ca = Some(certificate.authority.clone());
    })
    .await;
    let request = served
        .request(Method::POST, &format!("{RUNNERS}?validateOnly=true&a=%2F"))
        .bearer_auth("token")
        .header("content-type", "application/json; charset=utf-8")
        .header("cookie", "runner-console=secret")
        .header("connection", "x-inside")
        .header("x-inside", "1")
        .header("te", "trailers")
        .header("proxy-authorization", "Basic c2VjcmV0")
        .header("x-forwarded-host", "evil.example")
        .header("x-http-method-override", "DELETE")
        .body(BODY);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 409);
    let names: Vec<_> = answer.headers().keys().map(ToString::to_string).collect();
    for name in ["content-type", "retry-after"] {
        assert!(names.iter().any(|other| other == name), "{name} is missing");
    }
    for name in [
        "x-secret",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authentication-info",
        "trailer",
        "upgrade",
        "set-cookie",
        "access-control-allow-origin",
        "location",
        "refresh",
        "clear-site-data",
    ] {
        assert!(
            names.iter().all(|other| other != name),
            "{name} is passed on"
        );
    }
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(!policy.contains('*'), "{policy}");
    assert_eq!(answer.text().await.unwrap(), BODY);

    let seen = seen.lock().unwrap();
    let mut writes = seen.iter().filter(|(method, ..)| method == Method::POST);
    let (_, uri, headers, body) = writes.next().unwrap();
    assert!(writes.next().is_none());
    assert_eq!(
        uri.to_string(),
        format!("{RUNNERS}?validateOnly=true&a=%2F")
    );
    assert_eq!(body, BODY);
    let mut names: Vec<_> = headers.keys().map(http::HeaderName::as_str).collect();
    names.sort_unstable();
    let expected = [
        "accept",
        "accept-encoding",
        "authorization",
        "content-length",
        "content-type",
        "host",
        "user-agent",
    ];
    assert_eq!(names, expected);
    assert_eq!(headers["authorization"], "Bearer token");
    assert_eq!(headers["accept-encoding"], "identity");
    assert_eq!(
        format!("https://{}", headers["host"].to_str().unwrap()),
        api.url
    );
}

#[tokio::test]
async fn nothing_that_a_request_names_leads_elsewhere() {
    let certificate = Certificate::of(&["127.0.0.1"]);
    let (api, seen) = api(&certificate).await;
    let (other, elsewhere) = crate::upstream::passing::api(&certificate).await;
    let served = Served::with(|options| {
        options.upstream = Some(api.url.parse().unwrap());
        options.upstream_ca = Some(certificate.authority.clone());
    })
    .await;
    let host = other.url.strip_prefix("https://").unwrap();
    let address = served.running.address;
    for request in [
        format!("GET {RUNNERS} HTTP/1.1\r\nHost: {host}\r\n"),
        format!("GET {}{RUNNERS} HTTP/1.1\r\nHost: {host}\r\n", other.url),
        format!("GET http://{host}{RUNNERS} HTTP/1.1\r\nHost: {host}\r\n"),
        format!(
            "GET {RUNNERS} HTTP/1.1\r\nHost: {address}\r\nX-Forwarded-Host: {host}\r\nForwarded: host={host}\r\n"
        ),
    ] {
        let raw = format!("{request}Authorization: Bearer token\r\nConnection: close\r\n\r\n");
        crate::raw::exchange(address, raw.as_bytes()).await;
    }
    for path in [
        format!("//{host}{RUNNERS}"),
        format!("/{}{RUNNERS}", other.url),
        format!("/@{host}{RUNNERS}"),
    ] {
        let url = format!("http://{address}{path}");
        Client::new()
            .get(url)
            .bearer_auth("token")
            .send()
            .await
            .ok();
    }
    assert!(elsewhere.lock().unwrap().is_empty());
    for (_, uri, headers, _) in seen.lock().unwrap().iter() {
        assert!(uri.path().starts_with(RUNNERS), "{uri}");
        assert_eq!(
            format!("https://{}", headers["host"].to_str().unwrap()),
            api.url
        );
    }
}

#[tokio::test]
async fn paths_beside_the_contract_are_not_passed_on() {
    let certificate = Certificate::of(&["127.0.0.1"]);
    let (api, seen) = api(&certificate).await;
    let served = Served::with(|options| {
        options.upstream = Some(api.url.parse().unwrap());
        options.upstream_ca = Some(certificate.authority.clone());
    })
    .await;
    for path in [
        "/v1beta2/sandbox",
        "/v1beta2/sandbox/secrets",
        "/v1beta2/sandbox/managed-runners/a/secrets",
        "/v1beta1/cks/clusters/a/kubeconfig",
        "/v1beta1/auth/tokens",
        "/v1/sandbox/managedRunners/a:deleteForever",
        "/v1/volumes",
        "/coreweave.sandbox.v1beta2.RunnerManagementService/GetRunner",
        "/openapi.json",
    ] {
        let answer = served.get(path, "token").await;
        assert_eq!(answer.status(), 404, "{path}");
    }
    assert!(seen.lock().unwrap().is_empty());
}
