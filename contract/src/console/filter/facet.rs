//! What runners can be told apart by, in the words that the table shows.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    console::{RunnerSummary, words},
    wire::ReleaseChannel,
};

/// A property with few values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Facet {
    /// Install status.
    Install,
    /// Connection status.
    Connection,
    /// Zone of its cluster, in lower case.
    Zone,
    /// Name of its cluster.
    Cluster,
    /// Channel in force.
    Channel,
    /// Whether a newer version is out or on its way.
    Update,
    /// Who looks after it.
    Management,
}

impl Facet {
    /// Every facet, in the order in which it is offered.
    pub const ALL: [Self; 7] = [
        Self::Install,
        Self::Connection,
        Self::Zone,
        Self::Cluster,
        Self::Channel,
        Self::Update,
        Self::Management,
    ];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Install => "Install status",
            Self::Connection => "Connection",
            Self::Zone => "Zone",
            Self::Cluster => "Cluster",
            Self::Channel => "Channel",
            Self::Update => "Update",
            Self::Management => "Management",
        }
    }

    /// Its key in the address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Install => "install",
            Self::Connection => "connection",
            Self::Zone => "zone",
            Self::Cluster => "cluster",
            Self::Channel => "channel",
            Self::Update => "update",
            Self::Management => "management",
        }
    }

    /// The word that the table shows for a runner.
    pub fn word(self, runner: &RunnerSummary) -> Cow<'_, str> {
        match self {
            Self::Install => words::install(runner),
            Self::Connection => words::connection(&runner.connection_status),
            Self::Zone if runner.zone.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                runner.zone.to_ascii_lowercase().into()
            }
            Self::Zone => runner.zone.as_str().into(),
            Self::Cluster => runner.cluster().into(),
            Self::Channel => match &runner.release_channel {
                _ if !runner.is_managed() => "None".into(),
                ReleaseChannel::Rapid => "Rapid".into(),
                channel => words::channel(channel),
            },
            Self::Update if !runner.is_managed() => "Not managed".into(),
            Self::Update if runner.is_rolling_out() => "Rolling out".into(),
            Self::Update if runner.update_available => "Available".into(),
            Self::Update => "Up to date".into(),
            Self::Management if runner.is_managed() => "Managed".into(),
            Self::Management => "Self-managed".into(),
        }
    }
}
