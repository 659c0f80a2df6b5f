//! The API fails: what is known stays, marked old with the reason, and comes back by itself.

use std::time::Duration;

use serde_json::{Value, json};

use crate::fake_api::{FakeApi, Fault};
use crate::served::Served;

async fn before(api: &FakeApi) -> Served {
    let url = api.url.parse().unwrap();
    Served::with(|options| options.upstream = Some(url)).await
}

/// Breaks the API in the midst of a stream and cures it again; returns what the stream said of it.
async fn broken(fault: Fault) -> Value {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.put("acme", "alpha", json!({}));
    let served = before(&api).await;
    let mut reader = served.stream("ada").await;
    reader.until_named("current").await;

    api.set_fault(Some(fault));
    let events = reader.until_named("stale").await;
    let stale = events[events.len() - 1].data.clone();
    assert!(stale["asOf"].is_i64(), "{stale}");
    assert!(!stale["message"].as_str().unwrap().contains("CANARY"));
    let snapshot = served.json("/console/runners", "ada").await;
    assert_eq!(snapshot["runners"][0]["runnerId"], "alpha");
    let mut late = served.stream("ada").await;
    let events = late.until_named("stale").await;
    assert!(events.iter().any(|event| event.brings("alpha", |_| true)));

    api.put("acme", "alpha", json!({ "displayName": "cured" }));
    api.set_fault(None);
    for reader in [&mut reader, &mut late] {
        let events = reader.until_named("current").await;
        let cured = |runner: &Value| runner["displayName"] == "cured";
        assert!(
            events.iter().any(|event| event.brings("alpha", cured)),
            "{fault:?}"
        );
        assert!(events.iter().all(|event| event.name != "deleted"));
    }
    stale
}

/// Says with which HTTP status and which words a fault is reported.
async fn reported(fault: Fault, http: u16, says: &str) {
    let stale = broken(fault).await;
    assert_eq!(stale["http"], http, "{fault:?} {stale}");
    let message = stale["message"].as_str().unwrap();
    assert!(message.contains(says), "{fault:?} {stale}");
}

#[tokio::test]
async fn a_runner_with_a_field_of_another_type_is_shown_with_a_mark_and_the_others_as_usual() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    for id in ["alpha", "beta", "gamma"] {
        api.put("acme", id, json!({}));
    }
    let odd = json!({ "activeRevision": { "of": 3 }, "profileBindings": "none" });
    api.put("acme", "beta", odd);
    let served = before(&api).await;
    let mut reader = served.stream("ada").await;
    let events = reader.until_named("current").await;
    let marks = json!(["profile_bindings", "active_revision"]);
    for (id, mark) in [
        ("alpha", Value::Null),
        ("beta", marks),
        ("gamma", Value::Null),
    ] {
        let told = |runner: &Value| {
            runner["unreadable"] == mark && runner["installStatus"] == "RUNNER_INSTALL_STATUS_READY"
        };
        assert!(events.iter().any(|event| event.brings(id, told)), "{id}");
    }
}

#[tokio::test]
async fn refusals_are_reported() {
    for http in [401, 403, 404, 429, 500, 501, 503] {
        reported(Fault::Status(http), http, "no").await;
    }
}

#[tokio::test]
async fn what_is_no_answer_is_reported() {
    reported(Fault::Cut, 0, "was lost").await;
    reported(Fault::Silence, 0, "in time").await;
    reported(Fault::Redirect, 302, "--upstream").await;
    reported(Fault::Compressed, 0, "encoding").await;
}

#[tokio::test]
async fn what_is_not_about_runners_is_reported() {
    reported(Fault::Html, 200, "not JSON").await;
    reported(Fault::BadJson, 200, "cannot be read").await;
    reported(Fault::HalfJson, 200, "ends too early").await;
    reported(Fault::OtherJson, 200, "not a list").await;
    reported(Fault::RepeatedToken, 200, "twice").await;
}

#[tokio::test]
async fn a_wait_that_the_api_asks_for_is_kept() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.set_fault(Some(Fault::RetryAfter(429, "300")));
    let served = before(&api).await;
    let mut reader = served.stream("ada").await;
    let events = reader.until_named("stale").await;
    let stale = &events[events.len() - 1].data;
    assert_eq!(stale["http"], 429);
    assert_eq!(stale["asOf"], Value::Null);
    assert!(stale["nextIn"].as_u64().unwrap() > 290_000, "{stale}");
    let asked = api.lists();
    let mut late = served.stream("ada").await;
    late.until_named("stale").await;
    assert_eq!(api.lists(), asked, "nobody asks before the time");
}

#[tokio::test]
async fn an_api_that_is_gone_is_reported() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    let served = before(&api).await;
    let mut reader = served.stream("ada").await;
    reader.until_named("current").await;
    drop(api);
    let events = reader.until_named("stale").await;
    assert_eq!(events[events.len() - 1].data["http"], 0);
}

#[tokio::test]
async fn a_runner_that_a_list_leaves_out_is_looked_for() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    for name in ["alpha", "beta"] {
        api.put("acme", name, json!({}));
    }
    let served = before(&api).await;
    let mut reader = served.stream("ada").await;
    reader.until_named("current").await;
    // The list has a gap, as one does that shifts while its pages are read.
    api.leave_out(Some("beta"));
    for _ in 0..3 {
        let events = reader.until_named("current").await;
        assert!(events.iter().all(|event| event.name != "deleted"));
    }
    api.remove("acme", "beta");
    let events = reader.until_named("deleted").await;
    assert_eq!(events[events.len() - 1].data, json!(["beta"]));
}

#[tokio::test]
async fn a_page_fills_while_the_first_reading_is_under_way() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    for number in 0..6 {
        api.put("acme", &format!("runner-{number}"), json!({}));
    }
    api.set_page_size(2);
    api.hold_after(Some(2));
    let url = api.url.parse().unwrap();
    let served = Served::with(|options| {
        options.upstream = Some(url);
        // The held page must not be given up.
        options.intervals.answer = Duration::from_mins(1);
    })
    .await;
    let mut reader = served.stream("ada").await;
    let events = reader
        .until(|event| event.brings("runner-3", |_| true))
        .await;
    assert!(events.iter().all(|event| event.name != "current"));
    let snapshot = served.json("/console/runners", "ada").await;
    assert_eq!(snapshot["runners"].as_array().unwrap().len(), 4);
    assert_eq!(snapshot["asOf"], Value::Null);

    api.hold_after(None);
    let events = reader.until_named("current").await;
    assert!(
        events
            .iter()
            .any(|event| event.brings("runner-5", |_| true))
    );
}
