use contract::wire::{InstallError, InstallErrorReason, Timestamp};

use super::*;

/// A runner that is well and was heard at 08:00.
fn runner() -> Runner {
    Runner {
        id: "0f5d9a8e".to_owned(),
        install_status: InstallStatus::Ready,
        connection_status: ConnectionStatus::Connected,
        active_revision: 7,
        target_revision: 7,
        last_heartbeat_at: Some(Timestamp::new("2026-11-24T08:00:00Z")),
        ..Runner::default()
    }
}

fn at(text: &str) -> Millis {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

fn memory() -> Memory {
    Memory::new(&runner(), at("2026-11-24T08:00:00Z"))
}

#[test]
fn nothing_happens_to_the_same_runner() {
    let mut memory = memory();
    let mut later = runner();
    later.last_heartbeat_at = Some(Timestamp::new("2026-11-24T08:00:10Z"));
    later.updated_at = Some(Timestamp::new("2026-11-24T08:00:10Z"));
    assert_eq!(memory.update(&later, at("2026-11-24T08:00:11Z")), []);
    assert_eq!(memory, self::memory());
}

#[test]
fn a_lost_connection_comes_back_with_its_duration() {
    let mut memory = memory();
    let mut lost = runner();
    lost.connection_status = ConnectionStatus::Disconnected;
    let heard_at = Some(at("2026-11-24T08:00:00Z"));
    let told = memory.update(&lost, at("2026-11-24T08:00:31Z"));
    assert_eq!(told, [Happening::ConnectionLost { heard_at }]);
    let told = memory.update(&runner(), at("2026-11-24T08:02:05Z"));
    let after_seconds = Some(125);
    assert_eq!(told, [Happening::ConnectionGained { after_seconds }]);
}

#[test]
fn the_first_connection_has_no_duration() {
    let mut fresh = runner();
    fresh.connection_status = ConnectionStatus::Unspecified;
    fresh.last_heartbeat_at = None;
    let mut memory = Memory::new(&fresh, at("2026-11-24T07:59:00Z"));
    let told = memory.update(&runner(), at("2026-11-24T08:00:00Z"));
    let after_seconds = None;
    assert_eq!(told, [Happening::ConnectionGained { after_seconds }]);
}

#[test]
fn a_rollout_is_told_at_both_ends() {
    let mut memory = memory();
    let mut rolling = runner();
    rolling.target_revision = 8;
    rolling.rollout_in_progress = true;
    let started = Happening::RolloutStarted {
        active: 7,
        target: 8,
    };
    let told = memory.update(&rolling, at("2026-11-24T08:01:00Z"));
    assert_eq!(told, std::slice::from_ref(&started));
    assert_eq!(memory.update(&rolling, at("2026-11-24T08:01:03Z")), []);
    let mut done = runner();
    done.active_revision = 8;
    done.target_revision = 8;
    let told = memory.update(&done, at("2026-11-24T08:01:09Z"));
    let ended = Happening::RolloutDone {
        revision: 8,
        after_seconds: Some(9),
    };
    assert_eq!(told, [ended]);

    let mut missed = self::memory();
    let told = missed.update(&done, at("2026-11-24T09:00:00Z"));
    let ended = Happening::RolloutDone {
        revision: 8,
        after_seconds: None,
    };
    assert_eq!(told, [ended], "it went by between two looks");
}

#[test]
fn a_first_install_is_no_rollout() {
    let mut fresh = runner();
    fresh.install_status = InstallStatus::Provisioning;
    fresh.active_revision = 0;
    fresh.target_revision = 1;
    fresh.rollout_in_progress = true;
    let mut memory = Memory::new(&fresh, at("2026-11-24T08:00:00Z"));
    let mut installed = runner();
    installed.active_revision = 1;
    installed.target_revision = 1;
    let told = memory.update(&installed, at("2026-11-24T08:00:06Z"));
    assert!(
        matches!(told.as_slice(), [Happening::Install { .. }]),
        "{told:?}"
    );
}

#[test]
fn a_failure_keeps_its_reason_and_hints_and_no_detail() {
    let mut memory = memory();
    let mut failed = runner();
    failed.install_status = InstallStatus::Failed;
    failed.install_error = Some(InstallError {
        reason: InstallErrorReason::Unschedulable,
        message: "no node".to_owned(),
        remediation_hints: vec!["tolerate it".to_owned()],
        diagnostic_detail: "CANARY".to_owned(),
        ..InstallError::default()
    });
    let told = memory.update(&failed, at("2026-11-24T08:01:00Z"));
    let expected = Happening::Install {
        from: InstallStatus::Ready,
        to: InstallStatus::Failed,
        reason: "RUNNER_INSTALL_ERROR_REASON_UNSCHEDULABLE".to_owned(),
        message: "no node".to_owned(),
        hints: vec!["tolerate it".to_owned()],
    };
    assert_eq!(told, [expected]);
}

#[test]
fn changes_and_updates_are_told() {
    let mut memory = memory();
    let mut changed = runner();
    changed.identity.zone = "us-east-04a".to_owned();
    changed.update_available = true;
    let told = memory.update(&changed, at("2026-11-24T08:01:00Z"));
    let mask = vec!["identity.zone".to_owned()];
    assert_eq!(
        told,
        [Happening::Changed { mask }, Happening::UpdateAvailable]
    );
    let mut other = runner();
    other.id = "another".to_owned();
    assert!(memory.is_of(&changed) && !memory.is_of(&other));
}

#[test]
fn profiles_that_are_bound_no_more_are_named() {
    let bound = |ids: &[&str]| {
        let binding = |id: &&str| contract::wire::ProfileBinding {
            profile_template_id: (*id).to_owned(),
            ..Default::default()
        };
        Runner {
            profile_bindings: ids.iter().map(binding).collect(),
            ..runner()
        }
    };
    let now = at("2026-11-24T08:00:00Z");
    let mut memory = Memory::new(&bound(&["a", "b", "c"]), now);
    let mask = vec!["profile_bindings".to_owned()];
    let profiles = vec!["a".to_owned(), "c".to_owned()];
    assert_eq!(
        memory.update(&bound(&["d", "b"]), now),
        [
            Happening::Changed { mask: mask.clone() },
            Happening::Detached { profiles }
        ]
    );
    assert_eq!(
        memory.update(&bound(&["b", "d", "a"]), now),
        [Happening::Changed { mask }]
    );
}
