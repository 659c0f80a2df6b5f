//! Puts a runner together that has been around for a while.

use contract::model::{
    Identity, MaintenancePolicy, ManagedSpec, Overrides, ProfileBinding, ReleaseChannel, Runner,
};
use contract::policy::presets::presets;

use super::profiles;
use super::seeded::uuid;
use crate::simulation::cluster::SimulatedCluster;
use crate::simulation::heartbeat::Heartbeats;
use crate::simulation::lifecycle::{install_error, plan_update};
use crate::simulation::record::{Life, Phase, Record};
use crate::simulation::releases;
use crate::simulation::timing::{Instant, Timing, timestamp};

/// Long enough for a state to last through any demonstration.
pub(crate) const FOR_EVER: Instant = 365 * 86_400_000;

/// A runner in the making, at first READY, connected and up to date.
pub(crate) struct Draft<'a> {
    record: Record,
    now: Instant,
    timing: &'a Timing,
}

impl<'a> Draft<'a> {
    /// A runner on a cluster, `age` old (milliseconds, at least a second) or a little more.
    pub(crate) fn new(
        runner_id: &str,
        cluster: &SimulatedCluster,
        age: Instant,
        now: Instant,
        timing: &'a Timing,
    ) -> Self {
        let id = uuid(&format!("runner {runner_id}"));
        let chance = i64::try_from(id.as_u128() % 1_000_003).unwrap_or(0);
        // Nobody makes all runners in the same millisecond.
        let age = age + chance % (age / 100);
        let runner = Runner {
            id: id.to_string(),
            identity: Identity {
                runner_id: runner_id.to_owned(),
                zone: cluster.doc.zone.to_lowercase(),
                cluster_id: cluster.doc.id.clone(),
                cluster_name: cluster.doc.name.clone(),
                ..Identity::default()
            },
            managed_spec: Some(ManagedSpec {
                release_channel: ReleaseChannel::Stable,
                ..ManagedSpec::default()
            }),
            created_at: Some(timestamp(now - age).into()),
            updated_at: Some(timestamp(now - age / 9).into()),
            ..Runner::default()
        };
        // Beats of different runners come at different moments.
        let phase = chance % timing.heartbeat;
        let beats = (age / 3 / timing.heartbeat).clamp(1, 50_000);
        let mut life = Life::begin(&ReleaseChannel::Stable, now, timing);
        life.phase = Phase::Ready;
        life.active_revision = 1;
        life.heartbeats = Heartbeats::since(now - phase - beats * timing.heartbeat);
        Self {
            record: Record { runner, life },
            now,
            timing,
        }
    }

    fn spec(&mut self) -> &mut ManagedSpec {
        self.record.runner.managed_spec.get_or_insert_default()
    }

    pub(crate) fn named(mut self, display_name: &str) -> Self {
        display_name.clone_into(&mut self.record.runner.display_name);
        self
    }

    pub(crate) fn group(mut self, group: &str) -> Self {
        group.clone_into(&mut self.record.runner.identity.runner_group_id);
        self
    }

    pub(crate) fn revision(mut self, revision: i32) -> Self {
        self.record.life.active_revision = revision;
        self.record.life.target_revision = revision;
        self.record.life.profile_set = 1 + revision / 4;
        self
    }

    pub(crate) fn rapid(mut self) -> Self {
        self.spec().release_channel = ReleaseChannel::Rapid;
        self.behind(0)
    }

    /// Runs the version that is so many releases older than the newest of its channel.
    pub(crate) fn behind(mut self, releases: usize) -> Self {
        let version = releases::behind(&self.record.channel(), releases);
        version.clone_into(&mut self.record.life.version);
        self
    }

    pub(crate) fn policy(mut self, policy: MaintenancePolicy) -> Self {
        self.spec().maintenance_policy = Some(policy);
        self
    }

    pub(crate) fn overrides(mut self, overrides: Overrides) -> Self {
        self.spec().overrides = Some(overrides);
        self
    }

    pub(crate) fn with_spec(mut self, change: impl FnOnce(&mut ManagedSpec)) -> Self {
        change(self.spec());
        self
    }

    /// Binds profiles by display name, the first as the default.
    pub(crate) fn binds(self, display_names: &[&str]) -> Self {
        let bindings = display_names
            .iter()
            .enumerate()
            .map(|(index, name)| ProfileBinding {
                profile_template_id: profiles::id(name),
                is_default: index == 0,
                ..ProfileBinding::default()
            });
        self.bindings(bindings.collect())
    }

    pub(crate) fn bindings(mut self, bindings: Vec<ProfileBinding>) -> Self {
        self.record.runner.profile_bindings = bindings;
        self
    }

    /// Its install has not begun or not ended, and will not for a long time.
    pub(crate) fn installing(mut self, phase: fn(Instant) -> Phase) -> Self {
        self.record.life.phase = phase(self.now + FOR_EVER);
        self.record.life.active_revision = 0;
        self.record.life.target_revision = 1;
        self.record.life.heartbeats = Heartbeats::default();
        self
    }

    /// Its install failed so long ago, for the reason that its cluster gives.
    pub(crate) fn failed(mut self, cluster: &SimulatedCluster, ago: Instant) -> Self {
        self.record.life.active_revision = 0;
        self.record.life.target_revision = 1;
        self.record.life.heartbeats = Heartbeats::default();
        if let Some(error) = install_error(&self.record, cluster, self.now - ago) {
            self.record.life.phase = Phase::Failed {
                error,
                retry_at: self.now + self.timing.retry,
            };
            self.record.runner.updated_at = Some(timestamp(self.now - ago).into());
        }
        self
    }

    /// Its pod ended so long ago.
    pub(crate) fn silent(mut self, ago: Instant) -> Self {
        self.record
            .life
            .heartbeats
            .stop(self.now - ago, self.timing);
        self
    }

    /// Its next revision is being rolled out, and will be for a long time.
    pub(crate) fn rolling_out(mut self) -> Self {
        self.record.life.target_revision += 1;
        self.record.life.rollout_until = Some(self.now + FOR_EVER);
        self
    }

    /// It is being torn down, and will be for a long time.
    pub(crate) fn deleting(mut self) -> Self {
        self.record.life.delete(self.timing, self.now);
        self.record.life.phase = Phase::Deleting {
            until: self.now + FOR_EVER,
        };
        self
    }

    /// Its owner looks after it.
    pub(crate) fn self_managed(mut self) -> Self {
        self.record.runner.managed_spec = None;
        self.record.life.phase = Phase::SelfManaged;
        self.record.life.active_revision = 0;
        self.record.life.target_revision = 0;
        self
    }

    /// Its policy is the preset of that name.
    pub(crate) fn governed(mut self, preset: &str) -> Self {
        let found = presets().into_iter().find(|one| one.name == preset);
        if let Some(preset) = found {
            self.record.set_policy(preset.policy.document());
        }
        self
    }

    /// The runner, with its next automatic update planned. One that connected once has the platform's policy, if
    /// no other.
    pub(crate) fn done(mut self) -> Record {
        if self.record.life.heartbeats.connected_from().is_some() && self.record.is_managed() {
            self.record.connect();
        }
        plan_update(&mut self.record, self.timing, self.now);
        self.record
    }
}
