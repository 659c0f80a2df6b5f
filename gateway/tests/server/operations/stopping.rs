//! A gateway that is told to stop.

use std::time::Duration;

use crate::served::Served;
use crate::stage::ADMIN;

#[tokio::test]
async fn streams_are_told_when_to_come_back_and_not_all_at_once() {
    let served = Served::with(|_| {}).await;
    let mut readers = Vec::new();
    for _ in 0..20 {
        let mut reader = served.stream(ADMIN).await;
        reader.until_named("current").await;
        readers.push(reader);
    }
    let stop = tokio::spawn(served.stop());
    let mut waits = Vec::new();
    for mut reader in readers {
        while reader.next().await.is_some() {}
        let mut lines = reader.seen.lines();
        let wait = lines.find_map(|line| line.strip_prefix("retry: "));
        let wait: u64 = wait.expect("it says when to come back").parse().unwrap();
        assert!((500..=3_100).contains(&wait), "{wait}");
        waits.push(wait);
    }
    waits.sort_unstable();
    waits.dedup();
    assert!(waits.len() > 5, "{waits:?}");
    stop.await.unwrap();
}

#[tokio::test]
async fn a_request_under_way_is_finished() {
    let hang = |request: axum::extract::Request| async move {
        // An answer that takes its time.
        tokio::time::sleep(Duration::from_millis(700)).await;
        let (parts, _) = request.into_parts();
        axum::Json(serde_json::json!({ "path": parts.uri.path() }))
    };
    let certificate = crate::tls_api::Certificate::of(&["127.0.0.1"]);
    let router = axum::Router::new().fallback(hang);
    let api = crate::tls_api::TlsApi::start(&certificate, &["h2"], router).await;
    let served = Served::with(|options| {
        options.upstream = Some(api.url.parse().unwrap());
        options.upstream_ca = Some(certificate.authority.clone());
        options.intervals.answer = Duration::from_secs(10);
    })
    .await;
    let request = served.request(http::Method::GET, "/v1beta1/cks/clusters");
    let request = tokio::spawn(request.bearer_auth("token").send());
    while api.connections() == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let address = served.running.address;
    let stop = tokio::spawn(served.stop());
    let answer = request.await.unwrap().unwrap();
    assert_eq!(answer.status(), 200);
    stop.await.unwrap();
    assert!(tokio::net::TcpStream::connect(address).await.is_err());
}
