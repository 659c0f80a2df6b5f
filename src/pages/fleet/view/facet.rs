//! What runners can be told apart by, in the words that the table shows.

use std::borrow::Cow;

use contract::{console::RunnerSummary, wire::ReleaseChannel};

use crate::{format::word, widgets::status};

/// A property with few values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::pages::fleet) enum Facet {
    Install,
    Connection,
    Zone,
    Cluster,
    Channel,
    Update,
    Management,
}

impl Facet {
    /// Every facet, in the order in which it is offered.
    pub(in crate::pages::fleet) const ALL: [Self; 7] = [
        Self::Install,
        Self::Connection,
        Self::Zone,
        Self::Cluster,
        Self::Channel,
        Self::Update,
        Self::Management,
    ];

    /// Its name on screen.
    pub(in crate::pages::fleet) fn name(self) -> &'static str {
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
    pub(super) fn key(self) -> &'static str {
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
    pub(in crate::pages::fleet) fn word(self, runner: &RunnerSummary) -> Cow<'_, str> {
        match self {
            Self::Install => status::install(runner).word,
            Self::Connection => status::connection_word(&runner.connection_status),
            Self::Zone if runner.zone.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                runner.zone.to_ascii_lowercase().into()
            }
            Self::Zone => runner.zone.as_str().into(),
            Self::Cluster => runner.cluster().into(),
            Self::Channel => match &runner.release_channel {
                _ if !runner.is_managed() => "None".into(),
                ReleaseChannel::Rapid => "Rapid".into(),
                channel => word::channel(channel).into(),
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
