use std::collections::BTreeSet;

use super::*;
use crate::console::{Millis, RunnerSummary};
use crate::model::ManagementMode;

const NOW: i64 = 1_795_000_000_000;

fn now() -> Timestamp {
    Millis(NOW).instant()
}

/// Every combination of what a condition is made from, with instants on both sides of every limit.
fn every_runner() -> Vec<RunnerSummary> {
    let mut installs = InstallStatus::KNOWN.to_vec();
    installs.extend([
        InstallStatus::Unspecified,
        InstallStatus::Unknown("HIBERNATING".into()),
    ]);
    let mut connections = ConnectionStatus::KNOWN.to_vec();
    connections.extend([
        ConnectionStatus::Unspecified,
        ConnectionStatus::Unknown("ODD".into()),
    ]);
    let ago = [None]
        .into_iter()
        .chain(
            [-5, 0, 30, 31, 179, 181, 1800, 1801].map(|seconds| Some(Millis(NOW - seconds * 1000))),
        )
        .collect::<Vec<_>>();
    let mut all = Vec::new();
    for management_mode in [ManagementMode::default(), ManagementMode::SelfManaged] {
        for install_status in &installs {
            for connection_status in &connections {
                for last_heartbeat_at in &ago {
                    for updated_at in &ago {
                        for flags in 0..4 {
                            all.push(RunnerSummary {
                                management_mode: management_mode.clone(),
                                install_status: install_status.clone(),
                                connection_status: connection_status.clone(),
                                last_heartbeat_at: *last_heartbeat_at,
                                updated_at: *updated_at,
                                rollout_in_progress: flags & 1 == 1,
                                update_available: flags & 2 == 2,
                                ..RunnerSummary::default()
                            });
                        }
                    }
                }
            }
        }
    }
    all
}

/// The rules of the contract, each said of the facts alone.
#[test]
fn every_combination_is_in_one_condition_that_the_contract_allows() {
    let mut seen = BTreeSet::new();
    for runner in every_runner() {
        let condition = Condition::of(&runner, now());
        let elapsed = |at: Option<Millis>| at.map(|at| (NOW - at.0).max(0) / 1000);
        let changed = elapsed(runner.updated_at);
        let is_ready = runner.install_status == InstallStatus::Ready;
        let is_connected = runner.connection_status == ConnectionStatus::Connected;
        let is_installing = !is_ready
            && ![InstallStatus::Failed, InstallStatus::Deleting].contains(&runner.install_status);
        let silent = elapsed(runner.last_heartbeat_at.or(runner.updated_at)).is_none_or(|s| s > 30);
        let is_lost =
            is_ready && silent && runner.connection_status == ConnectionStatus::Disconnected;
        let expected = if runner.is_managed() {
            let slow = is_installing && changed.is_some_and(|s| s > 180);
            let stuck = is_installing && changed.is_some_and(|s| s > 1800);
            let alarm = runner.install_status == InstallStatus::Failed || is_lost || slow;
            let holds = |group: Group| group.holds(&runner, now());
            assert_eq!(holds(Group::Attention), alarm, "{runner:?}");
            assert_eq!(
                holds(Group::Failed),
                runner.install_status == InstallStatus::Failed
            );
            assert_eq!(holds(Group::Disconnected), is_lost, "{runner:?}");
            assert_eq!(holds(Group::Installing), is_installing, "{runner:?}");
            assert_eq!(
                holds(Group::Healthy),
                is_ready && is_connected,
                "{runner:?}"
            );
            (condition == Condition::Stuck) == stuck
                && (condition == Condition::Slow) == (slow && !stuck)
                && (condition == Condition::Deleting)
                    == (runner.install_status == InstallStatus::Deleting)
        } else {
            is_connected == (condition == Condition::SelfManaged)
                && is_connected != (condition == Condition::SelfManagedSilent)
        };
        assert!(expected, "{condition:?} of {runner:?}");
        assert_eq!(
            Group::Updates.holds(&runner, now()),
            runner.update_available
        );
        // The words of the pages do not contradict each other.
        let shared = condition.shared();
        assert!(
            shared != SharedState::Attention || condition.needs_attention(),
            "a teammate is told to worry where nobody else is: {runner:?}"
        );
        assert!(
            !condition.needs_attention() || shared > SharedState::Installing,
            "a teammate is told that all is well: {runner:?}"
        );
        assert_eq!(
            condition.needs_attention(),
            Group::Attention.holds(&runner, now()),
            "one rule"
        );
        assert!(condition.tone() != Tone::Ok || !condition.needs_attention());
        let is_under_way = is_installing || runner.install_status == InstallStatus::Deleting;
        if runner.is_managed() && is_under_way {
            assert!(is_changing(&runner, now()), "{runner:?}");
        }
        if !runner.is_managed() {
            assert!(!is_changing(&runner, now()), "{runner:?}");
        }
        seen.insert(format!("{condition:?}"));
    }
    assert_eq!(seen.len(), 11, "{seen:?}");
}

#[test]
fn a_fresh_runner_is_asked_often_until_it_connects() {
    let ready = |connection_status, seconds: i64| RunnerSummary {
        install_status: InstallStatus::Ready,
        connection_status,
        updated_at: Some(Millis(NOW - seconds * 1000)),
        ..RunnerSummary::default()
    };
    assert!(is_changing(
        &ready(ConnectionStatus::Disconnected, 179),
        now()
    ));
    assert!(!is_changing(
        &ready(ConnectionStatus::Disconnected, 180),
        now()
    ));
    assert!(!is_changing(&ready(ConnectionStatus::Connected, 1), now()));
    let rolling = RunnerSummary {
        rollout_in_progress: true,
        ..ready(ConnectionStatus::Connected, 1)
    };
    assert!(is_changing(&rolling, now()));
}

#[test]
fn a_newer_heartbeat_than_the_facts_counts() {
    let lost = RunnerSummary {
        install_status: InstallStatus::Ready,
        connection_status: ConnectionStatus::Disconnected,
        updated_at: Some(Millis(NOW - 3_600_000)),
        ..RunnerSummary::default()
    };
    assert_eq!(Condition::of(&lost, now()), Condition::Lost);
    let heard = now() - SignedDuration::from_secs(12);
    assert_eq!(
        Condition::heard(&lost, Some(heard), now()),
        Condition::Lagging
    );
}

#[test]
fn the_future_is_now() {
    let later = now() + SignedDuration::from_secs(5);
    assert_eq!(since(later, now()), SignedDuration::ZERO);
}
