//! Several gateways that share a database.

use std::time::Duration;

use gateway::{DatabaseAddress, SessionKeys};
use reqwest::Method;
use serde_json::{Value, json};

use crate::fake_api::FakeApi;
use crate::scratch::Scratch;
use crate::served::{Reader, Served, eventually};
use crate::stage::{RUNNERS, SESSION};

/// Two gateways before one API, and the database that they share.
struct Pair {
    api: FakeApi,
    one: Served,
    two: Served,
    shared: Scratch,
}

async fn gateway(api: &FakeApi, shared: &Scratch) -> Served {
    let url = api.url.parse().unwrap();
    let database: DatabaseAddress = shared.address.parse().unwrap();
    let keys: SessionKeys = "5a".repeat(32).parse().unwrap();
    Served::with(|options| {
        options.upstream = Some(url);
        options.database = Some(database);
        options.session_keys = Some(keys);
        options.intervals.answer = Duration::from_secs(10);
        // Others take over soon.
        options.intervals.lease = Duration::from_millis(900);
    })
    .await
}

impl Pair {
    async fn new() -> Self {
        let api = FakeApi::start().await;
        api.admit("ada", "acme");
        api.admit("bob", "acme");
        api.put("acme", "alpha", json!({}));
        let shared = Scratch::on_server().await;
        let one = gateway(&api, &shared).await;
        let two = gateway(&api, &shared).await;
        Self {
            api,
            one,
            two,
            shared,
        }
    }
}

async fn sees(reader: &mut Reader, name: &str) {
    let is_new = |runner: &Value| runner["displayName"] == name;
    reader.until(|event| event.brings("alpha", is_new)).await;
}

async fn status(served: &Served, path: &str, cookie: &str) -> u16 {
    let request = served.request(Method::GET, path).header("cookie", cookie);
    request.send().await.unwrap().status().as_u16()
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn who_signs_in_at_one_is_signed_in_at_the_other() {
    let Pair {
        api: _api,
        one,
        two,
        shared: _shared,
    } = Pair::new().await;
    let cookie = one.sign_in("ada").await;
    assert_eq!(status(&two, SESSION, &cookie).await, 200);
    assert_eq!(status(&two, RUNNERS, &cookie).await, 200);
    let mut stream = two.page(&cookie).await;
    stream.until(|event| event.brings("alpha", |_| true)).await;
    let out = one
        .request(Method::DELETE, SESSION)
        .header("cookie", &cookie);
    assert_eq!(out.send().await.unwrap().status(), 200);
    stream.ends().await;
    assert_eq!(status(&two, SESSION, &cookie).await, 401);
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn a_change_is_seen_on_both_and_one_of_them_asks() {
    let Pair {
        api,
        one,
        two,
        shared: _shared,
    } = Pair::new().await;
    let mut first = one.stream("ada").await;
    first.until_named("current").await;
    let mut second = two.stream("bob").await;
    second.until(|event| event.brings("alpha", |_| true)).await;
    second.until_named("current").await;
    for name in ["a", "b", "c"] {
        api.put("acme", "alpha", json!({ "displayName": name }));
        sees(&mut first, name).await;
        sees(&mut second, name).await;
    }
    // As many lists as the polling one tells of, not twice as many.
    let before = api.lists();
    for _ in 0..10 {
        first.until_named("current").await;
    }
    let asked = api.lists() - before;
    assert!(asked <= 12, "{asked} lists in 10 rounds");
    second.until_named("current").await;

    api.put("acme", "beta", json!({}));
    second.until(|event| event.brings("beta", |_| true)).await;
    api.put(
        "acme",
        "beta",
        json!({ "lastHeartbeatAt": "2026-11-23T09:31:02Z" }),
    );
    second
        .until(|event| event.name == "heartbeat" && event.data[0][0] == "beta")
        .await;
    api.remove("acme", "beta");
    second
        .until(|event| event.name == "deleted" && event.data == json!(["beta"]))
        .await;

    // Both tell the same story.
    api.put("acme", "alpha", json!({ "updateAvailable": true }));
    let path = "/console/history?runner=alpha";
    let story = eventually(async || {
        let (ones, twos) = (one.json(path, "ada").await, two.json(path, "bob").await);
        (ones == twos && ones["entries"].as_array().unwrap().len() > 1).then_some(ones)
    })
    .await;
    assert!(story.to_string().contains("updateAvailable"), "{story}");
    let snapshot = two.json("/console/runners", "bob").await;
    assert_eq!(snapshot["runners"][0]["displayName"], "c");
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn another_takes_over_when_the_one_that_polls_is_gone() {
    for gently in [false, true] {
        let Pair {
            api,
            one,
            two,
            shared: _shared,
        } = Pair::new().await;
        one.stream("ada").await.until_named("current").await;
        let mut second = two.stream("bob").await;
        second.until_named("current").await;
        if gently {
            one.stop().await;
        } else {
            drop(one);
        }
        api.put("acme", "alpha", json!({ "displayName": "after" }));
        sees(&mut second, "after").await;
        let history = two.json("/console/history?runner=alpha", "bob").await;
        let text = history.to_string();
        assert!(!text.contains("created"), "it was there before: {text}");
        assert!(!text.contains("unwatched"), "nobody looked away: {text}");
    }
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn the_one_that_polls_polls_as_often_as_readers_elsewhere_want() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.put("acme", "alpha", json!({}));
    let shared = Scratch::on_server().await;
    let url: gateway::UpstreamUrl = api.url.parse().unwrap();
    let slow = async || {
        Served::with(|options| {
            options.upstream = Some(url.clone());
            options.database = Some(shared.address.parse().unwrap());
            options.session_keys = Some("5a".repeat(32).parse().unwrap());
            options.intervals.unwatched = Duration::from_hours(1);
        })
        .await
    };
    let one = slow().await;
    let cookie = one.sign_in("ada").await;
    one.page(&cookie).await.until_named("current").await;
    let two = slow().await;
    let mut stream = two.page(&cookie).await;
    stream.until(|event| event.brings("alpha", |_| true)).await;
    api.put("acme", "alpha", json!({ "displayName": "soon" }));
    sees(&mut stream, "soon").await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn a_token_that_is_refused_at_one_does_not_blind_the_other() {
    let Pair {
        api,
        one,
        two,
        shared: _shared,
    } = Pair::new().await;
    let cookie = one.sign_in("ada").await;
    let mut first = one.page(&cookie).await;
    first.until_named("current").await;
    let mut second = two.stream("bob").await;
    second.until_named("current").await;
    api.revoke("ada");
    api.put("acme", "alpha", json!({ "displayName": "after" }));
    sees(&mut second, "after").await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn an_edit_through_one_is_not_taken_for_a_strangers_by_the_other() {
    let Pair {
        api,
        one,
        two,
        shared: _shared,
    } = Pair::new().await;
    let mut first = one.stream("ada").await;
    first.until_named("current").await;
    let path = format!("{RUNNERS}/alpha");
    let request = two.request(Method::PATCH, &path).bearer_auth("bob");
    let body = json!({ "updateMask": "managedSpec.releaseChannel", "runner": {} });
    assert_eq!(request.json(&body).send().await.unwrap().status(), 200);
    let spec = json!({ "releaseChannel": "RELEASE_CHANNEL_RAPID" });
    let fields = json!({ "managedSpec": spec, "displayName": "edited" });
    api.put("acme", "alpha", fields);
    sees(&mut first, "edited").await;
    let story = async || {
        let history = one.json("/console/history?runner=alpha", "ada").await;
        history.to_string()
    };
    eventually(async || story().await.contains("edited").then_some(())).await;
    assert!(!story().await.contains("changed"), "{}", story().await);

    // Of what it does not explain it takes nothing away.
    let bindings = json!([{ "profileTemplateId": "q", "isDefault": true }]);
    api.put(
        "acme",
        "alpha",
        json!({ "profileBindings": bindings, "displayName": "changed" }),
    );
    sees(&mut first, "changed").await;
    eventually(async || story().await.contains("profile_bindings").then_some(())).await;
}
