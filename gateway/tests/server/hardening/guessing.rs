//! Who tries one token after another.

use std::num::NonZeroU32;
use std::time::Duration;

use http::Method;
use reqwest::Response;
use serde_json::json;

use crate::served::Served;
use crate::stage::{ADMIN, SESSION};

const FEW: NonZeroU32 = NonZeroU32::new(3).unwrap();
const HOUR: Duration = Duration::from_hours(1);

async fn try_with(served: &Served, token: &str, forwarded: &str) -> Response {
    let request = served.request(Method::POST, SESSION);
    let request = request.header("x-forwarded-for", forwarded);
    let request = request.json(&json!({ "token": token }));
    request.send().await.unwrap()
}

#[tokio::test]
async fn an_address_has_so_many_tries_and_is_told_when_there_are_more() {
    let served = Served::with(|options| options.limits.sign_ins_per_address = (FEW, HOUR)).await;
    for number in 0..3 {
        // What it says of itself does not make it another.
        let forwarded = format!("203.0.113.{number}");
        let answer = try_with(&served, &format!("guess-{number}"), &forwarded).await;
        assert_eq!(answer.status(), 401);
    }
    let answer = try_with(&served, ADMIN, "203.0.113.9").await;
    assert_eq!(answer.status(), 429);
    let wait = answer.headers()["retry-after"].to_str().unwrap();
    assert!((1..=3600).contains(&wait.parse::<u64>().unwrap()), "{wait}");
    let body: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(body["code"], 8);
    assert!(body["message"].as_str().unwrap().contains("try again in"));
    // Who is signed in already is not kept out.
    assert_eq!(served.get("/console/runners", ADMIN).await.status(), 200);
}

#[tokio::test]
async fn behind_a_proxy_each_address_has_its_own() {
    let served = Served::with(|options| {
        options.limits.sign_ins_per_address = (FEW, HOUR);
        options.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    for _ in 0..3 {
        // What is left of the proxy's word anybody may have written.
        try_with(&served, "guess", "198.51.100.7, 203.0.113.1").await;
    }
    let again = try_with(&served, "guess", "198.51.100.8, 203.0.113.1").await;
    assert_eq!(again.status(), 429);
    let other = try_with(&served, ADMIN, "203.0.113.2").await;
    assert_eq!(other.status(), 200);
}

#[tokio::test]
async fn a_token_has_so_many_tries_from_wherever() {
    let served = Served::with(|options| {
        options.limits.sign_ins_per_token = (FEW, HOUR);
        options.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    })
    .await;
    for number in 0..3 {
        let from = format!("203.0.113.{number}");
        assert_eq!(try_with(&served, "guess", &from).await.status(), 401);
    }
    assert_eq!(
        try_with(&served, "guess", "203.0.113.9").await.status(),
        429
    );
    assert_eq!(try_with(&served, ADMIN, "203.0.113.9").await.status(), 200);
}
