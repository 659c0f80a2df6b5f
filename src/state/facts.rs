//! What rules about a runner's state need to know of it, from the runner itself or from its summary.

use contract::{
    console::{Millis, RunnerSummary},
    wire::{self, ConnectionStatus, InstallStatus, Runner},
};
use jiff::Timestamp;

/// The facts of a runner's state.
pub(crate) trait Facts {
    fn install(&self) -> &InstallStatus;
    fn connection(&self) -> &ConnectionStatus;
    fn heard_at(&self) -> Option<Timestamp>;
    fn changed_at(&self) -> Option<Timestamp>;
    fn is_managed(&self) -> bool;
    fn rollout_in_progress(&self) -> bool;
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
            .and_then(wire::Timestamp::instant)
    }

    fn changed_at(&self) -> Option<Timestamp> {
        self.updated_at.as_ref().and_then(wire::Timestamp::instant)
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
