//! A runner as a link shows it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Known, hidden::Hidden, terms::Shows};
use crate::condition::facts::Facts;
use crate::console::{Maintenance, Millis, Span};
use crate::model::{ConnectionStatus, InstallStatus, ManagementMode, ReleaseChannel};

/// A runner as a link shows it: an allow-list. What is not a field here cannot be seen through a link.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SharedRunner {
    /// Identifies it, but reveals nothing about it if names are replaced.
    pub key: String,
    /// Its runner ID, or the alias in its place.
    pub name: String,
    /// Its display name; empty where it has none or names are replaced.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub display_name: String,
    /// Who manages it: a self-managed runner has no install status.
    pub management_mode: ManagementMode,
    /// Where the install stands.
    pub install_status: InstallStatus,
    /// Whether heartbeats arrive.
    pub connection_status: ConnectionStatus,
    /// Newest heartbeat.
    pub heard_at: Option<Millis>,
    /// When it was created.
    pub created_at: Option<Millis>,
    /// When it last changed.
    pub changed_at: Option<Millis>,
    /// Message of a failed install, where shown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub error: String,
    /// What to do about it, where shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<String>,
    /// Zone, where shown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub zone: String,
    /// Cluster, where shown.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub cluster: String,
    /// Versions and maintenance, where shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub versions: Option<SharedVersions>,
    /// The last 24 hours, where shown.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub past: Vec<Span>,
}

/// What runs on a runner, and when that may change.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SharedVersions {
    /// Its channel.
    pub channel: ReleaseChannel,
    /// Revision that runs.
    pub active: i32,
    /// Revision that is wanted.
    pub target: i32,
    /// The target revision is being rolled out.
    pub rolling_out: bool,
    /// A newer version is available on its channel.
    pub update_available: bool,
    /// When automatic updates may start.
    pub maintenance: Maintenance,
}

/// What stands in for a runner's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pseudonym {
    /// Tells it from others.
    pub key: String,
    /// What it is called.
    pub name: String,
}

impl SharedRunner {
    /// Of a runner, field by field.
    pub(super) fn of(
        known: &Known,
        shows: Shows,
        pseudonym: Option<Pseudonym>,
        hidden: &Hidden<'_>,
    ) -> Self {
        let Known {
            summary: runner,
            hints,
            past,
        } = known;
        let is_renamed = pseudonym.is_some();
        let Pseudonym { key, name } = pseudonym.unwrap_or_else(|| Pseudonym {
            key: runner.runner_id.clone(),
            name: runner.runner_id.clone(),
        });
        let mut shared = Self {
            key,
            name,
            management_mode: runner.management_mode.clone(),
            install_status: runner.install_status.clone(),
            connection_status: runner.connection_status.clone(),
            heard_at: runner.last_heartbeat_at,
            created_at: runner.created_at,
            changed_at: runner.updated_at,
            ..Self::default()
        };
        if !is_renamed {
            shared.display_name = hidden.within(&runner.display_name);
        }
        if shows.places {
            // The platform names runners like their clusters (contract 9).
            shared.zone = hidden.within(&runner.zone);
            shared.cluster = hidden.within(&runner.cluster_name);
        }
        if shows.errors && runner.install_status == InstallStatus::Failed {
            shared.error = hidden.within(&runner.failure);
            shared.hints = hints.iter().map(|hint| hidden.within(hint)).collect();
        }
        if shows.versions && runner.is_managed() {
            shared.versions = Some(SharedVersions {
                channel: runner.release_channel.clone(),
                active: runner.active_revision,
                target: runner.target_revision,
                rolling_out: runner.is_rolling_out(),
                update_available: runner.update_available,
                maintenance: runner.maintenance,
            });
        }
        if shows.history {
            shared.past.clone_from(past);
        }
        shared
    }
}

impl Facts for SharedRunner {
    fn install(&self) -> &InstallStatus {
        &self.install_status
    }

    fn connection(&self) -> &ConnectionStatus {
        &self.connection_status
    }

    fn heard_at(&self) -> Option<Timestamp> {
        self.heard_at.map(Millis::instant)
    }

    fn changed_at(&self) -> Option<Timestamp> {
        self.changed_at.map(Millis::instant)
    }

    fn is_managed(&self) -> bool {
        self.management_mode != ManagementMode::SelfManaged
    }

    fn rollout_in_progress(&self) -> bool {
        self.versions
            .as_ref()
            .is_some_and(|versions| versions.rolling_out)
    }

    fn update_available(&self) -> bool {
        self.versions
            .as_ref()
            .is_some_and(|versions| versions.update_available)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::RunnerSummary;

    #[test]
    fn a_message_does_not_give_away_what_is_hidden() {
        let runner = RunnerSummary {
            runner_id: "prod-1".into(),
            display_name: "prod-1 of Ada".into(),
            zone: "us-east-04a".into(),
            cluster_name: "prod".into(),
            install_status: InstallStatus::Failed,
            failure: "no node of PROD in US-EAST-04A takes prod-1 of Ada (prod-1)".into(),
            ..RunnerSummary::default()
        };
        let shows = Shows {
            errors: true,
            ..Shows::default()
        };
        let alias = Pseudonym {
            key: "1".into(),
            name: "Runner 1".into(),
        };
        let known = [Known {
            summary: runner,
            ..Known::default()
        }];
        let of = |shows, alias: Option<Pseudonym>| {
            let hidden = Hidden::of(&known, shows, std::slice::from_ref(&alias));
            SharedRunner::of(&known[0], shows, alias.clone(), &hidden)
        };
        let shared = of(shows, Some(alias));
        assert_eq!(
            shared.error,
            "no node of the cluster in the zone takes Runner 1 (Runner 1)"
        );
        let places = Shows {
            places: true,
            ..shows
        };
        assert_eq!(of(places, None).error, known[0].summary.failure);
    }
}
