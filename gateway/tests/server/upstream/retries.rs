//! Reads are sent again where that may help; writes never (contract 4.7).

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::response::IntoResponse;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use serde_json::json;

use crate::served::{Served, pushed};
use crate::stage::{RUNNERS, SESSION};
use crate::tls_api::{Certificate, TlsApi};

type Asked = Arc<Mutex<HashMap<String, usize>>>;

/// An API of which the first calls of each kind fail so.
async fn failing(fails: usize, status: u16, wait: Option<&'static str>) -> (TlsApi, Served, Asked) {
    let asked = Asked::default();
    let counted = Arc::clone(&asked);
    let answer = move |method: Method, uri: Uri| async move {
        let mut asked = counted.lock().unwrap();
        let count = asked.entry(format!("{method} {}", uri.path())).or_default();
        *count += 1;
        if *count > fails {
            let permissions = ["SANDBOX_ADMIN"];
            let who =
                json!({ "principal": { "uid": "a", "orgUid": "b" }, "permissions": permissions });
            return axum::Json(who).into_response();
        }
        let mut headers = HeaderMap::new();
        if let Some(wait) = wait {
            headers.insert("retry-after", HeaderValue::from_static(wait));
        }
        (StatusCode::from_u16(status).unwrap(), headers, "no").into_response()
    };
    let certificate = Certificate::of(&["127.0.0.1"]);
    let api = TlsApi::start(&certificate, &["h2"], Router::new().fallback(answer)).await;
    let served = Served::with(|options| {
        options.upstream = Some(api.url.parse().unwrap());
        options.upstream_ca = Some(certificate.authority.clone());
        // Nothing is asked for that the test does not ask for.
        options.intervals = pushed();
    })
    .await;
    (api, served, asked)
}

fn count(asked: &Asked, call: &str) -> usize {
    asked.lock().unwrap().get(call).copied().unwrap_or(0)
}

const CLUSTERS: &str = "/v1beta1/cks/clusters";

#[tokio::test]
async fn a_read_that_fails_once_is_not_noticed() {
    for status in [429, 500, 502, 503, 504] {
        let (_api, served, asked) = failing(1, status, None).await;
        assert_eq!(served.get(CLUSTERS, "token").await.status(), 200);
        assert_eq!(count(&asked, &format!("GET {CLUSTERS}")), 2, "{status}");
    }
}

#[tokio::test]
async fn what_would_come_again_is_not_asked_again() {
    for status in [400, 403, 404, 409, 501] {
        let (_api, served, asked) = failing(1, status, None).await;
        assert_eq!(served.get(CLUSTERS, "token").await.status(), status);
        assert_eq!(count(&asked, &format!("GET {CLUSTERS}")), 1, "{status}");
    }
}

#[tokio::test]
async fn an_api_that_stays_away_is_told_of_with_its_own_words() {
    let (_api, served, asked) = failing(usize::MAX, 503, None).await;
    let answer = served.get(CLUSTERS, "token").await;
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.text().await.unwrap(), "no");
    assert_eq!(count(&asked, &format!("GET {CLUSTERS}")), 2);
}

#[tokio::test]
async fn a_long_wait_is_left_to_who_asked() {
    let (_api, served, asked) = failing(usize::MAX, 429, Some("60")).await;
    let answer = served.get(CLUSTERS, "token").await;
    assert_eq!(answer.headers()["retry-after"], "60");
    assert_eq!(count(&asked, &format!("GET {CLUSTERS}")), 1);
}

#[tokio::test]
async fn a_write_is_sent_once() {
    for status in [429, 500, 503] {
        let (_api, served, asked) = failing(usize::MAX, status, Some("0")).await;
        let one = format!("{RUNNERS}/a");
        let apply = format!("{RUNNERS}/a/apply-update");
        for (method, path) in [
            (Method::POST, RUNNERS),
            (Method::PATCH, &one),
            (Method::DELETE, &one),
            (Method::POST, &apply),
        ] {
            let call = served.request(method.clone(), path).bearer_auth("token");
            let answer = call.json(&json!({})).send().await.unwrap();
            assert_eq!(answer.status(), status);
            assert_eq!(count(&asked, &format!("{method} {path}")), 1);
        }
    }
}

#[tokio::test]
async fn signing_in_survives_some_failures() {
    let (_api, served, asked) = failing(3, 503, None).await;
    let proof = json!({ "token": "token" });
    let request = served.request(Method::POST, SESSION).json(&proof);
    assert_eq!(request.send().await.unwrap().status(), 200);
    assert_eq!(count(&asked, "GET /v1beta1/auth/whoami"), 4);
}
