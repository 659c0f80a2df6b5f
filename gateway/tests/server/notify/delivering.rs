//! Never lost, never told twice.

use std::collections::HashSet;

use reqwest::Method;
use serde_json::json;

use super::{MESSAGES, Receiver, Stage, quick};
use crate::served::{Served, done, eventually};

#[tokio::test]
async fn what_is_not_taken_is_tried_again_under_the_same_id() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    stage.rule(&channel, json!({})).await;
    stage.receiver.answer(&[500, 302, 404]);
    stage.fail("alpha");
    let received = stage.receiver.wait_for(4).await;
    let ids: HashSet<_> = received.iter().map(|one| one.id().to_owned()).collect();
    assert_eq!(ids.len(), 1, "{ids:?}");
    let delivered = stage
        .messages(|all| all[0]["delivery"]["state"] == "delivered")
        .await;
    let attempts = delivered[0]["attempts"].as_array().unwrap();
    let answers: Vec<_> = attempts
        .iter()
        .map(|one| one["answer"].as_str().unwrap())
        .collect();
    assert_eq!(
        answers,
        [
            "500 Internal Server Error",
            "302 Found",
            "404 Not Found",
            "204 No Content"
        ]
    );
}

#[tokio::test]
async fn a_message_is_sent_once_more_when_somebody_wishes() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    stage.rule(&channel, json!({})).await;
    stage.fail("alpha");
    let messages =
        stage.messages(|all| all.len() == 1 && all[0]["delivery"]["state"] == "delivered");
    let id = messages.await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/messages/{id}/replay");
    done(
        stage
            .served
            .notify(Method::POST, &path, "bob", &json!({}))
            .await,
    )
    .await;
    let received = stage.receiver.wait_for(2).await;
    assert_eq!(received[0].id(), received[1].id());
    assert_eq!(received[0].json(), received[1].json());
    let unknown = stage
        .served
        .notify(Method::POST, "/messages/msg_x/replay", "bob", &json!({}))
        .await;
    assert_eq!(unknown.status(), 404);
}

/// Whatever a gateway has decided and not delivered when it ends, the next one delivers; and what it delivered is
/// told no second time.
#[tokio::test]
async fn a_gateway_that_ends_loses_nothing_and_repeats_nothing() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    stage.rule(&channel, json!({})).await;
    stage.receiver.answer_always(Some(503));
    stage.fail("alpha");
    stage.receiver.wait_for(1).await;
    let Stage {
        api,
        served,
        receiver,
    } = stage;
    let data = served.stop().await;
    let tried = receiver.received();
    receiver.answer_always(None);
    let url: gateway::UpstreamUrl = api.url.parse().unwrap();
    let start = async |data| {
        let url = url.clone();
        Served::on(data, |options| {
            quick(options);
            options.upstream = Some(url);
        })
        .await
    };
    let served = start(data).await;
    let all = receiver.wait_for(tried.len() + 1).await;
    assert_eq!(all[0].id(), all.last().unwrap().id());
    eventually(async || {
        let messages = served.json(MESSAGES, "bob").await;
        (messages["messages"][0]["delivery"]["state"] == "delivered").then_some(())
    })
    .await;
    let count = receiver.received().len();
    let data = served.stop().await;
    let served = start(data).await;
    // Something else is told meanwhile, and this not again.
    let gone = json!({ "installStatus": "RUNNER_INSTALL_STATUS_FAILED" });
    api.put("acme", "beta", gone);
    receiver.wait_for(count + 1).await;
    let titles = receiver.titles();
    assert_eq!(titles[count..], ["beta: the install failed"], "{titles:?}");
    drop(served);
}

#[tokio::test]
async fn a_channel_that_takes_nothing_is_told_on_another_one_and_shown() {
    let stage = Stage::new().await;
    let (dead, _) = stage.channel().await;
    let other = Receiver::start().await;
    stage.served.channel(&other.url).await;
    stage.rule(&dead, json!({})).await;
    stage.receiver.answer_always(Some(410));
    stage.fail("alpha");
    let told = other.wait_for(1).await;
    assert_eq!(told[0].json()["type"], "runner-console.channel.dead");
    let title = told[0].title();
    assert_eq!(
        title,
        "The channel “Hook” to 127.0.0.1 does not accept messages: 410 Gone"
    );
    let is_dead = async |dead: &str| {
        let list = stage.served.json(super::NOTIFICATIONS, "bob").await;
        let channels = list["channels"].as_array().unwrap().clone();
        let channel = channels.into_iter().find(|one| one["id"] == dead).unwrap();
        channel["isDead"].as_bool().unwrap()
    };
    assert!(is_dead(&dead).await);
    assert_eq!(other.received().len(), 1, "it is said once");
    // It comes back, and gets what it missed.
    stage.receiver.answer_always(None);
    eventually(async || (!is_dead(&dead).await).then_some(())).await;
    let delivered = stage.messages(|all| {
        all.iter()
            .all(|one| one["delivery"]["state"] == "delivered")
    });
    assert_eq!(delivered.await.len(), 2);
}

#[tokio::test]
async fn a_slow_receiver_holds_nobody_up() {
    let stage = Stage::new().await;
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", silent.local_addr().unwrap());
    let (slow, _) = stage.served.channel(&url).await;
    let (quick, _) = stage.channel().await;
    stage.rule(&slow, json!({})).await;
    stage.rule(&quick, json!({})).await;
    stage.fail("alpha");
    stage.receiver.wait_for(1).await;
    let waiting = stage.messages(|all| all.len() == 2).await;
    assert!(
        waiting
            .iter()
            .any(|one| one["delivery"]["state"] == "waiting")
    );
}
