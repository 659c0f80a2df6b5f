//! Making, trying and ending channels.

use axum::Json;
use axum::response::{IntoResponse, Response};
use contract::console::Millis;
use contract::console::notify::{ChannelKind, ChannelTest, MadeChannel, NewChannel, Target};
use contract::model::Code;
use http::StatusCode;
use jiff::Timestamp;

use super::super::Notifier;
use super::{full, may_manage, unreadable};
use crate::http::Refusal;
use crate::notify::compose;
use crate::notify::send::{Destination, SigningKey, is_mailbox};
use crate::notify::store::StoredChannel;
use crate::session::Caller;
use crate::settings::secret;

/// Channels of an organization.
const CHANNELS: i64 = 20;

impl Notifier {
    pub(in crate::notify) async fn make_channel(
        &self,
        caller: &Caller,
        new: NewChannel,
    ) -> Result<Response, Refusal> {
        let wrong = |(field, wrong): (&str, String)| Refusal::invalid(field, wrong);
        new.check().map_err(wrong)?;
        let place = self
            .place(&new.target)
            .map_err(|text| wrong(("target", text.to_owned())))?;
        let NewChannel { name, kind, target } = new;
        let key = (kind == ChannelKind::Webhook).then(SigningKey::new);
        let secret = key.as_ref().map(|key| key.text().to_owned());
        let destination = Destination { kind, target, key };
        let destination = serde_json::to_string(&destination)
            .map_err(|error| Refusal::fault("the channel cannot be written", &error))?;
        let id = secret::random()[..16].to_owned();
        let channel = StoredChannel {
            organization: caller.organization.clone(),
            maker: caller.person.principal.clone(),
            name,
            kind,
            place,
            sealed: self
                .seal
                .close(&destination, StoredChannel::made(&id).as_bytes()),
            made_at: Timestamp::now().into(),
            failing_since: None,
            is_dead: false,
            id,
        };
        if !self
            .store
            .insert_channel(&channel, CHANNELS)
            .await
            .map_err(unreadable)?
        {
            return Err(full(&format!(
                "an organization can have at most {CHANNELS} channels"
            )));
        }
        tracing::info!(id = channel.id, by = channel.maker, "a channel was created");
        let made = MadeChannel {
            channel: channel.seen(),
            secret,
        };
        Ok((StatusCode::CREATED, Json(made)).into_response())
    }

    pub(in crate::notify) async fn delete_channel(
        &self,
        caller: &Caller,
        id: &str,
    ) -> Result<Response, Refusal> {
        let channel = self.channel(caller, id).await?;
        let rules = self
            .store
            .rules(&caller.organization)
            .await
            .map_err(unreadable)?;
        let users: Vec<_> = rules
            .iter()
            .filter(|rule| rule.sketch.channels.contains(id))
            .map(|rule| format!("“{}”", rule.sketch.name))
            .collect();
        if !users.is_empty() {
            let message = format!(
                "rules use this channel: {}; change them first",
                users.join(", ")
            );
            return Err(Refusal::new(Code::FailedPrecondition, message));
        }
        self.store.delete_channel(id).await.map_err(unreadable)?;
        tracing::info!(id, by = caller.person.principal, "a channel was deleted");
        Ok(Json(channel.seen()).into_response())
    }

    pub(in crate::notify) async fn test(
        &self,
        caller: &Caller,
        id: &str,
        origin: &str,
    ) -> Result<Response, Refusal> {
        let channel = self.channel(caller, id).await?;
        self.tests.check(&caller.organization)?;
        let destination = self.destination(&channel).ok_or_else(|| {
            let message = "the channel was encrypted with a key that is gone; create it again";
            Refusal::new(Code::FailedPrecondition, message)
        })?;
        let content = compose::test(&channel.name, origin);
        let id = format!("msg_{}", &secret::random()[..32]);
        let now = Millis::from(Timestamp::now());
        let tried = self.sender.send(&destination, &id, now, &content).await;
        if tried.is_delivered {
            let well = self.store.set_failing(&channel.id, None);
            well.await.map_err(unreadable)?;
        }
        Ok(Json(ChannelTest {
            delivered: tried.is_delivered,
            answer: tried.answer,
        })
        .into_response())
    }

    /// What may be shown of a target, if messages may go there.
    fn place(&self, target: &Target) -> Result<String, &'static str> {
        match target {
            Target::Url(url) => {
                let uri = self.sender.client.check(url)?;
                Ok(uri.host().unwrap_or_default().to_owned())
            }
            Target::Browsers => Ok(String::new()),
            Target::Mailbox(_) if self.sender.mailer.is_none() => {
                Err("this console sends no e-mail; its operator can allow it with --notify-smtp")
            }
            Target::Mailbox(mailbox) if is_mailbox(mailbox) => Ok(mailbox.clone()),
            Target::Mailbox(_) => Err("write one e-mail address, like ada@example.com"),
        }
    }

    /// A channel, likewise.
    async fn channel(&self, caller: &Caller, id: &str) -> Result<StoredChannel, Refusal> {
        let channels = self
            .store
            .channels(&caller.organization)
            .await
            .map_err(unreadable)?;
        let channel = channels.into_iter().find(|channel| channel.id == id);
        let none = || Refusal::new(Code::NotFound, "there is no such channel");
        let channel = channel.ok_or_else(none)?;
        may_manage(caller, &channel.maker)?;
        Ok(channel)
    }
}
