//! What happened to runners, as it is told afterwards.

use control_plane::ControlPlane;
use reqwest::Method;
use serde_json::{Value, json};

use crate::fake_api::FakeApi;
use crate::served::{Served, eventually};
use crate::stage::{ADMIN, RUNNERS, USER};

const CONNECTED: &str = "RUNNER_CONNECTION_STATUS_CONNECTED";

/// Everything that happened to a runner, the oldest first: the kind, and the rest.
async fn told(served: &Served, runner_id: &str, token: &str) -> Vec<(String, Value)> {
    let path = format!("/console/history?runner={runner_id}&limit=200");
    let history = served.json(&path, token).await;
    assert_eq!(history["more"], false);
    let entries = history["entries"].as_array().unwrap();
    assert!(entries.is_sorted_by_key(|entry| std::cmp::Reverse(entry["id"].as_i64())));
    let told = entries.iter().rev().map(|entry| {
        assert_eq!(entry["runnerId"], runner_id);
        assert!(entry["at"].is_i64());
        let kind = entry["what"]["kind"].as_str().unwrap().to_owned();
        (kind, entry["what"].clone())
    });
    told.collect()
}

/// The kinds of what happened, once the last of them is there.
async fn kinds(served: &Served, runner_id: &str, last: &str) -> Vec<String> {
    eventually(async || {
        let told = told(served, runner_id, USER).await;
        let kinds: Vec<_> = told.into_iter().map(|(kind, _)| kind).collect();
        kinds.iter().any(|kind| kind == last).then_some(kinds)
    })
    .await
}

async fn patch(served: &Served, cookie: &str, body: &Value) {
    let request = served.request(Method::PATCH, &format!("{RUNNERS}/alpha"));
    let answer = request.header("cookie", cookie).json(body).send().await;
    let answer = answer.unwrap();
    assert_eq!(answer.status(), 200, "{:?}", answer.text().await);
}

fn rapid() -> Value {
    json!({
        "runner": { "managedSpec": { "releaseChannel": "RELEASE_CHANNEL_RAPID" } },
        "updateMask": "managedSpec.releaseChannel",
    })
}

async fn connected(served: &Served) {
    let mut reader = served.stream(USER).await;
    reader
        .until(|event| event.brings("alpha", |r| r["connectionStatus"] == CONNECTED))
        .await;
}

/// An edit as it is told, without the number of what is kept of it.
fn without_change(mut edited: Value) -> Value {
    let change = edited.as_object_mut().unwrap().remove("change");
    assert!(change.unwrap().is_i64());
    edited
}

/// Writes past the gateway, with the control plane itself.
async fn directly(plane: &ControlPlane, method: Method, path: &str, body: &Value) {
    let request = http::Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {ADMIN}"))
        .header("content-type", "application/json")
        .body(axum::body::Body::from(body.to_string()))
        .unwrap();
    let Ok(answer) = tower::ServiceExt::oneshot(plane.router(), request).await;
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_whole_life_is_told() {
    // Each step lasts long enough to be seen on a machine that does much besides.
    let served = Served::with(|options| options.time_scale = 10.0).await;
    let cookie = served.sign_in(ADMIN).await;
    served.create("alpha").await;
    connected(&served).await;
    patch(&served, &cookie, &rapid()).await;
    kinds(&served, "alpha", "updateAvailable").await;
    let upgrade = format!("{RUNNERS}/alpha/apply-update");
    let upgrade = served.request(Method::POST, &upgrade);
    let answer = upgrade
        .header("cookie", &cookie)
        .json(&json!({}))
        .send()
        .await;
    assert_eq!(answer.unwrap().status(), 200);
    kinds(&served, "alpha", "rolloutDone").await;
    let path = format!("{RUNNERS}/alpha");
    served.write(Method::DELETE, &path, &json!({})).await;
    let kinds = kinds(&served, "alpha", "deleted").await;
    let told = told(&served, "alpha", USER).await;
    let what = |kind: &str| {
        let found = told.iter().find(|(known, _)| known == kind);
        found
            .unwrap_or_else(|| panic!("{kind} is not among {kinds:?}"))
            .1
            .clone()
    };

    assert_eq!(what("created")["by"], "local-admin");
    let edited = json!({
        "kind": "edited", "by": "local-admin", "mask": ["managed_spec.release_channel"],
    });
    assert_eq!(without_change(what("edited")), edited);
    assert_eq!(what("upgradeRequested")["by"], "local-admin");
    assert_eq!(what("deleteRequested")["by"], "local-admin");
    assert_eq!(what("connectionGained")["afterSeconds"], Value::Null);
    assert_eq!(what("rolloutDone")["revision"], 2);
    assert!(!kinds.iter().any(|kind| kind == "changed"), "{kinds:?}");
    assert_eq!(kinds.iter().filter(|kind| *kind == "created").count(), 1);
    let installs: Vec<_> = told
        .iter()
        .filter(|(kind, _)| kind == "install")
        .map(|(_, what)| what["to"].as_str().unwrap().rsplit('_').next().unwrap())
        .collect();
    assert_eq!(installs[..2], ["PROVISIONING", "READY"]);
    assert_eq!(installs[installs.len() - 1], "DELETING");
}

#[tokio::test]
async fn a_script_is_named_and_a_stranger_is_not() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    connected(&served).await;
    let path = format!("{RUNNERS}/alpha?updateMask=identity.runner_group_id");
    let body = json!({ "runner": { "identity": { "runnerGroupId": "evals" } } });
    served.write(Method::PATCH, &path, &body).await;
    kinds(&served, "alpha", "edited").await;

    let plane = &served.local().control_plane;
    let path = format!("{RUNNERS}/alpha");
    directly(plane, Method::PATCH, &path, &rapid()).await;
    kinds(&served, "alpha", "changed").await;
    let told = told(&served, "alpha", USER).await;
    let of = |kind: &str| {
        let own = told.iter().filter(|(known, _)| known == kind);
        own.map(|(_, what)| what.clone()).collect::<Vec<_>>()
    };
    let mask = ["identity.runner_group_id"];
    let edited = json!({ "kind": "edited", "by": "local-admin", "mask": mask });
    let told_edits: Vec<_> = of("edited").into_iter().map(without_change).collect();
    assert_eq!(told_edits, [edited]);
    let changed = json!({ "kind": "changed", "mask": ["managed_spec.release_channel"] });
    assert_eq!(of("changed"), [changed]);

    let body = served.new_runner("beta").await;
    directly(plane, Method::POST, RUNNERS, &body).await;
    kinds(&served, "beta", "created").await;
    let created = &self::told(&served, "beta", USER).await[0].1;
    assert_eq!(created["by"], Value::Null);
}

#[tokio::test]
async fn a_refused_edit_is_not_told() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    connected(&served).await;
    let path = format!("{RUNNERS}/alpha");
    let request = || served.request(Method::PATCH, &path);
    let by_reader = request()
        .bearer_auth(USER)
        .json(&rapid())
        .send()
        .await
        .unwrap();
    assert_eq!(by_reader.status(), 403);
    let cleared = json!({ "runner": {}, "updateMask": "profileBindings" });
    let invalid = request()
        .bearer_auth(ADMIN)
        .json(&cleared)
        .send()
        .await
        .unwrap();
    assert_eq!(invalid.status(), 400);
    let plane = &served.local().control_plane;
    directly(plane, Method::PATCH, &path, &rapid()).await;
    let kinds = kinds(&served, "alpha", "changed").await;
    assert!(!kinds.iter().any(|kind| kind == "edited"), "{kinds:?}");
}

#[tokio::test]
async fn what_happened_meanwhile_is_told_after_a_restart() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    for name in ["alpha", "beta", "gamma"] {
        api.put("acme", name, json!({}));
    }
    let url: gateway::UpstreamUrl = api.url.parse().unwrap();
    let served = Served::with(|options| options.upstream = Some(url.clone())).await;
    let mut reader = served.stream("ada").await;
    for _ in 0..3 {
        reader.until_named("current").await;
    }
    let data = served.stop().await;

    let failed = json!({
        "installStatus": "RUNNER_INSTALL_STATUS_FAILED",
        "installError": {
            "reason": "RUNNER_INSTALL_ERROR_REASON_TIMEOUT", "message": "too slow",
            "remediationHints": ["wait"], "diagnosticDetail": "CANARY",
        },
    });
    api.put("acme", "alpha", failed);
    api.remove("acme", "beta");
    api.put("acme", "delta", json!({}));
    let served = Served::on(data, |options| options.upstream = Some(url)).await;
    // Nobody reads on behalf of nobody: the stream stays.
    let mut reader = served.stream("ada").await;
    reader.until_named("current").await;

    let kinds_of = async |runner_id: &str| {
        let told = told(&served, runner_id, "ada").await;
        told.into_iter().map(|(kind, _)| kind).collect::<Vec<_>>()
    };
    // On a shared database another gateway may have looked: a blink is not told of.
    let is_shared = served.data.is_on_server();
    let expected = |kinds: &[&'static str]| -> Vec<&'static str> {
        let kinds = kinds.iter().copied();
        kinds
            .filter(|kind| !is_shared || *kind != "unwatched")
            .collect()
    };
    let alpha = expected(&["firstSeen", "unwatched", "install"]);
    // On a shared database what was known last is shown before everything is read anew.
    eventually(async || (kinds_of("alpha").await == alpha).then_some(())).await;
    let beta = expected(&["firstSeen", "unwatched", "deleted"]);
    eventually(async || (kinds_of("beta").await == beta).then_some(())).await;
    let gamma = expected(&["firstSeen", "unwatched"]);
    assert_eq!(kinds_of("gamma").await, gamma);
    eventually(async || (kinds_of("delta").await.last()? == "created").then_some(())).await;
    let told = told(&served, "alpha", "ada").await;
    let install = json!({
        "kind": "install",
        "from": "RUNNER_INSTALL_STATUS_READY",
        "to": "RUNNER_INSTALL_STATUS_FAILED",
        "reason": "RUNNER_INSTALL_ERROR_REASON_TIMEOUT",
        "message": "too slow",
        "hints": ["wait"],
    });
    assert_eq!(told[told.len() - 1].1, install);
    assert!(is_shared || told[1].1["since"].is_i64());
    let uptime = served.json("/console/uptime?runner=alpha", "ada").await;
    let standings: Vec<_> = uptime["spans"]
        .as_array()
        .unwrap()
        .iter()
        .map(|span| span["standing"].as_str().unwrap())
        .collect();
    assert_eq!(standings[0], "unwatched");
    assert_eq!(standings[standings.len() - 1], "failed");
    assert!(standings.contains(&"healthy"), "{standings:?}");
}

#[tokio::test]
async fn uptime_is_a_day_without_gaps() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    connected(&served).await;
    for runner_id in ["alpha", "nobody"] {
        let path = format!("/console/uptime?runner={runner_id}");
        let uptime = served.json(&path, USER).await;
        let spans = uptime["spans"].as_array().unwrap();
        let bound = |index: usize, name: &str| spans[index][name].as_i64().unwrap();
        assert_eq!(
            bound(spans.len() - 1, "to") - bound(0, "from"),
            24 * 3600 * 1000
        );
        for index in 1..spans.len() {
            assert_eq!(bound(index - 1, "to"), bound(index, "from"));
        }
    }
}

#[tokio::test]
async fn entries_come_in_pages() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    kinds(&served, "alpha", "connectionGained").await;
    let all = told(&served, "alpha", USER).await;
    let mut found = Vec::new();
    let mut before = String::new();
    loop {
        let path = format!("/console/history?runner=alpha&limit=1{before}");
        let page = served.json(&path, USER).await;
        let entry = &page["entries"][0];
        found.insert(0, entry["what"].clone());
        before = format!("&before={}", entry["id"]);
        if page["more"] == false {
            break;
        }
    }
    assert_eq!(
        found,
        all.into_iter().map(|(_, what)| what).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_large_fleet_is_remembered_without_an_entry_for_each() {
    let served = Served::with(|options| options.fleet = control_plane::Fleet::Count(1300)).await;
    let mut reader = served.stream(USER).await;
    reader.until_named("current").await;
    let snapshot = served.json("/console/runners", USER).await;
    let runners = snapshot["runners"].as_array().unwrap();
    let last = runners[runners.len() - 1]["runnerId"].as_str().unwrap();
    assert!(told(&served, last, USER).await.is_empty());
    let path = format!("/console/uptime?runner={last}");
    // On a busy machine a reading may fail, which is a time without one.
    eventually(async || {
        let uptime = served.json(&path, USER).await;
        let spans = uptime["spans"].as_array().unwrap();
        assert_eq!(spans[0]["standing"], "unwatched");
        (spans[spans.len() - 1]["standing"] != "unwatched").then_some(())
    })
    .await;
}

#[tokio::test]
async fn no_secret_of_a_runner_is_told_anywhere() {
    let api = FakeApi::start().await;
    api.admit("CANARY-token", "acme");
    let secrets = |number: u32| {
        let secret = format!("CANARY-{number}");
        json!({
            "managedSpec": {
                "overrides": {
                    "env": { "KEY": secret }, "annotations": { "a": secret }, "args": [secret],
                    "tolerations": [{ "key": "k", "value": secret }], "nodeSelector": { "n": secret },
                    "news": secret,
                },
                "maintenancePolicy": { "exclusions": [{ "reason": secret }] },
                "news": secret,
            },
            "profileBindings": [{ "profileTemplateId": "p", "overridesJson": secret, "news": secret }],
            "deploymentSpec": { "env": { "KEY": secret }, "args": [secret] },
            "installStatus": "RUNNER_INSTALL_STATUS_FAILED",
            "installError": { "message": "no", "diagnosticDetail": secret, "news": secret },
            "activeConfigVersion": secret,
            "news": { "deep": secret },
        })
    };
    api.put("acme", "alpha", secrets(1));
    let url = api.url.parse().unwrap();
    let served = Served::with(|options| options.upstream = Some(url)).await;
    let mut reader = served.stream("CANARY-token").await;
    reader.until_named("current").await;
    api.put("acme", "alpha", secrets(2));
    let events = reader.until_named("runner").await;
    assert!(
        events.iter().any(|event| event.brings("alpha", |_| true)),
        "a change all the same"
    );
    eventually(async || {
        let told = told(&served, "alpha", "CANARY-token").await;
        told.iter().any(|(kind, _)| kind == "changed").then_some(())
    })
    .await;
    let mut all = reader.seen.clone();
    for path in [
        "/console/runners",
        "/console/history?runner=alpha",
        "/console/uptime?runner=alpha",
    ] {
        all += &served.json(path, "CANARY-token").await.to_string();
    }
    assert!(all.contains("changed") && all.contains("alpha"), "{all}");
    assert!(!all.contains("CANARY"), "{all}");

    let data = served.stop().await;
    for entry in std::fs::read_dir(data.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(6).any(|part| part == b"CANARY"));
    }
}
