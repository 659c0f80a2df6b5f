//! The sides of a page, each with an address of its own.

use serde::{Deserialize, Serialize};

/// The sides of the page of a new runner: the steps of the wizard, and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Create {
    Cluster,
    Profiles,
    Maintenance,
    Placement,
    Review,
    File,
}

impl Create {
    /// The steps of the wizard, in order.
    pub(crate) const STEPS: [Self; 5] = [
        Self::Cluster,
        Self::Profiles,
        Self::Maintenance,
        Self::Placement,
        Self::Review,
    ];

    /// Its name on screen.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Cluster => "Cluster",
            Self::Profiles => "Profiles",
            Self::Maintenance => "Channel and maintenance",
            Self::Placement => "Placement",
            Self::Review => "Review",
            Self::File => "From a file",
        }
    }

    /// What follows the address of the page; nothing for the first.
    pub(super) fn segment(self) -> &'static str {
        match self {
            Self::Cluster => "",
            Self::Profiles => "/profiles",
            Self::Maintenance => "/maintenance",
            Self::Placement => "/placement",
            Self::Review => "/review",
            Self::File => "/file",
        }
    }

    pub(super) fn parse(segment: &str) -> Option<Self> {
        let mut all = Self::STEPS.into_iter().chain([Self::File]);
        all.find(|side| side.segment() == segment)
    }
}

/// The sides of a runner's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    Overview,
    Configuration,
    Maintenance,
    Policy,
    PolicyEdit,
    History,
    Yaml,
    Edit,
}

impl Tab {
    /// Every side, in order.
    pub(crate) const ALL: [Self; 8] = [
        Self::Overview,
        Self::Configuration,
        Self::Maintenance,
        Self::Policy,
        Self::PolicyEdit,
        Self::History,
        Self::Yaml,
        Self::Edit,
    ];

    /// The tab that it is on: one that is reached from another tab has none of its own.
    pub(crate) fn tab(self) -> Self {
        match self {
            Self::PolicyEdit => Self::Policy,
            other => other,
        }
    }

    /// Whether it is about the policy, which not every API has.
    pub(crate) fn is_policy(self) -> bool {
        self.tab() == Self::Policy
    }

    /// Its name on screen.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Configuration => "Configuration",
            Self::Maintenance => "Maintenance",
            Self::Policy => "Policy",
            Self::PolicyEdit => "Edit policy",
            Self::History => "History",
            Self::Yaml => "YAML",
            Self::Edit => "Edit",
        }
    }

    /// What follows the runner ID in the address; nothing for the first.
    pub(super) fn segment(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Configuration => "/configuration",
            Self::Maintenance => "/maintenance",
            Self::Policy => "/policy",
            Self::PolicyEdit => "/policy/edit",
            Self::History => "/history",
            Self::Yaml => "/yaml",
            Self::Edit => "/edit",
        }
    }
}
