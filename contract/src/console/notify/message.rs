//! What was told, and what was not.

use serde::{Deserialize, Serialize};

use super::Content;
use crate::console::Millis;

/// Why something was not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    /// It was over before it had held for long enough.
    Short,
    /// It was over before the quiet hours ended, or is still to be reported after them.
    Quiet,
    /// Likewise, of a pause.
    Paused,
    /// The rule or the organization has reached its limit for an hour.
    Limit,
    /// It comes and goes, which was told.
    Flapping,
}

/// One try to deliver a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Attempt {
    /// When.
    pub at: Millis,
    /// What was answered, or why there was no answer.
    pub answer: String,
}

/// How a message stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "state",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Delivery {
    /// It is on its way, and is tried again then.
    Waiting {
        /// When.
        next: Millis,
    },
    /// It was taken.
    Delivered {
        /// When.
        at: Millis,
    },
    /// It was tried for a day, or its channel is gone.
    GivenUp,
    /// It was not sent.
    Suppressed {
        /// Why.
        reason: Reason,
    },
}

/// A message, or what would have been one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// The same for every attempt; receivers use it to detect duplicates.
    pub id: String,
    /// The rule's ID; empty for what no rule says.
    pub rule: String,
    /// The channel's ID; empty where nothing was sent.
    pub channel: String,
    /// When it was decided.
    pub at: Millis,
    /// What it says; of what was not sent, the title and the runner.
    pub content: Content,
    /// How it stands.
    pub delivery: Delivery,
    /// The newest tries, the newest last.
    pub attempts: Vec<Attempt>,
}

/// `GET /console/notifications/messages`: the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Messages {
    /// The newest first.
    pub messages: Vec<Message>,
}
