//! A runner as a table shows it: small, so that a browser holds a hundred thousand of them.

use serde::{Deserialize, Serialize};

use super::{ListedPolicy, Millis, UidStart};
use crate::{
    maintenance::{self, Calendar},
    model::{
        self, ConnectionStatus, InstallStatus, MaintenancePolicy, ManagementMode, ReleaseChannel,
        Runner, TextMap,
    },
};

/// The fields of a runner that lists show. Holds no environment, no annotations and no diagnostic detail:
/// those are read one runner at a time.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RunnerSummary {
    /// The key of routes and stores.
    pub runner_id: String,
    /// How its UUID begins, by which it can be found; absent from older gateways.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uid: Option<UidStart>,
    /// Free text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub display_name: String,
    /// Zone as the API spells it; compared without case.
    pub zone: String,
    /// CKS UUID.
    pub cluster_id: String,
    /// CKS name.
    pub cluster_name: String,
    /// Scheduling affinity; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub runner_group_id: String,
    /// Who manages it.
    pub management_mode: ManagementMode,
    /// Where the install stands.
    pub install_status: InstallStatus,
    /// Message of the install error, while it is failed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub failure: String,
    /// Whether heartbeats arrive.
    pub connection_status: ConnectionStatus,
    /// Newest heartbeat.
    pub last_heartbeat_at: Option<Millis>,
    /// Unspecified where it has no managed spec.
    pub release_channel: ReleaseChannel,
    /// Revision that runs.
    pub active_revision: i32,
    /// Revision that is wanted.
    pub target_revision: i32,
    /// The target revision is being rolled out.
    pub rollout_in_progress: bool,
    /// A newer version is available on its channel.
    pub update_available: bool,
    /// When automatic updates may start.
    pub maintenance: Maintenance,
    /// Periods in which updates do not start by themselves: first instant, and first instant after it.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub exclusions: Box<[(Millis, Millis)]>,
    /// Labels of its pod.
    #[serde(skip_serializing_if = "TextMap::is_empty")]
    pub labels: TextMap,
    /// UUIDs of the profile templates it binds.
    pub profiles: Vec<String>,
    /// Names that it gives them, by UUID; a profile without one here goes by its display name.
    #[serde(skip_serializing_if = "TextMap::is_empty")]
    pub profile_names: TextMap,
    /// Its policy, for administrators; absent where v1 was not asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<ListedPolicy>,
    /// When it was created.
    pub created_at: Option<Millis>,
    /// When it last changed.
    pub updated_at: Option<Millis>,
    /// Fields that could not be read, as the API's documents name them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreadable: Vec<String>,
}

/// When automatic updates may start next (contract 7.3), as far as lists show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "state", content = "at", rename_all = "camelCase")]
pub enum Maintenance {
    /// Self-managed: nobody here updates it.
    #[default]
    None,
    /// No window and no exclusion holds it back.
    AnyTime,
    /// A window is open until then.
    Open(Millis),
    /// It opens then.
    Next(Millis),
    /// No window opens any more.
    Never,
}

impl Maintenance {
    /// Of a policy at `now`. A policy that cannot be read counts as one that never opens.
    pub fn of(policy: Option<&MaintenancePolicy>, now: jiff::Timestamp) -> Self {
        let Ok(calendar) = Calendar::new(policy) else {
            return Self::Never;
        };
        let has_windows = policy.is_some_and(|policy| !policy.windows.is_empty());
        match calendar.openings(now, 1).first() {
            None => Self::Never,
            Some(next) if next.start > now => Self::Next(next.start.into()),
            Some(_) if !has_windows => Self::AnyTime,
            Some(open) => open.end.map_or(Self::AnyTime, |end| Self::Open(end.into())),
        }
    }
}

impl RunnerSummary {
    /// Of a runner whose maintenance is known. Its policy is left out: whoever asked v1 says so.
    pub fn of(runner: &Runner, maintenance: Maintenance) -> Self {
        let identity = &runner.identity;
        let spec = runner.managed_spec.as_ref();
        let millis = |at: &Option<model::Timestamp>| at.as_ref()?.moment().map(Millis::from);
        Self {
            runner_id: identity.runner_id.clone(),
            uid: UidStart::parse(&runner.id),
            display_name: runner.display_name.clone(),
            zone: identity.zone.clone(),
            cluster_id: identity.cluster_id.clone(),
            cluster_name: identity.cluster_name.clone(),
            runner_group_id: identity.runner_group_id.clone(),
            management_mode: runner.management_mode.clone(),
            install_status: runner.install_status.clone(),
            failure: runner
                .install_error
                .as_ref()
                .map(|error| error.message.clone())
                .unwrap_or_default(),
            connection_status: runner.connection_status.clone(),
            last_heartbeat_at: millis(&runner.last_heartbeat_at),
            release_channel: spec
                .map(|spec| spec.release_channel.clone())
                .unwrap_or_default(),
            active_revision: runner.active_revision,
            target_revision: runner.target_revision,
            rollout_in_progress: runner.rollout_in_progress,
            update_available: runner.update_available,
            maintenance,
            exclusions: spec
                .and_then(|spec| spec.maintenance_policy.as_ref())
                .map(|policy| policy.exclusions.as_slice())
                .unwrap_or_default()
                .iter()
                .filter_map(|given| maintenance::exclusion(given).ok())
                .map(|(start, end)| (start.into(), end.into()))
                .collect(),
            labels: spec
                .and_then(|spec| spec.overrides.as_ref())
                .map(|overrides| overrides.labels.clone())
                .unwrap_or_default(),
            profiles: runner
                .profile_bindings
                .iter()
                .map(|binding| binding.profile_template_id.clone())
                .collect(),
            profile_names: runner
                .profile_bindings
                .iter()
                .filter(|binding| !binding.profile_name.is_empty())
                .map(|binding| {
                    (
                        binding.profile_template_id.clone(),
                        binding.profile_name.clone(),
                    )
                })
                .collect(),
            policy: None,
            created_at: millis(&runner.created_at),
            updated_at: millis(&runner.updated_at),
            unreadable: runner.unreadable.iter().map(ToString::to_string).collect(),
        }
    }

    /// As it is told to people who may not know policies.
    #[must_use]
    pub fn without_policy(&self) -> Self {
        Self {
            policy: None,
            ..self.clone()
        }
    }

    /// Whether one revision is replacing another; a first install does not count (contract 7.1, 7.3).
    pub fn is_rolling_out(&self) -> bool {
        self.rollout_in_progress && self.install_status == InstallStatus::Ready
    }

    /// Whether this console may change it at all (contract 1.1).
    pub fn is_managed(&self) -> bool {
        self.management_mode != ManagementMode::SelfManaged
    }

    /// The cluster as people name it: its name, or its UUID where the server gives no name.
    pub fn cluster(&self) -> &str {
        if self.cluster_name.is_empty() {
            &self.cluster_id
        } else {
            &self.cluster_name
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{MaintenanceExclusion, MaintenanceWindow};

    fn at(text: &str) -> jiff::Timestamp {
        text.parse().unwrap()
    }

    fn policy(cron: Option<&str>, exclusion: Option<(&str, &str)>) -> MaintenancePolicy {
        MaintenancePolicy {
            windows: cron
                .map(|cron| MaintenanceWindow {
                    cron: cron.to_owned(),
                    duration_seconds: 3600,
                    ..MaintenanceWindow::default()
                })
                .into_iter()
                .collect(),
            exclusions: exclusion
                .map(|(start, end)| MaintenanceExclusion {
                    start_time: Some(model::Timestamp::new(start)),
                    end_time: Some(model::Timestamp::new(end)),
                    ..MaintenanceExclusion::default()
                })
                .into_iter()
                .collect(),
            ..MaintenancePolicy::default()
        }
    }

    #[test]
    fn maintenance_is_what_a_list_can_show() {
        let now = at("2026-11-24T03:30:00Z");
        let of = |policy: &MaintenancePolicy| Maintenance::of(Some(policy), now);
        assert_eq!(Maintenance::of(None, now), Maintenance::AnyTime);
        assert_eq!(
            of(&policy(Some("0 3 * * *"), None)),
            Maintenance::Open(at("2026-11-24T04:00:00Z").into())
        );
        assert_eq!(
            of(&policy(Some("0 9 * * *"), None)),
            Maintenance::Next(at("2026-11-24T09:00:00Z").into())
        );
        let frozen = ("2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z");
        assert_eq!(
            of(&policy(None, Some(frozen))),
            Maintenance::Next(at("2026-11-25T00:00:00Z").into())
        );
        let later = ("2026-12-24T00:00:00Z", "2026-12-25T00:00:00Z");
        assert_eq!(of(&policy(None, Some(later))), Maintenance::AnyTime);
        assert_eq!(of(&policy(Some("0 0 30 2 *"), None)), Maintenance::Never);
        assert_eq!(of(&policy(Some("nonsense"), None)), Maintenance::Never);
    }

    #[test]
    fn a_summary_reads_back_and_holds_no_secret() {
        let text = r#"{
            "identity": {"runnerId": "a", "zone": "us-east-04a", "clusterId": "u", "clusterName": "c"},
            "managedSpec": {"releaseChannel": "RELEASE_CHANNEL_RAPID", "overrides": {
                "env": {"TOKEN": "CANARY"}, "annotations": {"a": "CANARY"}, "labels": {"team": "x"}, "args": ["CANARY"]}},
            "profileBindings": [{"profileTemplateId": "p", "overridesJson": "CANARY"}],
            "installStatus": "RUNNER_INSTALL_STATUS_FAILED",
            "installError": {"message": "no node", "diagnosticDetail": "CANARY"},
            "deploymentSpec": {"env": {"TOKEN": "CANARY"}},
            "lastHeartbeatAt": "2026-11-24T03:30:00.250Z", "news": "CANARY"
        }"#;
        let runner: Runner = serde_json::from_str(text).unwrap();
        let summary = RunnerSummary::of(&runner, Maintenance::AnyTime);
        let written = serde_json::to_string(&summary).unwrap();
        assert!(!written.contains("CANARY"), "{written}");
        assert_eq!(
            serde_json::from_str::<RunnerSummary>(&written).unwrap(),
            summary
        );
        assert_eq!(summary.last_heartbeat_at, Some(Millis(1_795_491_000_250)));
        assert_eq!(summary.failure, "no node");
    }
}
