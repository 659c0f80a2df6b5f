//! Being told, from outside: rules, channels, messages, and who may do what with them.

mod canary;
mod delivering;
mod mail;
mod managing;
mod receiver;
mod rights;
mod sharing_a_database;
mod telling;

use std::time::Duration;

use gateway::{Notifying, Options, Pace};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::fake_api::FakeApi;
use crate::served::{Served, done, eventually};
use receiver::Receiver;

pub(crate) const NOTIFICATIONS: &str = "/console/notifications";
pub(crate) const MESSAGES: &str = "/console/notifications/messages";

/// Receivers are on this machine, and what failed is tried again at once.
pub(crate) fn quick(options: &mut Options) {
    let soon = Duration::from_millis(20);
    options.notifying = Notifying {
        private: true,
        plain: true,
        mail: None,
        pace: Pace {
            look: soon,
            retries: vec![soon],
            give_up: Duration::from_mins(1),
            dead: Duration::from_millis(100),
            first_reading: Duration::from_secs(2),
        },
    };
}

/// A gateway before an API with a runner, and a receiver.
pub(crate) struct Stage {
    pub(crate) api: FakeApi,
    pub(crate) served: Served,
    pub(crate) receiver: Receiver,
}

impl Stage {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Options)) -> Self {
        let api = FakeApi::start().await;
        for token in ["ada", "bob"] {
            api.admit(token, "acme");
        }
        api.put("acme", "alpha", json!({}));
        let url = api.url.parse().unwrap();
        let served = Served::with(|options| {
            quick(options);
            options.upstream = Some(url);
            change(options);
        })
        .await;
        let receiver = Receiver::start().await;
        served.sign_in("bob").await;
        Self {
            api,
            served,
            receiver,
        }
    }

    /// Makes a webhook to the receiver as Ada, and returns its ID and secret.
    pub(crate) async fn channel(&self) -> (String, String) {
        self.served.channel(&self.receiver.url).await
    }

    /// Makes a rule as Ada that tells of failed installs at once, with some fields changed.
    pub(crate) async fn rule(&self, channel: &str, fields: Value) -> String {
        self.served.rule("ada", channel, fields).await
    }

    pub(crate) fn fail(&self, runner_id: &str) {
        let error = json!({ "message": "no node fits", "remediationHints": ["add a node"] });
        let failed =
            json!({ "installStatus": "RUNNER_INSTALL_STATUS_FAILED", "installError": error });
        self.api.put("acme", runner_id, failed);
    }

    pub(crate) fn mend(&self, runner_id: &str) {
        let ready = json!({ "installStatus": "RUNNER_INSTALL_STATUS_READY", "installError": null });
        self.api.put("acme", runner_id, ready);
    }

    /// Waits until the gateway knows that its first runner failed.
    pub(crate) async fn sees_a_failure(&self) {
        eventually(async || {
            let known = self.served.json("/console/runners", "bob").await;
            (known["runners"][0]["installStatus"] == "RUNNER_INSTALL_STATUS_FAILED").then_some(())
        })
        .await;
    }

    /// Waits until messages are right.
    pub(crate) async fn messages(&self, holds: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        eventually(async || {
            let messages = self.served.json(MESSAGES, "bob").await;
            let messages = messages["messages"].as_array().unwrap().clone();
            holds(&messages).then_some(messages)
        })
        .await
    }
}

impl Served {
    pub(crate) async fn notify(
        &self,
        method: Method,
        path: &str,
        token: &str,
        body: &Value,
    ) -> Response {
        let request = self.request(method, &format!("{NOTIFICATIONS}{path}"));
        request.bearer_auth(token).json(body).send().await.unwrap()
    }

    pub(crate) async fn channel(&self, url: &str) -> (String, String) {
        let body = json!({ "name": "Hook", "kind": "webhook", "target": { "url": url } });
        let made = done(self.notify(Method::POST, "/channels", "ada", &body).await).await;
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        (text(&made["channel"]["id"]), text(&made["secret"]))
    }

    pub(crate) async fn rule(&self, token: &str, channel: &str, fields: Value) -> String {
        let mut body = json!({
            "name": "Prod", "when": { "kind": "installFailed" }, "channels": [channel], "hold": 0,
        });
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        let made = done(self.notify(Method::POST, "/rules", token, &body).await).await;
        made["id"].as_str().unwrap().to_owned()
    }
}
