//! What is told, end to end.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::Stage;
use crate::fake_api::Fault;
use crate::served::{done, eventually};

#[tokio::test]
async fn a_failed_install_is_told_where_it_was_wished_and_its_end_too() {
    let stage = Stage::new().await;
    let (channel, secret) = stage.channel().await;
    stage.rule(&channel, json!({})).await;
    stage.fail("alpha");
    let received = stage.receiver.wait_for(1).await;
    let told = received[0].json();
    assert_eq!(told["type"], "runner-console.alarm");
    assert_eq!(told["data"]["title"], "alpha: the install failed");
    assert_eq!(told["data"]["rule"], "Prod");
    let runner = &told["data"]["runners"][0];
    assert_eq!(runner["runnerId"], "alpha");
    assert_eq!(
        (&runner["error"], &runner["hint"]),
        (&json!("no node fits"), &json!("add a node"))
    );
    let origin = format!("http://{}", stage.served.running.address);
    assert_eq!(runner["link"], format!("{origin}/runners/alpha"));
    let page = told["data"]["silenceLink"].as_str().unwrap();
    assert!(
        page.starts_with(&format!("{origin}/notifications/")),
        "{page}"
    );
    let silence = format!("To pause the rule “Prod”: {page}");
    assert_eq!(told["data"]["silence"], silence);

    // Another implementation takes the signature, and none of a changed body.
    let webhook = standardwebhooks::Webhook::new(&secret).unwrap();
    let (body, headers) = (&received[0].body, &received[0].headers);
    webhook.verify(body, headers).unwrap();
    let changed = String::from_utf8(body.to_vec())
        .unwrap()
        .replace("alpha", "gamma");
    assert!(webhook.verify(changed.as_bytes(), headers).is_err());
    let other = standardwebhooks::Webhook::from_bytes(vec![7; 32]).unwrap();
    assert!(other.verify(body, headers).is_err());

    stage.mend("alpha");
    let received = stage.receiver.wait_for(2).await;
    assert_eq!(received[1].json()["type"], "runner-console.recovered");
    assert_ne!(received[0].id(), received[1].id());
    stage.fail("alpha");
    assert_eq!(
        stage.receiver.wait_for(3).await[2].title(),
        "alpha: the install failed"
    );
    let messages = stage.messages(|messages| {
        messages
            .iter()
            .filter(|one| one["delivery"]["state"] == "delivered")
            .count()
            == 3
    });
    let messages = messages.await;
    assert_eq!(messages[0]["attempts"][0]["answer"], "204 No Content");
}

#[tokio::test]
async fn an_outage_is_one_message_with_a_list() {
    let stage = Stage::new().await;
    for number in 0..60 {
        stage.api.put("acme", &format!("r{number}"), json!({}));
    }
    let (channel, _) = stage.channel().await;
    stage.rule(&channel, json!({ "hold": 1 })).await;
    let path = "/console/runners";
    eventually(async || {
        let known = stage.served.json(path, "bob").await;
        (known["runners"].as_array().unwrap().len() == 61).then_some(())
    })
    .await;
    for number in 0..60 {
        stage.fail(&format!("r{number}"));
    }
    stage.fail("alpha");
    let told = stage.receiver.wait_for(1).await[0].json();
    assert_eq!(
        told["data"]["title"],
        "61 runners of zone us-east-04a: the install failed"
    );
    assert_eq!(told["data"]["runners"].as_array().unwrap().len(), 50);
    assert_eq!(told["data"]["more"], 11);
    for number in 0..60 {
        stage.mend(&format!("r{number}"));
    }
    stage.mend("alpha");
    let all = stage.receiver.wait_for(2).await;
    assert_eq!(
        all[1].title(),
        "Resolved: 61 runners of zone us-east-04a: the install failed"
    );
    assert_eq!(all.len(), 2);
}

#[tokio::test]
async fn a_flap_is_kept_back_and_its_reason_shown() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    stage.rule(&channel, json!({ "hold": 3600 })).await;
    stage.fail("alpha");
    stage.sees_a_failure().await;
    stage.mend("alpha");
    let messages = stage.messages(|messages| messages.len() == 1).await;
    let delivery = json!({ "state": "suppressed", "reason": "short" });
    assert_eq!(messages[0]["delivery"], delivery);
    assert_eq!(messages[0]["content"]["runners"][0]["runnerId"], "alpha");
    assert!(stage.receiver.received().is_empty());
}

#[tokio::test]
async fn what_is_over_before_the_next_reading_is_not_told() {
    let seldom = Duration::from_secs(3);
    let stage = Stage::with(|options| {
        options.intervals.changing = seldom;
        options.intervals.idle = seldom;
        options.intervals.unwatched = seldom;
    })
    .await;
    let (channel, _) = stage.channel().await;
    stage.rule(&channel, json!({ "hold": 2 })).await;
    // From a reading on that it began itself it decides.
    let lists = stage.api.lists();
    eventually(async || (stage.api.lists() > lists).then_some(())).await;
    stage.fail("alpha");
    stage.sees_a_failure().await;
    stage.mend("alpha");
    let messages = stage.messages(|messages| !messages.is_empty()).await;
    let delivery = json!({ "state": "suppressed", "reason": "short" });
    assert_eq!(messages[0]["delivery"], delivery);
    assert!(stage.receiver.received().is_empty());
}

#[tokio::test]
async fn a_blind_console_says_so_and_when_it_sees_again() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    stage
        .rule(&channel, json!({ "when": { "kind": "blind" } }))
        .await;
    stage.rule(&channel, json!({ "name": "Other" })).await;
    stage.api.set_fault(Some(Fault::Status(500)));
    let told = stage.receiver.wait_for(1).await;
    assert_eq!(told[0].title(), "The console: cannot read the API");
    // What cannot be seen is not told of.
    stage.fail("alpha");
    stage.api.set_fault(None);
    eventually(async || (stage.receiver.titles().len() == 3).then_some(())).await;
    let mut titles = stage.receiver.titles();
    titles.sort();
    let seeing = "Resolved: The console: cannot read the API";
    assert_eq!(
        titles,
        [
            seeing,
            "The console: cannot read the API",
            "alpha: the install failed"
        ]
    );
}

#[tokio::test]
async fn what_somebody_changes_through_the_console_is_told_with_their_name() {
    let data = crate::served::Served::with(super::quick).await;
    let receiver = super::Receiver::start().await;
    let target = json!({ "url": receiver.url });
    let body = json!({ "name": "Hook", "kind": "webhook", "target": target });
    let made = data
        .notify(Method::POST, "/channels", crate::stage::ADMIN, &body)
        .await;
    let channel = done(made).await["channel"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let changed = json!({ "when": { "kind": "changed" } });
    data.rule(crate::stage::ADMIN, &channel, changed).await;
    data.create("alpha").await;
    let told = receiver.wait_for(1).await[0].json();
    assert_eq!(told["data"]["title"], "alpha: changed");
    let what = told["data"]["runners"][0]["what"].as_str().unwrap();
    assert!(what.ends_with(" created it"), "{what}");
}

#[tokio::test]
async fn the_preview_tells_what_the_rule_would_have_told() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    let sketch = json!({
        "name": "Prod", "when": { "kind": "installFailed" }, "channels": [channel], "hold": 0,
    });
    let count = async |sketch: &Value| {
        let answer = stage
            .served
            .notify(Method::POST, "/rules/preview", "ada", sketch)
            .await;
        done(answer).await["told"].as_array().unwrap().len()
    };
    eventually(async || {
        let known = stage.served.json("/console/runners", "bob").await;
        (known["runners"].as_array().unwrap().len() == 1).then_some(())
    })
    .await;
    assert_eq!(count(&sketch).await, 0);
    stage.fail("alpha");
    eventually(async || (count(&sketch).await == 1).then_some(())).await;
    let mut elsewhere = sketch.clone();
    elsewhere["selection"] = json!({ "only": ["beta"] });
    assert_eq!(count(&elsewhere).await, 0);
    assert!(stage.receiver.received().is_empty(), "nothing is sent");
}

#[tokio::test]
async fn a_paused_rule_says_nothing_until_it_is_resumed() {
    let stage = Stage::new().await;
    let (channel, _) = stage.channel().await;
    let rule = stage.rule(&channel, json!({})).await;
    let path = format!("/rules/{rule}/pause");
    let until = jiff::Timestamp::now().as_millisecond() + 3_600_000;
    let pause = json!({ "until": until, "reason": "migration" });
    let paused = done(
        stage
            .served
            .notify(Method::POST, &path, "ada", &pause)
            .await,
    )
    .await;
    assert_eq!(paused["pause"]["reason"], "migration");
    stage.fail("alpha");
    let kept_back = stage.messages(|messages| messages.len() == 1).await;
    assert_eq!(kept_back[0]["delivery"]["reason"], "paused");
    assert!(stage.receiver.received().is_empty());
    done(
        stage
            .served
            .notify(Method::DELETE, &path, "ada", &json!({}))
            .await,
    )
    .await;
    assert_eq!(
        stage.receiver.wait_for(1).await[0].title(),
        "alpha: the install failed"
    );
}
