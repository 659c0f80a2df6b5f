//! What the rules about a runner's state need, from the runner itself or from its summary.

use jiff::Timestamp;

use crate::console::{Millis, RunnerSummary};
use crate::model::{self, ConnectionStatus, InstallStatus, Runner};

/// The facts of a runner's state.
pub trait Facts {
    /// Where the install stands.
    fn install(&self) -> &InstallStatus;
    /// Whether heartbeats arrive.
    fn connection(&self) -> &ConnectionStatus;
    /// Newest heartbeat.
    fn heard_at(&self) -> Option<Timestamp>;
    /// When it last changed.
    fn changed_at(&self) -> Option<Timestamp>;
    /// Whether this console may change it at all (contract 1.1).
    fn is_managed(&self) -> bool;
    /// The target revision is being rolled out.
    fn rollout_in_progress(&self) -> bool;
    /// A newer version is available on its channel.
    fn update_available(&self) -> bool;
}

impl Facts for Runner {
    fn install(&self) -> &InstallStatus {
        &self.install_status
    }

    fn connection(&self) -> &ConnectionStatus {
        &self.connection_status
    }

    fn heard_at(&self) -> Option<Timestamp> {
        self.last_heartbeat_at
            .as_ref()
            .and_then(model::Timestamp::moment)
    }

    fn changed_at(&self) -> Option<Timestamp> {
        self.updated_at.as_ref().and_then(model::Timestamp::moment)
    }

    fn is_managed(&self) -> bool {
        self.is_managed()
    }

    fn rollout_in_progress(&self) -> bool {
        self.rollout_in_progress
    }

    fn update_available(&self) -> bool {
        self.update_available
    }
}

impl Facts for RunnerSummary {
    fn install(&self) -> &InstallStatus {
        &self.install_status
    }

    fn connection(&self) -> &ConnectionStatus {
        &self.connection_status
    }

    fn heard_at(&self) -> Option<Timestamp> {
        self.last_heartbeat_at.map(Millis::instant)
    }

    fn changed_at(&self) -> Option<Timestamp> {
        self.updated_at.map(Millis::instant)
    }

    fn is_managed(&self) -> bool {
        self.is_managed()
    }

    fn rollout_in_progress(&self) -> bool {
        self.rollout_in_progress
    }

    fn update_available(&self) -> bool {
        self.update_available
    }
}
