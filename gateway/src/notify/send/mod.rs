//! Sending: one message to one place, once.

mod addresses;
mod client;
mod escape;
mod mail;
mod shape;
mod sign;
mod tried;

pub(super) use client::Client;
pub(super) use mail::{MailError, Mailer, is_mailbox};
pub(super) use sign::SigningKey;
pub(super) use tried::Tried;

use contract::console::Millis;
use contract::console::notify::{ChannelKind, Content, Target};

/// Where a message goes, and how it is signed.
#[derive(Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct Destination {
    pub(super) kind: ChannelKind,
    pub(super) target: Target,
    /// Of a webhook.
    pub(super) key: Option<SigningKey>,
}

/// Sends messages.
pub(super) struct Sender {
    pub(super) client: Client,
    pub(super) mailer: Option<Mailer>,
}

impl Sender {
    /// Tries to deliver a message. The ID is the same for every try of it.
    pub(super) async fn send(
        &self,
        to: &Destination,
        id: &str,
        at: Millis,
        content: &Content,
    ) -> Tried {
        match (&to.target, &self.mailer) {
            // They ask for it.
            (Target::Browsers, _) => Tried::delivered("listed for the browsers that show it"),
            (Target::Mailbox(mailbox), Some(mailer)) => mailer.send(mailbox, id, content).await,
            (Target::Mailbox(_), None) => Tried::failed("this console sends no e-mail"),
            (Target::Url(url), _) => {
                let body = shape::body(to.kind, id, at, content);
                self.client.post(url, id, body, to.key.as_ref()).await
            }
        }
    }
}
