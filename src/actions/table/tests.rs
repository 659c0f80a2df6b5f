use contract::{
    console::RunnerSummary,
    model::{InstallStatus, ManagementMode},
};

use super::*;

/// Runners in every state that decides about an action.
fn runners() -> Vec<RunnerSummary> {
    let mut all = Vec::new();
    for install_status in [
        InstallStatus::Ready,
        InstallStatus::Failed,
        InstallStatus::Deleting,
    ] {
        for management_mode in [ManagementMode::Managed, ManagementMode::SelfManaged] {
            for (update_available, rollout_in_progress) in
                [(false, false), (true, false), (true, true)]
            {
                all.push(RunnerSummary {
                    install_status: install_status.clone(),
                    management_mode: management_mode.clone(),
                    update_available,
                    rollout_in_progress,
                    ..RunnerSummary::default()
                });
            }
        }
    }
    all
}

#[test]
fn one_runner_is_refused_for_the_reasons_that_apply_to_several() {
    for runner in &runners() {
        for rights in [Rights::Admin, Rights::User] {
            let asked = |action: Action| action.permission(rights, Some(runner));
            assert_eq!(asked(Action::Edit), can::change(rights, runner));
            assert_eq!(asked(Action::Channel), can::change(rights, runner));
            assert_eq!(asked(Action::Upgrade), can::upgrade(rights, runner));
            assert_eq!(asked(Action::Delete), can::delete(rights, runner));
            assert_eq!(asked(Action::Duplicate), can::create(rights));
            // What is refused to all together is refused to each.
            for action in Action::ALL {
                if action.permission(rights, None).is_err() {
                    assert!(asked(action).is_err(), "{action:?}");
                }
            }
        }
    }
}

#[test]
fn a_reader_may_do_what_changes_nothing() {
    let refused: Vec<Action> = Action::ALL
        .into_iter()
        .filter(|action| action.permission(Rights::User, None).is_err())
        .collect();
    assert_eq!(
        refused,
        [
            Action::Create,
            Action::Edit,
            Action::Upgrade,
            Action::Channel,
            Action::Duplicate,
            Action::Delete,
            Action::CreateProfile,
            Action::EditProfile,
            Action::DeleteProfile,
            Action::SubmitRunner,
        ]
    );
}

#[test]
fn no_key_is_taken_twice_and_none_begins_a_sequence() {
    let of_profiles = [Action::EditProfile];
    let keys = Action::ALL
        .into_iter()
        .filter(|action| !of_profiles.contains(action))
        .filter_map(Action::key);
    let mut keys: Vec<char> = keys.collect();
    keys.extend(['g', 'j', 'k', 'x', '.', '/']);
    let all = keys.len();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), all);
}
