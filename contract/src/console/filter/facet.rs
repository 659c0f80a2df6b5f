//! Properties by which runners can be filtered. Addresses, saved views and links contain keys; the words that the
//! table shows are separate and may change.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    condition::status,
    console::{Guardrails, RunnerSummary, words},
    model::{ConnectionStatus, InstallStatus, ReleaseChannel},
};

/// A property with few values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Facet {
    /// Install status.
    Install,
    /// Connection status.
    Connection,
    /// Zone of its cluster, in lower case.
    Zone,
    /// Name of its cluster.
    Cluster,
    /// Channel in force.
    Channel,
    /// Whether a newer version is available or being rolled out.
    Update,
    /// Who manages it.
    Management,
    /// Profiles, a policy, both or neither.
    Guardrails,
    /// Name of its policy.
    Policy,
}

impl Facet {
    /// Every facet, in the order in which it is offered.
    pub const ALL: [Self; 9] = [
        Self::Install,
        Self::Connection,
        Self::Zone,
        Self::Cluster,
        Self::Channel,
        Self::Update,
        Self::Management,
        Self::Guardrails,
        Self::Policy,
    ];

    /// Whether only administrators may see it (contract-v1 0).
    pub fn is_for_admins(self) -> bool {
        matches!(self, Self::Guardrails | Self::Policy)
    }

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Install => "Install status",
            Self::Connection => "Connection",
            Self::Zone => "Zone",
            Self::Cluster => "Cluster",
            Self::Channel => "Channel",
            Self::Update => "Update",
            Self::Management => "Management",
            Self::Guardrails => "Guardrails",
            Self::Policy => "Policy",
        }
    }

    /// Its key in the address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Install => "install",
            Self::Connection => "connection",
            Self::Zone => "zone",
            Self::Cluster => "cluster",
            Self::Channel => "channel",
            Self::Update => "update",
            Self::Management => "management",
            Self::Guardrails => "guardrails",
            Self::Policy => "policy",
        }
    }

    /// The word that the table shows for a runner.
    pub fn word(self, runner: &RunnerSummary) -> Cow<'_, str> {
        match self {
            Self::Install => status::install(runner),
            Self::Connection => status::connection(&runner.connection_status),
            Self::Channel if runner.is_managed() => words::channel(&runner.release_channel),
            Self::Zone | Self::Cluster => self.value(runner),
            Self::Policy => match &runner.policy {
                Some(policy) => policy.word().into(),
                None if !runner.is_managed() => self.say("not-managed"),
                None => self.say("unknown"),
            },
            Self::Channel | Self::Update | Self::Management | Self::Guardrails => {
                match self.value(runner) {
                    Cow::Borrowed(value) => self.say(value),
                    Cow::Owned(value) => value.into(),
                }
            }
        }
    }

    /// The key of what a runner is: what filters compare and addresses hold. Never reworded. What the API
    /// says and this build does not know is its own key.
    pub fn value(self, runner: &RunnerSummary) -> Cow<'_, str> {
        match self {
            Self::Install | Self::Update if !runner.is_managed() => "not-managed".into(),
            Self::Install => match &runner.install_status {
                InstallStatus::Pending => "pending".into(),
                InstallStatus::Provisioning => "provisioning".into(),
                InstallStatus::Ready => "ready".into(),
                InstallStatus::Failed => "failed".into(),
                InstallStatus::Deleting => "deleting".into(),
                InstallStatus::Unspecified => "none".into(),
                unknown @ InstallStatus::Unknown(_) => unknown.word().into(),
            },
            Self::Connection => match &runner.connection_status {
                ConnectionStatus::Connected => "connected".into(),
                ConnectionStatus::Disconnected => "disconnected".into(),
                ConnectionStatus::Unspecified => "none".into(),
                unknown @ ConnectionStatus::Unknown(_) => unknown.word().into(),
            },
            Self::Zone if runner.zone.bytes().any(|byte| byte.is_ascii_uppercase()) => {
                runner.zone.to_ascii_lowercase().into()
            }
            Self::Zone => runner.zone.as_str().into(),
            Self::Cluster => runner.cluster().into(),
            Self::Channel if !runner.is_managed() => "none".into(),
            Self::Channel => match &runner.release_channel {
                ReleaseChannel::Rapid => "rapid".into(),
                ReleaseChannel::Unspecified | ReleaseChannel::Stable => "stable".into(),
                ReleaseChannel::Unknown(text) => text.as_str().into(),
            },
            Self::Update if runner.is_rolling_out() => "rolling-out".into(),
            Self::Update if runner.update_available => "available".into(),
            Self::Update => "up-to-date".into(),
            Self::Management if runner.is_managed() => "managed".into(),
            Self::Management => "self-managed".into(),
            Self::Guardrails => match Guardrails::of(runner) {
                None if !runner.is_managed() => "not-managed".into(),
                None => "unknown".into(),
                Some(Guardrails::Profiles) => "profiles".into(),
                Some(Guardrails::Both) => "both".into(),
                Some(Guardrails::Neither) => "neither".into(),
                Some(Guardrails::Policy) => "policy".into(),
            },
            Self::Policy => match &runner.policy {
                None if !runner.is_managed() => "not-managed".into(),
                None => "unknown".into(),
                Some(policy) => policy.key(),
            },
        }
    }

    /// A key in the words of the table; what has none is shown as it is.
    pub fn say(self, value: &str) -> Cow<'_, str> {
        let row = VALUES.iter().find(|row| row.0 == self && row.1 == value);
        let word = row.map_or(value, |row| row.2);
        match self {
            Self::Policy => word.strip_prefix('=').unwrap_or(word).into(),
            _ => word.into(),
        }
    }

    /// Reads what an address, a kept view or a link holds: a key, or the word that earlier builds wrote.
    pub fn read(self, text: &str) -> String {
        let row = VALUES
            .iter()
            .find(|row| row.0 == self && !text.is_empty() && row.3 == text);
        row.map_or(text, |row| row.1).to_owned()
    }
}

/// Facet, key, word of today, and the word that builds before the keys wrote: that column never changes, and
/// new rows have none.
#[rustfmt::skip]
const VALUES: &[(Facet, &str, &str, &str)] = &[
    (Facet::Install, "not-managed", "Not managed", "Not managed"),
    (Facet::Install, "pending", "Pending", "Pending"),
    (Facet::Install, "provisioning", "Provisioning", "Provisioning"),
    (Facet::Install, "ready", "Ready", "Ready"),
    (Facet::Install, "failed", "Failed", "Failed"),
    (Facet::Install, "deleting", "Deleting", "Deleting"),
    (Facet::Install, "none", "No status yet", "No status yet"),
    (Facet::Connection, "connected", "Connected", "Connected"),
    (Facet::Connection, "disconnected", "Disconnected", "Disconnected"),
    (Facet::Connection, "none", "Not connected", "Not connected"),
    (Facet::Channel, "none", "None", "None"),
    (Facet::Channel, "stable", "Stable", "Stable"),
    (Facet::Channel, "rapid", "Rapid", "Rapid"),
    (Facet::Update, "not-managed", "Not managed", "Not managed"),
    (Facet::Update, "rolling-out", "Rolling out", "Rolling out"),
    (Facet::Update, "available", "Available", "Available"),
    (Facet::Update, "up-to-date", "Up to date", "Up to date"),
    (Facet::Management, "managed", "Managed", "Managed"),
    (Facet::Management, "self-managed", "Self-managed", "Self-managed"),
    (Facet::Guardrails, "not-managed", "Not managed", ""),
    (Facet::Guardrails, "unknown", "Not known", ""),
    (Facet::Guardrails, "profiles", "Profiles only", ""),
    (Facet::Guardrails, "both", "Profiles and a policy", ""),
    (Facet::Guardrails, "neither", "Neither yet", ""),
    (Facet::Guardrails, "policy", "Policy only", ""),
    (Facet::Policy, "not-managed", "Not managed", ""),
    (Facet::Policy, "unknown", "Not known", ""),
    (Facet::Policy, "none", "No policy yet", ""),
    (Facet::Policy, "empty", "No limits of your own", ""),
    (Facet::Policy, "unnamed", "Without a name", ""),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::ListedPolicy;
    use crate::model::ManagementMode;

    /// One runner for each combination of what facets look at, but for policies.
    fn runners() -> Vec<RunnerSummary> {
        let modes = [ManagementMode::Managed, ManagementMode::SelfManaged];
        let mut installs = InstallStatus::KNOWN.to_vec();
        installs.extend([
            InstallStatus::Unspecified,
            InstallStatus::Unknown("RUNNER_INSTALL_STATUS_PAUSED".into()),
        ]);
        let mut all = Vec::new();
        for install_status in installs {
            for (index, mode) in modes.iter().enumerate() {
                for flags in 0..4 {
                    all.push(RunnerSummary {
                        zone: "US-East-04A".into(),
                        install_status: install_status.clone(),
                        management_mode: mode.clone(),
                        connection_status: ConnectionStatus::KNOWN
                            .get(flags)
                            .cloned()
                            .unwrap_or_default(),
                        release_channel: ReleaseChannel::KNOWN
                            .get(index + flags)
                            .cloned()
                            .unwrap_or_default(),
                        rollout_in_progress: flags & 1 > 0,
                        update_available: flags & 2 > 0,
                        ..RunnerSummary::default()
                    });
                }
            }
        }
        all
    }

    /// One runner for each kind of guardrails, among them a policy that is called like a key.
    fn guarded() -> impl Iterator<Item = RunnerSummary> {
        let policies = [
            None,
            Some(ListedPolicy::Unset),
            Some(ListedPolicy::Empty),
            Some(ListedPolicy::Unnamed),
            Some(ListedPolicy::Named("none".into())),
            Some(ListedPolicy::Named("=none".into())),
        ];
        policies.into_iter().flat_map(|policy| {
            [0, 1].map(|profiles| RunnerSummary {
                profiles: vec!["p".into(); profiles],
                policy: policy.clone(),
                ..RunnerSummary::default()
            })
        })
    }

    #[test]
    fn what_differs_has_keys_that_differ() {
        let keys = guarded().map(|runner| Facet::Policy.value(&runner).into_owned());
        let keys: std::collections::BTreeSet<_> = keys.collect();
        assert_eq!(keys.len(), 6);
    }

    #[test]
    fn what_is_not_managed_is_not_called_unknown() {
        let own = RunnerSummary {
            management_mode: ManagementMode::SelfManaged,
            ..RunnerSummary::default()
        };
        for facet in [Facet::Policy, Facet::Guardrails] {
            assert_eq!(facet.word(&own), "Not managed");
            assert_eq!(facet.word(&RunnerSummary::default()), "Not known");
        }
    }

    #[test]
    fn a_key_is_said_as_the_table_says_it() {
        for runner in runners().into_iter().chain(guarded()) {
            for facet in Facet::ALL {
                let value = facet.value(&runner);
                assert_eq!(facet.say(&value), facet.word(&runner), "{facet:?}");
            }
        }
    }

    #[test]
    fn keys_and_the_words_of_earlier_builds_are_both_read() {
        for (facet, key, _, before) in VALUES {
            assert_eq!(facet.read(key), *key);
            if !before.is_empty() {
                assert_eq!(facet.read(before), *key);
            }
        }
        // What this build does not know passes through, the API's constants and names of zones too.
        for text in ["HIBERNATING", "us-east-04a", "Ready"] {
            assert_eq!(Facet::Zone.read(text), text);
        }
    }
}
