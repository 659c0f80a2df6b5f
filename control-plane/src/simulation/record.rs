//! A runner as it is kept: what the caller set, and where its life stands. What callers see is computed
//! from the two and the time.

use contract::model::{
    ConnectionStatus, InstallError, InstallStatus, ManagementMode, ReleaseChannel, Runner,
};
use contract::policy::presets::platform_default;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::data_plane::{self, DataPlane};
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
    /// Counts the writes of the policy, and nothing else (contract-v1 4.3).
    #[serde(default)]
    pub(crate) policy_revision: u32,
    /// Since when the direct endpoint is as it is, and when watchers are to look at it again.
    #[serde(default)]
    pub(crate) data_plane: Option<DataPlane>,
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
            policy_revision: 0,
            data_plane: None,
        }
    }

    /// Stands for the policy: moves when that is written (contract-v1 4.3).
    pub(crate) fn etag(&self) -> String {
        format!("W/p-{:06}", self.policy_revision)
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
            self.data_plane.and_then(|data_plane| data_plane.look_at),
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

    /// Another policy, and another etag with it.
    pub(crate) fn set_policy(&mut self, policy: Value) {
        self.runner.policy = Some(policy);
        self.life.policy_revision = self.life.policy_revision.saturating_add(1);
    }

    /// A runner that connects without a policy gets the platform's; one that is there is never replaced, `{}`
    /// included (contract-v1 J-23, 9.1).
    pub(crate) fn connect(&mut self) {
        if self.runner.policy.is_none() {
            self.set_policy(platform_default().document());
        }
    }

    /// Whether v1 has a runner by that name: UUIDs of v1beta2 are not known there (contract-v1 1, J-09).
    pub(crate) fn is_known_to_v1(&self, name: &str) -> bool {
        self.runner.identity.runner_id == name && self.is_managed()
    }

    /// The runner as v1beta2 shows it at `now`: without what only v1 says.
    pub(crate) fn view(&self, now: Instant, timing: &Timing) -> Runner {
        let mut runner = self.whole(now, timing);
        (runner.policy, runner.etag, runner.data_plane_status) = (None, None, None);
        if let Some(spec) = &mut runner.managed_spec {
            (spec.volumes, spec.tenant_metrics) = (None, None);
            (spec.image_pull, spec.data_plane) = (None, None);
        }
        runner
    }

    /// All that can be seen of the runner at `now` (contract 2.2, contract-v1 1.2).
    pub(crate) fn whole(&self, now: Instant, timing: &Timing) -> Runner {
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
            etag: Some(json!(life.etag())),
            data_plane_status: data_plane::status(self, now, timing),
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
