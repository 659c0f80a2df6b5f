//! `GET /metrics`, on an address of its own.

use http::Method;
use serde_json::json;

use crate::fake_api::FakeApi;
use crate::served::{Served, eventually};
use crate::stage::{ADMIN, RUNNERS, SESSION};

async fn served() -> Served {
    Served::with(|options| {
        options.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
        // What is told of runners comes with the first reading.
        options.metrics_runners = false;
    })
    .await
}

async fn figures(served: &Served) -> String {
    let address = served.running.metrics_address.unwrap();
    let url = format!("http://{address}/metrics");
    let answer = served.client.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.text().await.unwrap()
}

/// The value of a series.
fn value(figures: &str, series: &str) -> f64 {
    let mut lines = figures.lines();
    let line = lines.find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {series} in\n{figures}"))
        .parse()
        .unwrap()
}

#[tokio::test]
async fn the_public_does_not_see_figures() {
    let served = served().await;
    let answer = served.get("/metrics", ADMIN).await;
    assert_eq!(answer.status(), 404);
    let none = Served::with(|_| {}).await;
    assert!(none.running.metrics_address.is_none());
}

#[tokio::test]
async fn requests_calls_streams_and_sessions_are_counted() {
    let served = served().await;
    for _ in 0..3 {
        served.get(&format!("{RUNNERS}/nobody"), ADMIN).await;
    }
    served.sign_in(ADMIN).await;
    let _stream = served.stream(ADMIN).await;
    let all = eventually(async || {
        let all = figures(&served).await;
        (value(&all, "runner_console_cache_age_seconds") >= 0.0).then_some(all)
    })
    .await;
    let route = format!("route=\"{RUNNERS}/{{id}}\"");
    let requests =
        format!("runner_console_http_requests_total{{{route},method=\"GET\",status=\"404\"}}");
    assert!((value(&all, &requests) - 3.0).abs() < 0.1);
    let took = format!("runner_console_http_request_duration_seconds_count{{{route}}}");
    assert!((value(&all, &took) - 3.0).abs() < 0.1);
    let calls = "runner_console_upstream_calls_total{method=\"GET\",outcome=\"404\"}";
    assert!(value(&all, calls) >= 3.0);
    for (series, count) in [("event_streams", 1.0), ("sessions", 1.0), ("pollers", 1.0)] {
        let found = value(&all, &format!("runner_console_{series}"));
        assert!((found - count).abs() < 0.1, "{series} is {found}");
    }
    assert!(value(&all, "runner_console_connections") >= 1.0);
    assert!(all.contains(env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn nobody_can_make_more_series_or_read_secrets_from_them() {
    let served = served().await;
    served.get("/healthz", "").await;
    let lines = async |served: &Served| figures(served).await.lines().count();
    let ask = async |mark: &str| {
        for path in [
            format!("/console/{mark}"),
            format!("/v1beta9/{mark}"),
            format!("/{mark}"),
            format!("/%2e%2e/{mark}"),
            format!("{RUNNERS}/{mark}"),
            format!("/healthz?token={mark}"),
        ] {
            served.get(&path, "CW-SECRET-canary").await;
        }
        let method = Method::from_bytes(mark.replace('-', "").as_bytes()).unwrap();
        let request = served.request(method, "/healthz");
        request.send().await.unwrap();
        let proof = json!({ "token": format!("CW-SECRET-{mark}") });
        let request = served.request(Method::POST, SESSION).json(&proof);
        request.send().await.unwrap();
    };
    ask("canary-0").await;
    let before = lines(&served).await;
    for number in 1..20 {
        ask(&format!("canary-{number}")).await;
    }
    // Sign-ins that are too many have a status of their own.
    assert!(lines(&served).await <= before + 1);
    assert!(!figures(&served).await.to_lowercase().contains("canary"));
}

#[tokio::test]
async fn runners_of_the_simulated_api_are_told_of_unless_that_is_off() {
    let demo = async |is_on| {
        Served::with(|options| {
            options.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
            options.metrics_runners = is_on;
            options.fleet = control_plane::Fleet::Demo;
        })
        .await
    };
    let served = demo(true).await;
    served.sign_in(ADMIN).await;
    let all = eventually(async || {
        let all = figures(&served).await;
        all.contains("runner=\"helsinki-evals\"").then_some(all)
    })
    .await;
    let told = all
        .lines()
        .filter(|line| line.starts_with("runner_console_runner_info{"));
    let told = u32::try_from(told.count()).unwrap();
    let count = all
        .lines()
        .find(|line| line.contains("group=\"all\""))
        .unwrap();
    assert!(count.ends_with(&format!(" {told}.0")), "{count}");
    assert!(all.contains("status=\"failed\"} 1.0"));
    assert!(all.ends_with("# EOF\n"));
    let served = demo(false).await;
    served.sign_in(ADMIN).await;
    let _stream = served.stream(ADMIN).await;
    eventually(async || {
        let all = figures(&served).await;
        assert!(!all.contains("runner_info"));
        (value(&all, "runner_console_cache_age_seconds") >= 0.0).then_some(())
    })
    .await;
}

#[tokio::test]
async fn what_people_read_with_their_own_tokens_is_not_told() {
    let api = FakeApi::start().await;
    api.admit("ada", "acme");
    api.admit("service", "ours");
    api.put("acme", "alpha", json!({}));
    api.put("ours", "omega", json!({ "displayName": "canary" }));
    let url = api.url.parse().unwrap();
    let served = Served::with(|options| {
        options.metrics_listen = Some("127.0.0.1:0".parse().unwrap());
        options.upstream = Some(url);
        options.sharing.token = Some("service".to_owned());
    })
    .await;
    served.sign_in("ada").await;
    let _stream = served.stream("ada").await;
    // Nobody of the service's organization is there: it is read for the figures.
    let all = eventually(async || {
        let all = figures(&served).await;
        let is_polled = value(&all, "runner_console_pollers") > 1.5;
        (is_polled && all.contains("runner=\"omega\"")).then_some(all)
    })
    .await;
    assert!(!all.contains("alpha") && !all.contains("acme"), "{all}");
    assert!(!all.contains("canary"));
    // It ends with the token's right, whoever else may read.
    api.admit("bob", "ours");
    served.sign_in("bob").await;
    api.revoke("service");
    eventually(async || (!figures(&served).await.contains("omega")).then_some(())).await;
}
