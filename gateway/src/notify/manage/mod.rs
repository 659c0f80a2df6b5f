//! Rules, channels and messages, as people manage them. Every request checks who owns them (CVE-2024-1313).

mod channels;
mod rules;

use axum::Json;
use axum::response::{IntoResponse, Response};
use contract::console::Millis;
use contract::console::notify::{Messages, Notifications};
use contract::model::Code;
use jiff::Timestamp;

use super::Notifier;
use super::store::StoredChannel;
use crate::http::Refusal;
use crate::identity::Rights;
use crate::session::Caller;

/// Messages that an answer brings.
const SHOWN: i64 = 200;

impl Notifier {
    pub(in crate::notify) async fn list(&self, caller: &Caller) -> Result<Response, Refusal> {
        let organization = &caller.organization;
        let rules = self.store.rules(organization).await.map_err(unreadable)?;
        let channels = self
            .store
            .channels(organization)
            .await
            .map_err(unreadable)?;
        let principal = &caller.person.principal;
        Ok(Json(Notifications {
            rules: rules
                .into_iter()
                .map(|rule| rule.seen_by(principal))
                .collect(),
            channels: channels.into_iter().map(StoredChannel::seen).collect(),
            mail: self.sender.mailer.is_some(),
        })
        .into_response())
    }

    pub(in crate::notify) async fn messages(&self, caller: &Caller) -> Result<Response, Refusal> {
        let messages = self.store.messages(&caller.organization, SHOWN);
        let messages = messages.await.map_err(unreadable)?;
        Ok(Json(Messages { messages }).into_response())
    }

    pub(in crate::notify) async fn replay(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<Response, Refusal> {
        let now = Millis::from(Timestamp::now());
        let replayed = self.store.replay(&caller.organization, id, now);
        if !replayed.await.map_err(unreadable)? {
            return Err(Refusal::new(Code::NotFound, "no such message was sent"));
        }
        tracing::info!(
            id,
            by = caller.person.principal,
            "a message is sent once more"
        );
        self.messages(caller).await
    }
}

fn may_manage(caller: &Caller, maker: &str) -> Result<(), Refusal> {
    if caller.person.rights == Rights::Admin || caller.person.principal == maker {
        return Ok(());
    }
    let message = "only whoever created it, or an administrator, may change it";
    Err(Refusal::new(Code::PermissionDenied, message))
}

fn full(message: &str) -> Refusal {
    Refusal::new(Code::ResourceExhausted, message)
}

pub(in crate::notify) fn unreadable(error: sqlx::Error) -> Refusal {
    Refusal::fault("the gateway's notification database failed", &error)
}
