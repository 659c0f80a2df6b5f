//! One change after the other, in every state of a runner: what was said is held against what happens.

use contract::effects::{After, Effect, When, of_change};
use contract::model::{InstallStatus, Runner};
use control_plane::Fleet;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::stage::{RUNNERS, Stage};

pub(super) const RAPID: &str = "RELEASE_CHANNEL_RAPID";

/// How long after its time an automatic update may begin: the control plane looks every half minute.
const LATE: i64 = 60;

/// Where a runner stands when it is changed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum State {
    Pending,
    Provisioning,
    Ready,
    /// An update waits for a calendar that never opens.
    Waiting,
    RollingOut,
    Failed,
}

/// Runners in that state; under the policy, but for those that wait. There is one cluster on which an
/// install fails, and a dozen on which it does not.
pub(super) async fn staged(state: State, policy: &Value, count: usize) -> Stage {
    let stage = Stage::new(Fleet::Empty).await;
    let policy = match state {
        State::Waiting => {
            json!({ "exclusions": [{ "startTime": "2026-01-01T00:00:00Z", "endTime": "2036-01-01T00:00:00Z" }] })
        }
        _ => policy.clone(),
    };
    for index in 0..count {
        let cluster = match state {
            State::Failed => "gpu-tainted".to_owned(),
            _ => format!("free-{:02}", index + 1),
        };
        let spec = json!({ "maintenancePolicy": policy });
        stage.create(&id(index), &cluster, spec).await;
    }
    let change = match state {
        State::Waiting => Some((
            "managedSpec.releaseChannel",
            json!({ "releaseChannel": RAPID }),
        )),
        State::RollingOut => Some((
            "managedSpec.overrides",
            json!({ "overrides": { "args": ["-v"] } }),
        )),
        _ => None,
    };
    match state {
        State::Pending => {}
        State::Provisioning => stage.pass(3).await,
        _ => stage.pass(20).await,
    }
    if let Some((mask, spec)) = change {
        for index in 0..count {
            let runner = json!({ "managedSpec": spec });
            stage.patch(&id(index), mask, runner).await;
        }
        stage.pass(2).await;
    }
    stage
}

fn id(index: usize) -> String {
    format!("r-{index}")
}

pub(super) fn typed(runner: &Value) -> Runner {
    serde_json::from_value(runner.clone()).unwrap()
}

/// A change that was made: what was said of it, and the runner before and right after it.
struct Made {
    about: String,
    at: Timestamp,
    said: Vec<Effect>,
    before: Runner,
    after: Runner,
}

/// Changes a runner, and holds what begins at once against what was said.
async fn make(
    stage: &Stage,
    id: &str,
    mask: &str,
    change: &dyn Fn(&mut Value),
    about: String,
) -> Made {
    let loaded = stage.runner(id).await;
    let mut wanted = loaded.clone();
    change(&mut wanted);
    let at = stage.clock.now();
    let (before, new) = (typed(&loaded), typed(&wanted));
    let said = of_change(&before, &new, at);
    let body = json!({ "runner": wanted, "updateMask": mask });
    let after = typed(&stage.done("PATCH", &format!("{RUNNERS}/{id}"), body).await);

    let has = |effect: fn(&Effect) -> bool| said.iter().any(effect);
    let is_new_revision = after.target_revision > before.target_revision;
    let was = &before.install_status;
    let installs = [InstallStatus::Pending, InstallStatus::Provisioning].contains(was);
    for (said_so, is_so) in [
        (
            has(|e| matches!(e, Effect::InstallsAgain)),
            *was == InstallStatus::Failed && after.install_status == InstallStatus::Provisioning,
        ),
        (
            has(|e| matches!(e, Effect::RollsOut { .. })),
            is_new_revision && after.is_rolling_out(),
        ),
        (
            has(|e| matches!(e, Effect::RollsOut { starts_over: true })),
            is_new_revision && after.is_rolling_out() && before.is_rolling_out(),
        ),
        (
            has(|e| matches!(e, Effect::JoinsInstall)),
            is_new_revision && installs,
        ),
        (
            has(|e| matches!(e, Effect::OffersProfiles)),
            before.profile_bindings != new.profile_bindings,
        ),
    ] {
        assert_eq!(said_so, is_so, "{about}: {said:?}");
    }
    Made {
        about,
        at,
        said,
        before,
        after,
    }
}

/// When the target revision of each rises next, within two weeks. A failed install is looked at every half
/// minute, so ten minutes have to do for it.
async fn watch(stage: &Stage, made: &[Made]) -> Vec<Option<Timestamp>> {
    let mut begun = vec![None; made.len()];
    let is_failing = made
        .iter()
        .any(|made| made.before.install_status == InstallStatus::Failed);
    let end = stage.clock.now().as_second() + if is_failing { 600 } else { 14 * 86_400 };
    while let Some(due) = stage.plane.tick().await.unwrap() {
        let list = stage.read(RUNNERS).await;
        for runner in list["runners"].as_array().unwrap().iter().map(typed) {
            let at = made
                .iter()
                .position(|made| made.before.id == runner.id)
                .unwrap();
            if begun[at].is_none() && runner.target_revision > made[at].after.target_revision {
                begun[at] = Some(stage.clock.now());
            }
        }
        if due.as_second() > end {
            break;
        }
        let wait = due.duration_since(stage.clock.now());
        stage.clock.advance(wait.try_into().unwrap_or_default());
    }
    begun
}

/// Holds when an update began against what was said.
fn judge(made: &Made, begins: Option<Timestamp>) {
    let Made {
        about,
        at,
        said,
        before,
        after,
    } = made;
    let update = said.iter().find_map(|effect| match effect {
        Effect::Updates {
            when,
            after,
            is_known,
        } => Some((when, *after, *is_known)),
        _ => None,
    });
    let Some((when, waits, is_known)) = update else {
        // What would have come without the change comes all the same, and no new update.
        assert!(
            begins.is_none() || before.update_available,
            "{about}: {said:?}, and yet {begins:?}"
        );
        return;
    };
    assert!(
        !is_known || after.update_available,
        "{about}: no such version"
    );
    if !after.update_available {
        assert_eq!(begins, None, "{about}");
        return;
    }
    let time = match when {
        When::Soon => Some(*at),
        When::Opening(opens) => Some(*opens),
        When::Excluded { opens, until, .. } => {
            assert!(opens.is_none_or(|opens| opens >= *until), "{about}");
            *opens
        }
        When::Never => None,
    };
    let installs = [InstallStatus::Pending, InstallStatus::Provisioning];
    let expected = if installs.contains(&after.install_status) {
        After::Install
    } else if after.is_rolling_out() {
        After::Rollout
    } else {
        After::Nothing
    };
    assert_eq!(waits, expected, "{about}");
    match (time, begins) {
        (None, None) => {}
        (Some(time), Some(begins)) => {
            let late = begins.as_second() - time.as_second();
            assert!(
                (0..=LATE).contains(&late),
                "{about}: said {time}, began {begins}"
            );
        }
        // A failed install fails again for the same reason, and waits for its cure.
        (Some(_), None) if before.install_status == InstallStatus::Failed => {}
        other => panic!("{about}: {said:?}, and it was {other:?}"),
    }
}

/// How a change turns the runner's document.
pub(super) type Modify<'a> = &'a dyn Fn(&mut Value);

/// Makes one change to each of as many runners, lets time pass, and gives back everything that was said.
pub(super) async fn try_all(
    state: State,
    policy: &Value,
    kinds: &[(&str, Modify<'_>)],
    about: &str,
) -> Vec<Effect> {
    let mut said = Vec::new();
    // Only one runner can be on the cluster that fails.
    let at_once = if state == State::Failed {
        1
    } else {
        kinds.len()
    };
    for kinds in kinds.chunks(at_once) {
        let stage = staged(state, policy, kinds.len()).await;
        let mut made = Vec::new();
        for (index, (mask, change)) in kinds.iter().enumerate() {
            let about = format!("{state:?}, {about}, {mask} ({index})");
            made.push(make(&stage, &id(index), mask, change, about).await);
        }
        let begun = watch(&stage, &made).await;
        for (made, begins) in made.iter().zip(begun) {
            judge(made, begins);
        }
        said.extend(made.into_iter().flat_map(|made| made.said));
    }
    said
}
