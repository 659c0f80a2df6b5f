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
    History,
    Yaml,
    Edit,
}

impl Tab {
    /// Every tab, in order.
    pub(crate) const ALL: [Self; 6] = [
        Self::Overview,
        Self::Configuration,
        Self::Maintenance,
        Self::History,
        Self::Yaml,
        Self::Edit,
    ];

    /// What follows the runner ID in the address; nothing for the first.
    pub(super) fn segment(self) -> &'static str {
        match self {
            Self::Overview => "",
            Self::Configuration => "/configuration",
            Self::Maintenance => "/maintenance",
            Self::History => "/history",
            Self::Yaml => "/yaml",
            Self::Edit => "/edit",
        }
    }
}
