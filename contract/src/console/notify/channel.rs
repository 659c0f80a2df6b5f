//! Where something is told.

use serde::{Deserialize, Serialize};

use super::rule::check_line;
use crate::console::Millis;

/// What kind of place a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChannelKind {
    /// A webhook, signed by the Standard Webhooks scheme.
    Webhook,
    /// An incoming webhook of Slack.
    Slack,
    /// A workflow of Microsoft Teams that takes webhooks.
    Teams,
    /// A webhook of Discord.
    Discord,
    /// An e-mail address.
    Mail,
    /// The browsers that show such messages as notifications of their own while a tab is open.
    Browsers,
}

/// Where messages go: an address of the web, which is a secret in itself, a mailbox, or whatever browser asks.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Target {
    /// An address of the web.
    Url(String),
    /// A mailbox.
    Mailbox(String),
    /// Browsers, which ask for their messages.
    Browsers,
}

/// `POST /console/notifications/channels`: a new channel.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewChannel {
    /// What it is called.
    pub name: String,
    /// What kind it is.
    pub kind: ChannelKind,
    /// Where messages go.
    pub target: Target,
}

/// A channel as its page shows it: nothing of it opens anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// Its name in addresses.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What kind it is.
    pub kind: ChannelKind,
    /// The host that messages go to, or the mailbox.
    pub place: String,
    /// Who created it.
    pub made_by: String,
    /// When.
    pub made_at: Millis,
    /// Since when nothing gets through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<Millis>,
    /// Whether that is so for so long that it was told elsewhere.
    #[serde(default)]
    pub is_dead: bool,
}

/// A channel that was made, and what its receiver checks signatures with: shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MadeChannel {
    /// The channel.
    pub channel: Channel,
    /// `whsec_…`, for a webhook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// `POST /console/notifications/channels/{id}/test`: what came of a message sent at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChannelTest {
    /// Whether it was taken.
    pub delivered: bool,
    /// What the receiver answered, or why there was no answer.
    pub answer: String,
}

impl NewChannel {
    /// Checks what a person wrote, as far as that needs no network.
    ///
    /// # Errors
    /// The field, and what is wrong with it.
    pub fn check(&self) -> Result<(), (&'static str, String)> {
        check_line("name", &self.name)?;
        let wrong = |wrong: &str| Err(("target", wrong.to_owned()));
        match (self.kind, &self.target) {
            (ChannelKind::Mail, Target::Mailbox(address)) => {
                if address
                    .chars()
                    .any(|char| char.is_control() || char.is_whitespace())
                {
                    return wrong("an e-mail address cannot contain spaces or line breaks");
                }
                Ok(())
            }
            (ChannelKind::Browsers, Target::Browsers) => Ok(()),
            (ChannelKind::Browsers, _) => wrong("a browser channel has no address"),
            (ChannelKind::Mail, _) => wrong("enter an e-mail address"),
            (_, Target::Url(url)) if url.len() <= 2000 => Ok(()),
            (_, Target::Url(_)) => wrong("use at most 2000 characters"),
            (_, Target::Mailbox(_) | Target::Browsers) => {
                wrong("enter an address that begins with https://")
            }
        }
    }
}
