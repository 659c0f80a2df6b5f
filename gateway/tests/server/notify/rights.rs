//! A rule is worth no more than its maker's right.

use reqwest::Method;
use serde_json::json;

use super::{NOTIFICATIONS, Stage};
use crate::served::{done, eventually};

#[tokio::test]
async fn a_rule_ends_with_its_makers_right_and_says_so() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    stage.rule(&channel, json!({})).await;
    let bobs = json!({ "name": "Bob's", "selection": { "only": ["beta"] } });
    stage.served.rule("bob", &channel, bobs).await;
    stage.api.revoke("ada");
    let told = stage.receiver.wait_for(1).await[0].json();
    assert_eq!(told["type"], "runner-console.rule.ended");
    let title = told["data"]["title"].as_str().unwrap();
    assert!(title.starts_with("The rule “Prod” has ended"), "{title}");
    let over = async || {
        let list = stage.served.json(NOTIFICATIONS, "bob").await;
        let rules = list["rules"].as_array().unwrap().clone();
        rules
            .into_iter()
            .map(|rule| (rule["name"].clone(), rule["over"].clone()))
            .collect::<Vec<_>>()
    };
    let mut over = over().await;
    over.sort_by_key(|(name, _)| name.to_string());
    let expected = [
        (json!("Bob's"), json!(null)),
        (json!("Prod"), json!("rightsEnded")),
    ];
    assert_eq!(over, expected);
    // It tells nothing any more, and the other one does.
    stage.fail("alpha");
    stage.fail("beta");
    stage.receiver.wait_for(2).await;
    let titles = stage.receiver.titles();
    assert_eq!(titles[1..], ["beta: the install failed"], "{titles:?}");
}

#[tokio::test]
async fn a_maker_who_moves_to_another_organization_takes_no_rule_along() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    stage.rule(&channel, json!({})).await;
    stage.api.admit("ada", "other");
    let told = stage.receiver.wait_for(1).await[0].json();
    assert_eq!(told["type"], "runner-console.rule.ended");
    stage.api.put(
        "other",
        "canary",
        json!({ "installStatus": "RUNNER_INSTALL_STATUS_FAILED" }),
    );
    let list = stage.served.json(NOTIFICATIONS, "ada").await;
    assert_eq!(
        list["rules"],
        json!([]),
        "of another organization nothing is seen"
    );
}

/// Whoever can write to the database gives no rule the rights of another.
#[tokio::test]
async fn a_token_belongs_to_its_rule() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    let rule = stage.rule(&channel, json!({})).await;
    let other = stage
        .served
        .rule("bob", &channel, json!({ "name": "Bob's" }))
        .await;
    let database = stage.served.database().await;
    let swap = "UPDATE notification_rules SET token = \
         (SELECT token FROM notification_rules WHERE id = $1) WHERE id = $2";
    let swap = sqlx::query(swap).bind(&other).bind(&rule);
    swap.execute(&database).await.unwrap();
    database.close().await;
    let told = stage.receiver.wait_for(1).await;
    assert!(told[0].title().contains("“Prod” has ended"));
}

#[tokio::test]
async fn other_organizations_see_and_change_nothing() {
    let stage = Stage::new().await;
    stage.api.admit("eve", "evil");
    let (channel, _) = stage.channel().await;
    let rule = stage.rule(&channel, json!({})).await;
    stage.fail("alpha");
    let messages = stage.messages(|all| all.len() == 1).await;
    let message = messages[0]["id"].as_str().unwrap().to_owned();
    let list = stage.served.json(NOTIFICATIONS, "eve").await;
    assert_eq!(
        (&list["rules"], &list["channels"]),
        (&json!([]), &json!([]))
    );
    let messages = stage.served.json(super::MESSAGES, "eve").await;
    assert_eq!(messages["messages"], json!([]));
    let sketch = json!({ "name": "a", "when": { "kind": "blind" }, "channels": [channel] });
    let until = jiff::Timestamp::now().as_millisecond() + 60_000;
    let pause = json!({ "until": until, "reason": "evil" });
    for (method, path, body, status) in [
        (Method::PATCH, format!("/rules/{rule}"), &sketch, 404),
        (Method::DELETE, format!("/rules/{rule}"), &json!({}), 404),
        (Method::POST, format!("/rules/{rule}/pause"), &pause, 404),
        (
            Method::DELETE,
            format!("/rules/{rule}/pause"),
            &json!({}),
            404,
        ),
        (
            Method::DELETE,
            format!("/channels/{channel}"),
            &json!({}),
            404,
        ),
        (
            Method::POST,
            format!("/channels/{channel}/test"),
            &json!({}),
            404,
        ),
        (
            Method::POST,
            format!("/messages/{message}/replay"),
            &json!({}),
            404,
        ),
        // By a channel of somebody else's nothing is told.
        (Method::POST, "/rules".to_owned(), &sketch, 400),
        (Method::POST, "/rules/preview".to_owned(), &sketch, 400),
    ] {
        let answer = stage
            .served
            .notify(method.clone(), &path, "eve", body)
            .await;
        assert_eq!(answer.status(), status, "{method} {path}");
    }
}

#[tokio::test]
async fn of_ones_own_organization_only_ones_own_unless_one_administers_it() {
    let served = crate::served::Served::with(super::quick).await;
    let receiver = super::Receiver::start().await;
    let (admin, user) = (crate::stage::ADMIN, crate::stage::USER);
    let body = json!({ "name": "Hook", "kind": "webhook", "target": { "url": receiver.url } });
    let made = done(served.notify(Method::POST, "/channels", admin, &body).await).await;
    let channel = made["channel"]["id"].as_str().unwrap();
    let admins = served.rule(admin, channel, json!({})).await;
    let users = served.rule(user, channel, json!({ "name": "Own" })).await;
    let delete = async |path: String, token| {
        let answer = served
            .notify(Method::DELETE, &path, token, &json!({}))
            .await;
        answer.status().as_u16()
    };
    assert_eq!(delete(format!("/rules/{admins}"), user).await, 403);
    assert_eq!(delete(format!("/channels/{channel}"), user).await, 403);
    let test = format!("/channels/{channel}/test");
    assert_eq!(
        served
            .notify(Method::POST, &test, user, &json!({}))
            .await
            .status(),
        403
    );
    assert_eq!(delete(format!("/rules/{users}"), admin).await, 200);
    let path = format!("/channels/{channel}");
    let in_use = served
        .notify(Method::DELETE, &path, admin, &json!({}))
        .await;
    assert_eq!(in_use.status(), 400);
    assert!(in_use.text().await.unwrap().contains("“Prod”"));
    assert_eq!(delete(format!("/rules/{admins}"), admin).await, 200);
    assert_eq!(delete(format!("/channels/{channel}"), admin).await, 200);
}

#[tokio::test]
async fn the_watch_token_keeps_rules_watching_while_nobody_is_signed_in() {
    let api = crate::fake_api::FakeApi::start().await;
    for token in ["ada", "service"] {
        api.admit(token, "acme");
    }
    api.put("acme", "alpha", json!({}));
    let url = api.url.parse().unwrap();
    let served = crate::served::Served::with(|options| {
        super::quick(options);
        options.upstream = Some(url);
        options.sharing.token = Some("service".to_owned());
    })
    .await;
    let receiver = super::Receiver::start().await;
    let (channel, _) = served.channel(&receiver.url).await;
    served.rule("ada", &channel, json!({})).await;
    eventually(async || (api.lists() > 0).then_some(())).await;
    api.put(
        "acme",
        "alpha",
        json!({ "installStatus": "RUNNER_INSTALL_STATUS_FAILED" }),
    );
    assert_eq!(
        receiver.wait_for(1).await[0].title(),
        "alpha: the install failed"
    );
}

#[tokio::test]
async fn without_anybody_to_ask_for_the_console_is_blind_and_says_so() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    stage
        .rule(&channel, json!({ "when": { "kind": "blind" } }))
        .await;
    // A rule's own token is not for reading: with the last session the credential goes.
    stage.api.revoke("bob");
    let told = stage.receiver.wait_for(1).await;
    assert_eq!(told[0].title(), "The console: cannot read the API");
}
