//! What a message contains. Nothing else leaves the gateway: every field is named here.

use serde::{Deserialize, Serialize};

use crate::console::{Millis, RunnerSummary};

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Something is so.
    Alarm,
    /// It comes and goes: nothing more is told until it is steady.
    Flapping,
    /// It is so no more.
    Recovered,
    /// Something happened.
    Happened,
    /// The rule tells nothing any more: its maker may not read.
    RuleEnded,
    /// Another channel does not take messages.
    ChannelDead,
    /// A person wants to know whether this arrives.
    Test,
}

impl Kind {
    /// The type of the event, as receivers read it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Alarm => "alarm",
            Self::Flapping => "flapping",
            Self::Recovered => "recovered",
            Self::Happened => "happened",
            Self::RuleEnded => "rule.ended",
            Self::ChannelDead => "channel.dead",
            Self::Test => "test",
        }
    }
}

/// What runners can have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Dimension {
    /// The cluster.
    Cluster,
    /// The zone.
    Zone,
    /// A profile, by its template ID.
    Profile,
    /// The release channel.
    Channel,
}

impl Dimension {
    /// From the narrowest.
    pub const ALL: [Self; 4] = [Self::Cluster, Self::Zone, Self::Profile, Self::Channel];

    /// As people call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Cluster => "cluster",
            Self::Zone => "zone",
            Self::Profile => "profile",
            Self::Channel => "channel",
        }
    }

    /// What a runner is in it; nothing if it has none.
    pub fn values(self, runner: &RunnerSummary) -> Vec<String> {
        let values = match self {
            Self::Cluster => vec![runner.cluster_name.clone()],
            Self::Zone => vec![runner.zone.to_ascii_lowercase()],
            Self::Profile => runner.profiles.clone(),
            Self::Channel if runner.is_managed() => {
                vec![crate::console::words::channel(&runner.release_channel).into_owned()]
            }
            Self::Channel => Vec::new(),
        };
        values
            .into_iter()
            .filter(|value| !value.is_empty())
            .collect()
    }
}

/// What the runners of a message have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// In what.
    pub dimension: Dimension,
    /// What it is.
    pub value: String,
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// What it is.
    pub kind: Kind,
    /// What it is about, in a line.
    pub title: String,
    /// The rule's name, ours for what no rule says.
    pub rule: String,
    /// What the runners have in common.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The runners, 50 at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runners: Vec<ContentRunner>,
    /// How many more there are.
    #[serde(default)]
    pub more: usize,
    /// Where the console shows it.
    pub link: String,
    /// How one stops being told.
    pub silence: String,
    /// The page on which the rule is paused; empty for what no rule says.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub silence_link: String,
}

/// What a message says of a runner.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ContentRunner {
    /// Runner ID.
    pub runner_id: String,
    /// Zone of its cluster.
    pub zone: String,
    /// Name of its cluster.
    pub cluster: String,
    /// Since when, or when it happened.
    pub since: Option<Millis>,
    /// What happened, in a few words of ours.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub what: String,
    /// The API's message, of a failed install.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub error: String,
    /// The API's first hint, of a failed install.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// Its page, where the remedy is prepared.
    pub link: String,
}
