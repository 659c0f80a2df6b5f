//! Delivers messages: at least once, each under one ID, for up to a day.

use std::sync::Arc;
use std::time::Duration;

use contract::console::Millis;
use contract::console::notify::Attempt;
use jiff::Timestamp;

use super::Notifier;
use super::compose;
use super::organization::Organization;
use super::send::{Destination, Tried};
use super::store::{Due, StoredChannel};

/// Messages of an organization that are looked at, and that are on their way, at once.
const LOOKED_AT: i64 = 500;
const AT_ONCE: usize = 32;
/// Of one channel: one that is slow must not hold up the others.
const PER_CHANNEL: usize = 4;

impl Notifier {
    /// Sends what is due. It does not wait for receivers.
    pub(super) async fn deliver(
        &self,
        name: &str,
        organization: &mut Organization,
    ) -> Result<(), sqlx::Error> {
        while let Some(done) = organization.sending.try_join_next() {
            if let Ok(due) = done {
                organization
                    .under_way
                    .remove(&(due.message.id, due.message.channel));
            }
        }
        let now = Millis::from(Timestamp::now());
        let due = self.store.due(name, now, LOOKED_AT).await?;
        if due.is_empty() {
            return Ok(());
        }
        let channels = self.store.channels(name).await?;
        for due in due {
            let key = (due.message.id.clone(), due.message.channel.clone());
            let of_channel = organization
                .under_way
                .iter()
                .filter(|(_, one)| *one == key.1)
                .count();
            if organization.under_way.len() >= AT_ONCE {
                break;
            }
            if of_channel >= PER_CHANNEL || organization.under_way.contains(&key) {
                continue;
            }
            let channel = channels.iter().find(|channel| channel.id == key.1);
            let destination =
                channel.and_then(|channel| Some((channel, self.destination(channel)?)));
            let Some((channel, destination)) = destination else {
                let gone = Attempt {
                    at: now,
                    answer: "the channel is gone".to_owned(),
                };
                self.store.note_try(&due, gone, false, None).await?;
                continue;
            };
            organization.under_way.insert(key);
            let delivery = Delivery {
                store: self.store.clone(),
                sender: Arc::clone(&self.sender),
                pace: self.pace.clone(),
                channel: channel.clone(),
                others: channels.clone(),
                destination,
            };
            organization.sending.spawn(delivery.run(due));
        }
        Ok(())
    }

    /// Where a channel leads to; none if it was sealed with a key that is gone.
    pub(super) fn destination(&self, channel: &StoredChannel) -> Option<Destination> {
        let made = StoredChannel::made(&channel.id);
        let opened = self.seal.open(&channel.sealed, made.as_bytes())?;
        serde_json::from_str(&opened.text).ok()
    }

    pub(super) async fn seal_channels_again(&self, name: &str) -> Result<(), sqlx::Error> {
        for channel in self.store.channels(name).await? {
            let made = StoredChannel::made(&channel.id);
            let opened = self.seal.open(&channel.sealed, made.as_bytes());
            if let Some(opened) = opened.filter(|opened| opened.is_outdated) {
                let sealed = self.seal.close(&opened.text, made.as_bytes());
                self.store.set_channel_sealed(&channel, &sealed).await?;
            }
        }
        Ok(())
    }
}

/// One try of one message.
struct Delivery {
    store: super::Store,
    sender: Arc<super::Sender>,
    pace: super::Pace,
    channel: StoredChannel,
    /// All channels of the organization.
    others: Vec<StoredChannel>,
    destination: Destination,
}

impl Delivery {
    async fn run(self, due: Due) -> Due {
        let message = &due.message;
        let sent = self
            .sender
            .send(&self.destination, &message.id, message.at, &message.content);
        let tried = sent.await;
        if let Err(error) = self.note(&due, tried).await {
            // It is due still, and is sent again under the same ID.
            tracing::error!(%error, "a delivery could not be recorded");
        }
        due
    }

    async fn note(&self, due: &Due, tried: Tried) -> Result<(), sqlx::Error> {
        let now = Millis::from(Timestamp::now());
        let Tried {
            is_delivered,
            answer,
        } = tried;
        let next = self.next(due, now);
        let attempt = Attempt {
            at: now,
            answer: answer.clone(),
        };
        self.store
            .note_try(due, attempt, is_delivered, next)
            .await?;
        let failing = (!is_delivered).then_some(now);
        self.store.set_failing(&self.channel.id, failing).await?;
        if is_delivered || self.channel.is_dead {
            return Ok(());
        }
        let since = self.channel.failing_since.unwrap_or(now);
        if now.0 - since.0 < millis(self.pace.dead) {
            return Ok(());
        }
        let StoredChannel { name, place, .. } = &self.channel;
        let origin = due
            .message
            .content
            .link
            .split('/')
            .take(3)
            .collect::<Vec<_>>()
            .join("/");
        let content = compose::channel_dead(name, place, &answer, &origin);
        let well =
            |other: &&StoredChannel| other.id != self.channel.id && other.failing_since.is_none();
        let elsewhere = self.others.iter().find(well).map(|other| other.id.as_str());
        if self
            .store
            .bury(&self.channel, elsewhere, &content, now)
            .await?
        {
            tracing::warn!(
                id = self.channel.id,
                answer,
                "a channel accepts no messages"
            );
        }
        Ok(())
    }

    /// When a message is tried again after a failure; none if it is given up.
    fn next(&self, due: &Due, now: Millis) -> Option<Millis> {
        let tried = due.message.attempts.len();
        let wait = self.pace.retries.get(tried).or(self.pace.retries.last());
        let next = Millis(now.0 + wait.copied().map_or(0, millis));
        (next.0 - due.begun_at.0 < millis(self.pace.give_up)).then_some(next)
    }
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
