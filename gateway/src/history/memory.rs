//! What is remembered about a runner to detect what happened to it since.

use std::collections::BTreeSet;

use contract::api::Dialect;
use contract::console::{Happening, Millis};
use contract::model::{ConnectionStatus, InstallStatus, Runner};
use serde::{Deserialize, Serialize};

use super::fingerprint::{PartFingerprints, fingerprint};

/// A runner as it stood when it was last looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Memory {
    /// Of its UUID: a runner ID is used again after a deletion.
    uid: u64,
    /// When it was created, which tells that too where v1 gives no UUID; absent from older rows.
    #[serde(default)]
    created_at: Option<Millis>,
    /// What it was read in.
    #[serde(default)]
    dialect: Dialect,
    /// When it was first seen.
    pub(crate) since: Millis,
    pub(crate) install: InstallStatus,
    connection: ConnectionStatus,
    /// Last heartbeat before the connection was lost; present while it is.
    lost_at: Option<Millis>,
    pub(super) active: i32,
    target: i32,
    /// When the rollout that is on was seen to begin.
    rolling_since: Option<Millis>,
    update_available: bool,
    /// Template IDs of the profiles that are bound.
    #[serde(default)]
    profiles: BTreeSet<String>,
    parts: PartFingerprints,
}

impl Memory {
    /// Of a runner that is seen for the first time.
    pub(crate) fn new(runner: &Runner, dialect: Dialect, at: Millis) -> Self {
        Self {
            uid: fingerprint(&runner.id),
            created_at: created_at(runner),
            dialect,
            since: at,
            install: runner.install_status.clone(),
            connection: runner.connection_status.clone(),
            lost_at: match runner.connection_status {
                ConnectionStatus::Connected => None,
                _ => heard_at(runner),
            },
            active: runner.active_revision,
            target: runner.target_revision,
            rolling_since: runner.is_rolling_out().then_some(at),
            update_available: runner.update_available,
            profiles: bound(runner),
            parts: PartFingerprints::of(runner, dialect),
        }
    }

    /// Whether heartbeats arrive.
    pub(crate) fn is_connected(&self) -> bool {
        self.connection == ConnectionStatus::Connected
    }

    /// Whether the runner is the one that is remembered, and not another one of the same ID.
    pub(crate) fn is_of(&self, runner: &Runner) -> bool {
        let none = fingerprint(&"");
        let uid = fingerprint(&runner.id);
        if uid != none && self.uid != none {
            return self.uid == uid;
        }
        match (self.created_at, created_at(runner)) {
            (Some(one), Some(other)) => one == other,
            // Nothing tells them apart.
            _ => true,
        }
    }

    /// Whether that is the fingerprint of its UUID.
    pub(crate) fn has_uid(&self, uid: u64) -> bool {
        self.uid == uid
    }

    /// Moves on to the runner as it stands now, and says what happened.
    pub(crate) fn update(
        &mut self,
        runner: &Runner,
        dialect: Dialect,
        at: Millis,
    ) -> Vec<Happening> {
        let before = self.clone();
        let mut happenings = Vec::new();
        *self = Self {
            since: before.since,
            lost_at: before.lost_at,
            rolling_since: before.rolling_since,
            ..Self::new(runner, dialect, at)
        };
        if dialect == Dialect::V1 {
            // What only v1beta2 tells is as it was, as far as is known.
            self.profiles.clone_from(&before.profiles);
            if runner.id.is_empty() {
                self.uid = before.uid;
            }
        }
        // Two dialects say the same in other words: what was read in both is not compared.
        let mask = if before.dialect == dialect {
            before.parts.difference(&self.parts)
        } else {
            Vec::new()
        };
        if !mask.is_empty() {
            happenings.push(Happening::Changed { mask });
        }
        let gone = before.profiles.difference(&self.profiles);
        let gone: Vec<String> = gone.cloned().collect();
        if !gone.is_empty() {
            happenings.push(Happening::Detached { profiles: gone });
        }
        if self.install != before.install {
            happenings.push(install(before.install.clone(), runner));
        }
        happenings.extend(self.rollout(&before, runner, at));
        happenings.extend(self.connection(&before, runner, at));
        if self.update_available && !before.update_available {
            happenings.push(Happening::UpdateAvailable);
        }
        happenings
    }

    /// A first install has a target too, but replaces nothing (contract 7.3).
    fn rollout(&mut self, before: &Self, runner: &Runner, at: Millis) -> Vec<Happening> {
        let mut happenings = Vec::new();
        let is_rolling_out = runner.is_rolling_out();
        let started = is_rolling_out && before.rolling_since.is_none();
        let ended = self.active > before.active && before.active > 0;
        if ended {
            happenings.push(Happening::RolloutDone {
                revision: self.active,
                after_seconds: before.rolling_since.map(|since| seconds(since, at)),
            });
        }
        if started || (is_rolling_out && self.target > before.target) {
            happenings.push(Happening::RolloutStarted {
                active: self.active,
                target: self.target,
            });
            self.rolling_since = Some(at);
        }
        if !is_rolling_out {
            self.rolling_since = None;
        }
        happenings
    }

    fn connection(&mut self, before: &Self, runner: &Runner, at: Millis) -> Option<Happening> {
        match (before.is_connected(), self.is_connected()) {
            (true, false) => {
                let heard_at = heard_at(runner);
                self.lost_at = heard_at.or(Some(at));
                Some(Happening::ConnectionLost { heard_at })
            }
            (false, true) => Some(Happening::ConnectionGained {
                after_seconds: self.lost_at.take().map(|lost| seconds(lost, at)),
            }),
            _ => None,
        }
    }
}

fn created_at(runner: &Runner) -> Option<Millis> {
    runner.created_at.as_ref()?.instant().map(Into::into)
}

fn bound(runner: &Runner) -> BTreeSet<String> {
    let bindings = runner.profile_bindings.iter();
    bindings
        .map(|binding| binding.profile_template_id.clone())
        .collect()
}

/// That the install status became what it is.
pub(super) fn install(from: InstallStatus, runner: &Runner) -> Happening {
    let to = runner.install_status.clone();
    let error = runner
        .install_error
        .as_ref()
        .filter(|_| to == InstallStatus::Failed);
    Happening::Install {
        from,
        to,
        reason: error.map_or_else(String::new, |error| error.reason.constant().to_owned()),
        message: error.map_or_else(String::new, |error| error.message.clone()),
        hints: error.map_or_else(Vec::new, |error| error.remediation_hints.clone()),
    }
}

fn heard_at(runner: &Runner) -> Option<Millis> {
    runner.last_heartbeat_at.as_ref()?.instant().map(Into::into)
}

fn seconds(from: Millis, to: Millis) -> i64 {
    ((to.0 - from.0) / 1000).max(0)
}

#[cfg(test)]
mod tests;
