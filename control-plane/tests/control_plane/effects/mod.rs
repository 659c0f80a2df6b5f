//! What the console says that a write sets off, against what then happens: every kind of change, in every
//! state of a runner, under every kind of calendar (contract 7.3, 7.4, I-24 to I-26).

mod laws;
mod trial;

use contract::api::Dialect;
use contract::console::{Maintenance, RunnerSummary};
use contract::effects::{Effect, When, of_change, of_channel, of_create, of_upgrade};
use contract::model::InstallStatus;
use serde_json::{Value, json};

use crate::stage::RUNNERS;
use trial::{RAPID, State, staged, try_all, typed};

/// Policies, seen from noon of Wednesday, 25 November 2026.
fn calendars() -> [(&'static str, Value); 8] {
    let windows = |cron: &str| json!([{ "cron": cron, "durationSeconds": 7200 }]);
    let freeze = json!([{ "startTime": "2026-11-20T00:00:00Z", "endTime": "2026-11-27T00:00:00Z", "reason": "audit" }]);
    let two = json!([
        { "startTime": "2026-11-20T00:00:00Z", "endTime": "2026-11-26T00:00:00Z" },
        { "startTime": "2026-11-26T00:00:00Z", "endTime": "2026-11-27T00:00:00Z" },
    ]);
    [
        ("any time", json!({})),
        ("open", json!({ "windows": windows("0 11 * * *") })),
        ("this evening", json!({ "windows": windows("0 18 * * *") })),
        (
            "never closes",
            json!({ "windows": [{ "cron": "* * * * *", "durationSeconds": 3600 }] }),
        ),
        ("excluded", json!({ "exclusions": freeze })),
        ("excluded twice", json!({ "exclusions": two })),
        (
            "window and exclusion",
            json!({ "windows": windows("0 11 * * *"), "exclusions": freeze }),
        ),
        ("never", json!({ "windows": windows("0 0 30 2 *") })),
    ]
}

const STATES: [State; 6] = [
    State::Pending,
    State::Provisioning,
    State::Ready,
    State::Waiting,
    State::RollingOut,
    State::Failed,
];

/// The path that is masked, and how the spec or the runner differs afterwards.
type Kind = (&'static str, fn(&mut Value));

const KINDS: [Kind; 8] = [
    ("identity.runnerGroupId", |runner| {
        runner["identity"]["runnerGroupId"] = json!("evals");
    }),
    ("managedSpec.releaseChannel", |runner| {
        runner["managedSpec"]["releaseChannel"] = json!(RAPID);
    }),
    ("managedSpec.releaseChannel", |runner| {
        runner["managedSpec"]["releaseChannel"] = json!("RELEASE_CHANNEL_STABLE");
    }),
    ("managedSpec.overrides", |runner| {
        runner["managedSpec"]["overrides"] = json!({ "env": { "A": "1" } });
    }),
    ("managedSpec.overrides", |runner| {
        runner["managedSpec"]["overrides"] = json!({});
    }),
    (
        "managedSpec.overrides,managedSpec.releaseChannel",
        |runner| {
            runner["managedSpec"]["overrides"] = json!({ "labels": { "team": "a" } });
            runner["managedSpec"]["releaseChannel"] = json!(RAPID);
        },
    ),
    ("managedSpec", |runner| {
        runner["managedSpec"]["allowPrivilegedProfileAnnotations"] = json!(true);
    }),
    ("profileBindings", |runner| {
        runner["profileBindings"][0]["profileName"] = json!("big");
    }),
];

#[tokio::test]
async fn what_is_said_of_a_change_is_what_happens() {
    let mut seen = std::collections::BTreeSet::new();
    let kinds = KINDS
        .each_ref()
        .map(|(mask, change)| (*mask, change as trial::Modify));
    for (name, policy) in calendars() {
        for state in STATES {
            for effect in try_all(state, &policy, &kinds, name).await {
                let name = format!("{effect:?}");
                seen.insert(name.split([' ', '(']).next().unwrap().to_owned());
            }
        }
    }
    let all = [
        "InstallsAgain",
        "JoinsInstall",
        "OffersProfiles",
        "RollsOut",
        "Updates",
    ];
    assert!(seen.into_iter().eq(all), "every effect was seen");
}

#[tokio::test]
async fn what_is_said_of_another_calendar_is_what_happens() {
    for (name, policy) in calendars() {
        for state in STATES {
            let change =
                |runner: &mut Value| runner["managedSpec"]["maintenancePolicy"] = policy.clone();
            let kinds: [(&str, trial::Modify); 1] = [("managedSpec.maintenancePolicy", &change)];
            let said = try_all(state, &json!({}), &kinds, name).await;
            let updates = said
                .iter()
                .any(|e| matches!(e, Effect::Updates { is_known: true, .. }));
            assert_eq!(
                updates,
                state == State::Waiting,
                "{state:?}, to {name}: {said:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_list_says_what_the_runner_itself_says() {
    for (name, policy) in calendars() {
        for state in STATES {
            let stage = staged(state, &policy, 1).await;
            let runner = typed(&stage.runner("r-0").await);
            let now = stage.clock.now();
            let spec = runner.managed_spec.as_ref().unwrap();
            let summary = RunnerSummary::of(
                &runner,
                Maintenance::of(spec.maintenance_policy.as_ref(), now),
            );
            for channel in contract::model::ReleaseChannel::KNOWN {
                let mut wanted = runner.clone();
                wanted.managed_spec.as_mut().unwrap().release_channel = channel.clone();
                let nameless =
                    |effects: Vec<Effect>| format!("{effects:?}").replace("\"audit\"", "\"\"");
                assert_eq!(
                    nameless(of_channel(&summary, channel, now)),
                    nameless(of_change(&runner, &wanted, now)),
                    "{state:?}, {name}"
                );
            }
        }
    }
}

#[tokio::test]
async fn an_upgrade_starts_at_once_whatever_it_would_have_waited_for() {
    for (name, policy) in calendars() {
        let stage = staged(State::Waiting, &policy, 1).await;
        let runner = typed(&stage.runner("r-0").await);
        let policy = runner
            .managed_spec
            .as_ref()
            .unwrap()
            .maintenance_policy
            .as_ref();
        let said = of_upgrade(When::of(policy, stage.clock.now()));
        assert!(
            matches!(
                &said[..],
                [Effect::Upgrades {
                    else_at: When::Excluded { .. }
                }]
            ),
            "{name}"
        );
        let answer = stage
            .done("POST", &format!("{RUNNERS}/r-0/apply-update"), json!({}))
            .await;
        assert!(typed(&answer).is_rolling_out(), "{name}");
    }
}

#[tokio::test]
async fn a_new_runner_installs_at_once_under_every_calendar() {
    for (name, policy) in calendars() {
        let stage = staged(State::Pending, &policy, 1).await;
        assert_eq!(of_create(), [Effect::Installs]);
        stage.pass(8).await;
        assert_eq!(
            typed(&stage.runner("r-0").await).install_status,
            InstallStatus::Ready,
            "{name}"
        );
    }
}

#[tokio::test]
async fn what_is_said_of_the_endpoint_is_what_happens() {
    const PATH: &str = "/v1/sandbox/managedRunners/r-0";
    let v1 = |runner: &Value| Dialect::V1.runner(runner.clone()).unwrap();
    for state in STATES {
        let stage = staged(state, &json!({}), 1).await;
        for data_plane in [
            json!({ "disabled": {} }),
            json!({ "clusterIp": {} }),
            json!({ "clusterIp": {} }),
            json!({ "loadBalancer": {} }),
            json!({ "loadBalancer": { "scope": "RUNNER_DATA_PLANE_SERVICE_SCOPE_PRIVATE" } }),
            json!({ "disabled": {} }),
            json!(null),
            json!({ "clusterIp": {} }),
            json!(null),
        ] {
            // A load balancer has its address by then, so that one that begins anew is seen.
            stage.pass(25).await;
            let before = stage.read(PATH).await;
            let mut wanted = before.clone();
            wanted["spec"]["dataPlane"] = data_plane.clone();
            let said = of_change(&v1(&before), &v1(&wanted), stage.clock.now());
            let said = said.iter().find_map(|effect| match effect {
                Effect::ChangesEndpoint { is_gone } => Some(*is_gone),
                _ => None,
            });
            let body = json!({ "spec": { "dataPlane": data_plane } });
            let path = format!("{PATH}?updateMask=spec.data_plane");
            stage.done("PATCH", &path, body).await;
            let after = stage.read(PATH).await;
            let (was, is) = (&before["dataPlaneStatus"], &after["dataPlaneStatus"]);
            let happened = (was != is).then(|| is.is_null());
            // Before the first install is done no endpoint tells how old it is.
            let tells = [State::Ready, State::Waiting, State::RollingOut].contains(&state);
            if tells || happened.is_some() {
                assert_eq!(said, happened, "{state:?}, to {data_plane}: {was}, {is}");
            }
        }
    }
}
