//! Making rules and channels, and what is refused.

use reqwest::Method;
use serde_json::{Value, json};

use super::{NOTIFICATIONS, Stage};
use crate::served::done;

#[tokio::test]
async fn what_is_secret_is_shown_once() {
    let stage = Stage::new().await;
    let url = format!("{}?token=CANARY", stage.receiver.url);
    let (channel, secret) = stage.served.channel(&url).await;
    assert!(secret.starts_with("whsec_"), "{secret}");
    stage.rule(&channel, json!({})).await;
    stage.fail("alpha");
    stage.messages(|all| all.len() == 1).await;
    for path in [NOTIFICATIONS, super::MESSAGES] {
        let text = stage.served.json(path, "ada").await.to_string();
        assert!(
            !text.contains("CANARY") && !text.contains(&secret[6..]),
            "{text}"
        );
    }
    // Nor does it lie in the database as it is.
    let database = stage.served.database().await;
    let sealed: (Vec<u8>,) = sqlx::query_as("SELECT sealed FROM notification_channels")
        .fetch_one(&database)
        .await
        .unwrap();
    database.close().await;
    let has = |word: &str| {
        sealed
            .0
            .windows(word.len())
            .any(|part| part == word.as_bytes())
    };
    assert!(!has("CANARY") && !has(&secret[6..]));
}

#[tokio::test]
async fn a_test_says_what_came_of_it() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    let path = format!("/channels/{channel}/test");
    let test = async || {
        done(
            stage
                .served
                .notify(Method::POST, &path, "ada", &json!({}))
                .await,
        )
        .await
    };
    assert_eq!(
        test().await,
        json!({ "delivered": true, "answer": "204 No Content" })
    );
    assert_eq!(
        stage.receiver.received()[0].json()["type"],
        "runner-console.test"
    );
    stage.receiver.answer(&[500]);
    let failed = json!({ "delivered": false, "answer": "500 Internal Server Error" });
    assert_eq!(test().await, failed);
    for _ in 0..8 {
        test().await;
    }
    let answer = stage
        .served
        .notify(Method::POST, &path, "ada", &json!({}))
        .await;
    assert_eq!(
        answer.status(),
        429,
        "nobody makes this console knock again and again"
    );
}

#[tokio::test]
async fn every_kind_of_chat_gets_its_own_shape() {
    let stage = Stage::new().await;
    for (kind, pointer) in [
        ("slack", "/blocks/0/text/text"),
        ("teams", "/attachments/0/content/body/0/inlines/0/text"),
        ("discord", "/embeds/0/title"),
    ] {
        let target = json!({ "url": stage.receiver.url });
        let body = json!({ "name": "Chat", "kind": kind, "target": target });
        let made = done(
            stage
                .served
                .notify(Method::POST, "/channels", "ada", &body)
                .await,
        )
        .await;
        assert_eq!(made.get("secret"), None, "{kind}");
        let path = format!("/channels/{}/test", made["channel"]["id"].as_str().unwrap());
        done(
            stage
                .served
                .notify(Method::POST, &path, "ada", &json!({}))
                .await,
        )
        .await;
        let received = stage.receiver.received();
        let told = received.last().unwrap().json();
        let title = told.pointer(pointer).and_then(Value::as_str);
        assert_eq!(
            title,
            Some("Test message for the channel “Chat”"),
            "{kind}: {told}"
        );
        assert!(
            !received
                .last()
                .unwrap()
                .headers
                .contains_key("webhook-signature")
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_refused_with_its_field() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    let refused = async |path: &str, body: &Value| {
        let answer = stage.served.notify(Method::POST, path, "ada", body).await;
        assert_eq!(answer.status(), 400, "{body}");
        answer.text().await.unwrap()
    };
    let sketch = |name: &str, value: Value| {
        let mut sketch = json!({ "name": "a", "when": { "kind": "blind" }, "channels": [channel] });
        sketch[name] = value;
        sketch
    };
    let quiet = json!({ "from": 1, "to": 2, "zone": "Nowhere/Else" });
    for (body, field) in [
        (sketch("name", json!("")), "name"),
        (sketch("channels", json!(["nobody"])), "channels"),
        (sketch("quiet", quiet), "quiet.zone"),
        (sketch("secret", json!("CANARY")), "body"),
    ] {
        let text = refused("/rules", &body).await;
        assert!(text.contains(field), "{text}");
        assert!(!text.contains("CANARY"), "{text}");
    }
    let new = |kind: &str, target: Value| json!({ "name": "a", "kind": kind, "target": target });
    for body in [
        new("webhook", json!({ "url": "ftp://CANARY.example" })),
        new("webhook", json!({ "mailbox": "ada@example.com" })),
        new("mail", json!({ "mailbox": "ada@example.com" })),
    ] {
        let text = refused("/channels", &body).await;
        assert!(
            text.contains("target") && !text.contains("CANARY"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn private_addresses_and_plain_http_are_refused_unless_allowed() {
    let stage = Stage::with(|options| options.notifying.private = false).await;
    let new = |url: &str| json!({ "name": "a", "kind": "webhook", "target": { "url": url } });
    let make = async |url: &str| {
        stage
            .served
            .notify(Method::POST, "/channels", "ada", &new(url))
            .await
    };
    for url in [
        stage.receiver.url.as_str(),
        "http://169.254.169.254/latest",
        "http://[::1]/",
    ] {
        assert_eq!(make(url).await.status(), 400, "{url}");
    }
    // A name that leads there is found out when something is sent.
    let port = stage.receiver.url.rsplit(':').next().unwrap();
    let made = done(make(&format!("http://localhost:{port}")).await).await;
    let path = format!("/channels/{}/test", made["channel"]["id"].as_str().unwrap());
    let tried = done(
        stage
            .served
            .notify(Method::POST, &path, "ada", &json!({}))
            .await,
    )
    .await;
    assert_eq!(tried["delivered"], false);
    assert_eq!(
        tried["answer"],
        "the name resolves to an address that is not on the internet"
    );
    assert!(stage.receiver.received().is_empty());

    let stage = Stage::with(|options| options.notifying.plain = false).await;
    let answer = stage
        .served
        .notify(Method::POST, "/channels", "ada", &new(&stage.receiver.url))
        .await;
    assert!(answer.text().await.unwrap().contains("https://"));
}

#[tokio::test]
async fn there_are_only_so_many() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    for _ in 1..20 {
        stage.channel().await;
    }
    let body = json!({ "name": "a", "kind": "slack", "target": { "url": stage.receiver.url } });
    let answer = stage
        .served
        .notify(Method::POST, "/channels", "ada", &body)
        .await;
    assert_eq!(answer.status(), 429);
    for _ in 0..50 {
        stage.rule(&channel, json!({})).await;
    }
    let sketch = json!({ "name": "a", "when": { "kind": "blind" }, "channels": [channel] });
    let answer = stage
        .served
        .notify(Method::POST, "/rules", "ada", &sketch)
        .await;
    assert_eq!(answer.status(), 429);
}
