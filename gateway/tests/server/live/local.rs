//! Before the local control plane: changes are pushed.

use std::collections::HashSet;

use control_plane::Fleet;
use reqwest::Method;
use serde_json::json;

use crate::served::{Served, pushed};
use crate::stage::{ADMIN, RUNNERS, SESSION, USER};

#[tokio::test]
async fn a_new_stream_brings_everything_in_parts() {
    let served = Served::with(|options| options.fleet = Fleet::Count(450)).await;
    let mut reader = served.stream(USER).await;
    let events = reader.until_named("current").await;
    assert_eq!(events[0].name, "reset");
    assert_eq!(events[0].data["build"], env!("CARGO_PKG_VERSION"));
    let mut ids = HashSet::new();
    for event in &events[1..events.len() - 1] {
        assert_eq!(event.name, "runner");
        let runners = event.data.as_array().unwrap();
        assert!(runners.len() <= contract::console::stream::BATCH);
        ids.extend(runners.iter().map(|runner| runner["runnerId"].to_string()));
    }
    assert_eq!(ids.len(), 450);
    let current = &events[events.len() - 1].data;
    assert!(current["asOf"].as_i64().unwrap() > 1_700_000_000_000);
    assert!(current["nextIn"].as_u64().is_some());

    let snapshot = served.json("/console/runners", USER).await;
    let listed = snapshot["runners"].as_array().unwrap();
    assert_eq!(listed.len(), 450);
    assert!(listed.is_sorted_by_key(|runner| runner["runnerId"].as_str().unwrap()));
    assert!(snapshot["asOf"].is_i64());
}

/// What the server's clock says in the text of a stream, each time that it does.
fn clocks(seen: &str) -> Vec<i64> {
    let data = seen.split("event: clock\ndata: ").skip(1);
    data.map(|rest| {
        let line = rest.lines().next().unwrap();
        let clock: serde_json::Value = serde_json::from_str(line).unwrap();
        clock["now"].as_i64().unwrap()
    })
    .collect()
}

#[tokio::test]
async fn every_stream_begins_with_the_servers_time_and_tells_it_again() {
    let served = Served::with(|_| {}).await;
    let before = jiff::Timestamp::now().as_millisecond();
    let mut reader = served.stream(USER).await;
    let events = reader.until_named("current").await;
    let last = &events[events.len() - 1].id;
    let mut resumed = served.resume(USER, last).await;
    for reader in [&mut reader, &mut resumed] {
        while clocks(&reader.seen).len() < 2 {
            reader.next().await.unwrap();
        }
        assert!(reader.seen.starts_with("event: clock\n"), "{}", reader.seen);
        let told = clocks(&reader.seen);
        assert!(told.is_sorted() && told[0] >= before, "{told:?}");
        assert!(told[1] <= jiff::Timestamp::now().as_millisecond());
    }
    let snapshot = served.json("/console/runners", USER).await;
    assert!(snapshot["now"].as_i64().unwrap() >= before);
}

#[tokio::test]
async fn a_page_learns_that_the_console_was_built_anew() {
    let site = tempfile::tempdir().unwrap();
    let index = site.path().join("index.html");
    let build = |hash: &str| {
        let page = format!(r#"<link id="boot-wasm" href="/console-{hash}_bg.wasm">"#);
        std::fs::write(&index, page).unwrap();
    };
    build("0123456789abcdef");
    let served = Served::with(|options| options.site = Some(site.path().to_owned())).await;
    let told = async || {
        let mut reader = served.stream(USER).await;
        reader.until_named("reset").await.remove(0).data["build"].clone()
    };
    assert_eq!(told().await, "0123456789abcdef");
    build("fedcba9876543210");
    assert_eq!(told().await, "fedcba9876543210");
}

#[tokio::test]
async fn every_change_is_pushed_to_every_stream() {
    let served = Served::with(|options| options.intervals = pushed()).await;
    let mut one = served.stream(USER).await;
    let mut two = served.stream(ADMIN).await;
    one.until_named("current").await;
    two.until_named("current").await;
    served.create("alpha").await;
    for reader in [&mut one, &mut two] {
        for status in ["PENDING", "PROVISIONING", "READY"] {
            let status = format!("RUNNER_INSTALL_STATUS_{status}");
            reader
                .until(|event| event.brings("alpha", |r| r["installStatus"] == *status))
                .await;
        }
        let connected = "RUNNER_CONNECTION_STATUS_CONNECTED";
        reader
            .until(|event| event.brings("alpha", |r| r["connectionStatus"] == connected))
            .await;
    }
    let path = format!("{RUNNERS}/alpha");
    served.write(Method::DELETE, &path, &json!({})).await;
    for reader in [&mut one, &mut two] {
        let events = reader.until_named("deleted").await;
        assert_eq!(events[events.len() - 1].data, json!(["alpha"]));
    }
    let snapshot = served.json("/console/runners", USER).await;
    assert_eq!(snapshot["runners"], json!([]));
}

#[tokio::test]
async fn a_change_past_the_gateway_is_pushed_too() {
    let served = Served::with(|options| options.intervals = pushed()).await;
    let mut reader = served.stream(USER).await;
    reader.until_named("current").await;
    let body = served.new_runner("alpha").await;
    let request = http::Request::post(RUNNERS)
        .header("authorization", format!("Bearer {ADMIN}"))
        .header("content-type", "application/json")
        .body(axum::body::Body::from(body.to_string()))
        .unwrap();
    let router = served.local().control_plane.router();
    let Ok(answer) = tower::ServiceExt::oneshot(router, request).await;
    assert_eq!(answer.status(), 200);
    reader.until(|event| event.brings("alpha", |_| true)).await;
}

#[tokio::test]
async fn a_stream_goes_on_where_it_broke_off() {
    let served = Served::with(|options| options.intervals = pushed()).await;
    let mut broken = served.stream(USER).await;
    let events = broken.until_named("current").await;
    let last = events[events.len() - 1].id.clone();
    drop(broken);

    let mut witness = served.stream(USER).await;
    witness.until_named("current").await;
    served.create("alpha").await;
    let connected = "RUNNER_CONNECTION_STATUS_CONNECTED";
    let missed = witness
        .until(|event| event.brings("alpha", |r| r["connectionStatus"] == connected))
        .await;

    let mut resumed = served.resume(USER, &last).await;
    let mut caught_up = resumed.until_named("current").await;
    let current = caught_up.pop().unwrap();
    assert_eq!(current.id, caught_up[caught_up.len() - 1].id);
    // More may have happened meanwhile, but nothing between.
    assert_eq!(caught_up[..missed.len()], missed);

    // A page that opens a new stream can only name the place in the address.
    let mut named = served.resume_by_address(USER, &last).await;
    let mut caught_up = named.until_named("current").await;
    caught_up.pop();
    assert_eq!(caught_up[..missed.len()], missed);
}

#[tokio::test]
async fn an_id_that_is_not_known_begins_anew() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    let mut reader = served.stream(USER).await;
    let mut events = reader.until(|event| event.brings("alpha", |_| true)).await;
    events.extend(reader.until_named("current").await);
    let (epoch, number) = events[events.len() - 1].id.split_once('-').unwrap();
    let unfinished = events[0].id.as_str();
    let number: u64 = number.parse().unwrap();
    for id in [
        unfinished,
        "",
        "x",
        "0-0",
        &format!("{epoch}-{}", number + 1_000_000),
        &format!("x{epoch}-{number}"),
        &format!("{epoch}-{number}-1"),
        &format!("{epoch}-18446744073709551616"),
        "\u{e9}",
    ] {
        let mut resumed = served.resume(USER, id).await;
        let events = resumed.until_named("current").await;
        assert_eq!(events[0].name, "reset", "{id:?}");
        assert!(events.iter().any(|event| event.brings("alpha", |_| true)));
    }
}

#[tokio::test]
async fn a_heartbeat_alone_is_no_change() {
    let served = Served::with(|_| {}).await;
    served.create("alpha").await;
    let mut reader = served.stream(USER).await;
    let beats = reader.until_named("heartbeat").await;
    let beat = &beats[beats.len() - 1].data;
    assert_eq!(beat[0][0], "alpha");
    let first = beat[0][1].as_i64().unwrap();
    let more = reader.until_named("heartbeat").await;
    let second = more[more.len() - 1].data[0][1].as_i64().unwrap();
    assert!(second > first);
    assert!(more.iter().all(|event| event.name != "runner"), "{more:?}");
}

#[tokio::test]
async fn a_sign_out_ends_its_streams_and_no_others() {
    let served = Served::with(|options| {
        // Not by the regular look.
        options.intervals.check = std::time::Duration::from_hours(1);
    })
    .await;
    let (leaving, staying) = (served.sign_in(USER).await, served.sign_in(USER).await);
    let mut ending = served.page(&leaving).await;
    let mut going_on = served.page(&staying).await;
    ending.until_named("current").await;
    going_on.until_named("current").await;
    let request = served.request(Method::DELETE, SESSION);
    let answer = request.header("cookie", &leaving).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    ending.ends().await;
    served.create("alpha").await;
    going_on
        .until(|event| event.brings("alpha", |_| true))
        .await;
}

#[tokio::test]
async fn a_stop_ends_every_stream_at_once() {
    let served = Served::with(|_| {}).await;
    let mut reader = served.stream(USER).await;
    reader.until_named("current").await;
    let stopped = tokio::time::timeout(std::time::Duration::from_secs(8), served.stop());
    stopped.await.expect("it waits for the stream");
    reader.ends().await;
}
