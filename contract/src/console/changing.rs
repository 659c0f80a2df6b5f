//! Which runners are worth asking for often.

use super::{Millis, RunnerSummary};
use crate::wire::{ConnectionStatus, InstallStatus};

/// A READY runner that was touched so recently is expected to connect soon, in milliseconds (contract 7.1).
const SOON: i64 = 3 * 60 * 1000;

impl RunnerSummary {
    /// Something is under way that a person may be waiting for (contract 4.7, 7): an install, a rollout, a
    /// deletion, or the first heartbeats after one of them. An unknown install status counts as under way.
    pub fn is_changing(&self, now: Millis) -> bool {
        match self.install_status {
            InstallStatus::Pending | InstallStatus::Provisioning | InstallStatus::Deleting => true,
            InstallStatus::Unspecified | InstallStatus::Unknown(_) => self.is_managed(),
            InstallStatus::Failed => false,
            InstallStatus::Ready => {
                let touched = self.updated_at.is_some_and(|at| now.0 - at.0 < SOON);
                self.rollout_in_progress
                    || (touched && self.connection_status != ConnectionStatus::Connected)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::ManagementMode;

    fn ready() -> RunnerSummary {
        RunnerSummary {
            install_status: InstallStatus::Ready,
            connection_status: ConnectionStatus::Connected,
            updated_at: Some(Millis(0)),
            ..RunnerSummary::default()
        }
    }

    #[test]
    fn a_settled_runner_is_not_asked_often() {
        let now = Millis(1000);
        assert!(!ready().is_changing(now));
        let failed = RunnerSummary {
            install_status: InstallStatus::Failed,
            ..ready()
        };
        assert!(!failed.is_changing(now));
    }

    #[test]
    fn what_is_under_way_is_asked_often() {
        let now = Millis(1000);
        for install_status in [
            InstallStatus::Pending,
            InstallStatus::Provisioning,
            InstallStatus::Deleting,
            InstallStatus::Unknown("HIBERNATING".into()),
        ] {
            let runner = RunnerSummary {
                install_status,
                ..ready()
            };
            assert!(runner.is_changing(now), "{runner:?}");
        }
        let rolling = RunnerSummary {
            rollout_in_progress: true,
            ..ready()
        };
        assert!(rolling.is_changing(now));
        let foreign = RunnerSummary {
            install_status: InstallStatus::Unspecified,
            management_mode: ManagementMode::SelfManaged,
            ..ready()
        };
        assert!(!foreign.is_changing(now));
    }

    #[test]
    fn a_fresh_runner_is_asked_often_until_it_connects() {
        let fresh = RunnerSummary {
            connection_status: ConnectionStatus::Disconnected,
            ..ready()
        };
        assert!(fresh.is_changing(Millis(SOON - 1)));
        assert!(!fresh.is_changing(Millis(SOON)));
    }
}
