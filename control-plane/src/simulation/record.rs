//! A runner as it is kept: what the caller set, and where its life stands. What callers see is computed
//! from the two and the time.

use contract::wire::{
    ConnectionStatus, InstallError, InstallStatus, ManagementMode, ReleaseChannel, Runner,
};
use serde::{Deserialize, Serialize};

use super::deployment::resolve;
use super::heartbeat::Heartbeats;
use super::releases;
use super::timing::{Instant, Timing, timestamp};

/// A runner as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    /// Identity, spec, bindings and times. What [`Record::view`] computes is left unset here.
    pub(crate) runner: Runner,
    pub(crate) life: Life,
}

/// Where the life of a runner stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Life {
    pub(crate) phase: Phase,
    /// Version of the target revision.
    pub(crate) version: String,
    pub(crate) active_revision: i32,
    pub(crate) target_revision: i32,
    /// Counts the changes of the profile bindings.
    pub(crate) profile_set: i32,
    /// End of the rollout that is on.
    pub(crate) rollout_until: Option<Instant>,
    /// When to see next whether an automatic update may start.
    pub(crate) update_check: Option<Instant>,
    pub(crate) heartbeats: Heartbeats,
}

/// The install status with what belongs to it (contract 7.1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Phase {
    Pending {
        until: Instant,
    },
    Provisioning {
        until: Instant,
    },
    Ready,
    Failed {
        error: InstallError,
        /// When the controller looks again.
        retry_at: Instant,
    },
    Deleting {
        until: Instant,
    },
    /// Looked after by its owner: nothing happens to it here.
    SelfManaged,
}

impl Phase {
    fn status(&self) -> InstallStatus {
        match self {
            Self::Pending { .. } => InstallStatus::Pending,
            Self::Provisioning { .. } => InstallStatus::Provisioning,
            Self::Ready | Self::SelfManaged => InstallStatus::Ready,
            Self::Failed { .. } => InstallStatus::Failed,
            Self::Deleting { .. } => InstallStatus::Deleting,
        }
    }
}

impl Life {
    /// The life of a runner that is accepted at `now`.
    pub(crate) fn begin(channel: &ReleaseChannel, now: Instant, timing: &Timing) -> Self {
        Self {
            phase: Phase::Pending {
                until: now + timing.pending,
            },
            version: releases::newest(channel).to_owned(),
            active_revision: 0,
            target_revision: 1,
            profile_set: 1,
            rollout_until: None,
            update_check: None,
            heartbeats: Heartbeats::default(),
        }
    }

    /// The pod is torn down from `now` on; nothing else happens any more.
    pub(crate) fn delete(&mut self, timing: &Timing, now: Instant) {
        self.phase = Phase::Deleting {
            until: now + timing.deleting,
        };
        self.rollout_until = None;
        self.update_check = None;
        self.heartbeats.stop(now, timing);
    }

    /// A rollout is on exactly as long as the target is ahead (contract 7.3).
    pub(crate) fn is_rolling_out(&self) -> bool {
        self.target_revision > self.active_revision
    }

    /// The next instant at which something happens by itself.
    pub(crate) fn due(&self) -> Option<Instant> {
        let phase = match &self.phase {
            Phase::Pending { until }
            | Phase::Provisioning { until }
            | Phase::Deleting { until } => Some(*until),
            Phase::Failed { retry_at, .. } => Some(*retry_at),
            Phase::Ready | Phase::SelfManaged => None,
        };
        [
            phase,
            self.rollout_until,
            self.update_check,
            self.heartbeats.next_announcement(),
        ]
        .into_iter()
        .flatten()
        .min()
    }
}

impl Record {
    /// The release channel that is in force.
    pub(crate) fn channel(&self) -> ReleaseChannel {
        self.runner
            .managed_spec
            .as_ref()
            .map_or(ReleaseChannel::Stable, |spec| {
                spec.release_channel.effective()
            })
    }

    /// The newer version that is out on the runner's channel.
    pub(crate) fn update(&self) -> Option<&'static str> {
        self.is_managed()
            .then(|| releases::update(&self.channel(), &self.life.version))
            .flatten()
    }

    pub(crate) fn is_managed(&self) -> bool {
        self.life.phase != Phase::SelfManaged
    }

    pub(crate) fn is_deleting(&self) -> bool {
        matches!(self.life.phase, Phase::Deleting { .. })
    }

    /// The runner as callers see it at `now` (contract 2.2).
    pub(crate) fn view(&self, now: Instant, timing: &Timing) -> Runner {
        let life = &self.life;
        let installed = life.active_revision > 0 && self.is_managed();
        let overrides = self
            .runner
            .managed_spec
            .as_ref()
            .and_then(|s| s.overrides.as_ref());
        Runner {
            management_mode: if self.is_managed() {
                ManagementMode::Managed
            } else {
                ManagementMode::SelfManaged
            },
            install_status: life.phase.status(),
            install_error: match &life.phase {
                Phase::Failed { error, .. } => Some(error.clone()),
                _ => None,
            },
            connection_status: if life.heartbeats.is_connected(now) {
                ConnectionStatus::Connected
            } else {
                ConnectionStatus::Disconnected
            },
            active_config_version: numbered("cfg", life.active_revision, installed),
            active_profile_spec_version: numbered("pss", life.profile_set, installed),
            active_revision: life.active_revision,
            target_revision: life.target_revision,
            update_available: self.update().is_some(),
            rollout_in_progress: life.is_rolling_out(),
            deployment_spec: self.is_managed().then(|| resolve(&life.version, overrides)),
            last_heartbeat_at: life
                .heartbeats
                .last(now, timing)
                .map(|beat| timestamp(beat).into()),
            ..self.runner.clone()
        }
    }
}

fn numbered(prefix: &str, number: i32, shown: bool) -> String {
    if shown {
        format!("{prefix}-{number:04}")
    } else {
        String::new()
    }
}
