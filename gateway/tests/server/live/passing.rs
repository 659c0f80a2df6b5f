//! Calls that are passed on to a remote API.

use reqwest::Method;
use serde_json::json;

use crate::fake_api::{FakeApi, Fault};
use crate::served::Served;
use crate::stage::RUNNERS;

async fn before(api: &FakeApi) -> Served {
    let url = api.url.parse().unwrap();
    Served::with(|options| options.upstream = Some(url)).await
}

#[tokio::test]
async fn a_call_and_its_answer_are_passed_on_and_little_else() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.put("acme", "alpha", json!({ "news": "kept" }));
    let served = before(&api).await;
    let cookie = served.sign_in("ada").await;
    let path = format!("{RUNNERS}/alpha?view=a%20b");
    let answer = served
        .request(Method::GET, &path)
        .header("cookie", &cookie)
        .header("x-forwarded-for", "10.0.0.1")
        .header("connection", "x-hop")
        .header("x-hop", "1")
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let runner: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(runner["news"], "kept");
    let calls = api.calls();
    let call = calls
        .iter()
        .find(|call| call.contains("?view=a%20b"))
        .unwrap();
    for name in ["cookie", "x-forwarded-for", "x-hop", "connection"] {
        assert!(!call.contains(name), "{call}");
    }
    assert!(call.contains("authorization"), "{call}");

    let missing = served.get(&format!("{RUNNERS}/none"), "ada").await;
    assert_eq!(missing.status(), 404);
    assert!(!missing.headers().contains_key("set-cookie"));
    let health = served.json("/healthz", "").await;
    assert_eq!(health["upstream"], api.url);
    assert_eq!(health["simulated"], false);
    let described = served.get("/openapi.json", "ada").await;
    assert_eq!(described.status(), 404);
    assert_eq!(served.running.sign_in_link(), None);
}

#[tokio::test]
async fn what_is_no_answer_becomes_an_error_of_the_api() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    let served = before(&api).await;
    for (fault, http) in [
        (Fault::Redirect, 502),
        (Fault::Cut, 502),
        (Fault::Compressed, 502),
        (Fault::Silence, 504),
    ] {
        api.set_fault(Some(fault));
        let answer = served.get(RUNNERS, "ada").await;
        assert_eq!(answer.status(), http, "{fault:?}");
        assert!(!answer.headers().contains_key("location"));
        let body: serde_json::Value = answer.json().await.unwrap();
        assert!(
            body["message"].as_str().unwrap().contains("the API"),
            "{body}"
        );
    }
    api.set_fault(Some(Fault::RetryAfter(429, "7")));
    let answer = served.get(RUNNERS, "ada").await;
    assert_eq!(answer.status(), 429);
    assert_eq!(answer.headers()["retry-after"], "7");
    api.set_fault(Some(Fault::Html));
    let answer = served.get(RUNNERS, "ada").await;
    assert_eq!(
        answer.headers()["content-type"],
        "text/plain; charset=utf-8"
    );

    drop(api);
    let answer = served.get(RUNNERS, "ada").await;
    assert_eq!(answer.status(), 503);
    let body: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(body["message"], "the API could not be reached");
}
