use contract::model::{InstallError, InstallErrorReason, Timestamp};

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
    Memory::new(&runner(), Dialect::V1beta2, at("2026-11-24T08:00:00Z"))
}

#[test]
fn nothing_happens_to_the_same_runner() {
    let mut memory = memory();
    let mut later = runner();
    later.last_heartbeat_at = Some(Timestamp::new("2026-11-24T08:00:10Z"));
    later.updated_at = Some(Timestamp::new("2026-11-24T08:00:10Z"));
    assert_eq!(
        memory.update(&later, Dialect::V1beta2, at("2026-11-24T08:00:11Z")),
        []
    );
    assert_eq!(memory, self::memory());
}

#[test]
fn a_lost_connection_comes_back_with_its_duration() {
    let mut memory = memory();
    let mut lost = runner();
    lost.connection_status = ConnectionStatus::Disconnected;
    let heard_at = Some(at("2026-11-24T08:00:00Z"));
    let told = memory.update(&lost, Dialect::V1beta2, at("2026-11-24T08:00:31Z"));
    assert_eq!(told, [Happening::ConnectionLost { heard_at }]);
    let told = memory.update(&runner(), Dialect::V1beta2, at("2026-11-24T08:02:05Z"));
    let after_seconds = Some(125);
    assert_eq!(told, [Happening::ConnectionGained { after_seconds }]);
}

#[test]
fn the_first_connection_has_no_duration() {
    let mut fresh = runner();
    fresh.connection_status = ConnectionStatus::Unspecified;
    fresh.last_heartbeat_at = None;
    let mut memory = Memory::new(&fresh, Dialect::V1beta2, at("2026-11-24T07:59:00Z"));
    let told = memory.update(&runner(), Dialect::V1beta2, at("2026-11-24T08:00:00Z"));
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
    let told = memory.update(&rolling, Dialect::V1beta2, at("2026-11-24T08:01:00Z"));
    assert_eq!(told, std::slice::from_ref(&started));
    assert_eq!(
        memory.update(&rolling, Dialect::V1beta2, at("2026-11-24T08:01:03Z")),
        []
    );
    let mut done = runner();
    done.active_revision = 8;
    done.target_revision = 8;
    let told = memory.update(&done, Dialect::V1beta2, at("2026-11-24T08:01:09Z"));
    let ended = Happening::RolloutDone {
        revision: 8,
        after_seconds: Some(9),
    };
    assert_eq!(told, [ended]);

    let mut missed = self::memory();
    let told = missed.update(&done, Dialect::V1beta2, at("2026-11-24T09:00:00Z"));
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
    let mut memory = Memory::new(&fresh, Dialect::V1beta2, at("2026-11-24T08:00:00Z"));
    let mut installed = runner();
    installed.active_revision = 1;
    installed.target_revision = 1;
    let told = memory.update(&installed, Dialect::V1beta2, at("2026-11-24T08:00:06Z"));
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
    let told = memory.update(&failed, Dialect::V1beta2, at("2026-11-24T08:01:00Z"));
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
    let told = memory.update(&changed, Dialect::V1beta2, at("2026-11-24T08:01:00Z"));
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
        let binding = |id: &&str| contract::model::ProfileBinding {
            profile_template_id: (*id).to_owned(),
            ..Default::default()
        };
        Runner {
            profile_bindings: ids.iter().map(binding).collect(),
            ..runner()
        }
    };
    let now = at("2026-11-24T08:00:00Z");
    let mut memory = Memory::new(&bound(&["a", "b", "c"]), Dialect::V1beta2, now);
    let mask = vec!["profile_bindings".to_owned()];
    let profiles = vec!["a".to_owned(), "c".to_owned()];
    assert_eq!(
        memory.update(&bound(&["d", "b"]), Dialect::V1beta2, now),
        [
            Happening::Changed { mask: mask.clone() },
            Happening::Detached { profiles }
        ]
    );
    assert_eq!(
        memory.update(&bound(&["b", "d", "a"]), Dialect::V1beta2, now),
        [Happening::Changed { mask }]
    );
}

#[test]
fn a_change_of_dialect_is_no_change_of_the_runner() {
    let now = at("2026-11-24T08:00:00Z");
    let created = |id: &str, at: &str| Runner {
        id: id.to_owned(),
        created_at: Some(Timestamp::new(at)),
        profile_bindings: vec![contract::model::ProfileBinding {
            profile_template_id: "a".to_owned(),
            ..Default::default()
        }],
        ..runner()
    };
    let beta = created("0f5d9a8e", "2026-11-01T00:00:00Z");
    let mut v1 = created("", "2026-11-01T01:00:00+01:00");
    v1.identity.runner_group_id = "default".to_owned();
    v1.profile_bindings.clear();
    let mut memory = Memory::new(&beta, Dialect::V1beta2, now);
    assert!(memory.is_of(&v1));
    assert_eq!(memory.update(&v1, Dialect::V1, now), []);
    assert!(memory.is_of(&beta) && memory.is_of(&v1));
    let another = created("", "2026-11-02T00:00:00Z");
    assert!(!memory.is_of(&another), "made again under the same ID");
    v1.display_name = "New".to_owned();
    let told = memory.update(&v1, Dialect::V1, now);
    let mask = vec!["display_name".to_owned()];
    assert_eq!(told, [Happening::Changed { mask }]);
    assert_eq!(memory.update(&beta, Dialect::V1beta2, now), []);
}
