//! Several people, several organizations, and the load that they make.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::fake_api::FakeApi;
use crate::served::{Reader, Served, eventually};
use crate::stage::SESSION;

async fn before(api: &FakeApi, idle: Duration) -> Served {
    let url = api.url.parse().unwrap();
    Served::with(|options| {
        options.upstream = Some(url);
        options.intervals.idle = idle;
    })
    .await
}

const SHORT: Duration = Duration::from_millis(100);

#[tokio::test]
async fn fifty_streams_ask_as_often_as_one() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.admit("bob", "acme");
    api.put("acme", "alpha", json!({}));
    let served = before(&api, SHORT).await;
    let mut readers: Vec<Reader> = Vec::new();
    for number in 0..50 {
        let token = if number % 2 == 0 { "ada" } else { "bob" };
        readers.push(served.stream(token).await);
    }
    for reader in &mut readers {
        reader.until_named("current").await;
    }
    let (mut rounds, before) = (0, api.lists());
    let reader = &mut readers[0];
    while rounds < 10 {
        reader.until_named("current").await;
        rounds += 1;
    }
    let asked = api.lists() - before;
    assert!(asked <= rounds + 2, "{asked} lists in {rounds} rounds");

    api.put("acme", "alpha", json!({ "displayName": "new" }));
    for reader in &mut readers {
        let is_new = |runner: &serde_json::Value| runner["displayName"] == "new";
        reader.until(|event| event.brings("alpha", is_new)).await;
    }
}

#[tokio::test]
async fn nobody_sees_anything_of_another_organization() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.admit("eve", "evil");
    api.put("acme", "canary-alpha", json!({ "displayName": "canary" }));
    api.put("evil", "beta", json!({}));
    let served = before(&api, SHORT).await;
    let mut own = served.stream("ada").await;
    own.until(|event| event.brings("canary-alpha", |_| true))
        .await;
    let mut other = served.stream("eve").await;
    let events = other.until_named("current").await;
    let last = events[events.len() - 1].id.clone();
    api.put("acme", "canary-alpha", json!({ "displayName": "canary-2" }));
    own.until(|event| event.brings("canary-alpha", |r| r["displayName"] == "canary-2"))
        .await;
    api.put("evil", "beta", json!({ "displayName": "changed" }));
    other
        .until(|event| event.brings("beta", |r| r["displayName"] == "changed"))
        .await;
    assert!(!other.seen.contains("canary"), "{}", other.seen);

    // The other's position is worth nothing either.
    let mut resumed = served.resume("ada", &last).await;
    assert_eq!(resumed.until_named("current").await[0].name, "reset");
    for path in [
        "/console/runners",
        "/console/history?runner=canary-alpha",
        "/console/uptime?runner=canary-alpha",
    ] {
        let seen = served.get(path, "eve").await.text().await.unwrap();
        assert!(!seen.contains("canary"), "{path}: {seen}");
        let own = served.get(path, "ada").await.text().await.unwrap();
        assert!(
            path.contains("uptime") || own.contains("canary"),
            "{path}: {own}"
        );
    }
    let history = served
        .json("/console/history?runner=canary-alpha", "eve")
        .await;
    assert_eq!(history["entries"], json!([]));
}

#[tokio::test]
async fn a_revoked_token_ends_its_streams_and_another_goes_on() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.admit("bob", "acme");
    api.put("acme", "alpha", json!({}));
    let served = before(&api, SHORT).await;
    let mut ada = served.stream("ada").await;
    ada.until_named("current").await;
    let mut bob = served.stream("bob").await;
    bob.until_named("current").await;
    api.revoke("ada");
    ada.ends().await;
    api.put("acme", "alpha", json!({ "displayName": "later" }));
    bob.until(|event| event.brings("alpha", |r| r["displayName"] == "later"))
        .await;
    assert_eq!(served.get("/console/events", "ada").await.status(), 401);
}

#[tokio::test]
async fn a_token_that_moves_to_another_organization_leaves_the_first() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.admit("bob", "acme");
    api.put("acme", "alpha", json!({}));
    api.put("other", "canary", json!({}));
    let served = before(&api, SHORT).await;
    let mut ada = served.stream("ada").await;
    ada.until_named("current").await;
    let mut bob = served.stream("bob").await;
    bob.until_named("current").await;
    api.admit("ada", "other");
    ada.ends().await;
    api.put("acme", "alpha", json!({ "displayName": "later" }));
    bob.until(|event| event.brings("alpha", |r| r["displayName"] == "later"))
        .await;
    assert!(!bob.seen.contains("canary"));
}

#[tokio::test]
async fn without_an_accepted_token_it_says_so_and_a_new_one_helps() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.put("acme", "alpha", json!({}));
    let served = before(&api, Duration::from_hours(1)).await;
    let cookie = served.sign_in("ada").await;
    // The session goes on polling while nobody reads; then its token is revoked.
    eventually(async || (api.lists() > 1).then_some(())).await;
    api.revoke("ada");
    api.admit("bob", "acme");
    let mut bob = served.stream("bob").await;
    bob.until_named("current").await;
    let request = served
        .request(Method::GET, SESSION)
        .header("cookie", &cookie);
    assert_eq!(request.send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn sessions_alone_keep_the_history_going_and_nobody_does_not() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.put("acme", "alpha", json!({}));
    let served = before(&api, SHORT).await;
    assert_eq!(api.lists(), 0, "there is no token to ask with");
    let cookie = served.sign_in("ada").await;
    eventually(async || (api.lists() > 2).then_some(())).await;
    let lost = json!({ "connectionStatus": "RUNNER_CONNECTION_STATUS_DISCONNECTED" });
    api.put("acme", "alpha", lost);
    eventually(async || {
        let history = served.json("/console/history?runner=alpha", "ada").await;
        history.to_string().contains("connectionLost").then_some(())
    })
    .await;
    let request = served
        .request(Method::DELETE, SESSION)
        .header("cookie", &cookie);
    assert_eq!(request.send().await.unwrap().status(), 200);
    let mut reader = served.stream("ada").await;
    reader.until_named("current").await;
}
