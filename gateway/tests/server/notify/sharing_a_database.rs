//! Several gateways: one tells, and another one goes on where it ended.

use std::collections::HashMap;
use std::time::Duration;

use gateway::{DatabaseAddress, SessionKeys};
use serde_json::json;

use super::{Receiver, quick};
use crate::fake_api::FakeApi;
use crate::scratch::Scratch;
use crate::served::{Served, eventually};

async fn gateway(api: &FakeApi, shared: &Scratch) -> Served {
    let url = api.url.parse().unwrap();
    let database: DatabaseAddress = shared.address.parse().unwrap();
    let keys: SessionKeys = "5a".repeat(32).parse().unwrap();
    Served::with(|options| {
        quick(options);
        options.upstream = Some(url);
        options.database = Some(database);
        options.session_keys = Some(keys);
        options.intervals.lease = Duration::from_millis(900);
    })
    .await
}

#[tokio::test]
#[ignore = "needs PostgreSQL"]
async fn one_tells_and_the_other_goes_on() {
    let api = FakeApi::start().await;
    for token in ["ada", "bob"] {
        api.admit(token, "acme");
    }
    api.put("acme", "alpha", json!({}));
    let shared = Scratch::on_server().await;
    let one = gateway(&api, &shared).await;
    let two = gateway(&api, &shared).await;
    let receiver = Receiver::start().await;
    one.sign_in("bob").await;
    let (channel, _) = one.channel(&receiver.url).await;
    one.rule("ada", &channel, json!({})).await;
    let failed = json!({ "installStatus": "RUNNER_INSTALL_STATUS_FAILED" });
    let wait_for = async |title: &str| {
        eventually(async || receiver.titles().contains(&title.to_owned()).then_some(())).await;
    };
    for number in 0..5 {
        let runner = format!("before-{number}");
        api.put("acme", &runner, failed.clone());
        wait_for(&format!("{runner}: the install failed")).await;
    }
    drop(one);
    for number in 0..5 {
        let runner = format!("after-{number}");
        api.put("acme", &runner, failed.clone());
        wait_for(&format!("{runner}: the install failed")).await;
    }
    drop(two);
    let mut told: HashMap<String, usize> = HashMap::new();
    let mut ids: HashMap<String, String> = HashMap::new();
    for received in receiver.received() {
        let title = received.title();
        let id = ids
            .entry(title.clone())
            .or_insert_with(|| received.id().to_owned());
        assert_eq!(id, received.id(), "{title}");
        *told.entry(title).or_default() += 1;
    }
    assert_eq!(told.len(), 10, "{told:?}");
}
