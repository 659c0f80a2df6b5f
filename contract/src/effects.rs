//! What a write triggers, so that people know beforehand (contract 7.3, 7.4, I-24 to I-26): what starts right away
//! regardless of maintenance windows, what waits for the next opening, and what waits for the end of an exclusion.

use jiff::Timestamp;
use serde_json::Value;

use crate::console::{Maintenance, Millis, RunnerSummary};
use crate::maintenance::Calendar;
use crate::model::{
    InstallStatus, MaintenancePolicy, ManagedSpec, ProfileBinding, ReleaseChannel, Runner,
};

/// When an update of the version starts by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// Within a minute: nothing holds it back.
    Soon,
    /// At the next opening of the maintenance windows.
    Opening(Timestamp),
    /// Not until the exclusions in force have ended.
    Excluded {
        /// When they have ended.
        until: Timestamp,
        /// Why they are there; may be empty.
        reason: String,
        /// When it opens after that, if it ever does.
        opens: Option<Timestamp>,
    },
    /// Never: no window opens any more, or the policy cannot be read.
    Never,
}

/// What has to be done before an update can start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum After {
    /// Nothing.
    Nothing,
    /// The install that is under way or begins.
    Install,
    /// The rollout that is under way or begins.
    Rollout,
}

/// Something that a write sets off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// The install begins at once; windows govern later updates.
    Installs,
    /// The failed install is tried again at once (I-24).
    InstallsAgain,
    /// It becomes part of the install in progress.
    JoinsInstall,
    /// A new revision is rolled out at once, outside windows too (I-24).
    RollsOut {
        /// One is being rolled out, and gives way to this one.
        starts_over: bool,
    },
    /// The newest version is rolled out at once, outside windows and inside exclusions too (I-25).
    Upgrades {
        /// When it would have started by itself.
        else_at: When,
    },
    /// A newer version of the channel is installed by itself (I-26).
    Updates {
        /// When.
        when: When,
        /// What comes before.
        after: After,
        /// Whether there is such a version. Of a channel that the runner is not on yet that is not known.
        is_known: bool,
    },
    /// New sandboxes get the changed profiles; nothing is rolled out.
    OffersProfiles,
    /// The direct endpoint is set up again right away, regardless of windows (contract-v1 2.3).
    ChangesEndpoint {
        /// There is none afterwards.
        is_gone: bool,
    },
}

impl When {
    /// Under a policy, at `now`.
    pub fn of(policy: Option<&MaintenancePolicy>, now: Timestamp) -> Self {
        let Ok(calendar) = Calendar::new(policy) else {
            return Self::Never;
        };
        let opens = calendar.openings(now, 1).first().map(|next| next.start);
        match (calendar.exclusion_at(now), opens) {
            (Some(exclusion), opens) => Self::Excluded {
                until: calendar.excluded_until(now).unwrap_or(now),
                reason: exclusion.reason.trim().to_owned(),
                opens,
            },
            (None, Some(opens)) if opens > now => Self::Opening(opens),
            (None, Some(_)) => Self::Soon,
            (None, None) => Self::Never,
        }
    }

    /// As far as a list knows.
    pub fn in_list(runner: &RunnerSummary, now: Timestamp) -> Self {
        let at = now.as_millisecond();
        let opens = match runner.maintenance {
            Maintenance::Never => None,
            Maintenance::Next(opens) if opens.0 > at => Some(opens.instant()),
            _ => Some(now),
        };
        let ends = |at: i64| {
            let in_force = runner
                .exclusions
                .iter()
                .filter(|(from, to)| from.0 <= at && at < to.0);
            in_force.map(|(_, to)| to.0).max()
        };
        // One that begins before the other ends goes on with it.
        let until = std::iter::successors(ends(at), |until| ends(*until)).last();
        match (until, opens) {
            (Some(until), opens) => Self::Excluded {
                until: Millis(until).instant(),
                reason: String::new(),
                opens,
            },
            (None, Some(opens)) if opens > now => Self::Opening(opens),
            (None, Some(_)) => Self::Soon,
            (None, None) => Self::Never,
        }
    }
}

/// What creating a runner sets off.
pub fn of_create() -> Vec<Effect> {
    vec![Effect::Installs]
}

/// What changing a profile sets off on the runners that bind it.
pub fn of_profile() -> Vec<Effect> {
    vec![Effect::OffersProfiles]
}

/// What upgrading a runner triggers; `else_at` is when it would have been updated automatically.
pub fn of_upgrade(else_at: When) -> Vec<Effect> {
    vec![Effect::Upgrades { else_at }]
}

/// What changing a runner triggers. Empty if the change is only stored.
pub fn of_change(before: &Runner, after: &Runner, now: Timestamp) -> Vec<Effect> {
    if !is_changeable(before.is_managed(), &before.install_status) {
        return Vec::new();
    }
    let (old, new) = (spec(before), spec(after));
    let mut effects = Vec::new();
    let change = Change {
        install: &before.install_status,
        is_rolling_out: before.is_rolling_out(),
        has_overrides: old.overrides != new.overrides,
        has_spec: old != new,
    };
    let next = change.begins(&mut effects);
    let is_other_channel = old.release_channel != new.release_channel;
    let is_waiting = before.update_available && old.maintenance_policy != new.maintenance_policy;
    if is_other_channel || is_waiting {
        effects.push(Effect::Updates {
            when: When::of(new.maintenance_policy.as_ref(), now),
            after: next,
            is_known: !is_other_channel,
        });
    }
    if sorted(&before.profile_bindings) != sorted(&after.profile_bindings) {
        effects.push(Effect::OffersProfiles);
    }
    let (from, to) = (endpoint(&old), endpoint(&new));
    if from != to {
        effects.push(Effect::ChangesEndpoint {
            is_gone: to.is_none(),
        });
    }
    effects
}

/// What putting a runner of a list on another channel sets off.
pub fn of_channel(runner: &RunnerSummary, to: &ReleaseChannel, now: Timestamp) -> Vec<Effect> {
    let is_other = runner.release_channel.effective() != to.effective();
    if !is_other || !is_changeable(runner.is_managed(), &runner.install_status) {
        return Vec::new();
    }
    let mut effects = Vec::new();
    let change = Change {
        install: &runner.install_status,
        is_rolling_out: runner.is_rolling_out(),
        has_overrides: false,
        has_spec: true,
    };
    let after = change.begins(&mut effects);
    effects.push(Effect::Updates {
        when: When::in_list(runner, now),
        after,
        is_known: false,
    });
    effects
}

/// What is under way on a runner, and what of its spec is changed.
struct Change<'a> {
    install: &'a InstallStatus,
    is_rolling_out: bool,
    has_overrides: bool,
    has_spec: bool,
}

impl Change<'_> {
    /// Adds what begins at once. The answer is what an update has to wait for.
    fn begins(&self, effects: &mut Vec<Effect>) -> After {
        match self.install {
            InstallStatus::Failed if self.has_spec => {
                effects.push(Effect::InstallsAgain);
                After::Install
            }
            InstallStatus::Ready if self.has_overrides => {
                effects.push(Effect::RollsOut {
                    starts_over: self.is_rolling_out,
                });
                After::Rollout
            }
            InstallStatus::Ready if self.is_rolling_out => After::Rollout,
            InstallStatus::Ready => After::Nothing,
            _ => {
                if self.has_overrides {
                    effects.push(Effect::JoinsInstall);
                }
                After::Install
            }
        }
    }
}

/// Whether the API takes a change of it at all.
fn is_changeable(is_managed: bool, install: &InstallStatus) -> bool {
    is_managed && *install != InstallStatus::Deleting
}

/// The spec as the server stores it: absent and empty are the same (contract 0.3, 1.4, I-12).
fn spec(runner: &Runner) -> ManagedSpec {
    let mut spec = runner.managed_spec.clone().unwrap_or_default();
    spec.release_channel = spec.release_channel.effective();
    spec.maintenance_policy = spec
        .maintenance_policy
        .filter(|policy| !policy.windows.is_empty() || !policy.exclusions.is_empty());
    spec.overrides = Some(spec.overrides.unwrap_or_default());
    spec
}

/// The data plane through which a runner has an endpoint of its own (contract-v1 2.3).
fn endpoint(spec: &ManagedSpec) -> Option<&Value> {
    let data_plane = spec.data_plane.as_ref().filter(|value| !value.is_null())?;
    let is_disabled = data_plane
        .get("disabled")
        .is_some_and(|value| !value.is_null());
    (!is_disabled).then_some(data_plane)
}

/// The order of bindings carries no meaning (contract 3.4).
fn sorted(bindings: &[ProfileBinding]) -> Vec<&ProfileBinding> {
    let mut sorted: Vec<_> = bindings.iter().collect();
    sorted.sort_by_key(|binding| &binding.profile_template_id);
    sorted
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn runner(install: &str, spec: Value) -> Runner {
        let runner = json!({ "installStatus": format!("RUNNER_INSTALL_STATUS_{install}"), "managedSpec": spec });
        serde_json::from_value(runner).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn now() -> Timestamp {
        at("2026-11-25T12:00:00Z")
    }

    fn changed(runner: &Runner, spec: Value) -> Vec<Effect> {
        let mut after = runner.clone();
        after.managed_spec = serde_json::from_value(spec).unwrap();
        of_change(runner, &after, now())
    }

    fn updates(when: When, after: After, is_known: bool) -> Effect {
        Effect::Updates {
            when,
            after,
            is_known,
        }
    }

    #[test]
    fn another_channel_updates_as_the_calendar_allows() {
        let rapid = |policy: Value| json!({ "releaseChannel": "RELEASE_CHANNEL_RAPID", "maintenancePolicy": policy });
        let of = |policy: Value| {
            changed(
                &runner("READY", json!({ "maintenancePolicy": policy.clone() })),
                rapid(policy),
            )
        };
        let soon = [updates(When::Soon, After::Nothing, false)];
        assert_eq!(of(Value::Null), soon);
        let evening = json!([{ "cron": "0 18 * * *", "durationSeconds": 3600 }]);
        assert_eq!(
            of(json!({ "windows": evening })),
            [updates(
                When::Opening(at("2026-11-25T18:00:00Z")),
                After::Nothing,
                false
            )]
        );
        let freeze = json!([{ "startTime": "2026-11-20T00:00:00Z", "endTime": "2026-11-27T00:00:00Z", "reason": " audit " }]);
        let excluded = When::Excluded {
            until: at("2026-11-27T00:00:00Z"),
            reason: "audit".to_owned(),
            opens: Some(at("2026-11-27T18:00:00Z")),
        };
        assert_eq!(
            of(json!({ "windows": evening, "exclusions": freeze })),
            [updates(excluded, After::Nothing, false)]
        );
        let never = json!({ "windows": [{ "cron": "0 0 30 2 *", "durationSeconds": 60 }] });
        assert_eq!(of(never), [updates(When::Never, After::Nothing, false)]);
    }

    #[test]
    fn what_is_the_same_in_other_words_sets_nothing_off() {
        let ready = runner("READY", json!({}));
        for same in [
            json!(null),
            json!({ "releaseChannel": "RELEASE_CHANNEL_STABLE" }),
            json!({ "overrides": {}, "maintenancePolicy": { "windows": [] } }),
        ] {
            assert_eq!(changed(&ready, same), []);
        }
        assert_eq!(
            changed(&ready, json!({ "enforceResourceLimits": true })),
            []
        );
        let theirs = Runner {
            management_mode: crate::model::ManagementMode::SelfManaged,
            ..ready
        };
        assert_eq!(
            changed(&theirs, json!({ "overrides": { "args": ["a"] } })),
            []
        );
        let leaving = runner("DELETING", json!({}));
        assert_eq!(
            changed(&leaving, json!({ "overrides": { "args": ["a"] } })),
            []
        );
    }

    #[test]
    fn overrides_go_out_at_once() {
        let overrides = json!({ "overrides": { "args": ["a"] } });
        let of = |runner: &Runner| changed(runner, overrides.clone());
        let ready = runner("READY", json!({}));
        assert_eq!(of(&ready), [Effect::RollsOut { starts_over: false }]);
        let busy = Runner {
            rollout_in_progress: true,
            ..ready
        };
        assert_eq!(of(&busy), [Effect::RollsOut { starts_over: true }]);
        assert_eq!(
            of(&runner("PROVISIONING", json!({}))),
            [Effect::JoinsInstall]
        );
        assert_eq!(of(&runner("FAILED", json!({}))), [Effect::InstallsAgain]);
    }

    #[test]
    fn an_opened_calendar_lets_the_waiting_update_start() {
        let held = json!({ "maintenancePolicy": { "windows": [{ "cron": "0 0 30 2 *", "durationSeconds": 60 }] } });
        let mut waiting = runner("READY", held);
        assert_eq!(changed(&waiting, json!({})), []);
        waiting.update_available = true;
        let soon = [updates(When::Soon, After::Nothing, true)];
        assert_eq!(changed(&waiting, json!({})), soon);
    }

    #[test]
    fn a_list_says_the_same() {
        let policy = json!({
            "windows": [{ "cron": "0 18 * * *", "durationSeconds": 3600 }],
            "exclusions": [{ "startTime": "2026-11-20T00:00:00Z", "endTime": "2026-11-27T00:00:00Z" }],
        });
        for policy in [policy, Value::Null] {
            for install in ["READY", "FAILED", "PENDING"] {
                let before = runner(install, json!({ "maintenancePolicy": policy }));
                let mut after = before.clone();
                after.managed_spec.as_mut().unwrap().release_channel = ReleaseChannel::Rapid;
                let calendar = before
                    .managed_spec
                    .as_ref()
                    .unwrap()
                    .maintenance_policy
                    .as_ref();
                let summary = RunnerSummary::of(&before, Maintenance::of(calendar, now()));
                assert_eq!(
                    of_channel(&summary, &ReleaseChannel::Rapid, now()),
                    of_change(&before, &after, now())
                );
                assert_eq!(of_channel(&summary, &ReleaseChannel::Stable, now()), []);
            }
        }
    }
}
