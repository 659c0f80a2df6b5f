//! Requests that are too much of everything.

use http::Method;
use serde_json::json;

use crate::raw::{exchange, statuses};
use crate::served::Served;
use crate::stage::{ADMIN, RUNNERS, SESSION};

async fn asked(served: &Served, headers: &str, path: &str) -> Vec<u16> {
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Connection: close\r\n\r\n");
    statuses(&exchange(served.running.address, request.as_bytes()).await)
}

#[tokio::test]
async fn heads_have_an_end() {
    let served = Served::with(|_| {}).await;
    let many = "X-A: b\r\n".repeat(200);
    assert_eq!(asked(&served, &many, "/healthz").await, [431]);
    let large = format!("X-Large: {}\r\n", "a".repeat(100_000));
    assert_eq!(asked(&served, &large, "/healthz").await, [431]);
    let cookies = format!("Cookie: {}\r\n", "a=b; ".repeat(20_000));
    assert_eq!(asked(&served, &cookies, "/healthz").await, [431]);
    let long = format!("/{}", "a".repeat(100_000));
    let status = asked(&served, "", &long).await;
    assert!([[414], [431]].contains(&[status[0]]), "{status:?}");
    assert_eq!(asked(&served, "", "/healthz").await, [200]);
}

#[tokio::test]
async fn a_flood_of_cookies_does_not_hide_the_right_one_nor_find_another() {
    let served = Served::with(|_| {}).await;
    let cookie = served.sign_in(ADMIN).await;
    let junk = "a=b; ".repeat(50);
    let with = async |cookies: String| {
        let request = served
            .request(Method::GET, RUNNERS)
            .header("cookie", cookies);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(with(format!("{junk}{cookie}")).await, 200);
    // A cookie of the same name that another page planted in front does not sign anybody in.
    let (name, _) = cookie.split_once('=').unwrap();
    assert_eq!(with(format!("{name}=planted; {cookie}")).await, 401);
}

#[tokio::test]
async fn an_id_that_was_planted_is_never_taken_over() {
    let served = Served::with(|_| {}).await;
    let planted = format!("runner-console={}", "a".repeat(64));
    let request = served
        .request(Method::POST, SESSION)
        .header("cookie", &planted);
    let answer = request
        .json(&json!({ "token": ADMIN }))
        .send()
        .await
        .unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(!cookie.starts_with(&planted), "{cookie}");
    let request = served
        .request(Method::GET, SESSION)
        .header("cookie", &planted);
    assert_eq!(request.send().await.unwrap().status(), 401);
}
