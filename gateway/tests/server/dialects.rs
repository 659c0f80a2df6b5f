//! Both versions of the API, whichever of them an organization is served (contract-v1 6.4; design D11).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Json;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use control_plane::{ControlPlane, Served as Position};
use gateway::Choice;
use http::StatusCode;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::served::{Served, done, eventually};
use crate::share::all;
use crate::stage::{ADMIN, RUNNERS, SESSION, USER};

const V1: &str = "/v1/sandbox/managedRunners";
const READY: &str = "RUNNER_INSTALL_STATUS_READY";

/// A gateway whose control plane serves that.
async fn serving(position: Position) -> Served {
    Served::with(|options| options.served = position).await
}

/// What the session says of the API.
async fn api(served: &Served, token: &str) -> Value {
    let cookie = served.sign_in(token).await;
    let session = served
        .request(Method::GET, SESSION)
        .header("cookie", cookie);
    done(session.send().await.unwrap()).await["api"].take()
}

/// Makes a runner in v1, on any free cluster.
async fn create(served: &Served, runner_id: &str) -> Value {
    let clusters = served.json("/v1beta1/cks/clusters", ADMIN).await;
    let clusters = clusters["items"].as_array().unwrap();
    let free = |cluster: &&Value| cluster["name"].as_str().unwrap().starts_with("free-");
    let cluster = clusters.iter().find(free).unwrap();
    let zone = cluster["zone"].as_str().unwrap().to_lowercase();
    let body = json!({
        "identity": { "runnerId": runner_id, "zone": zone, "clusterId": cluster["id"] },
        "policy": { "displayName": "first" },
    });
    let path = format!("{V1}?requestId={runner_id}");
    served.write(Method::POST, &path, &body).await
}

/// The runner as lists have it, once its install is through.
async fn ready(served: &Served, runner_id: &str) -> Value {
    eventually(async || {
        let list = served.json("/console/runners", ADMIN).await;
        let rows = list["runners"].as_array()?.iter();
        let mut rows = rows.filter(|row| row["runnerId"] == runner_id);
        rows.find(|row| row["installStatus"] == READY).cloned()
    })
    .await
}

/// What is told of a runner, the oldest first.
async fn told(served: &Served, runner_id: &str) -> Vec<Value> {
    let path = format!("/console/history?runner={runner_id}&limit=200");
    let history = served.json(&path, ADMIN).await;
    let entries = history["entries"].as_array().unwrap().iter().rev();
    entries.map(|entry| entry["what"].clone()).collect()
}

/// Writes a policy past the gateway.
async fn directly(plane: &ControlPlane, runner_id: &str, policy: &Value) {
    let send = async |method: &str, path: String, body: String| {
        let request = http::Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {ADMIN}"))
            .header("content-type", "application/json")
            .body(axum::body::Body::from(body))
            .unwrap();
        let Ok(answer) = tower::ServiceExt::oneshot(plane.router(), request).await;
        assert_eq!(answer.status(), 200);
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await;
        serde_json::from_slice::<Value>(&body.unwrap()).unwrap()
    };
    let runner = send("GET", format!("{V1}/{runner_id}"), String::new()).await;
    let body = json!({ "etag": runner["etag"], "policy": policy });
    let path = format!("{V1}/{runner_id}?updateMask=policy");
    send("PATCH", path, body.to_string()).await;
}

#[tokio::test]
async fn the_session_and_the_probe_say_what_is_spoken_and_why() {
    for (position, speaks, v1beta2, v1) in [
        (Position::Both, "v1beta2", "served", "served"),
        (Position::V1, "v1", "absent", "served"),
        (Position::V1beta2, "v1beta2", "served", "absent"),
        // Without runners nothing shows that it knows but policies.
        (Position::PolicyOnly, "v1beta2", "served", "served"),
        (Position::Unavailable, "v1beta2", "served", "absent"),
    ] {
        let served = serving(position).await;
        let said = api(&served, ADMIN).await;
        let found = ["speaks", "choice"].map(|key| said[key].clone());
        assert_eq!(found, [json!(speaks), json!("auto")], "{position}");
        for (version, finding) in [("v1beta2", v1beta2), ("v1", v1)] {
            let version = &said[version];
            assert_eq!(version["finding"], finding, "{position}");
            assert!(version["since"].is_i64() && version["confirmedAt"].is_i64());
            assert_ne!(version["why"], "");
        }
        let probe = served.json("/readyz", "").await;
        let apis = probe["apis"].as_array().unwrap();
        assert_eq!(apis.len(), 1, "{position}");
        assert_eq!(apis[0]["organizations"], 1);
        assert_eq!(apis[0]["speaks"], speaks);
        assert!(!probe.to_string().contains("local-org"), "{probe}");
    }
}

#[tokio::test]
async fn a_server_that_knows_only_policies_is_known_by_its_rows() {
    let data = serving(Position::Both).await;
    data.create("alpha").await;
    let served = Served::on(data.stop().await, |options| {
        options.served = Position::PolicyOnly;
        options.api = Choice::V1;
    })
    .await;
    let said = api(&served, ADMIN).await;
    assert_eq!(
        (&said["v1"]["finding"], &said["speaks"]),
        (&json!("policyOnly"), &json!("v1beta2"))
    );
    ready(&served, "alpha").await;
}

#[tokio::test]
async fn a_reader_is_told_that_v1_is_for_administrators() {
    let served = Served::with(|options| options.api = Choice::V1).await;
    assert_eq!(api(&served, ADMIN).await["speaks"], "v1");
    let reader = api(&served, USER).await;
    assert_eq!(reader["speaks"], "v1beta2");
    assert_eq!(reader["v1"]["finding"], "forbidden");
    let why = reader["v1"]["why"].as_str().unwrap();
    assert!(why.contains("SANDBOX_ADMIN"), "{why}");
}

#[tokio::test]
async fn lists_history_links_and_badges_are_there_in_every_position() {
    for position in [
        Position::Both,
        Position::V1,
        Position::V1beta2,
        Position::PolicyOnly,
    ] {
        let served = serving(position).await;
        if matches!(position, Position::Both | Position::V1) {
            create(&served, "alpha").await;
        } else {
            served.create("alpha").await;
        }
        let row = ready(&served, "alpha").await;
        assert_eq!(row.get("uid").is_some(), position != Position::V1, "{row}");
        let kinds: Vec<_> = told(&served, "alpha").await;
        // What a create sets off may be seen before its answer has come.
        let created: Vec<_> = kinds
            .iter()
            .filter(|what| what["kind"] == "created")
            .collect();
        assert_eq!(created.len(), 1, "{position}: {kinds:?}");
        assert_eq!(created[0]["by"], "local-admin", "{position}");
        assert!(
            kinds.iter().all(|what| what["kind"] != "changed"),
            "{kinds:?}"
        );
        let link = served.share(ADMIN, &all()).await;
        let shown = done(served.open(&link.authorization).await).await;
        assert_eq!(shown["runners"].as_array().unwrap().len(), 1, "{position}");
        let badge = format!("{}/badge", link.id);
        let made = served.manage(Method::POST, &badge, ADMIN, &json!({})).await;
        let address = done(made).await["address"].as_str().unwrap().to_owned();
        let (_, picture) = address.split_once("/console/").unwrap();
        let picture = served.get(&format!("/console/{picture}"), "").await;
        assert_eq!(picture.status(), 200, "{position}");
    }
}

#[tokio::test]
async fn a_change_of_a_policy_is_told_by_its_groups_and_never_by_its_content() {
    let served = serving(Position::V1).await;
    create(&served, "alpha").await;
    ready(&served, "alpha").await;
    let base = json!({ "spec": { "priorityClassName": "CANARY" } });
    let mut policy = json!({ "displayName": "CANARY", "base": base });
    directly(&served.local().control_plane, "alpha", &policy).await;
    let count =
        |told: &[Value], kind: &str| told.iter().filter(|what| what["kind"] == kind).count();
    eventually(async || (count(&told(&served, "alpha").await, "changed") == 1).then_some(())).await;

    let runner = served.json(&format!("{V1}/alpha"), ADMIN).await;
    policy["constraints"] = json!({ "network": { "dnsEgress": "DNS_EGRESS_MODE_ALLOW" } });
    let body = json!({ "etag": runner["etag"], "policy": policy });
    let path = format!("{V1}/alpha?updateMask=policy");
    served.write(Method::PATCH, &path, &body).await;
    served
        .write(Method::DELETE, &format!("{V1}/alpha"), &json!({}))
        .await;
    let told = eventually(async || {
        let told = told(&served, "alpha").await;
        (count(&told, "deleted") == 1).then_some(told)
    })
    .await;
    let of = |kind: &str| {
        told.iter()
            .find(|what| what["kind"] == kind)
            .unwrap()
            .clone()
    };
    assert_eq!(
        of("changed")["mask"],
        json!(["policy.display_name", "policy.base"])
    );
    let edited = of("edited");
    assert_eq!(edited["by"], "local-admin");
    assert_eq!(edited["mask"], json!(["policy.constraints.network"]));
    assert_eq!((count(&told, "changed"), count(&told, "edited")), (1, 1));
    assert!(!json!(told).to_string().contains("CANARY"));
}

#[tokio::test]
async fn a_stale_policy_is_refused_and_nothing_of_it_is_told() {
    let served = serving(Position::Both).await;
    let runner = create(&served, "alpha").await;
    let path = format!("{V1}/alpha?updateMask=policy");
    let body = |name: &str| json!({ "etag": runner["etag"], "policy": { "displayName": name } });
    served.write(Method::PATCH, &path, &body("one")).await;
    let request = served.request(Method::PATCH, &path).bearer_auth(ADMIN);
    let answer = request.json(&body("two")).send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(answer.json::<Value>().await.unwrap()["code"], 9);
    let now = served.json(&format!("{V1}/alpha"), ADMIN).await;
    assert_eq!(now["policy"], json!({ "displayName": "one" }));
    served
        .write(Method::DELETE, &format!("{V1}/alpha"), &json!({}))
        .await;
    let edits = eventually(async || {
        let told = told(&served, "alpha").await;
        let is_over = told.iter().any(|what| what["kind"] == "deleteRequested");
        is_over.then_some(told)
    })
    .await;
    let edits = edits.iter().filter(|what| what["kind"] == "edited");
    assert_eq!(edits.count(), 1);
}

#[tokio::test]
async fn an_update_is_applied_without_a_body_by_our_own_pages_only() {
    let served = serving(Position::Both).await;
    create(&served, "alpha").await;
    ready(&served, "alpha").await;
    let cookie = served.sign_in(ADMIN).await;
    let session = served
        .request(Method::GET, SESSION)
        .header("cookie", &cookie);
    let account = done(session.send().await.unwrap()).await["account"].take();
    let apply = format!("{V1}/alpha:applyAvailableUpdate");
    let post = |path: &str| served.request(Method::POST, path).header("cookie", &cookie);
    let answer = post(&apply).send().await.unwrap();
    assert_eq!(
        answer.status(),
        415,
        "a beacon of another site looks like that"
    );
    let named = post(&apply).header("runner-console-account", account.as_str().unwrap());
    let answer = named.send().await.unwrap();
    assert_eq!(answer.status(), 400);
    assert_eq!(
        answer.json::<Value>().await.unwrap()["code"],
        9,
        "there is none"
    );
    let script = served.request(Method::POST, &apply).bearer_auth(ADMIN);
    assert_eq!(script.send().await.unwrap().status(), 400);
    for path in [format!("{V1}/alpha"), format!("{V1}/alpha:delete")] {
        let answer = served
            .request(Method::POST, &path)
            .bearer_auth(ADMIN)
            .send()
            .await;
        assert_eq!(answer.unwrap().status(), 404, "{path}");
    }
}

#[tokio::test]
async fn a_remote_api_that_serves_v1_alone_is_polled_with_an_administrators_token() {
    let remote = serving(Position::V1).await;
    let url = format!("http://{}", remote.running.address);
    let served = Served::with(|options| options.upstream = Some(url.parse().unwrap())).await;
    create(&remote, "alpha").await;
    served.sign_in(ADMIN).await;
    let row = ready(&served, "alpha").await;
    assert!(row.get("uid").is_none(), "{row}");
    assert_eq!(served.get(RUNNERS, ADMIN).await.status(), 404);
}

#[tokio::test]
async fn what_a_write_to_v1_replaced_is_kept_in_the_words_of_pages() {
    let served = serving(Position::V1).await;
    create(&served, "alpha").await;
    ready(&served, "alpha").await;
    let path = format!("{V1}/alpha?updateMask=spec.overrides,spec.release_channel");
    let body = json!({ "spec": { "releaseChannel": "RELEASE_CHANNEL_RAPID", "overrides": { "env": { "TOKEN": "CANARY" } } } });
    served.write(Method::PATCH, &path, &body).await;
    let number = eventually(async || {
        let told = told(&served, "alpha").await;
        let edited = told.iter().find(|what| what["kind"] == "edited")?;
        assert_eq!(
            edited["mask"],
            json!(["managed_spec.release_channel", "managed_spec.overrides"])
        );
        edited["change"].as_i64()
    })
    .await;
    let change = served
        .json(&format!("/console/changes/{number}"), ADMIN)
        .await;
    assert_eq!(
        change["paths"],
        json!(["managedSpec.releaseChannel", "managedSpec.overrides"])
    );
    let (before, after) = (
        &change["before"]["managedSpec"],
        &change["after"]["managedSpec"],
    );
    assert_eq!(before["releaseChannel"], "RELEASE_CHANNEL_STABLE");
    assert_eq!(after["releaseChannel"], "RELEASE_CHANNEL_RAPID");
    // The value that is there still, and is kept as a fingerprint only.
    assert_eq!(after["overrides"]["env"]["TOKEN"], "CANARY");
    let object = change["object"].as_str().unwrap();
    assert!(object.starts_with("alpha@"), "{object}");
}

/// The policy of a runner as a list has it.
async fn listed(served: &Served, runner_id: &str, token: &str) -> Value {
    let list = served.json("/console/runners", token).await;
    let rows = list["runners"].as_array().unwrap();
    let row = rows.iter().find(|row| row["runnerId"] == runner_id);
    row.unwrap_or(&Value::Null)["policy"].clone()
}

#[tokio::test]
async fn lists_tell_administrators_of_policies_and_nobody_else() {
    for position in [Position::Both, Position::V1] {
        let served = serving(position).await;
        create(&served, "a").await;
        let becomes = async |policy: Value| {
            eventually(async || (listed(&served, "a", ADMIN).await == policy).then_some(())).await;
        };
        becomes(json!("=first")).await;

        // Written through this gateway, and past it.
        let mut administrator = served.stream(ADMIN).await;
        let mut reader = served.stream(USER).await;
        let etag = served.json(&format!("{V1}/a"), ADMIN).await["etag"].take();
        let body = json!({ "policy": { "displayName": "CANARY" }, "etag": etag });
        let path = format!("{V1}/a?updateMask=policy");
        served.write(Method::PATCH, &path, &body).await;
        let named = |row: &Value| row["policy"] == "=CANARY";
        administrator.until(|event| event.brings("a", named)).await;
        directly(&served.local().control_plane, "a", &json!({})).await;
        becomes(json!("empty")).await;

        // A reader is told of the same changes, without the policies: in the list, and where a stream goes on.
        let seen = reader.until_named("current").await;
        let last = seen.last().unwrap().id.clone();
        reader.until_named("current").await;
        let mut resumed = served.resume(USER, &last).await;
        resumed.until_named("current").await;
        for text in [&reader.seen, &resumed.seen] {
            assert!(
                !text.contains("CANARY") && !text.contains("policy"),
                "{text}"
            );
        }
        assert_eq!(listed(&served, "a", USER).await, Value::Null);
    }
}

#[tokio::test]
async fn who_may_not_know_policies_chooses_no_runners_by_them() {
    let served = serving(Position::Both).await;
    for facet in ["policy", "guardrails"] {
        let selection = json!({ "matching": { "facets": { facet: ["none"] } } });
        let link = json!({ "terms": { "title": "a", "selection": selection }, "lifetime": 3600 });
        let feed = json!({ "name": "a", "kind": "history", "selection": selection });
        let rule = json!({
            "name": "a", "when": { "kind": "blind" }, "channels": ["c"], "selection": selection,
        });
        for (path, body) in [
            ("/console/shares", &link),
            ("/console/feeds", &feed),
            ("/console/notifications/rules", &rule),
        ] {
            let ask = async |token| {
                let request = served.request(Method::POST, path).bearer_auth(token);
                let answer = request.json(body).send().await.unwrap();
                (answer.status().as_u16(), answer.text().await.unwrap())
            };
            let (status, text) = ask(USER).await;
            assert_eq!(status, 403, "{path}: {text}");
            assert!(text.contains("needs SANDBOX_ADMIN"), "{path}: {text}");
            let (status, text) = ask(ADMIN).await;
            assert_ne!(status, 403, "{path}: {text}");
        }
    }
}

#[tokio::test]
async fn policies_that_may_be_read_no_longer_are_forgotten() {
    let api = serving(Position::Both).await;
    create(&api, "a").await;
    let refuses = Arc::new(AtomicBool::new(false));
    let refusing = Arc::clone(&refuses);
    let refuse = move |request: Request, next: Next| {
        let is_refused =
            refusing.load(Ordering::Relaxed) && request.uri().path().starts_with("/v1/");
        async move {
            if is_refused {
                return (StatusCode::FORBIDDEN, Json(json!({ "code": 7 }))).into_response();
            }
            next.run(request).await
        }
    };
    let router = api.local().control_plane.router().layer(from_fn(refuse));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let served = Served::with(|options| options.upstream = Some(url.parse().unwrap())).await;
    let mut stream = served.stream(ADMIN).await;
    let row = |row: &Value| row["policy"] == "=first";
    stream.until(|event| event.brings("a", row)).await;
    refuses.store(true, Ordering::Relaxed);
    let row = |row: &Value| row.get("policy").is_none();
    stream.until(|event| event.brings("a", row)).await;
}
