//! Who may ask for what, and how.

use reqwest::Method;

use crate::served::Served;
use crate::stage::{ADMIN, USER};

const PATHS: [&str; 5] = [
    "/console/events",
    "/console/runners",
    "/console/history?runner=a",
    "/console/uptime?runner=a",
    "/console/days?runners=a,b",
];

#[tokio::test]
async fn every_path_wants_a_credential_and_either_right() {
    let served = Served::with(|_| {}).await;
    let cookie = served.sign_in(USER).await;
    for path in PATHS {
        let get = || served.request(Method::GET, path);
        let status =
            async |request: reqwest::RequestBuilder| request.send().await.unwrap().status();
        assert_eq!(status(get()).await, 401, "{path}");
        assert_eq!(status(get().bearer_auth("wrong")).await, 401, "{path}");
        assert_eq!(
            status(get().header("cookie", "runner-console=0")).await,
            401
        );
        for token in [ADMIN, USER] {
            assert_eq!(status(get().bearer_auth(token)).await, 200, "{path}");
        }
        let page = || get().header("cookie", &cookie);
        assert_eq!(status(page()).await, 200, "{path}");
        let foreign = page().header("host", "rebound.example:8080");
        assert_eq!(status(foreign).await, 403, "{path}");
        let answer = page().send().await.unwrap();
        assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
        for method in [Method::POST, Method::DELETE] {
            let request = served.request(method, path).bearer_auth(ADMIN);
            assert_eq!(status(request).await, 405, "{path}");
        }
    }
}

#[tokio::test]
async fn what_is_asked_strangely_is_refused_with_a_reason() {
    let served = Served::with(|_| {}).await;
    for (path, says) in [
        ("/console/events?from=a", "parameters account, after"),
        ("/console/runners?zone=a", "no query"),
        ("/console/history", "runner"),
        ("/console/history?runner=", "runner"),
        ("/console/history?runner=a&runner=b", "twice"),
        ("/console/history?runner=a&Limit=1", "only"),
        ("/console/history?runner=a&limit=0", "limit"),
        ("/console/history?runner=a&before=x", "before"),
        ("/console/uptime", "runner"),
        ("/console/uptime?runner=a&limit=1", "only"),
        ("/console/uptime?runner=%zz", "encoded"),
        ("/console/days", "runners"),
        ("/console/days?runner=a", "only"),
    ] {
        let answer = served.get(path, USER).await;
        assert_eq!(answer.status(), 400, "{path}");
        let body: serde_json::Value = answer.json().await.unwrap();
        let message = body["message"].as_str().unwrap();
        assert!(message.contains(says), "{path}: {message}");
    }
}

#[tokio::test]
async fn a_stream_says_whose_it_is() {
    let served = Served::with(|_| {}).await;
    let cookie = served.sign_in(ADMIN).await;
    let session = served.request(Method::GET, "/console/session");
    let session = session.header("cookie", &cookie).send().await.unwrap();
    let session: serde_json::Value = session.json().await.unwrap();
    let mut page = served.page(&cookie).await;
    let reset = page.until_named("reset").await.pop().unwrap();
    assert!(session["account"].is_string());
    assert_eq!(reset.data["account"], session["account"]);
    let mut script = served.stream(ADMIN).await;
    let reset = script.until_named("reset").await.pop().unwrap();
    assert_eq!(reset.data.get("account"), None);
}
