//! Secrets are told once, and kept nowhere.

use std::fs;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use reqwest::Method;
use serde_json::json;

use super::{EVENTS, PAGE, SHARES, all, with};
use crate::served::{Served, done};
use crate::stage::ADMIN;

/// A log that is kept.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_secret_is_logged_or_stored_or_told_again() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    // With a single one, other threads' answer to whether they listen would count for all.
    let _other = tracing::Dispatch::new(tracing_subscriber::registry());
    tracing::callsite::rebuild_interest_cache();
    // Everything of this test runs on this thread.
    let _guard = tracing::subscriber::set_default(subscriber);

    let served = Served::with(|_| {}).await;
    let passphrase = "canary-passphrase";
    let body = with(all(), "/passphrase", json!(passphrase));
    let link = served.share(ADMIN, &body).await;
    let path = format!("{}/badge", link.id);
    let made = done(served.manage(Method::POST, &path, ADMIN, &json!({})).await).await;
    let badge = made["address"].as_str().unwrap().to_owned();
    let right = format!("{} {passphrase}", link.authorization);
    assert_eq!(served.open(&right).await.status(), 200);
    assert_eq!(
        served
            .open(&format!("{} {passphrase}x", link.authorization))
            .await
            .status(),
        404
    );
    assert_eq!(served.open(&link.authorization).await.status(), 404);
    let secret = link.authorization.rsplit('.').next().unwrap().to_owned();
    let badge_secret = badge.rsplit('.').nth(1).unwrap().to_owned();
    let mut told = String::new();
    for address in [
        &badge[badge.find("/console/").unwrap()..],
        "/console/badge/nonsense.svg",
        PAGE,
        EVENTS,
    ] {
        let request = served.request(Method::GET, address);
        told += &request.send().await.unwrap().text().await.unwrap();
    }
    // Whoever pastes it into a request that is refused does not find it in the answer.
    for body in [
        json!({ "terms": secret, "passphrase": passphrase }),
        json!({ "passphrase": passphrase }),
    ] {
        let answer = served.manage(Method::PATCH, &link.id, ADMIN, &body).await;
        told += &answer.text().await.unwrap();
        let request = served.request(Method::POST, SHARES).bearer_auth(ADMIN);
        told += &request
            .json(&body)
            .send()
            .await
            .unwrap()
            .text()
            .await
            .unwrap();
    }
    told += &served.json(SHARES, ADMIN).await.to_string();
    let data = served.stop().await;

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("a link was created"), "the log is kept");
    for canary in [&secret, &badge_secret, passphrase, ADMIN] {
        assert!(!log.contains(canary), "logged: {canary}");
        assert!(!told.contains(canary), "told: {canary}");
        for file in fs::read_dir(data.path()).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with("sessions") {
                let bytes = fs::read(&path).unwrap();
                let holds = bytes
                    .windows(canary.len())
                    .any(|part| part == canary.as_bytes());
                assert!(!holds, "{name} holds {canary}");
            }
        }
    }
}
